//! How the values of `effect`'s flags are spelled.

use crate::estimators::design_based::Beta;

/// Lags from..to.
pub fn lags(text: &str) -> Result<(i64, i64), String> {
    let wrong = || format!("`{text}` is not FROM..TO, such as -3..4");
    let (from, to) = text.split_once("..").ok_or_else(wrong)?;
    let to = to.strip_prefix('=').unwrap_or(to);
    match (from.trim().parse::<i64>(), to.trim().parse::<i64>()) {
        (Ok(a), Ok(b)) if a <= b && a.abs() < 1_000_000 && b.abs() < 1_000_000 => Ok((a, b)),
        _ => Err(wrong()),
    }
}

/// The smallest and the largest outcome.
pub fn range(text: &str) -> Result<(f64, f64), String> {
    let number = |t: &str| t.trim().parse::<f64>().ok().filter(|v| v.is_finite());
    match text.split_once(',').map(|(a, b)| (number(a), number(b))) {
        Some((Some(lo), Some(hi))) => Ok((lo, hi)),
        _ => Err(format!("`{text}` is not LO,HI, such as 0,140")),
    }
}

/// A confidence level.
pub fn level(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(l) if l > 0.0 && l < 1.0 => Ok(l),
        _ => Err(format!("`{text}` is not a level between 0 and 1, such as .95")),
    }
}

/// The adjustment of `roth-santanna`.
pub fn beta(text: &str) -> Result<Beta, String> {
    Beta::named(text).ok_or_else(|| format!("`{text}` is none of clipped, plug-in or a number"))
}
