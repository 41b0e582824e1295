//! Labelled columns of codes: whether the numbers or the labels are the codes, decided once for a column.

use super::cells::mask;
use super::delivery::Delivery;
use super::fields::{Holds, Register};
use super::profiles::{Codes, Profile, folded_code};
use crate::diagnostics::{Outcome, Place, Problem};
use crate::trial::Study;
use std::collections::{BTreeMap, BTreeSet};

/// The codes of enrolments and exits: what one of the two declares holds for the other as well, unless it says itself.
pub(super) fn codes_of(study: &Study, register: Register, profile: &Profile) -> Codes {
    let other = if register == Register::Exits { Register::Enrolments } else { Register::Exits };
    let decl = |register: Register| study.registers.get(register.name());
    let Some(own) = decl(register) else {
        let none = BTreeMap::new();
        let decl = decl(other).map(|d| crate::trial::study::RegisterDecl { codes: none, ..d.clone() });
        return decl.map_or_else(Codes::none, |d| Codes::of(register, &d, profile));
    };
    let mut own = own.clone();
    if own.codes.is_empty()
        && let Some(from) = decl(other)
    {
        own.codes = from.codes.clone();
    }
    Codes::of(register, &own, profile)
}

/// Decides for every field of codes of a file whether labels are its codes.
///
/// # Errors
/// `R205` where numbers and labels are both codes and disagree.
pub(super) fn settle(delivery: &mut Delivery, codes: &Codes) -> Outcome<()> {
    for (at, field) in delivery.reading.register.fields().iter().enumerate() {
        if field.holds == Holds::Code {
            let values = Values::of(delivery, at);
            delivery.reading.by_label[at] = values.by_label(codes).map_err(|found| refused(delivery, at, found))?;
        }
    }
    Ok(())
}

/// What stands in a column: numbers with their labels, numbers without.
#[derive(Default)]
struct Values {
    labelled: BTreeMap<String, String>,
    bare: BTreeSet<String>,
}

impl Values {
    /// Of the rows looked at before reading.
    fn of(delivery: &Delivery, field: usize) -> Values {
        let mut values = Values::default();
        let reading = &delivery.reading;
        for row in delivery.probe.iter().filter(|r| reading.passed_over(r).is_none()) {
            let number = reading.text(row, field);
            match reading.label(row, field) {
                Some(label) if reading.is_missing(label) => {}
                Some(_) if values.labelled.contains_key(number) => {}
                Some(label) => _ = values.labelled.insert(number.to_string(), label.to_string()),
                None if number.is_empty() || values.bare.contains(number) => {}
                None => _ = values.bare.insert(number.to_string()),
            }
        }
        values
    }

    /// Whether the labels are the codes: those that are declared, otherwise labels that are all known, otherwise numbers
    /// that all are where no label is. `Err`: values of which number and label say different things.
    fn by_label(&self, codes: &Codes) -> Result<bool, Vec<String>> {
        let unlike: Vec<_> = self.labelled.iter().filter(|(n, l)| folded_code(n) != folded_code(l)).collect();
        if unlike.is_empty() {
            return Ok(false);
        }
        let labels_declared = unlike.iter().any(|(_, l)| codes.declares(l));
        let numbers_declared = unlike.iter().any(|(n, _)| codes.declares(n));
        if labels_declared != numbers_declared {
            return Ok(labels_declared);
        }
        let labels = unlike.iter().filter(|(_, l)| codes.knows(l)).count();
        let bare = self.bare.iter().all(|n| codes.class(n).is_some());
        let all_labels = labels == unlike.len() && bare;
        let all_numbers = unlike.iter().all(|(n, _)| codes.class(n).is_some()) && bare;
        if all_labels && !all_numbers {
            return Ok(true);
        }
        let differ =
            |(n, l): &&(&String, &String)| codes.knows(l) && codes.class(n).is_some_and(|c| codes.class(l) != Some(c));
        let found: Vec<String> = unlike
            .iter()
            .filter(differ)
            .map(|(n, l)| {
                let says = |code: &str| codes.class(code).map_or("nothing", |c| c.name());
                let (number, label) = (mask::harmless(n), mask::harmless(l));
                format!("{number} labelled `{label}`: {} by its number, {} by its label", says(n), says(l))
            })
            .collect();
        if !found.is_empty() {
            return Err(found);
        }
        // where some of either are known, a label names best what is not
        Ok(!all_numbers)
    }
}

fn refused(delivery: &Delivery, field: usize, found: Vec<String>) -> Problem {
    let reading = &delivery.reading;
    let (name, register) = (reading.column_name(field), reading.register.name());
    let place = Place { column: reading.columns[field].map(|c| c + 1), ..delivery.header_place() };
    Problem::new("R205", format!("column `{name}` means one thing by its numbers and another by their labels"))
        .at(place)
        .found(found.into_iter().take(FOUND).collect::<Vec<_>>().join("; "))
        .expected("a column whose numbers or whose labels are the codes")
        .help(format!(
            "[registers.{register}] codes = {{ completed = […], … }}: with the labels as they are written, or with the \
             numbers; what is declared goes before the profile"
        ))
        .help("where the labels are numbers as well: save the file with the codes as text (Stata: `decode`; R: `as.character`)")
}

/// Values that a message shows.
const FOUND: usize = 3;
