//! Rows of a data set before they become cells: which of them enter, and what their numbers are measured from.

use crate::diagnostics::{Outcome, Problem};

/// Rows of a data set, coded: one row is a pupil, or a mean of so many pupils where there are sizes.
///
/// `unit` and `period` are positions in `units` and `periods`; a row whose outcome, size or a covariate is NaN is left
/// out and counted.
#[derive(Debug, Clone)]
pub struct Rows<'a> {
    /// Unit of each row.
    pub unit: &'a [u32],
    /// Period of each row.
    pub period: &'a [u32],
    /// Outcome of each row.
    pub y: &'a [f64],
    /// Pupils behind each row; one each when absent.
    pub size: Option<&'a [f64]>,
    /// Covariates, one slice a name.
    pub covariates: &'a [(String, &'a [f64])],
}

/// A number whose distance to a whole number is rounding: means printed with 15 digits times pupils.
const WHOLE: f64 = 1e-6;

impl Rows<'_> {
    /// Pupils behind a row.
    pub(super) fn size_of(&self, i: usize) -> f64 {
        self.size.map_or(1.0, |s| s[i])
    }
    /// Outcome, then covariates.
    pub(super) fn values(&self, i: usize) -> impl Iterator<Item = f64> + '_ {
        std::iter::once(self.y[i]).chain(self.covariates.iter().map(move |(_, x)| x[i]))
    }
    /// Whether nothing is missing.
    pub(super) fn enters(&self, i: usize) -> bool {
        self.size_of(i) > 0.0 && !self.values(i).any(f64::is_nan)
    }
}

/// Whether a mean of `size` pupils can be that of 0/1 outcomes: a whole number of them up to printed digits.
pub(super) fn counts_of(mean: f64, size: f64) -> bool {
    let near = |x: f64| (x - libm::round(x)).abs() <= WHOLE;
    let total = size * mean;
    // a count that is nearly none or nearly all is none of them: it is a small number in some other unit
    let inside = mean == 0.0 || mean == 1.0 || (total > 0.5 && total < size - 0.5);
    (0.0..=1.0).contains(&mean) && inside && near(total) && near(size)
}

/// A mean this many standard deviations from 0 costs moments about 0 their digits.
const FAR_OFF: f64 = 256.0;
/// A spread of at most this share of the mean is rounding of the mean: fewer than three digits are left of it.
const LOST: f64 = 1e-13;

/// What y and each covariate are measured from.
pub(super) fn centres(rows: &Rows<'_>, units: &[String]) -> Outcome<Vec<f64>> {
    let entering: Vec<usize> =
        (0..rows.y.len()).filter(|i| rows.enters(*i) && rows.values(*i).all(f64::is_finite)).collect();
    let named = std::iter::once(("the outcome", rows.y)).chain(rows.covariates.iter().map(|(n, x)| (n.as_str(), *x)));
    named
        .map(|(name, x)| {
            let Some(first) = entering.first().map(|i| x[*i]) else { return Ok(0.0) };
            if entering.iter().all(|&i| x[i] == 0.0 || x[i] == 1.0) {
                return Ok(0.0);
            }
            let n = entering.len() as f64;
            // the largest distance first: squares of what is near 1e±160 leave the range of a double
            let widest = entering.iter().map(|&i| (x[i] - first).abs()).fold(0.0, f64::max);
            if widest == 0.0 {
                return Ok(first);
            }
            let unit = |i: usize| (x[i] - first) / widest;
            let off = entering.iter().map(|&i| unit(i)).sum::<f64>() / n;
            let spread = libm::sqrt(entering.iter().map(|&i| (unit(i) - off) * (unit(i) - off)).sum::<f64>() / n);
            let (mean, sd) = (first + widest * off, widest * spread);
            if !(widest < 1e140 && sd > 1e-140 && sd > LOST * mean.abs()) {
                return Err(beyond_doubles(name, mean, sd, &units[rows.unit[entering[0]] as usize]));
            }
            Ok(if mean.abs() > FAR_OFF * sd { mean } else { 0.0 })
        })
        .collect()
}

fn beyond_doubles(name: &str, mean: f64, sd: f64, unit: &str) -> Problem {
    Problem::new("E307", format!("{name} does not vary within the digits that a number can hold"))
        .found(format!("a mean of {mean:e} and a standard deviation of {sd:e}; unit `{unit}` comes first"))
        .expected("a standard deviation between 1e-140 and 1e140, and at least 1e-13 of the mean")
        .help("take the constant part away, or give it in another unit")
}

pub(super) fn bad_value(row: usize, size: f64, unit: &str) -> Problem {
    let what = if size < 0.0 { "a size is negative" } else { "a value is infinite" };
    Problem::new("E302", what)
        .found(format!("data row {}, unit `{unit}`", row + 1))
        .expected("sizes of 0 or more, outcomes and covariates that are finite")
}
