//! Power over the schedules that the lottery can draw.

use super::asked::{Asked, shaped};
use crate::design::{Effect, Information, Plan, Precision};
use crate::diagnostics::{Doubt, Outcome, Progress};
use crate::folder::study::Folder;
use crate::lottery::Design;
use crate::numeric::{mean, quantile_sorted};
use crate::planning::lottery::{Chance, calibrated};
use crate::tables::{Table, Value};
use crate::trial::Study;
use rayon::prelude::*;

/// Distribution of variance, power and smallest effect over replays of the lottery, beside lotteries that stratify or
/// balance less, and the values of the schedule that was drawn.
///
/// # Errors
/// Those of the lottery and of the variance.
pub fn lottery(asked: &Asked, folder: &Folder, study: &Study, replays: u64, progress: &dyn Progress) -> Outcome<Table> {
    let chance = Chance::of(folder, study)?;
    let mut table = Table::of("lodtrin/power-lottery/1");
    let mut warnings = Vec::new();
    for (name, design) in variants(&chance.design) {
        let own = name == "as declared";
        let made = if own {
            Ok((chance.lottery.clone(), chance.key))
        } else {
            calibrated(&chance.frame, &design.with_threshold(None), &chance.intervention.name).map(|(l, _, k)| (l, k))
        };
        let drawn = made.and_then(|(lottery, key)| lottery.replays(&key, 1..replays + 1, progress));
        let waves = match drawn {
            Ok(waves) => waves,
            Err(p) if own => return Err(p),
            Err(p) => {
                let doubt = Doubt::LotteryNotDrawn { lottery: name.to_string(), reason: p.what().to_string() };
                warnings.push(doubt.into());
                continue;
            }
        };
        let of_each = |w: &[u8]| values(asked, &chance, w);
        let found: Vec<Outcome<Vec<Values>>> =
            waves.par_chunks_exact(chance.frame.lots.len().max(1)).map(of_each).collect();
        let found = found.into_iter().collect::<Outcome<Vec<Vec<Values>>>>()?;
        let realised = match &chance.drawn {
            Some(w) if own => Some(of_each(w)?),
            _ => None,
        };
        for (e, (estimand, _)) in asked.effects.iter().enumerate() {
            for (k, quantity) in ["variance", "power", "mde"].into_iter().enumerate() {
                let column: Vec<f64> = found.iter().filter_map(|v| v[e][k]).collect();
                if column.len() == found.len() && !column.is_empty() {
                    table.push(row(estimand, name, quantity, column, realised.as_ref().and_then(|v| v[e][k])));
                }
            }
        }
    }
    table.warnings = warnings;
    Ok(table)
}

/// Variance, power and smallest effect.
type Values = [Option<f64>; 3];

fn row(estimand: &str, name: &str, quantity: &str, mut column: Vec<f64>, realised: Option<f64>) -> Vec<Value> {
    column.sort_by(f64::total_cmp);
    let q = |p| Value::from(quantile_sorted(&column, p));
    vec![
        estimand.into(),
        name.into(),
        quantity.into(),
        mean(&column).into(),
        q(0.05),
        q(0.5),
        q(0.95),
        q(0.0),
        q(1.0),
        realised.into(),
    ]
}

/// The declared lottery, and the same without balance, without strata, and without both.
fn variants(design: &Design) -> Vec<(&'static str, Design)> {
    let mut list = vec![("as declared", design.clone())];
    let unbalanced = Design { balance: Vec::new(), keep: None, threshold: None, ..design.clone() };
    if !design.balance.is_empty() {
        list.push(("without balance", unbalanced.clone()));
    }
    if design.stratified {
        if !design.balance.is_empty() {
            list.push(("without strata", Design { stratified: false, ..design.clone() }));
        }
        list.push((
            if design.balance.is_empty() { "without strata" } else { "without strata and balance" },
            Design { stratified: false, ..unbalanced },
        ));
    }
    list
}

/// The values of every estimand asked for under one schedule.
fn values(asked: &Asked, chance: &Chance, waves: &[u8]) -> Outcome<Vec<Values>> {
    let layout = shaped(chance.layout(&chance.starts(waves)?), &asked.request)?;
    let average = match &asked.request.weights {
        Some(w) => Effect::Exposure(w.clone()),
        None => Effect::average(&layout),
    };
    let plan = Plan { layout, ..asked.plan.clone() };
    let precision = asked.precisions.last().copied().unwrap_or(Precision::Z);
    let (immediate, averaged) = Information::both(&plan.model(plan.effect.unwrap_or(0.0)), &average)?;
    asked
        .effects
        .iter()
        .map(|(name, _)| {
            let (v, effect) =
                if *name == "immediate" { (&immediate, &Effect::Immediate) } else { (&averaged, &average) };
            let v = match v {
                Ok(v) => *v,
                Err(p) if p.code() == "D106" && !asked.strict => return Ok([None; 3]),
                Err(p) => return Err(p.clone()),
            };
            let reference = plan.reference(precision, effect)?;
            Ok([Some(v), plan.power_at(v, reference)?, Some(plan.minimal_effect_at(v, reference)?)])
        })
        .collect()
}
