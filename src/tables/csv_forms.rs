//! CSV as programs read it everywhere, and CSV as Danish spreadsheets open it.

use super::table::{Table, Value, machine, neutral};

/// What begins a Danish CSV: the mark by which spreadsheets know UTF-8.
pub const MARK: char = '\u{feff}';

impl Table {
    /// CSV in the form of a study: `[study] csv = "da"` asks for the Danish one.
    pub fn csv_of_study(&self, danish: bool) -> String {
        if danish { self.to_danish_csv() } else { self.to_csv() }
    }

    /// CSV with `;` between cells, a comma before decimals and a byte-order mark; `NA`, `TRUE` and dates as in
    /// [`Table::to_csv`].
    pub fn to_danish_csv(&self) -> String {
        let mut w =
            csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
        let _ = w.write_record(&self.columns);
        for row in &self.rows {
            let _ = w.write_record(row.iter().map(|v| match v {
                Value::Text(t) => neutral(t),
                Value::Num(x) => machine(*x).replace('.', ","),
                Value::Int(i) => i.to_string(),
                Value::Bool(b) => if *b { "TRUE" } else { "FALSE" }.to_string(),
                Value::Missing => "NA".to_string(),
            }));
        }
        format!("{MARK}{}", String::from_utf8(w.into_inner().unwrap_or_default()).unwrap_or_default())
    }
}

/// Whether a text of ours is Danish CSV.
pub fn is_danish(text: &str) -> bool {
    text.starts_with(MARK)
}

/// A cell of Danish CSV as it stands in the other: a number gets its point, everything else stays.
pub fn pointed(cell: &str) -> String {
    let (mantissa, exponent) = cell.split_once('e').map_or((cell, None), |(m, e)| (m, Some(e)));
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let is_number =
        mantissa.strip_prefix('-').unwrap_or(mantissa).split_once(',').is_some_and(|(a, b)| digits(a) && digits(b))
            && exponent.is_none_or(|e| digits(e.strip_prefix('-').unwrap_or(e)));
    if is_number { cell.replacen(',', ".", 1) } else { cell.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn danish_csv_has_semicolons_commas_and_a_mark_and_reads_back() {
        let mut t = Table::new("test/1", &["term", "estimate", "day", "is"]);
        t.push(vec!["a;b, \"c\"".into(), (-0.0625).into(), "2025-09-01".into(), true.into()]);
        t.push(vec!["=1+1".into(), Value::Missing, Value::Num(f64::INFINITY), 1.5e-9.into()]);
        let text = t.to_danish_csv();
        let expected =
            "\u{feff}term;estimate;day;is\n\"a;b, \"\"c\"\"\";-0,0625;2025-09-01;TRUE\n'=1+1;NA;Inf;1,5e-9\n";
        assert_eq!(text, expected);
        assert!(is_danish(&text) && !is_danish(&t.to_csv()));
        for (danish, other) in [
            ("-0,0625", "-0.0625"),
            ("1,5e-9", "1.5e-9"),
            ("a, b", "a, b"),
            ("1,2,3", "1,2,3"),
            ("7", "7"),
            (",5", ",5"),
        ] {
            assert_eq!(pointed(danish), other);
        }
    }
}
