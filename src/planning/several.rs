//! `power` in a study of several interventions: each of them, pairs, and what each further one costs.

use super::outlook::look_ahead;
use super::programmes::{self, Programme};
use crate::design::outlook::Outlook;
use crate::design::several::Pattern;
use crate::design::several_power::variances;
use crate::design::{Components, Reference, Shares, Tails, minimal_effect, power};
use crate::diagnostics::{Doubt, Outcome, Problem, Progress, Told};
use crate::folder::held::{self, Held};
use crate::folder::study::Folder;
use crate::folder::{self, Files};
use crate::lottery::frozen_text;
use crate::lottery::prepare::{Together, prepare_all};
use crate::numeric::mean;
use crate::protocol;
use crate::provenance::{Stream, sha256};
use crate::tables::{Table, Value};
use crate::trial::study::Rollout;
use crate::trial::terms::term;
use crate::trial::{Start, Study};
use std::collections::BTreeSet;

/// Schedules of all interventions over which variances are averaged.
const SCHEDULES: usize = 200;
/// Most interventions that are planned for.
const MOST: usize = 7;
/// Risk, correlation and its lasting share where `[power]` declares none.
const BASELINE: f64 = 0.5;
const ICC: f64 = 0.02;
const CAC: f64 = 0.8;

/// What the table rests on.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Rows `estimand, quantity, distribution, df, value`.
    pub table: Table,
    /// What the numbers mean.
    pub notes: Vec<String>,
}

/// Variance, power and smallest effect of every intervention and pair, over schedules that may be drawn; then of one of
/// 1, 2, … interventions under the first one's rollout, tests shared among them (Bonferroni).
///
/// # Errors
/// D codes for planning values, L codes for the lottery.
pub fn run(folder: &Folder, study: &Study, progress: &dyn Progress) -> Outcome<Answer> {
    let ground = Ground::of(folder, study)?;
    let study = &ground.study;
    let mut programmes = programmes::programmes(folder, study)?;
    programmes.retain(|p| ground.takes_part(&p.ticket.id));
    let sizes: Vec<f64> = programmes.iter().map(|p| p.ticket.size).collect();
    let decl = &study.power;
    let baseline = decl.baseline.unwrap_or(BASELINE);
    let effect = decl.effect.or(study.primary().target);
    let shares = Shares {
        icc: decl.icc.unwrap_or(ICC),
        cac: decl.cac.unwrap_or(CAC),
        iac: 0.0,
        decay: None,
        school_icc: decl.school_icc.unwrap_or(0.0),
        school_cac: decl.school_cac.unwrap_or(CAC),
    };
    let mean_risk = baseline + effect.unwrap_or(0.0) / 2.0;
    if !(0.0 < mean_risk && mean_risk < 1.0) {
        return Err(Problem::new("D103", format!("a baseline of {baseline} with half the effect is no probability"))
            .help("check [power] baseline and effect"));
    }
    let components = Components::of(mean_risk * (1.0 - mean_risk), &shares)?;
    let df = programmes.len() as f64 - 1.0;
    let plan = Plan { study, sizes: &sizes, components: &components, effect, df };
    let mut table = Table::of("lodtrin/power/1");
    let mut rows = crate::registers::read_frame(&folder.path(&study.frame.file), &study.frame.file, &study.frame)?;
    rows.retain(|r| ground.takes_part(&r.id));
    let together = prepare_all(study, &rows, progress)?;
    plan.declared(&together, &mut table)?;
    plan.drawn(&programmes, &held::all_held(folder)?, &mut table)?;
    let carried = plan.further(&mut table)?;
    table.warnings.extend(look_ahead(study, &together.prepared).iter().flat_map(Outlook::doubts).map(Told::from));
    let mut notes = vec![
        format!("scale probability, sigma² {:.4} = p(1 − p) at p = {mean_risk:.3}, icc {}, cac {}", mean_risk * (1.0 - mean_risk), shares.icc, shares.cac),
        format!("means over {SCHEDULES} schedules that may be drawn; t with programmes − 1 = {df} degrees of freedom"),
        "`n interventions`: one of n interventions with the first one's waves, each drawn by itself, each tested at level/n".to_string(),
    ];
    if let (Some(n), Some(effect)) = (carried, effect) {
        let most = if n == MOST { " or more" } else { "" };
        notes.push(format!(
            "{} programmes carry {n}{most} interventions whose effects of {effect} are each found with a power of {}",
            programmes.len(),
            study.power.power
        ));
    }
    Ok(Answer { table, notes })
}

/// What is planned for: the protocol of today, or once there is a lock its plan and the programmes that it binds.
struct Ground {
    study: Study,
    programmes: Option<BTreeSet<String>>,
}

impl Ground {
    fn of(folder: &Folder, study: &Study) -> Outcome<Ground> {
        let files = Files::new(folder.path("lottery"), "lottery");
        if files.maybe("lock.txt")?.is_none() {
            return Ok(Ground { study: study.clone(), programmes: None });
        }
        let locked = folder::read_locked(&files)?;
        let plan = protocol::parse(&locked.plan, "lottery/plan.toml")?;
        let members = locked.lotteries.first().map(|one| one.members.iter().map(|m| m.programme.clone()).collect());
        Ok(Ground { study: Study { power: study.power.clone(), ..plan }, programmes: members })
    }

    fn takes_part(&self, programme: &str) -> bool {
        let frozen = frozen_text(programme);
        self.programmes.as_ref().is_none_or(|p| p.contains(frozen.as_deref().unwrap_or(programme)))
    }
}

struct Plan<'a> {
    study: &'a Study,
    sizes: &'a [f64],
    components: &'a Components,
    effect: Option<f64>,
    df: f64,
}

impl Plan<'_> {
    fn alpha(&self) -> f64 {
        1.0 - self.study.power.level
    }

    /// Mean variances over schedules, with the share of schedules that cannot separate a term.
    fn over(&self, names: &[String], pairs: &[(usize, usize)], draws: &[Vec<Vec<Start>>]) -> Vec<(String, f64, f64)> {
        let periods = self.study.intervention().rollout.periods.len();
        let mut found: Vec<Vec<f64>> = Vec::new();
        let mut terms = Vec::new();
        for starts in draws {
            let named: Vec<(String, Vec<Start>)> = names.iter().cloned().zip(starts.iter().cloned()).collect();
            let mut pattern = Pattern::of_starts(&named, pairs, periods, term);
            for (c, w) in pattern.weight.iter_mut().enumerate() {
                *w = self.sizes.get(c / periods).copied().unwrap_or(0.0);
            }
            let v = variances(&pattern, self.components);
            found.resize(v.len(), Vec::new());
            found.iter_mut().zip(v).for_each(|(list, v)| list.extend(v));
            terms = pattern.terms;
        }
        let n = draws.len().max(1) as f64;
        terms.into_iter().zip(&found).map(|(t, list)| (t, mean(list), 1.0 - list.len() as f64 / n)).collect()
    }

    /// The interventions and pairs that the study declares.
    fn declared(&self, together: &Together, table: &mut Table) -> Outcome<()> {
        let names: Vec<String> = together.prepared.iter().map(|p| p.name.clone()).collect();
        let place = |name: &String| names.iter().position(|n| n == name);
        let pairs: Vec<(usize, usize)> =
            self.study.joint.interactions.iter().filter_map(|[a, b]| Some((place(a)?, place(b)?))).collect();
        let lots = self.of_programmes(together)?;
        let draws: Vec<Vec<Vec<Start>>> = (0..SCHEDULES)
            .map(|r| {
                together
                    .prepared
                    .iter()
                    .map(|p| {
                        let n = p.frozen.frame.lots.len();
                        let row = &p.schedules[r * n..(r + 1) * n];
                        let rollout = self.rollout(&p.name);
                        lots.iter().map(|l| rollout.start_of_wave(u32::from(row[*l]))).collect()
                    })
                    .collect()
            })
            .collect();
        for (list, kind) in [(Vec::new(), "adding up"), (pairs, "with pairs")] {
            if kind == "with pairs" && list.is_empty() {
                continue;
            }
            for (name, v, lost) in self.over(&names, &list, &draws) {
                let estimand = if kind == "with pairs" { format!("{name} ({kind})") } else { name };
                self.rows(&estimand, v, self.alpha(), table)?;
                if lost > 0.0 {
                    table.warnings.push(Doubt::PlanMayNotSeparate { percent: 100.0 * lost, estimand }.into());
                }
            }
        }
        Ok(())
    }

    /// The schedules that were drawn, where they have been.
    fn drawn(&self, programmes: &[Programme], all: &[Held], table: &mut Table) -> Outcome<()> {
        if all.len() < 2 {
            return Ok(());
        }
        let names: Vec<String> = all.iter().map(|h| h.intervention.clone()).collect();
        let starts = |h: &Held| {
            let wave = |p: &Programme| h.frame.position(&p.lot).map(|at| u32::from(h.waves[at]));
            let rollout = self.rollout(&h.intervention);
            programmes.iter().map(|p| wave(p).and_then(|w| rollout.start_of_wave(w))).collect::<Vec<Start>>()
        };
        for (name, v, lost) in self.over(&names, &[], &[all.iter().map(starts).collect()]) {
            let v = if lost > 0.0 { f64::NAN } else { v };
            self.rows(&format!("{name} (as drawn)"), v, self.alpha(), table)?;
        }
        Ok(())
    }

    fn rollout(&self, name: &str) -> &Rollout {
        let found = self.study.interventions.iter().find(|i| i.name == name);
        &found.unwrap_or(self.study.intervention()).rollout
    }

    /// Lot of each programme as a position in the frozen frame.
    fn of_programmes(&self, together: &Together) -> Outcome<Vec<usize>> {
        let Some(first) = together.prepared.first() else { return Ok(Vec::new()) };
        let frozen = &first.frozen;
        Ok(frozen.members.iter().filter_map(|m| frozen.frame.position(&m.lot)).collect())
    }

    /// What each further intervention costs, under the first one's waves.
    ///
    /// Returns the largest number of interventions each of which is found with the power aimed at; `None` without an effect.
    fn further(&self, table: &mut Table) -> Outcome<Option<usize>> {
        let mut carried = self.effect.map(|_| 0);
        let rollout = &self.study.intervention().rollout;
        let waves: Vec<u32> = rollout
            .waves
            .iter()
            .enumerate()
            .flat_map(|(w, decl)| std::iter::repeat_n(w as u32 + 1, decl.capacity as usize))
            .collect();
        for n in 1..=MOST {
            let names: Vec<String> = (0..n).map(|j| format!("i{j}")).collect();
            let draws: Vec<Vec<Vec<Start>>> = (0..SCHEDULES as u64)
                .map(|r| {
                    (0..n as u64)
                        .map(|j| {
                            let mut own = waves.clone();
                            let key = sha256(b"lodtrin several planning");
                            Stream::new(&key.0, r * MOST as u64 + j).arrange(&mut own);
                            own.iter().map(|w| rollout.start_of_wave(*w)).collect()
                        })
                        .collect()
                })
                .collect();
            let found = self.over(&names, &[], &draws);
            let v = mean(&found.iter().map(|(_, v, _)| *v).filter(|v| v.is_finite()).collect::<Vec<_>>());
            let estimand = if n == 1 { "1 intervention".to_string() } else { format!("{n} interventions") };
            let alpha = self.alpha() / n as f64;
            self.rows(&estimand, v, alpha, table)?;
            if let Some(effect) = self.effect.filter(|_| v.is_finite() && carried == Some(n - 1)) {
                let se = libm::sqrt(v);
                let found = power(effect, se, se, alpha, Reference::T(self.df), Tails::Both)?;
                carried = Some(if found >= self.study.power.power { n } else { n - 1 });
            }
        }
        Ok(carried)
    }

    fn rows(&self, estimand: &str, variance: f64, alpha: f64, table: &mut Table) -> Outcome<()> {
        let mut push = |quantity: &str, distribution: Value, df: Value, value: Value| {
            table.push(vec![estimand.into(), quantity.into(), distribution, df, value]);
        };
        if !variance.is_finite() {
            push("variance", Value::Missing, Value::Missing, Value::Missing);
            return Ok(());
        }
        push("variance", Value::Missing, Value::Missing, variance.into());
        let (se, reference) = (libm::sqrt(variance), Reference::T(self.df));
        if let Some(effect) = self.effect {
            push("power", "t".into(), self.df.into(), power(effect, se, se, alpha, reference, Tails::Both)?.into());
        }
        push("mde", "t".into(), self.df.into(), minimal_effect(se, alpha, self.study.power.power, reference)?.into());
        Ok(())
    }
}
