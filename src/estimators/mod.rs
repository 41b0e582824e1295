//! estimators

pub mod exposure_time;
pub mod hussey_hughes;
pub mod lags;
pub mod mixed;
pub mod nested_exchangeable;
pub mod regression;
pub mod twfe;
pub mod twfe_exposure;
