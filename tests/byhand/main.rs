//! Small cases worked by hand.

#![allow(clippy::print_stderr, clippy::print_stdout)] // tests say why they skip

mod absence;
mod compare;
mod implied_weights;
mod own_list;
mod protocol;
mod protocol_methods;
mod registers_text;
mod several;
mod spells;
mod trust;
mod warning;
