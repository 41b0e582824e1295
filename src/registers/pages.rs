//! Pages of `lodtrin explain` for registers.

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
        "A mark at the start of a file tells its encoding; without one it is UTF-8, UTF-16 (every\n\
         second byte is NUL), or what its Danish letters tell: windows-1252, code page 850 or\n\
         Macintosh. A file that changes encoding on the way was pasted together from two exports.\n\
         Declare encoding = \"windows-1252\", \"utf-8\", \"utf-16\", \"cp850\" or \"macintosh\" where\n\
         detection errs.",
    ),
    page(
        "R103",
        "a NUL byte in a text file",
        "A text table holds no NUL byte. The file is binary (declare its format) or damaged; UTF-16 is\n\
         read where nine in ten bytes at odd or even places are NUL.",
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
        "R110",
        "a stray quotation mark swallowed rows",
        "A cell that opens with a quotation mark runs over lines that are rows by themselves, or text\n\
         stands behind its closing mark: nobody meant that quotation mark. The message names the line\n\
         where it opens. Take it out or write it twice (\"\"), and deliver the file again; such rows are\n\
         never guessed at.",
    ),
    page(
        "R111",
        "which sheet of the workbook is meant",
        "Read is the visible sheet whose header names most fields. Where two or more have the same\n\
         header, say which: sheet = \"2026\", or sheet = [\"2026\", \"2027\"] to read one behind the other.\n\
         A sheet that is named must be there; hidden ones are read when they are named.",
    ),
    page(
        "R112",
        "the header line lies beyond the file",
        "`header = 4` says that the fourth line (or row of the sheet) names the columns; lines are\n\
         counted from 1, blank ones too. Leave it out to have the header found among the first twenty\n\
         lines that are not blank.",
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
         Names agree by their letters and digits alone: case, blanks, hyphens, line breaks and how\n\
         æ, ø and å are written are ignored. `header = 4` names the line of the header.\n\
         `lodtrin inspect FILE` writes the whole block.",
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
        "R213",
        "a school's own names of programmes",
        "More than one in ten rows of a file that begin in a term (and five or more) have a programme\n\
         that is not in the frame, or no row of the file is used while other files give pupils. These\n\
         are a school's own names. The message lists all such files and names, the most frequent first,\n\
         and the line to write; `lodtrin inspect FILE --study DIR` proposes it:\n\
         \n\
         \x20   [registers.enrolments]\n\
         \x20   programmes = { \"1490 Tømrer\" = \"tømrer-a\", \"Svejser\" = \"\" }\n\
         \n\
         The frame binds; what a school calls its programmes does not, so this may be written after\n\
         the lock.",
    ),
    page(
        "R214",
        "absences in another unit",
        "Five or more rows, and more than one in a hundred, have more hours absent than offered, or\n\
         more than 24 hours on a day. They are minutes, lessons or per cent, or a lesson's number was\n\
         taken for hours offered. Declare [registers.absences] kind = \"minutes\", \"lessons\", \"percent\"\n\
         or \"letters\", and lesson_minutes where lessons are not 60 minutes long.",
    ),
    page(
        "R215",
        "numbers that can be read in two ways",
        "`1.475` is 1475 or 1,475, and nothing in the file tells which: a column decides by its own\n\
         cells (`0,5`, `12.75`), then all number columns of the file together, then a comma between\n\
         cells. Declare decimal = \",\" or decimal = \".\" for the register, or give --decimal with --data.",
    ),
    page(
        "R216",
        "identifiers that were destroyed",
        "A spreadsheet turned ten-digit numbers into 6,10105E+09, or they stand in a type that holds\n\
         seven digits (float, a 32-bit integer): persons who were born on one day have become one, and\n\
         nothing can part them again. Ask for the export itself, with the identifier as text.",
    ),
    page(
        "R217",
        "a column of a type that the field cannot be read from",
        "Lists, structs and maps are no cells; %tm, %tq, %tw, %th and %ty of Stata count months,\n\
         quarters, weeks, half-years and years, not days; durations and times of day are hours and\n\
         nothing else. Only columns that a field asks for are refused.",
    ),
    page(
        "R218",
        "only absences are registered",
        "All of fifty rows or more are absences. Pupils without a row were there, but would be dropped\n\
         as unknown. [registers.absences] rows = \"absences\" says so: then in every programme and term\n\
         with a row each pupil without one on the first day was there. Whole days and school days\n\
         cannot be counted from such a register: hours offered are not known.",
    ),
    page(
        "R219",
        "a register is about nobody in the enrolments",
        "Ten persons or more, and none of them has a row of enrolments. The message says why: one of\n\
         the two is pseudonymised, they were made with other keys, one has ten-digit numbers and the\n\
         other the school's own, leading zeros are missing, or it is another school's file.",
    ),
    page(
        "R220",
        "a file of counts that cannot be",
        "`ingest --counts` reads outcome, programme, period, n, k (or sum, sumsq). The message names\n\
         the line: an outcome, programme or period that the study has not, a cell twice, k above n or\n\
         no whole number, n·sumsq below the square of sum, levels of a subgroup that add up to more\n\
         than the cell, a start that was not drawn, a term that cannot have been followed yet.",
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
        "The programme is neither an id of the frame nor a member of a lot, and [registers.enrolments]\n\
         programmes does not say what it is. The nearest id is named:\n\
         \n\
         \x20   programmes = { \"1490 Tømrer\" = \"tømrer-a\", \"Nord|Kok\" = \"kok-nord\", \"Svejser\" = \"\" }\n\
         \n\
         An empty id takes no part: such rows are left out under `other-programme`; \"*\" = \"\" says so\n\
         of all other names. Keys are compared without case, invisible characters and kinds of dash.\n\
         A name that holds five or more digits in a run is shown as its shape.",
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
        "R313",
        "put aside: a person's number in a pseudonymised register",
        "The register is marked `pseudonymised = true`, and this row holds ten digits whose first six\n\
         are a day. It is not stored as if it were a pseudonym. Above one in twenty rows the file is\n\
         refused (R207).",
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
