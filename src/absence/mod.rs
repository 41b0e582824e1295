//! Who was away early, and what became of them? Landmark, risks, curves with their Greenwood, AUC with its DeLong.
//!
//! Regressions return `trial::Fit` with each cluster's scores; how sure one may be of them is `inference`'s business.

mod auc;
mod cells;
mod claim;
mod classes;
mod coded;
mod cohort;
mod cox;
mod curves;
mod doubt_pages;
mod evalue;
mod exposure;
mod guarded;
mod iterated;
mod judged;
mod ledger;
mod linear;
mod mantel_haenszel;
mod method_pages;
mod pages;
mod partition;
mod phases;
mod pooling;
mod ratio;
#[cfg(feature = "report")]
pub mod rows;
mod schools;
mod scorecard;
mod standardise;
mod thresholds;
mod validation;
mod warning_pages;

pub use auc::{Auc, Bootstrap, ScoreCell, Scored, cluster_bootstrap};
pub use cells::{Cell, Cells, Clusters};
pub use claim::{Claim, Fourfold, Late, Verdict, registered_late, undated};
pub use classes::{ClassCell, Classes, blocks, call, ranks};
pub use coded::{Coded, Patterns};
pub use cohort::{Followed, Landmark, LeftOutCounts, Starters, Unit};
pub use cox::cox;
pub use curves::{LifeRow, LifeTable, LogRank, Point, at, log_rank};
pub use doubt_pages::DOUBT_PAGES;
pub use evalue::{e_value, e_value_of_limit};
pub use exposure::{Exposure, Rule};
pub use guarded::Guarded;
pub use iterated::{Family, Separation, iterated};
pub use judged::{Atom, Model, Refitted, atoms};
pub use ledger::{Asked, Counted, Grouping, Ledger, ModelSlots, Slots};
pub use linear::linear;
pub use mantel_haenszel::{MantelHaenszel, mantel_haenszel};
pub use method_pages::METHOD_PAGES;
pub use pages::PAGES;
pub use partition::{Partition, Schools};
pub use phases::{Phase, PhaseHazards, four_phases, phase_hazards};
pub use pooling::{FEWEST, Pooled, pool};
pub use ratio::ratios;
pub use schools::{Coefficient, Scores, in_the_large, logit, school_auc, slope};
pub use scorecard::{DAYS, INTERCEPT, Scorecard, Term, contrasts};
pub use standardise::{Standardised, standardise};
pub use thresholds::{TERMS as THRESHOLD_TERMS, Threshold, thresholds};
pub use validation::{Bin, LeftOut, leave_out};
pub use warning_pages::WARNING_PAGES;
