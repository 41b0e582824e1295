//! A result as its JSON file holds it, written from this type and read back as it.

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

#[cfg(test)]
mod tests {
    use super::*;

    /// Written by hand after the rule for numbers in `spelled.rs`.
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
