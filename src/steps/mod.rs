//! In what order? One file per verb; joins rooms; reads and writes the study folder. Puts no words on screen.

#[cfg(feature = "report")]
pub mod absence;
pub mod amend;
#[cfg(feature = "report")]
pub mod balance;
#[cfg(feature = "report")]
pub mod bridge;
pub mod commit;
#[cfg(feature = "report")]
pub mod demo;
pub mod draw;
#[cfg(feature = "report")]
pub mod effect;
#[cfg(feature = "report")]
pub mod export;
pub mod forecast;
#[cfg(feature = "report")]
pub mod ingest;
#[cfg(feature = "report")]
pub mod inspect;
pub mod lock;
mod near;
pub mod new;
pub mod pack;
pub mod pages;
#[cfg(feature = "report")]
mod planned;
#[cfg(feature = "report")]
pub mod power;
pub mod pseudonymise;
#[cfg(feature = "report")]
pub mod report;
#[cfg(feature = "report")]
pub mod simulate;
pub mod status;
pub mod verify;
pub mod witness;
