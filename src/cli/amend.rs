//! `lodtrin amend`: its arguments, and what it says.

use super::answer::Answer;
use super::lock::now;
use super::talk::Talk;
use crate::diagnostics::{Outcome, Problem};
use crate::folder::study::Folder;
use crate::lottery::Source;
use crate::steps::amend::{Event, Options, Report, run as amend};
use std::path::PathBuf;
use unicode_normalization::UnicodeNormalization;

/// Write down what happened after the lock: withdrawals, late lots, deviations
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Study folder, here or at the end
    study: Option<PathBuf>,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// A lot takes no part any more; it keeps its row and its wave
    Withdraw {
        /// The lot's id
        id: String,
        #[command(flatten)]
        common: Common,
    },
    /// Something is done otherwise than planned: a declaration that differs now, or `conduct.<lot or words>`
    Deviation {
        /// The declaration's key, as `lodtrin status` names it, or `conduct.<lot or words>`
        key: String,
        /// What was to be done (with `conduct.…`)
        #[arg(long, value_name = "TEXT")]
        from: Option<String>,
        /// What was done (with `conduct.…`)
        #[arg(long, value_name = "TEXT")]
        to: Option<String>,
        #[command(flatten)]
        common: Common,
    },
    /// Late lots draw among themselves in an addendum, one alone among empty places
    Late {
        /// File that lists the late programmes, with the columns of the programmes' file
        file: PathBuf,
        /// First treated periods of the waves that they may come into, comma between
        #[arg(long, value_name = "PERIOD,…", value_delimiter = ',')]
        starts: Vec<String>,
        /// The first drand round at or after this time decides [default: 24 hours from now]
        #[arg(long, value_name = "T")]
        at: Option<String>,
        /// Who throws the dice, comma between [default: as in the plan]
        #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
        throwers: Vec<String>,
        /// Throws of each [default: as in the plan]
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(25..=1000))]
        throws: Option<u32>,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Debug, clap::Args)]
struct Common {
    /// Study folder
    #[arg(value_name = "STUDY")]
    folder: Option<PathBuf>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Day of the amendment [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<String>,
    /// Print what would be written, and write nothing
    #[arg(long)]
    check: bool,
}

/// Makes an amendment and prints it.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let (event, common) = match &args.what {
        What::Withdraw { id, common } => (Event::Withdraw { lot: id.clone() }, common),
        What::Deviation { key, from, to, common } => {
            (Event::Deviation { key: key.clone(), from: from.clone(), to: to.clone() }, common)
        }
        What::Late { file, starts, at, throwers, throws, common } => {
            let at = match at {
                None => None,
                Some(text) => Some(text.trim().parse::<jiff::Timestamp>().map(|t| t.as_second()).map_err(|_| {
                    Problem::new("L401", "--at is no time")
                        .found(format!("{text:?}"))
                        .expected("a date-time with its offset, such as 2026-03-01T12:00:00Z")
                })?),
            };
            let (file, starts) = (file.clone(), starts.clone());
            let throwers = throwers.iter().map(|n| n.nfc().collect()).collect();
            (Event::Late { file, starts, at, throwers, throws: *throws }, common)
        }
    };
    let (reason, date) = (common.reason.clone(), common.date.clone());
    let options = Options { event, reason, date, now: now(None)?, check: common.check };
    let study = common.folder.as_ref().or(args.study.as_ref()).cloned().unwrap_or_else(|| PathBuf::from("."));
    let report = amend(&Folder::open(study)?, &options, talk)?;
    talk.warn_all(&report.warnings);
    talk.say(&text(&report));
    Ok(Answer::Yes)
}

fn text(report: &Report) -> String {
    let mut out = format!("{}\n{}", report.file, report.amendment.text());
    if let Some(lock) = &report.lock {
        let round = match lock.source {
            Source::Drand { round } => format!("drand quicknet round {round}"),
            Source::Dice => "dice".to_string(),
        };
        if report.written {
            out.push_str(&format!("Publish this line now: {} · addendum {} · {round}\n", lock.title, lock.digest()));
        }
    }
    if !report.written {
        out.push_str("Nothing was written.\n");
    }
    out
}
