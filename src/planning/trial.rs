//! One simulated trial: the test of one analysis, without its interval.

use super::worlds::Worlds;
use crate::diagnostics::Silent;
use crate::effects::question::{self, Analysis, unit_sizes};
use crate::effects::{analysis, reference_set};
use crate::estimators::contrast::Estimand;
use crate::estimators::design_based::{Beta, Cohorts, ENOUGH_FOR_BETA, Method, design_based};
use crate::estimators::redraw::Redraw;
use crate::estimators::unit_means::UnitMeans;
use crate::estimators::waves_of;
use crate::inference::randomization::{Adjusted, Adjustment, Rule};
use crate::inference::ties::{TIE, Ties, reaches_within};
use crate::trial::methods::Estimand as Declared;
use crate::trial::study::AnalysisDecl;
use crate::trial::{Family, VarianceKind};
use crate::trial::{Panel, Shifted};

/// What a trial found.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Trial {
    /// The estimate; `None` when there is none.
    pub estimate: Option<f64>,
    /// Its p-value; `None` when the test failed.
    pub p: Option<f64>,
}

/// Whoever analyses every trial in the same way.
pub(crate) struct Examiner<'a> {
    worlds: &'a Worlds<'a>,
    /// Draws × lots, waves from 1.
    reference: &'a [u8],
    draws: u64,
    level: f64,
    transition: usize,
    /// The reference set, for analyses that are run as `effect` runs them.
    chance: reference_set::Chance,
}

/// Whether a test refits its model in every draw, or iterates towards its fit.
pub(crate) fn iterates(a: &AnalysisDecl) -> bool {
    let resampled = matches!(a.variance, VarianceKind::Randomization | VarianceKind::WildBootstrap);
    match a.estimator.family() {
        Family::Glmm => true,
        Family::TwoWay | Family::Mixed | Family::Gee => resampled,
        Family::DesignBased | Family::Imputation | Family::WithinPeriod => false,
    }
}

impl<'a> Examiner<'a> {
    /// An examiner with a reference set of so many draws, empty where no analysis needs one.
    pub fn new(worlds: &'a Worlds<'a>, reference: &'a [u8], draws: u64, level: f64, transition: usize) -> Examiner<'a> {
        let chance = reference_set::Chance::Replays {
            waves: reference.to_vec(),
            starts: worlds.starts_of_wave().to_vec(),
            log10_possible: None,
        };
        Examiner { worlds, reference, draws, level, transition, chance }
    }

    /// The test of an analysis; whatever fails is a trial without a test. The forecast is taken off where the analysis says so.
    pub fn analyse(&self, a: &AnalysisDecl, panel: &Panel) -> Trial {
        let panel = if a.adjust { panel } else { panel.as_observed() };
        let estimand = match a.estimand {
            Declared::Simple => Some(Estimand::Simple),
            Declared::Cohort => Some(Estimand::Cohort),
            Declared::Calendar => Some(Estimand::Calendar),
            Declared::TimeAveraged => Some(Estimand::TimeAveraged(0, i64::MAX)),
            Declared::ByLag | Declared::LagTests => None,
        };
        let randomized = a.variance == VarianceKind::Randomization;
        match (waves_of(a.estimator), estimand) {
            (Some(mut method), Some(estimand)) if randomized => {
                method.beta = a.beta.as_deref().and_then(Beta::named).unwrap_or(method.beta);
                self.randomized(a, panel, &method, estimand).unwrap_or_default()
            }
            _ if randomized && a.estimator.family() == Family::WithinPeriod => {
                self.within_period(a, panel).unwrap_or_default()
            }
            _ => self.general(a, panel).unwrap_or_default(),
        }
    }

    /// Means of the units and the cohorts that they can be in.
    fn units(&self, a: &AnalysisDecl, panel: &Panel) -> Option<(UnitMeans, Cohorts)> {
        let weights = (a.weight == "pupils").then(|| unit_sizes(panel));
        let means = UnitMeans::of(panel, weights.as_deref()).ok()?;
        let empty = reference_set::Chance::Replays {
            waves: Vec::new(),
            starts: self.worlds.starts_of_wave().to_vec(),
            log10_possible: None,
        };
        let cohorts = empty.cohorts(panel, &means.units, self.transition);
        Some((means, cohorts))
    }

    /// The share of the draws, the observed one counted, that are as extreme as it.
    fn p(
        &self,
        (cohorts, units): (&Cohorts, &[usize]),
        observed: f64,
        studentized: bool,
        mut statistic: impl FnMut(&[u16]) -> f64,
    ) -> f64 {
        let of_wave: Vec<u16> = self.worlds.starts_of_wave().iter().map(|s| cohorts.position(*s)).collect();
        let lots = self.worlds.lots();
        let mut drawn = vec![0u16; units.len()];
        let mut reference = Vec::with_capacity(self.reference.len() / lots);
        for row in self.reference.chunks_exact(lots) {
            for (to, unit) in drawn.iter_mut().zip(units) {
                *to = of_wave[row[*unit] as usize - 1];
            }
            reference.push(statistic(&drawn));
        }
        let slack = Ties { share: TIE, studentized }.slack(observed, &reference);
        // as in the published test: what cannot be compared counts as extreme
        let extreme = reference.iter().filter(|t| reaches_within(**t, observed, slack)).count();
        (1.0 + extreme as f64) / (1.0 + reference.len() as f64)
    }

    /// The randomization test of a design-based estimate without its interval.
    fn randomized(&self, a: &AnalysisDecl, panel: &Panel, method: &Method, estimand: Estimand) -> Option<Trial> {
        let (means, cohorts) = self.units(a, panel)?;
        let found = design_based(&means, &cohorts, method, estimand, self.transition)?;
        let redraw = Redraw::new(&means, &cohorts, method.comparison(estimand, self.transition));
        let smallest = found.fit.smallest();
        let (adjustment, fixed) = match method.beta {
            Beta::Fixed(b) => (Adjustment::None, Some(b)),
            Beta::Efficient => (Adjustment::Efficient { clip: smallest < ENOUGH_FOR_BETA }, None),
            Beta::PlugIn => (Adjustment::Efficient { clip: false }, None),
        };
        let reduce = |z: Shifted| Adjusted { shifted: fixed.map_or(z, |b| z.adjusted(b)), adjustment };
        let studentized = a.statistic == "studentized" && smallest >= 2;
        let rule = Rule { ties: TIE, studentized, level: self.level, interval: false, outcome_sd: panel.outcome_sd() };
        let observed = rule.statistic(&reduce(redraw.at(&cohorts.of_unit)?), 0.0);
        let p = self.p((&cohorts, &means.units), observed, studentized, |drawn| {
            redraw.at(drawn).map_or(f64::INFINITY, |z| rule.statistic(&reduce(z), 0.0))
        });
        Some(Trial { estimate: Some(found.fit.estimate), p: Some(p) })
    }

    /// The randomization test of `within-period`, from sums by cohort and period.
    fn within_period(&self, a: &AnalysisDecl, panel: &Panel) -> Option<Trial> {
        if self.transition > 0 {
            return self.general(a, panel);
        }
        let (means, cohorts) = self.units(a, panel)?;
        let (t, k) = (means.periods, cohorts.starts.len());
        let total: Vec<[f64; 2]> = (0..t)
            .map(|j| {
                (0..means.len())
                    .fold([0.0; 2], |s, i| [s[0] + means.row(i)[j], s[1] + means.row(i)[j] * means.row(i)[j]])
            })
            .collect();
        // by cohort and period: Σy, Σy²; and units by cohort
        let mut sums = vec![[0.0f64; 2]; k * t];
        let mut sizes = vec![0.0f64; k];
        let mut estimate = |drawn: &[u16]| -> Option<f64> {
            sums.fill([0.0; 2]);
            sizes.fill(0.0);
            for (i, g) in drawn.iter().enumerate() {
                sizes[*g as usize] += 1.0;
                let into = &mut sums[*g as usize * t..(*g as usize + 1) * t];
                for (s, y) in into.iter_mut().zip(means.row(i)) {
                    s[0] += y;
                    s[1] += y * y;
                }
            }
            contrast(&means, &cohorts.starts, &total, &sums, &sizes)
        };
        let observed = estimate(&cohorts.of_unit)?;
        let p = self.p((&cohorts, &means.units), observed, false, |drawn| estimate(drawn).unwrap_or(f64::NAN));
        Some(Trial { estimate: Some(observed), p: Some(p) })
    }

    /// Any other analysis, as `effect` runs it.
    fn general(&self, a: &AnalysisDecl, panel: &Panel) -> Option<Trial> {
        let analysis = Analysis {
            estimators: vec![a.estimator],
            estimands: vec![a.estimand],
            variances: vec![a.variance],
            studentized: a.statistic == "studentized",
            draws: self.draws,
            level: self.level,
            interval: false,
            weight: Some(a.weight.clone()),
            beta: a.beta.as_deref().and_then(Beta::named),
            bootstrap: question::residuals(a.bootstrap.as_deref()),
            transition: self.transition,
            ..Analysis::default()
        };
        let found =
            analysis::analyse(&[("outcome".to_string(), panel.clone())], &analysis, &self.chance, &Silent).ok()?;
        let row = found.rows.into_iter().find(|r| r.p_value.is_some())?;
        Some(Trial { estimate: row.estimate, p: row.p_value })
    }
}

/// Σ difference/variance ÷ Σ 1/variance over the periods in which outcomes vary and both arms have units; `None` where there
/// is none.
fn contrast(means: &UnitMeans, starts: &[usize], total: &[[f64; 2]], sums: &[[f64; 2]], sizes: &[f64]) -> Option<f64> {
    let (t, n) = (means.periods, means.len() as f64);
    let (mut weighted, mut weights) = (0.0, 0.0);
    for j in (0..t).filter(|j| means.varies[*j]) {
        let started = starts.iter().take_while(|s| **s <= j).count();
        let (mut n1, mut y1, mut yy1) = (0.0, 0.0, 0.0);
        for g in 0..started {
            n1 += sizes[g];
            y1 += sums[g * t + j][0];
            yy1 += sums[g * t + j][1];
        }
        let n0 = n - n1;
        if n1 < 1.0 || n0 < 1.0 || n < 3.0 {
            continue;
        }
        let (y0, yy0) = (total[j][0] - y1, total[j][1] - yy1);
        let within = (yy1 - y1 * y1 / n1) + (yy0 - y0 * y0 / n0);
        let variance = (1.0 / n1 + 1.0 / n0) / (n - 2.0) * within;
        if !(variance > 0.0) {
            continue;
        }
        weighted += (y1 / n1 - y0 / n0) / variance;
        weights += 1.0 / variance;
    }
    (weights > 0.0).then(|| weighted / weights)
}
