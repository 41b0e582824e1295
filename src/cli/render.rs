use crate::diagnostics::{Problem, Warning};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// A warning as text: its type, its sentence, its advice.
pub fn warning(w: &Warning, color: bool) -> String {
    let (on, off) = if color { ("\x1b[1;33m", "\x1b[0m") } else { ("", "") };
    let mut text = format!("{on}warning[{}]{off}: {}", w.kind, w.message);
    if let Some(help) = &w.help {
        text.push_str(&format!("\n  help: {help}"));
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
