//! Periods in which a unit was not seen: what is done with them.

/// How units with gaps are analysed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gaps {
    /// Each unit in the periods in which it was seen; in replays gaps stay where they are.
    Observed,
    /// The same, where the draw decides who is seen: no replays.
    Planned,
    /// Only units that were seen in every period.
    Complete,
}

impl Gaps {
    /// The words that name them.
    pub const NAMES: [&str; 3] = ["observed", "planned", "complete"];

    /// The rule of a name.
    pub fn named(name: &str) -> Option<Gaps> {
        match name {
            "observed" => Some(Gaps::Observed),
            "planned" => Some(Gaps::Planned),
            "complete" => Some(Gaps::Complete),
            _ => None,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Gaps::Observed => "observed",
            Gaps::Planned => "planned",
            Gaps::Complete => "complete",
        }
    }
}
