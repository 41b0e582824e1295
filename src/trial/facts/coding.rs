//! Under which amendment of the registers' codes a result was made.

use super::fact::Fact;
use serde::{Deserialize, Serialize};

/// The coding amendment in force.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Coding {
    /// The amendment's file.
    pub file: String,
    /// Its day.
    pub date: String,
    /// The keys of the protocol that it changes.
    pub keys: Vec<String>,
}

impl Fact for Coding {
    const NAME: &'static str = "coding";
}
