//! The names of sensitivity analyses in the language of the tables: they are stored in the study's, with machines' names.

use super::names;
use crate::trial::{EstimateRow, Language};
use crate::words::{has, word};

/// What stands in a label after the method, in both languages, and the key of its words.
const PARTS: [(&str, &str, &str); 9] = [
    ("hver elev tæller ens", "every pupil counts one", "way-pupils"),
    ("hvert hold tæller ens", "every programme counts one", "way-programmes"),
    ("én straksvirkning", "one immediate effect", "way-immediate"),
    ("skift talt som frafald", "transfers counted as dropout", "way-transfers"),
    ("som startet, ikke som trukket (neyman)", "as started, not as drawn (neyman)", "way-as-started"),
    ("skaleret med det leverede", "scaled by what was delivered", "way-delivered"),
    ("uden sent tilkomne", "without late lots", "way-without-late"),
    ("uden prognosen", "without the forecast", "way-without-forecast"),
    ("complete (kun hold set i alle terminer)", "complete (only programmes seen in every term)", "way-complete"),
];

/// The name of an analysis for readers.
pub fn analysis(language: Language, label: &str, row: &EstimateRow) -> String {
    told(language, label, row, &|name| names::method(language, name))
}

/// The same for a figure, where there is little room: methods by their short names.
pub fn short_analysis(language: Language, label: &str, row: &EstimateRow) -> String {
    told(language, label, row, &|name| names::short_method(language, name))
}

/// A row for a figure: the short name of its method, its average where it is not the usual one, its inference.
pub fn short_row(language: Language, row: &EstimateRow) -> String {
    let mut label = names::short_method(language, &row.estimator);
    let average = match row.estimand.as_str() {
        _ if row.term.split(':').next() == Some("delivered") => "short-average-delivered".to_string(),
        "simultaneous" => "short-average-simultaneous".to_string(),
        other => format!("short-average-{other}"),
    };
    if has(language, &average) {
        label = format!("{label}, {}", word(language, &average));
    }
    let inference = format!("short-inference-{}", row.variance);
    let inference =
        if has(language, &inference) { word(language, &inference) } else { names::inference(language, &row.variance) };
    format!("{label} ({inference})")
}

fn told(language: Language, label: &str, row: &EstimateRow, method: &dyn Fn(&str) -> String) -> String {
    if let Some((.., key)) = PARTS.iter().find(|(da, en, _)| *da == label || *en == label) {
        return word(language, key);
    }
    let Some(rest) = label.strip_prefix(row.estimator.as_str()) else { return label.to_string() };
    let method = method(&row.estimator);
    let mut parts = Vec::new();
    for part in rest.split(", ").map(str::trim).filter(|p| !p.is_empty()) {
        match PARTS.iter().find(|(da, en, _)| *da == part || *en == part) {
            Some((.., key)) => parts.push(word(language, key)),
            None => {
                let inside = part.trim_start_matches('(').split(')').next().unwrap_or(part);
                parts.push(names::inference(language, inside));
            }
        }
    }
    if parts.is_empty() { method } else { format!("{method}: {}", parts.join(", ")) }
}
