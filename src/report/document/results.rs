//! Part B: the results, in the order in which readers ask.

use super::html::Html;
use super::page::{Page, Section};
use super::{
    absence_section, changes_section, comparison_section, effect_section, estimates_section, question_section,
    rollout_section,
};

/// The sections in order.
pub(super) static SECTIONS: [Section; 11] = [
    Section { id: "question", heading: "head-question", there: |_| true, write: question_section::write },
    Section { id: "rollout", heading: "head-rollout", there: |_| true, write: rollout_section::write },
    Section { id: "pupils", heading: "head-pupils", there: |p| p.has_paper("1"), write: |p, h| p.paper(h, "1") },
    Section { id: "effect", heading: "head-effect", there: has_effect, write: effect_section::write },
    Section { id: "exposure", heading: "head-exposure", there: has_exposure, write: effect_section::exposure },
    Section { id: "estimates", heading: "head-estimates", there: has_effect, write: estimates_section::write },
    Section { id: "comparison", heading: "head-comparison", there: is_compared, write: comparison_section::write },
    Section { id: "subgroups", heading: "head-subgroups", there: has_groups, write: effect_section::subgroups },
    Section { id: "absence", heading: "head-absence", there: has_absence, write: absence_section::write },
    Section { id: "delivery", heading: "head-delivery", there: has_delivery, write: rollout_section::delivery },
    Section {
        id: "deviations",
        heading: "head-deviations",
        there: |p| p.dossier.locked,
        write: changes_section::write,
    },
];

pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    for s in SECTIONS.iter().filter(|s| (s.there)(page)) {
        h.section(s.id, &page.tell(s.heading, &[]), |h| (s.write)(page, h));
    }
}

pub(super) fn has_effect(page: &Page<'_>) -> bool {
    page.dossier.effect.as_ref().is_some_and(|e| !e.rows.is_empty())
}

fn has_exposure(page: &Page<'_>) -> bool {
    has_effect(page) && page.has_figure("effect-by-exposure")
}

fn is_compared(page: &Page<'_>) -> bool {
    page.dossier.comparison.is_some() && has_effect(page)
}

fn has_groups(page: &Page<'_>) -> bool {
    page.has_paper("4") || page.has_figure("subgroup-effects")
}

pub(super) fn has_absence(page: &Page<'_>) -> bool {
    page.dossier.absence.as_ref().is_some_and(|s| !s.rows.is_empty())
}

fn has_delivery(page: &Page<'_>) -> bool {
    rollout_section::has_delivery(page)
}
