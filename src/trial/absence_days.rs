//! Days of pupils, kept small: a register holds a few different days of hours in millions of rows.

use std::collections::HashMap;

/// One registered school day of one pupil early in the course.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AbsenceDay {
    /// Position of the pupil in [`Pupils::rows`](super::Pupils::rows).
    pub pupil: u32,
    /// Calendar day from 1 at the pupil's school start.
    pub day: i32,
    /// School day from 1 (only days with offered hours count).
    pub school_day: i32,
    /// Hours offered.
    pub offered: f64,
    /// Hours absent in all.
    pub absent: f64,
    /// Hours of that which are lawful.
    pub lawful: f64,
}

/// Hours offered, absent, and lawfully absent.
type Hours = [f64; 3];

/// Registered days, in the order in which they were put in.
///
/// 16 bytes a day; different hours are kept once.
#[derive(Clone, Default)]
pub struct AbsenceDays {
    days: Vec<Day>,
    hours: Vec<Hours>,
    numbers: HashMap<[u64; 3], u32>,
}

#[derive(Clone, Copy)]
struct Day {
    pupil: u32,
    day: i32,
    school_day: i32,
    hours: u32,
}

impl AbsenceDays {
    /// None yet, with room for so many.
    pub fn with_capacity(days: usize) -> AbsenceDays {
        AbsenceDays { days: Vec::with_capacity(days), ..AbsenceDays::default() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// Adds a day.
    pub fn push(&mut self, day: AbsenceDay) {
        let hours = [day.offered, day.absent, day.lawful];
        // days behind each other are often alike
        let number = match self.days.last() {
            Some(last) if self.hours[last.hours as usize].map(f64::to_bits) == hours.map(f64::to_bits) => last.hours,
            _ => self.number(hours),
        };
        self.days.push(Day { pupil: day.pupil, day: day.day, school_day: day.school_day, hours: number });
    }

    /// Adds the days of another one behind its own.
    pub fn append(&mut self, other: AbsenceDays) {
        let numbers: Vec<u32> = other.hours.iter().map(|hours| self.number(*hours)).collect();
        self.days.extend(other.days.iter().map(|d| Day { hours: numbers[d.hours as usize], ..*d }));
    }

    /// The days.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = AbsenceDay> + Clone + '_ {
        self.days.iter().map(|d| self.told(d))
    }

    /// The days, so many at a time.
    pub fn chunks(&self, size: usize) -> impl Iterator<Item = Vec<AbsenceDay>> + '_ {
        self.days.chunks(size.max(1)).map(|some| some.iter().map(|d| self.told(d)).collect())
    }

    /// Puts them in the order of pupils and days, days of one pupil and day as they stand.
    pub fn sort(&mut self) {
        self.days.sort_by_key(|d| (d.pupil, d.day));
    }

    /// Numbers the school days of some days one higher.
    pub fn move_school_days(&mut self, whose: impl Fn(u32, i32) -> bool) {
        self.days.iter_mut().filter(|d| whose(d.pupil, d.day)).for_each(|d| d.school_day += 1);
    }

    fn number(&mut self, hours: Hours) -> u32 {
        let next = self.hours.len() as u32;
        let number = *self.numbers.entry(hours.map(f64::to_bits)).or_insert(next);
        if number == next {
            self.hours.push(hours);
        }
        number
    }

    fn told(&self, d: &Day) -> AbsenceDay {
        let [offered, absent, lawful] = self.hours[d.hours as usize];
        AbsenceDay { pupil: d.pupil, day: d.day, school_day: d.school_day, offered, absent, lawful }
    }
}

impl FromIterator<AbsenceDay> for AbsenceDays {
    fn from_iter<I: IntoIterator<Item = AbsenceDay>>(days: I) -> AbsenceDays {
        let mut out = AbsenceDays::default();
        days.into_iter().for_each(|d| out.push(d));
        out
    }
}

impl From<Vec<AbsenceDay>> for AbsenceDays {
    fn from(days: Vec<AbsenceDay>) -> AbsenceDays {
        days.into_iter().collect()
    }
}

impl PartialEq for AbsenceDays {
    fn eq(&self, other: &AbsenceDays) -> bool {
        self.iter().eq(other.iter())
    }
}

impl std::fmt::Debug for AbsenceDays {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{AbsenceDay, AbsenceDays};

    #[test]
    fn days_come_out_as_they_went_in() {
        let day = |i: u32| AbsenceDay {
            pupil: 9 - i / 7,
            day: i as i32 % 11 - 2,
            school_day: i as i32 % 5,
            offered: f64::from(i % 3) * 0.1,
            absent: if i.is_multiple_of(4) { -0.0 } else { 0.0 },
            lawful: f64::from(i % 2),
        };
        let all: Vec<AbsenceDay> = (0..64).map(day).collect();
        let mut days = AbsenceDays::from(all.clone());
        let bits = |d: &AbsenceDay| (d.pupil, d.day, d.school_day, [d.offered, d.absent, d.lawful].map(f64::to_bits));
        assert!(days.iter().map(|d| bits(&d)).eq(all.iter().map(bits)));
        let mut both = AbsenceDays::from(all[..20].to_vec());
        both.append(AbsenceDays::from(all[20..].to_vec()));
        assert_eq!(both, days);
        assert!(days.chunks(10).flatten().eq(all.iter().copied()));
        let mut sorted = all.clone();
        sorted.sort_by_key(|d| (d.pupil, d.day));
        sorted.iter_mut().filter(|d| d.pupil == 3 && d.day > 1).for_each(|d| d.school_day += 1);
        days.sort();
        days.move_school_days(|pupil, day| pupil == 3 && day > 1);
        assert_eq!(days, AbsenceDays::from(sorted));
        assert_ne!(days, AbsenceDays::from(all));
    }
}
