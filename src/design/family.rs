//! Links between a share and the scale on which periods and treatment add up.

use super::components::Components;
use super::layout::Cluster;
use crate::diagnostics::{Outcome, Problem};

/// The scale on which periods and treatment add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// Differences.
    Identity,
    /// Log odds.
    Logit,
    /// Log rates.
    Log,
}

impl Link {
    /// From the mean to the link scale.
    pub fn of(self, mean: f64) -> f64 {
        match self {
            Link::Identity => mean,
            Link::Logit => libm::log(mean / (1.0 - mean)),
            Link::Log => libm::log(mean),
        }
    }

    /// From the link scale to the mean.
    pub fn mean(self, eta: f64) -> f64 {
        match self {
            Link::Identity => eta,
            Link::Logit => 1.0 / (1.0 + libm::exp(-eta)),
            Link::Log => libm::exp(eta),
        }
    }

    /// Derivative of the mean by the link scale, at a mean.
    pub fn slope(self, mean: f64) -> f64 {
        match self {
            Link::Identity => 1.0,
            Link::Logit => mean * (1.0 - mean),
            Link::Log => mean,
        }
    }
}

/// What kind of outcome is analysed, and how.
#[derive(Debug, Clone, PartialEq)]
pub enum Family {
    /// One variance everywhere: means, or shares analysed as differences with p̄(1 − p̄).
    Linear,
    /// Generalised estimating equations for a binary outcome; the mean without treatment goes from `first` to `last` in
    /// equal steps on the link scale.
    ///
    /// # Reference
    /// Li, Turner & Preisser (2018), Biometrics 74, 1450–1458. <https://doi.org/10.1111/biom.12918>
    Gee {
        /// Scale of the effect.
        link: Link,
        /// Mean without treatment in the first period.
        first: f64,
        /// Mean without treatment in the last period.
        last: f64,
    },
    /// A mixed model on the link scale; weights at random effects of 0.
    ///
    /// # Reference
    /// Xia, Hughes, Voldal & Heagerty (2021), Statistics in Medicine 40, 3894–3913.
    Mixed {
        /// `Logit` for shares, `Log` for counts.
        link: Link,
        /// Mean without treatment.
        mean: f64,
    },
}

impl Family {
    /// Refuses means that the link cannot take, at the given effect on the link scale.
    ///
    /// # Errors
    /// D104.
    pub fn check(&self, effect: f64) -> Outcome<()> {
        let (link, means) = match self {
            Family::Linear => return Ok(()),
            Family::Gee { link, first, last } => (*link, vec![*first, *last]),
            Family::Mixed { link, mean } => (*link, vec![*mean]),
        };
        let ends: Vec<f64> = means.iter().flat_map(|m| [*m, link.mean(link.of(*m) + effect)]).collect();
        let binary = !matches!(self, Family::Mixed { link: Link::Log, .. });
        let fits = |m: &f64| *m > 0.0 && m.is_finite() && (!binary || *m < 1.0);
        if ends.iter().all(fits) {
            return Ok(());
        }
        Err(Problem::new("D104", "a mean is outside what the outcome can be")
            .found(ends.iter().map(|m| format!("{m}")).collect::<Vec<_>>().join(", "))
            .expected(if binary { "means between 0 and 1" } else { "rates above 0" }))
    }

    /// Mean of a cell under an effect on the link scale.
    pub(super) fn mean(&self, cluster: &Cluster, period: usize, periods: usize, effect: f64) -> f64 {
        let treated = cluster.start.is_some_and(|g| period >= g);
        let shift = if treated { effect } else { 0.0 };
        match self {
            Family::Linear => 0.0,
            Family::Gee { link, first, last } => {
                let along = if periods > 1 { period as f64 / (periods - 1) as f64 } else { 0.0 };
                link.mean(link.of(*first) + along * (link.of(*last) - link.of(*first)) + shift)
            }
            Family::Mixed { link, mean } => link.mean(link.of(*mean) + shift),
        }
    }

    /// By how much a row of the design and of the covariance is scaled, at the cell's mean: slope of the mean, and the
    /// standard deviation that correlations are multiplied with.
    pub(super) fn scale(&self, mean: f64) -> (f64, f64) {
        match self {
            Family::Linear | Family::Mixed { .. } => (1.0, 1.0),
            Family::Gee { link, .. } => (link.slope(mean), libm::sqrt(mean * (1.0 - mean))),
        }
    }

    /// Variance of one pupil within a cell on the scale of the covariance.
    pub(super) fn residual(&self, components: &Components, mean: f64) -> f64 {
        match self {
            Family::Linear | Family::Gee { .. } => components.residual,
            Family::Mixed { link, .. } => 1.0 / link.slope(mean),
        }
    }
}
