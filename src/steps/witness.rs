//! `witness`: ask an authority for a time stamp of what is locked, and keep its answer beside the lottery.

use crate::diagnostics::{Doubt, Outcome, Place, Problem, Told};
use crate::folder::Files;
use crate::folder::names::may_write;
use crate::folder::study::Folder;
use crate::folder::witnesses::{
    STATEMENTS, Stampable, Statement, checked, may_be_stamped, stampable, statements, witnessed,
};
use crate::lottery::{Lock, second_of};
use crate::provenance::stamps::{Certificate, FaultKind, LARGEST, Stamp, certificates, query};
use crate::provenance::{create_new, read_bytes, sha256, write_all, write_atomic};
use std::path::{Path, PathBuf};

/// A request that was written.
#[derive(Debug, Clone)]
pub struct Request {
    /// What is to be stamped, inside the lottery folder.
    pub of: String,
    /// SHA-256 of it, hex.
    pub digest: String,
    /// Where the query was written.
    pub file: PathBuf,
}

/// What was stored.
#[derive(Debug, Clone, Default)]
pub struct Added {
    /// Stamps: file in the study, and what it shows.
    pub stamps: Vec<(String, Stamp)>,
    /// A statement that was stored.
    pub statement: Option<Statement>,
    /// Doubts.
    pub warnings: Vec<Told>,
}

/// The lottery folder, which must hold a lock.
fn lottery(folder: &Folder) -> Outcome<Files> {
    let files = Files::new(folder.path("lottery"), "lottery");
    if files.maybe("lock.txt")?.is_none() {
        return Err(Problem::new("L201", "nothing is locked yet, so there is nothing to be witnessed")
            .at(Place::file("lottery/lock.txt"))
            .help("lock the study first: `lodtrin lock`"));
    }
    Ok(files)
}

/// Writes the query for a stamp.
///
/// # Errors
/// L503 where `of` is nothing that may be stamped; P101, P102 where the query cannot be written.
pub fn request(folder: &Folder, of: &str, out: Option<&Path>) -> Outcome<Request> {
    let _held = folder.hold("witness")?;
    if let Some(out) = out {
        may_write(out, &[])?;
    }
    let files = Files::new(folder.path("lottery"), "lottery");
    let bytes = files.maybe(of)?.filter(|_| may_be_stamped(of));
    let Some(bytes) = bytes else {
        let here: Vec<String> = stampable(&files)?.into_iter().map(|s| s.name).collect();
        let here = if here.is_empty() { "nothing here yet: lock or announce first".into() } else { here.join(", ") };
        return Err(Problem::new("L503", format!("`{of}` is no file of the lottery that a witness stamps"))
            .at(Place::file(format!("lottery/{of}")))
            .expected(here));
    };
    let name = of.rsplit('/').next().unwrap_or(of);
    let file = out.map_or_else(|| folder.path(&format!("lottery/witness/{name}.tsq")), Path::to_path_buf);
    let query = query(&bytes);
    if !(file.is_file() && read_bytes(&file)? == query) {
        match out {
            // the default place holds nothing but queries, and the same file has one query only
            None => write_atomic(&file, &query)?,
            Some(_) => create_new(&file, &query)?,
        }
    }
    Ok(Request { of: of.to_string(), digest: sha256(&bytes).hex(), file })
}

/// What is asked of `witness add`.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Files with stamps.
    pub tokens: Vec<PathBuf>,
    /// Files with certificates that the caller relies on.
    pub trust: Vec<PathBuf>,
    /// A file with issuing certificates that the stamps do not hold.
    pub chain: Option<PathBuf>,
    /// A person's statement: file, name, day.
    pub statement: Option<(PathBuf, String, String)>,
}

/// Certificates of several files.
///
/// # Errors
/// L504 where a file holds none.
pub fn relied_on(files: &[PathBuf]) -> Outcome<Vec<Certificate>> {
    let mut all = Vec::new();
    for file in files {
        let shown = file.display().to_string();
        let found = certificates(&read_bytes(file)?).map_err(|fault| {
            Problem::new("L504", format!("`{shown}` holds no certificate that can be read"))
                .at(Place::file(shown.clone()))
                .found(fault.says)
                .expected("certificates in PEM (-----BEGIN CERTIFICATE-----), or one in DER")
                .help("take the root certificate from the authority's own page")
        })?;
        all.extend(found);
    }
    Ok(all)
}

/// Checks stamps, or takes a statement, and stores them; all of them or none.
///
/// # Errors
/// L501 a stamp has a fault; L502 a lock's stamp is not in time; L504 a certificate file; L505 the statement.
pub fn add(folder: &Folder, options: &Options) -> Outcome<Added> {
    let _held = folder.hold("witness")?;
    let files = lottery(folder)?;
    let mut added = Added::default();
    let mut writes: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    let mut next = next_number(&files)?;
    if !options.tokens.is_empty() {
        let given = relied_on(&options.trust)?;
        let subjects = stampable(&files)?;
        let (extra, chain) = chain(&files, options.chain.as_deref())?;
        if let Some(bytes) = chain {
            writes.push((folder.path("lottery/witness/chain.pem"), bytes));
        }
        let held: Vec<Vec<u8>> = witnessed(&files, &[])?
            .iter()
            .map(|w| files.bytes(&format!("witness/{}", w.file)))
            .collect::<Outcome<_>>()?;
        let (mut seen, mut again) = (held, Vec::new());
        for path in &options.tokens {
            let token = token(path)?;
            let stamp = fit(path, &token, &files, &subjects, &given, &extra)?;
            if seen.contains(&token) {
                again.push(path);
                continue;
            }
            if !stamp.trusted {
                added.warnings.push(not_trusted(path, &stamp));
            }
            let name = format!("lottery/witness/{next:03}.tsr");
            writes.push((folder.path(&name), token.clone()));
            seen.push(token);
            added.stamps.push((name, stamp));
            next += 1;
        }
        // some of them here already: a run that was cut short is completed
        if let Some(path) = again.first().filter(|_| added.stamps.is_empty()) {
            return Err(refused("L501", path, "the same stamp is here already"));
        }
    }
    if let Some((path, by, on)) = &options.statement {
        let (statement, bytes, table) = statement(&files, next, path, by, on)?;
        writes.push((folder.path(&format!("lottery/witness/{}", statement.file)), bytes));
        writes.push((folder.path("lottery/witness/statements.tsv"), table));
        added.statement = Some(statement);
    }
    write_all(&writes)?;
    Ok(added)
}

/// One more than the largest number in `witness/`.
fn next_number(files: &Files) -> Outcome<u32> {
    let number = |name: &String| name.get(..3).filter(|n| n.bytes().all(|b| b.is_ascii_digit()))?.parse::<u32>().ok();
    Ok(files.list("witness")?.iter().filter_map(number).max().unwrap_or(0) + 1)
}

fn refused(code: &'static str, path: &Path, what: &str) -> Problem {
    let shown = path.display().to_string();
    Problem::new(code, format!("`{shown}` is not stored: {what}")).at(Place::file(shown))
}

/// The bytes of a token, never more than a token may have.
fn token(path: &Path) -> Outcome<Vec<u8>> {
    let size = path.metadata().map_or(0, |m| m.len());
    if size > LARGEST as u64 {
        return Err(refused("L501", path, "form: a time stamp has at most 65,536 bytes")
            .found(format!("{size} bytes"))
            .help("store the authority's answer as it came, with `curl … -o FILE`"));
    }
    read_bytes(path)
}

fn fit(
    path: &Path,
    token: &[u8],
    files: &Files,
    subjects: &[Stampable],
    given: &[Certificate],
    extra: &[Certificate],
) -> Outcome<Stamp> {
    let stamp = checked(token, subjects, given, extra).map_err(|fault| {
        let help = match fault.kind {
            FaultKind::Form => "store the authority's answer as it came: `curl … -o FILE`; a web page or PEM is none",
            FaultKind::Imprint => "it stamps other bytes: make the query with `lodtrin witness request` and send that",
            FaultKind::Status => "ask again; if the authority refuses SHA-256 or certificates, ask another one",
            _ => "ask the authority again, or another one; `lodtrin explain L501` lists every fault",
        };
        refused("L501", path, &format!("{}: {}", fault.kind.word(), fault.says)).help(help)
    })?;
    if stamp.of != "lock.txt" {
        return Ok(stamp);
    }
    let lock = Lock::read(&files.bytes("lock.txt")?, &files.shown("lock.txt"))?;
    match second_of(&lock) {
        Some(due) if stamp.latest >= due => {
            Err(refused("L502", path, "it does not show that the lock existed before chance was asked")
                .found(format!("stamped at {} at the latest", moment(stamp.latest)))
                .expected(format!("before {}, when chance is asked", moment(due)))
                .help("nothing can mend this; publish the lock's line before the round, and say who received it"))
        }
        _ => Ok(stamp),
    }
}

/// A second as a date-time in UTC.
pub fn moment(second: i64) -> String {
    jiff::Timestamp::from_second(second).map_or_else(|_| second.to_string(), |t| t.to_string())
}

fn not_trusted(path: &Path, stamp: &Stamp) -> Told {
    let file = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    Doubt::RootNotTrusted { file, root: stamp.root.clone() }.into()
}

/// Certificates beside the stamps, and the new bytes of `chain.pem` where some are added.
fn chain(files: &Files, more: Option<&Path>) -> Outcome<(Vec<Certificate>, Option<Vec<u8>>)> {
    let mut extra = crate::folder::witnesses::beside(files)?;
    let Some(path) = more else { return Ok((extra, None)) };
    extra.extend(relied_on(&[path.to_path_buf()])?);
    let text: String = extra
        .iter()
        .enumerate()
        .filter(|(i, c)| extra[..*i].iter().all(|before| before.fingerprint() != c.fingerprint()))
        .map(|(_, c)| c.pem())
        .collect();
    Ok((extra, Some(text.into_bytes())))
}

/// A statement, its bytes, and the table with it.
fn statement(files: &Files, number: u32, path: &Path, by: &str, on: &str) -> Outcome<(Statement, Vec<u8>, Vec<u8>)> {
    let wrong = |what: &str| Problem::new("L505", format!("the statement is not stored: {what}"));
    let by = by.trim();
    if by.is_empty() || by.chars().any(char::is_control) {
        return Err(wrong("--by is no name").found(format!("{by:?}")).expected("who says it, on one line"));
    }
    let day: jiff::civil::Date = on.trim().parse().map_err(|_| {
        wrong("--on is no day").found(format!("{on:?}")).expected("the day that the statement is of, YYYY-MM-DD")
    })?;
    let bytes = read_bytes(path)?;
    if bytes.is_empty() {
        return Err(wrong("the file is empty").at(Place::file(path.display().to_string())));
    }
    let extension = path.extension().and_then(|e| e.to_str()).filter(|e| e.bytes().all(|b| b.is_ascii_alphanumeric()));
    let kept = statements(files)?;
    let suffix = format!("-statement.{}", extension.unwrap_or("txt"));
    // a run that was cut short left the file without its row
    let half = files.list("witness")?.into_iter().find(|name| {
        let same = || files.bytes(&format!("witness/{name}")).is_ok_and(|there| there == bytes);
        name.ends_with(&suffix) && kept.iter().all(|s| s.file != *name) && same()
    });
    let file = half.unwrap_or_else(|| format!("{number:03}{suffix}"));
    let made = Statement { file, sha256: sha256(&bytes).hex(), by: by.to_string(), date: day.to_string() };
    let same = |s: &&Statement| (&s.sha256, &s.by, &s.date) == (&made.sha256, &made.by, &made.date);
    if let Some(there) = kept.iter().find(same) {
        return Err(wrong("it is here already").at(Place::file(format!("lottery/witness/{}", there.file))));
    }
    let mut table = STATEMENTS.to_string();
    for s in kept.iter().chain([&made]) {
        table.push_str(&format!("{}\t{}\t{}\t{}\n", s.file, s.sha256, s.by, s.date));
    }
    Ok((made, bytes, table.into_bytes()))
}
