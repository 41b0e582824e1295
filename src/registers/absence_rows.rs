//! What one row of absences says, and a file of them read in its order.

use super::absence_block::{BlockReader, Part};
use super::absence_codes::{CODE, Coded};
use super::absence_days::{Facts, Said, Stand};
use super::cells::clean::clean;
use super::cells::fingerprint::Fingerprint;
use super::delivery::Delivery;
use super::fields::{Kind, Register};
use super::files::blocks::Blocks;
use super::files::row::{Row, trim};
use super::gate::{Context, Gate, Rows};
use super::ledger::{Complaint, Ledger, Origin, reason};
use super::profiles::{Class, Codes};
use super::reading::{Reading, Tally};
use crate::diagnostics::Outcome;
use rayon::prelude::*;
use std::collections::HashSet;

/// Positions of the fields.
pub(super) const DATE: usize = 1;
pub(super) const OFFERED: usize = 2;
pub(super) const ABSENT: usize = 3;
pub(super) const REGISTERED: usize = 5;
pub(super) const LESSON: usize = 6;
/// Rows read one at a time after a block that could not be read whole: at first, and at most.
const PATIENCE: [u64; 2] = [1, 1 << 16];

/// What rows are read by, whoever reads them.
pub(super) struct Rules<'a> {
    pub codes: &'a Codes,
    /// The unit of what is registered.
    pub kind: Kind,
    /// Hours of a lesson.
    pub lesson_hours: f64,
    /// Whether a code that nobody explained stops everything.
    pub strict: bool,
    pub pseudonymised: bool,
    /// What is to be done with rows of a person, by number; who came later is a stranger.
    pub stands: &'a [Stand],
    /// Pupils of the study.
    pub pupils: usize,
}

/// What a row says.
#[derive(Clone)]
pub(super) struct Fact {
    pub date: i32,
    pub said: Said,
    pub print: u64,
    /// The hash before the columns that no field takes.
    pub begun: Fingerprint,
    /// The day on which it was entered.
    pub registered: Option<i32>,
    /// Whether its code needs an explanation.
    pub unexplained: bool,
}

impl Fact {
    /// The same of another day.
    pub fn on(&self, date: i32, print: u64) -> Fact {
        let said = Said { delay: delay(self.registered, date), ..self.said };
        Fact { date, said, print, ..self.clone() }
    }
}

fn delay(registered: Option<i32>, date: i32) -> Option<i32> {
    registered.map(|on| on.saturating_sub(date))
}

impl Rules<'_> {
    pub fn stand(&self, number: u32) -> Stand {
        self.stands.get(number as usize).copied().unwrap_or(Stand::Stranger)
    }

    /// Hours offered and absent of a row of the register's kind.
    fn hours(
        &self,
        reading: &Reading,
        row: &Row,
        class: Option<Class>,
        tally: &mut Tally,
    ) -> Result<[f64; 2], Complaint> {
        let told = reading.columns[OFFERED].is_some();
        let offered = if told { reading.needed_number(row, OFFERED, tally)? } else { self.lesson_hours };
        let absent = match self.kind {
            Kind::Letters => 0.0,
            _ => reading.needed_number(row, ABSENT, tally)?,
        };
        if offered < 0.0 || absent < 0.0 {
            return Err(Complaint::new("R302", "hours are below zero: correct them at the source"));
        }
        if self.kind == Kind::Percent && absent > 100.0 {
            return Err(Complaint::new("R302", "more than 100 per cent are absent: correct it at the source"));
        }
        // `-0` is nothing
        let (offered, absent) = (offered + 0.0, absent + 0.0);
        Ok(match self.kind {
            Kind::Hours => [offered, absent],
            Kind::Minutes => [if told { offered / 60.0 } else { offered }, absent / 60.0],
            Kind::Lessons => {
                let minutes = 60.0 * self.lesson_hours;
                [if told { offered * minutes / 60.0 } else { offered }, absent * minutes / 60.0]
            }
            Kind::Percent => [offered, offered * absent / 100.0],
            Kind::Letters => [offered, if class == Some(Class::Present) { 0.0 } else { offered }],
        })
    }

    pub fn fact(
        &self,
        reading: &Reading,
        row: &Row,
        file: u32,
        coded: &mut Coded,
        tally: &mut Tally,
    ) -> Result<Fact, Complaint> {
        coded.decode(self.codes, self.kind, reading, row);
        let (class, unclassified) = (coded.class, coded.unclassified);
        let date = reading.needed_date(row, DATE, tally)?;
        let [offered, absent] = self.hours(reading, row, class, tally)?;
        let registered = reading.date(row, REGISTERED, tally)?;
        let mut print = Fingerprint::new();
        print.number(offered.to_bits());
        print.number(absent.to_bits());
        print.number(registered.map_or(u64::MAX, |d| i64::from(d) as u64));
        print.text(&coded.folded);
        print.text(reading.text(row, LESSON));
        let begun = print;
        reading.print_extra(row, &mut print);
        let alike = rows_are_lessons(reading).then_some(file);
        let said = Said {
            offered: offered.to_bits(),
            absent: absent.to_bits(),
            lawful: class == Some(Class::Lawful),
            unclassified,
            alike,
            delay: delay(registered, date),
        };
        let print = self.ended(reading, file, print);
        Ok(Fact { date, said, print, begun, registered, unexplained: unclassified && self.strict })
    }

    /// The hash of a row of a file, its cells taken.
    pub fn ended(&self, reading: &Reading, file: u32, mut print: Fingerprint) -> u64 {
        print.number(if rows_are_lessons(reading) { u64::from(file) + 1 } else { 0 });
        print.value() as u64
    }
}

/// Enters what a row says of a person.
pub(super) fn put(facts: &mut Facts, stand: Stand, number: u32, fact: &Fact, line: usize) {
    match stand {
        Stand::In(at) => facts.used(at, fact.date, fact.said, fact.print),
        Stand::Out(_) => facts.out(number, fact.date, fact.print),
        Stand::Aside => facts.aside(number, fact.date, fact.print, line, false, fact.said.alike.is_some()),
        Stand::Stranger => facts.aside(number, fact.date, fact.print, line, true, fact.said.alike.is_some()),
    }
}

/// Whether rows are lessons that nothing numbers, so that alike rows are several.
pub(super) fn rows_are_lessons(reading: &Reading) -> bool {
    reading.columns[LESSON].is_none() && reading.columns[OFFERED].is_none()
}

/// Reads one file from where it stands to its end.
pub(super) struct Reader<'a, 'b> {
    pub rules: &'a Rules<'a>,
    pub ctx: &'a Context<'b>,
    /// Position of the file among the register's.
    pub file: u32,
    /// Fingerprints of odd rows.
    pub seen: &'a mut HashSet<u128>,
    /// Whom the file is about.
    pub persons: HashSet<u32>,
    pub store: &'a mut super::absence_days::Store,
}

impl Reader<'_, '_> {
    /// Blocks where the file allows it, rows elsewhere.
    pub fn read(&mut self, gate: &mut Gate, delivery: &mut Delivery, ledger: &mut Ledger) -> Outcome<Rows> {
        let count = 4 * rayon::current_num_threads();
        let mut rows = Rows::default();
        let mut patience = PATIENCE[0];
        let mut told = delivery.read();
        self.ctx.progress.advance(told);
        loop {
            let broken = match delivery.blocks(count)? {
                Some(blocks) => self.blocks(gate, delivery, ledger, &mut rows, blocks),
                None => true,
            };
            if broken {
                let held = delivery.held();
                if !self.rows(gate, delivery, ledger, &mut rows, patience.max(held))? {
                    break;
                }
                patience = if held > 0 { patience } else { (2 * patience).min(PATIENCE[1]) };
            } else {
                patience = PATIENCE[0];
            }
            self.ctx.progress.advance(delivery.read() - told);
            told = delivery.read();
        }
        Ok(rows)
    }

    /// Reads blocks on every thread and takes what they hold in the order of the file. Whether a line was met that
    /// only its neighbours explain.
    fn blocks(
        &mut self,
        gate: &mut Gate,
        delivery: &mut Delivery,
        ledger: &mut Ledger,
        rows: &mut Rows,
        blocks: Blocks,
    ) -> bool {
        let reader =
            BlockReader { rules: self.rules, reading: &delivery.reading, people: &gate.people, file: self.file };
        let parts: Vec<Part> = (0..blocks.count()).into_par_iter().map(|at| reader.part(&blocks, at)).collect();
        let mut before = delivery.line() + 1;
        let (mut used, mut taken, mut odd) = (Vec::new(), Vec::new(), Vec::new());
        for (at, part) in parts.into_iter().enumerate() {
            used.push(part.used);
            delivery.tally.add(&part.tally);
            self.persons.extend(part.persons);
            gate.identifiers_cleaned += part.cleaned;
            taken.push((before, part.facts));
            odd.extend(part.odd.into_iter().map(|mut row| {
                row.line += before;
                row
            }));
            before += part.used.lines;
            if !blocks.is_whole(at, part.used) {
                break;
            }
        }
        let read: u64 = used.iter().map(|u| u.rows).sum();
        ledger.rows_in += read;
        rows.identified += read - odd.len() as u64;
        self.store.take(self.file, taken);
        let broken = used.last().is_some_and(|last| !blocks.is_whole(used.len() - 1, *last));
        delivery.used(blocks, &used);
        let mut facts = Facts::of(self.rules.pupils);
        for row in &odd {
            self.row(gate, delivery, ledger, rows, &mut facts, row);
        }
        self.store.take(self.file, vec![(0, facts)]);
        broken
    }

    /// Reads so many rows one at a time; `false` at the end of the file.
    fn rows(
        &mut self,
        gate: &mut Gate,
        delivery: &mut Delivery,
        ledger: &mut Ledger,
        rows: &mut Rows,
        count: u64,
    ) -> Outcome<bool> {
        let mut facts = Facts::of(self.rules.pupils);
        let mut row = Row::default();
        let mut more = true;
        for _ in 0..count {
            more = delivery.next(&mut row)?;
            if !more {
                break;
            }
            ledger.rows_in += 1;
            self.row(gate, delivery, ledger, rows, &mut facts, &row);
        }
        self.store.take(self.file, vec![(0, facts)]);
        Ok(more)
    }

    /// One row by itself.
    fn row(
        &mut self,
        gate: &mut Gate,
        delivery: &mut Delivery,
        ledger: &mut Ledger,
        rows: &mut Rows,
        facts: &mut Facts,
        row: &Row,
    ) {
        let origin = Origin { file: self.file, line: row.line as u32 };
        let (reading, tally) = (&delivery.reading, &mut delivery.tally);
        if let Some(why) = reading.passed_over(row) {
            return ledger.exclude_in(self.file, why);
        }
        if let Err(complaint) = reading.whole(row) {
            return ledger.quarantine(origin, complaint);
        }
        rows.identified += 1;
        let cell = reading.identifier(row, 0);
        gate.identifiers_cleaned += u64::from(clean(cell) != trim(cell));
        let entered = gate.people.identify(cell, reading.six, self.rules.pseudonymised).and_then(|number| {
            let stand = self.rules.stand(number);
            self.persons.insert(number);
            match stand {
                Stand::Out(reason::OPT_OUT) => facts.out(number, 0, reading.fingerprint(row) as u64),
                _ => {
                    let fact = self.rules.fact(reading, row, self.file, &mut Coded::default(), tally)?;
                    if fact.unexplained {
                        if !self.seen.insert(reading.fingerprint(row)) {
                            ledger.exclude(reason::DUPLICATE);
                            return Ok(());
                        }
                        let code = reading.text(row, CODE);
                        gate.unexplained(Register::Absences, reading.column_name(CODE), code);
                    }
                    put(facts, stand, number, &fact, row.line);
                }
            }
            Ok(())
        });
        if let Err(complaint) = entered {
            if !rows_are_lessons(reading) && !self.seen.insert(reading.fingerprint(row)) {
                return ledger.exclude_in(self.file, reason::DUPLICATE);
            }
            rows.complained(complaint.code, row.line);
            ledger.quarantine(origin, complaint);
        }
    }
}
