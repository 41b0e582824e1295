//! `pack`: one archive for a stranger, with everything that can be checked and nothing that names a pupil.

use super::near;
use crate::diagnostics::{Outcome, Place, Problem, Told};
use crate::folder::deliveries::{LOOKED, keeps_looked};
use crate::folder::names::{all_files, is_lottery_file, may_write};
use crate::folder::packed::{archive, zip_archive};
use crate::folder::receipts;
use crate::folder::small_cells::refuse_small_cells;
use crate::folder::study::Folder;
use crate::provenance::{self, sha256};
use crate::trial::Study;
use crate::verify::pack::{SCRIPTS, readme_of};
use std::path::PathBuf;

/// What to pack.
#[derive(Debug, Clone)]
pub struct Request {
    /// Whether the counts (`data/panel.csv`) go along.
    pub panel: bool,
    /// The archive; `<folder's title>.lodtrin.tar` in the study folder when absent.
    pub out: Option<PathBuf>,
}

/// What was packed.
#[derive(Debug, Clone)]
pub struct Packed {
    /// The archive.
    pub path: PathBuf,
    /// Its digest, for publishing beside it.
    pub digest: String,
    /// The files in it, in the archive's order.
    pub files: Vec<String>,
    /// What stands in lottery/ and results/ and was left out: no verb wrote it, or it is a link.
    pub left_out: Vec<String>,
    /// Doubts.
    pub warnings: Vec<Told>,
}

/// Writes the archive. The same folder gives the same bytes.
pub fn run(folder: &Folder, request: &Request) -> Outcome<Packed> {
    let _held = folder.hold("pack")?;
    let plan = folder.plan()?.ok_or_else(|| {
        Problem::new("P401", "there is no lottery in this folder to pack")
            .at(Place::file("lottery/plan.toml"))
            .help("run `lodtrin lock` and `lodtrin draw` first")
    })?;
    if !folder.path("lottery/receipt.json").is_file() {
        return Err(Problem::new("P401", "the lottery is locked but not drawn")
            .at(Place::file("lottery/receipt.json"))
            .help("run `lodtrin draw` first"));
    }
    if let Some(out) = &request.out {
        may_write(out, &[])?;
        portable(out)?;
    }
    let (mut names, left_out) = named(folder, &plan)?;
    if folder.path("data/receipt.json").is_file() {
        names.push("data/receipt.json".to_string());
        if keeps_looked(folder) {
            names.push(LOOKED.to_string());
        }
    }
    if request.panel {
        refuse_small_cells(folder, plan.disclosure_minimum, ALONE)?;
        names.push("data/panel.csv".to_string());
        if folder.path("data/forecast.csv").is_file() {
            names.push("data/forecast.csv".to_string());
        }
    }
    names.sort();
    let mut files: Vec<(String, Vec<u8>)> =
        names.iter().map(|n| Ok((n.clone(), provenance::read_bytes(&folder.path(n))?))).collect::<Outcome<Vec<_>>>()?;
    let readme = readme_of(&plan.title, &files);
    files.push(("README.md".into(), readme.into_bytes()));
    files.extend(SCRIPTS.iter().map(|(name, text)| (name.to_string(), text.as_bytes().to_vec())));
    let name = plan.domain.clone();
    let zipped = request.out.as_ref().and_then(|p| p.extension()).is_some_and(|e| e.eq_ignore_ascii_case("zip"));
    let bytes = if zipped { zip_archive(&name, &files)? } else { archive(&name, &files)? };
    let path = request.out.clone().unwrap_or_else(|| folder.path(&format!("{name}.lodtrin.tar")));
    let warnings = near::packs(&path, &files, plan.disclosure_minimum);
    provenance::write_atomic(&path, &bytes)?;
    Ok(Packed {
        path,
        warnings,
        digest: sha256(&bytes).hex(),
        files: files.into_iter().map(|(n, _)| n).collect(),
        left_out,
    })
}

/// A pack goes to other machines: its name is one that Windows can have too.
fn portable(out: &std::path::Path) -> Outcome<()> {
    let name = out.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    if !crate::protocol::is_portable(&name) {
        return Err(Problem::new(
            "P203",
            format!("`{name}` cannot name a pack: Windows cannot have a file of that name"),
        )
        .expected(
            "a name that is no device (con, nul, aux, prn, com1 …), without <>:\"|?* and no dot or blank at its end",
        ));
    }
    Ok(())
}

/// The files of lottery and results that rules and receipts name, and what stands beside them.
fn named(folder: &Folder, plan: &Study) -> Outcome<(Vec<String>, Vec<String>)> {
    let interventions: Vec<String> = plan.interventions.iter().map(|i| i.name.clone()).collect();
    let outputs: Vec<String> =
        receipts::products(folder)?.into_iter().flat_map(|e| e.outputs).map(|f| f.path).collect();
    let (mut names, mut left_out) = (Vec::new(), Vec::new());
    for part in ["lottery", "results"] {
        for (inside, link) in all_files(&folder.path(part)) {
            let path = format!("{part}/{inside}");
            let known = match part {
                "lottery" => is_lottery_file(&inside, &interventions),
                _ => path == receipts::PATH || outputs.contains(&path),
            };
            if known && !link { names.push(path) } else { left_out.push(path) }
        }
    }
    Ok((names, left_out))
}

/// What a pack is without the counts.
const ALONE: &str = "leave --panel out: the auditor then checks the lottery and the digests";
