//! The spells of enrolment that a pupil's course leaves in the registers.

use super::course::{Draws, Ending, Spell};
use super::identity::weekday;
use super::truth::Setting;

/// Share of pupils who are still enrolled at extraction.
const ENDURING: f64 = 0.01;
/// When pupils leave: share of those who leave, up to a share of the course.
const LEAVING: [(f64, f64); 5] = [(0.0, 0.0), (0.12, 0.1), (0.45, 0.3), (0.85, 0.7), (1.0, 0.98)];

/// Where a pupil moves to: as a rule within the school, where it has another programme.
pub(super) fn destination(setting: &Setting, programme: usize, d: &Draws) -> Option<usize> {
    if d.moves.0 >= setting.contamination || setting.programmes.len() < 2 {
        return None;
    }
    let school = &setting.programmes[programme].school;
    let others: Vec<usize> = (0..setting.programmes.len()).filter(|p| *p != programme).collect();
    let near: Vec<usize> = others.iter().copied().filter(|p| setting.programmes[*p].school == *school).collect();
    let list = if d.moves.1 < 0.7 && !near.is_empty() { near } else { others };
    list.get((d.moves.2 * list.len() as f64) as usize).copied()
}

/// The spells of a pupil who came: one, or two where the pupil moved on.
pub(super) fn spells(
    programme: usize,
    destination: Option<usize>,
    days: (i32, i32),
    risk: f64,
    d: &Draws,
) -> Vec<Spell> {
    let (start, last) = days;
    let length = last - start + 1;
    let mut first = Spell { programme, start, end: None, ending: None };
    let moved = destination.map(|to| {
        let leaves = start + (length as f64 * (0.15 + 0.35 * d.moves.3)) as i32;
        Spell { programme: to, start: (leaves + 3).min(last), end: None, ending: None }
    });
    let mut list = match moved {
        None => vec![first],
        Some(next) => {
            first.end = Some((next.start - 3).max(start));
            first.ending = Some(Ending::Moved);
            vec![first, next]
        }
    };
    if let Some(spell) = list.last_mut() {
        let left = last - spell.start;
        if d.drop < risk {
            let day = spell.start + (leaving(d.when) * f64::from(left)) as i32;
            spell.end = Some(next_weekday(day).min(last));
            spell.ending = Some(Ending::Dropout);
        } else if d.enduring >= ENDURING {
            spell.end = Some(last_weekday(last).max(spell.start));
            spell.ending = Some(Ending::Completed);
        }
    }
    list
}

/// The share of the course after which a pupil leaves, from a number between 0 and 1.
fn leaving(u: f64) -> f64 {
    for pair in LEAVING.windows(2) {
        let ((a, x), (b, y)) = (pair[0], pair[1]);
        if u < b {
            return x + (y - x) * (u - a) / (b - a);
        }
    }
    LEAVING[LEAVING.len() - 1].1
}

fn next_weekday(day: i32) -> i32 {
    (day..day + 3).find(|d| weekday(*d)).unwrap_or(day)
}

fn last_weekday(day: i32) -> i32 {
    (day - 2..=day).rev().find(|d| weekday(*d)).unwrap_or(day)
}
