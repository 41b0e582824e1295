//! What a design-based estimator compares: the matrices A_θ and A_0 of cohort × period weights.
//!
//! CONVENTION: cohorts g in order of their first treated period (counted from 0; never is T), N_g units each, periods t.

use crate::numeric::Matrix;

/// The average that is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Estimand {
    /// Cells (t, g) weighted by N_g.
    Simple,
    /// Cells averaged within a cohort, cohorts by N_g.
    Cohort,
    /// Cohorts by N_g within a period, periods equally.
    Calendar,
    /// Cells so many periods after the first treated one.
    Lag(i64),
    /// Mean of the lags from–to.
    TimeAveraged(i64, i64),
}

/// Whom a treated cell is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Controls {
    /// Every cohort that starts later.
    NotYet,
    /// The last cohort only.
    LastOnly,
}

/// The design of a comparison.
#[derive(Debug, Clone, Copy)]
pub struct Comparison {
    /// The average.
    pub estimand: Estimand,
    /// The controls.
    pub controls: Controls,
    /// Periods before each start that are neither base nor control.
    pub transition: usize,
    /// Whether cells of cohorts without a base period are used.
    pub without_base: bool,
}

/// A_θ and A_0, cohorts × periods; both sum to zero over cohorts in every period.
#[derive(Debug, Clone, PartialEq)]
pub struct Contrast {
    /// A_θ.
    pub theta: Matrix,
    /// A_0.
    pub base: Matrix,
}

/// One compared cell and its weight.
struct Cell {
    period: usize,
    cohort: usize,
    weight: f64,
}

/// Builds A_θ and A_0; `None` when no cell has a control.
///
/// `starts`: first treated period of each cohort, ascending; `sizes`: N_g; `periods`: T. A cell (t, g) puts its weight on
/// (g, t) of A_θ, minus that weight shared by N_g′ on its controls g′ > max(t, g) + transition, and the same in column
/// g − 1 − transition of A_0.
///
/// # Reference
/// Roth & Sant'Anna (2023), Journal of Political Economy: Microeconomics 1, equations (2)–(6), arXiv:2102.01291.
pub fn contrast(comparison: &Comparison, starts: &[usize], sizes: &[usize], periods: usize) -> Option<Contrast> {
    let cells = cells(comparison, starts, sizes, periods);
    if cells.is_empty() {
        return None;
    }
    let mut made = Contrast { theta: Matrix::zeros(starts.len(), periods), base: Matrix::zeros(starts.len(), periods) };
    let last = sizes.iter().rposition(|n| *n > 0)?;
    for cell in &cells {
        let from = cell.period.max(starts[cell.cohort]) + comparison.transition;
        let is_control = |c: usize| match comparison.controls {
            Controls::NotYet => sizes[c] > 0 && starts[c] > from,
            Controls::LastOnly => c == last,
        };
        let controls: Vec<usize> = (0..starts.len()).filter(|c| is_control(*c)).collect();
        let total: usize = controls.iter().map(|c| sizes[*c]).sum();
        let base = starts[cell.cohort].checked_sub(1 + comparison.transition);
        let put = |matrix: &mut Matrix, period: usize| {
            matrix[(cell.cohort, period)] += cell.weight;
            for c in &controls {
                matrix[(*c, period)] -= cell.weight * sizes[*c] as f64 / total as f64;
            }
        };
        put(&mut made.theta, cell.period);
        if let Some(base) = base {
            put(&mut made.base, base);
        }
    }
    Some(made)
}

/// The lags at which some cohort can be compared, ascending, with the treated (or placebo) units at each.
pub fn lags(comparison: &Comparison, starts: &[usize], sizes: &[usize], periods: usize) -> Vec<(i64, usize)> {
    let widest = periods as i64;
    let transition = comparison.transition as i64;
    (-widest..widest)
        .filter(|l| *l >= 0 || *l < -transition)
        .filter_map(|l| {
            let at = Comparison { estimand: Estimand::Lag(l), ..*comparison };
            let units: usize = cells(&at, starts, sizes, periods).iter().map(|c| sizes[c.cohort]).sum();
            (units > 0).then_some((l, units))
        })
        .collect()
}

/// The cells (cohort, period) that the design compares, before it is known who was seen; one list, or one a lag of a mean of
/// lags.
pub(super) fn eligible_cells(
    comparison: &Comparison,
    starts: &[usize],
    sizes: &[usize],
    periods: usize,
) -> Vec<Vec<(usize, usize)>> {
    let of = |estimand| -> Vec<(usize, usize)> {
        cells(&Comparison { estimand, ..*comparison }, starts, sizes, periods)
            .into_iter()
            .map(|c| (c.cohort, c.period))
            .collect()
    };
    match comparison.estimand {
        Estimand::TimeAveraged(from, to) => {
            (from.max(0)..=to.min(periods as i64)).map(|l| of(Estimand::Lag(l))).filter(|c| !c.is_empty()).collect()
        }
        one => vec![of(one)],
    }
}

fn cells(comparison: &Comparison, starts: &[usize], sizes: &[usize], periods: usize) -> Vec<Cell> {
    let Some(last) = sizes.iter().rposition(|n| *n > 0).map(|g| starts[g]) else { return Vec::new() };
    let usable = |cohort: usize, period: usize| {
        sizes[cohort] > 0
            && period < periods
            && period.max(starts[cohort]) + comparison.transition < last
            && (comparison.without_base || starts[cohort] > comparison.transition)
    };
    let n = |c: usize| sizes[c] as f64;
    let treated = || {
        (0..starts.len())
            .flat_map(|c| (starts[c]..periods).map(move |t| (c, t)))
            .filter(|(c, t)| usable(*c, *t))
            .collect::<Vec<_>>()
    };
    let make = |cohort: usize, period: usize, weight: f64| Cell { period, cohort, weight };
    match comparison.estimand {
        Estimand::Simple => {
            let used = treated();
            let total: f64 = used.iter().map(|(c, _)| n(*c)).sum();
            used.into_iter().map(|(c, t)| make(c, t, n(c) / total)).collect()
        }
        Estimand::Cohort => {
            let used = treated();
            let mut count = vec![0usize; starts.len()];
            used.iter().for_each(|(c, _)| count[*c] += 1);
            let total: f64 = (0..starts.len()).filter(|c| count[*c] > 0).map(n).sum();
            used.into_iter().map(|(c, t)| make(c, t, n(c) / total / count[c] as f64)).collect()
        }
        Estimand::Calendar => {
            let used = treated();
            let mut by_period = vec![0.0; periods];
            used.iter().for_each(|(c, t)| by_period[*t] += n(*c));
            let eligible = by_period.iter().filter(|v| **v > 0.0).count() as f64;
            used.into_iter().map(|(c, t)| make(c, t, n(c) / by_period[t] / eligible)).collect()
        }
        Estimand::Lag(lag) => {
            let at = |c: usize| usize::try_from(starts[c] as i64 + lag).ok().filter(|t| usable(c, *t));
            let used: Vec<(usize, usize)> = (0..starts.len()).filter_map(|c| at(c).map(|t| (c, t))).collect();
            let total: f64 = used.iter().map(|(c, _)| n(*c)).sum();
            used.into_iter().map(|(c, t)| make(c, t, n(c) / total)).collect()
        }
        Estimand::TimeAveraged(from, to) => {
            let used = averaged_lags(comparison, starts, sizes, periods, from, to);
            let share = 1.0 / used.len() as f64;
            used.iter()
                .flat_map(|l| cells(&Comparison { estimand: Estimand::Lag(*l), ..*comparison }, starts, sizes, periods))
                .map(|c| Cell { weight: c.weight * share, ..c })
                .collect()
        }
    }
}

/// The lags of a declared range that two or more treated units reached.
pub fn averaged_lags(
    comparison: &Comparison,
    starts: &[usize],
    sizes: &[usize],
    periods: usize,
    from: i64,
    to: i64,
) -> Vec<i64> {
    (from.max(0)..=to.min(periods as i64))
        .filter(|l| {
            let at = Comparison { estimand: Estimand::Lag(*l), ..*comparison };
            cells(&at, starts, sizes, periods).iter().map(|c| sizes[c.cohort]).sum::<usize>() >= 2
        })
        .collect()
}
