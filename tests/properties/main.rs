//! Tests: properties.

#![allow(clippy::print_stderr, clippy::print_stdout)] // tests say why they skip

mod absence_blocks;
mod absence_columns;
mod arrivals;
mod degenerate;
mod deliveries;
mod figures;
mod figures_of_tables;
mod incomplete;
mod lottery;
mod registers;
mod several;
mod simulation;
#[path = "../tools/mod.rs"]
mod tools;

mod regression_numbers;
