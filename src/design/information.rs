//! The information that a layout holds about an effect, period effects taken out: the variance in closed form.

// CONVENTION  g clusters, t periods, p = period columns + effect columns, cells: observed (cluster, period)
use super::components::Components;
use super::family::Family;
use super::layout::{Cluster, Layout};
use crate::diagnostics::{Outcome, Problem};
use crate::numeric::{Matrix, cholesky};

/// A column whose pivot falls below this share of its own size says nothing of its own.
const COLLINEAR: f64 = 1e-9;

/// Which effect is meant.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// One effect from the start on.
    Immediate,
    /// One effect for every lag; the weights average them, in the order of the lags that are observed.
    Exposure(Vec<f64>),
}

impl Effect {
    /// Equal weights on all observed lags.
    pub fn average(layout: &Layout) -> Effect {
        let lags = layout.lags().len();
        Effect::Exposure(vec![1.0 / lags.max(1) as f64; lags])
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        match self {
            Effect::Immediate => 1,
            Effect::Exposure(w) => w.len(),
        }
    }
}

/// How the calendar enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Time {
    /// An effect for every period.
    #[default]
    Categorical,
    /// A level and a slope.
    Linear,
}

/// The information of a layout, M = Σ D′V⁻¹D over its schools' blocks, and what each block adds.
#[derive(Debug, Clone)]
pub struct Information {
    /// p × p.
    total: Matrix,
    blocks: Vec<Matrix>,
    members: Vec<Vec<usize>>,
    time_columns: usize,
    weights: Vec<f64>,
}

/// What a variance is computed under.
#[derive(Debug, Clone)]
pub struct Model<'a> {
    /// Who starts when.
    pub layout: &'a Layout,
    /// Components of variance.
    pub components: &'a Components,
    /// Kind of outcome.
    pub family: &'a Family,
    /// Calendar.
    pub time: Time,
    /// Effect on the link scale under which weights are taken.
    pub at: f64,
    /// Periods of history before the layout's first one, each with a level of its own.
    pub history: usize,
}

/// Variance of the estimated effect, by generalised least squares under the true covariance.
///
/// # Errors
/// D105 when no programme is left to compare with, D106 when an exposure time is not identified, D107 when the
/// covariance is singular.
pub fn variance(model: &Model<'_>, effect: &Effect) -> Outcome<f64> {
    Information::new(model, effect)?.variance()
}

impl Information {
    /// Sums the blocks.
    pub fn new(model: &Model<'_>, effect: &Effect) -> Outcome<Information> {
        let extended;
        let model = match model.history {
            0 => model,
            h => {
                extended = model.layout.with_history(h);
                &Model { layout: &extended, ..model.clone() }
            }
        };
        let layout = model.layout;
        let mut members: Vec<Vec<usize>> = Vec::new();
        let mut place = std::collections::BTreeMap::new();
        let linked = model.components.school > 0.0 || model.components.school_period > 0.0;
        for (i, c) in layout.clusters.iter().enumerate() {
            let key = if linked { c.school } else { i };
            let at = *place.entry(key).or_insert_with(|| {
                members.push(Vec::new());
                members.len() - 1
            });
            members[at].push(i);
        }
        let columns = Columns::new(layout, model.time, effect, model.history)?;
        let blocks = members.iter().map(|m| block(model, &columns, m, None)).collect::<Outcome<Vec<_>>>()?;
        let p = columns.count();
        let mut total = Matrix::zeros(p, p);
        for b in &blocks {
            total.add_scaled(1.0, b);
        }
        let weights = match effect {
            Effect::Immediate => vec![1.0],
            Effect::Exposure(w) => w.clone(),
        };
        Ok(Information { total, blocks, members, time_columns: columns.time, weights })
    }

    /// Variance of the weighted effect.
    pub fn variance(&self) -> Outcome<f64> {
        contrast_variance(&self.total, self.time_columns, &self.weights)
    }

    /// Variances of the immediate effect and of the weighted exposure times from one sum over the blocks: an immediate
    /// effect is one that is the same at every exposure time.
    ///
    /// # Errors
    /// Those of [`variance`]; one estimand may fail where the other stands.
    pub fn both(model: &Model<'_>, average: &Effect) -> Outcome<(Outcome<f64>, Outcome<f64>)> {
        let whole = Information::new(model, average)?;
        let (time, p) = (whole.time_columns, whole.total.rows());
        let mut pooled = Matrix::zeros(time + 1, time + 1);
        for i in 0..p {
            for j in 0..p {
                pooled[(i.min(time), j.min(time))] += whole.total[(i, j)];
            }
        }
        Ok((contrast_variance(&pooled, time, &[1.0]), whole.variance()))
    }

    /// Variance without one cell.
    pub(super) fn variance_without(&self, model: &Model<'_>, effect: &Effect, cell: (usize, usize)) -> Outcome<f64> {
        let at = self.members.iter().position(|m| m.contains(&cell.0)).unwrap_or(0);
        let extended = model.layout.with_history(model.history);
        let model = &Model { layout: &extended, ..model.clone() };
        let cell = (cell.0, cell.1 + model.history);
        let columns = Columns::new(model.layout, model.time, effect, model.history)?;
        let mut total = self.total.clone();
        total.add_scaled(-1.0, &self.blocks[at]);
        total.add_scaled(1.0, &block(model, &columns, &self.members[at], Some(cell))?);
        contrast_variance(&total, self.time_columns, &self.weights)
    }

    /// Number of columns of the design.
    pub fn columns(&self) -> usize {
        self.total.rows()
    }
}

/// w′M⁻¹w for the effect columns, which stand after the calendar's.
fn contrast_variance(m: &Matrix, time: usize, weights: &[f64]) -> Outcome<f64> {
    let factor = cholesky(m, COLLINEAR);
    let asked = |j: usize| j >= time && weights[j - time] != 0.0;
    let lost: Vec<usize> = factor.dropped().iter().copied().filter(|j| *j >= time).collect();
    if !lost.is_empty() && (0..m.rows()).any(asked) {
        if weights.len() == 1 {
            return Err(Problem::new("D105", "no untreated programme is left to compare with")
                .found("whoever is treated is so in the same periods as everybody else")
                .help(
                    "let programmes start in different periods, and observe a period before the first start (--before)",
                ));
        }
        let names: Vec<String> = lost.iter().map(|j| (j - time + 1).to_string()).collect();
        return Err(Problem::new("D106", "an exposure time cannot be told from the calendar")
            .found(format!("exposure time {} of {}", names.join(", "), weights.len()))
            .help("observe fewer periods after the last start, or leave these exposure times out with --weights"));
    }
    let mut c = vec![0.0; m.rows()];
    c[time..].copy_from_slice(weights);
    let v: f64 = factor.solve(&c).iter().zip(&c).map(|(a, b)| a * b).sum();
    if v > 0.0 && v.is_finite() {
        return Ok(v);
    }
    Err(Problem::new("D105", "the variance of the effect is not a positive number")
        .help("check the design and the weights"))
}

/// The columns of the design: the calendar first, then the effect.
struct Columns<'a> {
    time: usize,
    linear: bool,
    history: usize,
    periods: usize,
    lags: Option<Vec<usize>>,
    effect: &'a Effect,
}

impl<'a> Columns<'a> {
    fn new(layout: &Layout, time: Time, effect: &'a Effect, history: usize) -> Outcome<Columns<'a>> {
        let lags = match effect {
            Effect::Immediate => None,
            Effect::Exposure(weights) => {
                let lags = layout.lags();
                if lags.is_empty() || weights.len() != lags.len() {
                    return Err(Problem::new("D106", "the weights do not fit the exposure times of the design")
                        .found(format!("{} weights", weights.len()))
                        .expected(format!("{}, one for every exposure time that is observed", lags.len())));
                }
                Some(lags)
            }
        };
        if layout.clusters.iter().all(|c| c.start.is_none()) || layout.lags().is_empty() {
            return Err(Problem::new("D105", "no programme is ever treated in an observed period"));
        }
        let linear = time == Time::Linear;
        let time = if linear { history + 2 } else { layout.periods };
        Ok(Columns { time, linear, history, periods: layout.periods, lags, effect })
    }

    fn count(&self) -> usize {
        self.time + self.effect.columns()
    }

    fn row(&self, cluster: &Cluster, t: usize) -> Vec<f64> {
        let mut row = vec![0.0; self.count()];
        let h = self.history;
        if self.linear && t >= h {
            row[h] = 1.0;
            row[h + 1] = (t - h) as f64 - ((self.periods - h) as f64 - 1.0) / 2.0;
        } else {
            row[t] = 1.0;
        }
        if let Some(start) = cluster.start.filter(|g| t >= *g) {
            match &self.lags {
                None => row[self.time] = 1.0,
                Some(lags) => {
                    if let Ok(k) = lags.binary_search(&(t - start)) {
                        row[self.time + k] = 1.0;
                    }
                }
            }
        }
        row
    }
}

/// D′V⁻¹D of one school's programmes, without one cell where asked.
fn block(
    model: &Model<'_>,
    columns: &Columns<'_>,
    members: &[usize],
    without: Option<(usize, usize)>,
) -> Outcome<Matrix> {
    let layout = model.layout;
    let clusters: Vec<&Cluster> = members.iter().map(|i| &layout.clusters[*i]).collect();
    let cells: Vec<(usize, usize)> = (0..clusters.len())
        .flat_map(|i| (0..layout.periods).map(move |t| (i, t)))
        .filter(|&(i, t)| clusters[i].sizes[t] > 0.0 && without != Some((members[i], t)))
        .collect();
    let p = columns.count();
    if cells.is_empty() {
        return Ok(Matrix::zeros(p, p));
    }
    let mean = |c: &Cluster, t: usize| model.family.mean(c, t, layout.periods, model.at);
    let residual = |c: &Cluster, t: usize| model.family.residual(model.components, mean(c, t));
    let mut v = model.components.covariance(&clusters, &cells, &residual);
    let mut d = Matrix::zeros(cells.len(), p);
    let scales: Vec<(f64, f64)> = cells.iter().map(|&(i, t)| model.family.scale(mean(clusters[i], t))).collect();
    for (a, &(i, t)) in cells.iter().enumerate() {
        for (to, x) in d.row_mut(a).iter_mut().zip(columns.row(clusters[i], t)) {
            *to = scales[a].0 * x;
        }
        for b in 0..cells.len() {
            v[(a, b)] *= scales[a].1 * scales[b].1;
        }
    }
    let factor = cholesky(&v, 1e-13);
    if !factor.dropped().is_empty() {
        return Err(Problem::new(
            "D107",
            "the declared correlations leave a programme without any variation of its own",
        )
        .help("lower icc, iac or the random effect of treatment; a correlation of 1 allows no uncertainty"));
    }
    // V⁻¹D column by column, then D′ from the left
    let transposed = d.t();
    let mut solved = Matrix::zeros(p, cells.len());
    for j in 0..p {
        let x = factor.solve(transposed.row(j));
        solved.row_mut(j).copy_from_slice(&x);
    }
    Ok(solved.mul(&d))
}
