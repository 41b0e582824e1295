//! How a long job tells how far it is.

/// Somebody who watches a long job: told its length and how far it is, never an interim result.
pub trait Progress: Sync {
    /// A job of `total` pieces begins.
    fn begin(&self, what: &str, total: u64);
    /// So many further pieces are done. May be called from any thread.
    fn advance(&self, pieces: u64);
    /// The job is over.
    fn end(&self);
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _what: &str, _total: u64) {}
    fn advance(&self, _pieces: u64) {}
    fn end(&self) {}
}
