//! Pages of `lodtrin explain` for the design-based estimators.

use crate::diagnostics::Page;

/// Estimators on unit × period means, and what stops them.
pub const DESIGN_PAGES: &[Page] = &[
    Page {
        name: "roth-santanna",
        title: "efficient comparison of early and late starters under a lottery",
        text: "What it estimates: an average of the effects in treated units and periods that have\n\
               somebody to compare with (`simple`, `cohort`, `calendar`, `by-lag`, `time-averaged`),\n\
               from the means of units (lots) by period.\n\n\
               Formula: θ0 − βX. θ0 compares each treated cell with the mean of all units that start\n\
               later; X is the same comparison in the period before the start, where nothing can have\n\
               happened yet; β = Cov(θ0, X)/Var(X). Since the lottery makes X zero on average, any β is\n\
               right, and this one is the most precise. β is printed; where a wave has fewer than four\n\
               units it is held between 0 and 1 (`--beta plug-in` undoes that).\n\n\
               When it is right: whenever starts were drawn by lot. Effects may differ between units, waves\n\
               and periods. When it misleads: when starts were not drawn by lot (then X is not zero on\n\
               average; only `callaway-santanna` has its parallel trends to lean on), and when units feel\n\
               the intervention before their start.\n\n\
               Variances: `randomization` (default), `neyman`, `design`.\n\
               Reference: Roth & Sant'Anna (2023), arXiv:2102.01291. R: staggered::staggered().\n\
               Example: lodtrin effect --data panel.csv --unit programme --period term \\\n\
                 --start first_treated --outcome completed --estimator roth-santanna",
    },
    Page {
        name: "callaway-santanna",
        title: "difference in differences with not-yet-treated controls",
        text: "Each treated cell against the units that start later, less the same difference in the\n\
               period before the start (β = 1 in `roth-santanna`). Right under a lottery and, without one,\n\
               under parallel trends; less precise than `roth-santanna` when outcomes of one period say\n\
               little of the next. Units treated from the first period on have no base period and are\n\
               left out.\n\
               Reference: Callaway & Sant'Anna (2021), doi:10.1016/j.jeconom.2020.12.001.\n\
               R: staggered::staggered_cs().",
    },
    Page {
        name: "sun-abraham",
        title: "difference in differences with the last wave as the only control",
        text: "As `callaway-santanna`, but every cell is compared with the wave that starts last (or\n\
               never) alone. Wasteful when waves are small. On unit means; fixest's `sunab`, which weighs\n\
               pupils, is another estimator.\n\
               Reference: Sun & Abraham (2021), doi:10.1016/j.jeconom.2020.09.006. R: staggered_sa().",
    },
    Page {
        name: "difference-in-means",
        title: "treated against not-yet-treated units, nothing adjusted",
        text: "`roth-santanna` with β = 0: right under a lottery, and nothing else. What is seen before\n\
               the start is not used, so it is the least precise when units differ much from each other.",
    },
    Page {
        name: "within-period",
        title: "treated minus untreated within each period",
        text: "In every period with both, the mean of treated unit means less that of untreated ones;\n\
               periods weighted by the inverse of s²(1/n1 + 1/n0), s² pooled with n1 + n0 − 2 degrees of\n\
               freedom, worked out anew in each redraw. Rests on the lottery alone: no unit effects, no\n\
               trend. Its only variance is `randomization`; periods in which no outcome varies are left out\n\
               and named.\n\
               Reference: Thompson and others (2018), doi:10.1002/sim.7668.",
    },
    Page {
        name: "imputation",
        title: "what untreated cells predict, taken from treated ones",
        text: "Unit and period effects are fitted on untreated cells; the effect is what treated cells\n\
               differ from that prediction, averaged over the cells that have one. Precise when outcomes\n\
               are little correlated over periods; every untreated period is a base period, so early\n\
               anticipation spoils it all. Variances: `randomization` (of the estimate) and `jackknife`.\n\
               Reference: Borusyak, Jaravel & Spiess (2024), doi:10.1093/restud/rdae007.\n\
               R: didimputation.",
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
