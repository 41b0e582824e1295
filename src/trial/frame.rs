//! The frozen frame: the lots that draw, in their fixed order.

/// One row of the frozen frame: what draws one ticket. Programmes that must start together are one lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// Identifier, unique.
    pub id: String,
    /// Stratum (the school).
    pub stratum: String,
    /// Earliest wave allowed, from 1.
    pub first: u32,
    /// Latest wave allowed, from 1.
    pub last: u32,
    /// Covariates in the frame's order, scaled to integers.
    pub covariates: Vec<i64>,
}

/// The frozen frame: lots in increasing order of the bytes of their ids.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frame {
    /// Names of the covariates; a scaled decimal ends in `_e<digits>`.
    pub covariates: Vec<String>,
    /// The lots.
    pub lots: Vec<Lot>,
}

impl Frame {
    /// Position of a lot by its id.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.lots.binary_search_by(|l| l.id.as_bytes().cmp(id.as_bytes())).ok()
    }
}

/// A programme and the lot that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// The programme's id.
    pub programme: String,
    /// The lot's id.
    pub lot: String,
}

/// A row of the programmes' file as it was read, before freezing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProgrammeRow {
    /// Line in the file, from 1.
    pub line: usize,
    /// Programme id.
    pub id: String,
    /// What people call it, in a column `label`, `navn` or `name` beside the id.
    pub label: Option<String>,
    /// Stratum (school); empty where the frame has none.
    pub stratum: String,
    /// Lot; the programme's own id where the frame has none.
    pub lot: String,
    /// Earliest wave as written; `None` where the frame has no such column or the cell is empty.
    pub first: Option<String>,
    /// Latest wave as written.
    pub last: Option<String>,
    /// Covariates in the declared order as decimal text with a point (`0.31`), as written otherwise.
    pub covariates: Vec<String>,
}
