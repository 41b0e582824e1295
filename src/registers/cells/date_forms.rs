//! Forms in which a column of dates is written.

/// A form in which a column of dates is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `10-08-2026`, also with points, slashes or a time behind.
    DayMonthYear,
    /// `10-08-26`.
    DayMonthShort,
    /// `08-10-2026`; only when declared.
    MonthDayYear,
    /// `20260810`.
    Compact,
    /// `2026-08-10`.
    Iso,
    /// Days since 1899-12-30.
    Excel,
    /// Days since 1960-01-01.
    Sas,
    /// Days since 1904-01-01, in workbooks that count from there.
    Excel1904,
    /// `2026-08-09T22:00:00Z`: the date in UTC.
    InstantUtc,
    /// The same: the date in Denmark.
    InstantLocal,
}

/// Share of a column's cells that the chosen form must read.
pub const READABLE_SHARE: f64 = 0.9;
