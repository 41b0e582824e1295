//! Contrasts of cohort means where some units were not seen in some periods.
//!
//! CONVENTION: unit i, period t, M_it = 1 where the unit was seen; cohort g with N_g units drawn into it, base period
//! b = g − 1 − d. A cell (t, g) compares P, the units of cohort g, with Q, those of its controls. θ part: mean of Y_it over
//! P with M_it = 1, less that over Q. X part: the same difference of Y_ib over units with M_it·M_ib = 1. Estimators that
//! need a base ask for M_it·M_ib in both parts. Who was not seen is represented by those of the same side who were.

use super::contrast::{Comparison, Controls, Estimand, eligible_cells};
use super::design_based::{Beta, Cohorts, ENOUGH_FOR_BETA};
use crate::trial::Shifted;

/// Values of units and periods with a mark where they were seen.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Number of periods T.
    pub periods: usize,
    /// N × T, whether a unit was seen in a period.
    pub mask: Vec<bool>,
    /// Weights of units, mean 1, where units do not count alike.
    pub weights: Option<Vec<f64>>,
    /// Differences between values that are no more than this are the rounding of what was measured.
    pub rounding: f64,
}

impl Seen {
    /// Number of units.
    pub fn len(&self) -> usize {
        self.mask.len() / self.periods.max(1)
    }

    /// Whether there is no unit.
    pub fn is_empty(&self) -> bool {
        self.mask.is_empty()
    }

    /// Whether a unit was seen in a period.
    pub fn at(&self, unit: usize, period: usize) -> bool {
        self.mask[unit * self.periods + period]
    }

    /// Whether a unit was seen at all.
    pub fn ever(&self, unit: usize) -> bool {
        self.mask[unit * self.periods..(unit + 1) * self.periods].contains(&true)
    }
}

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
    cohorts: &'a Cohorts,
    comparison: Comparison,
}

/// A side of a contrast: κ and the mean of each panel.
struct Side {
    units: f64,
    kappa: f64,
    means: Vec<f64>,
}

impl<'a> SeenContrast<'a> {
    /// An average over the cells that exist, of the units that were seen.
    pub fn new(seen: &'a Seen, cohorts: &'a Cohorts, comparison: Comparison) -> SeenContrast<'a> {
        SeenContrast { seen, cohorts, comparison }
    }

    fn paired(&self) -> bool {
        !self.comparison.without_base
    }

    fn base(&self, cohort: usize) -> Option<usize> {
        self.cohorts.starts[cohort].checked_sub(1 + self.comparison.transition)
    }

    /// Σ over cells of weight × κ × mean over the treated side of each panel.
    pub fn treated_side(&self, of_unit: &[u16], cells: &[SeenCell], panels: &[&[f64]]) -> Vec<f64> {
        let mut sizes = vec![0usize; self.cohorts.starts.len()];
        of_unit.iter().for_each(|g| sizes[*g as usize] += 1);
        let mut work = Work::new(self, of_unit, panels, &sizes);
        let mut total = vec![0.0; panels.len()];
        for cell in cells.iter().filter(|c| c.weight != 0.0) {
            let (also, _) = work.periods(cell.cohort, cell.period);
            let at = work.column(false, cell.period, also);
            let side = work.side(&work.theta.columns[at], &[cell.cohort]);
            total.iter_mut().zip(&side.means).for_each(|(t, m)| *t += cell.weight * m);
        }
        total
    }

    /// Σ over cells of weight × mean of a panel over the treated side, and over the other one, weights of units left out.
    pub fn both_sides(&self, of_unit: &[u16], cells: &[SeenCell], panel: &[f64]) -> (f64, f64) {
        let mut sizes = vec![0usize; self.cohorts.starts.len()];
        of_unit.iter().for_each(|g| sizes[*g as usize] += 1);
        let panels = [panel];
        let mut work = Work::new(self, of_unit, &panels, &sizes);
        let (mut treated, mut waiting) = (0.0, 0.0);
        for cell in cells.iter().filter(|c| c.weight != 0.0) {
            let (also, _) = work.periods(cell.cohort, cell.period);
            let at = work.column(false, cell.period, also);
            let controls = work.controls(cell.cohort, cell.period);
            treated += cell.weight * work.side(&work.theta.columns[at], &[cell.cohort]).means[0];
            waiting += cell.weight * work.side(&work.theta.columns[at], &controls).means[0];
        }
        (treated, waiting)
    }

    /// The numbers of one assignment; `None` where no cell exists.
    ///
    /// `of_unit`: cohort of each unit. `panels`: N × T values each, those of units not seen passed over; weighted outcomes
    /// come multiplied by the unit's weight.
    pub fn at(&self, of_unit: &[u16], panels: &[&[f64]]) -> Option<Contrasts> {
        let k = self.cohorts.starts.len();
        let mut sizes = vec![0usize; k];
        of_unit.iter().for_each(|g| sizes[*g as usize] += 1);
        let mut work = Work::new(self, of_unit, panels, &sizes);
        let groups = eligible_cells(&self.comparison, &self.cohorts.starts, &sizes, self.seen.periods);
        let mut cells: Vec<Vec<SeenCell>> = Vec::with_capacity(groups.len());
        for group in &groups {
            cells.push(group.iter().map(|&(cohort, period)| work.cell(cohort, period)).collect());
        }
        weigh(self.comparison.estimand, &mut cells, &sizes, self.seen.periods);
        let cells: Vec<SeenCell> = cells.into_iter().flatten().collect();
        if cells.iter().all(|c| c.weight == 0.0) {
            return None;
        }
        Some(work.contrasts(cells))
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

/// The columns of one assignment, each worked out once.
struct Work<'a, 'b> {
    of: &'b SeenContrast<'a>,
    of_unit: &'b [u16],
    panels: &'b [&'b [f64]],
    sizes: &'b [usize],
    /// Σ of weights of all units drawn into each cohort.
    weight: Vec<f64>,
    theta: Columns,
    base: Columns,
}

/// Columns by (period of the values, the other period that must have been seen).
#[derive(Default)]
struct Columns {
    keys: Vec<(usize, usize)>,
    columns: Vec<Held>,
}

/// One column of values under one mask: what its cohorts hold.
struct Held {
    units: Vec<usize>,
    /// The period of the values.
    period: usize,
    /// Units of each cohort.
    count: Vec<f64>,
    /// Σ of weights of each cohort.
    weight: Vec<f64>,
    /// Σ of values of each cohort, panel by panel.
    sums: Vec<Vec<f64>>,
    /// What a unit of each cohort adds to the scores for each unit of value.
    coefficient: Vec<f64>,
}

impl<'a, 'b> Work<'a, 'b> {
    fn new(of: &'b SeenContrast<'a>, of_unit: &'b [u16], panels: &'b [&'b [f64]], sizes: &'b [usize]) -> Self {
        let mut weight = vec![0.0; sizes.len()];
        if let Some(q) = &of.seen.weights {
            of_unit.iter().zip(q).for_each(|(g, q)| weight[*g as usize] += q);
        }
        Work { of, of_unit, panels, sizes, weight, theta: Columns::default(), base: Columns::default() }
    }

    fn held(&self, period: usize, also: usize) -> Held {
        let seen = self.of.seen;
        let units: Vec<usize> = (0..seen.len()).filter(|i| seen.at(*i, period) && seen.at(*i, also)).collect();
        let k = self.sizes.len();
        let (mut count, mut weight) = (vec![0.0; k], vec![0.0; k]);
        let mut sums = vec![vec![0.0; k]; self.panels.len()];
        for &i in &units {
            let g = self.of_unit[i] as usize;
            count[g] += 1.0;
            weight[g] += seen.weights.as_ref().map_or(1.0, |q| q[i]);
            for (sum, panel) in sums.iter_mut().zip(self.panels) {
                sum[g] += panel[i * seen.periods + period];
            }
        }
        Held { units, period, count, weight, sums, coefficient: vec![0.0; k] }
    }

    fn column(&mut self, base: bool, period: usize, also: usize) -> usize {
        let columns = if base { &self.base } else { &self.theta };
        if let Some(at) = columns.keys.iter().position(|k| *k == (period, also)) {
            return at;
        }
        let made = self.held(period, also);
        let columns = if base { &mut self.base } else { &mut self.theta };
        columns.keys.push((period, also));
        columns.columns.push(made);
        columns.columns.len() - 1
    }

    /// Periods of the θ part's mask and of the X part's values.
    fn periods(&self, cohort: usize, period: usize) -> (usize, Option<usize>) {
        let base = self.of.base(cohort);
        (if self.of.paired() { base.unwrap_or(period) } else { period }, base)
    }

    fn controls(&self, cohort: usize, period: usize) -> Vec<usize> {
        let starts = &self.of.cohorts.starts;
        let from = period.max(starts[cohort]) + self.of.comparison.transition;
        let last = self.sizes.iter().rposition(|n| *n > 0).unwrap_or(0);
        (0..starts.len())
            .filter(|c| match self.of.comparison.controls {
                Controls::NotYet => self.sizes[*c] > 0 && starts[*c] > from,
                Controls::LastOnly => *c == last,
            })
            .collect()
    }

    fn cell(&mut self, cohort: usize, period: usize) -> SeenCell {
        let controls = self.controls(cohort, period);
        let (also, base) = self.periods(cohort, period);
        let theta = self.column(false, period, also);
        let both = |column: &Held| column.count[cohort] > 0.0 && controls.iter().any(|c| column.count[*c] > 0.0);
        let exists = both(&self.theta.columns[theta]) && (base.is_some() || !self.of.paired());
        let based = exists
            && base.is_some_and(|b| {
                let at = self.column(true, b, period);
                both(&self.base.columns[at])
            });
        SeenCell { cohort, period, weight: 0.0, exists, based }
    }

    fn side(&self, column: &Held, cohorts: &[usize]) -> Side {
        let total = |v: &[f64]| cohorts.iter().map(|g| v[*g]).sum::<f64>();
        let units = total(&column.count);
        let kappa = if self.of.seen.weights.is_some() {
            let drawn: usize = cohorts.iter().map(|g| self.sizes[*g]).sum();
            (total(&self.weight) / drawn as f64) / (total(&column.weight) / units)
        } else {
            1.0
        };
        Side { units, kappa, means: column.sums.iter().map(|s| kappa * total(s) / units).collect() }
    }

    fn contrasts(mut self, cells: Vec<SeenCell>) -> Contrasts {
        let j = self.panels.len();
        let (mut theta, mut base) = (vec![0.0; j], vec![0.0; j]);
        let mut smallest = usize::MAX;
        for cell in cells.iter().filter(|c| c.weight != 0.0) {
            let controls = self.controls(cell.cohort, cell.period);
            let (also, b) = self.periods(cell.cohort, cell.period);
            let at = self.column(false, cell.period, also);
            self.add(false, at, &[cell.cohort], cell.weight, &mut theta, &mut smallest);
            self.add(false, at, &controls, -cell.weight, &mut theta, &mut smallest);
            if let Some(b) = b.filter(|_| cell.based) {
                let at = self.column(true, b, cell.period);
                self.add(true, at, &[cell.cohort], cell.weight, &mut base, &mut smallest);
                self.add(true, at, &controls, -cell.weight, &mut base, &mut smallest);
            }
        }
        let theta_scores = self.scores(&self.theta);
        let base_scores = self.scores(&self.base);
        Contrasts { theta, base, theta_scores, base_scores, smallest, cells, rounding: self.of.seen.rounding }
    }

    fn add(&mut self, base: bool, at: usize, cohorts: &[usize], weight: f64, level: &mut [f64], smallest: &mut usize) {
        let column = if base { &self.base.columns[at] } else { &self.theta.columns[at] };
        let side = self.side(column, cohorts);
        level.iter_mut().zip(&side.means).for_each(|(l, m)| *l += weight * m);
        let column = if base { &mut self.base.columns[at] } else { &mut self.theta.columns[at] };
        for &g in cohorts {
            let n = column.count[g];
            if n > 0.0 {
                *smallest = (*smallest).min(n as usize);
                if n > 1.0 {
                    column.coefficient[g] += weight * side.kappa / side.units * libm::sqrt(n / (n - 1.0));
                }
            }
        }
    }

    /// Scores of every unit and panel: Σ over columns of coefficient × (value − the cohort's mean).
    fn scores(&self, columns: &Columns) -> Vec<Vec<f64>> {
        let (n, t) = (self.of.seen.len(), self.of.seen.periods);
        let mut all = vec![vec![0.0; n]; self.panels.len()];
        for column in &columns.columns {
            if column.coefficient.iter().all(|c| *c == 0.0) {
                continue;
            }
            for (p, (panel, scores)) in self.panels.iter().zip(all.iter_mut()).enumerate() {
                let means: Vec<f64> =
                    column.sums[p].iter().zip(&column.count).map(|(s, n)| if *n > 0.0 { s / n } else { 0.0 }).collect();
                for &i in &column.units {
                    let g = self.of_unit[i] as usize;
                    scores[i] += column.coefficient[g] * (panel[i * t + column.period] - means[g]);
                }
            }
        }
        all
    }
}
