//! Part C: everything else that was computed, one table a question.

use super::html::Html;
use super::page::{Page, Section};
use super::results::{has_absence, has_effect};
use super::{
    absence_rows, absence_section, audit_section, checklist_section, data_section, effect_section, estimates_section,
    lottery_section, methods_section, missing_section, power_section, rollout_section, warning_section,
};

/// The sections in order.
pub(super) static SECTIONS: [Section; 22] = [
    Section { id: "lottery", heading: "head-lottery", there: |_| true, write: lottery_section::write },
    Section {
        id: "witnesses",
        heading: "head-witnesses",
        there: |p| p.dossier.lottery.is_some(),
        write: lottery_section::witnesses,
    },
    Section {
        id: "randomization",
        heading: "head-randomization",
        there: effect_section::has_randomization,
        write: effect_section::randomization,
    },
    Section { id: "lags", heading: "head-lags", there: effect_section::has_lags, write: effect_section::lags },
    Section { id: "missing", heading: "head-missing", there: has_effect, write: missing_section::write },
    Section { id: "all-estimates", heading: "head-all-estimates", there: has_effect, write: estimates_section::all },
    Section {
        id: "sensitivity",
        heading: "head-sensitivity",
        there: estimates_section::has_sensitivity,
        write: estimates_section::sensitivity,
    },
    Section {
        id: "forecast",
        heading: "head-forecast",
        there: |p| p.dossier.study.forecast.is_some(),
        write: effect_section::forecast_facts,
    },
    Section { id: "power", heading: "head-power", there: |_| true, write: power_section::power },
    Section { id: "flow", heading: "head-flow", there: |p| !p.dossier.flow.is_empty(), write: rollout_section::flow },
    Section {
        id: "balance",
        heading: "head-balance",
        there: rollout_section::has_balance,
        write: rollout_section::balance,
    },
    Section { id: "absence-more", heading: "head-absence-more", there: has_absence, write: absence_section::more },
    Section {
        id: "decision",
        heading: "head-decision",
        there: |p| has_absence(p) && p.has_figure("decision-curve"),
        write: |p, h| {
            p.figure(h, "decision-curve");
            absence_rows::decided(p, h);
        },
    },
    Section {
        id: "capacity",
        heading: "head-capacity",
        there: |p| has_absence(p) && p.has_figure("capacity"),
        write: |p, h| {
            p.figure(h, "capacity");
            absence_rows::reached(p, h);
        },
    },
    Section {
        id: "schools",
        heading: "head-schools",
        there: |p| has_absence(p) && p.has_figure("schools"),
        write: |p, h| {
            p.figure(h, "schools");
            absence_rows::by_school(p, h);
        },
    },
    Section {
        id: "scorecard",
        heading: "head-scorecard",
        there: warning_section::has_scorecard,
        write: warning_section::scorecard,
    },
    Section {
        id: "groups",
        heading: "head-groups",
        there: warning_section::has_groups,
        write: warning_section::groups,
    },
    Section { id: "late", heading: "head-late", there: warning_section::has_late, write: warning_section::late },
    Section {
        id: "data",
        heading: "head-data",
        there: |p| !p.dossier.registers.is_empty(),
        write: data_section::write,
    },
    Section { id: "methods", heading: "head-methods", there: |_| true, write: methods_section::write },
    Section { id: "checklist", heading: "head-checklist", there: |_| true, write: checklist_section::write },
    Section { id: "reproduce", heading: "head-reproduce", there: |_| true, write: audit_section::write },
];

pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    for s in SECTIONS.iter().filter(|s| (s.there)(page)) {
        h.folded(s.id, &page.tell(s.heading, &[]), |h| (s.write)(page, h));
    }
}
