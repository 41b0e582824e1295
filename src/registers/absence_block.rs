//! What one thread makes of a block of absence rows: row by row, or by columns where each holds one type.
//!
//! Few rows say anything new of hours and codes. The rest of a row, after its pupil and its day, is therefore read once for
//! all rows that have the same cells; nothing but those cells decides what it says, or what it tells of decimal marks.

use super::absence_codes::{CODE, Coded};
use super::absence_days::{Facts, Stand};
use super::absence_rows::{ABSENT, DATE, Fact, LESSON, OFFERED, REGISTERED, Rules, put};
use super::cells::clean::clean;
use super::cells::fingerprint::QuickHash;
use super::fields::Register;
use super::files::blocks::{Blocks, Used};
use super::files::row::{Row, Typed, trim};
use super::files::texts::Texts;
use super::files::typed_rows::{TakesRows, TypedCell, TypedRows};
use super::ledger::reason;
use super::people::People;
use super::reading::{Reading, Tally};
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher};

/// Fields that decide what a row says, besides its pupil and its day.
const SAYING: [usize; 5] = [OFFERED, ABSENT, CODE, REGISTERED, LESSON];
/// Different things said that are kept of a block.
const KEPT: usize = 1 << 12;

/// What one thread made of a block.
pub(super) struct Part {
    pub used: Used,
    pub tally: Tally,
    pub facts: Facts,
    /// Whom rows were about.
    pub persons: HashSet<u32>,
    /// Rows whose identifier was cleaned.
    pub cleaned: u64,
    /// Rows that must be read in order: somebody new, something unreadable, a code that nobody explained.
    pub odd: Vec<Row>,
}

/// What rows of a block are read by.
#[derive(Clone, Copy)]
pub(super) struct BlockReader<'a> {
    pub rules: &'a Rules<'a>,
    pub reading: &'a Reading,
    pub people: &'a People,
    /// Position of the file among the register's.
    pub file: u32,
}

impl BlockReader<'_> {
    /// Reads a block.
    pub fn part(&self, blocks: &Blocks, at: usize) -> Part {
        let tally = Tally::of(Register::Absences.fields().len());
        let facts = Facts::of(self.rules.pupils);
        let mut taking = Taking {
            by: self,
            scratch: tally.clone(),
            part: Part { used: Used::default(), tally, facts, persons: HashSet::new(), cleaned: 0, odd: Vec::new() },
            coded: Coded::default(),
            whose: String::new(),
            number: None,
            cleaned: false,
            said: SaidBefore::new(self.reading),
            days: DaysRead(Vec::new()),
            texts: Texts::new(),
        };
        let used = blocks.give(at, &mut taking);
        // what rows that were entered tell of decimal marks; the others' is told when they are read in order
        taking.part.tally.evidence.clone_from(&taking.scratch.evidence);
        Part { used, ..taking.part }
    }
}

/// A block being read.
struct Taking<'a> {
    by: &'a BlockReader<'a>,
    part: Part,
    /// Not kept.
    scratch: Tally,
    coded: Coded,
    /// The identifier of the last row, whose it is, and whether it was cleaned.
    whose: String,
    number: Option<u32>,
    cleaned: bool,
    said: SaidBefore,
    days: DaysRead,
    texts: Texts,
}

impl TakesRows for Taking<'_> {
    fn row(&mut self, row: &Row) {
        let plain = row.passed.is_none() && row.len() == self.by.reading.width;
        if plain && self.again(&OneRow(row), 0) {
            return;
        }
        if let Some(fact) = self.enter(row) {
            self.keep(&OneRow(row), 0, fact);
        }
    }

    fn typed(&mut self, rows: &impl TypedRows) {
        let mut row = Row::default();
        for at in 0..rows.len() {
            if self.again(rows, at) {
                continue;
            }
            rows.fill(at, &mut self.texts, &mut row);
            if let Some(fact) = self.enter(&row) {
                self.keep(rows, at, fact);
            }
        }
    }
}

impl Taking<'_> {
    /// Enters a row, or keeps it for reading in order.
    fn enter(&mut self, row: &Row) -> Option<Fact> {
        let BlockReader { rules, reading, people, file } = *self.by;
        let cell = reading.text(row, 0);
        // of one pupil many rows stand behind each other
        if self.number.is_none() || cell != self.whose {
            self.whose.clear();
            self.whose.push_str(cell);
            self.number = people.known(cell, reading.six, rules.pseudonymised);
            self.number = self.number.filter(|_| !reading.is_declared_missing(cell));
            self.cleaned = clean(cell) != trim(cell);
            self.part.persons.extend(self.number);
        }
        let plain = row.passed.is_none() && row.len() == reading.width;
        let entered = match self.number.filter(|_| plain) {
            None => None,
            Some(number) if rules.stand(number) == Stand::Out(reason::OPT_OUT) => {
                // whatever else it holds
                self.part.facts.out(number, 0, reading.fingerprint(row) as u64);
                Some(None)
            }
            // odd rows are counted when they are read in order
            Some(number) => {
                let fact = rules.fact(reading, row, file, &mut self.coded, &mut self.scratch);
                let fact = fact.ok().filter(|f| !f.unexplained);
                if let Some(fact) = &fact {
                    self.count(fact.date, fact.registered.is_some());
                    put(&mut self.part.facts, rules.stand(number), number, fact, row.line);
                }
                fact.map(Some)
            }
        };
        match entered {
            Some(fact) => {
                self.part.cleaned += u64::from(self.cleaned);
                fact
            }
            None => {
                self.part.odd.push(row.clone());
                None
            }
        }
    }

    fn count(&mut self, date: i32, registered: bool) {
        for field in DATE..=ABSENT {
            self.part.tally.filled[field] += u64::from(self.by.reading.columns[field].is_some());
        }
        self.part.tally.filled[REGISTERED] += u64::from(registered);
        self.part.tally.seen(date, date);
    }

    /// Whether the row at a place is about the person of the last one.
    fn whose_cell(&self, rows: &impl TypedRows, at: usize) -> bool {
        let Some(column) = self.by.reading.columns[0] else { return false };
        match rows.cell(column, at) {
            TypedCell::Text(text) => trim(text) == self.whose,
            TypedCell::Untold | TypedCell::Nothing => false,
            // numbers and days are told apart as they stand
            cell => at > 0 && rows.cell(column, at - 1) == cell,
        }
    }

    /// Keeps what a row was found to say.
    fn keep(&mut self, rows: &impl TypedRows, at: usize, fact: Fact) {
        if let Some(TypedCell::Text(text)) = self.by.reading.columns[DATE].map(|c| rows.cell(c, at)) {
            self.days.keep(text, fact.date);
        }
        self.said.keep(rows, at, fact);
    }

    /// Enters a row of the last one's person that says what one before it said; `false` where it must be read as a row.
    fn again(&mut self, rows: &impl TypedRows, at: usize) -> bool {
        let BlockReader { rules, reading, .. } = *self.by;
        let Some(number) = self.number.filter(|_| self.whose_cell(rows, at)) else { return false };
        let stand = rules.stand(number);
        if stand == Stand::Out(reason::OPT_OUT) {
            return false;
        }
        let day = reading.columns[DATE].and_then(|c| match rows.cell(c, at) {
            TypedCell::Day(day) if reading.missing.is_empty() => Some(day),
            TypedCell::Day(day) => Some(day).filter(|d| !reading.is_declared_missing(self.texts.day(*d))),
            TypedCell::Text(text) => self.days.find(text),
            _ => None,
        });
        let Some(date) = day else { return false };
        let Some((place, print)) = self.said.find(self.by, rows, at, &mut self.texts) else { return false };
        let said = &mut self.said.list[place];
        let fact = said.fact.on(date, print);
        match stand {
            Stand::In(position) if fact.registered.is_none() => {
                let facts = &mut self.part.facts;
                let own = *said.number.get_or_insert_with(|| facts.saying(fact.said));
                facts.used_as(position, date, own, print);
            }
            _ => put(&mut self.part.facts, stand, number, &fact, rows.line(at)),
        }
        self.count(date, fact.registered.is_some());
        self.part.cleaned += u64::from(self.cleaned);
        true
    }
}

/// A row of cells as rows in columns.
struct OneRow<'a>(&'a Row);

impl TypedRows for OneRow<'_> {
    fn len(&self) -> usize {
        1
    }

    fn cell(&self, column: usize, _at: usize) -> TypedCell<'_> {
        match self.0.typed(column) {
            None => TypedCell::Text(self.0.cell(column)),
            Some(Typed::Day(day)) => TypedCell::Day(*day),
            Some(Typed::Number(_) | Typed::Hours(_) | Typed::Label(_)) => TypedCell::Untold,
        }
    }

    fn line(&self, _at: usize) -> usize {
        self.0.line
    }

    fn fill(&self, _at: usize, _texts: &mut Texts, row: &mut Row) {
        row.clone_from(self.0);
    }
}

/// Days as they were written, and what they were read as.
struct DaysRead(Vec<Option<(String, i32)>>);

impl DaysRead {
    /// Places; what falls on one place is read anew.
    const PLACES: usize = 1 << 9;

    fn place(text: &str) -> usize {
        let mut hasher = QuickHash::default().build_hasher();
        hasher.write(text.as_bytes());
        (hasher.finish() >> 32) as usize % Self::PLACES
    }

    fn find(&self, text: &str) -> Option<i32> {
        self.0.get(Self::place(text))?.as_ref().filter(|(own, _)| own == text).map(|(_, day)| *day)
    }

    fn keep(&mut self, text: &str, day: i32) {
        self.0.resize(Self::PLACES, None);
        self.0[Self::place(text)] = Some((text.to_string(), day));
    }
}

/// A cell that is kept.
#[derive(Debug, PartialEq)]
enum Kept {
    Nothing,
    Text(String),
    Day(i32),
    Number(u64),
    Whole(i64),
}

impl Kept {
    /// `None` where only the row tells what is in it.
    fn of(cell: TypedCell<'_>) -> Option<Kept> {
        match cell {
            TypedCell::Nothing => Some(Kept::Nothing),
            TypedCell::Text(text) => Some(Kept::Text(text.to_string())),
            TypedCell::Day(day) => Some(Kept::Day(day)),
            TypedCell::Number(x) => Some(Kept::Number(x.to_bits())),
            TypedCell::Whole(i) => Some(Kept::Whole(i)),
            TypedCell::Untold => None,
        }
    }

    fn is(&self, cell: TypedCell<'_>) -> bool {
        match (self, cell) {
            (Kept::Nothing, TypedCell::Nothing) => true,
            (Kept::Text(own), TypedCell::Text(text)) => own == text,
            (Kept::Day(own), TypedCell::Day(day)) => *own == day,
            (Kept::Number(own), TypedCell::Number(x)) => *own == x.to_bits(),
            (Kept::Whole(own), TypedCell::Whole(i)) => *own == i,
            _ => false,
        }
    }
}

/// What rows with the same cells say.
struct Saying {
    cells: Vec<Kept>,
    /// Of the row that said it first.
    fact: Fact,
    /// The number of it among the block's, once it is known.
    number: Option<u32>,
}

/// Everything said in a block so far.
struct SaidBefore {
    /// Columns of the fields that decide.
    columns: Vec<usize>,
    list: Vec<Saying>,
    by_cells: HashMap<u64, usize, QuickHash>,
    /// Which was said last.
    last: usize,
}

impl SaidBefore {
    fn new(reading: &Reading) -> SaidBefore {
        let columns = SAYING.iter().filter_map(|f| reading.columns[*f]);
        SaidBefore { columns: columns.collect(), list: Vec::new(), by_cells: HashMap::default(), last: 0 }
    }

    /// What the row at a place says, where that was said before, and the hash of it.
    fn find(
        &mut self,
        by: &BlockReader<'_>,
        rows: &impl TypedRows,
        at: usize,
        texts: &mut Texts,
    ) -> Option<(usize, u64)> {
        if !self.list.get(self.last).is_some_and(|s| self.is(s, rows, at)) {
            let place = *self.by_cells.get(&self.hash(rows, at))?;
            if !self.is(&self.list[place], rows, at) {
                return None;
            }
            self.last = place;
        }
        let mut print = self.list[self.last].fact.begun;
        for (name, column) in &by.reading.extra {
            let cell = rows.cell(*column, at).written(texts)?;
            if !cell.is_empty() {
                print.text(name);
                print.text(cell);
            }
        }
        Some((self.last, by.rules.ended(by.reading, by.file, print)))
    }

    fn is(&self, said: &Saying, rows: &impl TypedRows, at: usize) -> bool {
        self.columns.iter().zip(&said.cells).all(|(column, own)| own.is(rows.cell(*column, at)))
    }

    fn hash(&self, rows: &impl TypedRows, at: usize) -> u64 {
        let mut hasher = QuickHash::default().build_hasher();
        for column in &self.columns {
            match rows.cell(*column, at) {
                TypedCell::Nothing | TypedCell::Untold => hasher.write_u64(u64::MAX),
                TypedCell::Text(text) => hasher.write(text.as_bytes()),
                TypedCell::Day(day) => hasher.write_u64(i64::from(day) as u64),
                TypedCell::Number(x) => hasher.write_u64(x.to_bits()),
                TypedCell::Whole(i) => hasher.write_u64(i as u64),
            }
        }
        hasher.finish()
    }

    /// Keeps what the row at a place was found to say.
    fn keep(&mut self, rows: &impl TypedRows, at: usize, fact: Fact) {
        if self.list.len() == KEPT {
            return;
        }
        let kept = self.columns.iter().map(|column| Kept::of(rows.cell(*column, at)));
        if let Some(cells) = kept.collect() {
            self.last = self.list.len();
            self.by_cells.insert(self.hash(rows, at), self.last);
            self.list.push(Saying { cells, fact, number: None });
        }
    }
}
