//! A model judged on pupils that it has not seen, and judged again without each unit of the jackknife.

use super::cells::Cells;
use super::iterated::{Family, maximise, maximise_from};
use super::partition::Partition;
use super::validation::LeftOut;
use rayon::prelude::*;

/// Pupils of one group and one unit, collapsed to design rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Atom {
    /// Group left out.
    pub group: u32,
    /// Unit deleted.
    pub unit: u32,
    /// Design row, pupils, dropouts.
    pub cells: Vec<(u32, f64, f64)>,
}

/// The pupils by group and unit, in order of groups, then units.
pub fn atoms(cells: &Cells, partition: &Partition) -> Vec<Atom> {
    let at = |c: u32| (partition.group[c as usize], partition.unit[c as usize]);
    let mut keyed: Vec<((u32, u32), u32, f64, f64)> =
        cells.cells.iter().map(|c| (at(c.cluster), c.row, c.n, c.events)).collect();
    keyed.sort_by_key(|k| (k.0, k.1));
    let mut atoms: Vec<Atom> = Vec::new();
    for ((group, unit), row, n, events) in keyed {
        match atoms.last_mut() {
            Some(a) if (a.group, a.unit) == (group, unit) => match a.cells.last_mut() {
                Some(c) if c.0 == row => {
                    c.1 += n;
                    c.2 += events;
                }
                _ => a.cells.push((row, n, events)),
            },
            _ => atoms.push(Atom { group, unit, cells: vec![(row, n, events)] }),
        }
    }
    atoms
}

/// Where predicted risks come from.
pub enum Model<'a> {
    /// A logit fitted without the group judged, and again without each unit besides.
    Refitted(Refitted<'a>),
    /// A frozen scorecard: one risk a design row, nothing refitted.
    Frozen(Vec<f64>),
}

/// Left-out fits and their replicates.
pub struct Refitted<'a> {
    out: &'a LeftOut,
    cells: &'a Cells,
    units: usize,
    /// Coefficients of the fit without group g and unit u, at g·units + u.
    pairs: Vec<Option<Vec<f64>>>,
}

impl<'a> Refitted<'a> {
    /// Fits every replicate that somebody is judged by.
    ///
    /// Where units are the groups, one fit without g and u serves both: S(S−1)/2 fits. Each starts from the fit to everybody.
    pub fn new(cells: &'a Cells, partition: &Partition, atoms: &[Atom], out: &'a LeftOut) -> Refitted<'a> {
        let (groups, units) = (partition.groups, partition.units);
        let totals = cells.totals(|_| false);
        let start = maximise(&cells.design, &totals, Family::Logit).ok().map(|s| s.coefficients);
        let symmetric = partition.is_symmetric();
        let wanted: Vec<(u32, u32)> = (0..groups as u32)
            .flat_map(|g| (0..units as u32).map(move |u| (g, u)))
            .filter(|(g, u)| if symmetric { g < u } else { true })
            .collect();
        let fits: Vec<Option<Vec<f64>>> = wanted
            .par_iter()
            .map(|(g, u)| {
                let mut rest = totals.clone();
                for (row, n, events) in
                    atoms.iter().filter(|a| a.group == *g || a.unit == *u).flat_map(|a| a.cells.iter())
                {
                    rest[*row as usize].0 -= n;
                    rest[*row as usize].1 -= events;
                }
                // a column without variation stays where it started: then from nothing, as with everybody
                let warm = maximise_from(&cells.design, &rest, Family::Logit, start.as_deref(), None).ok();
                let warm = warm.filter(|fit| fit.dropped.is_empty());
                let fit = warm.or_else(|| maximise(&cells.design, &rest, Family::Logit).ok())?;
                fit.coefficients.iter().all(|b| b.is_finite()).then_some(fit.coefficients)
            })
            .collect();
        let mut pairs = vec![None; groups * units];
        for ((g, u), fit) in wanted.into_iter().zip(fits) {
            if symmetric {
                pairs[u as usize * units + g as usize] = fit.clone();
            }
            pairs[g as usize * units + u as usize] = fit;
        }
        Refitted { out, cells, units, pairs }
    }
}

impl Model<'_> {
    /// Writes the risks of a group's design rows, with a unit deleted or with everybody; whether the group is judged.
    pub fn risks(&self, group: u32, without: Option<u32>, rows: &[u32], risk: &mut [f64]) -> bool {
        match (self, without) {
            (Model::Frozen(known), _) => {
                rows.iter().for_each(|r| risk[*r as usize] = known[*r as usize]);
                true
            }
            (Model::Refitted(m), None) => {
                let Some(known) = &m.out.predicted[group as usize] else { return false };
                rows.iter().for_each(|r| risk[*r as usize] = known[*r as usize]);
                true
            }
            (Model::Refitted(m), Some(unit)) => {
                let Some(beta) = &m.pairs[group as usize * m.units + unit as usize] else { return false };
                for r in rows {
                    let eta = m.cells.design.row(*r as usize).iter().zip(beta).map(|(x, b)| x * b).sum();
                    risk[*r as usize] = Family::Logit.mean(eta).0;
                }
                true
            }
        }
    }

    /// Whether deleting a unit changes the risks of the others.
    pub fn is_refitted(&self) -> bool {
        matches!(self, Model::Refitted(_))
    }
}
