//! The receipts of data and results, and their reproduction.

#[cfg(feature = "report")]
mod cells;
#[cfg(feature = "report")]
pub mod counts;
#[cfg(feature = "report")]
mod reproduce;
#[cfg(feature = "report")]
mod returned;

#[cfg(not(feature = "report"))]
use crate::diagnostics::Problem;
use crate::diagnostics::{Outcome, Progress};
use crate::folder::Place;
use crate::folder::study::Folder;
use crate::steps::forecast;
use crate::verify;
use crate::verify::results::{Reproduced, verdicts};
use crate::verify::verdict::{Options, Report};

/// Verifies the lottery at a place, and what a study there made of it.
///
/// # Errors
/// What cannot be read.
pub fn run(place: &Place, options: &Options, progress: &dyn Progress) -> Outcome<Report> {
    let read = |study: &Folder, file: &str| forecast::read_counts(study, file).map(|(table, _)| table);
    verify::run(place, options, progress, &read, &|study, report| {
        verdicts(study, place.is_pack(), options, report, &|| made_again(study, place.is_pack(), options, progress))
    })
}

#[cfg(feature = "report")]
fn made_again(study: &Folder, pack: bool, options: &Options, progress: &dyn Progress) -> Outcome<Reproduced> {
    reproduce::run(study, pack, options, progress)
}
#[cfg(not(feature = "report"))]
fn made_again(_study: &Folder, _pack: bool, _options: &Options, _progress: &dyn Progress) -> Outcome<Reproduced> {
    Err(Problem::left_out("--results"))
}
