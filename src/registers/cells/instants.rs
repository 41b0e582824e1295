//! Moments with a zone where days are wanted: `2026-08-09T22:00:00Z` is 10 August in Denmark.

use super::calendar;
use super::dates::{Form, READABLE_SHARE};
use crate::registers::files::row::trim;

const DAY: i64 = 86_400;

/// The seconds since 1970-01-01 00:00 UTC of `yyyy-mm-dd[T ]hh:mm[:ss[.f]]` with `Z` or an offset.
pub fn read(cell: &str) -> Option<i64> {
    let cell = trim(cell);
    let date = cell.get(..10)?;
    let b = date.as_bytes();
    if b[4] != b'-' || b[7] != b'-' {
        return None;
    }
    let number = |t: &str| -> Option<i64> {
        (!t.is_empty() && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse().ok()).flatten()
    };
    let (year, month, of_month) = (number(&date[..4])?, number(&date[5..7])?, number(&date[8..])?);
    let day = calendar::day(year as i32, month as u32, of_month as u32)?;
    let rest = cell.get(10..)?.strip_prefix(['T', ' '])?;
    let zone = rest.find(['Z', '+', '-'])?;
    let (time, zone) = (rest[..zone].trim_end_matches(' '), &rest[zone..]);
    let time = time.split_once('.').map_or(Some(time), |(t, f)| number(f).map(|_| t))?;
    let mut parts = time.split(':');
    let (h, m) = (parts.next()?, parts.next()?);
    let s = parts.next().unwrap_or("00");
    if parts.next().is_some() || [h, m, s].iter().any(|p| p.len() != 2) {
        return None;
    }
    let (h, m, s) = (number(h)?, number(m)?, number(s)?);
    if h > 23 || m > 59 || s > 59 {
        return None;
    }
    Some(i64::from(day) * DAY + h * 3600 + m * 60 + s - offset(zone)?)
}

/// Seconds that `Z`, `+02:00` or `-0500` lie ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let digits: String = zone[1..].replace(':', "");
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) || !matches!(zone.len(), 5 | 6) {
        return None;
    }
    let minutes = digits[..2].parse::<i64>().ok()? * 60 + digits[2..].parse::<i64>().ok()?;
    Some(if zone.starts_with('-') { -60 * minutes } else { 60 * minutes })
}

/// The date in UTC.
pub fn utc_day(seconds: i64) -> i32 {
    seconds.div_euclid(DAY) as i32
}

/// The date in Denmark.
pub fn local_day(seconds: i64) -> i32 {
    utc_day(seconds + ahead(seconds))
}

/// Seconds that Danish clocks are ahead of UTC: two hours from the last Sunday of March to that of October (of September
/// before 1996), one hour otherwise; each change at 01:00 UTC.
fn ahead(seconds: i64) -> i64 {
    let year = calendar::date(utc_day(seconds)).year;
    if year < 1981 {
        return 3600;
    }
    let (month, days) = if year < 1996 { (9, 30) } else { (10, 31) };
    let last_sunday = |month: u32, days: u32| {
        let last = calendar::day(year, month, days).unwrap_or(0);
        // 1970-01-01 was a Thursday
        let since_sunday = (last + 4).rem_euclid(7);
        i64::from(last - since_sunday) * DAY + 3600
    };
    let summer = (last_sunday(3, 31)..last_sunday(month, days)).contains(&seconds);
    if summer { 7200 } else { 3600 }
}

/// How a column of instants is read as days.
pub struct Settled {
    /// In UTC or in Denmark.
    pub form: Form,
    /// Whether most stand at midnight of neither.
    pub doubtful: bool,
}

/// Nine cells in ten are instants: the UTC date where nine in ten stand at midnight UTC, else the date in the zone.
/// `None` where they are not.
pub fn settle(cells: &[&str], utc: bool) -> Option<Settled> {
    // the first cell tells that nearly every column is none
    if !cells.iter().take(50).any(|c| read(c).is_some()) {
        return None;
    }
    let known: Vec<i64> = cells.iter().filter_map(|c| read(c)).collect();
    if (known.len() as f64) < READABLE_SHARE * cells.len() as f64 {
        return None;
    }
    let share = |of: &dyn Fn(i64) -> i64| {
        known.iter().filter(|t| of(**t).rem_euclid(DAY) == 0).count() as f64 / known.len() as f64
    };
    let at_utc = share(&|t| t) >= READABLE_SHARE;
    let at_local = share(&|t| t + ahead(t)) >= READABLE_SHARE;
    let form = if at_utc || utc { Form::InstantUtc } else { Form::InstantLocal };
    Some(Settled { form, doubtful: !at_utc && (utc || !at_local) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn danish_dates_of_instants() {
        for (written, day) in [
            ("2026-08-09T22:00:00Z", "2026-08-10"),
            ("2026-08-09T21:59:59Z", "2026-08-09"),
            ("2027-01-10T23:00:00.000Z", "2027-01-11"),
            ("2027-01-11T00:00:00+01:00", "2027-01-11"),
            ("2026-08-10 00:00:00+0200", "2026-08-10"),
            ("2027-03-28T00:59:59Z", "2027-03-28"),
            ("2027-03-28T22:00Z", "2027-03-29"),
            ("2027-10-31T23:00:00Z", "2027-11-01"),
            ("2027-10-30T22:00:00Z", "2027-10-31"),
            ("2027-06-30T23:30:00-05:00", "2027-07-01"),
        ] {
            assert_eq!(read(written).map(local_day).map(calendar::iso).as_deref(), Some(day), "{written}");
        }
        assert_eq!(read("2026-08-10T00:00:00"), None);
        assert_eq!(read("2026-08-10"), None);
    }
}
