//! lodtrin: randomized stepped rollouts, from a public lottery to an auditable result.
//!
//! A rollout that reaches some programmes a term before others can be drawn by lot; what it did can then be told from the
//! lottery that was held. The binary does it from the shell. These rooms are what others may build on:
//!
//! | room | what it answers |
//! |---|---|
//! | [`trial`] | What do we all mean by a unit, a period, an assignment, an estimate? The register of methods, and the types of every result file |
//! | [`lottery`] | Who starts when, so that a stranger can check it? Frozen frames, locks, seeds, draws and their chances |
//! | [`design`] | Would a design see an effect? Information, power and intraclass correlations in closed form |
//! | [`estimators`] | What did the intervention do? Fits of panels and rows, with nothing said of how sure one may be |
//! | [`inference`] | How sure? Cluster-robust variances, jackknife, wild bootstrap, randomization tests and their inversion |
//! | [`numeric`] | Small linear algebra, distributions and root finding that give the same last bit on every machine |
//!
//! Rows become a [`trial::Panel`], a fit of it comes from [`estimators`], and how sure it is from [`inference`], which sees
//! the fit alone: an estimator and a variance never know each other.
//!
//! Around them stand [`registers`] (files in, clean rows out), [`absence`] (who was away early, and what became of them),
//! [`effects`] (estimators, inference and the reference set joined), [`folder`] and [`verify`] (what stands in a study, and
//! whether it holds). A room imports from lower floors only, never from a neighbour (`docs/architecture.md`); the verbs of
//! the command line, which alone know the order lock → draw → ingest → estimate → report, are no part of what is promised.

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
#[cfg(feature = "report")]
pub mod words;

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

// floor 4
pub mod absence;
pub mod effects;
pub mod folder;

// floor 5
#[cfg(feature = "report")]
pub mod bridge;
pub mod planning;
#[cfg(feature = "report")]
#[doc(hidden)]
pub mod report;
pub mod verify;

// floor 6
#[doc(hidden)]
pub mod steps;

// floor 7
#[doc(hidden)]
pub mod cli;
