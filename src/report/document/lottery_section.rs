//! The lottery: lock, seed, chances, who drew what; what stamps and statements stand beside it.

use super::html::Html;
use super::page::Page;
use super::rollout_section::amendments;
use crate::folder::witnesses::told as stamps_told;
use crate::report::LotteryStory;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    match &page.dossier.lottery {
        Some(l) => lottery(page, h, l),
        None => h.p(&page.tell("lottery-not-locked", &[])),
    }
    page.each(h, |one, h| {
        one.figure(h, "rollout");
    });
    if let Some(l) = &page.dossier.lottery {
        amendments(page, h, l);
    }
}

/// Stamps of the lock, and what they show without anybody's trust.
pub(super) fn witnesses(page: &Page<'_>, h: &mut Html) {
    let stamps = &page.dossier.trust.stamps;
    if stamps.is_empty() {
        return h.p(&page.tell("witnesses-none", &[]));
    }
    let rows: Vec<Vec<String>> = stamps
        .iter()
        .map(|s| {
            let hours = s.hours_before.map_or_else(|| "–".to_string(), |n| page.phrase.0.number(n as f64, 0));
            vec![s.authority.clone(), hours]
        })
        .collect();
    let head = [(page.tell("authority", &[]), false), (page.tell("hours-before", &[]), true)];
    let head: Vec<(&str, bool)> = head.iter().map(|(n, r)| (n.as_str(), *r)).collect();
    h.table(&page.tell("witnesses-table", &[]), &head, &rows);
    h.p(&page.tell("witnesses-note", &[]));
}

fn lottery(page: &Page<'_>, h: &mut Html, l: &LotteryStory) {
    h.p(&page.tell("lottery-lead", &[]));
    let mut facts = vec![(page.say("Låsens fingeraftryk", "Lock digest").to_string(), l.lock.clone())];
    let mut add = |danish: &str, english: &str, value: Option<String>| {
        if let Some(value) = value {
            facts.push((page.say(danish, english).to_string(), value));
        }
    };
    let source = if l.source == "dice" {
        page.say("terninger kastet i vidners nærvær", "dice thrown before witnesses").to_string()
    } else {
        format!("drand quicknet, {} {}", page.say("runde", "round"), l.round)
    };
    add("Tilfældighedskilde", "Source of randomness", Some(source));
    if l.source == "dice" {
        let who = match (l.throwers.is_empty(), &l.throws) {
            (true, _) => page.say("ikke kendt", "not known").to_string(),
            (false, n) => format!("{} ({} {})", l.throwers.join(", "), n, page.say("kast hver", "throws each")),
        };
        add("Hvem der kaster, og hvor tit (låst)", "Who throws, and how often (locked)", Some(who));
    }
    let proof = stamps_told(page.dossier.language, l.stamped.as_ref());
    add("Bevis for, at låsen kom først", "Proof that the lock came first", Some(proof));
    if !l.contributors.is_empty() {
        add("Bidragydere", "Contributors", Some(l.contributors.join(", ")));
    }
    add("Startværdi (SHA-256)", "Seed (SHA-256)", l.seed.clone());
    if page.several() {
        add(
            "Fælles kandidat (regler på tværs)",
            "Joint candidate (rules across)",
            l.joint.map(|c| page.phrase.count(c)),
        );
    }
    if !page.several() {
        facts.extend(drawn(page, l));
    }
    page.facts(h, &facts);
    if page.several() {
        h.p(page.say(
            "Hver indsats har sin egen lodtrækning med sin egen nøgle fra den ene startværdi; de står her i navnenes orden.",
            "Each intervention has a lottery of its own with its own key from the one seed; they stand here in the order of their names.",
        ));
    }
    h.p(page.say(
        "Kontrol: `lodtrin verify` gentager lodtrækningen fra låsen og siger, om den giver netop denne tidsplan. En uafhængig \
         kontrol i ren Python ligger i værktøjets eksempler.",
        "Check: `lodtrin verify` replays the draw from the lock and says whether it gives exactly this schedule. An \
         independent check in plain Python is among the tool's examples.",
    ));
    set_aside(page, h, l);
    page.each(h, |one, h| {
        let Some(own) = &one.dossier.lottery else { return };
        if page.several() && own.schedule.is_some() {
            one.facts(h, &drawn(one, own));
        }
        chances(one, h, own);
    });
}

/// What each replaced lock gave, beside what was drawn.
fn set_aside(page: &Page<'_>, h: &mut Html, l: &LotteryStory) {
    let Some(once) = &l.once else { return };
    if let Some(words) = once.notice(page.dossier.language) {
        h.p(&words);
    }
    let mut head = vec![(page.say("Lod", "Lot").to_string(), false), (page.say("Trin", "Wave").to_string(), true)];
    head.extend(l.set_aside.iter().map(|(lock, _)| {
        (format!("{} {}", page.say("trin i den erstattede lås", "wave in the replaced lock"), &lock[..12]), true)
    }));
    let head: Vec<(&str, bool)> = head.iter().map(|(n, r)| (n.as_str(), *r)).collect();
    let drawn: BTreeMap<&str, u32> = l.waves.iter().map(|(lot, w)| (lot.as_str(), *w)).collect();
    let mut lots: BTreeSet<&str> = drawn.keys().copied().collect();
    lots.extend(l.set_aside.iter().flat_map(|(_, waves)| waves.keys().map(String::as_str)));
    let wave = |w: Option<&u32>| w.map_or("–".to_string(), u32::to_string);
    let rows: Vec<Vec<String>> = lots
        .into_iter()
        .map(|lot| {
            let mut row = vec![lot.to_string(), wave(drawn.get(lot))];
            row.extend(l.set_aside.iter().map(|(_, waves)| wave(waves.get(lot))));
            row
        })
        .collect();
    h.table(page.say("Hvad de erstattede låse gav", "What the replaced locks gave"), &head, &rows);
}

/// What was drawn, in three lines.
fn drawn(page: &Page<'_>, l: &LotteryStory) -> Vec<(String, String)> {
    let lines = [
        ("Godtaget kandidat", "Accepted candidate", l.candidate.map(|c| page.phrase.count(c))),
        ("Balancescore", "Balance score", l.score.clone()),
        ("Tidsplanens fingeraftryk", "Schedule digest", l.schedule.clone()),
    ];
    let told = lines.into_iter().filter_map(|(danish, english, v)| Some((page.say(danish, english).to_string(), v?)));
    told.collect()
}

/// The chances as a picture with its numbers where there is one, and the pairs below; else as a table.
fn chances(page: &Page<'_>, h: &mut Html, l: &LotteryStory) {
    if l.chances.is_empty() {
        return;
    }
    h.words("h3", "", page.say("Chancer før lodtrækningen", "Chances before the draw"));
    h.p(page.say(
        "Andel af 10.000 prøvelodtrækninger, hvor loddet kom i hvert trin. De blev låst sammen med planen, så enhver kan se, \
         at ingen uddannelse var givet en plads på forhånd.",
        "Share of 10,000 calibration draws in which the lot was in each wave. They were locked with the plan, so that \
         everybody can see that no programme had been given a place beforehand.",
    ));
    if page.figure(h, "chances") {
        page.figure(h, "pairs");
        return;
    }
    let waves = l.chances.first().map_or(0, |c| c.1.len());
    let names: Vec<String> = (1..=waves).map(|w| format!("{} {w}", page.say("Trin", "Wave"))).collect();
    let mut head = vec![(page.say("Lod", "Lot"), false)];
    head.extend(names.iter().map(|n| (n.as_str(), true)));
    head.push((page.say("Lodtrukket", "Drawn"), true));
    let rows: Vec<Vec<String>> = l
        .chances
        .iter()
        .map(|(lot, chances)| {
            let mut row = vec![lot.clone()];
            row.extend(chances.iter().map(|c| page.phrase.percent(f64::from(*c) / 10_000.0)));
            let drawn = l.waves.iter().find(|(id, _)| id == lot);
            row.push(drawn.map_or_else(|| "–".into(), |(_, w)| w.to_string()));
            row
        })
        .collect();
    h.table(page.say("Chance for hvert trin", "Chance of each wave"), &head, &rows);
}
