//! Contrasts of cohort means where some units were not seen in some periods.
//!
//! CONVENTION: unit i, period t, M_it = 1 where the unit was seen; cohort g with N_g units drawn into it, base period
//! b = g − 1 − d. A cell (t, g) compares P, the units of cohort g, with Q, those of its controls. θ part: mean of Y_it over
//! P with M_it = 1, less that over Q. X part: the same difference of Y_ib over units with M_it·M_ib = 1. Estimators that
//! need a base ask for M_it·M_ib in both parts. Who was not seen is represented by those of the same side who were.

use super::contrast::{Comparison, Controls, Estimand, eligible_cells};
use super::design_based::{Beta, Cohorts, ENOUGH_FOR_BETA};
pub use super::seen_columns::Seen;
use super::seen_columns::{Columns, Part, Parted};
use crate::trial::Shifted;

/// A compared cell of one assignment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeenCell {
    /// Cohort, as a position.
    pub cohort: usize,
    /// Period, as a position.
    pub period: usize,
    /// Weight among the cells that exist; 0 where it does not.
    pub weight: f64,
    /// Whether both sides of its θ part hold a unit.
    pub exists: bool,
    /// Whether its X part can be had.
    pub based: bool,
}

/// What one assignment gives for several panels of values.
#[derive(Debug, Clone)]
pub struct Contrasts {
    /// θ0 of each panel.
    pub theta: Vec<f64>,
    /// X of each panel.
    pub base: Vec<f64>,
    /// Scores u_i of each panel: V = Σ(u_i − βx_i)².
    pub theta_scores: Vec<Vec<f64>>,
    /// Scores x_i of each panel.
    pub base_scores: Vec<Vec<f64>>,
    /// The smallest number of units of a cohort on a side that carries weight.
    pub smallest: usize,
    /// The cells, those that do not exist among them.
    pub cells: Vec<SeenCell>,
    /// Differences between values that are rounding.
    rounding: f64,
}

impl Contrasts {
    /// Σ over units of the product of two scores.
    fn product(a: &[f64], b: &[f64]) -> f64 {
        a.iter().zip(b).map(|(a, b)| a * b).sum()
    }

    /// The thirteen numbers of outcomes (panel 0) and of the treatment taken off them (panel 1).
    pub fn shifted(&self) -> Shifted {
        let [u, v] = [&self.theta_scores[0], &self.theta_scores[1]];
        let [x, w] = [&self.base_scores[0], &self.base_scores[1]];
        let p = Contrasts::product;
        // outcomes of the base period that differ by rounding alone say nothing: they count as alike
        let k = if self.base_varies(0) { 1.0 } else { 0.0 };
        Shifted {
            theta: [self.theta[0], self.theta[1]],
            base: [self.base[0], self.base[1]],
            var_theta: [p(u, u), p(u, v), p(v, v)],
            covariance: [k * p(u, x), 0.5 * (p(u, w) + k * p(v, x)), p(v, w)],
            var_base: [k * p(x, x), k * p(x, w), p(w, w)],
        }
    }

    /// Whether the outcomes of the base period differ by more than rounding.
    fn base_varies(&self, panel: usize) -> bool {
        let x = &self.base_scores[panel];
        Contrasts::product(x, x) > self.rounding * self.rounding
    }

    /// β of a panel by a rule, and whether it was brought back to [0, 1].
    pub fn beta(&self, rule: Beta, panel: usize) -> (f64, bool) {
        if let Beta::Fixed(b) = rule {
            return (b, false);
        }
        let x = &self.base_scores[panel];
        let variance = Contrasts::product(x, x);
        let raw = match self.base_varies(panel) {
            true => Contrasts::product(&self.theta_scores[panel], x) / variance,
            false => 1.0,
        };
        let clip = rule == Beta::Efficient && self.smallest < ENOUGH_FOR_BETA;
        let kept = if clip { raw.clamp(0.0, 1.0) } else { raw };
        (kept, kept != raw)
    }

    /// Estimate and variance of a panel at a given β.
    pub fn estimate(&self, panel: usize, beta: f64) -> (f64, f64) {
        let scores = self.scores(panel, beta);
        (self.theta[panel] - beta * self.base[panel], scores.iter().map(|e| e * e).sum())
    }

    /// u_i − βx_i of a panel.
    pub fn scores(&self, panel: usize, beta: f64) -> Vec<f64> {
        self.theta_scores[panel].iter().zip(&self.base_scores[panel]).map(|(u, x)| u - beta * x).collect()
    }
}

/// An estimator ready to be worked out under any assignment.
#[derive(Debug, Clone)]
pub struct SeenContrast<'a> {
    seen: &'a Seen,
    parted: Parted,
    cohorts: &'a Cohorts,
    comparison: Comparison,
}

impl<'a> SeenContrast<'a> {
    /// An average over the cells that exist, of the units that were seen.
    pub fn new(seen: &'a Seen, cohorts: &'a Cohorts, comparison: Comparison) -> SeenContrast<'a> {
        SeenContrast { seen, parted: seen.parted(), cohorts, comparison }
    }

    fn paired(&self) -> bool {
        !self.comparison.without_base
    }

    fn base(&self, cohort: usize) -> Option<usize> {
        self.cohorts.starts[cohort].checked_sub(1 + self.comparison.transition)
    }

    fn columns<'b>(&'b self, of_unit: &'b [u16], panels: &'b [&'b [f64]]) -> Columns<'b> {
        Columns::new(self.seen, &self.parted, of_unit, panels, self.cohorts.starts.len())
    }

    /// Σ over cells of weight × κ × mean over the treated side of each panel.
    pub fn treated_side(&self, of_unit: &[u16], cells: &[SeenCell], panels: &[&[f64]]) -> Vec<f64> {
        let mut columns = self.columns(of_unit, panels);
        let mut total = vec![0.0; panels.len()];
        for cell in cells.iter().filter(|c| c.weight != 0.0) {
            let (also, _) = self.periods(cell.cohort, cell.period);
            let at = columns.column(Part::Theta, cell.period, also);
            let side = columns.side(at, &[cell.cohort]);
            total.iter_mut().zip(&side.means).for_each(|(t, m)| *t += cell.weight * m);
        }
        total
    }

    /// Σ over cells of weight × mean of a panel over the treated side, and over the other one, weights of units left out.
    pub fn both_sides(&self, of_unit: &[u16], cells: &[SeenCell], panel: &[f64]) -> (f64, f64) {
        let panels = [panel];
        let mut columns = self.columns(of_unit, &panels);
        let (mut treated, mut waiting) = (0.0, 0.0);
        for cell in cells.iter().filter(|c| c.weight != 0.0) {
            let (also, _) = self.periods(cell.cohort, cell.period);
            let at = columns.column(Part::Theta, cell.period, also);
            let controls = self.controls(cell.cohort, cell.period, &columns.sizes);
            treated += cell.weight * columns.side(at, &[cell.cohort]).means[0];
            waiting += cell.weight * columns.side(at, &controls).means[0];
        }
        (treated, waiting)
    }

    /// The numbers of one assignment; `None` where no cell exists.
    ///
    /// `of_unit`: cohort of each unit. `panels`: N × T values each, those of units not seen passed over; weighted outcomes
    /// come multiplied by the unit's weight.
    pub fn at(&self, of_unit: &[u16], panels: &[&[f64]]) -> Option<Contrasts> {
        let mut columns = self.columns(of_unit, panels);
        let groups = eligible_cells(&self.comparison, &self.cohorts.starts, &columns.sizes, self.seen.periods);
        let mut cells: Vec<Vec<SeenCell>> = Vec::with_capacity(groups.len());
        for group in &groups {
            cells.push(group.iter().map(|&(cohort, period)| self.cell(&mut columns, cohort, period)).collect());
        }
        weigh(self.comparison.estimand, &mut cells, &columns.sizes, self.seen.periods);
        let cells: Vec<SeenCell> = cells.into_iter().flatten().collect();
        if cells.iter().all(|c| c.weight == 0.0) {
            return None;
        }
        Some(self.contrasts(columns, cells))
    }

    /// Periods of the θ part's mask and of the X part's values.
    fn periods(&self, cohort: usize, period: usize) -> (usize, Option<usize>) {
        let base = self.base(cohort);
        (if self.paired() { base.unwrap_or(period) } else { period }, base)
    }

    fn controls(&self, cohort: usize, period: usize, sizes: &[usize]) -> Vec<usize> {
        let starts = &self.cohorts.starts;
        let from = period.max(starts[cohort]) + self.comparison.transition;
        let last = sizes.iter().rposition(|n| *n > 0).unwrap_or(0);
        (0..starts.len())
            .filter(|c| match self.comparison.controls {
                Controls::NotYet => sizes[*c] > 0 && starts[*c] > from,
                Controls::LastOnly => *c == last,
            })
            .collect()
    }

    fn cell(&self, columns: &mut Columns<'_>, cohort: usize, period: usize) -> SeenCell {
        let controls = self.controls(cohort, period, &columns.sizes);
        let (also, base) = self.periods(cohort, period);
        let mut both = |part: Part, period: usize, also: usize| {
            let at = columns.column(part, period, also);
            let count = &columns.at(at).count;
            count[cohort] > 0.0 && controls.iter().any(|c| count[*c] > 0.0)
        };
        let exists = both(Part::Theta, period, also) && (base.is_some() || !self.paired());
        let based = exists && base.is_some_and(|b| both(Part::Base, b, period));
        SeenCell { cohort, period, weight: 0.0, exists, based }
    }

    fn contrasts(&self, mut columns: Columns<'_>, cells: Vec<SeenCell>) -> Contrasts {
        let panels = columns.panels();
        let (mut theta, mut base) = (vec![0.0; panels], vec![0.0; panels]);
        let mut smallest = usize::MAX;
        for cell in cells.iter().filter(|c| c.weight != 0.0) {
            let controls = self.controls(cell.cohort, cell.period, &columns.sizes);
            let (also, b) = self.periods(cell.cohort, cell.period);
            let at = columns.column(Part::Theta, cell.period, also);
            columns.add(at, &[cell.cohort], cell.weight, &mut theta, &mut smallest);
            columns.add(at, &controls, -cell.weight, &mut theta, &mut smallest);
            if let Some(b) = b.filter(|_| cell.based) {
                let at = columns.column(Part::Base, b, cell.period);
                columns.add(at, &[cell.cohort], cell.weight, &mut base, &mut smallest);
                columns.add(at, &controls, -cell.weight, &mut base, &mut smallest);
            }
        }
        let (theta_scores, base_scores) = (columns.scores(Part::Theta), columns.scores(Part::Base));
        Contrasts { theta, base, theta_scores, base_scores, smallest, cells, rounding: self.seen.rounding }
    }
}

/// Weights of the cells that exist, by the sizes of all that were drawn.
fn weigh(estimand: Estimand, groups: &mut [Vec<SeenCell>], sizes: &[usize], periods: usize) {
    let n = |c: &SeenCell| sizes[c.cohort] as f64;
    let there = |group: &[SeenCell]| group.iter().filter(|c| c.exists).map(n).sum::<f64>();
    match estimand {
        Estimand::Simple | Estimand::Lag(_) => {
            for group in groups.iter_mut() {
                let total = there(group);
                group.iter_mut().filter(|c| c.exists).for_each(|c| c.weight = n(c) / total);
            }
        }
        Estimand::Cohort => {
            for group in groups.iter_mut() {
                let mut count = vec![0.0; sizes.len()];
                group.iter().filter(|c| c.exists).for_each(|c| count[c.cohort] += 1.0);
                let total: f64 = (0..sizes.len()).filter(|g| count[*g] > 0.0).map(|g| sizes[g] as f64).sum();
                group.iter_mut().filter(|c| c.exists).for_each(|c| c.weight = n(c) / total / count[c.cohort]);
            }
        }
        Estimand::Calendar => {
            for group in groups.iter_mut() {
                let mut by_period = vec![0.0; periods];
                group.iter().filter(|c| c.exists).for_each(|c| by_period[c.period] += n(c));
                let eligible = by_period.iter().filter(|v| **v > 0.0).count() as f64;
                group.iter_mut().filter(|c| c.exists).for_each(|c| c.weight = n(c) / by_period[c.period] / eligible);
            }
        }
        Estimand::TimeAveraged(..) => {
            let reached = groups.iter().filter(|g| there(g) >= 2.0).count() as f64;
            for group in groups.iter_mut() {
                let total = there(group);
                if total >= 2.0 {
                    group.iter_mut().filter(|c| c.exists).for_each(|c| c.weight = n(c) / total / reached);
                }
            }
        }
    }
}
