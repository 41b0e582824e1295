//! What `lock` says, as JSON.

use crate::lottery::{DRAWS, Pair, Preview, Source};
use crate::steps::lock::announce::Announced;
use crate::steps::lock::{Coded, Report, utc};
use serde_json::{Value, json};

/// Bits of the seed, SHA-256.
const SEED_BITS: u32 = 256;

/// The line to publish: title, what it is, lock digest, source.
pub(super) fn to_publish(report: &Report) -> String {
    let what = if report.lock.rehearsal { "rehearsal" } else { "lock" };
    let when = match (report.lock.source, report.due) {
        (Source::Drand { round }, Some(due)) => format!("drand quicknet round {round}, {}", utc(due)),
        (Source::Drand { round }, None) => format!("drand quicknet round {round}"),
        (Source::Dice, _) => "dice, round 0".to_string(),
    };
    format!("{} · lodtrin-1 {what} {} · {when}", report.lock.title, report.lock.digest())
}

/// The document `lodtrin/lock/1`. Scores and thresholds are text, since they may pass what JSON's readers hold exactly.
pub(super) fn to_json(report: &Report) -> Value {
    let open = report.refused.is_empty();
    let (source, round) = match report.lock.source {
        Source::Dice => ("dice", 0),
        Source::Drand { round } => ("drand", round),
    };
    json!({
        "schema": "lodtrin/lock/1",
        "title": report.lock.title,
        "answer": if open { "yes" } else { "no" },
        "written": report.written,
        "rehearsal": report.lock.rehearsal,
        "lock": open.then(|| report.lock.digest().hex()),
        "publish": open.then(|| to_publish(report)),
        "source": source,
        "round": round,
        "due": report.due.map(utc),
        "refused": report.refused.iter().map(|r| json!({ "name": r.name, "reason": r.reason })).collect::<Vec<_>>(),
        "overrides": report.lock.overrides,
        "draws": DRAWS,
        "seed_bits": SEED_BITS,
        "interventions": report.previews.iter().map(one).collect::<Vec<_>>(),
        "joint": report.ties.as_ref().map(|t| json!({ "feasible": t.feasible, "tries": t.tries })),
        "warnings": report.warnings.iter().map(|w| json!({
            "kind": w.kind, "message": w.message, "help": w.help, "values": w.values, "rows": w.rows,
        })).collect::<Vec<_>>(),
    })
}

/// What `lock --announce` says.
pub(super) fn announce_json(made: &Announced) -> Value {
    json!({
        "schema": "lodtrin/lock-announce/1",
        "title": made.announcement.title,
        "list": made.announcement.digest().hex(),
        "objections": utc(made.announcement.objections),
        "publish": made.line(),
        "files": made.files,
        "warnings": made.warnings.iter().map(|w| json!({
            "kind": w.kind, "message": w.message, "help": w.help,
        })).collect::<Vec<_>>(),
    })
}

/// What `lock --coding` says.
pub(super) fn coding_json(made: &Coded) -> Value {
    json!({
        "schema": "lodtrin/lock-coding/1",
        "written": made.written,
        "file": made.file,
        "date": made.amendment.date,
        "reason": made.amendment.reason,
        "keys": made.keys,
        "registers": made.registers,
        "warnings": made.warnings.iter().map(|w| json!({
            "kind": w.kind, "message": w.message, "help": w.help,
        })).collect::<Vec<_>>(),
    })
}

fn one(p: &Preview) -> Value {
    let lots = p.lots.iter().zip(&p.stratum).zip(&p.chances);
    json!({
        "name": p.name,
        "capacity": p.design.capacity,
        "stratified": p.design.stratified,
        "lots": lots.map(|((id, stratum), chances)| json!({
            "id": id, "stratum": stratum, "chances": chances,
        })).collect::<Vec<_>>(),
        "never_together": pairs(&p.never),
        "too_often_together": pairs(&p.often),
        "most_together": p.most_together,
        "feasible": p.feasible,
        "tries": p.tries,
        "acceptance": p.acceptance(),
        "scores": p.scores.map(|all| all.map(|s| s.to_string()).to_vec()),
        "threshold": p.design.threshold.map(|t| t.to_string()),
        "possible_bits": p.bits,
        "acceptable_bits": p.acceptable_bits(),
        "distinct": p.distinct,
        "smallest_p": p.smallest_p(),
        "planned_draws": p.draws,
    })
}

fn pairs(all: &[Pair]) -> Value {
    all.iter().map(|p| json!({ "a": p.a, "b": p.b, "together": p.together })).collect()
}
