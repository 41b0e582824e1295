//! Dates as they are written: the form of a column, and its days.

pub use super::date_forms::{Form, READABLE_SHARE};

use super::calendar::{self, FROM_1960};
use super::instants;
use super::mask;
use crate::diagnostics::Problem;
use crate::registers::files::row::trim;

/// Days from 1899-12-30, where Excel counts from, to 1970-01-01.
const FROM_1899: i32 = 25_569;
/// Days from 1904-01-01 to 1970-01-01.
const FROM_1904: i32 = 24_107;
/// An end from this year on means that the spell is open.
const OPEN_YEAR: i32 = 2900;

impl Form {
    const LISTED: [Form; 6] =
        [Form::Iso, Form::DayMonthYear, Form::DayMonthShort, Form::Compact, Form::Excel, Form::Sas];

    /// The name in `study.toml` and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Form::DayMonthYear => "dd-mm-yyyy",
            Form::DayMonthShort => "dd-mm-yy",
            Form::MonthDayYear => "mm-dd-yyyy",
            Form::Compact => "yyyymmdd",
            Form::Iso => "yyyy-mm-dd",
            Form::Excel => "excel",
            Form::Sas => "sas",
            Form::Excel1904 => "excel (from 1904)",
            Form::InstantUtc => "instants, dates in UTC",
            Form::InstantLocal => "instants, dates in Europe/Copenhagen",
        }
    }

    /// The form of a name.
    pub fn named(name: &str) -> Option<Form> {
        let name = name.trim().to_lowercase().replace(['.', '/'], "-");
        [Form::MonthDayYear].into_iter().chain(Form::LISTED).find(|f| f.name() == name)
    }

    /// Reads a cell; `window` places two-digit years in their century.
    pub fn read(self, cell: &str, window: Window) -> Option<i32> {
        let cell = trim(cell);
        if let Some([a, b, c]) = fixed(self, cell.as_bytes()) {
            return match self {
                Form::DayMonthYear => calendar::day(c, b as u32, a as u32),
                _ => calendar::day(a, b as u32, c as u32),
            };
        }
        match self {
            Form::DayMonthYear => {
                parts(without_time(cell), 4).and_then(|p| calendar::day(p[2], p[1] as u32, p[0] as u32))
            }
            Form::MonthDayYear => {
                parts(without_time(cell), 4).and_then(|p| calendar::day(p[2], p[0] as u32, p[1] as u32))
            }
            Form::DayMonthShort => {
                parts(without_time(cell), 2).and_then(|p| window.century(p[2], p[1] as u32, p[0] as u32))
            }
            Form::Compact => {
                let digits = without_time(cell).strip_suffix(".0").unwrap_or(without_time(cell));
                if digits.len() != 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
                    return None;
                }
                calendar::day(digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..].parse().ok()?)
            }
            Form::Iso => iso(without_time(cell)),
            Form::Excel => serial(cell).map(|n| n - FROM_1899),
            Form::Sas => serial(cell).map(|n| n - FROM_1960 as i32),
            Form::Excel1904 => serial(cell).map(|n| n - FROM_1904),
            Form::InstantUtc => instants::read(cell).map(instants::utc_day),
            Form::InstantLocal => instants::read(cell).map(instants::local_day),
        }
    }
}

/// The days between which a column's dates are to be expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First plausible day.
    pub from: i32,
    /// Last plausible day.
    pub to: i32,
    /// First and last day where most dates lie; the plausible ones where nothing closer is known.
    pub core: (i32, i32),
}

impl Window {
    /// A window that says nothing.
    pub const ANY: Window = Window { from: -47_482, to: 47_482, core: (-47_482, 47_482) };

    fn holds(self, day: i32) -> bool {
        (self.from..=self.to).contains(&day)
    }

    fn expects(self, day: i32) -> bool {
        (self.core.0..=self.core.1).contains(&day)
    }

    /// A two-digit year in the latest century that does not lie beyond the window.
    fn century(self, year: i32, month: u32, day: u32) -> Option<i32> {
        let last = calendar::date(self.to).year;
        let mut full = year + last.div_euclid(100) * 100;
        if full > last {
            full -= 100;
        }
        calendar::day(full, month, day)
    }
}

/// Whether a date stands for "not ended".
pub fn is_open(day: i32) -> bool {
    calendar::date(day).year >= OPEN_YEAR
}

/// The three numbers of `10-08-2026` or `2026-08-10` written in full, which nearly every cell is.
fn fixed(form: Form, cell: &[u8]) -> Option<[i32; 3]> {
    let lengths = match form {
        Form::DayMonthYear => [2, 2, 4],
        Form::Iso => [4, 2, 2],
        _ => return None,
    };
    if cell.len() != 10 {
        return None;
    }
    let mut out = [0; 3];
    let mut at = 0;
    for (place, length) in out.iter_mut().zip(lengths) {
        for b in &cell[at..at + length] {
            *place = *place * 10 + i32::from(b.is_ascii_digit().then(|| b - b'0')?);
        }
        at += length;
        if at < 10 {
            (matches!(cell[at], b'-' | b'.' | b'/')).then_some(())?;
            at += 1;
        }
    }
    Some(out)
}

fn without_time(cell: &str) -> &str {
    match cell.find([' ', 'T', ':']) {
        Some(at) if cell[at + 1..].bytes().next().is_some_and(|b| b.is_ascii_digit()) => &cell[..at],
        _ => cell,
    }
}

/// Three numbers between `-`, `.` or `/`, the last with so many digits.
fn parts(cell: &str, year_digits: usize) -> Option<[i32; 3]> {
    let mut pieces = cell.split(['-', '.', '/']);
    let mut out = [0; 3];
    for (i, place) in out.iter_mut().enumerate() {
        let piece = pieces.next()?;
        let fits = if i == 2 { piece.len() == year_digits } else { (1..=2).contains(&piece.len()) };
        if !fits || !piece.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        *place = piece.parse().ok()?;
    }
    pieces.next().is_none().then_some(out)
}

fn iso(cell: &str) -> Option<i32> {
    let mut pieces = cell.split(['-', '/', '.']);
    let (y, m, d) = (pieces.next()?, pieces.next()?, pieces.next()?);
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if pieces.next().is_some() || y.len() != 4 || m.len() > 2 || d.len() > 2 || !(digits(y) && digits(m) && digits(d)) {
        return None;
    }
    calendar::day(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?)
}

/// A day number of one to five digits, whole or with the time of day as decimals.
fn serial(cell: &str) -> Option<i32> {
    let whole = match cell.split_once(['.', ',']) {
        Some((w, f)) if f.bytes().all(|b| b.is_ascii_digit()) => w,
        Some(_) => return None,
        None => cell,
    };
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    if digits.is_empty() || digits.len() > 5 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    whole.parse().ok()
}

/// What detection found out about a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// No cell holds anything.
    Nothing,
    /// One form reads the column.
    Form(Form),
    /// No listed form reads enough cells: the best form, and the share that it reads.
    Unreadable(Form, f64),
    /// Two readings are possible; one cell is read both ways for an example.
    Ambiguous(Vec<Reading>),
}

/// One way of reading an ambiguous column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The form, as `date = "…"` would declare it, or in words where it is not a listed one.
    pub form: &'static str,
    /// The days that the first cell gives, `yyyy-mm-dd`.
    pub day: String,
}

/// Finds the form of a column from its cells, empty ones left out.
pub fn detect(cells: &[&str], window: Window) -> Found {
    if cells.is_empty() {
        return Found::Nothing;
    }
    if let Some(found) = instants::settle(cells, false) {
        return Found::Form(found.form);
    }
    let share = |n: usize| n as f64 / cells.len() as f64;
    let tally = |form: Form| {
        let days: Vec<i32> = cells.iter().filter_map(|c| form.read(c, window)).collect();
        let likely = days.iter().filter(|d| window.holds(**d) || is_open(**d)).count();
        (share(days.len()), share(likely))
    };
    let tallies: Vec<(Form, f64, f64)> = Form::LISTED.iter().map(|f| (*f, tally(*f).0, tally(*f).1)).collect();
    let readable: Vec<&(Form, f64, f64)> = tallies.iter().filter(|t| t.1 >= READABLE_SHARE).collect();
    let Some(first) = readable.first() else {
        let best = tallies.iter().fold((Form::Iso, 0.0), |b, t| if t.1 > b.1 { (t.0, t.1) } else { b });
        return Found::Unreadable(best.0, best.1);
    };
    match first.0 {
        Form::Excel | Form::Sas => day_numbers(cells, &readable, window),
        Form::DayMonthShort => short_years(cells, first.2, window),
        Form::DayMonthYear => long_years(cells),
        form => Found::Form(form),
    }
}

fn reading(form: &'static str, day: Option<i32>) -> Reading {
    Reading { form, day: day.map(calendar::iso).unwrap_or_default() }
}

fn day_numbers(cells: &[&str], readable: &[&(Form, f64, f64)], window: Window) -> Found {
    let likely: Vec<Form> = readable.iter().filter(|t| t.2 >= READABLE_SHARE).map(|t| t.0).collect();
    match likely.as_slice() {
        [one] => Found::Form(*one),
        _ => {
            let example = cells[0];
            Found::Ambiguous(vec![
                reading("excel", Form::Excel.read(example, window)),
                reading("sas", Form::Sas.read(example, window)),
            ])
        }
    }
}

/// `01-02-03`: the day may stand first or last. The study's own years decide; where they cannot, nobody can.
fn short_years(cells: &[&str], likely: f64, window: Window) -> Found {
    let turned = |c: &str| parts(without_time(trim(c)), 2).and_then(|p| window.century(p[0], p[1] as u32, p[2] as u32));
    let own = |c: &str| Form::DayMonthShort.read(c, window);
    let share = |of: &dyn Fn(&str) -> bool| cells.iter().filter(|c| of(c)).count() as f64 / cells.len() as f64;
    let other_likely = share(&|c| turned(c).is_some_and(|d| window.holds(d))) >= READABLE_SHARE;
    let own_expected = share(&|c| own(c).is_some_and(|d| window.expects(d))) >= READABLE_SHARE;
    let other_expected = share(&|c| turned(c).is_some_and(|d| window.expects(d))) >= READABLE_SHARE;
    let settled = own_expected && !other_expected;
    let differ = cells.iter().find(|c| own(c) != turned(c));
    match differ {
        Some(c) if other_likely && !settled && (window != Window::ANY || likely < READABLE_SHARE) => {
            Found::Ambiguous(vec![
                reading("dd-mm-yy", own(c)),
                reading("yy-mm-dd (not a listed form: rewrite it)", turned(c)),
            ])
        }
        _ => Found::Form(Form::DayMonthShort),
    }
}

/// With hyphens or points the day stands first; slashes are written both ways, and a column in which no day lies beyond
/// the twelfth does not tell which.
fn long_years(cells: &[&str]) -> Found {
    let slashed = cells.iter().all(|c| c.contains('/'));
    let both = cells.iter().filter(|c| Form::MonthDayYear.read(c, Window::ANY).is_some()).count();
    let day_first = cells.iter().filter(|c| Form::DayMonthYear.read(c, Window::ANY).is_some()).count();
    let differ =
        cells.iter().find(|c| Form::DayMonthYear.read(c, Window::ANY) != Form::MonthDayYear.read(c, Window::ANY));
    match differ {
        Some(c) if slashed && both >= day_first => Found::Ambiguous(vec![
            reading("dd-mm-yyyy", Form::DayMonthYear.read(c, Window::ANY)),
            reading("mm-dd-yyyy", Form::MonthDayYear.read(c, Window::ANY)),
        ]),
        _ => Found::Form(Form::DayMonthYear),
    }
}

/// The problem of a column that detection did not settle; the caller adds the place. Dates of birth are `private`: of
/// them only the years are shown.
pub fn unsettled(column: &str, found: &Found, cells: &[&str], private: bool) -> Option<Problem> {
    match found {
        Found::Nothing | Found::Form(_) => None,
        Found::Unreadable(best, share) => {
            let bad = cells.iter().find(|c| best.read(c, Window::ANY).is_none()).copied().unwrap_or("");
            Some(
                Problem::new("R202", format!("column `{column}` does not hold dates in a form that is known"))
                    .found(format!(
                        "the best form, {}, reads {:.0} % of {} cells; one that it does not read looks like `{}`",
                        best.name(),
                        share * 100.0,
                        cells.len(),
                        mask::shape(bad)
                    ))
                    .expected("dd-mm-yyyy, dd-mm-yy, yyyymmdd, yyyy-mm-dd, Excel serials or SAS day numbers")
                    .help("map another column to this field, or declare the form: date = \"dd-mm-yyyy\""),
            )
        }
        Found::Ambiguous(readings) => {
            let shown = |day: &str| if private { day.chars().take(4).collect() } else { day.to_string() };
            let ways: Vec<String> = readings.iter().map(|r| format!("{} as {}", shown(&r.day), r.form)).collect();
            Some(
                Problem::new("R203", format!("the dates of column `{column}` can be read in two ways"))
                    .found(format!("the same cell is {}", ways.join(" or ")))
                    .help(format!(
                        "say which in study.toml: {}",
                        readings
                            .iter()
                            .filter(|r| !r.form.contains('('))
                            .map(|r| format!("date = \"{}\"", r.form))
                            .collect::<Vec<_>>()
                            .join(" or ")
                    )),
            )
        }
    }
}
