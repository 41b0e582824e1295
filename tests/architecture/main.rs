//! The walls of the house: a room imports from lower floors only, never from a neighbour; no two files import each other
//! in a circle; some rooms never speak some nouns; files and functions are of readable length; every error code has its
//! page.

#![allow(clippy::print_stderr, clippy::print_stdout)] // tests say why they skip

mod adding;
mod exceptions;
mod floors;
mod imports;
mod pages;
mod shape;
mod sources;
