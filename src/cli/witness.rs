//! `lodtrin witness`: have an independent authority stamp the lock, and keep the stamp.

use super::answer::Answer;
use super::talk::Talk;
use crate::diagnostics::{Outcome, Problem};
use crate::folder::study::Folder;
use crate::provenance::stamps::Stamp;
use crate::steps::witness::{Added, Options, Request, add, moment, request};
use std::fmt::Write;
use std::path::PathBuf;

/// Have a time-stamping authority witness the lock before chance is asked
#[derive(Debug, clap::Args)]
#[command(
    arg_required_else_help = true,
    after_help = "A stamp: send the query that `request` writes to an authority, and `add` what it answers:
  curl -H 'Content-Type: application/timestamp-query' --data-binary @my-study/lottery/witness/lock.txt.tsq AUTHORITY -o answer.tsr
  lodtrin witness add answer.tsr --study my-study --trust authority-root.pem

Nothing here reaches the network: you send the query and bring the answer."
)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Write the query that an authority answers with a stamp
    Request {
        /// Study folder
        #[arg(default_value = ".")]
        study: PathBuf,
        /// What is to be stamped: lock.txt, amend-NNN.txt or announced/announcement.txt
        #[arg(long, value_name = "FILE", default_value = "lock.txt")]
        of: String,
        /// Where to write the query [default: lottery/witness/FILE.tsq]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Check stamps and store them in the study; or store a person's statement
    Add {
        /// The authority's answers, as they came
        #[arg(value_name = "TOKEN", required_unless_present = "statement")]
        tokens: Vec<PathBuf>,
        /// Root certificate that you rely on (PEM); may be given several times
        #[arg(long, value_name = "PEM")]
        trust: Vec<PathBuf>,
        /// Issuing certificates that the stamp does not hold (PEM)
        #[arg(long, value_name = "PEM", requires = "tokens")]
        chain: Option<PathBuf>,
        /// A person's statement that the lock's line was received: a letter, a scanned page
        #[arg(long, value_name = "FILE", requires = "by", requires = "on")]
        statement: Option<PathBuf>,
        /// Who says it
        #[arg(long, value_name = "NAME", requires = "statement")]
        by: Option<String>,
        /// The day that the statement is of
        #[arg(long, value_name = "YYYY-MM-DD", requires = "statement")]
        on: Option<String>,
        /// Study folder
        #[arg(long, value_name = "DIR", default_value = ".")]
        study: PathBuf,
    },
}

/// Writes a query or stores what came back.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    match &args.what {
        What::Request { study, of, out } => talk.say(&asked(&request(&Folder::open(study)?, of, out.as_deref())?)),
        What::Add { tokens, trust, chain, statement, by, on, study } => {
            let statement = match (statement, by, on) {
                (Some(file), Some(by), Some(on)) => Some((file.clone(), by.clone(), on.clone())),
                (None, None, None) => None,
                _ => return Err(Problem::new("L505", "a statement needs --statement, --by and --on together")),
            };
            let options = Options { tokens: tokens.clone(), trust: trust.clone(), chain: chain.clone(), statement };
            let added = add(&Folder::open(study)?, &options)?;
            talk.warn_all(&added.warnings);
            talk.say(&stored(&added));
        }
    }
    Ok(Answer::Yes)
}

fn asked(request: &Request) -> String {
    let file = request.file.display();
    let answer = format!("{}-1.tsr", request.of.rsplit('/').next().unwrap_or("lock.txt"));
    format!(
        "{} has the SHA-256 {}\nThe query stands in {file}\n\nSend it to a time-stamping authority, and to a second one, with its address for ADDRESS:\n  \
         curl -sS -H 'Content-Type: application/timestamp-query' --data-binary '@{file}' ADDRESS -o {answer}\n\
         Then, in the study folder:\n  lodtrin witness add {answer} --trust ROOT.pem",
        request.of, request.digest
    )
}

fn stored(added: &Added) -> String {
    let mut out = String::new();
    for (file, stamp) in &added.stamps {
        let _ = writeln!(
            out,
            "{file}: {} existed at {} at the latest, says {}",
            stamp.of,
            moment(stamp.latest),
            whose(stamp)
        );
    }
    if let Some(s) = &added.statement {
        let _ = writeln!(out, "lottery/witness/{}: a statement of {}, {}; no machine checks it", s.file, s.by, s.date);
    }
    let _ =
        write!(out, "A stamp shows that this lock existed, not that it was the only one: publish its line as well.");
    out
}

fn whose(stamp: &Stamp) -> String {
    if stamp.trusted { format!("{} (up to {})", stamp.authority, stamp.root) } else { stamp.authority.clone() }
}
