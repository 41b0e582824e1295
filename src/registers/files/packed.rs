//! Columns of a block of a data set, as its reader gives them.

use super::guarded::number;
use super::row::{Row, Typed};
use super::texts::Texts;
use super::typed_rows::{TypedCell, TypedRows};
use crate::registers::cells::calendar::FROM_1960;
use std::collections::HashMap;
use std::sync::Arc;

/// Days from 1960-01-01 that a calendar has a date for, and those that are days at all.
const DATED: f64 = 4e6;
const DAYS: f64 = 1e7;

/// What a column of a data set holds.
#[derive(Debug, Clone)]
pub(super) enum Holding {
    Text,
    Number,
    /// Numbers, some with a label.
    Labelled(Arc<HashMap<i32, Arc<str>>>),
    /// Days since 1960-01-01, with their parts.
    Day,
    /// Hours.
    Hours,
}

/// Cells of a column: a number that is not finite is missing.
#[derive(Debug)]
enum Cells {
    Texts(String, Vec<usize>),
    Numbers(Vec<f64>),
}

/// Rows behind each other, by columns.
#[derive(Debug, Default)]
pub(in crate::registers) struct Packed {
    holding: Arc<[Holding]>,
    columns: Vec<Cells>,
    /// Cells that are not of their column's kind, by row and column.
    odd: HashMap<(usize, usize), (String, Option<Typed>)>,
    /// Line of the first row, the header being line 1.
    line: usize,
    rows: usize,
}

impl Packed {
    /// None yet; the first row will stand in a line.
    pub(super) fn of(holding: Arc<[Holding]>, line: usize, roomy: usize) -> Packed {
        let cells = |h: &Holding| match h {
            Holding::Text => Cells::Texts(String::new(), Vec::with_capacity(roomy)),
            _ => Cells::Numbers(Vec::with_capacity(roomy)),
        };
        Packed { columns: holding.iter().map(cells).collect(), holding, odd: HashMap::new(), line, rows: 0 }
    }

    /// Adds a number to a column, in the column's unit.
    pub(super) fn number(&mut self, column: usize, x: f64) {
        match &mut self.columns[column] {
            Cells::Numbers(numbers) => numbers.push(x),
            Cells::Texts(..) => self.odd(column, number(x), x.is_finite().then_some(Typed::Number(x))),
        }
    }

    /// Adds a text to a column.
    pub(super) fn text(&mut self, column: usize, text: &str) {
        match &mut self.columns[column] {
            Cells::Texts(all, ends) => {
                all.push_str(text);
                ends.push(all.len());
            }
            Cells::Numbers(_) => self.odd(column, text.to_string(), None),
        }
    }

    /// Adds an empty cell to a column.
    pub(super) fn nothing(&mut self, column: usize) {
        match &mut self.columns[column] {
            Cells::Texts(all, ends) => ends.push(all.len()),
            Cells::Numbers(numbers) => numbers.push(f64::NAN),
        }
    }

    /// Adds a cell that is not of its column's kind.
    pub(super) fn odd(&mut self, column: usize, text: String, typed: Option<Typed>) {
        self.nothing(column);
        self.odd.insert((self.rows, column), (text, typed));
    }

    /// Ends a row, of which every column has a cell.
    pub(super) fn end_row(&mut self) {
        self.rows += 1;
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Line of the row behind the last.
    pub(super) fn next_line(&self) -> usize {
        self.line + self.rows
    }

    /// Makes `row` the row at a place.
    pub(super) fn fill(&self, at: usize, texts: &mut Texts, row: &mut Row) {
        row.clear();
        row.line = self.line + at;
        for column in 0..self.columns.len() {
            match self.odd_at(column, at) {
                Some((text, None)) => row.push(text),
                Some((text, Some(typed))) => row.push_typed(text, typed.clone()),
                None => self.push(column, at, texts, row),
            }
        }
    }

    fn odd_at(&self, column: usize, at: usize) -> Option<&(String, Option<Typed>)> {
        // hardly any file has one
        if self.odd.is_empty() { None } else { self.odd.get(&(at, column)) }
    }

    fn text_at<'a>(all: &'a str, ends: &[usize], at: usize) -> &'a str {
        let from = if at == 0 { 0 } else { ends[at - 1] };
        &all[from..ends[at]]
    }

    fn push(&self, column: usize, at: usize, texts: &mut Texts, row: &mut Row) {
        let x = match &self.columns[column] {
            Cells::Texts(all, ends) => return row.push(Self::text_at(all, ends, at)),
            Cells::Numbers(numbers) => numbers[at],
        };
        if !x.is_finite() {
            return row.push("");
        }
        match &self.holding[column] {
            Holding::Labelled(labels) => {
                let label = label(labels, x).map_or(Typed::Number(x), |l| Typed::Label(l.clone()));
                row.push_typed(texts.number(x), label);
            }
            Holding::Day if x.abs() < DAYS => row.push_typed(texts.since_1960(x), Typed::Day(day(x))),
            Holding::Day => row.push(&number(x)),
            Holding::Hours => row.push_typed(texts.number(x), Typed::Hours(x)),
            Holding::Number | Holding::Text => row.push_typed(texts.number(x), Typed::Number(x)),
        }
    }

    fn cell(&self, column: usize, at: usize) -> TypedCell<'_> {
        if self.odd_at(column, at).is_some() {
            return TypedCell::Untold;
        }
        let x = match self.columns.get(column) {
            None => return TypedCell::Nothing,
            Some(Cells::Texts(all, ends)) => return TypedCell::Text(Self::text_at(all, ends, at)),
            Some(Cells::Numbers(numbers)) => numbers[at],
        };
        if !x.is_finite() {
            return TypedCell::Nothing;
        }
        match &self.holding[column] {
            Holding::Labelled(labels) if label(labels, x).is_some() => TypedCell::Untold,
            Holding::Day if x.abs() < DATED => TypedCell::Day(day(x)),
            Holding::Day => TypedCell::Untold,
            _ => TypedCell::Number(x),
        }
    }
}

fn label(labels: &HashMap<i32, Arc<str>>, x: f64) -> Option<&Arc<str>> {
    if x.fract() == 0.0 { labels.get(&(x as i32)) } else { None }
}

fn day(since_1960: f64) -> i32 {
    (since_1960.floor() - FROM_1960 as f64) as i32
}

/// The rows of a block from a place on, their lines counted from the file's first, which is 0.
pub(super) struct From<'a>(pub &'a Packed, pub usize);

impl TypedRows for From<'_> {
    fn len(&self) -> usize {
        self.0.rows - self.1
    }

    fn cell(&self, column: usize, at: usize) -> TypedCell<'_> {
        self.0.cell(column, self.1 + at)
    }

    fn line(&self, at: usize) -> usize {
        self.0.line + self.1 + at - 1
    }

    fn fill(&self, at: usize, texts: &mut Texts, row: &mut Row) {
        self.0.fill(self.1 + at, texts, row);
        row.line -= 1;
    }
}
