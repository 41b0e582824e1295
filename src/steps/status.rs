//! `status`: where the study stands, and the next command.

use crate::diagnostics::Outcome;
use crate::folder::data_files::is_counts;
use crate::folder::order::{self, Order};
use crate::folder::receipts::{self, Standing};
use crate::folder::study::Folder;
use crate::folder::witnesses::{stamped, stamps_of, told};
use crate::folder::{Files, changes, deliveries};
use crate::lottery::beacon::utc;
use crate::lottery::{Lock, Source, second_of};
use crate::provenance::{self, sha256, sha256_file};
use crate::trial::study::SourceDecl;
use crate::trial::{Language, Study};
use serde::Serialize;

/// The public beacon's chain, its first second and its period (drand quicknet).
const CHAIN: &str = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";
const GENESIS: i64 = 1_692_803_367;
const PERIOD: i64 = 3;

/// What stands in a study folder.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    /// `lodtrin/status/1`.
    pub schema: &'static str,
    /// Title of the study.
    pub title: String,
    /// Digest of the lock, when there is one.
    pub lock: Option<String>,
    /// The beacon's round that decides, when the lock names one.
    pub round: Option<Round>,
    /// Whether the lottery is drawn.
    pub drawn: bool,
    /// Whether a rehearsal stands beside it.
    pub rehearsal: bool,
    /// Whether lots were drawn once, as the folder alone shows it; `null` where no lock was replaced.
    pub once: Option<&'static str>,
    /// Time stamps of the lock that hold, in words; `null` without any.
    pub stamped: Option<String>,
    /// Lotteries of late programmes.
    pub addenda: Vec<Addendum>,
    /// Declarations that differ from the plan in force.
    pub deviations: Vec<String>,
    /// Everything that is otherwise than locked.
    pub changes: Vec<changes::Row>,
    /// Registers declared whose files are not there.
    pub registers_missing: Vec<String>,
    /// Whether `ingest` has written `data/`.
    pub ingested: bool,
    /// Each product of `results/` and whether what it was made from is still the same.
    pub results: Vec<ProductState>,
    /// The next command.
    pub next: String,
    /// Why that one.
    pub why: String,
}

/// The round that a lock waits for.
#[derive(Debug, Clone, Serialize)]
pub struct Round {
    /// Its number.
    pub round: u64,
    /// Its moment, UTC.
    pub due: String,
    /// Where it can be fetched on a machine with a network.
    pub fetch: String,
}

/// The lottery of late programmes.
#[derive(Debug, Clone, Serialize)]
pub struct Addendum {
    /// Its number, from 1.
    pub number: u32,
    /// Digest of its lock.
    pub lock: String,
    /// The round that decides; `null` for dice.
    pub round: Option<u64>,
    /// The moment of the round, UTC, or by which the dice are thrown.
    pub due: Option<String>,
    /// Whether it is drawn.
    pub drawn: bool,
}

/// One product of `results/`.
#[derive(Debug, Clone, Serialize)]
pub struct ProductState {
    /// The verb that made it.
    pub verb: String,
    /// `fresh`, or `stale` when an input or an output is no longer what it was.
    pub state: &'static str,
    /// The files that differ.
    pub changed: Vec<String>,
}

/// Where the data stand.
struct Data {
    counted: bool,
    registers_missing: Vec<String>,
    ingested: bool,
    /// Whether the study and the data were declared differently, so that the data are not the study's.
    stale: bool,
}

impl Data {
    fn of(folder: &Folder, study: &Study) -> Outcome<Data> {
        let counted = is_counts(folder);
        let files = study.registers.values().flat_map(|r| r.files.iter());
        Ok(Data {
            counted,
            registers_missing: files.filter(|f| !counted && !folder.path(f).is_file()).cloned().collect(),
            ingested: folder.path("data/receipt.json").is_file(),
            stale: deliveries::declared(folder)?.is_some_and(|d| d != crate::protocol::declared(study)),
        })
    }
}

/// Looks at a study folder; writes nothing.
pub fn run(folder: &Folder) -> Outcome<Status> {
    let study = folder.study()?;
    let lock_path = folder.path("lottery/lock.txt");
    let lock = if lock_path.is_file() { Some(sha256_file(&lock_path)?.hex()) } else { None };
    let plan = folder.plan()?;
    // what was locked is drawn, whatever the protocol calls it now
    let locked = &plan.as_ref().unwrap_or(&study).interventions;
    let drawn = lock.is_some() && drawn(folder, locked);
    let files = Files::new(folder.path("lottery"), "lottery");
    // what does not fit in the chain is no reason to say nothing of the study
    let mut wrong = Vec::new();
    let order = match files.maybe("lock.txt")? {
        Some(bytes) => Some(Order::gather(&files, sha256(&bytes), &mut wrong)?),
        None => None,
    };
    let deviations = match (&order, &plan) {
        (Some(order), Some(plan)) => deviations(folder, order, plan, &study)?,
        _ => Vec::new(),
    };
    let data = Data::of(folder, &study)?;
    let addenda = addenda(&files)?;
    let results = results(folder)?;
    let round = if lock.is_some() && !drawn { round(folder)? } else { None };
    let stand = Stand {
        forecast: if lock.is_none() { super::forecast::missing(folder, &study) } else { None },
        locked: lock.is_some(),
        wrong: wrong.into_iter().next().map(|(_, why)| why),
        drawn,
        dice: study.intervention().lottery.source == SourceDecl::Dice,
        round: round.as_ref(),
        pending: addenda.iter().find(|a| drawn && !a.drawn),
        counted: data.counted,
        lacks_registers: study.registers.is_empty() || !data.registers_missing.is_empty(),
        ingested: data.ingested,
        stale: data.stale,
        absences: study.registers.contains_key("absences"),
        results: &results,
    };
    let (next, why) = stand.next();
    Ok(Status {
        schema: "lodtrin/status/1",
        title: study.title.clone(),
        lock,
        round,
        drawn,
        rehearsal: folder.path("rehearsal/lock.txt").is_file(),
        once: order::once_of(&files)?.map(|o| o.state.name()),
        stamped: stamped(&files)?.map(|s| told(Language::En, Some(&s))),
        addenda,
        deviations,
        changes: order.map_or(Ok(Vec::new()), |o| changes::rows(&files, &o, Some(folder)))?,
        registers_missing: data.registers_missing,
        ingested: data.ingested,
        results,
        next,
        why,
    })
}

/// Declarations that differ from the plan in force, those that the data were made under among them.
fn deviations(folder: &Folder, order: &Order, plan: &Study, study: &Study) -> Outcome<Vec<String>> {
    let mut all: Vec<String> = changes::differing(order, plan, study).into_iter().map(|d| d.key).collect();
    all.extend(deliveries::made_otherwise(folder, &order.in_force(plan))?);
    all.sort();
    all.dedup();
    Ok(all)
}

/// Where a study stands, as far as the next command depends on it.
struct Stand<'a> {
    /// Why a forecast comes first.
    forecast: Option<String>,
    locked: bool,
    /// What does not fit in the chain of amendments.
    wrong: Option<String>,
    drawn: bool,
    dice: bool,
    round: Option<&'a Round>,
    /// The first lottery of late programmes that is not drawn.
    pending: Option<&'a Addendum>,
    counted: bool,
    lacks_registers: bool,
    ingested: bool,
    /// Whether data were declared differently from the study of today.
    stale: bool,
    absences: bool,
    results: &'a [ProductState],
}

impl Stand<'_> {
    /// The next command, and why that one.
    fn next(self) -> (String, String) {
        let have = |verb: &str| self.results.iter().find(|r| r.verb == verb).map(|r| r.state);
        if let Some(why) = self.forecast {
            ("lodtrin forecast".to_string(), why)
        } else if !self.locked {
            (
                "lodtrin lock --check".to_string(),
                "nothing is locked yet; look at the chances, then run `lodtrin lock`".into(),
            )
        } else if let Some(why) = self.wrong {
            ("lodtrin verify".to_string(), why)
        } else if !self.drawn && self.dice {
            (
                "lodtrin draw --dice NAME=DIGITS --dice NAME=DIGITS".to_string(),
                "the lock waits for the dice".to_string(),
            )
        } else if !self.drawn {
            let when = self.round.map_or(String::new(), |r| format!(" (round {}, {})", r.round, r.due));
            ("lodtrin draw --beacon FILE".to_string(), format!("the lock waits for its round{when}"))
        } else if let Some(a) = self.pending {
            let (what, when) = match (a.round, &a.due) {
                (Some(round), Some(due)) => ("--beacon FILE", format!(" (round {round}, {due})")),
                (Some(round), None) => ("--beacon FILE", format!(" (round {round})")),
                _ => ("--dice NAME=DIGITS --dice NAME=DIGITS", String::new()),
            };
            let next = format!("lodtrin draw --addendum {} {what}", a.number);
            (next, format!("the late programmes of addendum {} wait for their lots{when}", a.number))
        } else if !self.counted && self.lacks_registers {
            ("lodtrin verify".to_string(), "the lottery is held; the registers are not all there yet".to_string())
        } else if !self.ingested {
            ("lodtrin ingest --key-file PATH".to_string(), "the registers are there and have not been read".to_string())
        } else if self.stale {
            let why = "study.toml declares something else than when the registers were read".to_string();
            let how = if self.counted { "--counts FILE" } else { "--key-file PATH" };
            (format!("lodtrin ingest {how}"), why)
        } else if have("balance") != Some("fresh") {
            ("lodtrin balance".to_string(), "nobody has looked at how alike the waves are".to_string())
        } else if have("effect") != Some("fresh") {
            ("lodtrin effect".to_string(), "the effect is not estimated from the data as they stand".to_string())
        } else if !self.counted && self.absences && have("absence") != Some("fresh") {
            ("lodtrin absence".to_string(), "early absence is not estimated from the data as they stand".to_string())
        } else if have("report") != Some("fresh") {
            ("lodtrin report".to_string(), "the report does not show the results as they stand".to_string())
        } else {
            ("lodtrin verify --results".to_string(), "everything is made; let somebody reproduce it".to_string())
        }
    }
}

/// The lotteries of late programmes as they stand.
fn addenda(files: &Files) -> Outcome<Vec<Addendum>> {
    let mut all = Vec::new();
    for (number, folder) in files.addenda()? {
        // a folder without its lock is half of an amendment: `amend late` again completes it
        let Some(bytes) = folder.maybe("lock.txt")? else { continue };
        let lock = Lock::read(&bytes, &folder.shown("lock.txt"))?;
        all.push(Addendum {
            number,
            lock: sha256(&bytes).hex(),
            round: match lock.source {
                Source::Drand { round } => Some(round),
                Source::Dice => None,
            },
            due: second_of(&lock).map(utc),
            drawn: folder.maybe("receipt.json")?.is_some(),
        });
    }
    Ok(all)
}

fn drawn(folder: &Folder, interventions: &[crate::trial::study::Intervention]) -> bool {
    folder.path("lottery/receipt.json").is_file()
        && interventions.iter().all(|i| {
            let part = if i.name.is_empty() { String::new() } else { format!("{}/", i.name) };
            folder.path(&format!("lottery/{part}schedule.tsv")).is_file()
        })
}

fn round(folder: &Folder) -> Outcome<Option<Round>> {
    let text = provenance::read_text(&folder.path("lottery/lock.txt"))?;
    let number = text.lines().find_map(|l| l.strip_prefix("round=")).and_then(|r| r.parse::<i64>().ok());
    Ok(number.filter(|r| *r >= 1).map(|r| Round {
        round: r as u64,
        due: GENESIS
            .checked_add(PERIOD.saturating_mul(r - 1))
            .and_then(|s| jiff::Timestamp::from_second(s).ok())
            .map_or_else(|| "beyond the calendar".to_string(), |t| t.to_string()),
        fetch: format!("https://api.drand.sh/{CHAIN}/public/{r}"),
    }))
}

fn results(folder: &Folder) -> Outcome<Vec<ProductState>> {
    let mut list: Vec<ProductState> = Vec::new();
    for named in receipts::compare(folder)? {
        if list.last().is_none_or(|l| l.verb != named.verb) {
            list.push(ProductState { verb: named.verb.clone(), state: "fresh", changed: Vec::new() });
        }
        if let Some(last) = list.last_mut().filter(|_| named.standing != Standing::Same) {
            last.state = "stale";
            last.changed.push(named.path);
        }
    }
    // a stamp that came later stands in no receipt yet, and the report tells of it
    let sources = receipts::products(folder)?.into_iter().find(|e| e.verb == "report");
    let sources: Vec<String> = sources.into_iter().flat_map(|e| e.inputs).map(|f| f.path).collect();
    if let Some(report) = list.iter_mut().find(|l| l.verb == "report") {
        let files = Files::new(folder.path("lottery"), "lottery");
        for stamp in stamps_of(&files)?.into_iter().filter(|s| !sources.contains(s)) {
            report.state = "stale";
            report.changed.push(stamp);
        }
    }
    Ok(list)
}
