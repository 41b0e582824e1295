//! Packs of the same lock that lie beside a new one: two publications that differ by few persons tell about these persons.

use crate::diagnostics::{Doubt, Told};
use crate::folder::find;
use crate::trial::EffectsRead;
use std::collections::BTreeMap;
use std::path::Path;

/// Files of a pack that hold counts of pupils.
const PANEL: &str = "data/panel.csv";
const EFFECTS: &str = "results/effects.json";
const LOCK: &str = "lottery/lock.txt";
/// Most packs that are opened.
const MOST: usize = 100;

/// A doubt for every pack beside `path`, and for the one that it replaces, of which a count differs by less than the
/// smallest that may be published. What is no pack, or cannot be read, is passed over.
pub(super) fn packs(path: &Path, files: &[(String, Vec<u8>)], minimum: u32) -> Vec<Told> {
    let of = |name: &str| files.iter().find(|(n, _)| n == name).map(|(_, bytes)| bytes.as_slice());
    let (lock, ours) = (of(LOCK), counts(&of));
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let is_pack = |name: &str| [".tar", ".tar.gz", ".tgz", ".zip"].iter().any(|end| name.ends_with(end));
    let mut beside: Vec<_> = entries.flatten().map(|e| e.path()).filter(|p| p.is_file()).collect();
    beside.retain(|p| p.file_name().is_some_and(|n| is_pack(&n.to_string_lossy().to_lowercase())));
    beside.sort();
    let mut doubts = Vec::new();
    for other in beside.into_iter().take(MOST) {
        let Ok(place) = find(&other, false) else { continue };
        let Some(root) = &place.root else { continue };
        let read = |name: &str| std::fs::read(root.join(name)).ok();
        if read(LOCK).as_deref() != lock {
            continue;
        }
        let (panel, effects) = (read(PANEL), read(EFFECTS));
        let theirs = counts(&|name: &str| if name == PANEL { panel.as_deref() } else { effects.as_deref() });
        let near =
            |(key, n): (&String, &u64)| theirs.get(key).is_some_and(|m| (1..minimum.into()).contains(&m.abs_diff(*n)));
        let n = ours.iter().filter(|c| near(*c)).count();
        if n > 0 {
            let name = other.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            doubts.push(Doubt::NearPack { name, n, minimum }.into());
        }
    }
    doubts
}

/// Every count of pupils that a pack shows, by where it stands.
fn counts<'a>(of: &impl Fn(&str) -> Option<&'a [u8]>) -> BTreeMap<String, u64> {
    let mut found = BTreeMap::new();
    let mut reader = csv::Reader::from_reader(of(PANEL).unwrap_or_default());
    for record in reader.records().flatten().filter(|r| r.len() == 6) {
        let cell = [&record[0], &record[1], &record[2]].join("\u{0}");
        for (name, at) in [("n", 4), ("k", 5)] {
            if let Ok(count) = record[at].parse() {
                found.insert(format!("{cell}\u{0}{name}"), count);
            }
        }
    }
    let effects = serde_json::from_slice::<EffectsRead>(of(EFFECTS).unwrap_or_default());
    for cell in effects.map_or(Vec::new(), |e| e.facts.cells) {
        let key = format!("{}\u{0}{}", cell.wave, cell.period);
        let whole = |x: f64| x.round().max(0.0) as u64;
        if let Some(n) = cell.n {
            found.insert(format!("{key}\u{0}n"), whole(n));
            if let Some(mean) = cell.mean {
                found.insert(format!("{key}\u{0}k"), whole(mean * n));
            }
        }
    }
    found
}
