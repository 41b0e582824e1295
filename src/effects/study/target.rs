//! Whether an effect reaches the target that was declared for it.

/// `reached` when the whole interval is at least as good as the target, `not reached` when all of it is worse.
pub fn verdict(target: f64, low: Option<f64>, high: Option<f64>) -> &'static str {
    let (Some(low), Some(high)) = (low, high) else { return "cannot tell" };
    let (worst, best) = if target < 0.0 { (-high, -low) } else { (low, high) };
    if worst >= target.abs() {
        "reached"
    } else if best < target.abs() {
        "not reached"
    } else {
        "cannot tell"
    }
}
