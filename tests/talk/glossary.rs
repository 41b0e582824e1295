//! One glossary for all tables: every column that the source puts into a table is in it, every schema's columns are those
//! that are written, and `docs/tables.md` is fresh.

use lodtrin::tables::glossary::{GLOSSARY, SCHEMAS, meaning, page};
use std::path::Path;

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The string literals of `text` up to the bracket that closes the one before it.
fn literals(text: &str, open: char, close: char) -> Vec<String> {
    let (mut depth, mut words, mut word, mut quoted) = (1, Vec::new(), String::new(), false);
    for c in text.chars() {
        match c {
            '"' if quoted => {
                words.push(std::mem::take(&mut word));
                quoted = false;
            }
            '"' => quoted = true,
            c if quoted => word.push(c),
            c if c == open => depth += 1,
            c if c == close => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            _ => {}
        }
    }
    words
}

#[test]
fn every_column_of_every_table_is_in_the_glossary() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut seen = 0;
    for (file, text) in files.iter().filter(|(f, _)| !f.ends_with("table_forms.rs")) {
        for (at, call) in text.match_indices("Table::of(\"") {
            let schema = text[at + call.len()..].split('"').next().unwrap_or_default();
            assert!(SCHEMAS.iter().any(|s| s.name == schema), "{file}: {schema} is not among the schemas");
            seen += 1;
        }
        for (at, _) in text.match_indices("Table::new(") {
            let words = literals(&text[at + "Table::new(".len()..], '(', ')');
            let Some((schema, columns)) = words.split_first().filter(|(s, _)| s.starts_with("lodtrin/")) else {
                continue;
            };
            assert!(
                columns.is_empty(),
                "{file}: the columns of {schema} stand in the glossary, `Table::of` takes them"
            );
        }
    }
    assert!(seen >= 14, "only {seen} tables were found in the source");
}

#[test]
fn the_glossary_has_each_column_once_and_no_schema_speaks_of_others() {
    for (i, e) in GLOSSARY.iter().enumerate() {
        assert!(!GLOSSARY[..i].iter().any(|o| o.column == e.column), "`{}` twice", e.column);
        assert!(e.meaning.ends_with(['.', '…']), "`{}` has no full sentence", e.column);
    }
    for s in SCHEMAS {
        for c in s.columns {
            assert!(meaning(c).is_some(), "`{c}` of {} is not in the glossary", s.name);
        }
    }
}

#[test]
fn the_page_of_tables_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tables.md");
    if std::env::var_os("LODTRIN_WRITE_DOCS").is_some() {
        std::fs::write(&path, page()).unwrap();
    }
    let stands = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(stands, page(), "run the test with LODTRIN_WRITE_DOCS=1 to write docs/tables.md anew");
}
