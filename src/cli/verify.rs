use super::{Answer, talk::Talk};
use crate::diagnostics::{Outcome, Problem};

/// (to be written)
#[derive(Debug, clap::Args)]
pub struct Args {}

/// (to be written)
pub fn run(_args: &Args, _talk: &Talk) -> Outcome<Answer> {
    Err(Problem::new("P000", "this verb is not built"))
}
