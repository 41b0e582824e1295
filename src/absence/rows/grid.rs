//! How much the answer leans on the definition: window × threshold × rule.

use super::question::Question;
use super::sheet::Sheet;
use super::sheet::{CR2, Robust, Scale, name};
use crate::absence::{Cells, Landmark, Rule, Starters, linear};
use crate::inference::guards::Support;
use crate::trial::Pupils;
use crate::trial::facts::GridCell;
use rayon::prelude::*;

/// Thresholds beside the declared one.
const THRESHOLDS: [u32; 3] = [1, 2, 3];

/// One definition and what it gives.
struct Cell {
    rule: Rule,
    landmark: i32,
    n: usize,
    clusters: usize,
    exposed: usize,
    smallest: f64,
    number: Option<(super::sheet::Number, Support)>,
}

/// The crude risk difference under every definition, each with a landmark that its window cannot pass.
pub fn grid(
    sheet: &mut Sheet,
    question: &Question,
    pupils: &Pupils,
    starters: &Starters,
    declared: &Rule,
    windows: &[i32],
) -> Vec<GridCell> {
    let rules = rules(declared, windows);
    let cells: Vec<Cell> = rules.par_iter().filter_map(|rule| one(question, pupils, starters, rule)).collect();
    let mut facts = Vec::new();
    for cell in cells {
        sheet.about(cell.n, cell.clusters);
        let row = name("risk_difference", "crude", label(&cell.rule), "cr2");
        let line = match cell.number {
            Some((number, support)) => sheet.put_supported(row, Scale::Difference, number, support),
            None => sheet.missing(row),
        };
        line.reveals = Some(cell.smallest);
        let shown = cell.smallest == 0.0 || cell.smallest >= question.minimum;
        let open = |x: Option<f64>| x.filter(|x| shown && x.is_finite());
        let (low, high) = (open(line.row.conf_low), open(line.row.conf_high));
        let verdict = question.wanted.claim.map(|claim| claim.verdict(low.zip(high)).word().to_string());
        facts.push(GridCell {
            window: cell.rule.window,
            days: if cell.rule.school_days { "school" } else { "calendar" }.to_string(),
            threshold: cell.rule.threshold,
            counts: if cell.rule.whole { "whole" } else { "any" }.to_string(),
            lawful: if cell.rule.lawful { "include" } else { "exclude" }.to_string(),
            landmark: cell.landmark,
            declared: cell.rule == *declared,
            n: cell.n,
            exposed: open(Some(cell.exposed as f64)),
            estimate: open(line.row.estimate),
            low,
            high,
            verdict,
        });
    }
    facts
}

fn rules(declared: &Rule, windows: &[i32]) -> Vec<Rule> {
    let mut windows: Vec<i32> = windows.iter().copied().chain([declared.window]).collect();
    windows.sort_unstable();
    windows.dedup();
    let mut thresholds: Vec<u32> = THRESHOLDS.into_iter().chain([declared.threshold]).collect();
    thresholds.sort_unstable();
    thresholds.dedup();
    let mut rules = Vec::new();
    for school_days in [false, true] {
        for whole in [false, true] {
            for lawful in [true, false] {
                for &window in &windows {
                    for &threshold in &thresholds {
                        rules.push(Rule { window, school_days, threshold, whole, lawful });
                    }
                }
            }
        }
    }
    rules
}

fn label(rule: &Rule) -> String {
    format!(
        "window={},days={},threshold={},counts={},lawful={}",
        rule.window,
        if rule.school_days { "school" } else { "calendar" },
        rule.threshold,
        if rule.whole { "whole" } else { "any" },
        if rule.lawful { "include" } else { "exclude" }
    )
}

fn one(question: &Question, pupils: &Pupils, starters: &Starters, rule: &Rule) -> Option<Cell> {
    let landmark = (question.landmark.day as i32).max(rule.last_calendar_day());
    let exposures = rule.apply(pupils, landmark);
    let days = exposures.iter().map(|e| if e.registered > 0 { f64::from(e.days) } else { f64::NAN }).collect();
    let starters = Starters { days, covariates: Vec::new(), groups: Vec::new(), ..starters.clone() };
    let at = Landmark { threshold: f64::from(rule.threshold), day: f64::from(landmark), ..question.landmark };
    let cohort = starters.follow(&at).ok()?;
    let cohort = cohort.subset(|i| cohort.known[i]);
    let mut table = [0.0f64; 4];
    for i in 0..cohort.len() {
        table[2 * usize::from(cohort.exposed.value(i) > 0.5) + usize::from(cohort.dropout.value(i) > 0.5)] += 1.0;
    }
    let estimable = cohort.check(at.threshold).is_ok();
    let number = estimable.then(|| {
        let cells = Cells::collapse(&[("exposed", &cohort.exposed)], &cohort.dropout, &cohort.clusters);
        let fit = linear(&cells);
        (Robust::new(&fit, CR2).number(0, &fit.picks(1)).1, cells.by_exposure().both())
    });
    Some(Cell {
        rule: *rule,
        landmark,
        n: cohort.len(),
        clusters: cohort.clusters.count(),
        exposed: (table[2] + table[3]) as usize,
        smallest: table.into_iter().filter(|c| *c > 0.0).fold(f64::INFINITY, f64::min),
        number,
    })
}
