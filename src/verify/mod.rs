//! `verify`: separate verdicts on a lottery that anybody can reproduce, offline.

pub(crate) mod announced;
pub(crate) mod beside;
mod chain;
pub(crate) mod chance;
pub mod compare;
pub(crate) mod drawn;
pub(crate) mod files;
mod forecast;
#[cfg(feature = "report")]
pub(crate) mod from_counts;
mod holds;
pub(crate) mod locked;
mod made;
pub(crate) mod named;
pub(crate) mod order;
pub(crate) mod pack;
pub(crate) mod plan;
#[cfg(feature = "report")]
pub(crate) mod pupils;
pub mod results;
pub(crate) mod sheet;
pub(crate) mod standing;
pub mod verdict;
pub(crate) mod witness;

use crate::diagnostics::{Outcome, Progress};
use crate::folder::Place;
use crate::folder::changes;
use crate::folder::deliveries::{Anew, anew};
use crate::folder::study::Folder;
use crate::lottery::Source;
use crate::verify::verdict::{Options, Report, Verdict};
use files::Parsed;
pub use forecast::ReadTable;
pub use made::Made;
pub use sheet::render;
pub use verdict::{Replaced, ShownInTime, Told, Witness};

/// Whether lock and randomness of a folder give the seed and the schedule that stand in it: `None` before the draw.
pub fn comes_out_again(files: &crate::folder::Files) -> Outcome<Option<bool>> {
    let parsed = Parsed::read(files)?;
    if parsed.record.is_none() {
        return Ok(parsed.has_record.then_some(false));
    }
    let mut report = Report::default();
    drawn::draw(&parsed, &Told::default(), &mut report);
    Ok(Some(report.verdicts.iter().all(|v| v.holds == Some(true))))
}

/// Verifies the lottery at a place. `read` reads a table of counts; `results` adds the verdicts on a study's data and
/// results, which are made again by the verbs' own code.
pub fn run(
    place: &Place,
    options: &Options,
    progress: &dyn Progress,
    read: ReadTable<'_>,
    results: &dyn Fn(&Folder, &mut Report) -> Outcome<()>,
) -> Outcome<Report> {
    let parsed = Parsed::read(&place.files)?;
    let mut report = Report { folder: place.name.clone(), ..Report::default() };
    if let Some(lock) = &parsed.lock {
        report.title = lock.title.clone();
        report.rehearsal = lock.rehearsal;
    }
    report.lock = Some(parsed.digest);
    report.tool = parsed.record.as_ref().map(|r| r.tool.clone());
    report.verdicts.push(parsed.canonical());
    report.verdicts.push(locked::against_files(&parsed));
    report.verdicts.push(locked::calibration(&parsed, progress)?);
    report.verdicts.push(plan::verdict(&parsed, &mut report.not_checked));
    report.verdicts.extend(announced::verdict(&parsed)?);
    report.verdicts.extend(forecast::verdict(&parsed, place.study.as_ref(), read, &mut report.not_checked));
    chain::verdicts(place, &parsed, options, &mut report, progress)?;
    drawn::verdicts(&parsed, &options.rounds, &mut report)?;
    witness::verdict(&parsed, options, &mut report);
    published(&parsed, options, &mut report);
    if let Some(order) = &report.order {
        report.changes = changes::rows(&place.files, order, place.study.as_ref())?;
        let said = place.study.as_ref().and_then(|s| anew_not_checked(anew(s, order)));
        report.not_checked.extend(said.map(str::to_string));
    }
    if report.rehearsal {
        report.verdicts.push(Verdict::no(
            "draw",
            "this is a rehearsal: whatever reproduces here is no draw",
            Vec::new(),
        ));
    }
    if let Some(study) = &place.study {
        results(study, &mut report)?;
    }
    beside::verdicts(place, &parsed, &mut report)?;
    not_checked(&parsed, options, &mut report);
    Ok(report)
}

/// What cannot be told of data that were read anew after the first look.
fn anew_not_checked(anew: Anew) -> Option<&'static str> {
    match anew {
        Anew::Not | Anew::Other(..) => None,
        Anew::Receipt => Some(
            "whether the data are the ones first looked at: only the digest of data/receipt.json differs, what was read and declared is the same",
        ),
        Anew::Unknown(..) => Some(
            "what differs between the data and the ones first looked at: the receipt of those, data/receipt-at-look.json, is not here",
        ),
    }
}

/// The digest that a witness received in time.
fn published(parsed: &Parsed, options: &Options, report: &mut Report) {
    match options.published {
        Some(digest) if digest == parsed.digest => {
            report.verdicts.push(Verdict::yes("published", "the lock is the one that the witness received in time"));
        }
        Some(digest) => {
            let known = report.replaced.iter().any(|r| r.lock == digest);
            let says = if known {
                "the witness received a lock that was replaced later; what it would have given is shown below"
            } else {
                "the witness received another lock than this one"
            };
            let details = vec![format!("published {digest}"), format!("here      {}", parsed.digest)];
            report.verdicts.push(Verdict::no("published", says, details));
        }
        None if report.time.is_none() => report.not_checked.push(
            "whether the lock was made before chance was asked: the lock is consistent, not shown to precede the round (give --published HEX, the digest that a witness received in time)".into(),
        ),
        None => {}
    }
}

fn not_checked(parsed: &Parsed, options: &Options, report: &mut Report) {
    let mut add = |text: &str| report.not_checked.push(text.to_string());
    if let Some(lock) = &parsed.lock {
        match lock.source {
            // a rehearsal drawn from practice randomness: nobody threw or trusted anything
            _ if parsed.files.path("practice.txt").is_file() => {}
            Source::Dice => {
                add("whether the dice were thrown as written: that rests on the witnesses who signed the paper");
                if !lock.terms.names_throwers() {
                    add("who threw, and how often, was not locked: whoever typed the throws could try spellings");
                }
            }
            Source::Drand { .. } => add("whether drand's League of Entropy kept its key: that is trusted, not checked"),
        }
        if !lock.contributions.is_empty() {
            add("whether the contributors chose their bytes at random and showed them to all before the round");
        }
    }
    add("whether the frame lists the right programmes, schools and numbers");
    add("whether other designs were tried before this lock: the chances in the lock are what it led to");
    add("whether the programmes really started in the waves drawn");
    if !options.results {
        add("the results: --results reproduces them");
    }
}
