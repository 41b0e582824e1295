//! A result as its JSON file holds it, written from this type and read back as it; how its numbers are spelled.

use super::estimate::{AbsenceRow, EstimateRow};
use super::in_order::InOrder;
use crate::diagnostics::Told;
use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt;
use std::marker::PhantomData;

/// `results/effects.json`.
pub type EffectResult = ResultFile<EstimateRow>;
/// `results/absence.json`.
pub type AbsenceResult = ResultFile<AbsenceRow>;

/// `{"schema", facts…, "rows": […], "warnings": […]}`: facts stand at the top, in the order first stated.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultFile<R> {
    /// The name of its schema.
    pub schema: String,
    /// Facts about the whole result, by name.
    pub facts: InOrder<Value>,
    /// Its rows.
    pub rows: Vec<R>,
    /// Doubts.
    pub warnings: Vec<Told>,
}

impl<R: Serialize> ResultFile<R> {
    /// The file's text.
    pub fn text(&self) -> String {
        format!("{}\n", serde_json::to_string_pretty(self).unwrap_or_default())
    }
}

impl<R: Serialize> Serialize for ResultFile<R> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.facts.len() + 3))?;
        map.serialize_entry("schema", &self.schema)?;
        for (name, fact) in self.facts.iter() {
            map.serialize_entry(name, fact)?;
        }
        map.serialize_entry("rows", &self.rows)?;
        map.serialize_entry("warnings", &self.warnings)?;
        map.end()
    }
}

impl<'de, R: Deserialize<'de>> Deserialize<'de> for ResultFile<R> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Parts(PhantomData))
    }
}

struct Parts<R>(PhantomData<R>);

impl<'de, R: Deserialize<'de>> Visitor<'de> for Parts<R> {
    type Value = ResultFile<R>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a JSON object with `schema`, `rows` and `warnings`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ResultFile<R>, A::Error> {
        let (mut schema, mut rows, mut warnings, mut facts) = (None, None, None, Vec::new());
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "schema" => schema = Some(map.next_value()?),
                "rows" => rows = Some(map.next_value()?),
                "warnings" => warnings = Some(map.next_value()?),
                _ => facts.push((name, map.next_value()?)),
            }
        }
        Ok(ResultFile {
            schema: schema.ok_or_else(|| A::Error::missing_field("schema"))?,
            facts: facts.into_iter().collect(),
            rows: rows.ok_or_else(|| A::Error::missing_field("rows"))?,
            warnings: warnings.ok_or_else(|| A::Error::missing_field("warnings"))?,
        })
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    /// Written by hand after the rule that stands at [`Spelled`].
    const TEXT: &str = r#"{"schema":"lodtrin/effect/1","z":0.1,"a":{"x":null},"rows":[{"outcome":"o","estimator":"e","estimand":"simple","term":"treated","scale":"probability","estimate":-0.068,"std.error":null,"statistic":0.0,"df":"Inf","p.value":1e-9,"conf.low":"-Inf","conf.high":0.1,"conf.level":0.95,"variance":"cr2","nobs":120,"n.clusters":24,"prespecified":true}],"warnings":[]}"#;

    #[test]
    fn what_is_written_is_read_back_to_the_last_bit() {
        let read: EffectResult = serde_json::from_str(TEXT).expect("a result");
        let row = &read.rows[0];
        assert_eq!((row.df, row.conf_low, row.std_error), (Some(f64::INFINITY), Some(f64::NEG_INFINITY), None));
        assert_eq!((row.nobs, row.n_clusters, row.estimate), (120.0, 24, Some(-0.068)));
        assert_eq!(serde_json::to_string(&read).expect("JSON"), TEXT);
    }

    #[test]
    fn what_is_damaged_is_no_result() {
        for (from, to) in [
            ("\"rows\":", "\"lines\":"),
            ("\"warnings\":[]", "\"warnings\":7"),
            ("\"estimate\":-0.068", "\"estimate\":\"much\""),
            ("\"n.clusters\":24", "\"n.clusters\":-2"),
            ("\"prespecified\":true", "\"prespecified\":null"),
        ] {
            let text = TEXT.replacen(from, to, 1);
            assert!(text != TEXT && serde_json::from_str::<EffectResult>(&text).is_err(), "{to}");
        }
    }
}
