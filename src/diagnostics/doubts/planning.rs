//! Doubts of planning and of simulated registers: what cannot be separated, reached or drawn.

macro_rules! planning {
    ($next:ident $($later:ident)* @ $($sofar:tt)*) => { $next! { $($later)* @ $($sofar)*

    /// Programmes too few to say how much programmes differ.
    FewProgrammes as FewClusters { programmes: usize }
        says format!("{programmes} programmes say little about how much programmes differ"),
        helps "plan with the upper limit of the icc too";
    /// An icc estimated as 0.
    BoundaryEstimate {}
        says "the estimated icc is 0: programmes differ no more than chance makes them",
        helps "plan with the upper limit of its interval, not with 0";
    /// A term of which nothing is left.
    NothingLeft as CannotSeparate { whose: String, term: String }
        says format!("{whose} leave nothing of {term} once programmes and terms are in"),
        helps "leave a pair out, plan more terms, or let waves start at different times";
    /// Schedules that cannot separate a term from others.
    CannotSeparate { whose: String, term: String, equals: String }
        says format!("{whose} cannot separate {term} from the others: it equals {equals} up to programmes and terms"),
        helps "leave a pair out, plan more terms, or let waves start at different times";
    /// A share of schedules that may be drawn which cannot separate a term.
    MayNotSeparate as CannotSeparate { percent: f64, draws: u64, term: String }
        says format!("{percent:.1} % of {draws} schedules that may be drawn cannot separate {term}"),
        helps "leave a pair out, plan more terms, or let waves start at different times";
    /// A share of schedules which cannot separate an estimand of a plan.
    PlanMayNotSeparate as CannotSeparate { percent: f64, estimand: String }
        says format!("{percent:.1} % of schedules cannot separate {estimand}; its variance is a mean over the others");
    /// Schedules that run almost together.
    HardToSeparate { whose: String, term: String, times: f64 }
        says format!("{whose} make the variance of {term} {times:.1} times that of the intervention alone"),
        helps "its schedule runs along with another one; see the correlations";
    /// Schedules that run almost together on average.
    HardOnAverage as HardToSeparate { term: String, times: f64 }
        says format!("beside the others the variance of {term} is on average {times:.1} times that of the intervention alone");
    /// An estimand that a rollout does not identify.
    PlanNotIdentified as NotIdentified { estimand: String, reason: String, advice: String }
        says format!("{estimand}: {reason}"),
        helps advice.as_str();
    /// A lottery that cannot be drawn under an assumption.
    LotteryNotDrawn { lottery: String, reason: String }
        says format!("a lottery {lottery} cannot be drawn: {reason}");
    /// A power that nothing reaches.
    OutOfReach { estimand: String, quantity: String, advice: String }
        says format!("{estimand}: no number of {quantity} reaches the power aimed at"),
        helps advice.as_str();
    /// Trials of a simulation that gave no test.
    FailedFits { failed: usize, trials: usize, truth: f64 }
        says format!("{failed} of {trials} trials gave no test at a true effect of {truth}"),
        helps "they count as not significant";
    /// A shard of a simulation.
    OneShard { shard: u64, shards: u64, done: usize, trials: u64 }
        says format!("shard {shard} of {shards}: {done} of {trials} trials"),
        helps "put the shards together with --merge";
    /// Pupils whose simulated risk had to be held between bounds.
    RisksBounded { pupils: usize, of: usize }
        says format!(
            "{pupils} of {of} pupils had a risk outside 1 to 99 per cent and were held inside it: the effect in the \
             registers is a little smaller than declared"
        ),
        helps "the mean effect that the pupils really had stands in truth.json";
    /// Pupils whose simulated chance of an agreement had to be held between bounds.
    ChancesBounded as RisksBounded { pupils: usize, of: usize }
        says format!("{pupils} of {of} pupils had a chance outside 2 to 98 per cent and were held inside it"),
        helps "the effects in the registers are a little smaller than declared; declare smaller ones, or another baseline";
    /// Declared effects on agreements where the primary outcome is none.
    EffectOnAgreements { outcome: String }
        says format!("the declared effects are on training agreements, and `{outcome}` is none"),
        helps "declare an outcome of kind agreement, retained or neet as primary, or expect no effect in these registers";
    /// Sizes that nobody declared.
    SizeAssumed {}
        says "no size is declared: 25 pupils a programme and term are assumed",
        helps "write `size` in [power]: a number, or the frame's column that holds it";
    /// Correlations that nobody declared.
    GridOfCorrelations {}
        says "no icc is declared: power is given for icc 0.01, 0.02 and 0.05, each with cac 0.6, 0.8 and 1",
        helps "longitudinal cluster trials have a median icc of 0.05 (quartiles 0.02 to 0.09) and cac of 0.73 (0.19 to \
            0.91) (Korevaar et al. 2021, doi 10.1177/17407745211020852); pupils in school trials mostly an icc under \
            0.04 (Parker et al. 2025, doi 10.1186/s12874-025-02574-6). Yours: `lodtrin forecast` from earlier terms, or \
            `lodtrin power --from` a panel";
    /// Rules of the lottery that a search for waves leaves aside.
    RulesNotTried { rules: String }
        says format!("waves were chosen without the rules of the lottery: {rules}"),
        helps "paste the blocks and run `lodtrin lock --check`, which judges them";
    /// A smallest effect that no outcome can have.
    EffectOutOfReach { percent: f64, baseline: f64, direction: String }
        says format!(
            "the smallest effect found in {percent:.0} % of trials would lead from {baseline} {direction}"
        ),
        helps "plan more programmes, terms or pupils, or earlier terms for a forecast: `lodtrin explain forecast`";
    /// Programmes that the history says nothing of.
    NoHistory { count: usize, programmes: String }
        says format!("{} no pupils in the history: {programmes}", if *count == 1 { "one programme has" } else { "some programmes have" }),
        helps "their forecast is everybody's mean level; where a programme had another name, say so in [forecast] renamed";
    /// Pupils in the history of programmes that are none of the frame.
    HistoryOfNoProgramme { programmes: String, renamed: String }
        says format!("the history holds pupils of programmes that are none of the frame: {programmes}"),
        helps match renamed.is_empty() {
            true => "they are left out; where one is an earlier name, say so in [forecast] renamed".to_string(),
            false => format!("they are left out; where one is an earlier name: renamed = {{ {renamed} }}"),
        };
    /// A covariate of a forecast without a slope.
    ForecastCovariateNotUsed { covariate: String }
        says format!("`{covariate}` says nothing of its own within programmes and terms: its slope is 0"),
        helps "it is the same for all pupils of a cell, known of nobody, or follows from the covariates before it";
    /// A covariate of a forecast that the pupils do not have.
    ForecastCovariateNotThere as ForecastCovariateNotUsed { covariate: String }
        says format!("the pupils have no `{covariate}`: the forecast takes every one of them as average in it"),
        helps "deliver the background register that holds it; the forecast itself stays as it was frozen";
    /// A forecast that tells programmes apart no better than nothing.
    ForecastDoesNotHelp { why: String }
        says format!("the forecast tells programmes apart no better than nothing: {why}"),
        helps "tests and intervals stay exact; look at `held_out`, declare fewer terms, or write adjust = \"none\"";

    } };
}
