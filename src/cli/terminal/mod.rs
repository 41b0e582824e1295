//! What a terminal shows of a long result: the answer first, at most forty lines, and how to see the rest.

#[cfg(feature = "report")]
pub mod doubts;
#[cfg(feature = "report")]
pub mod effect;
#[cfg(feature = "report")]
mod finding;
#[cfg(feature = "report")]
pub mod power;
#[cfg(feature = "report")]
pub mod study;
pub mod verify;

/// Lines that a summary ends in, with what stands on stderr.
pub const LINES: usize = 40;
/// Columns of a terminal that everybody has.
#[cfg(feature = "report")]
const WIDE: usize = 80;

/// Lines of a text of eighty columns, broken at blanks; all but the first indented by `hang`.
#[cfg(feature = "report")]
pub fn folded(text: &str, hang: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if line.is_empty() || line.chars().all(|c| c == ' ') {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= WIDE {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(std::mem::replace(&mut line, format!("{}{word}", " ".repeat(hang))));
        }
    }
    if !line.trim().is_empty() {
        lines.push(line);
    }
    lines
}

/// The text, or its first lines and how many more there are.
#[cfg(feature = "report")]
pub fn cut(text: &str, room: usize, all: bool) -> String {
    let lines: Vec<&str> = text.lines().collect();
    if all || lines.len() <= room {
        return text.to_string();
    }
    let mut shown: Vec<String> = lines[..room.saturating_sub(1)].iter().map(|l| l.to_string()).collect();
    shown.push(format!("and {} more: --all", lines.len() - shown.len()));
    shown.join("\n") + "\n"
}

/// The same of finished lines.
pub fn cut_lines(mut lines: Vec<String>, room: usize) -> Vec<String> {
    if lines.len() > room {
        let more = lines.len() - room.saturating_sub(1);
        lines.truncate(room.saturating_sub(1));
        lines.push(format!("and {more} more: --all"));
    }
    lines
}

#[cfg(feature = "report")]
#[cfg(test)]
mod tests {
    use super::{cut, folded};

    #[test]
    fn what_is_cut_is_counted() {
        let text = "a\nb\nc\nd\n";
        assert_eq!(cut(text, 4, false), text);
        assert_eq!(cut(text, 3, true), text);
        assert_eq!(cut(text, 3, false), "a\nb\nand 2 more: --all\n");
    }

    #[test]
    fn folded_lines_fit_and_lose_nothing() {
        let text = "word ".repeat(60);
        let lines = folded(&text, 2);
        assert!(lines.iter().all(|l| l.chars().count() <= 80), "{lines:?}");
        assert_eq!(lines.iter().flat_map(|l| l.split_whitespace()).count(), 60);
        assert!(lines[1].starts_with("  word"));
    }
}
