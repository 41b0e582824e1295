//! Columns of a table that is written for other software.

/// Values of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Text.
    Text(Vec<String>),
    /// Whole numbers.
    Whole(Vec<Option<i64>>),
    /// Numbers.
    Number(Vec<Option<f64>>),
    /// Days since 1970-01-01.
    Day(Vec<Option<i32>>),
}

/// A table to be written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Export {
    /// Columns by name, all of one length.
    pub columns: Vec<(String, Values)>,
}
