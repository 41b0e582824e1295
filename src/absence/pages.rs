//! Pages of `lodtrin explain` for the codes of this room.

use crate::diagnostics::Page;

/// Pages of `lodtrin explain` for this room's codes and doubts.
pub const PAGES: &[Page] = &[
    Page {
        name: "A101",
        title: "a last day before school start",
        text: "Time is counted from 1 on the first day of school. A negative last day is a date\n\
               before the start, a wrong column, or a pupil who never came. A pupil who never\n\
               came has no course to drop out of and is not among the starters: leave the row\n\
               out, and count such pupils beside the analysis.",
    },
    Page {
        name: "A102",
        title: "the landmark lies at or after the end of follow-up",
        text: "Only what happens after the landmark is analysed. If nobody is followed beyond\n\
               it there is nothing to analyse. Look at the time column (does it count days from\n\
               school start?), at --landmark and at --horizon.",
    },
    Page {
        name: "A103",
        title: "nobody is left after the landmark",
        text: "Every pupil had left by the landmark or misses days absent, last day or a\n\
               covariate; the message says how many of each. A covariate with many missing\n\
               values empties the analysis: leave it out of --covariates.",
    },
    Page {
        name: "A104",
        title: "nobody dropped out",
        text: "Without a dropout there is no risk to compare. Usually the code of dropout is\n\
               another one than --dropout says (the default is 1), or the horizon is too early.\n\
               The message shows the codes that the event column has.",
    },
    Page {
        name: "A105",
        title: "everybody dropped out",
        text: "Without anybody who stays there is no risk to compare. Check which code of the\n\
               event column means dropout.",
    },
    Page {
        name: "A106",
        title: "everybody is exposed",
        text: "There is nobody to compare with. A register that lists only days of absence\n\
               makes everybody in it exposed: pupils without absence must be in the table with\n\
               0 days. Or raise --threshold.",
    },
    Page {
        name: "A107",
        title: "nobody is exposed",
        text: "No pupil has so many days absent. Lower --threshold, or look at the days column.",
    },
    Page {
        name: "A108",
        title: "one class only",
        text: "Uncertainty is judged by how classes (or programmes) differ: pupils of one class\n\
               share teacher, timetable and each other. With a single class the data do not\n\
               show it, and a standard error that takes pupils as independent would be too\n\
               small. Name the class with --cluster.",
    },
    Page {
        name: "A109",
        title: "an event code that means two things",
        text: "A code is named both in --dropout and in --competing. A departure is one or the\n\
               other: transfers and changes of choice are no dropouts.",
    },
    Page {
        name: "A110",
        title: "a covariate in words with too many values",
        text: "A covariate is a column of numbers, or of words with at most 30 values: then it\n\
               enters as one 0/1 column for each value but the first in alphabetical order,\n\
               named `column=value`. More values than that are names or a column with stray\n\
               words in it. Empty cells are missing.",
    },
    Page {
        name: "A111",
        title: "a pupil without a class",
        text: "Every row needs its cluster, since the cluster decides about uncertainty.",
    },
    Page {
        name: "A112",
        title: "a negative number of days absent",
        text: "The days column counts days absent in the window and is 0 or more.",
    },
    Page {
        name: "A113",
        title: "an option with a value that makes no sense",
        text: "The message says which values the option takes, and what was found in their place.",
    },
    Page {
        name: "A114",
        title: "no absence is registered",
        text: "The study has no absence register, or none of its days lies in the declared\n\
               window. Declare `[registers.absences]`, run `lodtrin ingest`, and read in\n\
               data/quality.json how many rows were used.",
    },
    Page {
        name: "A115",
        title: "a covariate that the registers do not give",
        text: "`[absence] covariates` and `[analysis] subgroups` name columns of\n\
               data/pupils.parquet: `under20`, `female` and `benefit` where the background\n\
               register gives birth date, sex and benefit, and further covariates by their own\n\
               names.",
    },
    Page {
        name: "A116",
        title: "classes as clusters, and pupils without a class",
        text: "With `cluster = \"class\"` a cluster is a class of one programme in one term. Map\n\
               the register's class column, or declare `cluster = \"programme\"`.",
    },
    Page {
        name: "Separation",
        title: "a regression without a finite answer",
        text: "Among these pupils some column, or a combination, tells without exception who\n\
               drops out: nobody exposed stayed, or nobody in a small category left. The\n\
               maximum of the likelihood then lies at infinity; the row is NA, never a huge\n\
               number. The crude risk difference does not have this problem and stands.",
    },
    Page {
        name: "WindowPastLandmark",
        title: "exposure that is counted after follow-up has begun",
        text: "A window of school days can end later than a landmark of calendar days: 14\n\
               school days last until about day 20. Whoever leaves on day 16 then has had less\n\
               time to become exposed than whoever stays, which makes the exposed look too good\n\
               (immortal time). Declare a landmark that lies after the window, or a window of\n\
               calendar days. The sensitivity grid always moves the landmark behind the window.",
    },
    Page {
        name: "SeenLastBeforeTheEnd",
        title: "pupils who were lost from view",
        text: "A risk needs to know by the end of follow-up who has dropped out. Pupils last\n\
               seen earlier without having left count as not dropped out in risks; the curves,\n\
               the log-rank test and the hazard ratio only use the time in which they were\n\
               seen. Where many were lost, read those.",
    },
    Page {
        name: "FewClusters",
        title: "few classes or programmes",
        text: "`cr1`, `delta` and `robust` standard errors are too small when few clusters stand\n\
               on one side of a comparison, and the more so the more unequal they are. What\n\
               counts is s, the smaller of the numbers of classes with exposed and with\n\
               unexposed pupils: below ten these variances use t(s-1) (a nominal 5 % test then\n\
               rejects in 2 to 7 % from s = 3; with t(G-1) in 12 to 37 %). `cr2` with its\n\
               Satterthwaite degrees of freedom holds its level down to very few.",
    },
    Page {
        name: "OneClusterExposed",
        title: "one side of a comparison stands in a single class",
        text: "Where all exposed (or all unexposed) pupils belong to one class, its residuals on\n\
               that side are nil whatever the data, and a cluster-robust variance says nothing of\n\
               how classes differ there: a nominal 5 % test would reject in 85 % of studies. The\n\
               estimate stands as a description; std.error, df, statistic, p.value and limits are\n\
               NA. What to do: a lower --threshold, more classes, or report the counts.",
    },
    Page {
        name: "NoVariationInGroup",
        title: "everybody or nobody on one side dropped out",
        text: "Nothing varies on that side, so that a variance from its residuals is zero\n\
               whatever the true risk is. The estimate stands; std.error, df, statistic, p.value\n\
               and limits are NA. Read the counts: 0 of 12 is compatible with a risk of up to\n\
               22 % (1 - 0.05^(1/12)).",
    },
    Page {
        name: "FewDegreesOfFreedom",
        title: "`cr2` rests on fewer than four degrees of freedom",
        text: "Few classes carry the comparison, however many there are in all. The interval is\n\
               wide and the p-value rough; below four degrees of freedom Satterthwaite's\n\
               approximation is at its limit. The message names the rows.",
    },
    Page {
        name: "SmallCells",
        title: "what is not published",
        text: "A row that tells about fewer pupils than `[disclosure] minimum` is left empty in\n\
               results/, as is the next smallest row where a total would give the hidden one\n\
               away; curves end where fewer are at risk. `absence --data` hides nothing: what\n\
               it prints is yours.",
    },
    Page {
        name: "ClusterSpansSchools",
        title: "a cluster with pupils of several schools",
        text: "Validation leaves out whole schools. A cluster that spans several is left out\n\
               with the school of its first pupil.",
    },
];
