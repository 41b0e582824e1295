//! Effects on groups of pupils that add up to the effect on all, and whether they differ.
//!
//! CONVENTION: of a group s with n_s of the n pupils of a unit and period, π = n_s/n and K = q·Σ_{p∈s} y/n; μ_t the mean
//! outcome of units that start after t. Z = K − πμ_t is analysed with the overall's masks, weights and β;
//! ω_s = Σ_cells w·κ·mean of qπ over the treated side; θ_s = (Z's estimate)/ω_s, so that Σ_s ω_s θ_s = θ̂.

use super::asked::Term;
use super::beside::Grouping;
use super::observed::{Setup, neyman_of};
use super::question::{Effects, Tested};
use crate::diagnostics::Doubt;
use crate::estimators::contrast::Estimand;
use crate::estimators::seen::SeenContrast;
use crate::inference::guards::ZERO_SHARE;
use crate::inference::randomization::{Rule, evaluate};
use crate::inference::ties::{self, Ties, reaches_within};
use crate::inference::westfall_young;
use crate::trial::facts::GroupTold;
use crate::trial::{EstimateRow, Gaps, Named, Panel, VarianceKind};

/// Fewest and most values of a grouping.
const VALUES: std::ops::RangeInclusive<usize> = 2..=6;
/// The group of pupils without a value.
const NONE: &str = "NA";

/// A group's estimate and variance under one assignment, infinite where it has no treated pupil.
#[derive(Debug, Clone, Copy)]
struct Part {
    estimate: f64,
    variance: f64,
    weight: f64,
}

/// Groups and their differences from the first under one assignment.
struct Parts {
    groups: Vec<Part>,
    differences: Vec<Part>,
    smallest: Option<usize>,
}

/// Values of the groups of one grouping, N × T each.
struct Values<'a> {
    setup: &'a Setup<'a>,
    /// Outcomes of units as they are analysed, q times; 0 in a gap.
    all: Vec<f64>,
    /// K of each group.
    sums: Vec<Vec<f64>>,
    /// q·π of each group.
    shares: Vec<Vec<f64>>,
    /// π of each group.
    plain: Vec<Vec<f64>>,
}

impl<'a> Values<'a> {
    fn new(setup: &'a Setup<'a>, group: &Grouping) -> Values<'a> {
        let panel = setup.q.panel;
        let t = panel.periods().len();
        let cells = panel.units().len() * t;
        let q = |c: usize| setup.means.seen.weights.as_ref().map_or(1.0, |w| w[c / t]);
        let total = |c: usize| group.pupils.iter().map(|n| n[c]).sum::<f64>();
        let raw = |c: usize| group.sums.iter().map(|s| s[c]).sum::<f64>() / total(c);
        // what covariates and a forecast took off the mean of a cell is shared by all its pupils
        let analysed = |c: usize| setup.means.plain(c);
        let seen = |c: usize| setup.means.seen.mask[c] && total(c) > 0.0;
        let make =
            |f: &dyn Fn(usize) -> f64| -> Vec<f64> { (0..cells).map(|c| if seen(c) { f(c) } else { 0.0 }).collect() };
        let of = |f: &dyn Fn(usize, usize) -> f64| -> Vec<Vec<f64>> {
            (0..group.values.len()).map(|s| make(&|c| f(s, c))).collect()
        };
        Values {
            setup,
            all: make(&|c| q(c) * analysed(c)),
            sums: of(&|s, c| {
                q(c) * (group.sums[s][c] / total(c) - group.pupils[s][c] / total(c) * (raw(c) - analysed(c)))
            }),
            shares: of(&|s, c| q(c) * group.pupils[s][c] / total(c)),
            plain: of(&|s, c| group.pupils[s][c] / total(c)),
        }
    }

    /// Mean outcome of each period over the seen units that start later; over all seen where there are none.
    fn waiting(&self, of_unit: &[u16]) -> Vec<f64> {
        let (seen, cohorts) = (&self.setup.means.seen, &self.setup.cohorts);
        let t = seen.periods;
        let mean = |p: usize, keep: &dyn Fn(usize) -> bool| -> Option<f64> {
            let own: Vec<f64> =
                (0..seen.len()).filter(|i| seen.at(*i, p) && keep(*i)).map(|i| self.all[i * t + p]).collect();
            (!own.is_empty()).then(|| crate::numeric::mean(&own))
        };
        (0..t)
            .map(|p| {
                mean(p, &|i| cohorts.starts[of_unit[i] as usize] > p).or_else(|| mean(p, &|_| true)).unwrap_or(0.0)
            })
            .collect()
    }

    fn parts(&self, contrast: &SeenContrast<'_>, of_unit: &[u16]) -> Parts {
        let s = self.sums.len();
        let nothing = Part { estimate: f64::INFINITY, variance: 0.0, weight: 0.0 };
        let none = || Parts { groups: vec![nothing; s], differences: vec![nothing; s - 1], smallest: None };
        let t = self.setup.means.seen.periods;
        let mu = self.waiting(of_unit);
        let z: Vec<Vec<f64>> = (0..s)
            .map(|g| (0..self.all.len()).map(|c| self.sums[g][c] - self.plain[g][c] * mu[c % t]).collect())
            .collect();
        let mut panels: Vec<&[f64]> = vec![&self.all];
        panels.extend(z.iter().map(Vec::as_slice));
        let Some(found) = contrast.at(of_unit, &panels) else { return none() };
        let (beta, _) = found.beta(self.setup.method.beta, 0);
        let shares: Vec<&[f64]> = self.shares.iter().map(Vec::as_slice).collect();
        let weights = contrast.treated_side(of_unit, &found.cells, &shares);
        let scores: Vec<Vec<f64>> =
            (0..s).map(|g| found.scores(1 + g, beta).into_iter().map(|e| e / weights[g]).collect()).collect();
        let estimate = |g: usize| (found.theta[1 + g] - beta * found.base[1 + g]) / weights[g];
        let squares = |e: &[f64]| e.iter().map(|v| v * v).sum::<f64>();
        let make = |estimate: f64, e: &[f64], weight: f64| {
            if estimate.is_finite() { Part { estimate, variance: squares(e), weight } } else { nothing }
        };
        let differences = (1..s)
            .map(|g| {
                let e: Vec<f64> = scores[g].iter().zip(&scores[0]).map(|(a, b)| a - b).collect();
                make(estimate(g) - estimate(0), &e, f64::NAN)
            })
            .collect();
        let groups = (0..s).map(|g| make(estimate(g), &scores[g], weights[g])).collect();
        Parts { groups, differences, smallest: Some(found.smallest) }
    }
}

/// Whether rows of groups have a variance.
pub(crate) fn has(variance: VarianceKind) -> bool {
    matches!(variance, VarianceKind::Randomization | VarianceKind::Neyman)
}

/// Adds the rows of all groupings for one average.
pub(crate) fn add(
    setup: &Setup<'_>,
    term: &Term,
    average: Estimand,
    groups: &[Grouping],
    variances: &[VarianceKind],
    effects: &mut Effects,
) {
    let (mut whole, mut apart) = (Vec::new(), Vec::new());
    for group in groups {
        // pupils without a value are a group, and no value
        let values = group.values.iter().filter(|v| *v != NONE).count();
        if !VALUES.contains(&values) {
            effects.warn(Doubt::SubgroupValues { group: group.name.clone(), values, most: *VALUES.end() });
            continue;
        }
        let (values, differences) = one(setup, term, average, group, variances, effects);
        whole.extend(values);
        apart.extend(differences);
    }
    family("subgroups", &whole, effects);
    family("subgroup-differences", &apart, effects);
}

/// Rows of one grouping; what its values and its differences were tested with.
fn one(
    setup: &Setup<'_>,
    term: &Term,
    average: Estimand,
    group: &Grouping,
    variances: &[VarianceKind],
    effects: &mut Effects,
) -> (Vec<Tested>, Vec<Tested>) {
    let q = setup.q;
    let values = Values::new(setup, group);
    let contrast = setup.contrast(average);
    let assignments = setup.assignments();
    let planned = setup.gaps.rule == Gaps::Planned && q.panel.has_gaps();
    let draws = match planned || !variances.contains(&VarianceKind::Randomization) {
        true => Vec::new(),
        false => evaluate(assignments.as_ref(), setup.means.seen.len(), q.progress, &group.name, |drawn| {
            values.parts(&contrast, drawn)
        }),
    };
    let observed = values.parts(&contrast, &setup.cohorts.of_unit);
    let smallest = draws.iter().filter_map(|d| d.smallest).fold(observed.smallest.unwrap_or(0), usize::min);
    let rule = Rule {
        ties: ties::within(q.panel),
        studentized: q.analysis.studentized && smallest > 1,
        level: q.analysis.level,
        interval: false,
        outcome_sd: q.panel.outcome_sd(),
    };
    let enumerated = assignments.enumerated();
    let rows = Rows { setup, term, variances, rule: &rule, enumerated, planned, smallest: observed.smallest };
    let seen = |s: usize| -> f64 {
        group.pupils[s].iter().zip(&setup.means.seen.mask).filter(|(_, m)| **m).map(|(n, _)| n).sum()
    };
    let label = |v: &str| format!("{}[{}={v}]", q.outcome, group.name);
    let (mut whole, mut apart) = (Vec::new(), Vec::new());
    for (s, value) in group.values.iter().enumerate() {
        let drawn: Vec<Part> = draws.iter().map(|d| d.groups[s]).collect();
        let part = observed.groups[s];
        let name = label(value);
        if !part.estimate.is_finite() {
            effects.warn(Doubt::SubgroupWithoutTreated { outcome: name });
            continue;
        }
        effects.note(&rows.told(&name, (&group.name, value), part.weight, seen(s)));
        whole.extend(rows.put(&name, part, &drawn, seen(s), effects));
    }
    for (s, value) in group.values.iter().enumerate().skip(1) {
        let drawn: Vec<Part> = draws.iter().map(|d| d.differences[s - 1]).collect();
        let name = label(&format!("{value}-{}", group.values[0]));
        let part = observed.differences[s - 1];
        if part.estimate.is_finite() {
            apart.extend(rows.put(&name, part, &drawn, seen(s) + seen(0), effects));
        }
    }
    (whole, apart)
}

/// What the rows of one grouping share.
struct Rows<'a> {
    setup: &'a Setup<'a>,
    term: &'a Term,
    variances: &'a [VarianceKind],
    rule: &'a Rule,
    enumerated: bool,
    /// Whether the draw decides who is seen, so that there are no replays.
    planned: bool,
    /// Fewest units of a cohort on a side as drawn.
    smallest: Option<usize>,
}

impl Rows<'_> {
    /// A group under the label of its rows: grouping and value, its weight, its pupils.
    fn told(&self, label: &str, (group, value): (&str, &str), weight: f64, pupils: f64) -> GroupTold {
        GroupTold {
            outcome: label.to_string(),
            group: group.to_string(),
            value: value.to_string(),
            weight: Some(weight),
            pupils: Some(pupils),
            estimator: self.setup.estimator.to_string(),
            estimand: self.term.estimand.to_string(),
            term: self.term.name.clone(),
            intervention: None,
        }
    }

    /// Adds the rows of a group or of a difference; what it was tested with.
    fn put(&self, name: &str, part: Part, draws: &[Part], nobs: f64, effects: &mut Effects) -> Option<Tested> {
        let setup = self.setup;
        let mut sample = setup.sample();
        sample.nobs = nobs;
        let mut row =
            setup.q.row(setup.estimator.name(), self.term.estimand.name(), &self.term.name, part.estimate, sample);
        row.outcome = name.to_string();
        let mut tested = None;
        if self.variances.contains(&VarianceKind::Randomization) {
            let mut own = EstimateRow { variance: VarianceKind::Randomization.to_string(), ..row.clone() };
            if !self.planned {
                tested = Some(self.randomized(&mut own, part, draws));
            }
            effects.rows.push(own);
        }
        if self.planned || self.variances.contains(&VarianceKind::Neyman) {
            let row = neyman_of(setup, self.smallest.unwrap_or(0), part.variance, row, effects);
            effects.rows.push(row);
        }
        tested
    }

    /// p by replays; limits: the estimate and the critical value on either side, so that 0 is outside just when p ≤ 1 − level.
    fn randomized(&self, row: &mut EstimateRow, part: Part, draws: &[Part]) -> Tested {
        let rule = self.rule;
        let has = |p: &Part| libm::sqrt(p.variance) > ZERO_SHARE * rule.outcome_sd;
        let of = |p: &Part| -> f64 {
            match (p.estimate.is_finite(), rule.studentized) {
                (false, _) => f64::INFINITY,
                (true, false) => p.estimate,
                (true, true) if has(p) => p.estimate / libm::sqrt(p.variance),
                _ => f64::INFINITY,
            }
        };
        let statistic = of(&part);
        let reference: Vec<f64> = draws.iter().map(of).collect();
        let ties = Ties { share: rule.ties, studentized: rule.studentized };
        let slack = ties.slack_from(statistic, &reference, rule.outcome_sd);
        let extreme = reference.iter().filter(|t| reaches_within(**t, statistic, slack)).count() as f64;
        let r = reference.len() as f64;
        let mut all: Vec<f64> = reference.iter().map(|t| t.abs()).collect();
        if !self.enumerated {
            all.push(statistic.abs());
        }
        all.sort_unstable_by(|a, b| b.total_cmp(a));
        let at = libm::floor((1.0 - rule.level) * all.len() as f64 + 1e-9) as usize;
        let critical = all.get(at).copied().unwrap_or(f64::INFINITY);
        let std_error = libm::sqrt(part.variance);
        let half = critical * if rule.studentized { std_error } else { 1.0 };
        row.std_error = has(&part).then_some(std_error);
        row.statistic = Some(statistic).filter(|t| t.is_finite());
        row.p_value = Some(if self.enumerated { extreme / r } else { (1.0 + extreme) / (1.0 + r) });
        (row.conf_low, row.conf_high) = (Some(part.estimate - half), Some(part.estimate + half));
        let what = [row.estimator.clone(), row.estimand.clone(), row.term.clone()];
        Tested { outcome: row.outcome.clone(), what, observed: statistic, reference, ties }
    }
}

/// Westfall–Young p-values within a family.
fn family(name: &str, tested: &[Tested], effects: &mut Effects) {
    if tested.is_empty() {
        return;
    }
    let observed: Vec<f64> = tested.iter().map(|t| t.observed).collect();
    let references: Vec<&[f64]> = tested.iter().map(|t| t.reference.as_slice()).collect();
    for (test, p) in tested.iter().zip(westfall_young::adjusted(&observed, &references, Tested::coarsest(tested))) {
        effects.note(&test.adjusted(p, Some(name)));
    }
}

/// Pupils of each value of a grouping by unit and period. `of`: the value of each row, `None` where it has none.
pub(crate) fn grouping(
    name: &str,
    panel: &Panel,
    unit: &[u32],
    period: &[u32],
    y: &[f64],
    of: &[Option<String>],
    order: impl Fn(&str, &str) -> std::cmp::Ordering,
) -> Grouping {
    let t = panel.periods().len();
    let cells = panel.units().len() * t;
    let mut values: Vec<String> =
        of.iter().zip(y).filter(|(_, y)| !y.is_nan()).filter_map(|(v, _)| v.clone()).collect();
    values.sort_by(|a, b| order(a, b));
    values.dedup();
    if of.iter().zip(y).any(|(v, y)| v.is_none() && !y.is_nan()) {
        values.push(NONE.to_string());
    }
    let mut made = Grouping {
        name: name.to_string(),
        pupils: vec![vec![0.0; cells]; values.len()],
        sums: vec![vec![0.0; cells]; values.len()],
        values,
    };
    for i in (0..y.len()).filter(|i| !y[*i].is_nan()) {
        let own = of[i].as_deref().unwrap_or(NONE);
        if let Some(s) = made.values.iter().position(|v| v == own) {
            let c = unit[i] as usize * t + period[i] as usize;
            made.pupils[s][c] += 1.0;
            made.sums[s][c] += y[i];
        }
    }
    made
}
