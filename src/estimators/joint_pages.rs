//! Pages of `lodtrin explain` for the joint regression of several interventions.

use crate::diagnostics::Page;

/// Pages of the joint regression of several interventions.
pub const JOINT_PAGES: &[Page] = &[
    Page {
        name: "joint",
        title: "several interventions in one regression, one effect each",
        text: "What it estimates: y = unit + period + treated:a + treated:b + … (+ covariates) by least\n\
               squares: what each intervention adds, whatever else runs, taken to add up.\n\
               When it is right: effects do not depend on how long an intervention has run nor on the\n\
               others. When it misleads: as `twfe`, with effects that grow; and where one intervention\n\
               works only beside another, whose share of the effect it then takes. Declare such a pair\n\
               in `[joint] interactions` and read `joint-pairs`.\n\
               \n\
               Rows: `cr2` (t with Satterthwaite df); `randomization`, the lottery of that intervention\n\
               redrawn with the others held (cr1 t; interval by inversion); estimand `simultaneous`,\n\
               effects and differences `treated:a−b` from joint replays of all lotteries: p adjusted by\n\
               Westfall and Young (step-down), intervals estimate ± c·se with c from the largest |t| of\n\
               each replay. Warnings: `CannotSeparate`, `HardToSeparate`; the JSON holds the aliasing\n\
               table, correlations raw and within programmes and terms, overlap and dose.\n\
               Reference: Lyons, Li, Hughes & Rowhani-Rahbar (2017), J Clin Epidemiol 86, 160-167;\n\
               Westfall & Young (1993), Resampling-Based Multiple Testing.\n\
               Example: lodtrin effect STUDY, of a study with [[intervention]] tables",
    },
    Page {
        name: "joint-pairs",
        title: "the joint regression with a term for each declared pair",
        text: "Adds treated:a×b for every pair of `[joint] interactions`. Its `treated:a` is the effect of\n\
               a where b does not run; `treated:a×b` is what b adds to it (and a to b's);\n\
               `treated:a|b` is their sum, the effect of a where b runs. Variance cr2.\n\
               A term that the drawn schedules cannot tell apart has no estimate (`CannotSeparate`); the\n\
               aliasing table says which terms it repeats. `lodtrin lock --check` prints before the lock\n\
               how often schedules that may be drawn would do that.",
    },
    Page {
        name: "E380",
        title: "nothing identifies the effect of any intervention",
        text: "In no term does one programme have an intervention while another has not, so programmes\n\
               and terms explain everything. An effect needs such a term: waves at different times, and\n\
               pupils in the terms between them.",
    },
];
