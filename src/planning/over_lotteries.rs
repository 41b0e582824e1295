//! Power over the schedules that the lottery can draw.

use super::plan::shaped;
use crate::design::{Cluster, Effect, Information, Layout, Plan, Precision};
use crate::diagnostics::{Doubt, Outcome, Problem, Progress};
use crate::folder::study::Folder;
use crate::folder::{self, Files, held};
use crate::lottery::{Design, Lottery, calibrate, calibration_key, declared_design, freeze, write_frame};
use crate::numeric::{mean, quantile_sorted};
use crate::provenance::sha256;
use crate::steps::power::Asked;
use crate::steps::simulate::{Programme, programmes};
use crate::tables::{Table, Value};
use crate::trial::study::Intervention;
use crate::trial::{Frame, Start, Study};
use crate::{protocol, registers};
use rayon::prelude::*;

/// The lottery of a study: as it was held, or as it would be locked today.
#[derive(Debug, Clone)]
pub struct Chance {
    /// The lots.
    pub frame: Frame,
    /// The rules.
    pub design: Design,
    /// Ready to draw.
    pub lottery: Lottery,
    /// Key of the replays: the seed of the draw, or the public calibration key before it.
    pub key: [u8; 32],
    /// Waves that were drawn, in the frame's order.
    pub drawn: Option<Vec<u8>>,
    /// The intervention with its periods and waves.
    pub intervention: Intervention,
    /// The programmes with their lots.
    pub programmes: Vec<Programme>,
}

impl Chance {
    /// The lottery of a folder.
    ///
    /// # Errors
    /// L codes for a frame or design that cannot be locked.
    pub fn of(folder: &Folder, study: &Study) -> Outcome<Chance> {
        let programmes = programmes(folder, study)?;
        let name = study.intervention().name.as_str();
        if let Some(h) = held::all_held(folder)?.into_iter().find(|h| h.intervention == name)
            && let Some(intervention) = held::declared_of(&h.plan, &h.intervention)
        {
            let intervention = intervention.clone();
            return Ok(Chance {
                frame: h.frame,
                design: h.design,
                lottery: h.lottery,
                key: h.seed,
                drawn: Some(h.waves),
                intervention,
                programmes,
            });
        }
        let files = Files::new(folder.path("lottery"), "lottery");
        if files.maybe("lock.txt")?.is_some() {
            return Chance::locked(&files, name, programmes);
        }
        let intervention = study.intervention().clone();
        let rows = registers::read_frame(&folder.path(&study.frame.file), &study.frame.file, &study.frame)?;
        let frozen =
            freeze(&rows, &study.frame.file, &study.frame.covariates, intervention.rollout.waves.len() as u32)?;
        let open = declared_design(&intervention, &frozen)?;
        let (lottery, design, key) = calibrated(&frozen.frame, &open, &intervention.name)?;
        Ok(Chance { frame: frozen.frame, design, lottery, key, drawn: None, intervention, programmes })
    }

    /// A lottery that is locked and waits for chance: its replays are those of the public calibration key.
    fn locked(files: &Files, name: &str, programmes: Vec<Programme>) -> Outcome<Chance> {
        let locked = folder::read_locked(files)?;
        let plan = protocol::parse(&locked.plan, &files.shown("plan.toml"))?;
        let one = locked.lotteries.into_iter().find(|one| one.name == name);
        let found = one.and_then(|one| Some((held::declared_of(&plan, &one.name)?.clone(), one)));
        let (intervention, one) = found.ok_or_else(|| {
            Problem::new("L124", "the lock binds no lottery that its plan declares").help("run `lodtrin verify`")
        })?;
        let key = calibration_key(&one.frame_digest, &one.design, &one.name);
        Ok(Chance {
            frame: one.frame,
            design: one.design,
            lottery: one.lottery,
            key,
            drawn: None,
            intervention,
            programmes,
        })
    }

    /// Starts of the programmes under waves of the lots.
    ///
    /// # Errors
    /// L124 for a programme whose lot is not in the frame.
    pub fn starts(&self, waves: &[u8]) -> Outcome<Vec<Start>> {
        self.programmes
            .iter()
            .map(|p| {
                let at = self.frame.position(&p.lot).ok_or_else(|| {
                    Problem::new("L124", format!("`{}` is no lot of the frame that was frozen", p.lot))
                        .help("after the lock the frame stays as it is; late programmes join by `lodtrin amend late`")
                })?;
                Ok(self.intervention.rollout.start_of_wave(u32::from(waves[at])))
            })
            .collect()
    }
}

/// A lottery with its threshold, and its public key.
fn calibrated(frame: &Frame, open: &Design, name: &str) -> Outcome<(Lottery, Design, [u8; 32])> {
    let key = calibration_key(&sha256(write_frame(frame).as_bytes()), open, name);
    let design = match open.keep {
        None => open.with_threshold(None),
        Some(keep) => {
            let threshold = calibrate(&Lottery::new(frame, open)?, &key)?.threshold(keep)?;
            open.with_threshold(Some(threshold))
        }
    };
    Ok((Lottery::new(frame, &design)?, design, key))
}

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
    let layout = shaped(layout(chance, &chance.starts(waves)?), &asked.request)?;
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

fn layout(chance: &Chance, starts: &[Start]) -> Layout {
    let periods = chance.intervention.rollout.periods.len();
    let mut schools: Vec<&str> = chance.programmes.iter().map(|p| p.ticket.school.as_str()).collect();
    schools.sort_unstable();
    schools.dedup();
    let clusters = chance
        .programmes
        .iter()
        .zip(starts)
        .map(|(p, start)| Cluster {
            school: schools.binary_search(&p.ticket.school.as_str()).unwrap_or(0),
            start: *start,
            sizes: vec![p.ticket.size; periods],
        })
        .collect();
    Layout { periods, clusters }
}
