//! The lotteries that an analysis may look at: those that were drawn, or in their place a draw that nobody drew.

use super::held::{Held, all_held, all_rehearsed};
use super::study::Folder;
use crate::diagnostics::{Outcome, Problem};
use crate::lottery::intervention_key;
use crate::provenance::sha256;

/// The lotteries of a folder, one entry in the plain form; rehearsed ones, or a draw that nobody drew, when blind.
///
/// # Errors
/// `E360` without a drawn lottery.
pub fn lotteries(folder: &Folder, blind: bool) -> Outcome<Vec<Held>> {
    let all = if blind { blinded(folder)? } else { all_held(folder)? };
    if all.is_empty() { Err(not_drawn()) } else { Ok(all) }
}

/// The drawn lotteries under a key that everybody can compute and nobody drew with; before the draw, the rehearsed ones.
fn blinded(folder: &Folder) -> Outcome<Vec<Held>> {
    let mut all = all_held(folder)?;
    // once the lottery is drawn a rehearsal could be picked to resemble the draw
    match all.first() {
        None => return all_rehearsed(folder),
        Some(first) if first.rehearsal => return Ok(all),
        Some(_) => {}
    }
    for held in &mut all {
        let key = sha256(format!("lodtrin blind {}", held.lock).as_bytes());
        match &held.tied {
            Some(tied) => {
                let tied = tied.reseeded(key.0)?;
                held.waves = tied.waves().to_vec();
                held.tied = Some(tied);
            }
            None => {
                held.seed = intervention_key(&key.0, &held.intervention);
                held.waves = held.lottery.draw(&held.seed)?.waves;
            }
        }
        held.rehearsal = true;
    }
    Ok(all)
}

/// The problem of a folder without a drawn lottery.
pub fn not_drawn() -> Problem {
    Problem::new("E370", "no lottery is drawn in this folder, so nobody is treated or untreated")
        .help("draw it first: `lodtrin lock`, then `lodtrin draw`")
        .help("to try the code before, use `lodtrin effect --blind` after `lodtrin lock --rehearsal` and `lodtrin draw --rehearsal`")
}
