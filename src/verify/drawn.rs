//! Commitments, beacon, seed, candidate and schedule.

use super::files::{Parsed, sentence};
use super::sheet::{is_known, is_whole};
use super::verdict::{Report, Shown, Verdict};
use super::{Told, chance, render};
use crate::diagnostics::Outcome;
use crate::folder::held::recompute;
use crate::folder::lottery_files::SHEET;
use crate::lottery::{Commitment, Draw, Lock, Record, TOOL, intervention_key, seed, write_schedule};
use crate::provenance::sha256;
use crate::trial::Frame;

/// What a folder's own lock, beacon and contributions give, for whoever shows it.
pub(crate) fn recomputed(parsed: &Parsed) -> Option<([u8; 32], Vec<Shown>)> {
    let lock = parsed.lock.as_ref()?;
    let bytes = parsed.chance.as_ref()?.bytes();
    let contributions = match &parsed.record {
        Some(record) => record.contributions.clone(),
        None if lock.contributions.is_empty() => Vec::new(),
        None => return None,
    };
    let seed = seed(lock, &bytes, &contributions);
    let together = parsed.together().ok()?.map(|t| t.draw(&seed)).transpose().ok()?;
    let mut all = Vec::new();
    for (i, one) in parsed.ones.iter().enumerate() {
        let draw = match &together {
            Some(t) => t.draws[i].1.clone(),
            None => one.lottery.as_ref()?.draw(&intervention_key(&seed, &one.name)).ok()?,
        };
        all.push(Shown {
            name: one.name.clone(),
            frame: one.frame.clone()?,
            names: parsed.wave_names(None, i),
            waves: draw.waves,
        });
    }
    Some((seed, all))
}

/// The verdicts on the draw.
pub(crate) fn verdicts(parsed: &Parsed, told: &Told, report: &mut Report) -> Outcome<()> {
    if parsed.lock.is_none() {
        for check in ["commitments", "beacon", "seed", "candidate", "schedule"] {
            report.verdicts.push(Verdict::unknown(check, "the lock cannot be read"));
        }
        return Ok(());
    }
    let Some(record) = &parsed.record else {
        let says = if parsed.has_record {
            "receipt.json cannot be read"
        } else {
            "there is no receipt.json: the lottery is locked and not drawn, or its draw was not handed over"
        };
        report.verdicts.push(Verdict::unknown("drawn", says));
        if let Some((_, shown)) = recomputed(parsed) {
            report.schedules = shown;
        }
        return Ok(());
    };
    draw(parsed, told, report);
    sheet(parsed, record, report)
}

/// The verdicts on commitments, randomness, seed, candidate and schedule of a lottery that was drawn.
pub(super) fn draw(parsed: &Parsed, told: &Told, report: &mut Report) {
    let (Some(lock), Some(record)) = (&parsed.lock, &parsed.record) else {
        return report.verdicts.push(Verdict::unknown("drawn", "lock or receipt cannot be read"));
    };
    report.verdicts.push(commitments(lock, record));
    report.verdicts.push(chance::verdict(parsed, lock, record, told));
    report.verdicts.push(seed_of(parsed, lock, record));
    draws(parsed, lock, record, report);
}

fn commitments(lock: &Lock, record: &Record) -> Verdict {
    let mut wrong = Vec::new();
    if lock.contributions.len() != record.contributions.len() {
        wrong.push(format!("{} committed, {} revealed", lock.contributions.len(), record.contributions.len()));
    }
    for (c, bytes) in lock.contributions.iter().zip(&record.contributions) {
        let found = Commitment::to(bytes);
        if found != c.digest {
            wrong.push(format!("{}: revealed {found}, committed {}", c.name, c.digest));
        }
    }
    match (wrong.is_empty(), lock.contributions.len()) {
        (true, 0) => Verdict::yes("commitments", "nobody committed a contribution"),
        (true, n) => Verdict::yes("commitments", format!("{n} contributions are the ones committed in the lock")),
        (false, _) => Verdict::no("commitments", "a contribution is not the one committed in the lock", wrong),
    }
}

fn seed_of(parsed: &Parsed, lock: &Lock, record: &Record) -> Verdict {
    let mut wrong = Vec::new();
    if record.lock != parsed.digest {
        wrong.push(format!("the receipt belongs to the lock {}", record.lock));
    }
    let expected = seed(lock, &record.beacon, &record.contributions);
    if expected != record.seed {
        wrong.push(format!("the receipt says {}, recomputed {}", hex::encode(record.seed), hex::encode(expected)));
    }
    if wrong.is_empty() {
        Verdict::yes("seed", format!("the seed is {}", hex::encode(expected)))
    } else {
        Verdict::no("seed", "the seed does not follow from lock, randomness and contributions", wrong)
    }
}

fn draws(parsed: &Parsed, lock: &Lock, record: &Record, report: &mut Report) {
    let seed = seed(lock, &record.beacon, &record.contributions);
    let mut told = Compared::default();
    if record.drawn.len() != parsed.ones.len() {
        told.candidate.push("the receipt names another number of interventions than the lock".to_string());
    }
    let together = match parsed.together().map(|t| t.map(|t| t.draw(&seed)).transpose()) {
        Ok(Ok(together)) => together,
        Ok(Err(p)) => {
            report.verdicts.push(Verdict::no("candidate", "nothing can be drawn together", vec![sentence(&p)]));
            report.verdicts.push(Verdict::unknown("schedule", "nothing can be drawn together"));
            return;
        }
        Err(why) => {
            report.verdicts.push(Verdict::unknown("candidate", why.clone()));
            report.verdicts.push(Verdict::unknown("schedule", why));
            return;
        }
    };
    match (&together, record.joint) {
        (Some(t), Some(said_so)) if t.tries == said_so => told.said.push(format!("joint candidate {said_so}")),
        (None, None) => {}
        (t, _) => told.candidate.push(format!(
            "recomputed {}; the receipt says otherwise",
            t.as_ref().map_or("no joint candidate".to_string(), |t| format!("joint candidate {}", t.tries))
        )),
    }
    for (i, one) in parsed.ones.iter().enumerate() {
        let (Some(lottery), Some(frame)) = (&one.lottery, &one.frame) else {
            report.verdicts.push(Verdict::unknown("candidate", "frame or design cannot be read"));
            report.verdicts.push(Verdict::unknown("schedule", "frame or design cannot be read"));
            return;
        };
        let drawn = match &together {
            Some(t) => Ok(t.draws[i].1.clone()),
            None => lottery.draw(&intervention_key(&seed, &one.name)),
        };
        match drawn {
            Err(p) => told.candidate.push(sentence(&p)),
            Ok(draw) => {
                told.compare(parsed, i, frame, &draw, record);
                report.schedules.push(Shown {
                    name: one.name.clone(),
                    frame: frame.clone(),
                    names: parsed.wave_names(None, i),
                    waves: draw.waves,
                });
            }
        }
    }
    told.verdicts(report);
}

/// What was said of the candidates and schedules that came out again.
#[derive(Default)]
struct Compared {
    said: Vec<String>,
    candidate: Vec<String>,
    schedule: Vec<String>,
    absent: Vec<String>,
}

impl Compared {
    /// One intervention's draw beside the receipt and the schedule that stands.
    fn compare(&mut self, parsed: &Parsed, i: usize, frame: &Frame, draw: &Draw, record: &Record) {
        let one = &parsed.ones[i];
        let file = crate::folder::inside(&one.name, "schedule.tsv");
        let text = write_schedule(frame, &draw.waves);
        let digest = sha256(text.as_bytes());
        self.said.push(format!("{}candidate {}, score {}", prefix(&one.name), draw.tries, draw.score));
        match record.drawn.get(i) {
            Some(d) if d.name == one.name && (d.tries, d.score) == (draw.tries, draw.score) => {
                if d.schedule != digest {
                    self.schedule.push(format!("the receipt says {} for {file}, recomputed {digest}", d.schedule));
                }
            }
            _ => self.candidate.push(format!(
                "{}recomputed candidate {}, score {}; the receipt says otherwise",
                prefix(&one.name),
                draw.tries,
                draw.score
            )),
        }
        match one.schedule_digest {
            None => self.absent.push(parsed.files.shown(&file)),
            Some(found) if found != digest => {
                self.schedule.push(format!("{file} is not the schedule that the seed gives"))
            }
            Some(_) => {}
        }
    }

    fn verdicts(self, report: &mut Report) {
        let Compared { said, candidate, schedule, absent } = self;
        report.verdicts.push(if candidate.is_empty() {
            Verdict::yes("candidate", said.join("; "))
        } else {
            Verdict::no("candidate", "the candidate is not the first acceptable one", candidate)
        });
        report.verdicts.push(if !schedule.is_empty() {
            Verdict::no("schedule", "the schedule is not the one that the seed gives", schedule)
        } else if !absent.is_empty() {
            let mut verdict = Verdict::unknown("schedule", "the schedule is missing");
            verdict.details = absent;
            verdict
        } else {
            Verdict::yes("schedule", "schedule.tsv is the schedule that the seed gives")
        });
    }
}

/// The draw sheet, made again and compared byte for byte; another version of the tool may write another page.
fn sheet(parsed: &Parsed, record: &Record, report: &mut Report) -> Outcome<()> {
    let Some(bytes) = parsed.files.maybe(SHEET)? else {
        report.not_checked.push("the draw sheet: there is none".into());
        return Ok(());
    };
    if !is_known(&record.tool) {
        let says = format!("the draw sheet: {} wrote it, this is {TOOL}", record.tool);
        report.verdicts.push(Verdict::unknown("sheet", says));
        return Ok(());
    }
    let (Some(locked), Some(chance)) = (parsed.whole(), &parsed.chance) else {
        report.verdicts.push(Verdict::unknown("sheet", "the draw sheet cannot be made again without the other files"));
        return Ok(());
    };
    let made = recompute(&locked, &record.beacon, &record.contributions)
        .and_then(|drawn| render(&parsed.files, &locked, chance, record, &drawn.draws));
    report.verdicts.push(match made {
        Ok(text) if text.as_bytes() == bytes => Verdict::yes("sheet", "the draw sheet says what the other files say"),
        Ok(_) if !is_whole(&parsed.files)? => {
            Verdict::unknown("sheet", "the draw sheet cannot be made again without the locks behind this one")
        }
        Ok(_) => Verdict::no("sheet", "the draw sheet is not the one that belongs to this draw", Vec::new()),
        Err(p) => Verdict::no("sheet", "the draw sheet cannot be made again", vec![sentence(&p)]),
    });
    Ok(())
}

fn prefix(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("{name}: ") }
}
