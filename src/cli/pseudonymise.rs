//! `lodtrin pseudonymise`: its arguments, and what it says.

use super::answer::Answer;
use super::talk::Talk;
use crate::diagnostics::Outcome;
use crate::steps::pseudonymise::{self, KeySource, Request};
use std::path::PathBuf;

/// Replace identifiers in a file by pseudonyms, so that files of two authorities link without sharing CPR
///
/// Two files prepared with one key and one domain link; with another key or another domain nothing does. The product is
/// CSV on stdout, or in the file of --out. With --new-key and no FILE it makes a key and nothing else.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to prepare
    #[arg(value_name = "FILE", required_unless_present = "new_key", requires_all = ["column", "domain"])]
    file: Option<PathBuf>,
    /// The column of identifiers; may be given several times
    #[arg(long, value_name = "COLUMN", required_unless_present = "new_key", requires = "file")]
    column: Vec<String>,
    /// A column of other ten-digit numbers (telephone numbers, say) that stays as it is; may be given several times
    #[arg(long, value_name = "COLUMN", requires = "file")]
    keep: Vec<String>,
    /// The study's domain, as in [study] domain
    #[arg(long, value_name = "DOMAIN", required_unless_present = "new_key", requires = "file")]
    #[arg(value_parser = clap::builder::NonEmptyStringValueParser::new())]
    domain: Option<String>,
    #[command(flatten)]
    key: Key,
    /// Write to this file
    #[arg(long, value_name = "FILE", requires = "file")]
    out: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Key {
    /// The key: 64 hexadecimal digits or 32 bytes and more
    #[arg(long, value_name = "PATH")]
    key_file: Option<PathBuf>,
    /// Make a new key in this file, never over one that is there
    #[arg(long, value_name = "PATH")]
    new_key: Option<PathBuf>,
}

/// Prepares the file.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let key = match (&args.key.key_file, &args.key.new_key) {
        (Some(path), _) => KeySource::File(path.clone()),
        (None, Some(path)) => KeySource::New(path.clone()),
        // clap demands one of the two
        (None, None) => KeySource::File(PathBuf::new()),
    };
    let (Some(file), Some(domain)) = (&args.file, &args.domain) else {
        // clap lets these be left out only beside --new-key
        if let KeySource::New(path) = &key {
            pseudonymise::make_key(path)?;
            talk.note(&format!("wrote {}: a new key of 256 bits; keep it apart from the data", path.display()));
            talk.unprotected(path);
        }
        return Ok(Answer::Yes);
    };
    let request = Request {
        file: file.clone(),
        columns: args.column.clone(),
        keep: args.keep.clone(),
        domain: domain.clone(),
        key,
        out: args.out.clone(),
    };
    let made = pseudonymise::run(&request)?;
    talk.warn_all(&made.warnings);
    if let KeySource::New(path) = &request.key {
        talk.unprotected(path);
    }
    match &args.out {
        None => talk.raw(&String::from_utf8_lossy(&made.bytes)),
        Some(path) => talk.note(&format!("wrote {}", path.display())),
    }
    talk.note(&format!("{}; key {}", made.said, made.fingerprint));
    Ok(Answer::Yes)
}
