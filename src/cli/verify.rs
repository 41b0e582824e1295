use super::{Answer, product::Form, render::wrapped, talk::Talk};
use crate::diagnostics::{Outcome, Problem};
use crate::provenance::Digest;
use crate::steps::verify::{Options, Report, Shown, find, run as verify};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::PathBuf;

/// Reproduce a lottery and say, point by point, what holds
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 everything holds; 1 something does not, or it is a rehearsal; 2 something could not be checked."
)]
pub struct Args {
    /// A study, a folder that holds lottery/, or a pack
    #[arg(default_value = ".")]
    study: PathBuf,
    /// The lock digest that a witness received in time
    #[arg(long, value_name = "HEX")]
    published: Option<String>,
    /// Reproduce the results as well
    #[arg(long)]
    results: bool,
    /// Key of the pseudonyms, for --results
    #[arg(long, value_name = "PATH", requires = "results")]
    key_file: Option<PathBuf>,
    /// Verify the rehearsal (which is no draw: exit 1)
    #[arg(long)]
    rehearsal: bool,
    /// Form of what goes to stdout
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Form,
}

/// Prints the verdicts and ends with what was not checked.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let published = match &args.published {
        None => None,
        Some(hex) => Some(Digest::from_hex(hex.trim()).ok_or_else(|| {
            Problem::new("L308", "--published is no lock digest")
                .found(format!("{hex:?}"))
                .expected("64 lower-case hex digits")
        })?),
    };
    let place = find(&args.study, args.rehearsal)?;
    let options = Options { published, results: args.results, key_file: args.key_file.clone() };
    let report = verify(&place, &options, talk)?;
    match args.format {
        Form::Json => talk.say(&serde_json::to_string_pretty(&to_json(&report)).unwrap_or_default()),
        _ => talk.say(&text(&report)),
    }
    match report.answer() {
        Some(true) => Ok(Answer::Yes),
        Some(false) => Ok(Answer::No),
        None => {
            let open: Vec<String> = report
                .verdicts
                .iter()
                .filter(|v| v.holds.is_none())
                .map(|v| if v.details.is_empty() { v.says.clone() } else { v.details.join("; ") })
                .collect();
            Err(Problem::new("L311", "the lottery could not be checked to its end").found(open.join("; ")))
        }
    }
}

fn answer(report: &Report) -> &'static str {
    match report.answer() {
        Some(true) => "yes",
        Some(false) => "no",
        None => "could not check",
    }
}

fn text(report: &Report) -> String {
    let mut out = String::new();
    if report.rehearsal {
        out.push_str("REHEARSAL: this is practice and no draw.\n");
    }
    let _ = writeln!(out, "{}", report.title);
    if let Some(lock) = report.lock {
        let _ = writeln!(out, "lock {lock}");
    }
    for v in &report.verdicts {
        let mark = match v.holds {
            Some(true) => "yes",
            Some(false) => "NO ",
            None => "?  ",
        };
        out.push_str(&wrapped(&format!("  {mark}  {:<12} ", v.check), 20, &v.says));
        for line in &v.details {
            let _ = writeln!(out, "                    {line}");
        }
    }
    for shown in &report.schedules {
        let name = if shown.name.is_empty() { String::new() } else { format!(" ({})", shown.name) };
        let _ = writeln!(out, "\nSchedule that the seed gives{name}");
        waves(&mut out, shown);
    }
    for r in &report.replaced {
        let reason = r.reason.as_ref().map_or(String::new(), |r| format!(" (replaced: {r})"));
        let _ = writeln!(out, "\nWhat the replaced lock would have given{reason}\n{}", r.lock);
        if r.schedules.is_empty() {
            let _ = writeln!(out, "  its randomness is not there");
        }
        for shown in &r.schedules {
            waves(&mut out, shown);
        }
    }
    let _ = writeln!(out, "\nNot checked");
    for line in &report.not_checked {
        out.push_str(&wrapped("  - ", 4, line));
    }
    let _ = writeln!(out, "\nAnswer: {}", answer(report));
    out
}

fn waves(out: &mut String, shown: &Shown) {
    let last = shown.waves.iter().copied().max().unwrap_or(0);
    for w in 1..=last {
        let lots = shown.frame.lots.iter().zip(&shown.waves).filter(|(_, x)| **x == w);
        let names: Vec<&str> = lots.map(|(l, _)| l.id.as_str()).collect();
        let lead = format!("  wave {w}: ");
        out.push_str(&wrapped(&lead, lead.len(), &names.join(", ")));
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
    json!({
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
    })
}
