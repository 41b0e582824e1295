# English words for readers: reports, letters and figures. Whole sentences; numbers are handed in formatted.

## Doubts: what each kind means

doubt-absence-beyond-offered = Some rows have more hours absent than offered; they are used.
doubt-activity-of-no-programme = An activity names a school or programme that is not in the lottery and is not counted.
doubt-allowed = Something that the tool otherwise refuses was allowed by name.
doubt-always-treated = Some units have the intervention from the first period and cannot be compared with themselves before it.
doubt-beta-clipped = A wave has few programmes; the adjustment for differences before the start was held between 0 and 1.
doubt-beyond-follow-up = A day lies after anybody was followed; the number cannot be given.
doubt-blanks = Blanks or invisible characters were taken out of names.
doubt-quadrature-coarse = The quadrature of a logit with programmes that differ very much does not follow its likelihood.
doubt-renamed-covariates = Covariates are frozen under plain names, with _ between words.
doubt-blinded = REHEARSAL: the schedule is not the one that was drawn, and the numbers say nothing of any effect.
doubt-boundary-estimate = The estimated intraclass correlation is 0; plan with its upper limit.
doubt-bridge-rows = The estimates were computed by a script on a closed machine; that they were computed there on these data rests on who ran it.
doubt-cannot-separate = The schedules cannot tell two effects apart.
doubt-cluster-spans-schools = Some classes have pupils of several schools; each class counts with the school of its first pupil.
doubt-collation-trap = Two names are spelt differently but read alike (such as Aa and Å).
doubt-collinear-covariate = A covariate follows from the others and is left out.
doubt-column-missing = A file lacks a column that the other files have.
doubt-column-nearly-named = A column is nearly named like a field that was not found; it is not used.
doubt-competing-code-not-there = A code of a competing departure is not in the data.
doubt-constant-period = In a period all have the same outcome; it says nothing about the effect.
doubt-contradictory-exits = Some pupils stand both as completed and as dropped out; the last exit counts.
doubt-counts-of-size = Each row counts for as many pupils as it says.
doubt-counts-only = The study has counts and no pupils: { $missing } is missing.
doubt-counts-unadjusted = The plan adjusts for covariates, which counts do not have; the analysis is without them.
doubt-covariates-not-used = The method cannot use covariates; the estimate is unadjusted.
doubt-data-under-other-codes = The data were made under other declarations than the plan in force has: { $keys }.
doubt-declared-not-kept = The receipt of the data does not say what was declared when the registers were read.
doubt-deviation = Something was done otherwise than in the locked plan; it is marked as exploratory.
doubt-dice-past = The time by which the dice are thrown, { $due }, has passed: nobody can show that the lock came first.
doubt-disconnected-set = The effects that the test does not reject form no single interval; the outer bounds are shown.
doubt-duplicates = Identical rows of the same programme were counted once.
doubt-early-absence-not-compared = The lottery’s effect on early absence could not be estimated.
doubt-effect-on-agreements = The declared effects are on training agreements, but the primary outcome is none.
doubt-effect-out-of-reach = The smallest effect that would be found is larger than the outcome allows.
doubt-empty-event-counts-as-staying = No code says that a pupil is still there; empty cells are read as that.
doubt-empty-resamples = Some resamples did not have both kinds of pupils and are not counted.
doubt-ends-in-conflict = The spells of some pupils end differently; the later end counts.
doubt-event-codes-count-as-staying = Some departure codes are neither dropout nor a competing departure and count as still there.
doubt-every-row-twice = Every row of a file stands there an even number of times; each counts as a lesson.
doubt-exact-for-no-effect-on-anyone = With so few programmes in a wave the test is exact only for an intervention that affects nobody.
doubt-failed-fits = Some fits could not be made.
doubt-few-clusters = There are few clusters, and the usual standard errors are too small.
doubt-few-degrees-of-freedom = Few clusters carry the comparison; the interval is wide and the p-value rough.
doubt-few-schools = Too few schools can be judged for a pooled number and an interval for a new school.
doubt-few-units-per-wave = A wave has few programmes, and the design-based variance is too small.
doubt-grid-of-correlations = No correlation is declared; power is given for a grid of correlations.
doubt-half-completed = An interrupted draw was completed; what stood there agreed.
doubt-hard-to-separate = The schedules run almost together, and the effects are hard to tell apart.
doubt-hardly-linked = Less than half of the persons in a register are among the enrolments.
doubt-identifier-in-text = Some cells may hold the number of a person and were emptied.
doubt-identifiers-differ-in-case = Some identifiers are written with other capital letters than in the enrolments; they are linked.
doubt-identifying-column = A column might point to persons and is not used.
doubt-immediate-effect = The model takes the effect to be the same from the first day; where it grows the estimate is biased, sometimes in sign.
doubt-indispensable-unit = Without a certain unit the effect cannot be estimated.
doubt-instants-as-days = A column of dates holds moments; the date in Denmark is used.
doubt-late-beyond-unexposed = As much absence registered late as is feared would be more pupils than there are without absence.
doubt-left-for-other-programmes = Some pupils count as dropouts and soon began a programme outside the study.
doubt-left-out-without-fit = For some schools no model could be fitted without the school itself.
doubt-root-not-trusted = A time stamp holds, but nothing that was given says whose it is.
doubt-look-alikes = Two names look alike but are different to the lottery.
doubt-look-not-recorded = That the effect was seen could not be written down: { $reason }.
doubt-lottery-not-drawn = The lottery could not be replayed under this assumption.
doubt-masked-cells = Some counts were masked where they were made, and count as unknown.
doubt-missing-outcomes = In one or more outcomes some pupils are not counted, because the outcome is not known or a covariate is missing.
doubt-mixed-decimals = A column has both decimal comma and decimal point; each number is read by its own mark.
doubt-mixed-scripts = A name mixes letters of several alphabets.
doubt-model-variance = The model takes all programmes to react alike; where they do not, its standard errors are too small.
doubt-modulus11 = Some identifiers fail modulus 11; such numbers have been issued since 2007.
doubt-no-balance = There is a limit on balance but nothing to measure; no order is refused.
doubt-no-class-with-both = No class has both absent and other pupils, so nothing can be compared within classes.
doubt-no-contributions = Not committed yet: { $names }; the rehearsal leaves all contributions out.
doubt-no-extract-date = The day of extraction is not stated; the last date in the register is used.
doubt-no-interaction-test = The difference between the groups could not be tested.
doubt-no-randomization = The lottery’s own test does not exist for this row.
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
doubt-one-school = The register is one school’s own; a pupil who went on at another school looks like a dropout.
doubt-one-shard = Only a part of the simulation was run.
doubt-one-subgroup = All pupils are in the same group; there is nothing to compare.
doubt-out-of-reach = The power aimed at cannot be reached.
doubt-outcome-hardly-known = More than half of the pupils followed have no outcome, or no exit has a code.
doubt-outside-the-lottery = Some pupils are in programmes that were not in the lottery and are left out.
doubt-period-without-variation = In a period all have the same outcome; it says nothing about the effect.
doubt-predictions-too-extreme = The model’s predictions are too extreme: high risks are too high and low ones too low. Nothing was corrected.
doubt-programmes-folded = Some names of programmes are spelt a little differently from the study; they are taken as the same.
doubt-pupils-left-out = Pupils who lack a value are not counted.
doubt-repaired-identifiers = Some identifiers had lost their leading zero and were repaired.
doubt-risks-bounded = Some simulated pupils got a risk that had to be held between bounds.
doubt-rows-left-out = Some rows lack a value that is needed and are left out.
doubt-rules-not-tried = Waves were chosen without the rules of the lottery.
doubt-school-not-judged = For some schools a measure of the prediction has no finite value; they are left out of what is pooled.
doubt-scorecard-definition = The scorecard was made with another definition of absence, follow-up or dropout than the one it is judged by.
doubt-seen-last-before-the-end = Some pupils were followed for a part of the time only without having left; risks count them as not dropped out.
doubt-sensitivity-left-out = A sensitivity analysis could not be made.
doubt-separation = A group has no dropouts or dropouts only; the model cannot be fitted.
doubt-short-lead = The rehearsal’s draw comes sooner than that of a lottery may.
doubt-singleton-wave = A wave has one programme only; the uncertainty comes from the lottery alone.
doubt-singular-fit = A variance in the model came out zero.
doubt-size-assumed = No size is declared; 25 pupils a programme and period are assumed.
doubt-sizes-not-analysed = The number of pupils per cell could not be analysed as an outcome.
doubt-small-cells = Numbers that rest on few pupils are empty in what is published.
doubt-started-otherwise = Some programmes began in another period than the one drawn; the analysis follows the lottery.
doubt-starts-beside-term = Many pupils start just beside a period.
doubt-subgroup-left-out = A group could not be estimated.
doubt-subgroup-not-available = The data do not hold the grouping.
doubt-subgroup-without-comparison = A group has nobody to compare with.
doubt-summed-decimals = Numbers with decimals are summed over programmes that are drawn together.
doubt-synthetic-completions = Some enrolments were made up by the agency and do not count as enrolments.
doubt-terms-not-yet-observable = The outcome cannot be seen yet in some periods; they are left out for all programmes.
doubt-terms-past = Every period has ended, the last on { $last }: whoever locks may know how it went.
doubt-near-pack = A pack of the same lock lies beside this one, and counts differ by so few pupils that whoever has both learns about them.
doubt-no-lock-here = The place cannot lock files, so two runs at once would not see each other.
doubt-throwers-not-locked = The lock does not say who throws the dice, nor how often.
doubt-title = The title is locked without characters that cannot be seen.
doubt-too-many-subgroups = There are too many groups to show.
doubt-two-programmes = Some pupils start in two programmes on the same day; one of them counts.
doubt-unbounded-interval = The interval has no limit: too few possible lotteries to reject any effect.
doubt-undated-departures = Some pupils left without a date; they are counted apart and do not count as staying.
doubt-unequal-chances = The rules make the lottery’s chances unequal; the estimate less this mean stands beside it.
doubt-weak-first-stage = The draw did not clearly move what was delivered, so the effect of delivery is hardly known.
doubt-selected-by-treatment = Whether an agreement was kept can be asked only of those who got one, and the intervention may have changed who that was.
doubt-monotonicity-doubtful = Fewer came into the count with the intervention than without, so the bounds for those who would be in it either way rest on a doubtful assumption.
doubt-units-with-gaps = Some programmes have no data in a period; they are used in the periods in which they have.
doubt-gaps-follow-schedule = Whole waves have no data in some periods, so the draw decides who has; there are no replays.
doubt-cells-dropped = Some comparisons cannot be made because nobody on one side has data.
doubt-design-needs-complete-units = This variance needs programmes with data in every period.
doubt-units-left-out = Some units lack the outcome in a period and are left out, in every replay too.
doubt-unknown-background = Some background values could not be read and count as unknown.
doubt-unusable-identifiers = Some identifiers cannot be used to join registers.
doubt-unusual-encoding = A file is in an unusual encoding; check that æ, ø and å are right.
doubt-weight-not-used = The method cannot use the weight asked for.
doubt-window-past-landmark = Some pupils are absent only after the landmark, when they are already being followed.
doubt-zero-by-construction = The standard error is zero whatever the numbers are; it is not shown.

# The report
stamp = REHEARSAL
skip = Skip to the contents
contents = Contents
part-short = On one page
part-results = Results
part-appendix = Appendix
page-before = {"page "}
page-between = {" of "}
table-word = Table
head-question = Question and target
head-rollout = Who starts when
head-pupils = The pupils
head-effect = The effect
head-exposure = The effect over time
head-estimates = Other ways to estimate it
head-comparison = The interventions compared
head-subgroups = Groups of pupils
head-absence = Early absence
head-delivery = What was delivered
head-deviations = Deviations from the plan
head-lottery = The lottery
head-witnesses = Stamps and witnesses
head-randomization = What the p-value rests on
head-lags = Tests of the periods before and after the start
head-missing = Missing outcomes
head-all-estimates = Every estimate
head-sensitivity = Sensitivity
head-forecast = The forecast
head-power = Power
head-flow = Pupils by wave and period
head-balance = Balance between the waves
head-absence-more = More on early absence
head-decision = Is calling worth it?
head-capacity = Whom do the calls reach?
head-schools = Schools that the model has not seen
head-scorecard = The model as a scorecard
head-groups = Does the rule treat groups alike?
head-late = The claim and absence registered late
head-data = Data and reconciliation
head-methods = Methods and references
head-checklist = Checklists
head-reproduce = How to reproduce everything
finding-lowered = The intervention lowered { $noun } by { $size } percentage points ({ $limits })
finding-raised = The intervention raised { $noun } by { $size } percentage points ({ $limits })
finding-none = We cannot see whether the intervention changed { $noun }: { $size } ({ $limits })
finding-shortened = The intervention shortened the time in the course by { $size } days a pupil ({ $limits })
finding-lengthened = The intervention lengthened the time in the course by { $size } days a pupil ({ $limits })
finding-none-days = We cannot see whether the intervention changed the time in the course: { $size } ({ $limits })
finding-odds-lowered = The intervention lowered the odds of { $noun } (odds ratio { $size }; { $limits })
finding-odds-raised = The intervention raised the odds of { $noun } (odds ratio { $size }; { $limits })
finding-odds-none = We cannot see whether the intervention changed the odds of { $noun } (odds ratio { $size }; { $limits })
finding-own-lowered = The intervention lowered { $noun } by { $size } ({ $limits })
finding-own-raised = The intervention raised { $noun } by { $size } ({ $limits })
finding-own-none = We cannot see whether the intervention changed { $noun }: { $size } ({ $limits })
finding-unknown = We cannot see whether the intervention changed { $noun }; the uncertainty could not be computed ({ $reason })
finding-no-estimate = the effect could not be estimated from these data
finding-no-limits = the interval has no limits
finding-wrong-way = That is the opposite of the target.
finding-interval = { $level } confidence interval: { $interval }
limits-from-to = { $low } to { $high }
limits-both-ways = from { $low } to { $high }
limits-at-least = at least { $limit }
limits-at-most = at most { $limit }
points-lower = { $size } percentage points lower
points-higher = { $size } percentage points higher
points-same = { $size } percentage points
days-shorter = { $size } days a pupil shorter
days-longer = { $size } days a pupil longer
days-same = { $size } days a pupil
limit-lower = { $size } lower
limit-higher = { $size } higher
limit-same = { $size }
limit-shorter = { $size } shorter
limit-longer = { $size } longer
noun-completed = completion
noun-dropout = dropout
noun-agreement = the share with a training agreement
noun-retained = the share of those with an agreement who still have it
noun-transition = the share who go on to the main course
noun-neet = the share without education or placement
noun-kept = the share who got and kept a training agreement
noun-days = the time in the course
odds-kept = getting and keeping a training agreement
odds-completed = completing
odds-dropout = dropout
odds-agreement = getting a training agreement
odds-retained = still having the training agreement
odds-transition = going on to the main course
odds-neet = being without education or placement
ahead-title = { $programmes } programmes start in { $waves } waves; a lottery decides the order
ahead-title-drawn = { $programmes } programmes start in { $waves } waves; a lottery has decided the order
ahead-lead = { $count ->
    [one] Every programme is to get the intervention. A public lottery decides the order, so that those that have started can be compared with those still waiting.
   *[other] Every programme is to get all { $count } interventions. A public lottery decides the order of each, so that those that have started can be compared with those still waiting.
}
ahead-lead-drawn = { $count ->
    [one] Every programme is to get the intervention. A public lottery decided the order, so that those that have started can be compared with those still waiting.
   *[other] Every programme is to get all { $count } interventions. A public lottery decided the order of each, so that those that have started can be compared with those still waiting.
}
notice-rehearsal = Rehearsal: the lottery is a trial run and binds nobody.
notice-not-locked = The plan is not locked. Nothing here was therefore decided in advance.
notice-deviations = { $count ->
        [one] There is 1 deviation from the locked plan; see Deviations from the plan.
       *[other] There are { $count } deviations from the locked plan; see Deviations from the plan.
    }
answer-worked = Did it work?
answer-target = Was the target reached?
answer-sure = How sure is it?
answer-whom = For whom?
answer-early = What does early absence mean?
worked-yes = Yes.
worked-none = We cannot see that it did.
worked-wrong-way = The outcome went the opposite way of the target.
worked-unknown = It cannot be told.
worked-with-without = With the intervention { $with }, without it { $without } by the estimate.
worked-entered = { $all } pupils entered the comparison: { $treated } with the intervention and { $waiting } waiting.
worked-with-without-each = With it { $with }, without it { $without } by the estimate.
worked-entered-each = { $treated } pupils with the intervention, { $waiting } waiting.
worked-elsewhere = { $count ->
        [one] 1 pupil is used only in other estimates.
       *[other] { $rest } pupils are used only in other estimates.
    }
target-yes = Yes, the target was reached.
target-no = No, the target was not reached.
target-cannot-tell = We cannot tell whether the target was reached.
target-odds = We cannot tell: the target is in percentage points, the effect in odds.
target-none = No target was set.
goal-fall = The target is a fall of at least { $size } percentage points.
goal-rise = The target is a rise of at least { $size } percentage points.
goal-fewer-days = The target is at least { $size } fewer days a pupil.
goal-more-days = The target is at least { $size } more days a pupil.
sure-no-p = There is no p-value; only the interval tells how sure it is.
sure-replays = If the intervention had no effect on anyone, the lottery alone would give a difference at least that large { $often } ({ $p }; { $draws } replays of the lottery).
sure-joint = So often the lotteries alone would give at least as much if nothing worked (adjusted; { $draws } replays):
sure-joint-each = { $often } ({ $p })
sure-model = With no effect a difference at least that large would arise { $often } ({ $p }).
often-rarely = in less than 0.1% of cases
often-share = in { $share }% of cases
not-examined = This was not examined.
counts-cannot-tell = Cannot be told from counts alone.
whom-alike = We cannot see a difference between the groups (smallest adjusted { $p }).
whom-differ = The effect differs by { $groups }, adjusted for the number of comparisons.
early-risks = { $with } of pupils absent on at least { $days } { $days ->
        [one] day
       *[other] days
    } of the first { $window } later dropped out; of the others { $without }.
early-symptom = Absence is a symptom and not necessarily a cause.
trust-heading = Can it be trusted?
trust-check = Check
trust-answer = Answer
trust-clause = Why
answer-yes = yes
answer-no = no
answer-unknown = not known
check-lottery = The lottery can be recomputed
check-lock = Locked before chance was known
check-throwers = Who throws the dice was locked
check-plan = The plan was kept
check-codes = Codes were declared before results
check-outcomes = The outcomes are known
check-delivery = Delivery was as drawn
check-waves = The waves are large enough
check-agreement = Other estimates agree
clause-lottery-yes = recomputed when the report was made
clause-lottery-no = recomputed, and it gives something else
clause-lottery-unknown = there is no draw to recompute
clause-lottery-rehearsal = a rehearsal: the draw is practice
clause-codes-rehearsal = a rehearsal: nobody has seen an effect
clause-lock-none = no time stamps; ask where the line was published
clause-lock-before = stamped by { $who }, { $hours } hours before
clause-lock-before-count = { $who } time stamps, { $hours } hours before
clause-lock-after = stamped by { $who }, but not in time
clause-lock-after-count = { $who } time stamps, not all in time
clause-lock-stamped = stamped by { $who }
clause-lock-stamped-count = { $who } time stamps
clause-throwers-ahead = who throws, and how often, is not in the lock
clause-throwers-unknown = who threw, and how often, is not in the lock
clause-throwers-yes = { $people } { $people ->
        [one] person
       *[other] people
    }, { $throws } throws each, in the lock
clause-plan-rehearsal = a rehearsal: nothing is locked
clause-plan-unlocked = the plan is not locked
clause-plan-yes = no deviations since the lock
clause-plan-no = { $count } { $count ->
        [one] deviation
       *[other] deviations
    } since the lock
clause-codes-unknown = the first look at results is not recorded
clause-codes-no = changed without a lock before results
clause-codes-locked = locked on { $day }, before results
clause-codes-plan = they are in the locked plan
clause-outcomes = { $share } of { $all } pupils have a known outcome
clause-outcomes-unknown = there are no pupils to count
clause-delivery = { $share } of { $all } programme-periods
clause-delivery-unknown = no data on what was delivered
clause-waves = the smallest wave has { $lots } { $lots ->
        [one] lot
       *[other] lots
    }
clause-waves-unknown = no lots are drawn yet
clause-agreement = { $same } of { $all } other estimates point the same way
clause-agreement-unknown = no other estimates to compare with
limits-heading = What does the study not answer?
limit-these-schools = Only these schools: whether it works elsewhere was not examined.
limit-follow-up = Only until the end of follow-up: what happened later is not included.
limit-which-part = Not which part of the intervention: all of it was tried as one.
lockline-lock = Lock
lockline-seed = Seed
lockline-check = check: `lodtrin verify`
doubts-heading = Doubts
doubts-more = { $count } more of the same kind.
wave = Wave
period = Period
first-day = First day
lots = Lots
lot = Lot
schools = Schools
rollout-table = The waves
rollout-lead-ahead = { $programmes } programmes; a public lottery decides when each starts.
rollout-lead-schools-ahead = { $programmes } programmes at { $schools } { $count ->
        [one] school
       *[other] schools
    }; a public lottery decides when each starts.
rollout-lead = { $programmes } programmes; a public lottery decided when each starts.
rollout-lead-schools = { $programmes } programmes at { $schools } { $count ->
        [one] school
       *[other] schools
    }; a public lottery decided when each starts.
after-the-draw = After the draw
withdrawn-stays = A programme that was withdrawn keeps its place in the analysis (as drawn).
balance-table = Balance between the waves
flow-table = { $outcome }: share in each wave and period; * the wave has started
few = few
lottery-not-locked = The lottery is not locked.
lottery-lead = The plan, the list of programmes and the rules stand in the lock. Anybody can recompute its digest, and the draw follows from the lock and the public source of randomness alone. What shows that the lock came first stands under Stamps and witnesses.
witnesses-none = No time stamps lie beside the lock. That it came first rests on where its line was published and who was present.
witnesses-table = Time stamps of the lock
witnesses-note = The stamps hold; `lodtrin verify --trust` judges whose they are. A stamp shows that the lock existed, not that it was the only one.
authority = Authority
hours-before = Hours before chance
effect-used = The effect rests on { $pupils } pupils: { $treated } with the intervention and { $waiting } waiting, in { $lots } of { $all } lots.
forecast-taken-off = Every pupil’s expected outcome, computed from earlier periods ({ $terms }) and locked before the lottery, was taken off.
forecast-both = With the forecast: { $with }. Without it: { $without }.
forecast-terms = Periods before the rollout
forecast-history = Digest of the table
forecast-without = The planned effect without the forecast
forecast-ratio = Variance with the forecast over variance without it
forecast-held-out = Tried on periods that were held out: share of the differences between programmes that the forecast leaves
forecast-ahead = { $n ->
    [one] 1 period ahead: { $ratio }
   *[other] { $n } periods ahead: { $ratio }
 }
limits-from-to-sided = from { $low } to { $high }
forecast-without-history = Programmes without earlier pupils
lags-before-no = Did anything move before the start? Not that we can see ({ $p }).
lags-before-yes = Did anything move before the start? Yes, more than by chance ({ $p }); that is a warning.
lags-next-no = Were those about to start different? Not that we can see ({ $p }).
lags-next-yes = Were those about to start different? Yes ({ $p }); waiting may have done something.
lags-average-yes = Does one average tell the story of all periods? Nothing speaks against it ({ $p }).
lags-average-no = Does one average tell the story of all periods? No, the effect changes with time ({ $p }).
lags-not-tested = Before the start there should be no effect; later periods rest on fewer programmes.
lags-tests-table = Tests of all periods at once
tested-table = What each test rests on
tested-error = Error of p
tested-smallest = Smallest p
tested-adjusted = p, adjusted
tested-mean = Mean over the replays
tested-beta = Share taken off (β)
tested-note = p, adjusted: for all tests of the kind (Westfall and Young). Mean over the replays: under no effect; in pp where nothing else stands. β: how much of the difference before the start the estimate takes off; * held between 0 and 1.
dropped-table = Comparisons that do not exist because nobody was seen on one side
dropped-start = Started
began-table = Programmes that began in another period than the one drawn
began-drawn = Drawn
began-given = Began
began-not-yet = not yet
unit-own = own unit
lags-critical = Standard errors on either side
lags-bands-table = Limits that hold for all periods at once (pp where nothing else stands)
lags-weights-table = What the averages weigh: periods since the start, and weight
outcome = Outcome
method = Method
test = Test
statistic = Statistic
df = Degrees of freedom
p = p
periods-since-start = Periods since the start
low = Lower
high = Upper
average = Average
weights-by-lag = Weights
inference = Inference
effect = Effect
interval = Interval
planned = Planned
analysis = Analysis
after-start = After the start
after-start-of = After the start: { $name }
share-missing = share without a known outcome
pupils-per-cell = Pupils by programme and period
delivered-first-stage = The share that got the intervention was { $size } among those who had started than among those waiting ({ $inside }).
delivered-effect = Effect on those who really got the intervention, if it works only when it is given: { $size } ({ $inside }).
reference-replays = The reference set is { $draws } replays of the very lottery that was held.
reference-all = The reference set is all { $draws } orders that the lottery could give.
reference-allocations = Possible orders: about { $value }.
reference-smallest = Smallest p that can come out: { $value }.
reference-error = Monte-Carlo error of p: { $value }.
reference-mean = Mean over the replays under no effect (should be near 0): { $value }; the estimate less this mean is shown where chances are unequal.
missing-known = { $known } of { $all } pupils have a known outcome ({ $share }).
missing-gaps = Programmes without data in a period are represented by those of the same side that have data.
missing-gaps-table = Programmes and periods without data
missing-tipping = The finding stands unless those missing did at least { $size } percentage points worse than those known.
missing-tipping-never = The finding stands however those missing did.
missing-tipping-not-significant = There is no finding that those missing could overturn.
missing-question = What if those we did not see had done differently?
missing-says = What the row says
missing-withdrawn = Withdrawn
missing-row-bounds = However those missing did, complete data would give an effect in the interval { $limits }.
missing-row-worst = The interval { $limits } holds whatever is missing and why; with the worst filling p is { $value }.
missing-row-independent = It cannot be seen that the lottery decides who is missing ({ $p }).
missing-row-depends = Who is missing depends on the draw ({ $p }); comparing those we saw may be skewed.
missing-row-always = Among those who would get an agreement with and without the intervention, the effect lies in the interval { $limits }, if the intervention does not both give and cost agreements.
missing-row-always-nobody = Of those who would get an agreement with and without the intervention, nothing can be said.
missing-tipping-days = The finding stands unless those missing did at least { $size } days worse than those known.
missing-tipping-units = The finding stands unless those missing did at least { $size } (in the unit of the outcome) worse than those known.
estimates-note = The estimates can concern different averages and need not agree. The title counts no bounds and no other uncertainty. Only the planned estimate decides on the target; all numbers are in the appendix.
all-estimates-table = Every estimate (probabilities in percentage points)
sensitivity-table = Sensitivity
question-one = The question is whether the intervention changes { $noun }.
question-several = The question is whether each of the interventions changes { $noun }.
estimand-simple = What is measured is the average effect over all programmes and periods with the intervention while some are still waiting; waves weigh by their number of lots.
estimand-cohort = What is measured is the average effect within each wave, then over the waves.
estimand-calendar = What is measured is the average effect within each period, then over the periods.
estimand-time-averaged = What is measured is the mean of the effects by time with the intervention, each time weighing the same.
estimand-as-planned = What is measured is the effect as the plan describes it.
meaning = Meaning
within = Within
target = Target (pp)
role = Role
role-primary = primary
role-secondary = secondary
outcomes-table = Outcomes
within-course = until the end of the course
kind-completed = share who complete
kind-dropout = share who drop out
kind-agreement = share with a training agreement
kind-retained = share of those with an agreement who still have it
kind-transition = share who go on to the main course
kind-neet = share without education or placement
kind-kept = share who get and keep a training agreement
kind-days = days in the course
power-baseline = Outcome without the intervention
power-effect = Effect planned for (percentage points)
power-icc = Correlation within programme and period
power-cac = Autocorrelation between periods
power-school-icc = Share of the variance between schools
power-size = Pupils by programme and period, planned
power-level = Level
power-aim = Power aimed at
power-table = Power and smallest effect, by closed form
power-counted = Computed
power-planned = as planned
power-realised = with the pupils that came
power-reference = Distribution
power-normal = normal
power-found = Power
power-smallest = Smallest effect
power-smallest-points = Smallest effect (pp)
power-immediate = the same effect from the start
power-exposure-average = average over periods since the start
power-iac = Correlation between periods of one pupil
power-decay = Correlation left with every period
power-school-cac = Autocorrelation between periods of a school
power-r2 = Share of the variance that the forecast explains
power-effect-sd = Uncertainty of the effect beforehand (standard deviation, percentage points)
power-column = from a column of the list
power-error = Standard error
power-error-points = Standard error (pp)
power-simulated-table = Power of the planned analysis in simulated trials (results/power.json)
power-declared = as planned
power-without-forecast = without the forecast
power-analysis = Analysis
power-short-icc = icc
power-short-cac = cac
power-quantity = Quantity
power-value = Value
power-monte-carlo-points = Monte-Carlo error (pp)
power-monte-carlo = Monte-Carlo error
power-errs = Finds something where nothing is
power-assurance = Power over the effects that may be
power-trials = Simulated trials
power-draws = Replays in each
power-effect-own = Effect planned for
power-variance-school = Variance between schools
power-variance-school-period = Variance between periods of a school
power-variance-programme = Variance between programmes
power-variance-cell = Variance between periods of a programme
power-variance-cohort = Variance between pupils who come again
power-variance-residual = Variance between pupils
power-variance-treatment = Variance of the effect between programmes
power-covariance-treatment = Covariance of effect and level
power-note = Power under these values: `lodtrin power`.
power-none = The protocol has no planning values (`[power]`); power was not computed.
power-rehearsal = Power is not computed in a rehearsal.
power-unresolved = Power cannot be computed from these values alone; `lodtrin power` says what is missing.
power-not-realised = Power with the pupils that came cannot be computed: the counts do not match the programmes and periods of the plan.
references-heading = References
reproduce-lead = With the same version of the tool the same files give the same bytes, on any machine and with any number of threads.
tool = Tool
file = File
digests-table = Files and their digests (SHA-256)
lock-lines = The lines of the lock
delivery-rows = { $register } ({ $count ->
        [one] 1 row
       *[other] { $rows } rows
    })
delivery-extracted = { $register } ({ $count ->
        [one] 1 row
       *[other] { $rows } rows
    }, extracted { $day })
deliveries-line = Deliveries: { $list }.
absence-not-allotted = Absence was not allotted by lottery. It may be a sign of something else that leads to dropping out, and the association does not say what would happen if absence were prevented.
absence-by-arm-note = Do absence and dropping out go together less once the intervention runs? The curves describe, they do not prove: being there at the landmark comes after treatment, so that the intervention may itself have changed who is compared. The test that rests on the lottery stands in the table as the difference between with and without the intervention.
absence-csv = All numbers are in `results/absence.csv`.
absence-crude = unadjusted
absence-linear-adjusted = linear regression, adjusted
absence-g-computation = standardisation (g-computation)
absence-poisson-adjusted = Poisson regression, adjusted
absence-logit-adjusted = logistic regression, adjusted
absence-cox-adjusted = Cox regression, adjusted
absence-mantel-haenszel = Mantel-Haenszel, within clusters
absence-no-landmark = without a landmark (biased, for comparison)
absence-late-registered = bounds if absence is registered late
absence-registered-in-time = only absence registered by the landmark
absence-undated = bounds for dropout without a date
absence-by-days = days absent
absence-by-hours = hours absent
absence-call-all = call everybody
absence-random = calls at random
absence-landmark = landmark
absence-random-effects = random effects (between schools)
absence-kaplan-meier = Kaplan-Meier
absence-aalen-johansen = Aalen-Johansen
absence-delong = DeLong
absence-delta = delta method
absence-cluster-bootstrap = cluster bootstrap
absence-greenwood = Greenwood
absence-unexposed = not absent
absence-exposed = absent
absence-against = absent v. not
absence-per-day = per day
absence-per-hour = per hour
absence-untreated = without the intervention
absence-treated = with the intervention
absence-by-treated = difference: with minus without the intervention
absence-by-school = differences between schools, tested together
absence-or-left = effect on being absent or gone before the landmark
absence-everybody = everybody
absence-unseen-school = at schools that the model has not seen
absence-intercept = constant
absence-at-least = { $n ->
    [one] absent at least 1 day
   *[other] absent at least { $n } days
 }
absence-between = difference between the groups: { $name }
absence-school = School: { $name }
absence-phase = day { $from } to { $to }
absence-phase-number = phase { $n }
absence-term = Group

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
doubt-no-history = Some programmes have no pupils in the earlier periods; their forecast is everybody’s mean.
doubt-no-degrees-of-freedom = There are too few clusters for a p-value and an interval.
figure-call-everybody = call everybody
figure-call-at-random = calls at random
figure-call-by-model = the model
figure-call-by-scorecard = the scorecard
figure-call-by-rule = the rule
figure-decision-title = Is calling worth it?
figure-decision-note = Pupils reached per 100, with every call in vain taken off at the price below. 0 is not to call. The highest line is best; dotted lines are the prices asked about.
figure-decision-axis = Risk from which a call is worth it (10%: 10 calls to reach one; 20%: 5; 50%: 2)
figure-capacity-title = How many of those who drop out are reached?
figure-capacity-note = Share of those who later drop out among those who are called. Among pupils ranked alike some are drawn by lot.
figure-capacity-axis = Pupils that can be called per class
followed-starters = Started: { $n } pupils.
followed-left-by-landmark = Had left before the landmark: { $n }.
followed-absence-unknown = Absence not known: { $n }.
followed-day-unknown = Day of leaving not known: { $n }.
followed-event-unknown = Not known whether they left: { $n }.
followed-covariate-unknown = A covariate is missing: { $n }.
followed-outcome-unknown = Outcome not known: { $n }.
followed-n = In the numbers: { $n }.
followed-days = Dropped out by the day (Aalen-Johansen; the table of risks counts those not followed to the end as having stayed)
followed-day = Day
followed-rates = Dropping out per 1,000 pupil-days in four parts of the follow-up
followed-phase = Part
followed-begun = Followed as the part began
followed-independent = These limits take pupils as independent of one another: { $list }. The others allow for pupils of one programme being alike.
independent-greenwood = the curves (Greenwood)
independent-delong = the area under the ROC curve (DeLong)
independent-model = limits that follow from the model alone
followed-log-rank = Log-rank test of the two curves: χ² = { $value } ({ $p }).
calibrated-table = Predicted and observed risk in ten equal groups of pupils, lowest risk first
calibrated-bin = Group
calibrated-predicted = Predicted
calibrated-observed = Observed
calibrated-whole = Of everybody: in the large (logit) { $level }, where 0 is as predicted; slope { $slope }, where 1 is as predicted.
decided-rule = The rule at each number of days absent
decided-who = Call at
decided-dropouts = Later dropouts reached per class
decided-worth = What it is worth to call
decided-strategy = Who is called
decided-risk = A call is worth it from a risk of (%)
decided-benefit = Net benefit, pupils per 100
decided-model = the model
decided-rule-word = the rule
decided-against = { $own } against { $other }
reached-table = What the calls reach
reached-calls = Possible calls per class
reached-made = Calls made per class
schools-table = The schools by themselves and together
schools-school = School
schools-auc-rule = AUC, days absent
schools-auc-model = AUC, the model
schools-level = The model in the large (logit)
schools-slope = The model’s slope
schools-spread = spread between schools (τ)
figure-schools-title = Does the model hold at a school it has not seen?
figure-schools-note = Each school is judged by a model without it. Schools: limits as if pupils were independent. Dashed: no discrimination (0.5), as predicted (0), as steep as predicted (1).
figure-schools-auc = AUC
figure-schools-in-the-large = In the large (logit)
figure-schools-slope = Slope
figure-schools-pooled = pooled
figure-schools-new = new school
report-scorecard = Terms of the scorecard
report-scorecard-note = The risk is 1/(1 + exp(−sum)), where sum is the constant plus each term times its coefficient, in the units of the data. The tool does not compute the risk of single pupils.
report-groups = The rule in each group
report-groups-note = Where risks differ between groups, a rule that finds an equal share of those who drop out (sensitivity) cannot also be right equally often (positive predictive value).
report-late = Differences if absence was registered late
report-late-note = Bounds and numbers had some absence been registered after the landmark only, or where a dropout has no date.
report-claim = Claimed: { $claim } percentage points, give or take { $margin }. Crude: { $crude }. Adjusted: { $adjusted }.
report-claim-definitions = Under other definitions of absence the claim is consistent in { $like } of { $all }.
report-claim-table = Difference in risk against the claim
report-claim-by-definition = The claim under each definition of absence
verdict-consistent = consistent with the claim
verdict-larger = larger than claimed
verdict-smaller = smaller than claimed
verdict-cannot-tell = cannot tell
verdict-not-estimable = not estimable
# Tables for papers.
paper-table = Table
paper-caption-1 = Pupils before and after the start
paper-caption-2 = Effects on each outcome
paper-caption-3a = Dropout by early absence
paper-caption-3b = Dropout with and without early absence, compared
paper-caption-4 = Effects in groups of pupils
paper-caption-s1 = All estimates
paper-caption-s2 = Sensitivity: the same question answered in other ways
paper-caption-s3 = Pupils in each wave and period
paper-characteristic = Characteristic
paper-waiting = Waiting
paper-after = After the start
paper-std-difference = Standardised difference
paper-p = p
paper-p-adjusted = p, adjusted
paper-p-difference = p for the difference
paper-outcome = Outcome
paper-n = Pupils
paper-without = Without
paper-with = With
paper-without-percent = Without (%)
paper-with-percent = With (%)
paper-effect = Effect
paper-low = Lower limit
paper-high = Upper limit
paper-effect-points = Effect (pp)
paper-low-points = Lower limit (pp)
paper-high-points = Upper limit (pp)
paper-treated-used = Pupils used after the start
paper-absence = Absence
paper-share = Share (%)
paper-dropouts = Dropped out
paper-risk = Risk (%)
paper-measure = Measure
paper-crude = Crude
paper-adjusted = Adjusted
paper-e-value = E-value
paper-difference = Difference
paper-difference-points = Difference (pp)
paper-ratio = Risk ratio
paper-exposed = Absence at the threshold or above
paper-not-exposed = Absence below the threshold
paper-group = Grouping
paper-level = Group
paper-weight = Weight (%)
paper-unknown = not known
paper-intervention = Intervention
paper-method = Method
paper-average = Average
paper-inference = Inference
paper-se = SE
paper-df = df
paper-planned = Planned
paper-analysis = Analysis
paper-differs = Differs in
paper-same-sign = Same sign
paper-planned-analysis = The planned analysis
paper-differs-method = method
paper-differs-average = average
paper-differs-inference = inference
paper-differs-data = outcome, weights or data
paper-wave = Wave
paper-never = never
paper-period = Period
paper-programmes = Programmes
paper-enrolled = Enrolled
paper-excluded = Excluded
paper-missing-count = Missing
paper-analysed = Analysed
paper-with-outcome = With the outcome
paper-raw-percent = Raw share (%)
paper-raw-mean = Raw mean
paper-missing = missing
paper-pupils = Pupils
paper-pupils-per-cell = Pupils per programme and period
paper-school = School: { $name } (%)
paper-share-of = { $name } (%)
paper-unit-days = days
paper-unit-odds = odds ratio
paper-minus = { $a } minus { $b }
paper-both = interaction of { $a } and { $b }
paper-where-also = { $a } where { $b } is too
paper-beside-others = { $outcome }: { $intervention }, beside the others
paper-by-itself = { $outcome }: { $intervention }, by itself
covariate-under20 = Under 20 years
covariate-female = Female
covariate-benefit = Education benefit
covariate-pupils = Pupils by the list
covariate-age = Age
paper-days = { $n ->
    [one] 1 day
   *[other] { $n } days
 }
paper-days-or-more = { $n ->
    [one] 1 day or more
   *[other] { $n } days or more
 }
paper-note-earlier = The periods before the start lie earlier.
paper-note-std-difference = Standardised difference: the difference between the means divided by the square root of the mean of the two variances.
paper-note-method = Method: { $method }; { $average }; inference: { $inference }.
paper-note-weight-pupils = Programmes weigh by their number of pupils.
paper-note-weight-programmes = Programmes weigh alike.
paper-note-replays = p and limits from { $draws } replays of the lottery.
paper-note-level = Limits: { $level }% confidence interval.
paper-note-without = With: mean of the cells used after the start, under the estimate’s own weights. Without: with minus effect.
paper-note-all-used = All { $all } pupils after the start are used in the first estimate.
paper-note-used = Of { $all } pupils after the start { $used } are used in the first estimate; for the others nobody was left to compare with.
paper-note-odds = Odds: the effect is an odds ratio, its standard error that of the logarithm.
paper-note-mixed = Where nothing else is said, shares are in % and effects in percentage points.
paper-note-adjusted = Adjusted for: { $covariates }.
paper-note-e-value = E-value for the limit nearest to 1: { $limit }.
paper-note-groups = Difference: the effect in the group minus that in the first group of the grouping. p is that of the difference.
paper-note-group-weight = Weight: the group’s share of the pupils after the start whom the effect is about.
paper-note-every = Effects on shares in percentage points (pp). Only the planned estimates decide anything. SE: standard error; df: degrees of freedom.
paper-note-sensitivity = Same sign: whether the effect has the sign of the planned one. For bounds the limits are the extremes that missing outcomes can give, and there is no p.
paper-note-flow = Pupils with a known outcome are analysed. Empty cells hide small counts or cannot be told.
paper-note-left-out = Left out of the register of enrolments: { $list }.
method-roth-santanna = waves against waiting waves, adjusted for the level before the start (Roth and Sant’Anna)
method-callaway-santanna = waves against waiting waves, difference in differences (Callaway and Sant’Anna)
method-sun-abraham = waves against the last wave, difference in differences (Sun and Abraham)
method-difference-in-means = waves against waiting waves, difference in means
method-imputation = outcomes without the intervention filled in from those waiting (Borusyak et al.)
method-twfe = regression on programme and period, one effect
method-twfe-exposure = regression on programme and period, an effect for each period since the start
method-hussey-hughes = mixed model, one effect (Hussey and Hughes)
method-nested-exchangeable = mixed model with periods within programmes (Hooper et al.)
method-exposure-time = mixed model, an effect for each period since the start (Kenny et al.)
method-gee-logit = GEE, odds ratio
method-gee-identity = GEE, difference in shares
method-glmm-logit = logistic mixed model, odds ratio
method-within-period = comparison within each period (Thompson et al.)
method-joint = all interventions in one regression
method-joint-pairs = all interventions and pairs of them in one regression
told-roth-santanna = Compares each wave that has started with the waves still waiting, and adjusts for differences before the start by the weight that gives least uncertainty under the lottery.
told-callaway-santanna = Waves that have started against waves still waiting, with the difference in the period before the start fully subtracted.
told-sun-abraham = Waves that have started against the last wave alone, with the difference in the period before the start fully subtracted.
told-difference-in-means = Difference between waves that have started and waves still waiting, without adjustment for the time before the start.
told-imputation = Estimates what would have happened without the intervention from the programmes and periods that did not have it, and subtracts.
told-twfe = Linear regression with a level for each programme and each period. Misleading when the effect changes with time.
told-twfe-exposure = Linear regression with a level for each programme and each period, and an effect for each period since the start.
told-hussey-hughes = Mixed model with one level per programme and the same effect from the first day. Can be biased, even in sign, when the effect grows.
told-nested-exchangeable = Mixed model in which each programme has its own level and may also vary from period to period; the same effect from the first day.
told-exposure-time = Mixed model with an effect for each period since the start.
told-gee-logit = Population-average association on the logit scale, allowing for pupils of a programme being alike.
told-gee-identity = Population-average difference in probability, allowing for pupils of a programme being alike.
told-glmm-logit = Mixed logistic model; the effect is on the log-odds scale within programmes.
told-within-period = Difference between started and waiting programmes within each period, weighted by precision.
short-roth-santanna = Roth and Sant’Anna
short-callaway-santanna = Callaway and Sant’Anna
short-sun-abraham = Sun and Abraham
short-difference-in-means = difference in means
short-imputation = Borusyak et al.
short-twfe = regression, one effect
short-twfe-exposure = regression by exposure
short-hussey-hughes = Hussey and Hughes
short-nested-exchangeable = Hooper et al.
short-exposure-time = Kenny et al.
short-gee-logit = GEE, odds ratio
short-gee-identity = GEE, difference
short-glmm-logit = logistic mixed model
short-within-period = within periods
short-joint = all interventions together
short-joint-pairs = all interventions and pairs
short-average-delivered = of what was delivered
short-average-cohort = over waves
short-average-calendar = over periods
short-average-time-averaged = each period alike
short-average-simultaneous = all at once
short-inference-randomization = lottery
short-inference-neyman = Neyman
short-inference-model = model
short-inference-cr0 = CR0
short-inference-cr1 = CR1
short-inference-cr2 = CR2
short-inference-cr3 = CR3
short-inference-robust = sandwich
average-simple = all programmes and periods after the start
average-cohort = within each wave, then over waves
average-calendar = within each period, then over periods
average-by-lag = by periods since the start
average-time-averaged = each period since the start weighs the same
average-lag-tests = all periods since the start at once
average-simultaneous = all interventions at once, adjusted for their number
average-lag-after = { $n ->
    [0] the period of the start
    [one] 1 period after that of the start
   *[other] { $n } periods after that of the start
 }
average-lag-before = { $n ->
    [one] 1 period before the start
   *[other] { $n } periods before the start
 }
average-placebo = the periods before the start, largest departure
average-placebo-quadratic = the periods before the start, together
average-same-effect = the same effect in all periods since the start
average-anticipation = those next in line against later ones
average-first-stage = the effect of the lottery on what was delivered
average-delivered = those who really got the intervention
average-always-selected = those who would be included either way
inference-design = the design
inference-neyman = Neyman’s variance
inference-model = the model’s own
inference-cr0 = cluster-robust (CR0)
inference-cr1 = cluster-robust (CR1)
inference-cr2 = cluster-robust (CR2)
inference-cr3 = cluster-robust (CR3)
inference-jackknife = jackknife
inference-wild-bootstrap = wild bootstrap
inference-randomization = the lottery replayed
inference-robust = robust (sandwich)
inference-kauermann-carroll = robust (Kauermann and Carroll)
inference-mancl-derouen = robust (Mancl and DeRouen)
inference-bounds = bounds
inference-worst-case = worst case among the missing
way-pupils = every pupil counts alike
way-programmes = every programme counts alike
way-immediate = one immediate effect
way-transfers = Transfers counted as dropout
way-as-started = As started, not as drawn (Neyman’s variance)
way-delivered = Complier-average effect (scaled by what was delivered)
way-without-late = Without late lots
way-without-forecast = Without the forecast
way-complete = Only programmes with data in every period
registry-title = Fields for registration
registry-note = The fields are filled as far as the protocol reaches. The rest is written into `study.toml` under `[registration]` and binds nothing.
registry-field = Field
registry-content = Content
registry-missing = write `registration.{ $key }`
registry-units = { $programmes ->
        [one] 1 programme
       *[other] { $programmes } programmes
    }, { $lots ->
        [one] 1 lot
       *[other] { $lots } lots
    }{ $schools ->
        [0] {""}
        [one] , 1 school
       *[other] , { $schools } schools
    }
registry-outcome = { $outcome } (within { $within })
registry-outcome-target = { $outcome } (within { $within }; target { $target } percentage points)
registry-wave = wave
registry-not-locked = the plan is not locked
registry-clustered = Yes: whole programmes start together.
registry-experiment = Experiment: the order is decided by lottery.
registry-blinding = None: everybody knows when the intervention starts.
registry-data = The outcomes come from registers that are kept independently of the trial.
sap-title = Statistical analysis plan: { $title }
sap-draft = DRAFT: the plan is not locked, and everything in it can still change.
sap-locked = The plan is locked. Digest of the lock (SHA-256): { $lock }.
sap-question = Question
sap-question-text = Does the intervention change the primary outcome: { $outcome }?
sap-estimand = Estimand
sap-estimand-text = The average effect on the primary outcome ({ $outcome }) of having started rather than still waiting, among the pupils who enrol in a programme after its drawn start, whether or not the intervention was delivered. The average is over: { $average }.
sap-design = Design
sap-design-text = Stepped wedge: every programme gets the intervention, and the lottery decides in which period each one starts. Those who wait are compared with those who have started.
sap-units = There are { $programmes ->
        [one] 1 programme
       *[other] { $programmes } programmes
    } in { $lots ->
        [one] 1 lot
       *[other] { $lots } lots
    }{ $schools ->
        [0] {""}
        [one] {" "}at 1 school
       *[other] {" "}at { $schools } schools
    }.
sap-starts = Starts
sap-capacity = Lots
sap-first-day = First day
sap-last-day = Last day
sap-lottery = Lottery
sap-dice = Source of chance: dice thrown by several people before witnesses.
sap-drand = Source of chance: the public beacon drand quicknet, a round fixed in the lock.
sap-stratified = The programmes of each school are spread over the waves.
sap-apart = In different waves: { $list }.
sap-before = { $a } starts before { $b }.
sap-limit = At most a wave: { $rule }.
sap-balance = Balance: { $rule }.
sap-keep = Only the best balanced part ({ $share }) of the orders can be chosen.
sap-outcomes = Outcomes and codes
sap-within = Within
sap-weeks = { $n ->
    [one] 1 week
   *[other] { $n } weeks
 }
sap-months = { $n ->
    [one] 1 month
   *[other] { $n } months
 }
sap-years = { $n ->
    [one] 1 year
   *[other] { $n } years
 }
sap-course = the length of the course
sap-target-head = Target (pp)
sap-role = Role
sap-role-primary = primary
sap-role-secondary = secondary
sap-profile = profile
sap-register = Register
sap-class = Class
sap-codes = Codes
sap-primary = Primary analysis
sap-primary-text = Method: { $method }. Average: { $average }.
sap-forecast = Every pupil’s expected outcome, computed from earlier periods and locked before the lottery, is taken off.
sap-transition = { $n ->
    [one] The first period after the start counts neither as treated nor as waiting.
   *[other] The first { $n } periods after the start count neither as treated nor as waiting.
 }
sap-several = There are several interventions: the deciding estimate has all of them in one regression, with intervals and p adjusted for their number.
sap-secondary = Secondary analyses
sap-other-outcomes = The same analysis of the secondary outcomes: { $list }.
sap-by-lag = The effect for each period since the start, with the periods before it as a check.
sap-standing = Beside it: { $method }; inference: { $inference }.
sap-absence = Early absence: { $threshold ->
    [one] at least 1 day
   *[other] at least { $threshold } days
 } absent in the first { $window } days, and dropout after day { $landmark } among those still there.
sap-sensitivity = Sensitivity: other methods, weights and definitions of the outcome, which decide nothing.
sap-inference = Inference
sap-replays-studentized = p and limits come from replaying the very lottery that is held { $draws } times, the studentised estimate being the statistic; the limits are the constant effects that the test does not reject.
sap-replays-estimate = p and limits come from replaying the very lottery that is held { $draws } times, the estimate itself being the statistic; the limits are the constant effects that the test does not reject.
sap-variance = Standard errors: { $inference }.
sap-multiplicity = Of several outcomes p is adjusted after Westfall and Young; only the primary outcome decides. A change is claimed only if p is below the limit and zero lies outside the interval.
sap-missing = Missing outcomes
sap-missing-text = Pupils without a known outcome are not counted. Programmes without data in a period are represented by those of the same group that have data. Where anything is missing in what is compared, the bounds to which the missing outcomes can move the effect are shown too.
sap-subgroups = Subgroups
sap-subgroups-text = The effect is shown for each group of: { $list }. A difference between groups is claimed only by the test of the difference, adjusted for their number.
sap-no-subgroups = None is planned.
sap-power = Sample size and power
plan-power-none = There are no planning values in `[power]`.
plan-power-text = Planned from { $list }; { $level }% interval and { $power }% power.
plan-power-baseline = risk without the intervention { $value }%
plan-power-effect = effect { $value } percentage points
plan-power-icc = ICC { $value }
plan-power-cac = CAC { $value }
plan-power-iac = IAC { $value }
plan-power-decay = decay per period { $value }
plan-power-school-icc = ICC between schools { $value }
plan-power-size = pupils per programme and period { $value }
plan-power-size-column = pupils per programme and period from the column { $column }
plan-power-r2 = the forecast’s share of the variance { $value }
sap-deviations = Deviations
sap-deviations-text = Every change after the lock is written with its day and reason and shown in the report, together with whether results had been seen.
sap-coded = The registers’ codes were locked on { $date }, before any effect was computed (as far as the files show).
sap-change-date = Day
sap-change-kind = Kind
sap-change-key = Key
sap-change-from = Locked
sap-change-to = Now
change-replaced = lock replaced
change-withdrawn = withdrawn
change-late = late programmes
change-coding = codes locked
change-fallback = fallback round
change-deviation = deviation
change-delivery = data delivered anew
change-unexplained = not explained
change-out = out
change-wave = wave { $number }
change-nothing = nothing
class-completed = completed
class-dropout = dropout
class-in-progress = still enrolled
class-never-started = never started
class-change = changed to another course
class-excluded = not counted
class-transfer = moved to another school
class-lawful = lawful absence
class-unlawful = unlawful absence
class-present = present
class-absent = absent
sap-profile-canonical = the tool’s own words and codes
own-funding = Funding
own-ethics = Ethics
own-registry = Registry
own-registry-id = Number in the registry
own-intervention = The intervention
own-involvement = Involvement
own-data-sharing = Data sharing
own-roles = Roles
own-about = About the study
consort-title = CONSORT 2025
consort-note = The 30 items of CONSORT 2025 (Hopewell et al. 2025, BMJ 389:e081123), in the tool’s own words.
sw-title = CONSORT for stepped-wedge cluster trials, 2018
sw-note = The items of the CONSORT extension for stepped-wedge cluster trials (Hemming et al. 2018, BMJ 363:k1614), in the tool’s own words.
check-item = Item
check-content = Content
check-where = Where
check-short = First page
check-limits = First page: what the study does not answer
check-not-reported = not reported
check-key-missing = not reported: write `registration.{ $key }`
check-key-below = `registration.{ $key }`, below
check-changes = { $n ->
    [0] No changes.
    [one] 1 change:
   *[other] { $n } changes:
 }
check-own-title = The study’s own texts
consort-1a = The title says that the trial is randomised
consort-1b = Structured summary of design, methods, results and conclusions
consort-2 = Registration: registry, number and date
consort-3 = Where the protocol and the statistical analysis plan can be read
consort-4 = Where and how data, code and other materials can be had
consort-5a = Funding and the role of funders
consort-5b = Financial and other interests of the authors
consort-6 = Background and rationale
consort-7 = Objectives, of benefits and of harms
consort-8 = Involvement of pupils and the public
consort-9 = Trial design and allocation
consort-10 = Important changes after the trial began, with reasons
consort-11 = Where the trial was carried out
consort-12a = Which participants were eligible
consort-12b = Which sites and people were eligible
consort-13 = The intervention and its comparator, so that it can be repeated
consort-14 = Primary and secondary outcomes, measured when and how
consort-15 = How harms were defined and assessed
consort-16a = How the sample size was determined, with assumptions
consort-16b = Interim analyses and stopping rules
consort-17a = Who made the random sequence, and how
consort-17b = Type of randomisation and its restrictions
consort-18 = How the sequence was concealed until it was drawn
consort-19 = Whether those who enrolled and assigned knew the sequence
consort-20a = Who was blinded
consort-20b = How blinding was achieved
consort-21a = Statistical methods for each outcome
consort-21b = Who is included in each analysis, and in which group
consort-21c = How missing data were handled
consort-21d = Additional analyses, prespecified and not
consort-22a = Participant flow: assigned, received, analysed
consort-22b = Losses and exclusions after assignment, with reasons
consort-23a = Dates of recruitment and follow-up
consort-23b = Why the trial ended
consort-24a = The intervention as it was given
consort-24b = Other care received at the same time
consort-25 = Table of baseline characteristics of each group
consort-26 = For each outcome: numbers analysed, result by group, effect and interval
consort-27 = All harms in each group
consort-28 = All other analyses, prespecified and not
consort-29 = Interpretation consistent with the results
consort-30 = Limitations
sw-1a = The title says that the trial is a stepped wedge
sw-1b = Summary of design, methods, results and conclusion
sw-2a = Background, and why a stepped wedge was chosen
sw-2b = Objectives and question
sw-3a = Design: waves, periods, units per wave
sw-3b = Changes after the start, with reasons
sw-4a = Eligibility of programmes and pupils
sw-4b = Settings and registers where data were collected
sw-5 = The intervention and the conditions without it
sw-6a = Outcomes, primary and secondary
sw-6b = Changes to outcomes, with reasons
sw-7a = How the size was determined
sw-7b = Interim analyses and stopping rules
sw-8a = How the random order was made
sw-8b = Type of randomization and its constraints
sw-9 = Concealment of the order until it was drawn
sw-10a = Who made the order
sw-10b = How pupils came into the programmes
sw-10c = Consent and opting out
sw-11a = Blinding
sw-11b = Similarity of interventions
sw-12a = Statistical methods, time and clusters taken into account
sw-12b = Methods for further analyses
sw-13a = Participants’ flow, by wave and period
sw-13b = Losses and exclusions, with reasons
sw-14a = Dates of waves and follow-up
sw-14b = Why the trial ended
sw-15 = Baseline of each wave
sw-16 = Numbers analysed in each wave and period
sw-17a = Effect with interval for each outcome
sw-17b = Shares with and without the intervention
sw-18 = Further analyses, planned and unplanned
sw-19 = Harms
sw-20 = Limitations
sw-21 = Generalisability
sw-22 = Interpretation
sw-23 = Registration: the lock’s digest and its publication
sw-24 = Where the protocol can be read
sw-25 = Funding
sw-26 = Ethics approval
# End of tables for papers.
measure-sensitivity = Share found (sensitivity)
measure-specificity = Share left alone (specificity)
measure-ppv = Share right (positive predictive value)
measure-sensitivity-difference = Share found, difference (pp)
measure-specificity-difference = Share left alone, difference (pp)
measure-ppv-difference = Share right, difference (pp)
measure-calibration = Observed less predicted (pp)
measure-risk-difference = Risk difference (pp)
measure-flagged = Calls per class
tripod-title = Checklist for prediction: TRIPOD+AI
tripod-note = The 52 items follow TRIPOD+AI (Collins et al. 2024, BMJ 385:e078378), in the tool’s own words.
tripod-needs-scorecard = needs a judgement on other pupils: absence --scorecard
tripod-8b-not = not applicable: dropout is a code of the register, nobody judges
tripod-8c-not = not applicable: the code is entered without knowledge of the model
tripod-9c-not = not applicable: absence is registered hours, nobody judges
tripod-13-not = not applicable: nothing was sampled or weighted by the outcome
tripod-1 = The title says that a prediction model was made or judged, for whom and of what
tripod-2 = Summary
tripod-3a = The background, and why to predict
tripod-3b = Whom the model is for, where it is to be used and by whom
tripod-3c = Known inequalities between groups
tripod-4 = The aim: to make a model, to judge it, or both
tripod-4-told = to make a model of later dropout from early absence, and to judge it on pupils that it was not made of
tripod-5a = Where the data come from, those of the judgement too, and whom they cover
tripod-5b = When pupils came in, and how long they were followed
tripod-6a = The places
tripod-6b = Who is included
tripod-6c = Interventions meanwhile, and how they were handled
tripod-7 = How the data were prepared and checked
tripod-8a = The outcome, when it is measured, and why it was chosen
tripod-8b = Who judges the outcome
tripod-8c = Whether those who assess the outcome know the prediction
tripod-9a = Why these predictors were chosen
tripod-9b = Each predictor defined, and when it is known
tripod-9c = Who judges the predictors
tripod-10 = How the number of pupils was determined
tripod-11 = Missing data
tripod-12a = Which data made the model, and which judged it
tripod-12b = How predictors enter the model
tripod-12c = The kind of model, how it was built, and its internal validation
tripod-12d = Differences between clusters: how they were examined
tripod-12e = Measures of performance, and why
tripod-12f = Whether the model was updated after it was judged
tripod-12g = How a prediction is computed
tripod-13 = Imbalance of the outcome: what was done
tripod-14 = Fairness between groups: how it was examined
tripod-15 = What the model gives, and how thresholds were set
tripod-16 = Differences between the data that made the model and those that judged it
tripod-17 = Ethical approval
tripod-18a = Funding
tripod-18b = Conflicts of interest
tripod-18c = Where the protocol can be read
tripod-18d = Registration
tripod-18e = Access to the data
tripod-18f = Access to the code
tripod-19 = How pupils and schools were involved
tripod-20a = The flow of pupils, with outcomes
tripod-20b = Who the pupils are
tripod-20c = The predictors’ distribution where the model was judged against where it was made
tripod-21 = Pupils and outcomes in each analysis
tripod-22 = The whole model, so that others can use it
tripod-23a = Performance with intervals, in groups too
tripod-23b = How much it varies between clusters
tripod-24 = What updating the model gave
tripod-25 = Interpretation, fairness included
tripod-26 = Limitations
tripod-27a = What to do when input is missing or poor in use
tripod-27b = What users must know and do
tripod-27c = Next steps of research
doubt-fewer-draws = The model is fitted anew in every draw; fewer draws were made than asked for.
doubt-duplicated-cells = Some cells stand in several rows; their pupils are added up.
doubt-near-ties = The outcome lies so far from zero that its rounding decides which assignments of the lottery are tied.
bridge-rehearsal = REHEARSAL: the schedule is not the one that was drawn, and the numbers say nothing of any effect.
bridge-what =
    {"#"} { $title }{ $intervention }

    This folder takes a locked analysis to a machine that the data cannot leave. The plan was locked before lots were drawn
    (lock { $lock }, { $tool }); the script runs it and lets out estimates, never a person or a small cell.

    Outcome `{ $outcome }` ({ $label }), kind { $kind }, within { $within }. Estimator { $estimator }, average { $estimand },
    { $variance }, { $draws } replays of the lottery of { $lots } lots.
bridge-in =
    {"##"} What goes in

    A table of pupils with the columns `programme` (as in members.csv), `period` (as in plan.csv) and `outcome` (0 or 1; of days
    0 to the end of the follow-up; empty where it is not known), or of cells with `n` and `k`. Covariates: { $covariates }.
    Subgroups: { $subgroups }. Forecast: { $forecast }.

    Who counts: everybody in the programme and period where first enrolled, whatever came after. An outcome that cannot be known
    is empty, never 0. Codes as they were declared before the draw:

    { $codes }
bridge-run =
    {"##"} How to run it

    Edit read.R, then `Rscript analyse.R`; or `Rscript analyse.R TABLE` with a CSV. R 4.0 or later, no package. 9,999 replays
    of 24 lots take less than a minute. The same folder gives the same numbers on every machine.
bridge-import =
    {"##"} For the import checker

    No file here holds a person. analyse.R is the script, the same for every study; read.R reads the machine's own data;
    plan.csv is the locked plan; schedule.csv says which programme starts when; members.csv which programme belongs to which lot;
    replays.csv holds wave numbers of other draws of the same lottery, no person; forecast.csv, where it is, levels of
    programmes before the rollout. SHA256SUMS has the digests of all but read.R.
bridge-export =
    {"##"} For the output checker

    Only out/ leaves. effects.csv: estimates with intervals and p; facts.csv: numbers about the replays; checks.csv: counts over
    all programmes, each 0 or at least { $minimum }; run.csv: digests, version of R, rows; the picture: estimates by lag.
    No reference vector, no score, no number of a draw, a lot or a person. A lag or a subgroup with fewer than { $minimum } pupils
    (or pupils with or without the outcome), or fewer than three lots, on either side is NA. inside/behind.csv holds the counts
    behind every number for you to see, and never leaves.
bridge-cite =
    {"##"} Citation and licence

    Cite the study and { $tool }; the script may be used under MIT or Apache-2.0. Outside, `lodtrin effect STUDY
    --from-bridge out` checks what came back and makes results/ of it.
