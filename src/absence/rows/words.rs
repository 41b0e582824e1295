//! What "14 days" means, and what was found, in sentences.

use super::listing::folded;
use crate::absence::rows::Line;
use crate::trial::facts::Caption;
use crate::trial::study::AbsenceDecl;
use crate::trial::{AbsenceRow, Language, Study};

/// The exposure, the landmark and the follow-up in words, for captions in both languages.
pub fn caption(decl: &AbsenceDecl) -> Caption {
    Caption { da: definition(decl, Language::Da), en: definition(decl, Language::En) }
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
            "Tidligt fravær: mindst {} med fravær i de første {} {days} ({counts}, {lawful}). Kun elever, der stadig gik der \
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

/// What was found, for the terminal: a sentence, the definition, who is followed, the measures with their intervals.
pub fn story(study: &Study, lines: &[Line]) -> String {
    let english = Language::En;
    let find = |measure: &str, method: &str, term: &str, variance: &str| {
        lines
            .iter()
            .map(|l| &l.row)
            .find(|r| r.measure == measure && r.method == method && r.term == term && r.variance == variance)
    };
    let points = |x: f64| english.number(100.0 * x, 1);
    let level = english.number(100.0 * lines.first().map_or(0.95, |l| l.row.conf_level), 0);
    let share = |r: Option<&AbsenceRow>| r.and_then(|r| r.estimate).map_or("–".to_string(), points);
    let with = share(find("risk", "crude", "exposed=1", "cr2"));
    let without = share(find("risk", "crude", "exposed=0", "cr2"));
    let difference = find("risk_difference", "crude", "exposed", "cr2");
    let mut text = folded(&sentence(difference, &with, &without, &level));
    text.push('\n');
    text.push_str(&folded(&definition(&study.absence, english)));
    text.push('\n');
    // a number that is not published is a dash here too
    let count = |term: &str| {
        let n = find("count", "crude", term, "none").and_then(|r| r.estimate);
        n.map_or("–".to_string(), |n| n.to_string())
    };
    let clusters = find("count", "crude", "n", "none").map_or(0, |r| r.n_clusters);
    text.push_str(&folded(&format!(
        "{} pupils in {clusters} clusters are followed ({} had left by then).",
        count("n"),
        count("left-by-landmark")
    )));
    text.push_str("\n\n");
    let ratio = |x: f64| english.number(x, 2);
    let measures: [(&str, &str, &str, &str, &str, &dyn Fn(f64) -> String); 4] = [
        ("risk_difference", "crude", "exposed", "cr2", "difference, percentage points", &points),
        ("risk_difference", "g-computation", "exposed", "delta", "the same, adjusted", &points),
        ("risk_ratio", "g-computation", "exposed", "delta", "risk ratio, adjusted", &ratio),
        ("auc", "days", "auc", "cluster-bootstrap", "AUC of days absent", &ratio),
    ];
    let head = format!("{level}% interval");
    text.push_str(&format!("{:<30} {:>8}  {head:>16}\n", "", "estimate"));
    for (measure, method, term, variance, name, shown) in measures {
        let Some(row) = find(measure, method, term, variance) else { continue };
        let one = |v: Option<f64>| v.map_or("–".to_string(), shown);
        let interval = match (row.conf_low, row.conf_high) {
            (None, None) => "–".to_string(),
            (low, high) => format!("{} to {}", one(low), one(high)),
        };
        text.push_str(&format!("{name:<30} {:>8}  {interval:>16}\n", one(row.estimate)));
    }
    text.push('\n');
    text
}

/// What goes with early absence: risks and their difference, and that a symptom need not be a cause.
fn sentence(difference: Option<&AbsenceRow>, with: &str, without: &str, level: &str) -> String {
    let points = |x: f64| Language::En.number(100.0 * x.abs(), 1);
    let limits = difference.and_then(|r| Some((r.estimate?, r.conf_low?, r.conf_high?)));
    let found = match limits {
        Some((d, low, high)) if low > 0.0 || high < 0.0 => {
            let (near, far) = if d < 0.0 { (high, low) } else { (low, high) };
            format!(
                "Dropout goes with early absence: {with}% against {without}%, {} percentage points {} ({level}% \
                 confidence interval: {} to {}).",
                points(d),
                if d < 0.0 { "lower" } else { "higher" },
                points(near),
                points(far)
            )
        }
        Some((d, low, high)) => {
            let sided = |v: f64| format!("{} {}", points(v), if v < 0.0 { "lower" } else { "higher" });
            format!(
                "We cannot see whether dropout goes with early absence: {with}% against {without}%, {} percentage \
                 points {} ({level}% confidence interval: from {} to {}).",
                points(d),
                if d < 0.0 { "lower" } else { "higher" },
                sided(low),
                sided(high)
            )
        }
        None => format!("Dropped out with early absence: {with}%, without: {without}%."),
    };
    format!("{found} Early absence may be a symptom, not a cause.")
}
