//! The school head's page of a study with several interventions.

use super::front::{effect_sentence, interval_name, label, verdict_words};
use super::html::Html;
use super::verdict::verdict;
use super::{Page, number};
use crate::report::Dossier;
use crate::trial::EstimateRow;

/// The verdict on each intervention in one box, in the order of the names.
pub(super) fn answer(page: &Page<'_>, h: &mut Html) {
    let d = page.dossier;
    h.element("div", "answer", |h| {
        let found = d.each.iter().any(|one| of(page, one).primary().is_some());
        if !found {
            return h.p(page.say(
                "Virkningerne er ikke beregnet endnu. Rapporten viser planen og lodtrækningerne.",
                "The effects have not been estimated yet. The report shows the plan and the lotteries.",
            ));
        }
        let target = d.study.primary().target;
        h.words(
            "p",
            "verdict",
            &match target {
                Some(t) => format!(
                    "{} {} {} ({})",
                    page.say("Målet for hver indsats er", "The target of each intervention is"),
                    page.say("mindst", "at least"),
                    page.phrase.change(t),
                    label(d)
                ),
                None => verdict_words(page, None).to_string(),
            },
        );
        h.element("ul", "", |h| {
            for one in &d.each {
                let own = of(page, one);
                let Some(row) = own.primary() else { continue };
                h.element("li", "", |h| {
                    h.words("strong", "", &one.study.intervention().name);
                    h.text(": ");
                    if let Some(t) = target {
                        h.text(&format!("{}. ", verdict_words(page, Some(verdict(t, row.conf_low, row.conf_high)))));
                    }
                    h.text(&effect_sentence(page, row));
                });
            }
        });
    });
}

fn of<'a>(page: &Page<'a>, one: &'a Dossier) -> Page<'a> {
    Page { dossier: one, phrase: page.phrase }
}

/// What was tried, what was found, how sure it is.
pub(super) fn parts(page: &Page<'_>) -> [String; 3] {
    [tried(page), found(page), sure(page)]
}

fn tried(page: &Page<'_>) -> String {
    let d = page.dossier;
    let names: Vec<&str> = d.each.iter().map(|one| one.study.intervention().name.as_str()).collect();
    let schools = match d.schools.len() {
        0 | 1 => String::new(),
        n => format!(" {} {n} {}", page.say("ved", "at"), page.say("skoler", "schools")),
    };
    let spans = d.each.iter().filter_map(|one| {
        let i = one.study.intervention();
        let (first, last) = (i.rollout.waves.first()?, i.rollout.waves.last()?);
        Some(format!(
            "{} {} {}, {} {} {} {}",
            i.name,
            page.say("i", "in"),
            page.phrase.count(i.rollout.waves.len() as u64) + " " + page.say("trin", "waves"),
            page.say("fra", "from"),
            first.starts,
            page.say("til", "to"),
            last.starts
        ))
    });
    let spans: Vec<String> = spans.collect();
    let verb = if d.wave_lots.is_empty() { page.say("begynder", "start") } else { page.say("begyndte", "started") };
    format!(
        "{} {}{schools} {verb} {} {} ({}): {}. {}",
        page.phrase.count(d.programmes as u64),
        page.say("uddannelser", "programmes"),
        names.len(),
        page.say("indsatser", "interventions"),
        names.join(", "),
        spans.join("; "),
        page.say(
            "En offentlig lodtrækning for hver indsats afgjorde rækkefølgen. Derfor kan forskelle mellem dem, der var begyndt, og dem, der ventede, tilskrives indsatsen.",
            "A public lottery for each intervention decided the order. Differences between those that had started and those still waiting can therefore be put down to the intervention.",
        )
    )
}

/// The rows of the primary outcome with simultaneous intervals: effects, then differences.
fn compared<'a>(page: &Page<'a>, differences: bool) -> Vec<&'a EstimateRow> {
    let primary = &page.dossier.study.primary().name;
    let story = page.dossier.comparison.as_ref();
    let rows = story.into_iter().flat_map(|c| &c.compared);
    rows.filter(|r| r.outcome == *primary && r.term.contains('−') == differences).collect()
}

fn found(page: &Page<'_>) -> String {
    let differences = compared(page, true);
    if differences.is_empty() {
        return page.say("Resultatet er ikke beregnet endnu.", "The result has not been estimated yet.").to_string();
    }
    let beyond: Vec<String> = differences
        .iter()
        .filter(|r| matches!((r.conf_low, r.conf_high), (Some(l), Some(h)) if l > 0.0 || h < 0.0))
        .filter_map(|r| {
            let interval = page.phrase.interval(r.conf_low, r.conf_high)?;
            let names = r.term.trim_start_matches("treated:").replace('−', " − ");
            Some(format!("{names}: {} ({interval})", page.phrase.points(r.estimate?)))
        })
        .collect();
    let told = if beyond.is_empty() {
        page.say(
            "Ingen forskel mellem to indsatser er større, end lodtrækningerne alene kan give.",
            "No difference between two interventions is larger than the lotteries alone can give.",
        )
        .to_string()
    } else {
        format!(
            "{} {}.",
            page.say(
                "Forskelle mellem indsatser, som lodtrækningerne alene næppe giver (procentpoint, simultane intervaller):",
                "Differences between interventions that the lotteries alone hardly give (percentage points, simultaneous intervals):"
            ),
            beyond.join("; ")
        )
    };
    let at = number(page, "comparison");
    format!("{told} {} {at}.", page.say("Sammenligningen står i afsnit", "The comparison is in section"))
}

fn sure(page: &Page<'_>) -> String {
    let rows = compared(page, false);
    let Some(first) = rows.first() else {
        return page
            .say("Det kan først siges, når data er der.", "That can be said only when the data are there.")
            .into();
    };
    let each: Vec<String> = rows
        .iter()
        .map(|r| format!("{} {}", r.term.trim_start_matches("treated:"), page.phrase.p_equals(r.p_value)))
        .collect();
    format!(
        "{} {}. {} ({}; {} {}). {}",
        page.say(
            "Sandsynligheden for så store virkninger, hvis intet virkede på nogen, når der spørges om alle indsatser på én gang (Westfall–Young):",
            "The probability of effects that large if nothing worked on anyone, all interventions being asked about at once (Westfall–Young):"
        ),
        each.join("; "),
        page.say("Intervallerne for forskelle gælder samtidig", "The intervals of differences hold together"),
        interval_name(page, first.conf_level),
        page.phrase.count(page.dossier.comparison.as_ref().map_or(0, |c| c.draws)),
        page.say("fælles gentagelser af lodtrækningerne", "joint replays of the lotteries"),
        page.say(
            "Hver indsats' eget interval ovenfor er for den alene.",
            "Each intervention's own interval above is for that one alone.",
        )
    )
}
