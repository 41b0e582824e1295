//! The checklist of the CONSORT extension for stepped-wedge trials: where each item is answered, or that it is not.

use super::html::Html;
use super::tripod_section;
use super::{Page, heading};
use crate::report::Dossier;

/// One item: number, Danish, English, and the section that answers it when the dossier can.
type Item = (&'static str, &'static str, &'static str, fn(&Dossier) -> Option<&'static str>);

fn nowhere(_: &Dossier) -> Option<&'static str> {
    None
}
fn front(d: &Dossier) -> Option<&'static str> {
    (!d.study.title.is_empty()).then_some("top")
}
fn question(_: &Dossier) -> Option<&'static str> {
    Some("question")
}
fn lottery(d: &Dossier) -> Option<&'static str> {
    d.lottery.is_some().then_some("lottery")
}
fn rollout(d: &Dossier) -> Option<&'static str> {
    (!d.wave_lots.is_empty()).then_some("rollout")
}
fn flow(d: &Dossier) -> Option<&'static str> {
    (!d.flow.is_empty()).then_some("flow")
}
fn effect(d: &Dossier) -> Option<&'static str> {
    d.effect.as_ref().map(|_| "effect")
}
fn estimates(d: &Dossier) -> Option<&'static str> {
    d.effect.as_ref().map(|_| "estimates")
}
fn absence(d: &Dossier) -> Option<&'static str> {
    d.absence.as_ref().map(|_| "absence")
}
fn data(d: &Dossier) -> Option<&'static str> {
    (!d.registers.is_empty()).then_some("data")
}
fn deviations(d: &Dossier) -> Option<&'static str> {
    d.locked.then_some("deviations")
}
fn methods(_: &Dossier) -> Option<&'static str> {
    Some("methods")
}
fn balance(d: &Dossier) -> Option<&'static str> {
    d.balance.as_ref().map(|_| "rollout")
}
fn reproduce(d: &Dossier) -> Option<&'static str> {
    d.locked.then_some("reproduce")
}

const ITEMS: [Item; 39] = [
    (
        "1a",
        "Titlen siger, at forsøget er en trinvis indførelse",
        "The title says that the trial is a stepped wedge",
        nowhere,
    ),
    (
        "1b",
        "Sammendrag af plan, metode, resultat og konklusion",
        "Summary of design, methods, results and conclusion",
        front,
    ),
    (
        "2a",
        "Baggrund, og hvorfor trinvis indførelse blev valgt",
        "Background, and why a stepped wedge was chosen",
        nowhere,
    ),
    ("2b", "Formål og spørgsmål", "Objectives and question", question),
    ("3a", "Plan: antal trin, perioder, enheder pr. trin", "Design: waves, periods, units per wave", rollout),
    ("3b", "Ændringer efter start, med grunde", "Changes after the start, with reasons", deviations),
    ("4a", "Hvem kan være med: uddannelser og elever", "Eligibility of programmes and pupils", data),
    ("4b", "Steder og registre, hvor data er samlet", "Settings and registers where data were collected", data),
    ("5", "Indsatsen og vilkårene uden den", "The intervention and the conditions without it", nowhere),
    ("6a", "Udfald, primært og sekundære", "Outcomes, primary and secondary", question),
    ("6b", "Ændringer i udfald, med grunde", "Changes to outcomes, with reasons", deviations),
    ("7a", "Hvordan størrelsen blev bestemt", "How the size was determined", nowhere),
    ("7b", "Mellemanalyser og stopregler", "Interim analyses and stopping rules", nowhere),
    ("8a", "Hvordan den tilfældige rækkefølge blev lavet", "How the random order was made", lottery),
    ("8b", "Lodtrækningens art og bindinger", "Type of randomization and its constraints", lottery),
    ("9", "Skjult rækkefølge, indtil den blev trukket", "Concealment of the order until it was drawn", lottery),
    ("10a", "Hvem lavede rækkefølgen", "Who made the order", lottery),
    ("10b", "Hvordan elever kom med i uddannelserne", "How pupils came into the programmes", data),
    ("10c", "Samtykke og fravalg", "Consent and opting out", data),
    ("11a", "Blinding", "Blinding", nowhere),
    ("11b", "Ligheder mellem indsatser", "Similarity of interventions", nowhere),
    (
        "12a",
        "Statistiske metoder, tid og klynger medregnet",
        "Statistical methods, time and clusters taken into account",
        methods,
    ),
    ("12b", "Metoder til yderligere analyser", "Methods for further analyses", methods),
    ("13a", "Deltagernes vej: trin for trin, periode for periode", "Participants' flow, by wave and period", flow),
    ("13b", "Frafald fra forsøget og udeladelser, med grunde", "Losses and exclusions, with reasons", data),
    ("14a", "Datoer for trin og opfølgning", "Dates of waves and follow-up", rollout),
    ("14b", "Hvorfor forsøget sluttede", "Why the trial ended", nowhere),
    ("15", "Udgangspunktet i hvert trin", "Baseline of each wave", balance),
    ("16", "Antal analyseret i hvert trin og hver periode", "Numbers analysed in each wave and period", flow),
    ("17a", "Virkning med interval for hvert udfald", "Effect with interval for each outcome", estimates),
    ("17b", "Andele med og uden indsatsen", "Shares with and without the intervention", effect),
    ("18", "Yderligere analyser, planlagte og ikke planlagte", "Further analyses, planned and unplanned", absence),
    ("19", "Skadelige virkninger", "Harms", nowhere),
    ("20", "Begrænsninger", "Limitations", nowhere),
    ("21", "Hvor langt resultatet rækker", "Generalisability", nowhere),
    ("22", "Fortolkning", "Interpretation", front),
    (
        "23",
        "Registrering: låsens fingeraftryk og offentliggørelse",
        "Registration: the lock's digest and its publication",
        lottery,
    ),
    ("24", "Hvor planen kan læses", "Where the protocol can be read", reproduce),
    ("25–26", "Finansiering og etisk godkendelse", "Funding and ethics approval", nowhere),
];

pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    {
        h.p(page.say(
            "Punkterne følger CONSORT-udvidelsen for trinvise klyngeforsøg (Hemming m.fl. 2018, BMJ 363:k1614), i værktøjets \
             egne ord. Hvad værktøjet ikke kan vide, står som ikke rapporteret og hører hjemme i artiklen.",
            "The items follow the CONSORT extension for stepped-wedge cluster trials (Hemming et al. 2018, BMJ 363:k1614), in \
             the tool's own words. What the tool cannot know is given as not reported and belongs in the article.",
        ));
        let rows: Vec<Vec<String>> = ITEMS
            .iter()
            .map(|(number, danish, english, place)| {
                vec![number.to_string(), page.say(danish, english).to_string(), answered(page, place(page.dossier))]
            })
            .collect();
        h.table(
            "CONSORT",
            &[
                (page.say("Punkt", "Item"), false),
                (page.say("Indhold", "Content"), false),
                (page.say("Hvor", "Where"), false),
            ],
            &rows,
        );
        tripod_section::write(page, h);
    }
}

fn answered(page: &Page<'_>, section: Option<&str>) -> String {
    match section {
        Some("top") => page.say("første side", "first page").to_string(),
        Some(id) => heading(page, id),
        None => page.say("ikke rapporteret", "not reported").to_string(),
    }
}
