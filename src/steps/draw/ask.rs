//! What decides the lottery: found on the command line or in the folder, and compared with what the lock names.

use super::options::{Options, Which};
use crate::diagnostics::{Outcome, Problem};
use crate::folder::{Files, Locked};
use crate::lottery::beacon::{CHAIN, day_of};
use crate::lottery::{Beacon, Chance, Change, Dice, Practice, Source, Terms, frozen_text};
use crate::provenance;
use crate::steps::amend::{amendments, append};

/// Finds what decides. A rehearsal needs nothing: its practice randomness follows from its lock.
pub(super) fn find(files: &Files, locked: &Locked, options: &Options) -> Outcome<Chance> {
    let nothing = options.beacon.is_none() && options.dice.is_empty();
    let kept = files.maybe("beacon.json")?.is_some() || files.maybe("dice.txt")?.is_some();
    if options.which == Which::Rehearsal && nothing && !kept {
        return Ok(Chance::Practice(Practice::of(&locked.lock)));
    }
    match (locked.lock.source, &options.beacon, options.dice.is_empty()) {
        (Source::Drand { round }, Some(path), true) => {
            let beacon = Beacon::read(&provenance::read_argument(path)?, &path.display().to_string())?;
            of_round(beacon, round, locked, options)
        }
        (Source::Drand { round }, None, true) => match files.maybe("beacon.json")? {
            Some(bytes) => of_round(Beacon::read(&bytes, &files.shown("beacon.json"))?, round, locked, options),
            None => Err(Problem::new("L302", format!("the lock waits for round {round} of the beacon"))
                .expected("--beacon FILE")
                .help(format!(
                    "fetch it once it is published: curl -o beacon.json https://api.drand.sh/{CHAIN}/public/{round}"
                ))),
        },
        (Source::Dice, None, false) => Dice::new(options.dice.clone(), &locked.lock.terms).map(Chance::Dice),
        (Source::Dice, None, true) => match files.maybe("dice.txt")? {
            Some(bytes) => Dice::read(&bytes, &files.shown("dice.txt"), &locked.lock.terms).map(Chance::Dice),
            None => Err(Problem::new("L304", "the lock waits for dice").expected(wanted(&locked.lock.terms))),
        },
        (Source::Drand { round }, _, false) => {
            Err(Problem::new("L302", "the lock names a round of the beacon, not dice")
                .expected(format!("--beacon FILE with round {round}")))
        }
        (Source::Dice, Some(_), _) => {
            Err(Problem::new("L304", "the lock names dice, not a beacon").expected(wanted(&locked.lock.terms)))
        }
    }
}

/// What is to be typed where dice decide.
fn wanted(terms: &Terms) -> String {
    if !terms.names_throwers() {
        return "--dice NAME=DIGITS for each of two or more people".into();
    }
    let each = terms.each().unwrap_or_default();
    format!("--dice NAME=DIGITS with {each} throws for each of {}", terms.throwers.join(", "))
}

fn of_round(beacon: Beacon, round: u64, locked: &Locked, options: &Options) -> Outcome<Chance> {
    let fallback = &locked.lock.terms.fallback;
    if beacon.round == round {
        if options.unpublished.is_some() {
            return Err(Problem::new("L302", format!("round {round} is the one that the lock names, and it is here"))
                .help("draw it without --unpublished"));
        }
    } else if !fallback.contains(&beacon.round) {
        let rounds: Vec<String> = fallback.iter().map(u64::to_string).collect();
        let or = if rounds.is_empty() { String::new() } else { format!("; else the fallback {}", rounds.join(", ")) };
        return Err(Problem::new("L302", "the beacon's round is not the one that the lock names")
            .found(format!("round {}", beacon.round))
            .expected(format!("round {round}{or}"))
            .help("only the locked round decides; fetch that one"));
    } else if options.unpublished.as_deref().is_none_or(|r| frozen_text(r).is_none()) {
        let earlier = before(round, fallback, beacon.round);
        return Err(Problem::new("L302", format!("round {} is a fallback of this lock", beacon.round))
            .expected("--unpublished REASON: why every earlier round could not be had")
            .help(format!(
                "an earlier round that was published decides: fetch https://api.drand.sh/{CHAIN}/public/{} first",
                earlier.first().copied().unwrap_or(round)
            )));
    }
    beacon.verify()?;
    Ok(Chance::Beacon(beacon))
}

/// The rounds of a lock before a fallback, in order.
fn before(round: u64, fallback: &[u64], drawn: u64) -> Vec<u64> {
    std::iter::once(round).chain(fallback.iter().copied()).filter(|r| *r < drawn).collect()
}

/// Writes the amendment that tells why a fallback round decides, before anything of the draw stands there.
pub(super) fn tell_fallback(files: &Files, locked: &Locked, chance: &Chance, options: &Options) -> Outcome<()> {
    let (Chance::Beacon(beacon), Some(reason)) = (chance, &options.unpublished) else {
        return match &options.unpublished {
            None => Ok(()),
            Some(_) => Err(Problem::new("L302", "--unpublished speaks of rounds of the beacon, and none decides here")),
        };
    };
    let change = Change::Fallback { round: beacon.round };
    if files.maybe("receipt.json")?.is_some() {
        return Ok(());
    }
    if amendments(files, locked.digest)?.iter().any(|a| a.change == change) {
        return Ok(());
    }
    let reason = frozen_text(reason).unwrap_or_default();
    append(files, locked.digest, change, reason, day_of(options.now)).map(|_| ())
}
