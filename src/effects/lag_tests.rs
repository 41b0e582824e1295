//! Tests of all lags at once: did anything move before the start, did those about to start differ, does one average tell the
//! story?

use super::design_based::Term;
use super::missing::BY_MEANS;
use super::observed::{DrawnNumbers, Setup};
use super::question::{Effects, Question};
use crate::diagnostics::Outcome;
use crate::estimators::contrast::{Estimand, lags};
use crate::estimators::design_based::{Beta, ENOUGH_FOR_BETA};
use crate::estimators::seen::Contrasts;
use crate::estimators::{Fitting, fitting};
use crate::inference::lag_tests::{LagStatistics, Tested};
use crate::inference::randomization::{Rule, evaluate};
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
    let rule =
        Rule { studentized, level: setup.q.analysis.level, interval: false, outcome_sd: setup.q.panel.outcome_sd() };
    let mut made = LagStatistics { observed: Vec::new(), draws: Vec::new(), enumerated: assignments.enumerated() };
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

/// Everything of one lag that does not depend on τ: outcomes and treatment, for each assignment.
struct LagDraws {
    /// The observed one last where draws are not all assignments; at its own place else.
    all: Vec<Option<Contrasts>>,
}

fn same_effect(setup: &Setup<'_>, lags: &[i64], effects: &mut Effects) {
    let assignments = setup.assignments();
    let treatment = setup.treatment(Estimand::Simple);
    let parts: Vec<(Option<Contrasts>, LagDraws)> = lags
        .iter()
        .map(|l| {
            let contrast = setup.contrast(Estimand::Lag(*l));
            let at = |drawn: &[u16]| contrast.at(drawn, &[&setup.means.values, &treatment]);
            let all = evaluate(assignments.as_ref(), setup.means.seen.len(), setup.q.progress, "same effect", at);
            (at(&setup.cohorts.of_unit), LagDraws { all })
        })
        .collect();
    let smallest = parts
        .iter()
        .flat_map(|(o, d)| std::iter::once(o).chain(&d.all).flatten().map(|c| c.smallest))
        .min()
        .unwrap_or(0);
    let test = SameEffect { setup, parts: &parts, studentized: setup.q.analysis.studentized && smallest > 1 };
    let Some((statistic, p)) = test.run(assignments.enumerated()) else { return };
    let mut row = row(setup, "same-effect");
    row.statistic = Some(statistic);
    row.df = Some(lags.len() as f64 - 1.0);
    row.p_value = Some(p);
    effects.rows.push(row);
}

/// The test that all lags have one effect, over the effects that their mean does not reject.
///
/// # Reference
/// Berger & Boos (1994), doi:10.1080/01621459.1994.10476836.
struct SameEffect<'a> {
    setup: &'a Setup<'a>,
    parts: &'a [(Option<Contrasts>, LagDraws)],
    studentized: bool,
}

impl SameEffect<'_> {
    /// Mean of the lags and their deviations' statistic of one assignment after τ was taken; `None` where a lag is lacking.
    fn of(&self, found: &[Option<&Contrasts>], tau: f64) -> Option<(f64, Vec<f64>, Vec<f64>)> {
        let mut theta = Vec::with_capacity(found.len());
        let mut scores: Vec<Vec<f64>> = Vec::with_capacity(found.len());
        for c in found {
            let c = (*c)?;
            let less = |v: &[Vec<f64>]| -> Vec<f64> { v[0].iter().zip(&v[1]).map(|(y, d)| y - tau * d).collect() };
            let (u, x) = (less(&c.theta_scores), less(&c.base_scores));
            let beta = beta_of(self.setup.method.beta, &u, &x, c.smallest);
            theta.push(c.theta[0] - tau * c.theta[1] - beta * (c.base[0] - tau * c.base[1]));
            scores.push(u.iter().zip(&x).map(|(u, x)| u - beta * x).collect());
        }
        let mean = crate::numeric::mean(&theta);
        let deviations: Vec<f64> = theta.iter().map(|t| t - mean).collect();
        let l = theta.len() as f64;
        let mut squares = vec![0.0; theta.len()];
        for i in 0..scores[0].len() {
            let centre = scores.iter().map(|s| s[i]).sum::<f64>() / l;
            squares.iter_mut().zip(&scores).for_each(|(q, s)| *q += (s[i] - centre) * (s[i] - centre));
        }
        Some((mean, deviations, squares))
    }

    /// Means and statistics of all assignments at τ; the observed one first.
    fn at(&self, tau: f64, enumerated: bool) -> Option<(Vec<f64>, Vec<f64>)> {
        use rayon::prelude::*;
        let observed: Vec<Option<&Contrasts>> = self.parts.iter().map(|(o, _)| o.as_ref()).collect();
        let own = self.of(&observed, tau)?;
        let n = self.parts[0].1.all.len();
        let drawn: Vec<Option<(f64, Vec<f64>, Vec<f64>)>> = (0..n)
            .into_par_iter()
            .map(|r| {
                let found: Vec<Option<&Contrasts>> = self.parts.iter().map(|(_, d)| d.all[r].as_ref()).collect();
                self.of(&found, tau)
            })
            .collect();
        let all: Vec<Option<&(f64, Vec<f64>, Vec<f64>)>> =
            std::iter::once(Some(&own)).chain(drawn.iter().map(Option::as_ref)).collect();
        let k = own.1.len();
        let spread: Vec<f64> = (0..k)
            .map(|l| {
                let skip = usize::from(enumerated);
                let known: Vec<f64> = all.iter().skip(skip).flatten().map(|d| d.1[l] * d.1[l]).collect();
                crate::numeric::mean(&known)
            })
            .collect();
        let statistic = |d: Option<&(f64, Vec<f64>, Vec<f64>)>| -> f64 {
            let Some((_, deviations, squares)) = d else { return f64::INFINITY };
            (0..k).fold(0.0f64, |top, l| {
                let scale = if self.studentized { squares[l] } else { spread[l] };
                let z = if scale > 0.0 { deviations[l].abs() / libm::sqrt(scale) } else { f64::INFINITY };
                top.max(z)
            })
        };
        let means = all.iter().map(|d| d.map_or(f64::NAN, |d| d.0)).collect();
        Some((means, all.iter().map(|d| statistic(*d)).collect()))
    }

    fn run(&self, enumerated: bool) -> Option<(f64, f64)> {
        let share = |v: &[f64]| {
            let tested = LagStatistics { observed: vec![v[0]], draws: vec![v[1..].to_vec()], enumerated };
            tested.largest().p
        };
        let centre = self.at(0.0, enumerated)?.0[0];
        let skip = usize::from(enumerated);
        let around: Vec<f64> = self.at(centre, enumerated)?.0.into_iter().skip(skip).filter(|m| !m.is_nan()).collect();
        let spread = libm::sqrt(crate::numeric::mean(&around.iter().map(|m| m * m).collect::<Vec<_>>()));
        let (mut worst, mut own) = (0.0f64, None);
        for j in -STEPS..=STEPS {
            let (means, statistics) = self.at(centre + 0.1 * f64::from(j) * spread, enumerated)?;
            if share(&means) <= GAMMA {
                continue;
            }
            if j == 0 {
                own = Some(statistics[0]);
            }
            worst = worst.max(share(&statistics));
        }
        Some((own?, (GAMMA + worst).min(1.0)))
    }
}

fn beta_of(rule: Beta, u: &[f64], x: &[f64], smallest: usize) -> f64 {
    if let Beta::Fixed(b) = rule {
        return b;
    }
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let variance = dot(x, x);
    let raw = if variance > 0.0 { dot(u, x) / variance } else { 1.0 };
    if rule == Beta::Efficient && smallest < ENOUGH_FOR_BETA { raw.clamp(0.0, 1.0) } else { raw }
}

/// Those who start next less those who start later, one period before the base period's end: the lottery makes no such
/// difference.
fn anticipation(q: &Question<'_>, setup: &Setup<'_>, reference: i64, effects: &mut Effects) -> Outcome<()> {
    if effects.rows.iter().any(|r| r.outcome == q.outcome && r.term == "anticipation") {
        return Ok(());
    }
    let Fitting::Waves(method) = fitting(BY_MEANS) else { return Ok(()) };
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
