//! `lodtrin report`: its arguments, and what it says.

use super::answer::Answer;
use super::next;
use super::talk::Talk;
use crate::diagnostics::Outcome;
use crate::folder::study::Folder;
use crate::steps::report::{Options, PATH, run as make};
use crate::trial::Language;
use std::path::PathBuf;

/// Draw the figures and write the report
///
/// Writes results/report.html, one page that needs no network, and results/figures/*.svg and *.png.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Study folder
    #[arg(default_value = ".")]
    study: PathBuf,
    /// Language of the report and its figures; the study's own when left out
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<Tongue>,
    /// A mock report of the rehearsal, marked on every printed page, in rehearsal/results/
    #[arg(long)]
    blind: bool,
    /// Also draw every figure for slides, 16:9: results/figures/NAME-wide.svg and .png
    #[arg(long)]
    wide: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Tongue {
    /// Danish
    Da,
    /// English
    En,
}

/// Makes the report.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let folder = Folder::open(&args.study)?;
    let folder = if args.blind { folder.rehearsed() } else { folder };
    let language = args.language.map(|l| if l == Tongue::Da { Language::Da } else { Language::En });
    let made = make(&folder, &Options { language, wide: args.wide })?;
    talk.warn_all(&made.warnings);
    talk.note(&format!(
        "wrote {} and {} figure files",
        folder.name(PATH),
        made.files.iter().filter(|f| f.contains("/figures/")).count()
    ));
    talk.say(&folder.path(PATH).display().to_string());
    if !args.blind {
        next::tell(&args.study, talk);
    }
    Ok(Answer::Yes)
}
