//! Power by effect, with the effect aimed at.

use super::axes::{self, Field, SMALL, Scale};
use super::palette::Color;
use super::{Anchor, Figure, Mark, Sheet, Weight, letters, palette};

/// Power by effect, with the effect aimed at.
#[derive(Debug, Clone, PartialEq)]
pub struct PowerCurve {
    /// What is seen, in the sheet's language.
    pub title: String,
    /// What a reader must know.
    pub caption: String,
    /// At most three curves: a name, effects and power, in the order of the effects.
    pub curves: Vec<(String, Vec<(f64, f64)>)>,
    /// The effect that the study aims at.
    pub target: Option<f64>,
    /// The power aimed at.
    pub aim: f64,
    /// Whether effects are differences in probability, printed as percentage points.
    pub points: bool,
}

const LOOKS: [(Color, Option<(f64, f64)>); 3] =
    [(palette::BLUE, None), (palette::VERMILLION, Some((7.0, 3.0))), (palette::SOFT, Some((2.5, 2.5)))];

/// Power curves, named above the field, the target as an upright line and the power aimed at as a level one.
pub fn power_curve(data: &PowerCurve, sheet: &Sheet) -> Figure {
    let mut figure = Figure::new("power-curve", sheet.width, 0.0, data.title.clone());
    figure.description = describe(data, sheet);
    let mut top = sheet.heading(&mut figure);
    top = sheet.paragraph(&mut figure, (0.0, top), sheet.width, &data.caption, SMALL, Weight::Regular, palette::SOFT);
    top = key(&mut figure, data, sheet, top + 8.0);
    figure.text((0.0, top + 16.0), sheet.say("Styrke", "Power"), SMALL, palette::INK, Anchor::Start);
    top += 38.0;
    let field = Field { left: 52.0, right: sheet.width - 14.0, top, bottom: top + 300.0 };
    let unit = if data.points { 100.0 } else { 1.0 };
    let effects = data.curves.iter().flat_map(|(_, c)| c.iter().map(|(e, _)| unit * e)).chain([0.0]);
    let x = Scale::round(effects, 6, field.left, field.right);
    let y = Scale::new(0.0, 100.0, field.bottom, field.top);
    axes::left_axis(&mut figure, &field, &y, 5, |v, _| sheet.percent(v / 100.0, 0));
    let aim = y.within(100.0 * data.aim);
    figure.dashed((field.left, aim), (field.right, aim), palette::AXIS, 1.4);
    if let Some(target) = data.target {
        let at = x.within(unit * target);
        figure.dashed((at, field.top - 6.0), (at, field.bottom), palette::GREEN, 1.6);
        let words = format!("{} {}", sheet.say("mål", "target"), sheet.declared(unit * target));
        figure.bold((at, field.top - 10.0), words, SMALL, palette::GREEN, Anchor::Middle);
    }
    for (k, (_, curve)) in data.curves.iter().enumerate().take(LOOKS.len()) {
        let (color, dash) = LOOKS[k];
        let path = curve.iter().map(|(e, p)| (x.within(unit * e), y.within(100.0 * p))).collect();
        figure.push(Mark::Lines { paths: vec![path], color, width: 2.4, dash });
    }
    let (ticks, decimals) = x.ticks(6);
    let ticks: Vec<(f64, String)> = ticks.into_iter().map(|v| (x.at(v), sheet.signed(v, decimals))).collect();
    axes::bottom_axis(&mut figure, &field, &ticks);
    let words = if data.points {
        sheet.say("Sand virkning i procentpoint", "True effect in percentage points")
    } else {
        sheet.say("Sand virkning", "True effect")
    };
    figure.height = axes::bottom_title(&mut figure, sheet, &field, words);
    figure
}

/// The names above the field, each beside a stretch of its line; returns the y below.
fn key(figure: &mut Figure, data: &PowerCurve, sheet: &Sheet, top: f64) -> f64 {
    let (mut x, mut y) = (0.0, top);
    for ((label, _), (color, dash)) in data.curves.iter().zip(LOOKS) {
        let room = 36.0 + letters::width(label, SMALL, Weight::Semibold);
        if x > 0.0 && x + room > sheet.width {
            (x, y) = (0.0, y + 18.0);
        }
        figure.push(Mark::Lines { paths: vec![vec![(x, y + 8.0), (x + 28.0, y + 8.0)]], color, width: 2.4, dash });
        let ink = if color == palette::VERMILLION { palette::VERMILLION_TEXT } else { color };
        figure.bold((x + 34.0, y + 12.0), label.clone(), SMALL, ink, Anchor::Start);
        x += room + 18.0;
    }
    y + 18.0
}

/// Every point of every curve.
fn describe(data: &PowerCurve, sheet: &Sheet) -> String {
    let effect = |e: f64| if data.points { sheet.points(e, 1) } else { sheet.signed(e, 3) };
    let curves = data.curves.iter().map(|(label, points)| {
        let told: Vec<String> =
            points.iter().map(|(e, p)| format!("{}: {}", effect(*e), sheet.percent(*p, 0))).collect();
        format!("{label} ({})", told.join(", "))
    });
    format!("{} {}.", data.caption, curves.collect::<Vec<_>>().join("; "))
}
