//! Pages of `lodtrin explain` for the methods of early absence.

use crate::diagnostics::Page;

/// Pages of `lodtrin explain` for the methods of early absence.
pub const METHOD_PAGES: &[Page] = &[
    Page {
        name: "crude",
        title: "exposed and unexposed pupils as they are",
        text: "Nothing is adjusted for: `risk` is the share of the pupils followed who drop\n\
               out, `risk_difference` the slope of a linear probability model of dropout on\n\
               exposure, `risk_ratio` the modified Poisson regression on it, `odds_ratio` the\n\
               logit, `hazard_ratio` the Cox regression. Difference and risks carry `cr2`\n\
               (Bell & McCaffrey) with Satterthwaite's degrees of freedom, the difference\n\
               also `cr1` with G/(G-1)*(n-1)/(n-k) and t(G-1); ratios carry `cr1` with\n\
               G/(G-1) and t(G-1), on the logarithm.\n\
               \n\
               A covariate that is named leaves pupils without it out of the crude rows too,\n\
               so that crude and adjusted rows are about the same pupils.",
    },
    Page {
        name: "linear-adjusted",
        title: "risk difference with covariates, on the scale of risks",
        text: "A linear probability model of dropout on exposure and covariates; the\n\
               coefficient of exposure is the adjusted risk difference, with `cr1` and `cr2`\n\
               as for `crude`. A covariate in words enters as one 0/1 column for each value\n\
               but the first in byte order (`column=value`); TRUE and FALSE are such words,\n\
               and numbers enter as they are: write codes as words where they are names. A\n\
               covariate that the others add up to is left out by name\n\
               (`CollinearCovariate`).",
    },
    Page {
        name: "no-landmark",
        title: "the biased comparison, to be seen beside the right one",
        text: "Everybody who started, with the exposure that each had time to show: the crude\n\
               risk difference without a landmark. Early leavers count among the unexposed\n\
               because they left, so that it is no estimate of anything; it is printed\n\
               because it is what a first table usually shows. The same missing values leave\n\
               a pupil out as in the other rows.",
    },
    Page {
        name: "days",
        title: "days absent as a score",
        text: "The number of days absent in the window, used as it is: the AUC of it\n\
               (`delong`, `cluster-bootstrap`) and what flagging at each threshold would do.\n\
               `lodtrin explain delong` and `lodtrin explain thresholds` say more.",
    },
    Page {
        name: "hours",
        title: "hours absent in place of days",
        text: "In a study the hours that the rule counts in the window are kept beside the\n\
               days: `auc` says whether they tell more, `risk_difference` with term `hours`\n\
               is the risk that one hour more goes with (linear probability model, `cr2`).\n\
               Whether any lesson or only whole days count is the rule of the plan\n\
               (`counts`).",
    },
    Page {
        name: "landmark",
        title: "who is followed, and why not everybody",
        text: "Absence in the first 14 days can only be seen in pupils who stay for 14 days. A\n\
               pupil who leaves on day 3 has had no chance to be absent on day 10: compared as\n\
               they are, exposed and unexposed pupils differ in how long they stayed already\n\
               (immortal time), and the early leavers pile up among the unexposed.\n\
               \n\
               Therefore time starts at the landmark: only pupils whose last day lies after it\n\
               are followed, with the exposure that stood by then. Those who left by the\n\
               landmark are counted in the table (`left-by-landmark`), and the biased\n\
               comparison is printed beside as method `no-landmark`, so that the difference can\n\
               be seen.\n\
               \n\
               Reference: Anderson, Cain & Gelber (1983), Journal of Clinical Oncology 1,\n\
               710-719.",
    },
    Page {
        name: "dose",
        title: "risk by number of days absent",
        text: "Risk at 0, 1, 2 and 3 or more days absent with `cr2`, each compared with none,\n\
               and `dose-trend`: the slope of a linear probability model on min(days, 3), which\n\
               is the test for trend with pupils of a class taken together.",
    },
    Page {
        name: "g-computation",
        title: "adjusted risks from a logit",
        text: "A logit of dropout on exposure and covariates is fitted; every pupil's risk is\n\
               predicted once as exposed and once as unexposed, and averaged. Difference and\n\
               ratio of the two averages answer: what if everybody, or nobody, had been away,\n\
               with the other covariates as they are? Standard errors by the delta method from\n\
               the cluster sandwich with G/(G-1), t(G-1). Without covariates these are the raw\n\
               risks.",
    },
    Page {
        name: "poisson-adjusted",
        title: "modified Poisson: an adjusted risk ratio",
        text: "A Poisson regression with log link of the 0/1 outcome gives a risk ratio; its\n\
               own variance is wrong for 0/1 outcomes, and the cluster-robust one (G/(G-1),\n\
               t(G-1)) replaces it.\n\
               \n\
               Reference: Zou (2004), doi:10.1093/aje/kwh090.",
    },
    Page {
        name: "logit-adjusted",
        title: "odds ratio",
        text: "Odds ratios are further from 1 than risk ratios when dropout is common, and\n\
               change when covariates are added even without confounding. They are printed\n\
               because others print them; read the risk difference.",
    },
    Page {
        name: "mantel-haenszel",
        title: "comparison within classes",
        text: "Exposed and unexposed pupils are compared only with classmates, and the classes\n\
               are pooled: what differs between classes cannot confound. Variances by Sato\n\
               (difference), Greenland & Robins (ratio) and Robins, Breslow & Greenland (odds);\n\
               they take pupils of a class as independent, `variance` says `model`.",
    },
    Page {
        name: "kaplan-meier",
        title: "share still there, by day",
        text: "Survival of any departure after the landmark with Greenwood's standard error;\n\
               limits by the log(-log) transformation, so that they stay between 0 and 1. R's\n\
               survfit does the same with conf.type = \"log-log\". Greenwood's error takes pupils\n\
               as independent.",
    },
    Page {
        name: "aalen-johansen",
        title: "share that has dropped out, by day",
        text: "A pupil who transfers can no longer drop out: 1 minus a Kaplan-Meier curve that\n\
               censors transfers overstates dropout. The Aalen-Johansen estimate adds up, day\n\
               by day, the share still there times the hazard of dropout. Dropout, transfer and\n\
               survival add up to 1. Its standard error takes pupils as independent and equals\n\
               that of R's survfit.",
    },
    Page {
        name: "cox-adjusted",
        title: "hazard ratio of dropout",
        text: "Cause-specific Cox regression: at any moment, how much more often do exposed\n\
               pupils drop out among those still there? Transfers end the time at risk. Ties by\n\
               Efron; `robust` is the cluster-robust variance of coxph(cluster =), read with\n\
               t(G-1); `model` takes pupils as independent. One number for the whole course:\n\
               look at the hazards by phase before believing in it.",
    },
    Page {
        name: "log-rank",
        title: "do the curves differ at all?",
        text: "Compares observed with expected dropouts day by day. Pupils are taken as\n\
               independent, so that the p-value is too small where classes matter; the robust\n\
               Cox row is the honest test of the same hypothesis.",
    },
    Page {
        name: "hazard",
        title: "dropout per pupil-day in four phases",
        text: "The course is cut into four equal phases (five weeks each of twenty); the first\n\
               begins after the landmark. `hazard` is dropouts divided by pupil-days, its error\n\
               the cluster-robust one of a ratio of totals; `hazard_ratio` with term `phase=1`\n\
               compares exposed with unexposed in that phase.",
    },
    Page {
        name: "delong",
        title: "how well days absent tell who will drop out",
        text: "The AUC is the probability that a pupil who drops out had more days absent than\n\
               one who did not, ties counted half: 0.5 is a coin, 1 is certainty. DeLong's\n\
               variance takes pupils as independent; `cluster-bootstrap` draws whole classes\n\
               with replacement, draw k from random stream k, and gives percentile limits.",
    },
    Page {
        name: "left-out-school",
        title: "a model judged only where it has not been",
        text: "A logit on days absent and covariates is fitted without one school and predicts\n\
               that school; then the next. AUC, calibration bins, intercept and slope rest on\n\
               these predictions only. Where no school is known whole clusters are left out\n\
               (`left-out-cluster`), or twenty groups of them (`left-out-fold`). Risks that\n\
               differ between schools make a left-out AUC smaller than one within schools.",
    },
    Page {
        name: "thresholds",
        title: "what flagging would mean in a class",
        text: "At each threshold of days absent: `sensitivity` (share of the later dropouts\n\
               that would be flagged), `specificity`, `ppv` (share of the flagged that drop\n\
               out), `flagged` pupils per class, and of these those who drop out (term ending\n\
               in `,dropouts`). The rest are flagged in vain.",
    },
    Page {
        name: "e-value",
        title: "how strong a hidden cause would have to be",
        text: "The risk ratio with which an unmeasured cause would have to go with both absence\n\
               and dropout to explain the whole adjusted risk ratio away; `limit` the same for\n\
               its confidence limit, 1 where the interval holds 1. Trouble at home is such a\n\
               cause, and strong: early absence may be a symptom, not a cause.",
    },
    Page {
        name: "absent-or-left",
        title: "does the intervention change early absence?",
        text: "The outcome is absence by the declared rule or having left by the landmark, for\n\
               everybody who started: nothing after treatment selects who is in it. It is\n\
               estimated like the primary outcome, with replays of the lottery that was held.\n\
               \n\
               Whether absence and dropout go together less under the intervention\n\
               (`exposed:treated`) is described: the intervention may itself have changed who\n\
               is still there after the landmark. The row with variance `randomization` tests\n\
               exactly that the intervention changes nothing for anyone, by this statistic\n\
               within terms.",
    },
    Page {
        name: "greenwood",
        title: "the errors of curves, pupils taken as independent",
        text: "Kaplan-Meier: S*sqrt(sum d/(r(r-d))). Aalen-Johansen: sum (F-F_j)^2 d/(r(r-d))\n\
               + S^2 d1(r-d1)/r^3 - 2(F-F_j) S d1/r^2, which is what R's survfit prints.\n\
               Limits by log(-log). Pupils of a class share a teacher and each other: read\n\
               differences of curves by the `robust` hazard ratio, not by whether bands\n\
               touch.",
    },
    Page {
        name: "cluster-bootstrap",
        title: "whole classes drawn with replacement",
        text: "G classes are drawn with replacement, draw k from random stream number k, and\n\
               the AUC is computed anew: `std.error` is the standard deviation of the\n\
               replicates, the limits their percentiles (type 7). The same draws serve every\n\
               score, and the result does not depend on the number of threads. A resample\n\
               without a dropout is left out and counted (`EmptyResamples`). --draws says how\n\
               many, --seed which.",
    },
    Page {
        name: "delta",
        title: "the error of standardised risks",
        text: "g'Vg, g being the gradient of the averaged risk (or difference, or logarithm\n\
               of the ratio) by the coefficients of the logit, V their cluster sandwich with\n\
               G/(G-1); read with t(G-1).",
    },
    Page {
        name: "calibration",
        title: "do predicted risks come about?",
        text: "Predictions of a model that has not seen the school (`lodtrin explain left-\n\
               out-school`) are put into ten bins of about equally many pupils:\n\
               `bin=1,predicted` is the mean prediction, `bin=1,observed` the share that\n\
               dropped out with a cluster-robust interval. `intercept` and `slope` are those\n\
               of a logit of dropout on the logit of the prediction: 0 and 1 where all is\n\
               well; a slope below 1 means predictions that are too extreme.",
    },
    Page {
        name: "subgroups",
        title: "for whom?",
        text: "The crude risk difference within each value of a grouping (`cr2`), and a test\n\
               that it is the same in all: for two values the interaction of exposure and\n\
               group with `cr2`, for more an F test with q and G-1 degrees of freedom on the\n\
               `cr1` covariance of y ~ exposed * group. A study shows under 20, sex,\n\
               education benefit and school, or what `[analysis] subgroups` names.",
    },
    Page {
        name: "definitions",
        title: "does the answer depend on what absence means?",
        text: "Terms `window=14,days=school,threshold=2,counts=whole,lawful=exclude`: the\n\
               crude risk difference (`cr2`) for windows of 7, 14 and 21 days and the plan's,\n\
               in calendar and school days, from 1, 2 and 3 days absent and the plan's\n\
               number, any part or whole days, lawful absence counted or not. Each definition\n\
               has a landmark that its window cannot pass, so that nobody is exposed after\n\
               follow-up began. The heat map shows the same numbers, the plan's definition\n\
               framed.",
    },
];
