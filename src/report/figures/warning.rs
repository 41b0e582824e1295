//! The figures of an early warning: is calling worth it, whom does it reach, would it hold at another school?

use super::Easel;
use super::absence::caption;
use crate::plots::{
    Look, SchoolKind, SchoolPanel, SchoolRow, Schools, Sheet, Strategies, Strategy, schools, strategies,
};
use crate::report::sources::Sources;
use crate::trial::AbsenceRow;
use crate::words::word;
use serde_json::Value;

pub(crate) fn draw(sources: &Sources, easel: &mut Easel) {
    let Some(facts) = sources.absence.as_ref() else { return };
    let sheet = easel.sheet();
    let defined = caption(sources, facts, &sheet);
    if let Some(data) = decision(facts, &sheet, &defined) {
        easel.draw(|s| strategies(&data, s), "");
    }
    if let Some(data) = capacity(facts, &sheet, &defined) {
        easel.draw(|s| strategies(&data, s), "");
    }
    if let Some(data) = by_school(&sources.absence_rows(), &sheet, &defined) {
        easel.draw(|s| schools(&data, s), "");
    }
}

fn threshold(facts: &Value) -> String {
    format!("days>={}", facts["definition"]["threshold"].as_f64().unwrap_or(1.0))
}

/// The name of a strategy in the sheet's language.
fn named(strategy: &str, declared: &str, sheet: &Sheet) -> (String, Look) {
    let say = |key: &str| word(sheet.language, key);
    match strategy {
        "all" => (say("figure-call-everybody"), Look::Comparison),
        "random" => (say("figure-call-at-random"), Look::Comparison),
        "logit-adjusted" => (say("figure-call-by-model"), Look::Model),
        "scorecard" => (say("figure-call-by-scorecard"), Look::Frozen),
        "days" => (say("figure-call-by-rule"), Look::Declared),
        other => {
            let days = other.trim_start_matches("days>=");
            let words = match days {
                "1" => sheet.say("mindst 1 dag", "1 day or more").to_string(),
                n => format!("{} {n} {}", sheet.say("mindst", "at least"), sheet.say("dage", "days")),
            };
            if other == declared {
                (format!("{} ({words})", say("figure-call-by-rule")), Look::Declared)
            } else {
                (words, Look::Variant)
            }
        }
    }
}

/// One line a strategy, from points that name their strategies; the declared rule first.
fn lines(points: &[Value], along: &str, scale: f64, declared: &str, sheet: &Sheet) -> Vec<Strategy> {
    let Some(first) = points.first().and_then(Value::as_object) else { return Vec::new() };
    let mut list: Vec<Strategy> = first
        .keys()
        .filter(|k| *k != along)
        .map(|key| {
            let (label, look) = named(key, declared, sheet);
            let at = |p: &Value| Some((p[along].as_f64()?, p[key.as_str()].as_f64().map(|v| scale * v)));
            Strategy { label, look, points: points.iter().filter_map(at).collect() }
        })
        .filter(|s| s.points.iter().any(|p| p.1.is_some()))
        .collect();
    list.sort_by_key(|s| match s.look {
        Look::Declared => 0,
        Look::Model => 1,
        Look::Frozen => 2,
        Look::Comparison => 3,
        Look::Variant => 4,
    });
    list
}

fn decision(facts: &Value, sheet: &Sheet, defined: &str) -> Option<Strategies> {
    let points = facts["decision"]["curve"].as_array().filter(|c| !c.is_empty())?;
    let lines = lines(points, "pt", 100.0, &threshold(facts), sheet);
    let highest = lines.iter().flat_map(|l| l.points.iter().filter_map(|p| p.1)).fold(0.0f64, f64::max);
    let marks = facts["decision"]["risk_thresholds"].as_array().into_iter().flatten().filter_map(Value::as_f64);
    (!lines.is_empty()).then(|| Strategies {
        name: "decision-curve".into(),
        title: word(sheet.language, "figure-decision-title"),
        caption: format!("{} {defined}", word(sheet.language, "figure-decision-note")),
        lines,
        marks: marks.collect(),
        floor: -0.15 * highest.max(1.0),
        shares: false,
        along_shares: true,
        axis: word(sheet.language, "figure-decision-axis"),
    })
}

fn capacity(facts: &Value, sheet: &Sheet, defined: &str) -> Option<Strategies> {
    let points = facts["capacity"]["curve"].as_array().filter(|c| !c.is_empty())?;
    let lines = lines(points, "calls", 1.0, "", sheet);
    (!lines.is_empty()).then(|| Strategies {
        name: "capacity".into(),
        title: word(sheet.language, "figure-capacity-title"),
        caption: format!("{} {defined}", word(sheet.language, "figure-capacity-note")),
        lines,
        marks: Vec::new(),
        floor: 0.0,
        shares: true,
        along_shares: false,
        axis: word(sheet.language, "figure-capacity-axis"),
    })
}

/// What the three panels show: measure, prefix of the terms, words, reference.
const PANELS: [(&str, &str, &str, f64); 3] = [
    ("auc", "", "figure-schools-auc", 0.5),
    ("calibration", "in-the-large,", "figure-schools-in-the-large", 0.0),
    ("calibration", "slope,", "figure-schools-slope", 1.0),
];

/// An AUC cannot pass 0 or 1.
fn bounds(key: &str) -> (f64, f64) {
    if key == "figure-schools-auc" { (0.0, 1.0) } else { (f64::NEG_INFINITY, f64::INFINITY) }
}

fn by_school(rows: &[AbsenceRow], sheet: &Sheet, defined: &str) -> Option<Schools> {
    let of = |measure: &str, term: &str| {
        let row = rows.iter().find(|r| r.measure == measure && r.method == "logit-adjusted" && r.term == term)?;
        Some((row.estimate?, row.conf_low.zip(row.conf_high)))
    };
    let names: Vec<&str> = rows
        .iter()
        .filter(|r| r.measure == "auc" && r.method == "logit-adjusted")
        .filter_map(|r| r.term.strip_prefix("school="))
        .collect();
    let values = |what: &str| -> Vec<Option<(f64, Option<(f64, f64)>)>> {
        PANELS.iter().map(|(measure, prefix, ..)| of(measure, &format!("{prefix}{what}"))).collect()
    };
    let mut list: Vec<SchoolRow> = names
        .iter()
        .map(|name| SchoolRow {
            label: name.to_string(),
            kind: SchoolKind::School,
            values: values(&format!("school={name}")),
        })
        .collect();
    for (term, key, kind) in
        [("pooled", "figure-schools-pooled", SchoolKind::Pooled), ("new-school", "figure-schools-new", SchoolKind::New)]
    {
        list.push(SchoolRow { label: word(sheet.language, key), kind, values: values(term) });
    }
    let shown = list.iter().any(|r| r.kind == SchoolKind::School && r.values.iter().any(Option::is_some));
    let panels = PANELS.iter().map(|(_, _, key, reference)| SchoolPanel {
        title: word(sheet.language, key),
        reference: *reference,
        bounds: bounds(key),
    });
    (!names.is_empty() && shown).then(|| Schools {
        title: word(sheet.language, "figure-schools-title"),
        caption: format!("{} {defined}", word(sheet.language, "figure-schools-note")),
        panels: panels.collect(),
        rows: list,
    })
}
