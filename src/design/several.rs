//! Can several interventions be told apart? Correlations and aliases of their schedules, from the schedules alone.
//!
//! CONVENTION: i units, t periods, cell weight n_it, D the 0/1 indicators of p terms, D̃ what unit and period effects leave
//! of them, S = D̃'ND̃.

use crate::numeric::{Matrix, cholesky};
use crate::trial::COLLINEAR;

/// Who has what when: 0/1 indicators over units × periods.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// Names of the terms; a term that is a combination of earlier ones is the one called aliased.
    pub terms: Vec<String>,
    /// Number of units.
    pub units: usize,
    /// Number of periods.
    pub periods: usize,
    /// Per term, units × periods.
    pub holds: Vec<Vec<bool>>,
    /// Weight of each cell (pupils), units × periods; 0 where nobody is seen.
    pub weight: Vec<f64>,
}

impl Pattern {
    /// The interventions of `starts` (per intervention: name, and the first treated period of each unit), then a term for
    /// each pair, named `name(a)×b`; equal cells.
    pub fn of_starts(
        starts: &[(String, Vec<Option<usize>>)],
        pairs: &[(usize, usize)],
        periods: usize,
        name: impl Fn(&str) -> String,
    ) -> Pattern {
        let units = starts.first().map_or(0, |(_, s)| s.len());
        let cells = |s: &[Option<usize>]| -> Vec<bool> {
            s.iter().flat_map(|g| (0..periods).map(move |t| g.is_some_and(|g| t >= g))).collect()
        };
        let mut holds: Vec<Vec<bool>> = starts.iter().map(|(_, s)| cells(s)).collect();
        let mut terms: Vec<String> = starts.iter().map(|(n, _)| name(n)).collect();
        for &(a, b) in pairs {
            terms.push(format!("{}×{}", name(&starts[a].0), starts[b].0));
            holds.push(holds[a].iter().zip(&holds[b]).map(|(x, y)| *x && *y).collect());
        }
        Pattern { terms, units, periods, holds, weight: vec![1.0; units * periods] }
    }
}

/// A term that is a combination of others, once unit and period effects are in.
#[derive(Debug, Clone, PartialEq)]
pub struct Alias {
    /// The term that cannot be had.
    pub term: String,
    /// The terms that it repeats, with their factors; empty when units and periods alone determine it.
    pub of: Vec<(String, f64)>,
}

/// How well terms can be told apart.
#[derive(Debug, Clone)]
pub struct Separation {
    /// Names of the terms.
    pub terms: Vec<String>,
    /// Correlation of the indicators over the cells; NaN where one is constant.
    pub raw: Matrix,
    /// Correlation of what unit and period effects leave of them; NaN where nothing is left.
    pub within: Matrix,
    /// How many times larger a term's variance is than if it were the only one; `None` where it is not identified.
    pub inflation: Vec<Option<f64>>,
    /// Terms that are combinations of earlier ones.
    pub aliases: Vec<Alias>,
}

/// A factor below this is rounding.
const NO_FACTOR: f64 = 1e-7;

/// Correlations, variance inflation and aliases of a pattern.
///
/// within_jk = S_jk/√(S_jj·S_kk); inflation_j = S_jj·(S⁻¹)_jj, over the terms that are not aliased.
///
/// # Reference
/// Belsley, Kuh & Welsch (1980), Regression Diagnostics, §3.2 (inflation); Box, Hunter & Hunter (2005), §6 (aliases).
/// *Checked against* R's `alias` and `cor`, `tests/reference/several`.
pub fn separation(pattern: &Pattern) -> Separation {
    let p = pattern.terms.len();
    let swept = swept(pattern);
    let nuisance = pattern.periods.saturating_sub(1);
    let left = left_of(&swept, nuisance, p);
    let total: Vec<f64> = (0..p).map(|j| swept[(nuisance + j, nuisance + j)]).collect();
    let alive = |j: usize| left[(j, j)] > COLLINEAR * total[j] && total[j] > 0.0;
    let mut within = Matrix::zeros(p, p);
    for a in 0..p {
        for b in 0..p {
            within[(a, b)] = match (a == b, alive(a) && alive(b)) {
                (_, false) => f64::NAN,
                (true, true) => 1.0,
                (false, true) => left[(a, b)] / libm::sqrt(left[(a, a)] * left[(b, b)]),
            };
        }
    }
    let factor = cholesky(&swept, COLLINEAR);
    let inverse = factor.inverse();
    let dropped: Vec<usize> = factor.dropped().iter().filter_map(|j| j.checked_sub(nuisance)).collect();
    let aliases = dropped
        .iter()
        .map(|&j| {
            let column: Vec<f64> = (0..swept.rows()).map(|i| swept[(i, nuisance + j)]).collect();
            let factors = inverse.mul_vec(&column);
            let of = (0..p).map(|k| (k, factors[nuisance + k])).filter(|(_, f)| f.abs() > NO_FACTOR);
            Alias { term: pattern.terms[j].clone(), of: of.map(|(k, f)| (pattern.terms[k].clone(), f)).collect() }
        })
        .collect::<Vec<_>>();
    let entangled =
        |j: usize| dropped.contains(&j) || aliases.iter().any(|a| a.of.iter().any(|(t, _)| *t == pattern.terms[j]));
    let inflation =
        (0..p).map(|j| (!entangled(j)).then(|| left[(j, j)] * inverse[(nuisance + j, nuisance + j)])).collect();
    Separation { terms: pattern.terms.clone(), raw: raw(pattern), within, inflation, aliases }
}

/// Cross-products of [period dummies from the second on | terms], unit means swept out.
fn swept(pattern: &Pattern) -> Matrix {
    let (p, nuisance) = (pattern.terms.len(), pattern.periods.saturating_sub(1));
    let k = nuisance + p;
    let mut all = Matrix::zeros(k, k);
    for i in 0..pattern.units {
        let (mut sums, mut total) = (vec![0.0; k], 0.0);
        for t in 0..pattern.periods {
            let cell = i * pattern.periods + t;
            let n = pattern.weight[cell];
            total += n;
            let period = t.checked_sub(1);
            let terms = (0..p).filter(|j| pattern.holds[*j][cell]).map(|j| nuisance + j);
            let ones: Vec<usize> = period.into_iter().chain(terms).collect();
            for &a in &ones {
                sums[a] += n;
                ones.iter().for_each(|&b| all[(a, b)] += n);
            }
        }
        if total > 0.0 {
            all.add_outer(-1.0 / total, &sums);
        }
    }
    all
}

/// S: what the first `nuisance` columns leave of the others.
fn left_of(all: &Matrix, nuisance: usize, p: usize) -> Matrix {
    let first: Vec<usize> = (0..nuisance).collect();
    let factor = cholesky(&all.block(&first), COLLINEAR);
    let mut left = Matrix::zeros(p, p);
    for b in 0..p {
        let column: Vec<f64> = (0..nuisance).map(|i| all[(i, nuisance + b)]).collect();
        let solved = factor.solve(&column);
        for a in 0..p {
            let explained: f64 = (0..nuisance).map(|i| all[(i, nuisance + a)] * solved[i]).sum();
            left[(a, b)] = all[(nuisance + a, nuisance + b)] - explained;
        }
    }
    left
}

fn raw(pattern: &Pattern) -> Matrix {
    let p = pattern.terms.len();
    let n: f64 = pattern.weight.iter().sum();
    let share = |j: usize, k: usize| -> f64 {
        let both = |c: usize| pattern.holds[j][c] && pattern.holds[k][c];
        (0..pattern.weight.len()).filter(|c| both(*c)).map(|c| pattern.weight[c]).sum::<f64>() / n
    };
    let mean: Vec<f64> = (0..p).map(|j| share(j, j)).collect();
    let mut raw = Matrix::zeros(p, p);
    for a in 0..p {
        for b in 0..p {
            let spread = (mean[a] * (1.0 - mean[a])) * (mean[b] * (1.0 - mean[b]));
            raw[(a, b)] = match (spread > 0.0, a == b) {
                (false, _) => f64::NAN,
                (true, true) => 1.0,
                (true, false) => (share(a, b) - mean[a] * mean[b]) / libm::sqrt(spread),
            };
        }
    }
    raw
}
