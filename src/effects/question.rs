//! What is asked of the effect, of one outcome and one estimator, and the rows, doubts and facts that come back.

use super::beside::Beside;
use crate::diagnostics::About;
use crate::diagnostics::Doubt;
use crate::diagnostics::Outcome;
use crate::diagnostics::Problem;
use crate::diagnostics::Progress;
use crate::diagnostics::Told;
use crate::diagnostics::listed;
use crate::diagnostics::nearest;
use crate::effects::reference_set::Chance;
use crate::estimators::design_based::Beta;
use crate::estimators::design_based::Cohorts;
use crate::estimators::regression::Weight;
use crate::estimators::unit_means::UnitMeans;
use crate::inference::guards::standard_error;
use crate::inference::ties::{TIE, Ties};
use crate::inference::wild::Residuals;
use crate::trial::facts::{AdjustedP, DroppedCell, Fact};
use crate::trial::methods::{Estimand, EstimatorRow};
use crate::trial::{EstimateRow, Estimator, Gaps, Named, Panel, VarianceKind};
use serde_json::Value as Json;

/// What is to be estimated, resolved.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// Estimators.
    pub estimators: Vec<Estimator>,
    /// Estimands; empty for each estimator's own default.
    pub estimands: Vec<Estimand>,
    /// Lags printed, inclusive.
    pub lags: Option<(i64, i64)>,
    /// Variances; empty for each estimator's own default.
    pub variances: Vec<VarianceKind>,
    /// Whether randomization divides the estimate by its standard error.
    pub studentized: bool,
    /// Resampling draws.
    pub draws: u64,
    /// Seed of bootstrap weights and of reassignment.
    pub seed: u64,
    /// Confidence level.
    pub level: f64,
    /// Whether tests are inverted for intervals; simulated trials need none.
    pub interval: bool,
    /// `pupils` or `programmes`; each estimator's own default when absent.
    pub weight: Option<String>,
    /// Adjustment of `roth-santanna`; estimated when absent.
    pub beta: Option<Beta>,
    /// Which residuals the wild cluster bootstrap perturbs.
    pub bootstrap: Residuals,
    /// Periods before each start that are neither base nor control.
    pub transition: usize,
    /// What is done with units that were not seen in every period, where that is declared.
    pub gaps: Option<Gaps>,
    /// Where outcomes that were not seen may lie, where it is not 0 to 1.
    pub range: Option<(f64, f64)>,
}

impl Default for Analysis {
    /// Every estimator's own estimand, variance and weight, 9,999 draws, 95 %, interval included; no estimator yet.
    fn default() -> Self {
        Analysis {
            estimators: Vec::new(),
            estimands: Vec::new(),
            lags: None,
            variances: Vec::new(),
            studentized: true,
            draws: 9_999,
            seed: 1,
            level: 0.95,
            interval: true,
            weight: None,
            beta: None,
            bootstrap: Residuals::Restricted,
            transition: 0,
            gaps: None,
            range: None,
        }
    }
}

/// The residuals that a plan names: `wcr31`, or restricted ones.
pub fn residuals(name: Option<&str>) -> Residuals {
    if name == Some("wcr31") { Residuals::JackknifedRestricted } else { Residuals::Restricted }
}

/// Rows, doubts and facts of an effect table.
#[derive(Debug, Clone, Default)]
pub struct Effects {
    /// The rows.
    pub rows: Vec<EstimateRow>,
    /// Named doubts, each kind once per sentence.
    pub warnings: Vec<Told>,
    /// Facts about the whole table.
    pub facts: Vec<(String, Json)>,
    /// Randomization tests with what every draw gave, for tests of several outcomes at once.
    pub(crate) tested: Vec<Tested>,
    /// Comparisons of which one side was not seen.
    pub(crate) gaps_dropped: Vec<(String, DroppedCell)>,
}

/// One randomization test of all units.
#[derive(Debug, Clone)]
pub(crate) struct Tested {
    pub outcome: String,
    /// Estimator, estimand and term.
    pub what: [String; 3],
    pub observed: f64,
    pub reference: Vec<f64>,
    /// By what statistics that are the same may differ.
    pub ties: Ties,
}

impl Tested {
    /// Its p-value adjusted for a family of tests; that of the outcomes has no name.
    pub fn adjusted(&self, p: f64, family: Option<&str>) -> AdjustedP {
        let [estimator, estimand, term] = self.what.clone();
        let (outcome, family) = (self.outcome.clone(), family.map(str::to_string));
        AdjustedP { outcome, estimator, estimand, term, p: Some(p), family, intervention: None }
    }

    /// By what statistics of a family that are the same may differ at most.
    pub fn coarsest<'a>(family: impl IntoIterator<Item = &'a Tested>) -> Ties {
        let least = Ties { share: TIE, studentized: true };
        family.into_iter().fold(least, |so_far, test| Ties {
            share: so_far.share.max(test.ties.share),
            studentized: so_far.studentized && test.ties.studentized,
        })
    }
}

impl Effects {
    /// Adds a doubt; where the same sentence stands already, only the rows that it speaks of are added.
    pub fn warn(&mut self, doubt: impl Into<Told>) {
        doubt.into().add(&mut self.warnings);
    }

    /// Marks all rows as those of a rehearsal, and says so before any other doubt.
    pub fn rehearsed(&mut self, doubt: Doubt) {
        let marked = |outcome: &mut String| *outcome = format!("REHEARSAL {outcome}");
        self.rows.iter_mut().for_each(|r| marked(&mut r.outcome));
        self.warnings.iter_mut().flat_map(|w| &mut w.rows).filter_map(|r| r.outcome.as_mut()).for_each(marked);
        self.warnings.insert(0, doubt.into());
    }

    /// Names every row that a doubt speaks of, from the parts of its name that were given.
    pub fn spell_out(&mut self) {
        let there: Vec<About> = self.rows.iter().map(EstimateRow::about).collect();
        Told::spell_out(&mut self.warnings, &there);
    }

    /// The entries of a list among the facts.
    pub fn noted<F: Fact>(&self) -> Vec<F> {
        let lists = self.facts.iter().filter(|(n, _)| n == F::NAME);
        lists.flat_map(|(_, f)| f.as_array().into_iter().flatten()).filter_map(|e| F::deserialize(e).ok()).collect()
    }

    /// Adds an entry to a list among the facts.
    pub fn note<F: Fact>(&mut self, entry: &F) {
        self.note_value(F::NAME, entry.value());
    }

    /// States a fact that stands by itself.
    pub fn state<F: Fact>(&mut self, fact: &F) {
        self.facts.push(fact.stated());
    }

    /// Adds an entry that is JSON already to a list among the facts.
    pub(crate) fn note_value(&mut self, name: &str, entry: Json) {
        match self.facts.iter_mut().find(|(n, _)| n == name) {
            Some((_, Json::Array(list))) => list.push(entry),
            Some((_, other)) => *other = entry,
            None => self.facts.push((name.to_string(), Json::Array(vec![entry]))),
        }
    }

    /// Takes in what a further analysis found; the first to state a fact stands.
    pub fn merge(&mut self, found: Effects) {
        self.rows.extend(found.rows);
        self.gaps_dropped.extend(found.gaps_dropped);
        found.warnings.into_iter().for_each(|w| self.warn(w));
        for (name, fact) in found.facts {
            match (self.facts.iter_mut().find(|(n, _)| *n == name), fact) {
                (Some((_, Json::Array(list))), Json::Array(more)) => list.extend(more),
                (Some(_), _) => {}
                (None, fact) => self.facts.push((name, fact)),
            }
        }
    }
}

/// One outcome under analysis.
pub(crate) struct Question<'a> {
    /// The outcome's name.
    pub outcome: &'a str,
    /// Its panel.
    pub panel: &'a Panel,
    /// What is asked.
    pub analysis: &'a Analysis,
    /// The reference set.
    pub chance: &'a Chance,
    /// Who watches.
    pub progress: &'a dyn Progress,
    /// What is known beside the outcomes.
    pub beside: &'a Beside,
}

impl Question<'_> {
    /// The rows of an estimator on this outcome.
    pub fn about(&self, estimator: &str) -> About {
        About::outcome(self.outcome).estimator(estimator)
    }

    /// `days` of an outcome in days; `probability` when every outcome lies between 0 and 1, `mean` otherwise.
    pub fn scale(&self) -> &'static str {
        let panel = self.panel;
        if panel.days().is_some() {
            return "days";
        }
        // what is taken off beforehand leaves the scale of the outcome as it was
        let panel = panel.as_observed();
        let inside = (0..panel.units().len())
            .flat_map(|i| (0..panel.periods().len()).filter_map(move |t| panel.cell(i, t)))
            .all(|c| (0.0..=1.0).contains(&c.mean()));
        if inside { "probability" } else { "mean" }
    }

    /// The estimands asked for that an estimator has, or those that it shows where none is asked for.
    ///
    /// # Errors
    /// `E351` when none of those asked for is one of its own.
    pub fn estimands(&self, estimator: Estimator) -> Outcome<Vec<Estimand>> {
        pick(estimator, &self.analysis.estimands, |row| row.estimands, estimator.row().shown)
    }

    /// The variances asked for that an estimator has, or those that it shows where none is asked for.
    ///
    /// # Errors
    /// `E351` when none of those asked for is one of its own.
    pub fn variances(&self, estimator: Estimator) -> Outcome<Vec<VarianceKind>> {
        let shown = &estimator.row().variances[..estimator.row().variances_shown];
        pick(estimator, &self.analysis.variances, |row| row.variances, shown)
    }

    /// A row with nothing but its names, its estimate and its sample.
    pub fn row(&self, estimator: &str, estimand: &str, term: &str, estimate: f64, sample: Sample) -> EstimateRow {
        EstimateRow {
            outcome: self.outcome.to_string(),
            estimator: estimator.to_string(),
            estimand: estimand.to_string(),
            term: term.to_string(),
            scale: self.scale().to_string(),
            estimate: Some(estimate).filter(|e| e.is_finite()),
            std_error: None,
            statistic: None,
            df: None,
            p_value: None,
            conf_low: None,
            conf_high: None,
            conf_level: self.analysis.level,
            variance: String::new(),
            nobs: sample.nobs,
            n_clusters: sample.units,
            prespecified: false,
        }
    }
}

/// Pupils and units behind a row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    pub nobs: f64,
    pub units: usize,
}

/// Fills in a t test and interval; a standard error that is zero but for rounding next to the outcome's standard deviation
/// leaves them missing.
pub(crate) fn with_t(
    mut row: EstimateRow,
    variance_name: &str,
    variance: f64,
    df: f64,
    outcome_sd: f64,
) -> EstimateRow {
    use crate::numeric::{t_quantile, t_two_sided};
    row.variance = variance_name.to_string();
    let (Some(estimate), Some(se)) = (row.estimate, standard_error(variance, outcome_sd)) else { return row };
    row.std_error = Some(se);
    row.statistic = Some(estimate / se);
    if df > 0.0 {
        let q = t_quantile(0.5 + 0.5 * row.conf_level, df);
        row.df = Some(df);
        row.p_value = Some(t_two_sided(estimate / se, df));
        row.conf_low = Some(estimate - q * se);
        row.conf_high = Some(estimate + q * se);
    }
    row
}

/// What is asked for of what an estimator has; `of` looks it up in its row.
fn pick<T: Named + PartialEq>(
    estimator: Estimator,
    asked: &[T],
    of: impl Fn(&EstimatorRow) -> &'static [T],
    default: &[T],
) -> Outcome<Vec<T>> {
    let has = of(estimator.row());
    if asked.is_empty() {
        return Ok(default.to_vec());
    }
    let kept: Vec<T> = asked.iter().filter(|a| has.contains(a)).copied().collect();
    if kept.is_empty() {
        let names = |list: &[T]| list.iter().map(|one| one.name()).collect::<Vec<_>>().join(", ");
        let kind = T::KIND;
        let others = Estimator::all().into_iter().filter(|e| asked.iter().any(|a| of(e.row()).contains(a)));
        let others: Vec<String> = others.map(|e| format!("`{e}`")).collect();
        let problem = Problem::new("E351", format!("`{estimator}` has none of the {kind}s asked for"))
            .found(names(asked))
            .expected(names(has))
            .help(format!("ask for one of these with --{kind}, or leave `{estimator}` out of --estimator"));
        return Err(match others.is_empty() {
            true => problem,
            false => problem.help(format!("{} has it: {}", names(asked), others.join(", "))),
        });
    }
    Ok(kept)
}

/// What is asked for by name; a name that is not known is refused, the nearest one offered.
///
/// # Errors
/// `E350`.
pub fn known<T: Named>(names: &[String]) -> Outcome<Vec<T>> {
    let one = |name: &String| {
        T::parse(name).ok_or_else(|| {
            let all: Vec<&str> = T::all().into_iter().map(Named::name).collect();
            let problem = Problem::new("E350", format!("there is no {} `{name}`", T::KIND)).expected(all.join(", "));
            match nearest(name, all) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("`lodtrin explain` lists what there is"),
            }
        })
    };
    names.iter().map(one).collect()
}

/// Average pupils of a unit in the periods before anybody starts, or in all where there are none.
pub(crate) fn unit_sizes(panel: &Panel) -> Vec<f64> {
    let periods = panel.periods().len();
    let first = panel.assignment().starts().iter().flatten().copied().min().unwrap_or(periods);
    let upto = if first == 0 { periods } else { first };
    (0..panel.units().len()).map(|i| (0..upto).filter_map(|t| panel.cell(i, t)).map(|c| c.n()).sum()).collect()
}

/// What must be said of the means: units left out, covariates that could not be used.
pub(crate) fn left_out(q: &Question<'_>, estimator: &str, means: &UnitMeans, effects: &mut Effects) {
    let panel = q.panel;
    covariates_not_used(q, estimator, &means.slopes, effects);
    if means.left_out.is_empty() {
        return;
    }
    let names: Vec<&str> = means.left_out.iter().map(|i| panel.units()[*i].as_str()).collect();
    let doubt = Doubt::UnitsLeftOut { count: names.len(), units: listed(&names) };
    effects.warn(doubt.about([q.about(estimator)]));
}

/// Says that no covariate could be used, where some were asked for.
pub(crate) fn covariates_not_used(q: &Question<'_>, estimator: &str, slopes: &[f64], effects: &mut Effects) {
    let covariates = q.panel.covariates();
    if !covariates.is_empty() && slopes.is_empty() {
        let doubt = Doubt::MeansNotAdjusted { covariates: covariates.join(", ") };
        effects.warn(doubt.about([q.about(estimator)]));
    }
}

pub(crate) fn units(q: &Question<'_>, estimator: &str, effects: &mut Effects) -> Outcome<(UnitMeans, Cohorts)> {
    let weights =
        (q.analysis.weight.as_deref() == Some("pupils")).then(|| crate::effects::question::unit_sizes(q.panel));
    let means = UnitMeans::of(q.panel, weights.as_deref())?;
    left_out(q, estimator, &means, effects);
    let cohorts = q.chance.cohorts(q.panel, &means.units, q.analysis.transition);
    Ok((means, cohorts))
}

/// What a row of a regression counts for.
pub(crate) fn weight(q: &Question<'_>) -> Weight {
    if q.analysis.weight.as_deref() == Some("programmes") { Weight::Programmes } else { Weight::Pupils }
}
