//! Design-based estimates under other assignments: a redraw is a gather of two numbers per unit.
//!
//! CONVENTION: unit i, cohort g after the redraw, h the observed one; u, x as in `design_based`; v = A_θ,g'D_h and
//! w = A_0,g'D_h for the observed treatment pattern D_h.

use super::contrast::{Comparison, Contrast, Estimand, contrast};
use super::design_based::{Cohorts, not_rounding};
use super::unit_means::UnitMeans;
use crate::trial::Shifted;

/// A design-based estimator ready to be redrawn.
#[derive(Debug, Clone)]
pub struct Redraw<'a> {
    means: &'a UnitMeans,
    observed: &'a Cohorts,
    comparison: Comparison,
    delivered: Option<&'a [Vec<f64>]>,
    tables: Option<Tables>,
}

/// A_θ,g'Y_i and A_0,g'Y_i for every unit and cohort, and the same for D_h.
#[derive(Debug, Clone)]
struct Tables {
    sizes: Vec<usize>,
    outcomes: Vec<[f64; 2]>,
    treatment: Vec<[f64; 2]>,
    /// Whether `treatment` has one block per unit rather than per observed cohort.
    by_unit: bool,
    /// Differences between means that are no more than this are the rounding of what was measured.
    rounding: f64,
}

impl Tables {
    fn new(
        means: &UnitMeans,
        cohorts: &Cohorts,
        observed: &Cohorts,
        contrast: &Contrast,
        estimand: Estimand,
        delivered: Option<&[Vec<f64>]>,
    ) -> Tables {
        let k = cohorts.starts.len();
        let dot = |a: &[f64], y: &[f64]| a.iter().zip(y).map(|(a, y)| a * y).sum::<f64>();
        let pair = |g: usize, y: &[f64]| [dot(contrast.theta.row(g), y), dot(contrast.base.row(g), y)];
        let outcomes = (0..means.len()).flat_map(|i| (0..k).map(move |g| (i, g))).map(|(i, g)| pair(g, means.row(i)));
        // a placebo lag is shifted by what it would be an effect of: that lag alone
        let shifted = |h: usize, t: usize| match estimand {
            Estimand::Lag(l) if l < 0 => {
                observed.starts[h] < means.periods && t as i64 == observed.starts[h] as i64 + l
            }
            _ => t >= observed.starts[h],
        };
        let pattern =
            |h: usize| -> Vec<f64> { (0..means.periods).map(|t| if shifted(h, t) { 1.0 } else { 0.0 }).collect() };
        let treatment: Vec<[f64; 2]> = match delivered {
            Some(rows) => rows.iter().flat_map(|d| (0..k).map(|g| pair(g, d)).collect::<Vec<_>>()).collect(),
            None => (0..observed.starts.len())
                .flat_map(|h| {
                    let d = pattern(h);
                    (0..k).map(|g| pair(g, &d)).collect::<Vec<_>>()
                })
                .collect(),
        };
        let (outcomes, by_unit) = (outcomes.collect(), delivered.is_some());
        Tables { sizes: cohorts.sizes.clone(), outcomes, treatment, by_unit, rounding: means.rounding }
    }

    /// One pass over the units.
    fn gather(&self, cohorts: &[u16], observed: &[u16]) -> Shifted {
        let k = self.sizes.len();
        // v and w are the same for all units of a pair of cohorts: with more units than pairs, sums by pair are cheaper
        let sums = if self.by_unit || k * k > cohorts.len() {
            self.unit_by_unit(cohorts, observed)
        } else {
            self.pair_by_pair(cohorts, observed)
        };
        let mut out = Shifted::default();
        for (s, &n) in sums.iter().zip(&self.sizes).filter(|(_, n)| **n > 0) {
            s.add_to(&mut out, n as f64, self.rounding);
        }
        out
    }

    /// Sums over the units of each cohort.
    fn unit_by_unit(&self, cohorts: &[u16], observed: &[u16]) -> Vec<Sums> {
        let k = self.sizes.len();
        let mut sums = vec![Sums::default(); k];
        for (i, (g, h)) in cohorts.iter().zip(observed).enumerate() {
            let (g, h) = (*g as usize, *h as usize);
            let [u, x] = self.outcomes[i * k + g];
            let [v, w] = self.treatment[if self.by_unit { i } else { h } * k + g];
            let s = &mut sums[g];
            s.outcome(u, x);
            s.treatment(1.0, v, w);
            s.cross(u, x, v, w);
        }
        sums
    }

    /// The same from the number of units of each pair (observed, redrawn) and their sums.
    fn pair_by_pair(&self, cohorts: &[u16], observed: &[u16]) -> Vec<Sums> {
        let k = self.sizes.len();
        let mut sums = vec![Sums::default(); k];
        let mut pairs = vec![[0.0f64; 3]; k * k];
        for ((row, g), h) in self.outcomes.chunks_exact(k).zip(cohorts).zip(observed) {
            let (g, h) = (*g as usize, *h as usize);
            let [u, x] = row[g];
            let pair = &mut pairs[h * k + g];
            pair[0] += 1.0;
            pair[1] += u;
            pair[2] += x;
            sums[g].squares(u, x);
        }
        for (j, [n, u, x]) in pairs.into_iter().enumerate().filter(|(_, p)| p[0] > 0.0) {
            let [v, w] = self.treatment[j];
            let s = &mut sums[j % k];
            s.level(u, x);
            s.treatment(n, v, w);
            s.cross(u, x, v, w);
        }
        sums
    }
}

/// Sums over the units of one cohort of u, x, v, w and of their products.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    u: f64,
    x: f64,
    v: f64,
    w: f64,
    uu: f64,
    uv: f64,
    vv: f64,
    ux: f64,
    uw: f64,
    vx: f64,
    vw: f64,
    xx: f64,
    xw: f64,
    ww: f64,
}

impl Sums {
    fn level(&mut self, u: f64, x: f64) {
        self.u += u;
        self.x += x;
    }

    fn squares(&mut self, u: f64, x: f64) {
        self.uu += u * u;
        self.ux += u * x;
        self.xx += x * x;
    }

    fn outcome(&mut self, u: f64, x: f64) {
        self.level(u, x);
        self.squares(u, x);
    }

    /// n units with this v and w.
    fn treatment(&mut self, n: f64, v: f64, w: f64) {
        self.v += n * v;
        self.w += n * w;
        self.vv += n * v * v;
        self.vw += n * v * w;
        self.ww += n * w * w;
    }

    /// Units with these sums of u and x, and this v and w.
    fn cross(&mut self, u: f64, x: f64, v: f64, w: f64) {
        self.uv += u * v;
        self.uw += u * w;
        self.vx += v * x;
        self.xw += x * w;
    }

    /// Adds the cohort's means and its variances over N_g.
    fn add_to(&self, out: &mut Shifted, n: f64, rounding: f64) {
        let [u, x, v, w] = [self.u / n, self.x / n, self.v / n, self.w / n];
        out.theta[0] += u;
        out.theta[1] += v;
        out.base[0] += x;
        out.base[1] += w;
        // Σ(a − ā)(b − b̄) / (n(n−1)); a single unit says nothing of how units differ
        let c = |ab: f64, a: f64, b: f64| if n > 1.0 { (ab - n * a * b) / (n * (n - 1.0)) } else { 0.0 };
        // a variance that is the rounding of what it is a difference of is none
        let variance = |aa: f64, a: f64| match not_rounding(aa - n * a * a, aa, n * rounding * rounding) > 0.0 {
            true => c(aa, a, a),
            false => 0.0,
        };
        out.var_theta[0] += variance(self.uu, u);
        out.var_theta[1] += c(self.uv, u, v);
        out.var_theta[2] += variance(self.vv, v);
        out.covariance[0] += c(self.ux, u, x);
        out.covariance[1] += 0.5 * (c(self.uw, u, w) + c(self.vx, v, x));
        out.covariance[2] += c(self.vw, v, w);
        out.var_base[0] += variance(self.xx, x);
        out.var_base[1] += c(self.xw, x, w);
        out.var_base[2] += variance(self.ww, w);
    }
}

impl<'a> Redraw<'a> {
    /// Prepares redraws that keep the cohorts' sizes; others are worked out one by one.
    pub fn new(means: &'a UnitMeans, observed: &'a Cohorts, comparison: Comparison) -> Redraw<'a> {
        Redraw::of_delivered(means, observed, comparison, None)
    }

    /// The same with τ taken from what each unit was given (units × periods) rather than from what was assigned.
    pub fn of_delivered(
        means: &'a UnitMeans,
        observed: &'a Cohorts,
        comparison: Comparison,
        delivered: Option<&'a [Vec<f64>]>,
    ) -> Redraw<'a> {
        let tables = contrast(&comparison, &observed.starts, &observed.sizes, means.periods)
            .map(|c| Tables::new(means, observed, observed, &c, comparison.estimand, delivered));
        Redraw { means, observed, comparison, delivered, tables }
    }

    /// The numbers of one assignment (a cohort of the observed ones for each unit), `None` when nothing is compared.
    pub fn at(&self, cohorts: &[u16]) -> Option<Shifted> {
        if let Some(tables) = self.tables.as_ref().filter(|t| same_sizes(&t.sizes, cohorts)) {
            return Some(tables.gather(cohorts, &self.observed.of_unit));
        }
        let redrawn = self.observed.with(cohorts.to_vec()).occupied();
        let contrast = contrast(&self.comparison, &redrawn.starts, &redrawn.sizes, self.means.periods)?;
        Some(
            Tables::new(self.means, &redrawn, self.observed, &contrast, self.comparison.estimand, self.delivered)
                .gather(&redrawn.of_unit, &self.observed.of_unit),
        )
    }
}

fn same_sizes(sizes: &[usize], cohorts: &[u16]) -> bool {
    let mut count = vec![0usize; sizes.len()];
    cohorts.iter().for_each(|g| count[*g as usize] += 1);
    count == sizes
}
