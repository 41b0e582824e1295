//! Tests: reference.

<<<<<<< HEAD
mod absence;
=======
mod effects_a;
>>>>>>> 36f9d60 (WIP study mode)
mod effects_b;
mod lottery;
mod power;
mod several;
mod tails;
mod trials;
