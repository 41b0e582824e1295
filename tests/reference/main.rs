//! Tests: reference.

mod effects_b;
mod trials;
mod lottery;
