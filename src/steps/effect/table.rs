//! `effect --data`: a table in, estimates out.

pub use crate::effects::columns::{DataRequest, Prepared};

use crate::diagnostics::{Outcome, Progress};
use crate::effects::columns;
use crate::effects::question::{Analysis, Effects};
use crate::registers;
use crate::trial::Columns;

fn read(request: &DataRequest) -> Outcome<Columns> {
    let data = registers::DataForm { form: request.form.clone(), labels: request.labels() };
    registers::read_columns_as(&request.file, &request.wanted(), &data)
}

/// Reads the table and makes a panel of each outcome.
///
/// # Errors
/// `R901`–`R903` for the table; `E301` for periods that have no order, `E305` for an empty unit or period, `E306` for a
/// unit with two starts or two strata.
pub fn prepare(request: &DataRequest, patterns: bool) -> Outcome<Prepared> {
    columns::prepared(&read(request)?, request, patterns)
}

/// Estimates from a table.
///
/// # Errors
/// Those of reading the table and of the estimators.
pub fn run_data(request: &DataRequest, analyses: &[Analysis], progress: &dyn Progress) -> Outcome<Effects> {
    columns::estimated(&read(request)?, request, analyses, progress)
}
