use super::{Answer, talk::Talk};
use crate::diagnostics::Outcome;
use crate::steps::pseudonymise::{self, KeySource, Request};
use std::path::PathBuf;

/// Replace identifiers in a file by pseudonyms, so that files of two authorities link without sharing CPR
///
/// Two files prepared with one key and one domain link; with another key or another domain nothing does. The product is
/// CSV on stdout, or in the file of --out.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to prepare
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The column of identifiers; may be given several times
    #[arg(long, value_name = "COLUMN", required = true)]
    column: Vec<String>,
    /// The study's domain, as in [study] domain
    #[arg(long, value_name = "DOMAIN", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    domain: String,
    #[command(flatten)]
    key: Key,
    /// Write to this file
    #[arg(long, value_name = "FILE")]
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
    let request = Request {
        file: args.file.clone(),
        columns: args.column.clone(),
        domain: args.domain.clone(),
        key,
        out: args.out.clone(),
    };
    let made = pseudonymise::run(&request)?;
    talk.warn_all(&made.warnings);
    match &args.out {
        None => talk.say(&String::from_utf8_lossy(&made.bytes)),
        Some(path) => talk.note(&format!("wrote {}", path.display())),
    }
    talk.note(&format!("{}; key {}", made.said, made.fingerprint));
    Ok(Answer::Yes)
}
