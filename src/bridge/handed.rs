//! The files that go in: plan, schedule, members, replays, forecast, as bytes.

use crate::tables::table::csv_text;
use crate::trial::study::OutcomeKind;
use crate::trial::{Named, Start, Study};
use md5::Digest as _;
use std::collections::BTreeMap;

/// One intervention's locked analysis, ready to travel.
#[derive(Debug, Clone)]
pub struct Handed {
    /// The locked plan.
    pub plan: Study,
    /// The intervention; empty in the plain form.
    pub intervention: String,
    /// Digest of the lock.
    pub lock: String,
    /// SHA-256 of `plan.toml`.
    pub plan_digest: String,
    /// Digest of the last amendment, else of the lock.
    pub head: String,
    /// Whether the schedule is a rehearsal's.
    pub rehearsal: bool,
    /// Replays R.
    pub draws: u64,
    /// Smallest count of pupils that may leave.
    pub minimum: u64,
    /// The lots in the order of the frame, then of the addenda.
    pub lots: Vec<String>,
    /// Wave of each, from 1.
    pub waves: Vec<u8>,
    /// R × lots, the study's waves.
    pub replays: Vec<u8>,
    /// First fully treated period of each wave, from 0.
    pub starts: Vec<Start>,
    /// Programme and lot.
    pub members: Vec<(String, String)>,
    /// Further columns of the frame's file: name, and value by programme.
    pub keys: Vec<(String, BTreeMap<String, String>)>,
    /// Whether lots and programmes are numbered.
    pub numbers: bool,
}

/// Words for units and programmes as they stand in the files.
struct Names {
    units: Vec<String>,
    programmes: BTreeMap<String, String>,
}

impl Handed {
    /// Periods before a start that are neither base nor control.
    pub(super) fn transition(&self) -> usize {
        rollout(self).transition as usize
    }

    /// Periods of the rollout.
    pub(super) fn periods(&self) -> usize {
        rollout(self).periods.len()
    }

    /// The id of a period, counted from 0.
    pub(super) fn period(&self, at: usize) -> Option<String> {
        rollout(self).periods.get(at).map(|p| p.id.clone())
    }

    fn names(&self) -> Names {
        let number = |i: usize| (i + 1).to_string();
        let units: Vec<String> = match self.numbers {
            true => (0..self.lots.len()).map(number).collect(),
            false => self.lots.clone(),
        };
        let mut part: BTreeMap<&str, usize> = BTreeMap::new();
        let mut programmes = BTreeMap::new();
        for (programme, lot) in &self.members {
            let own = match self.lots.iter().position(|l| l == lot).filter(|_| self.numbers) {
                None => programme.clone(),
                Some(i) if programme == lot => number(i),
                Some(i) => {
                    let j = part.entry(lot).or_insert(0);
                    *j += 1;
                    format!("{}.{j}", number(i))
                }
            };
            programmes.insert(programme.clone(), own);
        }
        Names { units, programmes }
    }

    /// What each number stands for; it stays outside.
    pub fn key(&self) -> Option<String> {
        if !self.numbers {
            return None;
        }
        let names = self.names();
        let unit: BTreeMap<&String, &String> = self.lots.iter().zip(&names.units).collect();
        let rows: Vec<Vec<String>> = self
            .members
            .iter()
            .map(|(programme, lot)| {
                vec![
                    names.programmes[programme].clone(),
                    unit.get(lot).map(|u| u.to_string()).unwrap_or_default(),
                    programme.clone(),
                    lot.clone(),
                ]
            })
            .collect();
        Some(csv_text(&["programme", "unit", "programme_id", "unit_id"], &rows))
    }
}

/// MD5 in hex, which base R can compute.
pub(super) fn md5(bytes: &[u8]) -> String {
    hex::encode(md5::Md5::digest(bytes))
}

/// The script, the same for every study.
pub const ANALYSE: &str = include_str!("analyse.R");
/// The file that whoever runs it edits.
pub const READ: &str = include_str!("read.R");

/// The files of one folder but README and digests, in the order of their list.
pub fn files(handed: &Handed) -> Vec<(String, Vec<u8>)> {
    let names = handed.names();
    let schedule = schedule(handed, &names);
    let members = members(handed, &names);
    let replays = replays(handed, &names);
    let forecast = forecast(handed, &names);
    let digests = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter().map(|(name, text)| (format!("md5.{name}"), md5(text.as_bytes()))).collect()
    };
    let mut sums = digests(&[
        ("analyse.R", ANALYSE),
        ("schedule.csv", &schedule),
        ("members.csv", &members),
        ("replays.csv", &replays),
    ]);
    if let Some(forecast) = &forecast {
        sums.extend(digests(&[("forecast.csv", forecast)]));
    }
    let mut list = vec![
        ("analyse.R".to_string(), ANALYSE.to_string()),
        ("read.R".to_string(), READ.to_string()),
        ("plan.csv".to_string(), plan(handed, sums)),
        ("schedule.csv".to_string(), schedule),
        ("members.csv".to_string(), members),
        ("replays.csv".to_string(), replays),
    ];
    list.extend(forecast.map(|f| ("forecast.csv".to_string(), f)));
    list.into_iter().map(|(name, text)| (name, text.into_bytes())).collect()
}

/// `SHA256SUMS` of the files but `read.R`, which is edited.
pub fn sums(files: &[(String, Vec<u8>)]) -> String {
    let line = |(name, bytes): &(String, Vec<u8>)| format!("{}  {name}\n", crate::provenance::sha256(bytes));
    files.iter().filter(|(name, _)| name != "read.R").map(line).collect()
}

fn schedule(h: &Handed, names: &Names) -> String {
    let period = |w: u8| {
        let start = h.starts.get(usize::from(w).wrapping_sub(1)).copied().flatten();
        start.and_then(|s| h.period(s)).unwrap_or_default()
    };
    let rows: Vec<Vec<String>> =
        names.units.iter().zip(&h.waves).map(|(u, w)| vec![u.clone(), w.to_string(), period(*w)]).collect();
    csv_text(&["unit", "wave", "start"], &rows)
}

fn rollout(h: &Handed) -> &crate::trial::study::Rollout {
    let own = h.plan.interventions.iter().find(|i| i.name == h.intervention);
    &own.unwrap_or(h.plan.intervention()).rollout
}

fn members(h: &Handed, names: &Names) -> String {
    let mut head = vec!["programme", "unit"];
    head.extend(h.keys.iter().map(|(name, _)| name.as_str()));
    let unit: BTreeMap<&String, &String> = h.lots.iter().zip(&names.units).collect();
    let rows: Vec<Vec<String>> = h
        .members
        .iter()
        .filter_map(|(programme, lot)| {
            let mut row = vec![names.programmes[programme].clone(), unit.get(lot)?.to_string()];
            row.extend(h.keys.iter().map(|(_, of)| of.get(programme).cloned().unwrap_or_default()));
            Some(row)
        })
        .collect();
    csv_text(&head, &rows)
}

fn replays(h: &Handed, names: &Names) -> String {
    let head: Vec<&str> = names.units.iter().map(String::as_str).collect();
    let mut text = csv_text(&head, std::iter::empty::<&Vec<String>>());
    for row in h.replays.chunks_exact(h.lots.len().max(1)) {
        for (i, wave) in row.iter().enumerate() {
            if i > 0 {
                text.push(',');
            }
            text.push_str(&wave.to_string());
        }
        text.push('\n');
    }
    text
}

fn forecast(h: &Handed, names: &Names) -> Option<String> {
    let frozen = h.plan.forecast.as_ref()?.frozen.as_ref().filter(|_| h.plan.analysis.adjust)?;
    let number = |x: f64| crate::tables::table::machine(x);
    let row = |kind: &str, name: &str, x: f64| vec![kind.to_string(), name.to_string(), number(x)];
    let mut rows: Vec<Vec<String>> = frozen
        .levels
        .iter()
        .filter_map(|(programme, x)| Some(row("level", names.programmes.get(programme)?, *x)))
        .collect();
    rows.extend(frozen.centre.iter().map(|(name, x)| row("centre", name, *x)));
    rows.extend(frozen.slopes.iter().map(|(name, x)| row("slope", name, *x)));
    rows.push(row("other", "", frozen.other));
    Some(csv_text(&["kind", "name", "value"], &rows))
}

/// The scale of an effect on an outcome of a kind.
pub(super) fn scale(kind: OutcomeKind) -> &'static str {
    if kind.is_binary() { "probability" } else { "days" }
}

/// TRUE or FALSE.
fn truth(yes: bool) -> String {
    if yes { "TRUE" } else { "FALSE" }.to_string()
}

fn plan(h: &Handed, sums: Vec<(String, String)>) -> String {
    let (a, o) = (&h.plan.analysis, h.plan.primary());
    let own = |o: Option<f64>| o.map(crate::tables::table::machine).unwrap_or_default();
    let beta = match (&a.beta, super::served::fixed_beta(a.estimator)) {
        (_, Some(fixed)) => crate::tables::table::machine(fixed),
        (Some(b), None) => b.clone(),
        (None, None) => "clipped".to_string(),
    };
    let adjust = a.adjust && h.plan.forecast.as_ref().is_some_and(|f| f.frozen.is_some());
    let rows: [(&str, String); 26] = [
        ("schema", "lodtrin/bridge/1".to_string()),
        ("tool", concat!("lodtrin ", env!("CARGO_PKG_VERSION")).to_string()),
        ("lock", h.lock.clone()),
        ("plan", h.plan_digest.clone()),
        ("head", h.head.clone()),
        ("rehearsal", truth(h.rehearsal)),
        ("intervention", h.intervention.clone()),
        ("outcome", o.name.clone()),
        ("kind", o.kind.name().to_string()),
        ("within", o.within_days.map(|d| d.to_string()).unwrap_or_default()),
        ("scale", scale(o.kind).to_string()),
        ("target", own(o.target)),
        ("estimator", a.estimator.name().to_string()),
        ("estimand", a.estimand.name().to_string()),
        ("variance", a.variance.name().to_string()),
        ("statistic", a.statistic.clone()),
        ("weight", a.weight.clone()),
        ("beta", beta),
        ("transition", rollout(h).transition.to_string()),
        ("gaps", a.gaps.map(|g| g.name().to_string()).unwrap_or_default()),
        ("covariates", a.covariates.join(" ")),
        ("subgroups", a.subgroups.join(" ")),
        ("adjust", if adjust { "forecast" } else { "none" }.to_string()),
        ("level", crate::tables::table::machine(a.level)),
        ("draws", h.draws.to_string()),
        ("minimum", h.minimum.to_string()),
    ];
    let mut list: Vec<Vec<String>> = rows.into_iter().map(|(k, v)| vec![k.to_string(), v]).collect();
    let day = crate::registers::calendar::iso;
    for (i, p) in rollout(h).periods.iter().enumerate() {
        list.push(vec![format!("period.{}", i + 1), format!("{} {} {}", p.id, day(p.start), day(p.end))]);
    }
    for (i, start) in h.starts.iter().enumerate() {
        list.push(vec![format!("wave.{}", i + 1), start.map(|s| (s + 1).to_string()).unwrap_or_default()]);
    }
    list.extend(sums.into_iter().map(|(k, v)| vec![k, v]));
    csv_text(&["key", "value"], &list)
}
