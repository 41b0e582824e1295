//! Pupils made again under a key that nobody keeps: every byte but the pseudonyms themselves is held to what ingest writes.

use crate::diagnostics::Outcome;
use crate::folder::study::Folder;
use crate::provenance::{io_problem, read_bytes};
use crate::registers::{read_pupils, write_pupils};
use crate::trial::Pupils;
use crate::verify::compare::{Comparison, compare};
use std::collections::HashMap;
use std::path::Path;

/// The file.
const PATH: &str = "data/pupils.parquet";

/// Compares the pupils that stand with those made again, written anew with the pseudonyms that stand: what is not a
/// pseudonym (a row, a number, the form of the file) must be the same byte, and pseudonyms must tell apart the same pupils.
///
/// # Errors
/// What cannot be written in `scratch`, a folder that is made.
pub(crate) fn but_for_pseudonyms(study: &Folder, copy: &Folder, scratch: &Path) -> Outcome<Comparison> {
    let mut ours = read_pupils(&copy.path("data"))?;
    // days stand in a file of their own, which is compared by itself
    let standing = match read_pupils(&study.path("data")) {
        Ok(standing) => standing,
        Err(problem) => return Ok(apart(1, problem.what(), "the pupils that ingest makes")),
    };
    if let Some(found) = renamed(&standing, &mut ours) {
        return Ok(found);
    }
    std::fs::create_dir_all(scratch).map_err(|e| io_problem("create folder", scratch, &e))?;
    write_pupils(scratch, &ours)?;
    let again = read_bytes(&scratch.join("pupils.parquet"))?;
    let there = read_bytes(&study.path(PATH))?;
    if there == again {
        return Ok(Comparison::Same);
    }
    let row = standing.rows.iter().zip(&ours.rows).position(|(x, y)| x != y);
    Ok(match row {
        Some(row) => apart(row + 1, "another pupil", "this pupil"),
        None if there.len() != again.len() => compare(&there, &again),
        None => {
            let byte = there.iter().zip(&again).position(|(x, y)| x != y).unwrap_or_default();
            apart(1, &format!("another byte at offset {byte}"), "the file as ingest writes it")
        }
    })
}

/// Gives our pupils the pseudonyms that stand, row by row; what differs where they are not ours under other names.
fn renamed(standing: &Pupils, ours: &mut Pupils) -> Option<Comparison> {
    if standing.rows.len() != ours.rows.len() {
        let count = |p: &Pupils| format!("{} pupils", p.rows.len());
        return Some(apart(1, &count(standing), &count(ours)));
    }
    let (mut there, mut here) = (HashMap::new(), HashMap::new());
    for (i, (theirs, mine)) in standing.rows.iter().zip(&mut ours.rows).enumerate() {
        if !formed(&theirs.pseudonym, &mine.pseudonym) {
            return Some(apart(i + 1, "something that is no pseudonym", "a pseudonym"));
        }
        let (name, own) = (theirs.pseudonym.as_str(), std::mem::take(&mut mine.pseudonym));
        let first = (here.entry(own.clone()).or_insert(i), there.entry(name).or_insert(i));
        if first.0 != first.1 {
            return Some(apart(i + 1, "the pseudonym of another pupil", "one pseudonym a pupil"));
        }
        mine.pseudonym = name.to_string();
    }
    None
}

/// Whether a text could stand in another's place: 64 lower-case hex digits each, or the same where no key made them.
fn formed(theirs: &str, mine: &str) -> bool {
    let hex = |t: &str| t.len() == 64 && t.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if hex(mine) { hex(theirs) } else { theirs == mine }
}

fn apart(line: usize, published: &str, reproduced: &str) -> Comparison {
    Comparison::Different { line, published: published.into(), reproduced: reproduced.into(), largest: None }
}
