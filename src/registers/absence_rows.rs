//! What one row of absences says, and many threads reading blocks of them.

use super::absence_codes::{CODE, Coded};
use super::absence_days::{Facts, Said, Stand};
use super::cells::clean::clean;
use super::cells::fingerprint::Fingerprint;
use super::delivery::Delivery;
use super::fields::{Kind, Register};
use super::files::blocks::{Blocks, Used};
use super::files::row::{Row, trim};
use super::gate::{Context, Gate, Rows};
use super::ledger::{Complaint, Ledger, Origin, reason};
use super::people::People;
use super::profiles::{Class, Codes};
use super::reading::{Reading, Tally};
use crate::diagnostics::Outcome;
use rayon::prelude::*;
use std::collections::HashSet;

/// Positions of the fields.
const DATE: usize = 1;
const OFFERED: usize = 2;
const ABSENT: usize = 3;
const REGISTERED: usize = 5;
const LESSON: usize = 6;
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
struct Fact {
    date: i32,
    said: Said,
    print: u64,
    /// Whether its code needs an explanation.
    unexplained: bool,
}

impl Rules<'_> {
    fn stand(&self, number: u32) -> Stand {
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

    fn fact(
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
        reading.print_extra(row, &mut print);
        let alike = rows_are_lessons(reading).then_some(file);
        print.number(alike.map_or(0, |file| u64::from(file) + 1));
        let said = Said {
            offered: offered.to_bits(),
            absent: absent.to_bits(),
            lawful: class == Some(Class::Lawful),
            unclassified,
            alike,
            delay: registered.map(|on| on.saturating_sub(date)),
        };
        Ok(Fact { date, said, print: print.value() as u64, unexplained: unclassified && self.strict })
    }

    /// Enters a row whose pupil is known; `false` where it must be read in order.
    fn enter(&self, reading: &Reading, row: &Row, number: u32, file: u32, part: &mut Part) -> bool {
        let stand = self.stand(number);
        if stand == Stand::Out(reason::OPT_OUT) {
            // whatever else it holds
            part.facts.out(number, 0, reading.fingerprint(row) as u64);
            return true;
        }
        // odd rows are counted when they are read in order
        let Ok(fact) = self.fact(reading, row, file, &mut part.coded, &mut part.scratch) else { return false };
        if fact.unexplained {
            return false;
        }
        for field in DATE..=ABSENT {
            part.tally.filled[field] += u64::from(reading.columns[field].is_some());
        }
        part.tally.filled[REGISTERED] += u64::from(fact.said.delay.is_some());
        part.tally.seen(fact.date, fact.date);
        put(&mut part.facts, stand, number, &fact, row.line);
        true
    }
}

fn put(facts: &mut Facts, stand: Stand, number: u32, fact: &Fact, line: usize) {
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

/// What one thread made of a block.
struct Part {
    used: Used,
    tally: Tally,
    /// Not kept.
    scratch: Tally,
    facts: Facts,
    coded: Coded,
    /// Whom rows were about.
    persons: HashSet<u32>,
    /// Rows whose identifier was cleaned.
    cleaned: u64,
    /// Rows that must be read in order: somebody new, something unreadable, a code that nobody explained.
    odd: Vec<Row>,
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
        let (reading, people) = (&delivery.reading, &gate.people);
        let parts: Vec<Part> =
            (0..blocks.count()).into_par_iter().map(|at| self.part(&blocks, at, reading, people)).collect();
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

    fn part(&self, blocks: &Blocks, at: usize, reading: &Reading, people: &People) -> Part {
        let tally = Tally::of(Register::Absences.fields().len());
        let facts = Facts::of(self.rules.pupils);
        let mut part = Part {
            used: Used::default(),
            scratch: tally.clone(),
            tally,
            facts,
            coded: Coded::default(),
            persons: HashSet::new(),
            cleaned: 0,
            odd: Vec::new(),
        };
        // of one pupil many rows stand behind each other
        let (mut before, mut number, mut cleaned) = (String::new(), None, false);
        let used = blocks.each_row(at, |row| {
            let cell = reading.text(row, 0);
            if number.is_none() || cell != before {
                before.clear();
                before.push_str(cell);
                number = people.known(cell, reading.six, self.rules.pseudonymised);
                number = number.filter(|_| !reading.is_declared_missing(cell));
                cleaned = clean(cell) != trim(cell);
                part.persons.extend(number);
            }
            let plain = row.passed.is_none() && row.len() == reading.width;
            match number.filter(|_| plain).is_some_and(|n| self.rules.enter(reading, row, n, self.file, &mut part)) {
                true => part.cleaned += u64::from(cleaned),
                false => part.odd.push(row.clone()),
            }
        });
        // what rows that were entered tell of decimal marks; the others' is told when they are read in order
        part.tally.evidence.clone_from(&part.scratch.evidence);
        Part { used, ..part }
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
