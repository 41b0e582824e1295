//! Rows that a thread reads ahead of whoever takes them, in blocks: a few at a time are in memory.

use super::guarded::guarded;
use super::row::Row;
use crate::diagnostics::Outcome;
use std::fmt::Display;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Rows of a block.
const BLOCK: usize = 1 << 13;
/// Blocks that wait to be taken.
const AHEAD: usize = 8;

/// The rows of a file as they come.
pub(in crate::registers) struct Stream {
    from: Receiver<Outcome<Vec<Row>>>,
    ready: std::vec::IntoIter<Row>,
}

/// Where a reader puts its rows.
pub(super) struct Sink {
    to: SyncSender<Outcome<Vec<Row>>>,
    block: Vec<Row>,
}

/// Nobody takes rows any more: the reader may stop.
pub(super) struct Left;

impl Sink {
    /// Gives a row away.
    pub fn put(&mut self, row: Row) -> Result<(), Left> {
        self.block.push(row);
        if self.block.len() < BLOCK { Ok(()) } else { self.send() }
    }

    fn send(&mut self) -> Result<(), Left> {
        let block = std::mem::replace(&mut self.block, Vec::with_capacity(BLOCK));
        self.to.send(Ok(block)).map_err(|_| Left)
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
            let mut sink = Sink { to, block: Vec::with_capacity(BLOCK) };
            match guarded(&shown, || read(&mut sink)) {
                Ok(()) => drop(sink.send()),
                Err(problem) => drop(sink.to.send(Err(problem))),
            }
        });
        Stream { from, ready: Vec::new().into_iter() }
    }

    /// The next rows, at most a block; none at the end.
    ///
    /// # Errors
    /// What the reader refused (`R107`).
    pub fn block(&mut self) -> Outcome<Vec<Row>> {
        if self.ready.len() == 0 {
            self.fill()?;
        }
        Ok(std::mem::take(&mut self.ready).collect())
    }

    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// As [`Stream::block`].
    pub fn next(&mut self) -> Outcome<Option<Row>> {
        if self.ready.len() == 0 {
            self.fill()?;
        }
        Ok(self.ready.next())
    }

    fn fill(&mut self) -> Outcome<()> {
        // a reader that has ended sends no more
        if let Ok(block) = self.from.recv() {
            self.ready = block?.into_iter();
        }
        Ok(())
    }
}
