//! Strategies compared over a price or a number: lines told apart by colour and dash, with a key.

use super::axes::{self, Field, SMALL, Scale};
use super::palette::Color;
use super::{Anchor, Figure, Mark, Point, Sheet, Weight, letters, palette};

/// Lines over one axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Strategies {
    /// Name of the file.
    pub name: String,
    /// The title in the sheet's language.
    pub title: String,
    /// One or two sentences below the title.
    pub caption: String,
    /// The lines, from the most important.
    pub lines: Vec<Strategy>,
    /// Values at which an upright line stands: what was declared.
    pub marks: Vec<f64>,
    /// Lowest value shown; lines end where they fall below it.
    pub floor: f64,
    /// Whether values upright are shares.
    pub shares: bool,
    /// Whether values along are shares.
    pub along_shares: bool,
    /// Words under the axis.
    pub axis: String,
}

/// One strategy.
#[derive(Debug, Clone, PartialEq)]
pub struct Strategy {
    /// Its name.
    pub label: String,
    /// How it is drawn.
    pub look: Look,
    /// Values along and upright; nothing where it is not shown.
    pub points: Vec<(f64, Option<f64>)>,
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// What was declared: full.
    Declared,
    /// Another variant of it: thin, dashed.
    Variant,
    /// A model.
    Model,
    /// A frozen model.
    Frozen,
    /// What it is compared with.
    Comparison,
}

impl Look {
    fn line(self) -> (Color, f64, Option<(f64, f64)>) {
        match self {
            Look::Declared => (palette::BLUE, 2.6, None),
            Look::Variant => (palette::BLUE_MID, 1.5, Some((2.5, 2.5))),
            Look::Model => (palette::VERMILLION, 2.2, Some((7.0, 3.0))),
            Look::Frozen => (palette::GREEN, 2.2, Some((10.0, 3.0))),
            Look::Comparison => (palette::SOFT, 1.8, Some((4.0, 3.0))),
        }
    }
}

/// Draws the lines with a key above the field, zero as a line, what was declared upright and dotted.
pub fn strategies(data: &Strategies, sheet: &Sheet) -> Figure {
    let mut figure = Figure::new(&data.name, sheet.width, 0.0, data.title.clone());
    figure.description = describe(data, sheet);
    let mut top = sheet.heading(&mut figure);
    top = sheet.paragraph(&mut figure, (0.0, top), sheet.width, &data.caption, SMALL, Weight::Regular, palette::SOFT);
    top = key(&mut figure, data, sheet, top + 6.0) + 16.0;
    let high = if sheet.is_narrow() { 220.0 } else { 300.0 };
    let field = Field { left: 46.0, right: sheet.width - 12.0, top, bottom: top + high };
    let unit = |along: bool| if along { 100.0 } else { 1.0 };
    let (across, up) = (unit(data.along_shares), unit(data.shares));
    let along = data.lines.iter().flat_map(|l| l.points.iter().map(|p| across * p.0));
    let (first, last) = along.fold((f64::INFINITY, f64::NEG_INFINITY), |s, v| (s.0.min(v), s.1.max(v)));
    let x = Scale::new(if data.along_shares { 0.0 } else { first }, last, field.left, field.right);
    let values = data.lines.iter().flat_map(|l| l.points.iter().filter_map(|p| p.1)).filter(|v| *v >= data.floor);
    let y = Scale::round(values.map(|v| up * v).chain([0.0, up * data.floor]), 5, field.bottom, field.top);
    axes::left_axis(&mut figure, &field, &y, 5, |v, d| {
        if data.shares { sheet.percent(v / 100.0, d) } else { sheet.number(v, d) }
    });
    figure.line((field.left, y.within(0.0)), (field.right, y.within(0.0)), palette::AXIS, 1.2);
    for mark in &data.marks {
        let at = x.within(across * mark);
        let paths = vec![vec![(at, field.top), (at, field.bottom)]];
        figure.push(Mark::Lines { paths, color: palette::AXIS, width: 1.0, dash: Some((1.5, 3.0)) });
    }
    for line in data.lines.iter().rev() {
        let (color, width, dash) = line.look.line();
        for path in pieces(line, data.floor, &|p| (x.within(across * p.0), y.within(up * p.1))) {
            if let [alone] = path[..] {
                figure.dot(alone, 3.0, color);
            } else {
                figure.push(Mark::Lines { paths: vec![path], color, width, dash });
            }
        }
    }
    let (ticks, decimals) = x.ticks(if sheet.is_narrow() { 5 } else { 10 });
    let told = |v: f64| if data.along_shares { sheet.percent(v / 100.0, decimals) } else { sheet.number(v, 0) };
    let ticks = ticks.into_iter().filter(|v| data.along_shares || v.fract() == 0.0);
    let ticks: Vec<(f64, String)> = ticks.map(|v| (x.at(v), told(v))).collect();
    axes::bottom_axis(&mut figure, &field, &ticks);
    figure.height = axes::bottom_title(&mut figure, sheet, &field, &data.axis);
    figure
}

/// A line in unbroken pieces above the floor, each ending where it meets it.
fn pieces(line: &Strategy, floor: f64, at: &dyn Fn(Point) -> Point) -> Vec<Vec<Point>> {
    let mut pieces: Vec<Vec<Point>> = vec![Vec::new()];
    let mut last: Option<Point> = None;
    for (along, value) in &line.points {
        let now = value.map(|v| (*along, v));
        if let (Some(a), Some(b)) = (last, now)
            && (a.1 < floor) != (b.1 < floor)
        {
            let share = (floor - a.1) / (b.1 - a.1);
            let meets = at((a.0 + share * (b.0 - a.0), floor));
            if let Some(piece) = pieces.last_mut() {
                piece.push(meets);
            }
        }
        match now.filter(|p| p.1 >= floor) {
            Some(p) => {
                if let Some(piece) = pieces.last_mut() {
                    piece.push(at(p));
                }
            }
            None => pieces.push(Vec::new()),
        }
        last = now;
    }
    pieces.retain(|p| !p.is_empty());
    pieces
}

/// Names beside a stretch of their lines, as many a row as there is room for; returns the y below.
fn key(figure: &mut Figure, data: &Strategies, sheet: &Sheet, top: f64) -> f64 {
    let (mut x, mut y) = (0.0, top);
    for line in &data.lines {
        let label = letters::fit(&line.label, SMALL, Weight::Semibold, sheet.width - 36.0);
        let room = 36.0 + letters::width(&label, SMALL, Weight::Semibold) + 16.0;
        if x > 0.0 && x + room - 16.0 > sheet.width {
            (x, y) = (0.0, y + 18.0);
        }
        let (color, width, dash) = line.look.line();
        let paths = vec![vec![(x, y + 8.0), (x + 28.0, y + 8.0)]];
        figure.push(Mark::Lines { paths, color, width, dash });
        let text = match line.look {
            Look::Variant => palette::SOFT,
            Look::Model => palette::VERMILLION_TEXT,
            _ => color,
        };
        figure.bold((x + 34.0, y + 12.0), label, SMALL, text, Anchor::Start);
        x += room;
    }
    y + 18.0
}

/// Each line's values where the axis has numbers: at what was declared, and at every fifth step.
fn describe(data: &Strategies, sheet: &Sheet) -> String {
    let told = |v: f64| if data.shares { sheet.percent(v, 0) } else { sheet.number(v, 2) };
    let along = |v: f64| if data.along_shares { sheet.percent(v, 0) } else { sheet.number(v, 0) };
    let lines: Vec<String> = data
        .lines
        .iter()
        .map(|l| {
            let wanted = |(i, p): &(usize, &(f64, Option<f64>))| {
                !data.along_shares || (i + 1) % 5 == 0 || data.marks.iter().any(|m| (p.0 - m).abs() < 5e-3)
            };
            let values: Vec<String> = l
                .points
                .iter()
                .enumerate()
                .filter(wanted)
                .filter_map(|(_, p)| Some(format!("{}: {}", along(p.0), told(p.1?))))
                .collect();
            format!("{} ({})", l.label, values.join("; "))
        })
        .collect();
    format!("{}.", lines.join("; "))
}
