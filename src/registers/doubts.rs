//! What a reader must know about what was delivered, though nothing was refused.

use super::absences::Absences;
use super::cells::calendar;
use super::cells::mask;
use super::enrolments::Entries;
use super::fields::Register;
use super::gate::{Context, Gate};
use super::linking;
use super::outcomes::{self, Extracted};
use super::spells::Linked;
use super::terms;
use crate::diagnostics::{Doubt, Told};
use crate::trial::study::OutcomeDecl;
use crate::trial::{Departure, Pupils, Status};

/// Pupils from which on an outcome that nobody has is told.
const FEWEST: usize = 10;
/// Days after which a course without a dated end counts as followed.
const YEAR: i32 = 365;

/// Everything that was read.
pub(super) struct Ground<'a> {
    pub ctx: &'a Context<'a>,
    pub entries: &'a Entries,
    pub linked: &'a Linked,
    pub pupils: &'a Pupils,
    pub absences: &'a Absences,
    pub seen: Extracted,
}

/// Adds every doubt.
pub(super) fn raise(ground: &Ground<'_>, gate: &mut Gate, warnings: &mut Vec<Told>) {
    about_registers(ground, gate, warnings);
    about_files(gate, warnings);
    about_identifiers(gate, warnings);
    about_programmes(ground, gate, warnings);
    about_spells(ground, warnings);
    about_absences(ground, gate, warnings);
    about_outcomes(ground, gate, warnings);
}

/// Adds a doubt for every count that is not nought.
fn counted(warnings: &mut Vec<Told>, counts: &[(u64, fn(u64) -> Doubt)]) {
    warnings.extend(counts.iter().filter(|(n, _)| *n > 0).map(|(n, doubt)| Told::from(doubt(*n))));
}

fn about_registers(ground: &Ground<'_>, gate: &Gate, warnings: &mut Vec<Told>) {
    let ctx = ground.ctx;
    let undeclared = ctx.decl(Register::Enrolments).and_then(|d| d.extracted).is_none()
        && ctx.decl(Register::Exits).and_then(|d| d.extracted).is_none();
    if undeclared {
        let day = calendar::iso(ground.entries.last_day.max(-700_000));
        warnings.push(Doubt::NoExtractDate { day }.into());
    }
    for (register, ledger) in &gate.ledgers {
        let register = register.name().to_string();
        warnings.extend(ledger.lacking.iter().map(|(file, fields)| {
            let columns = format!("`{}`", fields.join("`, `"));
            Doubt::ColumnMissing { file: file.clone(), columns, register: register.clone() }.into()
        }));
    }
    for (register, file, nearly) in &gate.nearly {
        let (register, field) = (register.name().to_string(), nearly.field.to_string());
        let column = nearly.column.clone();
        warnings.push(Doubt::ColumnNearlyNamed { file: file.clone(), field, register, column }.into());
    }
    for (register, ledger) in &gate.ledgers {
        let Some(linked) = ledger.linked.filter(linking::hardly) else { continue };
        let (why, help) = linking::explained(linked.cause.unwrap_or("other-pupils"));
        let doubt = Doubt::HardlyLinked {
            register: register.name().to_string(),
            persons: linked.persons,
            linked: linked.linked,
            cause: why.to_string(),
            advice: help.to_string(),
        };
        warnings.push(doubt.into());
    }
}

fn about_files(gate: &Gate, warnings: &mut Vec<Told>) {
    for (kind, file, what) in &gate.doubts {
        let file = file.clone();
        let columns = format!("`{}`", what.join("`, `"));
        let doubt = match *kind {
            "UnusualEncoding" => Doubt::UnusualEncoding { file, encoding: what.join(", ") },
            "MixedDecimals" => Doubt::MixedDecimals { file, columns },
            _ => Doubt::InstantsAsDays { file, columns },
        };
        warnings.push(doubt.into());
    }
}

fn about_identifiers(gate: &Gate, warnings: &mut Vec<Told>) {
    counted(
        warnings,
        &[
            (gate.people.repaired, |count| Doubt::RepairedIdentifiers { count }),
            (gate.people.by_case, |count| Doubt::IdentifiersDifferInCase { count }),
            (gate.cells_emptied, |count| Doubt::IdentifierInText { count }),
            (gate.people.fail_modulus, |count| Doubt::Modulus11 { count }),
        ],
    );
}

/// Pupils who dropped out and went on in a programme that takes no part, within the profile's gap.
pub(super) fn left_for_others(ctx: &Context<'_>, entries: &Entries, linked: &Linked) -> u64 {
    let gap = ctx.profile(Register::Enrolments).map_or(0, |p| p.gap_days);
    let went = |(pupil, starts): &(&u32, &Vec<i32>)| {
        linked.courses.get(**pupil).iter().any(|c| {
            c.status == Status::Dropout
                && starts.iter().any(|s| {
                    let from = c.ended.unwrap_or(*s);
                    (from..=from.saturating_add(gap)).contains(s) && *s > c.first.start
                })
        })
    };
    entries.others.iter().filter(went).count() as u64
}

fn about_programmes(ground: &Ground<'_>, gate: &mut Gate, warnings: &mut Vec<Told>) {
    let entries = ground.entries;
    let left = left_for_others(ground.ctx, entries, ground.linked);
    counted(
        warnings,
        &[
            (entries.folded, |count| Doubt::ProgrammesFolded { count }),
            (left, |count| Doubt::LeftForOtherProgrammes { count }),
            (entries.synthetic, |count| Doubt::SyntheticCompletions { count }),
        ],
    );
    let used: Vec<(usize, i32)> = entries
        .enrolments
        .iter()
        .filter(|e| !matches!(e.class, Some(super::profiles::Class::NeverStarted | super::profiles::Class::Excluded)))
        .map(|e| (e.period as usize, e.start))
        .collect();
    let rows = gate.ledger(Register::Enrolments).rows_in;
    for beside in terms::beside(&ground.ctx.study.intervention().rollout, &entries.strays, &used, rows) {
        let doubt = Doubt::StartsBesideTerm {
            count: beside.rows,
            period: mask::harmless(&beside.period),
            first: calendar::iso(beside.days.0),
            last: calendar::iso(beside.days.1),
            line: beside.line,
        };
        warnings.push(doubt.into());
    }
    let files = ground.ctx.decl(Register::Enrolments).map_or(0, |d| d.files.len());
    if files == 1 && ground.linked.one_school {
        warnings.push(Doubt::OneSchool {}.into());
    }
}

fn about_spells(ground: &Ground<'_>, warnings: &mut Vec<Told>) {
    let tally = &ground.linked.tally;
    counted(
        warnings,
        &[
            (tally.completed_and_dropped_out, |count| Doubt::ContradictoryExits { count }),
            (tally.ends_in_conflict, |count| Doubt::EndsInConflict { count }),
            (tally.same_day_in_two_programmes, |count| Doubt::TwoProgrammes { count }),
        ],
    );
}

fn about_absences(ground: &Ground<'_>, gate: &mut Gate, warnings: &mut Vec<Told>) {
    let absences = ground.absences;
    counted(warnings, &[(absences.more_than_offered, |count| Doubt::AbsenceBeyondOffered { count })]);
    let files = gate.ledgers.get(&Register::Absences).map_or(&[][..], |l| &l.files);
    for (file, _) in absences.every_row_twice.iter().filter(|(_, even)| **even) {
        let file = files.get(*file as usize).cloned().unwrap_or_default();
        warnings.push(Doubt::EveryRowTwice { file }.into());
    }
}

fn about_outcomes(ground: &Ground<'_>, gate: &Gate, warnings: &mut Vec<Told>) {
    let study = ground.ctx.study;
    let nobody = !ground
        .linked
        .courses
        .rows()
        .iter()
        .any(|c| c.departure != Departure::None || !matches!(c.status, Status::InProgress | Status::Unknown));
    let coded = ground.ctx.decl(Register::Exits).is_some();
    let has_code = !gate.nearly.iter().any(|(r, _, n)| *r == Register::Enrolments && n.field == "exit_code");
    for (i, decl) in study.outcomes.iter().enumerate() {
        if !outcomes::is_about_courses(decl) {
            continue;
        }
        let (followed, lost) = followed(ground, decl, i);
        if followed < FEWEST || !(2 * lost > followed || nobody) {
            continue;
        }
        let cause = match (nobody, coded, has_code) {
            (true, true, _) => "no exit says how anybody left: the exits are hardly linked, or have no codes",
            (true, false, true) => "no enrolment has a code of exit: is there a column for `exit_code`?",
            (true, false, false) => "no column is taken for `exit_code`, and one is nearly named so",
            _ => "most pupils left without a code that tells how",
        };
        let (followed, lost) = (followed as u64, lost as u64);
        let (outcome, cause) = (decl.name.clone(), cause.to_string());
        warnings.push(Doubt::OutcomeHardlyKnown { followed, lost, outcome, cause }.into());
    }
}

/// Pupils whose follow-up for an outcome has ended, and those of them without a value.
fn followed(ground: &Ground<'_>, decl: &OutcomeDecl, at: usize) -> (usize, usize) {
    let (mut followed, mut lost) = (0, 0);
    let mut courses: Vec<_> = ground.linked.courses.rows().iter().collect();
    courses.sort_by_key(|c| c.first.origin);
    for (course, pupil) in courses.into_iter().zip(&ground.pupils.rows) {
        let start = course.first.start;
        let ended = match decl.within_days {
            Some(days) => start.saturating_add(days) <= ground.seen.courses,
            None => course.ended.is_some() || start.saturating_add(YEAR) <= ground.seen.courses,
        };
        followed += usize::from(ended);
        lost += usize::from(ended && pupil.outcomes[at].is_none());
    }
    (followed, lost)
}
