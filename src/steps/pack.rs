//! `pack`: one archive for a stranger, with everything that can be checked and nothing that names a pupil.

use super::near;
use crate::diagnostics::{Outcome, Place, Problem, Told};
use crate::folder::deliveries::{LOOKED, keeps_looked};
use crate::folder::names::{all_files, is_lottery_file, may_write};
use crate::folder::receipts;
use crate::folder::study::Folder;
use crate::provenance::{self, sha256};
use crate::trial::Study;
use std::path::PathBuf;

/// The second verifier goes along, so that a stranger needs only Python.
const SECOND_VERIFIER: [(&str, &str); 4] = [
    ("verify_the_draw.py", include_str!("../../examples/verify-the-draw/verify_the_draw.py")),
    ("verify_the_order.py", include_str!("../../examples/verify-the-draw/verify_the_order.py")),
    ("verify_the_beacon.py", include_str!("../../examples/verify-the-draw/verify_the_beacon.py")),
    ("verify_together.py", include_str!("../../examples/verify-the-draw/verify_together.py")),
];

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
    let readme = readme(&plan.title, &files);
    files.push(("README.md".into(), readme.into_bytes()));
    files.extend(SECOND_VERIFIER.iter().map(|(name, text)| (name.to_string(), text.as_bytes().to_vec())));
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

/// The README of a pack that holds these files.
pub(crate) fn readme_of(title: &str, files: &[(String, Vec<u8>)]) -> String {
    readme(title, files)
}

/// The scripts that go along, by name.
pub(crate) const SCRIPTS: [(&str, &str); SECOND_VERIFIER.len()] = SECOND_VERIFIER;

/// Text that Markdown shows as it stands.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '!' | '#' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// What a pack is without the counts.
const ALONE: &str = "leave --panel out: the auditor then checks the lottery and the digests";

/// Counts travel only when no cell of pupils is smaller than what may be published; `without`: what is left when they stay.
pub(crate) fn refuse_small_cells(folder: &Folder, minimum: u32, without: &str) -> Outcome<()> {
    let path = folder.path("data/panel.csv");
    let text = provenance::read_text(&path)?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let broken = |line: usize| {
        Problem::new("P402", "data/panel.csv is not the table that `ingest` writes")
            .at(Place::line("data/panel.csv", line))
            .expected("the columns outcome,programme,period,start,n,k")
            .help("run `lodtrin ingest` again")
    };
    let header = reader.headers().map_err(|_| broken(1))?.clone();
    let column = header.iter().position(|h| h == "n").ok_or_else(|| broken(1))?;
    let mut small = 0usize;
    for (i, record) in reader.records().enumerate() {
        let record = record.map_err(|_| broken(i + 2))?;
        let n: f64 = record.get(column).and_then(|n| n.parse().ok()).ok_or_else(|| broken(i + 2))?;
        small += usize::from(n > 0.0 && n < f64::from(minimum));
    }
    if small > 0 {
        return Err(Problem::new(
            "P403",
            format!("{small} cell(s) of data/panel.csv have fewer than {minimum} pupils"),
        )
        .at(Place::file("data/panel.csv"))
        .help(without)
        .help("or lower [disclosure] minimum before the lock, if your rules allow smaller cells"));
    }
    Ok(())
}

fn readme(title: &str, files: &[(String, Vec<u8>)]) -> String {
    let title = plain(title);
    let has = |name: &str| files.iter().any(|(n, _)| n == name);
    let mut text = format!(
        "# Replication package: {title}\n\n\
         ## Overview\n\nThis archive holds what a stranger needs to check a randomized stepped rollout: the lottery that decided\n\
         who starts when, the locked analysis plan, and the published results. It holds no register and names no pupil.\n\n\
         ## Data availability\n\n\
         The registers hold personal data and are not in this archive. They were read by `lodtrin ingest`; the digests of\n\
         the files read and written stand in `data/receipt.json`. {}\n\n\
         ## How to check\n\n\
         - `lodtrin verify FILE` (this archive) re-derives the threshold, the chances, the seed and the schedule, and\n  \
         compares every digest.\n\
         - `python3 verify_the_draw.py lottery` does the lottery's part with Python's standard library alone.\n\
         - `sha256sum lottery/lock.txt` is the digest that was published before the draw.\n\n\
         ## Software\n\n`lodtrin` {}; the receipts name the version that made each file. Any version with the same number\n\
         gives the same bytes on any machine and for any number of threads. No other software is needed.\n\n\
         ## Contents\n\n| file | SHA-256 |\n|---|---|\n",
        if has("data/panel.csv") {
            "Counts by programme and\nterm stand in `data/panel.csv`; the linear effects can be recomputed from them."
        } else {
            "No counts are\nincluded."
        },
        env!("CARGO_PKG_VERSION"),
    );
    for (name, bytes) in files {
        text.push_str(&format!("| `{name}` | `{}` |\n", sha256(bytes)));
    }
    text
}

/// A plain tar archive: files in the order given, no clock, no owner, and no compression, whose bytes would depend on
/// the processor.
fn archive(name: &str, files: &[(String, Vec<u8>)]) -> Outcome<Vec<u8>> {
    let failed = |e: std::io::Error| Problem::new("P101", format!("the archive cannot be made: {e}"));
    let mut tar = tar::Builder::new(Vec::new());
    for (path, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        header.set_uid(0);
        header.set_gid(0);
        tar.append_data(&mut header, format!("{name}/{path}"), bytes.as_slice()).map_err(failed)?;
    }
    tar.into_inner().map_err(failed)
}

/// The same as a zip: files in the order given, dated 1980-01-01, not compressed, so that the same folder gives the same
/// bytes on every machine.
#[cfg(feature = "report")]
fn zip_archive(name: &str, files: &[(String, Vec<u8>)]) -> Outcome<Vec<u8>> {
    use std::io::Write;
    use zip::write::SimpleFileOptions;
    let failed = |e: &dyn std::fmt::Display| Problem::new("P101", format!("the archive cannot be made: {e}"));
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (path, bytes) in files {
        archive.start_file(format!("{name}/{path}"), options).map_err(|e| failed(&e))?;
        archive.write_all(bytes).map_err(|e| failed(&e))?;
    }
    Ok(archive.finish().map_err(|e| failed(&e))?.into_inner())
}

#[cfg(not(feature = "report"))]
fn zip_archive(_: &str, _: &[(String, Vec<u8>)]) -> Outcome<Vec<u8>> {
    Err(Problem::new("P204", "this build writes packs as tar").help("give --out a name that ends in .tar"))
}
