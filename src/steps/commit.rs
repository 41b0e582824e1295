//! `commit`: a contribution to the seed, kept secret until the draw, and the commitment that goes into the lock.

use crate::diagnostics::{Doubt, Outcome, Place, Problem, Told};
use crate::folder::study::Folder;
use crate::lottery::{Commitment, is_name};
use crate::provenance::{self, Digest};
use std::path::{Path, PathBuf};

/// Random bytes of a contribution; the file holds them as hex digits.
const BYTES: usize = 32;

/// What was made.
#[derive(Debug, Clone)]
pub struct Report {
    /// Who contributes.
    pub name: String,
    /// The file to keep until the draw.
    pub secret: PathBuf,
    /// The commitment's file, relative to the study folder.
    pub commitment: String,
    /// The commitment.
    pub digest: Digest,
    /// Doubts.
    pub warnings: Vec<Told>,
}

/// Makes a contribution for `name`; the secret goes to `secret`, the commitment into the study folder.
pub fn run(folder: &Folder, name: &str, secret: &Path) -> Outcome<Report> {
    let _held = folder.hold("commit")?;
    let study = folder.study()?;
    if !is_name(name) {
        return Err(Problem::new("L402", "a contributor's name is not one that may be written")
            .found(format!("{name:?}"))
            .expected("1 to 32 of a-z, 0-9 and -"));
    }
    let commitment = format!("commitments/{name}.txt");
    if folder.path(&commitment).exists() {
        return Err(Problem::new("L402", format!("`{name}` has committed a contribution already"))
            .at(Place::file(commitment))
            .help("a commitment is made once; if the secret file is lost before the lock, remove the commitment and make a new one"));
    }
    if inside(secret, folder.root()) {
        return Err(Problem::new("L402", "the secret would lie in the study folder, which others get")
            .at(Place::file(secret.display().to_string()))
            .help("name a place elsewhere: --secret FILE"));
    }
    let digest = Commitment::to(contribution(secret)?.as_bytes());
    provenance::create_new(&folder.path(&commitment), format!("{name}:{digest}\n").as_bytes())?;
    let mut warnings = Vec::new();
    if !study.interventions.iter().any(|i| i.lottery.contributors.iter().any(|c| c == name)) {
        warnings.push(Doubt::NotDeclared { name: name.to_string() }.into());
    }
    Ok(Report { name: name.to_string(), secret: secret.to_path_buf(), commitment, digest, warnings })
}

/// The contribution in the secret file: new random bytes, or what a run that was cut short left there.
fn contribution(secret: &Path) -> Outcome<String> {
    if secret.is_file() {
        let text = provenance::read_text(secret)?;
        if text.len() == 2 * BYTES && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Ok(text);
        }
    }
    let mut bytes = [0u8; BYTES];
    getrandom::fill(&mut bytes).map_err(|e| Problem::new("L402", format!("the system gives no random bytes: {e}")))?;
    let text = hex::encode(bytes);
    provenance::create_private(secret, text.as_bytes())?;
    Ok(text)
}

/// Whether a file to be made would lie in a folder or below it, links followed.
fn inside(path: &Path, folder: &Path) -> bool {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (parent.canonicalize(), folder.canonicalize()) {
        (Ok(parent), Ok(folder)) => parent.starts_with(folder),
        _ => false,
    }
}
