//! Cells of columns that hold one type each: looked at where they stand, without a row of text.

use super::row::Row;
use super::texts::Texts;

/// A cell of a typed column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::registers) enum TypedCell<'a> {
    /// Empty, or no finite number.
    Nothing,
    /// As it was written.
    Text(&'a str),
    /// A day, since 1970-01-01.
    Day(i32),
    /// A finite number, or hours.
    Number(f64),
    /// A whole number that a float need not hold.
    Whole(i64),
    /// Something that only its row tells.
    Untold,
}

impl<'a> TypedCell<'a> {
    /// As the row of the cell writes it, blanks around it left out; `None` where only the row tells.
    pub fn written(self, texts: &'a mut Texts) -> Option<&'a str> {
        match self {
            TypedCell::Nothing => Some(""),
            TypedCell::Text(text) => Some(super::row::trim(text)),
            TypedCell::Day(day) => Some(texts.day(day)),
            TypedCell::Number(x) => Some(texts.number(x)),
            TypedCell::Whole(i) => Some(texts.whole(i)),
            TypedCell::Untold => None,
        }
    }
}

/// Rows whose columns hold one type each.
pub(in crate::registers) trait TypedRows {
    /// How many there are.
    fn len(&self) -> usize;
    /// A cell; nothing beyond the last column.
    fn cell(&self, column: usize, at: usize) -> TypedCell<'_>;
    /// The line of a row, the file's first being 0.
    fn line(&self, at: usize) -> usize;
    /// Makes `row` the row at a place.
    fn fill(&self, at: usize, texts: &mut Texts, row: &mut Row);
}

/// What takes the rows of a block: one by one, or where they stand.
pub(in crate::registers) trait TakesRows {
    /// A row, whose line is counted as its block counts.
    fn row(&mut self, row: &Row);
    /// Rows in columns.
    fn typed(&mut self, rows: &impl TypedRows);
}
