//! Words for what machines name: methods, averages, inference, outcomes, groups.

use crate::report::sources::Sources;
use crate::trial::{EstimateRow, Language, Unit};
use crate::words::{Slot, has, say, word};

/// The words of a key made of a family and a machine's name; the name itself where there are none.
fn named(language: Language, family: &str, name: &str) -> String {
    let key = format!("{family}-{name}");
    if has(language, &key) { word(language, &key) } else { name.to_string() }
}

/// An estimator.
pub fn method(language: Language, estimator: &str) -> String {
    match estimator {
        "joint" => word(language, "method-joint"),
        "joint-pairs" => word(language, "method-joint-pairs"),
        other => named(language, "method", other),
    }
}

/// An estimator in the few words that a figure has room for.
pub fn short_method(language: Language, estimator: &str) -> String {
    match estimator {
        "joint" => word(language, "short-joint"),
        "joint-pairs" => word(language, "short-joint-pairs"),
        other => {
            let key = format!("short-{other}");
            if has(language, &key) { word(language, &key) } else { method(language, other) }
        }
    }
}

/// Where a standard error or a p comes from.
pub fn inference(language: Language, variance: &str) -> String {
    named(language, "inference", variance)
}

/// An average by its name.
pub fn named_average(language: Language, estimand: &str) -> String {
    named(language, "average", estimand)
}

/// The average of a row: over what, or so many periods from the start.
pub fn average(language: Language, row: &EstimateRow) -> String {
    let term = row.term.split(':').next().unwrap_or_default();
    if let Some(lag) = term.strip_prefix("lag=").and_then(|l| l.parse::<i64>().ok()) {
        let n = lag.unsigned_abs();
        let key = if lag < 0 { "average-lag-before" } else { "average-lag-after" };
        return say(language, key, &[("n", Slot::Count(n))]);
    }
    match term {
        "placebo" => word(language, "average-placebo"),
        "placebo-quadratic" => word(language, "average-placebo-quadratic"),
        "same-effect" => word(language, "average-same-effect"),
        "anticipation" => word(language, "average-anticipation"),
        "first-stage" => word(language, "average-first-stage"),
        "delivered" => word(language, "average-delivered"),
        "always-selected" => word(language, "average-always-selected"),
        _ if row.estimand == "simultaneous" => word(language, "average-simultaneous"),
        _ => named(language, "average", &row.estimand),
    }
}

/// What a row's term says of interventions: one, a difference, a pair; nothing in the plain form.
pub fn intervention(language: Language, row: &EstimateRow) -> String {
    let Some((_, of)) = row.term.split_once(':') else { return String::new() };
    for (mark, key) in [('−', "paper-minus"), ('×', "paper-both"), ('|', "paper-where-also")] {
        if let Some((a, b)) = of.split_once(mark) {
            return say(language, key, &[("a", a.into()), ("b", b.into())]);
        }
    }
    of.to_string()
}

/// A covariate, subgroup or school column. What the study's own files name stays as it is.
pub fn covariate(language: Language, name: &str) -> String {
    match name {
        "under20" => word(language, "covariate-under20"),
        "female" => word(language, "covariate-female"),
        "benefit" => word(language, "covariate-benefit"),
        "age" => word(language, "covariate-age"),
        "pupils" => word(language, "covariate-pupils"),
        other => other.replace('_', " "),
    }
}

/// The value of a group in words where it is known, `1-0` as a difference, decimals as the language writes them; what the
/// study's own files name stays as it is.
pub fn level(language: Language, column: &str, value: &str) -> String {
    let (danish, english) = match (column, value) {
        ("under20", "1") => ("under 20 år", "under 20"),
        ("under20", "0") => ("20 år eller mere", "20 or older"),
        ("female", "1") => ("kvinder", "women"),
        ("female", "0") => ("mænd", "men"),
        ("benefit", "1") => ("på uddannelseshjælp før start", "on education benefit before the start"),
        ("benefit", "0") => ("ikke på uddannelseshjælp", "not on education benefit"),
        ("treated", "1") => ("med indsatsen", "with the intervention"),
        ("treated", "0") => ("uden indsatsen", "without the intervention"),
        ("under20" | "female" | "benefit", "1-0") => {
            let (a, b) = (level(language, column, "1"), level(language, column, "0"));
            return say(language, "paper-minus", &[("a", (&a).into()), ("b", (&b).into())]);
        }
        (_, "NA") => return word(language, "paper-unknown"),
        (_, v) if v.parse::<f64>().is_ok() => return language.pick(&v.replace('.', ","), v).to_string(),
        (_, v) => return v.to_string(),
    };
    language.pick(danish, english).to_string()
}

/// The outcome of a row, with its group where it speaks of one, and its unit where that is not percentage points.
pub fn outcome(sources: &Sources, language: Language, row: &EstimateRow) -> String {
    let (name, group) = match row.outcome.split_once('[') {
        Some((name, rest)) => (name, Some(rest.trim_end_matches(']'))),
        None => (row.outcome.as_str(), None),
    };
    let declared = sources.study().outcomes.iter().find(|o| o.name == name);
    let label = match declared {
        Some(o) => o.label.clone(),
        None if name == "pupils" => word(language, "paper-pupils-per-cell"),
        None => name.to_string(),
    };
    let label = match group {
        None => label,
        Some("missing") => format!("{label}: {}", word(language, "paper-missing")),
        Some(group) => match group.split_once('=') {
            Some((column, value)) => {
                format!("{label}: {}: {}", covariate(language, column), level(language, column, value))
            }
            None => format!("{label}: {group}"),
        },
    };
    match row.unit() {
        Unit::Days => format!("{label} ({})", word(language, "paper-unit-days")),
        Unit::LogOdds => format!("{label} ({})", word(language, "paper-unit-odds")),
        _ => label,
    }
}

/// Why rows of a register were left out.
pub fn reason(language: Language, name: &str) -> String {
    match language {
        Language::Da => crate::report::document::data_words::danish(name),
        Language::En => name.replace(['_', '-'], " "),
    }
}

/// Yes or no.
pub fn yes(language: Language, is: bool) -> String {
    language.pick(if is { "ja" } else { "nej" }, if is { "yes" } else { "no" }).to_string()
}
