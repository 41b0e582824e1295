//! Curves over time by group, with the numbers at risk below.

use super::axes::{self, Field, SMALL, Scale};
use super::letters;
use super::palette::Color;
use super::{Anchor, Figure, Mark, Point, Sheet, Weight, palette};

/// What a curve counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CurveKind {
    /// Share still on the course.
    Survival,
    /// Share that has dropped out, leaving for another course competing.
    CumulativeIncidence,
}

/// Curves over time by group, with numbers at risk.
#[derive(Debug, Clone, PartialEq)]
pub struct Curves {
    /// What the curves count.
    pub kind: CurveKind,
    /// The title in the sheet's language.
    pub title: String,
    /// What a reader must know, in one or two sentences.
    pub caption: String,
    /// At most four groups; the first is the comparison.
    pub curves: Vec<Curve>,
    /// First day of follow-up.
    pub from: f64,
    /// Last day shown.
    pub to: f64,
}

/// One group's step function and the pupils at risk.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Name of the group.
    pub label: String,
    /// Days on which the curve steps, increasing.
    pub days: Vec<f64>,
    /// Value from that day on.
    pub values: Vec<f64>,
    /// Lower limits; empty where there are none.
    pub low: Vec<f64>,
    /// Upper limits.
    pub high: Vec<f64>,
    /// Day and pupils still under observation.
    pub at_risk: Vec<(f64, u64)>,
}

pub(super) struct Look {
    pub(super) line: Color,
    /// Its letters.
    pub(super) ink: Color,
    band: Color,
    dash: Option<(f64, f64)>,
}

pub(super) const LOOKS: [Look; 4] = [
    Look { line: palette::BLUE, ink: palette::BLUE, band: palette::BLUE_TINT, dash: None },
    Look {
        line: palette::VERMILLION,
        ink: palette::VERMILLION_TEXT,
        band: palette::VERMILLION_TINT,
        dash: Some((7.0, 3.0)),
    },
    Look { line: palette::GREEN, ink: palette::GREEN, band: Color(0xd5ebe4), dash: Some((2.5, 2.5)) },
    Look { line: palette::SOFT, ink: palette::SOFT, band: palette::PALE, dash: Some((9.0, 3.0)) },
];

/// Kaplan–Meier or cumulative-incidence curves: each labelled at its end, told apart by colour and dash, with the
/// numbers at risk below.
pub fn curves(data: &Curves, sheet: &Sheet) -> Figure {
    let name = match data.kind {
        CurveKind::Survival => "survival",
        CurveKind::CumulativeIncidence => "cumulative-incidence",
    };
    let mut figure = Figure::new(name, sheet.width, 0.0, data.title.clone());
    figure.description = describe(data, sheet);
    let mut top = sheet.heading(&mut figure);
    if !data.caption.is_empty() {
        top =
            sheet.paragraph(&mut figure, (0.0, top), sheet.width, &data.caption, SMALL, Weight::Regular, palette::SOFT);
    }
    let widest = data.curves.iter().map(|c| letters::width(&c.label, SMALL, Weight::Semibold)).fold(0.0, f64::max);
    let room = if sheet.is_narrow() { 10.0 } else { widest.min(200.0) + 14.0 };
    let high = if sheet.is_narrow() { 230.0 } else { 140.0 };
    top += if sheet.is_narrow() { key(&mut figure, data, sheet, top) } else { 12.0 };
    let field = Field { left: 46.0, right: sheet.width - room, top, bottom: top + high };
    let x = Scale::new(data.from, data.to, field.left, field.right);
    let y = vertical(&[data], &field);
    axes::left_axis(&mut figure, &field, &y, 5, |v, d| sheet.percent(v / 100.0, d));
    lines(&mut figure, data, &x, &y);
    if !sheet.is_narrow() {
        end_labels(&mut figure, data, &field, &y);
    }
    let ticks = days(data, &x, sheet);
    axes::bottom_axis(&mut figure, &field, &ticks);
    let below = axes::bottom_title(
        &mut figure,
        sheet,
        &field,
        sheet.say("Dage efter skolestart", "Days after the start of school"),
    );
    figure.height = at_risk(&mut figure, data, sheet, &x, (0.0, below)) + 4.0;
    figure
}

/// The bands, and the curves over them.
pub(super) fn lines(figure: &mut Figure, data: &Curves, x: &Scale, y: &Scale) {
    for (curve, look) in data.curves.iter().zip(&LOOKS) {
        band(figure, curve, look, x, y, data);
    }
    for (curve, look) in data.curves.iter().zip(&LOOKS) {
        let path = steps(&curve.days, &curve.values, start(data.kind), data, x, y);
        figure.push(Mark::Lines { paths: vec![path], color: look.line, width: 2.2, dash: look.dash });
    }
}

/// Each curve's last value and the pupils followed on each day shown.
pub(super) fn describe(data: &Curves, sheet: &Sheet) -> String {
    let told: Vec<String> = data
        .curves
        .iter()
        .map(|c| {
            let last = last_value(c, data).unwrap_or_else(|| start(data.kind));
            let followed: Vec<String> = c
                .at_risk
                .iter()
                .filter(|(d, _)| *d >= data.from && *d <= data.to)
                .map(|(d, n)| format!("{d:.0}: {}", sheet.count(*n as f64)))
                .collect();
            let followed = if followed.is_empty() {
                String::new()
            } else {
                format!(" ({} {})", sheet.say("følges på dag", "followed on day"), followed.join(", "))
            };
            let day = sheet.say("på dag", "on day");
            format!("{}: {} {day} {:.0}{followed}", c.label, sheet.percent(last, 1), data.to)
        })
        .collect();
    format!("{}.", told.join("; "))
}

fn start(kind: CurveKind) -> f64 {
    if kind == CurveKind::Survival { 1.0 } else { 0.0 }
}

fn last_value(curve: &Curve, data: &Curves) -> Option<f64> {
    curve.days.iter().zip(&curve.values).filter(|(d, _)| **d <= data.to).map(|(_, v)| *v).next_back()
}

/// One scale for the curves of several panels.
pub(super) fn vertical(panels: &[&Curves], field: &Field) -> Scale {
    let curves = panels.iter().flat_map(|p| &p.curves);
    let shown = curves.flat_map(|c| c.values.iter().chain(&c.low).chain(&c.high)).map(|v| 100.0 * v);
    let base = panels.iter().map(|p| 100.0 * start(p.kind));
    Scale::round(shown.chain(base), 5, field.bottom, field.top)
}

/// A step function's corners, from the first day to the last.
fn steps(days: &[f64], values: &[f64], first: f64, data: &Curves, x: &Scale, y: &Scale) -> Vec<Point> {
    let mut now = first;
    let mut path = vec![(x.at(data.from), y.within(100.0 * now))];
    for (day, value) in days.iter().zip(values) {
        if *day > data.to || !value.is_finite() {
            break;
        }
        let at = x.at(day.max(data.from));
        path.push((at, y.within(100.0 * now)));
        path.push((at, y.within(100.0 * value)));
        now = *value;
    }
    path.push((x.at(data.to), y.within(100.0 * now)));
    path
}

fn band(figure: &mut Figure, curve: &Curve, look: &Look, x: &Scale, y: &Scale, data: &Curves) {
    if curve.low.len() != curve.days.len() || curve.high.len() != curve.days.len() {
        return;
    }
    for i in 0..curve.days.len() {
        let from = curve.days[i].max(data.from);
        let to = curve.days.get(i + 1).copied().unwrap_or(data.to).min(data.to);
        if to > from && curve.low[i].is_finite() && curve.high[i].is_finite() {
            let (top, bottom) = (y.within(100.0 * curve.high[i]), y.within(100.0 * curve.low[i]));
            // a little over the next piece, so that no seam shows between them
            let right = (x.at(to) + 0.5).min(x.at(data.to));
            figure.rect((x.at(from), top), right - x.at(from), bottom - top, Some(look.band), None);
        }
    }
}

/// Key above a narrow field; returns its height.
fn key(figure: &mut Figure, data: &Curves, sheet: &Sheet, top: f64) -> f64 {
    let mut y = top + 6.0;
    for (curve, look) in data.curves.iter().zip(&LOOKS) {
        let paths = vec![vec![(0.0, y + 7.0), (28.0, y + 7.0)]];
        figure.push(Mark::Lines { paths, color: look.line, width: 2.4, dash: look.dash });
        let label = letters::fit(&curve.label, SMALL, Weight::Semibold, sheet.width - 36.0);
        figure.bold((35.0, y + 11.0), label, SMALL, look.ink, Anchor::Start);
        y += 17.0;
    }
    y - top + 8.0
}

/// Each curve's name at its end, pushed apart where two ends lie close.
pub(super) fn end_labels(figure: &mut Figure, data: &Curves, field: &Field, y: &Scale) {
    let mut ends: Vec<(f64, usize)> = data
        .curves
        .iter()
        .take(LOOKS.len())
        .enumerate()
        .map(|(i, c)| (y.within(100.0 * last_value(c, data).unwrap_or_else(|| start(data.kind))), i))
        .collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut floor = f64::NEG_INFINITY;
    for (at, i) in ends {
        let at = at.max(floor);
        floor = at + 15.0;
        let label = letters::fit(&data.curves[i].label, SMALL, Weight::Semibold, 200.0);
        figure.bold((field.right + 8.0, at + 4.0), label, SMALL, LOOKS[i].ink, Anchor::Start);
    }
}

/// The days at which pupils at risk are counted, else round days.
pub(super) fn days(data: &Curves, x: &Scale, sheet: &Sheet) -> Vec<(f64, String)> {
    let counted: Vec<f64> = data.curves.first().map_or_else(Vec::new, |c| c.at_risk.iter().map(|(d, _)| *d).collect());
    let inside: Vec<f64> = counted.into_iter().filter(|d| *d > data.from && *d <= data.to).collect();
    if inside.len() > 1 {
        return [data.from].into_iter().chain(inside).map(|d| (x.at(d), sheet.number(d, 0))).collect();
    }
    let (values, _) = Scale::new(data.from, data.to, 0.0, 1.0).ticks(if sheet.is_narrow() { 5 } else { 9 });
    let mut ticks: Vec<(f64, String)> = Vec::new();
    if values.first().is_none_or(|v| x.at(*v) - x.at(data.from) > 24.0) {
        ticks.push((x.at(data.from), sheet.number(data.from, 0)));
    }
    ticks.extend(values.iter().map(|v| (x.at(*v), sheet.number(*v, 0))));
    ticks
}

/// The table of pupils still under observation, aligned with the days, its names from `left`; returns the y below it.
pub(super) fn at_risk(figure: &mut Figure, data: &Curves, sheet: &Sheet, x: &Scale, (left, top): Point) -> f64 {
    if data.curves.iter().all(|c| c.at_risk.is_empty()) {
        return top;
    }
    let mut y = top + 12.0;
    figure.bold(
        (left, y),
        sheet.say("Elever der stadig følges", "Pupils still followed"),
        SMALL,
        palette::INK,
        Anchor::Start,
    );
    for (curve, look) in data.curves.iter().zip(&LOOKS) {
        y += 17.0;
        let label = letters::fit(&curve.label, SMALL, Weight::Semibold, sheet.width);
        figure.bold((left, y), label, SMALL, look.ink, Anchor::Start);
        y += 15.0;
        let mut free = f64::NEG_INFINITY;
        for (day, n) in curve.at_risk.iter().filter(|(d, _)| *d >= data.from && *d <= data.to) {
            let text = sheet.count(*n as f64);
            let half = letters::width(&text, SMALL, Weight::Regular) / 2.0;
            let at = x.at(*day).min(sheet.width - half).max(half);
            if at - half < free {
                continue;
            }
            free = at + half + 5.0;
            figure.text((at, y), text, SMALL, palette::INK, Anchor::Middle);
        }
    }
    y + 8.0
}
