//! Rows of the averages of the design-based estimators.

use super::asked::{Term, nothing_compared, terms};
use super::observed::{self, GapRule, Setup};
use super::question::{Effects, Question, Sample, covariates_not_used, left_out, unit_sizes, with_t};
use super::randomized::{self, Setting};
use super::randomized_row::Redrawn;
use super::wave_doubts::{few_units, say_beta_of, say_no_variance, without_base};
use crate::diagnostics::Outcome;
use crate::estimators::contrast::Estimand;
use crate::estimators::design_based::{Cohorts, DesignBased, Method, design_based};
use crate::estimators::unit_means::UnitMeans;
use crate::inference::neyman::{CohortVariance, design, neyman};
use crate::trial::methods::Estimand as Asked;
use crate::trial::{EstimateRow, Estimator, Gaps, Named, VarianceKind};

/// Adds the rows of the averages of one estimator.
///
/// # Errors
/// `E353` where nothing is compared.
pub(crate) fn add(
    q: &Question<'_>,
    (estimator, method): (Estimator, Method),
    (estimands, variances): (&[Asked], &[VarianceKind]),
    gaps: GapRule,
    effects: &mut Effects,
) -> Outcome<()> {
    let estimands: Vec<Asked> = estimands.iter().copied().filter(|e| *e != Asked::LagTests).collect();
    if gaps.rule != Gaps::Complete && q.panel.has_gaps() {
        return with_gaps(q, (estimator, method), &estimands, variances, gaps, effects);
    }
    let weights = (q.analysis.weight.as_deref() == Some("pupils")).then(|| unit_sizes(q.panel));
    let means = UnitMeans::of(q.panel, weights.as_deref())?;
    left_out(q, estimator.name(), &means, effects);
    let cohorts = q.chance.cohorts(q.panel, &means.units, q.analysis.transition);
    let terms = terms(q, &method, &cohorts, &estimands)?;
    let sample = entered(q, estimator.name(), &method, &means, &cohorts, effects);
    let setting = Setting { means: &means, cohorts: &cohorts, method, estimator };
    let complete = Complete { q, setting: &setting, variances, sample };
    let mut redrawn = Vec::new();
    for term in &terms {
        match term.average {
            Some(average) => complete.term(term, average, &mut redrawn, effects)?,
            None => reference_rows(q, estimator, term, variances, sample, effects),
        }
    }
    randomized::bands(q, estimator.name(), &redrawn, effects);
    Ok(())
}

/// One estimator on the units that were seen in every period.
struct Complete<'a> {
    q: &'a Question<'a>,
    setting: &'a Setting<'a>,
    variances: &'a [VarianceKind],
    sample: Sample,
}

impl Complete<'_> {
    /// The rows of one average; lags that were redrawn are kept for their bands.
    fn term(
        &self,
        term: &Term,
        average: Estimand,
        redrawn: &mut Vec<(usize, Redrawn)>,
        effects: &mut Effects,
    ) -> Outcome<()> {
        let (q, s) = (self.q, self.setting);
        let Some(found) = design_based(s.means, s.cohorts, &s.method, average, q.analysis.transition) else {
            return Err(nothing_compared(q.panel, &term.name));
        };
        say_beta_of(q, s.estimator, &s.method, term, (found.fit.beta, found.clipped), effects);
        for variance in self.variances {
            let row = q.row(s.estimator.name(), term.estimand.name(), &term.name, found.fit.estimate, self.sample);
            if *variance == VarianceKind::Randomization {
                let done = randomized::design_based(q, s, average, &found, row, effects);
                if term.estimand == Asked::ByLag {
                    redrawn.push((effects.rows.len(), done.clone()));
                }
                effects.rows.push(done.row);
            } else if let Some(v) = of_scores(*variance, &row, &found, effects) {
                self.spread(row, *variance, &found, v, effects);
            }
        }
        Ok(())
    }

    /// The row of a variance of the scores.
    fn spread(
        &self,
        row: EstimateRow,
        variance: VarianceKind,
        found: &DesignBased,
        v: CohortVariance,
        effects: &mut Effects,
    ) {
        let (about, name, sd) = (row.about(), variance.name(), self.q.panel.outcome_sd());
        let v = v.unless_zero(sd);
        effects.rows.push(with_t(row, name, v.variance.clone().unwrap_or(f64::NAN), v.df, sd));
        say_no_variance(self.q.panel, &about.variance(name), found, &v, effects);
    }
}

/// A variance of the units' scores; `None` for one that is made elsewhere.
fn of_scores(
    variance: VarianceKind,
    row: &EstimateRow,
    found: &DesignBased,
    effects: &mut Effects,
) -> Option<CohortVariance> {
    match variance {
        VarianceKind::Design => {
            few_units(row, found, effects);
            Some(design(&found.fit))
        }
        VarianceKind::Neyman => Some(neyman(&found.fit)),
        // of regressions alone: the register gives them to no design-based estimator
        VarianceKind::Model
        | VarianceKind::Cr0
        | VarianceKind::Cr1
        | VarianceKind::Cr2
        | VarianceKind::Cr3
        | VarianceKind::Jackknife
        | VarianceKind::WildBootstrap
        | VarianceKind::Robust
        | VarianceKind::KauermannCarroll
        | VarianceKind::ManclDerouen
        // by redraws
        | VarianceKind::Randomization
        // said of all units, seen or not, behind the averages
        | VarianceKind::Bounds
        | VarianceKind::WorstCase => None,
    }
}

/// The rows of one estimator where some units have gaps.
fn with_gaps(
    q: &Question<'_>,
    (estimator, method): (Estimator, Method),
    estimands: &[Asked],
    variances: &[VarianceKind],
    gaps: GapRule,
    effects: &mut Effects,
) -> Outcome<()> {
    observed::say_gaps(q, estimator.name(), gaps, effects);
    let setup = Setup::new(q, estimator, method, gaps);
    covariates_not_used(q, estimator.name(), &setup.means.slopes, effects);
    let occupied = setup.cohorts.occupied();
    let mut redrawn = Vec::new();
    for term in &terms(q, &method, &occupied, estimands)? {
        let Some(average) = term.average else {
            reference_rows(q, estimator, term, variances, setup.sample(), effects);
            continue;
        };
        let at = effects.rows.len();
        let done = observed::add(&setup, term, average, variances, effects)?;
        if let Some(done) = done.filter(|_| term.estimand == Asked::ByLag) {
            redrawn.push((at, done));
        }
    }
    randomized::bands(q, estimator.name(), &redrawn, effects);
    Ok(())
}

/// Pupils and units that enter: a method that needs a base period leaves out the units that have none, by name.
fn entered(
    q: &Question<'_>,
    estimator: &str,
    method: &Method,
    means: &UnitMeans,
    cohorts: &Cohorts,
    effects: &mut Effects,
) -> Sample {
    let start = |unit: usize| cohorts.starts[usize::from(cohorts.of_unit[unit])];
    let used = |unit: usize| method.without_base || start(unit) > q.analysis.transition;
    without_base(q, estimator, means, &used, effects);
    let units = (0..means.len()).filter(|i| used(*i)).count();
    Sample { nobs: means.pupils_of(|i, _| used(i)), units }
}

/// Rows of the reference lag: zero by definition.
fn reference_rows(
    q: &Question<'_>,
    estimator: Estimator,
    term: &Term,
    variances: &[VarianceKind],
    sample: Sample,
    effects: &mut Effects,
) {
    for variance in variances {
        let mut row = q.row(estimator.name(), term.estimand.name(), &term.name, 0.0, sample);
        (row.std_error, row.variance) = (Some(0.0), variance.to_string());
        effects.rows.push(row);
    }
}
