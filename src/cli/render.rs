//! Problems and doubts as the terminal shows them: what is wrong, where, found versus expected, what to do.

use crate::diagnostics::{Problem, Told};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::io::IsTerminal;

/// A warning as text: its type, its sentence, its advice.
pub fn warning(w: &Told, color: bool) -> String {
    let (on, off) = if color { ("\x1b[1;33m", "\x1b[0m") } else { ("", "") };
    let mut text = format!("{on}warning[{}]{off}: {}", w.kind, w.message);
    if let Some(help) = &w.help {
        text.push_str(&format!("\n  help: {help}"));
    }
    text
}

/// Columns that a line of the product may take: those of a terminal that everybody has; in a file or a pipe a line is
/// never broken, so that it can be searched.
pub fn columns() -> usize {
    if std::io::stdout().is_terminal() { 80 } else { usize::MAX }
}

/// A line after `lead`, broken at blanks before so many columns, further lines indented by `hang`; a longer word stays
/// whole.
pub fn wrapped(lead: &str, hang: usize, text: &str) -> String {
    broken(lead, hang, text, columns())
}

fn broken(lead: &str, hang: usize, text: &str, columns: usize) -> String {
    let mut out = lead.to_string();
    let mut column = lead.chars().count();
    let mut begun = true;
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        let wide = word.chars().count();
        if !begun && column + 1 + wide > columns {
            out.push('\n');
            out.push_str(&" ".repeat(hang));
            column = hang;
            begun = true;
        }
        if !begun {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += wide;
        begun = false;
    }
    out.push('\n');
    out
}

/// Warnings of one kind that are said one by one; the rest of them is counted.
const SAID: usize = 5;

/// Warnings of one kind as text: its sentences, and each advice once.
pub fn warnings(alike: &[&Told], color: bool) -> String {
    let Some((first, others)) = alike.split_first() else { return String::new() };
    let mut text = warning(&Told { help: None, ..(*first).clone() }, color);
    for w in others.iter().take(SAID - 1) {
        text.push_str(&format!("\n  also: {}", w.message));
    }
    if alike.len() > SAID {
        text.push_str(&format!("\n  and {} more of this kind: all stand in the JSON form", alike.len() - SAID));
    }
    let mut advice: Vec<&str> = alike.iter().filter_map(|w| w.help.as_deref()).collect();
    advice.dedup();
    for (i, help) in advice.iter().enumerate() {
        if !advice[..i].contains(help) {
            text.push_str(&format!("\n  help: {help}"));
        }
    }
    text
}

/// A problem as text: what is wrong, where, found versus expected, what to do next.
pub fn problem(p: &Problem, color: bool) -> String {
    let mut text = one(p, color);
    for other in p.others() {
        text.push('\n');
        text.push_str(&one(other, color));
    }
    text.push_str(&format!("\n  see: lodtrin explain {}", p.code()));
    text
}

fn one(p: &Problem, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let title = Level::ERROR.primary_title(p.what().to_string()).id(p.code());
    let mut group = title.elements([] as [annotate_snippets::Message; 0]);
    let mut lines = Vec::new();
    if let Some(place) = p.place() {
        match (&place.text, place.line) {
            (Some(source), Some(line)) if source.len() <= 400 => {
                let column = place.column.unwrap_or(1);
                let start = source.char_indices().nth(column - 1).map_or(source.len(), |(i, _)| i);
                let end = source[start..].char_indices().nth(1).map_or(source.len(), |(i, _)| start + i);
                group = group.element(
                    Snippet::source(source.clone())
                        .line_start(line)
                        .path(place.file.clone())
                        .annotation(AnnotationKind::Primary.span(start..end)),
                );
            }
            _ => lines.push(format!("  at: {place}")),
        }
    }
    let mut text = renderer.render(&[group]);
    if let Some(found) = p.found_text() {
        lines.push(format!("  found: {found}"));
    }
    if let Some(expected) = p.expected_text() {
        lines.push(format!("  expected: {expected}"));
    }
    lines.extend(p.advice().iter().map(|h| format!("  help: {h}")));
    for line in lines {
        text.push('\n');
        text.push_str(&line);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::broken;

    #[test]
    fn lines_are_broken_at_blanks_and_nothing_is_lost() {
        let text =
            "the number of lots in wave 1 varies more than if schools did not count, aVeryLongWordThatStaysWhole";
        for columns in [8, 20, 40, 80, usize::MAX] {
            let out = broken("  x: ", 4, text, columns);
            let words: Vec<&str> = out.split_whitespace().skip(1).collect();
            assert_eq!(words, text.split(' ').collect::<Vec<_>>());
            let fits = |l: &str| l.chars().count() <= columns || l.trim_start().split(' ').count() <= 2;
            assert!(out.ends_with('\n') && out.lines().all(fits), "{out}");
        }
        assert_eq!(broken("  x: ", 4, text, usize::MAX), format!("  x: {text}\n"));
    }
}
