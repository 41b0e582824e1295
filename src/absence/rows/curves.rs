//! When they leave: curves by exposure, log-rank, Cox, hazards by phase.

use super::question::Question;
use super::sheet::Sheet;
use super::sheet::{CLUSTERS, Number, ROBUST, Robust, Scale, name};
use crate::absence::{Coded, Followed, LifeTable, Point, at, cox, four_phases, log_rank, phase_hazards};
use crate::diagnostics::Doubt;
use crate::inference::guards::{Sides, Support};
use crate::numeric::chi2_tail;
use crate::trial::Departure;
use crate::trial::facts::{AtRisk, CurveOf, CurveTold, PhaseTold};

/// Days of a course of twenty weeks, whose four phases are shown where no horizon was declared.
const COURSE: f64 = 140.0;
/// Most points of a curve that a figure is given.
const POINTS: usize = 400;

/// What figures need of the curves.
#[derive(Debug, Clone, Default)]
pub struct CurveFacts {
    /// One per exposure and kind.
    pub curves: Vec<CurveTold>,
    /// Numbers at risk at the fixed days.
    pub at_risk: Vec<AtRisk>,
    /// The phases' days.
    pub phases: Vec<PhaseTold>,
}

/// Curves, tests and hazards.
pub fn curves(sheet: &mut Sheet, question: &Question, cohort: &Followed) -> CurveFacts {
    let exposed = |i: usize| cohort.exposed.value(i) > 0.5;
    let tables = [
        LifeTable::of(&cohort.last_day, &cohort.departure, |i| !exposed(i)),
        LifeTable::of(&cohort.last_day, &cohort.departure, exposed),
    ];
    let mut facts = CurveFacts::default();
    let days = question.curve_days(cohort.horizon);
    if let Some(beyond) = days.iter().find(|d| **d > cohort.horizon) {
        sheet.warn(Doubt::BeyondFollowUp { day: *beyond, horizon: cohort.horizon });
    }
    for (e, table) in tables.iter().enumerate() {
        for (measure, method, kind, points, start) in [
            ("survival", "kaplan-meier", CurveOf::Survival, table.kaplan_meier(), 1.0),
            ("cumulative_incidence", "aalen-johansen", CurveOf::CumulativeIncidence, table.aalen_johansen(), 0.0),
        ] {
            for day in &days {
                let row = name(measure, method, format!("exposed={e},day={day}"), "greenwood");
                let left = table.at_risk(*day);
                let line = if *day > cohort.horizon {
                    sheet.missing(row)
                } else {
                    let (value, std_error) = at(&points, *day, start);
                    let limits = limits(value, std_error, sheet.z());
                    sheet.with_limits(row, value, std_error, f64::INFINITY, limits)
                };
                line.row.statistic = None;
                line.row.p_value = None;
                line.reveals = Some(left);
            }
            facts.curves.push(curve_fact(e, kind, &thin(points), sheet.z(), question.minimum));
        }
        facts.at_risk.push(at_risk_fact(e, table, &days, question.minimum));
    }
    let lr = log_rank(&tables[1], &tables[0]);
    let chi = lr.chi_squared();
    sheet.test(name("log_rank", "crude", "exposed", "model"), Some(chi), chi, 1.0, chi2_tail(chi, 1.0));
    hazard_ratios(sheet, cohort);
    facts.phases = phases(sheet, question, cohort);
    facts
}

/// The two curves of each exposure among some pupils and their numbers at risk, for figures. `horizon`: last day followed
/// of anybody.
pub fn curve_facts(cohort: &Followed, question: &Question, horizon: f64) -> CurveFacts {
    let z = crate::numeric::normal_quantile(0.5 + question.level / 2.0);
    let days = question.curve_days(horizon);
    let mut facts = CurveFacts::default();
    for e in 0..2 {
        let mine = |i: usize| usize::from(cohort.exposed.value(i) > 0.5) == e;
        let table = LifeTable::of(&cohort.last_day, &cohort.departure, mine);
        facts.curves.push(curve_fact(e, CurveOf::Survival, &thin(table.kaplan_meier()), z, question.minimum));
        facts.curves.push(curve_fact(
            e,
            CurveOf::CumulativeIncidence,
            &thin(table.aalen_johansen()),
            z,
            question.minimum,
        ));
        facts.at_risk.push(at_risk_fact(e, &table, &days, question.minimum));
    }
    facts
}

/// Limits that stay between 0 and 1: log(−log) of the value moved by z standard errors.
fn limits(value: f64, std_error: f64, z: f64) -> Option<(f64, f64)> {
    if !(value > 0.0 && value < 1.0 && std_error.is_finite()) {
        return None;
    }
    let move_by =
        |sign: f64| libm::exp(libm::log(value) * libm::exp(sign * z * std_error / (value * libm::log(value))));
    let (a, b) = (move_by(1.0), move_by(-1.0));
    Some((a.min(b), a.max(b)))
}

fn thin(points: Vec<Point>) -> Vec<Point> {
    let step = points.len().div_ceil(POINTS).max(1);
    let last = points.len().saturating_sub(1);
    points.into_iter().enumerate().filter(|(i, _)| i % step == 0 || *i == last).map(|(_, p)| p).collect()
}

/// A curve as far as at least `minimum` pupils are at risk.
fn curve_fact(exposed: usize, kind: CurveOf, points: &[Point], z: f64, minimum: f64) -> CurveTold {
    let shown: Vec<&Point> = points.iter().filter(|p| p.at_risk >= minimum).collect();
    let bound = |p: &Point| limits(p.value, p.std_error, z).unwrap_or((p.value, p.value));
    CurveTold {
        exposed: exposed as u8,
        kind,
        day: shown.iter().map(|p| p.day).collect(),
        value: shown.iter().map(|p| p.value).collect(),
        low: shown.iter().map(|p| bound(p).0).collect(),
        high: shown.iter().map(|p| bound(p).1).collect(),
        treated: None,
    }
}

/// Numbers at risk at the fixed days, small ones masked.
fn at_risk_fact(exposed: usize, table: &LifeTable, days: &[f64], minimum: f64) -> AtRisk {
    let shown = |n: f64| (n <= 0.0 || n >= minimum).then_some(n);
    let n = days.iter().map(|d| shown(table.at_risk(*d))).collect();
    AtRisk { exposed: exposed as u8, day: days.to_vec(), n, treated: None }
}

fn hazard_ratios(sheet: &mut Sheet, cohort: &Followed) {
    let mut columns: Vec<(&str, &Coded)> = vec![("exposed", &cohort.exposed)];
    hazard_ratio(sheet, cohort, &columns, "crude");
    if !cohort.covariates.is_empty() {
        columns.extend(cohort.covariates.iter().map(|(n, c)| (n.as_str(), c)));
        hazard_ratio(sheet, cohort, &columns, "cox-adjusted");
    }
}

/// Clusters with unexposed and with exposed pupils, and whether some of either dropped out and some did not.
fn support(cohort: &Followed) -> Support {
    let mut sides = Sides::default();
    for i in 0..cohort.len() {
        let dropped = cohort.departure[i] == Departure::Dropout;
        let exposed = usize::from(cohort.exposed.value(i) > 0.5);
        sides.add(exposed, cohort.clusters.of[i], 1.0, f64::from(u8::from(dropped)));
    }
    sides.both()
}

fn hazard_ratio(sheet: &mut Sheet, cohort: &Followed, columns: &[(&str, &Coded)], method: &'static str) {
    let label = |variance| name("hazard_ratio", method, "exposed", variance);
    match cox(columns, &cohort.last_day, &cohort.departure, &cohort.clusters) {
        Ok(fit) => {
            let (_, number) = Robust::new(&fit, ROBUST).number(0, &fit.picks(0));
            sheet.put_supported(label("robust"), Scale::Ratio, number, support(cohort));
            let std_error = libm::sqrt(fit.bread[(0, 0)]);
            sheet.put(label("model"), Scale::Ratio, Number { value: number.value, std_error, df: f64::INFINITY });
        }
        Err(separation) => {
            sheet.separated(&separation, if method == "crude" { "crude hazard ratio" } else { method });
            sheet.missing(label("robust"));
            sheet.missing(label("model"));
        }
    }
}

fn phases(sheet: &mut Sheet, question: &Question, cohort: &Followed) -> Vec<PhaseTold> {
    let horizon = question.landmark.horizon.unwrap_or(COURSE);
    let phases = four_phases(question.landmark.day, horizon);
    let hazards = phase_hazards(&phases, &cohort.last_day, &cohort.departure, &cohort.exposed, &cohort.clusters);
    let mut facts = Vec::new();
    for h in hazards.iter() {
        // numbered as phases of the course, so that phase 1 may be missing when the landmark lies behind it
        let number = libm::round(h.phase.until / (horizon / 4.0)) as u32;
        let (after, until) = (h.phase.after, h.phase.until);
        let hidden = |n: f64| n > 0.0 && n < question.minimum;
        let at_risk = h.at_risk.iter().map(|n| if hidden(*n) { f64::NAN } else { *n }).collect();
        facts.push(PhaseTold { phase: number, after, until, at_risk });
        let robust = Robust::new(&h.fit, CLUSTERS);
        for e in 0..2 {
            let row = name("hazard", "crude", format!("exposed={e},phase={number}"), "cr1");
            let line = if h.fit.dropped.contains(&e) {
                sheet.missing(row)
            } else {
                sheet.put(row, Scale::Positive, robust.number(0, &h.fit.picks(e)).1)
            };
            let dropouts = h.dropouts[e];
            line.reveals = Some(if dropouts > 0.0 { dropouts.min(h.at_risk[e]) } else { h.at_risk[e] });
        }
        let rates = [h.fit.coefficients[0], h.fit.coefficients[1]];
        let row = name("hazard_ratio", "crude", format!("phase={number}"), "cr1");
        let line = if rates[0] > 0.0 && rates[1] > 0.0 {
            let gradient = [-1.0 / rates[0], 1.0 / rates[1]];
            let number = robust.delta(libm::log(rates[1] / rates[0]), &gradient);
            sheet.put_supported(row, Scale::Ratio, number, h.sides.both())
        } else {
            sheet.missing(row)
        };
        line.reveals = Some(h.dropouts[0].min(h.dropouts[1]));
    }
    facts
}
