//! Estimates below one another, each with its interval.

use super::axes::{self, Field, SMALL, Scale};
use super::letters;
use super::{Anchor, Figure, Mark, Sheet, Weight, palette};

/// Estimates below one another, each with its interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Forest {
    /// Name of the file.
    pub name: String,
    /// The title in the sheet's language.
    pub title: String,
    /// One or two sentences below the title.
    pub caption: String,
    /// The rows from above.
    pub rows: Vec<ForestRow>,
    /// The declared target.
    pub target: Option<f64>,
    /// The estimate of all together, drawn as a dashed line behind the rows.
    pub overall: Option<f64>,
    /// Whether estimates are differences in probability, shown as percentage points.
    pub probability: bool,
    /// Words under the axis.
    pub axis: String,
}

/// One estimate.
#[derive(Debug, Clone, PartialEq)]
pub struct ForestRow {
    /// Words at the left.
    pub label: String,
    /// Heading above this row, where a new group begins.
    pub group: Option<String>,
    /// The estimate.
    pub estimate: f64,
    /// Lower limit.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
    /// Drawn in full; others are drawn as rings.
    pub primary: bool,
}

const PITCH: f64 = 15.5;
/// From one line of a label to the next.
const LINE: f64 = 13.0;

/// A forest plot: filled for the primary estimate, rings for the others; zero as a line, the target dashed, with the side
/// that reaches it tinted.
pub fn forest(data: &Forest, sheet: &Sheet) -> Figure {
    let mut figure = Figure::new(&data.name, sheet.width, 0.0, data.title.clone());
    figure.description = describe(data, sheet);
    let mut top = sheet.heading(&mut figure);
    if !data.caption.is_empty() {
        top =
            sheet.paragraph(&mut figure, (0.0, top), sheet.width, &data.caption, SMALL, Weight::Regular, palette::SOFT);
    }
    top += if data.target.is_some() { 26.0 } else { 12.0 };
    let narrow = sheet.is_narrow();
    let widest = data.rows.iter().map(|r| letters::width(&r.label, 12.0, Weight::Regular)).fold(0.0, f64::max);
    let told: Vec<String> = data.rows.iter().map(|r| numbers(r, data, sheet)).collect();
    let number_room = told.iter().map(|t| letters::width(t, SMALL, Weight::Regular)).fold(0.0, f64::max) + 12.0;
    // on a phone the label stands above its interval and the numbers are left to the table
    let left = if narrow { 8.0 } else { widest.min(sheet.width * 0.36) + 14.0 };
    let right = sheet.width - if narrow { 8.0 } else { number_room };
    let pitch = if narrow { PITCH + 24.5 } else { PITCH };
    let groups = data.rows.iter().filter(|r| r.group.is_some()).count() as f64;
    let room = if narrow { sheet.width } else { left - 14.0 };
    // a label that is longer than its place takes more lines
    let labels: Vec<Vec<String>> =
        data.rows.iter().map(|r| letters::wrap(&r.label, 12.0, Weight::Regular, room)).collect();
    let more = |lines: &Vec<String>| LINE * lines.len().saturating_sub(1) as f64;
    let bottom = top + pitch * data.rows.len() as f64 + labels.iter().map(more).sum::<f64>() + groups * 18.0 + 4.0;
    let field = Field { left, right, top, bottom };
    let unit = if data.probability { 100.0 } else { 1.0 };
    let x = horizontal(data, &field, unit, sheet);
    ground(&mut figure, data, sheet, &field, &x, unit);
    let mut y = top;
    for ((row, words), lines) in data.rows.iter().zip(&told).zip(&labels) {
        if let Some(group) = &row.group {
            let shown = letters::fit(group, SMALL, Weight::Semibold, sheet.width);
            figure.bold((0.0, y + 13.0), shown, SMALL, palette::INK, Anchor::Start);
            y += 18.0;
        }
        let more = more(lines);
        let middle = if narrow { y + more + 27.0 } else { y + (pitch + more) / 2.0 };
        let first = if narrow { y + 14.0 } else { middle + 4.0 - more / 2.0 };
        for (i, line) in lines.iter().enumerate() {
            figure.text((0.0, first + LINE * i as f64), line.clone(), 12.0, palette::INK, Anchor::Start);
        }
        interval(&mut figure, row, &x, unit, middle);
        if !narrow {
            figure.text((sheet.width, middle + 4.0), words.clone(), SMALL, palette::SOFT, Anchor::End);
        }
        y += pitch + more;
    }
    let (values, decimals) = x.ticks(if narrow { 5 } else { 7 });
    let ticks: Vec<(f64, String)> = values.into_iter().map(|v| (x.at(v), sheet.signed(v, decimals))).collect();
    axes::bottom_axis(&mut figure, &field, &ticks);
    figure.height = axes::bottom_title(&mut figure, sheet, &field, &data.axis);
    figure
}

fn describe(data: &Forest, sheet: &Sheet) -> String {
    let rows: Vec<String> = data.rows.iter().map(|r| format!("{}: {}", r.label, numbers(r, data, sheet))).collect();
    let unit = if data.probability { 100.0 } else { 1.0 };
    let target = data.target.map(|t| format!("; {}: {}", sheet.say("mål", "target"), sheet.declared(t * unit)));
    let target = target.unwrap_or_default();
    format!("{}{target}.", rows.join("; "))
}

fn numbers(row: &ForestRow, data: &Forest, sheet: &Sheet) -> String {
    let one = |v: f64| if data.probability { sheet.points(v, 1) } else { sheet.signed(v, 3) };
    match (row.low, row.high) {
        (Some(low), Some(high)) => {
            format!("{} ({} {} {})", one(row.estimate), one(low), sheet.say("til", "to"), one(high))
        }
        _ => one(row.estimate),
    }
}

fn horizontal(data: &Forest, field: &Field, unit: f64, sheet: &Sheet) -> Scale {
    let mut values: Vec<f64> = vec![0.0];
    for r in &data.rows {
        values.extend(
            [Some(r.estimate), r.low, r.high].into_iter().flatten().filter(|v| v.is_finite()).map(|v| v * unit),
        );
    }
    values.extend([data.target, data.overall].into_iter().flatten().map(|t| t * unit));
    Scale::round(values, if sheet.is_narrow() { 5 } else { 7 }, field.left, field.right)
}

/// Zero, and the side of the target that reaches it.
fn ground(figure: &mut Figure, data: &Forest, sheet: &Sheet, field: &Field, x: &Scale, unit: f64) {
    let high = field.bottom - field.top;
    if let Some(target) = data.target {
        let at = x.at(target * unit);
        let (from, to) = if target < 0.0 { (field.left, at) } else { (at, field.right) };
        figure.rect((from, field.top), (to - from).max(0.0), high, Some(palette::GREEN_TINT), None);
        figure.dashed((at, field.top - 6.0), (at, field.bottom), palette::GREEN, 1.6);
        let value = sheet.declared(target * unit);
        let words = format!("{} {value}", sheet.say("mål", "target"));
        let half = letters::width(&words, SMALL, Weight::Semibold) / 2.0;
        let place = at.max(half).min(sheet.width - half);
        figure.bold((place, field.top - 10.0), words, SMALL, palette::GREEN, Anchor::Middle);
    }
    figure.line((x.at(0.0), field.top), (x.at(0.0), field.bottom), palette::AXIS, 1.2);
    if let Some(overall) = data.overall {
        let at = x.within(overall * unit);
        figure.dashed((at, field.top), (at, field.bottom), palette::BLUE, 1.2);
    }
}

fn interval(figure: &mut Figure, row: &ForestRow, x: &Scale, unit: f64, y: f64) {
    let color = if row.primary { palette::BLUE } else { palette::SOFT };
    if let (Some(low), Some(high)) = (row.low, row.high) {
        let (from, to) = (x.within(low * unit), x.within(high * unit));
        let width = if row.primary { 3.0 } else { 1.6 };
        let mut paths = vec![vec![(from, y), (to, y)]];
        for (end, limit) in [(from, low), (to, high)] {
            // an unbounded side ends in an arrow's head, a limit in a cap
            if limit.is_finite() {
                paths.push(vec![(end, y - 4.0), (end, y + 4.0)]);
            } else {
                let back = if limit > 0.0 { -6.0 } else { 6.0 };
                paths.push(vec![(end + back, y - 4.0), (end, y), (end + back, y + 4.0)]);
            }
        }
        figure.push(Mark::Lines { paths, color, width, dash: None });
    }
    let at = (x.within(row.estimate * unit), y);
    if row.primary {
        figure.dot(at, 5.5, color);
    } else {
        figure.ring(at, 4.0, color);
    }
}
