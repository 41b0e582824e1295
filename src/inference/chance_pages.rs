//! Pages of `lodtrin explain` for inference that rests on the lottery.

use crate::diagnostics::Page;

/// Variances of design-based estimates and randomization inference.
pub const CHANCE_PAGES: &[Page] = &[
    Page {
        name: "randomization",
        title: "the lottery that was really held, held again",
        text: "What it estimates: p of no effect on anyone, and every constant effect that the test\n\
               does not reject: what the same lottery would have given.\n\
               When it is right: always, for no effect on anyone, whatever the number of programmes;\n\
               for no average effect too, in large samples, when the statistic is divided by its\n\
               standard error.\n\
               When it misleads: an average effect with waves of three units or fewer (the output says\n\
               so); effects that grow with exposure: the interval is one of constant effects. Size and\n\
               coverage on synthetic data: docs/validation.md.\n\
               Formula: p = (1 + b)/(1 + R), b of R draws at least as extreme (ties within 1e-10\n\
               count); b/R when all were looked at: the replays of the drawn lottery in a study,\n\
               reassignments of the starts (within `--stratum`) with `--data`, every one of them when\n\
               there are at most 200,000. The statistic is the estimate over its `neyman` error\n\
               (regressions: `cr1`); the estimate itself where a wave can hold a single unit, for\n\
               `within-period` and for `imputation`, and the output says so. The interval is the hull\n\
               of what is not rejected (`DisconnectedSet` where it has gaps); a lag's interval inverts\n\
               'effect τ at all lags', a placebo lag's an effect τ at that lag. Printed with it: the\n\
               number of possible assignments, the smallest attainable p, the draws, the Monte-Carlo\n\
               error of p; `bands` in the JSON are simultaneous over lags.\n\
               Options: --draws, --seed, --statistic studentized|estimate, --stratum, --level. The row:\n\
               `statistic` the observed statistic, `std.error` its scale, `df` NA.\n\
               Reference: Fisher (1935); Wu & Ding (2021), doi:10.1080/01621459.2020.1750415; Rabideau\n\
               & Wang (2021), doi:10.1002/sim.8883.\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --draws 9999",
    },
    Page {
        name: "neyman",
        title: "the conservative variance of a comparison under a lottery",
        text: "What it estimates: the standard error of a design-based estimate, not too small on\n\
               average whatever the effects.\n\
               When it is right: with ten units or more in every wave.\n\
               When it misleads: with few units a wave its test rejects too often: 16 % at 12\n\
               programmes in 4 waves, nominal 5 % (docs/validation.md).\n\
               Formula: V = Σ_g Var_g(e)/N_g, e the weighted outcomes of a unit of wave g; t with units\n\
               − waves degrees of freedom. Needs two units or more in every wave that has weight\n\
               (`SingletonWave`).\n\
               Options: none.\n\
               Reference: Neyman (1923); Roth & Sant'Anna (2023), arXiv:2102.01291, §3. R: `se_neyman`\n\
               of staggered.\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --variance neyman",
    },
    Page {
        name: "design",
        title: "`neyman` less what pre-period outcomes explain of effects",
        text: "What it estimates: the standard error of a design-based estimate, less conservative than\n\
               `neyman`.\n\
               When it is right: with many units a wave, thirty or more.\n\
               When it misleads: with few it is badly small (a nominal 5 % test rejects in 35 % of 12\n\
               programmes in 4 waves), so it is printed with `FewUnitsPerWave` and never a default. NA\n\
               when a wave has not more units than there are periods before the first start, plus one,\n\
               or when it comes out zero or negative.\n\
               Formula: V − b'S̄b/N, V that of `neyman`, b the regression of a unit's weighted outcomes\n\
               on those before the first start; t with units − waves degrees of freedom.\n\
               Options: none.\n\
               Reference: Roth & Sant'Anna (2023), arXiv:2102.01291, §3.3. R: `se` of staggered.\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --variance design",
    },
    Page {
        name: "bounds",
        title: "the sharp range when what was not seen may be anything",
        text: "What it estimates: the smallest and the largest estimate that complete data could have\n\
               given, at the row's adjustment β.\n\
               When it is right: whatever decided who was not seen, as long as outcomes lie in the\n\
               range: [0, 1], or --range LO,HI.\n\
               When it misleads: it is no confidence interval; chance is left out (`worst-case` has\n\
               both).\n\
               Formula: Σ c·(c > 0 ? l : h) and the other way round, c the coefficient of a unit and\n\
               period in complete data, [l, h] where its outcome may lie: the seen pupils' sum with the\n\
               missing at either end, a gap anywhere. `conf.level` is 1, p NA. Beside it stand the\n\
               tipping point (JSON `tipping`) and the row `<outcome>[missing]`.\n\
               Options: --missing COL, --range LO,HI.\n\
               Reference: Horowitz & Manski (2000), doi:10.1080/01621459.2000.10473902.\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --size n --missing m --variance bounds",
    },
    Page {
        name: "worst-case",
        title: "a randomization test that holds whatever is missing",
        text: "What it estimates: p and limits that no filling of what was not seen can make smaller or\n\
               narrower; for `difference-in-means`, whose adjustment is no choice.\n\
               When it is right: always; whatever decided who was not seen.\n\
               When it misleads: it finds little where much is missing. Read it beside `bounds`.\n\
               Formula: a draw is extreme at τ when some filling makes it so; inside the sharp range\n\
               p is 1. Limits: the hull of that range and of {τ: p > 1 − level}.\n\
               Options: --missing COL, --range LO,HI, --draws, --seed, --level.\n\
               Reference: Horowitz & Manski (2000); Li, Sheng & Yu (2025), arXiv:2507.00795.\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator difference-in-means --variance worst-case",
    },
    Page {
        name: "gaps",
        title: "units that were not seen in some period",
        text: "A unit and period without a known outcome is a gap. --gaps, or `gaps` in [analysis], says what\n\
               becomes of the unit: `observed` (where nothing is declared) takes each in the periods in\n\
               which it was seen and leaves gaps where they are in every replay, exact for no effect on\n\
               the outcomes nor on who is seen; `planned` is for designs in which the draw decides who is\n\
               seen (a staircase), without replays, with `neyman`; `complete` leaves out whoever has a gap.\n\
               Under the first two, who was not seen is represented by those of the same side who were:\n\
               `bounds`, `worst-case` and the tipping point ask what happens without that. A comparison\n\
               of which nobody was seen on one side is dropped by name (`CellsDropped`).\n\
               Read on: docs/missing-data.md.",
    },
    Page {
        name: "always-selected",
        title: "bounds on the effect on those who would be selected either way",
        text: "What it estimates: where an outcome is asked only of some (`retained`: of those who got an\n\
               agreement), the effect among those who would be asked under the intervention and without it.\n\
               When it is right: the intervention moves pupils into the selection or out of it, not both.\n\
               When it misleads: where both happen; and it has no sampling error. `kept` asks everybody.\n\
               Formula: q the share selected, r_lo the share selected with outcome 1, r_hi with unknown\n\
               outcomes added, 1 treated and 0 waiting, s = min(q1, q0): from [max(0, r_lo1 − (q1 − s)) −\n\
               min(s, r_hi0)]/s to [min(s, r_hi1) − max(0, r_lo0 − (q0 − s))]/s.\n\
               Options: --selected COL with --variance bounds; in a study always beside `retained`.\n\
               Reference: Lee (2009), doi:10.1111/j.1467-937X.2009.00536.x; Zhang & Rubin (2003).\n\
               Example: lodtrin effect --data pupils.csv --unit programme --period term --start first_treated \\\n\
               \x20\x20--outcome kept --selected signed --estimator difference-in-means --variance bounds",
    },
    Page {
        name: "delivered",
        title: "what delivery did, where the draw moved it",
        text: "What it estimates: `first-stage`, the effect of the drawn start on whether the intervention was\n\
               delivered; `delivered`, the effect of delivery on the outcome (complier-average).\n\
               When it is right: the draw works through delivery alone; nobody gets less for an earlier\n\
               draw; a delivered term does the same however many went before.\n\
               When it misleads: where the draw hardly moved delivery (`WeakFirstStage`): limits may be\n\
               infinite, which is the truth.\n\
               Formula: the τ at which Y − τG leaves no effect, G 1 from the first delivered period on;\n\
               limits: the hull of the τ that replays do not reject. p is that of the drawn effect.\n\
               Options: --delivered COL, empty for never; in a study the register of activities.\n\
               Reference: Anderson & Rubin (1949), doi:10.1214/aoms/1177730090; Imbens & Rosenbaum (2005).\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --delivered began",
    },
    Page {
        name: "lag-tests",
        title: "all lags at once: before the start, just before it, and after it",
        text: "What it tests: `placebo`, that nothing moved before the start (the largest statistic of\n\
               the placebo lags); `placebo-quadratic`, the same with all of them weighed together;\n\
               `anticipation`, that those about to start did not differ from those who start later;\n\
               `same-effect`, that one average tells the story of all lags.\n\
               When it is right: exact for no effect on anyone, by replays; `same-effect` by the largest\n\
               p over the averages that are not rejected themselves.\n\
               When it misleads: no rejection is no proof: with few units little is seen.\n\
               Formula: max|z| over lags; z'Ω⁺z; max deviation of a lag from their mean over its\n\
               spread. The rows have no estimate and no limits, but for `anticipation`.\n\
               Options: --lags FROM..TO restricts the lags; --draws, --seed.\n\
               Reference: Berger & Boos (1994), doi:10.1080/01621459.1994.10476836.\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimand lag-tests",
    },
];
