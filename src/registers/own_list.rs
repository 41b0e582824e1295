//! Somebody's own list of programmes: which column is the id, which the school, which are numbers to freeze.

use super::cells::numbers::{self, Evidence};
use super::files::names::{Known, Name, is_total, transcribed};
use super::files::row::{Row, Typed};
use super::files::table::{FileForm, Table};
use crate::diagnostics::{Outcome, Place, Problem};
use std::collections::BTreeSet;
use std::path::Path;

/// Names under which lists have the programme's id or name, the best first.
const IDS: [&str; 22] = [
    "id",
    "programid",
    "programmeid",
    "uddannelsesid",
    "holdid",
    "programme",
    "program",
    "uddannelse",
    "uddannelsen",
    "uddannelsesnavn",
    "uddannelsens navn",
    "forløb",
    "grundforløb",
    "hovedforløb",
    "fag",
    "hold",
    "klasse",
    "class",
    "course",
    "label",
    "navn",
    "name",
];
/// Names of the school.
const SCHOOLS: [&str; 14] = [
    "school",
    "stratum",
    "skole",
    "skolen",
    "skolenavn",
    "skolens navn",
    "erhvervsskole",
    "institution",
    "institutionsnavn",
    "college",
    "afdeling",
    "sted",
    "by",
    "campus",
];
/// Names of the lot, and of the first and last wave.
const LOTS: [&str; 3] = ["lot", "lod", "lodder"];
const FIRSTS: [&str; 5] = ["first", "first wave", "første", "første trin", "tidligste trin"];
const LASTS: [&str; 5] = ["last", "last wave", "sidste", "sidste trin", "seneste trin"];
/// Words by which a number is known for a code, not a quantity.
const CODES: [&str; 14] = [
    "nr", "nummer", "no", "number", "kode", "code", "cvr", "instnr", "postnr", "tlf", "telefon", "phone", "cpr", "ean",
];
/// Most numbers that are taken from a list.
const MOST: usize = 12;

/// What a list was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnList {
    /// Column of the id; `None` where no column names each programme once and one is made.
    pub id: Option<String>,
    /// Column of the programme's name and the ids made from school and name, row by row, where `id` is none.
    pub made: Option<(String, Vec<String>)>,
    /// Column of the school.
    pub stratum: Option<String>,
    /// Column of the lot.
    pub lot: Option<String>,
    /// Column of the earliest wave.
    pub first: Option<String>,
    /// Column of the latest wave.
    pub last: Option<String>,
    /// Columns of numbers.
    pub covariates: Vec<String>,
    /// Columns that were left, and why.
    pub left: Vec<(String, &'static str)>,
    /// Number of lots.
    pub lots: usize,
    /// Header and rows as read, where a list with ids must be written.
    pub table: Vec<Vec<String>>,
}

/// Looks at a list and guesses what its columns are.
///
/// # Errors
/// A file that is no table (R codes); `L120` where nothing names each programme once.
pub fn own_list(path: &Path, shown: &str) -> Outcome<OwnList> {
    let known = IDS.iter().chain(&SCHOOLS).map(|n| vec![Name::of(n)]).collect();
    let mut table = Table::open(path, shown, &FileForm { known: Known(known), ..FileForm::default() })?;
    let header: Vec<String> = table.header().to_vec();
    let mut rows = Vec::new();
    let mut row = Row::default();
    while table.next(&mut row)? {
        if !row.is_blank() && !(0..row.len()).any(|c| is_total(row.cell(c))) {
            rows.push(row.clone());
        }
    }
    if rows.is_empty() {
        return Err(Problem::new("R101", "the list of programmes has a header and no row")
            .at(Place::file(shown))
            .help("one row is one programme"));
    }
    let comma = table.dialect().delimiter == Some(',');
    let columns = Columns { header: &header, rows: &rows, comma };
    columns.guess(shown)
}

struct Columns<'a> {
    header: &'a [String],
    rows: &'a [Row],
    comma: bool,
}

impl Columns<'_> {
    fn guess(&self, shown: &str) -> Outcome<OwnList> {
        let stratum = self.named(&SCHOOLS, &[]).or_else(|| self.holding(&["skole", "school", "institution"]));
        let lot = self.named(&LOTS, &[]);
        let (first, last) = (self.named(&FIRSTS, &[]), self.named(&LASTS, &[]));
        let taken: Vec<usize> = [stratum, lot, first, last].into_iter().flatten().collect();
        let named: Vec<usize> = IDS.iter().filter_map(|n| self.named(&[*n], &taken)).collect();
        let others = (0..self.header.len()).filter(|c| !taken.contains(c) && !named.contains(c) && !self.numeric(*c));
        let candidates: Vec<usize> = named.iter().copied().chain(others).collect();
        let id = candidates.iter().copied().find(|c| self.distinct(|r| r.cell(*c).to_string()));
        let made = match id {
            Some(_) => None,
            None => Some(self.made(stratum, &candidates, shown)?),
        };
        let mut left = Vec::new();
        let of_id: Vec<usize> = id.into_iter().chain(made.as_ref().map(|(c, _)| *c)).chain(taken).collect();
        let covariates = self.covariates(&of_id, &mut left);
        let name = |c: Option<usize>| c.map(|c| self.header[c].clone());
        let lots: BTreeSet<String> = match lot {
            Some(c) => self.rows.iter().map(|r| r.cell(c).to_string()).collect(),
            None => BTreeSet::new(),
        };
        Ok(OwnList {
            id: name(id),
            stratum: name(stratum),
            lot: name(lot),
            first: name(first),
            last: name(last),
            covariates,
            left,
            lots: if lot.is_some() { lots.len() } else { self.rows.len() },
            table: if made.is_some() { self.table() } else { Vec::new() },
            made: made.map(|(c, ids)| (self.header[c].clone(), ids)),
        })
    }

    /// The first column with one of the names, best name first.
    fn named(&self, names: &[&str], not: &[usize]) -> Option<usize> {
        let of = |n: &&str| (0..self.header.len()).find(|c| !not.contains(c) && self.is(*c, n));
        names.iter().find_map(of)
    }

    fn is(&self, column: usize, name: &str) -> bool {
        Name::of(&self.header[column]).same(&Name::of(name))
    }

    /// The first column of words whose name holds one of the words.
    fn holding(&self, words: &[&str]) -> Option<usize> {
        let holds = |c: &usize| words.iter().any(|w| Name::of(&self.header[*c]).plain.contains(w));
        (0..self.header.len()).find(|c| holds(c) && !self.numeric(*c))
    }

    fn distinct(&self, text: impl Fn(&Row) -> String) -> bool {
        let mut seen = BTreeSet::new();
        self.rows.iter().all(|r| {
            let t = text(r);
            !t.trim().is_empty() && seen.insert(t.trim().to_lowercase())
        })
    }

    fn number(&self, row: &Row, column: usize) -> bool {
        matches!(row.typed(column), Some(Typed::Number(_))) || numbers::says(row.cell(column)).is_some()
    }

    fn numeric(&self, column: usize) -> bool {
        self.rows.iter().all(|r| r.cell(column).is_empty() || self.number(r, column))
    }

    /// Ids from the school's and the programme's name, where the two together name each programme once.
    fn made(&self, stratum: Option<usize>, candidates: &[usize], shown: &str) -> Outcome<(usize, Vec<String>)> {
        let both = |c: usize, r: &Row| {
            let school = stratum.map_or(String::new(), |s| format!("{} ", r.cell(s)));
            slug(&format!("{school}{}", r.cell(c)))
        };
        if let Some(c) = candidates.iter().copied().find(|c| self.distinct(|r| both(*c, r))) {
            return Ok((c, self.rows.iter().map(|r| both(c, r)).collect()));
        }
        let mut problem = Problem::new("L120", "no column of the list names each programme once")
            .at(Place::file(shown))
            .found(format!("columns {}", self.header.join(", ")))
            .expected("a column of ids, or one of names that are distinct within each school")
            .help("add a column `id` to the list, a name of its own for each programme");
        let mut seen = std::collections::BTreeMap::new();
        for r in self.rows {
            let Some(c) = candidates.first() else { break };
            if let Some(before) = seen.insert(both(*c, r), r.line) {
                problem = problem.help(format!("lines {before} and {} have the same names", r.line));
                break;
            }
        }
        Err(problem)
    }

    fn covariates(&self, taken: &[usize], left: &mut Vec<(String, &'static str)>) -> Vec<String> {
        let free = (0..self.header.len()).filter(|c| !taken.contains(c) && !self.header[*c].trim().is_empty());
        let (mut found, mut names) = (Vec::new(), BTreeSet::new());
        for c in free {
            let name = &self.header[c];
            let plain = Name::of(name).plain;
            let words: Vec<String> = transcribed(name).to_lowercase().split('_').map(str::to_string).collect();
            let coded = CODES.iter().any(|code| words.iter().any(|w| w == code) || plain == *code)
                || CODES[..2].iter().chain(&CODES[4..5]).any(|end| plain.ends_with(end));
            let scaled = plain
                .rsplit_once('e')
                .is_some_and(|(_, n)| name.contains("_e") && !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
            let why = if !self.numeric(c) {
                "no number in some row"
            } else if self.rows.iter().any(|r| r.cell(c).is_empty()) {
                "empty in some row"
            } else if coded {
                "looks like a code, not a quantity"
            } else if !plain.starts_with(|l: char| l.is_ascii_lowercase()) || scaled {
                "its name cannot be frozen"
            } else if ["id", "stratum", "first", "last"].contains(&plain.as_str()) || !names.insert(plain.clone()) {
                "its name is taken"
            } else if self.doubtful(c) {
                "its numbers can be read in two ways: set [frame] decimal"
            } else if found.len() == MOST {
                "enough numbers are taken"
            } else {
                found.push(name.clone());
                continue;
            };
            left.push((name.clone(), why));
        }
        found
    }

    /// Whether the numbers of a column are ambiguous by themselves and by the others.
    fn doubtful(&self, column: usize) -> bool {
        let evidence: Vec<Evidence> = (0..self.header.len())
            .filter(|c| self.numeric(*c))
            .map(|c| {
                let mut all = Evidence::default();
                for row in self.rows.iter().filter(|r| r.typed(c).is_none()) {
                    all.take(row.cell(c));
                }
                all
            })
            .collect();
        let at = (0..column).filter(|c| self.numeric(*c)).count();
        numbers::decide(&evidence, self.comma, None).1.contains(&at)
    }

    fn table(&self) -> Vec<Vec<String>> {
        let cells = |r: &Row| (0..self.header.len()).map(|c| r.cell(c).to_string()).collect();
        std::iter::once(self.header.to_vec()).chain(self.rows.iter().map(cells)).collect()
    }
}

/// Words as an id: lower case, `ae`, `oe`, `aa`, with `-` between.
fn slug(text: &str) -> String {
    let plain = transcribed(&text.to_lowercase()).to_lowercase();
    let words: Vec<&str> = plain.split('_').filter(|w| !w.is_empty()).collect();
    words.join("-")
}
