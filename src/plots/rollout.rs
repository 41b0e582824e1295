//! Who starts when: a row a programme, a column a period.

use super::axes::SMALL;
use super::hatch::hatch;
use super::letters::{self, LEADING};
use super::{Anchor, Figure, Mark, Sheet, Weight, palette};

/// Who starts when.
#[derive(Debug, Clone, PartialEq)]
pub struct Rollout {
    /// Name of the file.
    pub name: String,
    /// What is seen, in the sheet's language.
    pub title: String,
    /// Names of the terms in order.
    pub terms: Vec<String>,
    /// Terms after the start that count neither as treated nor as untreated.
    pub transition: usize,
    /// The programmes; drawn by wave, then by school, then by name.
    pub rows: Vec<RolloutRow>,
}

/// One programme of the rollout.
#[derive(Debug, Clone, PartialEq)]
pub struct RolloutRow {
    /// The programme.
    pub programme: String,
    /// Its school; empty where there is none.
    pub school: String,
    /// Its wave, from 1.
    pub wave: u32,
    /// Its first treated term, from 0; `None` when it never starts within the terms.
    pub start: Option<usize>,
    /// Withdrawn after the draw.
    pub withdrawn: bool,
}

/// The rollout diagram: a row a programme, a column a term, filled from the term in which the programme starts.
pub fn rollout(data: &Rollout, sheet: &Sheet) -> Figure {
    let mut rows: Vec<&RolloutRow> = data.rows.iter().collect();
    rows.sort_by(|a, b| (a.wave, &a.school, &a.programme).cmp(&(b.wave, &b.school, &b.programme)));
    let mut figure = Figure::new(&data.name, sheet.width, 0.0, data.title.clone());
    figure.description = describe(data, &rows, sheet);
    let top = key(&mut figure, sheet, data.transition > 0);
    let bottom = column(&mut figure, sheet, data, &rows, 0.0, top, sheet.width);
    figure.height = bottom + 6.0;
    figure
}

/// Every programme with its wave and its first term.
fn describe(data: &Rollout, rows: &[&RolloutRow], sheet: &Sheet) -> String {
    let told = rows.iter().map(|r| {
        let start = match r.start.and_then(|s| data.terms.get(s)) {
            Some(term) => term.as_str(),
            None => sheet.say("begynder ikke i perioden", "does not start in the period"),
        };
        let out = if r.withdrawn { sheet.say(" (udtrådt)", " (withdrawn)") } else { "" };
        format!("{}: {} {}, {start}{out}", label(r), sheet.say("trin", "wave"), r.wave)
    });
    format!("{}.", told.collect::<Vec<_>>().join("; "))
}

/// Title and key; returns the y below.
fn key(figure: &mut Figure, sheet: &Sheet, transition: bool) -> f64 {
    let top = sheet.heading(figure);
    let mut items = vec![
        (sheet.say("endnu ikke begyndt", "not started yet"), 0),
        (sheet.say("med indsatsen", "with the intervention"), 2),
    ];
    if transition {
        items.insert(1, (sheet.say("overgang", "transition"), 1));
    }
    let (mut x, mut y) = (0.0, top + 4.0);
    for (label, kind) in items {
        let needed = 18.0 + letters::width(label, SMALL, Weight::Regular);
        if x > 0.0 && x + needed > sheet.width {
            x = 0.0;
            y += 17.0;
        }
        cell(figure, x, y, 13.0, 11.0, kind, String::new());
        figure.text((x + 18.0, y + 9.5), label, SMALL, palette::SOFT, Anchor::Start);
        x += needed + 18.0;
    }
    y + 22.0
}

fn column(
    figure: &mut Figure,
    sheet: &Sheet,
    data: &Rollout,
    rows: &[&RolloutRow],
    left: f64,
    top: f64,
    width: f64,
) -> f64 {
    let dense = rows.len() > 30;
    let (pitch, size) = if dense { (14.0, SMALL) } else { (19.0, 12.0) };
    let labels: Vec<String> = rows.iter().map(|r| label(r)).collect();
    let widest = labels.iter().map(|l| letters::width(l, size, Weight::Regular)).fold(40.0, f64::max);
    let room = widest.min(width * 0.46);
    let x0 = left + room + 8.0;
    let cell_width = ((left + width - x0) / data.terms.len().max(1) as f64).min(64.0);
    let mut y = term_names(figure, data, x0, top, cell_width);
    let mut wave = 0;
    for (row, words) in rows.iter().zip(&labels) {
        if row.wave != wave {
            wave = row.wave;
            y += if dense { 4.0 } else { 7.0 };
            y = wave_title(figure, sheet, data, row, left, y);
        }
        let color = if row.withdrawn { palette::SOFT } else { palette::INK };
        let shown = letters::fit_ends(words, size, Weight::Regular, room);
        figure.text((left, y + pitch * 0.5 + size * 0.36), shown, size, color, Anchor::Start);
        for (t, term) in data.terms.iter().enumerate() {
            let kind = state(row, t, data.transition);
            let note = format!("{} · {term}: {}", row.programme, state_name(sheet, kind));
            cell(figure, x0 + t as f64 * cell_width, y + 1.0, cell_width - 1.5, pitch - 2.0, kind, note);
        }
        if row.withdrawn {
            let middle = y + pitch * 0.5;
            let w = letters::width(&letters::fit_ends(words, size, Weight::Regular, room), size, Weight::Regular);
            figure.line((left, middle), (left + w, middle), palette::AXIS, 1.0);
        }
        y += pitch;
    }
    y
}

fn label(row: &RolloutRow) -> String {
    let told = row.school.is_empty() || row.programme.to_lowercase().contains(&row.school.to_lowercase());
    if told { row.programme.clone() } else { format!("{} · {}", row.programme, row.school) }
}

fn wave_title(figure: &mut Figure, sheet: &Sheet, data: &Rollout, row: &RolloutRow, left: f64, y: f64) -> f64 {
    let name = format!("{} {}", sheet.say("Trin", "Wave"), row.wave);
    let words = match row.start.and_then(|s| data.terms.get(s)) {
        Some(term) => format!("{name} · {} {term}", sheet.say("fra", "from")),
        None => format!("{name} · {}", sheet.say("begynder ikke i perioden", "does not start in the period")),
    };
    figure.bold((left, y + SMALL * 1.05), words, SMALL, palette::INK, Anchor::Start);
    y + SMALL * LEADING + 2.0
}

/// Names above the columns: upright where they fit, turned where not, every second or third where even that is tight.
fn term_names(figure: &mut Figure, data: &Rollout, x0: f64, top: f64, cell: f64) -> f64 {
    let widths: Vec<f64> = data.terms.iter().map(|t| letters::width(t, SMALL, Weight::Regular)).collect();
    let widest = widths.iter().copied().fold(0.0, f64::max);
    if widest + 4.0 <= cell {
        for (t, term) in data.terms.iter().enumerate() {
            let at = (x0 + (t as f64 + 0.5) * cell, top + SMALL);
            figure.text(at, term.clone(), SMALL, palette::SOFT, Anchor::Middle);
        }
        return top + SMALL * LEADING + 2.0;
    }
    let every = (SMALL * 1.15 / cell).ceil().max(1.0) as usize;
    let high = widest.min(90.0);
    for (t, term) in data.terms.iter().enumerate().step_by(every) {
        let at = (x0 + (t as f64 + 0.5) * cell + SMALL * 0.35, top + high);
        let text = letters::fit(term, SMALL, Weight::Regular, high);
        figure.push(Mark::Text {
            at,
            text,
            size: SMALL,
            weight: Weight::Regular,
            color: palette::SOFT,
            anchor: Anchor::Start,
            turned: true,
        });
    }
    top + high + 4.0
}

/// 0 not yet, 1 in transition, 2 treated.
fn state(row: &RolloutRow, term: usize, transition: usize) -> u8 {
    match row.start {
        Some(start) if term >= start + transition => 2,
        Some(start) if term >= start => 1,
        _ => 0,
    }
}

fn state_name<'a>(sheet: &Sheet, kind: u8) -> &'a str {
    let (danish, english) = match kind {
        0 => ("endnu ikke begyndt", "not started yet"),
        1 => ("overgang", "transition"),
        _ => ("med indsatsen", "with the intervention"),
    };
    sheet.language.pick(danish, english)
}

fn cell(figure: &mut Figure, x: f64, y: f64, w: f64, h: f64, kind: u8, note: String) {
    let (fill, stroke) = match kind {
        0 => (palette::PALE, None),
        1 => (palette::PAPER, Some(palette::BLUE)),
        _ => (palette::BLUE, None),
    };
    figure.push(Mark::Rect { x, y, w, h, fill: Some(fill), stroke, note });
    if kind == 1 {
        hatch(figure, (x, y), w, h, palette::BLUE, 5.0);
    }
}
