//! Tests: reference.

mod effects_b;
mod lottery;
mod tails;
mod trials;
