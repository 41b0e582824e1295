//! What `ingest --counts` takes, from the pupils of a study.

use super::drawn::{Drawn, drawn};
use super::study::Folder;
use super::{held, json_files};
use crate::diagnostics::Outcome;
use crate::history::forecast_of;
use crate::registers::{self, Export, Values};
use crate::trial::study::FrozenForecast;
use crate::trial::{Pupil, Pupils, Study};
use std::collections::BTreeMap;

/// Position of the outcome, programme, position of the period, subgroup, level.
type Key = (usize, String, usize, String, String);

/// One cell.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    n: i64,
    k: i64,
    sum: f64,
    sumsq: f64,
    missing: i64,
    low: f64,
    unasked: i64,
    expected: f64,
}

impl Cell {
    /// Takes in a pupil whose outcome is known, or the least that it can be where it should be and is not.
    fn take(&mut self, value: Result<f64, Option<f64>>, expected: f64) {
        match value {
            Ok(y) => {
                self.n += 1;
                self.k += i64::from(y > 0.5);
                self.sum += y;
                self.sumsq += y * y;
                self.expected += expected;
            }
            Err(Some(least)) => {
                self.missing += 1;
                self.low += least;
            }
            Err(None) => self.unasked += 1,
        }
    }
}

/// The cells of a study's pupils, terms whose follow-up has not ended left out.
pub(crate) fn counts(folder: &Folder, study: &Study) -> Outcome<Export> {
    let pupils = registers::read_pupils(&folder.path("data"))?;
    let lotteries: Vec<Drawn> = held::all_held(folder)?.iter().map(drawn).collect();
    let cells = cells(&pupils, study, &not_followed(folder)?);
    let rollout = &study.intervention().rollout;
    let plain = lotteries.iter().find(|d| d.suffix.is_empty());
    let start = |programme: &str| {
        let at = plain.and_then(|d| d.starts.get(d.lots.get(programme)?).copied());
        at.map_or_else(String::new, |s| rollout.periods[s].id.clone())
    };
    let text = |of: &dyn Fn(&Key) -> String| Values::Text(cells.keys().map(of).collect());
    let binary: Vec<bool> = (0..pupils.outcomes.len())
        .map(|o| pupils.rows.iter().filter_map(|p| p.outcomes[o]).all(|y| y == 0.0 || y == 1.0))
        .collect();
    let mut out = Export::default();
    out.push("outcome", text(&|k| pupils.outcomes[k.0].clone()));
    out.push("programme", text(&|k| k.1.clone()));
    out.push("period", text(&|k| rollout.periods[k.2].id.clone()));
    out.push("subgroup", text(&|k| k.3.clone()));
    out.push("level", text(&|k| k.4.clone()));
    out.push("start", text(&|k| start(&k.1)));
    let asked = |k: &Key| pupils.asked.contains_key(&k.0);
    let all = |(k, c): (&Key, &Cell)| Some(if asked(k) { c.n + c.missing + c.unasked } else { c.n });
    out.push("n", Values::Whole(cells.iter().map(all).collect()));
    out.push("k", Values::Whole(cells.iter().map(|(k, c)| binary[k.0].then_some(c.k)).collect()));
    if binary.contains(&false) {
        let sums = |of: &dyn Fn(&Cell) -> f64| {
            Values::Number(cells.iter().map(|(k, c)| (!binary[k.0]).then(|| of(c))).collect())
        };
        out.push("sum", sums(&|c| c.sum));
        out.push("sumsq", sums(&|c| c.sumsq));
    }
    if cells.values().any(|c| c.missing > 0) {
        out.push("missing", Values::Whole(cells.values().map(|c| Some(c.missing)).collect()));
    }
    if cells.values().any(|c| c.low > 0.0) {
        out.push("low", Values::Number(cells.values().map(|c| Some(c.low)).collect()));
    }
    if !pupils.asked.is_empty() {
        let own = |(k, c): (&Key, &Cell)| asked(k).then_some(c.n + c.missing);
        out.push("selected", Values::Whole(cells.iter().map(own).collect()));
    }
    if forecast(study).is_some() {
        let primary = study.outcomes.iter().position(|o| o.primary);
        let own = |(k, c): (&Key, &Cell)| (Some(k.0) == primary && k.3.is_empty() && c.n > 0).then_some(c.expected);
        out.push("expected", Values::Number(cells.iter().map(own).collect()));
    }
    Ok(out)
}

/// The frozen forecast of a plan that takes one off.
fn forecast(study: &Study) -> Option<&FrozenForecast> {
    study.forecast.as_ref().filter(|_| study.analysis.adjust)?.frozen.as_ref()
}

fn cells(pupils: &Pupils, study: &Study, left_out: &BTreeMap<String, Vec<String>>) -> BTreeMap<Key, Cell> {
    let of = |name: &String| pupils.covariates.iter().position(|c| c == name);
    let subgroups: Vec<(&String, usize)> = study.analysis.subgroups.iter().filter_map(|s| Some((s, of(s)?))).collect();
    let frozen = forecast(study);
    let columns: Vec<Option<usize>> = frozen.map_or(Vec::new(), |f| f.slopes.iter().map(|(n, _)| of(n)).collect());
    let expected = |p: &Pupil| {
        let x: Vec<Option<f64>> = columns.iter().map(|c| c.and_then(|c| p.covariates[c])).collect();
        frozen.map_or(0.0, |f| forecast_of(f, &p.programme, &x))
    };
    let mut cells: BTreeMap<Key, Cell> = BTreeMap::new();
    for (i, p) in pupils.rows.iter().enumerate() {
        let Some(period) = study.intervention().rollout.period(&p.period) else { continue };
        for (o, name) in pupils.outcomes.iter().enumerate() {
            if left_out.get(name).is_some_and(|terms| terms.contains(&p.period)) {
                continue;
            }
            let value = p.outcomes[o].ok_or_else(|| pupils.lacks(i, o));
            // who lacks nothing and is asked never started
            if value == Err(None) && pupils.is_asked(i, o) {
                continue;
            }
            let mut take = |subgroup: &str, level: String| {
                let key = (o, p.programme.clone(), period, subgroup.to_string(), level);
                cells.entry(key).or_default().take(value, expected(p));
            };
            take("", String::new());
            for (name, at) in &subgroups {
                if let Some(level) = p.covariates[*at] {
                    take(name, format!("{level}"));
                }
            }
        }
    }
    cells
}

/// Terms by outcome in which the follow-up of some pupil has not ended.
fn not_followed(folder: &Folder) -> Outcome<BTreeMap<String, Vec<String>>> {
    let outcomes = json_files::quality(folder)?.map(|q| q.outcomes).unwrap_or_default();
    Ok(outcomes.into_iter().map(|o| (o.outcome, o.not_followed)).collect())
}
