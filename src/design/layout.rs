//! A planned rollout as power sees it: who starts when, and how many pupils each programme has in each period.

use crate::diagnostics::{Outcome, Problem};

/// More clusters or periods than any rollout has: a slip of the pen.
const MOST_CLUSTERS: usize = 20_000;
const MOST_PERIODS: usize = 500;

/// One programme of a planned rollout.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Position of the school whose programmes are correlated with this one; its own number where there are no schools.
    pub school: usize,
    /// First treated period from 0; `None`: never.
    pub start: Option<usize>,
    /// Pupils in every period; 0 where the cell is not observed.
    pub sizes: Vec<f64>,
}

/// Who starts when, and how many pupils every programme has in every period.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// Number of periods T.
    pub periods: usize,
    /// The programmes.
    pub clusters: Vec<Cluster>,
}

impl Layout {
    /// A stepped rollout: `sequences[w]` programmes start in period `before + w`; `after` further periods follow the one in
    /// which the last wave starts. Every cell has `size` pupils; every programme is a school of its own.
    ///
    /// # Errors
    /// D101 for an empty or an absurd rollout, D102 for a size that is none.
    pub fn stepped(sequences: &[usize], before: usize, after: usize, size: f64) -> Outcome<Layout> {
        let clusters: usize = sequences.iter().fold(0, |n, k| n.saturating_add(*k));
        let periods = before.saturating_add(sequences.len()).saturating_add(after);
        if sequences.is_empty() || sequences.contains(&0) || clusters > MOST_CLUSTERS || periods > MOST_PERIODS {
            return Err(Problem::new("D101", "this is no stepped rollout")
                .found(format!("{} waves, {clusters} programmes, {periods} periods", sequences.len()))
                .expected(format!(
                    "one or more waves of at least one programme, up to {MOST_CLUSTERS} programmes and {MOST_PERIODS} periods"
                )));
        }
        check_size(size)?;
        let starts = sequences.iter().enumerate().flat_map(|(w, k)| std::iter::repeat_n(before + w, *k));
        let clusters = starts
            .enumerate()
            .map(|(i, start)| Cluster { school: i, start: Some(start), sizes: vec![size; periods] })
            .collect();
        Ok(Layout { periods, clusters })
    }

    /// A design drawn as text: one line a programme, `0` untreated, `1` treated, `.` not observed, blanks ignored; a line
    /// may end in `x6` for six such programmes. `#` starts a comment.
    ///
    /// # Errors
    /// D101 with the line that cannot be read.
    pub fn drawn(text: &str, size: f64) -> Outcome<Layout> {
        check_size(size)?;
        let mut layout = Layout { periods: 0, clusters: Vec::new() };
        for (k, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or("").trim();
            if line.is_empty() {
                continue;
            }
            let wrong = |why: &str| {
                Problem::new("D101", format!("line {} of the design {why}", k + 1))
                    .found(line.to_string())
                    .expected("0, 1 and `.` for every period, such as `0 0 1 1 x6`")
            };
            let (cells, times) = line.split_once(['x', 'X', '×']).unwrap_or((line, "1"));
            let times: usize = times.trim().parse().map_err(|_| wrong("says in no number how often it stands"))?;
            let cells: Vec<char> = cells.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
            if cells.iter().any(|c| !matches!(c, '0' | '1' | '.')) || cells.is_empty() {
                return Err(wrong("holds something else than 0, 1 and `.`"));
            }
            if layout.periods > 0 && cells.len() != layout.periods {
                return Err(wrong("has another number of periods than the first"));
            }
            if times == 0 || layout.clusters.len() + times > MOST_CLUSTERS || cells.len() > MOST_PERIODS {
                return Err(wrong("makes an absurd number of programmes or periods"));
            }
            let start = cells.iter().position(|c| *c == '1');
            if start.is_some_and(|s| cells[s..].contains(&'0')) {
                return Err(wrong("goes back to untreated; in a stepped rollout a programme stays treated"));
            }
            layout.periods = cells.len();
            let sizes: Vec<f64> = cells.iter().map(|c| if *c == '.' { 0.0 } else { size }).collect();
            for _ in 0..times {
                layout.clusters.push(Cluster { school: layout.clusters.len(), start, sizes: sizes.clone() });
            }
        }
        if layout.clusters.is_empty() {
            return Err(Problem::new("D101", "the design has no programme"));
        }
        Ok(layout)
    }

    /// So many periods before the first one, nobody treated in them, every programme of its mean size.
    pub fn with_history(&self, periods: usize) -> Layout {
        let mut layout = self.clone();
        layout.periods += periods;
        for c in &mut layout.clusters {
            let seen: Vec<f64> = c.sizes.iter().copied().filter(|n| *n > 0.0).collect();
            let mean = if seen.is_empty() { 0.0 } else { seen.iter().sum::<f64>() / seen.len() as f64 };
            c.sizes.splice(0..0, std::iter::repeat_n(mean, periods));
            c.start = c.start.map(|s| s + periods);
        }
        layout
    }

    /// Leaves out the first `periods` treated periods of every programme.
    pub fn with_transition(mut self, periods: usize) -> Layout {
        for c in &mut self.clusters {
            if let Some(start) = c.start {
                for size in c.sizes.iter_mut().skip(start).take(periods) {
                    *size = 0.0;
                }
            }
        }
        self
    }

    /// Keeps only `before` untreated and `after` treated periods of every programme (a staircase).
    pub fn into_staircase(mut self, before: usize, after: usize) -> Layout {
        for c in &mut self.clusters {
            if let Some(start) = c.start {
                for (t, size) in c.sizes.iter_mut().enumerate() {
                    if t + before < start || t >= start + after {
                        *size = 0.0;
                    }
                }
            }
        }
        self
    }

    /// Gives every programme a size of its own, in their order.
    ///
    /// # Errors
    /// D102 when there are not as many sizes as programmes.
    pub fn with_sizes(mut self, sizes: &[f64]) -> Outcome<Layout> {
        if sizes.len() != self.clusters.len() {
            return Err(Problem::new(
                "D102",
                format!("there are {} sizes for {} programmes", sizes.len(), self.clusters.len()),
            )
            .help("write one size for all, or one for every programme, wave by wave"));
        }
        for (c, size) in self.clusters.iter_mut().zip(sizes) {
            check_size(*size)?;
            c.sizes.iter_mut().filter(|n| **n > 0.0).for_each(|n| *n = *size);
        }
        Ok(self)
    }

    /// Deals the programmes, in their order, to so many schools in turn, so that each school is spread over the waves.
    pub fn in_schools(mut self, schools: usize) -> Layout {
        for (i, c) in self.clusters.iter_mut().enumerate() {
            c.school = i % schools.max(1);
        }
        self
    }

    /// Whether a programme is treated in a period.
    pub fn treated(&self, cluster: usize, period: usize) -> bool {
        self.clusters[cluster].start.is_some_and(|s| period >= s)
    }

    /// The longest lag (0 in the first treated period) of an observed treated cell.
    pub fn longest_lag(&self) -> Option<usize> {
        self.clusters
            .iter()
            .filter_map(|c| {
                let last = c.sizes.iter().rposition(|n| *n > 0.0)?;
                last.checked_sub(c.start?)
            })
            .max()
    }

    /// The lags that observed cells have, ascending.
    pub fn lags(&self) -> Vec<usize> {
        let mut seen = vec![false; self.periods];
        for c in &self.clusters {
            if let Some(start) = c.start {
                for t in start..self.periods {
                    seen[t - start] |= c.sizes[t] > 0.0;
                }
            }
        }
        (0..self.periods).filter(|l| seen[*l]).collect()
    }

    /// Number of observed cells.
    pub fn cells(&self) -> usize {
        self.clusters.iter().map(|c| c.sizes.iter().filter(|n| **n > 0.0).count()).sum()
    }

    /// Programmes with at least one observed cell.
    pub fn seen(&self) -> usize {
        self.clusters.iter().filter(|c| c.sizes.iter().any(|n| *n > 0.0)).count()
    }
}

fn check_size(size: f64) -> Outcome<()> {
    if size > 0.0 && size <= 1e9 {
        return Ok(());
    }
    Err(Problem::new("D102", format!("a programme cannot have {size} pupils a period")).expected("a number above 0"))
}
