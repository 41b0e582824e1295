//! Tests: reference.

#![allow(clippy::print_stderr, clippy::print_stdout)] // tests say why they skip

mod absence;
mod absence_courses;
mod absence_registers;
mod arrivals;
mod edges;
mod effect_rows;
mod effects_a;
mod effects_b;
mod effects_covariates;
mod incomplete;
mod lottery;
mod lottery_second;
mod planning;
mod power;
mod power_correlations;
mod registers_formats;
mod registers_identifiers;
mod several;
mod stamps;
mod tails;
#[path = "../tools/mod.rs"]
mod tools;
mod trials;
mod warning;
