//! Shares of ordered groups with their intervals: dose and response.

use super::axes::{self, Field, SMALL, Scale};
use super::letters;
use super::{Anchor, Figure, Mark, Sheet, Weight, palette};

/// Shares of ordered groups with their intervals: dose and response.
#[derive(Debug, Clone, PartialEq)]
pub struct Dots {
    /// Name of the file.
    pub name: String,
    /// The title in the sheet's language.
    pub title: String,
    /// One or two sentences below the title.
    pub caption: String,
    /// The groups in order.
    pub groups: Vec<DotGroup>,
    /// Words under the axis.
    pub axis: String,
}

/// One group.
#[derive(Debug, Clone, PartialEq)]
pub struct DotGroup {
    /// Its name.
    pub label: String,
    /// Its share.
    pub value: f64,
    /// Lower limit.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
    /// Pupils in it; `None` where too few to show.
    pub n: Option<u64>,
}

/// One point a group, joined by a thin line, with its value above and the number of pupils below.
pub fn dots(data: &Dots, sheet: &Sheet) -> Figure {
    let mut figure = Figure::new(&data.name, sheet.width, 0.0, data.title.clone());
    let told: Vec<String> = data.groups.iter().map(|g| describe(g, sheet)).collect();
    figure.description = format!("{}.", told.join("; "));
    let mut top = sheet.heading(&mut figure);
    if !data.caption.is_empty() {
        top =
            sheet.paragraph(&mut figure, (0.0, top), sheet.width, &data.caption, SMALL, Weight::Regular, palette::SOFT);
    }
    top += 14.0;
    let high = if sheet.is_narrow() { 210.0 } else { 250.0 };
    let field = Field { left: 46.0, right: sheet.width - 8.0, top, bottom: top + high };
    let values = data.groups.iter().flat_map(|g| [Some(g.value), g.low, g.high]).flatten().map(|v| 100.0 * v);
    let y = Scale::round(values.chain([0.0]), 5, field.bottom, field.top);
    axes::left_axis(&mut figure, &field, &y, 5, |v, d| sheet.percent(v / 100.0, d));
    let step = (field.right - field.left) / data.groups.len().max(1) as f64;
    let x = |i: usize| field.left + (i as f64 + 0.5) * step;
    let line: Vec<_> = data.groups.iter().enumerate().map(|(i, g)| (x(i), y.within(100.0 * g.value))).collect();
    figure.push(Mark::Lines { paths: vec![line], color: palette::BLUE_MID, width: 1.4, dash: None });
    for (i, g) in data.groups.iter().enumerate() {
        if let (Some(low), Some(high)) = (g.low, g.high) {
            axes::whisker(&mut figure, x(i), y.within(100.0 * low), y.within(100.0 * high), 5.0, palette::BLUE, 1.8);
        }
        let at = (x(i), y.within(100.0 * g.value));
        figure.dot(at, 4.6, palette::BLUE);
        let above = y.within(100.0 * g.high.unwrap_or(g.value)) - 7.0;
        figure.bold((at.0, above), sheet.percent(g.value, 1), SMALL, palette::INK, Anchor::Middle);
    }
    let ticks: Vec<(f64, String)> = data
        .groups
        .iter()
        .enumerate()
        .map(|(i, g)| (x(i), letters::fit(&g.label, SMALL, Weight::Regular, step - 4.0)))
        .collect();
    axes::bottom_axis(&mut figure, &field, &ticks);
    let y = field.bottom + 6.0 + 2.0 * SMALL + 4.0;
    for (i, g) in data.groups.iter().enumerate() {
        let n = g.n.map_or_else(|| "–".to_string(), |n| format!("n = {}", sheet.count(n as f64)));
        figure.text(
            (x(i), y),
            letters::fit(&n, SMALL, Weight::Regular, step - 4.0),
            SMALL,
            palette::SOFT,
            Anchor::Middle,
        );
    }
    let below = Field { bottom: field.bottom + SMALL + 4.0, ..field };
    figure.height = axes::bottom_title(&mut figure, sheet, &below, &data.axis);
    figure
}

/// A group's share, limits and pupils.
fn describe(g: &DotGroup, sheet: &Sheet) -> String {
    let limits = g.low.zip(g.high).map_or(String::new(), |(l, h)| {
        format!(" ({} {} {})", sheet.percent(l, 1), sheet.say("til", "to"), sheet.percent(h, 1))
    });
    let n = g.n.map_or(String::new(), |n| format!(", n = {}", sheet.count(n as f64)));
    format!("{}: {}{limits}{n}", g.label, sheet.percent(g.value, 1))
}
