//! Figures painted as pixels: fills and strokes averaged over 2 × 2.

use super::letters;
use super::svg::MARGIN;
use super::{Anchor, Color, Figure, Mark, Point, Weight, png};
use crate::diagnostics::{Outcome, Problem};
use ab_glyph::{Font, Glyph, PxScale, point};
use plotters::backend::{BitMapBackend, DrawingBackend};
use plotters::style::{Color as _, RGBColor, ShapeStyle};

/// Painted at this many device pixels a unit, then averaged over 2 × 2.
const FINE: f64 = 4.0;
/// No picture is higher or wider than this, in units.
const LARGEST: f64 = 6000.0;

impl Figure {
    /// The picture as PNG, two pixels a unit; the same figure gives the same bytes.
    ///
    /// # Errors
    /// `P901` when the picture is too large for a bitmap or the embedded font cannot be read.
    pub fn png(&self) -> Outcome<Vec<u8>> {
        self.with_source().painted()
    }

    fn painted(&self) -> Outcome<Vec<u8>> {
        let failed = |why: &str| Problem::new("P901", format!("cannot paint the figure `{}`: {why}", self.name));
        if self.width > LARGEST || self.height > LARGEST {
            return Err(failed("it is too large for a bitmap")
                .found(format!("{:.0} × {:.0}", self.width, self.height))
                .help("use the SVG of the same figure"));
        }
        let pixels = |units: f64| (2.0 * (units + 2.0 * MARGIN)).ceil() as usize;
        let (w, h) = (pixels(self.width), pixels(self.height));
        let mut fine = vec![255u8; 2 * w * 2 * h * 3];
        {
            let mut canvas = BitMapBackend::with_buffer(&mut fine, (2 * w as u32, 2 * h as u32));
            for mark in &self.marks {
                paint(&mut canvas, mark).map_err(|e| failed(&e))?;
            }
            canvas.present().map_err(|e| failed(&e.to_string()))?;
        }
        Ok(png::encode(&halve(&fine, w, h), w, h))
    }
}

type Canvas<'a> = BitMapBackend<'a>;
type BackendCoord = (i32, i32);

fn paint(canvas: &mut Canvas<'_>, mark: &Mark) -> Result<(), String> {
    match mark {
        Mark::Fill { points, color } => fill(canvas, points, *color),
        Mark::Rect { x, y, w, h, fill: inside, stroke, .. } => {
            if let Some(color) = inside {
                let (from, to) = (device((*x, *y)), device((x + w, y + h)));
                // the far edge belongs to the neighbour
                let to = ((to.0 - 1).max(from.0), (to.1 - 1).max(from.1));
                canvas.draw_rect(from, to, &style(*color), true).map_err(|e| e.to_string())?;
            }
            if let Some(color) = stroke {
                let corners = [(*x, *y), (x + w, *y), (x + w, y + h), (*x, y + h), (*x, *y)];
                stroke_line(canvas, &corners, *color, 1.0)?;
            }
            Ok(())
        }
        Mark::Lines { paths, color, width, dash } => {
            for path in paths {
                match dash {
                    None => stroke_line(canvas, path, *color, *width)?,
                    Some(pattern) => {
                        for piece in dashes(path, *pattern) {
                            stroke_line(canvas, &piece, *color, *width)?;
                        }
                    }
                }
            }
            Ok(())
        }
        Mark::Dot { at, r, fill: inside, stroke } => {
            let disc = |canvas: &mut Canvas<'_>, r: f64, color: Color| {
                canvas
                    .draw_circle(device(*at), (r * FINE).round().max(1.0) as u32, &style(color), true)
                    .map_err(|e| e.to_string())
            };
            if let Some(color) = stroke {
                disc(canvas, r + 0.75, *color)?;
                return disc(canvas, r - 0.75, *inside);
            }
            disc(canvas, *r, *inside)
        }
        Mark::Text { at, text, size, weight, color, anchor, turned } => {
            write(canvas, *at, text, *size, *weight, *color, *anchor, *turned)
        }
    }
}

fn write(
    canvas: &mut Canvas<'_>,
    (x, y): Point,
    text: &str,
    size: f64,
    weight: Weight,
    color: Color,
    anchor: Anchor,
    turned: bool,
) -> Result<(), String> {
    let wide = letters::width(text, size, weight);
    let back = match anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => wide / 2.0,
        Anchor::End => wide,
    };
    let face = letters::face(weight).ok_or("the embedded font cannot be read")?;
    let em = f64::from(face.units_per_em().unwrap_or(2048.0));
    // the scale is the height from descent to ascent in device pixels
    let scale = PxScale::from((f64::from(face.height_unscaled()) / em * size * FINE) as f32);
    let (r, g, b) = color.rgb();
    let ink = RGBColor(r, g, b);
    // along the line of writing from its start, and across it from the baseline
    let (from, base) = if turned { (0.0, 0.0) } else { ((x - back + MARGIN) * FINE, (y + MARGIN) * FINE) };
    let turn = device((x, y + back));
    let mut along = from;
    for letter in text.chars() {
        let glyph = Glyph { id: face.glyph_id(letter), scale, position: point(along as f32, base as f32) };
        along += letters::advance(face, letter) * size * FINE;
        let Some(outline) = face.outline_glyph(glyph) else { continue };
        let corner = outline.px_bounds().min;
        let mut failed = None;
        outline.draw(|u, v, cover| {
            let (u, v) = (u as i32 + corner.x as i32, v as i32 + corner.y as i32);
            let at = if turned { (turn.0 + v, turn.1 - u) } else { (u, v) };
            if let Err(e) = canvas.draw_pixel(at, ink.mix(f64::from(cover)).to_backend_color()) {
                failed = Some(e.to_string());
            }
        });
        if let Some(why) = failed {
            return Err(why);
        }
    }
    Ok(())
}

fn stroke_line(canvas: &mut Canvas<'_>, path: &[Point], color: Color, width: f64) -> Result<(), String> {
    let half = width / 2.0;
    for pair in path.windows(2) {
        let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
        let length = (dx * dx + dy * dy).sqrt();
        if length < 1e-9 {
            continue;
        }
        let (nx, ny) = (-dy / length * half, dx / length * half);
        let corners = [
            (pair[0].0 + nx, pair[0].1 + ny),
            (pair[1].0 + nx, pair[1].1 + ny),
            (pair[1].0 - nx, pair[1].1 - ny),
            (pair[0].0 - nx, pair[0].1 - ny),
        ];
        fill(canvas, &corners, color)?;
    }
    if width * FINE >= 3.0 && path.len() > 2 {
        for joint in &path[1..path.len() - 1] {
            let r = (half * FINE).floor().max(1.0) as u32;
            canvas.draw_circle(device(*joint), r, &style(color), true).map_err(|e| e.to_string())?;
        }
    }
    Ok(())
}

fn fill(canvas: &mut Canvas<'_>, points: &[Point], color: Color) -> Result<(), String> {
    if points.len() < 3 {
        return Ok(());
    }
    let mut corners: Vec<BackendCoord> = points.iter().map(|p| device(*p)).collect();
    corners.dedup();
    if corners.len() < 2 {
        return Ok(());
    }
    canvas.fill_polygon(corners, &style(color)).map_err(|e| e.to_string())
}

/// The pieces of a path that a dash pattern leaves.
fn dashes(path: &[Point], (on, off): (f64, f64)) -> Vec<Vec<Point>> {
    let mut pieces = Vec::new();
    let (mut drawing, mut left) = (true, on);
    for pair in path.windows(2) {
        let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
        let length = (dx * dx + dy * dy).sqrt();
        let mut done = 0.0;
        while done < length {
            let step = left.min(length - done);
            if drawing {
                let at = |t: f64| (pair[0].0 + dx * t / length, pair[0].1 + dy * t / length);
                pieces.push(vec![at(done), at(done + step)]);
            }
            done += step;
            left -= step;
            if left <= 1e-9 {
                drawing = !drawing;
                left = if drawing { on } else { off };
            }
        }
    }
    pieces
}

fn style(color: Color) -> ShapeStyle {
    let (r, g, b) = color.rgb();
    ShapeStyle { color: RGBColor(r, g, b).into(), filled: true, stroke_width: 1 }
}

fn device((x, y): Point) -> BackendCoord {
    let place = |v: f64| if v.is_finite() { ((v + MARGIN) * FINE).round().clamp(-1e6, 1e6) as i32 } else { 0 };
    (place(x), place(y))
}

/// Averages blocks of 2 × 2 pixels; `w` and `h` are the size after.
fn halve(fine: &[u8], w: usize, h: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(w * h * 3);
    let row = 2 * w * 3;
    let blank = vec![255u8; row];
    for pair in fine.chunks_exact(2 * row).take(h) {
        let (upper, lower) = pair.split_at(row);
        if upper == blank && lower == blank {
            out.extend_from_slice(&blank[..3 * w]);
            continue;
        }
        for (u, l) in upper.chunks(BLOCK).zip(lower.chunks(BLOCK)) {
            if u == &blank[..u.len()] && l == u {
                out.extend_from_slice(&blank[..u.len() / 2]);
            } else {
                out.extend(u.chunks_exact(6).zip(l.chunks_exact(6)).flat_map(|(u, l)| means(u, l)));
            }
        }
    }
    out
}

/// Bytes compared at once with white paper: sixteen pixels.
const BLOCK: usize = 48;

/// Mean of two pixels above and two below, channel by channel.
fn means(u: &[u8], l: &[u8]) -> [u8; 3] {
    let mean = |c: usize| {
        let sum = u16::from(u[c]) + u16::from(u[c + 3]) + u16::from(l[c]) + u16::from(l[c + 3]);
        ((sum + 2) / 4) as u8
    };
    [mean(0), mean(1), mean(2)]
}
