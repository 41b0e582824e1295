use crate::diagnostics::Page;

const fn page(name: &'static str, title: &'static str, text: &'static str) -> Page {
    Page { name, title, text }
}

/// Pages of `lodtrin explain` for this room.
pub const PAGES: &[Page] = &[
    page(
        "R101",
        "there is no table to read",
        "The file does not exist, is a folder, is empty, or has a header and nothing else where rows\n\
         are needed. Paths in study.toml are relative to the study folder; a folder of files is\n\
         named as a list: file = [\"registers/a.csv\", \"registers/b.csv\"].",
    ),
    page(
        "R102",
        "the file's encoding is not what it seems, or not one",
        "Text registers are UTF-8 (with or without byte-order mark) or Windows-1252; which one is\n\
         detected from the first letter beyond ASCII and reported. A file that changes encoding on\n\
         the way was pasted together from two exports; UTF-16 and others are refused. Declare\n\
         encoding = \"windows-1252\" or \"utf-8\" where detection errs.",
    ),
    page(
        "R103",
        "a NUL byte in a text file",
        "A text table holds no NUL byte. The file is binary (declare its format), UTF-16, or damaged.",
    ),
    page(
        "R104",
        "a line longer than any row",
        "A line of more than one megabyte is no row of a register: line ends are missing, or the file\n\
         is something else.",
    ),
    page(
        "R105",
        "the file was cut short",
        "The last row ends in the middle, a quotation mark is never closed, or the last line states\n\
         another number of records than the file holds. Ask for the delivery again; nothing is read\n\
         from half a file.",
    ),
    page(
        "R106",
        "the header cannot be used",
        "The first line must name the columns, each name once (case and surrounding blanks do not\n\
         count).",
    ),
    page(
        "R107",
        "a workbook or data set cannot be read",
        "The file is damaged or not of the format that its first bytes or `format` say. XLSX, Parquet,\n\
         SAS7BDAT and Stata DTA are read; Stata's long strings (strL) are not: recast them first.",
    ),
    page(
        "R108",
        "many rows have another number of cells than the header",
        "A few such rows are put aside (R308); where more than one in ten is, the separator was not\n\
         what detection took it for. Declare delimiter = \";\" (or \",\", \"tab\", \"|\").",
    ),
    page(
        "R109",
        "a declared form is not known",
        "`encoding` is utf-8 or windows-1252; `format` csv, xlsx, parquet, sas7bdat or dta; `date`\n\
         dd-mm-yyyy, dd-mm-yy, mm-dd-yyyy, yyyymmdd, yyyy-mm-dd, excel or sas.",
    ),
    page(
        "R201",
        "a column is missing",
        "A field that the register must have, or that `columns` maps, has no column in the file. The\n\
         message lists the columns that are there, the most likely first, and the line to write:\n\
         \n\
         \x20   [registers.enrolments]\n\
         \x20   columns = { pupil = \"CPR_nr\", programme = \"Uddannelse\", start = \"Startdato\" }\n\
         \n\
         Case and surrounding blanks are ignored. `lodtrin inspect FILE` writes the whole block.",
    ),
    page(
        "R202",
        "a column does not hold dates",
        "No listed form reads at least nine of ten cells of a column that should hold dates. Either\n\
         another column is meant, or the form is not one of dd-mm-yyyy, dd-mm-yy, yyyymmdd,\n\
         yyyy-mm-dd, Excel serial numbers or SAS day numbers. Single cells that the column's form\n\
         does not read are put aside (R301).",
    ),
    page(
        "R203",
        "dates that can be read in two ways",
        "Day numbers count from 1900 (Excel) or from 1960 (SAS); 01-02-03 may begin with the day or\n\
         with the year; with slashes the month may stand first. Where the study's own years do not\n\
         decide, nobody can: the message shows the two readings, and date = \"…\" in study.toml says\n\
         which is meant.",
    ),
    page(
        "R204",
        "a column does not hold numbers",
        "Fewer than nine of ten cells are numbers with decimal comma or point. Map another column.",
    ),
    page(
        "R205",
        "a code that nobody explained",
        "Every exit code must belong to a class, or it would be counted silently as something. All\n\
         unknown codes are listed at once with how often they stand. Declare them:\n\
         \n\
         \x20   [registers.exits]\n\
         \x20   codes = { completed = [\"10\"], dropout = [\"20\", \"21\"], in_progress = [\"40\"],\n\
         \x20             never_started = [\"1\"], change = [\"30\"], excluded = [\"66\"] }\n\
         \n\
         Declared codes come before the profile's. Codes bind: after the lock a change is a deviation.",
    ),
    page(
        "R206",
        "every identifier is a birth date",
        "Six digits are a birth date, which many share: they cannot link registers. Ask for the whole\n\
         number or for the school's own identifier.",
    ),
    page(
        "R207",
        "a register marked as pseudonymised holds identifiers",
        "pseudonymised = true says that the identifiers were replaced already, and they are not hashed\n\
         again; but more than half of them are ten-digit numbers of persons. Take the mark out and\n\
         give --key-file, or run `lodtrin pseudonymise` where the file came from.",
    ),
    page(
        "R208",
        "a field or a profile that there is not",
        "`columns` maps fields of the register to names in the file: see docs/registers.md for the\n\
         fields of each register. Profiles are canonical, stil-gf2 and dst-kotre.",
    ),
    page(
        "R209",
        "a register or field that the study needs is not declared",
        "Enrolments are always needed; outcomes of kind agreement and retained need the register\n\
         agreements, and transition needs the field `part` of enrolments.",
    ),
    page(
        "R210",
        "no pupil is left",
        "Every row of enrolments was excluded or put aside; the message counts why. Usually the terms\n\
         in [[rollout.period]] or the programmes' ids are not those of the delivery.",
    ),
    page(
        "R212",
        "the accounts of a register do not add up",
        "Every row that came in must be used, put aside or excluded under a name. That they do not add\n\
         up is a fault of lodtrin: nothing is written, and it should be reported.",
    ),
    page(
        "R301",
        "put aside: a date that cannot be read",
        "The column's other cells have a form that this one has not. Correct it at the source and\n\
         ingest again; data/quarantine.csv names file and line.",
    ),
    page(
        "R302",
        "put aside: a number that cannot be read",
        "The cell is no number, or hours are below zero. The row is put aside; correct it at the source.",
    ),
    page(
        "R303",
        "put aside: an end before its start",
        "An enrolment or agreement ends before it starts, or an exit is dated before the pupil's first\n\
         enrolment. A spell of length zero is used: schools may close an enrolment but never delete it.",
    ),
    page(
        "R304",
        "put aside: an unknown programme",
        "The programme is neither an id of the frame nor a member of a lot. The nearest id is named;\n\
         the value itself is shown as its shape, in case a column slipped.",
    ),
    page(
        "R305",
        "put aside: an exit without enrolment",
        "No enrolment of this pupil could have ended by this exit. Another school's export may hold it:\n\
         a register can be a list of files.",
    ),
    page(
        "R306",
        "put aside: a six-digit identifier",
        "A birth date only; many share it, so it cannot link. Ask for the whole number.",
    ),
    page(
        "R307",
        "put aside: no identifier",
        "The cell is empty or holds a mark for nobody (0000000000). The row is put aside.",
    ),
    page(
        "R308",
        "put aside: a row with another number of cells",
        "A cell that holds the separator must stand in quotes. In the frame such a row is an error.",
    ),
    page(
        "R309",
        "put aside: a needed cell is empty",
        "A date or number that the register must give is not there. The row is put aside.",
    ),
    page(
        "R310",
        "put aside: absence without enrolment",
        "No enrolment of this pupil was delivered. Another school's export may hold it.",
    ),
    page(
        "R311",
        "put aside with its enrolment",
        "The pupil's enrolment is put aside itself, so this row has nothing to join. Correct that row.",
    ),
    page(
        "R312",
        "put aside: an identifier that a spreadsheet has destroyed",
        "A spreadsheet keeps 15 digits of a long number and shows it as 6,10105E+09; what is saved has\n\
         lost its last digits, and many pupils become one. Nothing can put them back. Ask for the file\n\
         anew, with the column of identifiers as text.",
    ),
    page(
        "R401",
        "a key is needed to make pseudonyms",
        "Identifiers never reach data/. Each becomes a pseudonym under a secret key that is kept outside\n\
         the study folder: `lodtrin ingest --key-file PATH`. A key of 256 bits is made with `lodtrin\n\
         pseudonymise --new-key PATH`. No key is needed when every register\n\
         says pseudonymised = true, and none for `ingest --check`, which writes nothing.",
    ),
    page(
        "R402",
        "the key is empty or too short",
        "A key has at least 256 bits: 64 hexadecimal digits, or 32 bytes or more of anything else. With\n\
         a short key anybody could try all ten-digit numbers.",
    ),
    page(
        "R403",
        "the key lies in the study folder",
        "Whoever gets the folder must not get the key with it. Move it out.",
    ),
    page(
        "R404",
        "a key file is never overwritten",
        "There is a file of that name. If it is your key, use it with --key-file: a new one would make\n\
         pseudonyms that link to nothing made before.",
    ),
    page(
        "R405",
        "the product would overwrite what was read",
        "`pseudonymise` writes a new file and never over an old one; name another with --out.",
    ),
    page(
        "R406",
        "another column holds identifiers as well",
        "A column that was not named holds ten-digit numbers of persons; the product would leak them.\n\
         Give --column for it too, or take it out of the file.",
    ),
    page(
        "R501",
        "nothing has been ingested yet",
        "data/pupils.parquet is made by `lodtrin ingest`; run it before what needs pupils.",
    ),
    page(
        "R502",
        "data/ was made by another version",
        "The files in data/ are not of the form that this version writes. Run `lodtrin ingest` again.",
    ),
];
