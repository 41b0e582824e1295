//! `lodtrin verify`: its arguments, and what it says.

use super::answer::Answer;
use super::form::Form;
use super::talk::Talk;
use super::{render, terminal};
use crate::diagnostics::{Outcome, Place, Problem};
use crate::folder::find;
use crate::lottery::{Beacon, Once};
use crate::provenance::{Digest, read_bytes};
use crate::steps::verify::run as verify;
use crate::steps::witness::{moment as utc, relied_on};
use crate::verify::verdict::{Options, Report, Shown};
use crate::verify::{Told, Witness};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Reproduce a lottery and say, point by point, what holds
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 everything holds; 1 something does not, or it is a rehearsal; 2 something could not be checked."
)]
pub struct Args {
    /// A study, a folder that holds lottery/, or a pack
    #[arg(default_value = ".")]
    study: PathBuf,
    /// The line that a witness received in time, as it was published: any text with the lock digest in it
    #[arg(long, value_name = "TEXT")]
    published: Option<String>,
    /// When, as you say, a witness had this lock's digest; repeat for several
    #[arg(long, value_name = "TIME")]
    published_at: Vec<String>,
    /// Root certificate of a time-stamping authority that you rely on (PEM); repeat for several
    #[arg(long, value_name = "PEM")]
    trust: Vec<PathBuf>,
    /// Digest of a replaced lock whose redraw you accept; repeat for several
    #[arg(long, value_name = "HEX")]
    accept_redraw: Vec<String>,
    /// A round of the beacon that, as you say, was never published; repeat for several
    #[arg(long, value_name = "ROUND")]
    unpublished: Vec<u64>,
    /// JSON file with a round of the beacon that was published, to be held against a fallback; repeat for several
    #[arg(long, value_name = "FILE")]
    beacon: Vec<PathBuf>,
    /// Reproduce the results as well
    #[arg(long)]
    results: bool,
    /// Key of the pseudonyms, for --results
    #[arg(long, value_name = "PATH", requires = "results")]
    key_file: Option<PathBuf>,
    /// Verify the rehearsal (which is no draw: exit 1)
    #[arg(long)]
    rehearsal: bool,
    /// Print every schedule and every detail, not only the first forty lines
    #[arg(long)]
    all: bool,
    /// Form of what goes to stdout
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Form,
}

/// Prints the verdicts and ends with what was not checked.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let published = args.published.as_deref().map(published).transpose()?;
    super::signals::clean_up();
    let place = find(&args.study, args.rehearsal)?;
    let options = Options {
        published,
        results: args.results,
        key_file: args.key_file.clone(),
        accept_redraw: args.accept_redraw.iter().map(|hex| accepted(hex)).collect::<Outcome<_>>()?,
        rounds: Told {
            unpublished: args.unpublished.clone(),
            published: args.beacon.iter().map(|file| round(file)).collect::<Outcome<_>>()?,
        },
        trust: relied_on(&args.trust)?,
        published_at: args.published_at.iter().map(|text| moment(text)).collect::<Outcome<_>>()?,
    };
    let report = verify(&place, &options, talk)?;
    let open = (report.answer().is_none()).then(|| unchecked(&report));
    match args.format {
        Form::Json => talk.raw(&serde_json::to_string_pretty(&to_json(&report)).unwrap_or_default()),
        _ => {
            let taken = open.as_ref().map_or(0, |p| render::problem(p, false).lines().count());
            talk.say(&terminal::verify::text(&report, answer(&report), taken, args.all));
        }
    }
    match (report.answer(), open) {
        (_, Some(problem)) => Err(problem),
        (Some(false), None) => Ok(Answer::No),
        _ => Ok(Answer::Yes),
    }
}

/// What to say where something could not be checked.
fn unchecked(report: &Report) -> Problem {
    let open: Vec<String> = report
        .verdicts
        .iter()
        .filter(|v| v.holds.is_none())
        .map(|v| if v.details.is_empty() { v.says.clone() } else { v.details.join("; ") })
        .collect();
    Problem::new("L311", "the lottery could not be checked to its end").found(open.join("; "))
}

/// The one digest in the text that a witness received, whatever stands around it.
fn published(text: &str) -> Outcome<Digest> {
    let mut found: Vec<String> = text
        .split(|c: char| !c.is_ascii_hexdigit())
        .filter(|run| run.len() == 64)
        .map(str::to_ascii_lowercase)
        .collect();
    found.sort();
    found.dedup();
    let digest = match &found[..] {
        [one] => Digest::from_hex(one),
        _ => None,
    };
    digest.ok_or_else(|| {
        let what =
            if found.is_empty() { "--published holds no lock digest" } else { "--published holds several digests" };
        Problem::new("L308", what)
            .found(format!("{text:?}"))
            .expected("the line as it was published, with exactly one digest of 64 hex digits")
    })
}

fn accepted(hex: &str) -> Outcome<Digest> {
    Digest::from_hex(&hex.trim().to_ascii_lowercase()).ok_or_else(|| {
        Problem::new("L308", "--accept-redraw is no lock digest")
            .found(format!("{hex:?}"))
            .expected("64 hex digits: the digest of the replaced lock, as verify names it under `once`")
    })
}

/// A round that was published; a forged one shows nothing.
fn round(file: &Path) -> Outcome<Beacon> {
    let beacon = Beacon::read(&read_bytes(file)?, &file.display().to_string())?;
    beacon.verify().map_err(|p| p.at_least(Place::file(file.display().to_string())))?;
    Ok(beacon)
}

fn moment(text: &str) -> Outcome<i64> {
    let time: Option<jiff::Timestamp> = text.trim().parse().ok();
    time.map(|t| t.as_second() + i64::from(t.subsec_nanosecond() > 0)).ok_or_else(|| {
        Problem::new("L308", "--published-at is no time")
            .found(format!("{text:?}"))
            .expected("a date-time with its offset, such as 2026-03-01T12:00:00Z")
    })
}

fn answer(report: &Report) -> &'static str {
    match report.answer() {
        Some(true) => "yes",
        Some(false) => "no",
        None => "could not check",
    }
}

fn to_json(report: &Report) -> Value {
    let schedules = |all: &[Shown]| -> Value {
        all.iter()
            .map(|s| {
                let rows: Vec<Value> =
                    s.frame.lots.iter().zip(&s.waves).map(|(l, w)| json!({ "id": l.id, "wave": w })).collect();
                json!({ "intervention": s.name, "schedule": rows })
            })
            .collect()
    };
    let mut all = json!({
        "schema": "lodtrin/verify/1",
        "answer": answer(report),
        "title": report.title,
        "lock": report.lock.map(|l| l.hex()),
        "rehearsal": report.rehearsal,
        "verdicts": report.verdicts.iter().map(|v| json!({
            "check": v.check, "holds": v.holds, "says": v.says, "details": v.details,
        })).collect::<Vec<_>>(),
        "schedules": schedules(&report.schedules),
        "replaced": report.replaced.iter().map(|r| json!({
            "lock": r.lock.hex(), "reason": r.reason, "schedules": schedules(&r.schedules),
        })).collect::<Vec<_>>(),
        "not_checked": report.not_checked,
        "changes": report.changes,
    });
    if let Some(made) = &report.made {
        all["made"] = made.json();
    }
    if let Some(once) = &report.once {
        all["once"] = once_json(once);
    }
    if !report.witness.is_empty() {
        all["witness"] = report.witness.iter().map(witness_json).collect();
    }
    if let Some(time) = &report.time {
        all["time"] = json!({
            "at": utc(time.at), "authorities": time.authorities, "seconds_before": time.seconds_before,
        });
    }
    all
}

fn witness_json(w: &Witness) -> Value {
    json!({
        "file": w.file,
        "of": w.of,
        "time": w.time.map(utc),
        "accuracy": w.accuracy,
        "authority": w.authority,
        "root": w.root,
        "root_sha256": w.root_sha256,
        "trusted": w.trusted,
        "in_time": w.in_time,
        "fault": w.fault,
    })
}

fn once_json(once: &Once) -> Value {
    let replaced = once.replaced.iter().map(|r| {
        json!({
            "lock": r.lock.hex(),
            "state": r.state.name(),
            "ground": r.ground.map(|g| g.word.name()),
            "document": r.ground.map(|g| g.document.hex()),
        })
    });
    json!({ "state": once.state.name(), "replaced": replaced.collect::<Vec<_>>() })
}
