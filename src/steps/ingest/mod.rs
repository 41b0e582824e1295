//! Registers in, `data/` out: pupils, panel, quarantine, quality, receipt.

mod from_counts;
mod letters;
mod product;

use crate::diagnostics::{Outcome, Place, Problem, Progress, Told};
use crate::folder::data_files::FILES;
use crate::folder::data_receipt::{self, DataReceipt, Sums};
use crate::folder::ground::ground;
use crate::folder::protocol_of_today::protocol_of;
use crate::folder::receipts::{Hashed, TOOL};
use crate::folder::study::Folder;
use crate::folder::workplace::Workplace;
use crate::history;
use crate::protocol;
use crate::provenance::{Digest, Receipt, sha256_file};
use crate::registers::fidelity::fidelity;
use crate::registers::panel_cells::panel;
use crate::registers::{self, Ground, Ingested, Ledger, Pseudonymiser};
use crate::trial::{Quality, Study};
pub use product::Product;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The study folder.
    pub study: PathBuf,
    /// The key file.
    pub key_file: Option<PathBuf>,
    /// Do everything but write.
    pub check: bool,
    /// Where letters to schools are written.
    pub letters: Option<PathBuf>,
    /// A file of counts, in place of registers.
    pub counts: Option<PathBuf>,
    /// Write `data/` into this folder instead of the study.
    pub into: Option<PathBuf>,
}

/// Ingests the registers of a study.
///
/// # Errors
/// See the table in `docs/registers.md`; `R205` for codes that nobody explained, unless only checking.
pub fn run(request: &Request, progress: &dyn Progress) -> Outcome<Product> {
    if let Some(file) = &request.counts {
        return from_counts::run(&request.study, file, request.check, request.into.as_deref());
    }
    let folder = Folder::open(&request.study)?;
    let target = request.into.as_ref().map_or_else(|| folder.clone(), Folder::at);
    let held = if request.check { None } else { Some(target.hold("ingest")?) };
    let declared = protocol::declared(&folder.study()?);
    let (study, mut warnings) = protocol_of(&folder)?;
    let key = key_of(&folder, &study, request)?;
    let fingerprint = key.as_ref().map(Pseudonymiser::fingerprint);
    let ground = ground(&folder, &study)?;
    let before = if request.check { Vec::new() } else { inputs(&folder, &study, &ground)? };
    if let Some(dir) = &request.letters {
        letters::may_write(&folder, dir)?;
    }
    let made = registers::ingest(&registers::Request {
        root: folder.root(),
        study: &study,
        programmes: &ground.programmes,
        key,
        progress,
    });
    if let Some(dir) = &request.letters {
        letters::write(dir, &study, &made)?;
    }
    let mut made = made?;
    warnings.extend(held.and_then(|h| h.doubt.clone()));
    warnings.append(&mut made.warnings);
    made.warnings = warnings.clone();
    let unknown = registers::unknown_codes(&made.unknown);
    let quality = registers::quality(&study, &made);
    let product = Product {
        ready: unknown.is_none() && !(request.check && warnings.iter().any(answers_no)),
        summary: registers::summary(&study, &made),
        accounts: registers::accounts(&made),
        quality,
        warnings,
        unknown: unknown.clone(),
    };
    if request.check {
        return Ok(product);
    }
    if let Some(problem) = unknown {
        return Err(problem);
    }
    let said = Said { quality: &product.quality, fingerprint, declared, before };
    write(&folder, &target, &study, &made, &ground, said)?;
    Ok(product)
}

/// Errors that `--check` answers no to: what a school or the study must say first, not what is broken.
pub const ANSWERED: [&str; 8] = ["R205", "R213", "R214", "R215", "R216", "R217", "R218", "R219"];

/// Whether a doubt is one that `--check` answers no to.
fn answers_no(doubt: &Told) -> bool {
    match doubt.kind.as_str() {
        "OutcomeHardlyKnown" | "StartsBesideTerm" | "LeftForOtherProgrammes" => true,
        "HardlyLinked" => ["exits", "absences"].iter().any(|r| doubt.values.get("register").is_some_and(|v| v == r)),
        _ => false,
    }
}

fn key_of(folder: &Folder, study: &Study, request: &Request) -> Outcome<Option<Pseudonymiser>> {
    if let Some(path) = &request.key_file {
        let key = registers::read_key(path, Some(folder.root()))?;
        return Pseudonymiser::new(&key, &study.domain).map(Some);
    }
    let plain: Vec<&str> = study
        .registers
        .iter()
        .filter(|(name, r)| !r.pseudonymised && *name != "activities")
        .map(|(n, _)| n.as_str())
        .collect();
    if plain.is_empty() || request.check {
        return Ok(None);
    }
    Err(Problem::new("R401", "a key is needed to make pseudonyms")
        .at(Place::file("study.toml"))
        .found(format!("registers with plain identifiers: {}", plain.join(", ")))
        .help("give it with --key-file PATH; the file lies outside the study folder")
        .help("make one with `lodtrin pseudonymise --new-key PATH`"))
}

/// What the receipt and the quality report say beside the data.
struct Said<'a> {
    quality: &'a Quality,
    fingerprint: Option<String>,
    /// What `study.toml` declared when the registers were read.
    declared: BTreeMap<String, String>,
    /// Digests of the inputs before they were read.
    before: Vec<(String, Digest)>,
}

/// Every file that ingest reads, relative to the study folder, with its digest as it stands now.
fn inputs(folder: &Folder, study: &Study, ground: &Ground) -> Outcome<Vec<(String, Digest)>> {
    let mut list: Vec<String> = vec!["study.toml".into()];
    list.extend(ground.inputs.iter().cloned());
    list.extend(study.registers.values().flat_map(|r| r.files.iter().cloned()));
    list.sort();
    list.dedup();
    list.into_iter().map(|path| Ok((path.clone(), sha256_file(&folder.root().join(&path))?))).collect()
}

/// What receipts call registers that lie outside the study (absolute, `..`, behind a link): `outside/<n>-<file name>`.
fn outside_names(folder: &Folder, study: &Study) -> BTreeMap<String, String> {
    let root = folder.root().canonicalize().unwrap_or_else(|_| folder.root().to_path_buf());
    let outside = |path: &&String| {
        folder.root().join(path).canonicalize().is_ok_and(|real| !real.starts_with(&root))
            || path.split('/').any(|part| part == "..")
            || std::path::Path::new(path).is_absolute()
    };
    let files = study.registers.values().flat_map(|r| &r.files).filter(outside);
    let name = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or(path).to_string();
    files.enumerate().map(|(i, path)| (path.clone(), format!("outside/{}-{}", i + 1, name(path)))).collect()
}

fn write(
    folder: &Folder,
    target: &Folder,
    study: &Study,
    made: &Ingested,
    ground: &Ground,
    said: Said<'_>,
) -> Outcome<()> {
    let Said { quality, fingerprint, declared, before } = said;
    let place = Workplace::new(target)?;
    registers::write_pupils(place.path(), &made.pupils)?;
    place.write("panel.csv", panel(study, made, &ground.starts).as_bytes())?;
    place.write("quarantine.csv", registers::quarantine(made).as_bytes())?;
    place.write("quality.json", quality.text().as_bytes())?;
    let mut written = vec!["pupils.parquet", "absences.parquet", "panel.csv"];
    if let Some(text) = history::by_cell::expected(folder.plan()?.as_ref(), study, &made.pupils) {
        place.write("forecast.csv", text.as_bytes())?;
        written.push("forecast.csv");
    }
    written.extend(["quarantine.csv", "quality.json"]);
    if study.registers.contains_key("activities") {
        let table = fidelity(study, &made.activities, &ground.starts);
        place.write("fidelity.csv", table.to_csv().as_bytes())?;
        place.write("fidelity.json", table.to_json().as_bytes())?;
        written.extend(["fidelity.csv", "fidelity.json"]);
    }
    let read = inputs(folder, study, ground)?;
    if let Some((path, _)) = before.iter().zip(&read).find_map(|(a, b)| (a != b).then_some(a)) {
        return Err(Problem::new("P108", format!("`{path}` was changed while it was read"))
            .at(Place::file(path.clone()))
            .help("nothing was written; run the command again once nobody writes the file"));
    }
    let names = outside_names(folder, study);
    let named = |(path, digest): &(String, Digest)| Hashed {
        path: names.get(path).unwrap_or(path).clone(),
        sha256: digest.hex(),
    };
    let outputs = written.into_iter().map(|name| {
        let sha256 = sha256_file(&place.path().join(name))?.hex();
        Ok(Hashed { path: format!("data/{name}"), sha256 })
    });
    let receipt = Receipt::of(&DataReceipt {
        schema: data_receipt::SCHEMA.to_string(),
        tool: TOOL.to_string(),
        domain: study.domain.clone(),
        key: fingerprint,
        declared: Some(declared),
        inputs: read.iter().map(named).collect(),
        registers: made.ledgers.iter().map(|(r, l)| sums(r.name(), l)).collect(),
        outputs: outputs.collect::<Outcome<_>>()?,
    });
    place.write("receipt.json", receipt.text().as_bytes())?;
    place.publish(&FILES)
}

fn sums(register: &str, ledger: &Ledger) -> Sums {
    Sums {
        register: register.to_string(),
        rows_in: ledger.rows_in,
        used: ledger.used,
        quarantined: ledger.quarantined.len() as u64,
        excluded: ledger.excluded_rows(),
    }
}
