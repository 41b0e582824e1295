//! Predicted against observed risk, bin by bin.

use super::axes::{self, Field, SMALL, Scale};
use super::{Figure, Sheet, Weight, palette};

/// Predicted against observed risk, bin by bin.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// The title in the sheet's language.
    pub title: String,
    /// One or two sentences below the title.
    pub caption: String,
    /// The bins.
    pub bins: Vec<CalibrationBin>,
}

/// One bin of pupils with about the same predicted risk.
#[derive(Debug, Clone, PartialEq)]
pub struct CalibrationBin {
    /// Mean predicted risk.
    pub predicted: f64,
    /// Observed share.
    pub observed: f64,
    /// Lower limit of the observed share.
    pub low: Option<f64>,
    /// Upper limit of the observed share.
    pub high: Option<f64>,
}

/// Points near the dashed diagonal: what was predicted came about.
pub fn calibration(data: &Calibration, sheet: &Sheet) -> Figure {
    let mut figure = Figure::new("calibration", sheet.width, 0.0, data.title.clone());
    let told: Vec<String> = data
        .bins
        .iter()
        .map(|b| {
            let limits = b.low.zip(b.high).map_or(String::new(), |(l, h)| {
                format!(" ({} {} {})", sheet.percent(l, 1), sheet.say("til", "to"), sheet.percent(h, 1))
            });
            format!("{} → {}{limits}", sheet.percent(b.predicted, 1), sheet.percent(b.observed, 1))
        })
        .collect();
    figure.description = format!("{}.", told.join("; "));
    let mut top = sheet.heading(&mut figure);
    if !data.caption.is_empty() {
        top =
            sheet.paragraph(&mut figure, (0.0, top), sheet.width, &data.caption, SMALL, Weight::Regular, palette::SOFT);
    }
    top += 14.0;
    let side = (sheet.width - 60.0).min(360.0);
    let field = Field { left: 46.0, right: 46.0 + side, top, bottom: top + side };
    let values = data.bins.iter().flat_map(|b| [Some(b.predicted), Some(b.observed), b.low, b.high]).flatten();
    let values: Vec<f64> = values.map(|v| 100.0 * v).chain([0.0]).collect();
    let y = Scale::round(values.iter().copied(), 5, field.bottom, field.top);
    let x = Scale::round(values.iter().copied(), 5, field.left, field.right);
    axes::left_axis(&mut figure, &field, &y, 5, |v, d| sheet.percent(v / 100.0, d));
    figure.dashed((field.left, field.bottom), (field.right, field.top), palette::AXIS, 1.4);
    for b in &data.bins {
        let at = (x.within(100.0 * b.predicted), y.within(100.0 * b.observed));
        if let (Some(low), Some(high)) = (b.low, b.high) {
            axes::whisker(&mut figure, at.0, y.within(100.0 * low), y.within(100.0 * high), 4.0, palette::BLUE, 1.6);
        }
        figure.dot(at, 4.4, palette::BLUE);
    }
    let (ticks, decimals) = x.ticks(5);
    let ticks: Vec<(f64, String)> = ticks.into_iter().map(|v| (x.at(v), sheet.percent(v / 100.0, decimals))).collect();
    axes::bottom_axis(&mut figure, &field, &ticks);
    let words = sheet.say("Forudsagt risiko (lodret: faktisk risiko)", "Predicted risk (upright: actual risk)");
    figure.height = axes::bottom_title(&mut figure, sheet, &field, words);
    figure
}
