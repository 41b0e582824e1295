//! Tests: identities.

#![allow(clippy::print_stderr, clippy::print_stdout)] // tests say why they skip

mod absence;
mod effects_a;
mod forecast;
mod planning;
mod regressions;
mod several;
#[allow(dead_code)] // shared with tests/reference, which uses all of it
#[path = "../reference/trials.rs"]
mod trials;
mod warning;
