//! The receipts of data and results.

use super::{Options, Report, Verdict};
use crate::diagnostics::{Outcome, Progress};
use crate::provenance::{Receipt, read_bytes};
use crate::steps::folder::Folder;
use crate::steps::results_receipt::{self, Standing};

/// Verdicts on every receipt of a study's results.
pub(super) fn verdicts(study: &Folder, options: &Options, report: &mut Report, progress: &dyn Progress) -> Outcome<()> {
    let _ = (options, progress);
    if study.path(results_receipt::PATH).is_file() {
        report.verdicts.push(receipt(study)?);
    }
    Ok(())
}

fn receipt(study: &Folder) -> Outcome<Verdict> {
    let bytes = read_bytes(&study.path(results_receipt::PATH))?;
    if let Err(problem) = Receipt::read(&bytes, results_receipt::PATH) {
        return Ok(Verdict::no(
            "receipts",
            "the receipt of the results does not hold",
            vec![problem.what().to_string()],
        ));
    }
    let mut wrong = Vec::new();
    let mut absent = Vec::new();
    let mut count = 0;
    for named in results_receipt::compare(study)? {
        count += 1;
        let kind = if named.input { "input" } else { "output" };
        let line = format!("{}: {kind} {}", named.verb, named.path);
        match named.standing {
            Standing::Same => {}
            Standing::Changed => wrong.push(format!("{line} is not what the receipt says")),
            Standing::Absent => absent.push(format!("{line} is not there")),
        }
    }
    if !wrong.is_empty() {
        return Ok(Verdict::no("receipts", "a file of the results is not the one in their receipt", wrong));
    }
    if !absent.is_empty() {
        let mut verdict = Verdict::unknown("receipts", "files that the receipt of the results names are missing");
        verdict.details = absent;
        return Ok(verdict);
    }
    Ok(Verdict::yes("receipts", format!("{count} inputs and outputs of the results have the digests in their receipt")))
}
