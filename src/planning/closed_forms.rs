//! The tables of `lodtrin power`.

use super::asked::{Asked, or_doubt, shaped};
use crate::design::{
    Cluster, Dropped, Effect, Layout, Needed, Plan, Precision, cell_content, programmes_needed, pupils_needed,
    variance, without_period, without_school,
};
use crate::diagnostics::{Doubt, Outcome, Problem, Told};
use crate::tables::{Table, Value};
use crate::trial::QuantityRow;
use std::collections::BTreeMap;

/// The numbers of [`power`], a row a quantity of an estimand, with what must be said of them.
///
/// # Errors
/// As [`power`].
pub fn quantities(asked: &Asked) -> Outcome<(Vec<QuantityRow>, Vec<Told>)> {
    let (mut rows, mut doubts) = (Vec::new(), Vec::new());
    for (name, effect) in &asked.effects {
        let plan = &asked.plan;
        let found = or_doubt(asked, name, variance(&plan.model(plan.effect.unwrap_or(0.0)), effect), &mut doubts)?;
        rows.push(QuantityRow {
            estimand: (*name).to_string(),
            quantity: "variance".to_string(),
            distribution: None,
            df: None,
            value: found,
        });
        if found.is_none() {
            continue;
        }
        for precision in &asked.precisions {
            if let Some(p) = plan.power(effect, *precision)? {
                rows.push(quantity(asked, name, "power", effect, *precision, p)?);
            }
        }
        for precision in &asked.precisions {
            let mde = plan.minimal_effect(effect, *precision)?;
            rows.push(quantity(asked, name, "mde", effect, *precision, mde)?);
        }
    }
    Ok((rows, doubts))
}

fn quantity(
    asked: &Asked,
    name: &str,
    quantity: &str,
    effect: &Effect,
    precision: Precision,
    value: f64,
) -> Outcome<QuantityRow> {
    let reference = asked.plan.reference(precision, effect)?;
    Ok(QuantityRow {
        estimand: name.to_string(),
        quantity: quantity.to_string(),
        distribution: Some(reference.name().to_string()),
        df: reference.df(),
        value: Some(value),
    })
}

/// Variance, power and smallest effect of every estimand under every reference.
pub fn power(asked: &Asked) -> Outcome<Table> {
    let mut table = Table::of(QuantityRow::SCHEMA);
    let (rows, doubts) = quantities(asked)?;
    for r in rows {
        let distribution = r.distribution.map_or(Value::Missing, |d| d.as_str().into());
        table.push(vec![
            r.estimand.as_str().into(),
            r.quantity.as_str().into(),
            distribution,
            r.df.into(),
            r.value.into(),
        ]);
    }
    table.warnings = doubts;
    Ok(table)
}

fn effect_needed(asked: &Asked) -> Outcome<f64> {
    asked.plan.effect.ok_or_else(|| {
        Problem::new("D108", "no effect is named that should be found")
            .help("name it with --effect, in [power] effect, or as the target of the primary outcome")
    })
}

/// Programmes and pupils that the power aimed at needs.
pub fn needed(asked: &Asked) -> Outcome<Table> {
    effect_needed(asked)?;
    let mut table = Table::of("lodtrin/power/1");
    let mut doubts = Vec::new();
    for (name, effect) in &asked.effects {
        for precision in &asked.precisions {
            let one = |k: usize| copies(asked, k);
            let programmes =
                or_doubt(asked, name, programmes_needed(&asked.plan, effect, *precision, &one), &mut doubts)?;
            let pupils = or_doubt(asked, name, pupils_needed(&asked.plan, effect, *precision), &mut doubts)?;
            for (quantity, amount) in [("programmes needed", programmes), ("pupils per cell needed", pupils)] {
                let value = match amount {
                    Some(Needed::This(x)) => Value::Num(x),
                    Some(Needed::Never) => {
                        doubts.push(never(name, quantity));
                        Value::Missing
                    }
                    None => Value::Missing,
                };
                let distribution = if *precision == Precision::Z { "z" } else { "t" };
                let df = match (quantity, precision) {
                    ("pupils per cell needed", p) => asked.plan.reference(*p, effect)?.df(),
                    _ => None,
                };
                table.push(vec![(*name).into(), quantity.into(), distribution.into(), df.into(), value]);
            }
        }
    }
    table.warnings = doubts;
    table.warnings.dedup();
    Ok(table)
}

fn never(name: &str, quantity: &str) -> Told {
    let help = match quantity {
        "pupils per cell needed" => {
            "programmes differ too much for more pupils to help: plan more programmes or more periods"
        }
        _ => "plan another rollout, or aim at a larger effect",
    };
    let advice = help.replace("needed", "");
    Doubt::OutOfReach { estimand: name.to_string(), quantity: quantity.to_string(), advice }.into()
}

/// k copies of the smallest rollout in the plan's proportions: programmes that start alike and are observed in the same
/// periods, all of mean size, every copy a school of its own. Where the proportions have no common divisor, one of each.
fn copies(asked: &Asked, k: usize) -> Outcome<Layout> {
    let whole = &asked.plan.layout;
    let mut patterns: BTreeMap<(Option<usize>, Vec<bool>), usize> = BTreeMap::new();
    for c in &whole.clusters {
        *patterns.entry((c.start, c.sizes.iter().map(|n| *n > 0.0).collect())).or_default() += 1;
    }
    let divisor = patterns.values().fold(0, |a, b| gcd(a, *b));
    let size = crate::numeric::mean(&whole.clusters.iter().flat_map(|c| nonzero(&c.sizes)).collect::<Vec<_>>());
    let mut layout = Layout { periods: whole.periods, clusters: Vec::new() };
    for school in 0..k {
        for ((start, seen), count) in &patterns {
            let sizes: Vec<f64> = seen.iter().map(|s| if *s { size } else { 0.0 }).collect();
            for _ in 0..if divisor > 1 { count / divisor } else { 1 } {
                layout.clusters.push(Cluster { school, start: *start, sizes: sizes.clone() });
            }
        }
    }
    Ok(layout)
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The same programmes in other numbers of waves, over the same periods.
pub fn waves(asked: &Asked) -> Outcome<Table> {
    let mut table = Table::of("lodtrin/power-waves/1");
    let whole = &asked.plan.layout;
    let (n, t) = (whole.clusters.len(), whole.periods);
    let precision = last_precision(asked);
    for w in 1..t.min(n + 1) {
        let mut clusters = whole.clusters.clone();
        for (i, c) in clusters.iter_mut().enumerate() {
            // wave k of w starts after its share of the periods
            let wave = i * w / n;
            c.start = Some(1 + wave * (t - 1) / w);
            c.sizes = vec![crate::numeric::mean(&nonzero(&c.sizes)); t];
        }
        let layout = shaped(Layout { periods: t, clusters }, &asked.request)?;
        let plan = Plan { layout, ..asked.plan.clone() };
        for (name, effect) in &asked.effects {
            let effect = of_kind(effect, &plan.layout);
            let row = match variance(&plan.model(plan.effect.unwrap_or(0.0)), &effect) {
                Ok(v) => {
                    vec![
                        v.into(),
                        plan.power(&effect, precision)?.into(),
                        plan.minimal_effect(&effect, precision)?.into(),
                    ]
                }
                Err(p) if matches!(p.code(), "D105" | "D106") => vec![Value::Missing; 3],
                Err(p) => return Err(p),
            };
            table.push([vec![Value::Int(w as i64), (*name).into()], row].concat());
        }
    }
    Ok(table)
}

fn nonzero(sizes: &[f64]) -> Vec<f64> {
    sizes.iter().copied().filter(|n| *n > 0.0).collect()
}

fn of_kind(effect: &Effect, layout: &Layout) -> Effect {
    match effect {
        Effect::Immediate => Effect::Immediate,
        Effect::Exposure(_) => Effect::average(layout),
    }
}

/// The most careful rule asked for.
fn last_precision(asked: &Asked) -> Precision {
    asked.precisions.last().copied().unwrap_or(Precision::Z)
}

/// Information content of every programme and period.
pub fn cells(asked: &Asked) -> Outcome<Table> {
    let mut table = Table::of("lodtrin/power-cells/1");
    let plan = &asked.plan;
    let mut doubts = Vec::new();
    for (name, effect) in &asked.effects {
        let model = plan.model(plan.effect.unwrap_or(0.0));
        let Some(content) = or_doubt(asked, name, cell_content(&model, effect), &mut doubts)? else { continue };
        for (i, row) in content.iter().enumerate() {
            for (t, x) in row.iter().enumerate() {
                table.push(vec![(*name).into(), label(&asked.programmes, i), label(&asked.periods, t), (*x).into()]);
            }
        }
    }
    table.warnings = doubts;
    Ok(table)
}

fn label(names: &[String], k: usize) -> Value {
    names.get(k).map_or(Value::Int(k as i64 + 1), |n| Value::Text(n.clone()))
}

/// What it costs to lose a school or a period.
pub fn dropping(asked: &Asked) -> Outcome<Table> {
    let mut table = Table::of("lodtrin/power-dropping/1");
    let plan = &asked.plan;
    let precision = last_precision(asked);
    let mut doubts = Vec::new();
    for (name, effect) in &asked.effects {
        let model = plan.model(plan.effect.unwrap_or(0.0));
        let Some(with) = or_doubt(asked, name, variance(&model, effect), &mut doubts)? else { continue };
        let mut rows: Vec<(&str, Value, Dropped)> = Vec::new();
        let schools = without_school(&model, effect);
        if schools.len() > 1 && schools.len() < plan.layout.clusters.len() {
            rows.extend(schools.into_iter().map(|d| ("school", label(&asked.schools, d.which), d)));
        }
        rows.extend(without_period(&model, effect).into_iter().map(|d| ("period", label(&asked.periods, d.which), d)));
        for (kind, which, dropped) in rows {
            let v = dropped.variance;
            let reference = plan.reference(precision, effect)?;
            let power = match v {
                Some(v) => plan.power_at(v, reference)?,
                None => None,
            };
            let mde = v.map(|v| plan.minimal_effect_at(v, reference)).transpose()?;
            table.push(vec![
                (*name).into(),
                kind.into(),
                which,
                v.into(),
                v.map(|v| v / with).into(),
                power.into(),
                mde.into(),
            ]);
        }
    }
    table.warnings = doubts;
    Ok(table)
}

/// Power and smallest effect over icc and cac.
pub fn grid(asked: &Asked) -> Outcome<Table> {
    let mut table = Table::of("lodtrin/power-grid/1");
    let (iccs, cacs) = asked
        .request
        .grid
        .clone()
        .unwrap_or_else(|| (vec![0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.10], vec![0.5, 0.6, 0.7, 0.8, 0.9, 1.0]));
    let precision = last_precision(asked);
    let mut doubts = Vec::new();
    for (name, effect) in &asked.effects {
        for icc in &iccs {
            for cac in &cacs {
                let plan = asked.at_correlation(*icc, *cac)?;
                let found = variance(&plan.model(plan.effect.unwrap_or(0.0)), effect);
                let Some(v) = or_doubt(asked, name, found, &mut doubts)? else { continue };
                table.push(vec![
                    (*name).into(),
                    (*icc).into(),
                    (*cac).into(),
                    v.into(),
                    plan.power(effect, precision)?.into(),
                    plan.minimal_effect(effect, precision)?.into(),
                ]);
            }
        }
    }
    table.warnings = doubts;
    Ok(table)
}

/// Power by effect, up to one and a half times the largest effect of interest.
pub fn curve(asked: &Asked) -> Outcome<Table> {
    let mut table = Table::of("lodtrin/power-curve/1");
    let precision = last_precision(asked);
    let mut doubts = Vec::new();
    let mut reach = asked.plan.effect.unwrap_or(0.0).abs();
    let mut seen = Vec::new();
    for (name, effect) in &asked.effects {
        let smallest = asked.plan.minimal_effect(effect, precision);
        if let Some(mde) = or_doubt(asked, name, smallest, &mut doubts)? {
            reach = reach.max(mde);
            seen.push((*name, effect));
        }
    }
    let sign = if asked.plan.effect.is_some_and(|e| e < 0.0) { -1.0 } else { 1.0 };
    for (name, effect) in seen {
        for k in 1..=60 {
            let plan = Plan { effect: Some(sign * 1.5 * reach * f64::from(k) / 60.0), ..asked.plan.clone() };
            table.push(vec![name.into(), plan.effect.into(), plan.power(effect, precision)?.into()]);
        }
    }
    table.warnings = doubts;
    Ok(table)
}
