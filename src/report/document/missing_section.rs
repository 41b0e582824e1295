//! What is missing, and what if those who were not seen had done differently: one table, one sentence a row.

use super::html::Html;
use super::page::Page;
use super::tested_section;
use crate::report::EffectStory;
use crate::trial::facts::GapCell;
use crate::trial::{EstimateRow, Unit};
use crate::words::Slot;

pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    let Some(story) = page.dossier.effect.as_ref() else { return };
    if let Some((known, all)) = page.dossier.trust.known {
        let (known_said, all_said) = (page.phrase.count(known as u64), page.phrase.count(all as u64));
        let share = page.phrase.percent(known / all.max(1.0));
        let slots: [(&str, Slot<'_>); 3] =
            [("known", (&known_said).into()), ("all", (&all_said).into()), ("share", (&share).into())];
        h.p(&page.tell("missing-known", &slots));
    }
    gaps(page, h, story);
    tested_section::dropped(page, h);
    question(page, h, story);
}

/// Which programme was not seen when, whether it had started by then, and whether it had left.
fn gaps(page: &Page<'_>, h: &mut Html, story: &EffectStory) {
    let Some(gaps) = story.gaps.as_ref().filter(|g| !g.cells.is_empty()) else { return };
    h.p(&page.tell("missing-gaps", &[]));
    // every intervention has a start of its own
    let names: Vec<&str> = page.dossier.each.iter().map(|d| d.study.intervention().name.as_str()).collect();
    let mut head = vec![page.tell("lot", &[]), page.tell("period", &[])];
    match names.as_slice() {
        [] => head.push(page.tell("after-start", &[])),
        several => head.extend(several.iter().map(|n| page.tell("after-start-of", &[("name", (*n).into())]))),
    }
    head.push(page.tell("missing-withdrawn", &[]));
    let head: Vec<(&str, bool)> = head.iter().map(|n| (n.as_str(), false)).collect();
    let yes = |b: bool| page.tell(if b { "answer-yes" } else { "answer-no" }, &[]);
    let row = |c: &GapCell| {
        let mut cells = vec![c.unit.clone(), c.period.clone()];
        match names.as_slice() {
            [] => cells.push(yes(c.after_start)),
            several => cells.extend(several.iter().map(|n| yes(c.started.iter().flatten().any(|s| s == n)))),
        }
        cells.push(yes(c.withdrawn));
        cells
    };
    let rows: Vec<Vec<String>> = gaps.cells.iter().map(row).collect();
    h.table(&page.tell("missing-gaps-table", &[]), &head, &rows);
}

/// The rows that answer it, each with its sentence.
fn question(page: &Page<'_>, h: &mut Html, story: &EffectStory) {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut add = |row: &EstimateRow, says: String| {
        let size = match (row.unit(), row.estimate) {
            (_, None) => "–".to_string(),
            (Unit::Points, Some(e)) => page.phrase.points(e),
            (_, e) => page.phrase.figure(e),
        };
        let of = row.term.split_once(':').map_or(String::new(), |(_, name)| format!(": {name}"));
        let outcome = format!("{}{of}", page.outcome(&row.outcome));
        rows.push(vec![outcome, says, size, page.limits(row), page.phrase.p_value(row.p_value)]);
    };
    for row in &story.rows {
        if let Some(says) = sentence(page, row) {
            add(row, says);
        }
        let tips = story.tipping.iter().filter(|t| {
            row.variance == "bounds" && t.outcome == row.outcome && t.estimator == row.estimator && t.term == row.term
        });
        for t in tips {
            let plain = EstimateRow { conf_low: None, conf_high: None, p_value: None, ..row.clone() };
            add(&plain, tipping(page, &row.scale, t.delta, t.reason.as_deref()));
        }
    }
    if rows.is_empty() {
        return;
    }
    let head = [("outcome", false), ("missing-says", false), ("effect", true), ("interval", true), ("p", true)];
    let head = head.map(|(k, n)| (page.tell(k, &[]), n));
    let head: Vec<(&str, bool)> = head.iter().map(|(n, r)| (n.as_str(), *r)).collect();
    h.table(&page.tell("missing-question", &[]), &head, &rows);
}

/// What a row says of those who were not seen; `None` of other rows.
fn sentence(page: &Page<'_>, row: &EstimateRow) -> Option<String> {
    let unit = match row.unit() {
        Unit::Points => page.say(" procentpoint", " percentage points"),
        Unit::Days => page.say(" dage", " days"),
        _ => "",
    };
    let limits = page.limits(row) + unit;
    let p = page.phrase.p_equals(row.p_value);
    let value = page.phrase.p_value(row.p_value);
    let slots: [(&str, Slot<'_>); 3] = [("limits", (&limits).into()), ("p", (&p).into()), ("value", (&value).into())];
    let known = row.conf_low.is_some();
    let depends = row.p_value.is_some_and(|p| p <= 1.0 - row.conf_level + 1e-12);
    let key = match row.variance.as_str() {
        _ if row.outcome.ends_with("[missing]") && depends => "missing-row-depends",
        _ if row.outcome.ends_with("[missing]") => "missing-row-independent",
        "bounds" if row.term.starts_with("always-selected") && known => "missing-row-always",
        "bounds" if row.term.starts_with("always-selected") => "missing-row-always-nobody",
        "bounds" => "missing-row-bounds",
        "worst-case" => "missing-row-worst",
        _ => return None,
    };
    Some(page.tell(key, &slots))
}

/// How much worse the missing would have to be, in the outcome's unit.
fn tipping(page: &Page<'_>, scale: &str, delta: Option<f64>, reason: Option<&str>) -> String {
    let Some(delta) = delta else {
        let key =
            if reason == Some("not-significant") { "missing-tipping-not-significant" } else { "missing-tipping-never" };
        return page.tell(key, &[]);
    };
    let (key, size) = match Unit::of(scale) {
        Unit::Points => ("missing-tipping", 100.0 * delta),
        Unit::Days => ("missing-tipping-days", delta),
        _ => ("missing-tipping-units", delta),
    };
    let size = page.phrase.declared(size);
    page.tell(key, &[("size", (&size).into())])
}
