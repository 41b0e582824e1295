//! Pupils who agree in cluster, covariates and outcome, counted once: what every regression of absence runs on.

use super::coded::{Coded, Patterns};
use crate::inference::guards::Sides;
use crate::numeric::Matrix;
use crate::trial::{ClusterPiece, Fit};
use std::sync::Arc;

/// Which cluster each row belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct Clusters {
    /// Names, ascending.
    pub names: Vec<String>,
    /// Position in `names`, one per row.
    pub of: Vec<u32>,
}

impl Clusters {
    /// From one label per row.
    pub fn from_labels<S: AsRef<str>>(labels: &[S]) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut seen = std::collections::HashMap::new();
        let mut of: Vec<u32> = Vec::with_capacity(labels.len());
        for label in labels {
            let next = names.len() as u32;
            let code = *seen.entry(label.as_ref()).or_insert(next);
            if code == next {
                names.push(label.as_ref().to_string());
            }
            of.push(code);
        }
        Clusters::from_codes(of, names)
    }

    /// From one code per row and the distinct names that the codes point to, in any order.
    pub fn from_codes(mut of: Vec<u32>, names: Vec<String>) -> Self {
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by(|a, b| names[*a].cmp(&names[*b]));
        let mut rank = vec![0u32; names.len()];
        for (r, i) in order.iter().enumerate() {
            rank[*i] = r as u32;
        }
        of.iter_mut().for_each(|c| *c = rank[*c as usize]);
        Clusters { names: order.iter().map(|i| names[*i].clone()).collect(), of }
    }

    /// Number of clusters.
    pub fn count(&self) -> usize {
        self.names.len()
    }

    /// The rows named; clusters without a row are left out.
    pub fn select(&self, rows: &[u32]) -> Clusters {
        let mut rank = vec![u32::MAX; self.names.len()];
        rows.iter().for_each(|r| rank[self.of[*r as usize] as usize] = 0);
        let mut names = Vec::new();
        for (i, slot) in rank.iter_mut().enumerate().filter(|(_, s)| **s == 0) {
            *slot = names.len() as u32;
            names.push(self.names[i].clone());
        }
        Clusters { names, of: rows.iter().map(|r| rank[self.of[*r as usize] as usize]).collect() }
    }
}

/// A regression's data as counts: distinct design rows, and for each cluster how often each occurs and with how many
/// events.
///
/// CONVENTION: n rows, g clusters, p distinct design rows, k columns.
#[derive(Debug, Clone)]
pub struct Cells {
    /// Names of the k columns.
    pub terms: Vec<String>,
    /// p × k design rows, the intercept among them.
    pub design: Matrix,
    /// Clusters' names.
    pub clusters: Vec<String>,
    /// Cells ordered by cluster, then design row.
    pub cells: Vec<Cell>,
}

/// How often one design row occurs in one cluster.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Position of the cluster.
    pub cluster: u32,
    /// Row of the design.
    pub row: u32,
    /// Pupils.
    pub n: f64,
    /// Events among them.
    pub events: f64,
}

impl Cells {
    /// Collapses rows to cells.
    ///
    /// `columns`: the named regressors, an intercept being added in front; `y`: 0 or 1; `clusters`: one per row.
    pub fn collapse(columns: &[(&str, &Coded)], y: &Coded, clusters: &Clusters) -> Cells {
        let coded: Vec<&Coded> = columns.iter().map(|(_, c)| *c).collect();
        let patterns = Patterns::of(&coded, y.len());
        let (p, k) = (patterns.count(), columns.len() + 1);
        let mut design = Matrix::zeros(p, k);
        for i in 0..p {
            let row = design.row_mut(i);
            row[0] = 1.0;
            row[1..].copy_from_slice(patterns.values(i));
        }
        let mut terms = vec!["(intercept)".to_string()];
        terms.extend(columns.iter().map(|(name, _)| name.to_string()));
        let cells = count_cells(&patterns, y, clusters);
        Cells { terms, design, clusters: clusters.names.clone(), cells }
    }

    /// The same counts under another design: each design row is mapped to a new one of as many columns as `terms`.
    pub fn redesign(&self, terms: &[&str], map: impl Fn(&[f64]) -> Vec<f64>) -> Cells {
        let rows: Vec<Vec<f64>> = (0..self.design.rows()).map(|i| map(self.design.row(i))).collect();
        Cells {
            terms: terms.iter().map(|t| t.to_string()).collect(),
            design: Matrix::from_rows(&rows),
            clusters: self.clusters.clone(),
            cells: self.cells.clone(),
        }
    }

    /// The cells whose design row is wanted; clusters without such a cell are left out.
    pub fn only(&self, wanted: impl Fn(&[f64]) -> bool) -> Cells {
        let rows: Vec<bool> = (0..self.design.rows()).map(|i| wanted(self.design.row(i))).collect();
        let mut clusters = Vec::new();
        let mut last = None;
        let mut cells = Vec::new();
        for c in self.cells.iter().filter(|c| rows[c.row as usize]) {
            if last != Some(c.cluster) {
                clusters.push(self.clusters[c.cluster as usize].clone());
                last = Some(c.cluster);
            }
            cells.push(Cell { cluster: clusters.len() as u32 - 1, ..*c });
        }
        Cells { terms: self.terms.clone(), design: self.design.clone(), clusters, cells }
    }

    /// Pupils and events of each design row over all clusters but those left out.
    pub fn totals(&self, without: impl Fn(usize) -> bool) -> Vec<(f64, f64)> {
        let mut totals = vec![(0.0, 0.0); self.design.rows()];
        for c in self.cells.iter().filter(|c| !without(c.cluster as usize)) {
            let t = &mut totals[c.row as usize];
            t.0 += c.n;
            t.1 += c.events;
        }
        totals
    }

    /// What stands behind two sides; `side` says of a design row on which side it is, if on any.
    pub fn sides(&self, side: impl Fn(&[f64]) -> Option<usize>) -> Sides {
        let of_row: Vec<Option<usize>> = (0..self.design.rows()).map(|i| side(self.design.row(i))).collect();
        let mut sides = Sides::default();
        for c in &self.cells {
            if let Some(side) = of_row[c.row as usize] {
                sides.add(side, c.cluster, c.n, c.events);
            }
        }
        sides
    }

    /// What stands behind those without (side 0) and with (side 1) the exposure of the second column.
    pub fn by_exposure(&self) -> Sides {
        self.sides(|row| Some(usize::from(row[1] > 0.5)))
    }

    /// Pupils.
    pub fn nobs(&self) -> f64 {
        self.cells.iter().map(|c| c.n).sum()
    }

    /// Assembles a `Fit`: per design row a mean `mu` and a working weight, which make scores Σx(y − nμ) and grams Σnwxx'.
    pub(super) fn fit(&self, solved: Solved, mu: &[f64], weight: &[f64]) -> Fit {
        let k = self.terms.len();
        let mut grams = vec![Matrix::zeros(k, k); self.clusters.len()];
        let mut scores = vec![vec![0.0; k]; self.clusters.len()];
        for c in &self.cells {
            let (g, i) = (c.cluster as usize, c.row as usize);
            let x = self.design.row(i);
            grams[g].add_outer(c.n * weight[i], x);
            let rest = c.events - c.n * mu[i];
            scores[g].iter_mut().zip(x).for_each(|(s, x)| *s += x * rest);
        }
        let pieces = grams.into_iter().zip(scores);
        let pieces = pieces.map(|(gram, score)| ClusterPiece { gram: Arc::new(gram), score }).collect();
        let parameters = (k - solved.dropped.len()) as f64;
        Fit {
            terms: self.terms.clone(),
            coefficients: solved.coefficients,
            dropped: solved.dropped,
            bread: solved.bread,
            clusters: pieces,
            cluster_names: self.clusters.clone(),
            nobs: self.nobs(),
            parameters,
        }
    }
}

/// Coefficients and bread of a solved regression.
pub(super) struct Solved {
    pub coefficients: Vec<f64>,
    pub bread: Matrix,
    pub dropped: Vec<usize>,
}

fn count_cells(patterns: &Patterns, y: &Coded, clusters: &Clusters) -> Vec<Cell> {
    let p = patterns.count();
    let table = p * clusters.count();
    if table <= 4 * y.len() + 1024 {
        let mut counts = vec![(0.0f64, 0.0f64); table];
        for (i, (row, g)) in patterns.rows().iter().zip(&clusters.of).enumerate() {
            let slot = &mut counts[*g as usize * p + *row as usize];
            slot.0 += 1.0;
            slot.1 += y.value(i);
        }
        let filled = counts.iter().enumerate().filter(|(_, c)| c.0 > 0.0);
        return filled
            .map(|(i, c)| Cell { cluster: (i / p) as u32, row: (i % p) as u32, n: c.0, events: c.1 })
            .collect();
    }
    let mut keys: Vec<(u32, u32, u32)> =
        (0..y.len()).map(|i| (clusters.of[i], patterns.rows()[i], y.codes()[i])).collect();
    keys.sort_unstable();
    let mut cells: Vec<Cell> = Vec::new();
    for (g, row, code) in keys {
        let value = y.levels()[code as usize];
        match cells.last_mut() {
            Some(c) if c.cluster == g && c.row == row => {
                c.n += 1.0;
                c.events += value;
            }
            _ => cells.push(Cell { cluster: g, row, n: 1.0, events: value }),
        }
    }
    cells
}
