//! The rollout that fits: the most efficient waves under limits, and what the declared analysis finds with them.

use super::asked::Asked;
use super::declared_trials::error_of;
use super::plan;
use super::request::{Estimands, Request, Show};
use super::rollouts::Rollouts;
use super::settled::{GRID_CAC, GRID_ICC};
use crate::design::optimal::{Chosen, Criteria, Frontier, Kind, Limits, declared, search};
use crate::design::{Components, Reference, Tails, power};
use crate::diagnostics::{Outcome, Problem, Progress};
use crate::numeric::mean;
use crate::tables::{Table, Value};
use serde_json::json;

/// The last lag of the average where none is named.
const LAST_LAG: usize = 2;

/// A table with what the numbers mean.
pub struct Optimised {
    /// `lodtrin/power-optimise/1`.
    pub table: Table,
    /// Notes for the terminal.
    pub notes: Vec<String>,
}

/// Finds the waves and prints them.
///
/// # Errors
/// D126 for limits that leave none, D110 for flags that do not go together, and those of planning.
pub fn run(request: &Request, progress: &dyn Progress) -> Outcome<Optimised> {
    let mut asked = plan::resolve(&as_rollout(request)?, progress)?;
    let mut doubts = std::mem::take(&mut asked.settled.doubts);
    let terms = terms(&asked, request);
    let limits = limits(&asked, request, terms);
    let criteria = criteria(&asked, request)?;
    let frontier = search(&limits, &criteria)?;
    let mut table = Table::of("lodtrin/power-optimise/1");
    let printer = Printer { asked: &asked, criteria: &criteria };
    let study = match &asked.study {
        None => None,
        Some(study) => Some(Rollouts::of(&asked, study)?),
    };
    let best = &frontier.designs[0];
    let stratify = study.as_ref().map(|s| s.stratify(&asked, best, &criteria, progress)).transpose()?.flatten();
    for (k, design) in frontier.designs.iter().enumerate() {
        let name = if k == 0 { "best" } else { "frontier" };
        printer.rows(&mut table, name, design, stratify.filter(|_| k == 0))?;
        if let (0, Some(study)) = (k, &study) {
            let power = study.power(
                &asked,
                design,
                stratify == Some("stratum") || stratify.is_none() && study.stratified(),
                progress,
            )?;
            printer.declared_row(&mut table, name, design, stratify, power);
        }
    }
    if let Some(study) = &study {
        let own = declared(&frontier, &criteria, terms, &study.waves())?;
        let word = Some(if study.stratified() { "stratum" } else { "none" });
        printer.rows(&mut table, "declared", &own, word)?;
        let power = study.power(&asked, &own, study.stratified(), progress)?;
        printer.declared_row(&mut table, "declared", &own, word, power);
        doubts.extend(study.rules_not_tried());
    }
    table.facts = facts(&asked, &frontier, &limits, best);
    table.warnings = doubts.into_iter().map(Into::into).collect();
    Ok(Optimised { table, notes: asked.notes })
}

fn facts(asked: &Asked, frontier: &Frontier, limits: &Limits, best: &Chosen) -> Vec<(String, serde_json::Value)> {
    vec![
        ("block".into(), json!(block(asked, best))),
        ("search".into(), json!(frontier.search.name())),
        ("designs".into(), json!(frontier.count)),
        (
            "limits".into(),
            json!({ "lots": limits.lots, "terms": limits.terms, "first": limits.first, "last": limits.last,
                    "least": limits.least, "most": limits.most }),
        ),
        ("level".into(), json!(1.0 - asked.plan.alpha)),
        ("effect".into(), json!(asked.plan.effect)),
    ]
}

/// `best` as blocks ready to paste.
fn block(asked: &Asked, best: &Chosen) -> String {
    let blocks = best.waves.iter().map(|(start, lots)| {
        format!("[[rollout.wave]]\nstarts = {}\ncapacity = {lots}\n", toml::Value::String(term(asked, *start)))
    });
    blocks.collect::<Vec<_>>().join("\n")
}

/// A term by its id in a study, by its number else.
fn term(asked: &Asked, number: usize) -> String {
    asked.periods.get(number - 1).cloned().unwrap_or_else(|| number.to_string())
}

/// Flags alone as a rollout that a plan can be made of; its waves are not looked at.
fn as_rollout(request: &Request) -> Outcome<Request> {
    let w = &request.waves;
    if request.sequences.is_some() || request.design.is_some() {
        return Err(Problem::new("D110", "--optimise finds the waves itself")
            .help("name --lots and --terms instead of --sequences or --design, or a study folder"));
    }
    let mut own = Request { show: Show::Optimise, ..request.clone() };
    let Some(lots) = w.lots else { return Ok(own) };
    let Some(terms) = w.terms.filter(|t| (2..=60).contains(t)) else {
        return Err(Problem::new("D126", "the number of terms is missing")
            .found(w.terms.map_or("no --terms".to_string(), |t| format!("--terms {t}")))
            .expected("2 to 60 terms, such as --lots 24 --terms 8"));
    };
    if lots == 0 {
        return Err(Problem::new("D126", "there are no lots").found("--lots 0").expected("two or more"));
    }
    own.sequences = Some(vec![lots]);
    own.before = terms - 1;
    if own.icc.is_none() && own.tau.is_none() {
        (own.icc, own.cac) = (Some(GRID_ICC[1]), Some(own.cac.unwrap_or(GRID_CAC[1])));
    }
    Ok(own)
}

fn terms(asked: &Asked, request: &Request) -> usize {
    match request.waves.terms {
        Some(t) if asked.study.is_none() => t,
        Some(t) => t.min(asked.plan.layout.periods),
        None => asked.plan.layout.periods,
    }
}

fn limits(asked: &Asked, request: &Request, terms: usize) -> Limits {
    let w = &request.waves;
    let lots = w.lots.unwrap_or_else(|| {
        let waves = asked.study.iter().flat_map(|s| &s.intervention().rollout.waves);
        waves.map(|w| w.capacity as usize).sum()
    });
    Limits {
        lots,
        terms,
        first: w.first.unwrap_or(2),
        last: w.last.unwrap_or(terms).min(terms),
        least: w.least.unwrap_or(2),
        most: w.most.unwrap_or(lots).min(lots),
    }
}

/// What designs are judged by: both estimands under what is declared, or under the grid.
fn criteria(asked: &Asked, request: &Request) -> Outcome<Criteria> {
    let kinds = match request.estimands {
        Estimands::Both => vec![Kind::Immediate, Kind::Average],
        Estimands::Immediate => vec![Kind::Immediate],
        Estimands::Average => vec![Kind::Average],
    };
    let undeclared = match &asked.study {
        None => request.icc.is_none() && request.tau.is_none(),
        Some(_) => asked.settled.grid,
    };
    let scenarios: Vec<Components> = match (&request.grid, undeclared) {
        (None, false) => vec![asked.plan.components.clone()],
        (grid, _) => {
            let (iccs, cacs) = grid.clone().unwrap_or_else(|| (GRID_ICC.to_vec(), GRID_CAC.to_vec()));
            let mut all = Vec::new();
            for icc in &iccs {
                for cac in &cacs {
                    all.push(asked.at_correlation(*icc, *cac)?.components);
                }
            }
            all
        }
    };
    if asked.plan.family != crate::design::Family::Linear {
        return Err(Problem::new("D110", "--optimise compares differences of means or shares alone")
            .help("leave --analysis out"));
    }
    let sizes: Vec<f64> =
        asked.plan.layout.clusters.iter().flat_map(|c| c.sizes.iter().copied().filter(|n| *n > 0.0)).collect();
    Ok(Criteria {
        kinds,
        // a school's part stands with the programme: lots of one school are counted apart
        scenarios: scenarios.into_iter().map(|c| unschooled(&c)).collect(),
        last_lag: request.waves.last_lag.unwrap_or(LAST_LAG),
        size: mean(&sizes),
        history: asked.plan.history,
        transition: asked.request.transition.unwrap_or(0),
    })
}

fn unschooled(c: &Components) -> Components {
    Components {
        programme: c.programme + c.school,
        cell: c.cell + c.school_period,
        school: 0.0,
        school_period: 0.0,
        ..c.clone()
    }
}

/// Writes designs as rows.
struct Printer<'a> {
    asked: &'a Asked,
    criteria: &'a Criteria,
}

impl Printer<'_> {
    fn cells(&self, name: &str, design: &Chosen, stratify: Option<&str>) -> Vec<Value> {
        let starts: Vec<String> = design.waves.iter().map(|(s, _)| term(self.asked, *s)).collect();
        let lots: Vec<String> = design.waves.iter().map(|(_, c)| c.to_string()).collect();
        vec![
            name.into(),
            design.terms.into(),
            starts.join(" ").into(),
            lots.join(" ").into(),
            design.waiting.into(),
            Some(design.efficiency).filter(|e| e.is_finite()).into(),
            stratify.map_or(Value::Missing, Value::from),
        ]
    }

    /// A row an estimand: the largest variance over the scenarios and the power with it.
    fn rows(&self, table: &mut Table, name: &str, design: &Chosen, stratify: Option<&str>) -> Outcome<()> {
        let n = self.criteria.scenarios.len();
        for (k, kind) in self.criteria.kinds.iter().enumerate() {
            let largest = design.variances[k * n..(k + 1) * n].iter().copied().fold(0.0, f64::max);
            let largest = Some(largest).filter(|v| v.is_finite());
            let found = match (self.asked.plan.effect, largest) {
                (Some(effect), Some(v)) => {
                    let se = libm::sqrt(v);
                    Some(power(effect, se, se, self.asked.plan.alpha, Reference::Z, Tails::Both)?)
                }
                _ => None,
            };
            let estimand = if *kind == Kind::Immediate { "immediate" } else { "exposure-average" };
            let mut row = self.cells(name, design, stratify);
            row.extend([estimand.into(), largest.into(), found.into(), Value::Missing]);
            table.push(row);
        }
        Ok(())
    }

    /// The row of the declared analysis in trials.
    fn declared_row(
        &self,
        table: &mut Table,
        name: &str,
        design: &Chosen,
        stratify: Option<&str>,
        power: Option<(f64, u64)>,
    ) {
        let mut row = self.cells(name, design, stratify);
        let error = power.map(|(p, n)| error_of(p, n));
        row.extend(["declared".into(), Value::Missing, power.map(|p| p.0).into(), error.into()]);
        table.push(row);
    }
}
