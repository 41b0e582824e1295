//! What stands on the draw sheet.

pub(crate) mod list;
pub(crate) mod page;
pub(crate) mod words;

pub use page::{DrawSheet, SheetLottery, SheetRandomness, SheetTicket, draw_sheet};

use crate::diagnostics::Outcome;
use crate::folder::held::declared_of;
use crate::folder::{Locked, OneLottery, RULES};
use crate::lottery::beacon::round_time;
use crate::lottery::{
    Draw, Record, write_chances, write_design, write_frame, write_joint, write_members, write_schedule,
};
use crate::protocol;
use crate::steps::draw::Chance;
use crate::steps::lock::utc;
use crate::trial::{Language, Study};

/// The draw sheet's text. It depends on nothing but the lottery's files and the tool's version.
pub fn render(locked: &Locked, chance: &Chance, record: &Record, draws: &[([u8; 32], Draw)]) -> Outcome<String> {
    // a plan that cannot be read costs the page its language and the waves their dates, nothing else
    let plan = protocol::parse(&locked.plan, "plan.toml").ok();
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
    let names = lock.contributions.iter().map(|c| c.name.clone());
    Ok(draw_sheet(&DrawSheet {
        language: plan.as_ref().map_or(Language::Da, |p| p.language),
        title: lock.title.clone(),
        rehearsal: lock.rehearsal,
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
            .map(|(one, (key, draw))| lottery(one, key, draw, plan.as_ref()))
            .collect(),
        files,
    }))
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

fn lottery(one: &OneLottery, key: &[u8; 32], draw: &Draw, plan: Option<&Study>) -> SheetLottery {
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
        waves: (0..one.design.waves()).map(|w| start(plan, &one.name, w)).collect(),
        stratified: one.design.stratified,
        tickets,
    }
}

/// The first treated period of a wave and its first day, as the plan has it.
fn start(plan: Option<&Study>, name: &str, wave: usize) -> String {
    let find = || {
        let rollout = &declared_of(plan?, name)?.rollout;
        let period = &rollout.periods[rollout.period(&rollout.waves.get(wave)?.starts)?];
        let day = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(period.start)).ok()?;
        Some(format!("{} · {day}", period.id))
    };
    find().unwrap_or_default()
}
