//! Numbers as Danes and others write them: which mark stands before decimals is decided by the whole column.

use unicode_general_category::{GeneralCategory as Category, get_general_category};

/// The mark before the decimals of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mark {
    /// `6.5`.
    #[default]
    Point,
    /// `6,5`.
    Comma,
    /// Both stand in the column, beyond doubt: each cell by its own mark.
    Mixed,
}

impl Mark {
    /// The mark of a character.
    pub fn of(mark: char) -> Mark {
        if mark == ',' { Mark::Comma } else { Mark::Point }
    }

    /// The character; `None` where both stand.
    pub fn character(self) -> Option<char> {
        match self {
            Mark::Point => Some('.'),
            Mark::Comma => Some(','),
            Mark::Mixed => None,
        }
    }
}

/// What the cells of a column tell of their decimal mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Evidence {
    /// A cell shows that decimals stand behind a comma.
    pub comma: bool,
    /// A cell shows that they stand behind a point.
    pub point: bool,
    /// Some cell can be read in two ways (`1.234`): its mark.
    pub doubtful: Option<char>,
}

impl Evidence {
    /// Adds what a cell says; `false` where it is no number.
    pub fn take(&mut self, cell: &str) -> bool {
        match says(cell) {
            None => return false,
            Some(Says::Nothing) => {}
            Some(Says::Doubtful(mark)) => self.doubtful = self.doubtful.or(Some(mark)),
            Some(Says::Mark(',')) => self.comma = true,
            Some(Says::Mark(_)) => self.point = true,
        }
        true
    }

    /// Adds another column's, or another part's.
    pub fn add(&mut self, other: &Evidence) {
        self.comma |= other.comma;
        self.point |= other.point;
        self.doubtful = self.doubtful.or(other.doubtful);
    }

    fn one(self) -> Option<Mark> {
        match (self.comma, self.point) {
            (true, false) => Some(Mark::Comma),
            (false, true) => Some(Mark::Point),
            _ => None,
        }
    }
}

/// The marks of the number columns of one file, and the columns that can be read in two ways.
///
/// Declared; the column's own evidence, if of one kind; that of all number columns together, if of one kind; a point
/// where the delimiter is a comma; otherwise a column with a doubtful cell must be asked for. Evidence of both kinds in a
/// column: each cell by its own mark.
pub fn decide(columns: &[Evidence], comma_separated: bool, declared: Option<char>) -> (Vec<Mark>, Vec<usize>) {
    let mut everywhere = Evidence::default();
    columns.iter().for_each(|c| everywhere.add(c));
    let mut ask = Vec::new();
    let marks = columns
        .iter()
        .enumerate()
        .map(|(at, own)| match (declared, own.comma && own.point) {
            (Some(mark), _) => Mark::of(mark),
            (None, true) => {
                if own.doubtful.is_some() {
                    ask.push(at);
                }
                Mark::Mixed
            }
            (None, false) => own.one().or(everywhere.one()).unwrap_or_else(|| {
                if own.doubtful.is_some() && !comma_separated {
                    ask.push(at);
                }
                Mark::Point
            }),
        })
        .collect();
    (marks, ask)
}

/// The decimal mark of many cells: the one that shows, or `None` when both or neither do.
pub fn mark_of<'a>(cells: impl Iterator<Item = &'a str>) -> Option<char> {
    let mut all = Evidence::default();
    cells.for_each(|c| {
        all.take(c);
    });
    all.one().and_then(Mark::character)
}

/// The two readings of a doubtful cell, digits masked.
pub fn two_readings(mark: char) -> String {
    format!("9{mark}999 is 9999 or 9,999")
}

/// What a cell says of its column's decimal mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// A whole number without marks.
    Nothing,
    /// One mark, three digits behind it and one to three before it.
    Doubtful(char),
    /// This is the decimal mark.
    Mark(char),
}

/// What a cell says of its column's decimal mark; `None` where it is no number.
pub fn says(cell: &str) -> Option<Says> {
    let (_, body) = stripped(cell);
    let body = body.as_ref();
    if exponent_form(body).is_some() {
        return Some(Says::Nothing);
    }
    let (mut points, mut commas, mut digits) = (0, 0, 0);
    for b in body.bytes() {
        match b {
            b'.' => points += 1,
            b',' => commas += 1,
            b'0'..=b'9' => digits += 1,
            _ => return None,
        }
    }
    let last = |mark: char| body.rfind(['.', ',']).is_some_and(|at| body[at..].starts_with(mark));
    match (digits, points, commas) {
        (0, _, _) => None,
        (_, 0, 0) => Some(Says::Nothing),
        (_, 0, 1) => Some(single(body, ',')),
        (_, 1, 0) => Some(single(body, '.')),
        // a mark that stands twice groups
        (_, 0, _) => Some(Says::Mark('.')),
        (_, _, 0) => Some(Says::Mark(',')),
        (_, 1, _) if last('.') => Some(Says::Mark('.')),
        (_, _, 1) if last(',') => Some(Says::Mark(',')),
        _ => None,
    }
}

fn single(body: &str, mark: char) -> Says {
    let (head, tail) = body.split_once(mark).unwrap_or((body, ""));
    let doubtful = tail.len() == 3 && (1..=3).contains(&head.len()) && !head.starts_with('0');
    if doubtful { Says::Doubtful(mark) } else { Says::Mark(mark) }
}

/// The number in a cell under its column's decimal mark, and what the cell tells of that mark. `None` where it is no
/// number: under a known mark the other one may only group.
pub fn read(cell: &str, mark: Mark, evidence: &mut Evidence) -> Option<f64> {
    if let Some(x) = short(cell.as_bytes(), mark, evidence) {
        return Some(x);
    }
    evidence.take(cell);
    value(cell, mark)
}

/// The number in a cell under its column's decimal mark.
pub fn value(cell: &str, mark: Mark) -> Option<f64> {
    plain_under(cell, mark)?.parse().ok().filter(|x: &f64| x.is_finite())
}

/// A number whose column is not known: by its own mark, a doubtful one as decimal.
pub fn parse(text: &str, decimal: Option<char>) -> Option<f64> {
    value(text, decimal.map_or(Mark::Mixed, Mark::of))
}

/// The same number as decimal text with a point, digits as written: `1.234,50` is `1234.50`.
pub fn plain(text: &str, decimal: Option<char>) -> Option<String> {
    plain_under(text, decimal.map_or(Mark::Mixed, Mark::of))
}

/// Digits with at most one mark and at most two decimals: what nearly every cell holds. The quotient of two whole
/// numbers below 2^53 is correctly rounded.
fn short(text: &[u8], mark: Mark, evidence: &mut Evidence) -> Option<f64> {
    if text.is_empty() || text.len() > 12 {
        return None;
    }
    let (mut whole, mut decimals, mut marked) = (0u64, 0usize, 0u8);
    for (i, b) in text.iter().enumerate() {
        match b {
            b'0'..=b'9' => {
                whole = whole * 10 + u64::from(b - b'0');
                decimals += usize::from(marked != 0);
            }
            b',' | b'.' if marked == 0 && i > 0 => marked = *b,
            _ => return None,
        }
    }
    match (marked, mark) {
        (0, _) => {}
        (b',', Mark::Comma) => evidence.comma = true,
        (b'.', Mark::Point) => evidence.point = true,
        // the other mark, or both: looked at closely
        _ => return None,
    }
    if decimals == 3 {
        return None;
    }
    let scale = [1.0, 10.0, 100.0].get(decimals)?;
    Some(whole as f64 / scale)
}

/// A cell without sign, per cent and blanks between groups of three; and whether it is below zero.
fn stripped(cell: &str) -> (bool, std::borrow::Cow<'_, str>) {
    let text = crate::registers::files::row::trim(cell);
    let (below, text) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let text = text.strip_suffix('%').map_or(text, |t| crate::registers::files::row::trim(t));
    match text.chars().any(is_blank) {
        true => (below, ungrouped_blanks(text).into()),
        false => (below, text.into()),
    }
}

fn is_blank(c: char) -> bool {
    c == ' ' || !c.is_ascii() && get_general_category(c) == Category::SpaceSeparator
}

/// The text without blanks where these part groups of three; as it was where they do not.
fn ungrouped_blanks(text: &str) -> String {
    let end = text.find([',', '.']).unwrap_or(text.len());
    let groups: Vec<&str> = text[..end].split(is_blank).collect();
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let fits = groups.iter().all(|g| digits(g))
        && (1..=3).contains(&groups[0].len())
        && groups[1..].iter().all(|g| g.len() == 3);
    if fits { format!("{}{}", groups.concat(), &text[end..]) } else { text.to_string() }
}

fn plain_under(text: &str, mark: Mark) -> Option<String> {
    let (below, body) = stripped(text);
    let sign = if below { "-" } else { "" };
    if let Some(number) = exponent_form(&body) {
        return Some(format!("{sign}{number}"));
    }
    let decimal = match (says(text)?, mark) {
        (Says::Nothing, _) => return Some(format!("{sign}{body}")),
        (Says::Doubtful(own) | Says::Mark(own), Mark::Mixed) => own,
        (_, Mark::Point) => '.',
        (_, Mark::Comma) => ',',
    };
    let (whole, fraction) = body.split_once(decimal).unwrap_or((&body, ""));
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole = ungrouped(whole)?;
    let whole = if whole.is_empty() { "0".to_string() } else { whole };
    Some(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

/// Digits of groups of three; no grouping is fine as well.
fn ungrouped(text: &str) -> Option<String> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(text.to_string());
    }
    let groups: Vec<&str> = text.split([',', '.']).collect();
    let first = (1..=3).contains(&groups[0].len());
    (first && groups[1..].iter().all(|g| g.len() == 3)).then(|| groups.concat())
}

/// `1e-5` and the like, which software writes.
fn exponent_form(body: &str) -> Option<String> {
    if !body.contains(['e', 'E']) || body.bytes().any(|b| !matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'-' | b'+'))
    {
        return None;
    }
    let x: f64 = body.parse().ok()?;
    x.is_finite().then(|| format!("{x}"))
}

#[cfg(test)]
mod tests {
    use super::{Evidence, Mark, decide, plain, value};

    #[test]
    fn danish_and_english_numbers_read_the_same() {
        for (written, meant) in [
            ("6,5", Some("6.5")),
            ("6.5", Some("6.5")),
            ("1.234,50", Some("1234.50")),
            ("1,234.50", Some("1234.50")),
            ("1.234.567", Some("1234567")),
            ("1 234", Some("1234")),
            ("-3,0", Some("-3.0")),
            ("7", Some("7")),
            (",5", Some("0.5")),
            ("7,", Some("7")),
            ("12,5 %", Some("12.5")),
            ("1e-3", Some("0.001")),
            ("", None),
            ("-", None),
            ("syv", None),
            ("1,2,3", None),
            ("12:30", None),
            ("nan", None),
            ("1.2.3,4", None),
        ] {
            assert_eq!(plain(written, None).as_deref(), meant, "{written}");
        }
        assert_eq!(plain("1.234", Some(',')).as_deref(), Some("1234"));
        assert_eq!(plain("1.234", Some('.')).as_deref(), Some("1.234"));
        assert_eq!(plain("0,310", Some(',')).as_deref(), Some("0.310"));
    }

    fn column(cells: &[&str], comma_separated: bool, declared: Option<char>) -> Option<Vec<Option<f64>>> {
        let mut evidence = Evidence::default();
        cells.iter().for_each(|c| {
            evidence.take(c);
        });
        let (marks, ask) = decide(&[evidence], comma_separated, declared);
        ask.is_empty().then(|| cells.iter().map(|c| value(c, marks[0])).collect())
    }

    #[test]
    fn the_whole_column_decides_its_mark() {
        let some = |list: &[f64]| Some(list.iter().map(|x| Some(*x)).collect::<Vec<_>>());
        assert_eq!(column(&["820", "1.475"], false, None), None);
        assert_eq!(column(&["820", "1.475", "0,5"], false, None), some(&[820.0, 1475.0, 0.5]));
        assert_eq!(column(&["820", "1.475"], true, None), some(&[820.0, 1.475]));
        assert_eq!(column(&["820", "1.475"], false, Some(',')), some(&[820.0, 1475.0]));
        assert_eq!(column(&["6,5", "7.25"], false, None), some(&[6.5, 7.25]));
        assert_eq!(column(&["6,5", "7.25", "1.475"], false, None), None);
        assert_eq!(column(&["0.875", "1.250"], false, None), some(&[0.875, 1.25]));
        assert_eq!(column(&["12 345", "1\u{202f}234,5"], false, None), some(&[12345.0, 1234.5]));
        // the mark known, the other one may only group
        assert_eq!(value("1,5", Mark::Point), None);
        assert_eq!(value("1.234.567", Mark::Point), None);
    }
}
