//! Letters as outlines, so that a picture needs no font: one path a glyph, used as often as it occurs.

use super::{Anchor, Mark, Weight, letters};
use ab_glyph::{Font, OutlineCurve};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The glyphs that a picture uses, by weight and number in the font.
#[derive(Debug, Default)]
pub(super) struct Glyphs {
    /// Each glyph's outline in units of the font, y upwards.
    used: BTreeMap<(bool, u16), String>,
}

impl Glyphs {
    /// The outlines, to stand before the marks; empty where nothing is written.
    pub fn defs(&self) -> String {
        if self.used.is_empty() {
            return String::new();
        }
        let paths: Vec<String> =
            self.used.iter().map(|(key, d)| format!("<path id=\"{}\" d=\"{d}\"/>\n", id(*key))).collect();
        format!("<defs>\n{}</defs>\n", paths.concat())
    }

    /// A line of text as uses of its glyphs; nothing for another mark.
    pub fn write(&mut self, out: &mut String, mark: &Mark) {
        let Mark::Text { at, text, size, weight, color, anchor, turned } = mark else { return };
        let Some(face) = letters::face(*weight) else { return };
        let em = f64::from(face.units_per_em().unwrap_or(2048.0));
        let wide = letters::width(text, *size, *weight);
        let back = match anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => wide / 2.0,
            Anchor::End => wide,
        };
        let scale = scaled(size / em);
        let (x, y) = if *turned { (at.0, at.1 + back) } else { (at.0 - back, at.1) };
        let turn = if *turned { " rotate(-90)" } else { "" };
        let mut uses = String::new();
        let mut along = 0.0;
        for letter in text.chars() {
            let glyph = face.glyph_id(letter);
            let key = (*weight == Weight::Semibold, glyph.0);
            if let Some(outline) = face.outline(glyph) {
                self.used.entry(key).or_insert_with(|| path(&outline.curves));
                let _ = write!(uses, "<use href=\"#{}\" x=\"{}\"/>", id(key), number(along));
            }
            along += letters::advance(face, letter) * em;
        }
        if !uses.is_empty() {
            let _ = writeln!(
                out,
                "<g transform=\"translate({} {}){turn} scale({scale} -{scale})\" fill=\"{}\">{uses}</g>",
                number(x),
                number(y),
                color.hex()
            );
        }
    }
}

fn id((bold, glyph): (bool, u16)) -> String {
    format!("{}{glyph}", if bold { 'b' } else { 'r' })
}

/// A scale with as many decimals as a line of text needs to keep its width.
fn scaled(x: f64) -> String {
    let text = format!("{x:.7}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// Closed contours, each beginning where the one before ended elsewhere.
fn path(curves: &[OutlineCurve]) -> String {
    let mut d = String::new();
    let mut pen: Option<ab_glyph::Point> = None;
    let place = |p: &ab_glyph::Point| format!("{} {}", number(f64::from(p.x)), number(f64::from(p.y)));
    for curve in curves {
        let (from, to) = match curve {
            OutlineCurve::Line(a, b) => (a, b),
            OutlineCurve::Quad(a, _, b) => (a, b),
            OutlineCurve::Cubic(a, _, _, b) => (a, b),
        };
        if pen != Some(*from) {
            let _ = write!(d, "{}M{}", if pen.is_some() { "Z" } else { "" }, place(from));
        }
        let _ = match curve {
            OutlineCurve::Line(_, b) => write!(d, "L{}", place(b)),
            OutlineCurve::Quad(_, c, b) => write!(d, "Q{} {}", place(c), place(b)),
            OutlineCurve::Cubic(_, c, e, b) => write!(d, "C{} {} {}", place(c), place(e), place(b)),
        };
        pen = Some(*to);
    }
    if pen.is_some() {
        d.push('Z');
    }
    d
}

/// At most two decimals, without trailing zeros.
pub(super) fn number(x: f64) -> String {
    let text = format!("{:.2}", if x.is_finite() { x } else { 0.0 });
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_string() } else { text.to_string() }
}
