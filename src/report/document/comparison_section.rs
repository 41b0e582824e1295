//! Several interventions side by side: effects and differences that hold together, overlap of the schedules, dose.

use super::html::Html;
use super::page::Page;
use crate::report::ComparisonStory;
use crate::report::papers::names;
use crate::trial::facts::AliasedTerm;
use crate::trial::{EstimateRow, Unit};

pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    let Some(story) = page.dossier.comparison.as_ref() else { return };
    effects(page, h, story);
    schedules(page, h, story);
    doses(page, h, story);
    separation(page, h, story);
}

fn effects(page: &Page<'_>, h: &mut Html, story: &ComparisonStory) {
    if story.compared.is_empty() {
        return;
    }
    h.p(page.say(
        "Alle indsatser i én regression med uddannelser og perioder. Intervallerne og p gælder for alle på én gang: de bygger \
         på fælles gentagelser af alle lodtrækninger, ét sæt for virkningerne og ét for forskellene. To indsatser skal \
         sammenlignes på deres forskel, ikke på om intervallerne overlapper; rækkefølgen er navnenes og ingen rangliste.",
        "All interventions in one regression with programmes and terms. The intervals and p hold for all of them at once: they \
         rest on joint replays of all lotteries, one set for the effects and one for the differences. Two interventions are to \
         be compared by their difference, not by whether their intervals overlap; the order is that of the names and no ranking.",
    ));
    page.figure(h, "comparison");
    for outcome in &page.dossier.study.outcomes {
        let of = |rows: &'_ [EstimateRow], difference: Option<bool>| -> Vec<Vec<String>> {
            let own = rows.iter().filter(|r| r.outcome == outcome.name);
            own.filter(|r| difference.is_none_or(|d| r.term.contains('−') == d)).map(|r| row(page, r)).collect()
        };
        for (difference, danish, english) in [
            (false, "virkninger, simultane intervaller", "effects, simultaneous intervals"),
            (true, "forskelle, simultane intervaller", "differences, simultaneous intervals"),
        ] {
            let rows = of(&story.compared, Some(difference));
            if !rows.is_empty() {
                h.table(&format!("{}: {}", outcome.label, page.say(danish, english)), &head(page, true), &rows);
            }
        }
        let rows = of(&story.pairs, None);
        if !rows.is_empty() {
            let words = page.say(
                "med samspil: det, to indsatser giver sammen ud over hver for sig (klyngerobust, CR2)",
                "with interactions: what two interventions give together beyond each by itself (cluster-robust, CR2)",
            );
            h.table(&format!("{}: {words}", outcome.label), &head(page, false), &rows);
        }
    }
    h.words(
        "p",
        "small",
        &format!(
            "{} {}. {}",
            page.phrase.count(story.draws),
            page.say("fælles gentagelser af lodtrækningerne", "joint replays of the lotteries"),
            page.say(
                "Regressionen antager, at virkninger lægges sammen og ikke ændrer sig med tiden. Hver indsats for sig, på sin egen lodtrækning, står i tabel 2.",
                "The regression takes effects to add up and not to change with time. Each intervention by itself, on its own lottery, is in Table 2.",
            )
        ),
    );
}

fn head<'a>(page: &Page<'a>, adjusted: bool) -> Vec<(&'a str, bool)> {
    vec![
        (page.say("Indsats", "Intervention"), false),
        (page.say("Estimat", "Estimate"), true),
        (page.say("Interval", "Interval"), true),
        (page.say("Standardfejl", "Standard error"), true),
        (if adjusted { page.say("p (justeret)", "p (adjusted)") } else { "p" }, true),
    ]
}

fn row(page: &Page<'_>, r: &EstimateRow) -> Vec<String> {
    let share = r.unit() == Unit::Points;
    let signed = |v: Option<f64>| match v.filter(|v| !v.is_nan()) {
        None => "–".to_string(),
        Some(v) if share || v.is_infinite() => page.phrase.points(v),
        v => page.phrase.figure(v),
    };
    let interval = match (r.conf_low, r.conf_high) {
        (None, None) => "–".to_string(),
        (low, high) => format!("{} {} {}", signed(low), page.say("til", "to"), signed(high)),
    };
    let se = match r.std_error {
        Some(v) if share => page.phrase.0.number(100.0 * v, 1),
        v => page.phrase.figure(v),
    };
    let term = names::intervention(page.phrase.0, r);
    vec![term, signed(r.estimate), interval, se, page.phrase.p_value(r.p_value)]
}

fn schedules(page: &Page<'_>, h: &mut Html, story: &ComparisonStory) {
    h.words("h3", "", page.say("Hvor indsatserne mødes", "Where the interventions meet"));
    if story.shared.is_empty() {
        return;
    }
    page.figure(h, "overlap");
    let minimum = page.dossier.study.disclosure_minimum;
    let rows: Vec<Vec<String>> = story
        .shared
        .iter()
        .map(|s| {
            vec![
                s.interventions.join(" + "),
                page.phrase.count(s.lot_terms),
                page.phrase.count(s.same_start),
                s.pupils.map_or_else(|| "–".to_string(), |n| masked(page, n, minimum)),
            ]
        })
        .collect();
    h.table(
        page.say("Par af indsatser", "Pairs of interventions"),
        &[
            (page.say("Par", "Pair"), false),
            (page.say("Lodder × perioder med begge", "Lots × periods with both"), true),
            (page.say("Lodder med samme start", "Lots with the same start"), true),
            (page.say("Elever med begge", "Pupils with both"), true),
        ],
        &rows,
    );
}

/// A count of pupils, unless it tells of fewer than may be published.
fn masked(page: &Page<'_>, n: f64, minimum: u32) -> String {
    if n > 0.0 && n < f64::from(minimum) { format!("<{minimum}") } else { page.phrase.count(n.max(0.0) as u64) }
}

fn doses(page: &Page<'_>, h: &mut Html, story: &ComparisonStory) {
    if story.dose.is_empty() {
        return;
    }
    h.words("h3", "", page.say("Hvor meget der var af hver indsats", "How much there was of each intervention"));
    page.figure(h, "dose-by-intervention");
    let minimum = page.dossier.study.disclosure_minimum;
    let rows: Vec<Vec<String>> = story
        .dose
        .iter()
        .map(|d| {
            vec![
                d.intervention.clone(),
                page.phrase.count(d.programmes as u64),
                page.phrase.count(d.programme_terms as u64),
                masked(page, d.pupils, minimum),
                d.share.map_or_else(|| "–".to_string(), |s| page.phrase.percent(s)),
            ]
        })
        .collect();
    h.table(
        page.say("Dosis efter indsats", "Dose by intervention"),
        &[
            (page.say("Indsats", "Intervention"), false),
            (page.say("Lodder", "Lots"), true),
            (page.say("Lodder × perioder", "Lots × periods"), true),
            (page.say("Elever", "Pupils"), true),
            (page.say("Andel af alle", "Share of all"), true),
        ],
        &rows,
    );
}

fn separation(page: &Page<'_>, h: &mut Html, story: &ComparisonStory) {
    if story.terms.is_empty() {
        return;
    }
    h.words("h3", "", page.say("Kan indsatserne skilles ad?", "Can the interventions be told apart?"));
    h.p(page.say(
        "Korrelationer mellem indsatsernes led inden for uddannelser og perioder, og hvor mange gange større et leds varians er \
         ved siden af de andre end alene.",
        "Correlations of the interventions' terms within programmes and terms, and how many times larger the variance of a term \
         is beside the others than alone.",
    ));
    let name = |t: &str| t.trim_start_matches("treated:").replace('×', " × ");
    let mut names = vec![(page.say("Led", "Term").to_string(), false)];
    names.extend(story.terms.iter().map(|t| (name(t), true)));
    names.push((page.say("Varians", "Variance").to_string(), true));
    let head: Vec<(&str, bool)> = names.iter().map(|(n, right)| (n.as_str(), *right)).collect();
    let number = |v: Option<f64>, decimals: usize| {
        v.filter(|v| v.is_finite()).map_or_else(|| "–".to_string(), |v| page.phrase.0.number(v, decimals))
    };
    let rows: Vec<Vec<String>> = story
        .terms
        .iter()
        .enumerate()
        .map(|(i, term)| {
            let mut cells = vec![name(term)];
            let line = story.correlation.get(i);
            cells.extend((0..story.terms.len()).map(|j| number(line.and_then(|l| l.get(j)).copied(), 2)));
            let times = number(story.inflation.get(i).copied(), 1);
            cells.push(if times == "–" { times } else { format!("× {times}") });
            cells
        })
        .collect();
    h.table(page.say("Korrelation og varians", "Correlation and variance"), &head, &rows);
    if story.aliases.is_empty() {
        return h.p(page.say("Hvert led kan skilles fra de andre.", "Each term can be separated from the others."));
    }
    let lines: Vec<String> = story
        .aliases
        .iter()
        .map(|a| {
            let part = |t: &AliasedTerm| format!("{}·{}", page.phrase.signed(t.factor, 2), name(&t.term));
            let parts: Vec<String> = a.of.iter().map(part).collect();
            let equals = if parts.is_empty() { "0".to_string() } else { parts.join(" ") };
            format!("{} = {equals}", name(&a.term))
        })
        .collect();
    h.p(page.say(
        "Led, som tidsplanerne ikke kan skille fra de andre (når uddannelser og perioder er regnet med):",
        "Terms that the schedules cannot separate from the others (once programmes and periods are in):",
    ));
    h.list(&lines);
}
