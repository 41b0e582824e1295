//! Small cases worked by hand.

mod compare;
mod protocol;
mod registers_text;
