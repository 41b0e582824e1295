//! `lodtrin lock`: its arguments, and what it says.

use super::answer::Answer;
use super::form::Form;
use super::lock_json::{announce_json, coding_json, to_json, to_publish};
use super::next;
use super::render::{columns, wrapped};
use super::talk::Talk;
use crate::design::outlook::Outlook;
use crate::diagnostics::{Outcome, Problem};
use crate::folder::names::may_write;
use crate::folder::study::Folder;
use crate::lottery::{DRAWS, JOINT, OBJECTIONS, Pair, Preview, REFUSALS};
use crate::steps::lock::announce::announce as announce_list;
use crate::steps::lock::{CodingAsked, Options, Report, coding as lock_coding, run as lock};
use std::fmt::Write;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

/// Freeze frame, design, chances and plan, and bind them before chance is asked
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Study folder
    #[arg(default_value = ".")]
    study: PathBuf,
    /// Only answer whether the study may be locked: exit 0 yes, 1 no
    #[arg(long)]
    check: bool,
    /// Refusals to override, comma between; they are named in the lock
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    allow: Vec<String>,
    /// Make a new lock in place of the one that stands, which stays visible
    #[arg(long, value_name = "REASON", conflicts_with = "rehearsal")]
    replace: Option<String>,
    /// Why a lock whose randomness exists is replaced: frame, order, outage or fault
    #[arg(long, value_name = "WORD", requires = "replace")]
    ground: Option<String>,
    /// The document that the ground rests on; a copy is kept in lottery/documents/
    #[arg(long, value_name = "FILE", requires = "replace")]
    document: Option<PathBuf>,
    /// Lock the registers' codes of today's study.toml, before anybody looks at an effect
    #[arg(long, value_name = "REASON", conflicts_with_all = ["replace", "rehearsal", "allow", "figures"])]
    coding: Option<String>,
    /// Freeze the list and write the page on which every school looks itself up, before anything is locked
    #[arg(long, conflicts_with_all = ["replace", "rehearsal", "allow", "figures", "coding", "check"])]
    announce: bool,
    /// Day of the coding lock [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", requires = "coding")]
    date: Option<String>,
    /// Practice: lock in rehearsal/, which can never be drawn as a lottery
    #[arg(long)]
    rehearsal: bool,
    /// The time that a rehearsal takes as now, such as 2023-08-23T15:00:00Z
    #[arg(long, value_name = "T", requires = "rehearsal")]
    now: Option<String>,
    /// The beacon's round that a rehearsal names
    #[arg(long, value_name = "N", requires = "rehearsal")]
    round: Option<u64>,
    /// Also draw the probability table and the pair table into a folder, as SVG and PNG
    #[arg(long, value_name = "DIR")]
    figures: Option<PathBuf>,
    /// Form of what goes to stdout
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Form,
}

/// The ground on which a spent lock is replaced, and its document: both or neither.
fn ground(args: &Args) -> Outcome<Option<(String, PathBuf)>> {
    match (&args.ground, &args.document) {
        (Some(word), Some(document)) => Ok(Some((word.clone(), document.clone()))),
        (None, None) => Ok(None),
        (word, _) => Err(Problem::new("L207", "a ground and its document go together")
            .found(if word.is_some() { "--ground without --document" } else { "--document without --ground" })
            .expected("--ground WORD --document FILE, the decision, letter or minutes that the ground rests on")),
    }
}

/// Locks, prints what the researcher must see, and ends with the line to publish.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    if let Some(reason) = &args.coding {
        return coding(args, reason, talk);
    }
    if args.announce {
        return announce(args, talk);
    }
    let options = Options {
        allow: args.allow.iter().map(|a| a.trim().to_string()).filter(|a| !a.is_empty()).collect(),
        replace: args.replace.clone(),
        ground: ground(args)?,
        rehearsal: args.rehearsal,
        round: args.round,
        now: now(args.now.as_deref())?,
        check: args.check,
    };
    let folder = Folder::open(&args.study)?;
    if let Some(to) = &args.figures {
        may_write(to, &[])?;
    }
    let report = lock(&folder, &options, talk)?;
    talk.warn_all(&report.warnings);
    match args.format {
        Form::Json => talk.raw(&serde_json::to_string_pretty(&to_json(&report)).unwrap_or_default()),
        _ => talk.say(&text(&report, args.check)),
    }
    match &args.figures {
        Some(to) => {
            for path in drawn(&folder, &report, to)? {
                talk.note(&format!("wrote {}", path.display()));
            }
        }
        None if args.check => talk.note("to see the chances and the pairs as pictures: --figures DIR"),
        None => {}
    }
    if report.refused.is_empty() {
        if !args.check && !args.rehearsal {
            next::tell(&args.study, talk);
        }
        return Ok(Answer::Yes);
    }
    if args.check {
        return Ok(Answer::No);
    }
    let names: Vec<&str> = report.refused.iter().map(|r| r.name).collect();
    let reasons: Vec<String> = report.refused.iter().map(|r| format!("{}: {}", r.name, r.reason)).collect();
    Err(Problem::new("L201", format!("the study is not locked: {}", names.join(", ")))
        .found(reasons.join("\n         "))
        .help("change the design; `lodtrin lock --check` tries it without locking")
        .help(format!("or lock it knowingly, for all to see: --allow {}", allow(&report).join(","))))
}

/// Announces the list and prints the line to publish.
fn announce(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let made = announce_list(&Folder::open(&args.study)?, now(None)?)?;
    talk.warn_all(&made.warnings);
    match args.format {
        Form::Json => talk.raw(&serde_json::to_string_pretty(&announce_json(&made)).unwrap_or_default()),
        _ => {
            made.files.iter().for_each(|f| talk.note(&format!("wrote {f}")));
            talk.say(&format!(
                "Announced, nothing is locked. Publish this line now, with announced/list.html:\n{}",
                made.line()
            ));
        }
    }
    Ok(Answer::Yes)
}

/// Locks the registers' codes and prints the amendment with what it decides.
fn coding(args: &Args, reason: &str, talk: &Talk) -> Outcome<Answer> {
    let asked = CodingAsked { reason: reason.to_string(), date: args.date.clone(), now: now(None)?, check: args.check };
    let made = lock_coding(&Folder::open(&args.study)?, &asked)?;
    talk.warn_all(&made.warnings);
    match args.format {
        Form::Json => talk.raw(&serde_json::to_string_pretty(&coding_json(&made)).unwrap_or_default()),
        _ => {
            let end = if made.written { "" } else { "Nothing was written.\n" };
            let keys = made.keys.join("\n  ");
            talk.say(&format!(
                "{}\n{}\nDecided by it\n  {keys}\n{}{end}",
                made.file,
                made.amendment.text(),
                made.registers
            ));
        }
    }
    if made.written {
        next::tell(&args.study, talk);
    }
    Ok(Answer::Yes)
}

/// The current second, or the one that a rehearsal takes.
pub(super) fn now(given: Option<&str>) -> Outcome<i64> {
    match given {
        Some(text) => text.trim().parse::<jiff::Timestamp>().map(|t| t.as_second()).map_err(|_| {
            Problem::new("L204", "--now is no time")
                .found(format!("{text:?}"))
                .expected("a date-time with its offset, such as 2023-08-23T15:00:00Z")
        }),
        None => Ok(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs() as i64)),
    }
}

#[cfg(feature = "report")]
fn drawn(folder: &Folder, report: &Report, to: &std::path::Path) -> Outcome<Vec<PathBuf>> {
    crate::report::figures::chances::write(&report.previews, folder.study()?.language, to)
}
#[cfg(not(feature = "report"))]
fn drawn(_folder: &Folder, _report: &Report, _to: &std::path::Path) -> Outcome<Vec<PathBuf>> {
    Err(Problem::left_out("--figures"))
}

fn allow(report: &Report) -> Vec<String> {
    let mut names = Vec::new();
    for preview in &report.previews {
        for r in &preview.refusals {
            names.push(if preview.name.is_empty() {
                r.name.to_string()
            } else {
                format!("{}:{}", preview.name, r.name)
            });
        }
    }
    names.extend(
        report.refused.iter().filter(|r| ["lead", JOINT, OBJECTIONS].contains(&r.name)).map(|r| r.name.to_string()),
    );
    names.extend(report.lock.overrides.iter().cloned());
    names.sort();
    names.dedup();
    names
}

fn text(report: &Report, check: bool) -> String {
    let mut out = String::new();
    for preview in &report.previews {
        one(&mut out, preview);
    }
    if let Some(ties) = &report.ties {
        let _ = writeln!(out, "\n== all interventions together ==");
        let _ = writeln!(out, "Joint rules");
        for line in ties.text.lines().skip(1) {
            let _ = writeln!(out, "  {line}");
        }
        let _ = writeln!(out, "Joint candidates");
        let _ = writeln!(out, "  meeting the joint rules      {} of {DRAWS}", ties.feasible);
        let _ = writeln!(out, "  looked at for {DRAWS} draws  {}", ties.tries);
        let _ = writeln!(out, "The chances above are those of schedules that meet the joint rules.");
    }
    if let Some(outlook) = &report.outlook {
        together(&mut out, outlook);
    }
    let _ = writeln!(out, "\nRefusals");
    if report.refused.is_empty() && report.lock.overrides.is_empty() {
        out.push_str(&wrapped("  none of ", 10, &REFUSALS.join(", ")));
    }
    for r in &report.refused {
        out.push_str(&wrapped(&format!("  {}: ", r.name), 4, &r.reason));
    }
    for o in &report.lock.overrides {
        let _ = writeln!(out, "  {o}: allowed, and named in the lock");
    }
    let _ = writeln!(out);
    if !report.refused.is_empty() {
        let _ = writeln!(out, "Not locked.");
    } else if check {
        let _ = writeln!(out, "The study may be locked. Nothing was written.");
    } else {
        let _ = writeln!(
            out,
            "{}",
            if report.lock.rehearsal {
                "Rehearsed, not locked. Of a lock this line would be published:"
            } else {
                "Locked. Publish this line now, before chance is asked:"
            }
        );
        let _ = writeln!(out, "{}", to_publish(report));
    }
    out
}

/// Whether the schedules that may be drawn can tell the interventions apart.
fn together(out: &mut String, o: &Outlook) {
    let width = o.terms.iter().map(|t| t.chars().count()).max().unwrap_or(4).max(4);
    let pad = |t: &str| format!("{t}{}", " ".repeat(width - t.chars().count()));
    let _ = writeln!(out, "\nTelling the interventions apart ({} schedules that may be drawn)", o.draws);
    let _ = writeln!(out, "  {}  cannot  variance  mean size of the correlation with", pad("term"));
    for (j, term) in o.terms.iter().enumerate() {
        let others: Vec<String> = (0..o.terms.len())
            .filter(|k| *k != j && o.correlation[(j, *k)].is_finite())
            .map(|k| format!("{} {:.2}", o.terms[k], o.correlation[(j, k)]))
            .collect();
        let (lost, times) = (100.0 * o.lost[j], o.inflation[j]);
        let times = if times.is_finite() { format!("× {times:.2}") } else { "–".to_string() };
        let lead = format!("  {}  {lost:>4.1} %  {times:<8}  ", pad(term));
        out.push_str(&wrapped(&lead, lead.chars().count(), &others.join(", ")));
    }
}

fn one(out: &mut String, p: &Preview) {
    if !p.name.is_empty() {
        let _ = writeln!(out, "\n== {} ==", p.name);
    }
    let capacity: Vec<String> = p.design.capacity.iter().map(u32::to_string).collect();
    let strata =
        if p.design.stratified { format!("spread over {} strata", p.strata) } else { "without strata".to_string() };
    let lead = format!("{} lots, {} waves of ", p.lots.len(), p.design.waves());
    out.push_str(&wrapped(&lead, 2, &format!("{}, {strata}", capacity.join(", "))));
    let _ = writeln!(out, "\nChance of each lot for each wave, percent ({DRAWS} accepted draws on a public key)");
    table(out, p);
    pairs(out, "Pairs that never shared a wave", &p.never);
    let most = match p.most_together {
        HALF => "more than half".to_string(),
        other => format!("more than {:.1} %", f64::from(other) / 100.0),
    };
    pairs(out, &format!("Pairs that share a wave in {most} of the draws"), &p.often);
    let _ = writeln!(out, "\nCandidates");
    let _ = writeln!(out, "  meeting the constraints      {} of {DRAWS}", p.feasible);
    if let Some([low, middle, high]) = p.scores {
        let threshold = p.design.threshold.map_or("none".to_string(), |t| t.to_string());
        let _ = writeln!(out, "  their balance scores         {low} to {high}, median {middle}; threshold {threshold}");
    }
    let _ = writeln!(out, "  accepted                     {:.2} %", 100.0 * p.acceptance());
    let _ = writeln!(out, "Schedules");
    let _ = writeln!(out, "  ways to fill the waves       {} (2^{:.1})", count(p.bits), p.bits);
    let _ = writeln!(
        out,
        "  acceptable, as equally likely ones, about {} (2^{:.1})",
        count(p.acceptable_bits()),
        p.acceptable_bits()
    );
    let _ = writeln!(out, "  distinct among the draws     {} of {DRAWS}", p.distinct);
    let _ = writeln!(out, "  bits of schedules            {:.1}, of the seed 256", p.acceptable_bits());
    let _ = writeln!(out, "  smallest attainable p        {:.2e} ({} draws planned)", p.smallest_p(), p.draws);
}

/// The probability table; the waves that do not fit beside each other stand in further tables below.
fn table(out: &mut String, p: &Preview) {
    let width = p.lots.iter().map(|l| l.chars().count()).max().unwrap_or(2).max(3);
    let all: Vec<usize> = (0..p.design.waves()).collect();
    for (part, waves) in all.chunks((columns().saturating_sub(width + 2) / 7).max(1)).enumerate() {
        if part > 0 {
            out.push('\n');
        }
        let mut line = format!("  {:<width$}", "lot");
        for w in waves {
            let _ = write!(line, "{:>7}", w + 1);
        }
        let _ = writeln!(out, "{line}");
        for (lot, row) in p.lots.iter().zip(&p.chances) {
            let mut line = format!("  {lot}{}", " ".repeat(width - lot.chars().count()));
            for w in waves {
                let _ = write!(line, "{:>7.2}", f64::from(row[*w]) / 100.0);
            }
            let _ = writeln!(out, "{line}");
        }
    }
}

/// Half of the draws.
const HALF: u32 = (DRAWS / 2) as u32;

/// Most pairs that are printed one by one.
const SHOWN: usize = 20;

fn pairs(out: &mut String, title: &str, pairs: &[Pair]) {
    if pairs.is_empty() {
        let _ = writeln!(out, "\n{title}: none");
        return;
    }
    let _ = writeln!(out, "\n{title}: {}", pairs.len());
    for pair in pairs.iter().take(SHOWN) {
        let _ = writeln!(out, "  {} and {}: {:.2} %", pair.a, pair.b, f64::from(pair.together) / 100.0);
    }
    if pairs.len() > SHOWN {
        let _ = writeln!(out, "  and {} more", pairs.len() - SHOWN);
    }
}

/// 2^bits for people: exact while a double is, otherwise three digits.
fn count(bits: f64) -> String {
    let value = libm::exp2(bits);
    if value < 1e9 { format!("{:.0}", value.round()) } else { format!("{value:.2e}") }
}
