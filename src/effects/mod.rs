//! What did it do, and how sure? Joins estimators, inference and the reference set of the lottery into rows.

#[cfg(feature = "report")]
pub mod analysis;
pub mod beside;
pub(crate) mod delivered;
pub(crate) mod design_based;
#[cfg(feature = "report")]
pub(crate) mod doubts;
#[cfg(feature = "report")]
pub(crate) mod fitted;
pub(crate) mod lag_tests;
pub(crate) mod missing;
pub(crate) mod observed;
pub mod pages;
#[cfg(feature = "report")]
pub mod question;
#[cfg(feature = "report")]
pub(crate) mod randomized;
#[cfg(feature = "report")]
pub mod randomized_row;
#[cfg(feature = "report")]
pub mod reference_set;
#[cfg(feature = "report")]
pub(crate) mod regression_redraws;
#[cfg(feature = "report")]
pub(crate) mod regressions;
pub(crate) mod selected;
pub mod several;
pub(crate) mod subgroups;
pub(crate) mod table;
#[cfg(feature = "report")]
pub mod terms;
#[cfg(feature = "report")]
pub(crate) mod unit_period;

pub use several_pages::PAGES;
