//! `twfe`: one effect, unit and period effects.

use super::fitted::{Ask, Regressed};
use super::regression::{Exposure, Regression, Weight, two_way};
use crate::diagnostics::{Outcome, Problem};
use crate::trial::Panel;

/// Name of the treatment's coefficient.
pub const TREATED: &str = "treated";

/// y ~ treated + covariates + unit effects + period effects: the linear probability model with one effect.
///
/// # Errors
/// `E340` when the data do not identify the effect, said in the words of the trial.
///
/// # Reference
/// Frisch & Waugh (1933); Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, §10.5.
/// *Checked against* fixest, `tests/reference/effects_b`.
pub fn twfe(panel: &Panel, weight: Weight) -> Outcome<Regression> {
    let assignment = panel.assignment();
    let exposure = Exposure::by_cell(panel, vec![TREATED.to_string()], |i, t| assignment.treated(i, t).then_some(0));
    let regression = two_way(panel, &exposure, weight);
    if regression.fit.estimable(&regression.fit.picks(regression.first)) {
        return Ok(regression);
    }
    Err(not_identified(panel))
}

/// The estimator as the register's dispatch asks for it.
pub(super) fn fit(panel: &Panel, ask: &Ask) -> Outcome<Regressed> {
    twfe(panel, ask.weight).map(|found| Regressed::one(found.fit, found.first))
}

/// Why unit and period effects leave nothing to compare.
pub(super) fn not_identified(panel: &Panel) -> Problem {
    let (mut treated, mut untreated) = (0usize, 0usize);
    let mut mixed = false;
    for t in 0..panel.periods().len() {
        let seen: Vec<bool> = (0..panel.units().len())
            .filter(|&i| panel.cell(i, t).is_some())
            .map(|i| panel.assignment().treated(i, t))
            .collect();
        let on = seen.iter().filter(|d| **d).count();
        treated += on;
        untreated += seen.len() - on;
        mixed |= on > 0 && on < seen.len();
    }
    let problem = |what: &str| Problem::new("E340", format!("nothing identifies the effect: {what}"));
    if treated == 0 {
        problem("no unit is treated in any period with outcomes")
            .help("look at the start column: it holds the first treated period, empty or `inf` for never")
    } else if untreated == 0 {
        problem("every unit is treated in every period with outcomes")
            .help("a comparison needs periods before the start, or units that start later")
    } else if !mixed {
        problem("in no period is one unit treated while another is not, so the effect cannot be told from the periods")
    } else {
        problem("the covariates, the units and the periods together determine who is treated")
            .help("leave out covariates that follow the treatment, or look for units seen in one period only")
    }
}
