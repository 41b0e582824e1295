//! Small cases worked by hand.

mod protocol;
