//! Which interventions run where and when, lot by lot.

use super::axes::SMALL;
use super::letters::{self, LEADING};
use super::{Anchor, Color, Figure, Mark, Sheet, Weight, palette};

/// Which interventions run where and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlap {
    /// Name of the file.
    pub name: String,
    /// What is seen, in the sheet's language.
    pub title: String,
    /// Names of the terms in order.
    pub terms: Vec<String>,
    /// Names of the interventions; the first is A.
    pub interventions: Vec<String>,
    /// The lots in the order drawn.
    pub rows: Vec<OverlapRow>,
}

/// One lot.
#[derive(Debug, Clone, PartialEq)]
pub struct OverlapRow {
    /// Its name.
    pub label: String,
    /// Heading above this row, where a new school begins.
    pub group: Option<String>,
    /// Per intervention, the first term with it; `None` when it never starts.
    pub starts: Vec<Option<usize>>,
}

/// One colour a lane, from the palette of Okabe and Ito; the letter says the same.
const LANES: [Color; 7] = [
    palette::BLUE,
    palette::VERMILLION,
    palette::GREEN,
    Color(0x9b4f7f),
    Color(0x8a6500),
    Color(0x3d86b3),
    palette::INK,
];

/// The schedules laid over one another: a row a lot, in it a lane an intervention, filled from the period in which it starts.
///
/// The lane's letter stands where it starts; lanes keep their order, so that nothing is said by colour alone.
pub fn overlap(data: &Overlap, sheet: &Sheet) -> Figure {
    let mut figure = Figure::new(&data.name, sheet.width, 0.0, data.title.clone());
    let words = sheet.say(
        "En række for hvert lod, i den en bane for hver indsats, altid i samme orden; banen er fyldt fra den periode, hvor indsatsen begynder.",
        "A row for each lot, in it a lane for each intervention, always in the same order; a lane is filled from the period in which the intervention starts.",
    );
    figure.description = format!("{words} {}", describe(data));
    let top = sheet.heading(&mut figure);
    let top = sheet.paragraph(&mut figure, (0.0, top), sheet.width, words, SMALL, Weight::Regular, palette::SOFT);
    let top = key(&mut figure, data, sheet, top + 8.0);
    let bottom = part(&mut figure, data, &data.rows, 0.0, top, sheet.width);
    figure.height = bottom + 6.0;
    figure
}

/// Every start.
fn describe(data: &Overlap) -> String {
    let rows = data.rows.iter().map(|r| {
        let starts = data.interventions.iter().zip(&r.starts);
        let told: Vec<String> = starts
            .map(|(name, s)| format!("{name} {}", s.and_then(|s| data.terms.get(s)).map_or("–", String::as_str)))
            .collect();
        format!("{}: {}", r.label, told.join(", "))
    });
    format!("{}.", rows.collect::<Vec<_>>().join("; "))
}

/// `A` for the first intervention.
fn letter(intervention: usize) -> char {
    char::from(b'A' + (intervention % 26) as u8)
}

fn lane(intervention: usize) -> Color {
    LANES[intervention % LANES.len()]
}

/// The letters and what they stand for; returns the y below.
fn key(figure: &mut Figure, data: &Overlap, sheet: &Sheet, top: f64) -> f64 {
    let (mut x, mut y) = (0.0, top);
    for (k, name) in data.interventions.iter().enumerate() {
        let name = letters::fit(name, SMALL, Weight::Regular, sheet.width - 24.0);
        let needed = 20.0 + letters::width(&name, SMALL, Weight::Regular);
        if x > 0.0 && x + needed > sheet.width {
            x = 0.0;
            y += 19.0;
        }
        figure.rect((x, y), 15.0, 13.0, Some(lane(k)), None);
        figure.bold((x + 7.5, y + 10.2), letter(k), SMALL, palette::PAPER, Anchor::Middle);
        figure.text((x + 20.0, y + 10.5), name, SMALL, palette::INK, Anchor::Start);
        x += needed + 18.0;
    }
    y + 26.0
}

fn part(figure: &mut Figure, data: &Overlap, rows: &[OverlapRow], left: f64, top: f64, width: f64) -> f64 {
    let lanes = data.interventions.len().max(1);
    let dense = rows.len() * lanes > 60;
    let high = if dense { 6.0 } else { 13.0 };
    let size = if dense { SMALL } else { 12.0 };
    let pitch = (high * lanes as f64 + 5.0).max(size * 1.2);
    let widest = rows.iter().map(|r| letters::width(&r.label, size, Weight::Regular)).fold(40.0, f64::max);
    let room = widest.min(width * 0.42);
    let x0 = left + room + 8.0;
    let cell = ((left + width - x0) / data.terms.len().max(1) as f64).min(84.0);
    let mut y = term_names(figure, &data.terms, x0, top, cell);
    for row in rows {
        if let Some(group) = &row.group {
            let words = letters::fit(group, SMALL, Weight::Semibold, width);
            figure.bold((left, y + SMALL * 1.05), words, SMALL, palette::INK, Anchor::Start);
            y += SMALL * LEADING + 2.0;
        }
        let label = letters::fit_ends(&row.label, size, Weight::Regular, room);
        let middle = y + (pitch - 5.0) / 2.0;
        figure.text((left, middle + size * 0.36), label, size, palette::INK, Anchor::Start);
        for t in 0..data.terms.len() {
            let at = (x0 + t as f64 * cell, y);
            figure.rect(at, cell - 1.5, high * lanes as f64, Some(palette::PALE), None);
        }
        for (k, start) in row.starts.iter().enumerate() {
            if let Some(start) = start.filter(|s| *s < data.terms.len()) {
                bar(figure, data, row, k, start, (x0, y + k as f64 * high), cell, high);
            }
        }
        y += pitch;
    }
    y
}

/// One lane from its start to the last term.
fn bar(
    figure: &mut Figure,
    data: &Overlap,
    row: &OverlapRow,
    k: usize,
    start: usize,
    at: (f64, f64),
    cell: f64,
    high: f64,
) {
    let x = at.0 + start as f64 * cell;
    let w = (data.terms.len() - start) as f64 * cell - 1.5;
    let note = format!("{} · {} · {}", row.label, data.interventions[k], data.terms[start]);
    figure.push(Mark::Rect { x, y: at.1, w, h: high - 1.0, fill: Some(lane(k)), stroke: None, note });
    let size = (high * 0.85).min(SMALL);
    if size >= 8.0 * 96.0 / 72.0 {
        figure.bold((x + 4.0, at.1 + high * 0.5 + size * 0.33), letter(k), size, palette::PAPER, Anchor::Start);
    }
}

/// Names above the columns: upright where they fit, turned where not, every second or third where even that is tight.
fn term_names(figure: &mut Figure, terms: &[String], x0: f64, top: f64, cell: f64) -> f64 {
    let widest = terms.iter().map(|t| letters::width(t, SMALL, Weight::Regular)).fold(0.0, f64::max);
    if widest + 4.0 <= cell {
        for (t, term) in terms.iter().enumerate() {
            let at = (x0 + (t as f64 + 0.5) * cell, top + SMALL);
            figure.text(at, term.clone(), SMALL, palette::SOFT, Anchor::Middle);
        }
        return top + SMALL * LEADING + 4.0;
    }
    let every = (SMALL * 1.15 / cell).ceil().max(1.0) as usize;
    let high = widest.min(90.0);
    for (t, term) in terms.iter().enumerate().step_by(every) {
        figure.push(Mark::Text {
            at: (x0 + (t as f64 + 0.5) * cell + SMALL * 0.35, top + high),
            text: letters::fit(term, SMALL, Weight::Regular, high),
            size: SMALL,
            weight: Weight::Regular,
            color: palette::SOFT,
            anchor: Anchor::Start,
            turned: true,
        });
    }
    top + high + 4.0
}
