//! One pupil's course: when it starts, ends and how, by the declared risks.

pub(crate) use super::spell::Draws;
pub use super::spell::{Ending, Spell};

use super::identity::Registrar;
use super::presence::{SchoolDay, days};
use super::several::Signed;
use super::spells::{destination, spells};
use super::truth::Setting;
use super::world::World;
use crate::diagnostics::{Outcome, Problem};
use crate::provenance::Stream;

/// Days of a course: 20 weeks, or the term where that is shorter.
const COURSE: i32 = 140;
/// Share of pupils under 20 at the start, of women, and on education benefit among those under 20 and the others.
const UNDER_20: f64 = 0.62;
const FEMALE: f64 = 0.36;
const BENEFIT: [f64; 2] = [0.30, 0.08];
/// Share of pupils who never come, and who start some days late.
const NEVER: f64 = 0.015;
const LATE: f64 = 0.12;
/// Added probability of dropping out with education benefit and under 20.
const BENEFIT_RISK: f64 = 0.08;
const UNDER_20_RISK: f64 = -0.03;
/// Chance of early absence, what benefit adds to it and what the intervention takes away.
const EARLY: f64 = 0.34;
const BENEFIT_EARLY: f64 = 0.12;
const TREATED_EARLY: f64 = -0.03;
/// Risks stay inside these bounds; how often that was needed is counted.
const RISK_BOUNDS: [f64; 2] = [0.01, 0.99];
/// A cell larger than this is a slip in the frame.
const LARGEST_CELL: f64 = 100_000.0;

/// One pupil's course, as it truly was.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Replacement number, ten digits.
    pub number: String,
    /// Day of birth, days since 1970-01-01.
    pub birth: i32,
    /// Whether female.
    pub female: bool,
    /// Whether under 20 at the start.
    pub under20: bool,
    /// Whether on education benefit.
    pub benefit: bool,
    /// Programme of the first enrolment.
    pub programme: usize,
    /// Period of the first enrolment.
    pub period: usize,
    /// Class, from 1, within programme and period.
    pub class: u32,
    /// Whether away early.
    pub early: bool,
    /// Probability of dropping out, everything counted.
    pub risk: f64,
    /// One spell, or two for a pupil who moved.
    pub spells: Vec<Spell>,
    /// School days early in the course.
    pub days: Vec<SchoolDay>,
    /// The training agreement, or that there is none; not drawn yet where absent.
    pub agreement: Option<Option<Signed>>,
}

impl Course {
    /// How it ended in the end.
    pub fn ending(&self) -> Option<Ending> {
        self.spells.last().and_then(|s| s.ending)
    }
    /// Whether the pupil came at all.
    pub fn started(&self) -> bool {
        self.ending() != Some(Ending::NeverStarted)
    }
}

/// Everybody in a simulated study, ordered by programme, period and position.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// The pupils.
    pub pupils: Vec<Course>,
    /// How many risks had to be held inside the bounds.
    pub bounded: usize,
}

/// Makes the pupils of a study. Every programme and period has its own stream, and every pupil draws the same numbers
/// whatever the truth is, so that another effect changes what becomes of pupils and not who they are.
///
/// # Errors
/// D701 when the setting is impossible.
pub fn populate(setting: &Setting) -> Outcome<Population> {
    people(setting, &World::draw(setting, 0), &mut Registrar::default())
}

/// Makes the pupils of periods before a study's first one, and then, where asked for, those of the study: the same
/// programmes, nobody treated before, nobody twice. The earlier pupils are the same whether or not the others are made.
///
/// `earlier`: the study's own setting with the earlier periods; it takes streams of its own.
///
/// # Errors
/// D701 when a setting is impossible.
pub fn populate_from(earlier: &Setting, setting: &Setting, both: bool) -> Outcome<(Population, Option<Population>)> {
    let world = World::draw(setting, 0);
    let mut registrar = Registrar::default();
    let before = people(earlier, &world.before(setting, 0, earlier.periods.len()), &mut registrar)?;
    let own = if both { Some(people(setting, &world, &mut registrar)?) } else { None };
    Ok((before, own))
}

fn people(setting: &Setting, world: &World, registrar: &mut Registrar) -> Outcome<Population> {
    setting.check()?;
    let mut all = Population { pupils: Vec::new(), bounded: 0 };
    for (programme, ticket) in setting.programmes.iter().enumerate() {
        if !(ticket.size > 0.0 && ticket.size <= LARGEST_CELL) {
            return Err(Problem::new(
                "D701",
                format!("programme `{}` cannot have {} pupils a period", ticket.id, ticket.size),
            )
            .expected("a number above 0")
            .help("check the column that `power.size` names, or write a number there"));
        }
        for period in 0..setting.periods.len() {
            let number = (programme * setting.periods.len() + period) as u64;
            let mut stream = Stream::seeded("lodtrin simulate pupils 1", setting.seed, number);
            let n = cell_size(ticket.size, &mut stream);
            for k in 0..n {
                let draws = Draws::take(&mut stream);
                // each pupil's further numbers come from a stream of their own
                let mut own = Stream::seeded("lodtrin simulate presence 1", setting.seed, number << 24 | k as u64);
                let (mut course, bounded) = one(setting, world, (programme, period), &draws, &mut own, registrar);
                course.class = 1 + (k * classes(n) / n) as u32;
                course.days = presence(setting, &course, &mut own);
                all.bounded += usize::from(bounded);
                all.pupils.push(course);
            }
        }
    }
    Ok(all)
}

/// About the expected size, at most two pupils (a tenth in large cells) more or fewer.
fn cell_size(size: f64, stream: &mut Stream) -> usize {
    let spread = libm::floor((size / 4.0).min(2.0).max(size / 10.0)) as u64;
    let n = libm::floor(size + 0.5) + stream.below(2 * spread + 1) as f64 - spread as f64;
    n.max(1.0) as usize
}

fn classes(n: usize) -> usize {
    n.div_ceil(16)
}

fn one(
    setting: &Setting,
    world: &World,
    cell: (usize, usize),
    d: &Draws,
    own: &mut Stream,
    registrar: &mut Registrar,
) -> (Course, bool) {
    let (programme, period) = cell;
    let term = &setting.periods[period];
    let last = term.end.min(term.start + COURSE - 1);
    let length = last - term.start + 1;
    let under20 = d.under20 < UNDER_20;
    let female = d.female < FEMALE;
    let benefit = d.benefit < BENEFIT[usize::from(under20)];
    let late = if d.late.0 < LATE { 1 + d.late.1 as i32 } else { 0 };
    let start = term.start + late.min((length - 1).max(0) / 4);
    let years = if under20 { 16.0 + 3.95 * d.age } else { 20.05 + 24.0 * d.age * d.age };
    let birth = start - libm::floor(years * 365.25) as i32 - 1;
    let share = BENEFIT[1] * UNDER_20 + BENEFIT[0] * (1.0 - UNDER_20);
    let benefit_away = f64::from(benefit) - share;
    let chance_early =
        (EARLY + BENEFIT_EARLY * benefit_away + if setting.treated(programme, period) { TREATED_EARLY } else { 0.0 })
            .clamp(0.0, 1.0);
    let early = d.early < chance_early;
    let destination = destination(setting, programme, d);
    let lives_in = destination.unwrap_or(programme);
    let wanted = world.risk(programme, period)
        + setting.effect_in(lives_in, period)
        + setting.absence * (f64::from(early) - chance_early)
        + BENEFIT_RISK * benefit_away
        + UNDER_20_RISK * (f64::from(under20) - UNDER_20);
    let risk = wanted.clamp(RISK_BOUNDS[0], RISK_BOUNDS[1]);
    let never = d.never < NEVER;
    let spells = if never {
        vec![Spell { programme, start, end: Some(start), ending: Some(Ending::NeverStarted) }]
    } else {
        spells(programme, destination, (start, last), risk, d)
    };
    let number = registrar.number(birth, female, own);
    let course = Course {
        number,
        birth,
        female,
        under20,
        benefit,
        programme,
        period,
        class: 1,
        early,
        risk,
        spells,
        days: Vec::new(),
        agreement: None,
    };
    (course, wanted != risk)
}

fn presence(setting: &Setting, course: &Course, stream: &mut Stream) -> Vec<SchoolDay> {
    if !course.started() {
        return Vec::new();
    }
    let first = &course.spells[0];
    days(setting, first.start, first.end.unwrap_or(i32::MAX), course.early, stream)
}
