//! What ingest found, as `data/quality.json` holds it.

use super::{Activity, Dialect, Ingested, Ledger, calendar, delimiter_name, mask};
use crate::trial::{Account, Delivery, FileForm, Finding, InOrder, LinkedPersons, NamedRows, Quality, Status, Study};
use std::collections::BTreeMap;

/// What an ingest found.
pub fn quality(study: &Study, made: &Ingested) -> Quality {
    let periods = &study.intervention().rollout.periods;
    Quality {
        schema: Quality::SCHEMA.to_string(),
        registers: made.ledgers.iter().map(|(r, ledger)| (r.name().to_string(), account(ledger))).collect(),
        study: findings(study, made),
        outcomes: made.counts.outcomes.clone(),
        statuses: statuses(made),
        coverage: made.counts.coverage.clone(),
        interrupted: made.counts.interrupted.clone(),
        activities: made.activities.iter().map(|a| delivery(a, &periods[a.period].id)).collect(),
        staff: Some(made.staff.clone()),
        warnings: made.warnings.clone(),
    }
}

fn delivery(a: &Activity, period: &str) -> Delivery {
    Delivery {
        programme: a.programme.clone(),
        school: a.school.clone(),
        staff: a.staff.clone(),
        kind: a.kind.clone(),
        period: period.to_string(),
        first: calendar::iso(a.first),
        count: a.count,
        target: a.target,
    }
}

fn account(ledger: &Ledger) -> Account {
    let mut quarantined_by: BTreeMap<String, u64> = BTreeMap::new();
    for q in &ledger.quarantined {
        *quarantined_by.entry(q.complaint.code.to_string()).or_default() += 1;
    }
    let linked = ledger.linked.map(|l| LinkedPersons {
        persons: l.persons,
        linked: l.linked,
        cause: l.cause.map(str::to_string),
    });
    Account {
        rows_in: ledger.rows_in,
        used: ledger.used,
        quarantined: ledger.quarantined.len() as u64,
        excluded: ledger.excluded_rows(),
        quarantined_by,
        excluded_by: ledger.excluded.iter().map(|(why, n)| (why.to_string(), *n)).collect(),
        dialect: ledger.files.iter().zip(&ledger.dialects).map(|(f, d)| form(f, d)).collect(),
        profile: ledger.profile.clone(),
        columns_not_used: ledger.ignored.clone(),
        linked,
        unknown_programmes: unknown_programmes(ledger)
            .into_iter()
            .map(|(name, rows)| NamedRows { name, rows })
            .collect(),
        columns_missing: ledger.lacking.iter().cloned().collect(),
    }
}

/// Names of programmes that are not in the frame with their rows, the most frequent first.
pub(super) fn unknown_programmes(ledger: &Ledger) -> Vec<(String, u64)> {
    let mut names: BTreeMap<&str, u64> = BTreeMap::new();
    ledger.unknown_programmes.iter().for_each(|((_, name), rows)| *names.entry(name).or_default() += rows);
    let mut list: Vec<(String, u64)> = names.into_iter().map(|(n, rows)| (n.to_string(), rows)).collect();
    list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    list
}

fn form(file: &str, d: &Dialect) -> FileForm {
    let text = |it: bool| d.encoding.is_some().then_some(it);
    let sheet = d.sheet.as_ref();
    FileForm {
        file: file.to_string(),
        format: d.format.to_string(),
        delimiter: d.delimiter.map(|c| delimiter_name(c).to_string()),
        encoding: d.encoding.map(|e| e.name().to_string()),
        byte_order_mark: text(d.bom),
        quotes: text(d.quotes),
        line_end: d.encoding.map(|_| d.line_end.to_string()),
        agreement: d.encoding.map(|_| d.sure),
        header_line: Some(d.header_line as u64),
        escape: d.escape.then(|| "backslash".to_string()),
        sheet: sheet.map(|s| mask::harmless(s)),
        sheets: sheet.map(|_| d.sheets.iter().map(|s| mask::harmless(s)).collect()),
        unit: d.unit.map(str::to_string),
        decimal: d.decimal.map(|c| if c == ',' { "comma" } else { "point" }.to_string()),
        trailer: d.trailer,
        dates: d.dates.iter().cloned().collect(),
        declared: d.declared.iter().map(|f| f.to_string()).collect(),
    }
}

fn findings(study: &Study, made: &Ingested) -> InOrder<Finding> {
    let counts = &made.counts;
    let profile = study.registers.get("enrolments").map_or("canonical", |d| d.profile.as_str());
    let named = counts.named.iter().map(|(name, n)| (name.to_string(), Finding::Count(*n)));
    let shown = counts.extracted.iter();
    let shown = shown.map(|(name, day)| (format!("{name}_shown_until"), Finding::Words(calendar::iso(*day))));
    let rest = [
        ("hours_offered", Finding::Number(counts.hours[0])),
        ("hours_absent", Finding::Number(counts.hours[1])),
        ("share_of_absence_registered_late", counts.registered_late.into()),
        ("profile", Finding::Words(profile.to_string())),
    ];
    named.chain(shown).chain(rest.map(|(name, found)| (name.to_string(), found))).collect()
}

fn statuses(made: &Ingested) -> InOrder<u64> {
    let all = [
        Status::Completed,
        Status::Dropout,
        Status::ChangeOfChoice,
        Status::Transfer,
        Status::InProgress,
        Status::Unknown,
    ];
    let of = |s: Status| made.pupils.rows.iter().filter(|p| p.status == s).count() as u64;
    all.into_iter().map(|s| (s.code().to_string(), of(s))).collect()
}
