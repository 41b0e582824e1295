//! The units in which absences are registered.

use crate::trial::study::RegisterDecl;

/// The unit in which absences are registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Hours offered and absent.
    #[default]
    Hours,
    /// Minutes.
    Minutes,
    /// Lessons.
    Lessons,
    /// Per cent of what was offered.
    Percent,
    /// A letter that says absent or present.
    Letters,
}

impl Kind {
    /// The kind of a register.
    pub fn of(decl: &RegisterDecl) -> Kind {
        match decl.kind.as_deref() {
            Some("minutes") => Kind::Minutes,
            Some("lessons") => Kind::Lessons,
            Some("percent") => Kind::Percent,
            Some("letters") => Kind::Letters,
            _ => Kind::Hours,
        }
    }
}
