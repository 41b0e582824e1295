//! Pages of `lodtrin explain` for closed-form power.

use crate::diagnostics::Page;

/// Pages of `lodtrin explain` for this room.
pub const PAGES: &[Page] = &[
    Page {
        name: "D101",
        title: "a design that is no stepped rollout",
        text: "`--sequences 4,4,4` is three waves of four programmes; every wave has at least one.\n\
               A design file draws one programme a line: `0 0 1 1`, `.` for a period that is not\n\
               observed, `x6` for six such programmes. A programme that has started stays treated.",
    },
    Page {
        name: "D102",
        title: "a size that is none",
        text: "Sizes are pupils a programme and period, above 0: one number for all programmes, or\n\
               one for every programme in the order of the waves.",
    },
    Page {
        name: "D103",
        title: "correlations that do not fit together",
        text: "`icc` is the correlation of two pupils of one programme and period, `cac` the share of\n\
               it that two periods of a programme have in common (or `decay`, per period of\n\
               distance), `iac` the share of the variance within programmes that two measurements\n\
               of one pupil have in common, `school-icc` the part of `icc` that a school's\n\
               programmes have in common. All lie from 0 to 1, icc below 1, school-icc at most icc.\n\
               The standard deviation is a pupil's TOTAL one, between and within programmes; other\n\
               programs ask for the residual one, which is smaller by the factor sqrt(1 - icc). A primary\n\
               outcome in days has no baseline probability that gives it away: name --sd and --effect in\n\
               days; closed forms answer, since simulated trials are of 0/1 outcomes.",
    },
    Page {
        name: "D104",
        title: "a mean outside what the outcome can be",
        text: "Shares lie between 0 and 1 with and without the effect, rates above 0.",
    },
    Page {
        name: "D105",
        title: "no untreated programme is left to compare with",
        text: "An effect is seen by comparing programmes that have started with programmes that have\n\
               not, in one and the same period. If everybody starts at once, or nobody is observed\n\
               before the start, the calendar and the effect cannot be told apart. Let programmes\n\
               start in waves, and observe at least one period before the first start.",
    },
    Page {
        name: "D106",
        title: "an exposure time that is not identified",
        text: "With an effect of its own for every period since the start, each exposure time needs\n\
               periods in which programmes of different exposure stand side by side. Observe fewer\n\
               periods after the last start, or weight the exposure times that can be seen\n\
               (`--weights`, one for every exposure time that is observed, in their order).",
    },
    Page {
        name: "D107",
        title: "correlations that leave no variation",
        text: "With a correlation of 1 there is no uncertainty left, and no power to compute.",
    },
    Page {
        name: "D108",
        title: "power for an effect of 0",
        text: "Power is the chance of finding an effect that is there. Name the effect that would\n\
               matter: `--effect -0.05` is five points fewer. Without an effect, `lodtrin power`\n\
               prints the smallest effect that would be seen.",
    },
    Page {
        name: "D109",
        title: "no degrees of freedom",
        text: "The t distribution needs more than 0 degrees of freedom. `--df cells` counts observed\n\
               programme-periods less periods less effects (the usual software), `--df programmes`\n\
               counts programmes less 2 (careful with few programmes), `--df 12` names a number,\n\
               `--df none` asks for the normal distribution alone.",
    },
    Page {
        name: "D110",
        title: "a question about power that contradicts itself or lacks something",
        text: "Power needs a design (a study, `--sequences` or `--design`), pupils (`--size`), a\n\
               correlation (`--icc`, or `--tau`, the standard deviation between programmes) and an\n\
               outcome (`--sd`, or `--p0` with `--p1` or `--effect`). No published table of\n\
               correlations is built in: estimate them from your own registers with\n\
               `lodtrin power --from data/panel.csv`. Two flags that say the same thing in\n\
               different words cannot stand together.",
    },
    Page {
        name: "D111",
        title: "correlations that the registers cannot show",
        text: "`lodtrin power --from data/panel.csv` estimates icc and cac from cells before the\n\
               intervention: how much programmes differ, and how much of that stays from term to\n\
               term. It needs three programmes or more, several pupils a cell, and an outcome that\n\
               some have and some have not. With fewer than ten programmes the interval is wide:\n\
               plan with its upper limit as well.",
    },
    Page {
        name: "D112",
        title: "files of simulated trials that do not belong together",
        text: "`lodtrin power STUDY --trials 1000 --shard 2/8 --trial-file trials-2.csv` runs every\n\
               eighth trial and keeps what is done; started again it goes on where it stopped.\n\
               `--merge trials-1.csv,…` puts the shards together and gives the same bytes as one\n\
               machine. Every file names the settings that it was made under: study, plan,\n\
               `--trials`, `--draws` and the tool's version must be the same.",
    },
    Page {
        name: "D126",
        title: "no rollout fits the limits",
        text: "`lodtrin power --optimise` looks for waves that take all lots: each lot starts in one of the\n\
               terms from `--first` (2) to `--last`, at most `--most` in a term and, where any do, at\n\
               least `--least` (2), in two waves or more. The average over lags 0 to K (`--lags 0..2`)\n\
               needs designs that reach lag K. Widen what the message names.",
    },
    Page {
        name: "D127",
        title: "a word of --compare names no analysis",
        text: "`lodtrin power STUDY --compare=within-period,twfe-exposure:cr2` compares analyses on the same\n\
               simulated trials. An item is words joined by `:` in any order: an estimator, and if wanted\n\
               an estimand (else `simple`, or the estimator's first), a variance (else the plan's, or the\n\
               estimator's first), and `forecast` or `none` (else the plan's).",
    },
];
