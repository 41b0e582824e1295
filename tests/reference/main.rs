//! Tests: reference.

mod effects_b;
mod lottery;
mod power;
mod tails;
mod trials;
