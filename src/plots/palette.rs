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
