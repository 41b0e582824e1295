//! Pages of `lodtrin explain` for the doubts that an analysis of early absence names.

use crate::diagnostics::Page;

/// Pages of `lodtrin explain` for the doubts that an analysis of early absence names.
pub const DOUBT_PAGES: &[Page] = &[
    Page {
        name: "PupilsLeftOut",
        title: "pupils with a missing value",
        text: "A pupil without days absent, last day, event or a covariate cannot be used;\n\
               the message says how many of each, the rows `count` hold the same numbers.\n\
               Nothing is imputed. If those left out drop out more than others (pupils whose\n\
               register was never kept often do), every number is about the rest only.",
    },
    Page {
        name: "EventCodesCountAsStaying",
        title: "event codes that were given no meaning",
        text: "Codes named neither in --dropout nor in --competing mean that the pupil was\n\
               still there on the last day seen. That is right for a code such as\n\
               `completed`, wrong for a transfer: name that one with --competing.",
    },
    Page {
        name: "EmptyEventCountsAsStaying",
        title: "empty cells of the event column",
        text: "No code of the event column says that a pupil stayed, so that empty cells are\n\
               taken to say it. Where some code does say it, an empty cell is a missing value\n\
               and the pupil is left out and counted (`event-unknown`).",
    },
    Page {
        name: "CompetingCodeNotThere",
        title: "a code of --competing that no row has",
        text: "Perhaps it is spelt otherwise in the table, or nobody transferred. Departures\n\
               whose code is not named count as still there on the last day seen.",
    },
    Page {
        name: "BeyondFollowUp",
        title: "a day after the last one seen",
        text: "A curve was asked for on a day that nobody reached: the row is NA. Nothing is\n\
               extrapolated.",
    },
    Page {
        name: "EmptyResamples",
        title: "resamples without a dropout",
        text: "Some draws of the cluster bootstrap held no dropout, or nothing else, and have\n\
               no AUC: they are left out, and the standard error rests on the others. Many\n\
               such draws mean that the dropouts are in a few classes.",
    },
    Page {
        name: "LeftOutWithoutFit",
        title: "a model that cannot be fitted without some school",
        text: "Without those groups the rest is separated or has no dropout: their pupils are\n\
               not judged, and AUC and calibration are about the others.",
    },
    Page {
        name: "CollinearCovariate",
        title: "a covariate that the others add up to",
        text: "It holds nothing that the others do not, is left out by name, and the rows\n\
               stand. Two columns that say the same, or one value of a word that nobody has\n\
               after the landmark, are the usual reasons.",
    },
    Page {
        name: "NoClassWithBoth",
        title: "nothing to compare within classes",
        text: "Each class is all exposed or all unexposed: the Mantel-Haenszel rows are NA.\n\
               Exposure then differs between classes only, and what differs between classes\n\
               cannot be told from it.",
    },
    Page {
        name: "TooManySubgroups",
        title: "a grouping with more than sixty values",
        text: "Its levels are not shown one by one, and no test is made between so many. Group its\n\
               values into fewer and name the new column.",
    },
    Page {
        name: "OneSubgroup",
        title: "a grouping with one value",
        text: "All pupils followed have the same value: there is nothing to compare.",
    },
    Page {
        name: "NoInteractionTest",
        title: "whether the difference varies cannot be tested",
        text: "The test needs exposed and unexposed pupils at every level, and more classes\n\
               than levels. The levels that can be estimated are shown.",
    },
    Page {
        name: "SubgroupWithoutComparison",
        title: "a subgroup with exposed or unexposed pupils only",
        text: "Its difference is NA, and so is the test that needs all levels.",
    },
    Page {
        name: "EarlyAbsenceNotCompared",
        title: "the randomized question has no answer yet",
        text: "Whether the intervention changes early absence is estimated like the primary\n\
               outcome; the message says what is missing: usually terms in which treated and\n\
               waiting programmes can be compared.",
    },
];
