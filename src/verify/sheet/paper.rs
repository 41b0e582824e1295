//! What the draw sheet needs on paper: the rules in words, lines to sign on, and the lock as a QR code.

use super::page::{DrawSheet, SheetRandomness, esc};
use super::words::Words;
use crate::lottery::Design;
use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};
use std::fmt::Write;

/// Modules of white around the code.
const QUIET: i32 = 4;

/// The text as a QR code (byte mode, level M): one path of runs.
pub(super) fn qr(text: &str) -> String {
    let segment = QrSegment::make_bytes(text.as_bytes());
    let code = QrCode::encode_segments_advanced(
        &[segment],
        QrCodeEcc::Medium,
        Version::MIN,
        Version::MAX,
        None::<Mask>,
        false,
    );
    // 64 digits always fit
    let Ok(code) = code else { return String::new() };
    let (size, mut path) = (code.size(), String::new());
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let run = (x..size).take_while(|k| code.get_module(*k, y)).count() as i32;
            if run > 0 {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    let all = size + 2 * QUIET;
    format!(
        "<svg id=\"qr\" viewBox=\"0 0 {all} {all}\" role=\"img\" aria-label=\"QR\"><path fill=\"#000\" d=\"{path}\"/></svg>"
    )
}

/// The rules of a design, a sentence each.
pub(super) fn rules(design: &Design, w: &Words) -> Vec<String> {
    let mut all = Vec::new();
    if design.stratified {
        all.push(w.rule_stratified.to_string());
    }
    let list = |names: &[String]| match names {
        [rest @ .., last] if !rest.is_empty() => format!("{} {} {last}", rest.join(", "), w.and),
        _ => names.join(", "),
    };
    all.extend(design.apart.iter().map(|lots| w.rule_apart.replace("{lots}", &list(lots))));
    let before = |[a, b]: &[String; 2]| w.rule_before.replacen("{a}", a, 1).replacen("{b}", b, 1);
    all.extend(design.before.iter().map(before));
    for limit in &design.limit {
        let (name, digits) = match limit.covariate.rsplit_once("_e") {
            Some((name, digits)) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
                (name, digits.parse().unwrap_or(0))
            }
            _ => (limit.covariate.as_str(), 0),
        };
        all.extend((1..).zip(&limit.most).map(|(wave, most)| {
            let most = decimal(*most, digits, w.decimal);
            w.rule_limit.replace("{m}", &most).replace("{w}", &format!("{wave}")).replace("{covariate}", name)
        }));
    }
    if let Some((a, b)) = design.keep {
        all.push(w.rule_keep.replace("{share}", &format!("{a}/{b}")));
    }
    all
}

/// A scaled bound in its own units, exactly.
fn decimal(scaled: i128, digits: usize, point: char) -> String {
    let text = format!("{scaled:0>width$}", width = digits + 1);
    let (whole, fraction) = text.split_at(text.len() - digits);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { whole.to_string() } else { format!("{whole}{point}{fraction}") }
}

/// Empty lines for whoever else was there.
const WITNESSES: usize = 4;

/// Lines to sign on: name, role, date. Whoever threw or contributed is named.
pub(super) fn signatures(body: &mut String, sheet: &DrawSheet, w: &Words) {
    let _ = writeln!(
        body,
        "<h2>{}</h2>\n<table class=\"signatures\"><tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th></tr>",
        w.signatures, w.name, w.role, w.date, w.signed
    );
    let mut line = |name: &str, role: &str| {
        let _ = writeln!(body, "<tr><td>{}</td><td>{role}</td><td></td><td></td></tr>", esc(name));
    };
    if let SheetRandomness::Dice(throws) = &sheet.randomness {
        throws.iter().for_each(|(name, _)| line(name, w.role_dice));
    }
    sheet.contributions.iter().for_each(|(name, _)| line(name, w.role_contributor));
    (0..WITNESSES).for_each(|_| line("", ""));
    body.push_str("</table>\n");
}
