//! Doubts of regressions: terms that nothing identifies, variances that cannot be had, models that do not settle.

macro_rules! regressions {
    ($next:ident $($later:ident)* @ $($sofar:tt)*) => { $next! { $($later)* @ $($sofar)*

    /// A lag at which no unit is seen.
    LagNotSeen as NotIdentified { estimator: String, term: String }
        says format!("`{estimator}` has no {term}: no unit is seen at that distance from its start"),
        helps "its row is NA; the other lags are not touched by it";
    /// A term that cannot be told from the units and periods.
    NotIdentified { estimator: String, term: String, waves: String, periods: String }
        says format!(
            "`{estimator}` cannot tell {term} from the units and periods: the wave that starts in {waves} is seen there in \
             {periods}, with no unit left to compare with"
        ),
        helps "its row is NA; the other lags are not touched by it";
    /// A variance that some units are indispensable to.
    IndispensableUnit { variance: String, term: String, estimator: String, units: String }
        says format!("`{variance}` of {term} ({estimator}) cannot be had: nothing identifies it without {units}"),
        helps "use `cr2`, `wild-bootstrap` or `randomization`";
    /// A variance that comes out zero.
    NotPositiveVariance { variance: String, term: String, estimator: String }
        says format!("`{variance}` of {term} ({estimator}) comes out zero and is not printed: in these data every cluster's score is nil"),
        helps "the residuals leave nothing to estimate it from; more units or periods are needed";
    /// A variance that rows and clusters leave nothing for.
    NothingLeftBeside as NotPositiveVariance { variance: String, term: String, estimator: String, rows: f64, clusters: usize, coefficients: f64 }
        says format!("`{variance}` of {term} ({estimator}) cannot be had: {rows} rows in {clusters} clusters leave nothing beside {coefficients} coefficients"),
        helps "use `cr2` or `randomization`, or more units or periods";
    /// A variance that is zero in this design, whatever the outcomes are.
    ScoresCancel as ZeroByConstruction { variance: String, term: String, estimator: String, clusters: usize }
        says format!(
            "`{variance}` of {term} ({estimator}) is zero whatever the outcomes are and is not printed: the scores of its \
             {clusters} clusters cancel in this design"
        ),
        helps "more units are needed; `randomization` needs no standard error";
    /// A model's own variance that comes out zero.
    ModelNotPositive as NotPositiveVariance { variance: String, term: String, estimator: String }
        says format!("`{variance}` of {term} ({estimator}) comes out zero and is not printed");
    /// A row without degrees of freedom.
    NoDegreesOfFreedom { variance: String, term: String, estimator: String, clusters: usize }
        says format!("`{variance}` of {term} ({estimator}) has no p-value and no interval: {clusters} clusters leave no degrees of freedom"),
        helps "more units are needed";
    /// The values that a bootstrap accepts form no interval.
    AcceptedDisconnected as DisconnectedSet { term: String, estimator: String }
        says format!("the values of {term} ({estimator}) that the bootstrap accepts form no single interval; its hull is printed");
    /// Sandwiches without a small-sample correction, on few clusters.
    FewClusters { clusters: usize, variances: String }
        says format!("with {clusters} clusters {variances} tends to be too small"),
        helps "use `cr2`, `jackknife`, `wild-bootstrap` or `randomization`; for GEE `kauermann-carroll`";
    /// A mixed model's own standard errors.
    ModelVariance { estimator: String }
        says format!(
            "`model` of `{estimator}` takes all programmes to react alike: where they do not, its errors are too small \
             (nominal 5 % tests rejected in 7 to 40 % of simulated studies)"
        ),
        helps "ask for --variance cr2 beside it; the figures stand in docs/validation.md";
    /// A model that takes the effect to be the same from the start on.
    ImmediateEffect { estimator: String, weights: String }
        says format!(
            "`{estimator}` takes the effect to be the same from the start on; where it grows or fades the estimate is \
             biased, sometimes in sign{}",
            if weights.is_empty() { String::new() } else { format!("; in this design it weighs {weights}") }
        ),
        helps "read `exposure-time` or `twfe-exposure` beside it";
    /// Units of which no cell entered a regression.
    UnitsWithoutCells as UnitsLeftOut { estimator: String, count: usize, units: String }
        says format!(
            "{} left out of `{estimator}`, having no outcome in any period that it uses: {units}",
            counted(*count, "unit is", "units are")
        );
    /// A covariate that says nothing beside the units, the periods and the other covariates.
    CovariateRepeats as CollinearCovariate { covariate: String, estimator: String }
        says format!("covariate `{covariate}` says nothing beyond units, periods and the other columns and was left out of `{estimator}`"),
        helps "it is constant, or repeats another column";
    /// Fewer draws than asked for, since each of them is a fit of its own.
    FewerDraws { estimator: String, asked: u64, made: u64, cells: usize }
        says format!("`{estimator}` is fitted anew in every draw: {made} of {asked} draws were made on {cells} cells"),
        helps "`twfe` and the design-based estimators need no fit for a draw; fewer cells allow more draws";
    /// A weight that the method does not use.
    WeightNotUsed { estimator: String }
        says format!("`{estimator}` weighs programmes by its own model; --weight does not change it"),
        helps "`twfe` and the design-based estimators can count every programme once";
    /// A term that has no randomization test.
    NoRandomization { term: String, estimator: String }
        says format!("{term} ({estimator}) has no randomization test: it is a placebo"),
        helps "`roth-santanna` and `callaway-santanna` have one for placebo lags";
    /// No variance between programmes in a linear mixed model.
    SingularFit { estimator: String }
        says format!("`{estimator}` finds no variance between programmes: its model standard error treats pupils of a programme as independent"),
        helps "ask for --variance cr2 beside it";
    /// No variance between programmes in a logit.
    PlainLogit as SingularFit {}
        says "the likelihood has its maximum where programmes do not differ; the model is a plain logit",
        helps "the standard error treats pupils of a programme as independent";
    /// A logit in which programmes differ so much that its quadrature no longer follows the likelihood.
    QuadratureCoarse { nodes: usize, more: usize, unit_sd: f64, coarse: f64, fine: f64 }
        says format!(
            "programmes differ so much (standard deviation {unit_sd:.1} on the logit scale) that the {nodes} points of \
             `glmm-logit` do not follow its likelihood: {coarse:.3} at the estimate, {fine:.3} by {more} points"
        ),
        helps "the estimate is that of the named method, and moves with the number of points; read `gee-logit` or `twfe` beside it";
    /// A search that did not settle.
    NotConverged { estimator: String }
        says format!("the search of `{estimator}` for its variances did not settle");
    /// A panel without pupils by their covariates.
    CovariatesNotUsed {}
        says "the panel keeps no pupils by their covariates: models of counts leave the covariates out",
        helps "use `twfe` or `hussey-hughes` with covariates";
    /// A period in which every pupil has the same outcome.
    ConstantPeriod { period: String, who: String }
        says format!("in period {period} {who} pupil has the outcome; the period says nothing on the logit scale and is left out");
    /// Terms of several interventions that the drawn schedules cannot tell apart.
    NotToldApart as CannotSeparate { terms: String, outcome: String }
        says format!("the drawn schedules cannot tell {terms} apart from the other terms ({outcome})"),
        helps "the aliasing table says which terms they repeat; leave a pair out, or plan more terms";

    } };
}
