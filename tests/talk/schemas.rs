//! The published schemas hold for what is really written: a small checker of the JSON Schema words that they use.

use lodtrin::folder::data_receipt::DataReceipt;
use lodtrin::folder::receipts::ResultsReceipt;
use lodtrin::lottery::Record;
use lodtrin::provenance::Receipt;
use lodtrin::trial::{AbsenceResult, EffectResult, PowerResult, Quality};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::path::Path;

/// The words of JSON Schema that the schemas use; any other word is a mistake that the checker would miss.
const KNOWN: &[&str] = &[
    "$schema",
    "title",
    "description",
    "type",
    "required",
    "properties",
    "additionalProperties",
    "items",
    "const",
    "enum",
    "pattern",
    "minimum",
    "maximum",
];

/// Every way in which a value does not satisfy a schema, with where.
fn faults(value: &Value, schema: &Value, at: &str, found: &mut Vec<String>) {
    let Some(words) = schema.as_object() else { return };
    for word in words.keys() {
        assert!(KNOWN.contains(&word.as_str()), "the checker does not know `{word}`");
    }
    let is = |name: &str| match name {
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no type {other}"),
    };
    let typed = match &schema["type"] {
        Value::String(one) => is(one),
        Value::Array(many) => many.iter().any(|t| is(t.as_str().unwrap())),
        _ => true,
    };
    if !typed {
        found.push(format!("{at}: {value} is no {}", schema["type"]));
    }
    if words.contains_key("const") && *value != schema["const"] {
        found.push(format!("{at}: {value} is not {}", schema["const"]));
    }
    if let Some(list) = schema["enum"].as_array()
        && !list.contains(value)
    {
        found.push(format!("{at}: {value} is none of {list:?}"));
    }
    if let (Some(text), Some("^[0-9a-f]{64}$")) = (value.as_str(), schema["pattern"].as_str())
        && (text.len() != 64 || !text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)))
    {
        found.push(format!("{at}: {text} is no digest"));
    }
    if let (Some(x), Some(least)) = (value.as_f64(), schema["minimum"].as_f64())
        && x < least
    {
        found.push(format!("{at}: {x} is below {least}"));
    }
    if let (Some(list), items) = (value.as_array(), &schema["items"]) {
        list.iter().enumerate().for_each(|(i, v)| faults(v, items, &format!("{at}[{i}]"), found));
    }
    let Some(object) = value.as_object() else { return };
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !object.contains_key(name) {
            found.push(format!("{at} has no `{name}`"));
        }
    }
    for (name, v) in object {
        let inner = format!("{at}.{name}");
        match (schema["properties"].get(name), &schema["additionalProperties"]) {
            (Some(s), _) => faults(v, s, &inner, found),
            (None, Value::Bool(false)) => found.push(format!("{inner} is not in the schema")),
            (None, Value::Object(_)) => faults(v, &schema["additionalProperties"], &inner, found),
            (None, _) => {}
        }
    }
}

/// Asserts that a JSON text satisfies the schema that `lodtrin schema NAME` prints.
pub fn holds(lodtrin: &dyn Fn(&[&str]) -> (i32, String, String), name: &str, text: &str) {
    let (code, schema, err) = lodtrin(&["schema", name]);
    assert_eq!(code, 0, "{err}");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let value: Value = serde_json::from_str(text).unwrap_or_else(|e| panic!("{name}: {e}\n{text}"));
    let mut found = Vec::new();
    faults(&value, &schema, name, &mut found);
    assert!(found.is_empty(), "{found:#?}");
}

/// Asserts that a file is, byte for byte, what its type writes of what it read.
fn read_back<T: DeserializeOwned>(study: &Path, file: &str, text: fn(&T) -> String) {
    let standing = std::fs::read_to_string(study.join(file)).unwrap();
    let read: T = serde_json::from_str(&standing).unwrap_or_else(|e| panic!("{file}: {e}"));
    assert!(text(&read) == standing, "{file} is not what its type writes");
}

fn sealed<T: DeserializeOwned>(study: &Path, file: &str) -> T {
    let bytes = std::fs::read(study.join(file)).unwrap();
    Receipt::read(&bytes, file).and_then(|r| r.typed(file)).unwrap_or_else(|p| panic!("{file}: {p}"))
}

/// Asserts that every JSON file of a finished study, and every answer about it, satisfies its schema.
pub fn hold_in(lodtrin: &dyn Fn(&[&str]) -> (i32, String, String), study: &Path) {
    for (name, file) in [
        ("lottery-receipt", "lottery/receipt.json"),
        ("quality", "data/quality.json"),
        ("ingest-receipt", "data/receipt.json"),
        ("results-receipt", "results/receipt.json"),
        ("effect", "results/effects.json"),
        ("absence", "results/absence.json"),
    ] {
        holds(lodtrin, name, &std::fs::read_to_string(study.join(file)).unwrap());
    }
    read_back::<Quality>(study, "data/quality.json", |q| q.text());
    read_back::<EffectResult>(study, "results/effects.json", |r| r.text());
    read_back::<AbsenceResult>(study, "results/absence.json", |r| r.text());
    for (file, text) in [
        ("data/receipt.json", Receipt::of(&sealed::<DataReceipt>(study, "data/receipt.json")).text()),
        ("results/receipt.json", Receipt::of(&sealed::<ResultsReceipt>(study, "results/receipt.json")).text()),
    ] {
        assert_eq!(text, std::fs::read_to_string(study.join(file)).unwrap(), "{file}");
    }
    let drawn = std::fs::read(study.join("lottery/receipt.json")).unwrap();
    let record = Record::read(&drawn, "lottery/receipt.json").unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(record.text().unwrap().into_bytes(), drawn, "the lottery's receipt is what its type writes");
    let at = study.to_str().unwrap();
    for verb in ["status", "verify", "balance"] {
        let (_, out, err) = lodtrin(&[verb, at, "--format", "json"]);
        assert!(!out.is_empty(), "{verb}: {err}");
        holds(lodtrin, verb, &out);
    }
}

#[test]
fn what_draw_and_explain_print_holds() {
    let run = |args: &[&str]| {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_lodtrin")).args(args).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
    };
    let home = tempfile::tempdir().unwrap();
    let study = home.path().join("study");
    let at = study.to_str().unwrap();
    assert_eq!(run(&["new", at]).0, 0);
    let protocol = std::fs::read_to_string(study.join("study.toml")).unwrap();
    std::fs::write(study.join("study.toml"), protocol.replacen("source = \"drand\"", "source = \"dice\"", 1)).unwrap();
    let (code, out, err) = run(&["lock", at, "--format", "json"]);
    assert_eq!(code, 0, "{err}");
    holds(&run, "lock", &out);
    let dice = ["--dice", "anna=364251346251346251346251361", "--dice", "bo=1625346125346123456123456123"];
    let asked: Vec<&str> = ["draw", at, "--format", "json"].into_iter().chain(dice).collect();
    let (code, out, err) = run(&asked);
    assert_eq!(code, 0, "{err}");
    holds(&run, "draw", &out);
    let drawn: Value = serde_json::from_str(&out).unwrap();
    let rows: Vec<String> = drawn["schedules"][0]["schedule"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| format!("{}\t{}\n", r["id"].as_str().unwrap(), r["wave"]))
        .collect();
    let table = std::fs::read_to_string(study.join("lottery/schedule.tsv")).unwrap();
    assert_eq!(table, format!("id\twave\n{}", rows.concat()), "the answer is the schedule");
    for asked in [&["explain", "--format", "json"][..], &["explain", "R301", "--format", "json"][..]] {
        let (code, out, err) = run(asked);
        assert_eq!(code, 0, "{err}");
        holds(&run, "explain", &out);
    }
    assert_eq!(run(&["explain", "--format", "csv"]).0, 2);
}

#[test]
fn power_from_flags_is_what_its_type_writes() {
    let flags = "--sequences 3,3,3,3 --size 20 --icc 0.05 --cac 0.8 --effect 0.25";
    let asked: Vec<&str> = ["power"].into_iter().chain(flags.split(' ')).chain(["--format", "json"]).collect();
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_lodtrin")).args(asked).output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    let read: PowerResult = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    assert!(read.text() == text, "{text}");
    assert!(read.rows.iter().any(|r| r.quantity == "power" && r.value.is_some_and(|p| p > 0.0 && p < 1.0)));
    for (from, to) in [("\"rows\"", "\"lines\""), ("\"quantity\": \"variance\"", "\"quantity\": 7")] {
        let damaged = text.replacen(from, to, 1);
        assert!(damaged != text && serde_json::from_str::<PowerResult>(&damaged).is_err(), "{to}");
    }
}

#[test]
fn a_damaged_receipt_of_the_lottery_is_an_error_with_its_code() {
    let told = |text: &str| Record::read(text.as_bytes(), "lottery/receipt.json").err().map(|p| p.code().to_string());
    assert_eq!(told("").as_deref(), Some("P105"));
    assert_eq!(told("{\"lock\":1}\n").as_deref(), Some("P105"));
    // canonical, and sealed by its own digest, but no draw
    assert_eq!(told(&Receipt::new().with("lock", "00").text()).as_deref(), Some("L306"));
}

#[test]
fn the_checker_finds_faults() {
    let schema = serde_json::json!({
        "type": "object", "required": ["a", "b"], "additionalProperties": false,
        "properties": {
            "a": { "type": "integer", "minimum": 0 },
            "b": { "type": "array", "items": { "enum": ["x", "y"] } },
            "c": { "type": ["string", "null"], "pattern": "^[0-9a-f]{64}$" },
        },
    });
    let count = |text: &str| {
        let mut found = Vec::new();
        faults(&serde_json::from_str(text).unwrap(), &schema, "", &mut found);
        found.len()
    };
    assert_eq!(count(r#"{"a": 1, "b": ["x"], "c": null}"#), 0);
    assert_eq!(count(r#"{"a": -1, "b": ["x"]}"#), 1);
    assert_eq!(count(r#"{"a": 1.5, "b": ["z"], "c": "ab", "d": 1}"#), 4);
    assert_eq!(count(r#"[]"#), 1);
    assert_eq!(count(r#"{}"#), 2);
}
