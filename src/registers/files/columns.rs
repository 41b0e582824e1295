//! The named columns of a table of any format, for analyses of tables that no study describes.

use super::names::{Known, Name};
use super::row::{Row, Typed};
use super::table::{FileForm, Table};
use crate::diagnostics::{Outcome, Page, Place, Problem};
use crate::registers::cells::clean::is_missing;
use crate::registers::cells::mask;
use crate::registers::cells::numbers::{self, Evidence, Mark};
use crate::trial::study::FormDecl;
use crate::trial::{Column, Columns, missing_column};
use std::path::Path;
use unicode_normalization::UnicodeNormalization;

/// Pages of `lodtrin explain` for tables that are given with `--data`.
pub const COLUMN_PAGES: &[Page] = &[
    Page {
        name: "R901",
        title: "a table given with --data cannot be read",
        text: "`--data` reads what registers are read from: text in any dialect, workbooks, Parquet, Stata\n\
               and SAS. The message says what was wrong and in which line: no rows, a row with too many or\n\
               too few cells, two columns of one name. --delimiter, --encoding, --decimal, --header and\n\
               --sheet say how it is written where that is not found out.",
    },
    Page {
        name: "R902",
        title: "a column that was named is not in the table",
        text: "Column names are compared as written, then by their letters and digits alone. The message\n\
               lists the columns that are there, the nearest first.",
    },
    Page {
        name: "R903",
        title: "a cell that should be a number is not",
        text: "Outcomes, sizes and covariates are numbers. Missing cells are empty, `NA` or `NaN`.\n\
               Which mark stands before decimals is decided by the whole column (R215).",
    },
];

/// How a table is written, and which of its columns are labels.
#[derive(Debug, Clone, Default)]
pub struct DataForm<'a> {
    /// What is declared of the file's form.
    pub form: FormDecl,
    /// Columns of labels: text, so that `7.3` is not `7.30`; whole numbers where all of a column are.
    pub labels: Vec<&'a str>,
}

/// Reads the named columns of a table in whatever format and dialect it is written.
///
/// A column is `Number` when each of its cells is a number or missing, and `Text` otherwise; whole numbers with leading
/// zeros are words.
///
/// # Errors
/// `R901` for a table without rows, with a row of another width or two columns of one name, `R902` for a column that is not
/// there, `R215` for numbers that can be read in two ways; what else stops a file (`R101` …).
pub fn read_columns(path: &Path, wanted: &[&str]) -> Outcome<Columns> {
    read_columns_as(path, wanted, &DataForm::default())
}

/// The same, where it is said how the table is written and which columns are labels.
///
/// # Errors
/// As [`read_columns`].
pub fn read_columns_as(path: &Path, wanted: &[&str], data: &DataForm<'_>) -> Outcome<Columns> {
    let shown = path.display().to_string();
    let known = Known(wanted.iter().map(|w| vec![Name::of(w)]).collect());
    let form = FileForm { known, any_names: true, ..FileForm::of(&data.form)? };
    let mut table = open(path, &shown, &form)?;
    let found = positions(&table, &shown, wanted)?;
    let mut told: Vec<Seen> = found.iter().map(|(name, _)| Seen::of(data.labels.contains(name))).collect();
    let mut rows = 0u64;
    each(&mut table, &shown, |row| {
        rows += 1;
        told.iter_mut().zip(&found).for_each(|(seen, (_, at))| seen.take(row, *at));
        Ok(())
    })?;
    if rows == 0 {
        return Err(unreadable(&shown, format!("`{shown}` has a header but no rows")));
    }
    let marks = decided(&table, &found, &told, data.form.decimal)?;
    let mut columns: Vec<Column> = told
        .iter()
        .map(|seen| if seen.is_number() { Column::Number(Vec::new()) } else { Column::Text(Vec::new()) })
        .collect();
    let mut again = open(path, &shown, &form)?;
    each(&mut again, &shown, |row| {
        for (i, (name, at)) in found.iter().enumerate() {
            let cell = row.cell(*at);
            match &mut columns[i] {
                Column::Text(words) if is_empty_label(cell) => words.push(String::new()),
                Column::Text(words) => words.push(composed(row.label(*at).unwrap_or(cell))),
                Column::Number(numbers) => numbers.push(number(row, *at, marks[i]).ok_or_else(|| {
                    Problem::new("R903", format!("column `{name}` does not hold a number"))
                        .at(Place { column: Some(at + 1), ..Place::line(shown.clone(), row.line) })
                        .found(format!("`{}`", mask::shape(cell)))
                        .expected(match marks[i] {
                            Mark::Comma => "a number with a decimal comma, as the rest of the column has",
                            _ => "a number with a decimal point, as the rest of the column has",
                        })
                        .help("declare the mark: --decimal \",\" or --decimal \".\"")
                })?),
            }
        }
        Ok(())
    })?;
    Ok(Columns::new(&shown, found.iter().map(|(n, _)| n.to_string()).zip(columns).collect()))
}

fn open(path: &Path, shown: &str, form: &FileForm) -> Outcome<Table> {
    let table = Table::open_any(path, shown, form)?;
    let mut names: Vec<&str> = table.header().iter().map(|h| h.trim()).filter(|h| !h.is_empty()).collect();
    names.sort_unstable();
    match names.windows(2).find(|w| w[0] == w[1]) {
        None => Ok(table),
        Some(twice) => Err(unreadable(shown, format!("two columns are named `{}`", mask::harmless(twice[0])))
            .at(Place::line(shown, table.header_line()))
            .help("rename one of them: nobody can tell which is meant")),
    }
}

fn unreadable(shown: &str, what: impl Into<String>) -> Problem {
    Problem::new("R901", what).at(Place::file(shown))
}

fn positions<'a>(table: &Table, shown: &str, wanted: &[&'a str]) -> Outcome<Vec<(&'a str, usize)>> {
    let mut found: Vec<(&str, usize)> = Vec::new();
    for name in wanted {
        if found.iter().any(|(n, _)| n == name) {
            continue;
        }
        let exact = table.header().iter().position(|h| h.trim() == *name);
        let at = exact
            .or_else(|| table.column(name))
            .ok_or_else(|| missing_column(shown, name, table.header().iter().map(String::as_str)))?;
        found.push((name, at));
    }
    Ok(found)
}

/// Every row below the header; those that are no rows of the table are passed over.
fn each(table: &mut Table, shown: &str, mut take: impl FnMut(&Row) -> Outcome<()>) -> Outcome<()> {
    let header: Vec<Name> = table.header().iter().map(|h| Name::of(h)).collect();
    let width = header.len();
    let mut row = Row::default();
    while table.next(&mut row)? {
        let again = row.cell(0).starts_with(char::is_alphabetic)
            && row.len() == width
            && header.iter().enumerate().all(|(i, n)| n.plain.is_empty() || n.is_said_by(row.cell(i)));
        if row.passed.is_some() || again {
            continue;
        }
        if row.len() != width {
            return Err(unreadable(shown, format!("a row has {} cells where the header has {width}", row.len()))
                .at(Place::line(shown, row.line))
                .help("every row must have as many cells as the header"));
        }
        take(&row)?;
    }
    Ok(())
}

/// What the cells of a column are.
struct Seen {
    label: bool,
    words: bool,
    evidence: Evidence,
}

impl Seen {
    fn of(label: bool) -> Seen {
        Seen { label, words: false, evidence: Evidence::default() }
    }

    fn is_number(&self) -> bool {
        !self.words
    }

    fn take(&mut self, row: &Row, at: usize) {
        let cell = row.cell(at);
        if self.words || is_empty_label(cell) {
            return;
        }
        let typed = match row.typed(at) {
            Some(Typed::Day(_) | Typed::Label(_)) => {
                self.words = true;
                return;
            }
            Some(Typed::Number(_) | Typed::Hours(_)) => true,
            None => false,
        };
        if self.label {
            self.words = !is_whole_label(cell);
            return;
        }
        if is_missing(cell) || typed || infinite(cell).is_some() {
            return;
        }
        let digits = cell.strip_prefix('-').unwrap_or(cell);
        let coded = digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
        let long = digits.len() > 15 && digits.bytes().all(|b| b.is_ascii_digit());
        self.words = coded || long || !self.evidence.take(cell);
    }
}

/// A cell of words that says nothing.
fn is_empty_label(cell: &str) -> bool {
    matches!(cell, "" | "NA" | "NaN" | "nan" | "null" | "NULL" | "." | "\\N" | "#N/A" | "N/A")
}

/// `-?d+(.0+)?` without leading zeros, of at most fifteen digits; or infinity.
fn is_whole_label(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let (whole, noughts) = digits.split_once('.').map_or((digits, None), |(w, n)| (w, Some(n)));
    let whole_number = !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit());
    let plain = whole_number && whole.len() <= 15 && (whole.len() == 1 || !whole.starts_with('0'));
    let ends = noughts.is_none_or(|n| !n.is_empty() && n.bytes().all(|b| b == b'0'));
    (plain && ends) || infinite(cell).is_some()
}

fn infinite(cell: &str) -> Option<f64> {
    let (sign, word) = match cell.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, cell.strip_prefix('+').unwrap_or(cell)),
    };
    let is = word.eq_ignore_ascii_case("inf") || word.eq_ignore_ascii_case("infinity");
    is.then_some(sign * f64::INFINITY)
}

/// The number in a cell, NaN when it is missing.
fn number(row: &Row, at: usize, mark: Mark) -> Option<f64> {
    if let Some(Typed::Number(x) | Typed::Hours(x)) = row.typed(at) {
        return Some(*x);
    }
    let cell = row.cell(at);
    if is_empty_label(cell) || is_missing(cell) {
        return Some(f64::NAN);
    }
    // nearly every cell begins with a digit
    let infinity = if cell.starts_with(|c: char| c.is_ascii_digit()) { None } else { infinite(cell) };
    infinity.or_else(|| numbers::read(cell, mark, &mut Evidence::default()))
}

/// A word in normal form C.
fn composed(word: &str) -> String {
    if word.is_ascii() { word.to_string() } else { word.nfc().collect() }
}

/// The decimal mark of every column.
fn decided(table: &Table, found: &[(&str, usize)], told: &[Seen], declared: Option<char>) -> Outcome<Vec<Mark>> {
    let numeric: Vec<usize> = (0..told.len()).filter(|i| !told[*i].label && told[*i].is_number()).collect();
    let evidence: Vec<Evidence> = numeric.iter().map(|i| told[*i].evidence).collect();
    let (own, ask) = numbers::decide(&evidence, table.dialect().delimiter == Some(','), declared);
    let problems = ask.iter().map(|i| {
        let mark = evidence[*i].doubtful.unwrap_or('.');
        Problem::new("R215", format!("the numbers of column `{}` can be read in two ways", found[numeric[*i]].0))
            .at(Place::line(table.shown(), table.header_line()))
            .found(numbers::two_readings(mark))
            .help("say which mark stands before decimals: --decimal \",\" or --decimal \".\"")
    });
    Problem::all(problems.collect())?;
    let mut marks = vec![Mark::Point; told.len()];
    numeric.iter().zip(own).for_each(|(i, mark)| marks[*i] = mark);
    Ok(marks)
}
