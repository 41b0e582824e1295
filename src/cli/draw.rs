//! `lodtrin draw`: its arguments, and what it says.

use super::answer::Answer;
use super::form::Form;
use super::lock::now;
use super::next;
use super::talk::Talk;
use crate::diagnostics::{Outcome, Problem};
use crate::folder::study::Folder;
use crate::lottery::{between, is_vacant};
use crate::provenance::Digest;
use crate::steps::draw::{Options, Report, Which, run as draw};
use serde_json::{Value, json};
use std::fmt::Write;
use std::io::{BufRead, IsTerminal};
use std::path::PathBuf;

/// Ask chance once, and write down what it said
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Study folder
    #[arg(default_value = ".")]
    study: PathBuf,
    /// JSON file with the round that the lock names, from any drand node
    #[arg(long, value_name = "FILE", conflicts_with = "dice")]
    beacon: Option<PathBuf>,
    /// One person's throws, digits 1 to 6, grouped as you like, as many as the lock says; repeat for each person whom it names
    #[arg(long, value_name = "NAME=DIGITS")]
    dice: Vec<String>,
    /// A committed contribution; repeat for each contributor
    #[arg(long, value_name = "NAME=FILE")]
    contribution: Vec<String>,
    /// Draw a fallback round of the lock: why every round before it could not be had
    #[arg(long, value_name = "REASON")]
    unpublished: Option<String>,
    /// Draw the rehearsal; without --beacon or --dice from practice randomness
    #[arg(long, conflicts_with_all = ["addendum", "past"])]
    rehearsal: bool,
    /// Draw the addendum lottery of this number
    #[arg(long, value_name = "N", conflicts_with = "past")]
    addendum: Option<u32>,
    /// Draw what the replaced lock of this digest would have given
    #[arg(long, value_name = "HEX")]
    past: Option<String>,
    /// Form of what goes to stdout
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Form,
}

/// Draws and prints who starts when.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let folder = Folder::at(&args.study);
    let mut dice = Vec::new();
    for text in &args.dice {
        let (name, digits) = pair(text, "dice", "NAME=DIGITS")?;
        again(&name, &digits, talk)?;
        dice.push((name, digits));
    }
    let mut contributions = Vec::new();
    for text in &args.contribution {
        let (name, file) = pair(text, "contribution", "NAME=FILE")?;
        contributions.push((name, PathBuf::from(file)));
    }
    let which = match (&args.past, args.addendum, args.rehearsal) {
        (Some(hex), _, _) => Which::Past(Digest::from_hex(hex).ok_or_else(|| {
            Problem::new("L308", "--past is no lock digest")
                .found(format!("{hex:?}"))
                .expected("64 lower-case hex digits")
        })?),
        (None, Some(n), _) => Which::Addendum(n),
        (None, None, true) => Which::Rehearsal,
        (None, None, false) => Which::Main,
    };
    let options = Options {
        beacon: args.beacon.clone(),
        dice,
        contributions,
        which,
        unpublished: args.unpublished.clone(),
        now: now(None)?,
    };
    let report = draw(&folder, &options)?;
    talk.warn_all(&report.warnings);
    match args.format {
        Form::Json => talk.raw(&serde_json::to_string_pretty(&to_json(&report)).unwrap_or_default()),
        _ => talk.say(&text(&report)),
    }
    if !args.rehearsal {
        next::tell(&args.study, talk);
    }
    Ok(Answer::Yes)
}

fn pair(text: &str, option: &str, form: &str) -> Outcome<(String, String)> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => Ok((name.to_string(), value.to_string())),
        _ => Err(Problem::new("L304", format!("--{option} takes {form}")).found(format!("{text:?}"))),
    }
}

/// On a terminal the throws are typed a second time, and must agree.
fn again(name: &str, digits: &str, talk: &Talk) -> Outcome<()> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() || !std::io::stderr().is_terminal() {
        return Ok(());
    }
    talk.note(&format!("{name}: type the throws again from the signed paper:"));
    let mut typed = String::new();
    let read = stdin.lock().read_line(&mut typed);
    let bare = |t: &str| t.chars().filter(|c| !between(*c)).collect::<String>();
    if read.is_ok() && bare(&typed) == bare(digits) {
        return Ok(());
    }
    Err(Problem::new("L304", format!("the throws of `{name}` were typed differently the second time"))
        .help("nothing was drawn; read the paper again and repeat the command"))
}

fn to_json(report: &Report) -> Value {
    let schedules: Vec<Value> = report
        .draws()
        .map(|(one, draw)| {
            let lots = one.frame.lots.iter().zip(&draw.waves);
            let rows: Vec<Value> = lots.map(|(lot, wave)| json!({ "id": lot.id, "wave": wave })).collect();
            // a score may be larger than a JSON number is safe for
            json!({ "intervention": one.name, "try": draw.tries, "score": draw.score.to_string(), "schedule": rows })
        })
        .collect();
    json!({
        "schema": "lodtrin/draw/1",
        "title": report.locked.lock.title,
        "rehearsal": report.locked.lock.rehearsal,
        "lock": report.locked.digest.hex(),
        "seed": hex::encode(report.drawn.seed),
        "completed": report.completed,
        "schedules": schedules,
    })
}

fn text(report: &Report) -> String {
    let mut out = String::new();
    let lock = &report.locked.lock;
    if lock.rehearsal {
        out.push_str("REHEARSAL: this is practice and no draw.\n");
    }
    let _ = writeln!(out, "{}", lock.title);
    let _ = writeln!(out, "  lock   {}", report.locked.digest);
    let _ = writeln!(out, "  seed   {}", hex::encode(report.drawn.seed));
    for ((one, draw), waves) in report.draws().zip(&report.names) {
        if !one.name.is_empty() {
            let _ = writeln!(out, "\n== {} ==", one.name);
        }
        let _ = writeln!(out, "  candidate {}, score {}", draw.tries, draw.score);
        for (w, name) in (1..).zip(waves) {
            let lots = one.frame.lots.iter().zip(&draw.waves).filter(|(l, x)| **x == w && !is_vacant(&l.id));
            let names: Vec<&str> = lots.map(|(l, _)| l.id.as_str()).collect();
            let shown = if names.is_empty() { "–".to_string() } else { names.join(", ") };
            let _ = writeln!(out, "  wave {}: {shown}", name.text());
        }
    }
    out
}
