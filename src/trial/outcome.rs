//! Outcomes that a study declares, and their kinds.

/// `[[outcome]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeDecl {
    /// Name used in every table.
    pub name: String,
    /// `completed`, `dropout`, `agreement`, `retained`, `transition`, `neet`, `kept`, `days`.
    pub kind: OutcomeKind,
    /// Follow-up window in days, when declared (`"20 weeks"` is 140).
    pub within_days: Option<i32>,
    /// The window as written.
    pub within: Option<String>,
    /// Label for people.
    pub label: String,
    /// Whether this is the primary outcome.
    pub primary: bool,
    /// Target effect as a difference in probability (−0.05: five points fewer), of `days` in days.
    pub target: Option<f64>,
}

/// Kinds of outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeKind {
    /// Completed the course.
    Completed,
    /// Dropped out.
    Dropout,
    /// Signed a training agreement.
    Agreement,
    /// Still in an agreement.
    Retained,
    /// Moved on to the main course.
    Transition,
    /// Neither in education nor in an agreement.
    Neet,
    /// Got an agreement in time and kept it until then.
    Kept,
    /// Days from the start to dropping out, within the window.
    Days,
}

impl OutcomeKind {
    /// The words that name them.
    pub const NAMES: [&str; 8] =
        ["completed", "dropout", "agreement", "retained", "transition", "neet", "kept", "days"];
    const ALL: [OutcomeKind; 8] = [
        OutcomeKind::Completed,
        OutcomeKind::Dropout,
        OutcomeKind::Agreement,
        OutcomeKind::Retained,
        OutcomeKind::Transition,
        OutcomeKind::Neet,
        OutcomeKind::Kept,
        OutcomeKind::Days,
    ];

    /// The kind of a name.
    pub fn named(name: &str) -> Option<OutcomeKind> {
        OutcomeKind::NAMES.iter().position(|n| *n == name).map(|at| OutcomeKind::ALL[at])
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        OutcomeKind::NAMES[self as usize]
    }

    /// Whether it says of every pupil yes or no.
    pub fn is_binary(self) -> bool {
        self != OutcomeKind::Days
    }
}
