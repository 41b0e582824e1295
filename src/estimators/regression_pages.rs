//! Pages of `lodtrin explain` for the regressions, the models, and what stops them.

use crate::diagnostics::Page;

/// Pages of the regressions, of the models, and of what stops them.
pub const REGRESSION_PAGES: &[Page] = &[
    Page {
        name: "twfe",
        title: "one effect, with unit and period effects (linear probability model)",
        text: "What it estimates: one number for all periods from the start on, the coefficient of\n\
               `treated`.\n\
               When it is right: the effect is the same in every period after the start.\n\
               When it misleads: effects that grow or fade with exposure: later lags get small or\n\
               negative weights, so the sign can be wrong; the weights of your own design are printed.\n\
               Read `twfe-exposure` beside it.\n\
               Formula: y = unit + period + treated + covariates by least squares: unit effects are\n\
               swept out of the cells, (X'X)^-1 X'y on what remains; pupil rows, cells with sizes and\n\
               counts give the same numbers.\n\
               Options: --covariates, --weight pupils|programmes, --transition; variances cr2\n\
               (default), cr0, cr1, cr3, jackknife, wild-bootstrap (--bootstrap wcr11|wcr31),\n\
               randomization.\n\
               Reference: Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data,\n\
               section 10.5; Goodman-Bacon (2021), doi:10.1016/j.jeconom.2021.03.014. R:\n\
               fixest::feols().\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator twfe",
    },
    Page {
        name: "twfe-exposure",
        title: "one effect per lag, with unit and period effects, and their averages",
        text: "What it estimates: the effect in the first treated period (lag=0), the next (lag=1) and\n\
               so on; `time-averaged`, their mean with equal weights over the lags that two or more\n\
               units reached (or over --lags); `simple`, each lag weighted by its treated unit-periods\n\
               before the last wave's start, the weights of `roth-santanna`.\n\
               When it is right: the effect depends on time since the start, not on the calendar or the\n\
               wave.\n\
               When it misleads: the last lags rest on one wave, and the average gives them as much\n\
               weight as the first; effects that differ between waves.\n\
               Formula: y = unit + period + one dummy per lag + covariates by least squares. --lags\n\
               -3..4 adds placebo lags -3 and -2; lag -1 and everything earlier is the reference, which\n\
               identifies the model where every unit is treated in the end. A lag that nothing\n\
               identifies is an NA row (`NotIdentified`).\n\
               Options: as `twfe`; --estimand by-lag,time-averaged,simple.\n\
               Reference: Kenny et al. (2022), doi:10.1002/sim.9511. R: fixest::feols(y ~ i(exposure)).\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator twfe-exposure",
    },
    Page {
        name: "hussey-hughes",
        title: "one effect, random unit intercept (REML)",
        text: "What it estimates: one effect for all periods from the start on.\n\
               When it is right: an immediate effect that stays, and programmes that differ by a\n\
               constant only.\n\
               When it misleads: effects that change with exposure (the weights on each lag are\n\
               printed, `exposure-time` stands beside it); programme x term variation, which makes the\n\
               model standard error too small (`nested-exchangeable`, or --variance cr2).\n\
               Formula: y = period + treated + covariates + unit + error, normal unit intercepts;\n\
               restricted maximum likelihood from the sums of the cells.\n\
               Options: --covariates; --variance model (default, t with G-2 df), robust, cr0, cr1, cr2,\n\
               cr3, jackknife, randomization (refits every draw; a p-value, no interval). It weighs\n\
               programmes itself: no --weight.\n\
               Reference: Hussey & Hughes (2007), doi:10.1016/j.cct.2006.05.007. R: lme4::lmer().\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator hussey-hughes",
    },
    Page {
        name: "nested-exchangeable",
        title: "one effect, random intercepts of unit and unit x period (REML)",
        text: "What it estimates: one effect for all periods from the start on.\n\
               When it is right: as `hussey-hughes`, when pupils of one term resemble each other more\n\
               than pupils of two terms.\n\
               When it misleads: effects that change with exposure. From means alone its two variances\n\
               cannot be told apart (E343): give pupils or counts.\n\
               Formula: y = period + treated + covariates + unit + unit x period + error, all normal;\n\
               restricted maximum likelihood from the sums of the cells.\n\
               Options: as `hussey-hughes`.\n\
               Reference: Hooper et al. (2016), doi:10.1002/sim.7028. R: lme4::lmer().\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator nested-exchangeable",
    },
    Page {
        name: "exposure-time",
        title: "one effect per lag, random unit intercept (REML)",
        text: "What it estimates: by-lag effects, `simple` and `time-averaged`, as `twfe-exposure`.\n\
               When it is right: the effect depends on time since the start, and programmes differ by a\n\
               constant only.\n\
               When it misleads: programmes that react differently to the intervention make its model\n\
               standard error too small; `twfe-exposure` with cr2 does not share that.\n\
               Formula: `hussey-hughes` with a column per lag in place of one for all.\n\
               Options: --estimand by-lag,time-averaged,simple, --lags, --covariates; --variance model\n\
               (default, t with G-2 df), robust, cr0 to cr3, jackknife, randomization (refits every\n\
               draw; a p-value, no interval).\n\
               Reference: Kenny et al. (2022), doi:10.1002/sim.9511. R: lme4::lmer().\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator exposure-time --lags 0..3",
    },
    Page {
        name: "gee-logit",
        title: "log-odds ratio by generalized estimating equations, exchangeable within units",
        text: "What it estimates: one effect on the log-odds (scale `log-odds`), averaged over\n\
               programmes.\n\
               When it is right: an effect that stays the same from the start on, and many programmes\n\
               (or a corrected sandwich).\n\
               When it misleads: few programmes with `robust`; effects that change with exposure.\n\
               Formula: logit(mu) = period + treated + covariates, working correlation exchangeable;\n\
               phi = sum r^2 / N and alpha = sum of pair products / (phi x pairs), no correction for\n\
               the number of coefficients (geepack's). Facts hold alpha and phi. Periods in which\n\
               nobody or everybody has the outcome are left out, with a warning.\n\
               Options: --covariates (from pupils who are alike in all of them: cost grows with how\n\
               many kinds of pupils there are); --variance robust (plain sandwich, normal reference),\n\
               kauermann-carroll, mancl-derouen (t with G-2 df; the default shows all three), cr0 to\n\
               cr3, jackknife.\n\
               Reference: Liang & Zeger (1986), doi:10.1093/biomet/73.1.13. R: geepack::geeglm().\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator gee-logit",
    },
    Page {
        name: "gee-identity",
        title: "difference in means by generalized estimating equations",
        text: "What it estimates: one effect on the scale of the outcome.\n\
               When it is right: as `gee-logit`, for a difference in probabilities or means: close to\n\
               `hussey-hughes` with a sandwich.\n\
               When it misleads: few programmes with `robust`; effects that change with exposure.\n\
               Formula: mu = period + treated + covariates, Gaussian variance, identity link, otherwise\n\
               as `gee-logit`.\n\
               Options: as `gee-logit`.\n\
               Reference: Liang & Zeger (1986), doi:10.1093/biomet/73.1.13. R: geepack::geeglm().\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator gee-identity",
    },
    Page {
        name: "glmm-logit",
        title: "log-odds ratio given the programme: logit with a random unit intercept",
        text: "What it estimates: one effect on the log-odds within a programme, which is larger in\n\
               size than the population's (`gee-logit`) when programmes differ.\n\
               When it is right: an immediate effect that stays, normal programme intercepts, and\n\
               nothing else that pupils of a programme share.\n\
               When it misleads: effects that change with exposure; few programmes (the normal\n\
               reference is then too narrow); programme x term variation.\n\
               Formula: logit(mu) = period + treated + covariates + unit, maximum likelihood with 15\n\
               adaptive Gauss-Hermite nodes; standard error from the full observed information. Facts\n\
               hold the standard deviation of the programmes; at its boundary zero the model is a plain\n\
               logit (`SingularFit`).\n\
               Options: --covariates; its only variance is `model`.\n\
               Reference: Pinheiro & Bates (1995), doi:10.1080/10618600.1995.10474663. R:\n\
               lme4::glmer(nAGQ = 15).\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator glmm-logit",
    },
    Page {
        name: "E340",
        title: "nothing identifies the effect",
        text: "Units, periods and covariates together explain who is treated, so no comparison is\n\
               left. Common causes: all units start together; every unit is treated from the first\n\
               period; a covariate follows the treatment. A stepped rollout needs, in some period,\n\
               a treated unit and one that starts later.",
    },
    Page {
        name: "E341",
        title: "too few rows for a mixed model",
        text: "A mixed model needs two or more units and more rows than coefficients, and differences between\n\
               units that periods and treatment leave over: with two units of which one is always treated any\n\
               variance between units fits alike, and a standard error would be anybody's guess.",
    },
    Page {
        name: "E342",
        title: "no residual variance",
        text: "Within every cell all pupils have the same outcome after period and treatment are\n\
               taken out: there is nothing to estimate the residual variance from. Look at the\n\
               outcome column; a cell mean given without --size is such a case.",
    },
    Page {
        name: "E343",
        title: "two variances cannot be told apart",
        text: "`nested-exchangeable` tells programme x term variation from pupils' variation by comparing\n\
               pupils of one cell: give pupils or counts (--size with 0/1 outcomes). It tells variation\n\
               between programmes from that between their terms by what periods and treatment leave: with\n\
               two programmes in two terms that is one difference, and every split of it into two variances\n\
               fits alike. Use `hussey-hughes` there, which has one variance between programmes.\n\
               `gee-logit` and `gee-identity` tell pupils of a programme from pupils at large in the same\n\
               way: rows that are means of several pupils, or shares with too few digits to be counts\n\
               (.44 of 9), say nothing of how pupils differ. Give pupils, or all digits.",
    },
    Page {
        name: "E344",
        title: "a logit needs outcomes between 0 and 1",
        text: "`gee-logit` and `glmm-logit` take 0/1 outcomes, or shares with --size. For others use\n\
               `twfe`, `hussey-hughes` or `gee-identity`.",
    },
    Page {
        name: "E345",
        title: "the outcome does not vary in any period",
        text: "In every period everybody or nobody has the outcome: on the logit scale nothing is\n\
               left to estimate.",
    },
    Page {
        name: "E346",
        title: "no finite log-odds",
        text: "On one side of the comparison the outcome never varies (for example no treated pupil\n\
               drops out), so the log-odds ratio runs to infinity. The difference in probabilities\n\
               (`twfe`, `twfe-exposure`) is finite and can be reported.",
    },
    Page {
        name: "E347",
        title: "the estimating equations did not settle",
        text: "The working correlation left the range in which its matrix is positive, or the rounds\n\
               did not converge. `twfe` with `cr2` needs neither.",
    },
    Page {
        name: "E348",
        title: "the likelihood of glmm-logit did not settle",
        text: "Usually a programme with extreme outcomes in small cells. `gee-logit`, or a linear\n\
               model on the probability scale, is the way out.",
    },
];
