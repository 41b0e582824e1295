//! A figure as a list of marks, before it is SVG or pixels.

use super::palette;
use super::palette::Color;

/// A place in figure units (1/96 inch at natural size), x rightwards, y downwards.
pub type Point = (f64, f64);

/// Where a text's x stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// At its left edge.
    Start,
    /// At its middle.
    Middle,
    /// At its right edge.
    End,
}

/// Weight of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Running text.
    Regular,
    /// Emphasis.
    Semibold,
}

/// One thing on the paper. Later marks lie over earlier ones.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A filled convex polygon.
    Fill {
        /// Corners in order.
        points: Vec<Point>,
        /// Its colour.
        color: Color,
    },
    /// A rectangle.
    Rect {
        /// Left edge.
        x: f64,
        /// Upper edge.
        y: f64,
        /// Width.
        w: f64,
        /// Height.
        h: f64,
        /// Inside.
        fill: Option<Color>,
        /// Outline of width one.
        stroke: Option<Color>,
        /// Words shown when a pointer rests on it (SVG only).
        note: String,
    },
    /// One or more open lines of one style.
    Lines {
        /// Each a polyline.
        paths: Vec<Vec<Point>>,
        /// Colour.
        color: Color,
        /// Width.
        width: f64,
        /// Lengths of dash and gap.
        dash: Option<(f64, f64)>,
    },
    /// A disc.
    Dot {
        /// Centre.
        at: Point,
        /// Radius.
        r: f64,
        /// Inside.
        fill: Color,
        /// Outline of width 1.5.
        stroke: Option<Color>,
    },
    /// A line of text.
    Text {
        /// Anchor point on the baseline.
        at: Point,
        /// The words.
        text: String,
        /// Font size (em).
        size: f64,
        /// Weight.
        weight: Weight,
        /// Colour.
        color: Color,
        /// What x means.
        anchor: Anchor,
        /// Turned a quarter to the left.
        turned: bool,
    },
}

/// A finished picture: what both the SVG and the PNG are made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Name without suffix, such as `effect-by-exposure`.
    pub name: String,
    /// Width in figure units.
    pub width: f64,
    /// Height in figure units.
    pub height: f64,
    /// One line that says what it is.
    pub title: String,
    /// What it shows, in words, for those who do not see it.
    pub description: String,
    /// Where it comes from, said below it in a file: study, lock, number; empty for none.
    pub source: String,
    /// The marks, from below.
    pub marks: Vec<Mark>,
}

impl Figure {
    /// An empty picture.
    pub fn new(name: &str, width: f64, height: f64, title: impl Into<String>) -> Self {
        Figure {
            name: name.to_string(),
            width,
            height,
            title: title.into(),
            description: String::new(),
            source: String::new(),
            marks: Vec::new(),
        }
    }

    /// The picture moved within a larger sheet.
    pub(super) fn set_into(mut self, width: f64, height: f64, (dx, dy): Point) -> Figure {
        let moved = |p: &mut Point| *p = (p.0 + dx, p.1 + dy);
        for mark in &mut self.marks {
            match mark {
                Mark::Fill { points, .. } => points.iter_mut().for_each(moved),
                Mark::Rect { x, y, .. } => (*x, *y) = (*x + dx, *y + dy),
                Mark::Lines { paths, .. } => paths.iter_mut().flatten().for_each(moved),
                Mark::Dot { at, .. } | Mark::Text { at, .. } => moved(at),
            }
        }
        (self.width, self.height) = (width, height);
        self
    }

    /// Adds a mark on top.
    pub fn push(&mut self, mark: Mark) {
        self.marks.push(mark);
    }

    /// A rectangle without a note.
    pub fn rect(&mut self, (x, y): Point, w: f64, h: f64, fill: Option<Color>, stroke: Option<Color>) {
        self.push(Mark::Rect { x, y, w, h, fill, stroke, note: String::new() });
    }

    /// A plain line.
    pub fn line(&mut self, from: Point, to: Point, color: Color, width: f64) {
        self.push(Mark::Lines { paths: vec![vec![from, to]], color, width, dash: None });
    }

    /// A dashed line.
    pub fn dashed(&mut self, from: Point, to: Point, color: Color, width: f64) {
        self.push(Mark::Lines { paths: vec![vec![from, to]], color, width, dash: Some((5.0, 3.5)) });
    }

    /// A disc without an outline.
    pub fn dot(&mut self, at: Point, r: f64, fill: Color) {
        self.push(Mark::Dot { at, r, fill, stroke: None });
    }

    /// A disc with paper inside.
    pub fn ring(&mut self, at: Point, r: f64, stroke: Color) {
        self.push(Mark::Dot { at, r, fill: palette::PAPER, stroke: Some(stroke) });
    }

    /// Regular text.
    pub fn text(&mut self, at: Point, text: impl Into<String>, size: f64, color: Color, anchor: Anchor) {
        self.push(Mark::Text { at, text: text.into(), size, weight: Weight::Regular, color, anchor, turned: false });
    }

    /// Emphasised text.
    pub fn bold(&mut self, at: Point, text: impl Into<String>, size: f64, color: Color, anchor: Anchor) {
        self.push(Mark::Text { at, text: text.into(), size, weight: Weight::Semibold, color, anchor, turned: false });
    }

    /// A band between two curves, as one convex piece per step of x.
    pub fn band(&mut self, upper: &[Point], lower: &[Point], color: Color) {
        for (u, l) in upper.windows(2).zip(lower.windows(2)) {
            self.push(Mark::Fill { points: vec![u[0], u[1], l[1], l[0]], color });
        }
    }
}
