//! What the quality report counts over the whole study.

use super::absences::Absences;
use super::doubts::left_for_others;
use super::enrolments::{self, Entries};
use super::fields::Register;
use super::gate::{Context, Gate};
use super::ledger::Ledger;
use super::outcomes::{self, Extracted};
use super::spells::Linked;
use crate::trial::{CellCoverage, InterruptedCourses, OutcomeKnown, Pupils};
use std::collections::BTreeMap;

/// Counts for the quality report.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// Named counts, in the order of the report.
    pub named: Vec<(&'static str, u64)>,
    /// Last day that each kind of register shows.
    pub extracted: Vec<(&'static str, i32)>,
    /// By outcome: pupils counted, with the event, missing; whether the follow-up of each period has ended for all.
    pub outcomes: Vec<OutcomeKnown>,
    /// By programme and period: pupils, and pupils with any absence registered.
    pub coverage: Vec<CellCoverage>,
    /// By school and school year: courses begun and interrupted.
    pub interrupted: Vec<InterruptedCourses>,
    /// Share of absence entered late, where the register tells.
    pub registered_late: Option<f64>,
    /// Hours offered and absent over everything used.
    pub hours: [f64; 2],
}

/// Everything that the quality report counts.
pub(super) fn count(
    ctx: &Context<'_>,
    gate: &Gate,
    entries: &Entries,
    linked: &Linked,
    pupils: &Pupils,
    absences: &Absences,
    seen: Extracted,
) -> Counts {
    let mut days = vec![("enrolments", seen.courses)];
    if ctx.decl(Register::Agreements).is_some() {
        days.push(("agreements", seen.agreements));
    }
    Counts {
        named: named(ctx, gate, entries, linked, pupils, absences),
        extracted: days,
        outcomes: outcome_counts(ctx, linked, pupils, seen),
        coverage: coverage(ctx, pupils, absences),
        interrupted: interrupted(pupils),
        registered_late: (absences.registered > 0)
            .then(|| absences.registered_late as f64 / absences.registered as f64),
        hours: [absences.hours_offered, absences.hours_absent],
    }
}

/// What was counted, by name, in the order in which it is told.
fn named(
    ctx: &Context<'_>,
    gate: &Gate,
    entries: &Entries,
    linked: &Linked,
    pupils: &Pupils,
    absences: &Absences,
) -> Vec<(&'static str, u64)> {
    let t = &linked.tally;
    let total = |f: &dyn Fn(&Ledger) -> u64| gate.ledgers.values().map(f).sum::<u64>();
    let aside = |code: &'static str| total(&|l| l.quarantined_as(code) as u64);
    let contaminated = pupils.rows.iter().filter(|p| p.contaminated).count() as u64;
    vec![
        ("rows", total(&|l| l.rows_in)),
        ("spells", linked.spells),
        ("pupils", pupils.rows.len() as u64),
        ("duplicates", total(&|l| l.excluded.get("duplicate").copied().unwrap_or(0))),
        ("overlaps", t.overlaps),
        ("ends_before_starts", aside("R303")),
        ("exits_without_enrolment", t.exits_without_enrolment),
        ("absences_without_enrolment", aside("R310")),
        ("completed_and_dropped_out", t.completed_and_dropped_out),
        ("unknown_programmes", aside("R304")),
        ("unreadable_dates", aside("R301")),
        ("unreadable_numbers", aside("R302")),
        ("birth_dates_for_identifiers", aside("R306")),
        ("dates_outside_study", entries.outside_rows),
        ("never_started", t.never_started),
        ("excluded_by_code", t.excluded_by_code),
        ("opted_out", gate.opted_out.len() as u64),
        ("restarts", t.restarts),
        ("transfers", t.transfers),
        ("changes_of_choice", t.changes),
        ("contaminated", contaminated),
        ("later_enrolments", t.later_enrolments),
        ("open_spells_closed_by_a_later_one", t.open_spells_closed),
        ("starts_in_two_programmes_on_one_day", t.same_day_in_two_programmes),
        ("synthetic_completions", entries.synthetic),
        ("identifiers_repaired", gate.people.repaired),
        ("identifiers_failing_modulus_11", gate.people.fail_modulus),
        ("cells_emptied", gate.cells_emptied),
        ("identifiers_cleaned", gate.identifiers_cleaned),
        ("identifiers_linked_ignoring_case", gate.people.by_case),
        ("programmes_folded", entries.folded),
        ("left_for_other_programmes", left_for_others(ctx, entries, linked)),
        ("starts_in_window", entries.in_window.iter().sum()),
        ("nested_spells", t.nested_spells),
        ("ends_in_conflict", t.ends_in_conflict),
        ("undated_departures", t.undated_departures),
        ("lessons_alike", absences.lessons_alike),
        ("absences_before_start", absences.before_start),
        ("absences_after_leaving", absences.after_leaving),
        ("absences_beyond_hours_offered", absences.more_than_offered),
        ("absences_with_unclassified_code", absences.unclassified),
    ]
}

fn outcome_counts(ctx: &Context<'_>, linked: &Linked, pupils: &Pupils, seen: Extracted) -> Vec<OutcomeKnown> {
    let periods = &ctx.study.intervention().rollout.periods;
    let each = |(i, decl): (usize, &crate::trial::study::OutcomeDecl)| {
        let values: Vec<f64> = pupils.rows.iter().filter_map(|p| p.outcomes[i]).collect();
        let open = |at: usize| {
            linked.courses.rows().iter().any(|c| c.first.period as usize == at && !outcomes::followed(decl, c, seen))
        };
        OutcomeKnown {
            outcome: decl.name.clone(),
            n: values.len() as u64,
            k: match decl.within_days.filter(|_| !decl.kind.is_binary()) {
                None => values.iter().filter(|v| **v > 0.5).count() as u64,
                // who lost days had the event
                Some(most) => values.iter().filter(|v| **v < f64::from(most)).count() as u64,
            },
            missing: (pupils.rows.len() - values.len()) as u64,
            not_followed: (0..periods.len()).filter(|at| open(*at)).map(|at| periods[at].id.clone()).collect(),
        }
    };
    ctx.study.outcomes.iter().enumerate().map(each).collect()
}

fn coverage(ctx: &Context<'_>, pupils: &Pupils, absences: &Absences) -> Vec<CellCoverage> {
    let rollout = &ctx.study.intervention().rollout;
    let mut cells: BTreeMap<(&str, usize), (u64, u64)> = BTreeMap::new();
    for (i, p) in pupils.rows.iter().enumerate() {
        let cell = cells.entry((&p.programme, rollout.period(&p.period).unwrap_or(0))).or_default();
        cell.0 += 1;
        cell.1 += u64::from(absences.covered.get(i).copied().unwrap_or(false));
    }
    let each = |((programme, period), (n, with)): ((&str, usize), (u64, u64))| CellCoverage {
        programme: programme.to_string(),
        period: rollout.periods[period].id.clone(),
        pupils: n,
        with_absence: with,
    };
    cells.into_iter().map(each).collect()
}

fn interrupted(pupils: &Pupils) -> Vec<InterruptedCourses> {
    let mut cells: BTreeMap<(&str, String), (u64, u64)> = BTreeMap::new();
    for p in &pupils.rows {
        let cell = cells.entry((&p.school, enrolments::school_year(p.started))).or_default();
        cell.0 += 1;
        cell.1 += u64::from(p.status == crate::trial::Status::Dropout);
    }
    let each = |((school, year), (begun, interrupted)): ((&str, String), (u64, u64))| InterruptedCourses {
        school: school.to_string(),
        school_year: year,
        begun,
        interrupted,
    };
    cells.into_iter().map(each).collect()
}
