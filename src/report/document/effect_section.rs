//! The primary effect with its randomization distribution; the effect by exposure.

use super::front::interval_name;
use super::html::Html;
use super::{Page, heading};
use crate::diagnostics::{Doubt, Told};
use crate::report::RandomizationStory;
use crate::trial::{EstimateRow, Language};
use crate::words;

pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    h.section("effect", &heading(page, "effect"), |h| match page.dossier.effect {
        Some(_) => effect(page, h),
        None => h.p(page.say("Virkningen er ikke beregnet endnu.", "The effect has not been estimated yet.")),
    });
    h.section("exposure", &heading(page, "exposure"), |h| {
        if page.has_figure("effect-by-exposure") {
            page.each(h, |one, h| {
                one.figure(h, "effect-by-exposure");
            });
            h.p(page.say(
                "Før start bør der ikke være nogen virkning; afvigelser dér er et varsel. Senere perioder hviler på færre \
                 uddannelser, og deres intervaller er derfor bredere.",
                "Before the start there should be no effect; departures there are a warning. Later terms rest on fewer \
                 programmes, so that their intervals are wider.",
            ));
        } else {
            h.p(page.say("Er ikke beregnet.", "Not estimated."));
        }
    });
}

fn effect(page: &Page<'_>, h: &mut Html) {
    page.each(h, one_effect);
    if let Some(story) = page.dossier.effect.as_ref() {
        doubts(page, h, &story.warnings);
    }
}

/// The primary effect of the intervention, or of one of several.
fn one_effect(page: &Page<'_>, h: &mut Html) {
    let Some(story) = page.dossier.effect.as_ref() else { return };
    if let Some(row) = page.primary() {
        h.p(&estimand(page, &row.estimand));
        let mut facts = vec![
            (
                page.say("Virkning", "Effect").to_string(),
                row.estimate.map_or_else(|| "–".into(), |e| page.phrase.change(e)),
            ),
            (
                interval_name(page, row.conf_level),
                page.phrase
                    .interval(row.conf_low, row.conf_high)
                    .unwrap_or_else(|| page.say("kan ikke beregnes", "not available").into()),
            ),
            ("p".to_string(), page.phrase.p_value(row.p_value)),
        ];
        if let Some((with, without)) = story.risks {
            facts.push((
                page.say("Andel med indsatsen", "Share with the intervention").into(),
                page.phrase.percent(with),
            ));
            facts.push((
                page.say("Andel uden (beregnet)", "Share without (estimated)").into(),
                page.phrase.percent(without),
            ));
        }
        if let (Some(target), Some(estimate)) = (page.dossier.study.primary().target, row.estimate) {
            let gap = format!(
                "{} ({} {})",
                page.phrase.points(estimate - target),
                page.say("mål", "target"),
                page.phrase.points(target)
            );
            facts.push((page.say("Afstand til målet", "Distance to the target").into(), gap));
        }
        facts.push((page.say("Elever", "Pupils").into(), page.phrase.count(row.nobs.max(0.0) as u64)));
        facts.push((page.say("Lodder", "Lots").into(), row.n_clusters.to_string()));
        facts.push((
            page.say("Metode", "Method").into(),
            format!("{} · {} · {}", row.estimator, row.estimand, row.variance),
        ));
        facts.push((
            page.say("Bestemt på forhånd", "Pre-specified").into(),
            page.say(if row.prespecified { "ja" } else { "nej" }, if row.prespecified { "yes" } else { "no" }).into(),
        ));
        page.facts(h, &facts);
        if let Some(words) = forecast(page, row) {
            h.p(&words);
        }
    }
    page.figure(h, "randomization");
    if let Some(r) = &story.randomization {
        h.p(&reference_set(page, r));
    }
}

/// What was taken off the outcome, since when it was fixed, and the interval with and without it.
fn forecast(page: &Page<'_>, row: &EstimateRow) -> Option<String> {
    let study = &page.dossier.study;
    let declared = study.forecast.as_ref().filter(|_| study.analysis.adjust)?;
    let terms = page.phrase.count(declared.periods.len() as u64);
    let story = page.dossier.effect.as_ref()?;
    let without =
        story.sensitivity.iter().find(|(label, _)| label == "uden prognosen" || label == "without the forecast");
    let interval = |r: &EstimateRow| {
        let limits = page.phrase.interval(r.conf_low, r.conf_high)?;
        Some(format!("{} ({limits})", page.phrase.change(r.estimate?)))
    };
    let mut words = page
        .say(
            "Fra hver elevs udfald er trukket den prognose, der blev lavet af {terms} perioder før udrulningen og har ligget fast \
             siden låsen, altså før lodtrækningen.",
            "From every pupil's outcome the forecast was taken that was made from {terms} terms before the rollout and has been \
             fixed since the lock, that is before the lots were drawn.",
        )
        .replace("{terms}", &terms);
    if let Some((with, without)) = interval(row).zip(without.and_then(|(_, r)| interval(r))) {
        let both = page
            .say(" Med prognosen: {with}. Uden den: {without}.", " With the forecast: {with}. Without it: {without}.")
            .replace("{with}", &with)
            .replace("{without}", &without);
        words.push_str(&both);
    }
    Some(words)
}

/// The estimand in a sentence.
fn estimand(page: &Page<'_>, name: &str) -> String {
    let (danish, english) = match name {
        "simple" => (
            "Gennemsnitlig virkning over alle de uddannelser og perioder med indsatsen, hvor der endnu var uddannelser at sammenligne med; store og små trin vejer efter antal lodder.",
            "Average effect over all programmes and terms with the intervention for which programmes were still waiting; waves weigh by their number of lots.",
        ),
        "cohort" => (
            "Gennemsnitlig virkning for hvert trin, derefter over trinene.",
            "Average effect within each wave, then over the waves.",
        ),
        "calendar" => (
            "Gennemsnitlig virkning i hver periode, derefter over perioderne.",
            "Average effect within each term, then over the terms.",
        ),
        "time-averaged" => (
            "Gennemsnit af virkningerne efter tid med indsatsen, hver tid med samme vægt.",
            "Mean of the effects by time with the intervention, each time weighing the same.",
        ),
        _ => ("Virkningen som planen beskriver den.", "The effect as the plan describes it."),
    };
    page.say(danish, english).to_string()
}

fn reference_set(page: &Page<'_>, r: &RandomizationStory) -> String {
    let mut words = format!(
        "{} {} {}",
        page.say("Sammenligningsgrundlaget er", "The reference set is"),
        page.phrase.count(r.draws),
        page.say("gentagelser af netop den lodtrækning, der blev holdt.", "replays of the very lottery that was held.")
    );
    if let Some(n) = &r.allocations {
        words.push_str(&format!(" {} {n}.", page.say("Antal mulige udfald:", "Number of possible allocations:")));
    }
    if let Some(p) = r.smallest_p {
        words.push_str(&format!(
            " {} {}.",
            page.say("Mindste mulige p:", "Smallest attainable p:"),
            page.phrase.short(p)
        ));
    }
    if let Some(e) = r.mc_error {
        words.push_str(&format!(
            " {} {}.",
            page.say("Monte Carlo-fejl på p:", "Monte-Carlo error of p:"),
            page.phrase.short(e)
        ));
    }
    if let Some(m) = r.replay_mean {
        words.push_str(&format!(
            " {} {}.",
            page.say(
                "Gennemsnit af beregningen over gentagelserne, hvis ingen virkning var (bør være nær nul), i procentpoint:",
                "Mean of the estimate over the replays under no effect (should be near zero), in percentage points:"
            ),
            page.phrase.signed(100.0 * m, 2)
        ));
    }
    words
}

/// Messages of one kind of doubt that are shown; the rest are counted.
const SHOWN: usize = 5;

/// Named doubts, one entry a kind: in Danish what the kind means, then the tool's own words with their numbers, which are
/// English.
pub(super) fn doubts(page: &Page<'_>, h: &mut Html, warnings: &[Told]) {
    if warnings.is_empty() {
        return;
    }
    let danish = page.dossier.language == Language::Da;
    let mut kinds: Vec<&str> = Vec::new();
    for w in warnings {
        if !kinds.contains(&w.kind.as_str()) {
            kinds.push(&w.kind);
        }
    }
    h.words("h3", "", page.say("Forbehold", "Doubts"));
    h.element("ul", "", |h| {
        for kind in kinds {
            let alike: Vec<&Told> = warnings.iter().filter(|w| w.kind == kind).collect();
            h.element("li", "", |h| {
                if !danish {
                    return doubt(&alike, h);
                }
                let key = Doubt::key_of(kind);
                if words::has(Language::Da, &key) {
                    h.text(&words::word(Language::Da, &key));
                    h.text(" ");
                }
                h.foreign("en", |h| doubt(&alike, h));
            });
        }
    });
}

fn doubt(alike: &[&Told], h: &mut Html) {
    h.words("strong", "", alike.first().map_or("", |w| w.kind.as_str()));
    h.text(": ");
    for (i, w) in alike.iter().take(SHOWN).enumerate() {
        if i > 0 {
            h.text("; ");
        }
        h.prose(&w.message);
    }
    if alike.len() > SHOWN {
        h.text(&format!("; and {} more of this kind", alike.len() - SHOWN));
    }
    let mut advice: Vec<&str> = Vec::new();
    for help in alike.iter().filter_map(|w| w.help.as_deref()) {
        if !advice.contains(&help) {
            advice.push(help);
            h.text(". ");
            h.prose(help);
        }
    }
}
