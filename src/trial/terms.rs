//! Names of the terms of several interventions in one regression.

/// Name of an intervention's own term, `treated:<name>`.
pub fn term(name: &str) -> String {
    format!("treated:{name}")
}

/// Name of the term of two interventions together, `treated:<a>×<b>`.
pub fn both(a: &str, b: &str) -> String {
    format!("treated:{a}×{b}")
}
