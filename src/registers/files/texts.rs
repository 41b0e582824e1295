//! Texts of days and numbers that come again: a delivery holds a few hundred different ones, in millions of cells.

use super::guarded::number;
use crate::registers::cells::calendar;

/// Places of each kind; what falls on one place is written anew.
const PLACES: usize = 1 << 9;

/// The last text at each place.
pub(in crate::registers) struct Texts {
    days: Vec<Option<(i32, String)>>,
    numbers: Vec<Option<(u64, String)>>,
    /// The last whole number.
    whole: String,
}

impl Texts {
    pub fn new() -> Texts {
        Texts { days: vec![None; PLACES], numbers: vec![None; PLACES], whole: String::new() }
    }

    /// A day as `yyyy-mm-dd`.
    pub fn day(&mut self, day: i32) -> &str {
        let place = &mut self.days[day.rem_euclid(PLACES as i32) as usize];
        if place.as_ref().is_none_or(|(own, _)| *own != day) {
            *place = Some((day, calendar::iso(day)));
        }
        place.as_ref().map_or("", |(_, text)| text)
    }

    /// A day counted from 1960-01-01; empty where it is none.
    pub fn since_1960(&mut self, days: f64) -> &str {
        let day = days.floor();
        if day.abs() > 4_000_000.0 { "" } else { self.day(day as i32 - calendar::FROM_1960 as i32) }
    }

    /// A number as [`number`] writes it.
    pub fn number(&mut self, x: f64) -> &str {
        let bits = x.to_bits();
        let place = &mut self.numbers[(bits.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 55) as usize];
        if place.as_ref().is_none_or(|(own, _)| *own != bits) {
            *place = Some((bits, number(x)));
        }
        place.as_ref().map_or("", |(_, text)| text)
    }

    /// A whole number.
    pub fn whole(&mut self, i: i64) -> &str {
        use std::fmt::Write;
        self.whole.clear();
        let _ = write!(self.whole, "{i}");
        &self.whole
    }
}

#[cfg(test)]
mod tests {
    use super::{Texts, calendar, number};

    #[test]
    fn what_is_kept_is_what_would_be_written() {
        let mut texts = Texts::new();
        for round in 0..3 {
            for i in -2_000..2_000 {
                assert_eq!(texts.day(i * 7 + round), calendar::iso(i * 7 + round));
                let x = f64::from(i) * 0.37 + f64::from(round);
                assert_eq!(texts.number(x), number(x));
            }
        }
        for days in [0.0, 24_328.5, -1.5, 4e6, 4.1e6, -4e6, 1e300] {
            assert_eq!(texts.since_1960(days), calendar::since_1960(days));
        }
        assert_eq!([texts.number(-0.0).to_string(), texts.number(f64::NAN).to_string()], ["0", ""]);
    }
}
