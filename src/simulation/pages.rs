//! Pages of `lodtrin explain` for simulation.

use crate::diagnostics::Page;

/// Pages of `lodtrin explain` for this room.
pub const PAGES: &[Page] = &[
    Page {
        name: "D701",
        title: "a truth that no register can have",
        text: "`lodtrin simulate` was asked for probabilities outside 0 to 1, for correlations that\n\
               do not fit together (`school_icc` is a part of `icc` and cannot be larger), or for\n\
               programmes without pupils. The truth stands in `[simulate]`; the schools'\n\
               baseline, correlations and sizes stand in `[power]`.",
    },
    Page {
        name: "D702",
        title: "a register that simulate cannot write",
        text: "Simulated registers are text tables (.csv, .tsv) in the declared delimiter, encoding\n\
               and form of date. A workbook, Parquet, SAS or Stata file cannot be simulated:\n\
               declare a .csv file in a copy of the study. `[simulate] missing` names declared\n\
               registers (`\"absences\"`), or one school's part (`\"absences:Odense\"`). `--leaving` and `--late`\n\
               name a programme or a school and the period from which its pupils are not\n\
               delivered: `--leaving Odense=2024E`.",
    },
    Page {
        name: "D703",
        title: "no schedule to simulate under",
        text: "What pupils of a stepped rollout go through depends on who starts when. `lodtrin\n\
               simulate` takes the drawn schedule (`lottery/schedule.tsv`), else a rehearsal's,\n\
               else `--schedule FILE`, a table with the columns `id` and `wave`. Lock and draw,\n\
               rehearse with `lodtrin lock --rehearsal`, or name a file.",
    },
    Page {
        name: "D704",
        title: "simulate would overwrite registers that it did not make",
        text: "A declared register file exists, and `truth.json` does not say that simulate wrote\n\
               these very bytes. It may be a real delivery, so nothing is overwritten. Simulate\n\
               in a copy of the study folder, with `--out FOLDER`, or move the file away.",
    },
];
