//! The draw sheet: two A4 pages that say what was locked and what chance chose, to be signed and hung up; on a screen the
//! page also lets every reader recompute it.

pub use super::contents::{DrawSheet, SheetLottery, SheetRandomness, SheetTicket};
pub(crate) use crate::tables::markup::whole as esc;

use super::paper::{qr, rules, signatures};
use super::words::Words;
use crate::lottery::beacon::CHAIN;
use crate::lottery::is_vacant;
use serde_json::{Map, Value};
use std::fmt::Write;

/// Digits of a ticket that are printed.
const TICKET_DIGITS: usize = 12;

/// JSON that may stand inside a script element.
pub(super) fn json(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// The page.
pub fn draw_sheet(sheet: &DrawSheet) -> String {
    let w = Words::new(sheet.language);
    let files: Map<String, Value> = sheet.files.iter().map(|(n, t)| (n.clone(), t.clone().into())).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <title>{}</title>\n<style>\n{}</style>\n</head>\n<body data-lock=\"{}\">\n<main>\n{}{}{}</main>\n\
         <script type=\"application/json\" id=\"words\">{}</script>\n<script type=\"application/json\" id=\"files\">{}</script>\n\
         <script type=\"application/json\" id=\"drawn-before\">{}</script>\n<script>\n{}</script>\n<script>\n{}</script>\n</body>\n</html>\n",
        w.code,
        esc(&sheet.title),
        include_str!("draw_sheet.css"),
        esc(&sheet.lock),
        first_page(sheet, w),
        second_page(sheet, w),
        screen(sheet, w),
        json(&w.script()),
        json(&Value::Object(files)),
        json(&Value::from(sheet.drawn_before.clone())),
        include_str!("draw_sheet_beacon.js"),
        include_str!("draw_sheet.js"),
    )
}

/// Title, notices, rules, waves with their lots, randomness, lock.
fn first_page(sheet: &DrawSheet, w: &Words) -> String {
    let mut body = String::from("<section class=\"page\">\n");
    if sheet.rehearsal {
        let _ = writeln!(body, "<p class=\"rehearsal\">{}</p>", w.rehearsal);
    }
    let _ = writeln!(body, "<h1>{}</h1>\n<p class=\"lead\">{}</p>", esc(&sheet.title), w.lead);
    if let Some((state, words)) = &sheet.once {
        let _ = writeln!(body, "<p class=\"notice\" data-once=\"{state}\">{}</p>", esc(words));
    }
    let _ = writeln!(
        body,
        "<section id=\"verdict\" class=\"screen\"><p id=\"answer\">{}</p><ul id=\"checks\"></ul><p class=\"hint\">{} <span id=\"dropped\"></span></p></section>",
        w.waiting, w.hint
    );
    for lottery in &sheet.lotteries {
        let said = rules(&lottery.design, w);
        if !said.is_empty() {
            heading(&mut body, w.rules, lottery);
            let items: String = said.iter().map(|r| format!("<li>{}</li>", esc(r))).collect();
            let _ = writeln!(body, "<ul class=\"rules\">{items}</ul>");
        }
        waves(&mut body, lottery, w);
    }
    let _ = writeln!(body, "<h2>{}</h2>\n<table>", w.randomness_title);
    match &sheet.randomness {
        SheetRandomness::Dice(throws) => throws.iter().for_each(|(name, digits)| row(&mut body, name, digits)),
        SheetRandomness::Practice(line) => row(&mut body, w.practice, line),
        SheetRandomness::Round { round, time, .. } => row(&mut body, w.round, &format!("{round} · {time}")),
    }
    let _ = writeln!(
        body,
        "</table>\n<div class=\"locked\">{}<div><h2>{}</h2><p class=\"hex\">{}</p></div></div>\n</section>",
        qr(&sheet.lock),
        w.lock_digest,
        esc(&sheet.lock)
    );
    body
}

/// Lines to sign on, and the tickets.
fn second_page(sheet: &DrawSheet, w: &Words) -> String {
    let mut body = String::from("<section class=\"page\">\n");
    signatures(&mut body, sheet, w);
    for lottery in &sheet.lotteries {
        tickets(&mut body, lottery, w);
    }
    body.push_str("</section>\n");
    body
}

/// What is of use on a screen alone.
fn screen(sheet: &DrawSheet, w: &Words) -> String {
    let mut body = String::from("<section class=\"screen\">\n");
    let _ = writeln!(body, "<h2>{}</h2>\n<table>", w.seed_title);
    if let SheetRandomness::Round { signature, .. } = &sheet.randomness {
        row(&mut body, w.chain, CHAIN);
        row(&mut body, w.signature, signature);
    }
    for (name, bytes) in &sheet.contributions {
        row(&mut body, &format!("{} {name}", w.contribution), bytes);
    }
    row(&mut body, w.seed, &sheet.seed);
    let note = match sheet.randomness {
        SheetRandomness::Dice(_) => w.dice_note,
        SheetRandomness::Practice(_) => w.practice_note,
        SheetRandomness::Round { .. } => w.round_note,
    };
    let _ = writeln!(body, "</table>\n<p class=\"hint\">{note}</p>");
    locked(&mut body, sheet, w);
    let _ = writeln!(body, "<h2>{}</h2>\n<p>{}</p>\n</section>", w.unchecked_title, w.unchecked);
    body
}

fn heading(body: &mut String, title: &str, lottery: &SheetLottery) {
    let of = if lottery.name.is_empty() { String::new() } else { format!(": {}", esc(&lottery.name)) };
    let _ = writeln!(body, "<h2>{title}{of}</h2>");
}

/// A lot as people read it.
fn shown(lot: &str, w: &Words) -> String {
    if is_vacant(lot) { w.vacant.to_string() } else { lot.to_string() }
}

fn waves(body: &mut String, lottery: &SheetLottery, w: &Words) {
    heading(body, w.waves, lottery);
    body.push_str("<div class=\"waves\">\n");
    for (i, name) in lottery.waves.iter().enumerate() {
        let term = if name.term.is_empty() { String::new() } else { format!("{} · {}", name.term, name.day) };
        let _ = writeln!(body, "<div class=\"wave\"><h3>{} {}</h3><p>{}</p><ul>", w.wave, name.number, esc(&term));
        let mut lots: Vec<&SheetTicket> = lottery.tickets.iter().filter(|t| usize::from(t.wave) == i + 1).collect();
        lots.sort_by(|a, b| a.lot.as_bytes().cmp(b.lot.as_bytes()));
        for t in lots {
            let mut small: Vec<&str> = Vec::new();
            if !is_vacant(&t.lot) {
                small.push(&t.stratum);
            }
            small.extend(t.programmes.iter().map(String::as_str));
            let _ = writeln!(
                body,
                "<li data-of=\"{}\" data-lot=\"{}\" data-wave=\"{}\">{}<small>{}</small></li>",
                esc(&lottery.name),
                esc(&t.lot),
                t.wave,
                esc(&shown(&t.lot, w)),
                esc(&small.join(", "))
            );
        }
        body.push_str("</ul></div>\n");
    }
    body.push_str("</div>\n");
}

fn row(body: &mut String, name: &str, value: &str) {
    let _ = writeln!(body, "<tr><th>{}</th><td class=\"hex\">{}</td></tr>", esc(name), esc(value));
}

fn locked(body: &mut String, sheet: &DrawSheet, w: &Words) {
    let _ = writeln!(body, "<h2>{}</h2>\n<table>", w.locked);
    row(body, w.lock_digest, &sheet.lock);
    for (name, digest) in &sheet.bound {
        row(body, name, digest);
    }
    if !sheet.overrides.is_empty() {
        row(body, w.overrides, &sheet.overrides.join(", "));
    }
    body.push_str("</table>\n");
}

fn tickets(body: &mut String, lottery: &SheetLottery, w: &Words) {
    heading(body, w.tickets, lottery);
    let said = if lottery.stratified { w.by_stratum } else { w.by_ticket };
    let _ = writeln!(body, "<p>{} {}, {} {}. {said}</p>", w.candidate, lottery.tries, w.score, esc(&lottery.score));
    let _ = writeln!(
        body,
        "<table class=\"tickets\"><tr><th class=\"n\">#</th><th>{}</th><th>{}</th><th>{}</th><th class=\"n\">{}</th></tr>",
        w.lot, w.stratum, w.ticket, w.wave
    );
    for (k, t) in lottery.tickets.iter().enumerate() {
        let wave = lottery.waves.get(usize::from(t.wave).wrapping_sub(1)).map_or(u32::from(t.wave), |n| n.number);
        let school = if is_vacant(&t.lot) { "" } else { t.stratum.as_str() };
        let _ = writeln!(
            body,
            "<tr><td class=\"n\">{}</td><td>{}</td><td>{}</td><td class=\"hex\">{}</td><td class=\"n\">{wave}</td></tr>",
            k + 1,
            esc(&shown(&t.lot, w)),
            esc(school),
            esc(t.ticket.get(..TICKET_DIGITS).unwrap_or(&t.ticket)),
        );
    }
    body.push_str("</table>\n");
}
