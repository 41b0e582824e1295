//! The numbers of one cell of counts: what they say, and whether they can be true together.

use crate::diagnostics::{Outcome, Place, Problem};
use crate::registers::numbers;
use crate::trial::study::{OutcomeDecl, OutcomeKind};

/// Rounding of sums as written.
const ROUNDING: f64 = 1e-9;

/// What is wrong with a line of counts.
pub(crate) fn wrong(shown: &str, line: usize, what: impl Into<String>) -> Problem {
    Problem::new("R220", what)
        .at(Place::line(shown, line))
        .expected("outcome, programme, period, n, k; one row a cell")
        .help("`lodtrin export counts` writes such a file")
}

/// One cell.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Counted {
    /// Pupils whose outcome is known.
    pub n: u64,
    /// Those with the outcome, where it is 0 or 1.
    pub k: Option<u64>,
    /// Σ y over the n.
    pub sum: f64,
    /// Σ y² over the n.
    pub sumsq: f64,
    /// Pupils whose outcome the follow-up should show and does not.
    pub missing: u64,
    /// Σ of the least that the outcome of those can be.
    pub low: f64,
    /// Σ of what the frozen forecast expects of the n.
    pub expected: Option<f64>,
    /// Pupils that the outcome is not asked after.
    pub unselected: u64,
}

impl Counted {
    /// The first column of numbers as the file has it: the pupils whose outcome is known; all of them where `selected` says
    /// how many the outcome is asked after.
    pub fn written_n(&self, has_selected: bool) -> u64 {
        if has_selected { self.n + self.missing + self.unselected } else { self.n }
    }

    /// All pupils of the cell.
    pub fn all(&self) -> u64 {
        self.n + self.missing + self.unselected
    }
}

/// The cells of a row as written.
pub(crate) struct Amounts<'a> {
    pub n: &'a str,
    pub k: &'a str,
    pub sum: &'a str,
    pub sumsq: &'a str,
    /// missing, low, expected, selected.
    pub optional: [&'a str; 4],
    /// How decimals are marked, where the table shows it.
    pub decimal: Option<char>,
}

impl Amounts<'_> {
    /// Sum and sum of squares stand in place of a count.
    fn by_sum(&self) -> bool {
        self.k.is_empty() && !self.sum.is_empty()
    }

    /// Whether a number of the cell is hidden or not there.
    pub fn is_masked(&self, hidden: &dyn Fn(&str) -> bool) -> bool {
        let own = if self.by_sum() { hidden(self.sum) || hidden(self.sumsq) } else { hidden(self.k) };
        own || hidden(self.n) || self.optional.iter().any(|t| !t.is_empty() && hidden(t))
    }
}

/// The numbers of a row.
///
/// # Errors
/// `R220` for a number that is none, and for numbers that cannot be true together.
pub(crate) fn counted(shown: &str, line: usize, outcome: &OutcomeDecl, a: &Amounts<'_>) -> Outcome<Counted> {
    let number = |name: &str, text: &str| {
        let x = numbers::parse(text, a.decimal).filter(|x| x.is_finite());
        x.ok_or_else(|| wrong(shown, line, format!("`{name}` is no number")).found(format!("`{text}`")))
    };
    let whole = |name: &str, text: &str| {
        let x = numbers::parse(text, a.decimal).filter(|x| *x >= 0.0 && x.fract() == 0.0 && *x < 1e9);
        let x =
            x.ok_or_else(|| wrong(shown, line, format!("`{name}` is no whole number")).found(format!("`{text}`")))?;
        Ok::<u64, Problem>(x as u64)
    };
    let given = |at: usize| Some(a.optional[at]).filter(|t| !t.is_empty());
    let n = whole("n", a.n)?;
    let missing = given(0).map_or(Ok(0), |t| whole("missing", t))?;
    let selected = given(3).map(|t| whole("selected", t)).transpose()?;
    let known = match selected {
        None => n,
        Some(s) if s > n => {
            return Err(wrong(shown, line, "more pupils are selected than there are").found(format!("{s} of {n}")));
        }
        Some(s) => s.checked_sub(missing).ok_or_else(|| {
            wrong(shown, line, "more pupils lack the outcome than are selected").found(format!("{missing} of {s}"))
        })?,
    };
    let mut out = Counted { n: known, missing, unselected: selected.map_or(0, |s| n - s), ..Counted::default() };
    out.low = given(1).map_or(Ok(0.0), |t| number("low", t))?;
    out.expected = given(2).map(|t| number("expected", t)).transpose()?;
    if out.low < 0.0 {
        return Err(wrong(shown, line, "`low` is below 0").found(format!("`{}`", a.optional[1])));
    }
    let k = match a.by_sum() {
        false => whole("k", a.k)?,
        true => {
            (out.sum, out.sumsq) = (number("sum", a.sum)?, number("sumsq", a.sumsq)?);
            if outcome.kind == OutcomeKind::Days {
                return fits(shown, line, out);
            }
            let is = out.sum == out.sumsq && out.sum >= 0.0 && out.sum.fract() == 0.0;
            if !is {
                return Err(wrong(
                    shown,
                    line,
                    format!("`{}` is 0 or 1, and these sums are not of such", outcome.name),
                )
                .found(format!("sum {}, sumsq {}", a.sum, a.sumsq))
                .help("give `k`, the pupils with the outcome"));
            }
            out.sum as u64
        }
    };
    if k > known {
        return Err(wrong(shown, line, "more pupils have the outcome than there are").found(format!("{k} of {known}")));
    }
    Ok(Counted { k: Some(k), sum: k as f64, sumsq: k as f64, ..out })
}

/// n·sumsq is sum² at least, and just that where one pupil is or none.
fn fits(shown: &str, line: usize, c: Counted) -> Outcome<Counted> {
    let (left, right) = (c.n as f64 * c.sumsq, c.sum * c.sum);
    let rounding = ROUNDING * left.abs().max(right);
    let single = c.n <= 1 && ((left - right).abs() > rounding || c.n == 0 && (c.sum != 0.0 || c.sumsq != 0.0));
    match single || left < right - rounding {
        false => Ok(c),
        true => Err(wrong(shown, line, "the sum of squares is not one that the sum allows")
            .found(format!("n·sumsq = {left}, sum² = {right}"))
            .expected("n·sumsq at least sum², and the same for one pupil")),
    }
}
