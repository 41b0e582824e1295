//! Tests: byhand.

mod compare;
mod protocol;
mod registers_text;
mod implied_weights;
