//! What still breaks a wall, as lists that may only shrink: a listed exception that no longer occurs fails the test too.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Holds what was found against the list of its kind. `LODTRIN_SHRINK=1` takes out what no longer occurs, and adds nothing.
pub fn hold(list: &str, found: &BTreeSet<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/architecture/exceptions").join(list);
    let text = fs::read_to_string(&path).unwrap_or_default();
    let mut listed: BTreeSet<String> = text.lines().map(str::to_string).filter(|l| !l.is_empty()).collect();
    if std::env::var_os("LODTRIN_SHRINK").is_some() {
        listed.retain(|l| found.contains(l));
        fs::write(&path, listed.iter().map(|l| format!("{l}\n")).collect::<String>()).expect("the list");
    }
    let new: Vec<&String> = found.difference(&listed).collect();
    let gone: Vec<&String> = listed.difference(found).collect();
    assert!(new.is_empty(), "{} broken by what no exception lists:\n{}", list, lines(&new));
    assert!(gone.is_empty(), "mended, so take it off tests/architecture/exceptions/{}:\n{}", list, lines(&gone));
}

fn lines(all: &[&String]) -> String {
    all.iter().map(|l| format!("  {l}\n")).collect()
}
