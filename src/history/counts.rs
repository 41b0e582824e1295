//! From the cells of a table of counts to groups of pupils who are alike: what is checked, and what is left out.

use super::fit::Group;
use crate::diagnostics::{Outcome, Place, Problem, nearest};
use crate::trial::study::{ForecastDecl, PeriodDecl};
use std::collections::{BTreeMap, BTreeSet};

/// A table of counts as read: words, row by row, with the line of each.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Counted {
    /// The file, as messages name it.
    pub file: String,
    /// Names of the columns.
    pub header: Vec<String>,
    /// Line and cells of every row.
    pub rows: Vec<(usize, Vec<String>)>,
    /// How decimals are marked, where the table shows it.
    pub decimal: Option<char>,
}

/// The history of the programmes of a frame.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// Ids of the programmes, in byte order.
    pub programmes: Vec<String>,
    /// Pupils who are alike, one entry for each combination that occurs.
    pub groups: Vec<Group>,
    /// Programmes of the table that are none of the frame.
    pub strangers: Vec<Stranger>,
}

/// A programme of the table that is none of the frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Stranger {
    /// Its id in the table.
    pub id: String,
    /// Its pupils.
    pub pupils: f64,
}

impl History {
    /// Programmes of the frame of which the table holds no pupil.
    pub fn without(&self) -> Vec<&str> {
        let seen: BTreeSet<usize> = self.groups.iter().map(|g| g.programme).collect();
        let ids = self.programmes.iter().enumerate();
        ids.filter(|(at, _)| !seen.contains(at)).map(|(_, id)| id.as_str()).collect()
    }
}

/// Reads the rows of a table of counts: `programme,period,n,k` and one column a covariate.
///
/// `programmes`: ids of the frame; `rollout`: periods of the rollout, of which no row may be.
///
/// # Errors
/// D121 for a missing column, counts that are none, a period that is none of the forecast's; D122 for rows of the rollout.
pub fn counted(
    table: &Counted,
    decl: &ForecastDecl,
    programmes: &[String],
    rollout: &[PeriodDecl],
) -> Outcome<History> {
    let at = |name: &str| column(table, name);
    let (programme, period, n, k) = (at("programme")?, at("period")?, at("n")?, at("k")?);
    let covariates = decl.covariates.iter().map(|c| at(c)).collect::<Outcome<Vec<usize>>>()?;
    let mut ids: Vec<String> = programmes.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut groups: BTreeMap<(usize, usize, Vec<Key>), (f64, f64)> = BTreeMap::new();
    let mut strangers: BTreeMap<String, f64> = BTreeMap::new();
    let mut problems = Vec::new();
    for (line, cells) in &table.rows {
        let row = Cells { table, line: *line, cells };
        let read = || -> Outcome<()> {
            let term = row.term(period, decl, rollout)?;
            let (n, k) = row.counts(n, k)?;
            let x = covariates.iter().map(|c| row.number(*c)).collect::<Outcome<Vec<Key>>>()?;
            if n == 0.0 {
                return Ok(());
            }
            let id = row.text(programme);
            let id = decl.renamed.get(id).map_or(id, String::as_str);
            match ids.binary_search_by(|p| p.as_str().cmp(id)) {
                Ok(u) => {
                    let sum = groups.entry((u, term, x)).or_default();
                    sum.0 += n;
                    sum.1 += k;
                }
                Err(_) => *strangers.entry(id.to_string()).or_default() += n,
            }
            Ok(())
        };
        let mut read = read;
        if let Err(problem) = read() {
            problems.push(problem);
        }
        if problems.len() == 10 {
            break;
        }
    }
    Problem::all(problems)?;
    let groups = groups
        .into_iter()
        .map(|((programme, term, x), (n, k))| Group { programme, term, n, k, x: x.into_iter().map(|x| x.0).collect() })
        .collect();
    let strangers = strangers.into_iter().map(|(id, pupils)| Stranger { id, pupils }).collect();
    Ok(History { programmes: ids, groups, strangers })
}

/// A covariate's value with a total order, unknown ones last.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Key(Option<f64>);

impl Eq for Key {}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        match (self.0, other.0) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            (a, b) => a.is_none().cmp(&b.is_none()),
        }
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

fn column(table: &Counted, name: &str) -> Outcome<usize> {
    let found = table.header.iter().position(|h| h == name);
    let loosely = || table.header.iter().position(|h| h.trim().to_lowercase() == name.to_lowercase());
    found.or_else(loosely).ok_or_else(|| {
        let problem = Problem::new("D121", format!("the table of counts has no column `{name}`"))
            .at(Place::line(&table.file, 1))
            .found(table.header.join(", "))
            .expected("programme, period, n, k and one column for each covariate of the forecast");
        match nearest(name, table.header.iter().map(String::as_str)) {
            Some(near) => problem.help(format!("is `{near}` meant? Give the column the name `{name}`")),
            None => problem.help("add the column, or leave the covariate out of [forecast] covariates"),
        }
    })
}

/// One row of the table.
struct Cells<'a> {
    table: &'a Counted,
    line: usize,
    cells: &'a [String],
}

impl<'a> Cells<'a> {
    fn text(&self, at: usize) -> &'a str {
        self.cells.get(at).map_or("", |c| c.trim())
    }

    fn problem(&self, code: &'static str, what: String, at: usize) -> Problem {
        let name = self.table.header.get(at).map_or("", String::as_str);
        let shown = self.text(at);
        let found = if shown.is_empty() { "an empty cell".to_string() } else { format!("`{shown}`") };
        Problem::new(code, what).at(Place::line(&self.table.file, self.line)).found(format!("{found} in `{name}`"))
    }

    fn term(&self, at: usize, decl: &ForecastDecl, rollout: &[PeriodDecl]) -> Outcome<usize> {
        let id = self.text(at);
        if let Some(term) = decl.periods.iter().position(|p| p.id == id) {
            return Ok(term);
        }
        if rollout.iter().any(|p| p.id == id) {
            return Err(self
                .problem("D122", format!("the history holds pupils of `{id}`, a period of the rollout"), at)
                .expected("periods before the rollout alone")
                .help("leave these rows out: a forecast is made of pupils whom nobody could have treated"));
        }
        let known: Vec<&str> = decl.periods.iter().map(|p| p.id.as_str()).collect();
        let problem = self
            .problem("D121", "a row of the history has a period that is none of the forecast's".to_string(), at)
            .expected(known.join(", "));
        Err(match nearest(id, known) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("declare it as [[forecast.period]], or leave its rows out"),
        })
    }

    /// n and k, whole numbers with k ≤ n.
    fn counts(&self, n: usize, k: usize) -> Outcome<(f64, f64)> {
        let whole = |at: usize| {
            let x = parse(self.text(at), self.table.decimal).filter(|x| x.fract() == 0.0 && *x >= 0.0 && *x < 1e9);
            x.ok_or_else(|| {
                self.problem("D121", "a count is no whole number".to_string(), at).expected("a whole number from 0")
            })
        };
        let (pupils, with) = (whole(n)?, whole(k)?);
        if with > pupils {
            return Err(self
                .problem("D121", format!("{with} of {pupils} pupils have the outcome"), k)
                .expected("k of n pupils, k at most n"));
        }
        Ok((pupils, with))
    }

    /// A covariate; `None` where it is not known.
    fn number(&self, at: usize) -> Outcome<Key> {
        let text = self.text(at);
        if text.is_empty() || ["na", "nan", "null", "."].contains(&text.to_lowercase().as_str()) {
            return Ok(Key(None));
        }
        match parse(text, self.table.decimal).filter(|x| x.is_finite()) {
            Some(x) => Ok(Key(Some(x + 0.0))),
            None => Err(self
                .problem("D121", "a covariate is no number".to_string(), at)
                .expected("a number, or an empty cell where it is not known")),
        }
    }
}

/// A number with a decimal point, or with the comma that the table uses.
fn parse(text: &str, decimal: Option<char>) -> Option<f64> {
    let plain = if decimal == Some(',') { text.replace(',', ".") } else { text.to_string() };
    let digits = plain.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
    plain.parse::<f64>().ok().filter(|_| digits)
}
