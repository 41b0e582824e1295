//! Tests: identities.

<<<<<<< HEAD
mod several;
=======
mod effects_a;
>>>>>>> 36f9d60 (WIP study mode)
