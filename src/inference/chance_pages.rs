//! Pages of `lodtrin explain` for inference that rests on the lottery.

use crate::diagnostics::Page;

/// Variances of design-based estimates and randomization inference.
pub const CHANCE_PAGES: &[Page] = &[
    Page {
        name: "randomization",
        title: "the lottery that was really held, held again",
        text: "The estimate is compared with what the same lottery would have given under no effect:\n\
               the replays of the drawn lottery in a study, all or many reassignments of the starts (within\n\
               `--stratum`) with `--data`; every one of them when there are at most 200,000.\n\n\
               p = (1 + b)/(1 + R), b of R draws at least as extreme (ties within 1e-10 count); b/R when all\n\
               were looked at. Exact for no effect on anyone, whatever the number of programmes. The\n\
               statistic is the estimate over its `neyman` error (regressions: `cr1`), which makes the test\n\
               valid for no average effect too when waves are not tiny; where a wave can hold a single unit\n\
               it is the estimate itself (`--statistic estimate` asks for that).\n\n\
               Interval: every constant effect τ on treated cells that the test does not reject (its hull,\n\
               `DisconnectedSet` where there are gaps). A lag's interval inverts \"effect τ at all lags\", a\n\
               placebo lag's an effect τ at that lag. Printed with it: the number of possible assignments,\n\
               the smallest attainable p, the draws and the Monte-Carlo error of p. `bands` in the JSON are\n\
               simultaneous over lags: estimate ± c·se, c from the largest |t| of each draw.\n\n\
               The row: `statistic` the observed statistic, `std.error` its scale, `df` NA.\n\
               Reference: Fisher (1935); Wu & Ding (2021), doi:10.1080/01621459.2020.1750415;\n\
               Rabideau & Wang (2021), doi:10.1002/sim.8883.",
    },
    Page {
        name: "neyman",
        title: "the conservative variance of a comparison under a lottery",
        text: "V = Σ_g Var_g(e)/N_g, e the weighted outcomes of a unit of wave g; t with units − waves\n\
               degrees of freedom. Not too small on average whatever the effects; needs two units or more in\n\
               every wave that has weight (`SingletonWave`). With few units a wave its test rejects too\n\
               often: 16 % at 12 programmes in 4 waves, nominal 5 %.\n\
               Reference: Roth & Sant'Anna (2023), §3. R: `se_neyman` of staggered.",
    },
    Page {
        name: "design",
        title: "`neyman` less what pre-period outcomes explain of effects",
        text: "V − b'S̄b/N, b the regression of a unit's weighted outcomes on those before the first start.\n\
               Right with many units a wave; with few it is badly small (a nominal 5 % test rejects in 35 % of\n\
               12 programmes in 4 waves), so it is printed with `FewUnitsPerWave` and never a default. NA when\n\
               a wave has not more units than there are periods before the first start, plus one, or when it\n\
               comes out zero or negative.\n\
               Reference: Roth & Sant'Anna (2023), §3.3. R: `se` of staggered.",
    },
];
