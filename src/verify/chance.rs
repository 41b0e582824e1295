//! The randomness: the round, dice or practice number that the lock names, and whether a fallback could stand in.

use super::files::{Parsed, sentence};
use super::verdict::Verdict;
use crate::lottery::beacon::{CHAIN, round_time, utc};
use crate::lottery::{Beacon, Chance, Lock, Practice, Record, Source};
use crate::verify::verdict::Told;

/// The rounds of a lock that come before the one drawn, where a fallback was drawn.
pub(crate) fn earlier(lock: &Lock, drawn: u64) -> Vec<u64> {
    let Source::Drand { round } = lock.source else { return Vec::new() };
    if !lock.terms.fallback.contains(&drawn) {
        return Vec::new();
    }
    std::iter::once(round).chain(lock.terms.fallback.iter().copied()).filter(|r| *r < drawn).collect()
}

/// The fallback round that a folder was drawn from, if it was.
pub(crate) fn fallback_drawn(parsed: &Parsed) -> Option<u64> {
    let Some(Chance::Beacon(b)) = &parsed.chance else { return None };
    let lock = parsed.lock.as_ref()?;
    (!earlier(lock, b.round).is_empty()).then_some(b.round)
}

pub(crate) fn verdict(parsed: &Parsed, lock: &Lock, record: &Record, told: &Told) -> Verdict {
    if parsed.practice && !lock.rehearsal {
        let says = format!("{} stands in a lottery: practice randomness follows from the lock", Practice::FILE);
        return Verdict::no("beacon", says, Vec::new());
    }
    let name = if lock.source == Source::Dice { "dice.txt" } else { "beacon.json" };
    let Some(chance) = &parsed.chance else {
        return Verdict::unknown("beacon", format!("{} is missing or cannot be read", parsed.files.shown(name)));
    };
    let mut wrong = Vec::new();
    let (name, _) = chance.file();
    if chance.bytes() != record.beacon {
        wrong.push(format!("{name} and the receipt hold different randomness"));
    }
    if chance.signature().is_none() && record.signature.is_some() {
        wrong.push("the receipt holds a signature, and there is none here".into());
    }
    let says = match (chance, lock.source) {
        (Chance::Beacon(b), Source::Drand { round }) => of_round(b, round, lock, record, told, &mut wrong),
        (Chance::Dice(d), Source::Dice) => {
            let names: Vec<&str> = d.names().collect();
            format!("dice thrown by {}: this rests on the witnesses", names.join(" and "))
        }
        (Chance::Practice(p), _) if *p == Practice::of(lock) => "practice randomness of this very rehearsal".into(),
        (Chance::Practice(_), _) => {
            wrong.push("the practice randomness is another lock's".into());
            String::new()
        }
        _ => {
            wrong.push("the randomness is of another source than the lock names".into());
            String::new()
        }
    };
    if !wrong.is_empty() {
        return Verdict::no("beacon", "the randomness is not the one that the lock names", wrong);
    }
    match chance {
        Chance::Beacon(b) => fallback(b, lock, told, says),
        _ => Verdict::yes("beacon", says),
    }
}

fn of_round(b: &Beacon, round: u64, lock: &Lock, record: &Record, told: &Told, wrong: &mut Vec<String>) -> String {
    if b.round != round && !lock.terms.fallback.contains(&b.round) {
        wrong.push(format!("round {}, and the lock names {round}", b.round));
    }
    if record.signature.as_ref() != Some(&b.signature) {
        wrong.push("the receipt holds another signature".into());
    }
    if let Err(p) = b.verify() {
        wrong.push(sentence(&p));
    }
    let before = earlier(lock, b.round);
    for other in told.published.iter().filter(|o| before.contains(&o.round)) {
        wrong.push(format!(
            "round {} was published, and it decides before round {}: this draw is void",
            other.round, b.round
        ));
    }
    let when = round_time(b.round).map_or("beyond all time".to_string(), utc);
    format!("round {} of drand quicknet, published {when}, signed with the pinned key", b.round)
}

/// A fallback holds only where nobody could have had an earlier round.
fn fallback(b: &Beacon, lock: &Lock, told: &Told, says: String) -> Verdict {
    let before = earlier(lock, b.round);
    let open: Vec<u64> = before.iter().copied().filter(|r| !told.unpublished.contains(r)).collect();
    if before.is_empty() {
        return Verdict::yes("beacon", says);
    }
    let list = |rounds: &[u64]| rounds.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
    if open.is_empty() {
        return Verdict::yes(
            "beacon",
            format!("{says}; a fallback: as you say, round {} was never published", list(&before)),
        );
    }
    let mut verdict = Verdict::unknown("beacon", format!("{says}; it is a fallback, and an earlier round may exist"));
    verdict.details = open
        .iter()
        .map(|r| {
            format!(
                "fetch round {r} from any node (https://api.drand.sh/{CHAIN}/public/{r}); if it is there, this draw is void: \
                 give it with --beacon FILE, or say --unpublished {r}"
            )
        })
        .collect();
    verdict
}
