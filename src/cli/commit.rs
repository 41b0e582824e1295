//! `lodtrin commit`: its arguments, and what it says.

use super::answer::Answer;
use super::talk::Talk;
use crate::diagnostics::Outcome;
use crate::folder::study::Folder;
use crate::steps::commit::run as commit;
use std::path::PathBuf;

/// Make a contribution to the seed and its commitment
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Study folder
    #[arg(default_value = ".")]
    study: PathBuf,
    /// Who contributes: a-z, 0-9 and -
    #[arg(long, value_name = "NAME")]
    name: String,
    /// The secret file to make and to keep until the draw [default: NAME.contribution]
    #[arg(long, value_name = "FILE")]
    secret: Option<PathBuf>,
}

/// Makes both files and says what to do with them.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let secret = args.secret.clone().unwrap_or_else(|| PathBuf::from(format!("{}.contribution", args.name)));
    let report = commit(&Folder::open(&args.study)?, &args.name, &secret)?;
    talk.warn_all(&report.warnings);
    talk.unprotected(&report.secret);
    talk.say(&format!(
        "{}:{}\nThe commitment stands in {} and goes into the lock.\nKeep {} secret until the lock is published; show it to all before the round.",
        report.name,
        report.digest,
        report.commitment,
        report.secret.display()
    ));
    Ok(Answer::Yes)
}
