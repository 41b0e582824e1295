//! The cells of a file of counts, each checked with its line.

use super::amounts::{Amounts, Counted, counted, wrong};
use crate::diagnostics::Outcome;
use crate::registers::{self, Ground, clean};
use crate::trial::Study;
use crate::trial::study::OutcomeDecl;
use std::collections::BTreeMap;
use std::path::Path;

/// Columns that hold names.
const LABELS: [&str; 6] = ["outcome", "programme", "period", "subgroup", "level", "start"];
/// Pupils that counts may stand for in all.
const MOST: u64 = 5_000_000;

/// Position of the outcome, programme, position of the period, subgroup, level.
pub(crate) type Key = (usize, String, usize, String, String);

/// The cells of a file, and what was masked in it.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    pub cells: BTreeMap<Key, Counted>,
    /// Cells that are hidden.
    pub masked: u64,
    /// Which of the optional columns stand there: missing, low, expected, selected.
    pub optional: [bool; 4],
}

impl Cells {
    /// The whole cells, not those of a subgroup.
    pub fn whole(&self) -> impl Iterator<Item = (&Key, &Counted)> {
        self.cells.iter().filter(|(k, _)| k.3.is_empty())
    }
}

/// Reads a file of counts.
///
/// # Errors
/// `R220` with the line for counts that cannot be; what stops a file.
pub(crate) fn read(file: &Path, shown: &str, study: &Study, ground: &Ground) -> Outcome<Cells> {
    let words = registers::read_words(file, shown, &LABELS)?;
    let at = |name: &str| words.header.iter().position(|h| h.trim().eq_ignore_ascii_case(name));
    let needed = |name: &str| at(name).ok_or_else(|| wrong(shown, 1, format!("there is no column `{name}`")));
    let (o, p, t, n) = (needed("outcome")?, needed("programme")?, needed("period")?, needed("n")?);
    let (k, sum, sumsq) = (at("k"), at("sum"), at("sumsq"));
    if k.is_none() && (sum.is_none() || sumsq.is_none()) {
        return Err(wrong(shown, 1, "there is no column `k`, nor `sum` and `sumsq`"));
    }
    let optional = ["missing", "low", "expected", "selected"].map(at);
    let (subgroup, level, start) = (at("subgroup"), at("level"), at("start"));
    let mut out = Cells { optional: optional.map(|c| c.is_some()), ..Cells::default() };
    let mut lines: BTreeMap<Key, usize> = BTreeMap::new();
    // cells that stand there but are hidden
    let mut hidden: BTreeMap<Key, usize> = BTreeMap::new();
    let mut pupils = 0;
    for (line, row) in &words.rows {
        let cell = |c: Option<usize>| c.and_then(|c| row.get(c)).map_or("", |t| t.trim());
        let key = key_of(shown, *line, study, ground, [cell(Some(o)), cell(Some(p)), cell(Some(t))])?;
        let key = (key.0, key.1, key.2, cell(subgroup).to_string(), cell(level).to_string());
        known_subgroup(shown, *line, study, &key)?;
        not_too_early(shown, *line, study, &study.outcomes[key.0], key.2)?;
        as_drawn(shown, *line, ground, &key.1, cell(start))?;
        if let Some(first) = lines.get(&key).or_else(|| hidden.get(&key)) {
            return Err(wrong(shown, *line, "the cell stands twice").found(format!("first in line {first}")));
        }
        let amounts = Amounts {
            n: cell(Some(n)),
            k: cell(k),
            sum: cell(sum),
            sumsq: cell(sumsq),
            optional: optional.map(cell),
            decimal: words.decimal,
        };
        if amounts.is_masked(&is_masked) {
            hidden.insert(key, *line);
            continue;
        }
        let counted = counted(shown, *line, &study.outcomes[key.0], &amounts)?;
        pupils += counted.n + counted.missing;
        if pupils > MOST * study.outcomes.len().max(1) as u64 * (1 + study.analysis.subgroups.len() as u64) {
            return Err(wrong(shown, *line, format!("the cells add up to more than {MOST} pupils"))
                .found(format!("{} in this line", counted.n)));
        }
        lines.insert(key.clone(), *line);
        out.cells.insert(key, counted);
    }
    out.masked = hidden.len() as u64;
    levels_fit(shown, &out.cells, &lines, &hidden)?;
    Ok(out)
}

fn is_masked(text: &str) -> bool {
    text == "*" || text.starts_with('<') || clean::is_missing(text)
}

fn as_drawn(shown: &str, line: usize, ground: &Ground, programme: &str, told: &str) -> Outcome<()> {
    let drawn = ground.starts.get(programme).filter(|d| !told.is_empty() && *d != told);
    match drawn {
        None => Ok(()),
        Some(drawn) => Err(wrong(shown, line, "the start is not the one that was drawn")
            .found(told.to_string())
            .expected(drawn.clone())),
    }
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

/// Levels of a subgroup add up to no more than their cell, in pupils, in those with the outcome and in those without.
fn levels_fit(
    shown: &str,
    cells: &BTreeMap<Key, Counted>,
    lines: &BTreeMap<Key, usize>,
    hidden: &BTreeMap<Key, usize>,
) -> Outcome<()> {
    let mut sums: BTreeMap<Key, (u64, u64, usize)> = BTreeMap::new();
    for (key, c) in cells.iter().filter(|(k, _)| !k.3.is_empty()) {
        let own = (key.0, key.1.clone(), key.2, key.3.clone(), String::new());
        let sum = sums.entry(own).or_default();
        let line = lines.get(key).copied().unwrap_or(0);
        *sum = (sum.0 + c.n, sum.1 + c.k.unwrap_or(0), sum.2.max(line));
    }
    for (key, (n, k, line)) in sums {
        let whole = (key.0, key.1.clone(), key.2, String::new(), String::new());
        let Some(c) = cells.get(&whole) else {
            if hidden.contains_key(&whole) {
                continue;
            }
            return Err(wrong(shown, line, "levels of a subgroup stand here without their whole cell")
                .found(format!("`{}`", key.3))
                .help("add the row of the cell itself, with empty `subgroup` and `level`"));
        };
        let others = |all: u64| n.saturating_sub(k) > c.n.saturating_sub(all);
        if n > c.n || c.k.is_some_and(|all| k > all || others(all)) {
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
