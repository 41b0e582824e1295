//! Files of enrolments most of whose programmes nobody knows: a school's own names, not the pupils' fault.

use super::enrolments::{Enrolment, Entries};
use super::fields::Register;
use super::gate::Gate;
use super::ledger::Ledger;
use super::profiles::Class;
use super::programmes::Programmes;
use crate::diagnostics::{Outcome, Place, Problem};

/// Rows with an unknown programme from which a file is refused, and the share of its rows that they exceed.
const FEWEST: u64 = 5;
const SHARE: u64 = 10;
/// Names listed at most.
const MOST: usize = 20;

/// Refuses files of which many rows have a programme that is not in the frame, or none is used while others are.
///
/// # Errors
/// `R213` with all such files, all their names, and the line to write.
pub(super) fn check(gate: &mut Gate, entries: &Entries, programmes: &Programmes) -> Outcome<()> {
    let ledger = gate.ledger(Register::Enrolments);
    let refused = refused(ledger, entries);
    if refused.is_empty() {
        return Ok(());
    }
    let names = unknown(ledger, &refused);
    let told: Vec<String> = refused
        .iter()
        .map(|f| {
            let (rows, unknown) = entries.files[*f];
            format!("{}: {unknown} of {rows} rows that begin in a term", ledger.files[*f])
        })
        .collect();
    let told = told.join("; ");
    let place = Place::file(ledger.files[refused[0]].clone());
    let problem = Problem::new("R213", "a school's own names of programmes are not those of the study").at(place);
    Err(match names.is_empty() {
        true => problem
            .found(format!("no row is used of {told}"))
            .help("check the file's dates against [[rollout.period]], and whether it is the right file"),
        false => with_names(problem, &told, &names, programmes),
    })
}

/// Files of which many rows are unknown, or none is used while others are.
fn refused(ledger: &Ledger, entries: &Entries) -> Vec<usize> {
    let used: Vec<u64> = (0..ledger.files.len())
        .map(|f| {
            let counting = |e: &&Enrolment| {
                e.origin.file as usize == f && !matches!(e.class, Some(Class::NeverStarted | Class::Excluded))
            };
            let main = entries.main.iter().filter(|m| m.origin.file as usize == f).count();
            (entries.enrolments.iter().filter(counting).count() + main) as u64
        })
        .collect();
    let any = used.iter().any(|n| *n > 0);
    entries
        .files
        .iter()
        .enumerate()
        .filter(|(f, (rows, unknown))| {
            let many = *unknown >= FEWEST && unknown * SHARE > *rows;
            any && (many || used.get(*f).copied().unwrap_or(0) == 0)
        })
        .map(|(f, _)| f)
        .collect()
}

/// Unknown names of these files with their rows, the commonest first.
fn unknown<'a>(ledger: &'a Ledger, refused: &[usize]) -> Vec<(&'a str, u64)> {
    let mut names: Vec<(&str, u64)> = Vec::new();
    for ((file, name), rows) in &ledger.unknown_programmes {
        if !refused.contains(&(*file as usize)) {
            continue;
        }
        match names.iter_mut().find(|(n, _)| n == name) {
            Some((_, all)) => *all += rows,
            None => names.push((name, *rows)),
        }
    }
    names.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    names
}

/// The names, and the line to write.
fn with_names(problem: Problem, told: &str, names: &[(&str, u64)], programmes: &Programmes) -> Problem {
    let listed: Vec<String> = names.iter().take(MOST).map(|(n, rows)| format!("`{n}` ({rows} rows)")).collect();
    let rest = names.len().saturating_sub(MOST);
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    let line = |(n, _): &(&str, u64)| format!("{} = {}", quoted(n), quoted(programmes.nearest(n).unwrap_or("")));
    let lines: Vec<String> = names.iter().take(MOST).map(line).collect();
    problem
        .found(format!("{told}; unknown: {}{more}", listed.join(", ")))
        .help(format!(
            "say what each is (\"\" takes no part): [registers.enrolments] programmes = {{ {} }}",
            lines.join(", ")
        ))
        .help("`lodtrin inspect FILE --study DIR` proposes them")
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_string()).to_string()
}
