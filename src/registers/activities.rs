//! Activities of outreach: read, and added up by programme, school, worker, kind and term.

use super::cells::mask;
use super::enrolments;
use super::fields::Register;
use super::gate::{Context, Fate, Gate};
use super::ledger::{Origin, reason};
use super::programmes::{self, Named, Naming, Programmes};
use crate::diagnostics::Outcome;
use std::collections::BTreeMap;

/// Activities of one kind at one programme or school, by one worker, in one term.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// Programme id; empty where only a school is named.
    pub programme: String,
    /// School.
    pub school: String,
    /// Outreach worker as delivered (no pupil).
    pub staff: String,
    /// Kind as delivered.
    pub kind: String,
    /// Position of the term.
    pub period: usize,
    /// First day.
    pub first: i32,
    /// How many.
    pub count: f64,
    /// Target, where one is given.
    pub target: Option<f64>,
}

/// Reads activities, with the workers in the order in which they are met first, and adds them up by programme, school, worker, kind and term. Targets of one sum are the largest
/// given, since a target is repeated on every row.
pub(super) fn read(
    ctx: &Context<'_>,
    gate: &mut Gate,
    programmes: &Programmes,
) -> Outcome<(Vec<Activity>, Vec<String>)> {
    let periods = &ctx.study.intervention().rollout.periods;
    let mut sums: BTreeMap<(String, String, String, String, usize), Activity> = BTreeMap::new();
    let mut met: BTreeMap<String, (i32, Origin)> = BTreeMap::new();
    let naming = enrolments::naming_of(ctx, Register::Activities, programmes)?;
    gate.read(ctx, Register::Activities, |gate, delivery, row, origin| {
        let date = delivery.needed_date(row, 0)?;
        let text = |f: usize| delivery.text(row, f).to_string();
        let (kind, programme, school, staff) = (text(1), text(2), text(3), text(4));
        let count = delivery.number(row, 5)?.unwrap_or(1.0);
        let target = delivery.number(row, 6)?;
        let place = match programme.is_empty() {
            true => None,
            false => match naming.find(&programme, own_school(&school, &naming, delivery.shown()), programmes) {
                Named::In(at, _) => Some(&programmes.all()[at as usize]),
                Named::Out => return Ok(Fate::Excluded(reason::OTHER)),
                Named::Unknown => {
                    gate.unknown_programme(origin.file, &programme);
                    return Err(programmes::unknown(&programme, programmes));
                }
            },
        };
        let Some(period) = periods.iter().position(|p| (p.start..=p.end).contains(&date)) else {
            return Ok(Fate::Excluded(reason::OUTSIDE));
        };
        let school = if school.is_empty() { place.map(|p| p.school.clone()).unwrap_or_default() } else { school };
        let programme = place.map(|p| p.programme.clone()).unwrap_or_default();
        // a school of the frame is public, whatever its number looks like
        let known = programmes.all().iter().any(|p| p.school == school);
        let school = if known { school } else { mask::harmless(&school) };
        let (staff, kind) = (mask::harmless(&staff), mask::harmless(&kind));
        if !staff.is_empty() {
            let first = met.entry(staff.clone()).or_insert((date, origin));
            *first = (*first).min((date, origin));
        }
        let key = (programme.clone(), school.clone(), staff.clone(), kind.clone(), period);
        let new = Activity { programme, school, staff, kind, period, first: date, count: 0.0, target: None };
        let sum = sums.entry(key).or_insert(new);
        sum.first = sum.first.min(date);
        sum.count += count;
        sum.target = match (sum.target, target) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (a, b) => a.or(b),
        };
        Ok(Fate::Used)
    })?;
    let unknown = std::mem::take(&mut gate.unknown_programmes);
    if ctx.decl(Register::Activities).is_some() {
        gate.ledger(Register::Activities).unknown_programmes = unknown;
    }
    let mut staff: Vec<(String, (i32, Origin))> = met.into_iter().collect();
    staff.sort_by_key(|(_, first)| *first);
    Ok((sums.into_values().collect(), staff.into_iter().map(|(name, _)| name).collect()))
}

fn own_school<'a>(school: &'a str, naming: &'a Naming, file: &str) -> &'a str {
    if school.is_empty() { naming.school(file) } else { school }
}
