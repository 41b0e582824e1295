//! The lottery: lock, seed, chances, who starts when; and the flow of pupils by wave and term.

use super::html::Html;
use super::{Page, heading};
use crate::folder::witnesses;
use crate::report::{FlowCell, LotteryStory};
use crate::tables::disclosure;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    h.section("lottery", &heading(page, "lottery"), |h| match &page.dossier.lottery {
        Some(l) => lottery(page, h, l),
        None => h.p(page.say("Lodtrækningen er ikke låst.", "The lottery is not locked.")),
    });
    h.section("rollout", &heading(page, "rollout"), |h| {
        let amended = |h: &mut Html| {
            if let Some(l) = &page.dossier.lottery {
                amendments(page, h, l);
            }
        };
        if page.several() {
            amended(h);
        }
        page.each(h, |one, h| {
            if !one.figure(h, "rollout") {
                h.p(one.say("Lodtrækningen er ikke holdt endnu.", "The lottery has not been held yet."));
            }
            delivered(one, h);
            if !page.several() {
                amended(h);
            }
            balance(one, h);
        });
        for (title, table) in &page.dossier.follow_up {
            let head: Vec<(&str, bool)> = table.head.iter().map(|(n, r)| (n.as_str(), *r)).collect();
            h.table(title, &head, &table.rows);
        }
    });
    h.section("flow", &heading(page, "flow"), |h| page.each(h, flow));
}

fn balance(page: &Page<'_>, h: &mut Html) {
    page.figure(h, "love");
    if let Some(table) = &page.dossier.balance {
        let head: Vec<(&str, bool)> = table.head.iter().map(|(n, r)| (n.as_str(), *r)).collect();
        h.table(page.say("Balance mellem trinene", "Balance between the waves"), &head, &table.rows);
    }
}

fn lottery(page: &Page<'_>, h: &mut Html, l: &LotteryStory) {
    h.p(page.say(
        "Planen, listen over uddannelser og reglerne blev låst, før tilfældet blev kendt. Låsens fingeraftryk kan enhver \
         genberegne, og lodtrækningen følger alene af låsen og det offentlige tilfælde; ingen kunne vælge den.",
        "The plan, the list of programmes and the rules were locked before the randomness was known. Anybody can recompute \
         the digest of the lock, and the draw follows from the lock and the public randomness alone; nobody could choose it.",
    ));
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
    add("Tilfældets kilde", "Source of randomness", Some(source));
    if l.source == "dice" {
        let who = match (l.throwers.is_empty(), &l.throws) {
            (true, _) => page.say("ikke kendt", "not known").to_string(),
            (false, n) => format!("{} ({} {})", l.throwers.join(", "), n, page.say("kast hver", "throws each")),
        };
        add("Hvem der kaster, og hvor tit (låst)", "Who throws, and how often (locked)", Some(who));
    }
    let proof = witnesses::told(page.dossier.language, l.stamped.as_ref());
    add("Bevis for, at låsen kom først", "Proof that the lock came first", Some(proof));
    if !l.contributors.is_empty() {
        add("Bidragydere", "Contributors", Some(l.contributors.join(", ")));
    }
    add("Lodtrækningens frø (SHA-256)", "Seed (SHA-256)", l.seed.clone());
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
            "Hver indsats har sin egen lodtrækning med sin egen nøgle fra det ene frø; de står her i navnenes orden.",
            "Each intervention has a lottery of its own with its own key from the one seed; they stand here in the order of their names.",
        ));
    }
    h.p(page.say(
        "Kontrol: `lodtrin verify` gentager lodtrækningen fra låsen og siger, om den giver netop dette skema. En uafhængig \
         kontrol i ren Python ligger i værktøjets eksempler.",
        "Check: `lodtrin verify` replays the draw from the lock and says whether it gives exactly this schedule. An \
         independent check in plain Python is among the tool's examples.",
    ));
    set_aside(page, h, l);
    if l.seed.is_none() {
        h.p(page.say("Lodtrækningen er ikke holdt endnu.", "The lottery has not been held yet."));
    }
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
        (format!("{} {}", page.say("trin i den kasserede lås", "wave in the replaced lock"), &lock[..12]), true)
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
        ("Skemaets fingeraftryk", "Schedule digest", l.schedule.clone()),
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
        "Andel af 10.000 prøvetrækninger, hvor loddet kom i hvert trin. De blev låst sammen med planen, så enhver kan se, \
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
    head.push((page.say("Trukket", "Drawn"), true));
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

/// What was delivered of what was drawn.
fn delivered(page: &Page<'_>, h: &mut Html) {
    let figures: Vec<&String> = page.dossier.figures.keys().filter(|n| n.starts_with("fidelity-")).collect();
    if figures.is_empty() {
        return;
    }
    h.words("h3", "", page.say("Indsatsen, som den blev givet", "The intervention as delivered"));
    for name in figures {
        page.figure(h, name);
    }
}

fn amendments(page: &Page<'_>, h: &mut Html, l: &LotteryStory) {
    if l.amendments.is_empty() {
        return;
    }
    h.words("h3", "", page.say("Efter lodtrækningen", "After the draw"));
    h.list(&l.amendments);
    h.p(page.say(
        "En uddannelse, der er trukket ud, beholder sin plads i analysen (som trukket).",
        "A programme that was withdrawn keeps its place in the analysis (as drawn).",
    ));
}

fn flow(page: &Page<'_>, h: &mut Html) {
    let d = page.dossier;
    let primary = &d.study.primary().name;
    let cells: Vec<_> = d.flow.iter().filter(|c| c.outcome == *primary).collect();
    if cells.is_empty() {
        h.p(page.say("Registrene er ikke læst endnu.", "The registers have not been read yet."));
        return;
    }
    page.figure(h, "flow");
    let terms = &d.study.intervention().rollout.periods;
    let mut head = vec![(page.say("Trin", "Wave").to_string(), false)];
    head.extend(terms.iter().map(|t| (t.id.clone(), true)));
    let head: Vec<(&str, bool)> = head.iter().map(|(n, r)| (n.as_str(), *r)).collect();
    let mut waves: Vec<u32> = cells.iter().map(|c| c.wave).collect();
    waves.sort_unstable();
    waves.dedup();
    let at = |w: &u32, t: usize| cells.iter().find(|c| c.wave == *w && c.term == t);
    let counts = |of: &dyn Fn(&FlowCell) -> u64| -> Vec<Vec<u64>> {
        waves.iter().map(|w| (0..terms.len()).map(|t| at(w, t).map_or(0, |c| of(c))).collect()).collect()
    };
    let minimum = u64::from(d.study.disclosure_minimum);
    let hidden = disclosure::hidden_shares(&counts(&|c| c.n), &counts(&|c| c.k), minimum);
    let rows: Vec<Vec<String>> = waves
        .iter()
        .zip(&hidden)
        .map(|(w, hidden)| {
            let mut row = vec![if *w == 0 { "–".into() } else { w.to_string() }];
            row.extend((0..terms.len()).map(|t| match at(w, t) {
                Some(c) if c.n > 0 => share(page, c, hidden[t]),
                _ => "–".to_string(),
            }));
            row
        })
        .collect();
    h.table(
        &format!(
            "{}: {}",
            d.study.primary().label,
            page.say(
                "andel i hvert trin og hver periode; * trinnet er begyndt",
                "share in each wave and term; * the wave has started"
            )
        ),
        &head,
        &rows,
    );
    page.figure(h, "means");
    page.figure(h, "coverage");
}

/// The share in a cell, unless it would tell of fewer pupils than may be published.
fn share(page: &Page<'_>, c: &FlowCell, hidden: bool) -> String {
    if hidden {
        return format!("({})", page.say("få", "few"));
    }
    format!("{}{}", page.phrase.percent(c.k as f64 / c.n as f64), if c.treated { "*" } else { "" })
}
