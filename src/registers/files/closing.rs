//! The last lines of a table, which often are none of its rows: a number of records, a line of sums, who made the file
//! and when.

use super::row::Row;
use crate::diagnostics::{Outcome, Place, Problem};
use std::collections::BTreeSet;

/// Lines at the end that may be no rows.
pub const MOST: usize = 5;
/// A row of sums or a line about the file.
pub const FOOTER: &str = "footer";
/// The names of the columns once more.
pub const REPEATED: &str = "repeated-header";

/// Words of a line that counts records.
const COUNTING: [&str; 13] = [
    "antal", "poster", "post", "records", "record", "rows", "row", "rækker", "raekker", "linjer", "lines", "count",
    "trailer",
];
/// Words of a line that counts something else.
const OTHERS: [&str; 5] = ["elever", "personer", "timer", "pupils", "hours"];
/// Words of a line that is about the file, or sums it up.
const ABOUT: [&str; 12] = [
    "ialt",
    "total",
    "sum",
    "subtotal",
    "gennemsnit",
    "slut",
    "udtræk",
    "udtrukket",
    "udskrevet",
    "kilde",
    "side",
    "rapport",
];

/// What a line at the end says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Its one whole number.
    pub number: Option<u64>,
    /// Whether it is that number and nothing else.
    pub alone: bool,
    /// Whether it claims that the number is how many records there are.
    pub claims: bool,
    /// Whether it has a word of a footer.
    pub about: bool,
    filled: usize,
}

impl Said {
    /// Reads a line.
    pub fn of(row: &Row) -> Said {
        let filled: Vec<&str> = row.cells().filter(|c| !c.is_empty()).collect();
        let text = filled.join(" ").to_lowercase();
        let text = text.trim();
        let numbers = whole_numbers(text);
        let words: BTreeSet<&str> =
            text.split(|c: char| !(c.is_ascii_lowercase() || "æøå".contains(c))).filter(|w| !w.is_empty()).collect();
        let has = |list: &[&str]| list.iter().any(|w| words.contains(w));
        let one = match numbers.as_slice() {
            [one] => one.parse::<u64>().ok(),
            _ => None,
        };
        let bare = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '.' || c.is_whitespace());
        let counting = has(&COUNTING) || has(&["eof"]) || text.starts_with('#');
        Said {
            number: one,
            alone: one.is_some() && bare,
            claims: one.is_some() && counting && !has(&OTHERS),
            about: has(&ABOUT) || text.contains("i alt"),
            filled: filled.len(),
        }
    }
}

/// The runs of digits of a text, points and blanks before groups of three taken out.
fn whole_numbers(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let digit = |i: usize| letters.get(i).is_some_and(char::is_ascii_digit);
    let mut joined = String::new();
    for (i, c) in letters.iter().enumerate() {
        let between = matches!(c, '.' | ' ' | '\u{a0}' | '\u{202f}')
            && i > 0
            && digit(i - 1)
            && (1..=3).all(|k| digit(i + k))
            && !digit(i + 4);
        if !between {
            joined.push(*c);
        }
    }
    joined.split(|c: char| !c.is_ascii_digit()).filter(|r| !r.is_empty()).map(str::to_string).collect()
}

/// Whether a row may be one of the closing lines of a table of so many columns.
pub fn odd(row: &Row, width: usize) -> bool {
    if width != 1 {
        return row.len() < width || row.is_lonely();
    }
    let said = Said::of(row);
    said.claims || said.about
}

/// Where closing lines stand.
pub struct Ground<'a> {
    /// The file as the user named it.
    pub shown: &'a str,
    /// Cells of the header.
    pub width: usize,
    /// Rows of the file so far.
    pub counted: u64,
    /// Rows of the register's files before this one.
    pub before: u64,
    /// Whether the last line has an end and a table cut short would not show.
    pub ended: bool,
}

/// What became of closing lines.
pub struct Settled {
    /// Rows, in order; those that are none of the table's are marked.
    pub rows: Vec<Row>,
    /// The number of records that was claimed.
    pub trailer: Option<u64>,
}

/// Settles the last lines of a table, in order.
///
/// # Errors
/// `R105` for a number of records that is not the file's, and for a last line cut short.
pub fn settle(lines: Vec<Row>, ground: &Ground<'_>) -> Outcome<Settled> {
    let mut counted = ground.counted;
    let mut out = Settled { rows: Vec::new(), trailer: None };
    let last = lines.len().saturating_sub(1);
    for (i, mut row) in lines.into_iter().enumerate() {
        let said = Said::of(&row);
        if let Some(stated) = said.number.filter(|_| said.claims || said.alone) {
            let fits = |rows: u64| (rows..=rows + 2).contains(&stated);
            if fits(counted) || fits(ground.before + counted) {
                out.trailer = Some(stated);
                continue;
            }
            if said.claims {
                return Err(false_claim(&row, counted, stated, ground));
            }
        }
        if said.alone || said.filled <= 1 || said.about {
            row.passed = Some(FOOTER);
        } else if i == last && !ground.ended && row.len() < ground.width {
            return Err(Problem::new("R105", "the file ends in the middle of a row")
                .at(Place::line(ground.shown, row.line))
                .found(format!("{} of {} cells and no line end", row.len(), ground.width))
                .help("the file was cut short on the way: ask for it again"));
        }
        counted += 1;
        out.rows.push(row);
    }
    Ok(out)
}

fn false_claim(row: &Row, counted: u64, stated: u64, ground: &Ground<'_>) -> Problem {
    let found = match ground.before {
        0 => format!("{counted} records"),
        before => format!("{counted} records, {} with the files before", before + counted),
    };
    Problem::new("R105", "the last line states another number of records than the file holds")
        .at(Place::line(ground.shown, row.line))
        .found(found)
        .expected(format!("{stated}, as the last line says"))
        .help("the file may have been cut short or filtered on the way: ask for it again")
        .help("if the line counts something else, take it out of the file")
}

#[cfg(test)]
mod tests {
    use super::{Row, Said};

    fn said(cells: &[&str]) -> String {
        let mut row = Row::default();
        cells.iter().for_each(|c| row.push(c));
        let s = Said::of(&row);
        match (s.claims, s.alone, s.about) {
            (true, _, _) => format!("claims {}", s.number.unwrap_or(0)),
            (_, true, _) => format!("number {}", s.number.unwrap_or(0)),
            (_, _, true) => "footer".into(),
            _ => "none".into(),
        }
    }

    #[test]
    fn what_last_lines_say() {
        assert_eq!(said(&["I alt", "36"]), "footer");
        assert_eq!(said(&["Antal poster: 1.200"]), "claims 1200");
        assert_eq!(said(&["Antal elever: 120"]), "none");
        assert_eq!(said(&["Slut på udtræk 2027"]), "footer");
        assert_eq!(said(&["# 24"]), "claims 24");
        assert_eq!(said(&["24"]), "number 24");
        assert_eq!(said(&["Side 1 af 2"]), "footer");
    }
}
