//! When a number may not be printed: standard errors of rounding size, comparisons that rest on one cluster.
//!
//! CONVENTION: a comparison has two sides (without and with exposure, control and treated); s is the smaller of the
//! numbers of clusters behind them.

/// A standard error of at most this share of the outcome's standard deviation is zero up to rounding.
pub const ZERO_SHARE: f64 = 1e-10;

/// From so many clusters on either side a reference distribution by all clusters is good enough.
pub const ENOUGH_CLUSTERS: usize = 10;

/// Degrees of freedom of `cr2` below which its t reference is coarse.
pub const FEW_DEGREES: f64 = 4.0;

/// Whether a standard error is zero but for rounding.
///
/// se ≤ 10⁻¹⁰·sd; `std_error` and `outcome_sd` in the outcome's own unit, the latter over the rows used. NaN and what is
/// negative count as zero.
pub fn is_zero(std_error: f64, outcome_sd: f64) -> bool {
    !(std_error > ZERO_SHARE * outcome_sd)
}

/// The standard error of a variance, or nothing where it is zero up to rounding ([`is_zero`]) or not positive.
pub fn standard_error(variance: f64, outcome_sd: f64) -> Option<f64> {
    let std_error = libm::sqrt(variance);
    (!is_zero(std_error, outcome_sd)).then_some(std_error)
}

/// Why a comparison has no standard error that means anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsupported {
    /// One side stands in a single cluster: its own residuals are nil, and nothing shows how clusters differ there.
    OneCluster,
    /// On one side everybody has the outcome or nobody: nothing varies there.
    NoVariation,
}

/// What stands behind the two sides of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Support {
    clusters: usize,
    flat: bool,
}

impl Support {
    /// One side alone, such as the risk of those exposed: its clusters, and whether the outcome varies there.
    pub fn side(clusters: usize, varies: bool) -> Support {
        Support { clusters, flat: !varies }
    }

    /// Both sides of a comparison: the weaker one decides.
    pub fn both(self, other: Support) -> Support {
        Support { clusters: self.clusters.min(other.clusters), flat: self.flat || other.flat }
    }

    /// Clusters s behind the weaker side.
    pub fn clusters(&self) -> usize {
        self.clusters
    }

    /// Why nothing may be said of uncertainty, if so.
    pub fn unsupported(&self) -> Option<Unsupported> {
        if self.flat {
            Some(Unsupported::NoVariation)
        } else if self.clusters < 2 {
            Some(Unsupported::OneCluster)
        } else {
            None
        }
    }

    /// Whether the reference distribution has to be that of few clusters.
    pub fn is_few(&self) -> bool {
        self.clusters < ENOUGH_CLUSTERS
    }

    /// Degrees of freedom of a sandwich that has none of its own (`cr1`, `delta`, `robust`): at most s − 1 below ten
    /// clusters; size of a nominal 5 % test 2–7 % from s = 3 on, where G − 1 gives 12–37 %.
    pub fn df(&self, df: f64) -> f64 {
        if self.is_few() { df.min(self.clusters as f64 - 1.0) } else { df }
    }
}

/// Collects what stands behind sides 0 and 1 of a 0/1 outcome, cluster by cluster.
#[derive(Debug, Clone, Default)]
pub struct Sides {
    clusters: [std::collections::BTreeSet<u32>; 2],
    n: [f64; 2],
    events: [f64; 2],
}

impl Sides {
    /// Adds `n` pupils of a cluster on a side, `events` of them with the outcome.
    pub fn add(&mut self, side: usize, cluster: u32, n: f64, events: f64) {
        if n > 0.0 {
            self.clusters[side].insert(cluster);
            self.n[side] += n;
            self.events[side] += events;
        }
    }

    /// What stands behind one side.
    pub fn side(&self, side: usize) -> Support {
        let varies = self.events[side] > 0.0 && self.events[side] < self.n[side];
        Support::side(self.clusters[side].len(), varies)
    }

    /// What stands behind the comparison of both.
    pub fn both(&self) -> Support {
        self.side(0).both(self.side(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_zero_in_any_unit() {
        for unit in [1e-12, 1.0, 1e12] {
            assert!(is_zero(3e-16 * unit, 0.4 * unit));
            assert!(!is_zero(1e-6 * unit, 0.4 * unit));
        }
        assert!(is_zero(f64::NAN, 1.0) && is_zero(0.0, 0.0));
        assert_eq!(standard_error(-1e-18, 1.0), None);
        assert_eq!(standard_error(0.25, 1.0), Some(0.5));
    }

    #[test]
    fn the_weaker_side_decides() {
        let mut sides = Sides::default();
        for g in 0..12 {
            sides.add(0, g, 20.0, 4.0);
        }
        sides.add(1, 3, 2.0, 1.0);
        assert_eq!(sides.both().unsupported(), Some(Unsupported::OneCluster));
        assert_eq!(sides.side(0).unsupported(), None);
        for g in 4..6 {
            sides.add(1, g, 2.0, 1.0);
        }
        let three = sides.both();
        assert_eq!((three.clusters(), three.unsupported(), three.df(11.0)), (3, None, 2.0));
        assert_eq!(sides.side(0).df(11.0), 11.0);
        let mut flat = Sides::default();
        flat.add(0, 0, 9.0, 0.0);
        flat.add(0, 1, 9.0, 0.0);
        assert_eq!(flat.side(0).unsupported(), Some(Unsupported::NoVariation));
    }
}
