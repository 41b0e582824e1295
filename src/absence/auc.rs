//! How well a score tells dropouts from the others: the AUC with DeLong's variance, and its cluster bootstrap.

use super::cells::Clusters;
use super::coded::Coded;
use crate::diagnostics::Progress;
use crate::numeric::{mean, quantile_sorted, sum};
use crate::provenance::Stream;
use rayon::prelude::*;

/// Scores with their outcomes, collapsed: for each cluster how many pupils have each score and how many dropped out.
#[derive(Debug, Clone)]
pub struct Scored {
    /// Distinct scores, ascending.
    pub scores: Vec<f64>,
    /// Cells ordered by cluster, then score.
    pub cells: Vec<ScoreCell>,
    /// Where each cluster's cells begin, and the end.
    pub starts: Vec<usize>,
}

/// Pupils of one cluster with one score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoreCell {
    /// Position in [`Scored::scores`].
    pub score: u32,
    /// Pupils that dropped out.
    pub events: f64,
    /// Pupils that did not.
    pub others: f64,
}

/// An area under the ROC curve with DeLong's variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Auc {
    /// Probability that a pupil who drops out scores higher than one who does not, ties counted half.
    pub auc: f64,
    /// DeLong's variance, pupils taken as independent; NaN with fewer than two pupils on either side.
    pub variance: f64,
    /// Pupils that dropped out.
    pub events: f64,
    /// Pupils that did not.
    pub others: f64,
}

/// What resampling whole clusters gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Bootstrap {
    /// Standard deviation of the replicates.
    pub std_error: f64,
    /// Percentile limits.
    pub low: f64,
    /// Percentile limits.
    pub high: f64,
    /// Replicates with dropouts and others, which is what the numbers rest on.
    pub used: usize,
}

impl Scored {
    /// From one score and one 0/1 outcome per row.
    pub fn of(score: &Coded, outcome: &Coded, clusters: &Clusters) -> Scored {
        let triples = clusters.of.iter().zip(score.codes()).zip(outcome.codes());
        let g = clusters.count();
        let width = score.levels().len();
        let cells: Vec<(u32, ScoreCell)> = if g * width <= 4 * score.len() + 1024 {
            let mut table = vec![(0.0, 0.0); g * width];
            for ((cluster, s), y) in triples {
                let slot: &mut (f64, f64) = &mut table[*cluster as usize * width + *s as usize];
                if outcome.levels()[*y as usize] > 0.5 { slot.0 += 1.0 } else { slot.1 += 1.0 }
            }
            let filled = table.iter().enumerate().filter(|(_, c)| c.0 + c.1 > 0.0);
            filled
                .map(|(i, c)| {
                    let cell = ScoreCell { score: (i % width) as u32, events: c.0, others: c.1 };
                    ((i / width) as u32, cell)
                })
                .collect()
        } else {
            let mut keys: Vec<(u32, u32, bool)> =
                triples.map(|((g, s), y)| (*g, *s, outcome.levels()[*y as usize] > 0.5)).collect();
            keys.sort_unstable();
            keys.iter()
                .map(|(g, s, y)| {
                    let events = f64::from(u8::from(*y));
                    (*g, ScoreCell { score: *s, events, others: 1.0 - events })
                })
                .collect()
        };
        Scored::from_cells(score.levels().to_vec(), cells, g)
    }

    /// From cells sorted by cluster; `clusters` is their number.
    pub fn from_cells(scores: Vec<f64>, cells: Vec<(u32, ScoreCell)>, clusters: usize) -> Scored {
        let starts = (0..=clusters).map(|g| cells.partition_point(|c| (c.0 as usize) < g)).collect();
        Scored { scores, cells: cells.into_iter().map(|c| c.1).collect(), starts }
    }

    /// Cells of one cluster.
    pub fn cluster(&self, g: usize) -> &[ScoreCell] {
        &self.cells[self.starts[g]..self.starts[g + 1]]
    }

    /// Number of clusters.
    pub fn clusters(&self) -> usize {
        self.starts.len() - 1
    }

    /// Dropouts and others at each score.
    fn margins(&self) -> (Vec<f64>, Vec<f64>) {
        let (mut events, mut others) = (vec![0.0; self.scores.len()], vec![0.0; self.scores.len()]);
        for c in &self.cells {
            events[c.score as usize] += c.events;
            others[c.score as usize] += c.others;
        }
        (events, others)
    }

    /// Area under the ROC curve with DeLong's variance, in the time that sorting the scores takes.
    ///
    /// AUC = Σ_i V_i/m with V_i the share of others below pupil i (ties half); variance S²_V/m + S²_W/n, W the share
    /// of dropouts above each other pupil. `None` without dropouts or without others.
    ///
    /// # Reference
    /// DeLong, DeLong & Clarke-Pearson (1988), doi:10.2307/2531595; Sun & Xu (2014), doi:10.1109/LSP.2014.2337313.
    ///
    /// *Checked against* `tests/reference/absence`.
    pub fn auc(&self) -> Option<Auc> {
        let (events, others) = self.margins();
        let (m, n) = (sum(events.iter().copied()), sum(others.iter().copied()));
        if m == 0.0 || n == 0.0 {
            return None;
        }
        let (mut below, mut above) = (0.0, m);
        // placements of the dropouts and of the others at each score
        let (mut v, mut w) = (Vec::with_capacity(events.len()), Vec::with_capacity(events.len()));
        for (e, o) in events.iter().zip(&others) {
            above -= e;
            v.push((below + o / 2.0) / n);
            w.push((above + e / 2.0) / m);
            below += o;
        }
        let auc = sum(v.iter().zip(&events).map(|(v, e)| v * e)) / m;
        let spread = |values: &[f64], weights: &[f64], total: f64| {
            let squares = sum(values.iter().zip(weights).map(|(v, k)| k * (v - auc) * (v - auc)));
            squares / (total - 1.0) / total
        };
        let variance = if m > 1.0 && n > 1.0 { spread(&v, &events, m) + spread(&w, &others, n) } else { f64::NAN };
        Some(Auc { auc, variance, events: m, others: n })
    }

    fn resampled(&self, times: &[u32], margin: &mut [(f64, f64)]) -> f64 {
        margin.fill((0.0, 0.0));
        for (g, times) in times.iter().enumerate().filter(|(_, t)| **t > 0) {
            let times = f64::from(*times);
            for c in self.cluster(g) {
                let slot = &mut margin[c.score as usize];
                slot.0 += times * c.events;
                slot.1 += times * c.others;
            }
        }
        let (mut below, mut wins, mut events) = (0.0, 0.0, 0.0);
        for (e, o) in margin.iter() {
            wins += e * (below + o / 2.0);
            below += o;
            events += e;
        }
        wins / (events * below)
    }
}

/// Cluster bootstrap of the AUC of several scores of the same pupils: G clusters drawn with replacement, draw k from
/// random stream number k, the same draws for every score.
///
/// Percentile interval (quantiles of type 7) and standard deviation of the replicates. Cost per draw grows with the
/// number of cells, never of pupils; the result does not depend on the number of threads. `None` for a score without two
/// usable replicates.
///
/// # Reference
/// Efron & Tibshirani (1993), An Introduction to the Bootstrap, §8; Field & Welsh (2007) for clusters,
/// doi:10.1111/j.1467-9868.2007.00593.x.
pub fn cluster_bootstrap(
    scores: &[&Scored],
    draws: u64,
    seed: u64,
    level: f64,
    progress: &dyn Progress,
) -> Vec<Option<Bootstrap>> {
    let g = scores.first().map_or(0, |s| s.clusters());
    let longest = scores.iter().map(|s| s.scores.len()).max().unwrap_or(0);
    progress.begin("cluster bootstrap of the AUC", draws);
    let replicates: Vec<Vec<f64>> = (0..draws as usize)
        .into_par_iter()
        .with_min_len(8)
        .map_init(
            || (vec![0u32; g], vec![(0.0f64, 0.0f64); longest]),
            |(times, margin), k| {
                let mut stream = Stream::seeded("lodtrin absence cluster-bootstrap", seed, k as u64 + 1);
                times.fill(0);
                for _ in 0..g {
                    times[stream.below(g as u64) as usize] += 1;
                }
                let aucs = scores.iter().map(|s| s.resampled(times, &mut margin[..s.scores.len()])).collect();
                progress.advance(1);
                aucs
            },
        )
        .collect();
    progress.end();
    (0..scores.len()).map(|s| summary(replicates.iter().map(|r| r[s]), level)).collect()
}

fn summary(replicates: impl Iterator<Item = f64>, level: f64) -> Option<Bootstrap> {
    let mut sorted: Vec<f64> = replicates.filter(|a| !a.is_nan()).collect();
    if sorted.len() < 2 {
        return None;
    }
    let centre = mean(&sorted);
    let variance = sum(sorted.iter().map(|a| (a - centre) * (a - centre))) / (sorted.len() - 1) as f64;
    sorted.sort_by(f64::total_cmp);
    let tail = (1.0 - level) / 2.0;
    Some(Bootstrap {
        std_error: libm::sqrt(variance),
        low: quantile_sorted(&sorted, tail),
        high: quantile_sorted(&sorted, 1.0 - tail),
        used: sorted.len(),
    })
}
