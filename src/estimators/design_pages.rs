//! Pages of `lodtrin explain` for the design-based estimators.

use crate::diagnostics::Page;

/// Estimators on unit × period means, and what stops them.
pub const DESIGN_PAGES: &[Page] = &[
    Page {
        name: "roth-santanna",
        title: "efficient comparison of early and late starters under a lottery",
        text: "What it estimates: an average of the effects in treated units and periods that have\n\
               somebody to compare with, from the means of units (lots) by period.\n\
               When it is right: whenever starts were drawn by lot. Effects may differ between units,\n\
               waves and periods.\n\
               When it misleads: when starts were not drawn by lot (X below is then not zero on\n\
               average; only `callaway-santanna` has its parallel trends to lean on), and when units\n\
               feel the intervention before their start.\n\
               Formula: θ0 − βX. θ0 compares each treated cell with the mean of all units that start\n\
               later; X is the same comparison in the period before the start, where nothing can have\n\
               happened yet; β = Cov(θ0, X)/Var(X). Since the lottery makes X zero on average, any β is\n\
               right, and this one is the most precise. β is printed; where a wave has fewer than four\n\
               units it is held between 0 and 1.\n\
               Options: Variances: `randomization` (default), `neyman`, `design`. Estimands: `simple`\n\
               (default), `cohort`, `calendar`, `by-lag` with `--lags -3..4`, `time-averaged`.\n\
               --covariates (pupils of one unit and period are compared), --weight programmes|pupils,\n\
               --transition, --statistic, --draws, --seed, --level, --beta clipped|plug-in|NUMBER.\n\
               Reference: Roth & Sant'Anna (2023), arXiv:2102.01291. R: staggered::staggered().\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator roth-santanna",
    },
    Page {
        name: "callaway-santanna",
        title: "difference in differences with not-yet-treated controls",
        text: "What it estimates: the same averages as `roth-santanna`, from changes since the period\n\
               before the start.\n\
               When it is right: under a lottery and, without one, under parallel trends.\n\
               When it misleads: when outcomes of one period say little of the next (it is then less\n\
               precise than `roth-santanna`), and under anticipation. Units treated from the first\n\
               period on have no base period and are left out.\n\
               Formula: each treated cell less the units that start later, minus the same difference in\n\
               the period before the start: `roth-santanna` with β = 1.\n\
               Options: Variances: `randomization` (default), `neyman`, `design`. Estimands: `simple`\n\
               (default), `cohort`, `calendar`, `by-lag` with `--lags -3..4`, `time-averaged`.\n\
               --covariates (pupils of one unit and period are compared), --weight programmes|pupils,\n\
               --transition, --statistic, --draws, --seed, --level.\n\
               Reference: Callaway & Sant'Anna (2021), doi:10.1016/j.jeconom.2020.12.001. R:\n\
               staggered::staggered_cs().\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator callaway-santanna",
    },
    Page {
        name: "sun-abraham",
        title: "difference in differences with the last wave as the only control",
        text: "What it estimates: the same averages as `callaway-santanna`, every cell compared with\n\
               the wave that starts last (or never) alone.\n\
               When it is right: under a lottery or parallel trends, when the units that never start\n\
               are the natural comparison.\n\
               When it misleads: when the last wave is small: it wastes all other controls. On unit\n\
               means; fixest's `sunab`, which weighs pupils, is another estimator.\n\
               Formula: as `callaway-santanna` (β = 1), with one control cohort in A_θ and A_0.\n\
               Options: Variances: `randomization` (default), `neyman`, `design`. Estimands: `simple`\n\
               (default), `cohort`, `calendar`, `by-lag` with `--lags -3..4`, `time-averaged`.\n\
               --covariates (pupils of one unit and period are compared), --weight programmes|pupils,\n\
               --transition, --statistic, --draws, --seed, --level.\n\
               Reference: Sun & Abraham (2021), doi:10.1016/j.jeconom.2020.09.006. R:\n\
               staggered::staggered_sa().\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator sun-abraham",
    },
    Page {
        name: "difference-in-means",
        title: "treated against not-yet-treated units, nothing adjusted",
        text: "What it estimates: the same averages as `roth-santanna`, from outcomes after the start\n\
               alone.\n\
               When it is right: under a lottery, and nothing else; when what was seen before the start\n\
               says nothing of what comes.\n\
               When it misleads: when units differ much from each other: it is then the least precise;\n\
               without a lottery it is biased by every such difference.\n\
               Formula: `roth-santanna` with β = 0: each treated cell less the mean of all units that\n\
               start later.\n\
               Options: Variances: `randomization` (default), `neyman`, `design`. Estimands: `simple`\n\
               (default), `cohort`, `calendar`, `by-lag` with `--lags -3..4`, `time-averaged`.\n\
               --covariates (pupils of one unit and period are compared), --weight programmes|pupils,\n\
               --transition, --statistic, --draws, --seed, --level.\n\
               Reference: Neyman (1923); Roth & Sant'Anna (2023), arXiv:2102.01291, §2.\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator difference-in-means",
    },
    Page {
        name: "within-period",
        title: "treated minus untreated within each period",
        text: "What it estimates: a weighted mean of the periods' differences between treated and\n\
               untreated units; effects of any size and lag count by the weight of their period.\n\
               When it is right: under a lottery alone: it needs no unit effects, no trend, no model.\n\
               When it misleads: when units differ much from each other (nothing before the start is\n\
               used), and when effects grow: the weights belong to periods, not to lags.\n\
               Formula: in every period with both, the mean of treated unit means less that of\n\
               untreated ones, weighted by the inverse of s²(1/n1 + 1/n0), s² pooled with n1 + n0 − 2\n\
               degrees of freedom, worked out anew in each redraw. The periods are correlated, so the\n\
               sum of weights is no variance: the lottery compares the estimate itself, not divided by\n\
               a standard error (the row has none).\n\
               Options: its only variance is `randomization`, its only estimand `simple`; --covariates,\n\
               --weight, --draws, --seed, --level. Periods in which no outcome varies are left out and\n\
               named.\n\
               Reference: Thompson and others (2018), doi:10.1002/sim.7668.\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator within-period",
    },
    Page {
        name: "imputation",
        title: "what untreated cells predict, taken from treated ones",
        text: "What it estimates: the mean over treated cells of what they differ from the prediction\n\
               of unit and period effects.\n\
               When it is right: parallel trends in all periods before the start (a lottery gives\n\
               them), and outcomes little correlated over periods.\n\
               When it misleads: under anticipation: every untreated period is a base period, so it\n\
               spoils all of them. Cells whose period has no untreated unit have no prediction and no\n\
               part in it.\n\
               Formula: α_i + γ_t fitted by least squares on untreated cells; Σ weight · (y − α̂ − γ̂)\n\
               over treated ones. The lottery compares the estimate itself, not divided by a standard\n\
               error (the row has none).\n\
               Options: variances `randomization` (default) and `jackknife`; estimands `simple`,\n\
               `cohort`, `calendar`, `by-lag`, `time-averaged`; --covariates, --weight, --lags,\n\
               --draws.\n\
               Reference: Borusyak, Jaravel & Spiess (2024), doi:10.1093/restud/rdae007. R:\n\
               didimputation.\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator imputation --variance jackknife",
    },
    Page {
        name: "E302",
        title: "a size is negative or a value infinite",
        text: "Sizes are numbers of pupils, 0 or more; outcomes and covariates are finite. The message\n\
               names the row. A missing cell is empty or `NA` and its row is left out and counted.",
    },
    Page {
        name: "E303",
        title: "no row is complete",
        text: "Every row misses its outcome, its size or a covariate. Usually a column was named that\n\
               holds something else.",
    },
    Page {
        name: "E304",
        title: "no units are seen in every period",
        text: "The design-based estimators compare units over all periods; a unit with an empty period\n\
               is left out, in every redraw too, and named. Here fewer than two remain. Leave out the\n\
               period that hardly anybody has, or use `twfe` or `twfe-exposure`.",
    },
];
