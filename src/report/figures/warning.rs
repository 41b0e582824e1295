//! The figures of an early warning: is calling worth it, whom does it reach, would it hold at another school?

use super::Easel;
use super::absence::followed;
use super::absence_words::caption;
use crate::plots::{
    Look, SchoolKind, SchoolPanel, SchoolRow, Schools, Sheet, Strategies, Strategy, schools, strategies,
};
use crate::report::sources::Sources;
use crate::trial::facts::{AbsenceFacts, BestAt, CallsPoint, Capacity};
use crate::trial::study::CALLS;
use crate::trial::{AbsenceRow, InOrder, Language};
use crate::words::word;
use serde_json::Number;

pub(crate) fn draw(sources: &Sources, easel: &mut Easel) {
    let Some(facts) = sources.absence.as_ref().map(|a| &a.facts) else { return };
    let sheet = easel.sheet();
    easel.about(followed(sources, &sheet));
    let defined = caption(sources, &sheet);
    if let Some(data) = decision(facts, &sheet, &defined) {
        easel.draw(|s| strategies(&data, s), "");
    }
    if let Some(data) = capacity(&facts.capacity, &sheet, &defined) {
        easel.draw(|s| strategies(&data, s), "");
    }
    if let Some(data) = by_school(&sources.absence_rows(), &sheet, &defined) {
        easel.draw(|s| schools(&data, s), "");
    }
}

fn threshold(facts: &AbsenceFacts) -> String {
    format!("days>={}", facts.definition.threshold.as_ref().and_then(Number::as_f64).unwrap_or(1.0))
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

/// Where a point lies along the axis, and what each strategy gives there.
type Point<'a> = (f64, &'a InOrder<Option<f64>>);

/// One line a strategy, from points that name their strategies; the declared rule first.
fn lines(points: &[Point<'_>], scale: f64, declared: &str, sheet: &Sheet) -> Vec<Strategy> {
    let Some((_, first)) = points.first() else { return Vec::new() };
    let mut list: Vec<Strategy> = first
        .iter()
        .map(|(strategy, _)| {
            let (label, look) = named(strategy, declared, sheet);
            let at = |(x, by): &Point<'_>| (*x, by.get(strategy).copied().flatten().map(|v| scale * v));
            Strategy { label, look, points: points.iter().map(at).collect() }
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

fn decision(facts: &AbsenceFacts, sheet: &Sheet, defined: &str) -> Option<Strategies> {
    let points: Vec<Point<'_>> = facts.decision.curve.iter().map(|p| (p.pt, &p.by)).collect();
    let lines = lines(&points, 100.0, &threshold(facts), sheet);
    let highest = lines.iter().flat_map(|l| l.points.iter().filter_map(|p| p.1)).fold(0.0f64, f64::max);
    (!lines.is_empty()).then(|| Strategies {
        name: "decision-curve".into(),
        title: decision_title(&facts.decision.best, &threshold(facts), sheet),
        caption: format!("{} {defined}", word(sheet.language, "figure-decision-note")),
        lines,
        marks: facts.decision.risk_thresholds.clone(),
        floor: -0.15 * highest.max(1.0),
        shares: false,
        along_shares: true,
        axis: word(sheet.language, "figure-decision-axis"),
    })
}

fn capacity(told: &Capacity, sheet: &Sheet, defined: &str) -> Option<Strategies> {
    let points: Vec<Point<'_>> = told.curve.iter().map(|p| (p.calls as f64, &p.by)).collect();
    let lines = lines(&points, 1.0, "", sheet);
    (!lines.is_empty()).then(|| Strategies {
        name: "capacity".into(),
        title: capacity_title(&told.curve, sheet),
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
fn decision_title(best: &[BestAt], declared: &str, sheet: &Sheet) -> String {
    let told: Vec<String> = best
        .iter()
        .map(|b| {
            let strategy = match b.strategy.as_str() {
                "none" => sheet.say("ring ikke", "call nobody").to_string(),
                other if other == declared => word(sheet.language, "figure-call-by-rule"),
                other => named(other, declared, sheet).0,
            };
            let decimals = if (100.0 * b.pt).fract().abs() < 1e-9 { 0 } else { 1 };
            format!("{}: {strategy}", sheet.percent(b.pt, decimals))
        })
        .collect();
    if told.is_empty() {
        return word(sheet.language, "figure-decision-title");
    }
    format!("{} {}", sheet.say("Bedst ved en risiko på", "Best at a risk of"), told.join("; "))
}

/// What the middle number of calls that are asked about by default reaches.
fn capacity_title(points: &[CallsPoint], sheet: &Sheet) -> String {
    let n = CALLS[CALLS.len() / 2] as usize;
    let at = points.iter().find(|p| p.calls == n);
    let of = |strategy: &str| at.and_then(|p| p.by.get(strategy).copied().flatten());
    let (Some(days), Some(random)) = (of("days"), of("random")) else {
        return word(sheet.language, "figure-capacity-title");
    };
    let (rule, chance) = (sheet.percent(days, 0), sheet.percent(random, 0));
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
