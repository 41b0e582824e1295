//! Outcomes that are another one's mirror: the same pupils, and whoever has the one has not the other.

use crate::diagnostics::Outcome;
use crate::folder::study::Folder;
use crate::report::sources::Sources;
use crate::trial::Study;
use std::collections::BTreeMap;

/// Pairs (mirror, outcome): in every cell of `data/panel.csv` both have the same n, and k of the one is n − k of the other.
/// The mirror is the one that is not primary, or that is declared later.
///
/// # Errors
/// `P910` when the panel is not what this tool writes.
pub fn mirrored(folder: &Folder, plan: &Study) -> Outcome<Vec<(String, String)>> {
    let panel = Sources::read(folder)?.panel;
    let mut cells: BTreeMap<&str, BTreeMap<(&str, &str), (u64, u64)>> = BTreeMap::new();
    for r in &panel {
        cells.entry(&r.outcome).or_default().insert((&r.programme, &r.period), (r.n, r.k));
    }
    let mut names: Vec<&str> = plan.outcomes.iter().map(|o| o.name.as_str()).collect();
    names.sort_by_key(|n| *n != plan.primary().name);
    let mut list: Vec<(String, String)> = Vec::new();
    for (i, name) in names.iter().enumerate() {
        let Some(own) = cells.get(name) else { continue };
        let is_mirror = |of: &&&str| cells.get(**of).is_some_and(|other| mirrors(own, other));
        let taken = |of: &&&str| list.iter().any(|(m, _)| m == **of);
        if let Some(of) = names[..i].iter().filter(|of| !taken(of)).find(is_mirror) {
            list.push((name.to_string(), of.to_string()));
        }
    }
    Ok(list)
}

type Cells<'a> = BTreeMap<(&'a str, &'a str), (u64, u64)>;

fn mirrors(a: &Cells<'_>, b: &Cells<'_>) -> bool {
    !a.is_empty()
        && a.len() == b.len()
        && a.iter().all(|(cell, (n, k))| b.get(cell).is_some_and(|(m, l)| m == n && k + l == *n))
}

#[cfg(test)]
mod tests {
    use super::{Cells, mirrors};

    #[test]
    fn a_mirror_has_the_same_pupils_and_the_other_fates() {
        let a: Cells<'_> = [(("x", "1"), (10, 3)), (("y", "1"), (8, 8))].into();
        let b: Cells<'_> = [(("x", "1"), (10, 7)), (("y", "1"), (8, 0))].into();
        assert!(mirrors(&a, &b) && mirrors(&b, &a));
        let missing: Cells<'_> = [(("x", "1"), (9, 6)), (("y", "1"), (8, 0))].into();
        assert!(!mirrors(&a, &missing) && !mirrors(&a, &a));
        assert!(!mirrors(&Cells::new(), &Cells::new()));
    }
}
