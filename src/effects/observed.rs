//! Rows of the design-based estimators where some units were not seen in some periods.

use super::asked::{Term, of_the_unseen};
use super::beside::Beside;
use super::question::{Effects, Question, Sample, with_t};
use super::randomized_row::{IMPOSSIBLE, Odds, Redrawn, finish, no_scale};
use super::wave_doubts::say_beta_of;
use crate::diagnostics::{Doubt, Outcome, Problem, listed};
use crate::estimators::contrast::Estimand;
use crate::estimators::design_based::{Beta, Cohorts, ENOUGH_FOR_BETA, Method};
use crate::estimators::seen::{Contrasts, SeenContrast};
use crate::estimators::unit_means::SeenMeans;
use crate::inference::assignments::Assignments;
use crate::inference::guards::ZERO_SHARE;
use crate::inference::randomization::{Adjusted, Adjustment, Rule, evaluate, randomization};
use crate::inference::ties;
use crate::trial::facts::DroppedCell;
use crate::trial::methods::Estimand as Asked;
use crate::trial::{EstimateRow, Estimator, Gaps, Named, Panel, Shifted, VarianceKind};

/// The rule for units with gaps, and whether it was declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GapRule {
    pub rule: Gaps,
    pub declared: bool,
}

impl GapRule {
    /// What was declared; else `observed`, or `planned` where the schedule decides who is seen.
    pub fn of(q: &Question<'_>) -> GapRule {
        GapRule::of_panel(q.analysis.gaps, q.panel)
    }

    /// The same of a panel.
    pub fn of_panel(declared: Option<Gaps>, panel: &Panel) -> GapRule {
        match declared {
            Some(rule) => GapRule { rule, declared: true },
            None if follows_schedule(panel) => GapRule { rule: Gaps::Planned, declared: false },
            None => GapRule { rule: Gaps::Observed, declared: false },
        }
    }
}

/// Refuses what a rule for gaps has nothing to say of.
///
/// # Errors
/// `E357`.
pub(crate) fn can(gaps: GapRule, estimands: &[Asked], variances: &[VarianceKind], beside: &Beside) -> Outcome<()> {
    let unseen = variances.iter().find(|v| of_the_unseen(**v)).map(|v| v.name());
    let tests = estimands.iter().find(|e| **e == Asked::LagTests).map(|e| e.name());
    let delivered = beside.delivered.as_ref().map(|_| "delivered");
    let refused = match gaps.rule {
        Gaps::Observed => None,
        Gaps::Complete => unseen,
        Gaps::Planned => unseen.or(tests).or(delivered),
    };
    let Some(asked) = refused else { return Ok(()) };
    let name = gaps.rule.name();
    let why = match gaps.rule {
        Gaps::Planned => "where the draw decides who is seen there are no replays",
        _ => "units with gaps are left out, so nothing is said of what they hide",
    };
    Err(Problem::new("E357", format!("`{asked}` cannot be had with gaps `{name}`: {why}"))
        .found(format!("--gaps {name}{}", if gaps.declared { "" } else { ", which whole waves without data ask for" }))
        .expected("--gaps observed"))
}

/// Whether in some period a cohort of two or more units is all gaps while another one is seen.
fn follows_schedule(panel: &Panel) -> bool {
    let starts = panel.assignment().starts();
    let mut distinct = starts.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    (0..panel.periods().len()).any(|t| {
        let seen = |i: &usize| panel.cell(*i, t).is_some();
        let units = |c: &Option<usize>| (0..starts.len()).filter(|i| starts[*i] == *c).collect::<Vec<_>>();
        let cohorts: Vec<Vec<usize>> = distinct.iter().map(units).collect();
        cohorts.iter().any(|c| c.len() > 1 && !c.iter().any(&seen)) && cohorts.iter().any(|c| c.iter().any(&seen))
    })
}

/// One estimator on all units drawn, in the periods in which they were seen.
pub(crate) struct Setup<'a> {
    pub q: &'a Question<'a>,
    pub estimator: Estimator,
    pub method: Method,
    pub means: SeenMeans,
    pub cohorts: Cohorts,
    pub gaps: GapRule,
}

/// What one assignment gives: its numbers and its smallest side.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DrawnNumbers {
    shifted: Shifted,
    /// `None` where nothing is compared.
    pub smallest: Option<usize>,
}

impl DrawnNumbers {
    pub fn of(found: Option<Contrasts>) -> DrawnNumbers {
        match found {
            Some(c) => DrawnNumbers { shifted: c.shifted(), smallest: Some(c.smallest) },
            None => DrawnNumbers { shifted: IMPOSSIBLE, smallest: None },
        }
    }

    /// With the rule by which β is had in this draw.
    pub fn adjusted(&self, beta: Beta) -> Adjusted {
        match beta {
            Beta::Fixed(b) => Adjusted { shifted: self.shifted.adjusted(b), adjustment: Adjustment::None },
            Beta::PlugIn => Adjusted { shifted: self.shifted, adjustment: Adjustment::Efficient { clip: false } },
            Beta::Efficient => {
                let clip = self.smallest.is_some_and(|n| n < ENOUGH_FOR_BETA);
                Adjusted { shifted: self.shifted, adjustment: Adjustment::Efficient { clip } }
            }
        }
    }
}

impl<'a> Setup<'a> {
    pub fn new(q: &'a Question<'a>, estimator: Estimator, method: Method, gaps: GapRule) -> Setup<'a> {
        let weights = (q.analysis.weight.as_deref() == Some("pupils")).then(|| sizes(q.panel));
        let means = SeenMeans::of(q.panel, weights.as_deref());
        let all: Vec<usize> = (0..q.panel.units().len()).collect();
        let cohorts = q.chance.cohorts(q.panel, &all, q.analysis.transition);
        Setup { q, estimator, method, means, cohorts, gaps }
    }

    /// Units ever seen that the estimator can use, and the cohorts that they are in.
    fn usable(&self) -> (usize, usize) {
        let can = |g: usize| self.method.without_base || self.cohorts.starts[g] > self.q.analysis.transition;
        let units: Vec<usize> = (0..self.means.seen.len())
            .filter(|i| self.means.seen.ever(*i) && can(self.cohorts.of_unit[*i] as usize))
            .collect();
        let mut cohorts: Vec<u16> = units.iter().map(|i| self.cohorts.of_unit[*i]).collect();
        cohorts.sort_unstable();
        cohorts.dedup();
        (units.len(), cohorts.len())
    }

    pub fn sample(&self) -> Sample {
        let can = |i: &usize| {
            let g = self.cohorts.of_unit[*i] as usize;
            self.method.without_base || self.cohorts.starts[g] > self.q.analysis.transition
        };
        let periods = self.q.panel.periods().len();
        let cells = (0..self.means.seen.len()).filter(can).flat_map(|i| (0..periods).map(move |t| (i, t)));
        let nobs = cells.filter_map(|(i, t)| self.q.panel.cell(i, t)).map(|c| c.n()).sum();
        Sample { nobs, units: self.usable().0 }
    }

    pub fn df(&self) -> f64 {
        let (units, cohorts) = self.usable();
        units as f64 - cohorts as f64
    }

    pub fn contrast(&self, average: Estimand) -> SeenContrast<'_> {
        SeenContrast::new(&self.means.seen, &self.cohorts, self.method.comparison(average, self.q.analysis.transition))
    }

    /// D as drawn: 1 from a unit's start on; for a placebo lag that lag alone.
    pub fn treatment(&self, average: Estimand) -> Vec<f64> {
        let t = self.means.seen.periods;
        let mut d = vec![0.0; self.means.seen.len() * t];
        for (i, g) in self.cohorts.of_unit.iter().enumerate() {
            let start = self.cohorts.starts[*g as usize];
            match average {
                Estimand::Lag(l) if l < 0 => {
                    let at = start as i64 + l;
                    if start < t && (0..t as i64).contains(&at) {
                        d[i * t + at as usize] = 1.0;
                    }
                }
                _ => (start..t).for_each(|p| d[i * t + p] = 1.0),
            }
        }
        d
    }

    pub fn assignments(&self) -> Box<dyn Assignments> {
        let all: Vec<usize> = (0..self.q.panel.units().len()).collect();
        self.q.chance.assignments(self.q.panel, &all, &self.cohorts)
    }

    /// Every draw's numbers for outcomes less τ times some treatment.
    pub fn draws(&self, average: Estimand, values: &[f64], treatment: &[f64], what: &str) -> Vec<DrawnNumbers> {
        let contrast = self.contrast(average);
        evaluate(self.assignments().as_ref(), self.means.seen.len(), self.q.progress, what, |drawn| {
            DrawnNumbers::of(contrast.at(drawn, &[values, treatment]))
        })
    }

    /// The rule of the test: nothing is studentised where a side can hold a single unit of a cohort.
    pub fn rule(&self, observed: &Contrasts, draws: &[DrawnNumbers], effects: &mut Effects) -> Rule {
        let smallest = draws.iter().filter_map(|d| d.smallest).fold(observed.smallest, usize::min);
        let a = self.q.analysis;
        let about = [self.q.about(self.estimator.name())];
        if smallest < 2 && a.studentized {
            effects.warn(Doubt::NotStudentized {}.about(about));
        } else if smallest <= 3 {
            effects.warn(Doubt::ExactForNoEffectOnAnyone { smallest }.about(about));
        }
        Rule {
            ties: ties::within(self.q.panel),
            studentized: a.studentized && smallest > 1,
            level: a.level,
            interval: a.interval,
            outcome_sd: self.q.panel.outcome_sd(),
        }
    }
}

/// Adds the rows of one average; `None` where no cell exists.
pub(crate) fn add(
    s: &Setup<'_>,
    term: &Term,
    average: Estimand,
    variances: &[VarianceKind],
    effects: &mut Effects,
) -> Outcome<Option<Redrawn>> {
    let treatment = s.treatment(average);
    let found = s
        .contrast(average)
        .at(&s.cohorts.of_unit, &[&s.means.values, &treatment])
        .ok_or_else(|| nothing_seen(s.q.panel, &term.name))?;
    let (beta, clipped) = found.beta(s.method.beta, 0);
    let (estimate, variance) = found.estimate(0, beta);
    say_beta_of(s.q, s.estimator, &s.method, term, (beta, clipped), effects);
    note_dropped(s, term, &found, effects);
    let planned = s.gaps.rule == Gaps::Planned;
    let mut kinds = variances.to_vec();
    if planned && kinds.contains(&VarianceKind::Randomization) && !kinds.contains(&VarianceKind::Neyman) {
        kinds.push(VarianceKind::Neyman);
    }
    let mut redrawn = None;
    for kind in kinds.into_iter().filter(|k| !of_the_unseen(*k)) {
        let row = s.q.row(s.estimator.name(), term.estimand.name(), &term.name, estimate, s.sample());
        let named = |row: EstimateRow| EstimateRow { variance: kind.to_string(), ..row };
        match kind {
            VarianceKind::Randomization if planned => effects.rows.push(named(row)),
            VarianceKind::Randomization => {
                let done = randomized(s, average, &found, &treatment, row, effects);
                effects.rows.push(done.row.clone());
                redrawn = Some(done);
            }
            VarianceKind::Neyman => {
                let row = neyman_of(s, found.smallest, variance, row, effects);
                effects.rows.push(row);
            }
            _ => {
                effects.warn(Doubt::DesignNeedsCompleteUnits {}.about([row.about().variance(kind.name())]));
                effects.rows.push(named(row));
            }
        }
    }
    Ok(redrawn)
}

/// A row with the variance of its scores, which a cohort that is a single unit on a side does not have.
pub(crate) fn neyman_of(
    s: &Setup<'_>,
    smallest: usize,
    variance: f64,
    row: EstimateRow,
    effects: &mut Effects,
) -> EstimateRow {
    let (sd, df) = (s.q.panel.outcome_sd(), s.df());
    if smallest < 2 || df <= 0.0 {
        effects.warn(Doubt::SingletonSeen { term: row.term.clone() }.about([row.about().variance("neyman")]));
        return with_t(row, "neyman", f64::NAN, df, sd);
    }
    let zero = !(variance > ZERO_SHARE * ZERO_SHARE * sd * sd);
    if zero {
        let doubt = Doubt::DesignNotPositive { variance: "neyman".to_string(), term: row.term.clone() };
        effects.warn(doubt.about([row.about().variance("neyman")]));
    }
    with_t(row, "neyman", if zero { f64::NAN } else { variance }, df, sd)
}

/// The test of one average by replays, gaps where they are.
fn randomized(
    s: &Setup<'_>,
    average: Estimand,
    found: &Contrasts,
    treatment: &[f64],
    row: EstimateRow,
    effects: &mut Effects,
) -> Redrawn {
    let what = format!("{} {}", s.estimator, row.term);
    let drawn = s.draws(average, &s.means.values, treatment, &what);
    let rule = s.rule(found, &drawn, effects);
    let observed = DrawnNumbers { shifted: found.shifted(), smallest: Some(found.smallest) }.adjusted(s.method.beta);
    let draws: Vec<Adjusted> = drawn.iter().map(|d| d.adjusted(s.method.beta)).collect();
    let assignments = s.assignments();
    let test = randomization(&observed, &draws, assignments.enumerated(), &rule);
    let scale = rule.std_error(&observed);
    if rule.studentized && scale.is_none() {
        no_scale(&row, effects);
    }
    finish(s.q, row, test, scale, Odds::of(assignments.as_ref(), true), effects)
}

fn note_dropped(s: &Setup<'_>, term: &Term, found: &Contrasts, effects: &mut Effects) {
    let gone: Vec<_> = found.cells.iter().filter(|c| !c.exists).collect();
    if gone.is_empty() {
        return;
    }
    let label = |t: usize| s.q.panel.periods().get(t).cloned().unwrap_or_else(|| "never".to_string());
    let names: Vec<String> =
        gone.iter().map(|c| format!("start {} in {}", label(s.cohorts.starts[c.cohort]), label(c.period))).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let doubt = Doubt::CellsDropped {
        term: term.name.clone(),
        estimator: s.estimator.to_string(),
        estimand: term.estimand.to_string(),
        count: gone.len(),
        cells: listed(&names),
    };
    effects.warn(doubt.about([s.q.about(s.estimator.name()).term(&term.name)]));
    for c in gone {
        let cell = DroppedCell {
            estimator: s.estimator.to_string(),
            estimand: term.estimand.to_string(),
            term: term.name.clone(),
            start: label(s.cohorts.starts[c.cohort]),
            period: label(c.period),
            intervention: None,
        };
        effects.gaps_dropped.push((s.q.outcome.to_string(), cell));
    }
}

/// Pupils of each unit in the periods before anybody starts, as if it had been seen in all of them.
pub(crate) fn sizes(panel: &Panel) -> Vec<f64> {
    let periods = panel.periods().len();
    let first = panel.assignment().starts().iter().flatten().copied().min().unwrap_or(periods);
    let upto = if first == 0 { periods } else { first };
    let of = |i: usize, all: usize| -> Vec<f64> { (0..all).filter_map(|t| panel.cell(i, t)).map(|c| c.n()).collect() };
    let size = |i: usize| -> Option<f64> {
        let seen =
            Some(of(i, upto)).filter(|v| !v.is_empty()).or_else(|| Some(of(i, periods)).filter(|v| !v.is_empty()))?;
        Some(seen.iter().sum::<f64>() * upto as f64 / seen.len() as f64)
    };
    let found: Vec<Option<f64>> = (0..panel.units().len()).map(size).collect();
    let known: Vec<f64> = found.iter().flatten().copied().collect();
    let mean = crate::numeric::sum(known.iter().copied()) / known.len() as f64;
    found.into_iter().map(|s| s.unwrap_or(mean)).collect()
}

fn nothing_seen(panel: &Panel, term: &str) -> Problem {
    let units = 0..panel.units().len();
    let lacks = |t: usize| -> Option<String> {
        let (started, waiting): (Vec<usize>, Vec<usize>) =
            units.clone().partition(|i| panel.assignment().treated(*i, t));
        let seen = |of: &[usize]| of.iter().any(|i| panel.cell(*i, t).is_some());
        let who = match (seen(&started), seen(&waiting)) {
            _ if started.is_empty() => return None,
            _ if waiting.is_empty() => "nobody waits any more".to_string(),
            (false, false) => "nobody was seen".to_string(),
            (false, true) => format!("none of the {} units that have started was seen", started.len()),
            (true, false) => format!("none of the {} units that wait was seen", waiting.len()),
            (true, true) => "no unit of both sides was seen in its base period too".to_string(),
        };
        Some(format!("in {} {who}", panel.periods()[t]))
    };
    let lacking: Vec<String> = (0..panel.periods().len()).filter_map(lacks).collect();
    let lacking: Vec<&str> = lacking.iter().map(String::as_str).collect();
    Problem::new(
        "E353",
        format!("nothing identifies {term}: in no period were a treated unit and one to compare it with both seen"),
    )
    .found(listed(&lacking))
    .help("a comparison needs, in one period, units that have started and units that start later, both with an outcome")
}

/// Says that units have gaps, once for an outcome.
pub(crate) fn say_gaps(q: &Question<'_>, estimator: &str, gaps: GapRule, effects: &mut Effects) {
    let panel = q.panel;
    let (mut names, mut cells, mut after) = (Vec::new(), 0, 0);
    for (i, name) in panel.units().iter().enumerate() {
        let own = (0..panel.periods().len()).filter(|t| panel.cell(i, *t).is_none()).count();
        if own > 0 {
            names.push(name.as_str());
            cells += own;
            after += (0..panel.periods().len())
                .filter(|t| panel.cell(i, *t).is_none() && panel.assignment().treated(i, *t))
                .count();
        }
    }
    let doubt = Doubt::UnitsWithGaps { count: names.len(), gaps: cells, after_start: after, units: listed(&names) };
    effects.warn(doubt.about([q.about(estimator)]));
    if gaps.rule == Gaps::Planned && !gaps.declared {
        effects.warn(Doubt::GapsFollowSchedule {}.about([q.about(estimator)]));
    }
}
