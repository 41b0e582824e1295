//! Looks at files that nobody has described yet.

use crate::diagnostics::Outcome;
use crate::folder::study::Folder;
use crate::registers::{self, Inspection, Programmes, Suggestion};
use crate::tables::{Table, Value};
use std::path::{Path, PathBuf};

/// Inspects every file, in the order given. Names of programmes are compared with those of the study, where there is one:
/// the folder that is named, or the one here.
///
/// # Errors
/// The first file that cannot be read as a table; a study that is named and cannot be read.
pub fn run(files: &[PathBuf], study: Option<&Path>) -> Outcome<Vec<Inspection>> {
    let programmes = match study {
        Some(folder) => Some(programmes_of(folder)?),
        None if Path::new("study.toml").is_file() => programmes_of(Path::new(".")).ok(),
        None => None,
    };
    files.iter().map(|f| registers::inspect(f, &shown(f), programmes.as_ref())).collect()
}

fn programmes_of(folder: &Path) -> Outcome<Programmes> {
    let folder = Folder::open(folder)?;
    let study = folder.study()?;
    Ok(crate::folder::ground::ground(&folder, &study)?.programmes)
}

/// A path as it stands in `study.toml`: with `/`.
fn shown(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

/// One row per column of every file.
pub fn table(found: &[Inspection]) -> Table {
    let mut table = Table::of("lodtrin/inspect/1");
    for file in found {
        for c in &file.columns {
            let codes: Vec<String> = c.codes.iter().map(|(code, n)| format!("{code}: {n}")).collect();
            table.push(vec![
                Value::from(file.file.as_str()),
                Value::from(file.register.name()),
                Value::from(c.name.as_str()),
                Value::from(c.holds.as_str()),
                c.field.map_or(Value::Missing, Value::from),
                Value::Int(c.filled as i64),
                Value::Int(file.rows as i64),
                Value::from(codes.join("; ")),
                Value::from(c.unknown.join("; ")),
            ]);
        }
    }
    let blocks: Vec<_> = found
        .iter()
        .map(|f| {
            let block = registers::block(&together(found, f));
            serde_json::json!({ "file": f.file, "dialect": f.dialect.words(), "block": block })
        })
        .collect();
    table.facts.push(("files".into(), blocks.into()));
    table
}

/// The same for people, each file with the block to paste.
pub fn text(found: &[Inspection]) -> String {
    let mut out = String::new();
    for file in found {
        out.push_str(&format!(
            "{}: {} rows, most likely {} (profile {})\n  {}\n\n",
            file.file,
            file.rows,
            file.register.name(),
            file.profile,
            file.dialect.words()
        ));
        let mut table = Table::new("", &["column", "holds", "field", "filled", "values"]);
        for c in &file.columns {
            let mut codes: Vec<String> = c.codes.iter().take(12).map(|(code, n)| format!("{code} ({n})")).collect();
            if c.codes.len() > 12 {
                codes.push(format!("and {} more", c.codes.len() - 12));
            }
            table.push(vec![
                Value::from(c.name.as_str()),
                Value::from(c.holds.as_str()),
                Value::from(c.field.unwrap_or("-")),
                Value::Int(c.filled as i64),
                Value::from(codes.join(", ")),
            ]);
        }
        for line in table.to_text().lines() {
            out.push_str(&format!("  {line}\n"));
        }
        // files of one register share a block, which stands behind the last of them
        let own = together(found, file);
        let last = found.iter().rfind(|f| f.register == file.register).is_some_and(|f| std::ptr::eq(f, file));
        out.push('\n');
        if last {
            out.push_str(&format!("{}\n", registers::block(&own)));
        }
    }
    out
}

/// The files of one register, in the order given.
fn together<'a>(found: &'a [Inspection], file: &Inspection) -> Vec<&'a Suggestion> {
    found.iter().filter(|f| f.register == file.register).map(|f| &f.suggestion).collect()
}
