//! Power of the declared analysis where no correlation is known: over a grid of them.

use super::asked::Asked;
use super::declared_trials::{Declared, Numbers, declared, error_of, name_of, percent, share};
use super::power_row::put;
use super::settled::{GRID_CAC, GRID_ICC};
use super::worlds::Worlds;
use crate::design::{Precision, Reference};
use crate::diagnostics::{Outcome, Progress};
use crate::numeric::normal_quantile;
use crate::tables::Table;
use crate::trial::study::AnalysisDecl;
use crate::trial::{Named, PowerRow};
use serde_json::json;

/// Trials, and trials of analyses that fit anew in every draw, at each point.
const GRID_TRIALS: (u64, u64) = (300, 50);

/// Power of the declared analysis over the grid of correlations, and closed-form power of each.
pub(super) fn over_grid(asked: &Asked, table: &mut Table, progress: &dyn Progress) -> Outcome<()> {
    let points: Vec<(f64, f64)> = GRID_ICC.iter().flat_map(|i| GRID_CAC.iter().map(move |c| (*i, *c))).collect();
    let effect = asked.request.effect.filter(|e| *e != 0.0);
    if let (Some(effect), true) = (effect, asked.request.trials != Some(0)) {
        let sentence = grid_trials(asked, effect, &points, table, progress)?;
        table.facts.push(("sentence".into(), json!(sentence)));
    }
    for (name, kind) in &asked.effects {
        for (icc, cac) in &points {
            let plan = asked.at_correlation(*icc, *cac)?;
            let value = match plan.power(kind, Precision::Z) {
                Ok(v) => v,
                Err(p) if p.code() == "D106" && !asked.strict => None,
                Err(p) => return Err(p),
            };
            let z = Reference::Z;
            let row = PowerRow::new("closed form", name, "power", z.name());
            put(table, [PowerRow { icc: Some(*icc), cac: Some(*cac), df: z.df(), value, ..row }]);
        }
    }
    Ok(())
}

/// The declared analysis at every point, and over all of them; the sentence that tells it.
fn grid_trials(
    asked: &Asked,
    effect: f64,
    points: &[(f64, f64)],
    table: &mut Table,
    progress: &dyn Progress,
) -> Outcome<String> {
    let Some((folder, study, plan)) = declared(asked)? else { return Ok(String::new()) };
    let chance = asked.chance(&folder, &study)?;
    let earlier = asked.earlier(&plan);
    let way = AnalysisDecl { adjust: earlier.is_some(), ..plan.analysis.clone() };
    let alpha = asked.plan.alpha;
    let z = normal_quantile(1.0 - alpha / 2.0);
    let (mut sum, mut low, mut high) = (0.0, 1.0f64, 0.0f64);
    let numbers = Numbers::of(asked, std::slice::from_ref(&way), GRID_TRIALS);
    let sd = asked.request.effect_sd.unwrap_or(0.0);
    for (icc, cac) in points {
        let mut at = study.clone();
        let school = at.power.school_icc.map(|s| s * icc / study.power.icc.unwrap_or(*icc));
        (at.power.icc, at.power.cac, at.power.school_icc) = (Some(*icc), Some(*cac), school);
        let d = Declared {
            asked,
            worlds: Worlds::new(&at, &chance, earlier)?,
            ways: vec![way.clone()],
            numbers,
            transition: chance.intervention.rollout.transition as usize,
            alpha,
            z,
        };
        let found = d.run(&[effect], progress)?;
        let power = share(&found, 0, 0, alpha);
        (low, high) = (low.min(power), high.max(power));
        sum += d.assurance(effect, power, sd);
        let row = PowerRow {
            icc: Some(*icc),
            cac: Some(*cac),
            value: Some(power),
            error: Some(error_of(power, numbers.trials)),
            ..PowerRow::new("declared", way.estimand.name(), "power", "simulated")
        };
        put(table, [row]);
    }
    let assurance = sum / points.len() as f64;
    let whole = PowerRow::new("declared", way.estimand.name(), "assurance", "simulated");
    put(table, [PowerRow { value: Some(assurance), ..whole }]);
    table.facts.push(("trials".into(), json!(numbers.trials)));
    table.facts.push(("draws".into(), json!(numbers.draws)));
    Ok(format!(
        "The declared analysis ({}) finds {effect} in {:.0} to {} of trials, from one correlation to another; over all of them \
         in {}.",
        name_of(&way),
        100.0 * low,
        percent(high),
        percent(assurance)
    ))
}
