//! Whether a register is about the pupils of the enrolments, and why not where it hardly is.

use super::fields::Register;
use super::ledger::{Ledger, Linking};
use super::people::{People, Shape};
use crate::diagnostics::{Outcome, Place, Problem};
use std::collections::HashSet;

/// Persons from which on a register that links nobody, or few, is told.
const FEWEST: u64 = 10;

/// Why few persons of a register are among the enrolments, in words and what to do.
pub fn explained(cause: &str) -> (&'static str, &'static str) {
    match cause {
        "pseudonymised" => (
            "one of the two is pseudonymised and the other is not",
            "deliver both plain, or both pseudonymised with one key and one domain",
        ),
        "other-key" => (
            "both are pseudonymised, with different keys or domains",
            "have both made with one key and one `[study] domain`; `lodtrin pseudonymise` shows a fingerprint of the key",
        ),
        "other-kind" => {
            ("one has ten-digit numbers and the other the school's own", "ask for the same identifier in both")
        }
        "zeros" => {
            ("leading zeros are missing in one of the two", "ask for the file anew, with the identifier as text")
        }
        _ => (
            "the two are about different people",
            "ask whether it is the right file, or for the other schools' exports",
        ),
    }
}

/// Counts a register's persons and those among them who have a row of enrolments, whatever its fate.
///
/// # Errors
/// `R219` where ten persons or more are named and none has.
pub(super) fn check(people: &People, ledger: &mut Ledger, register: Register, everybody: &HashSet<u32>) -> Outcome<()> {
    let persons = everybody.len() as u64;
    let linked = everybody.iter().filter(|p| people.enrolled.contains(p)).count() as u64;
    let cause = (2 * linked < persons).then(|| cause(people, everybody));
    ledger.linked = Some(Linking { persons, linked, cause });
    if persons < FEWEST || linked > 0 {
        return Ok(());
    }
    let (why, help) = explained(cause.unwrap_or("other-pupils"));
    let file = ledger.files.first().cloned().unwrap_or_default();
    Err(Problem::new("R219", format!("nobody in register {} is among the enrolments", register.name()))
        .at(Place::file(file))
        .found(format!("{persons} persons, none of whom has a row of enrolments: {why}"))
        .help(help))
}

/// Whether a doubt is due: ten persons or more, and less than half of them linked.
pub(super) fn hardly(linking: &Linking) -> bool {
    linking.persons >= FEWEST && 2 * linking.linked < linking.persons
}

fn cause(people: &People, everybody: &HashSet<u32>) -> &'static str {
    let share = |of: &HashSet<u32>, shape: Shape| {
        let n = of.iter().filter(|p| people.shapes.get(**p as usize) == Some(&shape)).count();
        n as f64 / of.len().max(1) as f64
    };
    let hexadecimal = (share(everybody, Shape::Hexadecimal) > 0.5, share(&people.enrolled, Shape::Hexadecimal) > 0.5);
    if hexadecimal.0 != hexadecimal.1 {
        return "pseudonymised";
    }
    if hexadecimal.0 {
        return "other-key";
    }
    let ten = (share(everybody, Shape::Ten), share(&people.enrolled, Shape::Ten));
    if (ten.0 > 0.5 && ten.1 < 0.1) || (ten.1 > 0.5 && ten.0 < 0.1) {
        return "other-kind";
    }
    let bare = |p: &u32| people.local(*p).map(|l| l.trim_start_matches('0').to_string());
    let enrolled: HashSet<String> = people.enrolled.iter().filter_map(bare).collect();
    let alike = everybody.iter().filter_map(bare).filter(|l| enrolled.contains(l)).count();
    if 2 * alike >= everybody.len() { "zeros" } else { "other-pupils" }
}
