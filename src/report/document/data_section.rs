//! Data quality and reconciliation; deviations from the plan.

use super::data_words;
use super::html::Html;
use super::page::Page;
use crate::report::RegisterCount;
use crate::tables::disclosure::{self, Cell};

pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    let d = page.dossier;
    let whole = d.registers.iter().all(|r| r.rows_in == r.used + r.quarantined + r.excluded);
    h.p(if whole {
        page.say(
            "Hver række, der kom ind, er brugt, sat til side eller udeladt med en grund; de tre stemmer med det, der kom ind.",
            "Every row that came in was used, put aside, or left out for a named reason; the three add up to what came in.",
        )
    } else {
        page.say(
            "ADVARSEL: rækkerne stemmer ikke med det, der kom ind.",
            "WARNING: the rows do not add up to what came in.",
        )
    });
    let rows: Vec<Vec<String>> = d.registers.iter().map(|r| account(page, r)).collect();
    h.table(
        page.say("Afstemning af registre", "Reconciliation of the registers"),
        &[
            (page.say("Register", "Register"), false),
            (page.say("Rækker ind", "Rows in"), true),
            (page.say("Brugt", "Used"), true),
            (page.say("Sat til side", "Quarantined"), true),
            (page.say("Udeladt", "Excluded"), true),
            (page.say("Grunde", "Reasons"), false),
        ],
        &rows,
    );
    if rows.iter().flatten().any(|c| c == "*" || c.contains('<')) {
        h.words(
            "p",
            "small",
            page.say(
                "Antal under grænsen for små tal vises som <grænse; * skjuler et tal, som ellers røber et af dem.",
                "Counts below the limit for small numbers are shown as <limit; * hides a count that would tell one of them.",
            ),
        );
    }
    files(page, h);
    findings(page, h);
    interrupted(page, h);
}

/// How the files were read.
fn files(page: &Page<'_>, h: &mut Html) {
    let d = page.dossier;
    if !d.files.is_empty() {
        h.table(
            page.say("Filernes form, som den blev læst", "Form of the files as they were read"),
            &[(page.say("Fil", "File"), false), (page.say("Læst som", "Read as"), false)],
            &d.files.iter().map(|(file, form)| vec![file.clone(), form.clone()]).collect::<Vec<_>>(),
        );
    }
}

/// Courses that were broken off, by school and school year.
fn interrupted(page: &Page<'_>, h: &mut Html) {
    let d = page.dossier;
    if let Some(table) = &d.interrupted {
        let head: Vec<(&str, bool)> = table.head.iter().map(|(name, number)| (name.as_str(), *number)).collect();
        h.table(
            page.say(
                "Afbrudte forløb af påbegyndte, efter skole og skoleår",
                "Interrupted courses of those begun, by school and school year",
            ),
            &head,
            &table.rows,
        );
        h.p(&page
            .say(
                "Antal under M vises ikke; * står for et tal, der ellers ville røbe et af dem. En skoles egne udtræk kan \
                 ikke se, at en elev er fortsat på en skole, der ikke har leveret.",
                "Counts below M are not shown; * stands for one that would tell another. A school's own export cannot see \
                 that a pupil went on at a school that delivered nothing.",
            )
            .replacen('M', &d.study.disclosure_minimum.to_string(), 1));
    }
}

/// What ingest found: what there is to see, then what was looked for and not found.
fn findings(page: &Page<'_>, h: &mut Html) {
    let found = &page.dossier.quality;
    if found.is_empty() {
        return;
    }
    h.words("h3", "", page.say("Fund i data", "Findings in the data"));
    let (none, some): (Vec<_>, Vec<_>) = found.iter().partition(|(_, v)| v == "0");
    let shown = |v: &str| match (v.parse::<u64>(), v.parse::<f64>()) {
        (Ok(n), _) => page.phrase.count(n),
        // hours are whole or have a part; thousands are marked as in every count
        (_, Ok(x)) if x >= 1000.0 => page.phrase.count(x.round() as u64),
        (_, Ok(x)) => page.phrase.0.number(x, 1),
        _ => page.phrase.0.date(v),
    };
    let facts: Vec<(String, String)> = some.iter().map(|(n, v)| (data_words::named(page, n), shown(v))).collect();
    page.facts(h, &facts);
    if !none.is_empty() {
        let names: Vec<String> = none.iter().map(|(n, _)| data_words::named(page, n)).collect();
        h.p(&format!("{}: {}.", page.say("Ledt efter og ikke fundet", "Looked for and not found"), names.join("; ")));
    }
}

/// One register's account. Counts of fewer than may be published are not shown, nor those that would tell them by
/// subtraction.
fn account(page: &Page<'_>, r: &RegisterCount) -> Vec<String> {
    let minimum = u64::from(page.dossier.study.disclosure_minimum);
    let reasons: Vec<u64> = r.excluded_by.iter().map(|(_, n)| *n).collect();
    let parts: Vec<u64> = [r.used, r.quarantined].into_iter().chain(reasons.iter().copied()).collect();
    let masked = disclosure::suppress(std::slice::from_ref(&parts), minimum);
    let words = |cell: Cell| match cell {
        Cell::Shown(n) => page.phrase.count(n),
        hidden => hidden.text(minimum),
    };
    let cells = masked.cells.first().cloned().unwrap_or_default();
    // the rows left out in all, unless that tells a reason, or with the total what was used or put aside
    let excluded = match disclosure::shows_sum(&cells, &parts, 2..parts.len(), minimum) {
        true => page.phrase.count(r.excluded),
        false => Cell::Secondary.text(minimum),
    };
    let why: Vec<String> = r
        .excluded_by
        .iter()
        .zip(&cells[2..])
        .map(|((why, _), c)| format!("{} {}", data_words::named(page, why), words(*c)))
        .collect();
    vec![
        data_words::named(page, &r.name),
        words(masked.total),
        words(cells[0]),
        words(cells[1]),
        excluded,
        why.join(", "),
    ]
}
