//! How the numbers of a fact are read: `null`, which stands for what is no number, becomes NaN.

use serde::{Deserialize, Deserializer};

/// One number.
pub(super) fn one<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Ok(Option::<f64>::deserialize(from)?.unwrap_or(f64::NAN))
}

/// A list of numbers.
pub(super) fn list<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f64>, D::Error> {
    let read = Vec::<Option<f64>>::deserialize(from)?;
    Ok(read.into_iter().map(|x| x.unwrap_or(f64::NAN)).collect())
}

/// A table of numbers, row by row.
pub(super) fn table<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Vec<f64>>, D::Error> {
    let read = Vec::<Vec<Option<f64>>>::deserialize(from)?;
    Ok(read.into_iter().map(|row| row.into_iter().map(|x| x.unwrap_or(f64::NAN)).collect()).collect())
}
