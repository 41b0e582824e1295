//! The JSON Schema of every table, from the one glossary.

use super::glossary::{SCHEMAS, Schema, meaning};
use serde_json::{Map, Value, json};

/// Columns that hold words; every other one holds numbers.
const WORDS: &[&str] = &[
    "codes",
    "column",
    "covariate",
    "distribution",
    "estimand",
    "estimator",
    "field",
    "file",
    "holds",
    "lottery",
    "measure",
    "method",
    "outcome",
    "period",
    "programme",
    "quantity",
    "register",
    "scale",
    "term",
    "truth",
    "unknown_codes",
    "variance",
    "waves",
    "which",
    "without",
];
/// Columns that hold yes or no.
const FLAGS: &[&str] = &["adds_up", "prespecified"];

/// A table by its verb (`effect`) or its schema's name (`lodtrin/effect/1`).
pub fn find(name: &str) -> Option<&'static Schema> {
    SCHEMAS.iter().find(|s| s.name == name || short(s) == name)
}

/// The name without its frame: `effect` of `lodtrin/effect/1`.
pub fn short(schema: &Schema) -> &'static str {
    schema.name.trim_start_matches("lodtrin/").trim_end_matches("/1")
}

/// The JSON Schema (draft 2020-12) of a table's JSON form.
pub fn json_schema(schema: &Schema) -> Value {
    let mut properties = Map::new();
    for column in schema.columns {
        // infinities stand as the words Inf and -Inf, since JSON has none
        let types = if FLAGS.contains(column) {
            json!(["boolean", "null"])
        } else if WORDS.contains(column) {
            json!(["string", "number", "null"])
        } else {
            json!(["number", "string", "null"])
        };
        properties.insert(column.to_string(), json!({ "type": types, "description": meaning(column).unwrap_or("") }));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": schema.name,
        "type": "object",
        "required": ["schema", "rows", "warnings"],
        "properties": {
            "schema": { "const": schema.name },
            "rows": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": schema.columns,
                    "additionalProperties": false,
                    "properties": properties,
                },
            },
            "warnings": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["kind", "message"],
                    "properties": {
                        "kind": { "type": "string", "description": "type of the doubt, such as FewUnitsPerWave" },
                        "message": { "type": "string" },
                        "help": { "type": "string" },
                    },
                },
            },
        },
    })
}
