//! Design and frame as the plan says.

use super::files::{Parsed, sentence};
use super::verdict::Verdict;
use crate::folder::held::declared_of;
use crate::lottery::{
    Column, Frozen, Source, Terms, beacon, covariate_name, declared_design, declared_joint, frozen_text,
};
use crate::protocol;
use crate::trial::study::SourceDecl;
use crate::trial::{Frame, Study};

/// Compares the frozen design and frame with what the plan declares.
pub(crate) fn verdict(parsed: &Parsed, not_checked: &mut Vec<String>) -> Verdict {
    let Some(bytes) = &parsed.plan else { return Verdict::unknown("plan", "plan.toml is missing") };
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Verdict::no("plan", "plan.toml is not UTF-8", Vec::new());
    };
    if text.parse::<toml::Table>().is_ok_and(|t| t.is_empty()) {
        not_checked.push("design and frame against the plan: plan.toml declares nothing at all".into());
        return Verdict::yes("plan", "plan.toml is the file that was locked; it declares nothing to compare");
    }
    let plan = match protocol::parse(text, "plan.toml") {
        Ok(plan) => plan,
        Err(problem) => {
            let mut verdict = Verdict::unknown("plan", "plan.toml cannot be read as a protocol");
            verdict.details.push(sentence(&problem));
            return verdict;
        }
    };
    let mut wrong = Vec::new();
    for one in &parsed.ones {
        let (Some(frame), Some(design), Some(members)) = (&one.frame, &one.design, &one.members) else {
            return Verdict::unknown("plan", "frame, members or design cannot be read");
        };
        let Some(declared) = declared_of(&plan, &one.name) else {
            wrong.push(format!("the plan declares no intervention `{}`", one.name));
            continue;
        };
        let Some(columns) = columns(&plan, frame) else {
            wrong.push(format!(
                "the frame's covariates are {}, the plan's {}",
                frame.covariates.join(", "),
                plan.frame.covariates.join(", ")
            ));
            continue;
        };
        let frozen = Frozen { frame: frame.clone(), members: members.clone(), columns, warnings: Vec::new() };
        match declared_design(declared, &frozen) {
            Ok(d) if d == design.with_threshold(None) => {}
            Ok(_) => wrong.push(format!("design.txt is not what the plan declares{}", of(&one.name))),
            Err(p) => wrong.push(sentence(&p)),
        }
    }
    if let Some(lock) = &parsed.lock
        && (lock.joint.is_some(), &parsed.rules) != (declared_joint(&plan).is_some(), &declared_joint(&plan))
    {
        wrong.push("the joint rules are not what the plan declares".into());
    }
    against_lock(parsed, &plan, &mut wrong);
    if wrong.is_empty() {
        Verdict::yes("plan", "frame, design and source are what the plan declares")
    } else {
        Verdict::no("plan", "frame, design or source are not what the plan declares", wrong)
    }
}

fn of(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!(" for `{name}`") }
}

/// Each declared covariate stands in the frame under its own name or scaled.
fn columns(plan: &Study, frame: &Frame) -> Option<Vec<Column>> {
    if plan.frame.covariates.len() != frame.covariates.len() {
        return None;
    }
    plan.frame
        .covariates
        .iter()
        .zip(&frame.covariates)
        .map(|(declared, frozen)| {
            let digits = match frozen.strip_prefix(covariate_name(declared).as_str())? {
                "" => 0,
                suffix => suffix.strip_prefix("_e")?.parse().ok()?,
            };
            Some(Column { declared: declared.clone(), frozen: frozen.clone(), digits })
        })
        .collect()
}

fn against_lock(parsed: &Parsed, plan: &Study, wrong: &mut Vec<String>) {
    let Some(lock) = &parsed.lock else { return };
    if plan.interventions.len() != parsed.ones.len() {
        wrong.push("the plan declares another number of interventions than the lock binds".into());
    }
    if frozen_text(&plan.title).as_ref() != Some(&lock.title) {
        wrong.push(format!("the title is {:?}, in the plan {:?}", lock.title, plan.title));
    }
    let rules = &plan.intervention().lottery;
    let mut names = rules.contributors.clone();
    names.sort();
    names.dedup();
    // a rehearsal does without where somebody has not committed
    let without = lock.rehearsal && lock.contributions.is_empty();
    if !without && !lock.contributions.iter().map(|c| &c.name).eq(names.iter()) {
        wrong.push("the lock names other contributors than the plan".into());
    }
    if lock.terms.throwers != rules.throwers || lock.terms.throws != Terms::throws_of(rules) {
        wrong.push("the lock names other throwers, or another number of throws, than the plan".into());
    }
    // locks of dice made before 0.2.0 name no time
    if lock.terms.due.is_some() && lock.terms.due != rules.at {
        wrong.push("the lock names another time for the dice than the plan".into());
    }
    let fallback: Vec<u64> = rules.fallback.iter().map(|at| beacon::round_at(*at)).collect();
    if !lock.rehearsal && lock.terms.fallback != fallback {
        wrong.push("the lock names other fallback rounds than the plan".into());
    }
    if !lock.rehearsal && lock.terms.announced.is_some() != rules.objections.is_some() {
        wrong.push("the plan's time for objections and the lock's announced list do not go together".into());
    }
    match (lock.source, rules.source) {
        (Source::Dice, SourceDecl::Dice) => {}
        (Source::Drand { round }, SourceDecl::Drand) => {
            if let Some(at) = rules.at
                && !lock.rehearsal
                && beacon::round_at(at) != round
            {
                wrong.push(format!("the lock names round {round}, the plan's time gives {}", beacon::round_at(at)));
            }
        }
        _ => wrong.push("the lock names another source of randomness than the plan".into()),
    }
}
