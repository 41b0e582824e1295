//! `balance`: what the lottery left to chance, judged by the lottery itself.

use crate::diagnostics::{Outcome, Progress};
use crate::folder::blinded::{lotteries, not_drawn};
use crate::folder::held::{self, Held};
use crate::folder::inside;
use crate::folder::receipts::{Product, publish};
use crate::folder::study::Folder;
use crate::inference::ties::reaches;
use crate::numeric::{mean, sum};
use crate::tables::{Table, Value};
use serde_json::json;

/// The frozen files that the table is made from.
const OWN: [&str; 5] = ["frame.tsv", "members.tsv", "design.txt", "lock.txt", "schedule.tsv"];

/// Means by wave, distance to the mean of all in standard deviations, trend over waves; p from replays of the lottery.
///
/// # Errors
/// `E370` without a drawn lottery.
pub fn run(folder: &Folder, draws: Option<u64>, write: bool, progress: &dyn Progress) -> Outcome<Table> {
    let _held = if write { Some(folder.hold("balance")?) } else { None };
    let all = if folder.is_rehearsed() { lotteries(folder, true)? } else { held::all_held(folder)? };
    let first = all.first().ok_or_else(not_drawn)?;
    let r = draws.unwrap_or(first.plan.analysis.draws);
    let mut table = Table::of("lodtrin/balance/1");
    for held in &all {
        of_lottery(held, r, progress, &mut table)?;
    }
    table.facts.push(("draws".to_string(), json!(r)));
    table.facts.push(("lock".to_string(), json!(first.lock.hex())));
    if write {
        let mut inputs: Vec<String> = Vec::new();
        for (held, file) in all.iter().flat_map(|h| OWN.iter().map(move |f| (h, f))) {
            let name = if *file == "lock.txt" { (*file).to_string() } else { inside(&held.intervention, file) };
            let path = format!("lottery/{name}");
            if !inputs.contains(&path) {
                inputs.push(path);
            }
        }
        let csv = table.csv_of_study(folder.study()?.danish_csv).into_bytes();
        publish(
            folder,
            Product {
                verb: "balance",
                options: json!({}),
                draws: r,
                inputs,
                outputs: vec![("results/balance.csv".to_string(), csv)],
            },
        )?;
    }
    Ok(table)
}

/// The rows of one lottery; with several interventions each term ends in `:name`, and p comes from joint replays.
fn of_lottery(held: &Held, draws: u64, progress: &dyn Progress, table: &mut Table) -> Outcome<()> {
    let replays = held.joint_replays(1..draws + 1, progress)?;
    for (j, name) in held.frame.covariates.iter().enumerate() {
        let (label, scale) = descaled(name);
        let x: Vec<f64> = held.frame.lots.iter().map(|l| l.covariates[j] as f64 / scale).collect();
        one(held, &label, &x, &replays, table);
    }
    let sizes: Vec<f64> =
        held.frame.lots.iter().map(|l| held.members.iter().filter(|m| m.lot == l.id).count() as f64).collect();
    if sizes.iter().any(|s| *s != sizes[0]) {
        one(held, "programmes", &sizes, &replays, table);
    }
    Ok(())
}

/// `rate_e2` holds hundredths of `rate`.
fn descaled(name: &str) -> (String, f64) {
    match name.rsplit_once("_e").and_then(|(stem, digits)| Some((stem, digits.parse::<i32>().ok()?))) {
        Some((stem, digits)) => (stem.to_string(), libm::pow(10.0, f64::from(digits))),
        None => (name.to_string(), 1.0),
    }
}

fn one(held: &Held, name: &str, x: &[f64], replays: &[u8], table: &mut Table) {
    let centre = mean(x);
    let n = x.len() as f64;
    let spread = libm::sqrt(sum(x.iter().map(|v| (v - centre) * (v - centre))) / (n - 1.0).max(1.0));
    let waves = held.design.capacity.len();
    let term = |term: String| match held.intervention.as_str() {
        "" => term,
        name => format!("{term}:{name}"),
    };
    let standard = |v: f64| if spread > 0.0 { Value::from(v / spread) } else { Value::Missing };
    for wave in 1..=waves {
        let own: Vec<f64> =
            x.iter().zip(&held.waves).filter(|(_, w)| usize::from(**w) == wave).map(|(v, _)| *v).collect();
        let m = mean(&own);
        table.push(vec![
            name.into(),
            term(format!("wave={wave}")).into(),
            own.len().into(),
            m.into(),
            standard(m - centre),
            Value::Missing,
            Value::Missing,
        ]);
    }
    let share = |observed: f64, of: &dyn Fn(&[u8]) -> f64| {
        let extreme =
            replays.chunks_exact(x.len().max(1)).filter(|w| reaches(of(w), observed, observed)).count() as f64;
        (1.0 + extreme) / (1.0 + (replays.len() / x.len().max(1)) as f64)
    };
    let trend = |w: &[u8]| slope(x, w, centre);
    let between = |w: &[u8]| spread_of_means(x, w, waves, centre);
    let b = trend(&held.waves);
    table.push(vec![
        name.into(),
        term("trend".into()).into(),
        x.len().into(),
        b.into(),
        standard(b),
        standard(b.abs()),
        share(b.abs(), &|w| trend(w).abs()).into(),
    ]);
    let f = between(&held.waves);
    table.push(vec![
        name.into(),
        term("waves".into()).into(),
        x.len().into(),
        centre.into(),
        Value::Missing,
        f.into(),
        share(f, &between).into(),
    ]);
}

/// Change of the mean per wave: least squares of x on the wave number.
fn slope(x: &[f64], waves: &[u8], centre: f64) -> f64 {
    let middle = waves.iter().map(|w| f64::from(*w)).sum::<f64>() / waves.len() as f64;
    let (mut xy, mut xx) = (0.0, 0.0);
    for (v, w) in x.iter().zip(waves) {
        let d = f64::from(*w) - middle;
        xy += d * (v - centre);
        xx += d * d;
    }
    if xx > 0.0 { xy / xx } else { 0.0 }
}

/// Share of the variation that lies between waves.
fn spread_of_means(x: &[f64], waves: &[u8], count: usize, centre: f64) -> f64 {
    let mut totals = vec![(0.0, 0.0); count];
    let mut all = 0.0;
    for (v, w) in x.iter().zip(waves) {
        let cell = &mut totals[usize::from(*w) - 1];
        cell.0 += 1.0;
        cell.1 += v - centre;
        all += (v - centre) * (v - centre);
    }
    let between: f64 = totals.iter().filter(|(n, _)| *n > 0.0).map(|(n, s)| s * s / n).sum();
    if all > 0.0 { between / all } else { 0.0 }
}
