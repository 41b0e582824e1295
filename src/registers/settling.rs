//! The forms of a file's dates, numbers and identifiers, settled by its first rows.

use super::cells::dates::{self, Form, Found, Window};
use super::cells::identifiers::{self, SixDigits};
use super::cells::{instants, mask, numbers};
use super::fields::Holds;
use super::files::row::{Row, Typed};
use super::files::table::Table;
use super::reading::Reading;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::trial::study::RegisterDecl;
use std::collections::VecDeque;

/// A file whose columns are found, with its first rows.
pub(super) struct Settling<'a> {
    /// How its cells are read.
    pub reading: &'a mut Reading,
    /// Its header and what is known of its columns.
    pub table: &'a Table,
    /// Rows looked at before reading.
    pub probe: &'a VecDeque<Row>,
}

impl<'a> Settling<'a> {
    /// Settles them; the columns whose instants stand at midnight nowhere.
    ///
    /// # Errors
    /// `R109`, `R202`, `R204`: what no form fits, all columns at once.
    pub fn run(mut self, decl: &RegisterDecl) -> Outcome<Vec<String>> {
        let mut at_no_midnight = Vec::new();
        let declared = declared_date(decl)?;
        let utc = decl.timezone.as_deref() == Some("UTC");
        let mut problems = Vec::new();
        let mut doubtful = Vec::new();
        for (i, field) in self.reading.register.fields().iter().enumerate() {
            let Some(column) = self.reading.columns[i] else { continue };
            let cells = self.probed(field.holds, column);
            match field.holds {
                Holds::Day | Holds::Birth => match instants::settle(&cells, utc) {
                    Some(found) => {
                        if found.doubtful {
                            at_no_midnight.push(self.reading.column_name(i).to_string());
                        }
                        self.reading.forms[i] = Some(found.form);
                    }
                    None => {
                        let (form, doubt) = self.date_form(i, &cells, declared, field.holds == Holds::Birth);
                        self.reading.forms[i] = form;
                        doubtful.extend(doubt);
                    }
                },
                Holds::Number => problems.extend(self.no_numbers(i, &cells)),
                Holds::Pupil => self.reading.six = six_digits(&cells),
                Holds::Text | Holds::Code => {}
            }
        }
        // slashes that one column settles are settled for the file
        let day_first = self.reading.forms.contains(&Some(Form::DayMonthYear));
        for (i, ambiguous, problem) in doubtful {
            if ambiguous && day_first && problem.found_text().is_some_and(|f| f.contains("dd-mm-yyyy")) {
                self.reading.forms[i] = Some(Form::DayMonthYear);
            } else {
                problems.push(problem);
            }
        }
        self.settle_the_rest(declared);
        Problem::all(problems)?;
        Ok(at_no_midnight)
    }

    /// Cells of a column among the first rows that say something of what it holds.
    fn probed(&self, holds: Holds, column: usize) -> Vec<&'a str> {
        // rows with another number of cells may hold anything anywhere
        let width = self.table.header().len();
        let of_days = matches!(holds, Holds::Day | Holds::Birth);
        let plain = |r: &Row| !of_days || !matches!(r.typed(column), Some(Typed::Day(_)));
        let of_text = matches!(holds, Holds::Text | Holds::Code | Holds::Pupil);
        let rows = self.probe.iter().filter(|r| r.len() == width && plain(r) && self.reading.passed_over(r).is_none());
        rows.map(|r| r.cell(column)).filter(|c| !c.is_empty() && (of_text || !self.reading.is_missing(c))).collect()
    }

    /// The form of a column of days, or what stands against it and whether that is ambiguity.
    fn date_form(
        &self,
        i: usize,
        cells: &[&str],
        declared: Option<Form>,
        private: bool,
    ) -> (Option<Form>, Option<(usize, bool, Problem)>) {
        let found = match declared {
            Some(form) => declared_form(cells, form, self.reading.window(i)),
            None => dates::detect(cells, self.reading.window(i)),
        };
        match &found {
            Found::Nothing => (None, None),
            Found::Form(form) => (Some(*form), None),
            _ => {
                let unsettled = dates::unsettled(self.reading.column_name(i), &found, cells, private);
                let ambiguous = matches!(found, Found::Ambiguous(_));
                (None, unsettled.map(|p| (i, ambiguous, p.at(self.cell_place(i)))))
            }
        }
    }

    /// That a column of numbers does not hold any.
    fn no_numbers(&self, i: usize, cells: &[&str]) -> Option<Problem> {
        const WORDS: [&str; 9] = ["ja", "yes", "x", "sand", "true", "nej", "no", "falsk", "false"];
        let readable = |c: &str| {
            let word = self.reading.yes_and_no && WORDS.contains(&c.to_lowercase().as_str());
            word || numbers::says(c).is_some()
        };
        let bad = cells.iter().filter(|c| !readable(c)).count();
        if !(bad as f64 > (1.0 - dates::READABLE_SHARE) * cells.len() as f64) {
            return None;
        }
        let shape = cells.iter().find(|c| !readable(c)).map(|c| mask::shape(c)).unwrap_or_default();
        Some(
            Problem::new("R204", format!("column `{}` does not hold numbers", self.reading.column_name(i)))
                .at(self.cell_place(i))
                .found(format!("{bad} of {} cells, such as `{shape}`", cells.len()))
                .expected("numbers with decimal comma or point")
                .help("map another column to this field"),
        )
    }

    /// A column that is empty in the probe may hold dates further down.
    fn settle_the_rest(&mut self, declared: Option<Form>) {
        for (i, field) in self.reading.register.fields().iter().enumerate() {
            if self.reading.forms[i].is_none()
                && matches!(field.holds, Holds::Day | Holds::Birth)
                && self.reading.columns[i].is_some()
            {
                self.reading.forms[i] = declared.or_else(|| self.reading.forms.iter().flatten().next().copied());
            }
            if self.reading.forms[i] == Some(Form::Excel) && self.table.counts_from_1904() {
                self.reading.forms[i] = Some(Form::Excel1904);
            }
        }
    }

    fn cell_place(&self, field: usize) -> Place {
        Place {
            column: self.reading.columns[field].map(|c| c + 1),
            ..Place::line(self.table.shown(), self.table.header_line())
        }
    }
}

fn declared_form(cells: &[&str], form: Form, window: Window) -> Found {
    let good = cells.iter().filter(|c| form.read(c, window).is_some()).count();
    let share = good as f64 / cells.len().max(1) as f64;
    match cells.is_empty() || share >= dates::READABLE_SHARE {
        true => Found::Form(form),
        false => Found::Unreadable(form, share),
    }
}

/// A column that is mostly six-digit numbers of which many are no day holds a school's own numbers.
fn six_digits(cells: &[&str]) -> SixDigits {
    let six: Vec<&&str> = cells.iter().filter(|c| identifiers::is_six_digits(c)).collect();
    let days = six.iter().filter(|c| identifiers::birth_part(c)).count();
    let mostly = six.len() * 2 > cells.len();
    if mostly && days * 10 < six.len() * 9 { SixDigits::Local } else { SixDigits::BirthDates }
}

/// The form of dates that is declared.
fn declared_date(decl: &RegisterDecl) -> Outcome<Option<Form>> {
    let Some(name) = &decl.date else { return Ok(None) };
    let known = Form::named(name).ok_or_else(|| {
        Problem::new("R109", "this form of dates is not known")
            .found(name.clone())
            .expected("dd-mm-yyyy, dd-mm-yy, mm-dd-yyyy, yyyymmdd, yyyy-mm-dd, excel or sas")
            .help("leave `date` out to have it detected")
    });
    known.map(Some)
}
