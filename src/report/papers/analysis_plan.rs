//! The statistical analysis plan: from the protocol and marked as a draft before the lock, from the plan in force after it.

use super::blocks::{Block, parse};
use super::changes;
use super::names;
use super::planned;
use super::rounding::Print;
use crate::report::Dossier;
use crate::trial::methods::{Estimand, STANDING};
use crate::trial::study::Registration;
use crate::trial::{Family, Named};
use crate::words::{say, word};

/// The plan as blocks, for Word and Markdown.
pub fn analysis_plan(d: &Dossier) -> Vec<Block> {
    let language = d.language;
    let mut blocks = vec![Block::Heading(1, say(language, "sap-title", &[("title", (&d.study.title).into())]))];
    blocks.push(Block::words(standing(d)));
    let sections: [(&str, Vec<Block>); 12] = [
        ("sap-question", question(d)),
        ("sap-estimand", vec![Block::words(planned::estimand(d))]),
        ("sap-design", planned::design(d)),
        ("sap-lottery", planned::lottery(d)),
        ("sap-outcomes", planned::outcomes(d)),
        ("sap-primary", primary(d)),
        ("sap-secondary", secondary(d)),
        ("sap-inference", inference(d)),
        ("sap-missing", vec![Block::words(word(language, "sap-missing-text"))]),
        ("sap-subgroups", subgroups(d)),
        ("sap-power", vec![Block::words(planned::power(&d.study, language).replace('`', ""))]),
        ("sap-deviations", deviations(d)),
    ];
    for (at, (key, inside)) in sections.into_iter().enumerate() {
        blocks.push(Block::Heading(2, format!("{}. {}", at + 1, word(language, key))));
        blocks.extend(inside);
    }
    blocks
}

/// Whether the plan is locked, and by which digest.
fn standing(d: &Dossier) -> String {
    match d.lottery.as_ref().filter(|_| d.locked) {
        Some(lottery) => say(d.language, "sap-locked", &[("lock", (&lottery.lock).into())]),
        None => word(d.language, "sap-draft"),
    }
}

fn question(d: &Dossier) -> Vec<Block> {
    let mut blocks = own(d, "about");
    let primary = d.study.primary();
    blocks.push(Block::words(say(d.language, "sap-question-text", &[("outcome", (&primary.label).into())])));
    if let Some(target) = primary.target {
        blocks.push(Block::words(planned::goal(d.language, target, primary)));
    }
    blocks.extend(own(d, "intervention"));
    blocks
}

/// What only people know, where it was written.
fn own(d: &Dossier, key: &str) -> Vec<Block> {
    d.study.registration.get(key).map(parse).unwrap_or_default()
}

fn primary(d: &Dossier) -> Vec<Block> {
    let language = d.language;
    let a = &d.study.analysis;
    let method = names::method(language, a.estimator.name());
    let average = names::named_average(language, a.estimand.name());
    let slots = [("method", (&method).into()), ("average", (&average).into())];
    let mut blocks = vec![Block::words(say(language, "sap-primary-text", &slots))];
    let weight = if a.weight == "pupils" { "paper-note-weight-pupils" } else { "paper-note-weight-programmes" };
    blocks.push(Block::words(word(language, weight)));
    if !a.covariates.is_empty() {
        let list: Vec<String> = a.covariates.iter().map(|c| names::covariate(language, c)).collect();
        blocks.push(Block::words(say(language, "paper-note-adjusted", &[("covariates", (&list.join(", ")).into())])));
    }
    if d.study.forecast.is_some() && a.adjust {
        blocks.push(Block::words(word(language, "sap-forecast")));
    }
    let transition = d.study.intervention().rollout.transition;
    if transition > 0 {
        blocks.push(Block::words(say(language, "sap-transition", &[("n", u64::from(transition).into())])));
    }
    if d.study.interventions.len() > 1 {
        blocks.push(Block::words(word(language, "sap-several")));
    }
    blocks
}

fn secondary(d: &Dossier) -> Vec<Block> {
    let language = d.language;
    let a = &d.study.analysis;
    let mut items = Vec::new();
    let others: Vec<&str> = d.study.outcomes.iter().filter(|o| !o.primary).map(|o| o.label.as_str()).collect();
    if !others.is_empty() {
        items.push(say(language, "sap-other-outcomes", &[("list", (&others.join("; ")).into())]));
    }
    if a.estimator.family() == Family::DesignBased && a.estimand != Estimand::ByLag {
        items.push(word(language, "sap-by-lag"));
    }
    for standing in &STANDING {
        let method = names::method(language, standing.estimator.name());
        let how = names::inference(language, standing.variance.name());
        items.push(say(language, "sap-standing", &[("method", (&method).into()), ("inference", (&how).into())]));
    }
    if d.study.registers.contains_key("absences") {
        items.push(planned::absence(&d.study, language));
    }
    items.push(word(language, "sap-sensitivity"));
    items.into_iter().map(|text| Block::Item(vec![super::blocks::Run::plain(text)])).collect()
}

fn inference(d: &Dossier) -> Vec<Block> {
    let language = d.language;
    let a = &d.study.analysis;
    let print = Print(language);
    let level = planned::declared(language, 100.0 * a.level);
    let draws = print.digits(a.draws as f64, 0);
    let mut blocks = Vec::new();
    if a.variance.name() == "randomization" {
        let key = if a.statistic == "estimate" { "sap-replays-estimate" } else { "sap-replays-studentized" };
        blocks.push(Block::words(say(language, key, &[("draws", (&draws).into())])));
    } else {
        let how = names::inference(language, a.variance.name());
        blocks.push(Block::words(say(language, "sap-variance", &[("inference", (&how).into())])));
    }
    blocks.push(Block::words(say(language, "paper-note-level", &[("level", (&level).into())])));
    blocks.push(Block::words(word(language, "sap-multiplicity")));
    blocks
}

fn subgroups(d: &Dossier) -> Vec<Block> {
    let language = d.language;
    let list: Vec<String> = d.study.analysis.subgroups.iter().map(|s| names::covariate(language, s)).collect();
    vec![Block::words(if list.is_empty() {
        word(language, "sap-no-subgroups")
    } else {
        say(language, "sap-subgroups-text", &[("list", (&list.join(", ")).into())])
    })]
}

fn deviations(d: &Dossier) -> Vec<Block> {
    let language = d.language;
    let mut blocks = vec![Block::words(word(language, "sap-deviations-text"))];
    if let Some(date) = &d.coded {
        let day = planned::day(language, date);
        blocks.push(Block::words(say(language, "sap-coded", &[("date", (&day).into())])));
    }
    if !d.changes.is_empty() {
        let head = ["sap-change-date", "sap-change-kind", "sap-change-key", "sap-change-from", "sap-change-to"];
        let rows = d.changes.iter().map(|r| {
            let t = changes::told(language, r);
            vec![t.day, t.kind, t.key, t.from, t.to]
        });
        blocks.push(Block::Plain(head.iter().map(|k| word(language, k)).collect(), rows.collect()));
    }
    for key in Registration::KEYS {
        if ["about", "intervention"].contains(&key) {
            continue;
        }
        let text = own(d, key);
        if !text.is_empty() {
            blocks.push(Block::Heading(3, word(language, planned::heading_of(key))));
            blocks.extend(text);
        }
    }
    blocks
}
