//! Tests: identities.

mod absence;
mod effects_a;
mod regressions;
mod several;
#[path = "../reference/trials.rs"]
mod trials;
