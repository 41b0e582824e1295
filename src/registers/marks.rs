//! Which mark stands before the decimals of a file's number columns.

use super::cells::dates;
use super::cells::mask;
use super::cells::numbers::{self, Evidence, Mark};
use super::delivery::Delivery;
use super::fields::{Holds, Register};
use super::files::row::Row;
use crate::diagnostics::{Outcome, Problem};

/// A column of numbers.
#[derive(Debug, Clone, Copy)]
enum Numeric {
    Field(usize),
    Extra(usize),
}

impl Delivery {
    /// The mark that the number columns show, where they show one.
    pub(super) fn shown_mark(&self) -> Option<char> {
        let numeric = self.numeric();
        let shown = |mark: Mark| numeric.iter().any(|n| self.mark_of(*n) == mark && self.shows(*n));
        match (shown(Mark::Comma), shown(Mark::Point)) {
            (true, false) => Some(','),
            (false, true) => Some('.'),
            _ => None,
        }
    }

    /// Whether a number column shows its decimal mark.
    fn shows(&self, column: Numeric) -> bool {
        let evidence = self.evidence_of(column);
        evidence.comma || evidence.point
    }

    /// Whether evidence of both decimal marks stands in a column, by the columns' names.
    pub fn mixed_decimals(&self) -> Vec<String> {
        let mixed = |n: &Numeric| self.mark_of(*n) == Mark::Mixed;
        self.numeric().into_iter().filter(mixed).map(|n| self.numeric_name(n)).collect()
    }

    /// Number columns: fields, and of background the further columns whose cells are numbers.
    fn numeric(&self) -> Vec<Numeric> {
        let fields = self.reading.register.fields().iter().enumerate();
        let fields = fields.filter(|(i, f)| f.holds == Holds::Number && self.reading.columns[*i].is_some());
        let extra = self.reading.extra_marks.iter().enumerate().filter(|(_, m)| m.is_some());
        fields.map(|(i, _)| Numeric::Field(i)).chain(extra.map(|(i, _)| Numeric::Extra(i))).collect()
    }

    fn mark_of(&self, column: Numeric) -> Mark {
        match column {
            Numeric::Field(i) => self.reading.marks[i],
            Numeric::Extra(i) => self.reading.extra_marks[i].unwrap_or_default(),
        }
    }

    fn evidence_of(&self, column: Numeric) -> Evidence {
        match column {
            Numeric::Field(i) => self.tally.evidence[i],
            Numeric::Extra(i) => self.tally.extra[i],
        }
    }

    fn numeric_name(&self, column: Numeric) -> String {
        match column {
            Numeric::Field(i) => self.reading.column_name(i).to_string(),
            Numeric::Extra(i) => mask::harmless(&self.reading.extra[i].0),
        }
    }

    /// Settles decimal marks by the rows looked at, or by what an earlier pass over the whole file told.
    pub(super) fn settle_numbers(&mut self, earlier: Option<&(Vec<Evidence>, Vec<Evidence>)>) -> Outcome<()> {
        let width = self.table.header().len();
        if self.reading.register == Register::Background {
            for i in 0..self.reading.extra.len() {
                let column = self.reading.extra[i].1;
                let rows = || self.probe.iter().filter(|r| r.len() == width);
                let filled: Vec<&Row> = rows().filter(|r| !self.reading.is_missing(r.cell(column))).collect();
                let numbers = filled.iter().filter(|r| numbers::says(r.cell(column)).is_some()).count();
                let mostly = numbers as f64 >= dates::READABLE_SHARE * filled.len() as f64;
                self.reading.extra_marks[i] = (mostly && !filled.is_empty()).then_some(Mark::Point);
            }
        }
        if let Some((fields, extra)) = earlier {
            self.tally.evidence.clone_from(fields);
            self.tally.extra.clone_from(extra);
        } else {
            for n in self.numeric() {
                let column = match n {
                    Numeric::Field(i) => self.reading.columns[i].unwrap_or(usize::MAX),
                    Numeric::Extra(i) => self.reading.extra[i].1,
                };
                let mut evidence = Evidence::default();
                let rows = self.probe.iter().filter(|r| r.len() == width && r.typed(column).is_none());
                for row in rows.filter(|r| self.reading.passed_over(r).is_none()) {
                    if !self.reading.is_missing(row.cell(column)) {
                        evidence.take(row.cell(column));
                    }
                }
                match n {
                    Numeric::Field(i) => self.tally.evidence[i] = evidence,
                    Numeric::Extra(i) => self.tally.extra[i] = evidence,
                }
            }
        }
        let (marks, ask) = self.decided();
        if self.whole || earlier.is_some() {
            self.asked(&ask)?;
        }
        for (n, mark) in self.numeric().into_iter().zip(marks) {
            match n {
                Numeric::Field(i) => self.reading.marks[i] = mark,
                Numeric::Extra(i) => self.reading.extra_marks[i] = Some(mark),
            }
        }
        Ok(())
    }

    fn decided(&self) -> (Vec<Mark>, Vec<usize>) {
        let evidence: Vec<Evidence> = self.numeric().into_iter().map(|n| self.evidence_of(n)).collect();
        let comma_separated = self.table.dialect().delimiter == Some(',');
        numbers::decide(&evidence, comma_separated, self.declared_decimal)
    }

    /// Whether the whole file decides its decimal marks otherwise than its first rows did: then it must be read again.
    ///
    /// # Errors
    /// `R215` where the whole file does not decide.
    pub fn read_again(&self) -> Outcome<bool> {
        let (marks, ask) = self.decided();
        self.asked(&ask)?;
        Ok(self.numeric().into_iter().zip(marks).any(|(n, mark)| self.mark_of(n) != mark))
    }

    fn asked(&self, ask: &[usize]) -> Outcome<()> {
        let numeric = self.numeric();
        let register = self.reading.register.name();
        let each = |at: &usize| {
            let column = numeric[*at];
            let mark = self.evidence_of(column).doubtful.unwrap_or('.');
            Problem::new(
                "R215",
                format!("the numbers of column `{}` can be read in two ways", self.numeric_name(column)),
            )
            .at(self.header_place())
            .found(numbers::two_readings(mark))
            .help(format!(
                "say which mark stands before decimals: [registers.{register}] decimal = \",\" or decimal = \".\""
            ))
        };
        Problem::all(ask.iter().map(each).collect())
    }
}
