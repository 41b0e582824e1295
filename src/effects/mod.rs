//! What did it do, and how sure? Joins estimators, inference and the reference set of the lottery into rows.

pub mod analysis;
pub mod beside;
pub(crate) mod delivered;
pub(crate) mod design_based;
pub(crate) mod doubts;
pub(crate) mod fitted;
pub(crate) mod lag_tests;
pub(crate) mod missing;
pub(crate) mod observed;
pub mod pages;
pub mod question;
pub(crate) mod randomized;
pub mod randomized_row;
pub mod reference_set;
pub(crate) mod regression_redraws;
pub(crate) mod regressions;
pub(crate) mod selected;
pub mod several;
pub(crate) mod subgroups;
pub(crate) mod table;
pub mod terms;
pub(crate) mod unit_period;
