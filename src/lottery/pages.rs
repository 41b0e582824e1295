//! Pages of `lodtrin explain` for the lottery.

use crate::diagnostics::Page;

/// One page for every code that this room raises.
pub const PAGES: &[Page] = &[];
