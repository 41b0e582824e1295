//! Values of units and periods of which some were not seen, and what the cohorts of one assignment hold of them.
//!
//! CONVENTION: a column is the values of one period of the units seen in it and in another one. Units seen in every period are
//! in all columns: their sums are made once a period, and a column adds the others. So an assignment costs units × periods,
//! whatever the number of columns, and a few units a column.

/// Values of units and periods with a mark where they were seen.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Number of periods T.
    pub periods: usize,
    /// N × T, whether a unit was seen in a period.
    pub mask: Vec<bool>,
    /// Weights of units, mean 1, where units do not count alike.
    pub weights: Option<Vec<f64>>,
    /// Differences between values that are no more than this are the rounding of what was measured.
    pub rounding: f64,
}

impl Seen {
    /// Number of units.
    pub fn len(&self) -> usize {
        self.mask.len() / self.periods.max(1)
    }

    /// Whether there is no unit.
    pub fn is_empty(&self) -> bool {
        self.mask.is_empty()
    }

    /// Whether a unit was seen in a period.
    pub fn at(&self, unit: usize, period: usize) -> bool {
        self.mask[unit * self.periods + period]
    }

    /// Whether a unit was seen at all.
    pub fn ever(&self, unit: usize) -> bool {
        self.mask[unit * self.periods..(unit + 1) * self.periods].contains(&true)
    }

    /// Units seen in every period, and those seen in some.
    pub(super) fn parted(&self) -> Parted {
        let (mut whole, mut some) = (Vec::new(), Vec::new());
        for i in (0..self.len()).filter(|i| self.ever(*i)) {
            let all = (0..self.periods).all(|t| self.at(i, t));
            if all { whole.push(i) } else { some.push(i) }
        }
        Parted { whole, some }
    }

    fn weight(&self, unit: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |q| q[unit])
    }
}

/// Units seen in every period, and those seen in some.
#[derive(Debug, Clone)]
pub(super) struct Parted {
    whole: Vec<usize>,
    some: Vec<usize>,
}

/// A side of a contrast: its units, κ and the mean of each panel.
pub(super) struct Side {
    pub units: f64,
    pub kappa: f64,
    pub means: Vec<f64>,
}

/// The part of a contrast that a column belongs to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Part {
    /// Values of the compared period.
    Theta,
    /// Values of the base period.
    Base,
}

/// The columns of one assignment, each worked out once.
pub(super) struct Columns<'a> {
    seen: &'a Seen,
    parted: &'a Parted,
    of_unit: &'a [u16],
    panels: &'a [&'a [f64]],
    /// Units drawn into each cohort.
    pub sizes: Vec<usize>,
    /// Σ of weights of all units drawn into each cohort.
    drawn: Vec<f64>,
    /// Units seen in every period, by cohort: how many, Σ of weights, Σ of values (panel by panel, cohort × period).
    count: Vec<f64>,
    weight: Vec<f64>,
    sums: Vec<Vec<f64>>,
    held: Vec<(Part, Held)>,
}

/// One column: what its cohorts hold.
pub(super) struct Held {
    /// The period of the values.
    period: usize,
    /// The other period that must have been seen.
    also: usize,
    /// Of the units not seen in every period those in this column.
    some: Vec<usize>,
    /// Units of each cohort.
    pub count: Vec<f64>,
    /// Σ of weights of each cohort.
    weight: Vec<f64>,
    /// Σ of values of each cohort, panel by panel.
    sums: Vec<Vec<f64>>,
    /// What a unit of each cohort adds to the scores for each unit of value.
    coefficient: Vec<f64>,
}

impl Held {
    fn mean(&self, panel: usize, cohort: usize) -> f64 {
        mean(self.sums[panel][cohort], self.count[cohort])
    }
}

fn mean(sum: f64, count: f64) -> f64 {
    if count > 0.0 { sum / count } else { 0.0 }
}

impl<'a> Columns<'a> {
    /// Those of an assignment, none worked out yet. `panels`: N × T values each.
    pub fn new(
        seen: &'a Seen,
        parted: &'a Parted,
        of_unit: &'a [u16],
        panels: &'a [&'a [f64]],
        cohorts: usize,
    ) -> Columns<'a> {
        let t = seen.periods;
        let (mut sizes, mut drawn) = (vec![0usize; cohorts], vec![0.0; cohorts]);
        for (i, g) in of_unit.iter().enumerate() {
            sizes[*g as usize] += 1;
            drawn[*g as usize] += seen.weight(i);
        }
        let (mut count, mut weight) = (vec![0.0; cohorts], vec![0.0; cohorts]);
        let mut sums = vec![vec![0.0; cohorts * t]; panels.len()];
        for &i in &parted.whole {
            let g = of_unit[i] as usize;
            count[g] += 1.0;
            weight[g] += seen.weight(i);
            for (sums, panel) in sums.iter_mut().zip(panels) {
                let own = &panel[i * t..(i + 1) * t];
                sums[g * t..(g + 1) * t].iter_mut().zip(own).for_each(|(s, y)| *s += y);
            }
        }
        Columns { seen, parted, of_unit, panels, sizes, drawn, count, weight, sums, held: Vec::new() }
    }

    /// The place of a column, worked out where it was not asked for before.
    pub fn column(&mut self, part: Part, period: usize, also: usize) -> usize {
        let same = |(p, h): &(Part, Held)| *p == part && h.period == period && h.also == also;
        if let Some(at) = self.held.iter().position(same) {
            return at;
        }
        let made = self.made(period, also);
        self.held.push((part, made));
        self.held.len() - 1
    }

    /// How many panels there are.
    pub fn panels(&self) -> usize {
        self.panels.len()
    }

    /// A column by its place.
    pub fn at(&self, column: usize) -> &Held {
        &self.held[column].1
    }

    fn made(&self, period: usize, also: usize) -> Held {
        let (seen, t, k) = (self.seen, self.seen.periods, self.sizes.len());
        let (mut count, mut weight) = (self.count.clone(), self.weight.clone());
        let of_period = |all: &Vec<f64>| -> Vec<f64> { (0..k).map(|g| all[g * t + period]).collect() };
        let mut sums: Vec<Vec<f64>> = self.sums.iter().map(of_period).collect();
        let some: Vec<usize> =
            self.parted.some.iter().copied().filter(|i| seen.at(*i, period) && seen.at(*i, also)).collect();
        for &i in &some {
            let g = self.of_unit[i] as usize;
            count[g] += 1.0;
            weight[g] += seen.weight(i);
            for (sum, panel) in sums.iter_mut().zip(self.panels) {
                sum[g] += panel[i * t + period];
            }
        }
        Held { period, also, some, count, weight, sums, coefficient: vec![0.0; k] }
    }

    /// κ and the means of some cohorts of a column.
    pub fn side(&self, column: usize, cohorts: &[usize]) -> Side {
        let column = self.at(column);
        let total = |v: &[f64]| cohorts.iter().map(|g| v[*g]).sum::<f64>();
        let units = total(&column.count);
        let kappa = if self.seen.weights.is_some() {
            let drawn: usize = cohorts.iter().map(|g| self.sizes[*g]).sum();
            (total(&self.drawn) / drawn as f64) / (total(&column.weight) / units)
        } else {
            1.0
        };
        Side { units, kappa, means: column.sums.iter().map(|s| kappa * total(s) / units).collect() }
    }

    /// Adds a weighted side to the level of each panel, and to what its units add to the scores; keeps the smallest cohort.
    pub fn add(&mut self, column: usize, cohorts: &[usize], weight: f64, level: &mut [f64], smallest: &mut usize) {
        let side = self.side(column, cohorts);
        level.iter_mut().zip(&side.means).for_each(|(l, m)| *l += weight * m);
        let column = &mut self.held[column].1;
        for &g in cohorts {
            let n = column.count[g];
            if n > 0.0 {
                *smallest = (*smallest).min(n as usize);
                if n > 1.0 {
                    column.coefficient[g] += weight * side.kappa / side.units * libm::sqrt(n / (n - 1.0));
                }
            }
        }
    }

    /// Scores of every unit and panel: Σ over columns of coefficient × (value − the cohort's mean in the column).
    pub fn scores(&self, part: Part) -> Vec<Vec<f64>> {
        let own = self.held.iter().filter(|(p, _)| *p == part).map(|(_, h)| h);
        let weighing: Vec<&Held> = own.filter(|h| h.coefficient.iter().any(|c| *c != 0.0)).collect();
        (0..self.panels.len()).map(|panel| self.scores_of(&weighing, panel)).collect()
    }

    /// For a unit seen in every period Σ_t C_gt·(value − m_gt) + K_g: C the coefficients of all columns of a period, m the mean
    /// of such units of the cohort, K what the columns' means differ from it.
    fn scores_of(&self, columns: &[&Held], panel: usize) -> Vec<f64> {
        let (t, k, values) = (self.seen.periods, self.sizes.len(), self.panels[panel]);
        let means: Vec<f64> = (0..k * t).map(|at| mean(self.sums[panel][at], self.count[at / t])).collect();
        let (mut slope, mut level) = (vec![0.0; k * t], vec![0.0; k]);
        for column in columns {
            for g in 0..k {
                let at = g * t + column.period;
                slope[at] += column.coefficient[g];
                level[g] += column.coefficient[g] * (means[at] - column.mean(panel, g));
            }
        }
        let mut scores = vec![0.0; self.seen.len()];
        for &i in &self.parted.whole {
            let of = self.of_unit[i] as usize * t;
            let own = values[i * t..(i + 1) * t].iter().zip(&means[of..of + t]).zip(&slope[of..of + t]);
            scores[i] = level[of / t] + own.map(|((y, m), c)| c * (y - m)).sum::<f64>();
        }
        for column in columns {
            for &i in &column.some {
                let g = self.of_unit[i] as usize;
                scores[i] += column.coefficient[g] * (values[i * t + column.period] - column.mean(panel, g));
            }
        }
        scores
    }
}
