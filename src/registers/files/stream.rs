//! Rows that a thread reads ahead of whoever takes them, in blocks: a few at a time are in memory.

use super::guarded::guarded;
use super::row::{Row, RowBlock};
use crate::diagnostics::Outcome;
use std::fmt::Display;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Rows of a block.
const BLOCK: usize = 1 << 13;
/// Blocks that wait to be taken.
const AHEAD: usize = 8;

/// The rows of a file as they come.
pub(in crate::registers) struct Stream {
    from: Receiver<Outcome<RowBlock>>,
    /// The block whose rows are given one at a time, and how many were.
    open: (RowBlock, usize),
}

/// Where a reader puts its rows.
pub(super) struct Sink {
    to: SyncSender<Outcome<RowBlock>>,
    block: RowBlock,
}

/// Nobody takes rows any more: the reader may stop.
pub(super) struct Left;

impl Sink {
    /// Gives a row away.
    pub fn put(&mut self, row: &Row) -> Result<(), Left> {
        self.block.put(row);
        if self.block.len() < BLOCK { Ok(()) } else { self.send() }
    }

    fn send(&mut self) -> Result<(), Left> {
        self.to.send(Ok(std::mem::take(&mut self.block))).map_err(|_| Left)
    }
}

impl Stream {
    /// Starts a foreign reader in a thread of its own; what it refuses, and where it breaks off, is the problem that
    /// comes behind its last row.
    pub(super) fn of<E: Display>(
        shown: String,
        read: impl FnOnce(&mut Sink) -> Result<(), E> + Send + 'static,
    ) -> Stream {
        let (to, from) = sync_channel(AHEAD);
        std::thread::spawn(move || {
            let mut sink = Sink { to, block: RowBlock::default() };
            match guarded(&shown, || read(&mut sink)) {
                Ok(()) => drop(sink.send()),
                Err(problem) => drop(sink.to.send(Err(problem))),
            }
        });
        Stream { from, open: (RowBlock::default(), 0) }
    }

    /// The next block and how many of its rows were given already; no rows at the end.
    ///
    /// # Errors
    /// What the reader refused (`R107`).
    pub fn block(&mut self) -> Outcome<(RowBlock, usize)> {
        if self.open.1 == self.open.0.len() {
            self.fill()?;
        }
        Ok(std::mem::take(&mut self.open))
    }

    /// The next row; `false` at the end.
    ///
    /// # Errors
    /// As [`Stream::block`].
    pub fn next(&mut self, row: &mut Row) -> Outcome<bool> {
        if self.open.1 == self.open.0.len() {
            self.fill()?;
        }
        let (block, given) = &mut self.open;
        let more = *given < block.len();
        if more {
            block.fill(*given, row);
            *given += 1;
        }
        Ok(more)
    }

    fn fill(&mut self) -> Outcome<()> {
        // a reader that has ended sends no more
        if let Ok(block) = self.from.recv() {
            self.open = (block?, 0);
        }
        Ok(())
    }
}
