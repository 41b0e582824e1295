//! The study folder: paths, the protocol of today, the frozen plan.

use crate::diagnostics::{Outcome, Place, Problem};
use crate::provenance::{self, Held};
use crate::trial::Study;
use crate::{lottery, protocol, registers};
use std::path::{Path, PathBuf};

/// A study folder: where everything of a study stands.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
    /// Whether the study is only rehearsed here, and whether its lottery is drawn all the same.
    blind: Option<Drawn>,
}

/// Whether the lottery of a study that is rehearsed is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Drawn(bool);

impl Folder {
    /// A folder, whether or not it holds a study yet.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Folder { root: root.into(), blind: None }
    }

    /// A folder that must hold `study.toml`.
    pub fn open(root: impl Into<PathBuf>) -> Outcome<Self> {
        let folder = Folder::at(root);
        if folder.path("study.toml").is_file() {
            return Ok(folder);
        }
        let shown = folder.root.display().to_string();
        Err(Problem::new("P104", format!("`{shown}` is not a study folder: there is no study.toml in it"))
            .at(Place::file(shown))
            .help("name the study's folder, or make one with `lodtrin new FOLDER`"))
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The same study as a rehearsal sees it: results stand in `rehearsal/results/`, and as long as nothing is drawn the
    /// lottery is the one in `rehearsal/`.
    pub fn rehearsed(self) -> Self {
        let drawn = Drawn(self.root.join("lottery").join("receipt.json").is_file());
        Folder { blind: Some(drawn), ..self }
    }

    /// Whether this is the study as a rehearsal sees it.
    pub fn is_rehearsed(&self) -> bool {
        self.blind.is_some()
    }

    /// The name inside the study of a path as verbs call it.
    pub fn name(&self, inside: &str) -> String {
        let begins = |folder: &str| inside == folder || inside.strip_prefix(folder).is_some_and(|r| r.starts_with('/'));
        match self.blind {
            Some(_) if begins("results") => format!("rehearsal/{inside}"),
            Some(Drawn(false)) if begins("lottery") => inside.replacen("lottery", "rehearsal", 1),
            _ => inside.to_string(),
        }
    }

    /// Takes the right to write into it; gone with the value that is given back.
    ///
    /// # Errors
    /// `P107` while another run writes here.
    pub fn hold(&self, verb: &str) -> Outcome<Held> {
        provenance::hold(&self.root, verb)
    }

    /// A path inside it, written with `/`.
    pub fn path(&self, inside: &str) -> PathBuf {
        self.name(inside).split('/').fold(self.root.clone(), |p, part| p.join(part))
    }

    /// The protocol as it stands in `study.toml` today.
    pub fn study(&self) -> Outcome<Study> {
        let path = self.path("study.toml");
        let mut study = protocol::parse(&provenance::read_text(&path)?, "study.toml")?;
        let rules = study.interventions.iter().map(|i| &i.lottery);
        if rules.clone().any(|l| !l.apart.is_empty() || !l.before.is_empty()) {
            // a list that cannot be read is told by whoever needs it
            let rows = registers::read_frame(&self.path(&study.frame.file), &study.frame.file, &study.frame);
            lottery::name_lots(&mut study, rows.as_deref().unwrap_or_default())?;
        }
        Ok(study)
    }

    /// The frozen plan of the lock, or `None` before locking.
    pub fn plan(&self) -> Outcome<Option<Study>> {
        let path = self.path("lottery/plan.toml");
        if !path.is_file() {
            return Ok(None);
        }
        protocol::parse(&provenance::read_text(&path)?, "lottery/plan.toml").map(Some)
    }
}
