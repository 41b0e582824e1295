//! The same curves in each arm of a comparison, panel beside panel on one scale.

use super::axes::{self, Field, SMALL, Scale, WORDS};
use super::curves::{at_risk, days, describe, end_labels, lines, vertical};
use super::letters::{self, LEADING};
use super::{Anchor, Curves, Figure, Sheet, Weight, palette};

/// The same curves in each arm of a comparison, panel beside panel on one scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Arms {
    /// Name of the figure's file.
    pub name: String,
    /// The title in the sheet's language.
    pub title: String,
    /// What a reader must know, in one or two sentences.
    pub caption: String,
    /// The arms: each panel's `title` is its heading, its `caption` the line below.
    pub panels: Vec<Curves>,
}

/// Space between two panels side by side.
const GAP: f64 = 22.0;

/// Panels of curves with one vertical scale, side by side on paper and one below the other on a phone; every curve is
/// named at its end, with the numbers at risk below.
pub fn arms(data: &Arms, sheet: &Sheet) -> Figure {
    let mut figure = Figure::new(&data.name, sheet.width, 0.0, data.title.clone());
    let told: Vec<String> = data.panels.iter().map(|p| format!("{}: {}", p.title, describe(p, sheet))).collect();
    figure.description = told.join(" ");
    let mut top = sheet.heading(&mut figure);
    if !data.caption.is_empty() {
        top =
            sheet.paragraph(&mut figure, (0.0, top), sheet.width, &data.caption, SMALL, Weight::Regular, palette::SOFT);
    }
    let across = if sheet.is_narrow() { 1.0 } else { data.panels.len().max(1) as f64 };
    let width = (sheet.width - GAP * (across - 1.0)) / across;
    // headings of unequal length, but fields that begin on one line
    let room = data.panels.iter().map(|p| heading_height(p, width)).fold(0.0, f64::max);
    let (mut left, mut bottom) = (0.0, top);
    for panel in &data.panels {
        heading(&mut figure, panel, sheet, (left, top + 10.0, width));
        let below = one(&mut figure, data, panel, sheet, (left, top + 20.0 + room, width));
        bottom = below.max(bottom);
        if sheet.is_narrow() {
            top = below + 10.0;
        } else {
            left += width + GAP;
        }
    }
    figure.height = bottom + 4.0;
    figure
}

fn heading_height(panel: &Curves, width: f64) -> f64 {
    let lines = |text: &str, size: f64, weight| letters::wrap(text, size, weight, width).len() as f64 * size * LEADING;
    let title = lines(&panel.title, WORDS, Weight::Semibold);
    if panel.caption.is_empty() { title } else { title + lines(&panel.caption, SMALL, Weight::Regular) }
}

fn heading(figure: &mut Figure, panel: &Curves, sheet: &Sheet, (left, top, width): (f64, f64, f64)) {
    let below = sheet.paragraph(figure, (left, top), width, &panel.title, WORDS, Weight::Semibold, palette::INK);
    if !panel.caption.is_empty() {
        sheet.paragraph(figure, (left, below), width, &panel.caption, SMALL, Weight::Regular, palette::INK);
    }
}

/// One panel's field with its upper left corner at (left, top); returns the y below it.
fn one(figure: &mut Figure, data: &Arms, panel: &Curves, sheet: &Sheet, (left, top, width): (f64, f64, f64)) -> f64 {
    let names = panel.curves.iter().map(|c| letters::width(&c.label, SMALL, Weight::Semibold)).fold(0.0, f64::max);
    let high = if sheet.is_narrow() { 210.0 } else { 250.0 };
    let field = Field { left: left + 40.0, right: left + width - names - 10.0, top, bottom: top + high };
    let x = Scale::new(panel.from, panel.to, field.left, field.right);
    let all: Vec<&Curves> = data.panels.iter().collect();
    let y = vertical(&all, &field);
    axes::left_axis(figure, &field, &y, 5, |v, d| sheet.percent(v / 100.0, d));
    lines(figure, panel, &x, &y);
    end_labels(figure, panel, &field, &y);
    axes::bottom_axis(figure, &field, &days(panel, &x, sheet));
    let words = sheet.say("Dage efter skolestart", "Days after the start of school");
    let under = field.bottom + 6.0 + SMALL + 5.0 + WORDS * LEADING;
    figure.text(((field.left + field.right) / 2.0, under), words, WORDS, palette::INK, Anchor::Middle);
    at_risk(figure, panel, sheet, &x, (left, under + 6.0))
}
