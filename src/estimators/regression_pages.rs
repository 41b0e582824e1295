use crate::diagnostics::Page;

/// Pages of the regressions, of the models, and of what stops them.
pub const REGRESSION_PAGES: &[Page] = &[
    Page {
        name: "twfe",
        title: "one effect, with unit and period effects (linear probability model)",
        text: "What it estimates: one number for all periods from the start on, the coefficient of\n\
               `treated` in y = unit + period + treated + covariates, by least squares.\n\
               When it is right: the effect is the same in every period after the start.\n\
               When it misleads: effects that grow or fade with exposure. Later lags then get small\n\
               or negative weights, so the sign can be wrong; the weights of your own design are\n\
               printed with the result. Read `twfe-exposure` beside it.\n\
               \n\
               Formula: unit effects are swept out of the cells, (X'X)^-1 X'y on what remains;\n\
               pupil rows, cells with sizes and counts give the same numbers.\n\
               Options: --covariates, --weight pupils|programmes, --transition;\n\
               --variance cr2 (default), cr0, cr1, cr3, jackknife, wild-bootstrap, randomization.\n\
               Reference: Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data,\n\
               section 10.5; Goodman-Bacon (2021), doi:10.1016/j.jeconom.2021.03.014.\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
                 --start first_treated --outcome completed --estimator twfe",
    },
    Page {
        name: "twfe-exposure",
        title: "one effect per lag, with unit and period effects, and their averages",
        text: "What it estimates: the effect in the first treated period (lag=0), the next (lag=1)\n\
               and so on; `time-averaged`, their mean with equal weights over the lags that two or\n\
               more units reached (or over --lags); and `simple`, each lag weighted by its treated\n\
               unit-periods before the last wave's start, the weights of `roth-santanna`.\n\
               When it is right: the effect depends on time since the start, not on the calendar.\n\
               When it misleads: last lags rest on one wave; the average gives them as much weight\n\
               as the first.\n\
               \n\
               --lags -3..4 adds placebo lags -3 and -2; lag -1 and everything earlier is the\n\
               reference, which identifies the model where every unit is treated in the end.\n\
               A lag that nothing identifies is an NA row with the warning `NotIdentified`.\n\
               Options: as `twfe`; --estimand by-lag,time-averaged,simple.\n\
               Reference: Kenny et al. (2022), doi:10.1002/sim.9511.",
    },
    Page {
        name: "hussey-hughes",
        title: "one effect, random unit intercept (REML)",
        text: "What it estimates: one effect in y = period + treated + unit + error, with normal\n\
               unit intercepts; by restricted maximum likelihood from the cells.\n\
               When it is right: an immediate effect that stays, and programmes that differ by a\n\
               constant only.\n\
               When it misleads: effects that change with exposure (the weights on each lag are\n\
               printed, `exposure-time` stands beside it); programme x term variation, which makes\n\
               the model standard error too small (`nested-exchangeable`, or --variance cr2).\n\
               \n\
               Options: --covariates; --variance model (default, t with G-2 df), robust, cr0, cr1,\n\
               cr2, cr3, jackknife, randomization (refits every draw; a p-value, no interval).\n\
               Reference: Hussey & Hughes (2007), doi:10.1016/j.cct.2006.05.007.",
    },
    Page {
        name: "nested-exchangeable",
        title: "one effect, random intercepts of unit and unit x period (REML)",
        text: "As `hussey-hughes`, with a further random intercept for every programme and term, so\n\
               that pupils of one term resemble each other more than pupils of two terms. Needs\n\
               pupils or counts: from means alone the two variances cannot be told apart (E343).\n\
               Reference: Hooper et al. (2016), doi:10.1002/sim.7028.",
    },
    Page {
        name: "exposure-time",
        title: "one effect per lag, random unit intercept (REML)",
        text: "`hussey-hughes` with a column per lag in place of one for all: by-lag effects and\n\
               `time-averaged`. Standard errors from the model, t with G-2 degrees of freedom, or\n\
               cluster-robust. It stands beside every immediate-effect model.\n\
               When it misleads: programmes that react differently to the intervention make its\n\
               model standard error too small; `twfe-exposure` with cr2 does not share that.\n\
               Reference: Kenny et al. (2022), doi:10.1002/sim.9511.",
    },
    Page {
        name: "gee-logit",
        title: "log-odds ratio by generalized estimating equations, exchangeable within units",
        text: "What it estimates: one effect on the log-odds (scale `log-odds`), averaged over\n\
               programmes, from the counts of the cells. Working correlation exchangeable;\n\
               phi = sum r^2 / N and alpha = sum of pair products / (phi x pairs), no correction for\n\
               the number of coefficients (geepack's). Facts hold alpha and phi.\n\
               Variances: robust (the plain sandwich, normal reference), kauermann-carroll and\n\
               mancl-derouen (corrected for few clusters, t with G-2 df).\n\
               Periods in which nobody or everybody has the outcome are left out, with a warning.\n\
               When it misleads: few programmes with `robust`; effects that change with exposure.\n\
               Reference: Liang & Zeger (1986), doi:10.1093/biomet/73.1.13.",
    },
    Page {
        name: "gee-identity",
        title: "difference in means by generalized estimating equations",
        text: "As `gee-logit` on the scale of the outcome (Gaussian variance, identity link): close\n\
               to `hussey-hughes` with a sandwich. It takes no covariates.",
    },
    Page {
        name: "glmm-logit",
        title: "log-odds ratio given the programme: logit with a random unit intercept",
        text: "What it estimates: one effect on the log-odds within a programme, which is larger in\n\
               size than the population's (`gee-logit`) when programmes differ.\n\
               Maximum likelihood with 15 adaptive Gauss-Hermite nodes; standard error from the\n\
               full observed information, normal reference. Facts hold the standard deviation of\n\
               the programmes. At its boundary zero the model is a plain logit (`SingularFit`).\n\
               Reference: Pinheiro & Bates (1995), doi:10.1080/10618600.1995.10474663;\n\
               checked against lme4's glmer(nAGQ = 15).",
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
        text: "A mixed model needs two or more units and more rows than coefficients.",
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
        title: "programme x term variation cannot be told from pupils' variation",
        text: "`nested-exchangeable` separates the two by comparing pupils of one cell. Give pupils or\n\
               counts (--size with 0/1 outcomes), or use `hussey-hughes`.",
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
