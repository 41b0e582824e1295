//! Pages of `lodtrin explain` for an early warning: its methods and doubts.

use crate::diagnostics::Page;

/// Pages for the decision curve, capacity, schools, the scorecard, the claim and late registration.
pub const WARNING_PAGES: &[Page] = &[
    Page {
        name: "A117",
        title: "a scorecard that cannot be judged here",
        text: "`--scorecard FILE` takes the JSON of an earlier `absence`, or its `scorecard`\n\
               object under that key: a list `terms` of `term` and `coefficient`. The terms\n\
               must be `(intercept)`, `days` and exactly the covariates named now; the\n\
               message shows both lists. Covariates in words enter by value (`education=HE`),\n\
               so that both data sets must hold the same values.\n\
               \n\
               `scorecard` is null where the model could not be fitted, or where a covariate\n\
               by dropout counts fewer pupils than `[disclosure] minimum`.",
    },
    Page {
        name: "net_benefit",
        title: "is calling worth it? The decision curve",
        text: "NB = (1/n) sum of f(y - w(1 - y)), w = p/(1-p): dropouts among those flagged,\n\
               less the others among them at the odds of a threshold probability p. 1/p calls\n\
               are a fair price for reaching one pupil who will drop out: at p = 0.2 five\n\
               calls. Nobody called is 0; method `all` calls everybody, `days` by the rule\n\
               (term `days>=k`), `logit-adjusted` where the risk from a model that has not\n\
               seen the pupil's school is at least p, `scorecard` by a frozen model.\n\
               \n\
               `net_benefit_difference` compares strategies on the same pupils. Intervals are\n\
               t(S-1) around a jackknife over units (`lodtrin explain jackknife`), without a\n\
               p-value: act on the larger figure; the interval says what more data could\n\
               change.\n\
               \n\
               Vickers & Elkin (2006), Medical Decision Making 26, 565; Vickers, Van Calster,\n\
               Wynants & Steyerberg (2023), Diagnostic and Prognostic Research 7, 11. Equals\n\
               dcurves in R.",
    },
    Page {
        name: "all",
        title: "everybody is called",
        text: "The strategy that needs no rule: every pupil is called. Its net benefit is 0\n\
               at a threshold probability equal to the share who drop out. What a rule adds\n\
               is the row `net_benefit_difference` with `against=all`.",
    },
    Page {
        name: "random",
        title: "calls at random",
        text: "In each class the N pupils called are drawn by lot: sensitivity is the sum\n\
               over classes of min(N, n) e/n, divided by all dropouts. What no score at all\n\
               would reach, to be seen beside `days` and `logit-adjusted`.",
    },
    Page {
        name: "capacity",
        title: "whom do N calls a class reach?",
        text: "In each class (a distinct pair of cluster and class; in a study a programme,\n\
               term and class) the N eligible pupils with the highest score are called. Of a\n\
               tied block of t pupils with e dropouts of whom q are called, q e/t are\n\
               reached: ties are drawn by lot. `days`: days absent, eligible from the\n\
               threshold on; `logit-adjusted`: risk from a model that has not seen the\n\
               school; `random`.\n\
               \n\
               Terms `calls=N`: `flagged` calls made per class, `calls=N,dropouts` reached\n\
               per class, `sensitivity` reached of all dropouts, `ppv` reached of the calls\n\
               made. More calls never lower sensitivity; with as many calls as the largest\n\
               class has pupils the rule's own `sensitivity` and `ppv` come back.",
    },
    Page {
        name: "random-effects",
        title: "schools pooled, and a school not seen",
        text: "Each school gives y with variance v: the logit AUC with DeLong's variance by\n\
               the delta method; calibration in the large (a of logit P = a + lp) and slope\n\
               (b of a + b lp) with the likelihood's variance. w = 1/(v + tau2).\n\
               \n\
               `pooled`: tau2 solves sum of w(y - mu)^2 = k - 1 (Paule & Mandel), standard\n\
               error (sum w)^(-1/2), t(k-1); the factor of Hartung and Knapp is 1 here and\n\
               not let below 1. `new-school`: mu plus or minus t(k-1) times the root of tauU2\n\
               + 1/sum(w), tauU2 the upper limit of the 50 % Q-profile interval: with the\n\
               estimate itself intervals held as few as 84 % of new schools in simulations,\n\
               with this 94 % or more. `tau`: the standard deviation between schools, with Q\n\
               and its p-value under chi-squared.\n\
               \n\
               In R: metafor, rma(y, v, method = \"PM\", test = \"adhoc\"), confint(f, level =\n\
               50). A school without dropouts, or with nothing else, is not pooled\n\
               (`SchoolNotJudged`).",
    },
    Page {
        name: "scorecard",
        title: "a model frozen, and judged on other pupils",
        text: "`coefficient` rows are a logit of dropout on days absent and covariates,\n\
               fitted to everybody, in the units of the data, with `cr1` and t(G-1). The JSON\n\
               fact `scorecard` holds them with the definition they were fitted under.\n\
               `absence --scorecard FILE` judges these coefficients, refitting nothing, on\n\
               the pupils at hand: every row of `logit-adjusted` comes again with method\n\
               `scorecard`, and `auc` and `calibration` (`intercept` 0 and `slope` 1 when\n\
               calibrated).\n\
               \n\
               No verb computes the risk of single pupils: data of a study may not decide\n\
               about persons, its results may. A risk is 1/(1 + exp(-s)), s the constant plus\n\
               each term times its coefficient; a spreadsheet does.",
    },
    Page {
        name: "claim_difference",
        title: "does the claim stand?",
        text: "`--claim C` (or `[absence] claim`) adds rows of the difference less the claim,\n\
               so that their test is that of the claim: `crude` with terms `exposed`,\n\
               `dose=1`, `dose-trend`, and `g-computation`. The verdict is read from the\n\
               interval [L, U] and the margin m (half the claim where none is given):\n\
               `consistent` where C - m <= L and U <= C + m; else `larger` where L > C,\n\
               `smaller` where U < C, else `cannot-tell`; of a negative claim all signs are\n\
               turned first. In a study every definition of the grid gets its verdict.",
    },
    Page {
        name: "late-registered",
        title: "had the register missed some absence",
        text: "`--late q`: of the pupils absent a share q is feared to stand among the\n\
               unexposed, m = E q/(1-q) pupils with d dropouts. The difference is\n\
               (D1+d)/(E+m) - (D0-d)/(U-m): `lowest` with d least, `same-risk` with d = m\n\
               D1/E brought within its bounds, `highest` with d most. No standard error:\n\
               these are bounds.",
    },
    Page {
        name: "registered-in-time",
        title: "what was known by the landmark",
        text: "Where the absence register says when a row was entered, a row entered after\n\
               day `landmark` warned nobody: its hours count as present (an empty cell: in\n\
               time). The difference with `cr2`, and sensitivity, ppv and pupils flagged per\n\
               class with a jackknife over units. Beside the rule's own rows they say what\n\
               late registration costs.",
    },
    Page {
        name: "undated",
        title: "dropouts without a date",
        text: "A departure without a date has no last day: the pupil is counted under `day-\n\
               unknown` and in no risk. With e exposed and u unexposed such dropouts,\n\
               `lowest` is D1/(E+e) - (D0+u)/(U+u) and `highest` (D1+e)/(E+e) - D0/(U+u).",
    },
    Page {
        name: "SchoolNotJudged",
        title: "a school without a finite measure",
        text: "A school where nobody or everybody dropped out has no AUC and no calibration;\n\
               an AUC of 0 or 1, equal predictions or a variance of 0 cannot be pooled. Its\n\
               row is NA, and it is left out of `pooled` and `new-school`. The message names\n\
               measure and schools.",
    },
    Page {
        name: "FewSchools",
        title: "too few schools to pool",
        text: "`pooled`, `new-school` and `tau` need three schools with a finite measure. The\n\
               schools' own rows stand.",
    },
    Page {
        name: "PredictionsTooExtreme",
        title: "the model promises too much",
        text: "The pooled calibration slope is below 1 with its whole interval: high risks\n\
               are too high and low ones too low at schools that the model has not seen.\n\
               Nothing is shrunk. More pupils, fewer covariates, or the rule by days alone\n\
               are steadier.",
    },
    Page {
        name: "ScorecardDefinition",
        title: "a scorecard of another definition",
        text: "Window, threshold, landmark, horizon or what counts as absent differ between\n\
               the scorecard and the question. The rows are right for what they are: the old\n\
               coefficients on the new definition. The message shows then and now.",
    },
    Page {
        name: "LateBeyondUnexposed",
        title: "more absence is feared late than can be",
        text: "The share feared would be as many pupils as, or more than, the unexposed: NA.\n\
               Name a smaller `--late`.",
    },
    Page {
        name: "NothingRegisteredInTime",
        title: "no absence was entered by the landmark",
        text: "Every row with absence was entered after day `landmark`: a warning from this\n\
               register would have reached nobody. The rows of `registered-in-time` are NA.",
    },
    Page {
        name: "UndatedDepartures",
        title: "departures without a date",
        text: "The register says that these pupils left and not when. They are counted under\n\
               `day-unknown`, never as staying, and rows `undated` bound what the dropouts\n\
               among them could do to the risk difference. Ask the register for the dates.",
    },
];
