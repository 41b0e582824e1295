//! Power of the analysis that is declared, from simulated trials, before any closed form.

use super::asked::Asked;
use super::closed_forms;
use super::declared_grid::over_grid;
use super::declared_trials::{Declared, Found, Numbers, declared, error_of, name_of, percent, share};
use super::power_row::put;
use super::worlds::Worlds;
use crate::diagnostics::{Doubt, Outcome, Progress};
use crate::numeric::normal_quantile;
use crate::tables::Table;
use crate::trial::study::AnalysisDecl;
use crate::trial::{Named, PowerRow, QuantityRow};
use serde_json::json;

/// Trials, and trials of analyses that fit anew in every draw.
const TRIALS: (u64, u64) = (1_000, 200);

/// `lodtrin/power/2`: the declared analysis, then closed forms.
///
/// # Errors
/// Those of the trials and of the closed forms.
pub fn power(asked: &Asked, progress: &dyn Progress) -> Outcome<Table> {
    let mut table = Table::of(PowerRow::SCHEMA);
    if asked.settled.grid {
        over_grid(asked, &mut table, progress)?;
        return Ok(table);
    }
    let mut sentence = None;
    if asked.request.trials != Some(0) {
        sentence = Some(simulated(asked, &mut table, progress)?);
    }
    let (closed, doubts) = closed_forms::quantities(asked)?;
    let (icc, cac) = correlations(asked);
    put(&mut table, closed.into_iter().map(|r| closed_form(r, icc, cac)));
    table.warnings.extend(doubts);
    if let Some(sentence) = sentence {
        table.facts.push(("sentence".into(), json!(sentence)));
    }
    Ok(table)
}

/// icc and cac that the closed forms take, where they are stated by them.
fn correlations(asked: &Asked) -> (Option<f64>, Option<f64>) {
    let r = &asked.request;
    let cac = if r.decay.is_some() { None } else { Some(r.cac.unwrap_or(1.0)) };
    (r.icc, cac.filter(|_| r.icc.is_some()))
}

fn closed_form(r: QuantityRow, icc: Option<f64>, cac: Option<f64>) -> PowerRow {
    PowerRow {
        analysis: "closed form".to_string(),
        estimand: r.estimand,
        icc,
        cac,
        quantity: r.quantity,
        distribution: r.distribution,
        df: r.df,
        value: r.value,
        error: None,
    }
}

/// Power, size, smallest effect and assurance of the declared analysis; the sentence that tells them.
fn simulated(asked: &Asked, table: &mut Table, progress: &dyn Progress) -> Outcome<String> {
    let Some((folder, study, plan)) = declared(asked)? else { return Ok(String::new()) };
    let chance = asked.chance(&folder, &study)?;
    let earlier = asked.earlier(&plan);
    let mut ways = vec![plan.analysis.clone()];
    ways[0].adjust = earlier.is_some();
    if earlier.is_some() {
        ways.push(AnalysisDecl { adjust: false, ..plan.analysis.clone() });
    }
    let alpha = asked.plan.alpha;
    let d = Declared {
        asked,
        worlds: Worlds::new(&study, &chance, earlier)?,
        numbers: Numbers::of(asked, &ways[..1], TRIALS),
        ways,
        transition: chance.intervention.rollout.transition as usize,
        alpha,
        z: normal_quantile(1.0 - alpha / 2.0),
    };
    let effect = asked.request.effect.filter(|e| *e != 0.0);
    let effects: Vec<f64> = effect.into_iter().chain([0.0]).collect();
    let found = d.run(&effects, progress)?;
    let none = effects.len() - 1;
    let at = |effect: usize, way: usize| share(&found, effect, way, alpha);
    let power = effect.map(|_| at(0, 0));
    let smallest = d.mde(effect, power, progress)?;
    let twice = d.ways.len() > 1;
    let told = Told {
        effect,
        power,
        without: twice.then(|| Without { power: effect.map(|_| at(0, 1)), size: at(none, 1) }),
        size: at(none, 0),
        smallest,
        assurance: asked.request.effect_sd.and_then(|sd| Some(d.assurance(effect?, power?, sd))),
        d: &d,
    };
    let setting = (study.power.icc.unwrap_or(0.02), study.power.cac.unwrap_or(0.8));
    put(table, told.rows(plan.analysis.estimand.name(), setting));
    if smallest.is_none() {
        table.warnings.push(out_of_reach(&d, effect).into());
    }
    failed(&found, &effects, table);
    table.facts.push(("trials".into(), json!(d.numbers.trials)));
    table.facts.push(("draws".into(), json!(d.numbers.draws)));
    Ok(told.sentence())
}

fn out_of_reach(d: &Declared<'_>, effect: Option<f64>) -> Doubt {
    Doubt::EffectOutOfReach {
        percent: 100.0 * d.asked.plan.power,
        baseline: d.worlds.baseline(),
        direction: if effect.is_some_and(|e| e > 0.0) { "above 1" } else { "below 0" }.to_string(),
    }
}

/// Trials that gave no test count as not significant, and are told.
fn failed(found: &Found, effects: &[f64], table: &mut Table) {
    for (k, effect) in effects.iter().enumerate() {
        let failed = found.iter().filter(|t| t[k][0].p.is_none()).count();
        if failed > 0 {
            table.warnings.push(Doubt::FailedFits { failed, trials: found.len(), truth: *effect }.into());
        }
    }
}

/// What the rows and the first sentence tell.
struct Told<'a> {
    d: &'a Declared<'a>,
    effect: Option<f64>,
    power: Option<f64>,
    /// The same analysis without the forecast, where it takes one off.
    without: Option<Without>,
    size: f64,
    smallest: Option<(f64, f64)>,
    assurance: Option<f64>,
}

/// What the analysis without the forecast finds.
struct Without {
    power: Option<f64>,
    size: f64,
}

impl Told<'_> {
    fn rows(&self, estimand: &str, (icc, cac): (f64, f64)) -> Vec<PowerRow> {
        let n = self.d.numbers.trials;
        let row = |analysis, quantity, value, error| PowerRow {
            icc: Some(icc),
            cac: Some(cac),
            value,
            error,
            ..PowerRow::new(analysis, estimand, quantity, "simulated")
        };
        let share = |analysis, quantity, p| row(analysis, quantity, Some(p), Some(error_of(p, n)));
        let mut rows: Vec<PowerRow> = self.power.map(|p| share("declared", "power", p)).into_iter().collect();
        rows.push(share("declared", "size", self.size));
        rows.push(row("declared", "mde", self.smallest.map(|s| s.0), self.smallest.map(|s| s.1)));
        rows.extend(self.assurance.map(|p| row("declared", "assurance", Some(p), None)));
        if let Some(without) = &self.without {
            const ALONE: &str = "declared without forecast";
            rows.extend(without.power.map(|p| share(ALONE, "power", p)));
            rows.push(share(ALONE, "size", without.size));
        }
        rows
    }

    fn sentence(&self) -> String {
        let name = name_of(&self.d.ways[0]);
        let n = self.d.numbers.trials;
        let mut text = match (self.effect, self.power) {
            (Some(effect), Some(power)) => {
                let without = self.without.as_ref().and_then(|w| w.power);
                let without = without.map_or(String::new(), |p| format!(", without the forecast in {}", percent(p)));
                format!(
                    "The declared analysis ({name}) finds {effect} in {} of trials (Monte-Carlo error {:.1}){without}; \
                     with no effect it errs in {:.1} %.",
                    percent(power),
                    100.0 * error_of(power, n),
                    100.0 * self.size
                )
            }
            _ => format!("The declared analysis ({name}) errs in {:.1} % of trials with no effect.", 100.0 * self.size),
        };
        if let Some((value, _)) = self.smallest {
            text.push_str(&format!(" Smallest effect found in {}: {value:.3}.", percent(self.d.asked.plan.power)));
        }
        if let Some(p) = self.assurance {
            text.push_str(&format!(" Over what the effect may be, it is found in {}.", percent(p)));
        }
        text
    }
}
