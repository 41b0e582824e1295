//! Who was away early, and what became of them? Landmark, risks, curves with their Greenwood, AUC with its DeLong.
//!
//! Regressions return `trial::Fit` with each cluster's scores; how sure one may be of them is `inference`'s business.

mod auc;
mod cells;
mod coded;
mod cohort;
mod cox;
mod curves;
mod doubt_pages;
mod evalue;
mod exposure;
mod guarded;
mod iterated;
mod linear;
mod mantel_haenszel;
mod method_pages;
mod pages;
mod phases;
mod ratio;
pub mod rows;
mod standardise;
mod thresholds;
mod validation;

pub use auc::{Auc, Bootstrap, ScoreCell, Scored, cluster_bootstrap};
pub use cells::{Cell, Cells, Clusters};
pub use coded::{Coded, Patterns};
pub use cohort::{Followed, Landmark, LeftOutCounts, Starters};
pub use cox::cox;
pub use curves::{LifeRow, LifeTable, LogRank, Point, at, log_rank};
pub use doubt_pages::DOUBT_PAGES;
pub use evalue::{e_value, e_value_of_limit};
pub use exposure::{Exposure, Rule};
pub use guarded::Guarded;
pub use iterated::{Family, Separation, iterated};
pub use linear::linear;
pub use mantel_haenszel::{MantelHaenszel, mantel_haenszel};
pub use method_pages::METHOD_PAGES;
pub use pages::PAGES;
pub use phases::{Phase, PhaseHazards, four_phases, phase_hazards};
pub use ratio::ratios;
pub use standardise::{Standardised, standardise};
pub use thresholds::{TERMS as THRESHOLD_TERMS, Threshold, thresholds};
pub use validation::{Bin, LeftOut, leave_out};
