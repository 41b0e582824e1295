//! The lottery's figures: who starts when, the chances, the balance, the participants' flow, the coverage.

use super::Easel;
use super::chances::{Told, chances, pair_table};
use super::{cuts, panel_names};
use crate::plots::{
    Flow, FlowWave, Grid, GridCell, GridRow, Love, LoveRow, Rollout, RolloutRow, Sheet, flow, love, pairs, rollout,
};
use crate::report::papers::names;
use crate::report::sources::Sources;
use crate::tables::disclosure::{Cell, suppress};
use crate::trial::Language;
use std::collections::BTreeMap;

pub(crate) fn draw(sources: &Sources, told: Option<&Told>, easel: &mut Easel) {
    let sheet = easel.sheet();
    easel.about(Some(counted(
        sources.members.len(),
        &sheet,
        ("uddannelse", "uddannelser"),
        ("programme", "programmes"),
    )));
    for data in rollout_panels(sources, &sheet) {
        easel.panel(|s| rollout(&data, s), "", Some("rollout"));
    }
    if let Some(told) = told {
        if let Some(data) = chances(told, &sheet) {
            easel.by_lot(data);
        }
        if let Some(data) = pair_table(told, &sheet) {
            easel.draw(|s| pairs(&data, s), "");
        }
    }
    if let Some(data) = balance(sources, &sheet) {
        easel.draw(|s| love(&data, s), "");
    }
    if let Some(data) = participants(sources, &sheet) {
        easel.draw(|s| flow(&data, s), "");
    }
    if let Some(data) = coverage(sources, &sheet) {
        easel.by_lot(data);
    }
}

/// A number with its noun, Danish and English, singular and plural.
pub(crate) fn counted(n: usize, sheet: &Sheet, danish: (&str, &str), english: (&str, &str)) -> String {
    let one = |(singular, plural): (&str, &str)| if n == 1 { singular.to_string() } else { plural.to_string() };
    format!("{} {}", sheet.count(n as f64), if sheet.language == Language::Da { one(danish) } else { one(english) })
}

/// School of each lot.
fn schools(sources: &Sources) -> BTreeMap<&str, &str> {
    sources.lots.iter().map(|(id, s)| (id.as_str(), s.as_str())).collect()
}

/// Who starts when, by wave, school and name, in panels.
fn rollout_panels(sources: &Sources, sheet: &Sheet) -> Vec<Rollout> {
    if sources.schedule.is_empty() {
        return Vec::new();
    }
    let schools = schools(sources);
    let rollout = &sources.intervention().rollout;
    let rows = sources.members.iter().filter_map(|(programme, lot)| {
        let wave = *sources.schedule.get(lot)?;
        Some(RolloutRow {
            programme: programme.clone(),
            school: schools.get(lot.as_str()).unwrap_or(&"").to_string(),
            wave,
            start: rollout.start_of_wave(wave),
            withdrawn: sources.withdrawn.contains(programme) || sources.withdrawn.contains(lot),
        })
    });
    let mut rows: Vec<RolloutRow> = rows.collect();
    rows.sort_by(|a, b| (a.wave, &a.school, &a.programme).cmp(&(b.wave, &b.school, &b.programme)));
    let title = rollout_title(&rows, sources, sheet);
    let cuts = cuts(rows.len());
    let count = cuts.len();
    let part = |(k, range): (usize, std::ops::Range<usize>)| {
        let (name, title) = panel_names("rollout", &title, k, count, sheet);
        Rollout {
            name,
            title,
            terms: rollout.periods.iter().map(|p| p.id.clone()).collect(),
            transition: rollout.transition as usize,
            rows: rows[range].to_vec(),
        }
    };
    cuts.into_iter().enumerate().map(part).collect()
}

/// How many programmes start in how many waves, and from when to when.
fn rollout_title(rows: &[RolloutRow], sources: &Sources, sheet: &Sheet) -> String {
    let programmes = counted(rows.len(), sheet, ("uddannelse", "uddannelser"), ("programme", "programmes"));
    let mut waves: Vec<u32> = rows.iter().map(|r| r.wave).collect();
    waves.dedup();
    let terms = &sources.intervention().rollout.periods;
    let starts = || rows.iter().filter_map(|r| r.start).filter_map(|s| terms.get(s).map(|t| (s, &t.id)));
    let span = match (starts().min(), starts().max()) {
        (Some(a), Some(b)) if a != b => {
            format!(" {} {} {} {}", sheet.say("fra", "from"), a.1, sheet.say("til", "to"), b.1)
        }
        (Some(a), _) => format!(" {} {}", sheet.say("i", "in"), a.1),
        _ => String::new(),
    };
    let begin = match (sheet.language, rows.len()) {
        (Language::Da, _) => "begynder i",
        (Language::En, 1) => "starts in",
        (Language::En, _) => "start in",
    };
    format!("{programmes} {begin} {}{span}", counted(waves.len(), sheet, ("trin", "trin"), ("wave", "waves")))
}

/// From `results/balance.csv`: rows `wave=k` hold each wave's standardised difference, the row `waves` the lottery's p.
fn balance(sources: &Sources, sheet: &Sheet) -> Option<Love> {
    let (head, rows) = sources.balance.as_ref()?;
    let place = |name: &str| head.iter().position(|h| h == name);
    let (covariate, term, difference, p) =
        (place("covariate")?, place("term")?, place("std.difference")?, place("p.value")?);
    let mut list: Vec<LoveRow> = Vec::new();
    for row in rows {
        // of several interventions each has its own waves: `wave=1:mentor`
        let (term, intervention) = row[term].split_once(':').unwrap_or((&row[term], ""));
        let of = names::covariate(sheet.language, &row[covariate]);
        let label = match intervention {
            "" => of,
            name => format!("{of} ({name})"),
        };
        if list.last().is_none_or(|l| l.label != label) {
            list.push(LoveRow { label, differences: Vec::new(), p: None });
        }
        let Some(last) = list.last_mut() else { continue };
        if term.starts_with("wave=") {
            last.differences.extend(row[difference].parse::<f64>().ok().filter(|d| d.is_finite()));
        } else if term == "waves" {
            last.p = row[p].parse().ok();
        }
    }
    list.retain(|r| !r.differences.is_empty());
    (!list.is_empty()).then(|| Love { title: balance_title(&list, sheet), rows: list })
}

/// Whose difference is largest, and how large it is.
fn balance_title(rows: &[LoveRow], sheet: &Sheet) -> String {
    let of = |r: &LoveRow| r.differences.iter().map(|d| d.abs()).fold(0.0, f64::max);
    let Some(most) = rows.iter().max_by(|a, b| of(a).total_cmp(&of(b))) else { return String::new() };
    let size = sheet.number(of(most), 2);
    match sheet.language {
        Language::Da => format!("Trinene afviger højst {size} standardafvigelser fra gennemsnittet ({})", most.label),
        Language::En => {
            format!("The waves differ by at most {size} standard deviations from the mean ({})", most.label)
        }
    }
}

fn participants(sources: &Sources, sheet: &Sheet) -> Option<Flow> {
    let study = sources.study();
    let rollout = &sources.intervention().rollout;
    let primary = &study.primary().name;
    let mut cells: BTreeMap<(u32, usize), (usize, u64)> = BTreeMap::new();
    for row in sources.panel.iter().filter(|r| r.outcome == *primary && r.n > 0) {
        let Some(term) = rollout.period(&row.period) else { continue };
        let cell = cells.entry((sources.wave_of_start(&row.start), term)).or_insert((0, 0));
        cell.0 += 1;
        cell.1 += row.n;
    }
    if cells.is_empty() {
        return None;
    }
    let mut waves: Vec<u32> = cells.keys().map(|k| k.0).collect();
    waves.dedup();
    let minimum = u64::from(study.disclosure_minimum);
    let terms = rollout.periods.len();
    let counts: Vec<Vec<u64>> =
        waves.iter().map(|w| (0..terms).map(|t| cells.get(&(*w, t)).map_or(0, |c| c.1)).collect()).collect();
    let shown = suppress(&counts, minimum);
    let line = |(at, wave): (usize, u32)| {
        let of = |t: usize| cells.get(&(wave, t)).map(|(p, _)| (*p, masked(sheet, shown.cells[at][t], minimum)));
        let most = (0..rollout.periods.len()).filter_map(|t| cells.get(&(wave, t)).map(|c| c.0)).max().unwrap_or(0);
        let name = if wave == 0 { "–".to_string() } else { format!("{} {wave}", sheet.say("Trin", "Wave")) };
        FlowWave {
            label: format!("{name} ({most})"),
            start: rollout.start_of_wave(wave),
            cells: (0..rollout.periods.len()).map(of).collect(),
        }
    };
    let pupils = masked(sheet, shown.total, minimum);
    let programmes = counted(sources.members.len(), sheet, ("uddannelse", "uddannelser"), ("programme", "programmes"));
    Some(Flow {
        title: match sheet.language {
            Language::Da => format!("{programmes} i lodtrækningen, {pupils} elever med kendt udfald"),
            Language::En => format!("{programmes} in the lottery, {pupils} pupils with a known outcome"),
        },
        boxes: boxes(sources, sheet, pupils),
        terms: rollout.periods.iter().map(|p| p.id.clone()).collect(),
        waves: waves.into_iter().enumerate().map(line).collect(),
    })
}

/// A count as it may be published.
pub(crate) fn masked(sheet: &Sheet, cell: Cell, minimum: u64) -> String {
    match cell {
        Cell::Shown(n) => sheet.count(n as f64),
        hidden => hidden.text(minimum),
    }
}

/// The boxes above the lottery's table: programmes, then pupils with what was left out.
fn boxes(sources: &Sources, sheet: &Sheet, pupils: String) -> Vec<Vec<String>> {
    let mut names: Vec<&str> = sources.lots.iter().map(|(_, s)| s.as_str()).filter(|s| !s.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    let mut first = vec![format!(
        "{} {}",
        sources.members.len(),
        sheet.say("uddannelser i lodtrækningen", "programmes in the lottery")
    )];
    if names.len() > 1 {
        first.push(format!(
            "{} {}, {} {}",
            names.len(),
            sheet.say("skoler", "schools"),
            sources.lots.len(),
            sheet.say("lodder", "lots")
        ));
    }
    let mut list = vec![first];
    if let Some(r) = sources.quality.as_ref().and_then(|q| q.account("enrolments")) {
        let mut lines = vec![format!(
            "{} {}",
            sheet.count(r.rows_in as f64),
            sheet.say("indskrivninger i registret", "enrolments in the register")
        )];
        let mut parts: Vec<(u64, String)> = r.excluded_by.iter().map(|(why, n)| (*n, reason(sheet, why))).collect();
        if r.quarantined > 0 {
            parts.push((r.quarantined, sheet.say("sat til side", "quarantined").to_string()));
        }
        // what is used is the rest: with it the parts make up what came in
        let minimum = u64::from(sources.study().disclosure_minimum);
        let row: Vec<u64> = parts.iter().map(|p| p.0).chain([r.used]).collect();
        let shown = suppress(&[row], minimum).cells.pop().unwrap_or_default();
        let out: Vec<String> =
            parts.iter().zip(shown).map(|((_, why), c)| format!("{} {why}", masked(sheet, c, minimum))).collect();
        if !out.is_empty() {
            lines.push(format!("{} {}", sheet.say("Ude:", "Out:"), out.join(", ")));
        }
        list.push(lines);
    }
    list.push(vec![format!("{pupils} {}", sheet.say("elever med kendt udfald", "pupils with a known outcome"))]);
    list
}

/// A reason for leaving a row out, in words.
fn reason(sheet: &Sheet, code: &str) -> String {
    match code {
        "duplicate" => sheet.say("dubletter", "duplicates").into(),
        "never-started" => sheet.say("begyndte aldrig", "never started").into(),
        "outside-study" => sheet.say("uden for perioden", "outside the study").into(),
        "opt-out" => sheet.say("ønskede ikke at være med", "opted out").into(),
        other => other.to_string(),
    }
}

/// What the marks of hidden counts mean.
pub(crate) fn small_words(sheet: &Sheet, minimum: u64) -> String {
    match sheet.language {
        Language::Da => format!("<{minimum}: for få til at vises; *: skjult, fordi tallet ellers røber et af dem."),
        Language::En => format!("<{minimum}: too few to be shown; *: hidden because it would tell one of them."),
    }
}

/// Counts by programme and term as they may be published beside the sums of each wave, which other figures show.
pub(crate) fn by_wave(
    sources: &Sources,
    terms: usize,
    minimum: u64,
    of: &dyn Fn(&str, usize) -> u64,
) -> BTreeMap<String, Vec<Cell>> {
    let mut waves: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for (programme, lot) in &sources.members {
        waves.entry(sources.schedule.get(lot).copied().unwrap_or(0)).or_default().push(programme);
    }
    let mut out = BTreeMap::new();
    for programmes in waves.into_values() {
        let counts: Vec<Vec<u64>> = programmes.iter().map(|p| (0..terms).map(|t| of(p, t)).collect()).collect();
        out.extend(programmes.into_iter().map(str::to_string).zip(suppress(&counts, minimum).cells));
    }
    out
}

/// Pupils by programme and term, from the coverage that ingest counted.
fn coverage(sources: &Sources, sheet: &Sheet) -> Option<Grid> {
    let rollout = &sources.intervention().rollout;
    let minimum = u64::from(sources.study().disclosure_minimum);
    let mut seen: BTreeMap<(String, usize), u64> = BTreeMap::new();
    for c in &sources.quality.as_ref()?.coverage {
        let Some(term) = rollout.period(&c.period) else { continue };
        *seen.entry((c.programme.clone(), term)).or_default() += c.pupils;
    }
    if seen.is_empty() {
        return None;
    }
    let schools = schools(sources);
    let school = |lot: &str| schools.get(lot).copied().unwrap_or("");
    let mut members: Vec<&(String, String)> = sources.members.iter().collect();
    members.sort_by(|a, b| (school(&a.1), &a.0).cmp(&(school(&b.1), &b.0)));
    let terms = rollout.periods.len();
    let of = |programme: &str, t: usize| seen.get(&(programme.to_string(), t)).copied().unwrap_or(0);
    let shown = by_wave(sources, terms, minimum, &of);
    let mut last = "";
    let rows = members.into_iter().map(|(programme, lot)| {
        let own = school(lot);
        let group = (own != last && !own.is_empty()).then(|| own.to_string());
        last = own;
        let start = sources.schedule.get(lot).and_then(|w| rollout.start_of_wave(*w));
        let cells = (0..terms).map(|t| {
            let n = Some(of(programme, t)).filter(|n| *n > 0);
            let cell = shown.get(programme).map_or(Cell::Secondary, |row| row[t]);
            // a hidden cell has the palest tint, whatever it holds
            let tint = |n: u64| if matches!(cell, Cell::Shown(_)) { n } else { minimum };
            GridCell {
                value: n.map(|n| tint(n) as f64),
                words: n.map_or_else(String::new, |_| masked(sheet, cell, minimum)),
                framed: start == Some(t),
            }
        });
        GridRow { label: programme.clone(), group, cells: cells.collect() }
    });
    let rows: Vec<GridRow> = rows.collect();
    let hides = rows.iter().flat_map(|r| &r.cells).any(|c| c.words.starts_with(['<', '*']));
    let small = if hides { format!(" {}", small_words(sheet, minimum)) } else { String::new() };
    let most = seen.values().copied().max().unwrap_or(1);
    let empty = rows.iter().flat_map(|r| &r.cells).filter(|c| c.value.is_none()).count();
    Some(Grid {
        name: "coverage".into(),
        title: coverage_title(empty, sheet),
        caption: sheet
            .say(
                "Antal elever i data; skraveret: ingen. Rammen viser uddannelsens første periode med indsatsen.",
                "Pupils in the data; hatched: none. The frame shows the programme’s first period with the intervention.",
            )
            .to_string()
            + &small,
        rows,
        columns: rollout.periods.iter().map(|p| p.id.clone()).collect(),
        // half the scale stays free, so that the numbers stand on a pale ground
        low: 0.0,
        high: 2.0 * most as f64,
    })
}

/// Whether every programme has pupils in every period.
fn coverage_title(empty: usize, sheet: &Sheet) -> String {
    match (sheet.language, empty) {
        (Language::Da, 0) => "Alle uddannelser har elever i alle perioder".to_string(),
        (Language::Da, 1) => "1 periode i 1 uddannelse er uden elever".to_string(),
        (Language::Da, n) => {
            format!("{} perioder er uden elever, talt uddannelse for uddannelse", sheet.count(n as f64))
        }
        (Language::En, 0) => "Every programme has pupils in every period".to_string(),
        (Language::En, 1) => "1 period of 1 programme has no pupils".to_string(),
        (Language::En, n) => {
            format!("{} periods have no pupils, counted programme by programme", sheet.count(n as f64))
        }
    }
}
