//! A fact of a result: the name that it stands under in the JSON file, how it is stated and how it is read back.

use crate::trial::in_order::InOrder;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Facts as they stand in a file: by name, in the order first stated.
pub type Stated = InOrder<Value>;

/// A fact, or an entry of a fact that is a list.
pub trait Fact: Serialize + DeserializeOwned {
    /// The name that it stands under; of an entry, that of its list.
    const NAME: &'static str;

    /// Its JSON.
    fn value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// Name and JSON, as a fact that stands by itself.
    fn stated(&self) -> (String, Value) {
        (Self::NAME.to_string(), self.value())
    }

    /// Name and JSON of a list of entries.
    fn listed(entries: &[Self]) -> (String, Value) {
        (Self::NAME.to_string(), entries.iter().map(Fact::value).collect())
    }
}

fn read<F: Fact>(name: &str, value: &Value) -> Result<F, String> {
    F::deserialize(value).map_err(|e| format!("its `{name}`: {e}"))
}

/// The fact that stands by itself under its name; `None` where it does not stand there, or is null.
///
/// # Errors
/// What is there and is no such fact.
pub fn one<F: Fact>(facts: &Stated) -> Result<Option<F>, String> {
    facts.get(F::NAME).filter(|v| !v.is_null()).map(|v| read(F::NAME, v)).transpose()
}

/// The fact that stands by itself among facts not written yet; `None` where it was not stated, or is null.
pub fn said<F: Fact>(facts: &[(String, Value)]) -> Option<F> {
    facts.iter().find(|(name, _)| name == F::NAME).and_then(|(_, value)| F::deserialize(value).ok())
}

/// The entries of a list; none where it does not stand there, or is null.
///
/// # Errors
/// What is there and is no list of such entries.
pub fn list<F: Fact>(facts: &Stated) -> Result<Vec<F>, String> {
    match facts.get(F::NAME) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(entries)) => entries.iter().map(|v| read(F::NAME, v)).collect(),
        Some(other) => Err(format!("its `{}` is no list but {other}", F::NAME)),
    }
}

/// The fact of each of several interventions by their names, `NAME:name`; in the plain form under the empty name.
///
/// # Errors
/// What is there and is no such fact.
pub fn each<F: Fact>(facts: &Stated) -> Result<InOrder<F>, String> {
    each_named(F::NAME, facts)
}

/// The same under another name than that of the list.
pub(super) fn each_named<F: Fact>(fact: &str, facts: &Stated) -> Result<InOrder<F>, String> {
    let own = facts.iter().filter_map(|(name, value)| {
        let of = name.strip_prefix(fact)?;
        let of = if of.is_empty() { of } else { of.strip_prefix(':')? };
        (!value.is_null()).then(|| Ok((of.to_string(), read(name, value)?)))
    });
    own.collect()
}

/// The facts of a text in which something is another.
#[cfg(test)]
pub(super) fn damaged(text: &str, from: &str, to: &str) -> Stated {
    let other = text.replacen(from, to, 1);
    assert_ne!(other, text);
    serde_json::from_str(&other).expect("facts")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::facts::Coding;

    const TEXT: &str =
        r#"{"coding":{"file":"amend-001.txt","date":"2026-01-02","keys":["a"]},"coding:b":null,"codings":7}"#;

    #[test]
    fn a_fact_is_read_under_its_own_name_and_no_other() {
        let facts: Stated = serde_json::from_str(TEXT).expect("facts");
        let coding = one::<Coding>(&facts).expect("a coding").expect("stated");
        assert_eq!((coding.file.as_str(), coding.keys.len()), ("amend-001.txt", 1));
        assert_eq!(each::<Coding>(&facts).expect("of each").iter().map(|(n, _)| n).collect::<Vec<_>>(), [""]);
        assert!(list::<Coding>(&facts).is_err_and(|why| why.contains("`coding`")));
    }
}
