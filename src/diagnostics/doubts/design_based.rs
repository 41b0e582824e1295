//! Doubts of the design-based estimators, of randomization tests and of rows that a table leaves out.

macro_rules! design_based {
    ($next:ident $($later:ident)* @ $($sofar:tt)*) => { $next! { $($later)* @ $($sofar)*

    /// Counts of a size were read as k of n.
    CountsOfSize { outcome: String }
        says format!("`{outcome}` holds whole numbers up to its size: read as counts k of n, analysed as k/n");
    /// Rows that lack what is needed.
    RowsLeftOut { left_out: usize, rows: usize, outcome: String, or_offset: String }
        says format!("{left_out} of {rows} rows have no `{outcome}`, no size{or_offset} or a missing covariate and are left out");
    /// Units that are treated from the first period on.
    AlwaysTreated { count: usize, units: String }
        says format!("{} treated from the first period on: {units}", counted(*count, "unit is", "units are")),
        helps "they have no period before their start; an empty cell or `inf` means never";
    /// Units without an outcome in some period.
    UnitsLeftOut { count: usize, units: String }
        says format!(
            "{} left out of the design-based estimators, in every redraw too: {units}",
            counted(*count, "unit has no outcome in some period and is", "units have no outcome in some period and are")
        ),
        helps "regressions use the cells that exist";
    /// Units without a period before their start.
    NoBasePeriod as UnitsLeftOut { estimator: String, count: usize, units: String }
        says format!(
            "`{estimator}` leaves out {}: treated from the first period on, with nothing before to compare with: {units}",
            counted(*count, "unit", "units")
        );
    /// A row with --size that repeats the unit and period of another.
    DuplicatedCells { count: usize, cells: String }
        says format!(
            "with --size a row is a unit's cell of a period, and {} more than once; their pupils are added up: {cells}",
            counted(*count, "one stands there", "of them stand there")
        ),
        helps "if a row was written twice, keep one; if the parts are groups of pupils, all is well";
    /// Units that were not seen in some period and are analysed in the others.
    UnitsWithGaps { count: usize, gaps: usize, after_start: usize, units: String }
        says format!(
            "{} not seen in some period ({}, {after_start} of them at or after the start): {units}; each is analysed in the periods in which it was seen",
            counted(*count, "unit was", "units were"),
            counted(*gaps, "gap", "gaps")
        ),
        helps "who was not seen is represented by those of the same side who were; --gaps complete leaves such units out";
    /// Whole waves that were unseen in some periods: no replays.
    GapsFollowSchedule {}
        says "whole waves are unseen in some periods, so the draw decides who is seen: no replays, standard errors by `neyman`",
        helps "--gaps observed takes gaps as they are, --gaps planned says that they were planned";
    /// Comparisons of which one side was not seen.
    CellsDropped { term: String, estimator: String, estimand: String, count: usize, cells: String }
        says format!(
            "{term} ({estimator} {estimand}): nobody was seen on one side of {}, left out: {cells}",
            counted(*count, "comparison", "comparisons")
        ),
        helps "the average is over the comparisons that are left";
    /// The `design` variance of units with gaps.
    DesignNeedsCompleteUnits {}
        says "`design` needs units that were seen in every period, and some were not",
        helps "use `randomization` or `neyman`; --gaps complete keeps to units seen throughout";
    /// A variance that a single unit seen of a wave does not give.
    SingletonSeen as SingletonWave { term: String }
        says format!("`neyman` of {term} cannot be had: a single unit of a wave was seen where it is compared"),
        helps "the estimate stands; use `randomization`";
    /// A group none of whose pupils was treated where it can be compared.
    SubgroupWithoutTreated as SubgroupLeftOut { outcome: String }
        says format!("{outcome}: no pupil of the group is treated where it can be compared");
    /// The draw hardly moved what was delivered.
    WeakFirstStage { p: f64 }
        says format!("the drawn start did not clearly move what was delivered (p = {p:.3}): the effect of delivery is hardly known"),
        helps "its interval holds all the same; it may be unbounded";
    /// More are selected among those who wait than among the treated.
    MonotonicityDoubtful { treated: f64, waiting: f64 }
        says format!("a share of {treated:.3} of the treated is selected and {waiting:.3} of those who wait: the bounds take it that the intervention moves nobody out of the selection while it moves others in");
    /// An outcome that is asked of those alone whom the intervention itself may have selected.
    SelectedByTreatment { outcome: String }
        says format!("`{outcome}` is asked only of pupils who got an agreement, and the intervention may decide who gets one: the effect on it is none on the same pupils"),
        helps "an outcome of kind `kept` asks everybody whether an agreement was obtained and kept; bounds for those who would sign either way stand in the row `always-selected`";
    /// Covariates that do not vary among the pupils of a cell.
    MeansNotAdjusted as CovariatesNotUsed { covariates: String }
        says format!("{covariates} do not vary among the pupils of a unit and period, so means of units are not adjusted for them"),
        helps "give pupils rather than means, balance the lottery on what is known of units, or use `twfe`";
    /// A wave with so few units that the `design` variance is too small.
    FewUnitsPerWave { smallest: usize }
        says format!("the smallest wave has {}: `design` is badly too small here", counted(*smallest, "unit", "units")),
        helps "use `randomization`, or `neyman`";
    /// Too few units a wave for the `design` variance.
    TooFewForDesign as FewUnitsPerWave { term: String, needed: usize }
        says format!(
            "`design` of {term} cannot be had: every wave from the first compared one on needs more than {needed} units, \
             one more than there are periods before it starts"
        ),
        helps "use `randomization`, or `neyman`";
    /// A variance that a wave of a single unit does not give.
    SingletonWave { variance: String, term: String, waves: String }
        says format!("`{variance}` of {term} cannot be had: a single unit starts in {waves}"),
        helps "the estimate stands; use `randomization`";
    /// A randomization statistic that is not divided by its standard error.
    NotStudentized as SingletonWave {}
        says "a wave can hold a single unit: the randomization statistic is the estimate itself, not divided by a standard error",
        helps "the test is exact for no effect on anyone";
    /// A randomization test that is exact for no effect on anyone only.
    ExactForNoEffectOnAnyone { smallest: usize }
        says format!(
            "the smallest wave has {}: the randomization test is exact for no effect on anyone only",
            counted(*smallest, "unit", "units")
        );
    /// A design-based variance that comes out zero or negative.
    DesignNotPositive as NotPositiveVariance { variance: String, term: String }
        says format!("`{variance}` of {term} comes out zero or negative and is not printed"),
        helps "with few units per wave the adjustment takes away more than there is; use `randomization`";
    /// An estimated adjustment that was brought back between 0 and 1.
    BetaClipped { enough: usize, term: String, estimand: String, beta: f64 }
        says format!("a wave has fewer than {enough} units: the adjustment of {term} ({estimand}) was brought back to {beta}"),
        helps "--beta plug-in takes it as it comes";
    /// No effect can be excluded by so few possible assignments.
    UnboundedInterval { smallest_p: f64 }
        says format!("the smallest attainable p is {smallest_p:.3}: no effect can be excluded at this level");
    /// A side on which no effect is rejected.
    UnboundedSide as UnboundedInterval { outcome: String, term: String, estimator: String, side: String }
        says format!("{outcome} {term} ({estimator}): no effect, however {side}, is rejected at this level"),
        helps "too few assignments were possible, or too few differ";
    /// A randomization statistic with nothing to divide by.
    NoScale as NotPositiveVariance { term: String, estimator: String }
        says format!("the standard error that `randomization` of {term} ({estimator}) divides by comes out zero: its statistic counts as infinite"),
        helps "--statistic estimate takes the estimate itself";
    /// A jackknife that no unit moves.
    NoUnitMoves as NotPositiveVariance { term: String, estimator: String }
        says format!("the jackknife of {term} ({estimator}) comes out zero and is not printed: no unit moves the estimate"),
        helps "the outcomes leave nothing to estimate it from";
    /// Joint replays that identify no effect leave simultaneous limits unbounded.
    SimultaneousUnbounded as UnboundedInterval { share: f64, family: String }
        says format!("more than {share:.3} of the joint replays identify no effect: simultaneous {family} have no limits"),
        helps "fewer interventions, more terms, or waves at different times";
    /// An outcome so far from zero that its rounding decides which assignments are tied.
    NearTies { term: String, estimator: String, draws: usize, far: f64 }
        says format!(
            "{draws} of the assignments come so near to {term} ({estimator}) that an outcome {far:.0e} standard deviations from \
             zero does not tell them from it: they count as tied, and p may be too large"
        ),
        helps "take a constant away from the outcome: no effect changes, and digits are won";
    /// The effects that a randomization test does not reject form no interval.
    DisconnectedSet { term: String, estimator: String }
        says format!("the effects of {term} ({estimator}) that are not rejected form no single interval around the estimate; its hull is printed");
    /// A lottery whose chances are unequal moves the estimate without any effect.
    UnequalChances { outcome: String, term: String, estimator: String, replay_mean: f64, less_mean: f64 }
        says format!(
            "with no effect the lottery gives {outcome} {term} ({estimator}) a mean of {replay_mean:.4}; the estimate less \
             that mean is {less_mean:.4}"
        ),
        helps "constraints can make some programmes likelier to start early than others; with few programmes an estimated adjustment does it too";
    /// Periods in which no outcome varies.
    PeriodWithoutVariation { estimator: String, periods: String }
        says format!("{estimator} leaves out periods in which no outcome varies: {periods}");
    /// A jackknife that some unit is indispensable to.
    IndispensableInPeriods as IndispensableUnit { term: String }
        says format!("the jackknife of {term} cannot be had: without some unit nothing identifies it");

    } };
}
