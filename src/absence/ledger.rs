//! Everything that rules and models get right and wrong, as sums by unit of the jackknife, and again without each unit.

use super::classes::{Classes, blocks, call, ranks};
use super::judged::{Atom, Model};
use super::partition::Partition;
use super::{Cells, Clusters};
use rayon::prelude::*;

/// What is asked of rules and models.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Days absent of the declared rule.
    pub threshold: f64,
    /// Days absent at which pupils are flagged, ascending, the declared threshold among them.
    pub days: Vec<f64>,
    /// Threshold probabilities, ascending.
    pub risks: Vec<f64>,
    /// Calls per class, ascending.
    pub calls: Vec<f64>,
}

/// Pupils counted in every way that the sums need.
#[derive(Debug, Clone)]
pub struct Counted<'a> {
    /// Design rows by cluster: the intercept, days absent, covariates.
    pub cells: &'a Cells,
    /// Groups and units.
    pub partition: &'a Partition,
    /// Design rows by group and unit.
    pub atoms: Vec<Atom>,
    /// Design rows by class.
    pub classes: Classes,
    /// Groupings whose levels are judged apart.
    pub groupings: Vec<Grouping>,
}

/// A grouping of pupils: its levels, and design rows by cluster and level.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouping {
    /// Its name.
    pub name: String,
    /// Its levels, ascending; pupils of an unknown level belong to none.
    pub levels: Vec<String>,
    /// Cluster, level, design row, pupils, dropouts.
    pub cells: Vec<(u32, u32, u32, f64, f64)>,
}

impl Grouping {
    /// Counts the pupils of each level; `rows`: the design row of each pupil, `dropped`: whether a pupil dropped out.
    pub fn of(
        name: &str,
        groups: &Clusters,
        clusters: &Clusters,
        rows: &[u32],
        dropped: impl Fn(usize) -> bool,
    ) -> Grouping {
        let named: Vec<usize> = (0..groups.count()).filter(|g| !groups.names[*g].is_empty()).collect();
        let mut level = vec![u32::MAX; groups.count()];
        named.iter().enumerate().for_each(|(l, g)| level[*g] = l as u32);
        let mut keys: Vec<(u32, u32, u32, bool)> = (0..rows.len())
            .map(|i| (clusters.of[i], level[groups.of[i] as usize], rows[i], dropped(i)))
            .filter(|k| k.1 != u32::MAX)
            .collect();
        keys.sort_unstable();
        let mut cells: Vec<(u32, u32, u32, f64, f64)> = Vec::new();
        for (cluster, level, row, dropped) in keys {
            let events = f64::from(u8::from(dropped));
            match cells.last_mut() {
                Some(c) if (c.0, c.1, c.2) == (cluster, level, row) => {
                    c.3 += 1.0;
                    c.4 += events;
                }
                _ => cells.push((cluster, level, row, 1.0, events)),
            }
        }
        Grouping { name: name.to_string(), levels: named.iter().map(|g| groups.names[*g].clone()).collect(), cells }
    }
}

/// Where each sum stands. Of a pair (at, at + 1) the first is dropouts and the second others.
#[derive(Debug, Clone, PartialEq)]
pub struct Slots {
    /// Dropouts and others.
    pub pupils: usize,
    /// Classes.
    pub classes: usize,
    /// Flagged at each number of days.
    pub days: Vec<usize>,
    /// Calls made and dropouts reached by the rule, for each number of calls.
    pub calls: usize,
    /// The same with calls at random.
    pub random: usize,
    /// Of each grouping and level: dropouts and others, then those flagged by the declared rule.
    pub levels: Vec<Vec<usize>>,
    /// Where each model's sums begin.
    pub models: Vec<ModelSlots>,
    width: usize,
}

/// Where one model's sums stand.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelSlots {
    /// Dropouts and others judged.
    pub judged: usize,
    /// Of these, flagged by the declared rule.
    pub rule: usize,
    /// Flagged at each threshold probability.
    pub risks: Vec<usize>,
    /// Calls made and dropouts reached.
    pub calls: usize,
    /// Of each grouping and level: dropouts and others judged, then the sum of their risks.
    pub levels: Vec<Vec<usize>>,
}

impl Slots {
    fn of(counted: &Counted<'_>, asked: &Asked, models: usize) -> Slots {
        let mut width = 0;
        let mut take = |n: usize| {
            width += n;
            width - n
        };
        let mut slots = Slots {
            pupils: take(2),
            classes: take(1),
            days: asked.days.iter().map(|_| take(2)).collect(),
            calls: take(2 * asked.calls.len()),
            random: take(2 * asked.calls.len()),
            levels: counted.groupings.iter().map(|g| g.levels.iter().map(|_| take(4)).collect()).collect(),
            models: Vec::new(),
            width: 0,
        };
        for _ in 0..models {
            slots.models.push(ModelSlots {
                judged: take(2),
                rule: take(2),
                risks: asked.risks.iter().map(|_| take(2)).collect(),
                calls: take(2 * asked.calls.len()),
                levels: counted.groupings.iter().map(|g| g.levels.iter().map(|_| take(3)).collect()).collect(),
            });
        }
        slots.width = width;
        slots
    }
}

/// The sums.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    /// Where they stand.
    pub slots: Slots,
    /// One row a unit; together they are everybody's.
    pub units: Vec<Vec<f64>>,
    /// One row a unit: everybody's without it, models fitted again.
    pub without: Vec<Vec<f64>>,
}

impl Ledger {
    /// Counts with everybody alone: no replicates.
    pub fn whole(counted: &Counted<'_>, asked: &Asked, models: &[Model<'_>]) -> Ledger {
        Ledger::counted(counted, &ByGroup::of(counted), asked, models)
    }

    fn counted(counted: &Counted<'_>, by_group: &ByGroup, asked: &Asked, models: &[Model<'_>]) -> Ledger {
        let slots = Slots::of(counted, asked, models.len());
        let mut rows = vec![vec![0.0; slots.width]; counted.partition.units];
        rule_sums(counted, asked, &slots, &mut rows);
        for (model, at) in models.iter().zip(&slots.models) {
            model_sums(counted, by_group, asked, (model, at), None, &mut rows);
        }
        Ledger { slots, units: rows, without: Vec::new() }
    }

    /// Counts, once with everybody and once without each unit.
    pub fn of(counted: &Counted<'_>, asked: &Asked, models: &[Model<'_>]) -> Ledger {
        let by_group = ByGroup::of(counted);
        let Ledger { slots, units: rows, .. } = Ledger::counted(counted, &by_group, asked, models);
        let units = counted.partition.units;
        let all = totals(&rows, None);
        let refitted: Vec<(&Model<'_>, &ModelSlots)> =
            models.iter().zip(&slots.models).filter(|(m, _)| m.is_refitted()).collect();
        let without: Vec<Vec<f64>> = (0..units)
            .into_par_iter()
            .map(|u| {
                let mut sums: Vec<f64> = all.iter().zip(&rows[u]).map(|(a, own)| a - own).collect();
                for (model, at) in &refitted {
                    let mut again = vec![vec![0.0; slots.width]; units];
                    model_sums(counted, &by_group, asked, (model, at), Some(u as u32), &mut again);
                    let again = totals(&again, Some(u));
                    let end = slots.models.iter().map(|m| m.judged).filter(|j| *j > at.judged).min();
                    let own = at.judged..end.unwrap_or(slots.width);
                    sums[own.clone()].copy_from_slice(&again[own]);
                }
                sums
            })
            .collect();
        Ledger { slots, units: rows, without }
    }

    /// Sums over everybody.
    pub fn all(&self) -> Vec<f64> {
        totals(&self.units, None)
    }
}

fn totals(rows: &[Vec<f64>], without: Option<usize>) -> Vec<f64> {
    let width = rows.first().map_or(0, Vec::len);
    (0..width)
        .map(|j| rows.iter().enumerate().filter(|(u, _)| Some(*u) != without).map(|(_, row)| row[j]).sum())
        .collect()
}

fn put(row: &mut [f64], at: usize, n: f64, events: f64) {
    row[at] += events;
    row[at + 1] += n - events;
}

/// What needs no model.
fn rule_sums(counted: &Counted<'_>, asked: &Asked, slots: &Slots, rows: &mut [Vec<f64>]) {
    let days = |row: u32| counted.cells.design[(row as usize, 1)];
    for atom in &counted.atoms {
        let row = &mut rows[atom.unit as usize];
        for (pattern, n, events) in &atom.cells {
            put(row, slots.pupils, *n, *events);
            for (k, at) in asked.days.iter().zip(&slots.days) {
                if days(*pattern) >= *k {
                    put(row, *at, *n, *events);
                }
            }
        }
    }
    let classes = &counted.classes;
    let mut ranked = Vec::new();
    for class in 0..classes.count() {
        let row = &mut rows[counted.partition.unit[classes.cluster[class] as usize] as usize];
        let cells = classes.class(class);
        row[slots.classes] += 1.0;
        ranked.clear();
        // days are the first column of the design, so that ranks fall as its rows rise; equal days are one block
        let eligible = cells.iter().rev().filter(|c| days(c.row) >= asked.threshold);
        let (mut rank, mut last) = (0u32, f64::NAN);
        for c in eligible {
            rank += u32::from(days(c.row) < last);
            last = days(c.row);
            ranked.push((rank, c.n, c.events));
        }
        call(blocks(&mut ranked), &asked.calls, &mut row[slots.calls..]);
        let whole = cells.iter().fold((0.0, 0.0), |s, c| (s.0 + c.n, s.1 + c.events));
        call(std::iter::once(whole), &asked.calls, &mut row[slots.random..]);
    }
    for (grouping, at) in counted.groupings.iter().zip(&slots.levels) {
        for (cluster, level, pattern, n, events) in &grouping.cells {
            let row = &mut rows[counted.partition.unit[*cluster as usize] as usize];
            put(row, at[*level as usize], *n, *events);
            if days(*pattern) >= asked.threshold {
                put(row, at[*level as usize] + 2, *n, *events);
            }
        }
    }
}

/// Who belongs to each group, by position.
struct ByGroup {
    rows: Vec<Vec<u32>>,
    atoms: Vec<Vec<usize>>,
    classes: Vec<Vec<usize>>,
    /// Of each grouping, its cells.
    levels: Vec<Vec<Vec<usize>>>,
}

impl ByGroup {
    fn of(counted: &Counted<'_>) -> ByGroup {
        let p = counted.partition;
        let lists = |of: &mut dyn Iterator<Item = u32>| {
            let mut lists = vec![Vec::new(); p.groups];
            of.enumerate().for_each(|(i, g)| lists[g as usize].push(i));
            lists
        };
        let atoms = lists(&mut counted.atoms.iter().map(|a| a.group));
        let rows = atoms
            .iter()
            .map(|list| {
                let cells = list.iter().flat_map(|a| counted.atoms[*a].cells.iter().map(|c| c.0));
                let mut rows: Vec<u32> = cells.collect();
                rows.sort_unstable();
                rows.dedup();
                rows
            })
            .collect();
        let group = |cluster: u32| p.group[cluster as usize];
        ByGroup {
            rows,
            atoms,
            classes: lists(&mut counted.classes.cluster.iter().map(|c| group(*c))),
            levels: counted.groupings.iter().map(|g| lists(&mut g.cells.iter().map(|c| group(c.0)))).collect(),
        }
    }
}

/// What a model gives, with everybody or without a unit.
fn model_sums(
    counted: &Counted<'_>,
    by_group: &ByGroup,
    asked: &Asked,
    (model, slots): (&Model<'_>, &ModelSlots),
    without: Option<u32>,
    sums: &mut [Vec<f64>],
) {
    let (design, unit_of) = (&counted.cells.design, &counted.partition.unit);
    let mut risk = vec![f64::NAN; design.rows()];
    let mut rank = vec![0u32; design.rows()];
    let mut ranked = Vec::new();
    for group in 0..counted.partition.groups {
        let rows = &by_group.rows[group];
        if rows.is_empty() || !model.risks(group as u32, without, rows, &mut risk) {
            continue;
        }
        for atom in by_group.atoms[group].iter().map(|a| &counted.atoms[*a]).filter(|a| Some(a.unit) != without) {
            let own = &mut sums[atom.unit as usize];
            for (row, n, events) in &atom.cells {
                put(own, slots.judged, *n, *events);
                if design[(*row as usize, 1)] >= asked.threshold {
                    put(own, slots.rule, *n, *events);
                }
                for (p, at) in asked.risks.iter().zip(&slots.risks) {
                    if risk[*row as usize] >= *p {
                        put(own, *at, *n, *events);
                    }
                }
            }
        }
        ranks(rows, &risk, &mut rank);
        for class in &by_group.classes[group] {
            let unit = unit_of[counted.classes.cluster[*class] as usize];
            if Some(unit) == without {
                continue;
            }
            ranked.clear();
            ranked.extend(counted.classes.class(*class).iter().map(|c| (rank[c.row as usize], c.n, c.events)));
            call(blocks(&mut ranked), &asked.calls, &mut sums[unit as usize][slots.calls..]);
        }
        for ((grouping, at), cells) in counted.groupings.iter().zip(&slots.levels).zip(&by_group.levels) {
            for (cluster, level, row, n, events) in cells[group].iter().map(|c| &grouping.cells[*c]) {
                let unit = unit_of[*cluster as usize];
                if Some(unit) != without {
                    let own = &mut sums[unit as usize];
                    put(own, at[*level as usize], *n, *events);
                    own[at[*level as usize] + 2] += n * risk[*row as usize];
                }
            }
        }
    }
}
