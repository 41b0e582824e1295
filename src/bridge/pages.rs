//! Pages of `lodtrin explain` for the script for closed machines.

use crate::diagnostics::Page;

/// Pages of `lodtrin explain` for this room.
pub const PAGES: &[Page] = &[
    Page {
        name: "bridge",
        title: "the locked analysis as a script that goes where the tool cannot",
        text: "`lodtrin bridge STUDY --for r` writes a folder with one script in base R, the locked plan, the\n\
               schedule and the replays of the lottery. On a machine that the data cannot leave, edit read.R,\n\
               run `Rscript analyse.R`, and let the folder out/ be checked and taken out: estimates, intervals\n\
               and p, no person, no small cell. `lodtrin effect STUDY --from-bridge out` checks what came back\n\
               and makes results/ of it. What is handed over shows the effect, so lottery/look.txt is written\n\
               first: codes are locked before. `--blind` hands over a rehearsal's schedule instead.",
    },
    Page {
        name: "E390",
        title: "the script for closed machines does not serve this plan",
        text: "analyse.R runs the four design-based estimators, with `randomization` or `neyman`. Regressions and\n\
               mixed models would need packages that closed machines may not have. Where masked counts may leave\n\
               the machine, `lodtrin ingest --counts FILE` runs any plan.",
    },
    Page {
        name: "E391",
        title: "the folder holds what `bridge` does not write",
        text: "A folder that travels holds the files of its list and nothing else, so that whoever checks imports\n\
               knows what each is. out/ and inside/, which the script writes, may stay, and an edited read.R is\n\
               kept.",
    },
    Page {
        name: "E392",
        title: "the list of programmes has no such key",
        text: "`--keys A,B` adds columns of the list of programmes to members.csv: how the machine names a\n\
               programme. Each is a column of the file that [frame] names, and none is called programme or unit.",
    },
    Page {
        name: "E393",
        title: "what came back cannot be read",
        text: "`--from-bridge DIR` takes the folder out/ that analyse.R wrote: effects.csv, facts.csv, checks.csv\n\
               and run.csv, unchanged. A spreadsheet that saved one of them may have changed its numbers: take the\n\
               files again from the machine.",
    },
    Page {
        name: "E394",
        title: "what came back does not fit this study",
        text: "Nothing is taken on a file's word. The digest of plan.csv must be that of a fresh `bridge`; the rows\n\
               must be exactly those that the plan implies; p(1 + R) a whole number; the statistic the estimate\n\
               over its standard error; the estimate inside its limits, and 0 outside them only where p says so;\n\
               the groups' effects must add up to the whole. A rehearsal is refused, and a study that has data/\n\
               computes its own results.",
    },
    Page {
        name: "E395",
        title: "there is nothing to put beside the script for a journal",
        text: "`bridge --panel` adds cells.csv and expected.csv, so that a reader can run the script and see that\n\
               it gives the published rows. It needs data/panel.csv and results/effects.csv, a plan without\n\
               covariates, and no cell smaller than [disclosure] minimum.",
    },
];
