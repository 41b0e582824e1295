//! Danish words for what ingest counts: registers, reasons and findings by their names in `data/quality.json`.

use super::page::Page;
use crate::trial::Language;

/// Name in `data/quality.json` and its Danish words.
const WORDS: &[(&str, &str)] = &[
    ("absences", "fravær"),
    ("absences_after_leaving", "fraværsdage efter afgang"),
    ("absences_before_start", "fraværsdage før start"),
    ("absences_beyond_hours_offered", "fravær på flere timer end udbudt"),
    ("absences_with_unclassified_code", "fravær med en kode, der hverken er lovlig eller ulovlig"),
    ("absences_without_enrolment", "fravær uden indskrivning"),
    ("activities", "aktiviteter"),
    ("agreements", "uddannelsesaftaler"),
    ("agreements_shown_until", "uddannelsesaftaler er opgjort til og med"),
    ("background", "baggrund"),
    ("birth_dates_for_identifiers", "fødselsdatoer i stedet for personnumre"),
    ("cells_emptied", "celler tømt, fordi de kan rumme et personnummer"),
    ("changes_of_choice", "omvalg"),
    ("completed_and_dropped_out", "både gennemført og faldet fra"),
    ("contaminated", "elever, der også gik på en anden uddannelse i lodtrækningen"),
    ("dates_outside_study", "datoer uden for studiet"),
    ("duplicate", "dublet"),
    ("duplicates", "dubletter"),
    ("ends_before_starts", "slutdato før startdato"),
    ("ends_in_conflict", "elever med modstridende afslutninger"),
    ("enrolments", "indskrivninger"),
    ("enrolments_shown_until", "indskrivninger er opgjort til og med"),
    ("excluded_by_code", "udeladt efter kode"),
    ("exits", "afgange"),
    ("exits_without_enrolment", "afgange uden indskrivning"),
    ("footer", "sumlinje eller linje om filen"),
    ("hours_absent", "fraværstimer"),
    ("hours_offered", "udbudte timer"),
    ("identifiers_cleaned", "identer renset for usynlige tegn, anførselstegn eller særlige streger"),
    ("identifiers_failing_modulus_11", "personnumre uden for modulus 11 (udstedes siden 2007)"),
    ("identifiers_linked_ignoring_case", "personer forbundet trods andre store bogstaver"),
    ("identifiers_repaired", "personnumre, hvor et manglende nul er sat ind"),
    ("later_enrolments", "senere indskrivninger af samme elev"),
    ("left_for_other_programmes", "faldet fra og begyndt på en uddannelse uden for studiet"),
    ("lessons_alike", "ens rækker, der tæller som hver sin lektion"),
    ("nested_spells", "korte forløb inde i et længere"),
    ("never-started", "aldrig begyndt"),
    ("never_started", "aldrig begyndt"),
    ("open_spells_closed_by_a_later_one", "åbne forløb, som et senere lukkede"),
    ("opt-out", "frameldt"),
    ("opted_out", "frameldte elever"),
    ("optouts", "frameldinger"),
    ("other-programme", "uddannelse uden for studiet"),
    ("outside-study", "uden for studiet"),
    ("overlaps", "forløb, der overlapper"),
    ("profile", "profil for koder"),
    ("programmes_folded", "uddannelser genkendt trods anden stavemåde"),
    ("pupils", "elever"),
    ("repeated-header", "kolonnenavnene gentaget"),
    ("restarts", "genstarter"),
    ("rows", "rækker"),
    ("share_of_absence_registered_late", "andel af fravær, der er registreret sent"),
    ("spells", "forløb"),
    ("starts_in_two_programmes_on_one_day", "begyndt på to uddannelser samme dag"),
    ("starts_in_window", "begyndt i vinduet om et semester"),
    ("synthetic_completions", "gennemførelser, som registret selv har dannet"),
    ("transfers", "skift til en anden uddannelse eller skole"),
    ("undated_departures", "afgange uden dato"),
    ("unknown_programmes", "ukendte uddannelser"),
    ("unreadable_dates", "datoer, der ikke kan læses"),
    ("unreadable_numbers", "tal, der ikke kan læses"),
];

/// A name of `data/quality.json` in the words of the page.
pub(super) fn named(page: &Page<'_>, name: &str) -> String {
    if page.phrase.0 == Language::Da { danish(name) } else { name.replace(['_', '-'], " ") }
}

/// The Danish words for a name of `data/quality.json`; the name itself, spaced, where there are none.
pub(crate) fn danish(name: &str) -> String {
    WORDS
        .iter()
        .find(|(n, _)| *n == name)
        .map_or_else(|| name.replace(['_', '-'], " "), |(_, says)| (*says).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_said_once() {
        assert!(WORDS.windows(2).all(|w| w[0].0 < w[1].0), "two names are out of order or the same");
    }

    #[test]
    fn every_finding_of_ingest_has_danish_words() {
        let source = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/registers/counts.rs")).unwrap();
        let list = source.split("Vec<(&'static str, u64)> {").nth(1).and_then(|s| s.split("\n}").next()).unwrap();
        let names: Vec<&str> = list.split("(\"").skip(1).filter_map(|s| s.split('"').next()).collect();
        // codes of complaints stand there too
        let names: Vec<&str> = names.into_iter().filter(|n| n.starts_with(|c: char| c.is_ascii_lowercase())).collect();
        assert!(names.len() > 25, "the list of findings was not found: {names:?}");
        let missing: Vec<&&str> = names.iter().filter(|n| !WORDS.iter().any(|(w, _)| w == *n)).collect();
        assert!(missing.is_empty(), "no Danish words for {missing:?}");
    }
}
