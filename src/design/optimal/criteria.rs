//! Variances of a rollout under every estimand and scenario.
//!
//! CONVENTION: P = H + T' periods, H of history; s starts from 1, c_s lots; lag l from the first fully treated period;
//! every lot of mean size. M = Σ c_s·D_s'V_s⁻¹D_s with D = [periods | lags].

use crate::design::components::Components;
use crate::design::layout::Cluster;
use crate::diagnostics::{Outcome, Problem};
use crate::numeric::{Matrix, cholesky};

/// Which effect a criterion is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One effect from the start on.
    Immediate,
    /// The mean of the first lags, one effect for every lag.
    Average,
}

/// What designs are judged by: every estimand under every scenario.
#[derive(Debug, Clone)]
pub struct Criteria {
    /// Estimands.
    pub kinds: Vec<Kind>,
    /// Components of variance, one a scenario; a school's part stands with the programme.
    pub scenarios: Vec<Components>,
    /// The last lag of the average.
    pub last_lag: usize,
    /// Pupils a lot and period.
    pub size: f64,
    /// Periods of history.
    pub history: usize,
    /// Periods after each start that are left out.
    pub transition: usize,
}

/// A pivot that is this small beside its diagonal says nothing of its own.
const COLLINEAR: f64 = 1e-9;

impl Criteria {
    /// Number of criteria: estimands × scenarios.
    pub fn count(&self) -> usize {
        self.kinds.len() * self.scenarios.len()
    }

    /// The engine for rollouts that use the first `terms` terms and start from `first` on.
    ///
    /// # Errors
    /// D107 when the covariance is singular.
    pub(super) fn engine(&self, terms: usize, first: usize, starts: usize) -> Outcome<Engine> {
        let plain = self.transition == 0 && self.scenarios.iter().all(|c| c.treatment == 0.0);
        let scenarios = self
            .scenarios
            .iter()
            .map(|c| {
                if plain { Scenario::inverse(self, c, terms) } else { Scenario::blocks(self, c, terms, first, starts) }
            })
            .collect::<Outcome<Vec<_>>>()?;
        Ok(Engine {
            kinds: self.kinds.clone(),
            last_lag: self.last_lag,
            transition: self.transition,
            terms,
            first,
            scenarios,
        })
    }

    /// The same engine without its short cut, for checking.
    ///
    /// # Errors
    /// As [`Criteria::engine`].
    #[doc(hidden)]
    pub fn variances_in_full(&self, terms: usize, first: usize, lots: &[usize]) -> Outcome<Vec<f64>> {
        let scenarios = self
            .scenarios
            .iter()
            .map(|c| Scenario::blocks(self, c, terms, first, lots.len()))
            .collect::<Outcome<Vec<_>>>()?;
        let engine = Engine {
            kinds: self.kinds.clone(),
            last_lag: self.last_lag,
            transition: self.transition,
            terms,
            first,
            scenarios,
        };
        let mut out = vec![0.0; self.count()];
        engine.variances(lots, &mut out);
        Ok(out)
    }

    /// Variances of one rollout, estimands outer, scenarios inner; infinite where an estimand is not identified.
    ///
    /// # Errors
    /// D107.
    pub fn variances(&self, terms: usize, first: usize, lots: &[usize]) -> Outcome<Vec<f64>> {
        let mut out = vec![0.0; self.count()];
        self.engine(terms, first, lots.len())?.variances(lots, &mut out);
        Ok(out)
    }
}

/// One scenario, ready for many rollouts.
enum Scenario {
    /// V⁻¹ over the rollout's terms, row by row: where every lot has the same V, period effects leave Σc·X'V⁻¹X − N·X̄'V⁻¹X̄.
    Inverse(Vec<f64>),
    /// D'V⁻¹D by start.
    Blocks { periods: usize, blocks: Vec<Matrix> },
}

impl Scenario {
    fn inverse(criteria: &Criteria, c: &Components, terms: usize) -> Outcome<Scenario> {
        let (h, p) = (criteria.history, criteria.history + terms);
        let cluster = Cluster { school: 0, start: None, sizes: vec![criteria.size; p] };
        let cells: Vec<(usize, usize)> = (0..p).map(|t| (0, t)).collect();
        let inverse = inverted(&c.covariance(&[&cluster], &cells, &|_, _| c.residual))?;
        let part = (h..p).flat_map(|a| (h..p).map(move |b| (a, b))).map(|(a, b)| inverse[(a, b)]).collect();
        Ok(Scenario::Inverse(part))
    }

    fn blocks(criteria: &Criteria, c: &Components, terms: usize, first: usize, starts: usize) -> Outcome<Scenario> {
        let (h, d) = (criteria.history, criteria.transition);
        let p = h + terms;
        let lags = (terms + 1).saturating_sub(first + d);
        let blocks = (first..first + starts)
            .map(|s| {
                let start = h + s - 1;
                let mut cluster = Cluster { school: 0, start: Some(start), sizes: vec![criteria.size; p] };
                cluster.sizes.iter_mut().skip(start).take(d).for_each(|n| *n = 0.0);
                let cells: Vec<(usize, usize)> = (0..p).filter(|t| cluster.sizes[*t] > 0.0).map(|t| (0, t)).collect();
                let inverse = inverted(&c.covariance(&[&cluster], &cells, &|_, _| c.residual))?;
                let mut design = Matrix::zeros(cells.len(), p + lags);
                for (row, (_, t)) in cells.iter().enumerate() {
                    design[(row, *t)] = 1.0;
                    if *t >= start + d {
                        design[(row, p + t - start - d)] = 1.0;
                    }
                }
                Ok(design.t().mul(&inverse).mul(&design))
            })
            .collect::<Outcome<Vec<_>>>()?;
        Ok(Scenario::Blocks { periods: p, blocks })
    }
}

fn inverted(v: &Matrix) -> Outcome<Matrix> {
    let factor = cholesky(v, 1e-13);
    if factor.dropped().is_empty() {
        return Ok(factor.inverse());
    }
    Err(Problem::new("D107", "the declared correlations leave a programme without any variation of its own")
        .help("lower icc, iac or the random effect of treatment; a correlation of 1 allows no uncertainty"))
}

/// Every criterion for one number of terms.
pub(super) struct Engine {
    kinds: Vec<Kind>,
    last_lag: usize,
    transition: usize,
    terms: usize,
    first: usize,
    scenarios: Vec<Scenario>,
}

impl Engine {
    /// Variances of lots by start, estimands outer, scenarios inner; infinite where an estimand is not identified.
    pub fn variances(&self, lots: &[usize], out: &mut [f64]) {
        out.fill(f64::INFINITY);
        let Some(earliest) = lots.iter().position(|c| *c > 0) else { return };
        let lags = (self.terms + 1).saturating_sub(self.first + earliest + self.transition);
        let n = self.scenarios.len();
        for (k, scenario) in self.scenarios.iter().enumerate() {
            let left = match scenario {
                Scenario::Inverse(v) => self.short(lots, lags, v),
                Scenario::Blocks { periods, blocks } => self.long(lots, lags, *periods, blocks),
            };
            for (j, kind) in self.kinds.iter().enumerate() {
                out[j * n + k] = match kind {
                    Kind::Immediate => {
                        let one: f64 = left.iter().sum();
                        // what rounding leaves of lots that all start together is no information
                        let scale: f64 = (0..lags).map(|l| left[l * lags + l]).sum();
                        if one > COLLINEAR * scale { 1.0 / one } else { f64::INFINITY }
                    }
                    Kind::Average if self.last_lag < lags => average(left.clone(), lags, self.last_lag + 1),
                    Kind::Average => f64::INFINITY,
                };
            }
        }
    }

    /// What period effects leave of the lags' information, by the mean pattern of all lots.
    fn short(&self, lots: &[usize], lags: usize, v: &[f64]) -> Vec<f64> {
        let (t, first) = (self.terms, self.first - 1);
        let total: f64 = lots.iter().map(|c| *c as f64).sum();
        // at[l][p]: lots that are at lag l in term p
        let at = |l: usize, p: usize| p.checked_sub(l + first).and_then(|s| lots.get(s)).map_or(0.0, |c| *c as f64);
        let mut pulled = vec![0.0; lags * t];
        for l in 0..lags {
            for q in 0..t {
                let n = at(l, q);
                if n > 0.0 {
                    for p in 0..t {
                        pulled[l * t + p] += n * v[q * t + p];
                    }
                }
            }
        }
        let mut left = vec![0.0; lags * lags];
        for l in 0..lags {
            for m in l..lags {
                let own: f64 = lots
                    .iter()
                    .enumerate()
                    .filter(|(s, c)| **c > 0 && s + first + m < t)
                    .map(|(s, c)| *c as f64 * v[(s + first + l) * t + s + first + m])
                    .sum();
                let mean: f64 = (0..t).map(|p| pulled[l * t + p] * at(m, p)).sum();
                left[l * lags + m] = own - mean / total;
                left[m * lags + l] = left[l * lags + m];
            }
        }
        left
    }

    /// The same from the whole sum over lots.
    fn long(&self, lots: &[usize], lags: usize, periods: usize, blocks: &[Matrix]) -> Vec<f64> {
        let k = periods + lags;
        let mut whole = Matrix::zeros(k, k);
        for (c, block) in lots.iter().zip(blocks).filter(|(c, _)| **c > 0) {
            for a in 0..k {
                for b in 0..k {
                    whole[(a, b)] += *c as f64 * block[(a, b)];
                }
            }
        }
        let calendar: Vec<usize> = (0..periods).collect();
        let factor = cholesky(&whole.block(&calendar), COLLINEAR);
        let mut left = vec![0.0; lags * lags];
        for b in 0..lags {
            let column: Vec<f64> = (0..periods).map(|i| whole[(i, periods + b)]).collect();
            let solved = factor.solve(&column);
            for a in 0..lags {
                let explained: f64 = (0..periods).map(|i| whole[(i, periods + a)] * solved[i]).sum();
                left[a * lags + b] = whole[(periods + a, periods + b)] - explained;
            }
        }
        left
    }
}

/// Variance of the mean of the first `used` lags: w'G⁻¹w by a Cholesky factor in place.
fn average(mut g: Vec<f64>, lags: usize, used: usize) -> f64 {
    let mut y = vec![0.0; lags];
    let w = 1.0 / used as f64;
    let mut variance = 0.0;
    for j in 0..lags {
        let own = g[j * lags + j];
        let shared: f64 = (0..j).map(|k| g[j * lags + k] * g[j * lags + k]).sum();
        let pivot = own - shared;
        if !(pivot > COLLINEAR * own) {
            return f64::INFINITY;
        }
        let root = libm::sqrt(pivot);
        g[j * lags + j] = root;
        for i in j + 1..lags {
            let shared: f64 = (0..j).map(|k| g[i * lags + k] * g[j * lags + k]).sum();
            g[i * lags + j] = (g[i * lags + j] - shared) / root;
        }
        let known: f64 = (0..j).map(|k| g[j * lags + k] * y[k]).sum();
        y[j] = (if j < used { w } else { 0.0 } - known) / root;
        variance += y[j] * y[j];
    }
    variance
}
