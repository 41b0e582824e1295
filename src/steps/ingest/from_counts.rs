//! A study of counts: the file in, `data/` out.

use super::product::Product;
use crate::diagnostics::{Doubt, Outcome};
use crate::folder::data_files::FILES;
use crate::folder::data_receipt::{self, DataReceipt};
use crate::folder::ground::ground;
use crate::folder::protocol_of_today::protocol_of;
use crate::folder::receipts::{Hashed, TOOL};
use crate::folder::study::Folder;
use crate::folder::workplace::Workplace;
use crate::provenance::{Receipt, sha256_file};
use crate::registers::from_counts::Cells;
use crate::registers::{Ground, from_counts};
use crate::tables::{Table, Value as Cell};
use crate::trial::{Quality, Study};
use std::path::Path;

/// Takes a file of counts in place of registers, and writes `data/` into the study or, where one is given, another folder.
///
/// # Errors
/// `R220` with the line for counts that cannot be; what stops a file.
pub(super) fn run(study_folder: &Path, file: &Path, check: bool, into: Option<&Path>) -> Outcome<Product> {
    let folder = Folder::open(study_folder)?;
    let target = into.map_or_else(|| folder.clone(), Folder::at);
    let held = if check { None } else { Some(target.hold("ingest")?) };
    let (study, mut warnings) = protocol_of(&folder)?;
    let ground = ground(&folder, &study)?;
    let shown = file.display().to_string();
    let cells = from_counts::read(file, &shown, &study, &ground)?;
    let masked = cells.masked;
    if masked > 0 {
        warnings.push(Doubt::MaskedCells { count: masked }.into());
    }
    warnings.extend(held.and_then(|h| h.doubt.clone()));
    warnings.extend(from_counts::doubts(&study));
    let quality = from_counts::quality(&study, &cells, &warnings);
    let mut accounts = Table::of("lodtrin/ingest/1");
    accounts.push(vec![
        Cell::from("counts"),
        Cell::Int((cells.cells.len() as u64 + masked) as i64),
        Cell::from(cells.cells.len()),
        Cell::Int(0),
        Cell::Int(masked as i64),
        Cell::Bool(true),
    ]);
    accounts.warnings = warnings.clone();
    let summary = format!(
        "{}: {} cells of counts, {} pupils, {masked} cells masked\n",
        study.title,
        cells.cells.len(),
        from_counts::number(&cells)
    );
    if !check {
        write(&folder, &target, &study, &ground, &cells, &quality, file)?;
    }
    Ok(Product { ready: true, summary, accounts, quality, warnings, unknown: None })
}

/// Writes the data of a study of counts into a target folder.
fn write(
    folder: &Folder,
    target: &Folder,
    study: &Study,
    ground: &Ground,
    cells: &Cells,
    quality: &Quality,
    file: &Path,
) -> Outcome<()> {
    let place = Workplace::new(target)?;
    let mut files = vec![
        ("counts.csv", from_counts::counts(study, cells)),
        ("panel.csv", from_counts::panel(study, &ground.starts, cells)),
        ("quality.json", quality.text()),
    ];
    if let Some(expected) = from_counts::forecast(study, cells) {
        files.insert(1, ("forecast.csv", expected));
    }
    // the file by its name in the study folder, or by its name alone: where a disk keeps it is nobody's business
    let inside = file.canonicalize().ok().zip(folder.root().canonicalize().ok());
    let inside = inside.and_then(|(f, root)| f.strip_prefix(root).ok().map(|p| p.to_string_lossy().replace('\\', "/")));
    let named = inside.or_else(|| file.file_name().map(|n| n.to_string_lossy().into_owned())).unwrap_or_default();
    let mut inputs = vec![Hashed { path: named, sha256: sha256_file(file)?.hex() }];
    for path in std::iter::once("study.toml").chain(ground.inputs.iter().map(String::as_str)) {
        inputs.push(Hashed { path: path.to_string(), sha256: sha256_file(&folder.path(path))?.hex() });
    }
    inputs.sort_by(|a, b| a.path.cmp(&b.path));
    let mut outputs = Vec::new();
    for (name, text) in &files {
        place.write(name, text.as_bytes())?;
        let sha256 = sha256_file(&place.path().join(name))?.hex();
        outputs.push(Hashed { path: format!("data/{name}"), sha256 });
    }
    let receipt = Receipt::of(&DataReceipt {
        schema: data_receipt::SCHEMA.to_string(),
        tool: TOOL.to_string(),
        domain: study.domain.clone(),
        key: None,
        declared: Some(crate::protocol::declared(&folder.study()?)),
        inputs,
        registers: Vec::new(),
        outputs,
    });
    place.write("receipt.json", receipt.text().as_bytes())?;
    let ours: Vec<&str> = FILES.iter().copied().chain(["counts.csv"]).collect();
    place.publish(&ours)
}
