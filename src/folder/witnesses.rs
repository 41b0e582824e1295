//! What a lottery folder holds of witnesses: what may be stamped, the stamps, certificates beside them, statements.

use super::Files;
use crate::diagnostics::Outcome;
use crate::lottery::{Amendment, Lock, second_of};
use crate::provenance::stamps::{Certificate, Fault, Stamp, Subject, certificates, check};
use crate::trial::Language;

/// Files of a lottery folder that a witness may stamp, beside amendments.
const STAMPABLE: [&str; 2] = ["lock.txt", "announced/announcement.txt"];

/// A file that may be stamped.
#[derive(Debug, Clone)]
pub struct Stampable {
    /// Its name inside the lottery folder.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A stamp as it stands in a folder, and what it shows.
#[derive(Debug, Clone)]
pub struct Witnessed {
    /// Its file inside the folder.
    pub file: String,
    /// What it shows, or what is wrong with it.
    pub stamp: Result<Stamp, Fault>,
}

/// Whether a name inside a lottery folder is one that a witness may stamp.
pub fn may_be_stamped(name: &str) -> bool {
    STAMPABLE.contains(&name) || is_amendment(name)
}

fn is_amendment(name: &str) -> bool {
    let number = name.strip_prefix("amend-").and_then(|n| n.strip_suffix(".txt")).and_then(|n| n.parse::<usize>().ok());
    number.is_some_and(|n| name == Amendment::file(n))
}

/// The files of a folder that may be stamped: lock, amendments, announced list.
pub fn stampable(files: &Files) -> Outcome<Vec<Stampable>> {
    let mut names: Vec<String> = STAMPABLE.iter().map(|s| (*s).to_string()).collect();
    names.extend(files.list("")?.into_iter().filter(|n| is_amendment(n)));
    let mut found = Vec::new();
    for name in names {
        if let Some(bytes) = files.maybe(&name)? {
            found.push(Stampable { name, bytes });
        }
    }
    Ok(found)
}

/// Certificates that lie beside the stamps; a file that holds none is a fault of every stamp that needs it, and passed over.
pub fn beside(files: &Files) -> Outcome<Vec<Certificate>> {
    let bytes = files.maybe("witness/chain.pem")?;
    Ok(bytes.and_then(|b| certificates(&b).ok()).unwrap_or_default())
}

/// Checks every `witness/*.tsr` of a folder, in the order of their names.
pub fn witnessed(files: &Files, given: &[Certificate]) -> Outcome<Vec<Witnessed>> {
    let names: Vec<String> = files.list("witness")?.into_iter().filter(|n| n.ends_with(".tsr")).collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let (subjects, extra) = (stampable(files)?, beside(files)?);
    let mut all = Vec::new();
    for name in names {
        let token = files.bytes(&format!("witness/{name}"))?;
        all.push(Witnessed { file: name, stamp: checked(&token, &subjects, given, &extra) });
    }
    Ok(all)
}

/// Checks one token against what may be stamped.
pub fn checked(
    token: &[u8],
    subjects: &[Stampable],
    given: &[Certificate],
    extra: &[Certificate],
) -> Result<Stamp, Fault> {
    let subjects: Vec<Subject> = subjects.iter().map(|s| Subject { name: &s.name, bytes: &s.bytes }).collect();
    check(token, &subjects, given, extra)
}

/// Time stamps of a lock that hold: whose they are rests on roots that only an auditor gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamped {
    /// Authorities by the name in their certificate, each once, in order.
    pub authorities: Vec<String>,
    /// Seconds between the earliest stamp and the moment when chance is asked, where that is locked.
    pub before: Option<i64>,
}

impl Stamped {
    /// How long before chance was asked, in hours or, where it was close, in minutes; `None` where nothing tells, or the
    /// stamps are late.
    pub fn lead(&self) -> Option<(i64, bool)> {
        let seconds = self.before.filter(|s| *s > 0)?;
        Some(if seconds < 2 * 3600 { (seconds / 60, false) } else { (seconds / 3600, true) })
    }
}

/// Who stamped the lock and how long before chance was asked, for a reader; or that nobody knows.
pub fn told(language: Language, stamped: Option<&Stamped>) -> String {
    let Some(stamped) = stamped else { return language.pick("ikke kendt", "not known").to_string() };
    let lead = match stamped.lead() {
        Some((n, true)) => format!(", {n} {}", language.pick("timer før", "hours before")),
        Some((n, false)) => format!(", {n} {}", language.pick("minutter før", "minutes before")),
        None => String::new(),
    };
    let names = stamped.authorities.join(language.pick(" og ", " and "));
    match language {
        Language::Da => format!("stemplet af {names}{lead}; `verify --trust` undersøger, hvis stempler det er"),
        Language::En => format!("stamped by {names}{lead}; `verify --trust` checks whose stamps these are"),
    }
}

/// The stamps of a lottery's folder, as paths in the study.
pub fn stamps_of(files: &Files) -> Outcome<Vec<String>> {
    let names = files.list("witness")?.into_iter().filter(|n| n.ends_with(".tsr"));
    Ok(names.map(|n| files.shown(&format!("witness/{n}"))).collect())
}

/// The stamps of the lock of a folder, where there are any; one with a fault does not count.
pub fn stamped(files: &Files) -> Outcome<Option<Stamped>> {
    let Some(lock) = files.maybe("lock.txt")? else { return Ok(None) };
    let all: Vec<Stamp> =
        witnessed(files, &[])?.into_iter().filter_map(|w| w.stamp.ok()).filter(|s| s.of == "lock.txt").collect();
    let Some(earliest) = all.iter().map(|s| s.latest).min() else { return Ok(None) };
    let due = Lock::read(&lock, &files.shown("lock.txt")).ok().as_ref().and_then(second_of);
    let mut authorities: Vec<String> = all.into_iter().map(|s| s.authority).collect();
    authorities.sort();
    authorities.dedup();
    Ok(Some(Stamped { authorities, before: due.map(|d| d - earliest) }))
}

/// A statement of a person who received the lock: who, when, and the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its file inside `witness/`.
    pub file: String,
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// Who says it.
    pub by: String,
    /// The day that it is of.
    pub date: String,
}

/// Heading of `witness/statements.tsv`.
pub const STATEMENTS: &str = "file\tsha256\tby\tdate\n";

/// The statements of a folder, as `witness/statements.tsv` lists them.
pub fn statements(files: &Files) -> Outcome<Vec<Statement>> {
    let Some(bytes) = files.maybe("witness/statements.tsv")? else { return Ok(Vec::new()) };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [file, sha256, by, date] = cells[..] else { return None };
        let owned = str::to_string;
        Some(Statement { file: owned(file), sha256: owned(sha256), by: owned(by), date: owned(date) })
    };
    Ok(text.lines().skip(1).filter_map(row).collect())
}
