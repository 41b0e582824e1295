//! Balance of covariates over the waves, a row a covariate.

use super::axes::{self, Field, SMALL, Scale};
use super::letters;
use super::{Anchor, Figure, Sheet, Weight, palette};

/// Balance of covariates over the waves.
#[derive(Debug, Clone, PartialEq)]
pub struct Love {
    /// What is seen, in the sheet's language.
    pub title: String,
    /// One row a covariate.
    pub rows: Vec<LoveRow>,
}

/// One covariate.
#[derive(Debug, Clone, PartialEq)]
pub struct LoveRow {
    /// Its name.
    pub label: String,
    /// Each wave's mean, less the mean of all, in standard deviations.
    pub differences: Vec<f64>,
    /// The lottery's own p for so large a spread.
    pub p: Option<f64>,
}

const PITCH: f64 = 26.0;
/// Differences beyond this many standard deviations are often called large (Stuart 2010).
const LARGE: f64 = 0.25;

/// A love plot: a ring a wave, joined by a line, with zero and ± a quarter of a standard deviation.
pub fn love(data: &Love, sheet: &Sheet) -> Figure {
    let mut figure = Figure::new("balance", sheet.width, 0.0, data.title.clone());
    let words = sheet.say(
        "En ring for hvert trin: trinets gennemsnit minus gennemsnittet for alle, i standardafvigelser. p: hvor ofte lodtrækningen selv giver så stor en spredning.",
        "A ring for each wave: its mean less the mean of all, in standard deviations. p: how often the lottery itself gives so large a spread.",
    );
    figure.description = format!("{words} {}", describe(data, sheet));
    let top = sheet.heading(&mut figure);
    let top =
        sheet.paragraph(&mut figure, (0.0, top), sheet.width, words, SMALL, Weight::Regular, palette::SOFT) + 12.0;
    let widest = data.rows.iter().map(|r| letters::width(&r.label, 12.0, Weight::Regular)).fold(0.0, f64::max);
    let left = widest.min(sheet.width * 0.3) + 16.0;
    let right = sheet.width - 68.0;
    let field = Field { left, right, top, bottom: top + PITCH * data.rows.len() as f64 + 6.0 };
    let values = data.rows.iter().flat_map(|r| r.differences.iter().copied());
    let x = Scale::round(values.chain([-LARGE, LARGE]), 5, left, right);
    figure.line((x.at(0.0), field.top), (x.at(0.0), field.bottom), palette::AXIS, 1.2);
    for limit in [-LARGE, LARGE] {
        figure.dashed((x.at(limit), field.top), (x.at(limit), field.bottom), palette::AXIS, 1.0);
    }
    for (i, row) in data.rows.iter().enumerate() {
        let y = top + (i as f64 + 0.5) * PITCH + 2.0;
        let label = letters::fit(&row.label, 12.0, Weight::Regular, left - 14.0);
        figure.text((0.0, y + 4.0), label, 12.0, palette::INK, Anchor::Start);
        let seen = row.differences.iter().copied().filter(|d| d.is_finite());
        let (low, high) = seen.clone().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), d| (a.min(d), b.max(d)));
        if low <= high {
            figure.line((x.at(low), y), (x.at(high), y), palette::BLUE_MID, 2.0);
        }
        for d in seen {
            figure.ring((x.at(d), y), 4.0, palette::BLUE);
        }
        if let Some(p) = row.p {
            let words = if p < 0.001 {
                format!("p {}", sheet.language.p_value(p).replace('<', "< "))
            } else {
                format!("p = {}", sheet.number(p, 2))
            };
            figure.text((sheet.width, y + 4.0), words, SMALL, palette::SOFT, Anchor::End);
        }
    }
    let (ticks, decimals) = x.ticks(5);
    let ticks: Vec<(f64, String)> = ticks.into_iter().map(|v| (x.at(v), sheet.signed(v, decimals))).collect();
    axes::bottom_axis(&mut figure, &field, &ticks);
    figure.height = axes::bottom_title(
        &mut figure,
        sheet,
        &field,
        sheet.say("Standardafvigelser fra gennemsnittet", "Standard deviations from the mean"),
    );
    figure
}

/// Every difference and p-value.
fn describe(data: &Love, sheet: &Sheet) -> String {
    let rows = data.rows.iter().map(|r| {
        let differences: Vec<String> = r.differences.iter().map(|d| sheet.signed(*d, 2)).collect();
        let p = r.p.map_or(String::new(), |p| format!(", p {}", sheet.language.p_value(p)));
        format!("{}: {}{p}", r.label, differences.join(", "))
    });
    format!("{}.", rows.collect::<Vec<_>>().join("; "))
}
