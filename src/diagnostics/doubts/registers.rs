//! Doubts of the registers: identifiers, columns, dates, exits, and what an ingestion left aside.

macro_rules! registers {
    ($next:ident $($later:ident)* @ $($sofar:tt)*) => { $next! { $($later)* @ $($sofar)*

    /// Values of sex or benefit that are not known.
    UnknownBackground { count: u64, column: String }
        says format!("{count} values of `{column}` in background are not known and count as missing"),
        helps "k/m, female/male, 2/1; 1/0, ja/nej, yes/no";
    /// A column that looks like numbers that belong to persons.
    IdentifyingColumn { column: String }
        says format!("column `{column}` of background looks like numbers that belong to persons and is left out");
    /// No day of extraction is declared.
    NoExtractDate { day: String }
        says format!("no day of extraction is declared; follow-up is taken to end on {day}, the last day on which anything happened"),
        helps "declare it: [registers.enrolments] extracted = 2027-08-01";
    /// A file of a register lacks columns that others have.
    ColumnMissing { file: String, columns: String, register: String }
        says format!("{file} has no column for {columns} of register {register}"),
        helps "other files have one: add this file's name for it to `columns`, or ask for the column";
    /// Identifiers that had lost their leading zero.
    RepairedIdentifiers { count: u64 }
        says format!("{count} identifiers had lost their leading zero; it was put back"),
        helps "export the column as text";
    /// Identifiers of a file to pseudonymise that had lost their leading zero.
    RepairedInFile as RepairedIdentifiers { count: u64 }
        says format!("{count} identifiers had lost their leading zero; it was put back");
    /// Cells of text or numbers that may hold the number of a person.
    IdentifierInText { count: u64 }
        says format!("{count} cells of text or numbers hold ten digits that may be the number of a person; they count as empty"),
        helps "ask the school to leave numbers of persons out of other columns";
    /// Identifiers that fail modulus 11.
    Modulus11 { count: u64 }
        says format!("{count} ten-digit identifiers fail modulus 11"),
        helps "such numbers have been issued since 2007, and replacement numbers fail it too";
    /// Enrolments that are both completed and dropped out.
    ContradictoryExits { count: u64 }
        says format!("{count} enrolments are both completed and dropped out; the last exit counts"),
        helps "ask the school which one is right";
    /// Pupils who start in two programmes on one day.
    TwoProgrammes { count: u64 }
        says format!("{count} pupils start in two programmes on one day; the one that ends first counts, then the first by id"),
        helps "ask the school where they really started";
    /// Enrolments that stand for completions made up by the agency.
    SyntheticCompletions { count: u64 }
        says format!("{count} enrolments stand for completions made up by the agency (UDD 3598)"),
        helps "they are no enrolments in a programme";
    /// The enrolments are one school's own.
    OneSchool {}
        says "the enrolments are one school's own: a pupil who went on at another school looks like a dropout",
        helps "add the other schools' exports: file = [\"a.csv\", \"b.csv\"]";
    /// An optional field without a column, beside a column that is nearly its.
    ColumnNearlyNamed { file: String, field: String, register: String, column: String }
        says format!("{file} has no column for `{field}` of register {register}, and a column `{column}` that nothing takes"),
        helps format!("if it is that one: [registers.{register}] columns = {{ {field} = \"{column}\" }}");
    /// Few persons of a register have a row of enrolments.
    HardlyLinked { register: String, persons: u64, linked: u64, cause: String, advice: String }
        says format!("of {persons} persons in register {register} only {linked} have a row of enrolments: {cause}"),
        helps advice.clone();
    /// A file in a code page that is seldom met.
    UnusualEncoding { file: String, encoding: String }
        says format!("{file} is read as {encoding}, by its Danish letters"),
        helps "check a name with æ, ø or å; if it is wrong, declare `encoding`";
    /// Both decimal marks in one column.
    MixedDecimals { file: String, columns: String }
        says format!("{file}: decimals stand behind a comma in some cells of {columns} and behind a point in others; each is read by its own mark"),
        helps "ask the school why; if one of the two groups thousands, declare decimal = \",\" or decimal = \".\"";
    /// Moments where days are wanted.
    InstantsAsDays { file: String, columns: String }
        says format!("{file}: {columns} holds moments, most of them at midnight nowhere; the date in the zone is taken"),
        helps "ask for the day itself; dates in UTC: timezone = \"UTC\"";
    /// Identifiers linked although the case of letters differs.
    IdentifiersDifferInCase { count: u64 }
        says format!("{count} persons of other registers are written with other capital letters than in the enrolments; they are linked"),
        helps "ask the school for one spelling";
    /// Programmes known by their folded spelling only.
    ProgrammesFolded { count: u64 }
        says format!("{count} rows name a programme with other capital letters, blanks or dashes than the frame; they are taken as it"),
        helps "nothing to do, if the names are right";
    /// Dropouts who went on in a programme that takes no part.
    LeftForOtherProgrammes { count: u64 }
        says format!("{count} pupils count as dropouts and began a programme that takes no part soon after leaving"),
        helps "decide before the lock whether that is a dropout; statuses stay as they are";
    /// Starts beside a term.
    StartsBesideTerm { count: u64, period: String, first: String, last: String, line: String }
        says format!("{count} enrolments start beside term {period}, from {first} to {last}"),
        helps format!("if they belong to it, say so before the lock: {line}");
    /// Spells of one stay that end differently.
    EndsInConflict { count: u64 }
        says format!("{count} pupils have spells of one stay that end differently (completed, dropped out, moved); the later end counts"),
        helps "ask the school which one is right";
    /// More hours absent than offered.
    AbsenceBeyondOffered { count: u64 }
        says format!("{count} rows have more hours absent than offered; they are used"),
        helps "ask the school what they mean";
    /// Every row of a file of lessons stands twice.
    EveryRowTwice { file: String }
        says format!("every row of {file} stands there an even number of times; each counts as a lesson of its own"),
        helps "ask whether the export was made twice; a column that numbers the lessons would tell";
    /// An outcome that hardly any pupil has.
    OutcomeHardlyKnown { followed: u64, lost: u64, outcome: String, cause: String }
        says format!("of {followed} pupils whose follow-up for `{outcome}` has ended, {lost} have no value: {cause}"),
        helps "map the column, or declare the register of exits: [registers.enrolments] columns = { exit_code = \"…\" }";
    /// Counts that were masked where they were made.
    MaskedCells { count: u64 }
        says format!("{count} cells of the counts are masked and count as empty"),
        helps "ask for them under the agreement that the study has, or say in the report that they are missing";
    /// A study of counts without pupils.
    CountsOnly { missing: String }
        says format!("the study has counts and no pupils: {missing}"),
        helps "what needs pupils is made where they are";
    /// Covariates declared, and counts only.
    CountsUnadjusted {}
        says "the plan adjusts for covariates, which counts do not have: the analysis runs without them",
        helps "say so in the report, or make the analysis where the pupils are";
    /// Identifiers that cannot be used.
    UnusableIdentifiers { count: usize, lines: String }
        says format!("{count} identifiers cannot be used (a birth date only, or nobody's) and are left empty: line {lines}"),
        helps "ask for the whole number";

    } };
}
