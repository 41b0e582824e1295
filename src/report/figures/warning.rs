//! The figures of an early warning: is calling worth it, whom does it reach, would it hold at another school?

use super::Easel;
use super::absence::followed;
use super::absence_words::caption;
use crate::plots::{
    Look, SchoolKind, SchoolPanel, SchoolRow, Schools, Sheet, Strategies, Strategy, schools, strategies,
};
use crate::report::sources::Sources;
use crate::trial::{AbsenceRow, Language};
use crate::words::word;
use serde_json::Value;

pub(crate) fn draw(sources: &Sources, easel: &mut Easel) {
    let Some(facts) = sources.absence.as_ref() else { return };
    let sheet = easel.sheet();
    easel.about(followed(sources, &sheet));
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
        title: decision_title(facts, &threshold(facts), sheet),
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
        title: capacity_title(points, facts, sheet),
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
        title: schools_title(&list, sheet),
        caption: format!("{} {defined}", word(sheet.language, "figure-schools-note")),
        panels: panels.collect(),
        rows: list,
    })
}

/// What is best at each price that was asked about.
fn decision_title(facts: &Value, declared: &str, sheet: &Sheet) -> String {
    let best = facts["decision"]["best"].as_array().into_iter().flatten();
    let told: Vec<String> = best
        .filter_map(|b| {
            let pt = b["pt"].as_f64()?;
            let strategy = match b["strategy"].as_str()? {
                "none" => sheet.say("ring ikke", "call nobody").to_string(),
                other if other == declared => word(sheet.language, "figure-call-by-rule"),
                other => named(other, declared, sheet).0,
            };
            let decimals = if (100.0 * pt).fract().abs() < 1e-9 { 0 } else { 1 };
            Some(format!("{}: {strategy}", sheet.percent(pt, decimals)))
        })
        .collect();
    if told.is_empty() {
        return word(sheet.language, "figure-decision-title");
    }
    format!("{} {}", sheet.say("Bedst ved en risiko på", "Best at a risk of"), told.join("; "))
}

/// What the middle number of calls that was asked about reaches.
fn capacity_title(points: &[Value], facts: &Value, sheet: &Sheet) -> String {
    let declared: Vec<f64> = match facts["capacity"]["calls"].as_array().or(facts["decision"]["calls"].as_array()) {
        Some(list) => list.iter().filter_map(Value::as_f64).collect(),
        None => vec![1.0, 3.0, 5.0],
    };
    let calls = declared.get(declared.len() / 2).copied().unwrap_or(3.0);
    let at = points.iter().find(|p| p["calls"].as_f64() == Some(calls));
    let (Some(days), Some(random)) = (at.and_then(|p| p["days"].as_f64()), at.and_then(|p| p["random"].as_f64()))
    else {
        return word(sheet.language, "figure-capacity-title");
    };
    let (n, rule, chance) = (calls as usize, sheet.percent(days, 0), sheet.percent(random, 0));
    match sheet.language {
        Language::Da => format!("{n} opkald pr. hold når {rule} af dem, der falder fra; tilfældige opkald {chance}"),
        Language::En if n == 1 => {
            format!("1 call a class reaches {rule} of those who drop out; a random call {chance}")
        }
        Language::En => format!("{n} calls a class reach {rule} of those who drop out; random calls {chance}"),
    }
}

/// Where the AUC of a school not seen may lie; without it, where those of the schools lie.
fn schools_title(rows: &[SchoolRow], sheet: &Sheet) -> String {
    let auc = |r: &SchoolRow| r.values.first().copied().flatten();
    let number = |v: f64| sheet.number(v, 2);
    let new = rows.iter().find(|r| r.kind == SchoolKind::New).and_then(auc);
    if let Some((value, Some((low, high)))) = new {
        let (value, low, high) = (number(value), number(low), number(high));
        return match sheet.language {
            Language::Da => format!("På en ny skole ventes AUC {value} ({low} til {high})"),
            Language::En => format!("At a new school an AUC of {value} is expected ({low} to {high})"),
        };
    }
    let of = || rows.iter().filter(|r| r.kind == SchoolKind::School).filter_map(auc).map(|v| v.0);
    let (low, high) = (of().fold(f64::INFINITY, f64::min), of().fold(f64::NEG_INFINITY, f64::max));
    if low > high {
        return word(sheet.language, "figure-schools-title");
    }
    match sheet.language {
        Language::Da => format!("Skolernes AUC ligger mellem {} og {}", number(low), number(high)),
        Language::En => format!("The schools’ AUC lies between {} and {}", number(low), number(high)),
    }
}
