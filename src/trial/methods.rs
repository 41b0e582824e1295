//! The register of methods: every estimator, estimand and variance of an effect, with its name and what goes with it.
//!
//! An estimator is one variant and one row here; [`crate::estimators::fitting`] joins it to its fit, and all other code
//! reads this register or matches on [`Family`]. Names become values once, where a protocol or a command line is read.

use super::citations::{CALLAWAY, HUSSEY, IMPUTATION, KENNY, LIANG, ROTH, SUN, WITHIN};
pub use super::named::Named;
use serde::{Deserialize, Serialize};

/// An estimator of an intervention's effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Estimator {
    RothSantanna,
    CallawaySantanna,
    SunAbraham,
    DifferenceInMeans,
    Imputation,
    Twfe,
    TwfeExposure,
    HusseyHughes,
    NestedExchangeable,
    ExposureTime,
    GeeLogit,
    GeeIdentity,
    GlmmLogit,
    WithinPeriod,
}

/// What an average of effects is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Estimand {
    /// All treated cells alike.
    Simple,
    /// Each wave alike.
    Cohort,
    /// Each period alike.
    Calendar,
    /// One row for each period since the start.
    ByLag,
    /// Each period since the start alike.
    TimeAveraged,
    /// Tests of all lags at once.
    LagTests,
}

/// Where a standard error comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum VarianceKind {
    Design,
    Neyman,
    Model,
    Cr0,
    Cr1,
    Cr2,
    Cr3,
    Jackknife,
    WildBootstrap,
    Randomization,
    Robust,
    KauermannCarroll,
    ManclDerouen,
    Bounds,
    WorstCase,
}

/// Estimators that are fitted and tested alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Waves compared with waves still waiting, under the lottery.
    DesignBased,
    /// Untreated outcomes filled in from unit and period.
    Imputation,
    /// Ranks or means within each period.
    WithinPeriod,
    /// Linear regression on units and periods.
    TwoWay,
    /// Linear mixed models.
    Mixed,
    /// Generalised estimating equations.
    Gee,
    /// Generalised linear mixed models.
    Glmm,
}

/// What an estimator counts a row for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weighs {
    /// As asked: every pupil alike or every programme alike.
    AsAsked,
    /// By variances that the model itself finds.
    Itself,
}

/// What an estimator does with covariates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Covariates {
    /// Means of units are adjusted for what varies among the pupils of a cell.
    Means,
    /// Columns of means by cell.
    Cells,
    /// Pupils with the same values, cell by cell.
    Pupils,
}

/// Publications, as the report lists them.
type Cited = &'static [&'static str];

/// The row of an estimator.
#[derive(Debug, Clone, Copy)]
pub struct EstimatorRow {
    /// Which.
    pub estimator: Estimator,
    /// As printed in every table, and as asked for.
    pub name: &'static str,
    /// Those that it is fitted and tested like.
    pub family: Family,
    /// Its estimands, its own default first.
    pub estimands: &'static [Estimand],
    /// Those shown where none is asked for.
    pub shown: &'static [Estimand],
    /// Its variances, its own default first.
    pub variances: &'static [VarianceKind],
    /// How many of them are shown where none is asked for.
    pub variances_shown: usize,
    /// What it counts a row for.
    pub weighs: Weighs,
    /// What it does with covariates.
    pub covariates: Covariates,
    /// Whether its adjustment for outcomes before the start is estimated, and can be set with `beta`.
    pub adjusts: bool,
    /// Whether its rows are log-odds.
    pub log_odds: bool,
    /// What is shown beside it, where it takes the effect to be the same from the start on.
    pub beside: Option<Estimator>,
    /// Its page of `lodtrin explain`.
    pub page: &'static str,
    /// Where it was published, as the report lists it.
    pub references: Cited,
}

use Estimand::{ByLag, Calendar, Cohort, LagTests, Simple, TimeAveraged};
use VarianceKind::*;

const AVERAGES: &[Estimand] = &[Simple, Cohort, Calendar, ByLag, TimeAveraged];
const OF_WAVES: &[Estimand] = &[Simple, Cohort, Calendar, ByLag, TimeAveraged, LagTests];
const LAGS: &[Estimand] = &[ByLag, TimeAveraged, Simple];
const LAGS_SHOWN: &[Estimand] = &[ByLag, TimeAveraged];
const ONE: &[Estimand] = &[Simple];
const OF_DESIGN: &[VarianceKind] = &[Randomization, Neyman, Design, Bounds];
const OF_MEANS: &[VarianceKind] = &[Randomization, Neyman, Design, Bounds, WorstCase];
const OF_TWO_WAY: &[VarianceKind] = &[Cr2, Cr0, Cr1, Cr3, Jackknife, WildBootstrap, Randomization];
const OF_MIXED: &[VarianceKind] = &[Model, Robust, Cr0, Cr1, Cr2, Cr3, Jackknife, Randomization];
const OF_GEE: &[VarianceKind] = &[Robust, KauermannCarroll, ManclDerouen, Cr0, Cr1, Cr2, Cr3, Jackknife];

const fn design_based(estimator: Estimator, name: &'static str, references: Cited) -> EstimatorRow {
    EstimatorRow {
        estimator,
        name,
        family: Family::DesignBased,
        estimands: OF_WAVES,
        shown: ONE,
        variances: OF_DESIGN,
        variances_shown: 1,
        weighs: Weighs::AsAsked,
        covariates: Covariates::Means,
        adjusts: false,
        log_odds: false,
        beside: None,
        page: name,
        references,
    }
}

const fn two_way(estimator: Estimator, name: &'static str, references: Cited) -> EstimatorRow {
    EstimatorRow {
        family: Family::TwoWay,
        estimands: ONE,
        variances: OF_TWO_WAY,
        covariates: Covariates::Cells,
        ..design_based(estimator, name, references)
    }
}

const fn mixed(estimator: Estimator, name: &'static str, references: Cited) -> EstimatorRow {
    EstimatorRow {
        family: Family::Mixed,
        variances: OF_MIXED,
        weighs: Weighs::Itself,
        beside: Some(Estimator::ExposureTime),
        ..two_way(estimator, name, references)
    }
}

const fn gee(estimator: Estimator, name: &'static str, log_odds: bool) -> EstimatorRow {
    EstimatorRow {
        family: Family::Gee,
        variances: OF_GEE,
        variances_shown: 3,
        covariates: Covariates::Pupils,
        log_odds,
        ..mixed(estimator, name, &[LIANG])
    }
}

/// Every estimator, in the order in which they are listed.
pub const REGISTER: [EstimatorRow; 14] = [
    EstimatorRow { adjusts: true, ..design_based(Estimator::RothSantanna, "roth-santanna", &[ROTH]) },
    design_based(Estimator::CallawaySantanna, "callaway-santanna", &[CALLAWAY]),
    design_based(Estimator::SunAbraham, "sun-abraham", &[SUN]),
    EstimatorRow { variances: OF_MEANS, ..design_based(Estimator::DifferenceInMeans, "difference-in-means", &[ROTH]) },
    EstimatorRow {
        family: Family::Imputation,
        estimands: AVERAGES,
        variances: &[Randomization, Jackknife],
        ..design_based(Estimator::Imputation, "imputation", &[IMPUTATION])
    },
    two_way(Estimator::Twfe, "twfe", &[]),
    EstimatorRow { estimands: LAGS, shown: LAGS_SHOWN, ..two_way(Estimator::TwfeExposure, "twfe-exposure", &[SUN]) },
    mixed(Estimator::HusseyHughes, "hussey-hughes", &[HUSSEY, KENNY]),
    mixed(Estimator::NestedExchangeable, "nested-exchangeable", &[HUSSEY]),
    EstimatorRow {
        estimands: LAGS,
        shown: LAGS_SHOWN,
        beside: None,
        ..mixed(Estimator::ExposureTime, "exposure-time", &[KENNY])
    },
    gee(Estimator::GeeLogit, "gee-logit", true),
    gee(Estimator::GeeIdentity, "gee-identity", false),
    EstimatorRow {
        family: Family::Glmm,
        variances: &[Model],
        variances_shown: 1,
        covariates: Covariates::Pupils,
        log_odds: true,
        ..mixed(Estimator::GlmmLogit, "glmm-logit", &[])
    },
    EstimatorRow {
        family: Family::WithinPeriod,
        estimands: ONE,
        variances: &[Randomization],
        ..design_based(Estimator::WithinPeriod, "within-period", &[WITHIN])
    },
];

/// Estimands as printed.
pub(super) const ESTIMANDS: [(Estimand, &str); 6] = [
    (Simple, "simple"),
    (Cohort, "cohort"),
    (Calendar, "calendar"),
    (ByLag, "by-lag"),
    (TimeAveraged, "time-averaged"),
    (LagTests, "lag-tests"),
];

/// Variances as printed.
pub(super) const VARIANCES: [(VarianceKind, &str); 15] = [
    (Design, "design"),
    (Neyman, "neyman"),
    (Model, "model"),
    (Cr0, "cr0"),
    (Cr1, "cr1"),
    (Cr2, "cr2"),
    (Cr3, "cr3"),
    (Jackknife, "jackknife"),
    (WildBootstrap, "wild-bootstrap"),
    (Randomization, "randomization"),
    (Robust, "robust"),
    (KauermannCarroll, "kauermann-carroll"),
    (ManclDerouen, "mancl-derouen"),
    (Bounds, "bounds"),
    (WorstCase, "worst-case"),
];

/// Variances of the other analyses, which no effect has.
pub const OTHER_VARIANCES: [&str; 4] = ["delta", "delong", "greenwood", "cluster-bootstrap"];

/// An analysis that always stands beside the plan's own, whatever that is.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// The estimator.
    pub estimator: Estimator,
    /// Its estimands; its own default where there are none.
    pub estimands: &'static [Estimand],
    /// Its variance.
    pub variance: VarianceKind,
    /// Those of its estimands that the plan counts as specified.
    pub prespecified: &'static [Estimand],
}

/// The estimator of a plan that names none.
pub const PRIMARY: Estimator = Estimator::RothSantanna;

/// What always stands beside the plan's own analysis.
pub const STANDING: [Standing; 2] = [
    Standing {
        estimator: Estimator::TwfeExposure,
        estimands: &[Simple, TimeAveraged, ByLag],
        variance: Cr2,
        prespecified: &[Simple, TimeAveraged],
    },
    Standing { estimator: Estimator::WithinPeriod, estimands: &[], variance: Randomization, prespecified: &[Simple] },
];

/// Other estimators of the sensitivity table, each with its variance and whether its one effect is named as such.
pub const SENSITIVITY: [(Estimator, VarianceKind); 8] = [
    (Estimator::CallawaySantanna, Randomization),
    (Estimator::SunAbraham, Randomization),
    (Estimator::DifferenceInMeans, Randomization),
    (Estimator::Imputation, Randomization),
    (Estimator::TwfeExposure, Cr2),
    (Estimator::Twfe, Cr2),
    (Estimator::HusseyHughes, Model),
    (Estimator::NestedExchangeable, Model),
];

/// What `power --compare` holds beside the declared analysis where nothing is named.
pub const COMPARED: [(Estimator, VarianceKind); 4] = [
    (Estimator::WithinPeriod, Randomization),
    (Estimator::CallawaySantanna, Randomization),
    (Estimator::TwfeExposure, Cr2),
    (Estimator::HusseyHughes, Model),
];

impl Estimator {
    /// Its row in the register.
    pub fn row(self) -> &'static EstimatorRow {
        &REGISTER[self as usize]
    }

    /// Those that it is fitted and tested like.
    pub fn family(self) -> Family {
        self.row().family
    }

    /// Whether the rows of early absence by arm go by its name; of others they say `effect`.
    pub fn names_absence(self) -> bool {
        match self.family() {
            Family::DesignBased => true,
            Family::TwoWay => self.is_immediate(),
            Family::Imputation | Family::WithinPeriod | Family::Mixed | Family::Gee | Family::Glmm => false,
        }
    }

    /// Whether it takes one effect, the same from the start on.
    pub fn is_immediate(self) -> bool {
        matches!(self.family(), Family::TwoWay | Family::Mixed | Family::Gee | Family::Glmm)
            && self.row().estimands == ONE
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt;

    fn names_are_found_again<T: Named + PartialEq + fmt::Debug + Serialize>() {
        for one in T::all() {
            assert_eq!(T::parse(one.name()), Some(one));
            assert_eq!(serde_json::to_value(one).unwrap(), one.name());
        }
    }

    #[test]
    fn every_variant_stands_at_its_place_in_the_register_under_one_name() {
        assert!(REGISTER.iter().enumerate().all(|(i, row)| row.estimator as usize == i));
        assert!(ESTIMANDS.iter().enumerate().all(|(i, (one, _))| *one as usize == i));
        assert!(VARIANCES.iter().enumerate().all(|(i, (one, _))| *one as usize == i));
        names_are_found_again::<Estimator>();
        names_are_found_again::<Estimand>();
        names_are_found_again::<VarianceKind>();
    }

    #[test]
    fn what_is_shown_is_had() {
        for row in &REGISTER {
            assert!(row.shown.iter().all(|e| row.estimands.contains(e)), "{}", row.name);
            assert!((1..=row.variances.len()).contains(&row.variances_shown), "{}", row.name);
        }
        for standing in &STANDING {
            let row = standing.estimator.row();
            assert!(row.variances.contains(&standing.variance));
            assert!(standing.estimands.iter().chain(standing.prespecified).all(|e| row.estimands.contains(e)));
        }
        assert!(SENSITIVITY.iter().all(|(e, v)| e.row().variances.contains(v)));
    }
}
