//! Scales, ticks and the field that figures are drawn in.

use super::{Anchor, Figure, Mark, Sheet, palette};

/// A linear scale from data to figure units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// Maps `low` to `from` and `high` to `to`; an empty range is widened to one unit.
    pub fn new(low: f64, high: f64, from: f64, to: f64) -> Self {
        let (low, high) = if low.is_finite() && high.is_finite() && high > low {
            (low, high)
        } else if low.is_finite() {
            (low - 0.5, low + 0.5)
        } else {
            (0.0, 1.0)
        };
        Scale { low, high, from, to }
    }

    /// A scale whose ends are round numbers that take in all values, with about so many ticks.
    pub fn round(values: impl IntoIterator<Item = f64>, ticks: usize, from: f64, to: f64) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for v in values.into_iter().filter(|v| v.is_finite()) {
            low = low.min(v);
            high = high.max(v);
        }
        if low > high {
            return Scale::new(0.0, 1.0, from, to);
        }
        if high - low < 1e-12 {
            let pad = if low == 0.0 { 0.5 } else { 0.1 * low.abs() };
            (low, high) = (low - pad, high + pad);
        }
        let step = step(high - low, ticks);
        Scale::new((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step, from, to)
    }

    /// Position of a value.
    pub fn at(&self, value: f64) -> f64 {
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// Position of a value, held within the scale.
    pub fn within(&self, value: f64) -> f64 {
        self.at(value.clamp(self.low, self.high))
    }

    /// Round values on the scale and the decimals that they need.
    pub fn ticks(&self, wanted: usize) -> (Vec<f64>, usize) {
        let step = step(self.high - self.low, wanted);
        let first = (self.low / step - 1e-9).ceil() as i64;
        let last = (self.high / step + 1e-9).floor() as i64;
        let decimals = (0..6).find(|d| ((step * 10f64.powi(*d)).fract() + 1e-9).fract() < 1e-6).unwrap_or(6) as usize;
        ((first..=last).map(|i| i as f64 * step).collect(), decimals)
    }
}

/// 1, 2 or 5 times a power of ten, so that about so many steps make the span.
fn step(span: f64, wanted: usize) -> f64 {
    let rough = span / wanted.max(1) as f64;
    // the power of ten by its printed exponent: no logarithm whose last bit may differ between machines
    let exponent: i32 = format!("{rough:e}").rsplit('e').next().and_then(|e| e.parse().ok()).unwrap_or(0);
    let ten = if exponent >= 0 { 10f64.powi(exponent) } else { 1.0 / 10f64.powi(-exponent) };
    let times = [1.0, 2.0, 5.0, 10.0];
    times.iter().find(|m| **m * ten >= rough * (1.0 - 1e-9)).map_or(10.0 * ten, |m| m * ten)
}

/// The field within which data are drawn, in figure units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// Left edge.
    pub left: f64,
    /// Right edge.
    pub right: f64,
    /// Upper edge.
    pub top: f64,
    /// Lower edge.
    pub bottom: f64,
}

/// Size of tick labels.
pub const SMALL: f64 = 11.0;
/// Size of running words in a figure.
pub const WORDS: f64 = 12.0;

/// Horizontal grid lines with their labels at the left.
pub fn left_axis(figure: &mut Figure, field: &Field, y: &Scale, wanted: usize, label: impl Fn(f64, usize) -> String) {
    let (ticks, decimals) = y.ticks(wanted);
    for tick in ticks {
        let at = y.at(tick);
        figure.line((field.left, at), (field.right, at), palette::GRID, 1.0);
        figure.text((field.left - 7.0, at + SMALL * 0.35), label(tick, decimals), SMALL, palette::SOFT, Anchor::End);
    }
}

/// Tick marks below the field, increasing, with their labels where there is room, and the axis line.
pub fn bottom_axis(figure: &mut Figure, field: &Field, ticks: &[(f64, String)]) {
    figure.line((field.left, field.bottom), (field.right, field.bottom), palette::AXIS, 1.0);
    let mut free = f64::NEG_INFINITY;
    for (at, label) in ticks {
        figure.line((*at, field.bottom), (*at, field.bottom + 4.0), palette::AXIS, 1.0);
        let half = super::letters::width(label, SMALL, super::Weight::Regular) / 2.0;
        let x = at.min(figure.width - half).max(half);
        if x - half > free {
            free = x + half + 3.0;
            figure.text((x, field.bottom + 6.0 + SMALL), label.clone(), SMALL, palette::SOFT, Anchor::Middle);
        }
    }
}

/// The words under the horizontal axis.
pub fn bottom_title(figure: &mut Figure, sheet: &Sheet, field: &Field, words: &str) -> f64 {
    let width = sheet.width - field.left;
    let lines = super::letters::wrap(words, WORDS, super::Weight::Regular, width);
    let mut y = field.bottom + 6.0 + SMALL + 5.0;
    let middle = (field.left + field.right) / 2.0;
    for line in lines {
        y += WORDS * super::letters::LEADING;
        let half = super::letters::width(&line, WORDS, super::Weight::Regular) / 2.0;
        // centred under the field, but never out of the sheet
        let x = middle.min(sheet.width - half).max(half);
        figure.text((x, y), line, WORDS, palette::INK, Anchor::Middle);
    }
    y + 6.0
}

/// A vertical whisker with caps.
pub fn whisker(figure: &mut Figure, x: f64, low: f64, high: f64, cap: f64, color: palette::Color, width: f64) {
    let paths =
        vec![vec![(x, low), (x, high)], vec![(x - cap, low), (x + cap, low)], vec![(x - cap, high), (x + cap, high)]];
    figure.push(Mark::Lines { paths, color, width, dash: None });
}
