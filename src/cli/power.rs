//! `lodtrin power`: what it says.

use super::answer::Answer;
pub use super::power_args::Args;
use super::power_request::resolve;
use super::talk::Talk;
use super::terminal;
use crate::diagnostics::Outcome;
use crate::planning::from_panel::{FromRequest, run as power_from};
use crate::steps::power::run as power;

/// Answers on stdout, what the numbers mean on stderr.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    args.product.resolve()?;
    if let Some(panel) = &args.question.from {
        let request = FromRequest {
            panel: panel.clone(),
            study: args.study.clone(),
            outcome: args.question.outcome_name.clone(),
            level: args.question.level.unwrap_or(0.95),
        };
        let table = power_from(&request)?;
        talk.warn_all(&table.warnings);
        args.product.deliver(&table, talk)?;
        return Ok(Answer::Yes);
    }
    let answered = power(&resolve(args)?, talk)?;
    let after = answered.figures.len() + answered.notes.iter().map(|n| terminal::folded(n, 2).len()).sum::<usize>();
    terminal::power::deliver(&args.product, &answered.table, after, args.all, talk)?;
    for path in &answered.figures {
        talk.note(&format!("wrote {}", path.display()));
    }
    for note in &answered.notes {
        talk.note(&format!("  note: {note}"));
    }
    Ok(Answer::Yes)
}
