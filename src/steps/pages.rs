//! Pages of what the verbs themselves refuse.

use crate::diagnostics::Page;

/// Pages of `lodtrin explain` for what is made from the results.
pub const PAGES: &[Page] = &[
    Page {
        name: "P910",
        title: "a file of the study folder is not what this tool writes",
        text: "Figures and report are made from files that other verbs wrote: the lottery's, `data/panel.csv`,\n\
               `data/quality.json`, `results/*.json`. One of them was changed or cut short. Make it again with\n\
               the verb that writes it, or take it back from where it was published. Nothing was written.",
    },
    Page {
        name: "P911",
        title: "there is nothing to report yet",
        text: "A report with `--blind` shows a rehearsal, and none was held. Run `lodtrin lock --rehearsal`, or see\n\
               `lodtrin status` for the next command. Without `--blind` there is always a page: before the lock it\n\
               shows the plan of today, marked as a draft.",
    },
    Page {
        name: "P901",
        title: "a figure cannot be painted",
        text: "The picture is too large for a bitmap, or the embedded font could not be read. The\n\
               message says which. The SVG of the same figure does not need a bitmap.",
    },
];
