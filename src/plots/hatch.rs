//! Hatching, so that fills can be told apart without colour.

use super::{Color, Figure, Mark, Point};

/// Fills a rectangle with parallel lines at 45 degrees, so that it can be told from a plain one without colour.
pub fn hatch(figure: &mut Figure, (x, y): Point, w: f64, h: f64, color: Color, gap: f64) {
    let mut paths = Vec::new();
    // lines u + v = k, with u, v measured from the upper left corner
    let mut k = gap;
    while k < w + h {
        let from = (x + k.min(w), y + (k - w).max(0.0));
        let to = (x + (k - h).max(0.0), y + k.min(h));
        paths.push(vec![from, to]);
        k += gap;
    }
    if !paths.is_empty() {
        figure.push(Mark::Lines { paths, color, width: 1.0, dash: None });
    }
}
