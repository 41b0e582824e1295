//! Pages of `lodtrin explain` for the protocol.

use crate::diagnostics::Page;

/// Pages of `lodtrin explain` for the protocol.
pub const PAGES: &[Page] = &[
    Page {
        name: "P104",
        title: "the folder is not a study folder",
        text: "Every command works from a study folder, the one that holds `study.toml`. Name it\n\
               (`lodtrin lock my-study`) or go there first. `lodtrin new my-study` makes one.",
    },
    Page {
        name: "P106",
        title: "the folder is not empty",
        text: "`new` and `demo` make a folder of their own and never write into one that holds\n\
               something else. Name another folder. (`demo` remakes a folder that it made itself.)",
    },
    Page {
        name: "P107",
        title: "the shipped sample does not give what it should",
        text: "`demo` runs the study inside the binary and looks for its pre-specified rows. That they\n\
               are not there is a fault of this build, not of your machine: please report it.",
    },
    Page {
        name: "P300",
        title: "the protocol is not valid TOML",
        text: "The message shows the line and what the reader could not understand: a missing\n\
               quote, a bracket, the same key twice. TOML is described at toml.io.",
    },
    Page {
        name: "P301",
        title: "an unknown key in the protocol",
        text: "Keys that lodtrin does not know are refused, since a key that is silently ignored\n\
               is a declaration that does not bind. The nearest known name is suggested.",
    },
    Page {
        name: "P302",
        title: "a key or table is missing",
        text: "Without it the study is not fully declared. `lodtrin new` writes a protocol in\n\
               which every key stands with its default and a comment.",
    },
    Page {
        name: "P303",
        title: "a value of the wrong kind",
        text: "The message shows what was found and what was expected: text in quotes, a whole\n\
               number in a range, a list, a date such as 2026-01-12, a date-time with offset.",
    },
    Page {
        name: "P304",
        title: "a value that cannot be",
        text: "The value is of the right kind but contradicts something: a wave that starts in an\n\
               unknown period, periods that overlap, a code under two meanings, two primary\n\
               outcomes. The message says which.",
    },
    Page {
        name: "P401",
        title: "there is nothing to pack yet",
        text: "An archive for an auditor holds a drawn lottery. Lock and draw first.",
    },
    Page {
        name: "P402",
        title: "data/panel.csv is not what ingest wrote",
        text: "The table of counts has the columns outcome, programme, period, start, n, k. It was\n\
               edited or damaged; `lodtrin ingest` writes it anew from the registers.",
    },
    Page {
        name: "P403",
        title: "a cell is too small to publish",
        text: "Counts of fewer pupils than `[disclosure] minimum` could point at a person. Without\n\
               `--panel` the archive holds no counts, and the lottery can still be checked.",
    },
    Page {
        name: "P405",
        title: "the published table cannot be read",
        text: "`verify --results` compares with `results/effects.json`. The file is not the one that\n\
               `effect` writes: it was edited or damaged.",
    },
];
