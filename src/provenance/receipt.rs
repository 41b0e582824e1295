//! Receipts: canonical JSON that ends in the digest of itself.

use super::{Digest, sha256};
use crate::diagnostics::{Outcome, Place, Problem};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A receipt: canonical JSON, keys in a fixed order, the last key `receipt` holding the SHA-256 of the bytes before it.
///
/// Canonical: one line without blanks, closed by LF; strings escaped as JSON demands and no further; whole numbers only.
#[derive(Debug, Clone, Default)]
pub struct Receipt {
    fields: Vec<(String, Value)>,
}

impl Receipt {
    /// An empty receipt.
    pub fn new() -> Self {
        Receipt::default()
    }

    /// Adds a field.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.push((name.to_string(), value.into()));
        self
    }

    /// The file's text. The digest covers every byte before the key `"receipt"`.
    pub fn text(&self) -> String {
        let mut text = String::from("{");
        for (name, value) in &self.fields {
            text.push_str(&format!("{}:{value},", Value::String(name.clone())));
        }
        let digest = sha256(text.as_bytes());
        text.push_str(&format!("\"receipt\":\"{digest}\"}}\n"));
        text
    }

    /// Reads a receipt back and refuses one that is not canonical or whose own digest does not hold.
    pub fn read(bytes: &[u8], file: &str) -> Outcome<Receipt> {
        let broken = |what: &str| broken(file, what);
        let text = std::str::from_utf8(bytes).map_err(|_| broken("it is not UTF-8"))?;
        let value: Value = serde_json::from_str(text).map_err(|e| broken(&format!("it is not JSON ({e})")))?;
        let Value::Object(object) = value else { return Err(broken("it is not a JSON object")) };
        let fields = object.into_iter().filter(|(name, _)| name != "receipt").collect();
        let receipt = Receipt { fields };
        if receipt.text().as_bytes() != bytes {
            return Err(broken("its bytes are not the canonical ones, or its own digest does not hold"));
        }
        Ok(receipt)
    }

    /// The receipt that a record comes to: its keys are the fields, in their order.
    pub fn of(record: &impl Serialize) -> Self {
        match serde_json::to_value(record) {
            Ok(Value::Object(fields)) => Receipt { fields: fields.into_iter().collect() },
            _ => Receipt::default(),
        }
    }

    /// The record that the receipt was written from.
    ///
    /// # Errors
    /// `P105` where a field is missing or is of another kind.
    pub fn typed<T: DeserializeOwned>(self, file: &str) -> Outcome<T> {
        serde_json::from_value(Value::Object(self.fields.into_iter().collect()))
            .map_err(|e| broken(file, &format!("a field cannot be read ({e})")))
    }

    /// A field by its name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, v)| v)
    }

    /// A field that is text.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// A field that is a digest in hex.
    pub fn digest_of(&self, name: &str) -> Option<Digest> {
        self.text_of(name).and_then(Digest::from_hex)
    }

    /// The names in the file's order, `receipt` left out.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(n, _)| n.as_str())
    }
}

fn broken(file: &str, what: &str) -> Problem {
    Problem::new("P105", format!("{file} is not a receipt of this tool: {what}"))
        .at(Place::file(file))
        .help("take the file from the place where it was published; a receipt is never edited")
}
