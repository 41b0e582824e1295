//! `lodtrin simulate`: its arguments, and what it says.

use super::answer::Answer;
use super::{next, talk::Talk};
use crate::diagnostics::Outcome;
use crate::steps::simulate::{Request, run as simulate};
use std::path::PathBuf;

/// Make synthetic registers with a known truth
///
/// Writes the declared registers as schools would deliver them, under the drawn schedule, and the truth beside them in
/// truth.json. The truth stands in [simulate], what schools are like in [power].
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The study folder
    #[arg(value_name = "STUDY", default_value = ".")]
    study: PathBuf,
    /// A table of lots and waves (columns id, wave) to simulate under instead of the drawn schedule
    #[arg(long, value_name = "FILE")]
    schedule: Option<PathBuf>,
    /// Write to this folder instead of the study folder
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Seed instead of the declared one
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// A programme or school that leaves: nothing comes of those who begin in the period or later
    #[arg(long, value_name = "NAME=PERIOD")]
    leaving: Vec<String>,
    /// A programme or school that reports late: what it received is known, its pupils from the period on are not
    #[arg(long, value_name = "NAME=PERIOD")]
    late: Vec<String>,
    /// Make everything, write nothing
    #[arg(long)]
    check: bool,
}

/// Simulates, writes, and says what was made.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let request = Request {
        study: args.study.clone(),
        schedule: args.schedule.clone(),
        out: args.out.clone(),
        seed: args.seed,
        leaving: args.leaving.clone(),
        late: args.late.clone(),
        check: args.check,
    };
    let made = simulate(&request)?;
    talk.warn_all(&made.warnings);
    let target = args.out.as_ref().unwrap_or(&args.study).display().to_string();
    talk.note(&format!("simulated {} pupils under {}", made.pupils, made.schedule));
    for file in &made.files {
        talk.note(&format!("{} {target}/{file}", if args.check { "would write" } else { "wrote" }));
    }
    if args.out.is_none() && !args.check {
        next::tell(&args.study, talk);
    }
    Ok(Answer::Yes)
}
