//! Colours that stay apart for every eye and on grey paper.

/// An opaque colour, `0xRRGGBB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color(pub u32);

impl Color {
    /// Red, green and blue, 0..=255.
    pub fn rgb(self) -> (u8, u8, u8) {
        ((self.0 >> 16) as u8, (self.0 >> 8) as u8, self.0 as u8)
    }

    /// `#rrggbb`.
    pub fn hex(self) -> String {
        format!("#{:06x}", self.0 & 0x00ff_ffff)
    }
}

/// Text and observed values.
pub const INK: Color = Color(0x1f2933);
/// Secondary text.
pub const SOFT: Color = Color(0x52606d);
/// Axes and tick marks.
pub const AXIS: Color = Color(0x7b8794);
/// Grid lines and outlines of empty cells.
pub const GRID: Color = Color(0xd9dee4);
/// Background of empty cells.
pub const PALE: Color = Color(0xe8edf2);
/// Paper.
pub const PAPER: Color = Color(0xffffff);
/// Treated, exposed, estimate (Okabe–Ito blue).
pub const BLUE: Color = Color(0x0072b2);
/// A light tint of blue for bands.
pub const BLUE_TINT: Color = Color(0xd3e6f2);
/// A middle tint of blue.
pub const BLUE_MID: Color = Color(0x8fbfdc);
/// Comparison, observed value, target (Okabe–Ito vermillion).
pub const VERMILLION: Color = Color(0xd55e00);
/// A light tint of vermillion for bands.
pub const VERMILLION_TINT: Color = Color(0xf9e0d0);
/// Target line and third series (Okabe–Ito bluish green, darkened for text).
pub const GREEN: Color = Color(0x00795a);
/// Vermillion as dark as letters need on paper.
pub const VERMILLION_TEXT: Color = Color(0xb34e00);
/// The ground of effects that reach the target.
pub const GREEN_TINT: Color = Color(0xe3f1ec);
/// Letters on a ground that is neither dark nor pale.
const BLACK: Color = Color(0x000000);

/// Least contrast of letters (WCAG 2.2, 1.4.3).
const LEGIBLE: f64 = 4.5;

impl Color {
    /// Relative luminance, from 0 for black to 1 for white (WCAG 2.2).
    fn luminance(self) -> f64 {
        let part = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
        };
        let (r, g, b) = self.rgb();
        0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    }

    /// Contrast of two colours, from 1 to 21.
    pub fn contrast(self, other: Color) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The colour of letters on this ground: ink or paper, black where neither is legible.
    pub fn letters(self) -> Color {
        [INK, PAPER].into_iter().find(|c| c.contrast(self) >= LEGIBLE).unwrap_or(BLACK)
    }
}

#[cfg(test)]
mod tests {
    use super::{Color, INK, PAPER, VERMILLION_TEXT};

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        assert!((Color(0).contrast(PAPER) - 21.0).abs() < 1e-12);
        // #777777 on white is the known near miss of 4.48
        assert!((Color(0x777777).contrast(PAPER) - 4.478).abs() < 1e-3);
        assert!(VERMILLION_TEXT.contrast(PAPER) >= 4.5 && INK.contrast(PAPER) >= 4.5);
    }
}
