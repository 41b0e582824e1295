//! `lodtrin bridge`: has the folder that travels written, and says what is in it.

use super::answer::Answer;
use super::talk::Talk;
use crate::diagnostics::Outcome;
use crate::folder::study::Folder;
use crate::steps::bridge::{Request, run as bridge};
use std::path::PathBuf;

/// Write the locked analysis as an R script with its replays, for a machine that the data cannot leave
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Study folder
    #[arg(value_name = "STUDY", default_value = ".")]
    study: PathBuf,
    /// What the machine has
    #[arg(long = "for", value_name = "LANGUAGE")]
    language: Language,
    /// Folder to write [default: STUDY/bridge]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replays of the lottery in place of the plan's; other than these the rows are not pre-specified
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=99_999))]
    draws: Option<u64>,
    /// Hand over a rehearsal's schedule, so that the script can be tried before anyone sees an effect
    #[arg(long)]
    blind: bool,
    /// Columns of the list of programmes by which the machine names them
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    keys: Vec<String>,
    /// Number lots and programmes; key.csv says which is which and stays outside
    #[arg(long)]
    numbers: bool,
    /// For a journal: add cells of counts and the rows that the script must give
    #[arg(long, conflicts_with_all = ["blind", "numbers"])]
    panel: bool,
}

/// The language of the script.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Language {
    /// Base R, version 4.0 or later
    R,
}

/// Writes the folder.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let Language::R = args.language;
    let folder = Folder::open(&args.study)?;
    let request = Request {
        out: args.out.clone(),
        draws: args.draws,
        blind: args.blind,
        keys: args.keys.iter().map(|k| k.trim().to_string()).filter(|k| !k.is_empty()).collect(),
        numbers: args.numbers,
        panel: args.panel,
    };
    let written = bridge(&folder, &request, talk)?;
    talk.warn_all(&written.warnings);
    let names: Vec<String> = written.files.iter().map(|f| f.display().to_string()).collect();
    talk.say(&names.join("\n"));
    talk.note("edit read.R on the machine, run `Rscript analyse.R`, and take out/ back: `lodtrin effect STUDY --from-bridge out`");
    Ok(Answer::Yes)
}
