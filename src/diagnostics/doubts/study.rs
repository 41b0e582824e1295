//! Doubts of a study: what differs from the plan, who is left out, what was delivered, what a report lacks.

macro_rules! study {
    ($next:ident $($later:ident)* @ $($sofar:tt)*) => { $next! { $($later)* @ $($sofar)*

    /// The study file no longer says what the locked plan says.
    Deviation { keys: String }
        says format!("study.toml no longer says what the locked plan says: {keys}"),
        helps "the plan is run; what ingest made under other declarations is marked exploratory";
    /// The data were made under other declarations than the plan in force has.
    DataUnderOtherCodes { keys: String }
        says format!("the data were made under other declarations than the plan in force has: {keys}"),
        helps "what rests on them is marked exploratory; run `lodtrin ingest` again with the plan's declarations";
    /// The receipt of ingest is older than the declarations in it.
    DeclaredNotKept {}
        says "data/receipt.json does not say what was declared when the registers were read",
        helps "ingest again: `lodtrin ingest` writes it down";
    /// The study file differs from the locked plan where registers are read.
    DeviationAtIngest as Deviation { keys: String }
        says format!("study.toml differs from the locked plan in {keys}"),
        helps "frame, rollout and domain are taken from the lock; the rest is listed as a deviation";
    /// Pupils in programmes that took no part in the lottery.
    OutsideTheLottery { pupils: usize, programmes: String }
        says format!(
            "{} left out: {programmes}",
            counted(
                *pupils,
                "pupil is in a programme that took no part in the lottery and is",
                "pupils are in programmes that took no part in the lottery and are"
            )
        ),
        helps "late programmes join by `lodtrin amend late`";
    /// Terms in which the outcome cannot be seen yet.
    TermsNotYetObservable { outcome: String, terms: String }
        says format!("`{outcome}` of {terms} cannot be seen yet for all pupils: left out for all programmes"),
        helps "a term counts when its follow-up has ended at the day of extraction";
    /// Pupils without an outcome or a covariate.
    MissingOutcomes { pupils: usize, outcome: String }
        says format!(
            "{} not counted in n: no `{outcome}`, or a missing covariate",
            counted(*pupils, "pupil is", "pupils are")
        );
    /// Activities of no programme in the lottery.
    ActivityOfNoProgramme { schools: String }
        says format!("activities name no programme, and a school with none in the frame: {schools}"),
        helps "schools are the strata of the frame ([frame] stratum); these activities are no part of what was delivered";
    /// Programmes that began in another term than the one drawn.
    StartedOtherwise { programmes: String }
        says format!("began in another term than the one drawn: {programmes}"),
        helps "the analysis stays as drawn; as started and scaled by what was delivered stand in the sensitivity table";
    /// A grouping that the pupils do not have.
    SubgroupNotAvailable { group: String }
        says format!("the pupils have no `{group}`: no subgroups by it"),
        helps "subgroups are covariates of the background register";
    /// A grouping with too few or too many values.
    SubgroupValues as SubgroupNotAvailable { group: String, values: usize, most: usize }
        says format!("`{group}` has {values} values: subgroups need 2 to {most}");
    /// A subgroup that could not be analysed.
    SubgroupLeftOut { subgroup: String, reason: String }
        says format!("{subgroup}: {reason}");
    /// The number of pupils could not be analysed as an outcome.
    SizesNotAnalysed { reason: String }
        says reason.as_str();
    /// A sensitivity analysis that could not be made.
    SensitivityLeftOut { analysis: String, reason: String }
        says format!("{analysis}: {reason}");
    /// A rehearsal of the analysis under a schedule that was not drawn.
    Blinded {}
        says "REHEARSAL: estimates under a schedule that was not drawn; they say nothing of any effect";
    /// A rehearsal of the analysis under schedules that were not drawn.
    BlindedSeveral as Blinded {}
        says "REHEARSAL: estimates under schedules that were not drawn; they say nothing of any effect";
    /// Results that a script computed on a machine that the tool cannot reach.
    BridgeRows { hidden: usize }
        says format!(
            "these rows came from a closed machine and were checked against the plan, not computed here; {}",
            counted(*hidden, "row is too small to be shown", "rows are too small to be shown")
        ),
        helps "that they were computed there on these data rests on who ran analyse.R; results/bridge/ keeps what came back";
    /// A part that the report lacks.
    NotReported { part: String, verb: String }
        says format!("the report has no {part}"),
        helps format!("run `lodtrin {verb}` and then `lodtrin report`");

    } };
}
