//! The JSON Schema of every table, from the one glossary, and of every other JSON file and answer.

use super::glossary::{SCHEMAS, Schema, meaning};
use serde_json::{Map, Value, json};

/// Columns that hold words; every other one holds numbers.
const WORDS: &[&str] = &[
    "adjust",
    "analysis",
    "capacities",
    "codes",
    "column",
    "covariate",
    "design",
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
    "starts",
    "stratify",
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

/// A JSON file or answer that is no table, and its schema.
#[derive(Debug)]
pub struct Document {
    /// The name that `lodtrin schema` takes.
    pub name: &'static str,
    /// Where it stands.
    pub file: &'static str,
    /// The JSON Schema.
    pub text: &'static str,
}

/// Every JSON file and answer that is no table.
pub const DOCUMENTS: &[Document] = &[
    Document { name: "status", file: "status --format json", text: include_str!("status.json") },
    Document { name: "lock", file: "lock --format json", text: include_str!("lock.json") },
    Document { name: "draw", file: "draw --format json", text: include_str!("draw.json") },
    Document { name: "explain", file: "explain --format json", text: include_str!("explain.json") },
    Document { name: "verify", file: "verify --format json", text: include_str!("verify.json") },
    Document { name: "quality", file: "data/quality.json", text: include_str!("quality.json") },
    Document { name: "ingest-receipt", file: "data/receipt.json", text: include_str!("ingest-receipt.json") },
    Document { name: "results-receipt", file: "results/receipt.json", text: include_str!("results-receipt.json") },
    Document { name: "lottery-receipt", file: "lottery/receipt.json", text: include_str!("lottery-receipt.json") },
    Document { name: "truth", file: "truth.json", text: include_str!("truth.json") },
];

/// A document by its name (`status`) or its schema's name (`lodtrin/status/1`).
pub fn find_document(name: &str) -> Option<&'static Document> {
    DOCUMENTS.iter().find(|d| d.name == name || d.file == name || format!("lodtrin/{}/1", d.name) == name)
}

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
