//! lodtrin: randomized stepped rollouts, from a public lottery to an auditable result.
//!
//! The crate is laid out in floors (see `docs/architecture.md`): a room imports from lower floors only,
//! and `steps` alone knows the order lock → draw → ingest → estimate → report.

// in the auditor's build nobody calls what only estimates and reports call
#![cfg_attr(not(feature = "report"), allow(dead_code, unused_imports))]

// floor 0
pub mod diagnostics;
pub mod numeric;
pub mod provenance;
// floor 1
pub mod trial;
// floor 2
pub mod tables;
// floor 3
pub mod design;
pub mod estimators;
pub mod history;
pub mod inference;
pub mod lottery;
#[cfg(feature = "figures")]
pub mod plots;
pub mod protocol;
pub mod registers;
pub mod simulation;
#[cfg(feature = "report")]
pub mod words;
// floor 4
pub mod absence;
// floor 5
#[cfg(feature = "report")]
pub mod bridge;
#[cfg(feature = "report")]
pub mod report;
// floor 6
pub mod steps;
// floor 7
pub mod cli;
pub mod effects;
pub mod folder;
pub mod planning;
pub mod verify;
