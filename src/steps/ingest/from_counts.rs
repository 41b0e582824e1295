//! A study of counts: cells in, the panel out, and pupils of counts for what runs the plan on them.

use super::folder::Workplace;
use super::frame::{self, Ground};
use super::{FILES, Product, protocol_of};
use crate::diagnostics::{Doubt, Outcome, Place, Problem, Told};
use crate::folder::study::Folder;
use crate::provenance::{Receipt, sha256_file};
use crate::registers::{self, clean, numbers};
use crate::tables::{Table, Value as Cell};
use crate::trial::study::OutcomeDecl;
use crate::trial::{Departure, Pupil, Pupils, Status, Study};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// The counts as they were taken.
pub(crate) const COUNTS: &str = "data/counts.csv";
/// Columns that hold names.
const LABELS: [&str; 6] = ["outcome", "programme", "period", "subgroup", "level", "start"];
/// Columns of `counts.csv`.
const COLUMNS: [&str; 9] = ["outcome", "programme", "period", "subgroup", "level", "n", "k", "sum", "sumsq"];
/// Rounding of sums as written.
const ROUNDING: f64 = 1e-9;

/// Position of the outcome, programme, position of the period, subgroup, level.
type Key = (usize, String, usize, String, String);

/// One cell.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Counted {
    n: u64,
    k: Option<u64>,
    sum: f64,
    sumsq: f64,
}

/// Takes a file of counts in place of registers.
///
/// # Errors
/// `R220` with the line for counts that cannot be; what stops a file.
pub(super) fn run(study_folder: &Path, file: &Path, check: bool) -> Outcome<Product> {
    let folder = Folder::open(study_folder)?;
    let held = if check { None } else { Some(folder.hold("ingest")?) };
    let (study, mut warnings) = protocol_of(&folder)?;
    let ground = frame::ground(&folder, &study)?;
    let shown = file.display().to_string();
    let (cells, masked) = read(file, &shown, &study, &ground)?;
    if masked > 0 {
        warnings.push(Doubt::MaskedCells { count: masked }.into());
    }
    warnings.extend(held.and_then(|h| h.doubt.clone()));
    warnings.extend(doubts(&study));
    let quality = quality(&study, &cells, masked, &warnings);
    let mut accounts = Table::of("lodtrin/ingest/1");
    accounts.push(vec![
        Cell::from("counts"),
        Cell::Int((cells.len() as u64 + masked) as i64),
        Cell::from(cells.len()),
        Cell::Int(0),
        Cell::Int(masked as i64),
        Cell::Bool(true),
    ]);
    accounts.warnings = warnings.clone();
    let pupils: u64 = cells.iter().filter(|(k, _)| k.3.is_empty()).map(|(_, c)| c.n).sum();
    let summary = format!(
        "{}: {} cells of counts, {pupils} pupils and outcomes in all, {masked} cells masked\n",
        study.title,
        cells.len()
    );
    if !check {
        write(&folder, &study, &ground, &cells, &quality, file)?;
    }
    Ok(Product { ready: true, summary, accounts, quality, warnings, unknown: None })
}

/// What a study of counts lacks.
pub(crate) fn doubts(study: &Study) -> Vec<Told> {
    let missing = "flow, absence, background and what needs the pupils one by one".to_string();
    let mut list: Vec<Told> = vec![Doubt::CountsOnly { missing }.into()];
    if !study.analysis.covariates.is_empty() {
        list.push(Doubt::CountsUnadjusted {}.into());
    }
    list
}

fn wrong(shown: &str, line: usize, what: impl Into<String>) -> Problem {
    Problem::new("R220", what)
        .at(Place::line(shown, line))
        .expected("outcome, programme, period, n, k; one row a cell")
        .help("`lodtrin export counts` writes such a file")
}

fn read(file: &Path, shown: &str, study: &Study, ground: &Ground) -> Outcome<(BTreeMap<Key, Counted>, u64)> {
    let words = registers::read_words(file, shown, &LABELS)?;
    let at = |name: &str| words.header.iter().position(|h| h.trim().eq_ignore_ascii_case(name));
    let needed = |name: &str| at(name).ok_or_else(|| wrong(shown, 1, format!("there is no column `{name}`")));
    let (o, p, t, n) = (needed("outcome")?, needed("programme")?, needed("period")?, needed("n")?);
    let (k, sum, sumsq) = (at("k"), at("sum"), at("sumsq"));
    if k.is_none() && (sum.is_none() || sumsq.is_none()) {
        return Err(wrong(shown, 1, "there is no column `k`, nor `sum` and `sumsq`"));
    }
    let (subgroup, level, start) = (at("subgroup"), at("level"), at("start"));
    let mut cells: BTreeMap<Key, Counted> = BTreeMap::new();
    let mut lines: BTreeMap<Key, usize> = BTreeMap::new();
    let mut masked = 0;
    for (line, row) in &words.rows {
        let cell = |c: Option<usize>| c.and_then(|c| row.get(c)).map_or("", |t| t.trim());
        let key = key_of(shown, *line, study, ground, [cell(Some(o)), cell(Some(p)), cell(Some(t))])?;
        let key = (key.0, key.1, key.2, cell(subgroup).to_string(), cell(level).to_string());
        known_subgroup(shown, *line, study, &key)?;
        not_too_early(shown, *line, study, &study.outcomes[key.0], key.2)?;
        let told = cell(start);
        let drawn = ground.starts.get(&key.1);
        if !told.is_empty() && drawn.is_some_and(|d| d != told) {
            let mut problem = wrong(shown, *line, "the start is not the one that was drawn").found(told.to_string());
            if let Some(d) = drawn {
                problem = problem.expected(d.clone());
            }
            return Err(problem);
        }
        let amounts = [cell(Some(n)), cell(k), cell(sum), cell(sumsq)];
        let by_sum = amounts[1].is_empty() && !amounts[2].is_empty();
        let hidden = |text: &str| is_masked(text);
        if hidden(amounts[0]) || (!by_sum && hidden(amounts[1])) || (by_sum && hidden(amounts[3])) {
            masked += 1;
            continue;
        }
        let counted = counted(shown, *line, amounts, by_sum, words.decimal)?;
        if cells.insert(key.clone(), counted).is_some() {
            let first = lines.get(&key).copied().unwrap_or(0);
            return Err(wrong(shown, *line, "the cell stands twice").found(format!("first in line {first}")));
        }
        lines.insert(key, *line);
    }
    levels_fit(shown, &cells, &lines)?;
    Ok((cells, masked))
}

fn is_masked(text: &str) -> bool {
    text == "*" || text.starts_with('<') || clean::is_missing(text)
}

fn key_of(
    shown: &str,
    line: usize,
    study: &Study,
    ground: &Ground,
    [outcome, programme, period]: [&str; 3],
) -> Outcome<(usize, String, usize)> {
    let o = study.outcomes.iter().position(|d| d.name == outcome);
    let o = o.ok_or_else(|| wrong(shown, line, "the outcome is none of the study's").found(format!("`{outcome}`")))?;
    let rollout = &study.intervention().rollout;
    let t = rollout.period(period);
    let t = t.ok_or_else(|| wrong(shown, line, "the period is none of the study's").found(format!("`{period}`")))?;
    let known = ground.programmes.all().iter().any(|p| p.programme == programme);
    match known {
        true => Ok((o, programme.to_string(), t)),
        false => Err(wrong(shown, line, "the programme is none of the study's")
            .found(format!("`{}`", registers::mask::programme(programme)))),
    }
}

fn known_subgroup(shown: &str, line: usize, study: &Study, key: &Key) -> Outcome<()> {
    if key.3.is_empty() && key.4.is_empty() {
        return Ok(());
    }
    match study.analysis.subgroups.contains(&key.3) && !key.4.is_empty() {
        true => Ok(()),
        false => Err(wrong(shown, line, "the subgroup is none that is declared, or has no level")
            .found(format!("`{}` = `{}`", key.3, key.4))),
    }
}

/// A cell whose follow-up lies beyond the day of extraction cannot be known.
fn not_too_early(shown: &str, line: usize, study: &Study, outcome: &OutcomeDecl, period: usize) -> Outcome<()> {
    let extracted = ["enrolments", "exits"].iter().filter_map(|r| study.registers.get(*r)?.extracted).min();
    let first = study.intervention().rollout.periods[period].start;
    let by = outcome.within_days.map(|d| first.saturating_add(d));
    match (by, extracted) {
        (Some(by), Some(seen)) if by > seen => {
            Err(wrong(shown, line, "the term cannot have been followed yet on the day of extraction")
                .found(format!("{} + {}", registers::calendar::iso(first), outcome.within.clone().unwrap_or_default()))
                .expected(format!("extracted {}", registers::calendar::iso(seen))))
        }
        _ => Ok(()),
    }
}

fn counted(
    shown: &str,
    line: usize,
    [n, k, sum, sumsq]: [&str; 4],
    by_sum: bool,
    decimal: Option<char>,
) -> Outcome<Counted> {
    let whole = |name: &str, text: &str| {
        let x = numbers::parse(text, decimal).filter(|x| *x >= 0.0 && x.fract() == 0.0 && *x < 1e9);
        let x =
            x.ok_or_else(|| wrong(shown, line, format!("`{name}` is no whole number")).found(format!("`{text}`")))?;
        Ok(x as u64)
    };
    let n = whole("n", n)?;
    if !by_sum {
        let k = whole("k", k)?;
        if k > n {
            return Err(wrong(shown, line, "more pupils have the outcome than there are").found(format!("{k} of {n}")));
        }
        return Ok(Counted { n, k: Some(k), sum: k as f64, sumsq: k as f64 });
    }
    let number = |name: &str, text: &str| {
        let x = numbers::parse(text, decimal);
        x.ok_or_else(|| wrong(shown, line, format!("`{name}` is no number")).found(format!("`{text}`")))
    };
    let (sum, sumsq) = (number("sum", sum)?, number("sumsq", sumsq)?);
    if n as f64 * sumsq < sum * sum * (1.0 - ROUNDING) {
        return Err(wrong(shown, line, "the sum of squares is smaller than the sum allows").found(format!(
            "n·sumsq = {}, sum² = {}",
            n as f64 * sumsq,
            sum * sum
        )));
    }
    Ok(Counted { n, k: None, sum, sumsq })
}

/// Levels of a subgroup add up to no more than their cell.
fn levels_fit(shown: &str, cells: &BTreeMap<Key, Counted>, lines: &BTreeMap<Key, usize>) -> Outcome<()> {
    let mut sums: BTreeMap<Key, (u64, u64, usize)> = BTreeMap::new();
    for (key, c) in cells.iter().filter(|(k, _)| !k.3.is_empty()) {
        let own = (key.0, key.1.clone(), key.2, key.3.clone(), String::new());
        let sum = sums.entry(own).or_default();
        let line = lines.get(key).copied().unwrap_or(0);
        *sum = (sum.0 + c.n, sum.1 + c.k.unwrap_or(0), sum.2.max(line));
    }
    for (key, (n, k, line)) in sums {
        let whole = (key.0, key.1.clone(), key.2, String::new(), String::new());
        if let Some(c) = cells.get(&whole)
            && (n > c.n || c.k.is_some_and(|all| k > all))
        {
            return Err(wrong(shown, line, "the levels of a subgroup add up to more than their cell").found(format!(
                "`{}`: {k} of {n}; the cell: {} of {}",
                key.3,
                c.k.unwrap_or(0),
                c.n
            )));
        }
    }
    Ok(())
}

fn quality(study: &Study, cells: &BTreeMap<Key, Counted>, masked: u64, warnings: &[Told]) -> Value {
    let whole = || cells.iter().filter(|(k, _)| k.3.is_empty());
    let of = |o: usize| {
        let own: Vec<&Counted> = whole().filter(|(k, _)| k.0 == o).map(|(_, c)| c).collect();
        json!({
            "outcome": study.outcomes[o].name, "n": own.iter().map(|c| c.n).sum::<u64>(),
            "k": own.iter().filter_map(|c| c.k).sum::<u64>(), "missing": 0, "not_followed": [],
        })
    };
    let mut facts = Map::new();
    facts.insert("rows".into(), json!(cells.len() as u64 + masked));
    facts.insert("masked_cells".into(), json!(masked));
    json!({
        "schema": "lodtrin/quality/1", "registers": {}, "study": facts,
        "outcomes": (0..study.outcomes.len()).map(of).collect::<Vec<_>>(),
        "statuses": {}, "coverage": [], "interrupted": [], "activities": [], "warnings": warnings,
    })
}

fn write(
    folder: &Folder,
    study: &Study,
    ground: &Ground,
    cells: &BTreeMap<Key, Counted>,
    quality: &Value,
    file: &Path,
) -> Outcome<()> {
    let place = Workplace::new(folder)?;
    let periods = &study.intervention().rollout.periods;
    let text = |x: f64| format!("{}", x + 0.0);
    let rows: Vec<[String; 9]> = cells
        .iter()
        .map(|((o, programme, t, subgroup, level), c)| {
            let outcome = study.outcomes[*o].name.clone();
            let k = c.k.map_or_else(String::new, |k| k.to_string());
            let (sum, sumsq) =
                if c.k.is_some() { (String::new(), String::new()) } else { (text(c.sum), text(c.sumsq)) };
            let (programme, period) = (programme.clone(), periods[*t].id.clone());
            [outcome, programme, period, subgroup.clone(), level.clone(), c.n.to_string(), k, sum, sumsq]
        })
        .collect();
    place.write("counts.csv", super::csv_text(&COLUMNS, &rows).as_bytes())?;
    let panel: Vec<[String; 6]> = cells
        .iter()
        .filter(|((_, _, _, subgroup, _), c)| subgroup.is_empty() && c.k.is_some() && c.n > 0)
        .map(|((o, programme, t, _, _), c)| {
            let start = ground.starts.get(programme).cloned().unwrap_or_default();
            let (outcome, period) = (study.outcomes[*o].name.clone(), periods[*t].id.clone());
            [outcome, programme.clone(), period, start, c.n.to_string(), c.k.unwrap_or(0).to_string()]
        })
        .collect();
    place.write(
        "panel.csv",
        super::csv_text(&["outcome", "programme", "period", "start", "n", "k"], &panel).as_bytes(),
    )?;
    let mut told = serde_json::to_string_pretty(quality).unwrap_or_default();
    told.push('\n');
    place.write("quality.json", told.as_bytes())?;
    let mut inputs = vec![json!({ "path": file.display().to_string(), "sha256": sha256_file(file)?.hex() })];
    for path in std::iter::once("study.toml").chain(ground.inputs.iter().map(String::as_str)) {
        inputs.push(json!({ "path": path, "sha256": sha256_file(&folder.path(path))?.hex() }));
    }
    inputs.sort_by_key(|i| i["path"].as_str().unwrap_or_default().to_string());
    let mut outputs = Vec::new();
    for name in ["counts.csv", "panel.csv", "quality.json"] {
        let digest = sha256_file(&place.path().join(name))?;
        outputs.push(json!({ "path": format!("data/{name}"), "sha256": digest.hex() }));
    }
    let receipt = Receipt::new()
        .with("schema", "lodtrin/ingest-receipt/2")
        .with("tool", concat!("lodtrin ", env!("CARGO_PKG_VERSION")))
        .with("domain", study.domain.as_str())
        .with("key", Value::Null)
        .with("declared", json!(crate::protocol::declared(&folder.study()?)))
        .with("inputs", inputs)
        .with("registers", Vec::<Value>::new())
        .with("outputs", outputs);
    place.write("receipt.json", receipt.text().as_bytes())?;
    let ours: Vec<&str> = FILES.iter().copied().chain(["counts.csv"]).collect();
    place.publish(&ours)
}

/// Whether a study's data are counts.
pub(crate) fn is_counts(folder: &Folder) -> bool {
    folder.path(COUNTS).is_file() && !folder.path("data/pupils.parquet").is_file()
}

/// Pupils of counts: as many as the cells say, each with one outcome and one subgroup's level at most known.
///
/// # Errors
/// As for a file of counts.
pub(crate) fn pupils(folder: &Folder, study: &Study) -> Outcome<Pupils> {
    let ground = frame::ground(folder, study)?;
    let (cells, _) = read(&folder.path(COUNTS), COUNTS, study, &ground)?;
    let subgroups = &study.analysis.subgroups;
    let mut out = Pupils {
        outcomes: study.outcomes.iter().map(|o| o.name.clone()).collect(),
        covariates: subgroups.clone(),
        ..Pupils::default()
    };
    for ((o, programme, t, _, _), c) in cells.iter().filter(|(k, _)| k.3.is_empty()) {
        let period = &study.intervention().rollout.periods[*t];
        let values = values_of(c);
        // levels within those who have the outcome, and within the others
        let mut levels: Vec<[Vec<f64>; 2]> = Vec::new();
        for name in subgroups {
            let mut own = [Vec::new(), Vec::new()];
            for ((_, _, _, _, level), l) in
                cells.iter().filter(|(k, _)| (k.0, &k.1, k.2, &k.3) == (*o, programme, *t, name))
            {
                let (Some(level), Some(k)) = (numbers::parse(level, Some('.')), l.k) else { continue };
                own[1].extend(std::iter::repeat_n(level, k as usize));
                own[0].extend(std::iter::repeat_n(level, (l.n - k) as usize));
            }
            levels.push(own);
        }
        let mut taken = [0usize; 2];
        for y in values {
            let side = usize::from(y > 0.5);
            let at = taken[side];
            taken[side] += 1;
            let mut outcomes = vec![None; study.outcomes.len()];
            outcomes[*o] = Some(y);
            out.rows.push(Pupil {
                pseudonym: String::new(),
                programme: programme.clone(),
                period: period.id.clone(),
                school: String::new(),
                class: String::new(),
                started: period.start,
                status: Status::Unknown,
                day: Some(1),
                departure: Departure::None,
                contaminated: false,
                outcomes,
                covariates: levels.iter().map(|l| l[side].get(at).copied()).collect(),
            });
        }
    }
    Ok(out)
}

/// Values with the cell's number, sum and sum of squares.
fn values_of(c: &Counted) -> Vec<f64> {
    let n = c.n as usize;
    if let Some(k) = c.k {
        return (0..n).map(|i| f64::from(u8::from((i as u64) < k))).collect();
    }
    if n == 0 {
        return Vec::new();
    }
    let mean = c.sum / n as f64;
    let squares = (c.sumsq - c.sum * mean).max(0.0);
    let pairs = n / 2;
    let apart = if pairs == 0 { 0.0 } else { (squares / (2.0 * pairs as f64)).sqrt() };
    (0..n)
        .map(|i| match i {
            i if i < pairs => mean + apart,
            i if i < 2 * pairs => mean - apart,
            _ => mean,
        })
        .collect()
}
