//! `lodtrin forecast`: its arguments, and what it says.

use super::answer::Answer;
use super::{next, product::Product, talk::Talk};
use crate::diagnostics::Outcome;
use crate::steps::forecast::{Request, run as forecast};
use std::path::PathBuf;

/// Fit what every programme would have had untreated, from terms before the rollout, for the lock to freeze
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Study folder
    #[arg(value_name = "STUDY", default_value = ".")]
    study: PathBuf,
    /// Print the forecast and write nothing
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    product: Product,
}

/// Prints the programmes' levels.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    args.product.resolve()?;
    let made = forecast(&Request { study: args.study.clone(), check: args.check }, talk)?;
    talk.warn_all(&made.table.warnings);
    args.product.deliver(&made.table, talk)?;
    if !made.files.is_empty() {
        talk.note(&format!("wrote {}", made.files.join(" and ")));
        next::tell(&args.study, talk);
    }
    Ok(Answer::Yes)
}
