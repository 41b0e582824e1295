//! `lodtrin demo`: its arguments, and what it says.

use super::answer::Answer;
use super::talk::Talk;
use crate::diagnostics::Outcome;
use crate::steps::demo::{Story, run as demo};
use std::path::PathBuf;

/// Run a whole study, from lock to verified report, on the sample inside the binary
///
/// The folder is made, or remade when demo made it; any other folder that is not empty is refused.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder to make
    #[arg(value_name = "DIR", default_value = "./lodtrin-demo")]
    folder: PathBuf,
}

/// Runs the demo and tells its story.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let story = demo(&args.folder, &|line| talk.note(line), talk)?;
    talk.say(&text(&story));
    Ok(if story.verified == Some(true) { Answer::Yes } else { Answer::No })
}

fn points(x: Option<f64>) -> String {
    x.map_or("?".to_string(), |x| format!("{:+.1}", 100.0 * x))
}

fn text(s: &Story) -> String {
    let (label, row) = &s.primary;
    let interval = format!("{} to {}", points(row.conf_low), points(row.conf_high));
    let target = s.target.map_or(String::new(), |t| format!("; the target was {}", points(Some(t))));
    let a = &s.absence;
    format!(
        "\n{title}: a synthetic study of {pupils} pupils\n\
         \x20 locked    {lock}\n\
         \x20 drawn     {lots} programmes into {waves} waves; nobody could choose the order\n\
         \x20 found     «{label}» changes by {effect} percentage points ({level:.0} % interval {interval}{target})\n\
         \x20           randomization p = {p}: the lottery that was held, replayed\n\
         \x20 absence   early absence goes with {risk} points more dropout ({risk_low} to {risk_high})\n\
         \x20 verify    {verified}\n\
         \x20 report    {report}",
        title = s.title,
        pupils = s.pupils,
        lock = s.lock,
        lots = s.drawn.0,
        waves = s.drawn.1,
        effect = points(row.estimate),
        level = 100.0 * row.conf_level,
        p = row.p_value.map_or("NA".to_string(), |p| if p < 0.001 { "<0.001".into() } else { format!("{p:.3}") }),
        risk = points(a.estimate),
        risk_low = points(a.conf_low),
        risk_high = points(a.conf_high),
        verified = if s.verified == Some(true) { "yes: lock, seed and schedule can be reproduced" } else { "NO" },
        report = s.report.display(),
    )
}
