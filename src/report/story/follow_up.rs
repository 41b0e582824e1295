//! What the report says of activities against their targets. Counts of fewer than may be published are masked, and those
//! that would tell them.

use crate::report::PlainTable;
use crate::report::sources::Sources;
use crate::tables::disclosure::{Cell, suppress};
use crate::trial::Language;
use std::collections::BTreeMap;

/// Activities over the whole study against their targets, by school and by outreach worker, each with its title.
pub(crate) fn follow_up(sources: &Sources, language: Language) -> Vec<(String, PlainTable)> {
    let levels = [
        ("school", language.pick("Skole", "School"), language.pick("Mål fulgt op efter skole", "Targets by school")),
        (
            "staff",
            language.pick("Medarbejder", "Outreach worker"),
            language.pick("Mål fulgt op efter medarbejder", "Targets by outreach worker"),
        ),
    ];
    let letters = letters(sources);
    let tables = levels.into_iter().filter_map(|(level, unit, title)| {
        let mut sums: BTreeMap<(String, String), (f64, Option<f64>)> = BTreeMap::new();
        for row in sources.activities(level) {
            let unit =
                if level == "staff" { letters.get(&row.unit).cloned().unwrap_or_default() } else { row.unit.clone() };
            let sum = sums.entry((unit, row.kind.clone())).or_insert((0.0, None));
            sum.0 += row.delivered();
            sum.1 = match (sum.1, row.target) {
                (Some(a), Some(b)) => Some(a + b),
                (a, b) => a.or(b),
            };
        }
        (!sums.is_empty()).then(|| (title.to_string(), against_targets(sources, language, unit, &sums)))
    });
    tables.collect()
}

/// A letter for each worker's name, which is never published: A … Z, AA …, in the order in which ingest met them first by
/// day, then by file and line; where the data are older, by first day and name.
fn letters(sources: &Sources) -> BTreeMap<String, String> {
    let mut names: Vec<String> = sources.quality.as_ref().and_then(|q| q.staff.clone()).unwrap_or_default();
    let rows = sources.activities("staff");
    let mut others: Vec<(String, String)> =
        rows.map(|r| (r.first.clone().unwrap_or_default(), r.unit.clone())).collect();
    others.sort();
    for (_, name) in others {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.into_iter().enumerate().map(|(i, name)| (name, letter(i))).collect()
}

/// A, B, …, Z, AA, AB, …
fn letter(mut at: usize) -> String {
    let mut text = String::new();
    loop {
        text.insert(0, char::from(b'A' + (at % 26) as u8));
        if at < 26 {
            return text;
        }
        at = at / 26 - 1;
    }
}

fn against_targets(
    sources: &Sources,
    language: Language,
    unit: &str,
    sums: &BTreeMap<(String, String), (f64, Option<f64>)>,
) -> PlainTable {
    let minimum = u64::from(sources.study().disclosure_minimum);
    let mut kinds: Vec<&String> = sums.keys().map(|k| &k.1).collect();
    kinds.sort();
    kinds.dedup();
    let mut units: Vec<&String> = sums.keys().map(|k| &k.0).collect();
    units.dedup();
    let of = |u: &String, k: &String| sums.get(&(u.clone(), k.clone())).copied();
    let counts: Vec<Vec<u64>> =
        units.iter().map(|u| kinds.iter().map(|k| of(u, k).map_or(0, |s| s.0.round() as u64)).collect()).collect();
    let shown = suppress(&counts, minimum);
    let mut rows = Vec::new();
    for (i, u) in units.iter().enumerate() {
        for (j, k) in kinds.iter().enumerate() {
            let Some((count, target)) = of(u, k) else { continue };
            let target = target.filter(|t| *t > 0.0);
            let words = |x: Option<f64>| x.map_or_else(|| "–".to_string(), |x| language.number(x, 0));
            let (given, share) = match shown.cells[i][j] {
                Cell::Shown(_) => (words(Some(count)), target.map(|t| 100.0 * count / t)),
                hidden => (hidden.text(minimum), None),
            };
            let share = share.map_or_else(|| "–".to_string(), |s| format!("{} %", language.number(s, 0)));
            rows.push(vec![u.to_string(), k.to_string(), given, words(target), share]);
        }
    }
    let column = |danish: &str, english: &str, right: bool| (language.pick(danish, english).to_string(), right);
    let head = vec![
        (unit.to_string(), false),
        column("Aktivitet", "Activity", false),
        column("Givet", "Delivered", true),
        column("Mål", "Target", true),
        column("Andel", "Share", true),
    ];
    PlainTable { head, rows }
}
