//! Tests: identities.

mod effects_a;
mod several;
mod regressions;
#[path = "../reference/trials.rs"]
mod trials;
