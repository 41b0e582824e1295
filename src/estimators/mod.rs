//! What does each estimator make of a panel? [`fitting`] joins the names of the register to their fits; none of them knows a
//! variance.

pub mod binomial;
pub mod contrast;
pub mod design_based;
mod design_pages;
pub mod exposure_time;
pub mod fitted;
pub mod gee;
pub mod glmm;
mod glmm_likelihood;
pub mod hussey_hughes;
pub mod implied;
pub mod imputation;
pub mod joint;
mod joint_pages;
pub mod joint_redraw;
pub mod lag_products;
pub mod lags;
pub mod logit;
pub mod mixed;
mod mixed_design;
mod mixed_search;
pub mod nested_exchangeable;
pub mod redraw;
mod redraw_columns;
pub mod redraw_regression;
pub mod regression;
mod regression_pages;
pub mod seen;
mod seen_columns;
mod told_apart;
pub mod twfe;
pub mod twfe_exposure;
pub mod unit_means;
pub mod within_period;

pub use design_pages::DESIGN_PAGES;
pub use joint_pages::JOINT_PAGES;
pub use regression_pages::REGRESSION_PAGES;

use crate::trial::Estimator;

/// How an estimator is fitted.
#[derive(Debug, Clone, Copy)]
pub enum Fitting {
    /// By comparing waves.
    Waves(design_based::Method),
    /// Within each period.
    WithinPeriod,
    /// By filling in untreated outcomes.
    Imputation,
    /// By a regression or model.
    Regression(fitted::Regress),
}

/// The fit of every estimator: the only place that joins the two.
pub fn fitting(estimator: Estimator) -> Fitting {
    match estimator {
        Estimator::RothSantanna => Fitting::Waves(design_based::ROTH_SANTANNA),
        Estimator::CallawaySantanna => Fitting::Waves(design_based::CALLAWAY_SANTANNA),
        Estimator::SunAbraham => Fitting::Waves(design_based::SUN_ABRAHAM),
        Estimator::DifferenceInMeans => Fitting::Waves(design_based::DIFFERENCE_IN_MEANS),
        Estimator::Imputation => Fitting::Imputation,
        Estimator::WithinPeriod => Fitting::WithinPeriod,
        Estimator::Twfe => Fitting::Regression(twfe::fit),
        Estimator::TwfeExposure => Fitting::Regression(twfe_exposure::fit),
        Estimator::HusseyHughes => Fitting::Regression(hussey_hughes::fit),
        Estimator::NestedExchangeable => Fitting::Regression(nested_exchangeable::fit),
        Estimator::ExposureTime => Fitting::Regression(exposure_time::fit),
        Estimator::GeeLogit => Fitting::Regression(gee::fit_logit),
        Estimator::GeeIdentity => Fitting::Regression(gee::fit_identity),
        Estimator::GlmmLogit => Fitting::Regression(glmm::fit),
    }
}

/// How an estimator compares waves; `None` for one that does not.
pub fn waves_of(estimator: Estimator) -> Option<design_based::Method> {
    match fitting(estimator) {
        Fitting::Waves(method) => Some(method),
        Fitting::WithinPeriod | Fitting::Imputation | Fitting::Regression(_) => None,
    }
}
