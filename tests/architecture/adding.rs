//! The table "I want to add …" of `docs/architecture.md`: no more files than it says speak of its example.

use super::sources::root;
use std::fs;
use std::path::Path;

/// Whether a name stands in a text by itself, not as part of a longer one.
fn stands(text: &str, name: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-');
    text.match_indices(name)
        .any(|(at, _)| !inside(text[..at].chars().next_back()) && !inside(text[at + name.len()..].chars().next()))
}

fn collect(folder: &Path, names: &[&str], found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("src").map(|e| e.expect("an entry").path()) {
        if entry.is_dir() {
            collect(&entry, names, found);
        } else if let Ok(text) = fs::read_to_string(&entry) {
            let code: String =
                text.lines().filter(|l| !l.trim_start().starts_with("//")).map(|l| format!("{l}\n")).collect();
            if names.iter().any(|name| stands(&code, name)) {
                found.push(entry.strip_prefix(root()).expect("under src").to_string_lossy().replace('\\', "/"));
            }
        }
    }
}

#[test]
fn no_more_files_are_touched_than_the_table_says() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md");
    let page = fs::read_to_string(page).expect("docs/architecture.md");
    let mut rows = 0;
    for line in
        page.lines().skip_while(|l| !l.starts_with("| I want to add")).skip(2).take_while(|l| l.starts_with('|'))
    {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [what, _, example, count] = cells[..] else { panic!("four cells: {line}") };
        let names: Vec<&str> = example.split('`').skip(1).step_by(2).collect();
        let count: usize = count.parse().unwrap_or_else(|_| panic!("{what}: `{count}` is no number"));
        let mut found = Vec::new();
        collect(&root(), &names, &mut found);
        found.sort();
        assert!(!names.is_empty(), "{what}: no example");
        assert!((1..=count).contains(&found.len()), "{what}: {names:?} stand in {} files: {found:#?}", found.len());
        rows += 1;
    }
    assert!(rows >= 9, "{rows} rows");
}
