//! Text as markup: every character that markup gives a meaning as its entity, in pages, pictures and the draw sheet alike.

/// The entity of a character that markup gives a meaning.
fn entity(c: char) -> Option<&'static str> {
    Some(match c {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&#39;",
        _ => return None,
    })
}

/// Text whose every character stays, in an element or in a quoted attribute: the draw sheet shows what was frozen.
pub(crate) fn whole(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match entity(c) {
            Some(entity) => out.push_str(entity),
            None => out.push(c),
        }
    }
    out
}

/// The same with blanks for white space, without control characters and what else is left out.
#[cfg(any(feature = "report", feature = "figures"))]
fn printable(text: &str, left_out: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match entity(c) {
            Some(entity) => out.push_str(entity),
            None if matches!(c, '\t' | '\n' | '\r') => out.push(' '),
            None if c.is_control() || left_out(c) => {}
            None => out.push(c),
        }
    }
    out
}

/// Words of a page. The marks that reverse the direction of writing are left out with the control characters.
#[cfg(feature = "report")]
pub(crate) fn html(words: &str) -> String {
    printable(words, |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
}

/// Words of a picture. Characters that XML forbids are left out.
#[cfg(feature = "figures")]
pub(crate) fn xml(text: &str) -> String {
    printable(text, |c| matches!(c, '\u{fffe}' | '\u{ffff}'))
}
