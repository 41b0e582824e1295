//! A spell of enrolment, how it ends, and the draws that a course is made of.

use crate::provenance::Stream;

/// A stay of a pupil in one programme. Days since 1970-01-01.
#[derive(Debug, Clone, PartialEq)]
pub struct Spell {
    /// Position of the programme.
    pub programme: usize,
    /// First day.
    pub start: i32,
    /// Last day; `None` while enrolled.
    pub end: Option<i32>,
    /// How it ended: a word of the code book, `None` while enrolled.
    pub ending: Option<Ending>,
}

/// How a spell ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Completed.
    Completed,
    /// Dropped out.
    Dropout,
    /// Never came.
    NeverStarted,
    /// Went on in another programme.
    Moved,
}

/// The numbers that every pupil draws, always in this order.
pub(crate) struct Draws {
    pub under20: f64,
    pub female: f64,
    pub benefit: f64,
    pub age: f64,
    pub late: (f64, u64),
    pub never: f64,
    pub early: f64,
    pub moves: (f64, f64, f64, f64),
    pub drop: f64,
    pub when: f64,
    pub enduring: f64,
}

impl Draws {
    pub fn take(s: &mut Stream) -> Draws {
        Draws {
            under20: s.unit(),
            female: s.unit(),
            benefit: s.unit(),
            age: s.unit(),
            late: (s.unit(), s.below(9)),
            never: s.unit(),
            early: s.unit(),
            moves: (s.unit(), s.unit(), s.unit(), s.unit()),
            drop: s.unit(),
            when: s.unit(),
            enduring: s.unit(),
        }
    }
}
