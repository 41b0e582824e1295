//! Figures as SVG, for a file and inline.

use super::glyphs::{Glyphs, number};
use super::letters::FAMILY;
use super::{Anchor, Color, Figure, Mark, Point, Weight};
pub(crate) use crate::tables::markup::xml as escape;
use std::fmt::Write;

/// White around the picture in a file, in figure units.
pub(super) const MARGIN: f64 = 10.0;

impl Figure {
    /// The picture as an SVG file that needs no font: a margin, its source below, letters as outlines, named by its title
    /// and its description. Coordinates have two decimals, and the same figure gives the same bytes.
    pub fn svg(&self) -> String {
        let page = self.with_source();
        let mut glyphs = Glyphs::default();
        let mut marks = String::new();
        for mark in &page.marks {
            match mark {
                Mark::Text { .. } => glyphs.write(&mut marks, mark),
                _ => write_mark(&mut marks, mark),
            }
        }
        let (title, desc) = (format!("{}-title", name(&page.name)), format!("{}-desc", name(&page.name)));
        let head = format!("role=\"img\" aria-labelledby=\"{title} {desc}\"");
        let told = format!(
            "<title id=\"{title}\">{}</title>\n<desc id=\"{desc}\">{}</desc>\n",
            escape(&page.title),
            escape(&page.description)
        );
        framed(&page, MARGIN, &head, &format!("{told}{}", glyphs.defs()), &marks)
    }

    /// The picture as SVG to be set into a page that has its own margins and the fonts: text stays text.
    pub fn inline_svg(&self) -> String {
        let mut marks = String::new();
        for mark in &self.marks {
            write_mark(&mut marks, mark);
        }
        let head = format!("role=\"img\" font-family=\"'{FAMILY}','Segoe UI',Helvetica,Arial,sans-serif\"");
        let told = format!("<title>{}</title>\n<desc>{}</desc>\n", escape(&self.title), escape(&self.description));
        framed(self, 0.0, &head, &told, &marks)
    }
}

fn framed(figure: &Figure, margin: f64, head: &str, told: &str, marks: &str) -> String {
    let from = number(-margin);
    let (w, h) = (number(figure.width + 2.0 * margin), number(figure.height + 2.0 * margin));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"{from} {from} {w} {h}\" \
         {head}>\n{told}<rect x=\"{from}\" y=\"{from}\" width=\"{w}\" height=\"{h}\" fill=\"#ffffff\"/>\n{marks}</svg>\n"
    )
}

/// A name as it may stand in an id.
fn name(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect()
}

fn write_mark(out: &mut String, mark: &Mark) {
    // writing to a String cannot fail
    let _ = match mark {
        Mark::Fill { points, color } => {
            writeln!(out, "<path d=\"{}Z\" fill=\"{}\"/>", path(points), color.hex())
        }
        Mark::Rect { x, y, w, h, fill, stroke, note } => {
            let style = paint(*fill, *stroke, "1");
            let head = format!(
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
                number(*x),
                number(*y),
                number(*w),
                number(*h)
            );
            if note.is_empty() {
                writeln!(out, "{head}{style}/>")
            } else {
                writeln!(out, "{head}{style}><title>{}</title></rect>", escape(note))
            }
        }
        Mark::Lines { paths, color, width, dash } => {
            let d: Vec<String> = paths.iter().map(|p| path(p)).collect();
            let dashes =
                dash.map_or(String::new(), |(on, off)| format!(" stroke-dasharray=\"{} {}\"", number(on), number(off)));
            writeln!(
                out,
                "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"{dashes}/>",
                d.concat(),
                color.hex(),
                number(*width)
            )
        }
        Mark::Dot { at, r, fill, stroke } => writeln!(
            out,
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{}/>",
            number(at.0),
            number(at.1),
            number(*r),
            paint(Some(*fill), *stroke, "1.5")
        ),
        Mark::Text { at, text, size, weight, color, anchor, turned } => {
            let (x, y) = (number(at.0), number(at.1));
            let anchor = match anchor {
                Anchor::Start => "",
                Anchor::Middle => " text-anchor=\"middle\"",
                Anchor::End => " text-anchor=\"end\"",
            };
            let weight = if *weight == Weight::Semibold { " font-weight=\"600\"" } else { "" };
            let turn = if *turned { format!(" transform=\"rotate(-90 {x} {y})\"") } else { String::new() };
            writeln!(
                out,
                "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\" fill=\"{}\"{weight}{anchor}{turn}>{}</text>",
                number(*size),
                color.hex(),
                escape(text)
            )
        }
    };
}

fn paint(fill: Option<Color>, stroke: Option<Color>, width: &str) -> String {
    let fill = fill.map_or("none".to_string(), Color::hex);
    let stroke = stroke.map_or(String::new(), |s| format!(" stroke=\"{}\" stroke-width=\"{width}\"", s.hex()));
    format!(" fill=\"{fill}\"{stroke}")
}

fn path(points: &[Point]) -> String {
    let mut d = String::new();
    for (i, (x, y)) in points.iter().enumerate() {
        let _ = write!(d, "{}{} {}", if i == 0 { "M" } else { "L" }, number(*x), number(*y));
    }
    d
}
