//! Intraclass correlations and the cluster autocorrelation, estimated from counts by programme and period.

// CONVENTION  i programmes, t periods, n pupils of a cell, p period effects, N pupils in all
use crate::diagnostics::{Outcome, Problem};
use crate::numeric::{Matrix, chi2_tail, cholesky, sum};

/// Pupils of a programme and period, and how many of them had the outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellCount {
    /// Position of the programme.
    pub programme: usize,
    /// Position of the period.
    pub period: usize,
    /// Pupils.
    pub n: f64,
    /// Of them with the outcome.
    pub k: f64,
}

/// An estimate with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The estimate.
    pub value: f64,
    /// Lower limit.
    pub low: f64,
    /// Upper limit.
    pub high: f64,
}

/// Correlations estimated from untreated cells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correlations {
    /// Correlation of two pupils of one programme and period.
    pub icc: Interval,
    /// Share of it that periods have in common; `None` with one period, or an icc of 0.
    pub cac: Option<Interval>,
    /// Total variance of a pupil's outcome.
    pub total: f64,
    /// Share of pupils with the outcome.
    pub mean: f64,
    /// Programmes, cells and pupils used.
    pub programmes: usize,
    /// Cells used.
    pub cells: usize,
    /// Pupils used.
    pub pupils: f64,
}

/// Largest correlation that is looked at.
const LARGEST: f64 = 0.95;
/// Steps of the coarse look before golden sections, and halvings of an interval.
const LOOK: usize = 30;
const HALVINGS: usize = 40;

/// Restricted likelihood of a nested exchangeable model with period effects, from cell counts alone.
///
/// For icc ρ and cac c the pupils of cell (i,t) have covariance σ²[ρc within i, + ρ(1−c) within (i,t), + (1−ρ) own]; σ² is
/// profiled out: −2ℓ = (N−p)·log(RSS/(N−p)) + log|R| + log|X′R⁻¹X|. Intervals are profile-likelihood ones, cut at 0 and 1.
struct Likelihood {
    /// Cells of each programme.
    programmes: Vec<Vec<CellCount>>,
    periods: usize,
    within: f64,
    pupils: f64,
    cells: usize,
}

impl Likelihood {
    /// −2 × the restricted log-likelihood and the profiled σ².
    fn at(&self, icc: f64, cac: f64) -> (f64, f64) {
        let p = self.periods;
        let mut gram = Matrix::zeros(p, p);
        let mut cross = vec![0.0; p];
        let mut square = 0.0;
        let mut log_det = (self.pupils - self.cells as f64) * libm::log(1.0 - icc);
        let shared = icc * cac;
        for cells in &self.programmes {
            // V = ρc·11' + diag(d): its inverse and determinant by Sherman and Morrison
            let weight: Vec<f64> = cells.iter().map(|c| 1.0 / (icc * (1.0 - cac) + (1.0 - icc) / c.n)).collect();
            let whole: f64 = weight.iter().sum();
            let pull = shared / (1.0 + shared * whole);
            let wy: f64 = cells.iter().zip(&weight).map(|(c, w)| w * c.k / c.n).sum();
            log_det += libm::log(1.0 + shared * whole);
            for (a, wa) in cells.iter().zip(&weight) {
                let y = a.k / a.n;
                log_det += libm::log(a.n) - libm::log(*wa);
                square += wa * y * y;
                cross[a.period] += wa * (y - pull * wy);
                gram[(a.period, a.period)] += wa;
                for (b, wb) in cells.iter().zip(&weight) {
                    gram[(a.period, b.period)] -= pull * wa * wb;
                }
            }
            square -= pull * wy * wy;
        }
        let factor = cholesky(&gram, 1e-12);
        let beta = factor.solve(&cross);
        let explained: f64 = beta.iter().zip(&cross).map(|(a, b)| a * b).sum();
        let free = self.pupils - p as f64;
        let rss = self.within / (1.0 - icc) + square - explained;
        (free * libm::log(rss / free) + log_det + factor.log_det(), rss / free)
    }

    /// The smallest value over one correlation, and where.
    fn best(&self, f: impl Fn(f64) -> f64, high: f64) -> (f64, f64) {
        // finer near 0, where correlations of schools lie
        let grid: Vec<f64> = (0..=LOOK).map(|k| high * (k as f64 / LOOK as f64) * (k as f64 / LOOK as f64)).collect();
        let values: Vec<f64> = grid.iter().map(|x| f(*x)).collect();
        let at = (0..=LOOK).min_by(|a, b| values[*a].total_cmp(&values[*b])).unwrap_or(0);
        let (mut low, mut up) = (grid[at.saturating_sub(1)], grid[(at + 1).min(LOOK)]);
        let golden = 0.618_033_988_749_894_9;
        for _ in 0..HALVINGS {
            let (a, b) = (up - golden * (up - low), low + golden * (up - low));
            if f(a) < f(b) { up = b } else { low = a }
        }
        let x = 0.5 * (low + up);
        let ends = [(values[at], grid[at]), (f(x), x)];
        if ends[0].0 <= ends[1].0 { ends[0] } else { ends[1] }
    }

    fn over_cac(&self, icc: f64) -> (f64, f64) {
        if self.periods < 2 || icc == 0.0 {
            return (self.at(icc, 1.0).0, 1.0);
        }
        // from the top, since lasting correlations are the rule: best looks most finely near its start
        let (value, below) = self.best(|x| self.at(icc, 1.0 - x).0, 1.0);
        (value, 1.0 - below)
    }

    fn over_icc(&self, cac: f64) -> (f64, f64) {
        self.best(|x| self.at(x, cac).0, LARGEST)
    }
}

/// Where a profile crosses its limit, between a point inside and one outside (or at) the border.
fn crossing(profile: impl Fn(f64) -> f64, limit: f64, inside: f64, border: f64) -> f64 {
    if profile(border) <= limit {
        return border;
    }
    let (mut a, mut b) = (inside, border);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (a + b);
        if profile(middle) <= limit { a = middle } else { b = middle }
    }
    a
}

/// The rise of −2ℓ that a level allows, one parameter.
fn rise(level: f64) -> f64 {
    let (mut low, mut high) = (0.0, 100.0);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if chi2_tail(middle, 1.0) > 1.0 - level { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// ICC and CAC of a binary outcome from untreated cells, by restricted likelihood with profile intervals.
///
/// # Errors
/// D111 when there are too few programmes, pupils or outcomes.
///
/// # Reference
/// Patterson & Thompson (1971), Biometrika 58, 545–554. <https://doi.org/10.1093/biomet/58.3.545>
pub fn correlations(cells: &[CellCount], level: f64) -> Outcome<Correlations> {
    let l = likelihood(cells)?;
    let (best, icc) = l.best(|x| l.over_cac(x).0, LARGEST);
    let cac = l.over_cac(icc).1;
    let limit = best + rise(level);
    let icc_profile = |x: f64| l.over_cac(x).0;
    let icc_interval = Interval {
        value: icc,
        low: crossing(icc_profile, limit, icc, 0.0),
        high: crossing(icc_profile, limit, icc, LARGEST),
    };
    let cac_interval = (l.periods > 1 && icc > 0.0).then(|| {
        let profile = |x: f64| l.over_icc(x).0;
        Interval { value: cac, low: crossing(profile, limit, cac, 0.0), high: crossing(profile, limit, cac, 1.0) }
    });
    let ones = sum(l.programmes.iter().flatten().map(|c| c.k));
    Ok(Correlations {
        icc: icc_interval,
        cac: cac_interval,
        total: l.at(icc, cac).1,
        mean: ones / l.pupils,
        programmes: l.programmes.len(),
        cells: l.cells,
        pupils: l.pupils,
    })
}

fn likelihood(cells: &[CellCount]) -> Outcome<Likelihood> {
    let used: Vec<CellCount> = cells.iter().copied().filter(|c| c.n > 0.0).collect();
    if let Some(bad) = used.iter().find(|c| !(c.k >= 0.0 && c.k <= c.n)) {
        return Err(
            Problem::new("D111", "a cell counts more outcomes than pupils").found(format!("{} of {}", bad.k, bad.n))
        );
    }
    let mut periods: Vec<usize> = used.iter().map(|c| c.period).collect();
    periods.sort_unstable();
    periods.dedup();
    let mut names: Vec<usize> = used.iter().map(|c| c.programme).collect();
    names.sort_unstable();
    names.dedup();
    let programmes: Vec<Vec<CellCount>> = names
        .iter()
        .map(|i| {
            used.iter()
                .filter(|c| c.programme == *i)
                .map(|c| CellCount { period: periods.binary_search(&c.period).unwrap_or(0), ..*c })
                .collect()
        })
        .collect();
    let pupils = sum(used.iter().map(|c| c.n));
    let within = sum(used.iter().map(|c| c.k - c.k * c.k / c.n));
    if programmes.len() < 3 || pupils <= used.len() as f64 || within <= 0.0 {
        return Err(Problem::new("D111", "these registers cannot show how much programmes differ")
            .found(format!("{} programmes, {} cells, {pupils} pupils untreated", programmes.len(), used.len()))
            .expected(
                "three programmes or more, several pupils in a cell, and an outcome that some have and some have not",
            )
            .help("use the terms before the rollout, of as many programmes as possible"));
    }
    Ok(Likelihood { programmes, periods: periods.len(), within, pupils, cells: used.len() })
}
