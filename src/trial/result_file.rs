//! A result as its JSON file holds it, written from this type and read back as it.

use super::estimate::{AbsenceRow, EstimateRow};
use super::facts::{AbsenceFacts, EffectFacts, Stated};
use crate::diagnostics::Told;
use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;

/// `results/effects.json`.
pub type EffectResult = ResultFile<EstimateRow>;
/// `results/absence.json`.
pub type AbsenceResult = ResultFile<AbsenceRow>;
/// `results/effects.json` as its readers take it.
pub type EffectsRead = ResultFile<EstimateRow, EffectFacts>;
/// `results/absence.json` as its readers take it.
pub type AbsenceRead = ResultFile<AbsenceRow, AbsenceFacts>;

/// `{"schema", facts…, "rows": […], "warnings": […]}`: facts stand at the top, in the order first stated.
///
/// Writers state facts by name (`Stated`); a reader names the type `F` that they are read back as.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultFile<R, F = Stated> {
    /// The name of its schema.
    pub schema: String,
    /// Facts about the whole result.
    pub facts: F,
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

impl<'de, R: Deserialize<'de>, F: TryFrom<Stated, Error: fmt::Display>> Deserialize<'de> for ResultFile<R, F> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Parts(PhantomData))
    }
}

struct Parts<R, F>(PhantomData<(R, F)>);

impl<'de, R: Deserialize<'de>, F: TryFrom<Stated, Error: fmt::Display>> Visitor<'de> for Parts<R, F> {
    type Value = ResultFile<R, F>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a JSON object with `schema`, `rows` and `warnings`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ResultFile<R, F>, A::Error> {
        let (mut schema, mut rows, mut warnings, mut facts) = (None, None, None, Vec::new());
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "schema" => schema = Some(map.next_value()?),
                "rows" => rows = Some(map.next_value()?),
                "warnings" => warnings = Some(map.next_value()?),
                _ => facts.push((name, map.next_value()?)),
            }
        }
        let facts: Stated = facts.into_iter().collect();
        Ok(ResultFile {
            schema: schema.ok_or_else(|| A::Error::missing_field("schema"))?,
            facts: F::try_from(facts).map_err(A::Error::custom)?,
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

    #[test]
    fn a_fact_of_another_type_is_no_result_to_its_readers() {
        let text = TEXT.replacen("\"a\":{\"x\":null}", "\"tests\":[]", 1);
        let read: EffectsRead = serde_json::from_str(&text).expect("a result");
        assert!(read.facts == EffectFacts::default() && read.rows.len() == 1);
        let damaged = text.replacen("\"tests\":[]", "\"tests\":{\"p\":0.1}", 1);
        let why = serde_json::from_str::<EffectsRead>(&damaged).expect_err("damaged").to_string();
        assert!(why.contains("its `tests` is no list"), "{why}");
    }
}
