//! `new`: the scaffold of a study, with made-up programmes or from somebody's own list.

mod list;
mod rollout;
mod scaffold;

use crate::diagnostics::{Outcome, Place, Problem};
use crate::folder::study::Folder;
use crate::registers::OwnList;
use crate::trial::Language;
use crate::{protocol, provenance, registers};
use list::Listed;
pub use rollout::Steps;
use scaffold::{DANISH, ENGLISH, Scaffold, quoted};
use std::path::{Path, PathBuf};

/// Lottery files are hashed as bytes: no tool may change their line ends.
pub const GITATTRIBUTES: &str = "lottery/** -text\nrehearsal/** -text\n";
/// Registers and what is made of them hold people: they do not go into version control.
pub const GITIGNORE: &str = "registers/\ndata/\n*.key\n";

/// What to scaffold.
#[derive(Debug, Clone)]
pub struct Request {
    /// Folder to make; must be absent or empty.
    pub folder: PathBuf,
    /// Title; the folder's name when absent.
    pub title: Option<String>,
    /// Language of what people read, and of the comments.
    pub language: Language,
    /// Names of several interventions; empty for the plain form.
    pub interventions: Vec<String>,
    /// Somebody's own list of programmes.
    pub frame: Option<PathBuf>,
    /// Waves and periods as asked for.
    pub steps: Option<Steps>,
}

/// What was made.
#[derive(Debug, Clone)]
pub struct Made {
    /// The files.
    pub paths: Vec<PathBuf>,
    /// What the list's columns were taken for, where there is a list.
    pub list: Option<OwnList>,
    /// Lots in each wave.
    pub capacities: Vec<u32>,
}

/// Writes `study.toml`, the list of programmes, `.gitattributes` and `.gitignore`.
///
/// # Errors
/// `P106` for a folder that is not empty, R codes and `L120` for a list that cannot be read, `P203` for waves and periods
/// that do not go together.
pub fn run(request: &Request) -> Outcome<Made> {
    refuse_full(&request.folder)?;
    let scaffold = if request.language == Language::En { ENGLISH } else { DANISH };
    let name = request.folder.file_name().map(|n| n.to_string_lossy().into_owned());
    let title = request.title.clone().or(name).unwrap_or_else(|| scaffold.title.into());
    let listed = match &request.frame {
        Some(path) => list::of_file(path)?,
        None => Listed::example(&scaffold, request.language),
    };
    let (periods, capacities) = match &request.steps {
        Some(steps) => steps.rollout(listed.lots)?,
        None => rollout::example(listed.lots)?,
    };
    let blocks = rollout::Blocks { periods: &periods, capacities: &capacities };
    let text = protocol_text(&title, request, &scaffold, &listed, &blocks);
    let study = protocol::parse(&text, "study.toml")
        .map_err(|p| p.help("the scaffold could not be made with these options"))?;
    let folder = Folder::at(&request.folder);
    let files = vec![
        (folder.path(".gitattributes"), GITATTRIBUTES.as_bytes().to_vec()),
        (folder.path(".gitignore"), GITIGNORE.as_bytes().to_vec()),
        (folder.path(&listed.file), listed.bytes.clone()),
        (folder.path("study.toml"), text.into_bytes()),
    ];
    if let Some(path) = &request.frame {
        readable(path, &listed, &study)?;
    }
    provenance::write_all(&files)?;
    Ok(Made { paths: files.into_iter().map(|(p, _)| p).collect(), list: listed.list, capacities })
}

/// The list can be read as the protocol will declare it: else nothing is written.
fn readable(path: &Path, listed: &Listed, study: &crate::trial::Study) -> Outcome<()> {
    let scratch = provenance::Scratch::new()?;
    let copy = scratch.beside(&listed.file);
    provenance::write_private(&copy, &listed.bytes)?;
    registers::read_frame(&copy, &listed.file, &study.frame)
        .map(|_| ())
        .map_err(|p| p.at_least(Place::file(path.display().to_string())))
}

/// The protocol's text with every default and a comment.
fn protocol_text(
    title: &str,
    request: &Request,
    scaffold: &Scaffold,
    listed: &Listed,
    blocks: &rollout::Blocks<'_>,
) -> String {
    let language = if request.language == Language::En { "\"en\"" } else { "\"da\"" };
    let head = scaffold.head.replace("{title}", &quoted(title)).replace("{language}", language);
    let mut text = listed.fill(&head, request.language);
    let stratify = if listed.stratum.is_some() { "\"stratum\"" } else { "\"none\"" };
    let rollout = |p: &str| {
        let filled = scaffold.rollout.replace("{stratify}", stratify);
        blocks.fill(&filled, p)
    };
    if request.interventions.is_empty() {
        text.push_str(&rollout(""));
    }
    let several = request.interventions.len() > 1;
    for name in &request.interventions {
        text.push_str(&format!("[[intervention]]\nname = {}\n\n", quoted(name)));
        text.push_str(&rollout("intervention."));
        if several {
            text.push_str(scaffold.truth);
        }
    }
    if several {
        text.push_str(scaffold.joint);
    }
    text.push_str(scaffold.tail);
    aligned(&text)
}

/// Comments behind short values begin in one column.
fn aligned(text: &str) -> String {
    const COLUMN: usize = 32;
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let split = line
            .split_once("  # ")
            .filter(|(key, _)| key.contains(['=', '[']) && key.trim_end().chars().count() < COLUMN);
        match split {
            Some((key, comment)) => {
                let key = key.trim_end();
                let pad = COLUMN - key.chars().count();
                out.push_str(&format!("{key}{}# {}", " ".repeat(pad), comment.trim_start()));
            }
            None => match line.split_once("  # ").filter(|(key, _)| key.contains(" = ")) {
                Some((key, comment)) => out.push_str(&format!("{}  # {}", key.trim_end(), comment.trim_start())),
                None => out.push_str(line),
            },
        }
        out.push('\n');
    }
    out
}

fn refuse_full(folder: &Path) -> Outcome<()> {
    if folder.is_file() {
        return Err(Problem::new("P106", format!("`{}` is a file, not a folder", folder.display()))
            .help("name a folder that does not exist yet, or an empty one"));
    }
    let full = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if full {
        return Err(Problem::new("P106", format!("the folder `{}` is not empty", folder.display()))
            .help("name a folder that does not exist yet, or an empty one: nothing is overwritten"));
    }
    Ok(())
}
