//! Bounds on the effect on those who would be selected either way.

use super::asked::Term;
use super::beside::Selected;
use super::observed::Setup;
use super::question::Effects;
use crate::diagnostics::Doubt;
use crate::estimators::contrast::Estimand;
use crate::trial::Named;

/// Adds the row `always-selected` of the difference in means.
///
/// Shares selected q1 (treated) and q0 (waiting), s the smaller: low [max(0, r_lo1 − (q1 − s)) − min(s, r_hi0)]/s, high
/// [min(s, r_hi1) − max(0, r_lo0 − (q0 − s))]/s. Selection is monotone in either direction.
///
/// # Reference
/// Lee (2009), doi:10.1111/j.1467-937X.2009.00536.x; Zhang & Rubin (2003), doi:10.3102/10769986028004353.
pub(crate) fn add(setup: &Setup<'_>, term: &Term, average: Estimand, selected: &Selected, effects: &mut Effects) {
    let q = setup.q;
    let t = q.panel.periods().len();
    // all pupils of a cell are asked, whether or not anybody's outcome is known
    let mut seen = setup.means.seen.clone();
    seen.mask = selected.pupils.iter().map(|n| *n > 0.0).collect();
    seen.weights = None;
    debug_assert_eq!(seen.mask.len(), q.panel.units().len() * t);
    let comparison = setup.method.comparison(average, q.analysis.transition);
    let contrast = crate::estimators::seen::SeenContrast::new(&seen, &setup.cohorts, comparison);
    let of_unit = &setup.cohorts.of_unit;
    let Some(found) = contrast.at(of_unit, &[&selected.share]) else { return };
    let sides = |panel: &[f64]| contrast.both_sides(of_unit, &found.cells, panel);
    let ((q1, q0), (low1, low0), (high1, high0)) =
        (sides(&selected.share), sides(&selected.low), sides(&selected.high));
    let s = q1.min(q0);
    let mut sample = setup.sample();
    sample.nobs = selected.pupils.iter().sum();
    let mut row = q.row(setup.estimator.name(), term.estimand.name(), "always-selected", f64::NAN, sample);
    row.variance = "bounds".to_string();
    row.conf_level = 1.0;
    if s > 0.0 {
        row.conf_low = Some(((low1 - (q1 - s)).max(0.0) - s.min(high0)) / s);
        row.conf_high = Some((s.min(high1) - (low0 - (q0 - s)).max(0.0)) / s);
    }
    if q1 < q0 {
        effects.warn(
            Doubt::MonotonicityDoubtful { treated: q1, waiting: q0 }
                .about([q.about(setup.estimator.name()).term("always-selected")]),
        );
    }
    effects.rows.push(row);
}
