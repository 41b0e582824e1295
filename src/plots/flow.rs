//! The participants' flow in the form that CONSORT asks of stepped-wedge trials.

use super::axes::SMALL;
use super::letters::{self, LEADING};
use super::{Anchor, Figure, Mark, Sheet, Weight, palette};

/// The participants' flow in the form that the CONSORT extension for stepped-wedge trials asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// What is seen, in the sheet's language.
    pub title: String,
    /// The boxes from above, each with its lines: what came in, what was left out, what was randomised.
    pub boxes: Vec<Vec<String>>,
    /// Names of the terms.
    pub terms: Vec<String>,
    /// One row a wave.
    pub waves: Vec<FlowWave>,
}

/// One wave's row.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowWave {
    /// Name, with its number of programmes.
    pub label: String,
    /// First treated term, from 0.
    pub start: Option<usize>,
    /// Programmes and pupils in each term; `None` where nobody was seen.
    pub cells: Vec<Option<(usize, String)>>,
}

/// Boxes down to the lottery, then a row a wave and a column a term with programmes and pupils; terms with the
/// intervention are dark.
pub fn flow(data: &Flow, sheet: &Sheet) -> Figure {
    let mut figure = Figure::new("flow", sheet.width, 0.0, data.title.clone());
    figure.description = describe(data, sheet);
    let mut y = sheet.heading(&mut figure) + 6.0;
    let width = sheet.width.min(440.0);
    let left = (sheet.width - width) / 2.0;
    for (i, lines) in data.boxes.iter().enumerate() {
        if i > 0 {
            arrow(&mut figure, sheet.width / 2.0, y, y + 16.0);
            y += 16.0;
        }
        y = framed(&mut figure, lines, left, y, width);
    }
    arrow(&mut figure, sheet.width / 2.0, y, y + 16.0);
    y = table(&mut figure, data, sheet, y + 22.0);
    let mut words = sheet
        .say(
            "Øverst i hvert felt: uddannelser; nederst: elever med kendt udfald. Mørke felter: med indsatsen.",
            "In each cell programmes above, pupils with a known outcome below. Dark cells: with the intervention.",
        )
        .to_string();
    let cells = data.waves.iter().flat_map(|w| w.cells.iter().flatten()).map(|(_, pupils)| pupils);
    if data.boxes.iter().flatten().chain(cells).any(|told| told.contains('*')) {
        words.push_str(sheet.say(
            " * skjuler et tal, som ellers ville røbe et lille.",
            " * hides a number that would give a small one away.",
        ));
    }
    figure.height =
        sheet.paragraph(&mut figure, (0.0, y + 4.0), sheet.width, &words, SMALL, Weight::Regular, palette::SOFT) + 6.0;
    figure
}

/// Every box and every cell.
fn describe(data: &Flow, sheet: &Sheet) -> String {
    let boxes = data.boxes.iter().flatten().cloned().collect::<Vec<_>>().join("; ");
    let waves = data.waves.iter().map(|w| {
        let cells = data.terms.iter().zip(&w.cells).filter_map(|(term, cell)| {
            let (programmes, pupils) = cell.as_ref()?;
            Some(format!("{term} {programmes} / {pupils}"))
        });
        format!("{}: {}", w.label, cells.collect::<Vec<_>>().join(", "))
    });
    let what = sheet.say("uddannelser / elever", "programmes / pupils");
    format!("{boxes}. {what}: {}.", waves.collect::<Vec<_>>().join("; "))
}

fn framed(figure: &mut Figure, lines: &[String], left: f64, top: f64, width: f64) -> f64 {
    let wrapped: Vec<(usize, String)> = lines
        .iter()
        .enumerate()
        .flat_map(|(i, l)| {
            let weight = if i == 0 { Weight::Semibold } else { Weight::Regular };
            letters::wrap(l, 12.0, weight, width - 24.0).into_iter().map(move |w| (i, w))
        })
        .collect();
    let high = wrapped.len() as f64 * 12.0 * LEADING + 14.0;
    figure.rect((left, top), width, high, Some(palette::PAPER), Some(palette::AXIS));
    for (n, (i, line)) in wrapped.into_iter().enumerate() {
        let at = (left + width / 2.0, top + 7.0 + (n as f64 + 0.78) * 12.0 * LEADING);
        if i == 0 {
            figure.bold(at, line, 12.0, palette::INK, Anchor::Middle);
        } else {
            figure.text(at, line, 12.0, palette::INK, Anchor::Middle);
        }
    }
    top + high
}

fn arrow(figure: &mut Figure, x: f64, from: f64, to: f64) {
    figure.line((x, from), (x, to - 3.0), palette::AXIS, 1.4);
    figure.push(Mark::Fill { points: vec![(x - 4.0, to - 6.0), (x + 4.0, to - 6.0), (x, to)], color: palette::AXIS });
}

fn table(figure: &mut Figure, data: &Flow, sheet: &Sheet, top: f64) -> f64 {
    let widest = data.waves.iter().map(|w| letters::width(&w.label, SMALL, Weight::Semibold)).fold(0.0, f64::max);
    // on a phone the wave's name stands above its row
    let stacked = sheet.is_narrow();
    let room = if stacked { 0.0 } else { widest.min(sheet.width * 0.3) + 10.0 };
    let cell = ((sheet.width - room) / data.terms.len().max(1) as f64).min(84.0);
    let every = data
        .terms
        .iter()
        .map(|t| ((letters::width(t, SMALL, Weight::Regular) + 4.0) / cell).ceil().max(1.0) as usize)
        .max()
        .unwrap_or(1);
    for (t, term) in data.terms.iter().enumerate().step_by(every) {
        // a name wider than its column may use the columns of the names left out
        let middle = room + (t as f64 + 0.5) * cell;
        let half = letters::width(term, SMALL, Weight::Regular) / 2.0;
        let x = middle.max(half).min(sheet.width - half);
        figure.text((x, top + SMALL), term.clone(), SMALL, palette::SOFT, Anchor::Middle);
    }
    let mut y = top + SMALL * LEADING + 4.0;
    let size = fitting(data, cell);
    let high = 2.0 * size * 1.25 + 6.0;
    for wave in &data.waves {
        if stacked {
            figure.bold((0.0, y + SMALL), wave.label.clone(), SMALL, palette::INK, Anchor::Start);
            y += SMALL * LEADING + 1.0;
        } else {
            let label = letters::fit(&wave.label, SMALL, Weight::Semibold, room - 8.0);
            figure.bold((0.0, y + high / 2.0 + 4.0), label, SMALL, palette::INK, Anchor::Start);
        }
        for (t, value) in wave.cells.iter().enumerate().take(data.terms.len()) {
            let treated = wave.start.is_some_and(|s| t >= s);
            let (fill, ink) = if treated { (palette::BLUE, palette::PAPER) } else { (palette::PALE, palette::INK) };
            let x = room + t as f64 * cell;
            figure.rect((x, y), cell - 1.5, high, Some(fill), None);
            if let Some((programmes, pupils)) = value
                && size >= 8.0 * 96.0 / 72.0
            {
                let middle = x + (cell - 1.5) / 2.0;
                figure.text((middle, y + 3.0 + size), programmes.to_string(), size, ink, Anchor::Middle);
                figure.text((middle, y + 3.0 + 2.25 * size), pupils.clone(), size, ink, Anchor::Middle);
            }
        }
        y += high + 3.0;
    }
    y
}

/// The largest size, at most 11, at which every number fits its cell.
fn fitting(data: &Flow, cell: f64) -> f64 {
    let widest = data
        .waves
        .iter()
        .flat_map(|w| w.cells.iter().flatten())
        .map(|(_, pupils)| letters::width(pupils, 1.0, Weight::Regular))
        .fold(0.5, f64::max);
    ((cell - 3.5) / widest).min(11.0)
}
