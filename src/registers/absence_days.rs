//! Rows of absences without duplicates, by pupil and day.

use super::absence_records::{OutRow, Record, Rows, Sharing, Small, Wide};
use super::absences::{Absences, EARLY_DAYS};
use super::cells::fingerprint::QuickHash;
use super::ledger::{Ledger, Origin, reason};
use crate::trial::{AbsenceDay, AbsenceDays, LateDay};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// Hours that are rounding.
const SLACK: f64 = 1e-9;
/// An absence entered more than so many days after the day itself is late.
const LATE_DAYS: i32 = 7;
/// More hours than a day has are minutes.
const HOURS_OF_A_DAY: f64 = 24.0;

/// What is to be done with rows of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    /// Used: the pupil's position.
    In(u32),
    /// Left out, and why.
    Out(&'static str),
    /// Put aside, because the pupil's enrolment is.
    Aside,
    /// There is no enrolment.
    Stranger,
}

/// What a row says of hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Said {
    /// Bits of the hours offered, which are not below zero: bits stand in the order of the numbers.
    pub offered: u64,
    /// Bits of the hours absent.
    pub absent: u64,
    /// Whether the absence is lawful.
    pub lawful: bool,
    /// Whether it has a code that says neither.
    pub unclassified: bool,
    /// Of a row that is a lesson nothing numbers: its file. Alike ones are several lessons.
    pub alike: Option<u32>,
    /// Days from the day itself to that on which it was entered, where that is told.
    pub delay: Option<i32>,
}

/// A row that is put aside for whose it is.
struct AsideRow {
    number: u32,
    date: i32,
    print: u64,
    origin: Origin,
    stranger: bool,
    alike: bool,
}

/// Everything that rows say of hours, each once, by number.
#[derive(Default)]
struct Sayings {
    list: Vec<Said>,
    numbers: HashMap<Said, u32, QuickHash>,
    last: Option<(Said, u32)>,
}

impl Sayings {
    fn number(&mut self, said: Said) -> u32 {
        match self.last {
            Some((same, number)) if same == said => number,
            _ => {
                let next = self.list.len() as u32;
                let number = *self.numbers.entry(said).or_insert(next);
                if number == next {
                    self.list.push(said);
                }
                self.last = Some((said, number));
                number
            }
        }
    }
}

/// A row of one block, as it was read.
#[derive(Clone, Copy)]
enum Read {
    /// Of a pupil; what it says by the block's own number.
    Used(Wide),
    /// Of somebody who does not count.
    Out(OutRow),
}

/// Rows of one block.
pub(super) struct Facts {
    sharing: Sharing,
    shards: Vec<Vec<Read>>,
    sayings: Sayings,
    aside: Vec<AsideRow>,
}

impl Facts {
    /// None yet, of a study of so many pupils.
    pub fn of(pupils: usize) -> Facts {
        let sharing = Sharing::of(pupils);
        let shards = vec![Vec::new(); sharing.count()];
        Facts { sharing, shards, sayings: Sayings::default(), aside: Vec::new() }
    }

    /// A row of a pupil.
    pub fn used(&mut self, position: u32, date: i32, said: Said, print: u64) {
        let said = self.saying(said);
        self.used_as(position, date, said, print);
    }

    /// The number of what is said.
    pub fn saying(&mut self, said: Said) -> u32 {
        self.sayings.number(said)
    }

    /// A row of a pupil that says what has a number.
    pub fn used_as(&mut self, position: u32, date: i32, said: u32, print: u64) {
        let (shard, who) = self.sharing.place(position);
        self.shards[shard].push(Read::Used(Wide::new(who, date, print, said)));
    }

    /// A row of somebody who does not count.
    pub fn out(&mut self, number: u32, date: i32, print: u64) {
        let shard = number as usize % self.shards.len();
        self.shards[shard].push(Read::Out(OutRow::new(number, date, print)));
    }

    /// A row that is put aside.
    pub fn aside(&mut self, number: u32, date: i32, print: u64, line: usize, stranger: bool, alike: bool) {
        let origin = Origin { file: 0, line: line as u32 };
        self.aside.push(AsideRow { number, date, print, origin, stranger, alike });
    }
}

/// Rows of every block so far.
#[derive(Default)]
pub(super) struct Store {
    sharing: Option<Sharing>,
    shards: Vec<Rows>,
    sayings: Sayings,
    aside: Vec<AsideRow>,
}

impl Store {
    /// Takes blocks of a file in their order; the line before each block's first is `before`.
    pub fn take(&mut self, file: u32, blocks: Vec<(usize, Facts)>) {
        let Some((_, first)) = blocks.first() else { return };
        self.sharing = Some(first.sharing);
        self.shards.resize_with(first.shards.len(), Rows::default);
        let meanings: Vec<Vec<u32>> =
            blocks.iter().map(|(_, b)| b.sayings.list.iter().map(|s| self.sayings.number(*s)).collect()).collect();
        self.shards.par_iter_mut().enumerate().for_each(|(at, own)| {
            for ((_, facts), meanings) in blocks.iter().zip(&meanings) {
                for row in &facts.shards[at] {
                    match row {
                        Read::Used(row) => own.put(row.saying(meanings[row.said() as usize])),
                        Read::Out(row) => own.out.push(*row),
                    }
                }
            }
        });
        for (before, facts) in blocks {
            let moved = |mut row: AsideRow| {
                row.origin = Origin { file, line: row.origin.line + before as u32 };
                row
            };
            self.aside.extend(facts.aside.into_iter().map(moved));
        }
    }

    /// Takes duplicates out, gives every row its fate in the account, and adds hours up by pupil and day.
    pub fn settle(self, ground: &Ground<'_>, ledger: &mut Ledger, sum: &mut Absences) {
        settle_aside(self.aside, ledger);
        let Some(sharing) = self.sharing else { return };
        let sayings = self.sayings.list;
        let settled = |(at, rows): (usize, Rows)| Shard::of(rows, sharing.first(at), ground, &sayings);
        let shards: Vec<Shard> = self.shards.into_par_iter().enumerate().map(settled).collect();
        let mut counts = vec![0u64; sayings.len()];
        for shard in &shards {
            ledger.used += shard.used;
            ledger.exclude_many(reason::DUPLICATE, shard.duplicates);
            for (why, n) in &shard.excluded {
                ledger.exclude_many(why, *n);
            }
            counts.iter_mut().zip(&shard.counts).for_each(|(a, b)| *a += b);
            sum.before_start += shard.before_start;
            sum.after_leaving += shard.after_leaving;
            sum.lessons_alike += shard.lessons_alike;
            for (file, even) in &shard.even {
                *sum.every_row_twice.entry(*file).or_insert(true) &= even;
            }
            shard.covered.iter().for_each(|at| sum.covered[*at as usize] = true);
        }
        add_hours(&sayings, &counts, sum);
        sum.days = AbsenceDays::with_capacity(shards.iter().map(|s| s.days.len()).sum());
        let mut late = Vec::new();
        for shard in shards {
            sum.days.append(shard.days);
            late.extend(shard.late);
        }
        sum.late = (sum.registered > 0).then_some(late);
    }
}

/// What rows are settled against.
pub(super) struct Ground<'a> {
    /// Enrolment date by position.
    pub starts: &'a [i32],
    /// Last day in the first programme, by position.
    pub left: &'a [Option<i32>],
    /// Why a person does not count.
    pub why: &'a (dyn Fn(u32) -> &'static str + Sync),
    /// Days from school start that are kept.
    pub keep: i32,
    /// Day from school start after which what is entered warns nobody.
    pub landmark: i32,
}

/// What pupils settled independently of the others came to.
#[derive(Default)]
struct Shard {
    used: u64,
    duplicates: u64,
    excluded: BTreeMap<&'static str, u64>,
    /// Rows by what they say.
    counts: Vec<u64>,
    covered: Vec<u32>,
    before_start: u64,
    after_leaving: u64,
    lessons_alike: u64,
    /// Files of which every row of these pupils stands an even number of times.
    even: BTreeMap<u32, bool>,
    /// Pupils' first days.
    days: AbsenceDays,
    late: Vec<LateDay>,
}

impl Shard {
    /// Settles the rows of pupils from a position on.
    fn of(rows: Rows, first: u32, ground: &Ground<'_>, sayings: &[Said]) -> Shard {
        let mut shard = Shard { counts: vec![0; sayings.len()], ..Shard::default() };
        shard.exclude(rows.out, ground);
        match rows.wide.is_empty() {
            true => shard.settle(rows.small, first, ground, sayings),
            // what is kept in two ways is compared in one
            false => {
                let small = rows.small.iter().map(Small::widened);
                shard.settle(rows.wide.into_iter().chain(small).collect(), first, ground, sayings);
            }
        }
        shard
    }

    /// Counts rows of people who do not count.
    fn exclude(&mut self, mut rows: Vec<OutRow>, ground: &Ground<'_>) {
        let all = rows.len();
        rows.sort_unstable();
        rows.dedup();
        self.duplicates += (all - rows.len()) as u64;
        for row in rows {
            *self.excluded.entry((ground.why)(row.number())).or_default() += 1;
        }
    }

    fn settle<R: Record>(&mut self, mut rows: Vec<R>, first: u32, ground: &Ground<'_>, sayings: &[Said]) {
        rows.sort_unstable();
        let all = rows.len();
        let alike = |r: &R| sayings[r.said() as usize].alike;
        if sayings.iter().any(|s| s.alike.is_some()) {
            for group in rows.chunk_by(R::is_same) {
                if let Some(file) = alike(&group[0]) {
                    self.lessons_alike += group.len() as u64 - 1;
                    let even = self.even.entry(file).or_insert(true);
                    *even &= group.len().is_multiple_of(2);
                }
            }
        }
        rows.dedup_by(|b, a| alike(a).is_none() && R::is_same(a, b));
        self.duplicates += (all - rows.len()) as u64;
        rows.retain(|r| {
            let who = first + r.who();
            self.used += 1;
            self.counts[r.said() as usize] += 1;
            if self.covered.last() != Some(&who) {
                self.covered.push(who);
            }
            let day = r.date() - ground.starts[who as usize] + 1;
            self.before_start += u64::from(day < 1);
            self.after_leaving += u64::from(ground.left[who as usize].is_some_and(|l| r.date() > l));
            (1..=ground.keep).contains(&day)
        });
        days(&rows, first, ground, sayings, &mut self.days, &mut self.late);
    }
}

/// Rows put aside one by one; of the same row twice the first in the files.
fn settle_aside(mut rows: Vec<AsideRow>, ledger: &mut Ledger) {
    rows.par_sort_unstable_by_key(|r| (r.number, r.date, r.print, r.origin));
    let all = rows.len();
    rows.dedup_by(|b, a| !a.alike && (a.number, a.date, a.print) == (b.number, b.date, b.print));
    ledger.exclude_many(reason::DUPLICATE, (all - rows.len()) as u64);
    for row in rows {
        ledger
            .quarantine(row.origin, if row.stranger { super::absences::stranger() } else { super::absences::aside() });
    }
}

/// Hours over everything used: each thing said once, times its rows, in the order of the numbers, so that the order of
/// the rows changes nothing.
fn add_hours(sayings: &[Said], counts: &[u64], sum: &mut Absences) {
    let mut said: Vec<(Said, u64)> = sayings.iter().copied().zip(counts.iter().copied()).collect();
    said.sort_unstable();
    for (s, n) in said {
        let (offered, absent) = (f64::from_bits(s.offered), f64::from_bits(s.absent));
        sum.hours_offered += offered * n as f64;
        sum.hours_absent += absent * n as f64;
        sum.used += n;
        sum.more_than_offered += if absent > offered + SLACK { n } else { 0 };
        sum.beyond_a_day += if absent.max(offered) > HOURS_OF_A_DAY { n } else { 0 };
        sum.some_absent += if absent > 0.0 { n } else { 0 };
        sum.whole_lessons += if offered.fract() == 0.0 && (1.0..=12.0).contains(&offered) { n } else { 0 };
        sum.unclassified += if s.unclassified { n } else { 0 };
        sum.registered += if s.delay.is_some() { n } else { 0 };
        sum.registered_late += if s.delay.is_some_and(|d| d > LATE_DAYS) { n } else { 0 };
    }
}

/// Lessons of one day added up, by value, so that sums depend on nothing else; school days numbered over days with hours
/// offered.
fn days<R: Record>(
    rows: &[R],
    first: u32,
    ground: &Ground<'_>,
    sayings: &[Said],
    out: &mut AbsenceDays,
    late: &mut Vec<LateDay>,
) {
    let mut lessons: Vec<Said> = Vec::new();
    let (mut pupil, mut number) = (u32::MAX, 0);
    for day in rows.chunk_by(|a, b| (a.who(), a.date()) == (b.who(), b.date())) {
        lessons.clear();
        lessons.extend(day.iter().map(|r| sayings[r.said() as usize]));
        lessons.sort_unstable();
        let who = first + day[0].who();
        let total = |of: &dyn Fn(&Said) -> f64| lessons.iter().map(of).sum::<f64>();
        let offered = total(&|s| f64::from_bits(s.offered));
        if who != pupil {
            (pupil, number) = (who, 0);
        }
        number += i32::from(offered > 0.0);
        let of_start = day[0].date() - ground.starts[who as usize] + 1;
        let is_late = |s: &Said| s.delay.is_some_and(|d| of_start.saturating_add(d) > ground.landmark);
        let hours = |s: &Said| if is_late(s) { f64::from_bits(s.absent) } else { 0.0 };
        let absent = total(&hours);
        if absent > 0.0 {
            let lawful = total(&|s| if s.lawful { hours(s) } else { 0.0 });
            late.push(LateDay { pupil: who, day: of_start, absent, lawful });
        }
        out.push(AbsenceDay {
            pupil: who,
            day: of_start,
            school_day: number,
            offered,
            absent: total(&|s| f64::from_bits(s.absent)),
            lawful: total(&|s| if s.lawful { f64::from_bits(s.absent) } else { 0.0 }),
        });
    }
}

/// Calendar days from school start that are kept day by day, for a window of so many days.
pub(super) fn kept_days(window: i32) -> i32 {
    EARLY_DAYS.max(window.saturating_mul(2).saturating_add(14))
}
