//! Power in the appendix: what the size was planned for, closed forms as planned and as realised, simulated trials where a file holds them.

use super::html::Html;
use super::page::Page;
use crate::report::PowerRow;

fn has_power(page: &Page<'_>) -> bool {
    let p = &page.dossier.study.power;
    p.baseline.is_some()
        || p.effect.is_some()
        || p.icc.is_some()
        || !page.dossier.power.is_empty()
        || page.dossier.simulated.is_some()
}

/// What the size was planned for.
pub(super) fn power(page: &Page<'_>, h: &mut Html) {
    if !has_power(page) {
        h.p(&page.tell("power-none", &[]));
        return;
    }
    let p = &page.dossier.study.power;
    let share = |v: Option<f64>| v.map(|v| page.phrase.percent(v));
    let plain = |v: Option<f64>| v.map(|v| page.phrase.declared(v));
    let lines = [
        ("power-baseline", share(p.baseline)),
        ("power-effect", p.effect.map(|e| page.phrase.signed_as_declared(100.0 * e))),
        ("power-icc", plain(p.icc)),
        ("power-cac", plain(p.cac)),
        ("power-iac", plain(p.iac)),
        ("power-decay", plain(p.decay)),
        ("power-school-icc", plain(p.school_icc)),
        ("power-school-cac", plain(p.school_cac)),
        (
            "power-size",
            p.size
                .map(|v| page.phrase.declared(v))
                .or_else(|| p.size_column.as_ref().map(|_| page.tell("power-column", &[]))),
        ),
        ("power-r2", plain(p.r2)),
        ("power-effect-sd", p.effect_sd.map(|v| page.phrase.declared(100.0 * v))),
        ("power-level", Some(page.phrase.level(p.level))),
        ("power-aim", Some(page.phrase.level(p.power))),
    ];
    let facts: Vec<(String, String)> =
        lines.into_iter().filter_map(|(key, value)| Some((page.tell(key, &[]), value?))).collect();
    page.facts(h, &facts);
    closed_form(page, h);
    simulated(page, h);
    h.p(&page.tell("power-note", &[]));
    page.figure(h, "power-curve");
}

/// Power and smallest effect as planned and as realised.
fn closed_form(page: &Page<'_>, h: &mut Html) {
    let rows = &page.dossier.power;
    if rows.is_empty() {
        h.p(&page.tell(if page.dossier.rehearsal { "power-rehearsal" } else { "power-unresolved" }, &[]));
        return;
    }
    let points = rows.iter().all(|r| r.points);
    let columns = [
        ("power-counted", false),
        ("average", false),
        ("power-reference", false),
        (if points { "power-error-points" } else { "power-error" }, true),
        ("power-found", true),
        (if points { "power-smallest-points" } else { "power-smallest" }, true),
    ];
    let head: Vec<(String, bool)> = columns.iter().map(|(k, n)| (page.tell(k, &[]), *n)).collect();
    let head: Vec<(&str, bool)> = head.iter().map(|(n, r)| (n.as_str(), *r)).collect();
    let lines: Vec<Vec<String>> = rows.iter().map(|r| closed_row(page, r, points)).collect();
    h.table(&page.tell("power-table", &[]), &head, &lines);
    if page.dossier.effect.is_some() && !rows.iter().any(|r| r.realised) {
        h.p(&page.tell("power-not-realised", &[]));
    }
}

fn closed_row(page: &Page<'_>, r: &PowerRow, points: bool) -> Vec<String> {
    let counted = page.tell(if r.realised { "power-realised" } else { "power-planned" }, &[]);
    let average = if r.estimand == "immediate" { "power-immediate" } else { "power-exposure-average" };
    let reference = match r.df {
        Some(df) => format!("t ({})", page.phrase.0.number(df, 0)),
        None => page.tell("power-normal", &[]),
    };
    let dash = || "–".to_string();
    vec![
        if r.intervention.is_empty() { counted } else { format!("{}: {counted}", r.intervention) },
        page.tell(average, &[]),
        reference,
        r.variance.map_or_else(dash, |v| effect(page, v.sqrt(), points, 2)),
        r.power.map_or_else(dash, |p| page.phrase.percent(p)),
        r.smallest.map_or_else(dash, |e| effect(page, e, points, 1)),
    ]
}

/// A size of an effect, in points where effects are differences between shares.
fn effect(page: &Page<'_>, size: f64, points: bool, decimals: usize) -> String {
    if points { page.phrase.0.number(100.0 * size, decimals) } else { page.phrase.0.number(size, 3) }
}

/// Power of the declared analysis in simulated trials, from the file that holds it.
fn simulated(page: &Page<'_>, h: &mut Html) {
    let Some(story) = page.dossier.simulated.as_ref() else { return };
    let points = page.dossier.power.iter().all(|r| r.points);
    let plain = |v: Option<f64>| v.map_or_else(|| "–".to_string(), |v| page.phrase.declared(v));
    let size = |quantity: &str, v: f64| match quantity {
        "mde" => effect(page, v, points, 1),
        _ => page.phrase.percent(v),
    };
    let rows: Vec<Vec<String>> = story
        .rows
        .iter()
        .map(|r| {
            let analysis = if r.analysis == "declared" { "power-declared" } else { "power-without-forecast" };
            let quantity = match r.quantity.as_str() {
                "power" => "power-found",
                "size" => "power-errs",
                "assurance" => "power-assurance",
                _ if points => "power-smallest-points",
                _ => "power-smallest",
            };
            // an error of a share is told in points, as the share is
            let error = r.error.map_or_else(|| "–".to_string(), |e| effect(page, e, points || r.quantity != "mde", 1));
            let value = r.value.map_or_else(|| "–".to_string(), |v| size(&r.quantity, v));
            let average = page.average(&r.estimand, &r.estimand);
            vec![page.tell(analysis, &[]), average, plain(r.icc), plain(r.cac), page.tell(quantity, &[]), value, error]
        })
        .collect();
    let head = [
        ("power-analysis", false),
        ("average", false),
        ("power-short-icc", true),
        ("power-short-cac", true),
        ("power-quantity", false),
        ("power-value", true),
        (if points { "power-monte-carlo-points" } else { "power-monte-carlo" }, true),
    ];
    let head = head.map(|(k, n)| (page.tell(k, &[]), n));
    let head: Vec<(&str, bool)> = head.iter().map(|(n, r)| (n.as_str(), *r)).collect();
    h.table(&page.tell("power-simulated-table", &[]), &head, &rows);
    let count = |n: Option<u64>| n.map(|n| page.phrase.count(n));
    let scaled = |v: Option<f64>| v.map(|v| page.phrase.declared(if points { 100.0 * v } else { v }));
    let mut facts = vec![
        (page.tell("power-trials", &[]), count(story.trials)),
        (page.tell("power-draws", &[]), count(story.draws)),
        (page.tell(if points { "power-effect" } else { "power-effect-own" }, &[]), scaled(story.effect)),
        (page.tell("power-level", &[]), story.level.map(|v| page.phrase.level(v))),
        (page.tell("power-aim", &[]), story.aim.map(|v| page.phrase.level(v))),
    ];
    let variances = story.components.iter().filter_map(|(name, value)| Some((component(name)?, *value)));
    facts.extend(variances.map(|(key, value)| (page.tell(key, &[]), Some(page.phrase.0.number(value, 5)))));
    let facts: Vec<(String, String)> = facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    page.facts(h, &facts);
}

/// The words for a component of variance; none where it is none, or nothing varies by it.
fn component(name: &str) -> Option<&'static str> {
    Some(match name {
        "school" => "power-variance-school",
        "school_period" => "power-variance-school-period",
        "programme" => "power-variance-programme",
        "cell" => "power-variance-cell",
        "cohort" => "power-variance-cohort",
        "residual" => "power-variance-residual",
        "treatment" => "power-variance-treatment",
        "treatment_covariance" => "power-covariance-treatment",
        _ => return None,
    })
}
