//! A figure on a slide: sixteen to nine, in the layout that fills it best.

use super::svg::MARGIN;
use super::{Figure, Sheet};

/// Widths that are tried, in figure units.
const WIDTHS: [f64; 8] = [520.0, 600.0, 720.0, 840.0, 960.0, 1120.0, 1280.0, 1500.0];
/// Width over height, the margin of a file included.
const RATIO: f64 = 16.0 / 9.0;

/// Lays a figure out in the width in which its letters are largest on a slide of 16:9, and sets it into the middle.
pub fn slide(draw: impl Fn(&Sheet) -> Figure, sheet: &Sheet) -> Figure {
    let height = |f: &Figure| f.height.max((f.width + 2.0 * MARGIN) / RATIO - 2.0 * MARGIN);
    let laid = |width: f64| draw(&Sheet { width, ..sheet.clone() }).with_source();
    let mut best = laid(WIDTHS[0]);
    for width in &WIDTHS[1..] {
        let other = laid(*width);
        if height(&other) < height(&best) {
            best = other;
        }
    }
    let high = height(&best);
    let wide = (high + 2.0 * MARGIN) * RATIO - 2.0 * MARGIN;
    let at = ((wide - best.width) / 2.0, (high - best.height) / 2.0);
    let name = format!("{}-wide", best.name);
    Figure { name, ..best.set_into(wide, high, at) }
}
