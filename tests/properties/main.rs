//! Tests: properties.

mod figures;
mod figures_of_tables;
mod registers;
mod simulation;
