//! `amend`: what happened after the lock. Nothing is re-drawn.

/// The day of a second, `YYYY-MM-DD` in UTC.
pub fn day_of(second: i64) -> String {
    let time = jiff::Timestamp::from_second(second).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    time.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}
