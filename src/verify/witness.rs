//! Was the lock there before chance was asked? Stamps of authorities, checked offline up to roots that the caller gives.

use super::files::Parsed;
use super::verdict::{Options, Report, Verdict};
use crate::diagnostics::Outcome;
use crate::folder::witnesses::{Witnessed, statements, witnessed};
use crate::lottery::beacon::utc;
use crate::lottery::second_of;
use crate::provenance::stamps::Certificate;
use crate::verify::verdict::{ShownInTime, Witness};
use std::collections::BTreeSet;

impl Witness {
    fn of(found: Witnessed, folder: &str, parsed: &Parsed) -> Witness {
        let file = format!("{folder}{}", found.file);
        let due = parsed.lock.as_ref().and_then(second_of);
        match found.stamp {
            Err(fault) => Witness {
                file,
                of: None,
                time: None,
                accuracy: None,
                authority: None,
                root: None,
                root_sha256: None,
                trusted: false,
                in_time: None,
                fault: Some(fault.kind.word()),
                says: fault.says,
                latest: None,
            },
            Ok(stamp) => Witness {
                file,
                in_time: due.filter(|_| stamp.of == "lock.txt").map(|due| stamp.latest < due),
                time: Some(stamp.time),
                accuracy: Some(stamp.accuracy()),
                authority: Some(stamp.authority),
                root: Some(stamp.root),
                root_sha256: Some(stamp.root_sha256),
                trusted: stamp.trusted,
                fault: None,
                says: String::new(),
                latest: Some(stamp.latest),
                of: Some(stamp.of),
            },
        }
    }
}

/// Checks the stamps of one lottery folder and keeps them; the seconds that trusted ones show.
pub(super) fn gather(parsed: &Parsed, folder: &str, given: &[Certificate], report: &mut Report) -> Outcome<Vec<i64>> {
    let found = witnessed(&parsed.files, given)?;
    let all: Vec<Witness> = found.into_iter().map(|w| Witness::of(w, folder, parsed)).collect();
    let shown = all.iter().filter(|w| w.trusted).filter_map(|w| w.latest).collect();
    report.witness.extend(all);
    for s in statements(&parsed.files)? {
        report
            .not_checked
            .push(format!("{folder}{}: a statement of {}, {}; not checked by machine", s.file, s.by, s.date));
    }
    Ok(shown)
}

/// The verdict `time`.
pub(super) fn verdict(parsed: &Parsed, options: &Options, report: &mut Report) {
    let faults: Vec<String> =
        report.witness.iter().filter_map(|w| w.fault.map(|f| format!("{}: {f}: {}", w.file, w.says))).collect();
    let asked = !options.trust.is_empty() || !options.published_at.is_empty();
    if !faults.is_empty() {
        report.verdicts.push(Verdict::no("time", "a time stamp does not hold", faults));
    } else if asked {
        judged(parsed, options, report);
    } else if !report.witness.is_empty() {
        told(report);
    }
}

/// Neither roots nor a time were given: the stamps hold, and nobody said whose word counts.
fn told(report: &mut Report) {
    let roots: BTreeSet<String> = report.witness.iter().filter_map(|w| w.root.clone()).collect();
    let roots = roots.into_iter().collect::<Vec<_>>().join(", ");
    let n = report.witness.len();
    let stamps = if n == 1 { "1 time stamp holds".to_string() } else { format!("{n} time stamps hold") };
    report.not_checked.push(format!(
        "whether the lock was there in time: {stamps}, up to {roots}; give the root that you rely on with --trust PEM"
    ));
}

fn judged(parsed: &Parsed, options: &Options, report: &mut Report) {
    let due = parsed.lock.as_ref().and_then(second_of);
    let own = |w: &&Witness| w.trusted && w.of.as_deref() == Some("lock.txt") && !w.file.contains('/');
    let stamps: Vec<(i64, &str)> =
        report.witness.iter().filter(own).filter_map(|w| Some((w.latest?, w.root_sha256.as_deref()?))).collect();
    let before = |t: i64| due.is_none_or(|d| t < d);
    let seen: Vec<i64> = stamps.iter().map(|(t, _)| *t).chain(options.published_at.iter().copied()).collect();
    let authorities = stamps.iter().filter(|(t, _)| before(*t)).map(|(_, root)| *root).collect::<BTreeSet<_>>().len();
    let (verdict, time) = match (seen.iter().copied().filter(|t| before(*t)).min(), seen.iter().copied().min()) {
        (Some(at), _) => {
            let shown = ShownInTime { at, authorities, seconds_before: due.map(|d| d - at) };
            report.not_checked.push(
                "a stamp shows that this lock existed, not that it was the only one; ask where its line was published"
                    .into(),
            );
            (Verdict::yes("time", says(&shown)), Some(shown))
        }
        (None, Some(at)) => {
            let asked = due.map_or_else(String::new, |d| format!(", and chance was asked at {}", utc(d)));
            (
                Verdict::no(
                    "time",
                    format!("the lock is shown to have existed at {} at the earliest{asked}", utc(at)),
                    Vec::new(),
                ),
                None,
            )
        }
        (None, None) => {
            (Verdict::unknown("time", "no time stamp of this lock leads to a root that you gave with --trust"), None)
        }
    };
    report.verdicts.push(verdict);
    report.time = time;
}

fn says(shown: &ShownInTime) -> String {
    let whose = match shown.authorities {
        0 => "as you say".to_string(),
        1 => "1 authority".to_string(),
        n => format!("{n} authorities"),
    };
    let before = match shown.seconds_before {
        None => String::new(),
        Some(s) if s < 2 * 3600 => format!(", {} minutes before the round", s / 60),
        Some(s) => format!(", {} hours before the round", s / 3600),
    };
    format!("existed at {} ({whose}){before}", utc(shown.at))
}
