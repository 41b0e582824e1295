//! The effect by exposure: one point a lag.

use super::axes::{self, Field, SMALL, Scale};
use super::letters;
use super::{Anchor, Figure, Sheet, Weight, palette};

/// The effect by exposure: one point a lag.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposure {
    /// What is seen, in the sheet's language.
    pub title: String,
    /// Increasing lags; 0 is the first treated term.
    pub points: Vec<LagPoint>,
    /// The target, as a difference in probability.
    pub target: Option<f64>,
    /// Confidence level of the intervals.
    pub level: f64,
    /// Whether effects are differences in probability, shown as percentage points.
    pub probability: bool,
}

/// The estimate at one lag; limits are missing where there are none.
#[derive(Debug, Clone, PartialEq)]
pub struct LagPoint {
    /// Terms since the start.
    pub lag: i64,
    /// Estimate.
    pub estimate: f64,
    /// Pointwise lower limit.
    pub low: Option<f64>,
    /// Pointwise upper limit.
    pub high: Option<f64>,
    /// Lower limit of the simultaneous band.
    pub band_low: Option<f64>,
    /// Upper limit of the simultaneous band.
    pub band_high: Option<f64>,
    /// Programmes that the estimate rests on.
    pub programmes: Option<usize>,
}

/// Effect by exposure: point and interval at each lag, simultaneous band behind, the reference lag −1 as a ring, the
/// target as a dashed line.
pub fn exposure(data: &Exposure, sheet: &Sheet) -> Figure {
    let mut figure = Figure::new("effect-by-exposure", sheet.width, 0.0, data.title.clone());
    figure.description = describe(data, sheet);
    let mut top = sheet.heading(&mut figure);
    top = sheet.paragraph(
        &mut figure,
        (0.0, top),
        sheet.width,
        &explained(data, sheet),
        SMALL,
        Weight::Regular,
        palette::SOFT,
    );
    let high = if sheet.is_narrow() { 240.0 } else { 150.0 };
    // the target's words stand at the end of its line
    let right = if data.target.is_some() { 44.0 } else { 8.0 };
    let field = Field { left: 46.0, right: sheet.width - right, top: top + 24.0, bottom: top + 24.0 + high };
    let unit = if data.probability { 100.0 } else { 1.0 };
    let y = vertical(data, &field, unit);
    axes::left_axis(&mut figure, &field, &y, 6, |v, d| sheet.signed(v, d));
    let lags: Vec<i64> = data.points.iter().map(|p| p.lag).collect();
    let (first, last) = (lags.first().copied().unwrap_or(0), lags.last().copied().unwrap_or(0));
    let step = (field.right - field.left) / (last - first + 1) as f64;
    let x = |lag: i64| field.left + ((lag - first) as f64 + 0.5) * step;
    before_start(&mut figure, sheet, &field, first, last, x(0) - step / 2.0);
    bands(&mut figure, data, unit, &y, &x, step);
    figure.line((field.left, y.at(0.0)), (field.right, y.at(0.0)), palette::AXIS, 1.2);
    let from = if first < 0 { x(0) - step / 2.0 } else { field.left };
    target(&mut figure, sheet, data, (from, field.right), &y, unit);
    for p in &data.points {
        point(&mut figure, p, unit, &y, x(p.lag), step);
    }
    let every = ((22.0 / step).ceil() as i64).max(1);
    let ticks: Vec<(f64, String)> =
        lags.iter().filter(|l| **l % every == 0).map(|l| (x(*l), sheet.signed(*l as f64, 0))).collect();
    axes::bottom_axis(&mut figure, &field, &ticks);
    let words = sheet.say(
        "Perioder siden uddannelsen begyndte (0 er den første periode med indsatsen)",
        "Periods since the programme started (0 is the first period with the intervention)",
    );
    figure.height = axes::bottom_title(&mut figure, sheet, &field, words);
    figure
}

/// Every number: estimate, interval and band of each lag, and the target.
fn describe(data: &Exposure, sheet: &Sheet) -> String {
    let value = |v: f64| if data.probability { sheet.points(v, 1) } else { sheet.number(v, 3) };
    let pair = |low: Option<f64>, high: Option<f64>| {
        low.zip(high).map(|(l, h)| format!("{} {} {}", value(l), sheet.say("til", "to"), value(h)))
    };
    let mut told: Vec<String> = data
        .points
        .iter()
        .map(|p| {
            let interval = pair(p.low, p.high).map_or(String::new(), |i| format!(" ({i})"));
            let band = pair(p.band_low, p.band_high)
                .map_or(String::new(), |b| format!(", {} {b}", sheet.say("samtidigt", "simultaneous")));
            format!("{} {}: {}{interval}{band}", sheet.say("periode", "period"), p.lag, value(p.estimate))
        })
        .collect();
    let unit = if data.probability { 100.0 } else { 1.0 };
    told.extend(data.target.map(|t| format!("{}: {}", sheet.say("mål", "target"), sheet.declared(t * unit))));
    format!("{}.", told.join("; "))
}

fn explained(data: &Exposure, sheet: &Sheet) -> String {
    let unit = match data.probability {
        true => sheet.say("Procentpoint", "Percentage points"),
        false => sheet.say("Målets enhed", "Units of the outcome"),
    };
    let level = sheet.level(data.level);
    let mut words = format!(
        "{unit}. {}",
        sheet.say("Streger: interval for hver periode for sig", "Bars: interval for each period by itself")
    );
    words.push_str(&format!(" ({level})"));
    if data.points.iter().any(|p| p.band_low.is_some()) {
        words.push_str(sheet.say("; lyst bånd: samtidigt for alle perioder", "; pale band: for all periods at once"));
    }
    if data.points.iter().any(|p| p.lag == -1) {
        words.push_str(sheet.say("; ring: sammenligningsperioden", "; ring: the reference period"));
    }
    words + "."
}

fn vertical(data: &Exposure, field: &Field, unit: f64) -> Scale {
    let mut values = vec![0.0];
    for p in &data.points {
        values
            .extend([Some(p.estimate), p.low, p.high, p.band_low, p.band_high].into_iter().flatten().map(|v| v * unit));
    }
    values.extend(data.target.map(|t| t * unit));
    Scale::round(values, 6, field.bottom, field.top)
}

/// The terms before the start stand on a slightly darker ground, with words at both sides of the start.
fn before_start(figure: &mut Figure, sheet: &Sheet, field: &Field, first: i64, last: i64, start: f64) {
    if first >= 0 || last < 0 {
        return;
    }
    figure.line((start, field.top - 6.0), (start, field.bottom), palette::AXIS, 1.0);
    let (before, after) =
        (sheet.say("før start", "before the start"), sheet.say("med indsatsen", "with the intervention"));
    if letters::width(before, SMALL, Weight::Regular) + 6.0 < start - field.left + 40.0 {
        figure.text((start - 6.0, field.top - 3.0), before, SMALL, palette::SOFT, Anchor::End);
    }
    figure.text((start + 6.0, field.top - 3.0), after, SMALL, palette::SOFT, Anchor::Start);
}

fn bands(figure: &mut Figure, data: &Exposure, unit: f64, y: &Scale, x: &impl Fn(i64) -> f64, step: f64) {
    let half = (step * 0.5).min(30.0);
    for p in &data.points {
        if let (Some(low), Some(high)) = (p.band_low, p.band_high)
            && p.lag != -1
        {
            let (top, bottom) = (y.within(high * unit), y.within(low * unit));
            figure.rect((x(p.lag) - half, top), 2.0 * half, bottom - top, Some(palette::BLUE_TINT), None);
        }
    }
}

/// The target, from the start on: there is none for what comes before it.
fn target(figure: &mut Figure, sheet: &Sheet, data: &Exposure, (from, to): (f64, f64), y: &Scale, unit: f64) {
    let Some(target) = data.target else { return };
    let at = y.at(target * unit);
    figure.dashed((from, at), (to, at), palette::GREEN, 1.6);
    let value = sheet.declared(target * unit);
    let x = to + 5.0;
    figure.bold((x, at - 3.0), sheet.say("mål", "target"), SMALL, palette::GREEN, Anchor::Start);
    figure.bold((x, at + 11.0), value, SMALL, palette::GREEN, Anchor::Start);
}

fn point(figure: &mut Figure, p: &LagPoint, unit: f64, y: &Scale, x: f64, step: f64) {
    let at = (x, y.at(p.estimate * unit));
    if p.lag == -1 && p.low.is_none() {
        figure.ring(at, 4.0, palette::INK);
        return;
    }
    if let (Some(low), Some(high)) = (p.low, p.high) {
        axes::whisker(
            figure,
            x,
            y.within(low * unit),
            y.within(high * unit),
            (step * 0.14).min(5.0),
            palette::BLUE,
            1.8,
        );
    }
    figure.dot(at, 4.4, palette::BLUE);
}
