//! Results that came from a closed machine: never made again, but judged by what a fresh folder holds.

use crate::diagnostics::{Outcome, Progress};
use crate::folder::receipts::Entry;
use crate::folder::study::Folder;
use crate::provenance::read_bytes;
use crate::steps::effect::from_bridge::{Asked, KEPT, made};
use crate::verify::Made;
use crate::verify::verdict::Verdict;
use serde_json::Value;

/// What nobody can see from here.
const RESTS: &str =
    "effects came from a closed machine; that they were computed there on these data rests on who ran it";

/// Judges the files that were kept, and what was made of them.
pub(super) fn judge(
    study: &Folder,
    copy: &Folder,
    entries: &[Entry],
    (said, verdicts, files): (&mut Vec<String>, &mut Vec<Verdict>, &mut Made),
    progress: &dyn Progress,
) -> Outcome<()> {
    said.push(RESTS.to_string());
    let options = entries.iter().find(|e| e.verb == "effect").map(|e| &e.options);
    let told = options.and_then(asked);
    let frame = copy.study()?.frame.file;
    if told.as_ref().is_some_and(|(keys, _)| !keys.is_empty()) && !copy.path(&frame).is_file() {
        let why = format!("the digest of plan.csv in {KEPT}: the columns of {frame} that went along are not here");
        said.push(why);
        return Ok(());
    }
    match made(copy, &study.path(KEPT), told, progress) {
        Err(problem) => {
            let found = problem.found_text().map(|f| format!("found {f}")).into_iter().collect();
            verdicts.push(Verdict::no("effect again", problem.what().to_string(), found));
        }
        Ok(again) => {
            let table = again.effects.table();
            let mut wrong = Vec::new();
            let json = again.effects.result().text();
            for (path, text) in [("results/effects.csv", table.to_csv()), ("results/effects.json", json)] {
                if study.path(path).is_file() && read_bytes(&study.path(path))? != text.into_bytes() {
                    wrong.push(path.to_string());
                    files.differs.push(path.to_string());
                }
            }
            if !wrong.is_empty() {
                verdicts.push(Verdict::no("effect again", format!("not what {KEPT} gives"), wrong));
            }
        }
    }
    Ok(())
}

/// What `bridge` was asked for, as the receipt tells; it only chooses which fresh bytes are compared.
fn asked(options: &Value) -> Option<Asked> {
    let keys = options["keys"].as_array()?.iter().map(|k| k.as_str().map(str::to_string)).collect::<Option<_>>()?;
    Some((keys, options["numbers"].as_bool()?))
}
