//! Grids of cells whose tint says how much.

use super::axes::SMALL;
use super::hatch::hatch;
use super::letters::{self, LEADING};
use super::{Anchor, Color, Figure, Mark, Sheet, Weight, palette};

/// A grid of cells whose tint says how much: chances, pairs, coverage, sensitivity.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Name of the file.
    pub name: String,
    /// The title in the sheet's language.
    pub title: String,
    /// One or two sentences below the title.
    pub caption: String,
    /// Names of the rows, with the heading of a group where one begins.
    pub rows: Vec<GridRow>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Value of the palest tint.
    pub low: f64,
    /// Value of the darkest tint.
    pub high: f64,
}

/// One row of the grid.
#[derive(Debug, Clone, PartialEq)]
pub struct GridRow {
    /// Name.
    pub label: String,
    /// Heading above this row, where a new group begins.
    pub group: Option<String>,
    /// One cell a column.
    pub cells: Vec<GridCell>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub struct GridCell {
    /// Its value; `None` leaves it empty and hatched.
    pub value: Option<f64>,
    /// The value in words, written into the cell where there is room.
    pub words: String,
    /// Framed, as what came about or was planned.
    pub framed: bool,
}

/// Letters are never smaller: 8 pt in print.
const LEAST: f64 = 8.0 * 96.0 / 72.0;

/// A heat map with its numbers: the tint runs from pale to dark blue, missing cells are hatched, marked cells framed.
pub fn grid(data: &Grid, sheet: &Sheet) -> Figure {
    let mut figure = Figure::new(&data.name, sheet.width, 0.0, data.title.clone());
    figure.description = describe(data);
    let mut top = sheet.heading(&mut figure);
    if !data.caption.is_empty() {
        top =
            sheet.paragraph(&mut figure, (0.0, top), sheet.width, &data.caption, SMALL, Weight::Regular, palette::SOFT);
    }
    top += 10.0;
    let bottom = part(&mut figure, data, &data.rows, 0.0, top, sheet.width);
    figure.height = bottom + 6.0;
    figure
}

/// Every number, row by row; what is framed stands in brackets.
fn describe(data: &Grid) -> String {
    let mut text = data.caption.clone();
    for row in &data.rows {
        if let Some(group) = &row.group {
            text.push_str(&format!(" {group}."));
        }
        let told = |(cell, column): (&GridCell, &String)| {
            (!cell.words.is_empty()).then(|| {
                if cell.framed { format!("{column} [{}]", cell.words) } else { format!("{column} {}", cell.words) }
            })
        };
        let cells: Vec<String> = row.cells.iter().zip(&data.columns).filter_map(told).collect();
        text.push_str(&format!(" {}: {}.", row.label, cells.join(", ")));
    }
    text.trim_start().to_string()
}

fn part(figure: &mut Figure, data: &Grid, rows: &[GridRow], left: f64, top: f64, width: f64) -> f64 {
    let many = data.columns.len() > 16;
    let size = if rows.len() > 30 { SMALL } else { 12.0 };
    let widest = rows.iter().map(|r| letters::width(&r.label, size, Weight::Regular)).fold(0.0, f64::max);
    let room = if many { widest.min(width * 0.2) } else { widest.min(width * 0.42) };
    let x0 = left + room + 8.0;
    let cell = ((left + width - x0) / data.columns.len().max(1) as f64).min(72.0);
    let pitch = if many {
        cell.clamp(3.0, 20.0)
    } else if rows.len() > 30 {
        14.0
    } else {
        22.0
    };
    let mut y = column_names(figure, &data.columns, x0, top, cell);
    for row in rows {
        if let Some(group) = &row.group {
            let words = letters::fit(group, SMALL, Weight::Semibold, width);
            figure.bold((left, y + SMALL * LEADING), words, SMALL, palette::INK, Anchor::Start);
            y += SMALL * LEADING + 6.0;
        }
        if pitch * 0.9 >= LEAST {
            let size = size.min(pitch * 0.9);
            let label = letters::fit_ends(&row.label, size, Weight::Regular, room);
            figure.text((left, y + pitch / 2.0 + size * 0.36), label, size, palette::INK, Anchor::Start);
        }
        for (j, value) in row.cells.iter().enumerate().take(data.columns.len()) {
            one(
                figure,
                data,
                value,
                &format!("{} · {}", row.label, data.columns[j]),
                x0 + j as f64 * cell,
                y,
                cell,
                pitch,
            );
        }
        y += pitch;
    }
    y
}

/// Names above the columns: upright where they fit, turned where not, left out where cells are too small to name.
fn column_names(figure: &mut Figure, names: &[String], x0: f64, top: f64, cell: f64) -> f64 {
    let widest = names.iter().map(|n| letters::width(n, SMALL, Weight::Regular)).fold(0.0, f64::max);
    if widest + 4.0 <= cell {
        for (j, name) in names.iter().enumerate() {
            figure.text(
                (x0 + (j as f64 + 0.5) * cell, top + SMALL),
                name.clone(),
                SMALL,
                palette::SOFT,
                Anchor::Middle,
            );
        }
        return top + SMALL * LEADING + 4.0;
    }
    if cell < 8.0 {
        return top;
    }
    let every = (SMALL * 1.15 / cell).ceil().max(1.0) as usize;
    let high = widest.min(110.0);
    for (j, name) in names.iter().enumerate().step_by(every) {
        figure.push(Mark::Text {
            at: (x0 + (j as f64 + 0.5) * cell + SMALL * 0.35, top + high),
            text: letters::fit(name, SMALL, Weight::Regular, high),
            size: SMALL,
            weight: Weight::Regular,
            color: palette::SOFT,
            anchor: Anchor::Start,
            turned: true,
        });
    }
    top + high + 4.0
}

fn one(figure: &mut Figure, data: &Grid, cell: &GridCell, note: &str, x: f64, y: f64, w: f64, h: f64) {
    let gap = if w < 8.0 { 0.0 } else { 1.5 };
    let (w, h) = ((w - gap).max(0.5), (h - gap).max(0.5));
    let Some(value) = cell.value.filter(|v| v.is_finite()) else {
        figure.rect((x, y), w, h, Some(palette::PAPER), if gap > 0.0 { Some(palette::GRID) } else { None });
        if gap > 0.0 {
            hatch(figure, (x, y), w, h, palette::GRID, 5.0);
        }
        return;
    };
    let share = ((value - data.low) / (data.high - data.low)).clamp(0.0, 1.0);
    let tint = mix(palette::PALE, palette::BLUE, if share.is_nan() { 0.5 } else { share });
    let note = format!("{note}: {}", cell.words);
    figure.push(Mark::Rect { x, y, w, h, fill: Some(tint), stroke: None, note });
    let size = (h * 0.8).min(SMALL);
    if size >= LEAST && letters::width(&cell.words, size, Weight::Regular) + 2.0 <= w {
        let color = tint.letters();
        let at = (x + w / 2.0, y + h / 2.0 + size * 0.36);
        let weight = if cell.framed { Weight::Semibold } else { Weight::Regular };
        figure.push(Mark::Text {
            at,
            text: cell.words.clone(),
            size,
            weight,
            color,
            anchor: Anchor::Middle,
            turned: false,
        });
    }
    if cell.framed {
        let corners = vec![
            (x + 1.0, y + 1.0),
            (x + w - 1.0, y + 1.0),
            (x + w - 1.0, y + h - 1.0),
            (x + 1.0, y + h - 1.0),
            (x + 1.0, y + 1.0),
        ];
        figure.push(Mark::Lines { paths: vec![corners], color: palette::VERMILLION, width: 2.0, dash: None });
    }
}

/// A colour between two, `share` of the way.
pub(super) fn mix(from: Color, to: Color, share: f64) -> Color {
    let part = |shift: u32| {
        let (a, b) = (f64::from((from.0 >> shift) & 255), f64::from((to.0 >> shift) & 255));
        ((a + (b - a) * share).round().clamp(0.0, 255.0) as u32) << shift
    };
    Color(part(16) | part(8) | part(0))
}

#[cfg(test)]
mod tests {
    use super::{mix, palette};

    #[test]
    fn letters_are_legible_on_every_tint() {
        for step in 0..=1000 {
            let ground = mix(palette::PALE, palette::BLUE, f64::from(step) / 1000.0);
            assert!(ground.letters().contrast(ground) >= 4.5, "{}", ground.hex());
        }
    }
}
