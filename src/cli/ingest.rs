//! `lodtrin ingest`: its arguments, and what it says.

use super::answer::Answer;
use super::product::{Format, Product};
use super::{next, talk::Talk};
use crate::diagnostics::Outcome;
use crate::steps::ingest::{self, Request};
use std::path::PathBuf;

/// Read the registers and make data/: pupils, panel, quarantine, quality
///
/// Every row that comes in is used, quarantined or excluded under a name, and the three add up. Identifiers become
/// pseudonyms at the door and reach no output.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The study folder
    #[arg(value_name = "STUDY", default_value = ".")]
    study: PathBuf,
    /// The key that pseudonyms are made with, outside the study folder; not needed when every register is pseudonymised
    #[arg(long, value_name = "PATH")]
    key_file: Option<PathBuf>,
    /// Do all but write: exit 0 when ingest would go through, 1 when the study or a school must say something first
    #[arg(long)]
    check: bool,
    /// Write a letter in Danish about every delivered file into this folder, whatever the answer
    #[arg(long, value_name = "DIR", conflicts_with = "counts")]
    letters: Option<PathBuf>,
    /// Read no register but counts: outcome, programme, period, n, k (`lodtrin export counts` writes them)
    #[arg(long, value_name = "FILE", conflicts_with = "key_file")]
    counts: Option<PathBuf>,
    #[command(flatten)]
    product: Product,
}

/// Ingests and says what arrived.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let format = args.product.resolve()?;
    let request = Request {
        study: args.study.clone(),
        key_file: args.key_file.clone(),
        check: args.check,
        into: None,
        counts: args.counts.clone(),
        letters: args.letters.clone(),
    };
    let made = match ingest::run(&request, talk) {
        Err(problem) if args.check && ingest::ANSWERED.contains(&problem.code()) => {
            talk.problem(&problem);
            return Ok(Answer::No);
        }
        made => made?,
    };
    talk.warn_all(&made.warnings);
    match format {
        Format::Text => args.product.deliver_text(&made.summary, talk)?,
        Format::Json => {
            let text = made.quality.text();
            args.product.deliver_text(&text, talk)?;
        }
        Format::Csv | Format::CsvDa | Format::Xlsx => args.product.deliver(&made.accounts, talk)?,
    }
    if let Some(problem) = &made.unknown {
        talk.problem(problem);
    }
    if made.ready && !args.check {
        next::tell(&args.study, talk);
    }
    Ok(if made.ready { Answer::Yes } else { Answer::No })
}
