//! The statistic in every replay of the lottery, and the observed one among them.

use super::axes::{self, Field, SMALL, Scale};
use super::hatch::hatch;
use super::letters;
use super::{Anchor, Figure, Sheet, Weight, palette};

/// What the statistic of a randomization test is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatisticScale {
    /// Estimate divided by its standard error.
    Studentized,
    /// A difference in probability, shown in percentage points.
    Probability,
    /// The estimate in its own units.
    Plain,
}

/// The statistic in every replay of the lottery, and the observed one.
#[derive(Debug, Clone, PartialEq)]
pub struct Randomization {
    /// What is seen, in the sheet's language.
    pub title: String,
    /// What the statistic is.
    pub scale: StatisticScale,
    /// Edges of the bins, one more than counts.
    pub breaks: Vec<f64>,
    /// Draws in each bin.
    pub counts: Vec<u64>,
    /// The statistic of the lottery that was held.
    pub observed: f64,
    /// The p-value.
    pub p: f64,
    /// Draws, or schedules where all were taken.
    pub draws: u64,
    /// Whether all allocations were taken rather than drawn.
    pub enumerated: bool,
}

/// The randomization distribution: bars of the replays, those at least as extreme as the observed value hatched, the
/// observed value as a line with its words.
pub fn randomization(data: &Randomization, sheet: &Sheet) -> Figure {
    let mut figure = Figure::new("randomization", sheet.width, 0.0, data.title.clone());
    let words = explained(data, sheet);
    figure.description = format!("{words} {}", counts(data, sheet));
    let mut top = sheet.heading(&mut figure);
    top = sheet.paragraph(&mut figure, (0.0, top), sheet.width, &words, SMALL, Weight::Regular, palette::SOFT);
    let high = if sheet.is_narrow() { 190.0 } else { 240.0 };
    let field = Field { left: 8.0, right: sheet.width - 8.0, top: top + 40.0, bottom: top + 40.0 + high };
    let unit = if data.scale == StatisticScale::Probability { 100.0 } else { 1.0 };
    let ends = data.breaks.iter().copied().chain([data.observed]).map(|v| v * unit);
    let x = Scale::round(ends, 8, field.left, field.right);
    let tallest = data.counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let y = Scale::new(0.0, tallest, field.bottom, field.top);
    let edge = data.observed.abs();
    for (pair, count) in data.breaks.windows(2).zip(&data.counts) {
        bar(&mut figure, &x, &y, (pair[0], pair[1]), *count, edge, unit, field.bottom);
    }
    axes::bottom_axis(&mut figure, &field, &ticks(sheet, &x));
    observed(&mut figure, data, sheet, &field, x.at(data.observed * unit));
    figure.height = axes::bottom_title(&mut figure, sheet, &field, axis_words(data, sheet));
    figure
}

fn explained(data: &Randomization, sheet: &Sheet) -> String {
    let draws = sheet.count(data.draws as f64);
    let first = if data.enumerated {
        format!(
            "{} {draws} {}",
            sheet.say("Alle", "All"),
            sheet.say("mulige udfald af lodtrækningen.", "possible outcomes of the lottery.")
        )
    } else {
        format!("{draws} {}", sheet.say("gentagelser af den låste lodtrækning.", "replays of the locked lottery."))
    };
    let share = sheet.percent(data.p, if data.p < 0.01 { 2 } else { 1 });
    format!(
        "{first} {} {share}.",
        sheet.say(
            "Skraverede søjler: mindst lige så langt fra nul som det fundne. Andel (p):",
            "Hatched bars: at least as far from zero as what was found. Share (p):"
        )
    )
}

/// What was found, and how many replays lie in each bin that holds any.
fn counts(data: &Randomization, sheet: &Sheet) -> String {
    let value = |v: f64| match data.scale {
        StatisticScale::Probability => sheet.points(v, 1),
        _ => sheet.number(v, 2),
    };
    let bins = data.breaks.windows(2).zip(&data.counts).filter(|(_, n)| **n > 0).map(|(pair, n)| {
        format!("{} {} {}: {}", value(pair[0]), sheet.say("til", "to"), value(pair[1]), sheet.count(*n as f64))
    });
    format!("{} {}. {}.", sheet.say("Fundet:", "Found:"), value(data.observed), bins.collect::<Vec<_>>().join("; "))
}

fn axis_words<'a>(data: &Randomization, sheet: &Sheet) -> &'a str {
    let (danish, english) = match data.scale {
        StatisticScale::Studentized => (
            "Forskel divideret med sin standardfejl, hvis indsatsen ikke virkede på nogen",
            "Estimate ÷ standard error, if the intervention had no effect on anyone",
        ),
        StatisticScale::Probability => (
            "Forskel i procentpoint, hvis indsatsen ikke virkede på nogen",
            "Difference in percentage points, if the intervention had no effect on anyone",
        ),
        StatisticScale::Plain => {
            ("Forskel, hvis indsatsen ikke virkede på nogen", "Difference, if the intervention had no effect on anyone")
        }
    };
    sheet.language.pick(danish, english)
}

fn ticks(sheet: &Sheet, x: &Scale) -> Vec<(f64, String)> {
    let (values, decimals) = x.ticks(if sheet.is_narrow() { 5 } else { 8 });
    values.into_iter().map(|v| (x.at(v), sheet.number(v, decimals))).collect()
}

fn bar(
    figure: &mut Figure,
    x: &Scale,
    y: &Scale,
    (from, to): (f64, f64),
    count: u64,
    edge: f64,
    unit: f64,
    floor: f64,
) {
    if count == 0 {
        return;
    }
    let (left, right) = (x.at(from * unit) + 0.5, x.at(to * unit) - 0.5);
    let top = y.at(count as f64);
    // a bin is extreme when its middle is; the bin that holds the edge is split nowhere, p is printed in words
    let extreme = ((from + to) / 2.0).abs() >= edge;
    let (w, h) = ((right - left).max(0.8), floor - top);
    if extreme {
        figure.rect((left, top), w, h, Some(palette::VERMILLION_TINT), Some(palette::VERMILLION));
        hatch(figure, (left, top), w, h, palette::VERMILLION, 5.0);
    } else {
        figure.rect((left, top), w, h, Some(palette::BLUE_MID), None);
    }
}

fn observed(figure: &mut Figure, data: &Randomization, sheet: &Sheet, field: &Field, x: f64) {
    figure.line((x, field.top - 18.0), (x, field.bottom), palette::VERMILLION, 2.4);
    let value = match data.scale {
        StatisticScale::Probability => sheet.points(data.observed, 1),
        _ => sheet.number(data.observed, 2),
    };
    let words = format!("{} {value}", sheet.say("fundet:", "found:"));
    let wide = letters::width(&words, 12.0, Weight::Semibold);
    let at = x.max(wide / 2.0).min(sheet.width - wide / 2.0);
    figure.bold((at, field.top - 24.0), words, 12.0, palette::VERMILLION_TEXT, Anchor::Middle);
}
