//! Doubts in few lines: by kind, with the rows that they speak of.

use super::folded;
use crate::diagnostics::{About, Told};

/// Rows that are named of each kind.
const NAMED: usize = 2;

/// The doubts in at most so many lines: with their advice where there is room.
pub fn lines(warnings: &[Told], room: usize) -> Vec<String> {
    for helped in [true, false] {
        let list: Vec<Vec<String>> = kinds(warnings).iter().map(|alike| kind(alike, helped)).collect();
        if list.iter().map(Vec::len).sum::<usize>() <= room {
            return list.concat();
        }
    }
    let mut shown: Vec<String> = Vec::new();
    let all = kinds(warnings);
    for (i, alike) in all.iter().enumerate() {
        let next = kind(alike, false);
        // the last line tells of those that are left out
        if shown.len() + next.len() > room.saturating_sub(1) {
            let names: Vec<&str> = all[i..].iter().filter_map(|k| k.first()).map(|w| w.kind.as_str()).collect();
            let told = format!("and {} more: --all ({})", names.len(), names.join(", "));
            shown.extend(folded(&told, 2).into_iter().take(room.saturating_sub(shown.len()).max(1)));
            break;
        }
        shown.extend(next);
    }
    shown
}

/// Doubts of one kind together, in the order in which the kinds come.
fn kinds(warnings: &[Told]) -> Vec<Vec<&Told>> {
    let mut list: Vec<Vec<&Told>> = Vec::new();
    for w in warnings {
        match list.iter_mut().find(|k| k.first().is_some_and(|f| f.kind == w.kind)) {
            Some(alike) => alike.push(w),
            None => list.push(vec![w]),
        }
    }
    list
}

fn kind(alike: &[&Told], helped: bool) -> Vec<String> {
    let Some(first) = alike.first() else { return Vec::new() };
    let mut lines = folded(&format!("warning[{}]: {}", first.kind, first.message), 2);
    if alike.len() > 1 {
        lines.push(format!("  and {} more of this kind: --all", alike.len() - 1));
    }
    let mut rows: Vec<String> = Vec::new();
    for row in alike.iter().flat_map(|w| &w.rows).map(named).filter(|n| !n.is_empty()) {
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    if !rows.is_empty() {
        let more = rows.len().saturating_sub(NAMED);
        rows.truncate(NAMED);
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        lines.extend(
            folded(&format!("\u{1}\u{1}rows: {}{more}", rows.join("; ")), 4).iter().map(|l| l.replace('\u{1}', " ")),
        );
    }
    if helped && let Some(help) = &first.help {
        lines.extend(folded(&format!("\u{1}\u{1}help: {help}"), 4).iter().map(|l| l.replace('\u{1}', " ")));
    }
    lines
}

/// A row in words: `dropout, roth-santanna, lag=1, randomization`.
fn named(about: &About) -> String {
    let parts = [&about.outcome, &about.estimator, &about.term, &about.variance];
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::lines;
    use crate::diagnostics::{About, Told};
    use serde_json::Map;

    fn told(kind: &str, message: &str, term: &str) -> Told {
        let rows = vec![About::outcome("dropout").term(term)];
        Told { kind: kind.into(), message: message.into(), help: Some("look".into()), values: Map::new(), rows }
    }

    #[test]
    fn one_kind_is_said_once_with_its_rows() {
        let list: Vec<Told> =
            (0..5).map(|i| told("UnequalChances", &format!("mean {i}"), &format!("lag={i}"))).collect();
        assert_eq!(
            lines(&list, 20),
            [
                "warning[UnequalChances]: mean 0",
                "  and 4 more of this kind: --all",
                "  rows: dropout lag=0; dropout lag=1, and 3 more",
                "  help: look",
            ]
        );
    }

    #[test]
    fn what_has_no_room_is_counted_and_named() {
        let list: Vec<Told> = (0..9).map(|i| told(&format!("Kind{i}"), "said", "treated")).collect();
        let shown = lines(&list, 6);
        assert!(shown.len() <= 6, "{shown:?}");
        assert!(shown.last().is_some_and(|l| l.starts_with("and 7 more: --all (Kind2, ")), "{shown:?}");
    }
}
