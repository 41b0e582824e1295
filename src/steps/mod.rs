//! In what order? One file per verb; joins rooms; reads and writes the study folder. Puts no words on screen.

pub mod absence;
pub mod compare;
pub mod folder;
pub mod new;
pub mod results_receipt;
pub mod simulate;
pub mod simulate_schedule;
pub mod status;
