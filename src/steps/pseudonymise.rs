//! A file in, the same file with pseudonyms in place of identifiers out; and keys.

use crate::diagnostics::{Doubt, Outcome, Place, Problem, Told};
use crate::folder::names::{in_a_study, may_write};
use crate::provenance::{io_problem, unfinished};
use crate::registers::{self, Columns, Pseudonymiser};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Where the key comes from.
#[derive(Debug, Clone)]
pub enum KeySource {
    /// A file that is there.
    File(PathBuf),
    /// A file to make.
    New(PathBuf),
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// The file to prepare.
    pub file: PathBuf,
    /// Columns of identifiers.
    pub columns: Vec<String>,
    /// Columns of other ten-digit numbers, which stay.
    pub keep: Vec<String>,
    /// The study's domain.
    pub domain: String,
    /// The key.
    pub key: KeySource,
    /// Where to write; otherwise the bytes are handed back.
    pub out: Option<PathBuf>,
}

/// What came of it.
#[derive(Debug)]
pub struct Product {
    /// The new table, unless it was written to a file.
    pub bytes: Vec<u8>,
    /// Rows and cells, in a sentence.
    pub said: String,
    /// Eight digits by which two holders of a key see that it is the same.
    pub fingerprint: String,
    /// Doubts.
    pub warnings: Vec<Told>,
}

/// Replaces identifiers by pseudonyms.
///
/// # Errors
/// A file that cannot be read, a column that is not there, identifiers in other columns (`R406`), a key that is too
/// short, or in the way of a new one; nothing is written then.
pub fn run(request: &Request) -> Outcome<Product> {
    let shown = request.file.display().to_string();
    if let Some(out) = &request.out
        && same(out, &request.file)
    {
        return Err(Problem::new("R405", "the product would overwrite the file that it is made from")
            .at(Place::file(shown))
            .help("name another file with --out"));
    }
    if let Some(out) = &request.out {
        let key = match &request.key {
            KeySource::File(path) | KeySource::New(path) => path.as_path(),
        };
        let wanted = out.canonicalize().unwrap_or_else(|_| out.clone());
        if wanted == key.canonicalize().unwrap_or_else(|_| key.to_path_buf()) {
            return Err(Problem::new("P205", "the product would overwrite the key: no pseudonym could be made again")
                .at(Place::file(out.display().to_string()))
                .help("name another file with --out"));
        }
        may_write(out, &[key, &request.file])?;
    }
    let columns = Columns { replaced: &request.columns, kept: &request.keep };
    registers::check_columns(&request.file, &shown, columns)?;
    let bytes = match &request.key {
        KeySource::File(path) => registers::read_key(path, None)?,
        KeySource::New(path) => make_key(path)?,
    };
    let key = Pseudonymiser::new(&bytes, &request.domain)?;
    let mut product = Vec::new();
    let done = match &request.out {
        None => registers::pseudonymise(&request.file, &shown, columns, &key, (&mut product, Path::new("stdout")))?,
        Some(out) => to_file(request, &shown, &key, out)?,
    };
    let mut warnings = Vec::new();
    if !done.emptied.is_empty() {
        let lines: Vec<String> = done.emptied.iter().take(10).map(usize::to_string).collect();
        warnings.push(Doubt::UnusableIdentifiers { count: done.emptied.len(), lines: lines.join(", ") }.into());
    }
    if done.repaired > 0 {
        warnings.push(Doubt::RepairedInFile { count: done.repaired as u64 }.into());
    }
    let said = format!("{} rows, {} identifiers replaced, domain {}", done.rows, done.replaced, request.domain);
    Ok(Product { bytes: product, said, fingerprint: key.fingerprint(), warnings })
}

/// Makes a key of 256 random bits in a file that is not there yet, and hands it back.
///
/// # Errors
/// `R404` without randomness; a file that is there already, or cannot be made.
pub fn make_key(path: &Path) -> Outcome<Vec<u8>> {
    if in_a_study(path) {
        return Err(Problem::new("R403", "the key would lie in a study folder")
            .at(Place::file(path.display().to_string()))
            .help("name a place elsewhere: whoever gets the folder must not get the key"));
    }
    let mut random = [0u8; 32];
    getrandom::fill(&mut random)
        .map_err(|e| Problem::new("R404", format!("the system gives no randomness for a key: {e}")))?;
    registers::new_key(path, &random)
}

fn to_file(request: &Request, shown: &str, key: &Pseudonymiser, out: &Path) -> Outcome<registers::Replaced> {
    let temp = unfinished(out)?;
    let columns = Columns { replaced: &request.columns, kept: &request.keep };
    let mut writer = BufWriter::new(temp);
    let done = registers::pseudonymise(&request.file, shown, columns, key, (&mut writer, out))?;
    writer.flush().map_err(|e| io_problem("write", out, &e))?;
    let temp = writer.into_inner().map_err(|e| io_problem("write", out, e.error()))?;
    temp.as_file().sync_all().map_err(|e| io_problem("write", out, &e))?;
    temp.persist(out).map_err(|e| io_problem("write", out, &e.error))?;
    Ok(done)
}

fn same(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}
