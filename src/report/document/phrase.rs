//! Numbers as they stand in the sentences and tables of a report.

use crate::trial::Language;

/// Numbers as they stand in sentences and tables of the document.
#[derive(Debug, Clone, Copy)]
pub struct Phrase(pub Language);

impl Phrase {
    /// The Danish words or the English ones.
    pub fn say<'a>(self, danish: &'a str, english: &'a str) -> &'a str {
        self.0.pick(danish, english)
    }

    /// A share as a percentage with one decimal.
    pub fn percent(self, share: f64) -> String {
        self.tenths(100.0 * share) + self.say("\u{a0}%", "%")
    }

    /// A number with one decimal, and with one more where it is not zero but would print as zero.
    pub fn tenths(self, value: f64) -> String {
        self.0.number(value, self.decimals(value))
    }

    /// One decimal; two where a nonzero number would print as zero.
    fn decimals(self, value: f64) -> usize {
        let is_zero = |text: String| text.bytes().all(|b| matches!(b, b'0' | b'.' | b','));
        if value != 0.0 && is_zero(self.0.number(value.abs(), 1)) && !is_zero(self.0.number(value.abs(), 2)) {
            2
        } else {
            1
        }
    }

    /// A declared number as it was declared: 5, 2.5, 0.25.
    pub fn declared(self, value: f64) -> String {
        // a share times 100 carries a last bit that nobody declared
        let text = self.0.number(value, 6);
        text.trim_end_matches('0').trim_end_matches([',', '.']).to_string()
    }

    /// A confidence level: `95 %`, `90 %`, `99,5 %`, held together where a line ends.
    pub fn level(self, level: f64) -> String {
        let whole = ((100.0 * level).round() - 100.0 * level).abs() < 1e-9;
        self.0.number(100.0 * level, usize::from(!whole)) + self.say("\u{a0}%", "%")
    }

    /// A declared number with its sign.
    pub fn signed_as_declared(self, value: f64) -> String {
        let text = self.declared(value);
        if value > 0.0 { format!("+{text}") } else { text }
    }

    /// A difference in probability as percentage points with its sign.
    pub fn points(self, difference: f64) -> String {
        let value = 100.0 * difference;
        self.signed(value, self.decimals(value))
    }

    /// A number with its sign.
    pub fn signed(self, value: f64, decimals: usize) -> String {
        if value.is_infinite() {
            return if value > 0.0 { "∞" } else { "−∞" }.to_string();
        }
        let text = self.0.number(value, decimals);
        let zero = text.bytes().all(|b| matches!(b, b'0' | b'.' | b','));
        if value > 0.0 && !zero { format!("+{text}") } else { text }
    }

    /// The size of a difference, and which way it goes: `6,1 procentpoint lavere`.
    pub fn change(self, difference: f64) -> String {
        let size = self.tenths(100.0 * difference.abs());
        let zero = size.bytes().all(|b| matches!(b, b'0' | b'.' | b','));
        let unit = self.say("procentpoint", "percentage points");
        match (zero, difference < 0.0) {
            (true, _) => format!("{size} {unit}"),
            (_, true) => format!("{size} {unit} {}", self.say("lavere", "lower")),
            (_, false) => format!("{size} {unit} {}", self.say("højere", "higher")),
        }
    }

    /// A limit in percentage points, and which side of zero it is on: `6,1 lavere`.
    pub fn sided(self, difference: f64) -> String {
        let size = self.tenths(100.0 * difference.abs());
        match (difference < 0.0, difference > 0.0) {
            (true, _) => format!("{size} {}", self.say("lavere", "lower")),
            (_, true) => format!("{size} {}", self.say("højere", "higher")),
            _ => size,
        }
    }

    /// A count with a mark between thousands.
    pub fn count(self, n: u64) -> String {
        self.0.count(n)
    }

    /// Four significant digits, in the language's form; an em dash where there is none.
    pub fn figure(self, value: Option<f64>) -> String {
        let Some(value) = value.filter(|v| !v.is_nan()) else { return "–".to_string() };
        if value.is_infinite() {
            return if value > 0.0 { "∞" } else { "−∞" }.to_string();
        }
        let text = crate::tables::significant(value, 4);
        let text = if self.0 == Language::Da { text.replace('.', ",") } else { text };
        text.replacen('-', "−", 1)
    }

    /// A p-value, or a dash.
    pub fn p_value(self, p: Option<f64>) -> String {
        p.filter(|p| !p.is_nan()).map_or_else(|| "–".to_string(), |p| self.0.p_value(p))
    }

    /// `p = 0,033` or `p < 0,001`.
    pub fn p_equals(self, p: Option<f64>) -> String {
        let value = self.p_value(p);
        match value.strip_prefix('<') {
            Some(limit) => format!("p < {limit}"),
            None => format!("p = {value}"),
        }
    }

    /// Up to four significant digits without zeros at the end.
    pub fn short(self, value: f64) -> String {
        let text = self.figure(Some(value));
        if !text.contains([',', '.']) {
            return text;
        }
        text.trim_end_matches('0').trim_end_matches([',', '.']).to_string()
    }
}
