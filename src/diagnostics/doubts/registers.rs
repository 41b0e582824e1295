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
    /// Identifiers that cannot be used.
    UnusableIdentifiers { count: usize, lines: String }
        says format!("{count} identifiers cannot be used (a birth date only, or nobody's) and are left empty: line {lines}"),
        helps "ask for the whole number";

    } };
}
