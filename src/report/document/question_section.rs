//! The question, the outcome and the target, as declared before the lottery.

use super::html::Html;
use super::{Page, heading};
use crate::trial::study::{OutcomeDecl, OutcomeKind};

pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    let study = &page.dossier.study;
    h.section("question", &heading(page, "question"), |h| {
        let primary = study.primary();
        h.p(&format!(
            "{} {} ({}).",
            if page.several() {
                page.say(
                    "Spørgsmålet er, hvad hver indsats gør ved det primære udfald:",
                    "The question is what each intervention does to the primary outcome:",
                )
            } else {
                page.say(
                    "Spørgsmålet er, om indsatsen virker på det primære udfald:",
                    "The question is whether the intervention changes the primary outcome:",
                )
            },
            primary.label,
            kind(page, primary)
        ));
        h.p(&match primary.target {
            Some(target) => format!(
                "{} {}.",
                page.say(
                    "Målet, sat før lodtrækningen, er en virkning på mindst",
                    "The target, set before the lottery, is an effect of at least"
                ),
                page.phrase.change(target)
            ),
            None => page
                .say(
                    "Der er ikke sat et mål for virkningens størrelse.",
                    "No target was set for the size of the effect.",
                )
                .to_string(),
        });
        let rows: Vec<Vec<String>> = study.outcomes.iter().map(|o| row(page, o)).collect();
        h.table(
            page.say("Udfald", "Outcomes"),
            &[
                (page.say("Navn", "Name"), false),
                (page.say("Betydning", "Meaning"), false),
                (page.say("Inden for", "Within"), false),
                (page.say("Mål", "Target"), true),
                (page.say("Rolle", "Role"), false),
            ],
            &rows,
        );
        let a = &study.analysis;
        h.p(&format!(
            "{} {} ({}), {} {}, {} {}, {}.",
            page.say("Den planlagte analyse er", "The planned analysis is"),
            a.estimator,
            a.estimand,
            page.say("med usikkerhed ved", "with uncertainty by"),
            a.variance,
            page.phrase.count(a.draws),
            page.say("gentagelser af lodtrækningen", "replays of the lottery"),
            match a.weight.as_str() {
                "programmes" => page.say("hver uddannelse vejer lige meget", "every programme weighing the same"),
                _ => page.say("hver elev vejer lige meget", "every pupil weighing the same"),
            }
        ));
    });
}

fn row(page: &Page<'_>, o: &OutcomeDecl) -> Vec<String> {
    vec![
        o.name.clone(),
        format!("{} ({})", o.label, kind(page, o)),
        within(page, o),
        o.target.map_or_else(|| "–".into(), |t| page.phrase.points(t)),
        if o.primary { page.say("primært", "primary") } else { page.say("sekundært", "secondary") }.to_string(),
    ]
}

/// The follow-up: whole weeks where it is, else days.
fn within(page: &Page<'_>, o: &OutcomeDecl) -> String {
    match o.within_days {
        Some(days) if days % 7 == 0 => format!("{} {}", days / 7, page.say("uger", "weeks")),
        Some(days) => format!("{days} {}", page.say("dage", "days")),
        None => page.say("til forløbets slutning", "until the end of the course").to_string(),
    }
}

fn kind(page: &Page<'_>, o: &OutcomeDecl) -> &'static str {
    let (danish, english) = match o.kind {
        OutcomeKind::Completed => ("andel der gennemfører", "share that complete"),
        OutcomeKind::Dropout => ("andel der falder fra", "share that drop out"),
        OutcomeKind::Agreement => ("andel med læreplads", "share with a training agreement"),
        OutcomeKind::Retained => ("andel der stadig har læreplads", "share still in an agreement"),
        OutcomeKind::Transition => ("andel der går videre til hovedforløbet", "share that move on to the main course"),
        OutcomeKind::Neet => ("andel uden uddannelse og læreplads", "share neither in education nor in an agreement"),
        OutcomeKind::Kept => ("andel der får og beholder læreplads", "share that get and keep a training agreement"),
        OutcomeKind::Days => ("dage til frafald", "days to dropping out"),
    };
    page.phrase.0.pick(danish, english)
}
