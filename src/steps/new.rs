//! `new`: the scaffold of a study.

use crate::diagnostics::{Outcome, Problem};
use crate::folder::study::Folder;
use crate::trial::Language;
use crate::{protocol, provenance};
use std::path::{Path, PathBuf};

const HEAD: &str = include_str!("scaffold/head.toml");
const ROLLOUT: &str = include_str!("scaffold/rollout.toml");
const JOINT: &str = include_str!("scaffold/joint.toml");
const TRUTH: &str = include_str!("scaffold/intervention-simulate.toml");
const TAIL: &str = include_str!("scaffold/tail.toml");
const PROGRAMMES: &str = include_str!("scaffold/programmes.csv");

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
    /// Language of what people read.
    pub language: Language,
    /// Names of several interventions; empty for the plain form.
    pub interventions: Vec<String>,
}

/// Writes `study.toml`, `programmes.csv`, `.gitattributes` and `.gitignore`; returns their paths.
pub fn run(request: &Request) -> Outcome<Vec<PathBuf>> {
    refuse_full(&request.folder)?;
    let name = request.folder.file_name().map(|n| n.to_string_lossy().into_owned());
    let title = request.title.clone().or(name).unwrap_or_else(|| "My study".into());
    let text = protocol_text(&title, request.language, &request.interventions);
    protocol::parse(&text, "study.toml").map_err(|p| p.help("the scaffold could not be made with these options"))?;
    let folder = Folder::at(&request.folder);
    let files = vec![
        (folder.path(".gitattributes"), GITATTRIBUTES.as_bytes().to_vec()),
        (folder.path(".gitignore"), GITIGNORE.as_bytes().to_vec()),
        (folder.path("programmes.csv"), PROGRAMMES.as_bytes().to_vec()),
        (folder.path("study.toml"), text.into_bytes()),
    ];
    provenance::write_all(&files)?;
    Ok(files.into_iter().map(|(p, _)| p).collect())
}

/// The protocol's text with every default and a comment.
fn protocol_text(title: &str, language: Language, interventions: &[String]) -> String {
    let quoted = format!("\"{}\"", title.replace('\\', "\\\\").replace('"', "\\\""));
    let language = if language == Language::En { "\"en\"" } else { "\"da\"" };
    let mut text = HEAD.replace("{title}", &quoted).replace("{language}", language);
    if interventions.is_empty() {
        text.push_str(&ROLLOUT.replace("{p}", ""));
    }
    let several = interventions.len() > 1;
    for name in interventions {
        text.push_str(&format!("[[intervention]]\nname = \"{name}\"\n\n"));
        text.push_str(&ROLLOUT.replace("{p}", "intervention."));
        if several {
            text.push_str(TRUTH);
        }
    }
    if several {
        text.push_str(JOINT);
    }
    text.push_str(TAIL);
    text
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
