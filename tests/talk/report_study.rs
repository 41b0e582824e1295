//! A study folder with everything that the report reads, written by hand: the sample's protocol, a schedule, a panel
//! that follows simple rules, and result tables in their published form. Its numbers test the page, not the statistics.

use lodtrin::protocol;
use serde_json::{Value, json};
use std::path::Path;

pub const SAMPLE: &str = include_str!("../../data-samples/os-i-branchen/study.toml");
const PROGRAMMES: &str = include_str!("../../data-samples/os-i-branchen/programmes.csv");

fn put(root: &Path, path: &str, text: &str) {
    let at = root.join(path);
    std::fs::create_dir_all(at.parent().unwrap()).unwrap();
    std::fs::write(at, text).unwrap();
}

/// Ids and schools of the sample's programmes.
pub fn programmes() -> Vec<(String, String)> {
    let delimiter = if PROGRAMMES.lines().next().unwrap().contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(PROGRAMMES.as_bytes());
    let head = reader.headers().unwrap().clone();
    let place = |name: &str| head.iter().position(|h| h == name).unwrap();
    let (id, school) = (place("id"), place("school"));
    let mut rows: Vec<(String, String)> =
        reader.records().map(|r| r.unwrap()).map(|r| (r[id].to_string(), r[school].to_string())).collect();
    rows.sort();
    rows
}

/// Writes the folder; `protocol` is the text of study.toml, `rename` changes every programme's name.
pub fn write(root: &Path, study: &str, rename: impl Fn(&str) -> String) {
    put(root, "study.toml", study);
    let plan = protocol::parse(study, "study.toml").unwrap();
    put(root, "lottery/plan.toml", &protocol::write_plan(&plan));
    let rollout = &plan.intervention().rollout;
    let waves = rollout.waves.len();
    let (mut frame, mut members) = ("id\tstratum\tfirst\tlast\n".to_string(), "programme\tlot\n".to_string());
    let (mut schedule, mut chances) = ("id\twave\n".to_string(), "id".to_string());
    for w in 1..=waves {
        chances.push_str(&format!("\t{w}"));
    }
    chances.push('\n');
    let mut panel = "outcome,programme,period,start,n,k\n".to_string();
    for (i, (id, school)) in programmes().iter().enumerate() {
        let id = rename(id);
        let wave = (i * 5 + i / 6) % waves;
        frame.push_str(&format!("{id}\t{school}\t1\t{waves}\n"));
        members.push_str(&format!("{id}\t{id}\n"));
        schedule.push_str(&format!("{id}\t{}\n", wave + 1));
        let chance: Vec<String> = (0..waves).map(|w| (10_000 / waves + (w * 7 + i * 3) % 11).to_string()).collect();
        chances.push_str(&format!("{id}\t{}\n", chance.join("\t")));
        let start = &rollout.waves[wave].starts;
        let first = rollout.period(start).unwrap();
        for (t, period) in rollout.periods.iter().enumerate() {
            let n = 20 + (i * 7 + t * 3) % 11;
            let treated = t >= first;
            let rate = 0.30 - 0.01 * (i % 5) as f64 - if treated { 0.05 + 0.01 * (t - first) as f64 } else { 0.0 };
            let k = (rate * n as f64).round() as usize;
            let quoted = format!("\"{}\"", id.replace('"', "\"\""));
            panel.push_str(&format!("dropout,{quoted},{},{start},{n},{k}\n", period.id));
            panel.push_str(&format!("completed,{quoted},{},{start},{n},{}\n", period.id, n - k));
        }
    }
    put(root, "lottery/frame.tsv", &frame);
    put(root, "lottery/members.tsv", &members);
    put(root, "lottery/schedule.tsv", &schedule);
    put(root, "lottery/chances.tsv", &chances);
    put(root, "lottery/lock.txt", &lock(&plan.title));
    put(root, "lottery/receipt.json", &receipt().to_string());
    put(root, "data/panel.csv", &panel);
    put(root, "data/quality.json", &quality().to_string());
    put(root, "results/effects.json", &effects().to_string());
    put(root, "results/absence.json", &absence().to_string());
}

fn lock(title: &str) -> String {
    let zeros = "0".repeat(64);
    let hex = |c: &str| c.repeat(64);
    format!(
        "lodtrin-1 lock\nkind=first\nprev={zeros}\ntitle={title}\nframe={}\nmembers={}\ndesign={}\nchances={}\nplan={}\n\
         source=dice\nround=0\ncontributions=0\n",
        hex("a"),
        hex("b"),
        hex("c"),
        hex("d"),
        hex("e")
    )
}

fn receipt() -> Value {
    json!({
        "algorithm": "lodtrin-1", "lock": "ab".repeat(32), "seed": "12".repeat(32), "beacon": "34".repeat(32),
        "signature": null, "public_key": null, "contributions": [], "try": 3, "score": "2640548",
        "schedule": "56".repeat(32), "tool": "lodtrin 0.1.0", "receipt": "78".repeat(32)
    })
}

fn account([rows_in, used, quarantined, excluded]: [u64; 4], excluded_by: Value, dialect: Value) -> Value {
    json!({
        "rows_in": rows_in, "used": used, "quarantined": quarantined, "excluded": excluded, "quarantined_by": {},
        "excluded_by": excluded_by, "dialect": [dialect], "profile": "canonical", "columns_not_used": [], "linked": null,
        "unknown_programmes": [], "columns_missing": {}
    })
}

fn quality() -> Value {
    let enrolments = json!({ "file": "enrolments.csv", "format": "csv", "delimiter": "semicolon",
        "encoding": "windows-1252", "dates": { "start": "dd-mm-yyyy" } });
    let exits = json!({ "file": "exits.csv", "format": "csv", "delimiter": "comma" });
    json!({
        "schema": "lodtrin/quality/1",
        "registers": {
            "enrolments": account([4712, 4650, 12, 50], json!({ "duplicate": 20, "never-started": 30 }), enrolments),
            "exits": account([2900, 2893, 7, 0], json!({}), exits)
        },
        "study": { "pupils": 4620, "transfers": 101, "completed_and_dropped_out": 3 },
        "outcomes": [], "statuses": {}, "coverage": [], "interrupted": [], "activities": [], "warnings": []
    })
}

#[allow(clippy::too_many_arguments)]
fn row(estimator: &str, estimand: &str, term: &str, estimate: f64, se: f64, variance: &str, planned: bool) -> Value {
    json!({
        "outcome": "dropout", "estimator": estimator, "estimand": estimand, "term": term, "scale": "probability",
        "estimate": estimate, "std.error": se, "statistic": estimate / se,
        "df": if variance == "randomization" { Value::Null } else { json!(21.4) }, "p.value": 0.0021,
        "conf.low": estimate - 2.1 * se, "conf.high": estimate + 2.1 * se, "conf.level": 0.95, "variance": variance,
        "nobs": 4620, "n.clusters": 24, "prespecified": planned
    })
}

pub fn effects() -> Value {
    let mut rows = vec![
        row("roth-santanna", "simple", "treated", -0.0612, 0.0148, "randomization", true),
        row("roth-santanna", "simple", "treated", -0.0612, 0.0148, "neyman", false),
        row("twfe-exposure", "simple", "simple", -0.0598, 0.0162, "cr2", true),
        row("twfe-exposure", "time-averaged", "time-averaged", -0.0723, 0.0201, "cr2", true),
        row("within-period", "simple", "treated", -0.0571, 0.0190, "randomization", true),
    ];
    for lag in -5i64..=6 {
        let estimate = if lag < -1 { 0.003 * lag as f64 + 0.003 } else { -0.04 - 0.013 * lag as f64 };
        let mut r = row(
            "twfe-exposure",
            "by-lag",
            &format!("lag={lag}"),
            estimate,
            0.018 + 0.002 * lag.abs() as f64,
            "cr2",
            true,
        );
        if lag == -1 {
            for (key, value) in [
                ("estimate", json!(0)),
                ("std.error", json!(0)),
                ("p.value", Value::Null),
                ("conf.low", json!(0)),
                ("conf.high", json!(0)),
            ] {
                r[key] = value;
            }
        }
        rows.push(r);
    }
    let breaks: Vec<f64> = (0..=60).map(|i| -4.5 + 0.15 * f64::from(i)).collect();
    let counts: Vec<u64> = breaks[..60].iter().map(|b| (600.0 * (-(b + 0.075).powi(2) / 2.0).exp()) as u64).collect();
    json!({
        "schema": "lodtrin/effect/1", "outcome_label": "Frafald inden 20 uger", "target": -0.05,
        "randomization": { "outcome": "dropout", "estimator": "roth-santanna", "estimand": "simple", "term": "treated",
            "statistic": "studentized", "observed": -4.13, "draws": 9999, "enumerated": false, "p": 0.0003,
            "mc_error": 0.00017, "allocations": null, "log10_allocations": null, "smallest_p": 0.0001,
            "replay_mean": 0.0002, "replay_sd": 0.0148, "histogram": { "breaks": breaks, "counts": counts } },
        "rows": rows,
        "warnings": [ { "kind": "UnequalChances", "message": "two programmes had unequal chances", "help": "see the chances" } ]
    })
}

fn absence_row(measure: &str, method: &str, term: &str, estimate: f64, half: f64, variance: &str) -> Value {
    json!({
        "measure": measure, "method": method, "term": term, "estimate": estimate, "std.error": half / 2.0, "statistic": 3.1,
        "df": 22.5, "p.value": 0.0004, "conf.low": estimate - half, "conf.high": estimate + half, "conf.level": 0.95,
        "variance": variance, "nobs": 4310, "n.clusters": 24
    })
}

fn absence() -> Value {
    let curve = |exposed: u8, kind: &str, rise: f64| {
        let days: Vec<u32> = (15..=140).step_by(2).collect();
        let gone = |d: u32| rise * (1.0 - (-f64::from(d - 14) / 60.0).exp());
        let value: Vec<f64> =
            days.iter().map(|d| if kind == "survival" { 1.0 - gone(*d) } else { 0.9 * gone(*d) }).collect();
        json!({ "exposed": exposed, "kind": kind, "day": days, "value": value,
            "low": value.iter().map(|v| v - 0.015).collect::<Vec<_>>(), "high": value.iter().map(|v| v + 0.015).collect::<Vec<_>>() })
    };
    let at_risk = |exposed: u8, n: u32| {
        json!({ "exposed": exposed, "day": [14, 28, 42, 56, 70, 84, 98, 112, 126, 140],
        "n": (0..10).map(|i| n - 60 * i).collect::<Vec<u32>>() })
    };
    json!({
        "schema": "lodtrin/absence/1",
        "curves": [curve(0, "survival", 0.24), curve(1, "survival", 0.36), curve(0, "cumulative_incidence", 0.24), curve(1, "cumulative_incidence", 0.36)],
        "at_risk": [at_risk(0, 2310), at_risk(1, 2000)],
        "definition": { "window": 14, "days": "calendar", "threshold": 1, "counts": "any", "lawful": "include", "landmark": 14, "horizon": 140 },
        "rows": [
            absence_row("risk", "crude", "exposed=0", 0.181, 0.02, "cr2"),
            absence_row("risk", "crude", "exposed=1", 0.283, 0.022, "cr2"),
            absence_row("risk_difference", "crude", "exposed", 0.102, 0.025, "cr2"),
            absence_row("risk_difference", "g-computation", "exposed", 0.097, 0.026, "delta"),
            absence_row("risk_ratio", "poisson-adjusted", "exposed", 1.53, 0.2, "cr1"),
            absence_row("risk", "crude", "dose=0", 0.181, 0.02, "cr2"),
            absence_row("risk", "crude", "dose=1", 0.244, 0.03, "cr2"),
            absence_row("risk", "crude", "dose=2", 0.301, 0.04, "cr2"),
            absence_row("risk", "crude", "dose=3+", 0.377, 0.05, "cr2"),
            absence_row("auc", "days", "days", 0.574, 0.02, "delong")
        ],
        "warnings": []
    })
}
