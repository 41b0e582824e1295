//! What ingest says to people about what arrived: a summary for the terminal, and the table of accounts.

use super::quality::unknown_programmes;
use super::{Ingested, Ledger, Register};
use crate::tables::{Table, Value};
use crate::trial::{CellCoverage, Study};

fn rows_of(n: u64) -> String {
    if n == 1 { "1 row".to_string() } else { format!("{n} rows") }
}

/// Names of programmes that the summary lists at most.
const NAMES: usize = 20;

/// The accounts of the registers, one row each.
pub fn accounts(made: &Ingested) -> Table {
    let mut table = Table::of("lodtrin/ingest/1");
    for (register, ledger) in &made.ledgers {
        table.push(vec![
            Value::from(register.name()),
            Value::Int(ledger.rows_in as i64),
            Value::Int(ledger.used as i64),
            Value::from(ledger.quarantined.len()),
            Value::Int(ledger.excluded_rows() as i64),
            Value::Bool(ledger.adds_up()),
        ]);
    }
    table.warnings = made.warnings.clone();
    table
}

/// The summary for people.
pub fn summary(study: &Study, made: &Ingested) -> String {
    let mut text = String::new();
    let mut line = |t: String| {
        text.push_str(&t);
        text.push('\n');
    };
    line(format!("{}: {} pupils", study.title, made.pupils.rows.len()));
    line(String::new());
    line(accounts(made).to_text().trim_end().to_string());
    line(String::new());
    for (register, ledger) in &made.ledgers {
        for (file, dialect) in ledger.files.iter().zip(&ledger.dialects) {
            line(format!("{file}: {}", dialect.words()));
        }
        why(*register, ledger, &mut line);
        let unknown = unknown_programmes(ledger);
        for (name, rows) in unknown.iter().take(NAMES) {
            line(format!("    `{}`: {}", if name.is_empty() { "(no name)" } else { name }, rows_of(*rows)));
        }
        if unknown.len() > NAMES {
            line(format!("    and {} more names", unknown.len() - NAMES));
        }
        if let Some(linked) = ledger.linked {
            line(format!(
                "  {}: {} of {} persons have a row of enrolments",
                register.name(),
                linked.linked,
                linked.persons
            ));
        }
    }
    for (period, rows) in &made.in_window {
        line(format!("  term {period}: {} start in its window", rows_of(*rows)));
    }
    line(String::new());
    for (name, count) in made.counts.named.iter().filter(|(n, c)| *c > 0 || ALWAYS.contains(n)) {
        line(format!("{:>9}  {}", count, name.replace('_', " ")));
    }
    if made.ledgers.contains_key(&Register::Absences) {
        let late = made.counts.registered_late.map_or("the register does not tell".to_string(), percent);
        line(format!("share of absence registered late: {late}"));
    }
    line(String::new());
    coverage(study, made, &mut line);
    interrupted(made, &mut line);
    for o in &made.counts.outcomes {
        line(format!("outcome {}: {} of {} pupils, {} missing", o.outcome, o.k, o.n, o.missing));
        if !o.not_followed.is_empty() {
            line(format!("  follow-up has not ended in {}", o.not_followed.join(", ")));
        }
    }
    let profile = made.ledgers.get(&Register::Enrolments).map_or("", |l| l.profile.as_str());
    line(format!("statuses under the profile {profile}"));
    text.lines().map(folded).collect()
}

/// Counts that are shown when they are zero too.
const ALWAYS: [&str; 10] = [
    "rows",
    "spells",
    "pupils",
    "duplicates",
    "overlaps",
    "ends_before_starts",
    "exits_without_enrolment",
    "completed_and_dropped_out",
    "unknown_programmes",
    "dates_outside_study",
];

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// Pupils by programme and term; where the terms are too many for a terminal, by term.
fn coverage(study: &Study, made: &Ingested, line: &mut dyn FnMut(String)) {
    let periods = &study.intervention().rollout.periods;
    let cells = &made.counts.coverage;
    let columns: Vec<&str> = std::iter::once("programme").chain(periods.iter().map(|p| p.id.as_str())).collect();
    let mut table = Table::new("", &columns);
    let mut programmes: Vec<&str> = cells.iter().map(|c| c.programme.as_str()).collect();
    programmes.dedup();
    for programme in programmes {
        let of = |id: &str| cells.iter().find(|c| c.programme == programme && c.period == id).map_or(0, |c| c.pupils);
        let counts = periods.iter().map(|p| Value::Int(of(&p.id) as i64));
        table.push(std::iter::once(Value::from(programme)).chain(counts).collect());
    }
    let mut text = table.to_text();
    if text.lines().any(|l| l.chars().count() > WIDTH) {
        let mut table = Table::new("", &["period", "programmes", "pupils", "with_absence"]);
        for p in periods {
            let own = || cells.iter().filter(|c| c.period == p.id);
            let sum = |of: fn(&CellCoverage) -> u64| Value::Int(own().map(of).sum::<u64>() as i64);
            let row = vec![Value::from(p.id.as_str()), Value::from(own().count()), sum(|c| c.pupils)];
            table.push(row.into_iter().chain([sum(|c| c.with_absence)]).collect());
        }
        text = table.to_text();
    }
    line("pupils by programme and term".into());
    text.lines().for_each(|l| line(format!("  {l}")));
    line(String::new());
}

/// Courses begun and interrupted, by school and school year.
fn interrupted(made: &Ingested, line: &mut dyn FnMut(String)) {
    let mut table = Table::new("", &["school", "school_year", "begun", "interrupted"]);
    for i in &made.counts.interrupted {
        table.push(vec![
            Value::from(i.school.as_str()),
            Value::from(i.school_year.as_str()),
            Value::Int(i.begun as i64),
            Value::Int(i.interrupted as i64),
        ]);
    }
    line("courses begun and interrupted, by school and school year".into());
    table.to_text().lines().for_each(|l| line(format!("  {l}")));
    line(String::new());
}

/// Columns of a terminal.
const WIDTH: usize = 80;

/// A line broken between words where it is too long, the rest indented.
fn folded(line: &str) -> String {
    if line.chars().count() <= WIDTH {
        return format!("{line}\n");
    }
    let indent = " ".repeat(line.len() - line.trim_start().len() + 4);
    let mut out = String::new();
    let mut length = 0;
    for word in line.split_inclusive(' ') {
        let own = word.chars().count();
        if length > 0 && length + word.trim_end().chars().count() > WIDTH {
            out.truncate(out.trim_end().len());
            out.push('\n');
            out.push_str(&indent);
            length = indent.len();
        }
        out.push_str(word);
        length += own;
    }
    out.push('\n');
    out
}

fn why(register: Register, ledger: &Ledger, line: &mut dyn FnMut(String)) {
    for (reason, n) in &ledger.excluded {
        line(format!("  {}: {n} rows excluded: {reason}", register.name()));
    }
    let mut codes: Vec<&str> = ledger.quarantined.iter().map(|q| q.complaint.code).collect();
    codes.sort_unstable();
    codes.dedup();
    for code in codes {
        let first = ledger.quarantined.iter().find(|q| q.complaint.code == code);
        let Some(first) = first else { continue };
        let file = ledger.files.get(first.origin.file as usize).map_or("", String::as_str);
        line(format!(
            "  {}: {} rows put aside under {code}, the first at {file}:{}: {}",
            register.name(),
            ledger.quarantined_as(code),
            first.origin.line,
            first.complaint.message
        ));
    }
}
