//! What is asked of `draw`.

use crate::folder::Files;
use crate::folder::study::Folder;
use crate::provenance::Digest;
use std::path::PathBuf;

/// What is asked of `draw`.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// File with the beacon's round.
    pub beacon: Option<PathBuf>,
    /// People's names and throws.
    pub dice: Vec<(String, String)>,
    /// Contributors' names and files.
    pub contributions: Vec<(String, PathBuf)>,
    /// Which lottery of the folder.
    pub which: Which,
    /// Why the rounds before a fallback round could not be had.
    pub unpublished: Option<String>,
    /// Seconds since 1970-01-01 UTC: the day of an amendment that tells of a fallback.
    pub now: i64,
}

/// A lottery of a study folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Which {
    /// `lottery/`.
    #[default]
    Main,
    /// `rehearsal/`.
    Rehearsal,
    /// `lottery/addendum-<n>/`.
    Addendum(u32),
    /// `lottery/past/<digest>/`: what a replaced lock would have given.
    Past(Digest),
}

impl Which {
    /// Its files.
    pub fn files(&self, folder: &Folder) -> Files {
        let name = match self {
            Which::Main => "lottery".to_string(),
            Which::Rehearsal => "rehearsal".to_string(),
            Which::Addendum(n) => format!("lottery/addendum-{n}"),
            Which::Past(digest) => format!("lottery/past/{digest}"),
        };
        Files::new(folder.path(&name), &name)
    }
}
