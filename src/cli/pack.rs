//! `lodtrin pack`: its arguments, and what it says.

use super::answer::Answer;
use super::talk::Talk;
use crate::diagnostics::Outcome;
use crate::folder::study::Folder;
use crate::steps::pack::{Request, run as pack};
use std::path::PathBuf;

/// Write one archive for an auditor: lottery, plan, results, receipts; no register, nobody identifiable
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Study folder
    #[arg(default_value = ".")]
    study: PathBuf,
    /// Add the counts by programme and term (refused when a cell is too small to publish)
    #[arg(long)]
    panel: bool,
    #[allow(rustdoc::invalid_html_tags)]
    /// The archive to write, a tar or, by its suffix .zip, a zip [default: <domain>.lodtrin.tar in the study folder]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Packs and says what went in.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let folder = Folder::open(&args.study)?;
    let packed = pack(&folder, &Request { panel: args.panel, out: args.out.clone() })?;
    talk.warn_all(&packed.warnings);
    talk.note(&format!("packed {} files; SHA-256 {}", packed.files.len(), packed.digest));
    if !packed.left_out.is_empty() {
        talk.note(&format!("left out, since no verb wrote it: {}", packed.left_out.join(", ")));
    }
    if args.panel {
        talk.note("data/panel.csv goes along: the number with the outcome may be small in a cell");
    }
    talk.note(&format!("next: `lodtrin verify {}` on any machine", packed.path.display()));
    talk.say(&packed.path.display().to_string());
    Ok(Answer::Yes)
}
