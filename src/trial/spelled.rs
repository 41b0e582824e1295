//! How the numbers of a row are spelled in JSON, which has neither infinities nor missing numbers.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number of a row: missing and NaN are `null`, infinities the words that R and Python read, −0 is 0.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Spelled {
    Whole(i64),
    Number(f64),
    Words(String),
    Missing,
}

fn spelled(x: f64) -> Spelled {
    match x {
        x if x.is_nan() => Spelled::Missing,
        f64::INFINITY => Spelled::Words("Inf".into()),
        f64::NEG_INFINITY => Spelled::Words("-Inf".into()),
        // −0 is 0 to a reader
        x => Spelled::Number(x + 0.0),
    }
}

fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
    match Spelled::deserialize(from)? {
        Spelled::Whole(n) => Ok(Some(n as f64)),
        Spelled::Number(x) => Ok(Some(x)),
        Spelled::Missing => Ok(None),
        Spelled::Words(w) if w == "Inf" => Ok(Some(f64::INFINITY)),
        Spelled::Words(w) if w == "-Inf" => Ok(Some(f64::NEG_INFINITY)),
        Spelled::Words(w) => Err(D::Error::custom(format!("`{w}` is no number"))),
    }
}

/// A number that may be missing.
pub(super) mod optional {
    use super::{Deserializer, Serialize, Serializer, Spelled, spelled};

    pub fn serialize<S: Serializer>(x: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
        x.map_or(Spelled::Missing, spelled).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
        super::read(from)
    }
}

/// A number that is NaN where it is missing.
pub(super) mod plain {
    use super::{Deserializer, Serialize, Serializer, spelled};

    pub fn serialize<S: Serializer>(x: &f64, to: S) -> Result<S::Ok, S::Error> {
        spelled(*x).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
        Ok(super::read(from)?.unwrap_or(f64::NAN))
    }
}

/// A number of pupils: whole numbers as such.
pub(super) mod pupils {
    use super::{Deserializer, Serialize, Serializer, Spelled, spelled};

    pub fn serialize<S: Serializer>(n: &f64, to: S) -> Result<S::Ok, S::Error> {
        if n.fract() == 0.0 && n.abs() < 9e15 { Spelled::Whole(*n as i64) } else { spelled(*n) }.serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
        super::plain::deserialize(from)
    }
}
