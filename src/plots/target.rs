//! The effect and its target: estimate, interval, zero and the side that reaches the target.

use super::axes::{self, Field, SMALL, Scale};
use super::letters;
use super::{Anchor, Figure, Mark, Point, Sheet, Weight, palette};

/// The deciding effects against one target.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// What is seen, in the sheet's language.
    pub title: String,
    /// One or two sentences below the title.
    pub caption: String,
    /// One row an outcome or intervention.
    pub rows: Vec<TargetRow>,
    /// The declared target, which all rows share.
    pub target: Option<f64>,
    /// Whether effects are differences in probability, shown as percentage points.
    pub probability: bool,
    /// Words under the axis.
    pub axis: String,
}

/// One effect.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetRow {
    /// Words above its line.
    pub label: String,
    /// The estimate.
    pub estimate: f64,
    /// Lower limit; −∞ where there is none, nothing where it is not known.
    pub low: Option<f64>,
    /// Upper limit; +∞ where there is none, nothing where it is not known.
    pub high: Option<f64>,
}

const PITCH: f64 = 74.0;
/// The same where several rows stand below one another, each named at the left.
const CLOSE: f64 = 30.0;
/// Of the span of all values, what stays free at each end.
const ROOM: f64 = 0.15;

/// A line with its estimate and both limits in words for every effect, zero upright, the target dashed and its side
/// tinted, with room at both ends; a limit that does not exist is an arrow that says so.
pub fn target(data: &Target, sheet: &Sheet) -> Figure {
    let mut figure = Figure::new("target", sheet.width, 0.0, data.title.clone());
    figure.description = describe(data, sheet);
    let mut top = sheet.heading(&mut figure);
    if !data.caption.is_empty() {
        top =
            sheet.paragraph(&mut figure, (0.0, top), sheet.width, &data.caption, SMALL, Weight::Regular, palette::SOFT);
    }
    top += 28.0;
    let close = data.rows.len() > 1 && !sheet.is_narrow();
    let pitch = if close { CLOSE } else { PITCH };
    let widest = data.rows.iter().map(|r| letters::width(&r.label, 12.0, Weight::Semibold)).fold(0.0, f64::max);
    let left = if close { 24.0 + widest.min(sheet.width * 0.3) } else { 10.0 };
    let field = Field { left, right: sheet.width - 10.0, top, bottom: top + pitch * data.rows.len() as f64 + 4.0 };
    let x = horizontal(data, &field, sheet);
    ground(&mut figure, data, sheet, &field, &x);
    let upright: Vec<f64> = [Some(0.0), data.target].into_iter().flatten().map(|v| x.at(v * unit(data))).collect();
    for (i, row) in data.rows.iter().enumerate() {
        if close {
            let label = letters::fit(&row.label, 12.0, Weight::Semibold, left - 24.0);
            figure.bold((10.0, top + pitch * i as f64 + 24.0), label, 12.0, palette::INK, Anchor::Start);
        } else if data.rows.len() > 1 {
            let label = letters::fit(&row.label, 12.0, Weight::Semibold, field.right - field.left - 8.0);
            let wide = letters::width(&label, 12.0, Weight::Semibold);
            let at = beside_lines(field.left + 4.0, wide, &upright, &field);
            figure.bold((at, top + pitch * i as f64 + 16.0), label, 12.0, palette::INK, Anchor::Start);
        }
        let y = top + pitch * i as f64 + if close { 20.0 } else { 46.0 };
        one(&mut figure, data, row, sheet, (&x, &field, &upright), (y, close));
    }
    let (values, decimals) = x.ticks(if sheet.is_narrow() { 5 } else { 9 });
    let ticks: Vec<(f64, String)> = values.into_iter().map(|v| (x.at(v), sheet.signed(v, decimals))).collect();
    axes::bottom_axis(&mut figure, &field, &ticks);
    figure.height = axes::bottom_title(&mut figure, sheet, &field, &data.axis);
    figure
}

fn unit(data: &Target) -> f64 {
    if data.probability { 100.0 } else { 1.0 }
}

fn told(data: &Target, sheet: &Sheet, value: f64) -> String {
    if data.probability { sheet.points(value, 1) } else { sheet.signed(value, 3) }
}

fn unbounded<'a>(sheet: &Sheet) -> &'a str {
    sheet.language.pick("ubegrænset", "unbounded")
}

fn describe(data: &Target, sheet: &Sheet) -> String {
    let limit = |v: f64| if v.is_finite() { told(data, sheet, v) } else { unbounded(sheet).to_string() };
    let mut parts: Vec<String> = data
        .rows
        .iter()
        .map(|r| {
            let interval = match (r.low, r.high) {
                (Some(low), Some(high)) => format!(" ({} {} {})", limit(low), sheet.say("til", "to"), limit(high)),
                (Some(low), None) => format!(" ({} {})", sheet.say("fra", "from"), limit(low)),
                (None, Some(high)) => format!(" ({} {})", sheet.say("til", "to"), limit(high)),
                (None, None) => String::new(),
            };
            format!("{}: {}{interval}", r.label, told(data, sheet, r.estimate))
        })
        .collect();
    if let Some(target) = data.target {
        parts.push(format!("{}: {}", sheet.say("mål", "target"), told(data, sheet, target)));
    }
    format!("{}. {}.", parts.join("; "), data.axis)
}

/// All values and zero, widened at both ends.
fn horizontal(data: &Target, field: &Field, sheet: &Sheet) -> Scale {
    let rows = data.rows.iter().flat_map(|r| [Some(r.estimate), r.low, r.high]).flatten();
    let values = rows.chain(data.target).chain([0.0]).filter(|v| v.is_finite());
    let (low, high) = values.fold((0.0f64, 0.0f64), |(a, b), v| (a.min(v), b.max(v)));
    let span = if high - low < 1e-9 { 0.1 / unit(data) } else { high - low };
    let ends = [low - ROOM * span, high + ROOM * span].map(|v| v * unit(data));
    Scale::round(ends, if sheet.is_narrow() { 5 } else { 9 }, field.left, field.right)
}

/// Zero, and the side of the target that reaches it.
fn ground(figure: &mut Figure, data: &Target, sheet: &Sheet, field: &Field, x: &Scale) {
    let zero = x.at(0.0);
    let mut taken = None;
    if let Some(target) = data.target {
        let at = x.at(target * unit(data));
        let (from, to) = if target < 0.0 { (field.left, at) } else { (at, field.right) };
        let high = field.bottom - field.top;
        figure.rect((from, field.top), (to - from).max(0.0), high, Some(palette::GREEN_TINT), None);
        figure.dashed((at, field.top - 6.0), (at, field.bottom), palette::GREEN, 1.6);
        let words = format!("{} {}", sheet.say("mål", "target"), sheet.declared(target * unit(data)));
        let half = letters::width(&words, SMALL, Weight::Semibold) / 2.0;
        let place = at.max(half).min(sheet.width - half);
        figure.bold((place, field.top - 10.0), words, SMALL, palette::GREEN, Anchor::Middle);
        taken = Some((place - half - 6.0, place + half + 6.0));
    }
    figure.line((zero, field.top - 6.0), (zero, field.bottom), palette::INK, 1.2);
    let words = sheet.say("0: ingen virkning", "0: no effect");
    let wide = letters::width(words, SMALL, Weight::Regular);
    let free = |from: f64| taken.is_none_or(|(a, b)| from > b || from + wide < a) && from >= 0.0;
    let places = [zero - wide / 2.0, zero + 4.0, zero - wide - 4.0];
    if let Some(at) = places.into_iter().find(|a| free(*a) && a + wide <= sheet.width) {
        figure.text((at, field.top - 10.0), words, SMALL, palette::INK, Anchor::Start);
    }
}

/// One line at the height `y`; `close` to the next, its limits in words stand beside its ends, else below them.
fn one(
    figure: &mut Figure,
    data: &Target,
    row: &TargetRow,
    sheet: &Sheet,
    (x, field, upright): (&Scale, &Field, &[f64]),
    (y, close): (f64, bool),
) {
    let mut paths: Vec<Vec<Point>> = Vec::new();
    let estimate = x.within(row.estimate * unit(data));
    let (from, to) = (end(row.low, data, x, field), end(row.high, data, x, field));
    if from.is_some() || to.is_some() {
        paths.push(vec![(from.map_or(estimate, |e| e.0), y), (to.map_or(estimate, |e| e.0), y)]);
    }
    let mut words: Vec<(f64, String)> = Vec::new();
    for ((place, open), limit, back) in
        [(from, row.low, 9.0), (to, row.high, -9.0)].into_iter().filter_map(|(e, limit, back)| Some((e?, limit?, back)))
    {
        if open {
            paths.push(vec![(place + back, y - 6.0), (place, y), (place + back, y + 6.0)]);
            words.push((place, unbounded(sheet).to_string()));
        } else {
            paths.push(vec![(place, y - 6.0), (place, y + 6.0)]);
            words.push((place, told(data, sheet, limit)));
        }
    }
    figure.push(Mark::Lines { paths, color: palette::BLUE, width: 3.0, dash: None });
    figure.dot((estimate, y), 6.0, palette::BLUE);
    let middle = |at: f64, text: &str, weight| {
        let half = letters::width(text, SMALL, weight) / 2.0;
        at.max(half).min(sheet.width - half)
    };
    let value = told(data, sheet, row.estimate);
    let above = if close { y - 9.0 } else { y - 12.0 };
    let wide = letters::width(&value, SMALL, Weight::Semibold);
    let start = beside_lines(middle(estimate, &value, Weight::Semibold) - wide / 2.0, wide, upright, field);
    figure.bold((start, above), value, SMALL, palette::BLUE, Anchor::Start);
    if close {
        return beside(figure, &words, estimate, field, y);
    }
    let mut free = f64::NEG_INFINITY;
    for (at, text) in words {
        let half = letters::width(&text, SMALL, Weight::Regular) / 2.0;
        let place = middle(at, &text, Weight::Regular).max(free + half + 6.0) - half;
        let place = beside_lines(place, 2.0 * half, upright, field).max(free + 6.0);
        free = place + 2.0 * half;
        figure.text((place, y + 20.0), text, SMALL, palette::INK, Anchor::Start);
    }
}

/// Where words of a width start, as near to `start` as upright lines leave them uncrossed.
fn beside_lines(start: f64, wide: f64, upright: &[f64], field: &Field) -> f64 {
    let gap = 4.0;
    let free = |from: f64| {
        let inside = from >= field.left && from + wide <= field.right;
        inside && upright.iter().all(|line| from > line + gap - 1e-9 || from + wide < line - gap + 1e-9)
    };
    let mut places: Vec<f64> = upright.iter().flat_map(|line| [line + gap, line - gap - wide]).collect();
    places.push(start);
    places.sort_by(|a, b| (a - start).abs().total_cmp(&(b - start).abs()));
    places.into_iter().find(|from| free(*from)).unwrap_or(start)
}

/// Limits in words beside the ends of their line; where the field ends first, below the end.
fn beside(figure: &mut Figure, words: &[(f64, String)], estimate: f64, field: &Field, y: f64) {
    for (at, text) in words {
        let wide = letters::width(text, SMALL, Weight::Regular) + 8.0;
        let before = *at < estimate;
        let fits = if before { at - wide >= field.left } else { at + wide <= field.right };
        let (place, height) = match (before, fits) {
            (true, true) => (at - 8.0, y + 4.0),
            (false, true) => (at + 8.0, y + 4.0),
            (_, false) => (*at, y + 15.0),
        };
        let anchor = if before == fits { Anchor::End } else { Anchor::Start };
        figure.text((place, height), text.clone(), SMALL, palette::INK, anchor);
    }
}

/// Where a limit stands, and whether it is one that does not exist.
fn end(limit: Option<f64>, data: &Target, x: &Scale, field: &Field) -> Option<(f64, bool)> {
    let limit = limit.filter(|l| !l.is_nan())?;
    if limit.is_finite() {
        Some((x.within(limit * unit(data)), false))
    } else {
        Some((if limit > 0.0 { field.right } else { field.left }, true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_as_near_as_no_line_crosses_them() {
        let field = Field { left: 0.0, right: 200.0, top: 0.0, bottom: 10.0 };
        let at = |start: f64, lines: &[f64]| beside_lines(start, 20.0, lines, &field);
        assert_eq!(at(50.0, &[10.0, 100.0]), 50.0);
        // crossed near its left end, then near its right one
        assert_eq!(at(50.0, &[52.0]), 56.0);
        assert_eq!(at(50.0, &[68.0]), 44.0);
        // what avoids one line may not run into the next
        assert_eq!(at(50.0, &[52.0, 74.0]), 28.0);
        // at the edge there is no room on that side, and nowhere none at all
        assert_eq!(at(2.0, &[10.0]), 14.0);
        assert_eq!(at(50.0, &(0..40).map(|i| 5.0 * f64::from(i)).collect::<Vec<_>>()), 50.0);
    }
}
