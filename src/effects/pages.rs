//! Pages of `lodtrin explain` for what stops `effect`.

use crate::diagnostics::Page;

/// Problems of `effect` and `balance`.
pub const PAGES: &[Page] = &[
    Page {
        name: "E301",
        title: "periods without an order, or a start that is no period",
        text: "Periods are whole numbers (2024, 202401) or ISO dates and are taken in that order, gaps\n\
               in the numbering meaning nothing: 202401, 202402, 202501 are consecutive. Other labels need\n\
               `--periods 2026F,2026E,2027F`, every label of the table in order. A start is a period, or\n\
               lies between two (the later one is the first treated), or is empty or `inf`: never.",
    },
    Page {
        name: "E305",
        title: "a row without its unit or period",
        text: "Every row needs both. Rows without an outcome are left out and counted instead.",
    },
    Page {
        name: "E307",
        title: "an outcome or covariate that varies only in its last digits",
        text: "A number holds sixteen digits. Where a column's standard deviation is less than\n\
               1e-13 of its mean, or lies beyond 1e-140 to 1e140, fewer than three digits of what\n\
               varies are left, and no estimate from them is worth printing. Take the constant\n\
               part away, or give the column in another unit.",
    },
    Page {
        name: "E306",
        title: "a unit with two starts or two strata",
        text: "All rows of a unit must say the same first treated period (and stratum). Make units of\n\
               the parts that start at different times: what the lottery drew is the unit.",
    },
    Page {
        name: "E350",
        title: "no such estimator, estimand or variance",
        text: "The message lists the names there are, the nearest first. `lodtrin explain` lists all pages.",
    },
    Page {
        name: "E351",
        title: "an estimator has none of the estimands or variances asked for",
        text: "Every estimator prints those of the lists that it has; one that has none is an error, so\n\
               that no row is missing silently. The message says what it has.",
    },
    Page {
        name: "E352",
        title: "a lag that the data do not have",
        text: "`--lags FROM..TO` is inclusive, 0 is the first treated period and negative lags are\n\
               placebo. A lag needs a period in the data and, for design-based estimators, units that start\n\
               later; the message lists the lags there are.",
    },
    Page {
        name: "E353",
        title: "nothing identifies an average",
        text: "A treated unit needs, in the same period, a unit that has not started. When everybody\n\
               starts at once, or nobody starts within the data, there is no such pair. Where units have\n\
               gaps both must have been seen; the message says which periods lack whom. Look whether\n\
               rows are missing from the table or late, or ask for an average that has its pairs.",
    },
    Page {
        name: "E354",
        title: "a weight that an estimator cannot take",
        text: "`hussey-hughes`, `nested-exchangeable`, `exposure-time`, the GEE and `glmm-logit` weigh pupils and\n\
               programmes by the variances or the correlation they find, so `--weight programmes` has nothing to\n\
               change. Leave it out, or ask for `twfe`, `twfe-exposure`, `within-period`, `imputation` or a\n\
               design-based estimator, which can count every programme once.",
    },
    Page {
        name: "E355",
        title: "outcomes that were not seen have no range",
        text: "`bounds` and `worst-case` need to know how small and how large an outcome can be. Shares lie\n\
               between 0 and 1; for anything else give --range LO,HI with LO below HI, and every mean seen\n\
               between them.",
    },
    Page {
        name: "E356",
        title: "a column beside the outcome holds what it may not",
        text: "--missing holds whole numbers of pupils from 0 on, behind the means of a table with --size\n\
               (in a table of pupils a row with an empty outcome is such a pupil). --selected and\n\
               --subgroups speak of pupils, one row each, without --size; --selected is 0 or 1.",
    },
    Page {
        name: "E357",
        title: "what is asked for does not go with the rule for gaps",
        text: "With --gaps planned the draw decides who is seen, so that there are no replays and nothing\n\
               that rests on them: bounds, tests of the lags, the effect of what was delivered. With\n\
               --gaps complete units with gaps are left out, so that nothing is said of what they hide.\n\
               --gaps observed takes each unit in the periods in which it was seen.",
    },
    Page {
        name: "E370",
        title: "no lottery is drawn",
        text: "`effect` and `balance` read who starts when from the drawn lottery, never from\n\
               study.toml. Before the draw, `effect --blind` uses a rehearsal.",
    },
    Page {
        name: "E371",
        title: "the plan or the pupils have no such outcome, covariate or subgroup",
        text: "Outcomes are declared in study.toml and frozen by the lock; data/pupils.parquet holds\n\
               what the last `lodtrin ingest` made of them. Covariates come from the background register.",
    },
    Page {
        name: "E373",
        title: "too few terms can be analysed",
        text: "A term counts when the follow-up of an outcome has ended for everybody who began in it,\n\
               at the day of extraction; it is then used for all programmes, and before that for none.",
    },
    Page {
        name: "DuplicatedCells",
        title: "a unit and period stand twice in a table with sizes",
        text: "With --size a row is the mean of a unit's pupils in a period. Where a unit and period\n\
               stand in several rows, their pupils are added up: right where the rows are groups of\n\
               pupils, wrong where a row was copied, since its pupils then count twice (`nobs` shows\n\
               it). The message names the cells and their data rows. Keep one row of each, or leave\n\
               all of them if they are parts of the cell.",
    },
    Page {
        name: "FewerDraws",
        title: "fewer draws than asked for, since each is a fit of its own",
        text: "The randomization test of a mixed model fits the model anew under every drawn schedule.\n\
               On large tables the draws are bounded, so that no call takes hours. The p-value stays\n\
               valid, (1 + b)/(1 + draws made); it is coarser, and the JSON's `mc_error` says how\n\
               much. `twfe` and the design-based estimators need no fit for a draw and keep them all.",
    },
    Page {
        name: "NoDegreesOfFreedom",
        title: "a standard error without degrees of freedom",
        text: "The variance is there, but the clusters that inform it leave no degrees of freedom: df,\n\
               p and limits are NA. With one cluster on a side, or as many coefficients as clusters,\n\
               no t distribution says how far the estimate may be off. More units are needed;\n\
               `randomization` needs no degrees of freedom.",
    },
];
