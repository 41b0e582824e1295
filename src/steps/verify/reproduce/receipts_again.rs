//! The receipts of a study that was made again, beside those that stand.

use super::Again;
use crate::diagnostics::Outcome;
use crate::folder::data_receipt::PATH as DATA;
use crate::folder::receipts;
use crate::folder::study::Folder;
use crate::provenance::{self, Receipt, read_bytes};
use crate::verify::standing;
use crate::verify::verdict::Verdict;

impl Again<'_> {
    /// What is made of data whose receipt differs in the key alone is made of the same data: the receipt that stands goes
    /// along, since first looks name it by its digest.
    pub(super) fn take_receipt(&self) -> Outcome<()> {
        let read = |folder: &Folder| read_bytes(&folder.path(DATA)).and_then(|b| Receipt::read(&b, DATA));
        let (Ok(theirs), Ok(ours)) = (read(self.study), read(&self.copy)) else { return Ok(()) };
        let keep = |file: &str| file != "data/pupils.parquet";
        if standing::receipts_apart(&theirs, &ours, &self.ran, !self.taken.is_empty(), &keep).is_empty() {
            provenance::write_atomic(&self.copy.path(DATA), &read_bytes(&self.study.path(DATA))?)?;
        }
        Ok(())
    }

    /// Both receipts, field by field.
    pub(super) fn receipts(&mut self) -> Outcome<()> {
        let results = standing::files(self.study, "results");
        for (path, ran, stands) in [
            (DATA, self.ran.contains("ingest"), !standing::files(self.study, "data").is_empty()),
            (receipts::PATH, true, results.iter().any(|f| standing::verb_of(f).is_some())),
        ] {
            if !self.here(path) {
                if stands {
                    self.out.made.missing.push(path.to_string());
                }
                continue;
            }
            let read = |folder: &Folder| Receipt::read(&read_bytes(&folder.path(path))?, path);
            // a receipt that does not hold has its own verdict
            let Ok(theirs) = read(self.study) else { continue };
            if !ran || !self.copy.path(path).is_file() {
                self.out.made.not_made_again.push(path.to_string());
                continue;
            }
            let ours = read(&self.copy)?;
            let loose = self.pack || self.lacks_sources() || !self.taken.is_empty();
            let keep = |file: &str| {
                let keyed = self.throwaway && (file == "data/pupils.parquet" || file == DATA);
                !keyed && !file.starts_with("registers/") || !self.throwaway && self.here(file)
            };
            let wrong = standing::receipts_apart(&theirs, &ours, &self.ran, loose, &keep);
            if wrong.is_empty() {
                let whole = standing::verbs(&theirs).iter().all(|v| self.ran.contains(v.as_str()));
                let made = &mut self.out.made;
                let list = match (path == DATA, whole) {
                    (true, _) => &mut made.made_again,
                    (false, true) => &mut made.follows,
                    (false, false) => &mut made.not_made_again,
                };
                list.push(path.to_string());
            } else {
                self.out.made.differs.push(path.to_string());
                self.out.verdicts.push(Verdict::no("receipt again", format!("{path} says something else"), wrong));
            }
        }
        Ok(())
    }
}
