//! A register before it is written: rows of cells that have no form yet.

/// A register before it is written: what each row says, by the register's fields.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    /// Canonical field names in the order in which they are written.
    pub fields: Vec<String>,
    /// Rows with the school that they come from.
    pub rows: Vec<(String, Vec<Cell>)>,
}

/// One value, before it takes the delivery's form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Text(String),
    /// Days since 1970-01-01.
    Date(i32),
    /// A number with so many decimals at most.
    Number(f64, usize),
    Empty,
}
