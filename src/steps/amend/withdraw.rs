//! A lot that takes no part any more, and an addendum that was cut short.

use crate::diagnostics::{Outcome, Problem, nearest};
use crate::folder::{Files, Locked, read_locked};
use crate::lottery::{Amendment, Change, frozen_text};
use crate::provenance;

pub(crate) fn withdraw(files: &Files, locked: &Locked, earlier: &[Amendment], lot: &str) -> Outcome<Change> {
    let lot = frozen_text(lot).unwrap_or_else(|| lot.to_string());
    let mut lotteries = vec![locked.clone()];
    for (_, addendum) in files.addenda()? {
        lotteries.push(read_locked(&addendum)?);
    }
    let mut all = lotteries.iter().flat_map(|l| &l.lotteries);
    if !all.any(|one| one.frame.position(&lot).is_some()) {
        let problem = Problem::new("L401", format!("`{lot}` is no lot of this lottery"));
        let member = lotteries.iter().flat_map(|l| &l.lotteries).flat_map(|o| &o.members).find(|m| m.programme == lot);
        return Err(match member {
            Some(m) => problem.help(format!("the programme `{lot}` belongs to the lot `{}`", m.lot)),
            None => match nearest(
                &lot,
                lotteries.iter().flat_map(|l| &l.lotteries).flat_map(|o| o.frame.lots.iter()).map(|l| l.id.as_str()),
            ) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("lots are named as in lottery/frame.tsv"),
            },
        });
    }
    if earlier.iter().any(|a| a.change == Change::Withdraw { lot: lot.clone() }) {
        return Err(Problem::new("L401", format!("`{lot}` has withdrawn already")));
    }
    Ok(Change::Withdraw { lot })
}

/// Takes away an addendum that no amendment names and that nobody drew: making it was cut short.
pub(crate) fn undo_half(files: &Files, earlier: &[Amendment]) -> Outcome<()> {
    for (number, addendum) in files.addenda()? {
        let named = |a: &Amendment| matches!(a.change, Change::Late { addendum, .. } if addendum == number);
        let drawn = ["receipt.json", "dice.txt", "beacon.json"].iter().any(|f| addendum.path(f).exists());
        if earlier.iter().any(named) || drawn {
            continue;
        }
        let path = files.path(&format!("addendum-{number}"));
        let gone = provenance::Prepared::new(&files.path(""))?;
        std::fs::rename(&path, gone.path().join("addendum")).map_err(|e| provenance::io_problem("move", &path, &e))?;
    }
    Ok(())
}
