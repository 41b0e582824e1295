//! Pupils of counts: as many as the cells say, for what runs a plan on pupils.

use super::amounts::Counted;
use super::cells::{Cells, Key};
use crate::registers::numbers;
use crate::trial::study::OutcomeKind;
use crate::trial::{Departure, Pupil, Pupils, Status, Study};
use std::collections::{BTreeMap, BTreeSet};

/// Pupils of counts: of each programme and term as many as the fullest of its outcomes has, with values that have each
/// outcome's number, sum and sum of squares; the levels of subgroups are those of the primary outcome, grouping by
/// grouping.
pub(crate) fn pupils(cells: &Cells, study: &Study) -> Pupils {
    let mut out = Pupils {
        outcomes: study.outcomes.iter().map(|o| o.name.clone()).collect(),
        covariates: study.analysis.subgroups.clone(),
        ..Pupils::default()
    };
    let primary = study.outcomes.iter().position(|o| o.primary).unwrap_or(0);
    let places: BTreeSet<(&String, usize)> = cells.whole().map(|(k, _)| (&k.1, k.2)).collect();
    // outcomes that the file says are not asked after of everybody
    let selected: BTreeSet<usize> = cells.whole().filter(|(_, c)| c.unselected > 0).map(|(k, _)| k.0).collect();
    for (programme, t) in places {
        let of = |o: usize| cells.cells.get(&whole(o, programme, t));
        let values: Vec<Vec<f64>> = (0..study.outcomes.len()).map(|o| of(o).map_or(Vec::new(), values_of)).collect();
        let n = (0..study.outcomes.len()).filter_map(of).map(|c| c.all()).max().unwrap_or(0) as usize;
        let levels = levels(cells, study, &whole(primary, programme, t), &values[primary]);
        let period = &study.intervention().rollout.periods[t];
        for i in 0..n {
            // beyond the pupils of a cell, known or not, nobody is asked its outcome
            for (o, values) in values.iter().enumerate() {
                let cell = of(o);
                out.asked.entry(o).or_default().push(cell.is_some_and(|c| (i as u64) < c.all()));
                if !study.outcomes[o].kind.is_binary() {
                    let least = cell.map(|c| c.low / c.missing.max(1) as f64).filter(|_| i >= values.len());
                    out.least.entry(o).or_default().push(least);
                }
            }
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
                outcomes: values.iter().map(|v| v.get(i).copied()).collect(),
                covariates: levels.iter().map(|l| l.get(i).copied().flatten()).collect(),
            });
        }
        for (o, decl) in study.outcomes.iter().enumerate() {
            let c = of(o).copied().unwrap_or_default();
            let (known, lacking) = (c.n as usize, (c.n + c.missing) as usize);
            if selected.contains(&o) {
                out.asked.entry(o).or_default().extend((0..n).map(|i| i < lacking));
            }
            if decl.kind == OutcomeKind::Days {
                let least = c.low / c.missing.max(1) as f64;
                let of = |i: usize| (i >= known).then_some(if i < lacking { least } else { 0.0 });
                out.least.entry(o).or_default().extend((0..n).map(of));
            }
        }
    }
    out
}

fn whole(outcome: usize, programme: &str, period: usize) -> Key {
    (outcome, programme.to_string(), period, String::new(), String::new())
}

/// The level of each pupil in each grouping: within those who have the outcome, and within the others.
fn levels(cells: &Cells, study: &Study, key: &Key, values: &[f64]) -> Vec<Vec<Option<f64>>> {
    let of = |name: &String| {
        let mut own = [Vec::new(), Vec::new()];
        for ((_, _, _, _, level), l) in
            cells.cells.iter().filter(|(k, _)| (k.0, &k.1, k.2, &k.3) == (key.0, &key.1, key.2, name))
        {
            let (Some(level), Some(k)) = (numbers::parse(level, Some('.')), l.k) else { continue };
            own[1].extend(std::iter::repeat_n(level, k as usize));
            own[0].extend(std::iter::repeat_n(level, l.n.saturating_sub(k) as usize));
        }
        let mut taken = [0usize; 2];
        let next = |y: &f64| {
            let side = usize::from(*y > 0.5);
            taken[side] += 1;
            own[side].get(taken[side] - 1).copied()
        };
        values.iter().map(next).collect()
    };
    study.analysis.subgroups.iter().map(of).collect()
}

fn values_of(c: &Counted) -> Vec<f64> {
    values(c.n as usize, c.k, c.sum, c.sumsq)
}

/// Values with a cell's number, sum and sum of squares.
pub(crate) fn values(n: usize, k: Option<u64>, sum: f64, sumsq: f64) -> Vec<f64> {
    if let Some(k) = k {
        return (0..n).map(|i| f64::from(u8::from((i as u64) < k))).collect();
    }
    if n == 0 {
        return Vec::new();
    }
    let mean = sum / n as f64;
    let squares = (sumsq - sum * mean).max(0.0);
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

/// Pupils of a file of counts: of each programme and term as many as the fullest of its outcomes has.
pub(crate) fn number(cells: &Cells) -> u64 {
    let mut most: BTreeMap<(&String, usize), u64> = BTreeMap::new();
    for (k, c) in cells.whole() {
        let own = most.entry((&k.1, k.2)).or_default();
        *own = (*own).max(c.all());
    }
    most.values().sum()
}
