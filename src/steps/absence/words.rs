//! What "14 days" means, and what was found, in sentences.

use super::listing::folded;
use crate::absence::rows::Line;
use crate::trial::study::AbsenceDecl;
use crate::trial::{AbsenceRow, Language, Study};
use serde_json::{Value as Json, json};

/// The exposure, the landmark and the follow-up in words, for captions in both languages.
pub fn caption(decl: &AbsenceDecl) -> Json {
    json!({ "da": definition(decl, Language::Da), "en": definition(decl, Language::En) })
}

fn definition(a: &AbsenceDecl, language: Language) -> String {
    let say = |danish: &'static str, english: &'static str| language.pick(danish, english);
    let days = if a.school_days { say("skoledage", "school days") } else { say("kalenderdage", "calendar days") };
    let counts = if a.whole_days {
        say("kun hele dage", "whole days only")
    } else {
        say("hele eller dele af dage", "any part of a day")
    };
    let lawful =
        if a.lawful { say("også lovligt", "lawful absence included") } else { say("kun ulovligt", "unlawful only") };
    let until = match a.horizon {
        Some(h) => format!("{} {h}", say("til og med dag", "until day")),
        None => say("så længe registrene viser", "as long as the registers show").to_string(),
    };
    let number = match a.threshold {
        1 => say("1 dag", "1 day").to_string(),
        n => format!("{n} {}", say("dage", "days")),
    };
    match language {
        Language::Da => format!(
            "Udsat: mindst {} med fravær i de første {} {days} ({counts}, {lawful}). Kun elever, der stadig gik der \
             efter dag {}, følges, {until}; dag 1 er skolestart.",
            number, a.window_days, a.landmark
        ),
        Language::En => format!(
            "Exposed: at least {} absent in the first {} {days} ({counts}, {lawful}). Only pupils still there after \
             day {} are followed, {until}; day 1 is the start of school.",
            number, a.window_days, a.landmark
        ),
    }
}

/// A few sentences for the terminal.
pub fn story(study: &Study, lines: &[Line]) -> String {
    let language = study.language;
    let find = |measure: &str, method: &str, term: &str, variance: &str| {
        lines
            .iter()
            .map(|l| &l.row)
            .find(|r| r.measure == measure && r.method == method && r.term == term && r.variance == variance)
    };
    let points = |x: f64| language.number(100.0 * x, 1);
    let share = |r: Option<&AbsenceRow>| r.and_then(|r| r.estimate).map_or("–".to_string(), points);
    let interval = |r: &AbsenceRow, f: &dyn Fn(f64) -> String| match (r.estimate, r.conf_low, r.conf_high) {
        (Some(e), Some(l), Some(h)) => match language {
            Language::Da => format!("{} ({} til {})", f(e), f(l), f(h)),
            Language::En => format!("{} ({} to {})", f(e), f(l), f(h)),
        },
        _ => "–".to_string(),
    };
    // a number that is not published is a dash here too
    let count = |term: &str| {
        let n = find("count", "crude", term, "none").and_then(|r| r.estimate);
        n.map_or("–".to_string(), |n| n.to_string())
    };
    let clusters = find("count", "crude", "n", "none").map_or(0, |r| r.n_clusters);
    let mut text = folded(&definition(&study.absence, language));
    text.push('\n');
    let with = share(find("risk", "crude", "exposed=1", "cr2"));
    let without = share(find("risk", "crude", "exposed=0", "cr2"));
    let level = language.number(100.0 * lines.first().map_or(0.95, |l| l.row.conf_level), 0);
    let told = match language {
        Language::Da => format!(
            "{} elever i {clusters} klynger følges ({} var ude senest på dagen). Frafald med tidligt fravær: {with} pct., uden: \
             {without} pct.",
            count("n"),
            count("left-by-landmark")
        ),
        Language::En => format!(
            "{} pupils in {clusters} clusters are followed ({} had left by then). Dropped out with early absence: {with} %, \
             without: {without} %.",
            count("n"),
            count("left-by-landmark")
        ),
    };
    text.push_str(&folded(&told));
    text.push('\n');
    let ratio = |x: f64| language.number(x, 2);
    for (measure, method, term, variance, danish, english, is_ratio) in [
        (
            "risk_difference",
            "crude",
            "exposed",
            "cr2",
            "Forskel i procentpoint",
            "Difference in percentage points",
            false,
        ),
        ("risk_difference", "g-computation", "exposed", "delta", "Samme, justeret", "The same, adjusted", false),
        ("risk_ratio", "g-computation", "exposed", "delta", "Relativ risiko, justeret", "Risk ratio, adjusted", true),
        ("auc", "days", "auc", "cluster-bootstrap", "AUC af antal dage", "AUC of days absent", true),
    ] {
        if let Some(row) = find(measure, method, term, variance) {
            let shown = interval(row, if is_ratio { &ratio } else { &points });
            text.push_str(&format!("{}: {shown}\n", language.pick(danish, english)));
        }
    }
    text.push_str(&match language {
        Language::Da => format!("Intervaller på {level} pct. Tidligt fravær kan være et symptom og ikke en årsag.\n"),
        Language::En => format!("Intervals at {level} %. Early absence may be a symptom, not a cause.\n"),
    });
    text
}
