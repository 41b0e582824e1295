//! A fitted regression as its terms: estimates with what an error is made from.

use crate::trial::Fit;
use crate::trial::methods::Estimand;

/// One term asked of a fit.
pub(crate) struct Term {
    pub estimand: Estimand,
    pub name: String,
    /// `None` where nothing identifies it, and for the reference lag.
    pub contrast: Option<Vec<f64>>,
    /// Lags and their weights, for terms over lags.
    pub lags: Vec<(i64, f64)>,
    /// Whether it is the reference lag.
    pub reference: bool,
}

/// A fit with the terms asked of it.
pub(crate) struct Fitted {
    pub fit: Fit,
    pub terms: Vec<Term>,
    /// `log-odds` for logit models; otherwise the outcome's own scale.
    pub scale: Option<&'static str>,
    /// The earliest placebo lag with a column; 0 for none.
    pub earliest: i64,
    /// τ²/σ² and γ²/σ² of a linear model with random effects or a working correlation.
    pub ratios: Option<[f64; 2]>,
}
