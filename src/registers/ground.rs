//! The ground that registers are read on: the programmes that take part, and when they start where that is drawn.

use super::programmes::Programmes;
use std::collections::BTreeMap;

/// Programmes, and the first treated period of each by id where the lottery has been drawn.
#[derive(Debug, Default)]
pub struct Ground {
    /// The programmes.
    pub programmes: Programmes,
    /// Period of the start by programme.
    pub starts: BTreeMap<String, String>,
    /// Files read, relative to the study folder.
    pub inputs: Vec<String>,
}
