//! One filter between what files and names hold and a terminal: nothing in a text can move the cursor, hide or turn words.

use crate::diagnostics::{Problem, Told};
use unicode_general_category::{GeneralCategory as Category, get_general_category};

/// The text with control and formatting characters as `\u{1b}`; line ends stay.
pub fn harmless(text: &str) -> String {
    if text.bytes().all(|b| b == b'\n' || (b.is_ascii() && !b.is_ascii_control())) {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match get_general_category(c) {
            _ if c == '\n' => out.push(c),
            Category::Control | Category::Format | Category::LineSeparator | Category::ParagraphSeparator => {
                out.push_str(&format!("\\u{{{:x}}}", c as u32));
            }
            _ => out.push(c),
        }
    }
    out
}

/// A problem whose every word has passed the filter.
pub fn problem(problem: &Problem) -> Problem {
    problem.map_text(&harmless)
}

/// A doubt whose every word has passed the filter.
pub fn told(told: &Told) -> Told {
    Told { message: harmless(&told.message), help: told.help.as_deref().map(harmless), ..told.clone() }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn nothing_moves_the_cursor() {
        assert_eq!(harmless("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(harmless("x\u{202e}y\u{9b}z\u{2028}"), "x\\u{202e}y\\u{9b}z\\u{2028}");
        assert_eq!(harmless("Århus\nto linjer"), "Århus\nto linjer");
        assert_eq!(harmless("tab\tcr\r"), "tab\\u{9}cr\\u{d}");
    }
}
