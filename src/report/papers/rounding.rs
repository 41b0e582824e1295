//! Numbers of a paper's tables: rounded half away from zero, never a negative zero, in the form of the language.

use super::table::Cell;
use crate::trial::{Language, Unit};

/// What is added before rounding, so that 2.85, which no double holds exactly, rounds as it is written.
const NUDGE: f64 = 1e-9;

/// A number rounded half away from zero; zero has no sign.
///
/// `round(|x|·10^d)/10^d` with the sign of x.
pub fn rounded(value: f64, decimals: usize) -> f64 {
    let factor = 10f64.powi(decimals as i32);
    let size = (value.abs() * factor + NUDGE).round() / factor;
    if size == 0.0 { 0.0 } else { size.copysign(value) }
}

/// Numbers as the language prints them.
#[derive(Debug, Clone, Copy)]
pub struct Print(pub Language);

impl Print {
    /// Digits of a rounded number, with marks between thousands.
    pub fn digits(self, value: f64, decimals: usize) -> String {
        let value = rounded(value, decimals);
        let text = format!("{:.decimals$}", value.abs());
        let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(w, r)| (w, Some(r)));
        let (thousands, mark) = match self.0 {
            Language::Da => ('.', ','),
            Language::En => (',', '.'),
        };
        let mut out = if value < 0.0 { "−".to_string() } else { String::new() };
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                out.push(thousands);
            }
            out.push(digit);
        }
        if let Some(rest) = rest {
            out.push(mark);
            out.push_str(rest);
        }
        out
    }

    /// A number with so many decimals; words where it is unbounded, nothing where it is missing.
    pub fn number(self, value: Option<f64>, decimals: usize) -> Cell {
        match value {
            None => Cell::Empty,
            Some(v) if v.is_nan() => Cell::Empty,
            Some(v) if v.is_infinite() => Cell::Text(self.0.pick("ubegrænset", "unbounded").to_string()),
            Some(v) => Cell::Number { value: rounded(v, decimals), printed: self.digits(v, decimals) },
        }
    }

    /// A share or a difference of shares, times 100: one decimal, and one more where a value that is not zero would print
    /// as zero.
    pub fn percent(self, share: Option<f64>) -> Cell {
        let value = share.map(|s| 100.0 * s);
        let decimals = if value.is_some_and(|v| v != 0.0 && rounded(v, 1) == 0.0) { 2 } else { 1 };
        self.number(value, decimals)
    }

    /// A count.
    pub fn count(self, n: u64) -> Cell {
        self.number(Some(n as f64), 0)
    }

    /// A p-value: three decimals, in words below a thousandth.
    pub fn p(self, p: Option<f64>) -> Cell {
        match p {
            Some(p) if p < 0.001 => Cell::Text(self.0.pick("<0,001", "<0.001").to_string()),
            p => self.number(p, 3),
        }
    }

    /// Degrees of freedom: one decimal, ∞ where a normal distribution stands for t.
    pub fn df(self, df: Option<f64>) -> Cell {
        match df {
            Some(v) if v.is_infinite() => Cell::Text("∞".to_string()),
            df => self.number(df, 1),
        }
    }

    /// An effect or its limit on the scale of a row: percentage points, an odds ratio, or the outcome's own unit.
    pub fn effect(self, scale: &str, value: Option<f64>) -> Cell {
        match Unit::of(scale) {
            Unit::Points => self.percent(value),
            Unit::LogOdds => self.number(value.map(f64::exp), 2),
            _ => self.number(value, if value.is_some_and(|v| v != 0.0 && rounded(v, 1) == 0.0) { 2 } else { 1 }),
        }
    }

    /// A standard error on the scale of a row; that of odds is the logarithm's.
    pub fn error(self, scale: &str, value: Option<f64>) -> Cell {
        match Unit::of(scale) {
            Unit::Points => self.number(value.map(|v| 100.0 * v), 2),
            _ => self.number(value, 2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_away_from_zero_and_zero_has_no_sign() {
        for (value, decimals, says) in [
            (6.25, 1, "6,3"),
            (-6.25, 1, "−6,3"),
            (2.85, 1, "2,9"),
            (-0.04, 1, "0,0"),
            (4609.5, 0, "4.610"),
            (1_234_567.0, 0, "1.234.567"),
        ] {
            assert_eq!(Print(Language::Da).digits(value, decimals), says, "{value}");
        }
        assert_eq!(Print(Language::En).digits(-4610.04, 1), "−4,610.0");
    }

    #[test]
    fn what_would_print_as_zero_gets_a_decimal_more() {
        let print = Print(Language::En);
        assert_eq!(print.percent(Some(0.0004)).printed(), "0.04");
        assert_eq!(print.percent(Some(0.0)).printed(), "0.0");
        assert_eq!(print.percent(Some(f64::INFINITY)).printed(), "unbounded");
        assert_eq!(print.p(Some(0.0009)).printed(), "<0.001");
        assert_eq!(print.p(None), Cell::Empty);
        let odds = print.effect("log-odds", Some(0.5f64.ln()));
        assert_eq!(odds, Cell::Number { value: 0.5, printed: "0.50".to_string() });
    }
}
