//! The proportional hazards model by partial likelihood, from counts by day, with scores by cluster.

use super::cells::Clusters;
use super::coded::{Coded, Patterns};
use super::iterated::Separation;
use super::linear::COLLINEAR;
use crate::numeric::{Matrix, cholesky};
use crate::trial::{ClusterPiece, Departure, Fit};
use std::sync::Arc;

/// Newton steps before giving up.
const STEPS: usize = 50;
/// A step this small relative to the coefficients is the last.
const CONVERGED: f64 = 1e-11;
/// A log hazard ratio times its column's range beyond this is no estimate: the likelihood rises without end.
const RUNAWAY: f64 = 15.0;

/// Distinct (day, covariates, dropout) combinations with their counts, by day.
///
/// CONVENTION: m kinds, k columns, r relative hazard exp(x'β), a the Efron weight l/d.
struct Kinds {
    day: Vec<f64>,
    x: Matrix,
    event: Vec<bool>,
    count: Vec<f64>,
}

/// Sums over those at risk and over those who drop out on one day.
struct Day {
    kinds: std::ops::Range<usize>,
    deaths: f64,
    risk: Sums,
    dying: Sums,
}

/// Sums over the l = 0 … d − 1 dropouts of one day, a = l/d and s = S0 − a·D0 (Efron's denominators).
#[derive(Default)]
struct Ties {
    /// Σ log s.
    log: f64,
    /// Σ 1/s and Σ a/s.
    inverse: [f64; 2],
    /// Σ 1/s², Σ a/s² and Σ a²/s².
    squared: [f64; 3],
}

#[derive(Clone)]
struct Sums {
    zero: f64,
    one: Vec<f64>,
    two: Matrix,
}

/// Cause-specific Cox regression of dropout, Efron's ties; other departures end the time at risk.
///
/// Result: log hazard ratios, the inverse information as bread and each cluster's summed score residuals, so that
/// CR0 of it is the cluster-robust variance of `coxph(…, cluster =)`. The clusters' grams stay zero: leverage
/// corrections have no meaning here.
///
/// # Errors
/// [`Separation`] when the partial likelihood has no maximum.
///
/// # Reference
/// Cox (1972); Efron (1977), doi:10.1080/01621459.1977.10480613; Lin & Wei (1989), doi:10.1080/01621459.1989.10478874;
/// Therneau & Grambsch (2000), §7.
///
/// *Checked against* `tests/reference/absence`.
pub fn cox(
    columns: &[(&str, &Coded)],
    day: &Coded,
    departure: &[Departure],
    clusters: &Clusters,
) -> Result<Fit, Separation> {
    let dropout: Vec<f64> = departure.iter().map(|d| f64::from(u8::from(*d == Departure::Dropout))).collect();
    let dropout = Coded::new(&dropout);
    let mut coded: Vec<&Coded> = vec![day];
    coded.extend(columns.iter().map(|(_, c)| *c));
    coded.push(&dropout);
    let patterns = Patterns::of(&coded, day.len());
    let kinds = Kinds::of(&patterns, columns.len());
    let terms: Vec<String> = columns.iter().map(|(name, _)| name.to_string()).collect();
    let beta = kinds.maximise().map_err(|j| Separation { terms: j.into_iter().map(|j| terms[j].clone()).collect() })?;
    let days = kinds.days(&beta);
    let (_, _, information) = kinds.derivatives(&beta, &days);
    let factor = cholesky(&information, COLLINEAR);
    let residuals = kinds.score_residuals(&beta, &days);
    let k = terms.len();
    let none = Arc::new(Matrix::zeros(k, k));
    let piece = || ClusterPiece { gram: Arc::clone(&none), score: vec![0.0; k] };
    let mut pieces: Vec<ClusterPiece> = clusters.names.iter().map(|_| piece()).collect();
    for (g, kind) in clusters.of.iter().zip(patterns.rows()) {
        let score = &mut pieces[*g as usize].score;
        score.iter_mut().zip(residuals.row(*kind as usize)).for_each(|(s, r)| *s += r);
    }
    Ok(Fit {
        terms,
        coefficients: beta,
        dropped: factor.dropped().to_vec(),
        bread: factor.inverse(),
        clusters: pieces,
        cluster_names: clusters.names.clone(),
        nobs: day.len() as f64,
        parameters: factor.kept().len() as f64,
    })
}

impl Kinds {
    fn of(patterns: &Patterns, k: usize) -> Kinds {
        let m = patterns.count();
        let mut count = vec![0.0; m];
        patterns.rows().iter().for_each(|p| count[*p as usize] += 1.0);
        let mut x = Matrix::zeros(m, k);
        let mut mean = vec![0.0; k];
        for i in 0..m {
            x.row_mut(i).copy_from_slice(&patterns.values(i)[1..=k]);
            mean.iter_mut().zip(x.row(i)).for_each(|(s, v)| *s += count[i] * v);
        }
        // centred columns change no coefficient and keep exp(x'β) near 1
        let n: f64 = count.iter().sum();
        for i in 0..m {
            x.row_mut(i).iter_mut().zip(&mean).for_each(|(v, s)| *v -= s / n);
        }
        Kinds {
            day: (0..m).map(|i| patterns.values(i)[0]).collect(),
            event: (0..m).map(|i| patterns.values(i)[k + 1] > 0.5).collect(),
            x,
            count,
        }
    }

    fn hazard(&self, kind: usize, beta: &[f64]) -> f64 {
        libm::exp(self.x.row(kind).iter().zip(beta).map(|(x, b)| x * b).sum())
    }

    /// Days with dropouts, latest first, each with its sums over the risk set.
    fn days(&self, beta: &[f64]) -> Vec<Day> {
        let k = beta.len();
        let zero = Sums { zero: 0.0, one: vec![0.0; k], two: Matrix::zeros(k, k) };
        let mut risk = zero.clone();
        let mut days = Vec::new();
        let mut end = self.day.len();
        while end > 0 {
            let start = self.day[..end].partition_point(|d| *d < self.day[end - 1]);
            let mut dying = zero.clone();
            let mut deaths = 0.0;
            for i in start..end {
                let weight = self.count[i] * self.hazard(i, beta);
                risk.add(weight, self.x.row(i));
                if self.event[i] {
                    dying.add(weight, self.x.row(i));
                    deaths += self.count[i];
                }
            }
            if deaths > 0.0 {
                days.push(Day { kinds: start..end, deaths, risk: risk.clone(), dying });
            }
            end = start;
        }
        days
    }

    /// Log partial likelihood, gradient and information.
    fn derivatives(&self, beta: &[f64], days: &[Day]) -> (f64, Vec<f64>, Matrix) {
        let k = beta.len();
        let (mut value, mut gradient, mut information) = (0.0, vec![0.0; k], Matrix::zeros(k, k));
        for day in days {
            for i in day.kinds.clone().filter(|i| self.event[*i]) {
                let x = self.x.row(i);
                value += self.count[i] * x.iter().zip(beta).map(|(x, b)| x * b).sum::<f64>();
                gradient.iter_mut().zip(x).for_each(|(g, x)| *g += self.count[i] * x);
            }
            let ties = day.ties();
            value -= ties.log;
            let (risk, dying) = (&day.risk.one, &day.dying.one);
            let ([i0, i1], [q0, q1, q2]) = (ties.inverse, ties.squared);
            gradient.iter_mut().enumerate().for_each(|(j, g)| *g -= i0 * risk[j] - i1 * dying[j]);
            information.add_scaled(i0, &day.risk.two);
            information.add_scaled(-i1, &day.dying.two);
            // −Σ x̄x̄' with x̄ = (R − aD)/s
            for j in 0..k {
                for h in 0..k {
                    let mixed = risk[j] * dying[h] + dying[j] * risk[h];
                    information[(j, h)] -= q0 * risk[j] * risk[h] - q1 * mixed + q2 * dying[j] * dying[h];
                }
            }
        }
        (value, gradient, information)
    }

    fn maximise(&self) -> Result<Vec<f64>, Vec<usize>> {
        let k = self.x.cols();
        let mut beta = vec![0.0; k];
        let (mut value, mut gradient, mut information) = self.derivatives(&beta, &self.days(&beta));
        for _ in 0..STEPS {
            let step = cholesky(&information, COLLINEAR).solve(&gradient);
            let mut scale = 1.0;
            let (next, at) = loop {
                let next: Vec<f64> = beta.iter().zip(&step).map(|(b, s)| b + scale * s).collect();
                let at = self.derivatives(&next, &self.days(&next));
                if at.0 >= value - 1e-9 * (1.0 + value.abs()) || scale < 1e-8 {
                    break (next, at);
                }
                scale *= 0.5;
            };
            let moved = step.iter().zip(&next).map(|(s, b)| (scale * s / (1.0 + b.abs())).abs()).fold(0.0, f64::max);
            beta = next;
            (value, gradient, information) = at;
            let runaway: Vec<usize> = (0..k).filter(|j| (beta[*j] * self.range(*j)).abs() > RUNAWAY).collect();
            if !runaway.is_empty() {
                return Err(runaway);
            }
            if moved <= CONVERGED {
                return Ok(beta);
            }
        }
        Err((0..k).collect())
    }

    fn range(&self, j: usize) -> f64 {
        let column = || (0..self.x.rows()).map(|i| self.x[(i, j)]);
        column().fold(f64::MIN, f64::max) - column().fold(f64::MAX, f64::min)
    }

    /// One score residual per pupil of each kind, m × k.
    fn score_residuals(&self, beta: &[f64], days: &[Day]) -> Matrix {
        let (m, k) = (self.x.rows(), self.x.cols());
        let mut residuals = Matrix::zeros(m, k);
        // cumulated Σ1/S0 and Σ x̄/S0 over the days so far
        let (mut h0, mut h1) = (0.0, vec![0.0; k]);
        let mut next = days.iter().rev().peekable();
        let mut i = 0;
        while i < m {
            let end = i + self.day[i..].partition_point(|d| *d <= self.day[i]);
            let today = next.next_if(|d| d.kinds.start == i);
            let (mut own0, mut own1, mut mean) = (h0, h1.clone(), vec![0.0; k]);
            if let Some(day) = today {
                let ties = day.ties();
                let (risk, dying) = (&day.risk.one, &day.dying.one);
                let ([i0, i1], [q0, q1, q2]) = (ties.inverse, ties.squared);
                own0 = h0 + i0 - i1;
                h0 += i0;
                for j in 0..k {
                    own1[j] = h1[j] + risk[j] * (q0 - q1) - dying[j] * (q1 - q2);
                    h1[j] += risk[j] * q0 - dying[j] * q1;
                    mean[j] = (risk[j] * i0 - dying[j] * i1) / day.deaths;
                }
            }
            for kind in i..end {
                let r = self.hazard(kind, beta);
                for j in 0..k {
                    let x = self.x[(kind, j)];
                    residuals[(kind, j)] =
                        if self.event[kind] { x - mean[j] - r * (x * own0 - own1[j]) } else { -r * (x * h0 - h1[j]) };
                }
            }
            i = end;
        }
        residuals
    }
}

impl Day {
    fn ties(&self) -> Ties {
        let mut t = Ties::default();
        for l in 0..self.deaths as usize {
            let a = l as f64 / self.deaths;
            let s = self.risk.zero - a * self.dying.zero;
            let inverse = 1.0 / s;
            t.log += libm::log(s);
            t.inverse[0] += inverse;
            t.inverse[1] += a * inverse;
            t.squared[0] += inverse * inverse;
            t.squared[1] += a * inverse * inverse;
            t.squared[2] += a * a * inverse * inverse;
        }
        t
    }
}

impl Sums {
    fn add(&mut self, weight: f64, x: &[f64]) {
        self.zero += weight;
        self.one.iter_mut().zip(x).for_each(|(s, x)| *s += weight * x);
        self.two.add_outer(weight, x);
    }
}
