//! Inverse-variance means of period contrasts.

use super::randomization::Curve;
use crate::trial::PeriodContrast;

/// A variance this small next to the largest is rounding: nothing varied in that period.
const NOTHING: f64 = 1e-14;

impl Curve for Vec<PeriodContrast> {
    /// Σθ_t/V_t ÷ Σ1/V_t and 1 ÷ Σ1/V_t over the periods in which outcomes vary; infinite when there is none.
    fn sized(&self, tau: f64) -> [f64; 3] {
        let variance = |c: &PeriodContrast| {
            let [v0, v1, v2] = c.variance;
            (v0 - 2.0 * tau * v1 + tau * tau * v2, v0 + tau * tau * v2)
        };
        let (mut total, mut weights, mut sizes) = (0.0, 0.0, 0.0);
        for contrast in self {
            let (v, size) = variance(contrast);
            if v > NOTHING * size {
                total += (contrast.difference[0] - tau * contrast.difference[1]) / v;
                sizes += (contrast.difference[0].abs() + (tau * contrast.difference[1]).abs()) / v;
                weights += 1.0 / v;
            }
        }
        if weights > 0.0 { [total / weights, 1.0 / weights, sizes / weights] } else { [f64::INFINITY, 0.0, 0.0] }
    }

    fn line(&self) -> Option<[f64; 2]> {
        None
    }
}
