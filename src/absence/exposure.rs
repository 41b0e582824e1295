//! What counts as a day absent, and who is exposed by the declared rule.

use crate::trial::study::AbsenceDecl;
use crate::trial::{AbsenceDay, Pupils};
use std::collections::HashMap;

/// Hours that must be missing before a comparison of hours says so: registers give at most four decimals.
const HOURS: f64 = 1e-6;

/// What counts as a day absent, and how many of them make a pupil exposed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Length of the window, days from 1 at school start.
    pub window: i32,
    /// The window counts school days, not calendar days.
    pub school_days: bool,
    /// Days absent that make a pupil exposed.
    pub threshold: u32,
    /// Only days with all offered hours missed count.
    pub whole: bool,
    /// Lawful absence counts too.
    pub lawful: bool,
}

/// What a rule finds for one pupil.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Exposure {
    /// School days of the window that the register holds.
    pub registered: u32,
    /// Days absent by the rule.
    pub days: u32,
    /// Hours absent by the rule.
    pub hours: f64,
    /// Of the days, those after the landmark.
    pub after_landmark: u32,
}

impl Rule {
    /// The declared rule.
    pub fn declared(decl: &AbsenceDecl) -> Rule {
        Rule {
            window: decl.window_days,
            school_days: decl.school_days,
            threshold: decl.threshold,
            whole: decl.whole_days,
            lawful: decl.lawful,
        }
    }

    /// Whether a registered day lies in the window.
    pub fn covers(&self, day: &AbsenceDay) -> bool {
        let number = if self.school_days { day.school_day } else { day.day };
        day.offered > HOURS && number >= 1 && number <= self.window
    }

    /// Hours of a day that count as absence.
    pub fn hours(&self, day: &AbsenceDay) -> f64 {
        let hours = if self.lawful { day.absent } else { day.absent - day.lawful };
        hours.clamp(0.0, day.offered)
    }

    /// Whether a day counts as absent.
    pub fn absent(&self, day: &AbsenceDay) -> bool {
        let hours = self.hours(day);
        if self.whole { hours >= day.offered - HOURS } else { hours > HOURS }
    }

    /// Days absent by the rule of every pupil had the hours entered after the landmark counted as present; nothing where the
    /// register does not say when its rows were entered.
    pub fn in_time(&self, pupils: &Pupils) -> Option<Vec<f64>> {
        let late = pupils.late.as_ref()?;
        let hours: HashMap<(u32, i32), (f64, f64)> =
            late.iter().map(|l| ((l.pupil, l.day), (l.absent, l.lawful))).collect();
        let mut days = vec![0.0; pupils.rows.len()];
        for day in pupils.days.iter().filter(|d| self.covers(d)) {
            let (absent, lawful) = hours.get(&(day.pupil, day.day)).copied().unwrap_or_default();
            let known = AbsenceDay { absent: day.absent - absent, lawful: day.lawful - lawful, ..day };
            if let Some(slot) = days.get_mut(day.pupil as usize) {
                *slot += f64::from(u8::from(self.absent(&known)));
            }
        }
        Some(days)
    }

    /// The last calendar day on which the window can end in an unbroken timetable: school weeks have five days, and a
    /// course may begin on any of them.
    pub fn last_calendar_day(&self) -> i32 {
        if self.school_days { self.window + 2 * ((self.window - 1).max(0) + 4).div_euclid(5) } else { self.window }
    }

    /// Every pupil's exposure, in the pupils' order.
    pub fn apply(&self, pupils: &Pupils, landmark: i32) -> Vec<Exposure> {
        let mut out = vec![Exposure::default(); pupils.rows.len()];
        for day in pupils.days.iter().filter(|d| self.covers(d)) {
            let Some(e) = out.get_mut(day.pupil as usize) else { continue };
            e.registered += 1;
            if self.absent(&day) {
                e.days += 1;
                e.hours += self.hours(&day);
                e.after_landmark += u32::from(day.day > landmark);
            }
        }
        // sums of decimals differ in their last bits: equal hours must be equal, or ties are lost
        out.iter_mut().for_each(|e| e.hours = libm::round(e.hours / HOURS) * HOURS);
        out
    }
}
