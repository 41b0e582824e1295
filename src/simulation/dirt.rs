//! Rows as they stand in real deliveries and belong to nobody of the study.

use super::delivery::{Cell, Table};
use super::identity::Registrar;
use super::truth::Setting;
use crate::provenance::Stream;
use serde::Serialize;

/// Dirty rows added to a register, by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct DirtCount {
    /// Rows that stand there twice.
    #[serde(skip_serializing_if = "nothing")]
    pub duplicates: usize,
    /// Spells that end before they start.
    #[serde(skip_serializing_if = "nothing")]
    pub ends_before_start: usize,
    /// Rows of a programme that is not in the frame.
    #[serde(skip_serializing_if = "nothing")]
    pub unknown_programme: usize,
    /// Exits of people without an enrolment.
    #[serde(skip_serializing_if = "nothing")]
    pub exit_without_enrolment: usize,
    /// Enrolments before the first term.
    #[serde(skip_serializing_if = "nothing")]
    pub outside_study: usize,
    /// Identifiers that are a birth date only.
    #[serde(skip_serializing_if = "nothing")]
    pub short_identifier: usize,
    /// Dates that are none.
    #[serde(skip_serializing_if = "nothing")]
    pub impossible_date: usize,
}

impl DirtCount {
    /// Adds the counts of another part of the register.
    pub(super) fn add(&mut self, more: &DirtCount) {
        self.duplicates += more.duplicates;
        self.ends_before_start += more.ends_before_start;
        self.unknown_programme += more.unknown_programme;
        self.exit_without_enrolment += more.exit_without_enrolment;
        self.outside_study += more.outside_study;
        self.short_identifier += more.short_identifier;
        self.impossible_date += more.impossible_date;
    }
}

fn nothing(count: &usize) -> bool {
    *count == 0
}

/// A programme id that no frame has.
const UNKNOWN: &str = "ukendt-forløb";

/// Adds rows as they stand in real deliveries to a register, none of them about a pupil of the study.
/// `first`: first day of all periods, before which rows are outside the study.
pub(super) fn spoil(name: &str, table: &mut Table, setting: &Setting, first: i32) -> DirtCount {
    let mut count = DirtCount::default();
    if table.rows.is_empty() {
        return count;
    }
    let number = name.bytes().fold(7, |n, b| (n * 31 + u64::from(b)) % (1 << 40));
    let mut dirt = Dirt {
        stream: Stream::seeded("lodtrin simulate dirt 1", setting.seed, number),
        first,
        registrar: Registrar::default(),
    };
    let copies = (table.rows.len() / 400).clamp(1, 12);
    for _ in 0..copies {
        let k = dirt.stream.below(table.rows.len() as u64) as usize;
        let row = table.rows[k].clone();
        dirt.insert(table, row);
        count.duplicates += 1;
    }
    if name == "enrolments" {
        count.ends_before_start = dirt.add(table, 3, |d, f, c| match f {
            "end" => *c = Cell::Date(d.first + 3),
            "start" => *c = Cell::Date(d.first + 30),
            _ => {}
        });
        count.unknown_programme = dirt.add(table, 4, |_, f, c| {
            if f == "programme" {
                *c = Cell::Text(UNKNOWN.into());
            }
        });
        count.outside_study = dirt.add(table, 3, |d, f, c| match f {
            "start" => *c = Cell::Date(d.first - 200),
            "end" => *c = Cell::Date(d.first - 61),
            _ => {}
        });
        count.impossible_date = dirt.add(table, 1, |_, f, c| {
            if f == "start" {
                *c = Cell::Text("31-02-2022".into());
            }
        });
        count.short_identifier = dirt.add(table, 1, |_, f, c| {
            if let (true, Cell::Text(t)) = (f == "pupil", &*c) {
                *c = Cell::Text(t.chars().take(6).collect());
            }
        });
    }
    if name == "exits" {
        count.exit_without_enrolment = dirt.add(table, 5, |_, _, _| {});
    }
    count
}

struct Dirt {
    stream: Stream,
    first: i32,
    registrar: Registrar,
}

impl Dirt {
    /// Adds copies of random rows about people who are not in the study, changed field by field.
    fn add(&mut self, table: &mut Table, rows: usize, change: impl Fn(&Dirt, &str, &mut Cell)) -> usize {
        for _ in 0..rows {
            let k = self.stream.below(table.rows.len() as u64) as usize;
            let mut row = table.rows[k].clone();
            // nobody in the study is born before 1970, so these numbers are nobody's
            let birth = -3_000 - self.stream.below(2_000) as i32;
            let stranger = self.registrar.number(birth, false, &mut self.stream);
            for (field, cell) in table.fields.iter().zip(&mut row.1) {
                if field == "pupil" {
                    *cell = Cell::Text(stranger.clone());
                }
                change(self, field, cell);
            }
            self.insert(table, row);
        }
        rows
    }

    fn insert(&mut self, table: &mut Table, row: (String, Vec<Cell>)) {
        let at = self.stream.below(table.rows.len() as u64 + 1) as usize;
        table.rows.insert(at, row);
    }
}
