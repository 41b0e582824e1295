//! Every register of a study read, and its pupils built.

use super::absences::{self, Absences, Standing};
use super::activities::{self, Activity};
use super::background::{self, Background};
use super::cells::pseudonyms::Pseudonymiser;
use super::counts::{Counts, count};
use super::doubts;
use super::enrolments::{self, Entries};
use super::exits;
use super::fields::Register;
use super::gate::{Context, Gate, Learnt};
use super::ledger::{Ledger, UnknownCodes};
use super::outcomes::{self, Agreement, Extracted, Known};
use super::plausible;
use super::programmes::Programmes;
use super::spells::{self, Course, Linked, Settled};
use super::unknown_programmes;
use crate::diagnostics::{Outcome, Place, Problem, Progress, Told};
use crate::trial::study::OutcomeKind;
use crate::trial::{Departure, Pupil, Pupils, Study};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

/// What is to be ingested, and against what.
pub struct Request<'a> {
    /// The study folder, which the registers' paths are relative to.
    pub root: &'a Path,
    /// The protocol.
    pub study: &'a Study,
    /// The programmes that take part.
    pub programmes: &'a Programmes,
    /// The key, unless every register is pseudonymised.
    pub key: Option<Pseudonymiser>,
    /// Who watches; told bytes.
    pub progress: &'a dyn Progress,
}

/// Everything that the registers gave.
#[derive(Debug)]
pub struct Ingested {
    /// The pupils and their early absence.
    pub pupils: Pupils,
    /// The account of every register.
    pub ledgers: BTreeMap<Register, Ledger>,
    /// Codes that nobody explained; where there are any, nothing may be written.
    pub unknown: UnknownCodes,
    /// Activities, added up.
    pub activities: Vec<Activity>,
    /// Outreach workers in the order in which they are met first.
    pub staff: Vec<String>,
    /// Counts over the whole study.
    pub counts: Counts,
    /// Doubts.
    pub warnings: Vec<Told>,
    /// Starts that the window brought into a term, by term.
    pub in_window: Vec<(String, u64)>,
}

/// Reads every register of a study and builds its pupils. Nothing is written.
///
/// # Errors
/// Anything that stops the whole ingest: see the table in `docs/registers.md`. Unknown codes are no error here but in
/// the result, all of them at once.
pub fn ingest(request: &Request<'_>) -> Outcome<Ingested> {
    let mut learnt = Learnt::new();
    loop {
        let before = learnt.len();
        match once(request, &mut learnt) {
            // a file whose decimal marks only the whole of it decides is read again
            Err(_) if learnt.len() > before => {}
            done => return done,
        }
    }
}

fn once(request: &Request<'_>, learnt: &mut Learnt) -> Outcome<Ingested> {
    let known = learnt.clone();
    let ctx = Context::new(request.root, request.study, request.progress, &known);
    check_declarations(&ctx)?;
    let mut gate = Gate::new(request.key.clone());
    request.progress.begin("registers", total_bytes(&ctx));
    let done = read_all(&ctx, &mut gate, request.programmes);
    request.progress.end();
    if let Some((register, file, evidence)) = gate.learnt.take() {
        learnt.insert((register, file), evidence);
    }
    let Read { entries, linked, pupils, activities, staff, mut warnings, absences, seen } = done?;
    for (register, ledger) in &gate.ledgers {
        if !ledger.adds_up() {
            return Err(Problem::new("R212", format!("the rows of register `{}` do not add up", register.name()))
                .found(format!("{} in, {} used", ledger.rows_in, ledger.used))
                .help("this is a fault of lodtrin, not of the delivery: please report it"));
        }
    }
    if pupils.rows.is_empty() && gate.unknown.0.is_empty() {
        return Err(nobody(&ctx, &gate));
    }
    let counts = count(&ctx, &gate, &entries, &linked, &pupils, &absences, seen);
    let ground =
        doubts::Ground { ctx: &ctx, entries: &entries, linked: &linked, pupils: &pupils, absences: &absences, seen };
    doubts::raise(&ground, &mut gate, &mut warnings);
    let windows = request.study.intervention().rollout.periods.iter().zip(&entries.in_window);
    let in_window = windows.filter(|(_, n)| **n > 0).map(|(p, n)| (p.id.clone(), *n)).collect();
    let Gate { ledgers, unknown, .. } = gate;
    Ok(Ingested { pupils, ledgers, unknown, activities, staff, counts, warnings, in_window })
}

struct Read {
    entries: Entries,
    linked: Linked,
    pupils: Pupils,
    activities: Vec<Activity>,
    staff: Vec<String>,
    warnings: Vec<Told>,
    absences: Absences,
    seen: Extracted,
}

fn read_all(ctx: &Context<'_>, gate: &mut Gate, programmes: &Programmes) -> Outcome<Read> {
    background::read_optouts(ctx, gate)?;
    let mut entries = enrolments::read_enrolments(ctx, gate, programmes)?;
    unknown_programmes::check(gate, &entries, programmes)?;
    exits::read(ctx, gate, programmes, &mut entries)?;
    needs_part(ctx, &entries)?;
    let seen = extracted(ctx, &entries);
    let profile = ctx.profile(Register::Enrolments)?;
    let mut linked = spells::link(&mut entries, &profile, seen.courses);
    settle(gate, Register::Enrolments, std::mem::take(&mut linked.enrolments));
    settle(gate, Register::Exits, std::mem::take(&mut linked.exits));
    // the order of delivery, never of pseudonyms
    let mut order: Vec<(u32, &Course)> = linked.courses.rows().iter().map(|c| (c.first.pupil, c)).collect();
    order.sort_by_key(|(_, c)| c.first.origin);
    let rows: HashMap<u32, (u32, i32)> =
        order.iter().enumerate().map(|(i, (p, c))| (*p, (i as u32, c.first.start))).collect();
    let left: Vec<Option<i32>> = order.iter().map(|(_, c)| c.left).collect();
    let starts: Vec<i32> = order.iter().map(|(_, c)| c.first.start).collect();
    let main_only: HashSet<u32> = entries.main.iter().map(|m| m.pupil).collect();
    let outside =
        |p: u32| entries.outside.contains_key(&p) || entries.others.contains_key(&p) || main_only.contains(&p);
    let aside = |p: u32| entries.aside.contains(&p);
    let standing = Standing { rows: &rows, out: &linked.out, outside: &outside, aside: &aside, left: &left };
    let agreements = background::read_agreements(ctx, gate, &standing)?;
    let background = background::read(ctx, gate, &standing, &starts)?;
    let mut absences = absences::read(ctx, gate, &standing, &starts)?;
    let (activities, staff) = activities::read(ctx, gate, programmes)?;
    let mut pupils = Pupils {
        days: std::mem::take(&mut absences.days),
        late: absences.late.take(),
        ..Building { ctx, programmes, gate, linked: &linked, agreements: &agreements, background: &background, seen }
            .pupils(&order)
    };
    if ctx.decl(Register::Absences).is_some_and(|d| d.rows_are_absences) {
        plausible::present_on_first_days(&pupils.rows, &absences.covered, &mut pupils.days);
    }
    Ok(Read { warnings: background.warnings, entries, linked, pupils, activities, staff, absences, seen })
}

/// What pupils are built from.
struct Building<'a> {
    ctx: &'a Context<'a>,
    programmes: &'a Programmes,
    gate: &'a Gate,
    linked: &'a Linked,
    agreements: &'a HashMap<u32, Vec<Agreement>>,
    background: &'a Background,
    seen: Extracted,
}

impl Building<'_> {
    /// Everybody with a course, without days of absence.
    fn pupils(&self, order: &[(u32, &Course)]) -> Pupils {
        let declared = &self.ctx.study.outcomes;
        let mut pupils = Pupils {
            outcomes: declared.iter().map(|o| o.name.clone()).collect(),
            covariates: self.background.names.clone(),
            rows: Vec::with_capacity(order.len()),
            ..Pupils::default()
        };
        let of_kind = |kind: OutcomeKind| {
            let all = declared.iter().enumerate();
            all.filter(move |(_, o)| o.kind == kind).map(|(i, _)| i).collect::<Vec<usize>>()
        };
        let (retained, in_days) = (of_kind(OutcomeKind::Retained), of_kind(OutcomeKind::Days));
        for (at, (number, course)) in order.iter().enumerate() {
            let known = Known {
                course,
                agreements: self.agreements.get(&(at as u32)).map_or(&[], Vec::as_slice),
                main: self.linked.main.get(number).map_or(&[], Vec::as_slice),
            };
            for o in &retained {
                let asked = outcomes::is_asked(known.agreements, course.first.start, self.seen);
                pupils.asked.entry(*o).or_default().push(asked);
            }
            for o in &in_days {
                pupils.least.entry(*o).or_default().push(outcomes::least(&declared[*o], course, self.seen));
            }
            pupils.rows.push(self.pupil(at, *number, &known));
        }
        pupils
    }

    fn pupil(&self, at: usize, number: u32, known: &Known<'_>) -> Pupil {
        let (course, seen) = (known.course, self.seen);
        let place = &self.programmes.all()[course.first.programme as usize];
        let school: &str = if place.school.is_empty() { &course.first.school } else { &place.school };
        let last = course.left.unwrap_or(seen.courses).min(seen.courses.max(course.first.start));
        Pupil {
            pseudonym: self.gate.people.pseudonyms.get(number).to_string(),
            programme: place.programme.clone(),
            period: self.ctx.study.intervention().rollout.periods[course.first.period as usize].id.clone(),
            school: super::files::row::trim(school).to_string(),
            class: course.first.group.to_string(),
            started: course.first.start,
            status: course.status,
            // nobody knows when a departure without a date was
            day: (course.departure == Departure::None || course.left.is_some())
                .then(|| (last - course.first.start + 1).max(1)),
            departure: course.departure,
            contaminated: course.contaminated,
            outcomes: self.ctx.study.outcomes.iter().map(|o| outcomes::value(o, known, seen)).collect(),
            covariates: self.background.values.iter().map(|v| v[at]).collect(),
        }
    }
}

fn settle(gate: &mut Gate, register: Register, rows: Vec<(super::ledger::Origin, Settled)>) {
    if rows.is_empty() {
        return;
    }
    let ledger = gate.ledger(register);
    for (origin, fate) in rows {
        match fate {
            Settled::Used => ledger.used += 1,
            Settled::Excluded(why) => ledger.exclude_in(origin.file, why),
            Settled::Aside(complaint) => ledger.quarantine(origin, complaint),
        }
    }
    ledger.quarantined.sort_by_key(|q| q.origin);
}

/// The last day that the registers show: declared, or the last day on which anything happened in them.
fn extracted(ctx: &Context<'_>, entries: &Entries) -> Extracted {
    let declared = |r: Register| ctx.decl(r).and_then(|d| d.extracted);
    let courses = [declared(Register::Enrolments), declared(Register::Exits)].into_iter().flatten().min();
    let courses = courses.unwrap_or(entries.last_day);
    Extracted { courses, agreements: declared(Register::Agreements).unwrap_or(courses) }
}

fn total_bytes(ctx: &Context<'_>) -> u64 {
    let files = ctx.study.registers.values().flat_map(|d| &d.files);
    files.filter_map(|f| std::fs::metadata(ctx.root.join(f)).ok()).map(|m| m.len()).sum()
}

/// What can be seen to be missing before anything is read.
fn check_declarations(ctx: &Context<'_>) -> Outcome<()> {
    if ctx.decl(Register::Enrolments).is_none() {
        return Err(Problem::new("R209", "the study declares no enrolments")
            .at(Place::file("study.toml"))
            .expected("[registers.enrolments] file = \"…\"")
            .help("`lodtrin inspect FILE` writes the block"));
    }
    for outcome in &ctx.study.outcomes {
        let needs = matches!(outcome.kind, OutcomeKind::Agreement | OutcomeKind::Retained | OutcomeKind::Kept);
        if needs && ctx.decl(Register::Agreements).is_none() {
            return Err(Problem::new("R209", format!("outcome `{}` needs the register agreements", outcome.name))
                .at(Place::file("study.toml"))
                .help("declare [registers.agreements], or take the outcome out before the lock"));
        }
    }
    Ok(())
}

fn needs_part(ctx: &Context<'_>, entries: &Entries) -> Outcome<()> {
    match ctx.study.outcomes.iter().find(|o| o.kind == OutcomeKind::Transition) {
        Some(o) if !entries.has_part => {
            Err(Problem::new("R209", format!("outcome `{}` needs the field `part` of enrolments", o.name))
                .at(Place::file("study.toml"))
                .help("map the column that tells the basic from the main course: columns = { part = \"…\" }"))
        }
        _ => Ok(()),
    }
}

fn nobody(ctx: &Context<'_>, gate: &Gate) -> Problem {
    let empty = Ledger::default();
    let ledger = gate.ledgers.get(&Register::Enrolments).unwrap_or(&empty);
    let mut why: Vec<String> = ledger.excluded.iter().map(|(r, n)| format!("{n} {r}")).collect();
    why.push(format!("{} put aside", ledger.quarantined.len()));
    let mut problem = Problem::new("R210", "no pupil of the study is in the enrolments")
        .found(format!("{} rows: {}", ledger.rows_in, why.join(", ")))
        .help("check [[rollout.period]] against the dates and the programmes' ids against the file");
    if let Some(first) = ledger.quarantined.first() {
        problem = problem.help(format!("line {}: {}", first.origin.line, first.complaint.message));
    }
    match ctx.decl(Register::Enrolments).and_then(|d| d.files.first()) {
        Some(file) => problem.at(Place::file(file.clone())),
        None => problem,
    }
}
