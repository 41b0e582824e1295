//! One page for the school's head: what was tried, what was found, how sure, in sentences.

use super::html::Html;
use super::verdict::{Verdict, verdict};
use super::{Dossier, Page};
use crate::trial::EstimateRow;

pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    let d = page.dossier;
    h.element("header", "front", |h| {
        h.words(
            "p",
            "kicker",
            page.say("Rapport fra en trinvis indførelse ved lodtrækning", "Report of a stepped rollout by lottery"),
        );
        h.words("h1", "", &d.study.title);
        if !d.study.contact.is_empty() {
            h.words("p", "kicker", &d.study.contact);
        }
        notices(page, h);
        answer(page, h);
        h.element("div", "front-grid", |h| {
            part(h, page.say("Hvad blev prøvet", "What was tried"), &tried(page));
            part(h, page.say("Hvad fandt vi", "What was found"), &found(page));
            part(h, page.say("Hvor sikkert er det", "How sure is it"), &sure(page));
            part(h, page.say("Fravær i den første tid", "Early absence"), &absence(page));
        });
        page.figure(h, "target");
    });
}

fn part(h: &mut Html, heading: &str, sentences: &str) {
    h.element("div", "", |h| {
        h.words("h3", "", heading);
        h.p(sentences);
    });
}

fn notices(page: &Page<'_>, h: &mut Html) {
    let d = page.dossier;
    if d.study.interventions.len() > 1 {
        let names: Vec<&str> = d.study.interventions.iter().map(|i| i.name.as_str()).collect();
        let words = format!(
            "{} {}. {} {}; {}",
            page.say("Studiet har flere indsatser:", "The study has several interventions:"),
            names.join(", "),
            page.say("Denne side og figurerne handler om", "This page and the figures are about"),
            d.study.intervention().name,
            page.say("alle beregninger står i afsnit 7.", "every estimate is in section 7.")
        );
        h.words("p", "notice", &words);
    }
    let mut notice = |danish: &str, english: &str| h.words("p", "notice", page.say(danish, english));
    if d.lottery.as_ref().is_some_and(|l| l.rehearsal) {
        notice(
            "Øvelse: lodtrækningen er en prøve og har ingen gyldighed.",
            "Rehearsal: the lottery is a trial run and binds nobody.",
        );
    }
    if !d.locked {
        notice(
            "Planen er ikke låst. Intet i denne rapport er derfor bestemt på forhånd.",
            "The plan is not locked. Nothing in this report was therefore decided in advance.",
        );
    }
    if !d.deviations.is_empty() {
        notice(
            "Der er afvigelser fra den låste plan; de står i afsnit 10.",
            "There are deviations from the locked plan; see section 10.",
        );
    }
}

/// The verdict on the target in one box.
fn answer(page: &Page<'_>, h: &mut Html) {
    let d = page.dossier;
    let Some(row) = page.primary() else {
        h.element("div", "answer", |h| {
            h.p(page.say(
                "Virkningen er ikke beregnet endnu. Rapporten viser planen og lodtrækningen.",
                "The effect has not been estimated yet. The report shows the plan and the lottery.",
            ));
        });
        return;
    };
    let judged = d.study.primary().target.map(|t| (t, verdict(t, row.conf_low, row.conf_high)));
    let (class, words) = match judged {
        Some((_, Verdict::Reached)) => ("answer reached", page.say("Målet er nået", "The target is reached")),
        Some((_, Verdict::NotReached)) => {
            ("answer not-reached", page.say("Målet er ikke nået", "The target is not reached"))
        }
        Some((_, Verdict::CannotTell)) => (
            "answer",
            page.say("Det kan ikke afgøres, om målet er nået", "Whether the target is reached cannot be told"),
        ),
        None => ("answer", page.say("Der er ikke sat et mål", "No target was set")),
    };
    h.element("div", class, |h| {
        h.words("p", "verdict", words);
        h.p(&match judged {
            Some((target, how)) => target_sentence(page, d, target, how, row),
            None => effect_sentence(page, row),
        });
    });
}

fn target_sentence(page: &Page<'_>, d: &Dossier, target: f64, how: Verdict, row: &EstimateRow) -> String {
    let goal = format!(
        "{} {} {} ({}).",
        page.say("Målet er", "The target is"),
        page.say("mindst", "at least"),
        page.phrase.change(target),
        label(d)
    );
    let why = match how {
        Verdict::Reached => page.say(
            "Alle virkninger, som data er forenelige med, er mindst så store.",
            "Every effect that the data are compatible with is at least that large.",
        ),
        Verdict::NotReached => page.say(
            "Alle virkninger, som data er forenelige med, er mindre end målet.",
            "Every effect that the data are compatible with falls short of the target.",
        ),
        Verdict::CannotTell => page.say(
            "Data er forenelige både med virkninger, der når målet, og med virkninger, der ikke gør.",
            "The data are compatible both with effects that reach the target and with effects that do not.",
        ),
    };
    format!("{goal} {} {why}", effect_sentence(page, row))
}

fn label(d: &Dossier) -> &str {
    &d.study.primary().label
}

/// `Fundet: 6,1 procentpoint lavere (95 % interval −9,2 til −3,0).`
fn effect_sentence(page: &Page<'_>, row: &EstimateRow) -> String {
    let Some(estimate) = row.estimate else {
        return page
            .say("Virkningen kan ikke beregnes af disse data.", "The effect cannot be estimated from these data.")
            .to_string();
    };
    let interval = page.phrase.interval(row.conf_low, row.conf_high).map_or_else(
        || page.say("uden interval", "no interval").to_string(),
        |i| format!("{} {i}", interval_name(page, row.conf_level)),
    );
    format!("{} {} ({interval}).", page.say("Fundet:", "Found:"), page.phrase.change(estimate))
}

pub(super) fn interval_name(page: &Page<'_>, level: f64) -> String {
    let level = page.phrase.level(level);
    match page.phrase.0 {
        crate::trial::Language::Da => format!("{level} sikkerhedsinterval"),
        crate::trial::Language::En => format!("{level} interval"),
    }
}

fn tried(page: &Page<'_>) -> String {
    let d = page.dossier;
    let rollout = &d.study.intervention().rollout;
    let (Some(first), Some(last)) = (rollout.waves.first(), rollout.waves.last()) else { return String::new() };
    let schools = match d.schools.len() {
        0 | 1 => String::new(),
        n => format!(" {} {n} {}", page.say("ved", "at"), page.say("skoler", "schools")),
    };
    let verb = if d.wave_lots.is_empty() { page.say("begynder", "start") } else { page.say("begyndte", "started") };
    format!(
        "{} {}{schools} {verb} {} {} {}, {} {} {} {}. {}",
        page.phrase.count(d.programmes as u64),
        page.say("uddannelser", "programmes"),
        page.say("på indsatsen i", "the intervention in"),
        rollout.waves.len(),
        page.say("trin", "waves"),
        page.say("fra", "from"),
        first.starts,
        page.say("til", "to"),
        last.starts,
        page.say(
            "En offentlig lodtrækning afgjorde rækkefølgen. Derfor kan en forskel mellem dem, der var begyndt, og dem, der ventede, tilskrives indsatsen.",
            "A public lottery decided the order. A difference between those that had started and those still waiting can therefore be put down to the intervention.",
        )
    )
}

fn found(page: &Page<'_>) -> String {
    let d = page.dossier;
    let Some(row) = page.primary() else {
        return page.say("Resultatet er ikke beregnet endnu.", "The result has not been estimated yet.").to_string();
    };
    let risks = d.effect.as_ref().and_then(|e| e.risks).map(|(with, without)| {
        format!(
            "{}: {} {}, {} {}. ",
            label(d),
            page.phrase.percent(with),
            page.say("med indsatsen", "with the intervention"),
            page.phrase.percent(without),
            page.say("uden den, efter beregningen", "without it, by the estimate"),
        )
    });
    let pupils = format!(
        "{} {} {} {} {}.",
        page.say("Beregningen bygger på", "The estimate rests on"),
        page.phrase.count(row.nobs.round().max(0.0) as u64),
        page.say("elever ved", "pupils at"),
        row.n_clusters,
        if d.lots == d.programmes {
            page.say("uddannelser", "programmes")
        } else {
            page.say(
                "lodder (uddannelser, der trækkes sammen, er ét lod)",
                "lots (programmes drawn together are one lot)",
            )
        }
    );
    format!("{}{} {pupils}", risks.unwrap_or_default(), effect_sentence(page, row))
}

fn sure(page: &Page<'_>) -> String {
    let d = page.dossier;
    let Some(r) = d.effect.as_ref().and_then(|e| e.randomization.as_ref()) else {
        return match page.primary() {
            Some(row) => format!("{}.", page.phrase.p_equals(row.p_value)),
            None => page
                .say("Det kan først siges, når data er der.", "That can be said only when the data are there.")
                .to_string(),
        };
    };
    let draws = page.phrase.count(r.draws);
    format!(
        "{} {} {} ({}; {draws} {}). {}",
        page.say(
            "Hvis indsatsen ikke virkede på nogen, ville lodtrækningen alene give en forskel mindst så stor i",
            "If the intervention had no effect on anyone, the lottery alone would give a difference at least that large in",
        ),
        share(page, r.p),
        page.say("af tilfældene", "of cases"),
        page.phrase.p_equals(Some(r.p)),
        page.say("gentagelser af lodtrækningen", "replays of the lottery"),
        page.say(
            "Intervallet viser de virkninger, som data er forenelige med.",
            "The interval holds the effects that the data are compatible with.",
        )
    )
}

fn share(page: &Page<'_>, p: f64) -> String {
    let decimals = if p < 0.01 { 2 } else { 1 };
    page.phrase.0.number(100.0 * p, decimals) + page.say("\u{a0}%", "%")
}

fn absence(page: &Page<'_>) -> String {
    let Some(story) = page.dossier.absence.as_ref() else {
        return page.say("Er ikke undersøgt.", "Not examined.").to_string();
    };
    let find = |measure: &str, term: &str| {
        story
            .rows
            .iter()
            .find(|r| r.measure == measure && r.method == "crude" && r.term == term && r.estimate.is_some())
    };
    let (Some(none), Some(some)) = (find("risk", "exposed=0"), find("risk", "exposed=1")) else {
        return page.say("Tallene står i afsnit 8.", "The numbers are in section 8.").to_string();
    };
    let a = &page.dossier.study.absence;
    let gap = find("risk_difference", "exposed").and_then(|r| {
        Some(format!(
            " {} {} ({} {}).",
            page.say("Forskel:", "Difference:"),
            page.phrase.change(r.estimate?),
            interval_name(page, r.conf_level),
            page.phrase.interval(r.conf_low, r.conf_high)?
        ))
    });
    format!(
        "{} {} {} {} {} {}; {} {}.{} {}",
        page.say("Af elever med fravær mindst", "Of pupils absent at least"),
        a.threshold,
        page.say("dag i de første", "day in the first"),
        a.window_days,
        page.say("dage faldt", "days,"),
        format_args!("{} {}", page.phrase.percent(some.estimate.unwrap_or(0.0)), page.say("fra", "dropped out")),
        page.say("af de øvrige", "of the others"),
        page.phrase.percent(none.estimate.unwrap_or(0.0)),
        gap.unwrap_or_default(),
        page.say("Fravær kan være et tegn snarere end en årsag.", "Absence may be a symptom rather than a cause.")
    )
}
