//! Risks with and without exposure, averaged over the covariates of everybody (g-computation).

use super::cells::Cells;
use super::iterated::Family;
use crate::trial::Fit;

/// Standardised risks with and without exposure, and how they move with the coefficients.
#[derive(Debug, Clone, PartialEq)]
pub struct Standardised {
    /// Mean fitted risk had everyone been exposed.
    pub exposed: f64,
    /// Mean fitted risk had nobody been exposed.
    pub unexposed: f64,
    /// Derivative of `exposed` by the k coefficients.
    pub exposed_gradient: Vec<f64>,
    /// Derivative of `unexposed` by the k coefficients.
    pub unexposed_gradient: Vec<f64>,
}

impl Standardised {
    /// exposed − unexposed.
    pub fn difference(&self) -> f64 {
        self.exposed - self.unexposed
    }
    /// Gradient of the difference.
    pub fn difference_gradient(&self) -> Vec<f64> {
        self.exposed_gradient.iter().zip(&self.unexposed_gradient).map(|(a, b)| a - b).collect()
    }
    /// exposed ÷ unexposed.
    pub fn ratio(&self) -> f64 {
        self.exposed / self.unexposed
    }
    /// Gradient of the logarithm of the ratio.
    pub fn log_ratio_gradient(&self) -> Vec<f64> {
        let pairs = self.exposed_gradient.iter().zip(&self.unexposed_gradient);
        pairs.map(|(a, b)| a / self.exposed - b / self.unexposed).collect()
    }
}

/// g-computation from a logit: the fitted risk of every pupil with the exposure set to 1 and to 0, averaged.
///
/// r_a = n⁻¹ Σ μ(x_i'β with x_i,1 = a); gradient n⁻¹ Σ w x. Covariates are held fixed.
///
/// `cells`: the data of the fit; column 1 (after the intercept) is the exposure. `fit`: the logit on them.
///
/// # Reference
/// Robins (1986); Snowden, Rose & Mortimer (2011), doi:10.1093/aje/kwq472; delta method as in Localio, Margolis &
/// Berlin (2007), doi:10.1016/j.jclinepi.2006.12.001.
///
/// *Checked against* `tests/reference/absence`.
pub fn standardise(cells: &Cells, fit: &Fit) -> Standardised {
    let totals = cells.totals(|_| false);
    let n: f64 = totals.iter().map(|t| t.0).sum();
    let risk = |exposure: f64| {
        let (mut mean, mut gradient) = (0.0, vec![0.0; cells.terms.len()]);
        for (i, (count, _)) in totals.iter().enumerate().filter(|(_, t)| t.0 > 0.0) {
            let mut x = cells.design.row(i).to_vec();
            x[1] = exposure;
            let eta: f64 = x.iter().zip(&fit.coefficients).map(|(a, b)| a * b).sum();
            let (mu, w) = Family::Logit.mean(eta);
            mean += count * mu;
            gradient.iter_mut().zip(&x).for_each(|(g, x)| *g += count * w * x);
        }
        gradient.iter_mut().for_each(|g| *g /= n);
        (mean / n, gradient)
    };
    let (exposed, exposed_gradient) = risk(1.0);
    let (unexposed, unexposed_gradient) = risk(0.0);
    Standardised { exposed, unexposed, exposed_gradient, unexposed_gradient }
}
