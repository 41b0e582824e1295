//! Rows of the design-based estimators.

use super::complete::under;
use super::missing;
use super::observed::{self, GapRule, Setup};
use super::question::{Effects, Question, Sample, covariates_not_used, with_t};
use super::randomized;
use super::randomized_row::Redrawn;
use super::subgroups;
use crate::diagnostics::{About, Doubt, Outcome, Problem, listed};
use crate::effects::question::{left_out, unit_sizes};
use crate::effects::randomized::Setting;
use crate::estimators::contrast::{Comparison, Estimand, averaged_lags, lags};
use crate::estimators::design_based::{Beta, Cohorts, DesignBased, ENOUGH_FOR_BETA, Method, design_based};
use crate::estimators::unit_means::UnitMeans;
use crate::inference::neyman::{CohortVariance, NoVariance, design, neyman};
use crate::trial::methods::Estimand as Asked;
use crate::trial::{EstimateRow, Estimator, Gaps, Named, Panel, VarianceKind};
use serde_json::json;

/// Fewer units than this in a wave make `design` too small.
const ENOUGH_FOR_DESIGN: usize = 8;
/// Where no more than this share of the units stand in such waves `design` is as good as anywhere.
const SMALL_SHARE: f64 = 0.05;

/// One term of an estimand.
pub(crate) struct Term {
    pub estimand: Asked,
    pub name: String,
    /// `None` for the reference lag.
    pub average: Option<Estimand>,
}

/// Adds the rows of one design-based estimator.
pub(crate) fn add(
    q: &Question<'_>,
    (estimator, mut method): (Estimator, Method),
    effects: &mut Effects,
) -> Outcome<()> {
    if method.beta == Beta::Efficient {
        method.beta = q.analysis.beta.unwrap_or(method.beta);
    }
    let estimands = q.estimands(estimator)?;
    let variances = q.variances(estimator)?;
    let gaps = GapRule::of(q);
    observed::can(gaps, &estimands, &variances, q.beside)?;
    let all_estimands = estimands;
    let estimands: Vec<Asked> = all_estimands.iter().copied().filter(|e| *e != Asked::LagTests).collect();
    if gaps.rule != Gaps::Complete && q.panel.has_gaps() {
        with_gaps(q, (estimator, method), &estimands, &variances, gaps, effects)?;
        return further(q, (estimator, method), gaps, &all_estimands, &variances, effects);
    }
    let weights = (q.analysis.weight.as_deref() == Some("pupils")).then(|| unit_sizes(q.panel));
    let means = UnitMeans::of(q.panel, weights.as_deref())?;
    left_out(q, estimator.name(), &means, effects);
    let cohorts = q.chance.cohorts(q.panel, &means.units, q.analysis.transition);
    let terms = terms(q, &method, &cohorts, &estimands)?;
    let sample = entered(q, estimator.name(), &method, &means, &cohorts, effects);
    let setting = Setting { means: &means, cohorts: &cohorts, method, estimator };
    let mut redrawn: Vec<(usize, Redrawn)> = Vec::new();
    for term in &terms {
        let Some(average) = term.average else {
            reference_rows(q, estimator, term, &variances, sample, effects);
            continue;
        };
        let Some(found) = design_based(&means, &cohorts, &method, average, q.analysis.transition) else {
            return Err(nothing_compared(q.panel, &term.name));
        };
        say_beta(q, &setting, term, &found, effects);
        for variance in &variances {
            let row = q.row(estimator.name(), term.estimand.name(), &term.name, found.fit.estimate, sample);
            let v = match variance {
                VarianceKind::Randomization => {
                    let done = randomized::design_based(q, &setting, average, &found, row, effects);
                    if term.estimand == Asked::ByLag {
                        redrawn.push((effects.rows.len(), done.clone()));
                    }
                    effects.rows.push(done.row);
                    continue;
                }
                VarianceKind::Design => {
                    few_units(&row, &found, effects);
                    design(&found.fit)
                }
                VarianceKind::Neyman => neyman(&found.fit),
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
                // said of all units, seen or not, behind the averages
                | VarianceKind::Bounds
                | VarianceKind::WorstCase => continue,
            };
            let (about, name, sd) = (row.about(), variance.name(), q.panel.outcome_sd());
            let v = v.unless_zero(sd);
            effects.rows.push(with_t(row, name, v.variance.clone().unwrap_or(f64::NAN), v.df, sd));
            say_no_variance(q.panel, &about.variance(name), &found, &v, effects);
        }
    }
    randomized::bands(q, estimator.name(), &redrawn, effects);
    further(q, (estimator, method), gaps, &all_estimands, &variances, effects)
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

/// Names the units that have no period before their start.
pub(crate) fn without_base(
    q: &Question<'_>,
    estimator: &str,
    means: &UnitMeans,
    used: &dyn Fn(usize) -> bool,
    effects: &mut Effects,
) {
    let names: Vec<&str> =
        (0..means.len()).filter(|i| !used(*i)).map(|i| q.panel.units()[means.units[i]].as_str()).collect();
    if !names.is_empty() {
        let (count, units) = (names.len(), listed(&names));
        let doubt = Doubt::NoBasePeriod { estimator: estimator.to_string(), count, units };
        effects.warn(doubt.about([q.about(estimator)]));
    }
}

/// What stands behind the rows of the averages: what was not seen, who was selected, groups, what was delivered, all lags.
fn further(
    q: &Question<'_>,
    (estimator, method): (Estimator, Method),
    gaps: GapRule,
    estimands: &[Asked],
    variances: &[VarianceKind],
    effects: &mut Effects,
) -> Outcome<()> {
    let unseen = variances.iter().any(|v| missing::asks(*v));
    let tests = estimands.contains(&Asked::LagTests);
    let randomized = variances.contains(&VarianceKind::Randomization);
    let grouped = !q.beside.groups.is_empty() && variances.iter().any(|v| subgroups::has(*v));
    let chosen = q.beside.selected.is_some() && estimator == missing::BY_MEANS && unseen;
    if !(unseen || tests || chosen || grouped || randomized && q.beside.delivered.is_some()) {
        return Ok(());
    }
    under(q, gaps.rule, &mut |q| {
        let setup = Setup::new(q, estimator, method, gaps);
        let asked = Further { estimands, variances, unseen, tests, chosen, grouped, randomized };
        asked.add(&setup, effects)
    })
}

/// What is asked for behind the averages.
struct Further<'a> {
    estimands: &'a [Asked],
    variances: &'a [VarianceKind],
    unseen: bool,
    tests: bool,
    chosen: bool,
    grouped: bool,
    randomized: bool,
}

impl Further<'_> {
    fn add(&self, setup: &Setup<'_>, effects: &mut Effects) -> Outcome<()> {
        let q = setup.q;
        let occupied = setup.cohorts.occupied();
        let one = |e: &Asked| !matches!(e, Asked::ByLag | Asked::LagTests);
        let averages: Vec<Asked> = self.estimands.iter().copied().filter(one).collect();
        for term in &terms(q, &setup.method, &occupied, &averages)? {
            let Some(average) = term.average else { continue };
            if self.unseen {
                missing::add(setup, term, average, self.variances, effects)?;
            }
            if let Some(selected) = q.beside.selected.as_ref().filter(|_| self.chosen) {
                super::selected::add(setup, term, average, selected, effects);
            }
            if self.grouped {
                subgroups::add(setup, term, average, &q.beside.groups, self.variances, effects);
            }
            if let Some(delivered) = q.beside.delivered.as_ref().filter(|_| self.randomized) {
                super::delivered::add(setup, term, average, delivered, effects);
            }
        }
        if self.tests {
            super::lag_tests::add(q, setup, effects)?;
        }
        Ok(())
    }
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

/// The terms of the estimands asked for.
pub(crate) fn terms(q: &Question<'_>, method: &Method, cohorts: &Cohorts, estimands: &[Asked]) -> Outcome<Vec<Term>> {
    let transition = q.analysis.transition;
    let of = |e: Estimand| -> Comparison { method.comparison(e, transition) };
    let (starts, sizes, t) = (&cohorts.starts, &cohorts.sizes, cohorts.periods);
    let mut terms = Vec::new();
    let one = |estimand, average| Term { estimand, name: "treated".to_string(), average: Some(average) };
    for estimand in estimands {
        match estimand {
            Asked::Simple => terms.push(one(*estimand, Estimand::Simple)),
            Asked::Cohort => terms.push(one(*estimand, Estimand::Cohort)),
            Asked::Calendar => terms.push(one(*estimand, Estimand::Calendar)),
            Asked::TimeAveraged => {
                let (from, to) = q.analysis.lags.unwrap_or((0, i64::MAX));
                let average = Estimand::TimeAveraged(from, to);
                if averaged_lags(&of(average), starts, sizes, t, from, to).is_empty() {
                    return Err(nothing_compared(q.panel, estimand.name()));
                }
                terms.push(Term { estimand: *estimand, name: estimand.name().to_string(), average: Some(average) });
            }
            Asked::LagTests => {}
            Asked::ByLag => {
                let reference = -1 - transition as i64;
                let wanted = |l: &i64| q.analysis.lags.is_none_or(|(from, to)| (from..=to).contains(l));
                let found = lags(&of(Estimand::Simple), starts, sizes, t);
                if let Some((from, to)) = q.analysis.lags
                    && let Some(absent) = (from..=to).find(|l| *l != reference && !found.iter().any(|(f, _)| f == l))
                {
                    let there: Vec<String> = found.iter().map(|(l, _)| l.to_string()).collect();
                    return Err(Problem::new("E352", format!("no cohort can be compared at lag {absent}"))
                        .found(format!("--lags {from}..{to}"))
                        .expected(format!("lags among {}", there.join(", ")))
                        .help("a lag needs a period in the data and units that start later"));
                }
                for (lag, _) in found.iter().filter(|(l, _)| wanted(l)) {
                    let average = (*lag != reference).then_some(Estimand::Lag(*lag));
                    terms.push(Term { estimand: Asked::ByLag, name: format!("lag={lag}"), average });
                }
            }
        }
    }
    Ok(terms)
}

fn few_units(row: &EstimateRow, found: &DesignBased, effects: &mut Effects) {
    let smallest = found.fit.smallest();
    // a few units in small waves among thousands move the variance little
    let sizes = found.fit.cohorts.iter().filter(|c| c.weighted).map(|c| c.theta.len());
    let in_small: usize = sizes.filter(|n| *n < ENOUGH_FOR_DESIGN).sum();
    if in_small as f64 > SMALL_SHARE * found.fit.units() as f64 {
        effects.warn(Doubt::FewUnitsPerWave { smallest }.about([row.about().variance("design")]));
    }
}

fn say_no_variance(panel: &Panel, about: &About, found: &DesignBased, v: &CohortVariance, effects: &mut Effects) {
    let Err(why) = &v.variance else { return };
    let label = |g: &usize| panel.periods().get(*g).cloned().unwrap_or_else(|| "never".to_string());
    let (term, variance) = (about.term.clone().unwrap_or_default(), about.variance.clone().unwrap_or_default());
    let doubt = match why {
        NoVariance::SingletonWave => {
            let waves: Vec<String> = found.fit.singletons().iter().map(label).collect();
            Doubt::SingletonWave { variance, term, waves: waves.join(", ") }
        }
        NoVariance::FewUnitsPerWave => Doubt::TooFewForDesign { term, needed: found.fit.before + 1 },
        NoVariance::NotPositive => Doubt::DesignNotPositive { variance, term },
    };
    effects.warn(doubt.about([about.clone()]));
}

fn say_beta(q: &Question<'_>, s: &Setting<'_>, term: &Term, found: &DesignBased, effects: &mut Effects) {
    say_beta_of(q, s.estimator, &s.method, term, (found.fit.beta, found.clipped), effects);
}

/// Says which adjustment was taken.
pub(crate) fn say_beta_of(
    q: &Question<'_>,
    estimator: Estimator,
    method: &Method,
    term: &Term,
    (beta, clipped): (f64, bool),
    effects: &mut Effects,
) {
    if matches!(method.beta, Beta::Fixed(_)) && !estimator.row().adjusts {
        return;
    }
    effects.note(
        "beta",
        json!({ "outcome": q.outcome, "estimator": estimator, "term": term.name, "estimand": term.estimand,
                "beta": beta, "clipped": clipped,
                "rule": match method.beta {
                    Beta::Efficient => "clipped",
                    Beta::PlugIn => "plug-in",
                    Beta::Fixed(_) => "fixed",
                } }),
    );
    if clipped {
        let doubt = Doubt::BetaClipped {
            enough: ENOUGH_FOR_BETA,
            term: term.name.clone(),
            estimand: term.estimand.to_string(),
            beta,
        };
        effects.warn(doubt.about([q.about(estimator.name()).term(&term.name)]));
    }
}

fn nothing_compared(panel: &Panel, term: &str) -> Problem {
    let periods = panel.periods();
    let treated = panel.assignment().starts().iter().flatten().count();
    let problem = Problem::new(
        "E353",
        format!("nothing identifies {term}: no treated unit and period has a unit to compare with"),
    );
    let problem = if treated == 0 {
        problem.found("no unit starts within the periods of the data")
    } else {
        problem.found(format!("{treated} of {} units start within {} periods", panel.units().len(), periods.len()))
    };
    problem.help("a comparison needs units that start later, or never")
}
