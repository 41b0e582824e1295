//! What stands on the draw sheet.

mod contents;
mod edition_0_1_0;
pub(crate) mod list;
pub(crate) mod page;
mod paper;
pub(crate) mod words;

pub use page::{DrawSheet, SheetLottery, SheetRandomness, SheetTicket, draw_sheet};

use crate::diagnostics::{Outcome, Problem};
use crate::folder::order::once_of;
use crate::folder::{Files, Locked, OneLottery, RULES, wave_names};
use crate::lottery::beacon::{round_time, utc};
use crate::lottery::{
    Chance, Draw, Kind, Lock, Record, Source, TOOL, write_chances, write_design, write_frame, write_joint,
    write_members, write_schedule,
};
use crate::protocol;
use crate::trial::{Language, Study};

/// The draw sheet's text. It depends on nothing but the lottery's files and the tool's version.
pub fn render(
    files: &Files,
    locked: &Locked,
    chance: &Chance,
    record: &Record,
    draws: &[([u8; 32], Draw)],
) -> Outcome<String> {
    let sheet = sheet(files, locked, chance, record, draws)?;
    Ok(if record.tool == OLDEST { edition_0_1_0::draw_sheet(&sheet) } else { draw_sheet(&sheet) })
}

/// Whether the page of a version can be made again.
pub fn is_known(tool: &str) -> bool {
    tool == OLDEST || tool == TOOL
}

/// The version whose page had other bytes.
const OLDEST: &str = "lodtrin 0.1.0";

fn sheet(
    folder: &Files,
    locked: &Locked,
    chance: &Chance,
    record: &Record,
    draws: &[([u8; 32], Draw)],
) -> Outcome<DrawSheet> {
    // a plan that cannot be read costs the page its language and the waves their dates, nothing else
    let plan = protocol::parse(&locked.plan, "plan.toml").ok();
    let lock = &locked.lock;
    let (bound, mut files) = bound_files(locked, chance, record, draws)?;
    let names = lock.contributions.iter().map(|c| c.name.clone());
    let language = plan.as_ref().map_or(Language::Da, |p| p.language);
    let once = once_of(folder)?;
    let mut drawn_before = Vec::new();
    if record.tool != OLDEST {
        behind(folder, &mut files, &mut drawn_before)?;
    }
    Ok(DrawSheet {
        language,
        title: lock.title.clone(),
        rehearsal: lock.rehearsal,
        once: once.and_then(|o| Some((o.state.name(), o.notice(language)?))),
        lock: locked.digest.hex(),
        seed: hex::encode(record.seed),
        bound,
        overrides: lock.overrides.clone(),
        contributions: names.zip(record.contributions.iter().map(hex::encode)).collect(),
        randomness: randomness(chance),
        lotteries: locked
            .lotteries
            .iter()
            .zip(draws)
            .map(|(one, (key, draw))| lottery(one, key, draw, plan.as_ref(), None))
            .collect(),
        files,
        drawn_before,
    })
}

/// Digests that the lock binds, and the texts of the lottery's files, by name.
type BoundFiles = (Vec<(String, String)>, Vec<(String, String)>);

fn bound_files(locked: &Locked, chance: &Chance, record: &Record, draws: &[([u8; 32], Draw)]) -> Outcome<BoundFiles> {
    let lock = &locked.lock;
    let mut bound = vec![("plan.toml".to_string(), lock.plan.hex())];
    let mut files = vec![
        ("lock.txt".to_string(), lock.text()),
        ("plan.toml".to_string(), locked.plan.clone()),
        ("receipt.json".to_string(), record.text()?),
    ];
    if let (Some(rules), Some(digest)) = (&locked.joint, lock.joint) {
        bound.push((RULES.to_string(), digest.hex()));
        files.push((RULES.to_string(), write_joint(rules)));
    }
    let (name, text) = chance.file();
    files.push((name.to_string(), text));
    for ((one, b), (_, draw)) in locked.lotteries.iter().zip(&lock.bound).zip(draws) {
        let texts = [
            ("frame.tsv", write_frame(&one.frame), Some(b.frame)),
            ("members.tsv", write_members(&one.members), Some(b.members)),
            ("design.txt", write_design(&one.design), Some(b.design)),
            ("chances.tsv", write_chances(&one.frame, &one.chances), Some(b.chances)),
            ("schedule.tsv", write_schedule(&one.frame, &draw.waves), None),
        ];
        for (file, text, digest) in texts {
            bound.extend(digest.map(|d| (one.file(file), d.hex())));
            files.push((one.file(file), text));
        }
    }
    Ok((bound, files))
}

/// Longest chain of replaced locks that a page shows.
const LONGEST: usize = 100;

/// Whether all is there that the page shows of the locks behind this one.
pub fn is_whole(folder: &Files) -> Outcome<bool> {
    let mut here = folder.clone();
    for _ in 0..LONGEST {
        let Some(bytes) = here.maybe("lock.txt")? else { return Ok(false) };
        let Ok(lock) = Lock::read(&bytes, "lock.txt") else { return Ok(true) };
        // a drawn lock of dice had its throws, and a lock that replaces another says why
        let gone =
            lock.source == Source::Dice && here.path("receipt.json").is_file() && here.maybe("dice.txt")?.is_none();
        if gone || lock.kind == Kind::Replaces && here.maybe("amend-001.txt")?.is_none() {
            return Ok(false);
        }
        if lock.kind != Kind::Replaces {
            return Ok(true);
        }
        here = here.past(lock.prev);
    }
    Ok(true)
}

/// What the page needs of the locks behind this one: each lock, its dice, why it replaces another, and, of dice, whether a
/// receipt stands there.
fn behind(folder: &Files, files: &mut Vec<(String, String)>, drawn: &mut Vec<String>) -> Outcome<()> {
    let text = |at: &Files, name: &str| Ok::<_, Problem>(at.maybe(name)?.and_then(|b| String::from_utf8(b).ok()));
    let (mut place, mut here, mut lock) = (String::new(), folder.clone(), text(folder, "lock.txt")?);
    for _ in 0..LONGEST {
        let Some(read) = lock.as_deref().and_then(|t| Lock::read(t.as_bytes(), "lock.txt").ok()) else { break };
        if read.kind != Kind::Replaces {
            break;
        }
        files.extend(text(&here, "amend-001.txt")?.map(|t| (format!("{place}amend-001.txt"), t)));
        (place, here) = (format!("past/{}/", read.prev), here.past(read.prev));
        lock = text(&here, "lock.txt")?;
        let Some(old) = &lock else { break };
        files.push((format!("{place}lock.txt"), old.clone()));
        files.extend(text(&here, "dice.txt")?.map(|t| (format!("{place}dice.txt"), t)));
        if old.contains("\nsource=dice\n") && here.path("receipt.json").is_file() {
            drawn.push(read.prev.hex());
        }
    }
    Ok(())
}

fn randomness(chance: &Chance) -> SheetRandomness {
    match chance {
        Chance::Dice(dice) => SheetRandomness::Dice(dice.throws().to_vec()),
        Chance::Practice(practice) => SheetRandomness::Practice(practice.text().trim_end().to_string()),
        Chance::Beacon(b) => SheetRandomness::Round {
            round: b.round,
            time: round_time(b.round).map_or_else(String::new, utc),
            signature: hex::encode(&b.signature),
        },
    }
}

fn lottery(one: &OneLottery, key: &[u8; 32], draw: &Draw, plan: Option<&Study>, study: Option<&Study>) -> SheetLottery {
    let tickets = one
        .lottery
        .tickets(key, draw.tries)
        .into_iter()
        .map(|(i, ticket)| {
            let lot = &one.frame.lots[i];
            let programmes: Vec<String> =
                one.members.iter().filter(|m| m.lot == lot.id).map(|m| m.programme.clone()).collect();
            SheetTicket {
                lot: lot.id.clone(),
                stratum: lot.stratum.clone(),
                programmes: if programmes == [lot.id.clone()] { Vec::new() } else { programmes },
                ticket: hex::encode(ticket),
                wave: draw.waves[i],
            }
        })
        .collect();
    SheetLottery {
        name: one.name.clone(),
        tries: draw.tries,
        score: draw.score.to_string(),
        waves: wave_names(plan, study.or(plan), &one.name, one.design.waves()),
        stratified: one.design.stratified,
        design: one.design.clone(),
        tickets,
    }
}
