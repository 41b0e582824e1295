use crate::diagnostics::Page;

/// Pages of `lodtrin explain` for this room.
pub const PAGES: &[Page] = &[];
