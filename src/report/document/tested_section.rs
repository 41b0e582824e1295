//! What each test rests on, and what lies outside the plan in the data: cells that nobody compares, programmes that began otherwise.

use super::html::Html;
use super::page::Page;
use crate::report::papers::names;
use crate::trial::facts::StartedOtherwise;
use crate::trial::{EstimateRow, Unit};

/// The intervention of a term, behind the name of its outcome; nothing where the study has one.
pub(super) fn of_intervention(term: &str) -> String {
    term.split_once(':').map_or(String::new(), |(_, of)| format!(": {of}"))
}

/// Each test by replays with its precision, its adjusted p-value, and the adjustment of its estimate.
pub(super) fn tests(page: &Page<'_>, h: &mut Html) {
    let Some(story) = page.dossier.effect.as_ref().filter(|e| !e.tested.is_empty()) else { return };
    let number = |v: Option<f64>, d: usize| v.map_or_else(|| "–".to_string(), |v| page.phrase.0.number(v, d));
    let rows: Vec<Vec<String>> = story
        .tested
        .iter()
        .map(|t| {
            let [outcome, estimator, estimand, term] = &t.row;
            let own = |r: &&EstimateRow| {
                r.outcome == *outcome && r.estimator == *estimator && r.estimand == *estimand && r.term == *term
            };
            let row = story.rows.iter().find(own);
            let of = of_intervention(term);
            let average = match row {
                Some(row) => names::average(page.phrase.0, row),
                None => page.average(estimand, term),
            };
            let unit = row.map_or(Unit::Own, EstimateRow::unit);
            let mark = if t.clipped { "*" } else { "" };
            vec![
                format!("{}{}{of}", page.outcome(outcome), page.unit_behind(unit)),
                names::short_method(page.phrase.0, estimator),
                average,
                page.phrase.p_value(t.p),
                number(t.mc_error, 4),
                number(t.smallest_p, 4),
                page.phrase.p_value(t.adjusted),
                t.replay_mean.map_or_else(|| "–".to_string(), |m| page.size(unit, m)),
                t.beta.map_or_else(|| "–".to_string(), |b| page.phrase.0.number(b, 2) + mark),
            ]
        })
        .collect();
    let head = [
        ("outcome", false),
        ("method", false),
        ("average", false),
        ("p", true),
        ("tested-error", true),
        ("tested-smallest", true),
        ("tested-adjusted", true),
        ("tested-mean", true),
        ("tested-beta", true),
    ];
    let head = head.map(|(k, n)| (page.tell(k, &[]), n));
    let head: Vec<(&str, bool)> = head.iter().map(|(n, r)| (n.as_str(), *r)).collect();
    h.table(&page.tell("tested-table", &[]), &head, &rows);
    h.words("p", "note", &page.tell("tested-note", &[]));
}

/// Comparisons that no longer exist because nobody was seen on one side.
pub(super) fn dropped(page: &Page<'_>, h: &mut Html) {
    let Some(gaps) = page.dossier.effect.as_ref().and_then(|e| e.gaps.as_ref()) else { return };
    if gaps.dropped.is_empty() {
        return;
    }
    let rows: Vec<Vec<String>> = gaps
        .dropped
        .iter()
        .map(|d| {
            let of = of_intervention(&d.term);
            let average = format!("{}{of}", page.average(&d.estimand, &d.estimand));
            vec![page.method(&d.estimator), average, d.start.clone(), d.period.clone()]
        })
        .collect();
    let head = [("method", false), ("average", false), ("dropped-start", false), ("period", false)];
    let head = head.map(|(k, n)| (page.tell(k, &[]), n));
    let head: Vec<(&str, bool)> = head.iter().map(|(n, r)| (n.as_str(), *r)).collect();
    h.table(&page.tell("dropped-table", &[]), &head, &rows);
}

/// Programmes that began in another period than the drawn one.
pub(super) fn started_otherwise(page: &Page<'_>, h: &mut Html) {
    let Some(story) = page.dossier.effect.as_ref().filter(|e| !e.started_otherwise.is_empty()) else { return };
    let began = |text: &str| match text {
        "not yet" => page.tell("began-not-yet", &[]),
        period => period.to_string(),
    };
    let row = |s: &StartedOtherwise| vec![s.lot.clone(), s.drawn.clone(), began(&s.began)];
    let rows: Vec<Vec<String>> = story.started_otherwise.iter().map(row).collect();
    let head = ["lot", "began-drawn", "began-given"].map(|k| page.tell(k, &[]));
    let head: Vec<(&str, bool)> = head.iter().map(|n| (n.as_str(), false)).collect();
    h.table(&page.tell("began-table", &[]), &head, &rows);
}
