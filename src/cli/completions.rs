//! `lodtrin completions`: the completions of a shell, from the one list of verbs.

use super::answer::Answer;
use super::talk::Talk;
use crate::diagnostics::Outcome;

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

/// Prints the script.
pub fn run(args: &Args, mut command: clap::Command, talk: &Talk) -> Outcome<Answer> {
    let mut bytes = Vec::new();
    clap_complete::generate(args.shell, &mut command, "lodtrin", &mut bytes);
    talk.raw(&String::from_utf8_lossy(&bytes));
    Ok(Answer::Yes)
}
