//! What is known of a typed file's columns: what they hold, and where their numbers are more than their type can hold.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a column of a typed file is, where that decides how it may be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ColumnType {
    /// Text, or something that reads as text.
    #[default]
    Plain,
    /// A number in a type that cannot hold ten digits.
    Narrow(&'static str),
    /// Counts of something other than days: months, quarters, weeks, half-years, years.
    Period(&'static str),
    /// Durations or times of day.
    Hours(&'static str),
    /// Lists, structs, maps.
    Nested(String),
}

/// The first line of every column in which it holds a number that its type cannot hold exactly, as it is seen.
#[derive(Clone, Default)]
pub(in crate::registers) struct Blurred(Arc<Vec<AtomicUsize>>);

impl Blurred {
    /// None yet, of so many columns.
    pub fn of(columns: usize) -> Blurred {
        Blurred(Arc::new((0..columns).map(|_| AtomicUsize::new(usize::MAX)).collect()))
    }

    /// Takes note of such a number.
    pub fn seen(&self, column: usize, line: usize) {
        if let Some(first) = self.0.get(column) {
            first.fetch_min(line, Ordering::Relaxed);
        }
    }

    /// The first line so far.
    pub fn first(&self, column: usize) -> Option<usize> {
        self.0.get(column).map(|first| first.load(Ordering::Relaxed)).filter(|line| *line < usize::MAX)
    }
}
