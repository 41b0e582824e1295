//! Pages of `lodtrin explain` for several interventions.

use crate::diagnostics::Page;

/// Problems of studies with several interventions.
pub const PAGES: &[Page] = &[Page {
    name: "E381",
    title: "the interventions do not draw the same lots",
    text: "Joint questions compare the same programmes under every intervention. Late lots that joined\n\
           only one of them make the frames differ: let them join every intervention, or analyse that\n\
           intervention in a study of its own.",
}];
