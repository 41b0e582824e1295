//! What one row of absences says.

use super::absence_codes::Coded;
use super::absence_days::{Facts, Said, Stand};
use super::cells::fingerprint::Fingerprint;
use super::fields::Kind;
use super::files::row::Row;
use super::ledger::Complaint;
use super::profiles::{Class, Codes};
use super::reading::{Reading, Tally};

/// Positions of the fields.
pub(super) const DATE: usize = 1;
pub(super) const OFFERED: usize = 2;
pub(super) const ABSENT: usize = 3;
pub(super) const REGISTERED: usize = 5;
pub(super) const LESSON: usize = 6;

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
