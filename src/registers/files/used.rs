//! What reading a text used: how much was decoded by which encoding.

/// How far a block was used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::registers) struct Used {
    pub bytes: usize,
    pub lines: usize,
    pub rows: u64,
}
