//! E-values: how strong an unmeasured cause would have to be to explain a risk ratio away.

/// E-value of a risk ratio: how strongly an unmeasured cause would have to go with both exposure and outcome to explain
/// it away.
///
/// RR + √(RR(RR − 1)), of 1/RR when RR is below 1.
///
/// # Reference
/// VanderWeele & Ding (2017), doi:10.7326/M16-2607.
///
/// *Checked against* `tests/reference/absence`.
pub fn e_value(ratio: f64) -> f64 {
    let r = if ratio < 1.0 { 1.0 / ratio } else { ratio };
    r + libm::sqrt(r * (r - 1.0))
}

/// E-value of the confidence limit nearer to 1; 1 when the interval holds 1.
pub fn e_value_of_limit(ratio: f64, low: f64, high: f64) -> f64 {
    if low <= 1.0 && high >= 1.0 {
        1.0
    } else if ratio >= 1.0 {
        e_value(low)
    } else {
        e_value(high)
    }
}
