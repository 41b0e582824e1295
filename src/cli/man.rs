//! `lodtrin man`: manual pages, from the one list of verbs.

use super::answer::Answer;
use super::talk::Talk;
use crate::diagnostics::{Outcome, Problem};
use crate::provenance;
use std::path::PathBuf;

/// Print the manual page, or write one page a verb into a folder
#[derive(Debug, clap::Args)]
pub struct Args {
    #[allow(rustdoc::invalid_html_tags)]
    /// Write lodtrin.1 and lodtrin-<verb>.1 into this folder
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

fn page(command: clap::Command) -> Outcome<Vec<u8>> {
    let mut bytes = Vec::new();
    clap_mangen::Man::new(command)
        .render(&mut bytes)
        .map_err(|e| Problem::new("P101", format!("the manual page cannot be written: {e}")))?;
    Ok(bytes)
}

/// Prints or writes the pages.
pub fn run(args: &Args, command: clap::Command, talk: &Talk) -> Outcome<Answer> {
    let mut root = command;
    root.build();
    let Some(folder) = &args.out else {
        talk.raw(&String::from_utf8_lossy(&page(root)?));
        return Ok(Answer::Yes);
    };
    let mut files = Vec::new();
    for sub in root.get_subcommands() {
        let name = format!("lodtrin-{}", sub.get_name());
        files.push((folder.join(format!("{name}.1")), page(sub.clone().name(name))?));
    }
    files.push((folder.join("lodtrin.1"), page(root)?));
    provenance::write_all(&files)?;
    talk.note(&format!("wrote {} pages to {}", files.len(), folder.display()));
    Ok(Answer::Yes)
}
