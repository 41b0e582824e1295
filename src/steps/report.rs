//! `report`: draws every figure and writes `results/report.html`.

use super::planned;
use crate::diagnostics::{Doubt, Outcome, Told};
use crate::folder::Files as LotteryFiles;
use crate::folder::receipts::{self, Product};
use crate::folder::study::Folder;
use crate::folder::witnesses::witnessed;
use crate::lottery::{Lock, second_of};
use crate::plots;
use crate::provenance::sha256_file;
use crate::registers::read_pupils;
use crate::report::figures::chances::told;
use crate::report::figures::{self, Drawn};
use crate::report::papers;
use crate::report::sources::absence::absence_story;
use crate::report::sources::{REHEARSAL, Sources, number, words};
use crate::report::story::{comparison, data, effect::effect, follow_up, trust};
use crate::report::{
    Dossier, FlowCell, LotteryStory, Picture, PlainTable, StampStory, TrustStory, document, registration, replication,
};
use crate::tables::{Table, Value as Cell};
use crate::trial::{EstimateRow, Language, Pupils, Study};
use crate::verify;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The document's path in a study folder.
pub const PATH: &str = "results/report.html";

/// What `report` was asked.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Another language than the study's.
    pub language: Option<Language>,
    /// Whether figures are drawn for slides too.
    pub wide: bool,
}

/// What `report` made.
#[derive(Debug, Clone)]
pub struct Made {
    /// Paths relative to the study folder.
    pub files: Vec<String>,
    /// Parts that are missing because a verb has not run, as named doubts.
    pub warnings: Vec<Told>,
}

/// Makes the figures and the document.
///
/// # Errors
/// `P910` when a file is not what this tool writes, `P911` when a rehearsal is asked for and none was held.
pub fn run(folder: &Folder, options: &Options) -> Outcome<Made> {
    let _held = folder.hold("report")?;
    let mut sources = Sources::read(folder)?;
    planned::refuse_unrehearsed(&sources)?;
    let language = options.language.unwrap_or(sources.now.language);
    let drawn = figures::draw(&sources, &told(folder, &sources), language, options.wide);
    let pupils = pupils(folder)?;
    if pupils.is_some() {
        sources.inputs.push(PUPILS.to_string());
    }
    let mut dossier = dossier(folder, &sources, language, &drawn)?;
    dossier.tables = papers::tables(&sources, pupils.as_ref(), language);
    dossier.power = planned::power(folder, &sources);
    planned::held_out(folder, &mut sources, &mut dossier);
    dossier.simulated = planned::simulated(folder, &mut sources)?;
    if dossier.programmes == 0 {
        planned::count_listed(folder, &mut dossier);
    }
    let page = document(&dossier, &plots::FACES);
    let mut outputs = figures::files(&drawn)?;
    outputs.extend(tables(&sources, language));
    outputs.extend(papers::files(&dossier.study.title, &dossier.tables, language)?);
    outputs.extend(papers::plan_files(&dossier)?);
    outputs.push(("results/registration.md".to_string(), registration(&dossier).into_bytes()));
    outputs.push(("results/README.md".to_string(), replication(&dossier).into_bytes()));
    outputs.push((PATH.to_string(), page.into_bytes()));
    let files = outputs.iter().map(|(p, _)| p.clone()).collect();
    let name = if language == Language::Da { "da" } else { "en" };
    receipts::publish(
        folder,
        Product {
            verb: "report",
            options: if options.wide { json!({ "language": name, "wide": true }) } else { json!({ "language": name }) },
            draws: 0,
            inputs: sources.inputs.clone(),
            outputs,
        },
    )?;
    Ok(Made { files, warnings: missing(&sources) })
}

/// The pupils of the study; their digest stands in the receipt alone, since it changes with the key of the pseudonyms.
const PUPILS: &str = "data/pupils.parquet";

/// The pupils, where they are here.
fn pupils(folder: &Folder) -> Outcome<Option<Pupils>> {
    folder.path(PUPILS).is_file().then(|| read_pupils(&folder.path("data"))).transpose()
}

/// The result tables for a manuscript, as Markdown and LaTeX.
fn tables(sources: &Sources, language: Language) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let marked = |r: &EstimateRow| match sources.blind {
        true => EstimateRow { outcome: format!("{REHEARSAL}{}", r.outcome), ..r.clone() },
        false => r.clone(),
    };
    let effects = sources.effects.as_ref().and_then(|e| rows_of(&e.schema, e.rows.iter().map(marked)));
    let absence = sources.absence.as_ref().and_then(|a| rows_of(&a.schema, &a.rows));
    for (name, table) in [("effects", effects), ("absence", absence)] {
        files.extend(table.iter().flat_map(|table| both_forms(name, table, language)));
    }
    if let Some((head, rows)) = &sources.balance {
        let mut table = Table::new("lodtrin/balance/1", &head.iter().map(String::as_str).collect::<Vec<_>>());
        for row in rows {
            table.push(row.iter().map(|text| written(text)).collect());
        }
        files.extend(both_forms("balance", &table, language));
    }
    files
}

/// The rows of a result as a table, a column a key; nothing where there are none.
fn rows_of(schema: &str, rows: impl IntoIterator<Item = impl Serialize>) -> Option<Table> {
    let rows: Vec<Value> = rows.into_iter().filter_map(|r| serde_json::to_value(r).ok()).collect();
    let columns: Vec<&str> = rows.first()?.as_object()?.keys().map(String::as_str).collect();
    let mut table = Table::new(schema, &columns);
    for row in rows.iter().filter_map(Value::as_object) {
        table.push(row.values().map(cell).collect());
    }
    Some(table)
}

fn both_forms(name: &str, table: &Table, language: Language) -> [(String, Vec<u8>); 2] {
    [
        (format!("results/tables/{name}.md"), table.to_markdown(language).into_bytes()),
        (format!("results/tables/{name}.tex"), table.to_latex(language).into_bytes()),
    ]
}

/// A cell of a CSV table.
fn written(text: &str) -> Cell {
    match (text, text.parse::<i64>(), text.parse::<f64>()) {
        ("NA" | "", _, _) => Cell::Missing,
        (_, Ok(n), _) => Cell::Int(n),
        (_, _, Ok(x)) => Cell::from(Some(x)),
        _ => Cell::Text(text.to_string()),
    }
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::Bool(b) => Cell::Bool(*b),
        Value::Number(n) => n.as_i64().map_or_else(|| Cell::from(n.as_f64()), Cell::Int),
        Value::String(s) if s == "Inf" || s == "-Inf" => Cell::from(number(value)),
        Value::String(s) => Cell::Text(s.clone()),
        _ => Cell::Missing,
    }
}

fn missing(sources: &Sources) -> Vec<Told> {
    let mut list = Vec::new();
    let mut say = |there: bool, what: &str, verb: &str| {
        if !there {
            list.push(Doubt::NotReported { part: what.to_string(), verb: verb.to_string() }.into());
        }
    };
    let drawn = std::iter::once(sources).chain(&sources.each).any(|s| !s.schedule.is_empty());
    say(drawn, "drawn schedule", "draw");
    say(!sources.panel.is_empty(), "data", "ingest");
    say(sources.effects.is_some(), "effect", "effect");
    say(sources.absence.is_some() || !sources.now.registers.contains_key("absences"), "early absence", "absence");
    list
}

fn dossier(folder: &Folder, sources: &Sources, language: Language, drawn: &[Drawn]) -> Outcome<Dossier> {
    let digests = sources
        .inputs
        .iter()
        .filter(|p| *p != PUPILS)
        .map(|p| Ok((p.clone(), sha256_file(&folder.path(p))?.hex())))
        .collect::<Outcome<Vec<_>>>()?;
    let mut whole = story(sources, language, pictures(drawn, ""));
    whole.digests = digests;
    whole.comparison = comparison::comparison(sources);
    whole.trust = judged(folder, sources)?;
    let each = sources.each.iter().map(|s| story(s, language, pictures(drawn, &s.intervention().name)));
    whole.each = each.collect();
    if let Some(first) = whole.each.first() {
        // the whole has no single schedule: what it says of one is said of each
        (whole.wave_lots, whole.flow, whole.balance) =
            (first.wave_lots.clone(), first.flow.clone(), first.balance.clone());
        if let Some(effect) = whole.effect.as_mut() {
            (effect.randomization, effect.risks, effect.used) = (None, None, None);
        }
    }
    Ok(whole)
}

/// The facts of trust: what the files tell, the draw as it comes out again, and the lock's stamps.
fn judged(folder: &Folder, sources: &Sources) -> Outcome<TrustStory> {
    let mut told = trust::trust(sources);
    let files = LotteryFiles::new(folder.path("lottery"), "lottery");
    told.looked = files.maybe("look.txt")?.is_some();
    if sources.lock_digest.is_none() || sources.blind {
        return Ok(told);
    }
    told.recomputed = verify::comes_out_again(&files)?;
    let due = lock_second(&files)?;
    for found in witnessed(&files, &[])? {
        let Ok(stamp) = found.stamp else { continue };
        if stamp.of == "lock.txt" {
            let hours_before = due.map(|due| (due - stamp.latest).div_euclid(3600));
            told.stamps.push(StampStory { authority: stamp.authority, hours_before });
        }
    }
    Ok(told)
}

/// The moment of chance of the lock, where it names one.
fn lock_second(files: &LotteryFiles) -> Outcome<Option<i64>> {
    let Some(bytes) = files.maybe("lock.txt")? else { return Ok(None) };
    Ok(Lock::read(&bytes, "lock.txt").ok().as_ref().and_then(second_of))
}

/// What the sources tell, of the whole study or of one of its interventions.
fn story(sources: &Sources, language: Language, figures: BTreeMap<String, Picture>) -> Dossier {
    // texts that bind nothing are those of today
    let study = Study { registration: sources.now.registration.clone(), ..sources.study().clone() };
    let waves = sources.intervention().rollout.waves.len();
    let mut wave_lots = vec![0; if sources.schedule.is_empty() { 0 } else { waves }];
    for wave in sources.schedule.values() {
        if let Some(slot) = wave_lots.get_mut((*wave as usize).wrapping_sub(1)) {
            *slot += 1;
        }
    }
    let schools: BTreeSet<String> = sources.lots.iter().map(|(_, s)| s.clone()).collect();
    let programmes = if sources.members.is_empty() {
        let mut ids: Vec<&str> = sources.panel.iter().map(|r| r.programme.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.len()
    } else {
        sources.members.len()
    };
    Dossier {
        language,
        power: Vec::new(),
        simulated: None,
        locked: sources.plan.is_some(),
        programmes,
        lots: sources.lots.len(),
        schools: schools.into_iter().collect(),
        wave_lots,
        lot_schools: sources
            .lots
            .iter()
            .filter_map(|(id, school)| Some((school.clone(), *sources.schedule.get(id)?)))
            .collect(),
        lottery: lottery(sources, language),
        changes: sources.changes.clone(),
        coded: sources.coded.clone(),
        flow: flow(sources),
        effect: effect(sources),
        absence: absence_story(sources, language),
        balance: sources
            .balance
            .as_ref()
            .filter(|(_, rows)| !rows.is_empty())
            .and_then(|(head, rows)| balance(head, rows, language)),
        registers: data::registers(sources),
        quality: data::findings(sources),
        files: data::files(sources, language),
        interrupted: data::interrupted(sources, language, u64::from(study.disclosure_minimum)),
        follow_up: follow_up::follow_up(sources, language),
        figures,
        rehearsal: sources.blind,
        trust: trust::trust(sources),
        digests: Vec::new(),
        tool: concat!("lodtrin ", env!("CARGO_PKG_VERSION")).to_string(),
        study,
        comparison: None,
        each: Vec::new(),
        tables: Vec::new(),
    }
}

/// The figures of one of several interventions, or (with an empty name) those of the whole study.
fn pictures(drawn: &[Drawn], of: &str) -> BTreeMap<String, Picture> {
    let mut list: BTreeMap<String, Picture> = BTreeMap::new();
    for d in drawn.iter().filter(|d| d.of == of) {
        // the panels of a figure stand below one another
        let picture = list.entry(d.panel_of.clone()).or_default();
        picture.wide.push_str(&d.wide.inline_svg());
        picture.narrow.push_str(&d.narrow.inline_svg());
        picture.caption.clone_from(&d.caption);
    }
    list
}

fn lottery(sources: &Sources, language: Language) -> Option<LotteryStory> {
    let lock = sources.lock_digest.clone()?;
    let line = |key: &str| sources.lock.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone());
    let receipt = sources.draw_receipt.as_ref();
    let text = |key: &str| receipt.and_then(|r| r[key].as_str()).map(str::to_string);
    let score = receipt.filter(|r| !r["score"].is_object()).map(|r| words(&r["score"])).filter(|s| !s.is_empty());
    let contributors = sources.lock.iter().filter(|(k, _)| k == "contribution");
    Some(LotteryStory {
        lock,
        source: line("source").unwrap_or_default().split(':').next().unwrap_or_default().to_string(),
        round: line("round").and_then(|r| r.parse().ok()).unwrap_or(0),
        rehearsal: sources.blind,
        lock_lines: sources.lock.clone(),
        seed: text("seed"),
        candidate: receipt.and_then(|r| number(&r["try"])).map(|t| t.max(0.0) as u64),
        score,
        joint: receipt.and_then(|r| number(&r["joint"])).map(|t| t.max(0.0) as u64),
        schedule: text("schedule"),
        throwers: sources.lock.iter().filter(|(k, _)| k == "thrower").map(|(_, v)| v.clone()).collect(),
        stamped: sources.stamped.clone(),
        throws: sources.lock.iter().find(|(k, _)| k == "throws").map(|(_, v)| v.clone()).unwrap_or_default(),
        contributors: contributors.map(|(_, v)| v.split(':').next().unwrap_or_default().to_string()).collect(),
        waves: sources.schedule.iter().map(|(id, w)| (id.clone(), *w)).collect(),
        chances: sources.chances.clone(),
        amendments: sources.amendments.iter().map(|lines| papers::changes::amendment(lines, language)).collect(),
        once: sources.once.clone(),
        set_aside: sources.set_aside.clone(),
    })
}

fn flow(sources: &Sources) -> Vec<FlowCell> {
    let rollout = &sources.intervention().rollout;
    let mut cells: BTreeMap<(String, u32, usize), FlowCell> = BTreeMap::new();
    for row in &sources.panel {
        let Some(term) = rollout.period(&row.period) else { continue };
        let wave = sources.wave_of_start(&row.start);
        let treated = rollout.start_of_wave(wave).is_some_and(|s| term >= s);
        let cell = cells.entry((row.outcome.clone(), wave, term)).or_insert_with(|| FlowCell {
            outcome: row.outcome.clone(),
            wave,
            term,
            programmes: 0,
            n: 0,
            k: 0,
            treated,
        });
        cell.programmes += usize::from(row.n > 0);
        cell.n += row.n;
        cell.k += row.k;
    }
    cells.into_values().collect()
}

/// One row a covariate: the mean of each wave, and how often the lottery itself gives so large a trend or spread.
fn balance(head: &[String], rows: &[Vec<String>], language: Language) -> Option<PlainTable> {
    let place = |name: &str| head.iter().position(|h| h == name);
    let (covariate, term, mean, p) = (place("covariate")?, place("term")?, place("mean")?, place("p.value")?);
    let number = |text: &str, decimals: usize| {
        text.parse::<f64>().map_or_else(|_| "–".to_string(), |x| language.number(x, decimals))
    };
    let mut names: Vec<&str> = rows.iter().map(|r| r[covariate].as_str()).collect();
    names.dedup();
    let waves = rows.iter().filter(|r| r[covariate] == names[0] && r[term].starts_with("wave=")).count();
    let mut table =
        PlainTable { head: vec![(language.pick("Egenskab", "Covariate").to_string(), false)], rows: Vec::new() };
    table.head.extend((1..=waves).map(|w| (format!("{} {w}", language.pick("Trin", "Wave")), true)));
    table.head.push((language.pick("p, tendens", "p, trend").to_string(), true));
    table.head.push((language.pick("p, spredning", "p, spread").to_string(), true));
    for name in names {
        let of = |wanted: &str, column: usize, decimals: usize| {
            let row = rows.iter().find(|r| r[covariate] == name && r[term] == wanted);
            row.map_or_else(|| "–".to_string(), |r| number(&r[column], decimals))
        };
        let mut cells = vec![papers::names::covariate(language, name)];
        cells.extend((1..=waves).map(|w| of(&format!("wave={w}"), mean, 2)));
        cells.extend([of("trend", p, 3), of("waves", p, 3)]);
        table.rows.push(cells);
    }
    Some(table)
}
