//! Who is missing: whether the lottery moved who has an outcome.

use super::asked::BY_MEANS;
use super::beside::NOTHING;
use super::design_based;
use super::missing::shares;
use super::observed::GapRule;
use super::question::{Analysis, Effects, Question};
use crate::diagnostics::Outcome;
use crate::estimators::waves_of;
use crate::trial::methods::Estimand as Asked;
use crate::trial::{Panel, Rows, VarianceKind};

/// The row of who is missing: the share missing as an outcome, by the difference in means, tested by its estimate.
///
/// # Errors
/// Those of the difference in means.
pub(crate) fn add(q: &Question<'_>, effects: &mut Effects) -> Outcome<()> {
    let name = format!("{}[missing]", q.outcome);
    if effects.rows.iter().any(|r| r.outcome == name) {
        return Ok(());
    }
    let panel = q.panel;
    let t = panel.periods().len();
    let y = shares(panel);
    let cells: Vec<usize> = (0..y.len()).collect();
    let unit: Vec<u32> = cells.iter().map(|c| (c / t) as u32).collect();
    let period: Vec<u32> = cells.iter().map(|c| (c % t) as u32).collect();
    let rows = Rows { unit: &unit, period: &period, y: &y, size: None, covariates: &[] };
    let strata = panel.strata().map(|s| (s.to_vec(), panel.stratum_names().to_vec()));
    let starts = panel.assignment().places().to_vec();
    let made = Panel::from_rows(&rows, panel.units().to_vec(), panel.periods().to_vec(), starts, strata)?;
    let analysis = Analysis { studentized: false, weight: None, lags: None, ..q.analysis.clone() };
    let Some(by_means) = waves_of(BY_MEANS) else { return Ok(()) };
    let asked = Question { outcome: &name, panel: &made, analysis: &analysis, beside: &NOTHING, ..*q };
    let what = (&[Asked::Simple][..], &[VarianceKind::Randomization][..]);
    let mut found = Effects::default();
    design_based::add(&asked, (BY_MEANS, by_means), what, GapRule::of(&asked), &mut found)?;
    effects.rows.extend(found.rows);
    Ok(())
}
