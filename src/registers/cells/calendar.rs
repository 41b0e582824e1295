//! Days since 1970-01-01 and back, without a clock or a time zone.

/// Day number of a civil date, or `None` where there is no such day.
pub fn day(year: i32, month: u32, day: u32) -> Option<i32> {
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => return None,
    };
    if day == 0 || day > length || !(1..=9999).contains(&year) {
        return None;
    }
    // years from March, eras of 400 years (Hinnant, "chrono-compatible low-level date algorithms")
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let of_era = y.rem_euclid(400);
    let shifted = (month as i32 + 9) % 12;
    let of_year = (153 * shifted + 2) / 5 + day as i32 - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// A civil date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// Year.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u32,
    /// Day of the month.
    pub day: u32,
}

/// The civil date of a day number.
pub fn date(day: i32) -> Date {
    let z = i64::from(day) + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Date { year: year as i32, month: month as u32, day: (of_year - (153 * shifted + 2) / 5 + 1) as u32 }
}

/// `yyyy-mm-dd`.
pub fn iso(day: i32) -> String {
    let d = date(day);
    format!("{:04}-{:02}-{:02}", d.year, d.month, d.day)
}

/// Whole years from one day to another.
pub fn years_between(from: i32, to: i32) -> i32 {
    let (a, b) = (date(from), date(to));
    b.year - a.year - i32::from((b.month, b.day) < (a.month, a.day))
}

/// Days from 1960-01-01, where SAS and Stata count from, to 1970-01-01.
pub const FROM_1960: i64 = 3653;

/// A day counted from 1960-01-01 as `yyyy-mm-dd`; empty where it is no day.
pub fn since_1960(days: f64) -> String {
    let day = days.floor();
    if day.abs() > 4_000_000.0 {
        return String::new();
    }
    i32::try_from(day as i64 - FROM_1960).map(iso).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{date, day, iso, years_between};

    #[test]
    fn day_numbers_go_there_and_back() {
        assert_eq!(day(1970, 1, 1), Some(0));
        assert_eq!(day(2000, 3, 1), Some(11_017));
        assert_eq!(day(1960, 1, 1), Some(-3653));
        assert_eq!(day(1899, 12, 30), Some(-25_569));
        assert_eq!(day(2023, 2, 29), None);
        assert_eq!(day(2024, 2, 30), None);
        assert_eq!(day(2024, 13, 1), None);
        for n in (-200_000..200_000).step_by(17) {
            let d = date(n);
            assert_eq!(day(d.year, d.month, d.day), Some(n));
        }
        assert_eq!(iso(20_454), "2026-01-01");
        assert_eq!(years_between(day(2006, 8, 11).unwrap_or(0), day(2026, 8, 10).unwrap_or(0)), 19);
        assert_eq!(years_between(day(2006, 8, 10).unwrap_or(0), day(2026, 8, 10).unwrap_or(0)), 20);
    }
}
