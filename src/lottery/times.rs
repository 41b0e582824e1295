//! When chance is asked: round, lead, dice, fallbacks, and the doubts about times that have passed.

use super::beacon::{LEAD, day_of, round_at, round_time, utc};
use super::lock::Source;
use super::refusals::Refusal;
use super::terms::Terms;
use crate::diagnostics::{Doubt, Outcome, Place, Problem, Told};
use crate::trial::Study;
use crate::trial::study::{Intervention, LotteryDecl, SourceDecl};

/// For what and when a lottery is locked.
#[derive(Debug, Clone, Copy)]
pub struct When {
    /// Whether this is for practice only.
    pub rehearsal: bool,
    /// The round of a rehearsal, in place of `[lottery] at`.
    pub round: Option<u64>,
    /// Seconds since 1970-01-01 UTC that the round is compared with.
    pub now: i64,
}

/// Where the randomness comes from, the same for every intervention.
pub(crate) fn source(study: &Study, when: &When) -> Outcome<Source> {
    let first = same_for_all(study)?;
    match (first.source, when.round, first.at) {
        (SourceDecl::Dice, Some(_), _) => Err(Problem::new("L204", "--round has no meaning where dice decide")),
        (SourceDecl::Dice, None, _) => Ok(Source::Dice),
        (SourceDecl::Drand, Some(0), _) => Err(Problem::new("L204", "rounds are counted from 1").found("--round 0")),
        (SourceDecl::Drand, Some(round), _) => Ok(Source::Drand { round }),
        (SourceDecl::Drand, None, Some(at)) => Ok(Source::Drand { round: round_at(at) }),
        (SourceDecl::Drand, None, None) if when.rehearsal => Ok(Source::Drand { round: 1 }),
        (SourceDecl::Drand, None, None) => Err(Problem::new("L204", "no round of the beacon is named")
            .at(Place::file("study.toml"))
            .expected("`at = 2027-03-01T12:00:00Z` in [lottery]: the first round at or after it decides")
            .help("choose a time at least 24 hours ahead, or `source = \"dice\"`")),
    }
}

fn same_for_all(study: &Study) -> Outcome<&LotteryDecl> {
    let thrown = |i: &Intervention| (i.lottery.throwers.clone(), i.lottery.throws);
    if study.interventions.windows(2).any(|w| thrown(&w[0]) != thrown(&w[1])) {
        return Err(Problem::new("L204", "the interventions name different throwers or throws")
            .help("one draw serves them all: give every [intervention.lottery] the same throwers and throws"));
    }
    let asked = |i: &Intervention| {
        let l = &i.lottery;
        (l.source, l.at, l.contributors.clone(), l.fallback.clone(), l.objections)
    };
    if study.interventions.windows(2).any(|w| asked(&w[0]) != asked(&w[1])) {
        return Err(Problem::new("L204", "the interventions name different sources, times or contributors").help(
            "one lock draws them all: give every [intervention.lottery] the same source, at, contributors, fallback and \
             objections",
        ));
    }
    match study.interventions.first() {
        Some(first) => Ok(&first.lottery),
        None => Err(Problem::new("L204", "the study declares no lottery")),
    }
}

/// The lines of the lock that say when and by whom chance is asked.
pub(crate) fn terms(rules: &LotteryDecl, when: &When) -> Terms {
    let dice = rules.source == SourceDecl::Dice;
    Terms {
        due: rules.at.filter(|_| dice),
        throws: Terms::throws_of(rules),
        throwers: rules.throwers.clone(),
        // a rehearsal's round may have been chosen freely
        fallback: if when.rehearsal { Vec::new() } else { rules.fallback.iter().map(|at| round_at(*at)).collect() },
        ..Terms::default()
    }
}

/// The round's second, and the refusal `lead` when it is less than 24 hours ahead. A rehearsal takes any round.
pub(crate) fn lead(source: Source, when: &When) -> Outcome<(Option<i64>, Option<Refusal>)> {
    let Source::Drand { round } = source else { return Ok((None, None)) };
    let due = round_time(round).ok_or_else(|| {
        Problem::new("L203", format!("round {round} lies beyond all time")).help("choose an earlier `at` in [lottery]")
    })?;
    let ahead = due.saturating_sub(when.now);
    if ahead <= 0 && when.rehearsal {
        return Ok((Some(due), None));
    }
    if ahead <= 0 {
        return Err(Problem::new("L203", format!("round {round} of the beacon has passed: its value is known"))
            .found(format!("published {}", utc(due)))
            .expected("a round that nobody can know yet, at least 24 hours ahead")
            .help("choose a later `at` in [lottery]"));
    }
    let short = (ahead < LEAD).then(|| Refusal {
        name: "lead",
        reason: format!(
            "round {round} is published in {}, and 24 hours are needed for everybody to see the lock",
            if ahead < 2 * 3600 { format!("{} minutes", ahead / 60) } else { format!("{} hours", ahead / 3600) }
        ),
    });
    Ok((Some(due), short))
}

/// Doubts about times: every term has ended, or dice without a time.
pub(crate) fn doubts(study: &Study, now: i64) -> Vec<Told> {
    let mut all = Vec::new();
    let last = study.interventions.iter().flat_map(|i| &i.rollout.periods).map(|p| p.end).max();
    let seconds = |day: i32| i64::from(day).saturating_add(1).saturating_mul(86_400);
    if let Some(last) = last.filter(|day| seconds(*day) <= now) {
        all.push(Doubt::TermsPast { last: day_of(i64::from(last) * 86_400) }.into());
    }
    let rules = &study.intervention().lottery;
    match rules.at.filter(|_| rules.source == SourceDecl::Dice) {
        Some(due) if due <= now => all.push(Doubt::DicePast { due: utc(due) }.into()),
        None if rules.source == SourceDecl::Dice => all.push(Doubt::NoTime {}.into()),
        _ => {}
    }
    all
}
