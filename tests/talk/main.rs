//! What the user sees.

mod house;
