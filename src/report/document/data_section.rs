//! Data quality and reconciliation; deviations from the plan.

use super::html::Html;
use super::{Page, heading};

pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    h.section("data", &heading(page, "data"), |h| data(page, h));
    h.section("deviations", &heading(page, "deviations"), |h| deviations(page, h));
}

fn data(page: &Page<'_>, h: &mut Html) {
    let d = page.dossier;
    if d.registers.is_empty() {
        h.p(page.say("Registrene er ikke læst endnu.", "The registers have not been read yet."));
        return;
    }
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
    let rows: Vec<Vec<String>> = d
        .registers
        .iter()
        .map(|r| {
            let reasons: Vec<String> =
                r.excluded_by.iter().map(|(why, n)| format!("{why} {}", page.phrase.count(*n))).collect();
            vec![
                r.name.clone(),
                page.phrase.count(r.rows_in),
                page.phrase.count(r.used),
                page.phrase.count(r.quarantined),
                page.phrase.count(r.excluded),
                reasons.join(", "),
            ]
        })
        .collect();
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
    let dialects: Vec<(String, String)> =
        d.registers.iter().filter(|r| !r.dialect.is_empty()).map(|r| (r.name.clone(), r.dialect.clone())).collect();
    if !dialects.is_empty() {
        h.words("h3", "", page.say("Filernes form, som den blev læst", "Form of the files as they were read"));
        page.facts(h, &dialects);
    }
    if !d.quality.is_empty() {
        h.words("h3", "", page.say("Fund i data", "Findings in the data"));
        page.facts(h, &d.quality);
    }
}

fn deviations(page: &Page<'_>, h: &mut Html) {
    let d = page.dossier;
    if !d.locked {
        h.p(page.say(
            "Planen er ikke låst; der er intet at afvige fra.",
            "The plan is not locked; there is nothing to deviate from.",
        ));
        return;
    }
    if d.deviations.is_empty() {
        h.p(page.say(
            "Ingen. Studiets protokol i dag svarer på alle bindende punkter til den låste plan.",
            "None. The study's protocol of today agrees with the locked plan in everything that binds.",
        ));
        return;
    }
    let rows: Vec<Vec<String>> = d
        .deviations
        .iter()
        .map(|v| {
            let side = |s: &Option<String>| s.clone().unwrap_or_else(|| "–".into());
            vec![v.key.clone(), side(&v.plan), side(&v.now)]
        })
        .collect();
    h.table(
        page.say("Hvad der er ændret siden låsen", "What has changed since the lock"),
        &[
            (page.say("Punkt", "Declaration"), false),
            (page.say("Låst plan", "Locked plan"), false),
            (page.say("Nu", "Now"), false),
        ],
        &rows,
    );
}
