//! What differs between the locked plan and the protocol of today, key by key.

use super::plan::items;
use crate::trial::Study;
use std::collections::BTreeMap;

/// One declaration that differs between the locked plan and the protocol of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Dotted name, such as `analysis.estimator` or `outcome.dropout.within`.
    pub key: String,
    /// What the plan says; `None` where it says nothing.
    pub plan: Option<String>,
    /// What the protocol says now.
    pub now: Option<String>,
}

/// The declarations that bind and differ: `study.domain`, frame (but for how its file is written), rollout, lottery, intervention, joint,
/// outcome, analysis, absence, and the codes and profile of registers. Files, formats, dates of extraction, planning values, simulation,
/// disclosure and language may change.
pub fn differences(plan: &Study, now: &Study) -> Vec<Difference> {
    compared(&binding(plan), &binding(now))
}

/// Every declaration that binds, by key, as TOML.
pub fn declared(study: &Study) -> BTreeMap<String, String> {
    binding(study)
}

/// The same as [`differences`], against declarations that were written down earlier.
pub fn differences_from(plan: &Study, declared: &BTreeMap<String, String>) -> Vec<Difference> {
    compared(&binding(plan), declared)
}

fn compared(a: &BTreeMap<String, String>, b: &BTreeMap<String, String>) -> Vec<Difference> {
    let mut keys: Vec<&String> = a.keys().chain(b.keys()).collect();
    keys.sort();
    keys.dedup();
    keys.into_iter()
        .filter(|k| a.get(*k) != b.get(*k))
        .map(|k| Difference { key: k.clone(), plan: a.get(k).cloned(), now: b.get(k).cloned() })
        .collect()
}

/// The declarations of registers that a coding amendment can decide and that differ: what binds of registers, and columns.
pub fn register_differences(before: &Study, after: &Study) -> Vec<Difference> {
    let of = |study: &Study| -> BTreeMap<String, String> {
        let decided = |path: &str| path.starts_with("registers.") && (binds(path) || path.ends_with(".columns"));
        items(study).into_iter().filter(|i| decided(&i.path)).map(|i| (i.path, i.value)).collect()
    };
    // a register that is new and names no column changes nothing there
    let nothing = |d: &Difference| d.key.ends_with(".columns") && d.plan.iter().chain(&d.now).all(|v| v == "{}");
    compared(&of(before), &of(after)).into_iter().filter(|d| !nothing(d)).collect()
}

fn binding(study: &Study) -> BTreeMap<String, String> {
    items(study).into_iter().filter(|i| binds(&i.path)).map(|i| (i.path, i.value)).collect()
}

fn binds(path: &str) -> bool {
    let (section, rest) = path.split_once('.').unwrap_or((path, ""));
    match section {
        // [intervention.simulate], like [simulate], binds nothing
        "intervention" => rest.split('.').nth(1).is_none_or(|s| s != "simulate"),
        "forecast" => rest != "history" && !rest.starts_with("frozen."),
        // how the file is written binds nothing
        "frame" => !["delimiter", "encoding", "header", "sheet", "decimal"].contains(&rest),
        "rollout" | "lottery" | "joint" | "outcome" | "analysis" | "absence" => true,
        "study" => rest == "domain",
        "registers" => rest.ends_with(".codes") || rest.ends_with(".profile"),
        _ => false,
    }
}
