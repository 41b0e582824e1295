//! What a school's names of programmes most likely stand for.

use super::cells::mask;
use super::programmes::{Named, Naming, Programmes, fold};
use std::collections::BTreeMap;

/// A name that is no id, and what it most likely stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The name as the file has it.
    pub name: String,
    /// Whether it may be shown.
    pub harmless: bool,
    /// Rows.
    pub rows: u64,
    /// The id.
    pub id: Option<String>,
    /// Whether the id is the name without codes at its ends, not only the nearest.
    pub sure: bool,
}

/// For each unknown name the id with the same fold once codes at either end are dropped, else the nearest, else none.
pub(super) fn proposed(values: &BTreeMap<String, u64>, _many: bool, programmes: &Programmes) -> Vec<Proposal> {
    let naming = Naming::default();
    let mut list: Vec<Proposal> = Vec::new();
    for (name, rows) in values {
        if !matches!(naming.find(name, "", programmes), Named::Unknown) {
            continue;
        }
        let bare = without_codes(name);
        let own = |id: &&str| !bare.is_empty() && without_codes(id) == bare;
        let ids = || programmes.all().iter().map(|p| p.programme.as_str());
        let alike: Vec<&str> = ids().filter(own).collect();
        let exact = match alike.as_slice() {
            [one] => Some(*one),
            _ => ids().find(|id| fold(id) == bare),
        };
        let id = exact.or_else(|| programmes.nearest(name)).or_else(|| programmes.nearest(&bare));
        list.push(Proposal {
            name: name.clone(),
            harmless: mask::programme(name) == *name,
            rows: *rows,
            id: id.map(str::to_string),
            sure: exact.is_some(),
        });
    }
    list.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.name.cmp(&b.name)));
    list
}

/// The folded name without codes of two digits or more, and the marks around them, at either end.
fn without_codes(name: &str) -> String {
    let mut text = fold(name);
    let marks = |c: char| " -.:/()".contains(c);
    loop {
        let before = text.clone();
        let head = text.trim_start_matches(marks);
        let digits = head.len() - head.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let head = if digits >= 2 { head[digits..].trim_start_matches(marks) } else { head };
        let tail = head.trim_end_matches(marks);
        let digits = tail.len() - tail.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let tail = if digits >= 2 { tail[..tail.len() - digits].trim_end_matches(marks) } else { tail };
        text = tail.to_string();
        if text == before {
            return text;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::without_codes;

    #[test]
    fn codes_at_the_ends_are_dropped() {
        assert_eq!(without_codes("1490 Tømrer"), "tømrer");
        assert_eq!(without_codes("Tømrer (1490)"), "tømrer");
        assert_eq!(without_codes("GF2 Kok 5"), "gf2 kok 5");
    }
}
