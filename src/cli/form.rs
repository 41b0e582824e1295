//! Forms of an answer that is no table.

/// Forms of an answer that is no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// Sentences, for people.
    Text,
    /// The same facts, with a schema.
    Json,
}
