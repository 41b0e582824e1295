//! A file of absences read in its order: blocks on many threads, and rows by themselves where a block breaks off.

use super::absence_block::{BlockReader, Part};
use super::absence_codes::{CODE, Coded};
use super::absence_days::{Facts, Stand, Store};
use super::absence_rows::{Rules, put, rows_are_lessons};
use super::cells::clean::clean;
use super::delivery::Delivery;
use super::fields::Register;
use super::files::blocks::Blocks;
use super::files::row::{Row, trim};
use super::gate::{Context, Gate, Rows};
use super::ledger::{Ledger, Origin, reason};
use crate::diagnostics::Outcome;
use rayon::prelude::*;
use std::collections::HashSet;

/// Rows read one at a time after a block that could not be read whole: at first, and at most.
const PATIENCE: [u64; 2] = [1, 1 << 16];

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
    pub store: &'a mut Store,
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
