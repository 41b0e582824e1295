//! Tests: reference.

mod effects_b;
mod lottery;
mod trials;
