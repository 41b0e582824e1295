//! Replacement numbers that no living person can have, and days of the calendar.

use crate::provenance::Stream;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A calendar day from days since 1970-01-01.
pub(super) fn date_of(day: i32) -> Date {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.checked_add(jiff::Span::new().days(i64::from(day))).unwrap_or(epoch)
}

/// Whether a day (since 1970-01-01, a Thursday) is one from Monday to Friday.
pub(super) fn weekday(day: i32) -> bool {
    (day + 3).rem_euclid(7) < 5
}

/// Hands out replacement numbers: ten digits like a CPR number, with 60 added to the day, so that none can be a living
/// person's. Odd last digit: male.
#[derive(Debug, Default)]
pub(super) struct Registrar {
    taken: BTreeSet<u64>,
}

impl Registrar {
    /// A number that nobody has yet, for a day of birth and a sex.
    pub fn number(&mut self, birth: i32, female: bool, stream: &mut Stream) -> String {
        let d = date_of(birth);
        let (year, month, day) = (i64::from(d.year()), i64::from(d.month()), i64::from(d.day()));
        // the seventh digit tells the century: 0–3 born before 2000, 4–9 from 2000 on
        let (low, span) = if year >= 2000 { (4000, 6000) } else { (0, 4000) };
        let head = ((day + 60) * 10_000 + month * 100 + year.rem_euclid(100)) as u64 * 10_000;
        let mut last = low + 2 * stream.below(span / 2) + u64::from(!female);
        for _ in 0..span / 2 {
            if self.taken.insert(head + last) {
                break;
            }
            last = low + (last - low + 2) % span;
        }
        format!("{:010}", head + last)
    }
}
