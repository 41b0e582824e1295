//! The rollout as drawn and as delivered: activities of each kind by programme and term, with the drawn start.

use super::Easel;
use super::lottery::{by_wave, counted, masked, small_words};
use crate::plots::{Grid, GridCell, GridRow, Sheet};
use crate::registers::calendar;
use crate::report::sources::Sources;
use crate::tables::disclosure::Cell;
use crate::trial::Language;
use std::collections::BTreeMap;

pub(crate) fn draw(sources: &Sources, easel: &mut Easel) {
    let sheet = easel.sheet();
    for (at, kind) in kinds(sources).into_iter().enumerate() {
        let data = delivered(sources, &sheet, &kind, at + 1);
        easel.by_lot(data);
    }
}

/// Kinds of activity, in the order of their names.
fn kinds(sources: &Sources) -> Vec<String> {
    let mut kinds: Vec<String> = sources.activities("programme").map(|r| r.kind.clone()).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

fn delivered(sources: &Sources, sheet: &Sheet, kind: &str, at: usize) -> Grid {
    let rollout = &sources.intervention().rollout;
    let minimum = u64::from(sources.study().disclosure_minimum);
    let (counts, first) = activities(sources, kind);
    let terms = rollout.periods.len();
    let of = |programme: &str, t: usize| counts.get(&(programme.to_string(), t)).copied().unwrap_or(0);
    let shown = by_wave(sources, terms, minimum, &of);
    let wave = |lot: &str| sources.schedule.get(lot).copied().unwrap_or(0);
    let mut members: Vec<&(String, String)> = sources.members.iter().collect();
    members.sort_by_key(|m| (wave(&m.1), &m.0));
    let mut last = None;
    let rows = members.iter().map(|(programme, lot)| {
        let own = wave(lot);
        let group = (last != Some(own)).then(|| wave_name(sources, sheet, own));
        last = Some(own);
        let cells = (0..terms).map(|t| {
            let seen = counts.get(&(programme.clone(), t)).copied();
            let cell = shown.get(programme).map_or(Cell::Secondary, |row| row[t]);
            let tint = |n: u64| if matches!(cell, Cell::Shown(_)) { n } else { minimum };
            GridCell {
                value: seen.map(|n| tint(n) as f64),
                words: seen.map_or_else(String::new, |_| masked(sheet, cell, minimum)),
                framed: rollout.start_of_wave(own) == Some(t),
            }
        });
        GridRow { label: programme.clone(), group, cells: cells.collect() }
    });
    let rows: Vec<GridRow> = rows.collect();
    let hides = rows.iter().flat_map(|r| &r.cells).any(|c| c.words.starts_with(['<', '*']));
    let mut caption = sheet
        .say(
            "Antal aktiviteter; skraveret: ingen. Rammen viser den lodtrukne start, så felter til venstre for den kom før tid.",
            "Number of activities; hatched: none. The frame shows the drawn start, so that cells to its left came early.",
        )
        .to_string();
    let told = began(sources, sheet, &first);
    if hides {
        caption.push(' ');
        caption.push_str(&small_words(sheet, minimum));
    }
    let most = counts.values().copied().max().unwrap_or(1).max(minimum);
    Grid {
        name: format!("fidelity-{at}"),
        title: format!("{kind}: {}", told),
        caption,
        rows,
        columns: rollout.periods.iter().map(|p| p.id.clone()).collect(),
        low: 0.0,
        high: 2.0 * most as f64,
    }
}

/// Activities of a kind by programme and term, and the first day of each programme.
fn activities(sources: &Sources, kind: &str) -> (BTreeMap<(String, usize), u64>, BTreeMap<String, String>) {
    let rollout = &sources.intervention().rollout;
    let mut counts: BTreeMap<(String, usize), u64> = BTreeMap::new();
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    for row in sources.activities("programme").filter(|r| r.kind == kind) {
        let Some(term) = rollout.period(&row.period) else { continue };
        *counts.entry((row.unit.clone(), term)).or_default() += row.delivered().round() as u64;
        if let Some(day) = row.first.as_ref().filter(|d| !d.is_empty())
            && first.get(&row.unit).is_none_or(|f| day < f)
        {
            first.insert(row.unit.clone(), day.clone());
        }
    }
    (counts, first)
}

fn wave_name(sources: &Sources, sheet: &Sheet, wave: u32) -> String {
    let rollout = &sources.intervention().rollout;
    match rollout.start_of_wave(wave).and_then(|s| rollout.periods.get(s)) {
        Some(term) => {
            format!("{} {wave} · {} {}", sheet.say("Trin", "Wave"), sheet.say("fra", "from"), term.id)
        }
        None => sheet.say("Uden trin", "No wave").to_string(),
    }
}

/// How many programmes began when.
fn began(sources: &Sources, sheet: &Sheet, first: &BTreeMap<String, String>) -> String {
    let rollout = &sources.intervention().rollout;
    if sources.schedule.is_empty() {
        return sheet.say("givet uddannelse for uddannelse", "delivered, programme by programme").to_string();
    }
    let (mut before, mut after, mut none) = (0, 0, 0);
    for (programme, lot) in &sources.members {
        let start = sources.schedule.get(lot).and_then(|w| rollout.start_of_wave(*w));
        let start = start.and_then(|s| rollout.periods.get(s)).map(|p| calendar::iso(p.start));
        match (first.get(programme), start) {
            (None, _) => none += 1,
            (Some(day), Some(start)) if *day < start => before += 1,
            _ => after += 1,
        }
    }
    let programmes = counted(after, sheet, ("uddannelse", "uddannelser"), ("programme", "programmes"));
    match sheet.language {
        Language::Da => format!("{programmes} begyndte efter starten, {before} før den, {none} slet ikke"),
        Language::En => format!("{programmes} began after the start, {before} before it, {none} not at all"),
    }
}
