//! How sure? Cluster-robust variances, jackknife, wild bootstrap, randomization, simultaneous bands. Knows neither
//! which estimator made a fit nor which files its numbers came from.

pub mod assignments;
pub mod bands;
pub mod bounds;
mod chance_pages;
pub mod cluster;
mod cluster_pages;
mod curve;
pub mod guards;
mod inversion;
pub mod jackknife;
pub mod lag_tests;
mod leverage;
pub mod neyman;
pub mod randomization;
pub mod ties;
pub mod weighted_periods;
pub mod westfall_young;
pub mod wild;

pub use chance_pages::CHANCE_PAGES;
pub use cluster_pages::CLUSTER_PAGES;
