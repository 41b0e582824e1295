//! Which term a start belongs to, and starts that lie beside a term.

use super::cells::calendar;
use crate::trial::study::Rollout;

/// Starts so many days from a term's start or end are told.
const BESIDE: i32 = 28;
/// The last days before a term that are looked at.
const LAST_DAYS: i32 = 7;
/// Rows from which a doubt is due.
const FEWEST: u64 = 5;

/// The term of a start, and whether only the window brings it there. A start inside a term never moves; else the days
/// before a term go before those behind one.
pub(super) fn of(rollout: &Rollout, start: i32) -> Option<(usize, bool)> {
    let find = |fits: &dyn Fn(&crate::trial::study::PeriodDecl) -> bool| rollout.periods.iter().position(fits);
    if let Some(at) = find(&|p| (p.start..=p.end).contains(&start)) {
        return Some((at, false));
    }
    let window = rollout.window.as_ref()?;
    find(&|p| (1..=window.before.0).contains(&(p.start - start)))
        .or_else(|| find(&|p| (1..=window.after.0).contains(&(start - p.end))))
        .map(|at| (at, true))
}

/// Starts beside a term that may belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Beside {
    /// Id of the term.
    pub period: String,
    /// Rows.
    pub rows: u64,
    /// First and last day.
    pub days: (i32, i32),
    /// What to write.
    pub line: String,
}

/// Terms beside which many starts lie: outside every term and window, or in the last week of the term before.
///
/// `strays` are the starts outside all terms, `used` the starts that are used with their term, `rows` all rows of
/// enrolments.
pub(super) fn beside(rollout: &Rollout, strays: &[i32], used: &[(usize, i32)], rows: u64) -> Vec<Beside> {
    let mut found = Vec::new();
    for period in &rollout.periods {
        let distance = |d: i32| (d - period.start).abs().min((d - period.end).abs());
        let near: Vec<i32> = strays.iter().copied().filter(|d| distance(*d) <= BESIDE).collect();
        let n = near.len() as u64;
        if n < FEWEST || n * 100 < rows {
            continue;
        }
        let ahead = near.iter().map(|d| period.start - d).filter(|n| *n > 0 && *n <= BESIDE).max().unwrap_or(0);
        let behind = near.iter().map(|d| d - period.end).filter(|n| *n > 0 && *n <= BESIDE).max().unwrap_or(0);
        found.push(Beside {
            period: period.id.clone(),
            rows: n,
            days: (near.iter().copied().min().unwrap_or(0), near.iter().copied().max().unwrap_or(0)),
            line: format!("[rollout] window = {{ before = \"{ahead} days\", after = \"{behind} days\" }}"),
        });
    }
    for (at, period) in rollout.periods.iter().enumerate().skip(1) {
        let own = used.iter().filter(|(t, _)| *t == at).count() as u64;
        let early = used.iter().filter(|(t, d)| *t == at - 1 && (1..=LAST_DAYS).contains(&(period.start - d)));
        let early: Vec<i32> = early.map(|(_, d)| *d).collect();
        let n = early.len() as u64;
        if n >= FEWEST && n * 10 >= own {
            let first = early.iter().copied().min().unwrap_or(0);
            found.push(Beside {
                period: period.id.clone(),
                rows: n,
                days: (first, early.iter().copied().max().unwrap_or(0)),
                line: format!("[[rollout.period]] id = \"{}\" start = {}", period.id, calendar::iso(first)),
            });
        }
    }
    found
}
