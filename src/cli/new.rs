//! `lodtrin new`: its arguments, and what it says.

use super::answer::Answer;
use super::talk::Talk;
use crate::diagnostics::{Outcome, Problem};
use crate::registers::OwnList;
use crate::steps::new::{Request, Steps, run as scaffold};
use crate::trial::Language;
use std::path::PathBuf;

/// Make the folder of a new study: a protocol with every default and a comment
///
/// With --frame from your own list of programmes, CSV or Excel, with as many waves and periods as you ask for: the columns
/// are guessed, shown, and written into study.toml, where you can change them.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder to make
    folder: PathBuf,
    /// Title of the study
    #[arg(long)]
    title: Option<String>,
    /// Language of the report, the draw sheet and the comments in study.toml
    #[arg(long, value_name = "da|en", default_value = "da")]
    language: String,
    /// Several interventions, a lottery each
    #[arg(long, value_name = "NAME,NAME", value_delimiter = ',')]
    interventions: Vec<String>,
    /// Your own list of programmes, one a row
    #[arg(long, value_name = "FILE")]
    frame: Option<PathBuf>,
    /// Waves, fewer than periods: wave w begins in period w + 1, lots dealt evenly, larger waves first
    #[arg(long, value_name = "N", requires_all = ["periods", "first", "weeks"], value_parser = clap::value_parser!(u32).range(1..=255))]
    waves: Option<u32>,
    /// Periods, back to back, P1, P2, …
    #[arg(long, value_name = "N", requires_all = ["waves", "first", "weeks"], value_parser = clap::value_parser!(u32).range(2..=1000))]
    periods: Option<u32>,
    /// First day of the first period
    #[arg(long, value_name = "YYYY-MM-DD", requires_all = ["waves", "periods", "weeks"])]
    first: Option<String>,
    /// Weeks of a period
    #[arg(long, value_name = "N", requires_all = ["waves", "periods", "first"], value_parser = clap::value_parser!(u32).range(1..=520))]
    weeks: Option<u32>,
}

/// Reads `da` or `en`.
pub fn language(text: &str) -> Outcome<Language> {
    match text {
        "da" => Ok(Language::Da),
        "en" => Ok(Language::En),
        other => Err(Problem::new("P203", format!("there is no language `{other}`")).expected("da or en")),
    }
}

/// Writes the scaffold and says what comes next.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let request = Request {
        folder: args.folder.clone(),
        title: args.title.clone(),
        language: language(&args.language)?,
        interventions: args.interventions.clone(),
        frame: args.frame.clone(),
        steps: steps(args)?,
    };
    let made = scaffold(&request)?;
    if let Some(list) = &made.list {
        talk.note(&columns(list, &made.capacities));
    }
    for path in &made.paths {
        talk.note(&format!("wrote {}", path.display()));
    }
    let folder = args.folder.display();
    let what = if made.list.is_some() {
        format!("see that [frame], periods and waves in {folder}/study.toml are as you want them")
    } else {
        format!(
            "put your programmes in {folder}/programmes.csv and your terms, waves and outcomes in {folder}/study.toml"
        )
    };
    talk.note(&format!("next: {what},\n      then `lodtrin power {folder}` and `lodtrin lock {folder} --check`"));
    Ok(Answer::Yes)
}

/// Waves and periods, where they are asked for.
fn steps(args: &Args) -> Outcome<Option<Steps>> {
    let (Some(waves), Some(periods), Some(first), Some(weeks)) = (args.waves, args.periods, &args.first, args.weeks)
    else {
        return Ok(None);
    };
    let first = first.trim().parse().map_err(|_| {
        Problem::new("P203", "--first is no day").found(format!("{first:?}")).expected("a day such as 2027-01-18")
    })?;
    Ok(Some(Steps { waves, periods, first, weeks }))
}

/// What each column was taken for, line by line.
fn columns(list: &OwnList, capacities: &[u32]) -> String {
    let mut lines = vec!["columns of the list, as written into study.toml:".to_string()];
    let mut row = |what: &str, column: &str| lines.push(format!("  {what:<11} {column}"));
    match (&list.id, &list.made) {
        (Some(id), _) => row("id", id),
        (None, Some((name, _))) => {
            row("id", &format!("made from school and {name}: no column names each programme once"))
        }
        (None, None) => {}
    }
    row("stratum", list.stratum.as_deref().unwrap_or("none: no column looks like the school"));
    let others = [("lot", &list.lot), ("first", &list.first), ("last", &list.last)];
    for (what, column) in others.into_iter().filter_map(|(w, c)| c.as_ref().map(|c| (w, c))) {
        row(what, column);
    }
    row("covariates", &if list.covariates.is_empty() { "none".to_string() } else { list.covariates.join(", ") });
    for (column, why) in &list.left {
        row("left out", &format!("{column} ({why})"));
    }
    let waves: Vec<String> = capacities.iter().map(u32::to_string).collect();
    lines.push(format!("{} lots in {} waves of {}", list.lots, waves.len(), waves.join(", ")));
    lines.join("\n")
}
