//! In what order? One file per verb; joins rooms; reads and writes the study folder. Puts no words on screen.

pub mod absence;
pub mod amend;
pub mod balance;
pub mod commit;
pub mod demo;
pub mod draw;
pub mod effect;
pub mod export;
pub mod forecast;
pub mod ingest;
pub mod inspect;
pub mod lock;
pub mod new;
pub mod pack;
pub mod power;
pub mod pseudonymise;
pub mod report;
pub mod simulate;
pub mod status;
pub mod verify;
pub mod witness;
