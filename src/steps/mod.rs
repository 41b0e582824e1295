//! In what order? One file per verb; joins rooms; reads and writes the study folder. Puts no words on screen.

pub mod absence;
pub mod compare;
pub mod effect;
mod effect_binary;
mod effect_chance;
mod effect_data;
mod effect_design;
mod effect_periods;
mod effect_randomized;
mod effect_regression;
pub mod figures;
pub mod folder;
pub mod ingest;
mod ingest_folder;
mod ingest_frame;
mod ingest_quality;
pub mod new;
pub mod power;
pub mod power_inputs;
pub mod power_tables;
pub mod report;
pub mod report_sources;
pub mod results_receipt;
pub mod simulate;
pub mod simulate_schedule;
pub mod status;
