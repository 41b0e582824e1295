//! Floors, circles and nouns that a room never speaks.

use super::exceptions::hold;
use super::imports::{Import, Imports};
use super::sources::{Source, all, root, words};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Floors from the ground up; rooms of one floor are neighbours.
const FLOORS: [&[&str]; 8] = [
    &["numeric", "provenance", "diagnostics"],
    &["trial"],
    &["tables", "words"],
    &["protocol", "lottery", "design", "registers", "simulation", "estimators", "inference", "plots", "history"],
    &["effects", "absence", "folder"],
    &["planning", "verify", "report", "bridge"],
    &["steps"],
    &["cli"],
];

/// Neighbours on the ground floor that everybody's tools may stand on: how failures are told, how bytes are compared.
const GROUND: [(&str, &str); 2] = [("provenance", "diagnostics"), ("numeric", "diagnostics")];

/// Nouns that a room never speaks, so that blinding can be read off the source.
const UNSPOKEN: [(&str, &[&str]); 6] = [
    ("design", &["Panel", "Fit", "Estimate"]),
    ("lottery", &["Panel", "Fit", "Estimate"]),
    ("registers", &["Assignment"]),
    ("history", &["Assignment"]),
    ("simulation", &["Fit", "Estimate"]),
    ("protocol", &["Panel", "Fit", "Estimate"]),
];

fn floor_of(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn room(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

fn imports(sources: &[Source]) -> Vec<Import> {
    let all = Imports::new(sources);
    sources.iter().flat_map(|s| all.of(s)).collect()
}

#[test]
fn every_folder_is_on_a_floor_and_every_room_is_there() {
    let folders: BTreeSet<String> = fs::read_dir(root())
        .expect("src")
        .map(|e| e.expect("entry"))
        .map(|e| e.file_name().to_string_lossy().to_string())
        .filter(|n| !["lib.rs", "main.rs"].contains(&n.as_str()))
        .collect();
    let rooms: BTreeSet<String> = FLOORS.iter().flat_map(|f| f.iter().map(|r| r.to_string())).collect();
    assert_eq!(folders, rooms, "the folders of src/ and the floors of the plan");
}

#[test]
fn imports_go_down() {
    let sources = all();
    let mut broken = BTreeSet::new();
    for i in imports(&sources) {
        let (from, to) = (room(&i.from), room(&i.to));
        let (Some(floor), Some(other)) = (floor_of(from), floor_of(to)) else { continue };
        if from != to && other >= floor && !GROUND.contains(&(from, to)) {
            broken.insert(format!("{} imports {} of {}", i.from, i.name, i.to));
        }
    }
    hold("floors.txt", &broken);
}

#[test]
fn no_two_files_import_each_other_in_a_circle() {
    let sources = all();
    let mut next: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for i in imports(&sources) {
        next.entry(i.from).or_default().insert(i.to);
    }
    let reach: BTreeMap<&String, BTreeSet<&String>> = next.keys().map(|f| (f, reached(f, &next))).collect();
    let mut broken = BTreeSet::new();
    for (from, all) in &next {
        for to in all.iter().filter(|to| reach.get(to).is_some_and(|r| r.contains(from))) {
            broken.insert(format!("{from} -> {to}"));
        }
    }
    hold("circles.txt", &broken);
}

fn reached<'a>(from: &'a String, next: &'a BTreeMap<String, BTreeSet<String>>) -> BTreeSet<&'a String> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(file) = open.pop() {
        for to in next.get(file).into_iter().flatten() {
            if seen.insert(to) {
                open.push(to);
            }
        }
    }
    seen
}

#[test]
fn some_nouns_are_never_spoken() {
    let mut broken = BTreeSet::new();
    for s in all() {
        let Some((_, nouns)) = UNSPOKEN.iter().find(|(r, _)| *r == s.room) else { continue };
        for (n, line) in s.code.lines().enumerate() {
            broken.extend(words(line).filter(|w| nouns.contains(w)).map(|w| format!("{}:{}: {w}", s.file, n + 1)));
        }
    }
    hold("unspoken.txt", &broken);
}
