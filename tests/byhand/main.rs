//! Small cases worked by hand.

mod protocol;
mod registers_text;
