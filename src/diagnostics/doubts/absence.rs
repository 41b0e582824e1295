//! Doubts of early absence: who is left out, what cannot be fitted, tested or shown.

macro_rules! absence {
    ($next:ident $($later:ident)* @ $($sofar:tt)*) => { $next! { $($later)* @ $($sofar)*

    /// Pupils whom a missing value kept out.
    PupilsLeftOut { starters: usize, by_landmark: usize, absence_unknown: usize, day_unknown: usize, event_unknown: usize, covariate_unknown: usize }
        says format!(
            "of {starters} pupils {by_landmark} left by the landmark, {absence_unknown} without days absent, {day_unknown} \
             without a last day, {event_unknown} without a word on what happened then, {covariate_unknown} without a covariate"
        ),
        helps "rows without days absent, last day, event or a covariate cannot be used; who they are may matter";
    /// Pupils whom a missing value kept out, where a count is too small to be told.
    FewPupilsLeftOut as PupilsLeftOut { starters: usize, minimum: u64 }
        says format!(
            "of {starters} pupils some left by the landmark or lack days absent, a last day, a word on what happened then or a \
             covariate; a count is below {minimum} or would give one away, and none is told here"
        ),
        helps "rows without days absent, last day, event or a covariate cannot be used; who they are may matter";
    /// Pupils last seen before the end without having left.
    SeenLastBeforeTheEnd { pupils: usize, horizon: f64 }
        says format!(
            "{pupils} pupils were last seen before day {horizon} without having left: risks count them as not dropped out, \
             curves end their time at risk"
        ),
        helps "where they were lost rather than finished, read the curves and the hazard ratio";
    /// Few clusters of pupils.
    FewAbsenceClusters as FewClusters { clusters: usize }
        says format!("only {clusters} clusters: `cr1`, `delta` and `robust` are too small"),
        helps "read `cr2` with its degrees of freedom";
    /// One side of a comparison stands in a single cluster.
    OneClusterExposed { rows: String }
        says format!("one side of the comparison stands in a single cluster, which shows nothing of how clusters differ: no standard error for {rows}"),
        helps "the estimate stands as a description of these pupils";
    /// Nothing varies on one side of a comparison.
    NoVariationInGroup { rows: String }
        says format!("everybody or nobody on one side has dropped out, and nothing varies there: no standard error for {rows}"),
        helps "the estimate stands; read the counts";
    /// A standard error that is zero but for rounding.
    ZeroByConstruction { rows: String }
        says format!("the standard error is zero but for rounding and is not printed: {rows}"),
        helps "the residuals of every cluster cancel";
    /// Few clusters behind the smaller side of a comparison.
    FewOnOneSide as FewClusters { clusters: usize, rows: String }
        says format!(
            "{clusters} clusters stand behind the smaller side of {rows}: `cr1`, `delta` and `robust` use t({}) there",
            clusters - 1
        ),
        helps "read `cr2` with its degrees of freedom";
    /// Few degrees of freedom of `cr2`.
    FewDegreesOfFreedom { fewest: f64, rows: String }
        says format!("`cr2` has fewer than {fewest} degrees of freedom for {rows}"),
        helps "its interval is wide and its p rough";
    /// No class has both exposed and unexposed pupils.
    NoClassWithBoth {}
        says "no class has both exposed and unexposed pupils, so that nothing can be compared within classes";
    /// A covariate that follows from the others.
    CollinearCovariate { covariate: String }
        says format!("covariate `{covariate}` is a combination of the others among these pupils and was left out");
    /// A competing code that no row has.
    CompetingCodeNotThere { column: String, code: String }
        says format!("no row of column `{column}` has the code `{code}` of another departure"),
        helps "check how --competing is spelt";
    /// Empty cells that count as still there.
    EmptyEventCountsAsStaying { column: String }
        says format!("column `{column}` has no code for those still there; empty cells count as that");
    /// Several event codes that count as still there.
    EventCodesCountAsStaying { codes: String }
        says format!("event codes {codes} all count as still there on the last day seen"),
        helps "name departures that are no dropout with --competing";
    /// Resamples without a dropout.
    EmptyResamples { empty: u64, draws: u64 }
        says format!("{empty} of {draws} resamples had no dropout and were left out");
    /// Clusters with pupils of several schools.
    ClusterSpansSchools {}
        says "some clusters have pupils of several schools; each is left out with the school of its first pupil";
    /// Groups that a model could not be fitted without.
    LeftOutWithoutFit { failed: usize, groups: usize }
        says format!("the model could not be fitted without {failed} of {groups} groups; their pupils are not judged");
    /// A combination of columns that tells without exception who drops out.
    Separation { columns: String, methods: String }
        says format!("{columns} tells without exception who drops out, so that there is no finite ratio: NA for {methods}"),
        helps "the crude risk difference stands; use fewer covariates, or look at the table of counts";
    /// A grouping with too many values to show.
    TooManySubgroups { group: String, values: usize, most: usize }
        says format!("`{group}` has {values} values; subgroups are shown for at most {most}");
    /// All pupils are in the same group.
    OneSubgroup { group: String }
        says format!("all pupils have the same `{group}`: nothing to compare");
    /// Whether the difference varies between groups cannot be tested.
    NoInteractionTest { group: String, levels: usize, clusters: usize }
        says format!(
            "whether the difference varies with `{group}` cannot be tested: {levels} levels, {clusters} clusters, and every \
             level needs exposed and unexposed pupils"
        );
    /// A subgroup with nobody to compare with.
    SubgroupWithoutComparison { subgroup: String }
        says format!("subgroup `{subgroup}` has only exposed or only unexposed pupils and gives no difference");
    /// The lottery's effect on early absence cannot be estimated.
    EarlyAbsenceNotCompared { reason: String }
        says format!("whether the intervention changes early absence cannot be estimated: {reason}");
    /// A day that nobody was followed to.
    BeyondFollowUp { day: f64, horizon: f64 }
        says format!("nobody was followed to day {day}: the last day seen is {horizon}");
    /// Rows that rest on few pupils.
    SmallCells { rows: usize, minimum: u64 }
        says format!(
            "{} empty in what is published",
            counted(
                *rows,
                &format!("row rests on fewer than {minimum} pupils and is left"),
                &format!("rows rest on fewer than {minimum} pupils and are left")
            )
        );
    /// Pupils who are exposed only by absence after the landmark.
    WindowPastLandmark { pupils: usize, landmark: i64, enough: i64 }
        says format!(
            "{pupils} pupils are exposed only by absence after day {landmark}, when they are already being followed: who \
             leaves early has less time to become exposed"
        ),
        helps format!("declare a landmark of at least day {enough}, or a window of calendar days");
    /// Pupils who are exposed only by absence after the landmark, where they are too few to be counted.
    FewPastLandmark as WindowPastLandmark { minimum: u64, landmark: i64, enough: i64 }
        says format!(
            "fewer than {minimum} pupils are exposed only by absence after day {landmark}, when they are already being \
             followed: who leaves early has less time to become exposed"
        ),
        helps format!("declare a landmark of at least day {enough}, or a window of calendar days");
    /// Schools without a finite measure of the prediction.
    SchoolNotJudged { what: String }
        says format!("no finite answer, and not pooled: {what}"),
        helps "a school without dropouts, or with nothing else, cannot be judged by itself";
    /// Too few schools to pool.
    FewSchools { what: String }
        says format!("fewer than three schools can be pooled: {what}"),
        helps "an interval for a school not seen needs three schools or more";
    /// Calibration slopes below 1.
    PredictionsTooExtreme { method: String, high: f64 }
        says format!("the predictions of `{method}` are too extreme: the pooled slope is at most {high:.2}, below 1"),
        helps "nothing is shrunk; more pupils or fewer covariates give a steadier model";
    /// A scorecard of another definition.
    ScorecardDefinition { what: String }
        says format!("the scorecard was fitted under another definition: {what}"),
        helps "its rows judge the old rule on the new one";
    /// More pupils registered late than are unexposed.
    LateBeyondUnexposed { late: f64, missed: f64, unexposed: f64 }
        says format!("a share of {late} registered late would be {missed:.1} pupils, and {unexposed} are unexposed"),
        helps "choose a smaller --late";
    /// No absence registered in time.
    NothingRegisteredInTime {}
        says "nobody is left exposed by absence that was registered by the landmark: NA for `registered-in-time`",
        helps "a warning that rests on this register comes too late";
    /// Departures without a date.
    UndatedDepartures { departures: usize }
        says format!("{departures} departures have no date: their pupils are counted under `day-unknown`, never as staying"),
        helps "rows `undated` bound the difference; ask the register for the dates";
    /// Departures without a date, where they are too few to be counted.
    FewUndatedDepartures as UndatedDepartures { minimum: u64 }
        says format!("fewer than {minimum} departures have no date: their pupils are counted under `day-unknown`, never as staying"),
        helps "rows `undated` bound the difference; ask the register for the dates";

    } };
}
