//! The effect: the estimate with whom it rests on, over time, by groups, and what the randomization test rests on.

use super::doubts_list::doubts;
use super::found::findings;
use super::html::Html;
use super::page::Page;
use super::tested_section;
use crate::report::papers::names;
use crate::report::{EffectStory, RandomizationStory};
use crate::trial::{EstimateRow, Unit};
use crate::words::Slot;

/// The estimate of every outcome, what was taken off, whom it rests on.
pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    let d = page.dossier;
    page.paper(h, "2");
    for f in findings(page) {
        let own = d.each.iter().find(|one| one.study.intervention().name == f.intervention).unwrap_or(d);
        let Some(used) = own.effect.as_ref().and_then(|e| e.used) else { continue };
        let count = |n: u64| page.phrase.count(n);
        let clusters = f.row.as_ref().map_or(0, |r| r.n_clusters);
        let (treated, waiting) = (count(used.treated), count(used.waiting));
        let (pupils, rest) = (count(used.treated + used.waiting), count(used.elsewhere));
        let (lots, all) = (count(clusters as u64), count(d.lots as u64));
        let slots: [(&str, Slot<'_>); 5] = [
            ("pupils", (&pupils).into()),
            ("treated", (&treated).into()),
            ("waiting", (&waiting).into()),
            ("lots", (&lots).into()),
            ("all", (&all).into()),
        ];
        let mut words = page.tell("effect-used", &slots);
        if used.elsewhere > 0 {
            words.push(' ');
            let slots: [(&str, Slot<'_>); 2] = [("rest", (&rest).into()), ("count", used.elsewhere.into())];
            words.push_str(&page.tell("worked-elsewhere", &slots));
        }
        let name = if f.intervention.is_empty() { String::new() } else { format!("{}: ", f.intervention) };
        h.p(&format!("{name}{words}"));
    }
    if let Some(words) = page.primary().and_then(|row| forecast(page, row)) {
        h.p(&words);
    }
    if let Some(story) = d.effect.as_ref() {
        doubts(page, h, &story.warnings);
    }
}

/// What was taken off the outcome, since when it was fixed, and the interval with and without it.
fn forecast(page: &Page<'_>, row: &EstimateRow) -> Option<String> {
    let study = &page.dossier.study;
    let declared = study.forecast.as_ref().filter(|_| study.analysis.adjust)?;
    let terms = page.phrase.count(declared.periods.len() as u64);
    let story = page.dossier.effect.as_ref()?;
    let without =
        story.sensitivity.iter().find(|(label, _)| label == "uden prognosen" || label == "without the forecast");
    let interval = |r: &EstimateRow| {
        let (low, high) = (page.phrase.sided(r.conf_low?), page.phrase.sided(r.conf_high?));
        let limits = page.tell("limits-from-to-sided", &[("low", (&low).into()), ("high", (&high).into())]);
        Some(format!("{} ({limits})", page.phrase.change(r.estimate?)))
    };
    let mut words = page.tell("forecast-taken-off", &[("terms", (&terms).into())]);
    if let Some((with, without)) = interval(row).zip(without.and_then(|(_, r)| interval(r))) {
        words.push(' ');
        words.push_str(&page.tell("forecast-both", &[("with", (&with).into()), ("without", (&without).into())]));
    }
    Some(words)
}

/// What a frozen forecast did, in the appendix.
pub(super) fn forecast_facts(page: &Page<'_>, h: &mut Html) {
    let d = page.dossier;
    let Some(declared) = d.study.forecast.as_ref() else { return };
    let terms: Vec<&str> = declared.periods.iter().map(|p| p.id.as_str()).collect();
    let mut facts = vec![(page.tell("forecast-terms", &[]), terms.join(", "))];
    if let Some(story) = d.effect.as_ref().and_then(|e| e.forecast.as_ref()) {
        facts.push((page.tell("forecast-history", &[]), story.told.history.clone()));
        if let (Some(estimate), Some(row)) = (story.told.estimate_without, page.primary()) {
            let told = format!("{} ({})", page.amount(row, estimate), page.phrase.p_equals(story.told.p_without));
            facts.push((page.tell("forecast-without", &[]), told));
        }
        if let Some(ratio) = story.told.variance_ratio {
            facts.push((page.tell("forecast-ratio", &[]), page.phrase.0.number(ratio, 2)));
        }
        if !story.held_out.is_empty() {
            let each = |(ahead, ratio): &(usize, f64)| {
                let ratio = page.phrase.0.number(*ratio, 2);
                page.tell("forecast-ahead", &[("n", (*ahead).into()), ("ratio", (&ratio).into())])
            };
            let list: Vec<String> = story.held_out.iter().map(each).collect();
            facts.push((page.tell("forecast-held-out", &[]), list.join("; ")));
        }
        if !story.told.without_history.is_empty() {
            facts.push((page.tell("forecast-without-history", &[]), story.told.without_history.join(", ")));
        }
    }
    page.facts(h, &facts);
}

/// The effect by time since the start, and what the tests of the lags say.
pub(super) fn exposure(page: &Page<'_>, h: &mut Html) {
    page.each(h, |one, h| {
        one.figure(h, "effect-by-exposure");
        h.list(&lag_sentences(one));
    });
}

/// One sentence a test: before the start, those about to start, one average for all.
fn lag_sentences(page: &Page<'_>) -> Vec<String> {
    let Some(story) = page.dossier.effect.as_ref() else { return Vec::new() };
    let (outcome, name) = (&page.dossier.study.primary().name, &page.dossier.study.intervention().name);
    let level = page.dossier.study.analysis.level;
    let find = |term: &str| {
        story.rows.iter().find(|r| {
            let own = r.term == term || (!name.is_empty() && r.term == format!("{term}:{name}"));
            r.outcome == *outcome && r.estimand == "lag-tests" && own
        })
    };
    let tests = [
        ("placebo", "lags-before-no", "lags-before-yes"),
        ("anticipation", "lags-next-no", "lags-next-yes"),
        ("same-effect", "lags-average-yes", "lags-average-no"),
    ];
    let sentences: Vec<String> = tests
        .into_iter()
        .filter_map(|(term, held, rejected)| {
            let p = find(term)?.p_value?;
            let key = if p <= 1.0 - level + 1e-12 { rejected } else { held };
            let p = page.phrase.p_equals(Some(p));
            Some(page.tell(key, &[("p", (&p).into())]))
        })
        .collect();
    if sentences.is_empty() { vec![page.tell("lags-not-tested", &[])] } else { sentences }
}

pub(super) fn has_lags(page: &Page<'_>) -> bool {
    let tested = |e: &crate::report::EffectStory| {
        !e.bands.is_empty() || !e.lag_weights.is_empty() || e.rows.iter().any(|r| r.estimand == "lag-tests")
    };
    page.dossier.effect.as_ref().is_some_and(tested)
}

/// Tests of the lags, simultaneous bands, what the averages weigh.
pub(super) fn lags(page: &Page<'_>, h: &mut Html) {
    let Some(story) = page.dossier.effect.as_ref() else { return };
    let head = |keys: &[(&str, bool)]| keys.iter().map(|(k, n)| (page.tell(k, &[]), *n)).collect::<Vec<_>>();
    let table = |h: &mut Html, caption: &str, head: Vec<(String, bool)>, rows: Vec<Vec<String>>| {
        if !rows.is_empty() {
            let head: Vec<(&str, bool)> = head.iter().map(|(n, r)| (n.as_str(), *r)).collect();
            h.table(&page.tell(caption, &[]), &head, &rows);
        }
    };
    let tests = story.rows.iter().filter(|r| r.estimand == "lag-tests").map(|r| {
        let number = |v: Option<f64>| v.map_or_else(|| "–".to_string(), |v| page.phrase.short(v));
        vec![
            format!("{}{}", page.outcome(&r.outcome), tested_section::of_intervention(&r.term)),
            names::short_method(page.phrase.0, &r.estimator),
            names::average(page.phrase.0, r),
            r.statistic.map_or_else(|| "–".to_string(), |v| page.phrase.0.number(v, 2)),
            number(r.df),
            page.phrase.p_value(r.p_value),
        ]
    });
    let columns =
        [("outcome", false), ("method", false), ("test", false), ("statistic", true), ("df", true), ("p", true)];
    table(h, "lags-tests-table", head(&columns), tests.collect());
    let bands = story.bands.iter().map(|b| {
        let unit = unit_of(story, &b.outcome, &b.estimator);
        let size = |v: Option<f64>| v.map_or_else(|| "–".to_string(), |v| page.size(unit, v));
        let outcome = format!(
            "{}{}{}",
            page.outcome(&b.outcome),
            page.unit_behind(unit),
            tested_section::of_intervention(&b.term)
        );
        let critical = b.critical.map_or_else(|| "–".to_string(), |c| page.phrase.0.number(c, 2));
        let method = names::short_method(page.phrase.0, &b.estimator);
        vec![outcome, method, page.lag(&b.term), size(b.low), size(b.high), critical]
    });
    let columns = [
        ("outcome", false),
        ("method", false),
        ("periods-since-start", false),
        ("low", true),
        ("high", true),
        ("lags-critical", true),
    ];
    table(h, "lags-bands-table", head(&columns), bands.collect());
    let columns = [("outcome", false), ("method", false), ("average", false), ("weights-by-lag", false)];
    table(h, "lags-weights-table", head(&columns), weights_by_lag(page, story));
}

/// What each average weighs.
fn weights_by_lag(page: &Page<'_>, story: &EffectStory) -> Vec<Vec<String>> {
    let rows = story.lag_weights.iter().map(|w| {
        let list: Vec<String> = w
            .weights
            .iter()
            .filter(|w| !w.weight.is_nan())
            .map(|w| format!("{}: {}", page.phrase.0.number(w.lag as f64, 0), page.phrase.0.number(w.weight, 2)))
            .collect();
        vec![
            page.outcome(&w.outcome),
            names::short_method(page.phrase.0, &w.estimator),
            page.average(&w.estimand, &w.estimand),
            list.join("; "),
        ]
    });
    rows.collect()
}

/// The unit in which an estimator tells an outcome.
fn unit_of(story: &EffectStory, outcome: &str, estimator: &str) -> Unit {
    let told = |r: &&EstimateRow| r.outcome == outcome && r.estimator == estimator && r.estimand != "lag-tests";
    story.rows.iter().find(told).map_or(Unit::Own, EstimateRow::unit)
}

/// Groups of pupils with the overall line.
pub(super) fn subgroups(page: &Page<'_>, h: &mut Html) {
    page.each(h, |one, h| {
        one.figure(h, "subgroup-effects");
    });
    page.paper(h, "4");
}

pub(super) fn has_delivered(page: &Page<'_>) -> bool {
    let told = |r: &EstimateRow| r.term.starts_with("delivered") || r.term.starts_with("first-stage");
    page.dossier.effect.as_ref().is_some_and(|e| e.rows.iter().any(told) || !e.started_otherwise.is_empty())
}

/// The first stage, and the effect of what was delivered.
pub(super) fn delivered(page: &Page<'_>, h: &mut Html) {
    let Some(story) = page.dossier.effect.as_ref().filter(|_| has_delivered(page)) else { return };
    for (begins, key) in [("first-stage", "delivered-first-stage"), ("delivered", "delivered-effect")] {
        for r in story.rows.iter().filter(|r| r.term.starts_with(begins)) {
            let size = r.estimate.map_or_else(|| "–".to_string(), |e| page.amount(r, e));
            let limits = page.limits(r);
            let p = page.phrase.p_equals(r.p_value);
            let inside = if limits == "–" { p } else { format!("{limits}; {p}") };
            let told = page.tell(key, &[("size", (&size).into()), ("inside", (&inside).into())]);
            // with several interventions each has its own
            match r.term.split_once(':') {
                Some((_, of)) => h.p(&format!("{of}: {told}")),
                None => h.p(&told),
            }
        }
    }
    tested_section::started_otherwise(page, h);
}

pub(super) fn has_randomization(page: &Page<'_>) -> bool {
    page.parts().iter().any(|d| d.effect.as_ref().is_some_and(|e| e.randomization.is_some()))
}

/// What the randomization test rests on.
pub(super) fn randomization(page: &Page<'_>, h: &mut Html) {
    page.each(h, |one, h| {
        one.figure(h, "randomization");
        if let Some(r) = one.dossier.effect.as_ref().and_then(|e| e.randomization.as_ref()) {
            h.list(&reference_set(one, r));
        }
    });
    tested_section::tests(page, h);
}

fn reference_set(page: &Page<'_>, r: &RandomizationStory) -> Vec<String> {
    let draws = page.phrase.count(r.draws);
    let key = if r.enumerated { "reference-all" } else { "reference-replays" };
    let mut list = vec![page.tell(key, &[("draws", (&draws).into())])];
    let mut add = |key: &str, value: Option<String>| {
        list.extend(value.map(|v| page.tell(key, &[("value", (&v).into())])));
    };
    let counted = r.allocations.map(|n| page.phrase.count(if r.enumerated { n.round() as u64 } else { two_digits(n) }));
    add("reference-allocations", counted.or_else(|| r.log10_allocations.map(|l| power_of_ten(page, l))));
    add("reference-smallest", r.smallest_p.map(|p| page.phrase.0.number(p, 4)));
    add("reference-error", r.mc_error.map(|e| page.phrase.0.number(e, 4)));
    let unit = page.primary().map_or(Unit::Points, EstimateRow::unit);
    let name = match unit {
        Unit::Points => page.say(" procentpoint", " percentage points"),
        Unit::Days => page.say(" dage", " days"),
        Unit::LogOdds | Unit::Own => "",
    };
    add("reference-mean", r.replay_mean.map(|m| page.size(unit, m) + name));
    list
}

/// An estimated count with the digits that an estimate has.
fn two_digits(n: f64) -> u64 {
    let n = n.round().max(0.0) as u64;
    let unit = 10u64.pow(n.checked_ilog10().unwrap_or(0).saturating_sub(1));
    (n + unit / 2) / unit * unit
}

/// `3·10¹⁵` of its base-ten logarithm.
fn power_of_ten(page: &Page<'_>, log10: f64) -> String {
    let whole = log10.floor();
    let mut first = libm::pow(10.0, log10 - whole).round();
    let mut exponent = whole as i64;
    if first >= 10.0 {
        (first, exponent) = (1.0, exponent + 1);
    }
    let raised: String = exponent
        .to_string()
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            c => c.to_digit(10).and_then(|d| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(d as usize)).unwrap_or(c),
        })
        .collect();
    format!("{}·10{raised}", page.phrase.0.number(first, 0))
}

impl Page<'_> {
    /// An outcome by its label; groups and markers stay behind it.
    pub(super) fn outcome(&self, name: &str) -> String {
        let (own, rest) = name.find('[').map_or((name, ""), |at| name.split_at(at));
        let label = self.dossier.study.outcomes.iter().find(|o| o.name == own).map(|o| o.label.as_str());
        let label = match (label, own) {
            (Some(label), _) => label.to_string(),
            (None, "pupils") => self.tell("pupils-per-cell", &[]),
            (None, own) => own.to_string(),
        };
        let rest = rest.replace("[missing]", &format!(" ({})", self.tell("share-missing", &[])));
        format!("{label}{}", rest.replace('[', " [").replace("  ", " "))
    }

    /// A lag's term in words.
    pub(super) fn lag(&self, term: &str) -> String {
        let own = term.split(':').next().unwrap_or(term);
        own.strip_prefix("lag=").unwrap_or(own).replacen('-', "−", 1)
    }

    /// A difference in its unit, with its sign.
    pub(super) fn size(&self, unit: Unit, value: f64) -> String {
        match unit {
            Unit::Points => self.phrase.points(value),
            Unit::Days => self.phrase.signed(value, 1),
            Unit::LogOdds => self.phrase.figure(Some(value)),
            Unit::Own => self.phrase.points(value / 100.0),
        }
    }

    /// The unit behind an outcome's name, where it is not percentage points.
    pub(super) fn unit_behind(&self, unit: Unit) -> String {
        let name = match unit {
            Unit::Points => return String::new(),
            Unit::Days => self.tell("paper-unit-days", &[]),
            Unit::LogOdds => self.say("log-odds", "log-odds").to_string(),
            Unit::Own => self.tell("unit-own", &[]),
        };
        format!(" ({name})")
    }

    /// A difference in the row's own unit, in words.
    fn amount(&self, r: &EstimateRow, value: f64) -> String {
        match r.unit() {
            Unit::Points => self.phrase.change(value),
            Unit::Days => format!("{} {}", self.phrase.figure(Some(value)), self.say("dage", "days")),
            _ => self.phrase.figure(Some(value)),
        }
    }

    /// The limits of a row in its unit; a dash where there are none.
    pub(super) fn limits(&self, r: &EstimateRow) -> String {
        let share = r.unit() == Unit::Points;
        let value = |v: Option<f64>| match v {
            None => "–".to_string(),
            Some(v) if v.is_infinite() => self.phrase.signed(v, 0),
            Some(v) if share => self.phrase.points(v),
            v => self.phrase.figure(v),
        };
        match (r.conf_low, r.conf_high) {
            (None, None) => "–".to_string(),
            (low, high) => format!("{} {} {}", value(low), self.say("til", "to"), value(high)),
        }
    }
}
