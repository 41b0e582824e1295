//! The typeface of figures: its metrics and how wide words are.

use super::Weight;
use ab_glyph::{Font, FontRef};
use std::sync::OnceLock;

/// The family's name in SVG.
pub const FAMILY: &str = "Open Sans";
/// Line height as a multiple of the font size.
pub const LEADING: f64 = 1.36;

/// The regular face.
pub const REGULAR: &[u8] = include_bytes!("fonts/OpenSans-Regular.ttf");
/// The semibold face.
pub const SEMIBOLD: &[u8] = include_bytes!("fonts/OpenSans-Semibold.ttf");

/// The embedded face of a weight; `None` only if its bytes were damaged.
pub fn face(weight: Weight) -> Option<&'static FontRef<'static>> {
    static FACES: OnceLock<[Option<FontRef<'static>>; 2]> = OnceLock::new();
    let faces = FACES.get_or_init(|| [REGULAR, SEMIBOLD].map(|bytes| FontRef::try_from_slice(bytes).ok()));
    match weight {
        Weight::Regular => faces[0].as_ref(),
        Weight::Semibold => faces[1].as_ref(),
    }
}

/// Advance widths of the letters as a share of the font size (em).
pub fn advance(face: &FontRef<'_>, letter: char) -> f64 {
    let em = f64::from(face.units_per_em().unwrap_or(2048.0));
    f64::from(face.h_advance_unscaled(face.glyph_id(letter))) / em
}

/// Width of a text in the units of `size` (em), set in the embedded font.
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    match face(weight) {
        Some(face) => text.chars().map(|c| advance(face, c)).sum::<f64>() * size,
        None => text.chars().count() as f64 * size * 0.55,
    }
}

/// The text, or its beginning with an ellipsis, so that it fits.
pub fn fit(text: &str, size: f64, weight: Weight, room: f64) -> String {
    if width(text, size, weight) <= room {
        return text.to_string();
    }
    let letters: Vec<char> = text.chars().collect();
    let (mut low, mut high) = (0, letters.len());
    while low + 1 < high {
        let middle = (low + high) / 2;
        let tried: String = letters[..middle].iter().collect::<String>().trim_end().to_string() + "…";
        if width(&tried, size, weight) <= room { low = middle } else { high = middle }
    }
    letters[..low].iter().collect::<String>().trim_end().to_string() + "…"
}

/// The text, or its beginning and its last letters, so that it fits: ids of one school often differ only at the end.
pub fn fit_ends(text: &str, size: f64, weight: Weight, room: f64) -> String {
    const KEPT: usize = 5;
    let letters: Vec<char> = text.chars().collect();
    if width(text, size, weight) <= room || letters.len() <= 3 * KEPT {
        return fit(text, size, weight, room);
    }
    let (head, tail) = letters.split_at(letters.len() - KEPT);
    let tail: String = tail.iter().collect();
    let left = room - width(&tail, size, weight);
    fit(&head.iter().collect::<String>(), size, weight, left) + &tail
}

/// The text in lines that fit, broken at blanks; a word longer than a line is cut with an ellipsis.
pub fn wrap(text: &str, size: f64, weight: Weight, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        if let Some(last) = lines.last_mut() {
            let longer = format!("{last} {word}");
            if width(&longer, size, weight) <= room {
                *last = longer;
                continue;
            }
        }
        lines.push(fit(word, size, weight, room));
    }
    lines
}
