//! What the code of a row of absences says, looked up once for rows behind each other that have the same.

use super::fields::Kind;
use super::files::row::Row;
use super::profiles::{Class, Codes, folded_code};
use super::reading::Reading;

/// Position of the field.
pub(super) const CODE: usize = 4;

/// What the code of the last row says.
#[derive(Default)]
pub(super) struct Coded {
    /// The cell; `None` where a label decided, or before the first row.
    cell: Option<String>,
    pub class: Option<Class>,
    /// Whether nobody explained it: that stops everything, whatever else the row holds.
    pub unclassified: bool,
    /// As codes are compared.
    pub folded: String,
}

impl Coded {
    /// Takes the code of a row.
    pub fn decode(&mut self, codes: &Codes, kind: Kind, reading: &Reading, row: &Row) {
        let cell = reading.text(row, CODE);
        let label = reading.label(row, CODE);
        if label.is_none() && self.cell.as_deref() == Some(cell) {
            return;
        }
        let code = reading.code(row, CODE);
        let known = codes.knows(code);
        let class = codes.class(code).filter(|_| !code.is_empty() || known);
        let missing = reading.is_missing(code);
        self.class = if missing && !known { None } else { class };
        let nothing = missing && kind != Kind::Letters;
        self.unclassified = self.class.is_none() && !nothing;
        self.folded = folded_code(code);
        self.cell = label.is_none().then(|| cell.to_string());
    }
}
