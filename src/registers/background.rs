//! Background by pupil: age, sex, benefit and further columns of numbers; agreements and opt-outs.

use super::absences::Standing;
use super::cells::calendar;
use super::cells::identifiers::{self, SixDigits};
use super::cells::mask;
use super::fields::Register;
use super::files::row::folded;
use super::gate::{Context, Fate, Gate};
use super::ledger::reason;
use super::outcomes::Agreement;
use crate::diagnostics::{Doubt, Outcome, Told};
use std::collections::{BTreeMap, HashMap};

/// Age below which a pupil counts as `under20`.
const UNDER: i32 = 20;
/// Numbers with so many digits before the decimals may be somebody's, and are not taken as covariates.
const IDENTIFYING: f64 = 100_000.0;

/// What the background register and the identifiers tell.
#[derive(Debug, Default)]
pub(super) struct Background {
    /// Names of the covariates, in order.
    pub names: Vec<String>,
    /// Values by name and position of the pupil.
    pub values: Vec<Vec<Option<f64>>>,
    /// Doubts.
    pub warnings: Vec<Told>,
}

/// Reads background, and derives age and sex from identifiers where no column tells.
pub(super) fn read(ctx: &Context<'_>, gate: &mut Gate, standing: &Standing<'_>, starts: &[i32]) -> Outcome<Background> {
    let n = starts.len();
    let mut birth: Vec<Option<i32>> = vec![None; n];
    let mut female: Vec<Option<f64>> = vec![None; n];
    let mut benefit: Vec<Option<f64>> = vec![None; n];
    let mut extra: BTreeMap<String, Column> = BTreeMap::new();
    let (mut any_benefit, mut unread) = (false, [0u64; 2]);
    gate.read(ctx, Register::Background, |gate, delivery, row, _| {
        let pupil = gate.pupil(ctx, Register::Background, delivery, row)?;
        if gate.opted_out.contains(&pupil) {
            return Ok(Fate::Excluded(reason::OPT_OUT));
        }
        let born = delivery.date(row, 1)?;
        let (sex, aid) = (delivery.text(row, 2), delivery.text(row, 3));
        any_benefit |= delivery.has(3);
        // a population register holds others as well
        let (at, _) = match standing.of(pupil, Ok(Fate::Excluded(reason::OUTSIDE)))? {
            Ok(row) => row,
            Err(fate) => return Ok(fate),
        };
        let at = at as usize;
        birth[at] = born.or(birth[at]);
        female[at] = is_female(sex).or(female[at]);
        benefit[at] = is_yes(aid).or(benefit[at]);
        unread[0] += u64::from(!sex.is_empty() && is_female(sex).is_none());
        unread[1] += u64::from(!aid.is_empty() && is_yes(aid).is_none());
        let last_four = last_four(delivery.text(row, 0));
        let mut emptied = 0;
        for i in 0..delivery.reading.extra.len() {
            let (name, column) = &delivery.reading.extra[i];
            let cell = row.cell(*column);
            let entry = extra.entry(covariate_name(ctx, name)).or_insert_with(|| Column::new(n, is_named(ctx, name)));
            if !delivery.reading.is_missing(cell) {
                let value = delivery.reading.extra_number(row, i, &mut delivery.tally).ok().flatten();
                emptied += u64::from(!entry.take(at, cell, value, last_four.as_deref()));
            }
        }
        delivery.tally.emptied += emptied;
        Ok(Fate::Used)
    })?;
    for (pupil, (at, _)) in standing.rows {
        if let Some(person) = gate.people.persons[*pupil as usize] {
            let at = *at as usize;
            birth[at] = birth[at].or(Some(person.birth));
            female[at] = female[at].or(Some(f64::from(u8::from(person.female))));
        }
    }
    let under = (0..n).map(|at| young(birth[at]?, starts[at])).collect();
    let own = [("under20", under, false), ("female", female, false), ("benefit", benefit, any_benefit)];
    let mut out = collected(own, unread);
    take_extra(extra, &mut out);
    Ok(out)
}

/// Whether a pupil was young at the start; nothing for an age that nobody in school has.
fn young(birth: i32, start: i32) -> Option<f64> {
    let age = calendar::years_between(birth, start);
    (10..=100).contains(&age).then(|| f64::from(u8::from(age < UNDER)))
}

/// The covariates that are there or known of anybody, and what could not be read of sex and benefit.
fn collected(own: [(&str, Vec<Option<f64>>, bool); 3], unread: [u64; 2]) -> Background {
    let mut out = Background::default();
    for (name, values, there) in own {
        if there || values.iter().any(Option::is_some) {
            out.names.push(name.to_string());
            out.values.push(values);
        }
    }
    for (what, count) in ["sex", "benefit"].iter().zip(unread) {
        if count > 0 {
            out.warnings.push(Doubt::UnknownBackground { count, column: what.to_string() }.into());
        }
    }
    out
}

fn take_extra(extra: BTreeMap<String, Column>, out: &mut Background) {
    for (name, column) in extra {
        if column.filled == 0 || column.numbers * 10 < column.filled * 9 {
            continue;
        }
        if column.is_identifying() {
            out.warnings.push(Doubt::IdentifyingColumn { column: name }.into());
            continue;
        }
        out.names.push(name);
        out.values.push(column.values);
    }
}

/// A column that no field takes.
struct Column {
    values: Vec<Option<f64>>,
    /// Whether the study names it.
    named: bool,
    filled: u64,
    numbers: u64,
    /// Whether a cell may be the number of a person.
    identifying: bool,
    /// Cells with the last four digits of their row's identifier.
    last_four: u64,
    /// Cells of four digits, and those of them that begin with a nought.
    four_digits: [u64; 2],
}

impl Column {
    fn new(n: usize, named: bool) -> Self {
        Column {
            values: vec![None; n],
            named,
            filled: 0,
            numbers: 0,
            identifying: false,
            last_four: 0,
            four_digits: [0, 0],
        }
    }

    /// Takes a cell; whether it may be shown: of a column that the study names a cell that may be a person's is empty.
    fn take(&mut self, at: usize, cell: &str, value: Option<f64>, last_four: Option<&str>) -> bool {
        self.filled += 1;
        let Some(x) = value else { return true };
        self.numbers += 1;
        let touched = mask::touches_number(cell);
        self.identifying |= touched || x.abs() >= IDENTIFYING && x.fract() == 0.0;
        self.last_four += u64::from(last_four.is_some_and(|four| is_four(cell, four)));
        let four = cell.len() == 4 && cell.bytes().all(|b| b.is_ascii_digit());
        self.four_digits[0] += u64::from(four);
        self.four_digits[1] += u64::from(four && cell.starts_with('0'));
        if touched && self.named {
            return false;
        }
        self.values[at] = Some(x);
        true
    }

    /// Whether the column may hold numbers of persons, or the last four digits of them, and nobody asked for it.
    fn is_identifying(&self) -> bool {
        let own = self.last_four * 2 > self.filled;
        // as text they keep their leading nought
        let like = self.four_digits[0] == self.filled && self.four_digits[1] > 0;
        own || !self.named && (self.identifying || like)
    }
}

/// The last four places of an identifier of ten digits.
fn last_four(identifier: &str) -> Option<String> {
    let id = identifiers::read(identifier, SixDigits::BirthDates).ok()?;
    (id.text.len() == 10 && id.person.is_some()).then(|| id.text[6..].to_string())
}

/// Whether a cell is these four digits, a decimal part of noughts or lost leading noughts apart.
fn is_four(cell: &str, four: &str) -> bool {
    let bare = |t: &str| t.trim_start_matches('0').to_string();
    let whole = cell.split(['.', ',']).next().unwrap_or(cell);
    bare(whole) == bare(four) && whole.bytes().all(|b| b.is_ascii_digit())
}

/// Whether `columns` or the analysis speaks of a further column.
fn is_named(ctx: &Context<'_>, written: &str) -> bool {
    let columns = ctx.decl(Register::Background).map(|d| &d.columns);
    let mapped = columns.is_some_and(|c| c.values().flatten().any(|n| folded(n) == folded(written)));
    let study = ctx.study;
    let forecast = study.forecast.iter().flat_map(|f| &f.covariates);
    let declared = study.analysis.covariates.iter().chain(&study.analysis.subgroups).chain(&study.absence.covariates);
    let mut spoken = declared.chain(forecast);
    mapped || spoken.any(|c| folded(c) == folded(written))
}

/// The name that `columns` gives a further column, or the one that the analysis speaks of, or its own in lower case.
fn covariate_name(ctx: &Context<'_>, written: &str) -> String {
    let columns = ctx.decl(Register::Background).map(|d| &d.columns);
    let mapped = columns.and_then(|c| c.iter().find(|(_, names)| names.iter().any(|n| folded(n) == folded(written))));
    let study = ctx.study;
    let mut spoken = study.analysis.covariates.iter().chain(&study.analysis.subgroups).chain(&study.absence.covariates);
    match mapped {
        Some((name, _)) => name.clone(),
        None => spoken.find(|n| folded(n) == folded(written)).cloned().unwrap_or_else(|| folded(written)),
    }
}

fn is_female(text: &str) -> Option<f64> {
    match folded(text).as_str() {
        "k" | "f" | "2" | "kvinde" | "female" | "pige" | "woman" | "girl" => Some(1.0),
        "m" | "1" | "mand" | "male" | "dreng" | "man" | "boy" => Some(0.0),
        _ => None,
    }
}

fn is_yes(text: &str) -> Option<f64> {
    match folded(text).as_str() {
        "1" | "1.0" | "ja" | "j" | "yes" | "y" | "true" | "sand" | "x" => Some(1.0),
        "0" | "0.0" | "nej" | "n" | "no" | "false" | "falsk" => Some(0.0),
        _ => None,
    }
}

/// Reads training agreements, by pupil.
pub(super) fn read_agreements(
    ctx: &Context<'_>,
    gate: &mut Gate,
    standing: &Standing<'_>,
) -> Outcome<HashMap<u32, Vec<Agreement>>> {
    let mut list: HashMap<u32, Vec<Agreement>> = HashMap::new();
    gate.read(ctx, Register::Agreements, |gate, delivery, row, _| {
        let pupil = gate.pupil(ctx, Register::Agreements, delivery, row)?;
        if gate.opted_out.contains(&pupil) {
            return Ok(Fate::Excluded(reason::OPT_OUT));
        }
        let signed = delivery.needed_date(row, 1)?;
        let start = delivery.date(row, 2)?;
        let end = delivery.date(row, 3)?.filter(|d| !super::cells::dates::is_open(*d));
        if end.is_some_and(|e| e < start.unwrap_or(signed)) {
            return Err(super::ledger::Complaint::new(
                "R303",
                "the agreement ends before it starts: correct the dates at the source",
            ));
        }
        let (at, _) = match standing.of(pupil, Ok(Fate::Excluded(reason::OUTSIDE)))? {
            Ok(row) => row,
            Err(fate) => return Ok(fate),
        };
        list.entry(at).or_default().push(Agreement { signed, start, end });
        Ok(Fate::Used)
    })?;
    Ok(list)
}

/// Reads the pupils who do not take part.
pub(super) fn read_optouts(ctx: &Context<'_>, gate: &mut Gate) -> Outcome<()> {
    gate.read(ctx, Register::Optouts, |gate, delivery, row, _| {
        let pupil = gate.pupil(ctx, Register::Optouts, delivery, row)?;
        gate.opted_out.insert(pupil);
        gate.people.opt_out(pupil);
        Ok(Fate::Used)
    })
}
