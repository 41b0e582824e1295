//! Rows of result tables: an effect, and what early absence goes with.

use super::spelled::{optional, plain, pupils};
use crate::diagnostics::About;
use serde::{Deserialize, Serialize};

/// One row of an effect table: one outcome × estimator × term × variance. `None` is `NA` in CSV and `null` in JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EstimateRow {
    /// The outcome's name.
    pub outcome: String,
    /// Estimator, spelled as in the methods' reference (`roth-santanna`).
    pub estimator: String,
    /// Estimand (`simple`, `cohort`, `calendar`, `by-lag`, `time-averaged`).
    pub estimand: String,
    /// Term (`treated`, `lag=0`, `time-averaged`, …).
    pub term: String,
    /// `probability`, `mean` or `log-odds`.
    pub scale: String,
    /// The estimate, in units of `scale`.
    #[serde(with = "optional")]
    pub estimate: Option<f64>,
    /// Standard error in the same unit.
    #[serde(rename = "std.error", with = "optional")]
    pub std_error: Option<f64>,
    /// Test statistic.
    #[serde(with = "optional")]
    pub statistic: Option<f64>,
    /// Degrees of freedom; infinite for a normal reference, missing for resampling.
    #[serde(with = "optional")]
    pub df: Option<f64>,
    /// Two-sided p-value.
    #[serde(rename = "p.value", with = "optional")]
    pub p_value: Option<f64>,
    /// Lower confidence limit.
    #[serde(rename = "conf.low", with = "optional")]
    pub conf_low: Option<f64>,
    /// Upper confidence limit.
    #[serde(rename = "conf.high", with = "optional")]
    pub conf_high: Option<f64>,
    /// Confidence level, such as 0.95.
    #[serde(rename = "conf.level", with = "plain")]
    pub conf_level: f64,
    /// Variance type (`cr2`, `randomization`, …).
    pub variance: String,
    /// Pupils (or rows, where rows have no size) used.
    #[serde(with = "pupils")]
    pub nobs: f64,
    /// Randomised clusters used.
    #[serde(rename = "n.clusters")]
    pub n_clusters: usize,
    /// Whether the locked plan declared this very row.
    pub prespecified: bool,
}

impl EstimateRow {
    /// The parts of its name that doubts speak of.
    pub fn about(&self) -> About {
        About::outcome(&self.outcome).estimator(&self.estimator).term(&self.term).variance(&self.variance)
    }
}

/// One row of the absence table; the columns are those of [`EstimateRow`] with `measure` and `method` in front.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AbsenceRow {
    /// `risk`, `risk_difference`, `survival`, …
    pub measure: String,
    /// `crude`, `g-computation`, `kaplan-meier`, …
    pub method: String,
    /// `exposed`, `dose=2`, `exposed=0,day=30`, …
    pub term: String,
    /// The estimate; ratios are ratios.
    #[serde(with = "optional")]
    pub estimate: Option<f64>,
    /// Standard error; for ratios that of the logarithm.
    #[serde(rename = "std.error", with = "optional")]
    pub std_error: Option<f64>,
    /// Test statistic.
    #[serde(with = "optional")]
    pub statistic: Option<f64>,
    /// Degrees of freedom.
    #[serde(with = "optional")]
    pub df: Option<f64>,
    /// Two-sided p-value.
    #[serde(rename = "p.value", with = "optional")]
    pub p_value: Option<f64>,
    /// Lower confidence limit.
    #[serde(rename = "conf.low", with = "optional")]
    pub conf_low: Option<f64>,
    /// Upper confidence limit.
    #[serde(rename = "conf.high", with = "optional")]
    pub conf_high: Option<f64>,
    /// Confidence level.
    #[serde(rename = "conf.level", with = "plain")]
    pub conf_level: f64,
    /// Variance type, or `none`.
    pub variance: String,
    /// Pupils used.
    #[serde(with = "pupils")]
    pub nobs: f64,
    /// Clusters used.
    #[serde(rename = "n.clusters")]
    pub n_clusters: usize,
}

/// The unit in which the numbers of a row are told to people: the one place that decides it, for text, report and figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Differences of shares, told in percentage points.
    Points,
    /// Days a pupil.
    Days,
    /// Log-odds ratios, told as odds ratios.
    LogOdds,
    /// Anything else, in its own unit.
    Own,
}

impl Unit {
    /// The unit of a scale: `probability`, `days`, `log-odds`, or the outcome's own.
    pub fn of(scale: &str) -> Unit {
        match scale {
            "probability" => Unit::Points,
            "days" => Unit::Days,
            "log-odds" => Unit::LogOdds,
            _ => Unit::Own,
        }
    }
}

impl EstimateRow {
    /// The unit in which this row is told.
    pub fn unit(&self) -> Unit {
        Unit::of(&self.scale)
    }
}
