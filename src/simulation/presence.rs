//! School days of a pupil: hours planned and hours absent.

use super::identity::weekday;
use super::truth::Setting;
use crate::provenance::Stream;

/// Calendar days of presence that a school delivers, at least.
const DELIVERED: i32 = 21;
/// Chance of absence on a further day of the window, for a pupil with early absence.
const AGAIN: f64 = 0.10;
/// Chance of absence on a day after the window, with and without early absence.
const LATER: [f64; 2] = [0.04, 0.12];

/// One school day of a pupil. Hours are in half hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchoolDay {
    /// Days since 1970-01-01.
    pub date: i32,
    /// Half hours offered.
    pub offered: u32,
    /// Half hours absent.
    pub absent: u32,
    /// Whether the absence is lawful.
    pub lawful: bool,
}

/// The school days of a pupil who starts on `start` and leaves on `last`: early absence exactly when `early`.
pub(super) fn days(setting: &Setting, start: i32, last: i32, early: bool, stream: &mut Stream) -> Vec<SchoolDay> {
    let length = if setting.school_days { setting.window * 7 / 5 + 7 } else { setting.window };
    let dates: Vec<i32> = (start..start + length.max(DELIVERED)).filter(|d| weekday(*d)).collect();
    let inside = if setting.school_days {
        (setting.window.max(0) as usize).min(dates.len())
    } else {
        dates.iter().filter(|d| **d < start + setting.window).count()
    };
    let counted = plan(inside, setting.threshold as usize, early, stream);
    let mut out = Vec::with_capacity(dates.len());
    for (k, &date) in dates.iter().enumerate() {
        let away = if k < inside { counted[k] } else { stream.chance(LATER[usize::from(early)]) };
        let (whole, lawful) = (stream.chance(0.6), stream.chance(0.5));
        let part = stream.below(11) as u32;
        let offered = if (date + 3).rem_euclid(7) == 4 { 9 } else { 12 };
        let whole = whole || setting.whole_days;
        let lawful = lawful && setting.lawful;
        let absent = match (away, whole) {
            (false, _) => 0,
            (true, true) => offered,
            (true, false) => 1 + part.min(offered - 2),
        };
        if date <= last {
            out.push(SchoolDay { date, offered, absent, lawful });
        }
    }
    out
}

/// Which days of the window are absent: at least `threshold` when `early`, fewer otherwise.
fn plan(inside: usize, threshold: usize, early: bool, stream: &mut Stream) -> Vec<bool> {
    let mut order: Vec<usize> = (0..inside).collect();
    stream.arrange(&mut order);
    let mut away = vec![false; inside];
    for (rank, &k) in order.iter().enumerate() {
        let again = stream.chance(AGAIN);
        away[k] = if early { rank < threshold || again } else { rank + 1 < threshold && again };
    }
    away
}
