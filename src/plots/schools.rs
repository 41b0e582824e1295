//! Measures school by school, with what is common and where a school not seen may lie.

use super::axes::{self, Field, SMALL, Scale};
use super::{Anchor, Color, Figure, Mark, Sheet, Weight, letters, palette};

/// Several measures of the same schools, beside one another, on a phone below one another.
#[derive(Debug, Clone, PartialEq)]
pub struct Schools {
    /// The title in the sheet's language.
    pub title: String,
    /// One or two sentences below the title.
    pub caption: String,
    /// The measures.
    pub panels: Vec<SchoolPanel>,
    /// The schools, then what is pooled, then a school not seen.
    pub rows: Vec<SchoolRow>,
}

/// One measure.
#[derive(Debug, Clone, PartialEq)]
pub struct SchoolPanel {
    /// Its name.
    pub title: String,
    /// The value that says "no better than chance" or "as predicted".
    pub reference: f64,
    /// Values that it cannot pass.
    pub bounds: (f64, f64),
}

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchoolKind {
    /// One school.
    School,
    /// All schools.
    Pooled,
    /// A school not seen.
    New,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct SchoolRow {
    /// Words at the left.
    pub label: String,
    /// What it is about.
    pub kind: SchoolKind,
    /// Estimate and limits of each measure; nothing where it is not shown.
    pub values: Vec<Option<(f64, Option<(f64, f64)>)>>,
}

const PITCH: f64 = 19.0;

/// A forest a measure: rings for schools, a full dot for what is pooled, a bar for a school not seen.
pub fn schools(data: &Schools, sheet: &Sheet) -> Figure {
    let mut figure = Figure::new("schools", sheet.width, 0.0, data.title.clone());
    figure.description = describe(data, sheet);
    let mut top = sheet.heading(&mut figure);
    top = sheet.paragraph(&mut figure, (0.0, top), sheet.width, &data.caption, SMALL, Weight::Regular, palette::SOFT);
    let narrow = sheet.is_narrow();
    let widest = data.rows.iter().map(|r| letters::width(&r.label, SMALL, Weight::Semibold)).fold(0.0, f64::max);
    let labels = widest.min(sheet.width * 0.26) + 12.0;
    let across = if narrow { 1 } else { data.panels.len().max(1) };
    let gap = 26.0;
    let width = (sheet.width - labels - gap * (across as f64 - 1.0) - 6.0) / across as f64;
    let mut below = top;
    for (p, panel) in data.panels.iter().enumerate() {
        let column = p % across;
        let start = if narrow && p > 0 { below + 14.0 } else { top };
        let left = labels + column as f64 * (width + gap);
        let heading = if narrow { 0.0 } else { left };
        figure.bold((heading, start + 20.0), panel.title.clone(), SMALL, palette::INK, Anchor::Start);
        let from = start + 30.0;
        let field = Field { left, right: left + width, top: from, bottom: from + PITCH * data.rows.len() as f64 + 6.0 };
        if column == 0 {
            row_names(&mut figure, data, from, labels);
        }
        below = panel_rows(&mut figure, data, sheet, p, panel, &field);
    }
    figure.height = below;
    figure
}

fn row_names(figure: &mut Figure, data: &Schools, top: f64, room: f64) {
    for (i, row) in data.rows.iter().enumerate() {
        let y = top + PITCH * (i as f64 + 0.5) + 4.0;
        if row.kind == SchoolKind::School {
            let label = letters::fit(&row.label, SMALL, Weight::Regular, room - 8.0);
            figure.text((0.0, y), label, SMALL, palette::INK, Anchor::Start);
        } else {
            let label = letters::fit(&row.label, SMALL, Weight::Semibold, room - 8.0);
            figure.bold((0.0, y), label, SMALL, palette::INK, Anchor::Start);
        }
    }
}

/// A scale that holds every estimate and every limit of what is pooled; a school's own limits may end beyond it.
fn scale(data: &Schools, at: usize, panel: &SchoolPanel, field: &Field, ticks: usize) -> Scale {
    let shown = data.rows.iter().filter_map(|r| Some((r.kind, r.values[at]?)));
    let values: Vec<f64> = shown
        .flat_map(|(kind, (value, limits))| {
            let limits = limits.filter(|_| kind != SchoolKind::School);
            [Some(value), limits.map(|l| l.0), limits.map(|l| l.1)].into_iter().flatten()
        })
        .chain([panel.reference])
        .collect();
    let (low, high) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |s, v| (s.0.min(*v), s.1.max(*v)));
    let pad = 0.12 * (high - low).max(0.05);
    let (least, most) = panel.bounds;
    Scale::round([(low - pad).max(least), (high + pad).min(most)], ticks, field.left, field.right)
}

fn panel_rows(
    figure: &mut Figure,
    data: &Schools,
    sheet: &Sheet,
    at: usize,
    panel: &SchoolPanel,
    field: &Field,
) -> f64 {
    let ticks = if sheet.is_narrow() { 5 } else { 4 };
    let x = scale(data, at, panel, field, ticks);
    let reference = x.within(panel.reference);
    figure.dashed((reference, field.top), (reference, field.bottom), palette::AXIS, 1.2);
    for (i, row) in data.rows.iter().enumerate() {
        let y = field.top + PITCH * (i as f64 + 0.5);
        let Some((value, limits)) = row.values[at] else {
            figure.text((field.left, y + 4.0), "–", SMALL, palette::SOFT, Anchor::Start);
            continue;
        };
        let color = if row.kind == SchoolKind::School { palette::SOFT } else { palette::BLUE };
        if let Some((low, high)) = limits {
            if row.kind == SchoolKind::New {
                let (from, to) = (x.within(low), x.within(high));
                figure.rect((from, y - 5.0), to - from, 10.0, Some(palette::BLUE_TINT), Some(palette::BLUE));
            } else {
                whisker(figure, (&x, field), (low, high), y, color);
            }
        }
        match row.kind {
            SchoolKind::School => figure.ring((x.within(value), y), 3.6, color),
            SchoolKind::Pooled => figure.dot((x.within(value), y), 5.0, color),
            SchoolKind::New => figure.line((x.within(value), y - 5.0), (x.within(value), y + 5.0), color, 2.0),
        }
    }
    let (values, decimals) = x.ticks(ticks);
    let told: Vec<(f64, String)> = values.into_iter().map(|v| (x.at(v), sheet.number(v, decimals))).collect();
    axes::bottom_axis(figure, field, &told);
    field.bottom + 30.0
}

/// An interval; an end beyond the scale is an arrow's head.
fn whisker(figure: &mut Figure, (x, field): (&Scale, &Field), (low, high): (f64, f64), y: f64, color: Color) {
    let (from, to) = (x.within(low), x.within(high));
    let mut paths = vec![vec![(from, y), (to, y)]];
    for (end, free, back) in [(from, x.at(low) < field.left - 0.5, 5.0), (to, x.at(high) > field.right + 0.5, -5.0)] {
        if free {
            paths.push(vec![(end + back, y - 3.5), (end, y), (end + back, y + 3.5)]);
        } else {
            paths.push(vec![(end, y - 3.5), (end, y + 3.5)]);
        }
    }
    figure.push(Mark::Lines { paths, color, width: 1.6, dash: None });
}

fn describe(data: &Schools, sheet: &Sheet) -> String {
    let number = |v: f64| sheet.number(v, 2);
    let told = |value: &Option<(f64, Option<(f64, f64)>)>| match value {
        Some((v, Some((l, h)))) => format!("{} ({} {} {})", number(*v), number(*l), sheet.say("til", "to"), number(*h)),
        Some((v, None)) => number(*v),
        None => "–".to_string(),
    };
    let rows: Vec<String> = data
        .rows
        .iter()
        .map(|r| {
            let values = data.panels.iter().zip(&r.values).map(|(p, v)| format!("{} {}", p.title, told(v)));
            format!("{}: {}", r.label, values.collect::<Vec<_>>().join(", "))
        })
        .collect();
    format!("{}.", rows.join("; "))
}
