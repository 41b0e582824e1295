# English words for readers: reports, letters and figures. Whole sentences; numbers are handed in formatted.

## Doubts: what each kind means

doubt-activity-of-no-programme = An activity names a school or programme that is not in the lottery and is not counted.
doubt-allowed = Something that the tool otherwise refuses was allowed by name.
doubt-always-treated = Some units have the intervention from the first period and cannot be compared with themselves before it.
doubt-beta-clipped = A wave has few programmes; the adjustment for differences before the start was held between 0 and 1.
doubt-beyond-follow-up = A day lies after anybody was followed; the number cannot be given.
doubt-blanks = Blanks or invisible characters were taken out of names.
doubt-blinded = REHEARSAL: the schedule is not the one that was drawn, and the numbers say nothing of any effect.
doubt-boundary-estimate = The estimated intraclass correlation is 0; plan with its upper limit.
doubt-cannot-separate = The schedules cannot tell two effects apart.
doubt-cluster-spans-schools = Some classes have pupils of several schools; each class counts with the school of its first pupil.
doubt-collation-trap = Two names are spelt differently but read alike (such as Aa and Å).
doubt-collinear-covariate = A covariate follows from the others and is left out.
doubt-column-missing = A file lacks a column that the other files have.
doubt-competing-code-not-there = A code of a competing departure is not in the data.
doubt-constant-period = In a period all have the same outcome; it says nothing about the effect.
doubt-contradictory-exits = Some pupils stand both as completed and as dropped out; the last exit counts.
doubt-counts-of-size = Each row counts for as many pupils as it says.
doubt-covariates-not-used = The method cannot use covariates; the estimate is unadjusted.
doubt-deviation = Something was done otherwise than in the locked plan; it is marked as exploratory.
doubt-deviations-stay = A lock of codes speaks of registers alone; deviations stay: { $keys }.
doubt-disconnected-set = The effects that the test does not reject form no single interval; the outer bounds are shown.
doubt-duplicates = Identical rows of the same programme were counted once.
doubt-early-absence-not-compared = The lottery's effect on early absence could not be estimated.
doubt-effect-on-agreements = The declared effects are on training agreements, but the primary outcome is none.
doubt-empty-event-counts-as-staying = No code says that a pupil is still there; empty cells are read as that.
doubt-empty-resamples = Some resamples did not have both kinds of pupils and are not counted.
doubt-event-codes-count-as-staying = Some departure codes are neither dropout nor a competing departure and count as still there.
doubt-exact-for-no-effect-on-anyone = With so few programmes in a wave the test is exact only for an intervention that affects nobody.
doubt-failed-fits = Some fits could not be made.
doubt-few-clusters = There are few clusters, and the usual standard errors are too small.
doubt-few-degrees-of-freedom = Few clusters carry the comparison; the interval is wide and the p-value rough.
doubt-few-schools = Too few schools can be judged for a pooled number and an interval for a new school.
doubt-few-units-per-wave = A wave has few programmes, and the design-based variance is too small.
doubt-half-completed = An interrupted draw was completed; what stood there agreed.
doubt-hard-to-separate = The schedules run almost together, and the effects are hard to tell apart.
doubt-identifier-in-text = Some cells may hold the number of a person and were emptied.
doubt-identifying-column = A column might point to persons and is not used.
doubt-immediate-effect = The model takes the effect to be the same from the first day; where it grows the estimate is biased, sometimes in sign.
doubt-indispensable-unit = Without a certain unit the effect cannot be estimated.
doubt-late-beyond-unexposed = As much absence registered late as is feared would be more pupils than there are without absence.
doubt-left-out-without-fit = For some schools no model could be fitted without the school itself.
doubt-root-not-trusted = A time stamp holds, but nothing that was given says whose it is.
doubt-look-alikes = Two names look alike but are different to the lottery.
doubt-look-not-recorded = That the effect was seen could not be written down: { $reason }.
doubt-lottery-not-drawn = The lottery could not be replayed under this assumption.
doubt-missing-outcomes = Some pupils have no known outcome or lack a covariate and are not counted.
doubt-mixed-scripts = A name mixes letters of several alphabets.
doubt-model-variance = The model takes all programmes to react alike; where they do not, its standard errors are too small.
doubt-modulus11 = Some identifiers fail modulus 11; such numbers have been issued since 2007.
doubt-no-balance = There is a limit on balance but nothing to measure; no order is refused.
doubt-no-class-with-both = No class has both absent and other pupils, so nothing can be compared within classes.
doubt-no-contributions = Not committed yet: { $names }; the rehearsal leaves all contributions out.
doubt-no-extract-date = The day of extraction is not stated; the last date in the register is used.
doubt-no-interaction-test = The difference between the groups could not be tested.
doubt-no-randomization = The lottery's own test does not exist for this row.
doubt-no-threshold = Balance is measured, but no order is refused, for there is no limit.
doubt-no-time = No time is locked by which the dice are thrown: nobody can show that the lock came first.
doubt-no-variation-in-group = On one side everybody or nobody dropped out; there is no uncertainty to compute.
doubt-normal-form = Names were brought into Unicode normal form C.
doubt-not-converged = The estimation did not settle.
doubt-not-declared = The contributor is not named in the study.
doubt-not-identified = Nothing in the data identifies this effect; the row is empty.
doubt-not-needed = A permission was not needed and does not stand in the lock.
doubt-not-positive-variance = The variance could not be computed or did not come out positive.
doubt-not-reported = A part of the report is missing, for its step was not run.
doubt-nothing-registered-in-time = No absence was registered by the landmark; a warning would have reached nobody.
doubt-one-cluster-exposed = One side of the comparison stands in one cluster only; there is no uncertainty to compute.
doubt-one-school = The register is one school's own; a pupil who went on at another school looks like a dropout.
doubt-one-shard = Only a part of the simulation was run.
doubt-one-subgroup = All pupils are in the same group; there is nothing to compare.
doubt-out-of-reach = The power aimed at cannot be reached.
doubt-outside-the-lottery = Some pupils are in programmes that were not in the lottery and are left out.
doubt-period-without-variation = In a period all have the same outcome; it says nothing about the effect.
doubt-predictions-too-extreme = The model's predictions are too extreme: high risks are too high and low ones too low. Nothing was corrected.
doubt-pupils-left-out = Pupils who lack a value are not counted.
doubt-repaired-identifiers = Some identifiers had lost their leading zero and were repaired.
doubt-risks-bounded = Some simulated pupils got a risk that had to be held between bounds.
doubt-rows-left-out = Some rows lack a value that is needed and are left out.
doubt-school-not-judged = For some schools a measure of the prediction has no finite value; they are left out of what is pooled.
doubt-scorecard-definition = The scorecard was made with another definition of absence, follow-up or dropout than the one it is judged by.
doubt-seen-last-before-the-end = Some pupils were followed for a part of the time only without having left; risks count them as not dropped out.
doubt-sensitivity-left-out = A sensitivity analysis could not be made.
doubt-separation = A group has no dropouts or dropouts only; the model cannot be fitted.
doubt-short-lead = The rehearsal's draw comes sooner than that of a lottery may.
doubt-singleton-wave = A wave has one programme only; the uncertainty comes from the lottery alone.
doubt-singular-fit = A variance in the model came out zero.
doubt-sizes-not-analysed = The number of pupils per cell could not be analysed as an outcome.
doubt-small-cells = Numbers that rest on few pupils are empty in what is published.
doubt-started-otherwise = Some programmes began in another period than the one drawn; the analysis follows the lottery.
doubt-subgroup-left-out = A group could not be estimated.
doubt-subgroup-not-available = The data do not hold the grouping.
doubt-subgroup-without-comparison = A group has nobody to compare with.
doubt-summed-decimals = Numbers with decimals are summed over programmes that are drawn together.
doubt-synthetic-completions = Some enrolments were made up by the agency and do not count as enrolments.
doubt-terms-not-yet-observable = The outcome cannot be seen yet in some periods; they are left out for all programmes.
doubt-terms-past = Every term has ended, the last on { $last }: whoever locks may know how it went.
doubt-throwers-not-locked = The lock does not say who throws the dice, nor how often.
doubt-title = The title is locked without characters that cannot be seen.
doubt-too-many-subgroups = There are too many groups to show.
doubt-two-programmes = Some pupils start in two programmes on the same day; one of them counts.
doubt-unbounded-interval = The interval has no limit: too few possible lotteries to reject any effect.
doubt-undated-departures = Some pupils left without a date; they are counted apart and do not count as staying.
doubt-unequal-chances = The rules make the lottery's chances unequal; the estimate less this mean stands beside it.
doubt-units-left-out = Some units lack the outcome in a period and are left out, in every replay too.
doubt-unknown-background = Some background values could not be read and count as unknown.
doubt-unusable-identifiers = Some identifiers cannot be used to join registers.
doubt-weight-not-used = The method cannot use the weight asked for.
doubt-window-past-landmark = Some pupils are absent only after the landmark, when they are already being followed.
doubt-zero-by-construction = The standard error is zero whatever the numbers are; it is not shown.

# An early warning
warning-calls = { $calls ->
        [one] If { $calls } pupil a class can be called, the rule makes { $made } calls on average and reaches { $reached } of the { $dropouts } who later drop out ({ $share }%); { $rest } are not reached.
       *[other] If { $calls } pupils a class can be called, the rule makes { $made } calls on average and reaches { $reached } of the { $dropouts } who later drop out ({ $share }%); { $rest } are not reached.
    }
warning-price-nobody = { $one ->
        [one] If { $calls } call is a fair price for reaching one pupil who will drop out, it is best not to call.
       *[other] If { $calls } calls are a fair price for reaching one pupil who will drop out, it is best not to call.
    }
warning-price-everybody = { $one ->
        [one] If { $calls } call is a fair price for reaching one pupil who will drop out, it is best to call everybody.
       *[other] If { $calls } calls are a fair price for reaching one pupil who will drop out, it is best to call everybody.
    }
warning-price-rule = { $one ->
        [one] If { $calls } call is a fair price for reaching one pupil who will drop out, it is best to call by the rule.
       *[other] If { $calls } calls are a fair price for reaching one pupil who will drop out, it is best to call by the rule.
    }
warning-price-model = { $one ->
        [one] If { $calls } call is a fair price for reaching one pupil who will drop out, it is best to call by the model.
       *[other] If { $calls } calls are a fair price for reaching one pupil who will drop out, it is best to call by the model.
    }
warning-reaching-is-not-keeping = Reaching a pupil is not keeping the pupil.
doubt-forecast-covariate-not-used = A covariate has no part in the forecast.
doubt-forecast-does-not-help = The forecast tells programmes apart no better than nothing.
doubt-history-of-no-programme = The earlier periods have pupils of programmes that are not in the lottery.
doubt-no-history = Some programmes have no pupils in the earlier periods; their forecast is everybody's mean.
doubt-no-degrees-of-freedom = There are too few clusters for a p-value and an interval.
