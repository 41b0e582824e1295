//! Tests: properties.

mod figures;
mod figures_of_tables;
mod lottery;
mod registers;
mod several;
mod simulation;

mod regression_numbers;
