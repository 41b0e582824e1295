//! The rounded forecast: what the lock freezes, and what it says of a pupil and of a cell.

use super::fit::Fitted;
use crate::trial::study::FrozenForecast;

/// A number rounded to nine decimals, never −0.
pub fn nine(x: f64) -> f64 {
    format!("{x:.9}").parse::<f64>().unwrap_or(x) + 0.0
}

/// The forecast that is frozen: levels, centres and slopes rounded to nine decimals, so that anybody's own fit gives the
/// same digits. `history`: SHA-256 of the table, hex.
pub fn frozen(fitted: &Fitted, programmes: &[String], covariates: &[String], history: &str) -> FrozenForecast {
    let named = |values: &[f64]| covariates.iter().cloned().zip(values.iter().map(|x| nine(*x))).collect();
    FrozenForecast {
        history: history.to_string(),
        other: nine(fitted.other),
        levels: programmes.iter().cloned().zip(fitted.levels.iter().map(|x| nine(*x))).collect(),
        centre: named(&fitted.centre),
        slopes: named(&fitted.slopes),
    }
}

/// f of a pupil: level_u + Σ b_l(x_l − c_l), an unknown x_l counting as c_l.
///
/// `x`: one value for each covariate of the forecast, in its order.
pub fn forecast_of(frozen: &FrozenForecast, programme: &str, x: &[Option<f64>]) -> f64 {
    let level = frozen.levels.get(programme).copied().unwrap_or(frozen.other);
    let moved = frozen.slopes.iter().zip(&frozen.centre).zip(x);
    level + moved.filter_map(|(((_, b), (_, c)), x)| Some(b * (x.as_ref()? - c))).sum::<f64>()
}

/// Σ f over the n pupils of a programme: n·level + Σ b_l(X_l − n·c_l).
///
/// `sums`: X_l, the sum of x over the pupils, an unknown x counting as c_l.
pub fn expected(frozen: &FrozenForecast, programme: &str, n: f64, sums: &[f64]) -> f64 {
    let level = frozen.levels.get(programme).copied().unwrap_or(frozen.other);
    let moved = frozen.slopes.iter().zip(&frozen.centre).zip(sums);
    n * level + moved.map(|(((_, b), (_, c)), x)| b * (x - n * c)).sum::<f64>()
}
