//! `lodtrin balance`: its arguments, and what it says.

use super::answer::Answer;
use super::next;
use super::product::Product;
use super::talk::Talk;
use crate::diagnostics::Outcome;
use crate::folder::study::Folder;
use crate::steps::balance;
use std::path::PathBuf;

/// Show how the drawn waves compare on what the frame says of the programmes
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The study's folder
    #[arg(default_value = ".")]
    study: PathBuf,
    /// Replays of the lottery in place of the plan's number; then nothing is written
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    draws: Option<u64>,
    /// Rehearse on a schedule that was not drawn, and write rehearsal/results/
    #[arg(long)]
    blind: bool,
    #[command(flatten)]
    product: Product,
}

/// Runs `balance`.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    args.product.resolve()?;
    let folder = Folder::open(&args.study)?;
    let folder = if args.blind { folder.rehearsed() } else { folder };
    let write = args.draws.is_none() && args.product.to_stdout();
    let table = balance::run(&folder, args.draws, write, talk)?;
    talk.warn_all(&table.warnings);
    args.product.deliver(&table, talk)?;
    if write {
        talk.note(&format!("wrote {} (report draws it)", folder.name("results/balance.csv")));
    }
    if write && !args.blind {
        next::tell(&args.study, talk);
    }
    Ok(Answer::Yes)
}
