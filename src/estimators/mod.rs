//! estimators

pub mod binomial;
pub mod contrast;
pub mod design_based;
mod design_pages;
pub mod exposure_time;
pub mod gee;
pub mod glmm;
mod glmm_likelihood;
pub mod hussey_hughes;
pub mod implied;
pub mod imputation;
pub mod joint;
mod joint_pages;
pub mod joint_redraw;
pub mod lags;
pub mod logit;
pub mod mixed;
mod mixed_design;
pub mod nested_exchangeable;
pub mod redraw;
pub mod redraw_regression;
pub mod regression;
mod regression_pages;
pub mod twfe;
pub mod twfe_exposure;
pub mod unit_means;
pub mod within_period;

pub use design_pages::DESIGN_PAGES;
pub use joint_pages::JOINT_PAGES;
pub use regression_pages::REGRESSION_PAGES;
