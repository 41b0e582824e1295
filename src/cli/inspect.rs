//! `lodtrin inspect`: its arguments, and what it says.

use super::answer::Answer;
use super::product::{Format, Product};
use super::talk::Talk;
use crate::diagnostics::Outcome;
use crate::steps::inspect;
use std::path::PathBuf;

/// Look at files as they were delivered: dialect, columns, codes, and a ready [registers.*] block
///
/// Shows no value that may belong to a person: columns of codes with their counts, everything else by kind.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files to look at
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The study whose programmes the files' names are compared with; the folder here, if it holds study.toml
    #[arg(long, value_name = "DIR")]
    study: Option<PathBuf>,
    #[command(flatten)]
    product: Product,
}

/// Inspects and shows.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let format = args.product.resolve()?;
    let found = inspect::run(&args.files, args.study.as_deref())?;
    match format {
        Format::Text => args.product.deliver_text(&inspect::text(&found), talk)?,
        _ => args.product.deliver(&inspect::table(&found), talk)?,
    }
    Ok(Answer::Yes)
}
