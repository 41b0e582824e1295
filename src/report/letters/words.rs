//! The Danish sentences of letters to schools: registers, codes, reasons, doubts.

/// Why rows are left out on purpose.
pub(super) const REASONS: &[(&str, &str)] = &[
    ("duplicate", "Rækken findes i forvejen"),
    ("outside-study", "Eleven eller forløbet ligger uden for studiets semestre"),
    ("never-started", "Eleven begyndte aldrig"),
    ("opt-out", "Eleven deltager ikke"),
    ("excluded-code", "Afgangskoden siger, at forløbet ikke tæller"),
    ("other-programme", "Uddannelsen deltager ikke i studiet"),
    ("repeated-header", "Kolonnenavnene er gentaget"),
    ("footer", "Sumlinje eller linje om filen selv"),
];

/// Doubts about a file.
pub(super) const KINDS: &[(&str, &str)] = &[
    (
        "UnusualEncoding",
        "Filen er i en sjælden tegnkodning: gem den som CSV UTF-8, og se efter, at æ, ø og å er rigtige.",
    ),
    ("MixedDecimals", "En talkolonne har både decimalkomma og decimalpunktum: brug ét af dem i hele kolonnen."),
    ("InstantsAsDays", "En datokolonne indeholder klokkeslæt med tidszone: send selve datoen."),
];

/// What helps every time.
pub(super) const NEXT_TIME: &[&str] = &[
    "Send filen, som systemet danner den, uden at åbne og gemme den i Excel.",
    "Lad kolonnen med personnumre eller elevnumre være tekst, så foranstillede nuller bliver stående.",
    "Brug de samme kolonnenavne, koder og uddannelsesnavne som sidst.",
];

/// A register in Danish.
pub(super) fn register_words(name: &str) -> &'static str {
    match name {
        "enrolments" => "Indskrivninger",
        "exits" => "Afgange",
        "absences" => "Fravær",
        "background" => "Baggrund",
        "agreements" => "Uddannelsesaftaler",
        "activities" => "Aktiviteter",
        "optouts" => "Frameldinger",
        _ => "Register",
    }
}

/// What a code says is wrong, and what a school does about it.
pub(super) fn code_words(code: &str) -> (&'static str, &'static str) {
    CODES.iter().find(|(c, _, _)| *c == code).map_or(OTHER, |(_, what, todo)| (what, todo))
}

const OTHER: (&str, &str) = ("Noget i filen kunne ikke læses", "Dan filen igen, og send den på ny.");

const CODES: &[(&str, &str, &str)] = &[
    ("R101", "Filen mangler eller er tom", "Dan filen igen, og send den på ny."),
    ("R102", "Filen er ikke i én tegnkodning", "Dan filen igen som CSV UTF-8."),
    ("R103", "Filen er ikke en teksttabel", "Send selve udtrækket som CSV eller som regneark."),
    ("R104", "En linje er for lang til at være en række", "Dan filen igen; linjeskiftene mangler."),
    (
        "R105",
        "Filen er klippet over, eller sidste linje oplyser et andet antal poster",
        "Send filen igen i sin helhed.",
    ),
    (
        "R106",
        "Kolonnenavnene kan ikke bruges",
        "Sæt en linje med forskellige kolonnenavne over rækkerne, uden personnumre.",
    ),
    ("R107", "Filen er beskadiget eller af en anden type, end den ser ud til", "Send den igen, gerne som CSV."),
    (
        "R108",
        "Mange rækker har et andet antal felter end kolonnenavnene",
        "Sæt anførselstegn om felter, der indeholder skilletegnet.",
    ),
    (
        "R110",
        "Et løst anførselstegn har slugt rækkerne under sig",
        "Fjern anførselstegnet i den linje, eller skriv det to gange.",
    ),
    ("R111", "Flere ark har de samme kolonner, eller arket findes ikke", "Oplys, hvilket ark der gælder."),
    ("R112", "Linjen med kolonnenavne findes ikke", "I skal ikke gøre noget; vi retter det hos os."),
    ("R201", "En kolonne mangler", "Send filen igen med kolonnen, eller oplys, hvad den hedder hos jer."),
    ("R202", "En datokolonne er ikke skrevet på én måde", "Skriv alle datoer som dd-mm-åååå."),
    ("R203", "Datoerne kan læses på to måder", "Oplys, om dag eller måned står først."),
    ("R204", "En talkolonne indeholder andet end tal", "Send filen igen med tal i kolonnen."),
    ("R205", "En kode er ikke forklaret", "Oplys, hvad koden betyder."),
    ("R206", "Alle numre er kun fødselsdatoer", "Send hele personnummeret eller skolens eget elevnummer."),
    ("R207", "Filen skulle være pseudonymiseret, men indeholder personnumre", "Pseudonymisér filen, før den sendes."),
    (
        "R213",
        "Skolens navne på uddannelserne er andre end studiets",
        "Oplys, hvilken uddannelse i studiet hvert navn svarer til.",
    ),
    ("R214", "Fraværet er i en anden enhed end timer", "Oplys, om tallene er minutter, lektioner eller procent."),
    ("R215", "Tal som 9.999 kan læses på to måder", "Oplys, om komma eller punktum står foran decimalerne."),
    (
        "R216",
        "Et regneark har ødelagt personnumrene",
        "Send selve udtrækket, ikke en fil, der har været åbnet i Excel.",
    ),
    ("R217", "En kolonne er af en type, der ikke kan læses", "Send kolonnen som almindelig tekst, tal eller dato."),
    (
        "R218",
        "Kun fravær er registreret, ikke fremmøde",
        "Send alle lektioner, også dem med fremmøde, eller oplys, at filen kun rummer fravær.",
    ),
    (
        "R219",
        "Ingen i filen findes blandt indskrivningerne",
        "Se efter, om det er den rigtige fil med de samme person- eller elevnumre.",
    ),
    ("R301", "Datoen kan ikke læses", "Ret datoen i jeres system."),
    ("R302", "Tallet kan ikke læses eller er ikke muligt", "Ret tallet i jeres system."),
    ("R303", "Slutdatoen ligger før startdatoen", "Ret datoerne i jeres system."),
    ("R304", "Uddannelsen kendes ikke", "Oplys, hvilken uddannelse i studiet det er, eller at den ikke deltager."),
    (
        "R305",
        "Der er ingen indskrivning, som afgangen hører til",
        "Send indskrivningen, eller oplys, hvilken skole eleven kom fra.",
    ),
    (
        "R306",
        "Nummeret er kun en fødselsdato, som mange deler",
        "Send hele personnummeret eller skolens eget elevnummer.",
    ),
    ("R307", "Person- eller elevnummeret mangler", "Udfyld nummeret i jeres system."),
    (
        "R308",
        "Rækken har et andet antal felter end kolonnenavnene",
        "Sæt anførselstegn om felter, der indeholder skilletegnet.",
    ),
    ("R309", "Et felt, der er nødvendigt, er tomt", "Udfyld feltet i jeres system."),
    ("R310", "Der er ingen indskrivning af eleven", "Send indskrivningen."),
    ("R311", "Elevens indskrivning kunne ikke læses", "Ret indskrivningen; så kommer denne række med."),
    (
        "R312",
        "Et regneark har afrundet personnummeret",
        "Send selve udtrækket, ikke en fil, der har været åbnet i Excel.",
    ),
    ("R313", "Et personnummer står, hvor der skulle stå et pseudonym", "Pseudonymisér filen, før den sendes."),
];
