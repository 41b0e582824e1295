//! What if those who were not seen differ? Bounds, the worst case, how much worse they would have to be, and whether who is
//! missing depends on the draw.
//!
//! CONVENTION: a seen cell of n known and m missing pupils lies in [(Σy + m·lo)/(n + m), (Σy + m·hi)/(n + m)], a gap in
//! [lo, hi]; c_it = (A_θ,g,t − βA_0,g,t)/N_g the complete data's coefficient at the row's β.

use super::asked::{Term, of_the_unseen};
use super::observed::Setup;
use super::question::{Effects, Question};
use crate::diagnostics::{Outcome, Problem};
use crate::estimators::contrast::{Estimand, contrast};
use crate::estimators::design_based::{Beta, Cohorts, ENOUGH_FOR_BETA};
use crate::estimators::redraw::Redraw;
use crate::estimators::unit_means::UnitMeans;
use crate::inference::bounds::{Reach, Within, unit, worst_case};
use crate::inference::randomization::{Adjusted, Adjustment, Rule, evaluate, randomization};
use crate::inference::ties;
use crate::trial::facts::TippingPoint;
use crate::trial::{EstimateRow, Named, Panel, Rows, VarianceKind};

/// Steps of the tipping point: hundredths of the range.
const STEPS: usize = 100;

/// Where outcomes may lie.
///
/// # Errors
/// `E355` when outcomes lie beyond 0 and 1 and no range is given, beyond the given one, or the range is none.
pub(crate) fn range(q: &Question<'_>) -> Outcome<(f64, f64)> {
    let panel = q.panel.as_observed();
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    for i in 0..panel.units().len() {
        for cell in (0..panel.periods().len()).filter_map(|t| panel.cell(i, t)) {
            least = least.min(cell.mean());
            most = most.max(cell.mean());
        }
    }
    let problem = |what: &str| {
        Problem::new("E355", format!("{what}: what was not seen of `{}` cannot be bounded", q.outcome))
            .found(format!("means of cells from {least} to {most}"))
            .help("give the smallest and the largest possible outcome: --range LO,HI")
    };
    match q.analysis.range.or(q.panel.days().map(|most| (0.0, most))) {
        Some((lo, hi)) if !(lo < hi) => {
            Err(problem("the range is empty").expected(format!("LO below HI, not {lo},{hi}")))
        }
        Some((lo, hi)) if least < lo || most > hi => {
            Err(problem("outcomes lie beyond the range").expected(format!("outcomes from {lo} to {hi}")))
        }
        Some(range) => Ok(range),
        None if least < 0.0 || most > 1.0 => {
            Err(problem("outcomes lie beyond 0 and 1").expected("outcomes from 0 to 1, or a range"))
        }
        None => Ok((0.0, 1.0)),
    }
}

/// The share of pupils missing of every unit and period; 1 in a gap.
pub(crate) fn shares(panel: &Panel) -> Vec<f64> {
    let t = panel.periods().len();
    (0..panel.units().len() * t)
        .map(|c| match panel.cell(c / t, c % t) {
            Some(cell) => {
                let m = panel.missing(c / t, c % t);
                m / (cell.n() + m)
            }
            None => 1.0,
        })
        .collect()
}

/// Mean outcome of every unit and period, 0 in a gap.
fn means(panel: &Panel) -> Vec<f64> {
    let t = panel.periods().len();
    (0..panel.units().len() * t).map(|c| panel.cell(c / t, c % t).map_or(0.0, |cell| cell.mean())).collect()
}

/// What was taken off the outcomes of every unit and period beforehand; of a gap the unit's level, where none is known what
/// it had on average.
fn taken_off(panel: &Panel, levels: Option<&[f64]>) -> Vec<f64> {
    let t = panel.periods().len();
    let raw = panel.as_observed();
    let mut off = vec![0.0; panel.units().len() * t];
    if !panel.is_less() {
        return off;
    }
    for i in 0..panel.units().len() {
        let own = |p: usize| Some(raw.cell(i, p)?.mean() - panel.cell(i, p)?.mean());
        let known: Vec<f64> = (0..t).filter_map(own).collect();
        let mean = crate::numeric::sum(known.iter().copied()) / (known.len() as f64).max(1.0);
        let level = levels.map_or(mean, |l| l[i]);
        (0..t).for_each(|p| off[i * t + p] = own(p).unwrap_or(level));
    }
    off
}

/// The box in which every unit and period lies, weights and forecast taken into account.
fn within(s: &Setup<'_>, lo: f64, hi: f64) -> Within {
    let panel = s.q.panel;
    let t = panel.periods().len();
    let (share, mean) = (shares(panel), means(panel.as_observed()));
    let off = taken_off(panel, s.q.beside.levels.as_deref());
    let weight = |c: usize| s.means.seen.weights.as_ref().map_or(1.0, |w| w[c / t]);
    // what pupils without outcome have together at least, as a share of the cell's pupils
    let least = |c: usize| match (panel.cell(c / t, c % t), panel.least(c / t, c % t)) {
        (Some(cell), Some(sum)) => sum / (cell.n() + panel.missing(c / t, c % t)),
        _ => share[c] * lo,
    };
    let end = |missing: &dyn Fn(usize) -> f64| -> Vec<f64> {
        (0..share.len()).map(|c| weight(c) * ((1.0 - share[c]) * mean[c] + missing(c) - off[c])).collect()
    };
    Within { low: end(&least), high: end(&|c| share[c] * hi) }
}

/// c of every unit and period under an assignment; `None` where nothing is compared.
fn coefficients(s: &Setup<'_>, average: Estimand, cohorts: &Cohorts, beta: f64) -> Option<Vec<f64>> {
    let t = s.q.panel.periods().len();
    let comparison = s.method.comparison(average, s.q.analysis.transition);
    let made = contrast(&comparison, &cohorts.starts, &cohorts.sizes, t)?;
    let mut c = Vec::with_capacity(cohorts.of_unit.len() * t);
    for g in &cohorts.of_unit {
        let g = *g as usize;
        let n = cohorts.sizes[g] as f64;
        c.extend((0..t).map(|p| (made.theta[(g, p)] - beta * made.base[(g, p)]) / n));
    }
    Some(c)
}

/// One average of one estimator, and what those who were not seen could make of it.
pub(crate) struct Unseen<'a> {
    pub s: &'a Setup<'a>,
    pub term: &'a Term,
    pub average: Estimand,
    pub estimate: f64,
    /// c of every unit and period.
    pub c: Vec<f64>,
    /// Where outcomes may lie.
    pub range: (f64, f64),
    within: Within,
    sharp: (f64, f64),
}

impl<'a> Unseen<'a> {
    /// `None` where nothing is compared.
    ///
    /// # Errors
    /// Those of [`range`].
    pub fn new(s: &'a Setup<'a>, term: &'a Term, average: Estimand) -> Outcome<Option<Unseen<'a>>> {
        let (lo, hi) = range(s.q)?;
        let treatment = s.treatment(average);
        let Some(found) = s.contrast(average).at(&s.cohorts.of_unit, &[&s.means.values, &treatment]) else {
            return Ok(None);
        };
        let (beta, _) = found.beta(s.method.beta, 0);
        let (estimate, _) = found.estimate(0, beta);
        let Some(c) = coefficients(s, average, &s.cohorts, beta) else { return Ok(None) };
        let within = within(s, lo, hi);
        let sharp = within.range(&c);
        Ok(Some(Unseen { s, term, average, estimate, c, range: (lo, hi), within, sharp }))
    }

    /// Whether a gap or a missing pupil stands where the comparison looks.
    pub fn meets(&self) -> bool {
        shares(self.s.q.panel).iter().zip(&self.c).any(|(share, c)| *share > 0.0 && *c != 0.0)
    }

    fn row(&self, variance: VarianceKind) -> EstimateRow {
        let s = self.s;
        let mut row =
            s.q.row(s.estimator.name(), self.term.estimand.name(), &self.term.name, self.estimate, s.sample());
        row.variance = variance.to_string();
        row
    }

    /// The row `bounds`: the sharp range.
    pub fn bounds(&self) -> EstimateRow {
        let mut row = self.row(VarianceKind::Bounds);
        row.conf_level = 1.0;
        (row.conf_low, row.conf_high) = (Some(self.sharp.0), Some(self.sharp.1));
        row
    }

    /// The row `worst-case`: the test over every filling.
    pub fn worst_case(&self) -> EstimateRow {
        let (s, average) = (self.s, self.average);
        let assignments = s.assignments();
        let treatment = s.treatment(average);
        let what = format!("{} worst case", s.estimator);
        let draws = evaluate(assignments.as_ref(), s.means.seen.len(), s.q.progress, &what, |drawn| {
            coefficients(s, average, &s.cohorts.with(drawn.to_vec()), 0.0)
                .map_or(Reach::EXTREME, |k| Reach::of(&k, &self.c, &treatment, &self.within))
        });
        let found = worst_case(self.sharp, unit(self.range), &draws, assignments.enumerated(), s.q.analysis.level);
        let mut row = self.row(VarianceKind::WorstCase);
        row.p_value = Some(found.p);
        (row.conf_low, row.conf_high) = (Some(found.low), Some(found.high));
        row
    }

    /// Notes the tipping point.
    ///
    /// # Errors
    /// Those of the filled tables.
    pub fn tip(&self, effects: &mut Effects) -> Outcome<()> {
        let point = tipping(self)?;
        if !effects.noted().contains(&point) {
            effects.note(&point);
        }
        Ok(())
    }
}

/// Adds the rows `bounds` and `worst-case` of an average and its tipping point.
///
/// # Errors
/// Those of [`range`].
pub(crate) fn add(
    s: &Setup<'_>,
    term: &Term,
    average: Estimand,
    variances: &[VarianceKind],
    effects: &mut Effects,
) -> Outcome<()> {
    let Some(unseen) = Unseen::new(s, term, average)? else { return Ok(()) };
    for variance in variances.iter().filter(|v| of_the_unseen(**v)) {
        effects.rows.push(if *variance == VarianceKind::Bounds { unseen.bounds() } else { unseen.worst_case() });
    }
    unseen.tip(effects)
}

/// How much worse than those seen the missing would have to be for the finding to fall.
fn tipping(unseen: &Unseen<'_>) -> Outcome<TippingPoint> {
    let Unseen { s, term, average, estimate, c, range: (lo, hi), .. } = unseen;
    let (average, estimate, lo, hi) = (*average, *estimate, *lo, *hi);
    let alpha = 1.0 - s.q.analysis.level + 1e-12;
    let filled = Filled::new(s);
    let (mut zero, mut delta, mut at_delta, mut reason) = (f64::NAN, None, None, Some("never"));
    for k in 0..=STEPS {
        let step = k as f64 * (hi - lo) / STEPS as f64;
        let panel = filled.moved(s, |cell, t, r| {
            let shift = if t >= filled.first { step * estimate.signum() * sign(c[cell]) } else { 0.0 };
            (r - shift).clamp(lo, hi)
        })?;
        let p = p_of(s, average, &panel)?;
        if k == 0 {
            zero = p;
        }
        if p > alpha {
            (delta, at_delta) = if k == 0 { (None, None) } else { (Some(step), Some(p)) };
            reason = (k == 0).then_some("not-significant");
            break;
        }
    }
    Ok(TippingPoint {
        outcome: s.q.outcome.to_string(),
        estimator: s.estimator.to_string(),
        estimand: term.estimand.to_string(),
        term: term.name.clone(),
        delta,
        p_at_zero: Some(zero).filter(|p| !p.is_nan()),
        p_at_delta: at_delta,
        reason: reason.map(str::to_string),
        intervention: None,
    })
}

fn sign(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        0.0
    }
}

/// The table with what is missing filled in.
struct Filled {
    share: Vec<f64>,
    mean: Vec<f64>,
    off: Vec<f64>,
    /// What the missing are filled with before anything is moved.
    like: Vec<f64>,
    /// First start in the data.
    first: usize,
}

impl Filled {
    fn new(s: &Setup<'_>) -> Filled {
        let panel = s.q.panel;
        let raw = panel.as_observed();
        let t = panel.periods().len();
        let starts = panel.assignment().starts();
        let (share, mean) = (shares(panel), means(raw));
        let treated = |i: usize, p: usize| panel.assignment().treated(i, p);
        let mut like = mean.clone();
        for i in 0..panel.units().len() {
            for p in (0..t).filter(|p| raw.cell(i, *p).is_none()) {
                let seen: Vec<usize> = (0..panel.units().len()).filter(|j| raw.cell(*j, p).is_some()).collect();
                let of = |keep: &dyn Fn(usize) -> bool| -> Option<f64> {
                    let own: Vec<f64> = seen.iter().filter(|j| keep(**j)).map(|j| mean[j * t + p]).collect();
                    (!own.is_empty()).then(|| crate::numeric::mean(&own))
                };
                let near = if treated(i, p) {
                    of(&|j| starts[j] == starts[i]).or_else(|| of(&|j| treated(j, p)))
                } else {
                    of(&|j| !treated(j, p))
                };
                let everybody = || {
                    let all: Vec<f64> =
                        (0..panel.units().len() * t).filter(|c| share[*c] < 1.0).map(|c| mean[c]).collect();
                    crate::numeric::mean(&all)
                };
                like[i * t + p] = near.or_else(|| of(&|_| true)).unwrap_or_else(everybody);
            }
        }
        let first = starts.iter().flatten().copied().min().unwrap_or(t);
        Filled { share, mean, off: taken_off(panel, s.q.beside.levels.as_deref()), like, first }
    }

    /// The complete table in which the missing of a cell stand at what `to` makes of their likeness.
    fn moved(&self, s: &Setup<'_>, to: impl Fn(usize, usize, f64) -> f64) -> Outcome<Panel> {
        let panel = s.q.panel;
        let t = panel.periods().len();
        let cells: Vec<usize> = (0..self.mean.len()).collect();
        let unit: Vec<u32> = cells.iter().map(|c| (c / t) as u32).collect();
        let period: Vec<u32> = cells.iter().map(|c| (c % t) as u32).collect();
        let y: Vec<f64> = cells
            .iter()
            .map(|&c| {
                let share = self.share[c];
                (1.0 - share) * self.mean[c] + share * to(c, c % t, self.like[c]) - self.off[c]
            })
            .collect();
        let rows = Rows { unit: &unit, period: &period, y: &y, size: None, covariates: &[] };
        let strata = panel.strata().map(|s| (s.to_vec(), panel.stratum_names().to_vec()));
        let starts = panel.assignment().places().to_vec();
        Panel::from_rows(&rows, panel.units().to_vec(), panel.periods().to_vec(), starts, strata)
    }
}

/// p of complete data by the row's estimator and replays.
fn p_of(s: &Setup<'_>, average: Estimand, panel: &Panel) -> Outcome<f64> {
    let means = UnitMeans::of(panel, s.means.seen.weights.as_deref())?;
    let cohorts = s.q.chance.cohorts(panel, &means.units, s.q.analysis.transition);
    let redraw = Redraw::new(&means, &cohorts, s.method.comparison(average, s.q.analysis.transition));
    let assignments = s.q.chance.assignments(panel, &means.units, &cohorts);
    let smallest = cohorts.sizes.iter().copied().filter(|n| *n > 0).min().unwrap_or(0);
    let (adjustment, fixed) = match s.method.beta {
        Beta::Fixed(b) => (Adjustment::None, Some(b)),
        Beta::Efficient => (Adjustment::Efficient { clip: smallest < ENOUGH_FOR_BETA }, None),
        Beta::PlugIn => (Adjustment::Efficient { clip: false }, None),
    };
    let at = |drawn: &[u16]| {
        let z = redraw.at(drawn).unwrap_or(super::randomized_row::IMPOSSIBLE);
        Adjusted { shifted: fixed.map_or(z, |b| z.adjusted(b)), adjustment }
    };
    let draws = evaluate(assignments.as_ref(), means.len(), s.q.progress, "tipping point", at);
    let rule = Rule {
        ties: ties::within(panel),
        studentized: s.q.analysis.studentized && smallest > 1,
        level: s.q.analysis.level,
        interval: false,
        outcome_sd: panel.outcome_sd(),
    };
    Ok(randomization(&at(&cohorts.of_unit), &draws, assignments.enumerated(), &rule).p)
}
