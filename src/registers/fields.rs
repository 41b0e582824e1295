//! The registers that a study can have, and the fields of each.

pub use super::absence_units::Kind;

/// A register that a study can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Register {
    /// Spells of enrolment; the one that is required.
    Enrolments,
    /// Exits with their cause.
    Exits,
    /// Absence by pupil and day or lesson.
    Absences,
    /// Birth date, sex, benefit, covariates.
    Background,
    /// Training agreements.
    Agreements,
    /// Visits, workshops, mentor meetings: the dose.
    Activities,
    /// Pupils who do not take part.
    Optouts,
}

impl Register {
    /// All of them, in the order in which outputs list them.
    pub const ALL: [Register; 7] = [
        Register::Enrolments,
        Register::Exits,
        Register::Absences,
        Register::Background,
        Register::Agreements,
        Register::Activities,
        Register::Optouts,
    ];

    /// The name in `study.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Register::Enrolments => "enrolments",
            Register::Exits => "exits",
            Register::Absences => "absences",
            Register::Background => "background",
            Register::Agreements => "agreements",
            Register::Activities => "activities",
            Register::Optouts => "optouts",
        }
    }

    /// The register of a name.
    pub fn named(name: &str) -> Option<Register> {
        Register::ALL.into_iter().find(|r| r.name() == name)
    }

    /// Its fields, in the order of the documentation.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Register::Enrolments => ENROLMENTS,
            Register::Exits => EXITS,
            Register::Absences => ABSENCES,
            Register::Background => BACKGROUND,
            Register::Agreements => AGREEMENTS,
            Register::Activities => ACTIVITIES,
            Register::Optouts => OPTOUTS,
        }
    }

    /// Position of a field by its name.
    pub fn field(self, name: &str) -> Option<usize> {
        self.fields().iter().position(|f| f.name == name)
    }
}

/// Whether a delivery must have a field, given what is declared of the register.
pub(super) fn is_needed(register: Register, field: &Field, kind: Kind) -> bool {
    match (register, field.name) {
        (Register::Absences, "hours_offered") => kind == Kind::Hours,
        (Register::Absences, "hours_absent") => kind != Kind::Letters,
        (Register::Absences, "code") => kind == Kind::Letters,
        _ => field.required,
    }
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// A pupil's identifier.
    Pupil,
    /// Text, taken as it is.
    Text,
    /// A code of a listed class.
    Code,
    /// A date of something that happened.
    Day,
    /// A date of birth.
    Birth,
    /// A number.
    Number,
}

/// A field of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The name used in `columns` and in canonical files.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// Whether a delivery must have it.
    pub required: bool,
    /// Other names that deliveries use, for `inspect` to recognise; folded to lower case.
    pub known_as: &'static [&'static str],
}

const fn field(name: &'static str, holds: Holds, required: bool, known_as: &'static [&'static str]) -> Field {
    Field { name, holds, required, known_as }
}

const PUPIL: Field = field(
    "pupil",
    Holds::Pupil,
    true,
    &[
        "cpr",
        "cpr_nr",
        "cpr-nr",
        "cprnr",
        "cpr nr",
        "cpr-nummer",
        "cprnummer",
        "pnr",
        "personnummer",
        "person_id",
        "personid",
        "elev",
        "elev_id",
        "elevnr",
        "elev-id",
        "id",
        "student",
        "student_id",
        "pupil_id",
        "unilogin",
        "pseudonym",
    ],
);
const SCHOOL: &[&str] = &[
    "skole",
    "institution",
    "instnr",
    "inst_nr",
    "institutionsnr",
    "institutionsnummer",
    "skolenr",
    "skolenavn",
    "afdeling",
];
const PROGRAMME: &[&str] = &[
    "uddannelse",
    "udd",
    "uddannelse_id",
    "uddannelseskode",
    "uddannelsesnavn",
    "programme_id",
    "program",
    "program_id",
    "hold_uddannelse",
    "uddnr",
    "cosa",
    "cøsa",
    "forløb",
    "forloeb",
];

const ENROLMENTS: &[Field] = &[
    PUPIL,
    field("programme", Holds::Text, true, PROGRAMME),
    field(
        "start",
        Holds::Day,
        true,
        &[
            "startdato",
            "start_dato",
            "start_date",
            "indskrevet",
            "tilgangsdato",
            "tilgang",
            "elev3_vfra",
            "vfra",
            "fra",
            "begin",
            "indskrivningsdato",
            "indskrivelsesdato",
            "indmeldt",
            "indmeldelsesdato",
            "påbegyndt",
        ],
    ),
    field(
        "end",
        Holds::Day,
        false,
        &[
            "slutdato",
            "slut_dato",
            "end_date",
            "udskrevet",
            "afgangsdato",
            "elev3_vtil",
            "vtil",
            "til",
            "slut",
            "udmeldt",
            "udmeldt dato",
            "udmeldelsesdato",
            "udskrivningsdato",
            "udskrivelsesdato",
            "afsluttet",
        ],
    ),
    field(
        "exit_code",
        Holds::Code,
        false,
        &[
            "afgangsårsag",
            "afgangsaarsag",
            "afgangskode",
            "årsag",
            "aarsag",
            "udmeldelsesårsag",
            "audd",
            "exit",
            "afg.årsag",
            "afgang",
            "frafaldsårsag",
        ],
    ),
    field("school", Holds::Text, false, SCHOOL),
    field("speciale", Holds::Text, false, &["speciale_nr", "specialenr", "speciality", "trin"]),
    field(
        "part",
        Holds::Text,
        false,
        &["uddannelsesdel", "udel", "del", "grundforløb", "forløbstype", "del af forløb"],
    ),
    field("class", Holds::Text, false, &["hold", "klasse", "holdnavn", "holdkode", "team"]),
    field("leave", Holds::Text, false, &["afg_art", "afgart"]),
];

const EXITS: &[Field] = &[
    PUPIL,
    field("programme", Holds::Text, false, PROGRAMME),
    field(
        "date",
        Holds::Day,
        true,
        &["dato", "afgangsdato", "slutdato", "exit_date", "udmeldt", "udmeldelsesdato", "elev3_vtil"],
    ),
    field(
        "code",
        Holds::Code,
        true,
        &[
            "kode",
            "årsag",
            "aarsag",
            "afgangskode",
            "afgangsårsag",
            "afgangsaarsag",
            "udmeldelsesårsag",
            "exit_code",
            "cause",
            "audd",
        ],
    ),
];

const ABSENCES: &[Field] = &[
    PUPIL,
    field("date", Holds::Day, true, &["dato", "dag", "day", "skoledag"]),
    field(
        "hours_offered",
        Holds::Number,
        false,
        &[
            "timer_udbudt",
            "udbudte_timer",
            "skemalagt",
            "skemalagte timer",
            "planlagte timer",
            "skematimer",
            "lektioner",
            "offered",
            "timer",
            "skema_lektioner",
            "skema_timer",
        ],
    ),
    field(
        "hours_absent",
        Holds::Number,
        false,
        &[
            "timer_fravær",
            "fraværstimer",
            "fravaerstimer",
            "fravær",
            "fravaer",
            "absent",
            "fravær_timer",
            "fraværs_lektioner",
            "fraver_ialt",
            "minutter",
            "fraværsminutter",
            "fraværsprocent",
            "procent",
            "pct",
        ],
    ),
    field("code", Holds::Code, false, &["kode", "fraværskode", "fravaerskode", "fraværstype", "årsag", "type"]),
    field("registered", Holds::Day, false, &["registreret", "registreringsdato", "oprettet"]),
    field(
        "lesson",
        Holds::Text,
        false,
        &["lektion", "lektionsnr", "lektion_nr", "modul", "modulnr", "skemablok", "lesson", "lesson_no"],
    ),
];

const BACKGROUND: &[Field] = &[
    PUPIL,
    field(
        "birth_date",
        Holds::Birth,
        false,
        &["fødselsdato", "foedselsdato", "fødselsdag", "født", "birthdate", "dob"],
    ),
    field("sex", Holds::Text, false, &["køn", "koen", "gender", "kon"]),
    field(
        "benefit",
        Holds::Text,
        false,
        &["uddannelseshjælp", "uddannelseshjaelp", "ydelse", "uddhjælp", "udd_hjaelp", "social_benefit"],
    ),
];

const AGREEMENTS: &[Field] = &[
    PUPIL,
    field(
        "signed",
        Holds::Day,
        true,
        &["underskrevet", "indgået", "indgaaet", "aftaledato", "signed_date", "registreret"],
    ),
    field("start", Holds::Day, false, &["startdato", "aftalestart", "fra", "start_date"]),
    field("end", Holds::Day, false, &["slutdato", "aftaleslut", "ophør", "ophoer", "til", "end_date"]),
    field("end_reason", Holds::Text, false, &["ophørsårsag", "ophoersaarsag", "årsag", "aarsag", "reason"]),
];

const ACTIVITIES: &[Field] = &[
    field("date", Holds::Day, true, &["dato", "dag"]),
    field("kind", Holds::Text, true, &["type", "art", "aktivitet", "activity"]),
    field("programme", Holds::Text, false, PROGRAMME),
    field("school", Holds::Text, false, SCHOOL),
    field("staff", Holds::Text, false, &["medarbejder", "mentor", "konsulent", "opsøgende", "worker"]),
    field("count", Holds::Number, false, &["antal", "n", "number"]),
    field("target", Holds::Number, false, &["mål", "maal", "goal"]),
];

const OPTOUTS: &[Field] = &[PUPIL];

/// A register about which nothing is declared but that it exists.
#[cfg(test)]
pub(super) fn undeclared() -> crate::trial::study::RegisterDecl {
    crate::trial::study::RegisterDecl { files: vec!["x.csv".into()], profile: "canonical".into(), ..Default::default() }
}
