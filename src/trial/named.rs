//! Names of the register: how methods are printed, and found by what was asked for.

use super::methods::{ESTIMANDS, Estimand, Estimator, REGISTER, VARIANCES, VarianceKind};
use std::fmt;

/// Something with a name in the register.
pub trait Named: Copy + 'static {
    /// What it is, in the words of a message: `estimator`, `estimand`, `variance`.
    const KIND: &'static str;

    /// All of them, in the order in which they are listed.
    fn all() -> Vec<Self>;

    /// As printed and asked for.
    fn name(self) -> &'static str;

    /// The one of this name.
    fn parse(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|one| one.name() == name)
    }
}

impl Named for Estimator {
    const KIND: &'static str = "estimator";

    fn all() -> Vec<Self> {
        REGISTER.iter().map(|row| row.estimator).collect()
    }

    fn name(self) -> &'static str {
        self.row().name
    }
}

impl Named for Estimand {
    const KIND: &'static str = "estimand";

    fn all() -> Vec<Self> {
        ESTIMANDS.iter().map(|(one, _)| *one).collect()
    }

    fn name(self) -> &'static str {
        ESTIMANDS[self as usize].1
    }
}

impl Named for VarianceKind {
    const KIND: &'static str = "variance";

    fn all() -> Vec<Self> {
        VARIANCES.iter().map(|(one, _)| *one).collect()
    }

    fn name(self) -> &'static str {
        VARIANCES[self as usize].1
    }
}

impl PartialEq<Estimator> for String {
    fn eq(&self, other: &Estimator) -> bool {
        self == other.name()
    }
}

impl fmt::Display for Estimator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl PartialEq<Estimand> for String {
    fn eq(&self, other: &Estimand) -> bool {
        self == other.name()
    }
}

impl fmt::Display for Estimand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl PartialEq<VarianceKind> for String {
    fn eq(&self, other: &VarianceKind) -> bool {
        self == other.name()
    }
}

impl fmt::Display for VarianceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
