//! Tests of all lags at once: did anything move before the start, did those about to start differ, does one average tell the
//! story?

use super::asked::{BY_MEANS, Term};
use super::observed::{DrawnNumbers, Setup};
use super::question::{Effects, Question};
use crate::diagnostics::Outcome;
use crate::estimators::contrast::{Estimand, lags};
use crate::estimators::lag_products::{AtEffect, LagProducts};
use crate::estimators::seen::{Contrasts, SeenContrast};
use crate::estimators::waves_of;
use crate::inference::lag_tests::{LagStatistics, Tested};
use crate::inference::randomization::{Rule, evaluate};
use crate::inference::ties;
use crate::trial::methods::Estimand as Asked;
use crate::trial::{EstimateRow, Named, VarianceKind};

/// Values of τ on either side of the observed mean, a tenth of its standard deviation apart.
const STEPS: i32 = 40;
/// Share of the assignments that the confidence set of the nuisance effect may miss.
const GAMMA: f64 = 0.001;

/// Adds the four rows.
pub(crate) fn add(q: &Question<'_>, setup: &Setup<'_>, effects: &mut Effects) -> Outcome<()> {
    let comparison = setup.method.comparison(Estimand::Simple, q.analysis.transition);
    let occupied = setup.cohorts.occupied();
    let found = lags(&comparison, &occupied.starts, &occupied.sizes, occupied.periods);
    let reference = -1 - q.analysis.transition as i64;
    let within = |l: i64| q.analysis.lags.is_none_or(|(from, to)| (from..=to).contains(&l));
    let before: Vec<i64> = found.iter().map(|(l, _)| *l).filter(|l| *l < reference && within(*l)).collect();
    let after: Vec<i64> = found.iter().filter(|(l, n)| *l >= 0 && *n >= 2 && within(*l)).map(|(l, _)| *l).collect();
    if !before.is_empty() {
        placebo(setup, &before, effects);
    }
    if after.len() > 1 {
        same_effect(setup, &after, effects);
    }
    anticipation(q, setup, reference, effects)
}

fn row(setup: &Setup<'_>, term: &str) -> EstimateRow {
    let mut row = setup.q.row(setup.estimator.name(), Asked::LagTests.name(), term, f64::NAN, setup.sample());
    row.variance = "randomization".to_string();
    row
}

/// The statistic of each lag under each assignment, the observed one first.
fn statistics(setup: &Setup<'_>, lags: &[i64]) -> LagStatistics {
    let assignments = setup.assignments();
    let mut numbers: Vec<(DrawnNumbers, Vec<DrawnNumbers>)> = Vec::new();
    for &lag in lags {
        let average = Estimand::Lag(lag);
        let treatment = setup.treatment(average);
        let observed = setup.contrast(average).at(&setup.cohorts.of_unit, &[&setup.means.values, &treatment]);
        let drawn = setup.draws(average, &setup.means.values, &treatment, &format!("lag {lag}"));
        numbers.push((DrawnNumbers::of(observed), drawn));
    }
    let studentized = setup.q.analysis.studentized
        && numbers.iter().all(|(o, d)| std::iter::once(o).chain(d).filter_map(|n| n.smallest).all(|n| n > 1));
    let rule = Rule {
        ties: ties::within(setup.q.panel),
        studentized,
        level: setup.q.analysis.level,
        interval: false,
        outcome_sd: setup.q.panel.outcome_sd(),
    };
    let (enumerated, ties) = (assignments.enumerated(), rule.ties);
    let mut made = LagStatistics { observed: Vec::new(), draws: Vec::new(), enumerated, ties };
    for (observed, drawn) in &numbers {
        let of = |n: &DrawnNumbers| -> f64 {
            if n.smallest.is_none() {
                return f64::INFINITY;
            }
            rule.statistic(&n.adjusted(setup.method.beta), 0.0)
        };
        made.observed.push(of(observed));
        made.draws.push(drawn.iter().map(of).collect());
    }
    if !studentized {
        made.scale();
    }
    made
}

fn placebo(setup: &Setup<'_>, lags: &[i64], effects: &mut Effects) {
    let found = statistics(setup, lags);
    let mut put = |term: &str, tested: Tested| {
        let mut row = row(setup, term);
        row.statistic = Some(tested.statistic).filter(|s| s.is_finite());
        row.df = Some(lags.len() as f64);
        row.p_value = Some(tested.p);
        effects.rows.push(row);
    };
    put("placebo", found.largest());
    if let Some(tested) = found.quadratic() {
        put("placebo-quadratic", tested);
    }
}

fn same_effect(setup: &Setup<'_>, lags: &[i64], effects: &mut Effects) {
    let Some((statistic, p)) = SameEffect::new(setup, lags).run() else { return };
    let mut row = row(setup, "same-effect");
    row.statistic = Some(statistic);
    row.df = Some(lags.len() as f64 - 1.0);
    row.p_value = Some(p);
    effects.rows.push(row);
}

/// The test that all lags have one effect, over the effects that their mean does not reject. Draws are gone through twice,
/// and of each only means and statistics are kept.
///
/// # Reference
/// Berger & Boos (1994), doi:10.1080/01621459.1994.10476836.
struct SameEffect<'a> {
    setup: &'a Setup<'a>,
    contrasts: Vec<SeenContrast<'a>>,
    treatment: Vec<f64>,
}

impl<'a> SameEffect<'a> {
    fn new(setup: &'a Setup<'a>, lags: &[i64]) -> SameEffect<'a> {
        let contrasts = lags.iter().map(|l| setup.contrast(Estimand::Lag(*l))).collect();
        SameEffect { setup, contrasts, treatment: setup.treatment(Estimand::Simple) }
    }

    /// Every lag's numbers under an assignment; `None` where one is lacking.
    fn under(&self, drawn: &[u16]) -> Option<LagProducts> {
        let panels: [&[f64]; 2] = [&self.setup.means.values, &self.treatment];
        let found: Option<Vec<Contrasts>> = self.contrasts.iter().map(|c| c.at(drawn, &panels)).collect();
        Some(LagProducts::of(&found?))
    }

    fn over_draws<T: Send>(&self, reduce: impl Fn(&LagProducts) -> T + Sync) -> (Vec<Option<T>>, bool) {
        let assignments = self.setup.assignments();
        let n = self.setup.means.seen.len();
        let at = |drawn: &[u16]| self.under(drawn).map(|found| reduce(&found));
        let draws = evaluate(assignments.as_ref(), n, self.setup.q.progress, "same effect", at);
        (draws, assignments.enumerated())
    }

    /// Statistic at the observed mean, and p; nothing where a lag is lacking.
    fn run(&self) -> Option<(f64, f64)> {
        let own = self.under(&self.setup.cohorts.of_unit)?;
        let rule = self.setup.method.beta;
        let centre = own.at(rule, 0.0, false).mean;
        let (around, enumerated) = self.over_draws(|found| (found.at(rule, centre, false).mean, found.smallest()));
        let smallest = around.iter().flatten().map(|(_, n)| *n).fold(own.smallest(), usize::min);
        let studentized = self.setup.q.analysis.studentized && smallest > 1;
        let mut squares: Vec<f64> = around.iter().flatten().map(|(m, _)| m * m).collect();
        if !enumerated {
            let m = own.at(rule, centre, false).mean;
            squares.push(m * m);
        }
        let spread = libm::sqrt(crate::numeric::mean(&squares));
        let effects: Vec<f64> = (-STEPS..=STEPS).map(|j| centre + 0.1 * f64::from(j) * spread).collect();
        let reduce = |found: &LagProducts| -> Vec<Reduced> {
            effects.iter().map(|tau| Reduced::of(found.at(rule, *tau, studentized), studentized)).collect()
        };
        let observed = reduce(&own);
        let ties = ties::within(self.setup.q.panel);
        let (draws, _) = self.over_draws(reduce);
        let (mut worst, mut statistic) = (0.0f64, None);
        for (j, own) in observed.iter().enumerate() {
            let drawn: Vec<Option<&Reduced>> = draws.iter().map(|d| d.as_ref().map(|d| &d[j])).collect();
            let means = drawn.iter().map(|d| d.map_or(f64::NAN, |d| d.mean)).collect();
            if share(own.mean, means, enumerated, ties) <= GAMMA {
                continue;
            }
            let scales = Reduced::scales(own, &drawn, enumerated);
            let t = own.statistic(&scales);
            let drawn = drawn.iter().map(|d| d.map_or(f64::INFINITY, |d| d.statistic(&scales))).collect();
            worst = worst.max(share(t, drawn, enumerated, ties));
            if j as i32 == STEPS {
                statistic = Some(t);
            }
        }
        Some((statistic?, (GAMMA + worst).min(1.0)))
    }
}

/// What is kept of an assignment at one effect.
struct Reduced {
    mean: f64,
    /// The statistic where it is studentised.
    studentized: Option<f64>,
    /// The deviations where it is not.
    deviations: Vec<f64>,
}

impl Reduced {
    fn of(found: AtEffect, studentized: bool) -> Reduced {
        match studentized {
            true => {
                Reduced { mean: found.mean, studentized: Some(found.largest(&found.squares)), deviations: Vec::new() }
            }
            false => Reduced { mean: found.mean, studentized: None, deviations: found.deviations },
        }
    }

    /// Means over S of the squared deviations of each lag.
    fn scales(own: &Reduced, drawn: &[Option<&Reduced>], enumerated: bool) -> Vec<f64> {
        let all = || drawn.iter().flatten().copied().chain((!enumerated).then_some(own));
        (0..own.deviations.len())
            .map(|l| crate::numeric::mean(&all().map(|d| d.deviations[l] * d.deviations[l]).collect::<Vec<_>>()))
            .collect()
    }

    fn statistic(&self, scales: &[f64]) -> f64 {
        self.studentized.unwrap_or_else(|| {
            AtEffect { mean: self.mean, deviations: self.deviations.clone(), squares: Vec::new() }.largest(scales)
        })
    }
}

/// The share of S that reaches the observed value.
fn share(observed: f64, drawn: Vec<f64>, enumerated: bool, ties: f64) -> f64 {
    LagStatistics { observed: vec![observed], draws: vec![drawn], enumerated, ties }.largest().p
}

/// Those who start next less those who start later, one period before the base period's end: the lottery makes no such
/// difference.
fn anticipation(q: &Question<'_>, setup: &Setup<'_>, reference: i64, effects: &mut Effects) -> Outcome<()> {
    if effects.rows.iter().any(|r| r.outcome == q.outcome && r.term == "anticipation") {
        return Ok(());
    }
    let Some(method) = waves_of(BY_MEANS) else { return Ok(()) };
    let own = Setup::new(q, BY_MEANS, method, setup.gaps);
    let comparison = method.comparison(Estimand::Lag(reference), q.analysis.transition);
    let occupied = own.cohorts.occupied();
    if crate::estimators::contrast::contrast(&comparison, &occupied.starts, &occupied.sizes, occupied.periods).is_none()
    {
        return Ok(());
    }
    let term =
        Term { estimand: Asked::LagTests, name: "anticipation".to_string(), average: Some(Estimand::Lag(reference)) };
    super::observed::add(&own, &term, Estimand::Lag(reference), &[VarianceKind::Randomization], effects)?;
    Ok(())
}
