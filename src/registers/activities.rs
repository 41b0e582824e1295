use super::cells::mask;
use super::enrolments::Programmes;
use super::fields::Register;
use super::gate::{Context, Fate, Gate};
use super::ledger::reason;
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

/// Reads activities and adds them up by programme, school, worker, kind and term. Targets of one sum are the largest
/// given, since a target is repeated on every row.
pub(super) fn read(ctx: &Context<'_>, gate: &mut Gate, programmes: &Programmes) -> Outcome<Vec<Activity>> {
    let periods = &ctx.study.intervention().rollout.periods;
    let mut sums: BTreeMap<(String, String, String, String, usize), Activity> = BTreeMap::new();
    gate.read(ctx, Register::Activities, |_, delivery, row, _| {
        let date = delivery.needed_date(row, 0)?;
        let text = |f: usize| delivery.text(row, f).to_string();
        let (kind, programme, school, staff) = (text(1), text(2), text(3), text(4));
        let count = delivery.number(row, 5)?.unwrap_or(1.0);
        let target = delivery.number(row, 6)?;
        let place = match programme.is_empty() {
            true => None,
            false => Some(programmes.place(&programme)?),
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
    Ok(sums.into_values().collect())
}
