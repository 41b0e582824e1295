//! How a figure is asked for: its language, its width, and how it writes numbers.

use super::letters::{self, LEADING};
use super::{Anchor, Figure, Weight, palette};
use crate::trial::Language;

/// How a figure is asked for: in which language and how wide.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Language of every word and number.
    pub language: Language,
    /// Width in figure units; the layout follows it.
    pub width: f64,
    /// What stands before every title: the one of several interventions that a figure is about. Empty for none.
    pub about: String,
}

impl Sheet {
    /// The width of an A4 page's text.
    pub const WIDE: f64 = 720.0;
    /// The width of a phone.
    pub const NARROW: f64 = 340.0;

    /// For paper and large screens.
    pub fn wide(language: Language) -> Self {
        Sheet { language, width: Sheet::WIDE, about: String::new() }
    }

    /// For a phone.
    pub fn narrow(language: Language) -> Self {
        Sheet { language, width: Sheet::NARROW, about: String::new() }
    }

    /// Whether the layout is that of a phone.
    pub fn is_narrow(&self) -> bool {
        self.width < 480.0
    }

    /// The Danish words or the English ones.
    pub fn say<'a>(&self, danish: &'a str, english: &'a str) -> &'a str {
        self.language.pick(danish, english)
    }

    /// A number with so many decimals, in the language's form.
    pub fn number(&self, value: f64, decimals: usize) -> String {
        self.language.number(value, decimals)
    }

    /// A share as a percentage: `95 %` in Danish, `95%` in English.
    pub fn percent(&self, share: f64, decimals: usize) -> String {
        self.number(100.0 * share, decimals) + self.say("\u{a0}%", "%")
    }

    /// A confidence level as a percentage, with decimals only where it has any.
    pub fn level(&self, level: f64) -> String {
        let whole = ((100.0 * level).round() - 100.0 * level).abs() < 1e-9;
        self.percent(level, if whole { 0 } else { 1 })
    }

    /// A count with a mark between thousands: 4.610 in Danish, 4,610 in English.
    pub fn count(&self, value: f64) -> String {
        let digits = format!("{:.0}", value.abs());
        let mut text = String::new();
        for (i, c) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                text.push_str(self.say(".", ","));
            }
            text.push(c);
        }
        if value < 0.0 { format!("−{text}") } else { text }
    }

    /// A difference in probability as percentage points with a sign: `−5,2`; with one more decimal where it is not zero but
    /// would print as zero.
    pub fn points(&self, value: f64, decimals: usize) -> String {
        let text = self.signed(100.0 * value, decimals);
        let finer = self.signed(100.0 * value, decimals + 1);
        let is_zero = |t: &str| t.bytes().all(|b| matches!(b, b'0' | b'.' | b','));
        if is_zero(&text) && !is_zero(&finer) { finer } else { text }
    }

    /// A declared value with its sign, without decimals that it does not have: `−5`.
    pub fn declared(&self, value: f64) -> String {
        let whole = |d: &usize| {
            let shifted = value * 10f64.powi(*d as i32);
            (shifted.round() - shifted).abs() < 1e-6
        };
        self.signed(value, (0..4).find(whole).unwrap_or(4))
    }

    /// A number with its sign.
    pub fn signed(&self, value: f64, decimals: usize) -> String {
        if value.is_infinite() {
            return if value > 0.0 { "∞" } else { "−∞" }.to_string();
        }
        let text = self.number(value, decimals);
        let zero = text.bytes().all(|b| matches!(b, b'0' | b'.' | b','));
        if value > 0.0 && !zero { format!("+{text}") } else { text }
    }

    /// Puts a figure's title at its top, over as many lines as it needs; returns the y below it.
    pub(super) fn heading(&self, figure: &mut Figure) -> f64 {
        if !self.about.is_empty() {
            figure.title = format!("{}: {}", self.about, figure.title);
        }
        let title = figure.title.clone();
        self.paragraph(figure, (0.0, 4.0), self.width, &title, 14.0, Weight::Semibold, palette::INK) + 4.0
    }

    /// Puts words over several lines from the left; returns the y below the last line.
    pub(super) fn paragraph(
        &self,
        figure: &mut Figure,
        (x, mut y): super::Point,
        width: f64,
        text: &str,
        size: f64,
        weight: Weight,
        color: palette::Color,
    ) -> f64 {
        for line in letters::wrap(text, size, weight, width) {
            y += size * LEADING;
            let at = (x, y - size * 0.3);
            match weight {
                Weight::Regular => figure.text(at, line, size, color, Anchor::Start),
                Weight::Semibold => figure.bold(at, line, size, color, Anchor::Start),
            }
        }
        y
    }
}
