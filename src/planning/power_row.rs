//! Rows of the power of a declared analysis, as cells of their table.

use crate::tables::{Table, Value};
use crate::trial::PowerRow;

/// Adds rows in the order of the schema's columns.
pub(super) fn put(table: &mut Table, rows: impl IntoIterator<Item = PowerRow>) {
    for row in rows {
        table.push(vec![
            row.analysis.into(),
            row.estimand.into(),
            row.icc.into(),
            row.cac.into(),
            row.quantity.into(),
            row.distribution.map_or(Value::Missing, Value::from),
            row.df.into(),
            row.value.into(),
            row.error.into(),
        ]);
    }
}
