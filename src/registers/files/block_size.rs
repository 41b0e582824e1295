//! How large the blocks are that a file is read in.

/// Bytes of a block, up to the line end behind them.
pub(in crate::registers) const BLOCK: usize = 1 << 20;
