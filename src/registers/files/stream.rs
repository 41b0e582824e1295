//! Rows that a thread reads ahead of whoever takes them, in blocks: a few at a time are in memory.

use super::guarded::guarded;
use super::packed::{Holding, Packed};
use super::row::Row;
use super::texts::Texts;
use crate::diagnostics::Outcome;
use std::fmt::Display;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Rows of a block.
const BLOCK: usize = 1 << 13;
/// Blocks that wait to be taken.
const AHEAD: usize = 8;

/// The rows of a file as they come.
pub(in crate::registers) struct Stream {
    from: Receiver<Outcome<Packed>>,
    /// The block whose rows are given one at a time, and how many were.
    open: (Packed, usize),
    texts: Texts,
}

/// Where a reader puts its rows.
pub(super) struct Sink {
    to: SyncSender<Outcome<Packed>>,
    /// Takes the cells of the next row.
    pub block: Packed,
    holding: Arc<[Holding]>,
}

/// Nobody takes rows any more: the reader may stop.
pub(super) struct Left;

impl Sink {
    /// Gives a row away, of which the block has every cell.
    pub fn end_row(&mut self) -> Result<(), Left> {
        self.block.end_row();
        if self.block.len() < BLOCK { Ok(()) } else { self.send() }
    }

    fn send(&mut self) -> Result<(), Left> {
        let next = Packed::of(self.holding.clone(), self.block.next_line(), BLOCK);
        self.to.send(Ok(std::mem::replace(&mut self.block, next))).map_err(|_| Left)
    }
}

impl Stream {
    /// Starts a foreign reader in a thread of its own; what it refuses, and where it breaks off, is the problem that
    /// comes behind its last row. Its first row stands in line 2.
    pub(super) fn of<E: Display>(
        shown: String,
        holding: Vec<Holding>,
        read: impl FnOnce(&mut Sink) -> Result<(), E> + Send + 'static,
    ) -> Stream {
        let (to, from) = sync_channel(AHEAD);
        std::thread::spawn(move || {
            let holding: Arc<[Holding]> = holding.into();
            let mut sink = Sink { to, block: Packed::of(holding.clone(), 2, BLOCK), holding };
            match guarded(&shown, || read(&mut sink)) {
                Ok(()) => drop(sink.send()),
                Err(problem) => drop(sink.to.send(Err(problem))),
            }
        });
        Stream { from, open: (Packed::default(), 0), texts: Texts::new() }
    }

    /// The next block and how many of its rows were given already; no rows at the end.
    ///
    /// # Errors
    /// What the reader refused (`R107`).
    pub fn block(&mut self) -> Outcome<(Packed, usize)> {
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
            block.fill(*given, &mut self.texts, row);
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
