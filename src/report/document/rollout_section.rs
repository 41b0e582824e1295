//! Who starts when, how many pupils there were, what was delivered, how alike the waves are.

use super::html::Html;
use super::page::Page;
use crate::registers::calendar::iso;
use crate::report::{FlowCell, LotteryStory};
use crate::tables::disclosure;
use crate::words::Slot;

/// One row a wave: its term, its first day, its lots and their schools.
pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    let d = page.dossier;
    let schools = page.phrase.count(d.schools.len() as u64);
    let programmes = page.phrase.count(d.programmes as u64);
    let slots: [(&str, Slot<'_>); 3] =
        [("programmes", (&programmes).into()), ("schools", (&schools).into()), ("count", d.schools.len().into())];
    let key = match (d.schools.len() > 1, is_drawn(page) && !d.rehearsal) {
        (true, true) => "rollout-lead-schools",
        (true, false) => "rollout-lead-schools-ahead",
        (false, true) => "rollout-lead",
        (false, false) => "rollout-lead-ahead",
    };
    h.p(&page.tell(key, &slots));
    page.each(h, waves);
}

/// Whether the lottery was held; before, a wave has room for lots, and nobody knows of which schools.
fn is_drawn(page: &Page<'_>) -> bool {
    page.parts().iter().any(|one| !one.wave_lots.is_empty())
}

fn waves(page: &Page<'_>, h: &mut Html) {
    let d = page.dossier;
    let rollout = &d.study.intervention().rollout;
    let drawn = !d.wave_lots.is_empty();
    let lots = |wave: usize| match (d.wave_lots.get(wave), rollout.waves.get(wave)) {
        (Some(n), _) => page.phrase.count(*n as u64),
        (None, Some(w)) if !drawn => page.phrase.count(u64::from(w.capacity)),
        _ => "–".to_string(),
    };
    let rows: Vec<Vec<String>> = rollout
        .waves
        .iter()
        .enumerate()
        .map(|(i, w)| {
            let day = rollout.period(&w.starts).and_then(|t| rollout.periods.get(t)).map(|p| iso(p.start));
            let day = day.map_or_else(|| "–".to_string(), |day| page.phrase.0.date(&day));
            let mut row = vec![(i + 1).to_string(), w.starts.clone(), day, lots(i)];
            row.extend(drawn.then(|| schools(page, i as u32 + 1)));
            row
        })
        .collect();
    let mut head = vec![
        (page.tell("wave", &[]), true),
        (page.tell("period", &[]), false),
        (page.tell("first-day", &[]), false),
        (page.tell("lots", &[]), true),
    ];
    head.extend(drawn.then(|| (page.tell("schools", &[]), false)));
    let head: Vec<(&str, bool)> = head.iter().map(|(n, r)| (n.as_str(), *r)).collect();
    h.table(&page.tell("rollout-table", &[]), &head, &rows);
}

/// Schools of the lots of a wave, in order.
fn schools(page: &Page<'_>, wave: u32) -> String {
    let mut names: Vec<&str> =
        page.dossier.lot_schools.iter().filter(|(_, w)| *w == wave).map(|(s, _)| s.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() { "–".to_string() } else { names.join(", ") }
}

/// Amendments after the draw.
pub(super) fn amendments(page: &Page<'_>, h: &mut Html, l: &LotteryStory) {
    if l.amendments.is_empty() {
        return;
    }
    h.words("h3", "", &page.tell("after-the-draw", &[]));
    h.list(&l.amendments);
    if page.dossier.changes.iter().any(|r| r.kind == "withdrawn") {
        h.p(&page.tell("withdrawn-stays", &[]));
    }
}

/// Whether anything was delivered, followed up, or estimated of what was delivered.
pub(super) fn has_delivery(page: &Page<'_>) -> bool {
    let figures = page.parts().iter().any(|d| d.figures.keys().any(|n| n.starts_with("fidelity-")));
    figures || !page.dossier.follow_up.is_empty() || super::effect_section::has_delivered(page)
}

/// What was delivered of what was drawn.
pub(super) fn delivery(page: &Page<'_>, h: &mut Html) {
    super::effect_section::delivered(page, h);
    page.each(h, |one, h| {
        for name in one.dossier.figures.keys().filter(|n| n.starts_with("fidelity-")) {
            one.figure(h, name);
        }
    });
    for (title, table) in &page.dossier.follow_up {
        let head: Vec<(&str, bool)> = table.head.iter().map(|(n, r)| (n.as_str(), *r)).collect();
        h.table(title, &head, &table.rows);
    }
}

pub(super) fn has_balance(page: &Page<'_>) -> bool {
    page.has_figure("balance") || page.parts().iter().any(|d| d.balance.is_some())
}

/// How alike the waves are in what was frozen.
pub(super) fn balance(page: &Page<'_>, h: &mut Html) {
    page.each(h, |one, h| {
        one.figure(h, "balance");
        if let Some(table) = &one.dossier.balance {
            let head: Vec<(&str, bool)> = table.head.iter().map(|(n, r)| (n.as_str(), *r)).collect();
            h.table(&page.tell("balance-table", &[]), &head, &table.rows);
        }
    });
}

/// Pupils by wave and term.
pub(super) fn flow(page: &Page<'_>, h: &mut Html) {
    page.paper(h, "S3");
    page.each(h, of_waves);
}

fn of_waves(page: &Page<'_>, h: &mut Html) {
    let d = page.dossier;
    let primary = d.study.primary();
    let cells: Vec<_> = d.flow.iter().filter(|c| c.outcome == primary.name).collect();
    if cells.is_empty() {
        return;
    }
    page.figure(h, "consort");
    page.figure(h, "flow");
    let terms = &d.study.intervention().rollout.periods;
    let mut head = vec![(page.tell("wave", &[]), false)];
    head.extend(terms.iter().map(|t| (t.id.clone(), true)));
    let head: Vec<(&str, bool)> = head.iter().map(|(n, r)| (n.as_str(), *r)).collect();
    let mut waves: Vec<u32> = cells.iter().map(|c| c.wave).collect();
    waves.sort_unstable();
    waves.dedup();
    let at = |w: &u32, t: usize| cells.iter().find(|c| c.wave == *w && c.term == t);
    let counts = |of: &dyn Fn(&FlowCell) -> u64| -> Vec<Vec<u64>> {
        waves.iter().map(|w| (0..terms.len()).map(|t| at(w, t).map_or(0, |c| of(c))).collect()).collect()
    };
    let minimum = u64::from(d.study.disclosure_minimum);
    let hidden = disclosure::hidden_shares(&counts(&|c| c.n), &counts(&|c| c.k), minimum);
    let rows: Vec<Vec<String>> = waves
        .iter()
        .zip(&hidden)
        .map(|(w, hidden)| {
            let mut row = vec![if *w == 0 { "–".into() } else { w.to_string() }];
            row.extend((0..terms.len()).map(|t| match at(w, t) {
                Some(c) if c.n > 0 => share(page, c, hidden[t]),
                _ => "–".to_string(),
            }));
            row
        })
        .collect();
    h.table(&page.tell("flow-table", &[("outcome", (&primary.label).into())]), &head, &rows);
    page.figure(h, "means");
    page.figure(h, "coverage");
}

/// The share in a cell, unless it would tell of fewer pupils than may be published.
fn share(page: &Page<'_>, c: &FlowCell, hidden: bool) -> String {
    if hidden {
        return format!("({})", page.tell("few", &[]));
    }
    format!("{}{}", page.phrase.percent(c.k as f64 / c.n as f64), if c.treated { "*" } else { "" })
}
