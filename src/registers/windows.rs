//! The days between which dates are to be expected.

use super::cells::dates::Window;

/// What the study says that helps to read dates.
#[derive(Debug, Clone, Copy)]
pub struct Windows {
    /// For things that happen.
    pub event: Window,
    /// For births.
    pub birth: Window,
}
