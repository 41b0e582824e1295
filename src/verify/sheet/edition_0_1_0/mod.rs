//! The draw sheet as version 0.1.0 wrote it, byte for byte: its receipts are verified with it.

mod words;

use super::page::{DrawSheet, SheetLottery, SheetRandomness, SheetTicket, esc, json};
use crate::folder::WaveName;
use crate::lottery::beacon::CHAIN;
use serde_json::{Map, Value};
use std::fmt::Write;
use words::Words;

/// The page.
pub fn draw_sheet(sheet: &DrawSheet) -> String {
    let w = Words::new(sheet.language);
    let mut body = String::new();
    if sheet.rehearsal {
        let _ = writeln!(body, "<p class=\"rehearsal\">{}</p>", w.rehearsal);
    }
    let _ = writeln!(body, "<h1>{}</h1>\n<p class=\"lead\">{}</p>", esc(&sheet.title), w.lead);
    let _ = writeln!(
        body,
        "<section id=\"verdict\"><p id=\"answer\">{}</p><ul id=\"checks\"></ul><p class=\"hint\">{} <span id=\"dropped\"></span></p></section>",
        w.waiting, w.hint
    );
    for lottery in &sheet.lotteries {
        waves(&mut body, lottery, w);
    }
    randomness(&mut body, sheet, w);
    locked(&mut body, sheet, w);
    for lottery in &sheet.lotteries {
        tickets(&mut body, lottery, w);
    }
    let _ = writeln!(body, "<h2>{}</h2>\n<p>{}</p>", w.unchecked_title, w.unchecked);
    let files: Map<String, Value> = sheet.files.iter().map(|(n, t)| (n.clone(), t.clone().into())).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <title>{}</title>\n<style>\n{}</style>\n</head>\n<body data-lock=\"{}\">\n{body}\
         <script type=\"application/json\" id=\"words\">{}</script>\n<script type=\"application/json\" id=\"files\">{}</script>\n\
         <script>\n{}</script>\n</body>\n</html>\n",
        w.code,
        esc(&sheet.title),
        include_str!("draw_sheet.css"),
        esc(&sheet.lock),
        json(&w.script()),
        json(&Value::Object(files)),
        include_str!("draw_sheet.js"),
    )
}

/// A wave's term and first day, as they stood on the page.
fn label_of(wave: &WaveName) -> String {
    if wave.term.is_empty() { String::new() } else { format!("{} · {}", wave.term, wave.day) }
}

fn heading(body: &mut String, title: &str, lottery: &SheetLottery) {
    let of = if lottery.name.is_empty() { String::new() } else { format!(": {}", esc(&lottery.name)) };
    let _ = writeln!(body, "<h2>{title}{of}</h2>");
}

fn waves(body: &mut String, lottery: &SheetLottery, w: &Words) {
    heading(body, w.waves, lottery);
    body.push_str("<div class=\"waves\">\n");
    for (i, label) in lottery.waves.iter().map(label_of).enumerate() {
        let _ = writeln!(body, "<div class=\"wave\"><h3>{} {}</h3><p>{}</p><ul>", w.wave, i + 1, esc(&label));
        let mut lots: Vec<&SheetTicket> = lottery.tickets.iter().filter(|t| usize::from(t.wave) == i + 1).collect();
        lots.sort_by(|a, b| a.lot.as_bytes().cmp(b.lot.as_bytes()));
        for t in lots {
            let inside = if t.programmes.is_empty() {
                String::new()
            } else {
                format!("<small>{}</small>", esc(&t.programmes.join(", ")))
            };
            let _ = writeln!(
                body,
                "<li data-of=\"{}\" data-lot=\"{}\" data-wave=\"{}\">{}{inside}</li>",
                esc(&lottery.name),
                esc(&t.lot),
                t.wave,
                esc(&t.lot)
            );
        }
        body.push_str("</ul></div>\n");
    }
    body.push_str("</div>\n");
}

fn row(body: &mut String, name: &str, value: &str) {
    let _ = writeln!(body, "<tr><th>{}</th><td class=\"hex\">{}</td></tr>", esc(name), esc(value));
}

fn randomness(body: &mut String, sheet: &DrawSheet, w: &Words) {
    let _ = writeln!(body, "<h2>{}</h2>\n<table>", w.randomness_title);
    match &sheet.randomness {
        SheetRandomness::Dice(throws) => {
            for (name, digits) in throws {
                row(body, name, digits);
            }
        }
        // no lock of that version was drawn from practice randomness
        SheetRandomness::Practice(_) => {}
        SheetRandomness::Round { round, time, signature } => {
            row(body, w.round, &format!("{round} · {time}"));
            row(body, w.chain, CHAIN);
            row(body, w.signature, signature);
        }
    }
    for (name, bytes) in &sheet.contributions {
        row(body, &format!("{} {name}", w.contribution), bytes);
    }
    row(body, w.seed, &sheet.seed);
    let note = if matches!(sheet.randomness, SheetRandomness::Dice(_)) { w.dice_note } else { w.round_note };
    let _ = writeln!(body, "</table>\n<p class=\"hint\">{note}</p>");
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
        "<table><tr><th class=\"n\">#</th><th>{}</th><th>{}</th><th>{}</th><th class=\"n\">{}</th></tr>",
        w.lot, w.stratum, w.ticket, w.wave
    );
    for (k, t) in lottery.tickets.iter().enumerate() {
        let _ = writeln!(
            body,
            "<tr><td class=\"n\">{}</td><td>{}</td><td>{}</td><td class=\"hex\">{}</td><td class=\"n\">{}</td></tr>",
            k + 1,
            esc(&t.lot),
            esc(&t.stratum),
            esc(&t.ticket),
            t.wave
        );
    }
    body.push_str("</table>\n");
}
