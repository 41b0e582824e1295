//! Small cases worked by hand.

mod absence;
mod compare;
mod implied_weights;
mod protocol;
mod registers_text;
mod several;
mod spells;
