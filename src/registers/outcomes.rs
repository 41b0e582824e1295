//! From a pupil's course to the outcomes that the study declares. What the follow-up cannot show yet is missing, not 0.

use super::spells::{Course, Span};
use crate::trial::Status;
use crate::trial::study::{OutcomeDecl, OutcomeKind};

/// One training agreement of a pupil.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Agreement {
    pub signed: i32,
    pub start: Option<i32>,
    pub end: Option<i32>,
}

impl Agreement {
    fn from(self) -> i32 {
        self.start.unwrap_or(self.signed)
    }

    fn runs_on(self, day: i32) -> bool {
        self.from() <= day && self.end.is_none_or(|e| e > day)
    }
}

/// What is known of one pupil.
pub(super) struct Known<'a> {
    pub course: &'a Course,
    pub agreements: &'a [Agreement],
    pub main: &'a [(i32, Option<i32>)],
}

/// Last days that the registers show.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extracted {
    /// Enrolments and exits.
    pub courses: i32,
    /// Training agreements.
    pub agreements: i32,
}

/// The value of an outcome, or `None` where it cannot be seen (yet).
pub(super) fn value(decl: &OutcomeDecl, known: &Known<'_>, seen: Extracted) -> Option<f64> {
    let start = known.course.first.start;
    let by = decl.within_days.map(|d| start.saturating_add(d));
    match decl.kind {
        OutcomeKind::Completed => ending(known.course, Status::Completed, by, seen.courses),
        OutcomeKind::Dropout => ending(known.course, Status::Dropout, by, seen.courses),
        OutcomeKind::Agreement => {
            let by = by.unwrap_or(seen.agreements);
            let signed =
                known.agreements.iter().any(|a| (start..=by).contains(&a.signed) && a.signed <= seen.agreements);
            shown(signed, by, seen.agreements)
        }
        OutcomeKind::Retained => retained(known.agreements, start, decl.within_days.unwrap_or(0), seen.agreements),
        OutcomeKind::Transition => transition(known, decl.within_days.unwrap_or(0), seen.courses),
        OutcomeKind::Kept => {
            let by = by?;
            let lasts = |a: &Agreement| (start..=by).contains(&a.signed) && a.end.is_none_or(|end| end > by);
            shown(known.agreements.iter().any(lasts), by, seen.agreements)
        }
        OutcomeKind::Days => {
            let most = decl.within_days?;
            (start.saturating_add(most) <= seen.courses).then(|| days(known.course, most).ok()).flatten()
        }
        OutcomeKind::Neet => {
            let day = by?;
            let enrolled = |(from, to): Span| from <= day && to.is_none_or(|t| t > day);
            let learning = known.course.spells().any(enrolled) || known.main.iter().copied().any(enrolled);
            let working = known.agreements.iter().any(|a| a.runs_on(day));
            shown(!learning && !working, day, seen.courses.min(seen.agreements))
        }
    }
}

/// Days from the start to dropping out, at most so many; where that is not known the least that it can be.
///
/// A completed course, a change of choice and a followed transfer lose no days. The mean is the restricted mean time to
/// dropout.
fn days(course: &Course, most: i32) -> Result<f64, f64> {
    let start = course.first.start;
    let until = |day: i32| f64::from((day - start).clamp(0, most));
    match (course.status, course.ended) {
        (Status::Dropout, Some(day)) => Ok(until(day)),
        (Status::Transfer | Status::Unknown, Some(day)) if day <= start.saturating_add(most) => Err(until(day)),
        (Status::Dropout | Status::Transfer | Status::Unknown, None) | (Status::NeverStarted, _) => Err(0.0),
        _ => Ok(f64::from(most)),
    }
}

/// The least that a pupil can have whose outcome in days is not known.
pub(super) fn least(decl: &OutcomeDecl, course: &Course, seen: Extracted) -> Option<f64> {
    let most = decl.within_days.filter(|_| decl.kind == OutcomeKind::Days)?;
    let start = course.first.start;
    match days(course, most) {
        Err(least) => Some(least),
        Ok(_) if start.saturating_add(most) <= seen.courses => None,
        // followed for a part of the window
        Ok(days) if course.status == Status::InProgress => Some(days.min(f64::from((seen.courses - start).max(0)))),
        Ok(days) => Some(days),
    }
}

/// Whether an outcome is asked of a pupil: whether an agreement was kept of those who got one.
pub(super) fn is_asked(agreements: &[Agreement], start: i32, seen: Extracted) -> bool {
    agreements.iter().any(|a| a.signed >= start && a.signed <= seen.agreements)
}

fn shown(event: bool, by: i32, extracted: i32) -> Option<f64> {
    (by <= extracted).then_some(f64::from(u8::from(event)))
}

/// Completion or dropout: by a day after the start when one is declared, otherwise by the status at the end.
fn ending(course: &Course, wanted: Status, by: Option<i32>, extracted: i32) -> Option<f64> {
    let Some(by) = by else {
        return match course.status {
            Status::InProgress | Status::Unknown | Status::Transfer | Status::NeverStarted => None,
            status => Some(f64::from(u8::from(status == wanted))),
        };
    };
    if by > extracted {
        return None;
    }
    match (course.status, course.ended) {
        (Status::Unknown | Status::Transfer, ended) if ended.is_none_or(|d| d <= by) => None,
        (status, None) if status == wanted => None,
        (status, Some(day)) => Some(f64::from(u8::from(status == wanted && day <= by))),
        _ => Some(0.0),
    }
}

/// Of those who signed: whether the agreement, or one that followed it, runs so many days after it began.
fn retained(agreements: &[Agreement], start: i32, later: i32, extracted: i32) -> Option<f64> {
    let first = agreements
        .iter()
        .filter(|a| a.signed >= start && a.signed <= extracted)
        .min_by_key(|a| (a.from(), a.signed))?;
    let day = first.from().saturating_add(later);
    shown(agreements.iter().any(|a| a.runs_on(day)), day, extracted)
}

/// Whether the main course began within so many days of the end of the first course.
fn transition(known: &Known<'_>, within: i32, extracted: i32) -> Option<f64> {
    let first = &known.course.first;
    let begun = known.main.iter().map(|m| m.0).filter(|d| *d >= first.start && *d <= extracted).min();
    match (known.course.ended, begun) {
        (Some(end), begun) => {
            let by = end.saturating_add(within);
            shown(begun.is_some_and(|d| d <= by), by, extracted)
        }
        // the main course began while the first course was never closed
        (None, Some(day)) if day.saturating_add(within) <= extracted => Some(1.0),
        (None, _) => None,
    }
}

/// Whether an outcome is how a course ended.
pub(super) fn is_about_courses(decl: &OutcomeDecl) -> bool {
    matches!(decl.kind, OutcomeKind::Completed | OutcomeKind::Dropout | OutcomeKind::Days)
}

/// Whether an outcome's follow-up has ended for a pupil, whatever became of it.
pub(super) fn followed(decl: &OutcomeDecl, course: &Course, seen: Extracted) -> bool {
    let last = match decl.kind {
        OutcomeKind::Completed | OutcomeKind::Dropout | OutcomeKind::Transition | OutcomeKind::Days => seen.courses,
        OutcomeKind::Agreement | OutcomeKind::Retained | OutcomeKind::Kept => seen.agreements,
        OutcomeKind::Neet => seen.courses.min(seen.agreements),
    };
    decl.within_days.is_none_or(|d| course.first.start.saturating_add(d) <= last)
}
