//! What ingest says about what arrived: `quality.json`, the text summary, the table of accounts.

use crate::registers::{Coverage, Dialect, Ingested, Ledger, Register, calendar, delimiter_name, mask};
use crate::tables::{Table, Value};
use crate::trial::{Status, Study};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

/// `data/quality.json`.
pub(crate) fn quality(study: &Study, made: &Ingested) -> Json {
    let mut registers = Map::new();
    for (register, ledger) in &made.ledgers {
        registers.insert(register.name().into(), account(ledger));
    }
    json!({
        "schema": "lodtrin/quality/1",
        "registers": registers,
        "study": facts(study, made),
        "outcomes": made.counts.outcomes.iter().map(|o| json!({
            "outcome": o.outcome, "n": o.n, "k": o.k, "missing": o.missing, "not_followed": o.not_followed,
        })).collect::<Vec<_>>(),
        "statuses": statuses(made),
        "coverage": made.counts.coverage.iter().map(|c| json!({
            "programme": c.programme, "period": c.period, "pupils": c.pupils, "with_absence": c.with_absence,
        })).collect::<Vec<_>>(),
        "interrupted": made.counts.interrupted.iter().map(|i| json!({
            "school": i.school, "school_year": i.year, "begun": i.begun, "interrupted": i.interrupted,
        })).collect::<Vec<_>>(),
        "activities": made.activities.iter().map(|a| json!({
            "programme": a.programme, "school": a.school, "staff": a.staff, "kind": a.kind,
            "period": study.intervention().rollout.periods[a.period].id,
            "first": calendar::iso(a.first), "count": a.count, "target": a.target,
        })).collect::<Vec<_>>(),
        "staff": made.staff,
        "warnings": made.warnings,
    })
}

fn account(ledger: &Ledger) -> Json {
    let by_code: Map<String, Json> = {
        let mut codes: Vec<&str> = ledger.quarantined.iter().map(|q| q.complaint.code).collect();
        codes.sort_unstable();
        codes.dedup();
        codes.into_iter().map(|c| (c.to_string(), json!(ledger.quarantined_as(c)))).collect()
    };
    json!({
        "rows_in": ledger.rows_in,
        "used": ledger.used,
        "quarantined": ledger.quarantined.len(),
        "excluded": ledger.excluded_rows(),
        "quarantined_by": by_code,
        "excluded_by": ledger.excluded,
        "dialect": ledger.files.iter().zip(&ledger.dialects).map(|(f, d)| dialect(f, d)).collect::<Vec<_>>(),
        "profile": ledger.profile,
        "columns_not_used": ledger.ignored,
        "linked": ledger.linked.map(|l| json!({ "persons": l.persons, "linked": l.linked, "cause": l.cause })),
        "unknown_programmes": unknown_programmes(ledger).into_iter().map(|(name, rows)| json!({ "name": name, "rows": rows })).collect::<Vec<_>>(),
        "columns_missing": ledger.lacking.iter().map(|(f, l)| (f.clone(), json!(l))).collect::<Map<_, _>>(),
    })
}

/// Names of programmes that are not in the frame with their rows, the most frequent first.
fn unknown_programmes(ledger: &Ledger) -> Vec<(String, u64)> {
    let mut names: BTreeMap<&str, u64> = BTreeMap::new();
    ledger.unknown_programmes.iter().for_each(|((_, name), rows)| *names.entry(name).or_default() += rows);
    let mut list: Vec<(String, u64)> = names.into_iter().map(|(n, rows)| (n.to_string(), rows)).collect();
    list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    list
}

fn rows_of(n: u64) -> String {
    if n == 1 { "1 row".to_string() } else { format!("{n} rows") }
}

/// Names of programmes that the summary lists at most.
const NAMES: usize = 20;

fn dialect(file: &str, d: &Dialect) -> Json {
    let mut map = Map::new();
    map.insert("file".into(), json!(file));
    map.insert("format".into(), json!(d.format));
    if let Some(c) = d.delimiter {
        map.insert("delimiter".into(), json!(delimiter_name(c)));
    }
    if let Some(e) = d.encoding {
        map.insert("encoding".into(), json!(e.name()));
        map.insert("byte_order_mark".into(), json!(d.bom));
        map.insert("quotes".into(), json!(d.quotes));
        map.insert("line_end".into(), json!(d.line_end));
        map.insert("agreement".into(), json!(d.sure));
    }
    map.insert("header_line".into(), json!(d.header_line));
    if d.escape {
        map.insert("escape".into(), json!("backslash"));
    }
    if let Some(sheet) = &d.sheet {
        map.insert("sheet".into(), json!(mask::harmless(sheet)));
        map.insert("sheets".into(), d.sheets.iter().map(|s| json!(mask::harmless(s))).collect::<Vec<_>>().into());
    }
    if let Some(unit) = d.unit {
        map.insert("unit".into(), json!(unit));
    }
    if let Some(c) = d.decimal {
        map.insert("decimal".into(), json!(if c == ',' { "comma" } else { "point" }));
    }
    if let Some(n) = d.trailer {
        map.insert("trailer".into(), json!(n));
    }
    if !d.dates.is_empty() {
        map.insert(
            "dates".into(),
            d.dates.iter().map(|(f, form)| (f.clone(), json!(form))).collect::<Map<_, _>>().into(),
        );
    }
    if !d.declared.is_empty() {
        map.insert("declared".into(), json!(d.declared));
    }
    map.into()
}

fn facts(study: &Study, made: &Ingested) -> Json {
    let mut map = Map::new();
    for (name, count) in &made.counts.named {
        map.insert((*name).into(), json!(count));
    }
    for (name, day) in &made.counts.extracted {
        map.insert(format!("{name}_shown_until"), json!(calendar::iso(*day)));
    }
    map.insert("hours_offered".into(), json!(made.counts.hours[0]));
    map.insert("hours_absent".into(), json!(made.counts.hours[1]));
    map.insert("share_of_absence_registered_late".into(), json!(made.counts.registered_late));
    let profile = study.registers.get("enrolments").map_or("canonical", |d| d.profile.as_str());
    map.insert("profile".into(), json!(profile));
    map.into()
}

fn statuses(made: &Ingested) -> Map<String, Json> {
    let all = [
        Status::Completed,
        Status::Dropout,
        Status::ChangeOfChoice,
        Status::Transfer,
        Status::InProgress,
        Status::Unknown,
    ];
    let of = |s: Status| made.pupils.rows.iter().filter(|p| p.status == s).count();
    all.into_iter().map(|s| (s.code().to_string(), json!(of(s)))).collect()
}

/// The accounts of the registers, one row each.
pub(crate) fn accounts(made: &Ingested) -> Table {
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
pub(crate) fn summary(study: &Study, made: &Ingested) -> String {
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
            let sum = |of: fn(&Coverage) -> u64| Value::Int(own().map(of).sum::<u64>() as i64);
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
            Value::from(i.year.as_str()),
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
