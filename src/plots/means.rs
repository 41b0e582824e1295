//! The outcome over the terms, wave by wave.

use super::axes::{self, Field, SMALL, Scale};
use super::letters;
use super::{Anchor, Figure, Mark, Point, Sheet, Weight, palette};

/// The outcome over the terms, wave by wave.
#[derive(Debug, Clone, PartialEq)]
pub struct Means {
    /// What is seen, in the sheet's language.
    pub title: String,
    /// Names of the terms.
    pub terms: Vec<String>,
    /// One line a wave.
    pub waves: Vec<WaveLine>,
}

/// One wave's shares.
#[derive(Debug, Clone, PartialEq)]
pub struct WaveLine {
    /// Name of the wave.
    pub label: String,
    /// First treated term, from 0.
    pub start: Option<usize>,
    /// Share in each term; `None` where nobody was seen or the share may not be shown.
    pub values: Vec<Option<f64>>,
}

/// Small pictures side by side, one a wave: this wave in blue (rings before its start, discs after), the other waves
/// grey behind it, its start as a line.
pub fn means(data: &Means, sheet: &Sheet) -> Figure {
    let mut figure = Figure::new("means", sheet.width, 0.0, data.title.clone());
    let mut words = sheet
        .say(
            "Ringe: før start; prikker: med indsatsen; grå linjer: de øvrige trin.",
            "Rings: before the start; discs: with the intervention; grey lines: the other waves.",
        )
        .to_string();
    if data.waves.iter().any(|w| w.values.contains(&None)) {
        words.push_str(sheet.say(
            " Uden punkt: ingen elever, eller tal for små til at vise.",
            " No point: no pupils, or numbers too small to show.",
        ));
    }
    figure.description = format!("{words} {}", describe(data, sheet));
    let top = sheet.heading(&mut figure);
    let top =
        sheet.paragraph(&mut figure, (0.0, top), sheet.width, &words, SMALL, Weight::Regular, palette::SOFT) + 10.0;
    let columns = if sheet.is_narrow() { 1 } else { 3 };
    let (gap, high) = (22.0, 130.0);
    let width = (sheet.width - gap * (columns - 1) as f64) / columns as f64;
    let values: Vec<f64> = data.waves.iter().flat_map(|w| w.values.iter().flatten()).map(|v| 100.0 * v).collect();
    let mut bottom = top;
    for (i, wave) in data.waves.iter().enumerate() {
        let (row, column) = (i / columns, i % columns);
        let left = column as f64 * (width + gap);
        let upper = top + row as f64 * (high + 62.0);
        let field = Field { left: left + 40.0, right: left + width, top: upper + 24.0, bottom: upper + 24.0 + high };
        let y = Scale::round(values.iter().copied(), 3, field.bottom, field.top);
        panel(&mut figure, data, sheet, wave, &field, &y, left);
        bottom = field.bottom + 24.0;
    }
    figure.height = bottom + 6.0;
    figure
}

/// Every share, wave by wave.
fn describe(data: &Means, sheet: &Sheet) -> String {
    let waves = data.waves.iter().map(|w| {
        let shares = data.terms.iter().zip(&w.values).filter_map(|(t, v)| {
            let v = (*v)?;
            Some(format!("{t} {}", sheet.percent(v, 1)))
        });
        format!("{}: {}", w.label, shares.collect::<Vec<_>>().join(", "))
    });
    format!("{}.", waves.collect::<Vec<_>>().join("; "))
}

fn panel(figure: &mut Figure, data: &Means, sheet: &Sheet, wave: &WaveLine, field: &Field, y: &Scale, left: f64) {
    let label = letters::fit(&wave.label, SMALL, Weight::Semibold, field.right - left);
    figure.bold((left, field.top - 10.0), label, SMALL, palette::INK, Anchor::Start);
    axes::left_axis(figure, field, y, 3, |v, d| sheet.percent(v / 100.0, d));
    let step = (field.right - field.left) / data.terms.len().max(1) as f64;
    let x = |t: usize| field.left + (t as f64 + 0.5) * step;
    for other in data.waves.iter().filter(|w| w.label != wave.label) {
        let paths = pieces(&other.values, &x, y);
        figure.push(Mark::Lines { paths, color: palette::GRID, width: 1.2, dash: None });
    }
    if let Some(start) = wave.start.filter(|s| *s < data.terms.len()) {
        let at = x(start) - step / 2.0;
        figure.dashed((at, field.top - 4.0), (at, field.bottom), palette::AXIS, 1.2);
    }
    let paths = pieces(&wave.values, &x, y);
    figure.push(Mark::Lines { paths, color: palette::BLUE, width: 1.8, dash: None });
    for (t, value) in wave.values.iter().enumerate() {
        let Some(value) = value else { continue };
        let at = (x(t), y.within(100.0 * value));
        if wave.start.is_some_and(|s| t >= s) {
            figure.dot(at, 3.4, palette::BLUE)
        } else {
            figure.ring(at, 3.0, palette::BLUE)
        }
    }
    let ends = [0, data.terms.len().saturating_sub(1)];
    let ticks: Vec<(f64, String)> = data
        .terms
        .iter()
        .enumerate()
        .filter(|(t, _)| ends.contains(t) || Some(*t) == wave.start)
        .map(|(t, name)| (x(t), name.clone()))
        .collect();
    axes::bottom_axis(figure, field, &ticks);
}

/// The stretches of a line that have values.
fn pieces(values: &[Option<f64>], x: &impl Fn(usize) -> f64, y: &Scale) -> Vec<Vec<Point>> {
    let mut list = vec![Vec::new()];
    for (t, value) in values.iter().enumerate() {
        match (value, list.last_mut()) {
            (Some(v), Some(last)) => last.push((x(t), y.within(100.0 * v))),
            _ => list.push(Vec::new()),
        }
    }
    list.retain(|p| p.len() > 1);
    list
}
