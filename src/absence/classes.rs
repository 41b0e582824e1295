//! Whom a class's calls reach: the highest scores first, ties in random order.

use super::cells::{Cells, Clusters};
use super::coded::Coded;
use std::collections::HashMap;

/// Risks closer than this are tied: sums of the same numbers in another order.
pub const TIED: f64 = 1e-12;

/// Pupils of one class with one design row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClassCell {
    /// Row of the design.
    pub row: u32,
    /// Pupils.
    pub n: f64,
    /// Dropouts among them.
    pub events: f64,
}

/// Classes as counts; a class is a distinct pair of cluster and class.
#[derive(Debug, Clone, PartialEq)]
pub struct Classes {
    /// Cluster of each class, ascending.
    pub cluster: Vec<u32>,
    /// Cells ordered by class, then design row.
    pub cells: Vec<ClassCell>,
    /// Where each class's cells begin, and the end.
    pub starts: Vec<usize>,
}

impl Classes {
    /// Each cluster is a class.
    pub fn clusters(cells: &Cells) -> Classes {
        let g = cells.clusters.len();
        Classes {
            cluster: (0..g as u32).collect(),
            starts: (0..=g).map(|c| cells.cells.partition_point(|cell| (cell.cluster as usize) < c)).collect(),
            cells: cells.cells.iter().map(|c| ClassCell { row: c.row, n: c.n, events: c.events }).collect(),
        }
    }

    /// Classes within clusters; `rows`: the design row of each pupil, `y`: 0 or 1.
    pub fn within(clusters: &Clusters, classes: &Clusters, rows: &[u32], y: &Coded) -> Classes {
        let labels = classes.count() as u64;
        let pair = |i: usize| u64::from(clusters.of[i]) * labels + u64::from(classes.of[i]);
        let mut seen: HashMap<u64, u32> = HashMap::new();
        (0..rows.len()).for_each(|i| {
            seen.entry(pair(i)).or_insert(0);
        });
        let mut pairs: Vec<u64> = seen.keys().copied().collect();
        pairs.sort_unstable();
        for (at, key) in pairs.iter().enumerate() {
            seen.insert(*key, at as u32);
        }
        let mut keys: Vec<(u32, u32, bool)> =
            (0..rows.len()).map(|i| (seen[&pair(i)], rows[i], y.value(i) > 0.5)).collect();
        keys.sort_unstable();
        let mut cells: Vec<ClassCell> = Vec::new();
        let mut starts = Vec::with_capacity(pairs.len() + 1);
        let mut last = None;
        for (class, row, dropped) in keys {
            if last != Some(class) {
                starts.push(cells.len());
            }
            match cells.last_mut() {
                Some(c) if last == Some(class) && c.row == row => c.n += 1.0,
                _ => cells.push(ClassCell { row, n: 1.0, events: 0.0 }),
            }
            if let Some(c) = cells.last_mut() {
                c.events += f64::from(u8::from(dropped));
            }
            last = Some(class);
        }
        starts.push(cells.len());
        Classes { cluster: pairs.iter().map(|key| (key / labels) as u32).collect(), cells, starts }
    }

    /// Number of classes.
    pub fn count(&self) -> usize {
        self.cluster.len()
    }

    /// Cells of one class.
    pub fn class(&self, at: usize) -> &[ClassCell] {
        &self.cells[self.starts[at]..self.starts[at + 1]]
    }
}

/// Calls made in one class and dropouts reached by them, added to sums: for each number N of calls, at 2j and 2j + 1.
///
/// Of a tied block of t pupils with e dropouts, of whom q are called, q·e/t are reached in expectation. `blocks`: (t, e) from
/// the highest score down; `calls`: ascending.
pub fn call(blocks: impl Iterator<Item = (f64, f64)>, calls: &[f64], sums: &mut [f64]) {
    let most = calls.last().copied().unwrap_or(0.0);
    let mut before = 0.0;
    for (t, e) in blocks {
        for (j, n) in calls.iter().enumerate() {
            let q = (n - before).clamp(0.0, t);
            if q > 0.0 {
                sums[2 * j] += q;
                sums[2 * j + 1] += q * e / t;
            }
        }
        before += t;
        if before >= most {
            return;
        }
    }
}

/// Blocks of tied pupils of one class, highest score first; `ranked`: cells with the rank of their score, highest 0.
pub fn blocks(ranked: &mut [(u32, f64, f64)]) -> impl Iterator<Item = (f64, f64)> {
    ranked.sort_unstable_by_key(|c| c.0);
    ranked.chunk_by(|a, b| a.0 == b.0).map(|block| block.iter().fold((0.0, 0.0), |s, c| (s.0 + c.1, s.1 + c.2)))
}

/// Ranks of scores from the highest down, those within `TIED` of the next sharing one; `rank` is written at the rows named.
pub fn ranks(rows: &[u32], score: &[f64], rank: &mut [u32]) {
    let mut order: Vec<u32> = rows.to_vec();
    order.sort_unstable_by(|a, b| score[*b as usize].total_cmp(&score[*a as usize]).then(a.cmp(b)));
    let (mut at, mut last) = (0u32, f64::NAN);
    for row in order {
        let own = score[row as usize];
        at += u32::from(last - own > TIED);
        rank[row as usize] = at;
        last = own;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rarest_call_is_shared_by_ties() {
        // class A of the page: days 3, 1, 1, 1 with dropouts 1, 1, 0, 0 among those eligible
        let mut sums = vec![0.0; 4];
        call([(1.0, 1.0), (3.0, 1.0)].into_iter(), &[2.0, 9.0], &mut sums);
        assert!((sums[0] - 2.0).abs() < 1e-15 && (sums[1] - (1.0 + 1.0 / 3.0)).abs() < 1e-15);
        assert_eq!((sums[2], sums[3]), (4.0, 2.0));
    }

    #[test]
    fn rounding_does_not_part_ties() {
        let score = [0.2, 0.3, 0.3 + 1e-14, 0.1];
        let mut rank = [9; 4];
        ranks(&[0, 1, 2, 3], &score, &mut rank);
        assert_eq!(rank, [1, 0, 0, 2]);
    }
}
