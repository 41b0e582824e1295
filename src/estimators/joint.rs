//! `joint`: several interventions at once, one effect each, unit and period effects; interactions where asked for.
//!
//! CONVENTION: a cell stands in one combination of interventions; X = [periods | one dummy per combination | covariates]
//! is fitted first, and X·T has the joint model's columns, T the 0/1 matrix of which terms hold in which combination.
//! Cross-products follow: T'X'XT and T'X'y, cluster by cluster, so that cost does not grow with pupils.

use super::regression::{Exposure, Weight, two_way};
use crate::diagnostics::{Outcome, Problem};
use crate::numeric::Matrix;
use crate::trial::terms::both;
use crate::trial::terms::term;
use crate::trial::{Assignment, CrossProducts, Fit, Panel};
use std::sync::Arc;

/// One intervention and who starts it when.
#[derive(Debug, Clone)]
pub struct Treatment {
    /// Its name in the protocol.
    pub name: String,
    /// One entry per unit of the panel.
    pub assignment: Assignment,
}

/// A joint regression.
#[derive(Debug, Clone)]
pub struct JointRegression {
    /// Coefficients: periods from the second on, one per intervention, one per pair, covariates.
    pub fit: Fit,
    /// Position of the first intervention's coefficient.
    pub first: usize,
    /// Number of interventions.
    pub interventions: usize,
    /// Pairs of interventions with a term of their own.
    pub pairs: Vec<(usize, usize)>,
    /// Units of the panel that hold pupils, in the order of the fit's clusters.
    pub units: Vec<usize>,
}

impl JointRegression {
    /// Number of treatment terms: interventions, then pairs.
    pub fn terms(&self) -> usize {
        self.interventions + self.pairs.len()
    }

    /// The contrast of a treatment term (interventions first, then pairs), `None` where the data do not identify it.
    pub fn contrast(&self, term: usize) -> Option<Vec<f64>> {
        self.identified(self.fit.picks(self.first + term))
    }

    /// The contrast "intervention a less intervention b", `None` where the data do not identify it.
    pub fn difference(&self, a: usize, b: usize) -> Option<Vec<f64>> {
        let mut contrast = self.fit.picks(self.first + a);
        contrast[self.first + b] = -1.0;
        self.identified(contrast)
    }

    fn identified(&self, contrast: Vec<f64>) -> Option<Vec<f64>> {
        self.fit.estimable(&contrast).then_some(contrast)
    }
}

/// y ~ treated:a + treated:b + … + treated:a×b + … + covariates + unit effects + period effects, least squares.
///
/// Without pairs a coefficient is the effect of an intervention whatever else runs, taken to add up. With the pair (a, b)
/// `treated:a` is the effect of a where b does not run, and `treated:a×b` what b adds to it.
///
/// # Errors
/// `E380` when nothing identifies any of the effects.
///
/// # Reference
/// Lyons, Li, Hughes & Rowhani-Rahbar (2017), Journal of Clinical Epidemiology 86, 160–167 (several interventions in one
/// stepped wedge).
/// *Checked against* R's `lm` and clubSandwich, `tests/reference/several`.
pub fn joint(
    panel: &Panel,
    treatments: &[Treatment],
    pairs: &[(usize, usize)],
    weight: Weight,
) -> Outcome<JointRegression> {
    let combinations = Combinations::seen(panel, treatments);
    let base = two_way(panel, &combinations.exposure(panel), weight);
    let map = combinations.map(&base.fit, base.first, treatments.len(), pairs);
    let mut terms: Vec<String> = base.fit.terms[..base.first].to_vec();
    terms.extend(treatments.iter().map(|t| term(&t.name)));
    terms.extend(pairs.iter().map(|&(a, b)| both(&treatments[a].name, &treatments[b].name)));
    terms.extend(panel.covariates().iter().cloned());
    let transposed = map.t();
    let mut shared: Option<(Arc<Matrix>, Arc<Matrix>)> = None;
    let pieces = base.fit.clusters.iter().map(|piece| {
        let fitted = piece.gram.mul_vec(&base.fit.coefficients);
        let moments: Vec<f64> = piece.score.iter().zip(&fitted).map(|(s, f)| s + f).collect();
        let gram = match &shared {
            Some((from, to)) if Arc::ptr_eq(from, &piece.gram) => Arc::clone(to),
            _ => {
                let made = Arc::new(transposed.mul(&piece.gram).mul(&map));
                shared = Some((Arc::clone(&piece.gram), Arc::clone(&made)));
                made
            }
        };
        CrossProducts { gram, moments: transposed.mul_vec(&moments) }
    });
    let pieces: Vec<CrossProducts> = pieces.collect();
    let mut fit = Fit::from_cross_products(terms, pieces, base.fit.cluster_names.clone(), base.fit.nobs, 0.0);
    fit.parameters = (1 + fit.terms.len() - fit.dropped.len()) as f64;
    let found = JointRegression {
        fit,
        first: base.first,
        interventions: treatments.len(),
        pairs: pairs.to_vec(),
        units: base.units,
    };
    if (0..found.terms()).any(|j| found.contrast(j).is_some()) { Ok(found) } else { Err(nothing(treatments)) }
}

fn nothing(treatments: &[Treatment]) -> Problem {
    let names: Vec<&str> = treatments.iter().map(|t| t.name.as_str()).collect();
    Problem::new("E380", format!("nothing identifies the effect of any of {}", names.join(", ")))
        .found("units and periods determine who has which intervention")
        .help("an effect needs a period in which one unit has the intervention and another has not")
}

/// The combinations of interventions that occur, the empty one left out, as bit sets in increasing order.
struct Combinations {
    sets: Vec<u64>,
    of_cell: Vec<u64>,
}

impl Combinations {
    fn seen(panel: &Panel, treatments: &[Treatment]) -> Self {
        let periods = panel.periods().len();
        let of_cell: Vec<u64> = (0..panel.units().len() * periods)
            .map(|cell| {
                let (i, t) = (cell / periods, cell % periods);
                treatments
                    .iter()
                    .enumerate()
                    .filter(|(_, d)| d.assignment.treated(i, t))
                    .fold(0, |set, (j, _)| set | 1 << j)
            })
            .collect();
        let mut sets: Vec<u64> = of_cell.iter().copied().filter(|s| *s != 0).collect();
        sets.sort_unstable();
        sets.dedup();
        Combinations { sets, of_cell }
    }

    fn exposure(&self, panel: &Panel) -> Exposure {
        let periods = panel.periods().len();
        let names = self.sets.iter().map(|s| format!("combination={s:b}")).collect();
        Exposure::by_cell(panel, names, |i, t| self.sets.binary_search(&self.of_cell[i * periods + t]).ok())
    }

    /// T: columns of the fit by combinations → columns of the joint model.
    fn map(&self, fit: &Fit, first: usize, interventions: usize, pairs: &[(usize, usize)]) -> Matrix {
        let after = first + self.sets.len();
        let covariates = fit.terms.len() - after;
        let terms = interventions + pairs.len();
        let mut map = Matrix::zeros(fit.terms.len(), first + terms + covariates);
        for j in 0..first {
            map[(j, j)] = 1.0;
        }
        for (c, set) in self.sets.iter().enumerate() {
            let has = |j: usize| set >> j & 1 == 1;
            for j in (0..interventions).filter(|j| has(*j)) {
                map[(first + c, first + j)] = 1.0;
            }
            for (p, _) in pairs.iter().enumerate().filter(|(_, (a, b))| has(*a) && has(*b)) {
                map[(first + c, first + interventions + p)] = 1.0;
            }
        }
        for j in 0..covariates {
            map[(after + j, first + terms + j)] = 1.0;
        }
        map
    }
}
