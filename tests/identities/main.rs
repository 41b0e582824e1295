//! Tests: identities.

mod effects_a;
mod regressions;
mod several;
#[path = "../reference/trials.rs"]
mod trials;
