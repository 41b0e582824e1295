//! `lodtrin status`: its arguments, and what it says.

use super::answer::Answer;
use super::form::Form;
use super::talk::Talk;
use crate::diagnostics::Outcome;
use crate::folder::study::Folder;
use crate::provenance;
use crate::steps::status::{Addendum, Status, run as look};
use std::path::PathBuf;

/// Show where the study stands and the next command
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Study folder
    #[arg(default_value = ".")]
    study: PathBuf,
    /// Form of what goes to stdout
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Form,
}

impl Args {
    /// The study in the current folder.
    pub fn here() -> Self {
        Args { study: PathBuf::from("."), format: Form::Text }
    }
}

/// Prints the status.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    provenance::put_back(&args.study);
    let status = look(&Folder::open(&args.study)?)?;
    match args.format {
        Form::Text => talk.say(&text(&status)),
        Form::Json => talk.raw(&serde_json::to_string_pretty(&status).unwrap_or_default()),
    }
    Ok(Answer::Yes)
}

fn text(s: &Status) -> String {
    let mut lines = vec![s.title.clone()];
    let mut row = |name: &str, value: String| lines.push(format!("  {name:<11} {value}"));
    match (&s.lock, s.drawn) {
        (None, _) => row("lottery", "not locked".into()),
        (Some(lock), false) => row("lottery", format!("locked {}…, not drawn", &lock[..16])),
        (Some(lock), true) => row("lottery", format!("locked {}…, drawn", &lock[..16])),
    }
    if let Some(r) = &s.round {
        row("round", format!("{}, due {}", r.round, r.due));
        row("", format!("fetch it with: curl -o beacon.json {}", r.fetch));
    }
    if s.rehearsal {
        row("rehearsal", "stands in rehearsal/ (it is no draw)".into());
    }
    if let Some(once) = s.once {
        row("once", format!("an earlier lock was replaced: {once} (`lodtrin verify` says more)"));
    }
    if let Some(stamped) = &s.stamped {
        row("time", stamped.clone());
    }
    for a in &s.addenda {
        let drawn = if a.drawn { "drawn".to_string() } else { waits(a) };
        row("addendum", format!("{}, locked {}…, {drawn}", a.number, &a.lock[..16]));
    }
    if !s.deviations.is_empty() {
        row("deviations", format!("study.toml differs from the plan in {}", s.deviations.join(", ")));
    }
    for (i, change) in s.changes.iter().enumerate() {
        row(if i == 0 { "changes" } else { "" }, super::terminal::verify::change(change));
    }
    row(
        "registers",
        if s.registers_missing.is_empty() {
            "all declared files are there".into()
        } else {
            format!("missing: {}", s.registers_missing.join(", "))
        },
    );
    row("data", if s.ingested { "ingested".into() } else { "not ingested".into() });
    for r in &s.results {
        let why = if r.changed.is_empty() { String::new() } else { format!(": changed {}", r.changed.join(", ")) };
        row(&r.verb, format!("{}{why}", r.state));
    }
    lines.push(format!("next: {}\n      {}", s.next, s.why));
    lines.join("\n")
}

fn waits(a: &Addendum) -> String {
    match (a.round, &a.due) {
        (Some(round), Some(due)) => format!("waits for round {round}, {due}"),
        (None, Some(due)) => format!("waits for its dice, by {due}"),
        _ => "waits for its dice".to_string(),
    }
}
