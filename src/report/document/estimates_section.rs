//! Every estimator side by side.

use super::html::Html;
use super::{Page, heading};
use crate::trial::EstimateRow;

/// Rows of a table beyond which only the CSV holds them all.
const MOST: usize = 200;

pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    h.section("estimates", &heading(page, "estimates"), |h| {
        let Some(story) = page.dossier.effect.as_ref().filter(|e| !e.rows.is_empty()) else {
            h.p(page.say("Der er ingen beregninger endnu.", "There are no estimates yet."));
            return;
        };
        page.each(h, |one, h| {
            one.figure(h, "forest");
        });
        h.p(page.say(
            "Beregningerne kan gælde forskellige gennemsnit, og de behøver derfor ikke at være ens. Kun den planlagte, \
             primære beregning afgør målet.",
            "The estimates can concern different averages, so that they need not agree. Only the planned primary estimate \
             decides on the target.",
        ));
        let mut outcomes: Vec<&str> = story.rows.iter().map(|r| r.outcome.as_str()).collect();
        outcomes.dedup();
        let mut seen: Vec<&str> = Vec::new();
        for outcome in outcomes {
            if seen.contains(&outcome) {
                continue;
            }
            seen.push(outcome);
            let label = page.dossier.study.outcomes.iter().find(|o| o.name == outcome).map_or(outcome, |o| o.label.as_str());
            for by_lag in [false, true] {
                let of = |r: &&EstimateRow| r.outcome == outcome && r.term.starts_with("lag=") == by_lag;
                let rows: Vec<Vec<String>> = story.rows.iter().filter(of).take(MOST).map(|r| row(page, r)).collect();
                let caption = match by_lag {
                    true => format!("{label}, {}", page.say("efter perioder siden start", "by terms since the start")),
                    false => label.to_string(),
                };
                if !rows.is_empty() {
                    h.table(&caption, &head(page), &rows);
                }
            }
        }
        if !story.sensitivity.is_empty() {
            let rows: Vec<Vec<String>> = story
                .sensitivity
                .iter()
                .map(|(label, r)| {
                    let mut cells = row(page, r);
                    cells[0] = label.clone();
                    cells
                })
                .collect();
            h.table(page.say("Følsomhed", "Sensitivity"), &head(page), &rows);
        }
        h.words("p", "small", page.say(
            "Estimater på sandsynligheder står i procentpoint. Alle cifre står i results/effects.csv.",
            "Estimates of probabilities are in percentage points. All digits are in results/effects.csv.",
        ));
    });
}

fn head<'a>(page: &Page<'a>) -> Vec<(&'a str, bool)> {
    vec![
        (page.say("Metode", "Method"), false),
        (page.say("Led", "Term"), false),
        (page.say("Estimat", "Estimate"), true),
        (page.say("Interval", "Interval"), true),
        (page.say("St.fejl", "Std. error"), true),
        ("df", true),
        ("p", true),
        (page.say("Usikkerhed", "Variance"), false),
        (page.say("Planlagt", "Planned"), false),
    ]
}

fn row(page: &Page<'_>, r: &EstimateRow) -> Vec<String> {
    let share = r.scale == "probability";
    let value = |v: Option<f64>, signed: bool| match v {
        None => "–".to_string(),
        Some(v) if v.is_infinite() => page.phrase.signed(v, 0),
        Some(v) if share && signed => page.phrase.signed(100.0 * v, 2),
        Some(v) if share => page.phrase.0.number(100.0 * v, 2),
        v => page.phrase.figure(v),
    };
    let interval = match (r.conf_low, r.conf_high) {
        (None, None) => "–".to_string(),
        (low, high) => format!("{} {} {}", value(low, true), page.say("til", "to"), value(high, true)),
    };
    let term = if r.term == r.estimand || r.term == "treated" {
        r.estimand.clone()
    } else {
        format!("{} {}", r.estimand, r.term)
    };
    vec![
        r.estimator.clone(),
        term,
        value(r.estimate, true),
        interval,
        value(r.std_error, false),
        r.df.map_or_else(|| "–".into(), |df| if df.is_infinite() { "∞".into() } else { page.phrase.0.number(df, 1) }),
        page.phrase.p_value(r.p_value),
        r.variance.clone(),
        page.say(if r.prespecified { "ja" } else { "nej" }, if r.prespecified { "yes" } else { "no" }).to_string(),
    ]
}
