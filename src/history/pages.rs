//! Pages of `lodtrin explain` for the forecast.

use crate::diagnostics::Page;

/// Pages of `lodtrin explain` for the forecast.
pub const PAGES: &[Page] = &[
    Page {
        name: "forecast",
        title: "a forecast of the primary outcome, frozen by the lock and taken off before anything is estimated",
        text: "[forecast] declares terms before the rollout. `lodtrin forecast` fits, in closed form, a\n\
               level for every programme and a slope for every covariate, and writes forecast.toml;\n\
               `lodtrin lock` freezes it in plan.toml. From then on outcomes y become y − f, in the\n\
               estimate and in every replay of the lottery. f is fixed before chance is asked: tests\n\
               and intervals are as exact as without it, whatever f is worth; a good f makes them\n\
               narrower. `[analysis] adjust = \"none\"` leaves the outcomes as they are.\n\
               A table of counts has the columns programme, period, n, k and one for each covariate:\n\
               n pupils who are alike in the covariates, k of them with the outcome. Without `history`\n\
               it is made from the registers.\n\
               What moves: roth-santanna, difference-in-means, within-period and mixed models.\n\
               callaway-santanna, sun-abraham, imputation and twfe compare each programme with itself\n\
               and gain nothing from levels.",
    },
    Page {
        name: "D121",
        title: "the table of counts of the forecast cannot be used",
        text: "It has the columns programme, period, n, k and one for each covariate of [forecast]:\n\
               n pupils of a programme and period, k of them with the primary outcome, whole numbers\n\
               with k ≤ n; a covariate is a number or empty. Every period is one of\n\
               [[forecast.period]]. A forecast needs two terms and three programmes of the frame, and\n\
               pupils of one programme and term with different outcomes.",
    },
    Page {
        name: "D122",
        title: "the history may hold treated pupils",
        text: "A forecast says what pupils would have had untreated, so it is made of terms that had\n\
               ended before the rollout began. A period of [forecast] that ends later, or rows of a\n\
               rollout period in the table of counts, are refused.",
    },
    Page {
        name: "D123",
        title: "a term of the history cannot be seen to its end yet",
        text: "The registers end before every pupil of the term could be followed as long as the\n\
               primary outcome asks (`within`), or before the term has ended. Leave the term out of\n\
               [[forecast.period]], ask for a later extract, or declare `extracted` where the day is\n\
               missing.",
    },
    Page {
        name: "D124",
        title: "the forecast is missing, or is not the one that would be fitted today",
        text: "`lock` fits the table of counts again and needs the same forecast.toml. The message says\n\
               which part differs: `history` (the table was changed), `declared` (the primary outcome,\n\
               [forecast] or the registers' codes were changed), or a number (the file was edited).\n\
               Run `lodtrin forecast`, look at what it says, and lock.",
    },
    Page {
        name: "D125",
        title: "the forecast is locked",
        text: "The plan holds the forecast now, and from then on it alone is read. `lodtrin forecast\n\
               --check` prints what the table gives today and writes nothing. To change the forecast,\n\
               replace the lock before the draw: `lodtrin lock --replace REASON` after moving\n\
               lottery/ aside is not needed, but forecast.toml must be made first with the new\n\
               declarations in a copy of the folder.",
    },
];
