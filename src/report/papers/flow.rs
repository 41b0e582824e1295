//! Table S3: programmes and pupils of every wave in every period, those enrolled, missing and analysed.

use super::rounding::Print;
use super::shared::{Papers, text};
use super::table::{Cell, PaperTable};
use crate::report::sources::Sources;
use crate::tables::disclosure::{hidden_shares, suppress};
use crate::words::word;
use std::collections::BTreeMap;

/// What is counted in a wave and a period.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    programmes: u64,
    enrolled: u64,
    missing: Option<u64>,
    analysed: u64,
    with: f64,
}

pub(super) fn table(papers: &Papers<'_>) -> Option<PaperTable> {
    let sources = papers.sources;
    if sources.panel.is_empty() {
        return None;
    }
    let views: Vec<&Sources> = if sources.each.is_empty() { vec![sources] } else { sources.each.iter().collect() };
    let mut rows = Vec::new();
    for view in views {
        rows.extend(lines(papers, view));
    }
    let language = papers.language;
    let primary = &sources.study().primary().name;
    let days = sources.panel.iter().any(|r| r.outcome == *primary && r.sum.is_some());
    let mean = if days { "paper-raw-mean" } else { "paper-raw-percent" };
    let mut notes = vec![word(language, "paper-note-flow")];
    notes.extend(left_out(papers));
    Some(PaperTable {
        name: "S3",
        caption: word(language, "paper-caption-s3"),
        columns: vec![
            papers.words("wave", "paper-wave"),
            papers.words("period", "paper-period"),
            papers.number("programmes", "paper-programmes"),
            papers.number("enrolled", "paper-enrolled"),
            papers.number("excluded", "paper-excluded"),
            papers.number("missing", "paper-missing-count"),
            papers.number("analysed", "paper-analysed"),
            papers.number("with", "paper-with-outcome"),
            papers.number("raw_mean", mean),
        ],
        rows,
        notes,
    })
}

fn counts(view: &Sources) -> BTreeMap<(u32, usize), Count> {
    let rollout = &view.intervention().rollout;
    let primary = &view.study().primary().name;
    let mut cells: BTreeMap<(u32, usize), Count> = BTreeMap::new();
    let mut waves: BTreeMap<&str, u32> = BTreeMap::new();
    for row in view.panel.iter().filter(|r| r.outcome == *primary) {
        let Some(t) = rollout.period(&row.period) else { continue };
        let wave = view.wave_of_start(&row.start);
        waves.insert(row.programme.as_str(), wave);
        let cell = cells.entry((wave, t)).or_default();
        cell.programmes += u64::from(row.n > 0);
        cell.analysed += row.n;
        cell.with += row.total();
        if let Some(m) = row.missing {
            cell.missing = Some(cell.missing.unwrap_or(0) + m);
        }
    }
    for c in view.quality.iter().flat_map(|q| &q.coverage) {
        let Some(t) = rollout.period(&c.period) else { continue };
        let Some(wave) = waves.get(c.programme.as_str()) else { continue };
        let cell = cells.entry((*wave, t)).or_default();
        cell.enrolled += c.pupils;
    }
    cells
}

fn lines(papers: &Papers<'_>, view: &Sources) -> Vec<Vec<Cell>> {
    let print = Print(papers.language);
    let cells = counts(view);
    let minimum = u64::from(view.study().disclosure_minimum);
    let rollout = &view.intervention().rollout;
    let name = &view.intervention().name;
    let mut waves: Vec<u32> = cells.keys().map(|k| k.0).collect();
    waves.dedup();
    let periods = rollout.periods.len();
    let grid = |of: &dyn Fn(&Count) -> u64| -> Vec<Vec<u64>> {
        waves.iter().map(|w| (0..periods).map(|t| cells.get(&(*w, t)).map_or(0, of)).collect()).collect()
    };
    let primary = &view.study().primary().name;
    let share = !view.panel.iter().any(|r| r.outcome == *primary && r.sum.is_some());
    let hidden =
        hidden_shares(&grid(&|c| c.analysed), &grid(&|c| if share { c.with.round() as u64 } else { 0 }), minimum);
    let lost = |c: &Count| c.enrolled.saturating_sub(c.analysed);
    let [lost_shown, analysed_shown] = [suppress(&grid(&lost), minimum), suppress(&grid(&|c| c.analysed), minimum)];
    let mut rows = Vec::new();
    for (at, wave) in waves.iter().enumerate() {
        for t in 0..periods {
            let Some(c) = cells.get(&(*wave, t)) else { continue };
            let closed = hidden[at][t];
            let analysed = analysed_shown.cells[at][t];
            let told = !lost_shown.cells[at][t].hidden() && !analysed.hidden() && c.enrolled > 0;
            let missing = c.missing.unwrap_or_else(|| lost(c));
            let count = |n: u64| if told { print.count(n) } else { Cell::Empty };
            let mean = (!closed && c.analysed > 0).then(|| c.with / c.analysed as f64);
            let wave = match (name.as_str(), *wave) {
                (_, 0) => word(papers.language, "paper-never"),
                ("", w) => w.to_string(),
                (name, w) => format!("{name}: {w}"),
            };
            rows.push(vec![
                text(wave),
                text(rollout.periods[t].id.clone()),
                print.count(c.programmes),
                count(c.enrolled),
                count(lost(c).saturating_sub(missing)),
                count(missing.min(lost(c))),
                if analysed.hidden() { Cell::Text(analysed.text(minimum)) } else { print.count(c.analysed) },
                if closed || !share { Cell::Empty } else { print.count(c.with.round().max(0.0) as u64) },
                if share { print.percent(mean) } else { print.number(mean, 1) },
            ]);
        }
    }
    rows
}

/// Rows of the registers that were left out, by reason, with their numbers.
fn left_out(papers: &Papers<'_>) -> Option<String> {
    let minimum = u64::from(papers.sources.study().disclosure_minimum);
    let enrolments = papers.sources.quality.as_ref()?.account("enrolments")?;
    let mut said = Vec::new();
    // pupils come from enrolments alone; the other registers speak of the same pupils
    for (reason, n) in &enrolments.excluded_by {
        let n = *n;
        let shown =
            if n > 0 && n < minimum { format!("<{minimum}") } else { Print(papers.language).digits(n as f64, 0) };
        said.push((reason.clone(), shown));
    }
    if said.is_empty() {
        return None;
    }
    let list: Vec<String> =
        said.into_iter().map(|(r, n)| format!("{} {n}", super::names::reason(papers.language, &r))).collect();
    Some(crate::words::say(papers.language, "paper-note-left-out", &[("list", (&list.join(", ")).into())]))
}
