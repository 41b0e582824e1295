//! `lock`: freezes frame, design, chances and plan, and binds them before chance is asked.

use crate::lottery::times::{self, When};
pub use options::Options;

pub mod announce;
mod coding;
mod options;
mod replace;

use crate::design::outlook::Outlook;
use crate::diagnostics::{Doubt, Outcome, Place, Problem, Progress, Told, nearest};
use crate::folder::study::Folder;
use crate::folder::{Files, RULES, inside};
pub use crate::lottery::beacon::utc;
use crate::lottery::prepare::Prepared;
pub use crate::lottery::prepare::{Ties, Together, prepare_all};
use crate::lottery::{
    Commitment, JOINT, Kind, Lock, NO_LOCK, OBJECTIONS, Preview, REFUSALS, Refusal, Source, Terms, frozen_text,
    is_name, refuse_vacant,
};
use crate::planning::outlook::look_ahead;
use crate::provenance::{self, Digest, sha256};
use crate::trial::Study;
use crate::{protocol, registers};
pub use coding::{Asked as CodingAsked, Coded, coding};

use std::path::PathBuf;

/// What a lock is, or would be.
#[derive(Debug, Clone)]
pub struct Report {
    /// The lock.
    pub lock: Lock,
    /// Second of the round, UTC, where the source is drand.
    pub due: Option<i64>,
    /// What the researcher must see, one entry per intervention.
    pub previews: Vec<Preview>,
    /// The rules that tie several interventions together.
    pub ties: Option<Ties>,
    /// Whether schedules that may be drawn can tell several interventions apart.
    pub outlook: Option<Outlook>,
    /// Refusals that are not allowed: with any of them nothing is locked.
    pub refused: Vec<Refusal>,
    /// Whether the lock was written.
    pub written: bool,
    /// Doubts.
    pub warnings: Vec<Told>,
}

/// What is refused, what is allowed all the same, and doubts.
type Judged = (Vec<Refusal>, Vec<String>, Vec<Told>);

/// The folder of the lottery, or of its rehearsal.
fn files(folder: &Folder, options: &Options) -> Files {
    let name = if options.rehearsal { "rehearsal" } else { "lottery" };
    Files::new(folder.path(name), name)
}

/// What is refused and what is allowed all the same; a short lead of a rehearsal, which shows nothing to anybody, is told
/// and refused only of a lottery.
fn judged(prepared: &[Prepared], mut lead: Option<Refusal>, others: [Option<Refusal>; 2], options: &Options) -> Judged {
    let practised = lead.take_if(|r| options.rehearsal && !options.allow.iter().any(|a| a == r.name));
    let bare = lead.into_iter().chain(others.into_iter().flatten()).collect::<Vec<_>>();
    let (refused, overrides, mut warnings) = judge(prepared, &bare, &options.allow);
    warnings.extend(practised.map(|r| Doubt::ShortLead { reason: r.reason }.into()));
    (refused, overrides, warnings)
}

/// Locks the study, or with `check` only says whether it could be locked.
pub fn run(folder: &Folder, options: &Options, progress: &dyn Progress) -> Outcome<Report> {
    let held = if options.check { None } else { Some(folder.hold("lock")?) };
    let mut study = folder.study()?;
    bounds(&study)?;
    check_allow(&options.allow, &study)?;
    let files = files(folder, options);
    let before = standing(&files, options)?;
    let ground = replace::ground(&files, options)?;
    let rows = registers::read_frame(&folder.path(&study.frame.file), &study.frame.file, &study.frame)?;
    refuse_vacant(&rows, &study.frame.file)?;
    let when = When { rehearsal: options.rehearsal, round: options.round, now: options.now };
    let source = times::source(&study, &when)?;
    let (contributions, absent) = contributed(folder, &study, options)?;
    let terms = times::terms(&study.intervention().lottery, &when);
    let announced = announce::kept(folder, &study, options)?;
    let Together { prepared, ties } = prepare_all(&study, &rows, progress)?;
    let outlook = look_ahead(&study, &prepared);
    let (due, lead) = times::lead(source, &when)?;
    let early = announced.as_ref().and_then(|a| a.early.clone());
    let (refused, overrides, mut warnings) =
        judged(&prepared, lead, [early, ties.as_ref().and_then(Ties::refusal)], options);
    warnings.extend(outlook.iter().flat_map(Outlook::doubts).map(Told::from));
    warnings.extend(freeze_forecast(folder, &mut study, &prepared)?);
    let plan = protocol::write_plan(&study);
    let lock = Lock {
        rehearsal: options.rehearsal,
        kind: if before.is_some() { Kind::Replaces } else { Kind::First },
        prev: before.unwrap_or(NO_LOCK),
        title: title_of(&study)?,
        bound: prepared.iter().map(Prepared::bound).collect(),
        joint: ties.as_ref().map(Ties::digest),
        plan: sha256(plan.as_bytes()),
        source,
        overrides,
        contributions,
        terms: Terms {
            announced: announced.as_ref().map(|a| a.digest),
            ground: ground.as_ref().map(|g| g.locked),
            ..terms
        },
    };
    doubts(&study, &lock, &prepared, (options.now, absent), &mut warnings);
    warnings.extend(held.and_then(|h| h.doubt.clone()));
    let written = !options.check && refused.is_empty();
    let (lock, again) = match replace::done_already(&files, &lock, options)? {
        Some(standing) => (standing, true),
        None => (lock, false),
    };
    if written && !again {
        let rules = ties.as_ref().map(|t| t.text.as_str());
        let beside = Beside { ground: ground.as_ref(), announced: announced.as_ref() };
        write(&files, &lock, &prepared, rules, &plan, options, &beside)?;
    }
    let previews = prepared.into_iter().map(|p| p.preview).collect();
    Ok(Report { lock, due, previews, ties, outlook, refused, written, warnings })
}

/// Puts the forecast into the plan, fitted again; nothing where none is declared.
fn freeze_forecast(folder: &Folder, study: &mut Study, prepared: &[Prepared]) -> Outcome<Vec<Told>> {
    if study.forecast.is_none() {
        return Ok(Vec::new());
    }
    let members = prepared.iter().take(1).flat_map(|p| &p.frozen.members);
    let programmes: Vec<String> = members.map(|m| m.programme.clone()).collect();
    let (frozen, doubts) = crate::steps::forecast::for_lock(folder, study, &programmes)?;
    study.forecast.iter_mut().for_each(|f| f.frozen = Some(frozen.clone()));
    Ok(doubts)
}

fn title_of(study: &Study) -> Outcome<String> {
    frozen_text(&study.title).ok_or_else(|| {
        Problem::new("L121", "the title of the study cannot be frozen")
            .found(format!("{:?}", study.title))
            .help("write it with letters, digits and ordinary punctuation")
    })
}

/// Doubts about title, dice, times, contributions that are not there, and columns that nothing uses.
fn doubts(
    study: &Study,
    lock: &Lock,
    prepared: &[Prepared],
    (now, absent): (i64, Option<Told>),
    warnings: &mut Vec<Told>,
) {
    if lock.title != study.title {
        warnings.push(Doubt::Title { frozen: lock.title.clone() }.into());
    }
    warnings.extend(unlocked_throwers(lock));
    warnings.extend(times::doubts(study, now));
    warnings.extend(absent);
    for p in prepared {
        warnings.extend(p.unused().map(Told::from));
        warnings.extend(p.frozen.warnings.iter().filter(|w| !warnings.contains(w)).cloned().collect::<Vec<_>>());
    }
}

/// What a plan may ask for when it is locked; plans that stand are read as they are.
fn bounds(study: &Study) -> Outcome<()> {
    const MOST_DRAWS: u64 = 10_000_000;
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if !(1..=64).contains(&study.domain.len()) || !study.domain.bytes().all(plain) {
        return Err(Problem::new("P304", "`study.domain` cannot be locked: it names files and pseudonyms")
            .at(Place::file("study.toml"))
            .found(format!("{:?}", study.domain))
            .expected("1 to 64 of a-z, 0-9 and -"));
    }
    if study.analysis.draws > MOST_DRAWS {
        return Err(Problem::new("P304", "`analysis.draws` is beyond what is ever drawn")
            .at(Place::file("study.toml"))
            .found(study.analysis.draws.to_string())
            .expected(format!("at most {MOST_DRAWS}")));
    }
    if study.title.starts_with(['=', '+', '-', '@']) || study.title.len() > 1000 {
        return Err(Problem::new(
            "L121",
            "the title begins like a formula of a spreadsheet, or is longer than 1000 bytes",
        )
        .at(Place::file("study.toml"))
        .help("begin it with a letter or a digit"));
    }
    Ok(())
}

/// The doubt of a lock that lets whoever types the throws try names and numbers of throws.
pub fn unlocked_throwers(lock: &Lock) -> Option<Told> {
    (lock.source == Source::Dice && !lock.terms.names_throwers()).then(|| Doubt::ThrowersNotLocked {}.into())
}

/// Digest of the lock that stands and is to be replaced.
fn standing(files: &Files, options: &Options) -> Outcome<Option<Digest>> {
    let lock = files.maybe("lock.txt")?;
    match (&lock, &options.replace) {
        (None, Some(_)) => {
            Err(Problem::new("L202", "there is no lock to replace").help("run `lodtrin lock` without --replace"))
        }
        (Some(_), Some(_)) if options.rehearsal => {
            Err(Problem::new("L202", "a rehearsal is not replaced").help("rehearse again: it is made anew each time"))
        }
        (Some(_), Some(reason)) if frozen_text(reason).is_none() => {
            Err(Problem::new("L202", "a lock is replaced for a reason")
                .found(format!("{reason:?}"))
                .expected("--replace REASON"))
        }
        (Some(bytes), Some(_)) => Ok(Some(sha256(bytes))),
        (Some(_), None) if !options.rehearsal && !options.check => Err(Problem::new(
            "L202",
            "the study is locked already",
        )
        .at(Place::file(files.shown("lock.txt")))
        .help("draw it with `lodtrin draw`")
        .help("if it must be changed, `lodtrin lock --replace REASON` keeps the old lock where everybody can see it")),
        _ => Ok(None),
    }
}

fn check_allow(allow: &[String], study: &Study) -> Outcome<()> {
    for name in allow {
        let bare = name.rsplit(':').next().unwrap_or(name);
        let known = match name.split_once(':') {
            None => {
                REFUSALS.contains(&name.as_str())
                    || name == OBJECTIONS && study.intervention().lottery.objections.is_some()
                    || name == JOINT && study.joint.binds()
            }
            Some((i, r)) => {
                r != "lead"
                    && r != OBJECTIONS
                    && REFUSALS.contains(&r)
                    && study.interventions.iter().any(|k| !k.name.is_empty() && k.name == i)
            }
        };
        if !known {
            let problem = Problem::new("L205", format!("`{name}` is no refusal that can be allowed"))
                .expected(REFUSALS.join(", ") + if study.joint.binds() { ", joint" } else { "" });
            return Err(match nearest(bare, REFUSALS) {
                Some(near) if near != bare => problem.help(format!("did you mean `{near}`?")),
                _ => problem.help("with several interventions a refusal is named <intervention>:<name>"),
            });
        }
    }
    Ok(())
}

fn judge(prepared: &[Prepared], bare: &[Refusal], allow: &[String]) -> Judged {
    let mut refused = Vec::new();
    let mut overrides = Vec::new();
    let plain = prepared.len() == 1 && prepared[0].name.is_empty();
    let named = prepared.iter().flat_map(|p| p.preview.refusals.iter().map(move |r| (p.name.as_str(), r)));
    for (name, refusal) in named.chain(bare.iter().map(|r| ("", r))) {
        let full = if name.is_empty() { refusal.name.to_string() } else { format!("{name}:{}", refusal.name) };
        if allow.contains(&full) {
            overrides.push(full);
        } else {
            let reason =
                if plain || name.is_empty() { refusal.reason.clone() } else { format!("{name}: {}", refusal.reason) };
            refused.push(Refusal { name: refusal.name, reason });
        }
    }
    overrides.sort();
    let idle: Vec<&str> = allow.iter().filter(|a| !overrides.contains(a)).map(String::as_str).collect();
    let told = (!idle.is_empty()).then(|| Doubt::NotNeeded { names: idle.join(",") }.into());
    (refused, overrides, told.into_iter().collect())
}

/// What stands beside the lock's own files.
struct Beside<'a> {
    ground: Option<&'a replace::Documented>,
    announced: Option<&'a announce::Kept>,
}

/// The commitments; a rehearsal does without all of them where somebody has not committed yet, and says so.
fn contributed(folder: &Folder, study: &Study, options: &Options) -> Outcome<(Vec<Commitment>, Option<Told>)> {
    let mut absent: Vec<&str> = study.intervention().lottery.contributors.iter().map(String::as_str).collect();
    absent.retain(|name| !folder.path(&format!("commitments/{name}.txt")).is_file());
    if options.rehearsal && !absent.is_empty() {
        return Ok((Vec::new(), Some(Doubt::NoContributions { names: absent.join(", ") }.into())));
    }
    Ok((commitments(folder, study)?, None))
}

fn commitments(folder: &Folder, study: &Study) -> Outcome<Vec<Commitment>> {
    let mut names: Vec<&String> = study.intervention().lottery.contributors.iter().collect();
    names.sort();
    names.dedup();
    let mut all: Vec<Commitment> = Vec::new();
    for name in names {
        if !is_name(name) {
            return Err(Problem::new("L206", "a contributor's name is not one that may be written")
                .found(format!("{name:?}"))
                .expected("1 to 32 of a-z, 0-9 and -"));
        }
        let shown = format!("commitments/{name}.txt");
        let path = folder.path(&shown);
        if !path.is_file() {
            return Err(Problem::new("L206", format!("`{name}` has not committed a contribution"))
                .at(Place::file(shown))
                .help(format!("`{name}` runs `lodtrin commit --name {name}` and keeps the secret file to the draw")));
        }
        let text = provenance::read_text(&path)?;
        let digest =
            text.strip_suffix('\n').and_then(|t| t.strip_prefix(&format!("{name}:"))).and_then(Digest::from_hex);
        let digest = digest.ok_or_else(|| {
            Problem::new("L206", format!("{shown} is not a commitment of `{name}`"))
                .at(Place::file(shown.clone()))
                .expected(format!("one line, {name}:<64 hex digits>"))
        })?;
        if let Some(other) = all.iter().find(|c| c.digest == digest) {
            return Err(Problem::new("L206", format!("`{}` and `{name}` commit the same contribution", other.name))
                .help("each contributes bytes of their own"));
        }
        all.push(Commitment { name: name.clone(), digest });
    }
    Ok(all)
}

fn write(
    files: &Files,
    lock: &Lock,
    prepared: &[Prepared],
    rules: Option<&str>,
    plan: &str,
    options: &Options,
    beside: &Beside<'_>,
) -> Outcome<()> {
    if options.rehearsal {
        replace::clear(files)?;
    }
    if let Some(reason) = &options.replace {
        let stage = replace::put_aside(files, lock.prev)?;
        let own = stage.files();
        replace::note(&own, lock, reason, options.now)?;
        write_files(&own, lock, prepared, rules, plan, beside)?;
        return stage.put_in_place();
    }
    // beside, and in place in one step: a full disk or a kill leaves what stood
    let stage = replace::beside(files)?;
    write_files(&stage.files(), lock, prepared, rules, plan, beside)?;
    if files.maybe("lock.txt")?.is_some() {
        let shown = files.shown("lock.txt");
        return Err(Problem::new("P102", format!("`{shown}` exists already and is never overwritten"))
            .at(Place::file(shown))
            .help("another run locked meanwhile; see `lodtrin status`"));
    }
    stage.put_in_place()
}

/// Every file that a lock binds, the lock last.
fn write_files(
    files: &Files,
    lock: &Lock,
    prepared: &[Prepared],
    rules: Option<&str>,
    plan: &str,
    beside: &Beside<'_>,
) -> Outcome<()> {
    let mut all: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    let documents = beside.ground.iter();
    all.extend(documents.map(|g| (files.path(&format!("documents/{}", g.locked.document)), g.bytes.clone())));
    let list = beside.announced.iter().flat_map(|a| &a.files);
    all.extend(list.map(|(name, bytes)| (files.path(&format!("announced/{name}")), bytes.clone())));
    for p in prepared {
        for (name, text) in &p.files {
            all.push((files.path(&inside(&p.name, name)), text.clone().into_bytes()));
        }
    }
    all.extend(rules.map(|text| (files.path(RULES), text.as_bytes().to_vec())));
    all.push((files.path("plan.toml"), plan.as_bytes().to_vec()));
    provenance::write_all(&all)?;
    provenance::create_new(&files.path("lock.txt"), lock.text().as_bytes())
}
