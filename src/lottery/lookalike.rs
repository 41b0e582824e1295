//! Names that people confuse: look-alikes, mixed scripts, Danish collation traps.

use crate::diagnostics::{Doubt, Told};
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;

/// Doubts about the names of one kind of thing.
pub(super) fn doubts<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> Vec<Told> {
    let names: BTreeSet<&str> = names.collect();
    let mut all = Vec::new();
    for pair in alike(&names, skeleton) {
        all.push(Doubt::LookAlikes { what: what.to_string(), names: pair }.into());
    }
    // names that differ in case alone are look-alikes already
    let plain: BTreeSet<String> = names.iter().map(|n| n.to_lowercase()).collect();
    for pair in alike(&plain.iter().map(String::as_str).collect(), danish) {
        all.push(Doubt::CollationTrap { what: what.to_string(), names: pair }.into());
    }
    for name in names.iter().filter(|n| mixed(n)) {
        all.push(Doubt::MixedScripts { what: what.to_string(), name: name.to_string() }.into());
    }
    let holds = |part: &str| names.iter().find(|n| n.to_lowercase().contains(part));
    if let (Some(old), Some(new)) = (holds("aa"), holds("å")) {
        let (old, new) = (old.to_string(), new.to_string());
        all.push(Doubt::SortedAlike { what: what.to_string(), old, new }.into());
    }
    all
}

/// Groups of names that a fold makes equal, as text.
fn alike(names: &BTreeSet<&str>, fold: impl Fn(&str) -> String) -> Vec<String> {
    let mut groups: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for name in names {
        groups.entry(fold(name)).or_default().push(name);
    }
    groups
        .into_values()
        .filter(|g| g.len() > 1)
        .map(|g| g.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(" and "))
        .collect()
}

/// What is left of a name when blanks, dashes, case and the commonest look-alike letters do not count.
fn skeleton(name: &str) -> String {
    name.nfkc()
        .collect::<String>()
        .to_lowercase()
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '_' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}'))
        .map(|c| match c {
            '0' | 'о' | 'ο' => 'o',
            '1' | 'і' | 'ι' | 'ı' | '|' => 'l',
            'а' | 'α' => 'a',
            'е' | 'ε' => 'e',
            'р' | 'ρ' => 'p',
            'с' => 'c',
            'у' => 'y',
            'х' | 'χ' => 'x',
            'ѕ' => 's',
            'ј' => 'j',
            'ν' => 'v',
            'к' | 'κ' => 'k',
            'ö' => 'ø',
            'ä' => 'æ',
            c => c,
        })
        .collect()
}

fn danish(name: &str) -> String {
    name.to_lowercase().replace('å', "aa").replace('æ', "ae").replace('ø', "oe")
}

fn mixed(name: &str) -> bool {
    let latin = name.chars().any(|c| c.is_alphabetic() && (c as u32) < 0x250);
    let other = name.chars().any(|c| matches!(c as u32, 0x370..=0x52f));
    latin && other
}
