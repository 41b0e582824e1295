//! Tests: identities.

mod effects_a;
mod several;
