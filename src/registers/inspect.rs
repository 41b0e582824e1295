use super::row::folded;
use crate::diagnostics::nearest;

/// The column that most likely holds a field: by its names elsewhere, or by the nearest spelling.
pub(super) fn best_column(header: &[String], wanted: &str, known_as: &[&str]) -> Option<usize> {
    let names: Vec<String> = header.iter().map(|h| folded(h)).collect();
    let is = |name: &str| names.iter().position(|h| *h == folded(name));
    is(wanted).or_else(|| known_as.iter().find_map(|k| is(k))).or_else(|| {
        let near = nearest(wanted, names.iter().map(String::as_str))
            .or_else(|| known_as.iter().find_map(|k| nearest(k, names.iter().map(String::as_str))))?;
        names.iter().position(|h| h == near)
    })
}
