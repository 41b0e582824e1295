//! estimators

pub mod regression;
pub mod twfe;
pub mod twfe_exposure;
