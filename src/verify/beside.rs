//! What stands in a lottery's folder or in a pack that no rule names, and whether the folder is one that was set aside.

use super::files::Parsed;
use super::pack::{SCRIPTS, readme_of};
use super::verdict::{Report, Verdict};
use crate::diagnostics::Outcome;
use crate::folder::Place;
use crate::folder::deliveries::LOOKED;
use crate::folder::names::{all_files, is_like_ours, is_lottery_file};
use crate::provenance::read_bytes;

/// Files of `data/` that a pack may hold.
const DATA: [&str; 6] =
    ["data/receipt.json", LOOKED, "data/panel.csv", "data/counts.csv", "data/forecast.csv", "data/history.csv"];

/// Verdicts on whatever stands beside the files that rules name.
pub(super) fn verdicts(place: &Place, parsed: &Parsed, report: &mut Report) -> Outcome<()> {
    set_aside(place, report);
    let interventions: Vec<String> =
        parsed.lock.iter().flat_map(|l| &l.bound).map(|b| b.name.clone()).filter(|n| !n.is_empty()).collect();
    let root = place.files.path("");
    let (mut wrong, mut strange) = (Vec::new(), Vec::new());
    for (inside, _) in all_files(&root) {
        // what a rehearsal came to stands beside its lottery
        let results = parsed.lock.as_ref().is_some_and(|l| l.rehearsal) && inside.starts_with("results/");
        if is_lottery_file(&inside, &interventions) || results && !place.is_pack() {
            continue;
        }
        let shown = place.files.shown(&inside);
        if place.is_pack() || is_like_ours(&inside) { wrong.push(shown) } else { strange.push(shown) }
    }
    if !strange.is_empty() {
        report.not_checked.push(format!("files in the lottery's folder that no rule names: {}", strange.join(", ")));
    }
    if !wrong.is_empty() {
        let says = "files stand in the lottery's folder that no rule names";
        report.verdicts.push(Verdict::no("folder", says, wrong));
    }
    if place.is_pack() {
        pack(place, report)?;
    }
    if parsed.lock.is_some() {
        report.not_checked.push("whether amendments after the last one were taken away".to_string());
    }
    Ok(())
}

/// A lottery that was replaced is none, however well it reproduces.
fn set_aside(place: &Place, report: &mut Report) {
    let Ok(real) = place.files.path("").canonicalize() else { return };
    let named = |p: &std::path::Path, is: &dyn Fn(&str) -> bool| p.file_name().and_then(|n| n.to_str()).is_some_and(is);
    let digest = |n: &str| n.len() == 64 && n.bytes().all(|b| b.is_ascii_hexdigit());
    let parents = [Some(real.as_path()), real.parent()];
    let past = parents
        .into_iter()
        .flatten()
        .any(|p| named(p, &digest) && p.parent().is_some_and(|p| named(p, &|n| n == "past")));
    if past {
        let says = "this lottery was set aside: another lock stands in its place";
        report.verdicts.push(Verdict::no("set-aside", says, Vec::new()));
    }
}

/// At a pack's root stand its README, rendered again, and the scripts of this version; nothing else.
fn pack(place: &Place, report: &mut Report) -> Outcome<()> {
    let Some(root) = &place.root else { return Ok(()) };
    let (mut wrong, mut files, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    let mut readme = None;
    for (inside, _) in all_files(root) {
        let bytes = read_bytes(&root.join(&inside))?;
        match inside.split_once('/') {
            Some(("lottery" | "results", _)) => files.push((inside, bytes)),
            Some(("data", _)) if DATA.contains(&inside.as_str()) => files.push((inside, bytes)),
            None if inside == "README.md" => readme = Some(bytes),
            None => match SCRIPTS.iter().find(|(name, _)| *name == inside) {
                Some((_, text)) if text.as_bytes() == bytes => {}
                Some(_) if other_version(report) => unknown.push(inside),
                _ => wrong.push(format!("{inside} is no file of a pack")),
            },
            Some(_) => wrong.push(format!("{inside} is no file of a pack")),
        }
    }
    let made = readme_of(&report.title, &files);
    match readme {
        Some(bytes) if bytes == made.as_bytes() => {}
        Some(_) if other_version(report) => unknown.push("README.md".to_string()),
        Some(_) => wrong.push("README.md is not the one that these files give".to_string()),
        None => wrong.push("README.md is missing".to_string()),
    }
    if !wrong.is_empty() {
        report.verdicts.push(Verdict::no("pack", "the pack holds what `pack` does not write", wrong));
    } else if !unknown.is_empty() {
        let says = "the pack is of a version that this one does not know: do not run its scripts";
        let mut verdict = Verdict::unknown("pack", says);
        verdict.details = unknown;
        report.verdicts.push(verdict);
    }
    if !place.reserved.is_empty() {
        report.not_checked.push(format!("names that Windows keeps for itself: {}", place.reserved.join(", ")));
    }
    Ok(())
}

/// Whether the lottery's receipt was written by another version of the tool.
fn other_version(report: &Report) -> bool {
    report.tool.as_deref().is_some_and(|t| t != crate::lottery::TOOL)
}
