//! One page for the school's head: what was tried, what was found, how sure, in sentences.

use super::html::Html;
use super::verdict::{Verdict, verdict};
use super::{Page, front_several, number};
use crate::folder::changes::Row;
use crate::report::Dossier;
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
        let several = page.several();
        if several {
            front_several::answer(page, h)
        } else {
            answer(page, h)
        }
        let [tried, found, sure] =
            if several { front_several::parts(page) } else { [tried(page), found(page), sure(page)] };
        h.element("div", "front-grid", |h| {
            part(h, page.say("Hvad blev prøvet", "What was tried"), &tried);
            part(h, page.say("Hvad fandt vi", "What was found"), &found);
            part(h, page.say("Hvor sikkert er det", "How sure is it"), &sure);
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
    if d.changes.iter().any(Row::departs) {
        let at = number(page, "deviations");
        notice(
            &format!("Der er afvigelser fra den låste plan; de står i afsnit {at}."),
            &format!("There are deviations from the locked plan; see section {at}."),
        );
    }
    let once = d.lottery.as_ref().and_then(|l| l.once.as_ref());
    if let Some((once, words)) = once.and_then(|o| Some((o, o.notice(d.language)?))) {
        h.notice("once", once.state.name(), &words);
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
    let class = match judged {
        Some((_, Verdict::Reached)) => "answer reached",
        Some((_, Verdict::NotReached)) => "answer not-reached",
        _ => "answer",
    };
    h.element("div", class, |h| {
        h.words("p", "verdict", verdict_words(page, judged.map(|(_, v)| v)));
        h.p(&match judged {
            Some((target, how)) => target_sentence(page, d, target, how, row),
            None => effect_sentence(page, row),
        });
    });
}

/// The verdict on the target in a few words.
pub(super) fn verdict_words<'a>(page: &Page<'_>, judged: Option<Verdict>) -> &'a str {
    match judged {
        Some(Verdict::Reached) => page.say("Målet er nået", "The target is reached"),
        Some(Verdict::NotReached) => page.say("Målet er ikke nået", "The target is not reached"),
        Some(Verdict::CannotTell) => {
            page.say("Det kan ikke afgøres, om målet er nået", "Whether the target is reached cannot be told")
        }
        None => page.say("Der er ikke sat et mål", "No target was set"),
    }
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

pub(super) fn label(d: &Dossier) -> &str {
    &d.study.primary().label
}

/// `Fundet: 6,1 procentpoint lavere (95 % interval −9,2 til −3,0).`
pub(super) fn effect_sentence(page: &Page<'_>, row: &EstimateRow) -> String {
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
        let words = page.say("Tallene står i afsnit", "The numbers are in section");
        return format!("{words} {}.", number(page, "absence"));
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
    // of the calls asked about the middle number
    let called = story.sentences.get(story.calls.saturating_sub(1) / 2).filter(|_| story.calls > 0);
    format!(
        "{} {} {} {} {} {}; {} {}.{} {} {}",
        page.say("Af elever med fravær mindst", "Of pupils absent at least"),
        a.threshold,
        page.say("dag i de første", "day in the first"),
        a.window_days,
        page.say("dage faldt", "days,"),
        format_args!("{} {}", page.phrase.percent(some.estimate.unwrap_or(0.0)), page.say("fra", "dropped out")),
        page.say("af de øvrige", "of the others"),
        page.phrase.percent(none.estimate.unwrap_or(0.0)),
        gap.unwrap_or_default(),
        called.map_or("", String::as_str),
        page.say("Fravær kan være et tegn snarere end en årsag.", "Absence may be a symptom rather than a cause.")
    )
}
