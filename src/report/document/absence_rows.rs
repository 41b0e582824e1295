//! Early absence in the appendix: who was counted, the curves day by day, and what the figures of a rule show, in numbers.

use super::html::Html;
use super::page::Page;
use crate::report::AbsenceStory;
use crate::trial::AbsenceRow;
use crate::words::Slot;

/// The strategies of a decision, with the method of their rows.
const CALLS: [&str; 3] = ["days", "logit-adjusted", "random"];
/// Limits that take pupils as independent, by the variance of their rows, as `pupils_independent` of the results says.
const INDEPENDENT: [(&str, &str); 3] =
    [("greenwood", "independent-greenwood"), ("delong", "independent-delong"), ("model", "independent-model")];
/// Counts of pupils that are told, in order.
const COUNTS: [(&str, &str); 8] = [
    ("starters", "followed-starters"),
    ("left-by-landmark", "followed-left-by-landmark"),
    ("absence-unknown", "followed-absence-unknown"),
    ("day-unknown", "followed-day-unknown"),
    ("event-unknown", "followed-event-unknown"),
    ("covariate-unknown", "followed-covariate-unknown"),
    ("outcome-unknown", "followed-outcome-unknown"),
    ("n", "followed-n"),
];

/// The rows of a story, with the words of a page.
struct Rows<'a> {
    page: &'a Page<'a>,
    story: &'a AbsenceStory,
}

impl<'a> Rows<'a> {
    fn of(page: &'a Page<'a>) -> Option<Self> {
        page.dossier.absence.as_ref().map(|story| Rows { page, story })
    }

    fn find(&self, measure: &str, method: &str, term: &str) -> Option<&'a AbsenceRow> {
        self.story.rows.iter().find(|r| r.measure == measure && r.method == method && r.term == term)
    }

    /// What follows `before` in the terms of a measure, up to a comma, in order.
    fn terms(&self, measure: &str, before: &str) -> Vec<&'a str> {
        let mut list: Vec<&str> = Vec::new();
        for r in self.story.rows.iter().filter(|r| r.measure == measure) {
            if let Some(value) = r.term.split(',').find_map(|part| part.strip_prefix(before))
                && !list.contains(&value)
            {
                list.push(value);
            }
        }
        list
    }

    /// An estimate with its limits, by a way to print a number.
    fn cell(&self, row: Option<&AbsenceRow>, print: &dyn Fn(f64) -> String) -> String {
        let Some((row, estimate)) = row.and_then(|r| Some((r, r.estimate?))) else { return "–".to_string() };
        let limits = match (row.conf_low, row.conf_high) {
            (Some(low), Some(high)) => format!(" ({} {} {})", print(low), self.page.say("til", "to"), print(high)),
            _ => String::new(),
        };
        format!("{}{limits}", print(estimate))
    }

    fn percent(&self, row: Option<&AbsenceRow>) -> String {
        self.cell(row, &|v| self.page.phrase.percent(v))
    }

    fn tenths(&self, row: Option<&AbsenceRow>) -> String {
        self.cell(row, &|v| self.page.phrase.tenths(v))
    }

    fn number(&self, row: Option<&AbsenceRow>, decimals: usize) -> String {
        self.cell(row, &|v| self.page.phrase.0.number(v, decimals))
    }

    fn table(&self, h: &mut Html, caption: &str, head: &[&str], rows: &[Vec<String>]) {
        if rows.iter().any(|r| r.iter().skip(1).any(|c| c != "–")) {
            let head: Vec<(String, bool)> =
                head.iter().enumerate().map(|(j, key)| (self.page.tell(key, &[]), j > 0)).collect();
            let head: Vec<(&str, bool)> = head.iter().map(|(n, r)| (n.as_str(), *r)).collect();
            h.table(&self.page.tell(caption, &[]), &head, rows);
        }
    }
}

/// Who was counted, the share that dropped out by day, the rate in each part of the follow-up, and the test of the curves.
pub(super) fn followed(page: &Page<'_>, h: &mut Html) {
    let Some(rows) = Rows::of(page) else { return };
    let count = |term: &str| rows.find("count", "crude", term).and_then(|r| r.estimate);
    let list: Vec<String> = COUNTS
        .iter()
        .filter_map(|(term, says)| Some((*term, *says, count(term)?)))
        .filter(|(term, _, n)| *n > 0.0 || *term == "n")
        .map(|(_, says, n)| {
            let n = page.phrase.count(n as u64);
            page.tell(says, &[("n", (&n).into())])
        })
        .collect();
    h.list(&list);
    let both = |measure: &str, method: &str, rest: &str, print: &dyn Fn(f64) -> String| {
        ["exposed=0", "exposed=1"].map(|e| rows.cell(rows.find(measure, method, &format!("{e},{rest}")), print))
    };
    let percent = |v: f64| page.phrase.percent(v);
    let days: Vec<Vec<String>> = rows
        .terms("cumulative_incidence", "day=")
        .into_iter()
        .map(|day| {
            let [without, with] = both("cumulative_incidence", "aalen-johansen", &format!("day={day}"), &percent);
            vec![day.to_string(), without, with]
        })
        .collect();
    rows.table(h, "followed-days", &["followed-day", "absence-unexposed", "absence-exposed"], &days);
    // a rate a pupil-day is told a thousand pupil-days
    let rate = |v: f64| page.phrase.0.number(1000.0 * v, 2);
    let phases: Vec<Vec<String>> = rows
        .terms("hazard", "phase=")
        .into_iter()
        .map(|phase| {
            let [without, with] = both("hazard", "crude", &format!("phase={phase}"), &rate);
            let begun = rows.story.phases.iter().find(|told| told.phase.to_string() == phase);
            // what the rule for small numbers hides is no number
            let begun = [0, 1].map(|e| begun.and_then(|told| told.at_risk.get(e)).copied().filter(|n| n.is_finite()));
            let [of_without, of_with] = begun.map(|n| n.map_or("–".to_string(), |n| page.phrase.count(n as u64)));
            vec![page.absence_term(&format!("phase={phase}")), of_without, without, of_with, with]
        })
        .collect();
    let head = ["followed-phase", "followed-begun", "absence-unexposed", "followed-begun", "absence-exposed"];
    rows.table(h, "followed-rates", &head, &phases);
    if let Some(test) = rows.story.rows.iter().find(|r| r.measure == "log_rank")
        && let Some(value) = test.estimate
    {
        let (value, p) = (page.phrase.0.number(value, 1), page.phrase.p_equals(test.p_value));
        h.p(&page.tell("followed-log-rank", &[("value", (&value).into()), ("p", (&p).into())]));
    }
    let used = |kind: &str| rows.story.rows.iter().any(|r| r.variance == kind && r.conf_low.is_some());
    let kinds = INDEPENDENT.iter().filter(|(kind, _)| used(kind));
    let kinds: Vec<String> = kinds.map(|(_, key)| page.tell(key, &[])).collect();
    if !kinds.is_empty() {
        let list = kinds.join("; ");
        h.words("p", "note", &page.tell("followed-independent", &[("list", (&list).into())]));
    }
}

/// Predicted and observed risk in tenths of the pupils, and how far the model is off as a whole.
pub(super) fn calibrated(page: &Page<'_>, h: &mut Html) {
    let Some(rows) = Rows::of(page) else { return };
    let of = |term: &str| rows.find("calibration", "logit-adjusted", term);
    let bins: Vec<Vec<String>> = rows
        .terms("calibration", "bin=")
        .into_iter()
        .map(|bin| {
            let cell = |side: &str| rows.percent(of(&format!("bin={bin},{side}")));
            vec![bin.to_string(), cell("predicted"), cell("observed")]
        })
        .collect();
    rows.table(h, "calibrated-table", &["calibrated-bin", "calibrated-predicted", "calibrated-observed"], &bins);
    let (level, slope) = (rows.number(of("intercept"), 2), rows.number(of("slope"), 2));
    if level != "–" || slope != "–" {
        h.p(&page.tell("calibrated-whole", &[("level", (&level).into()), ("slope", (&slope).into())]));
    }
}

/// The rule at each number of days, and what each strategy is worth at each declared risk.
pub(super) fn decided(page: &Page<'_>, h: &mut Html) {
    let Some(rows) = Rows::of(page) else { return };
    let rules: Vec<Vec<String>> = rows
        .terms("flagged", "days>=")
        .into_iter()
        .map(|days| {
            let term = format!("days>={days}");
            let of = |measure: &str| rows.find(measure, "days", &term);
            vec![
                page.absence_term(&term),
                rows.percent(of("sensitivity")),
                rows.percent(of("specificity")),
                rows.percent(of("ppv")),
                rows.tenths(of("flagged")),
                rows.tenths(rows.find("flagged", "days", &format!("{term},dropouts"))),
            ]
        })
        .filter(|cells| cells[1] != "–" || cells[4] != "–")
        .collect();
    let head = [
        "decided-who",
        "measure-sensitivity",
        "measure-specificity",
        "measure-ppv",
        "measure-flagged",
        "decided-dropouts",
    ];
    rows.table(h, "decided-rule", &head, &rules);
    let worth: Vec<Vec<String>> = rows
        .story
        .rows
        .iter()
        .filter(|r| ["net_benefit", "net_benefit_difference"].contains(&r.measure.as_str()) && r.estimate.is_some())
        .map(|r| {
            let risk = r.term.split(',').find_map(|p| p.strip_prefix("pt=")).and_then(|p| p.parse().ok());
            let per_hundred = |v: f64| page.phrase.0.number(100.0 * v, 1);
            vec![
                strategy(page, r),
                risk.map_or_else(|| "–".to_string(), |p: f64| page.phrase.declared(100.0 * p)),
                rows.cell(Some(r), &per_hundred),
            ]
        })
        .collect();
    rows.table(h, "decided-worth", &["decided-strategy", "decided-risk", "decided-benefit"], &worth);
}

/// Whom a row of a decision would call, and against whom it is held.
fn strategy(page: &Page<'_>, r: &AbsenceRow) -> String {
    let name = |text: &str| match text {
        "all" => page.tell("absence-call-all", &[]),
        "logit-adjusted" => page.tell("decided-model", &[]),
        rule => page.absence_term(rule),
    };
    let rule = r.term.split(',').find(|p| p.starts_with("days>="));
    let own = name(rule.unwrap_or(&r.method));
    match r.term.split(',').find_map(|p| p.strip_prefix("against=")) {
        Some(other) => {
            let other = name(other);
            page.tell("decided-against", &[("own", Slot::from(&own)), ("other", Slot::from(&other))])
        }
        None => own,
    }
}

/// What so many calls a class reach, by rule, model and chance.
pub(super) fn reached(page: &Page<'_>, h: &mut Html) {
    let Some(rows) = Rows::of(page) else { return };
    let mut list: Vec<Vec<String>> = Vec::new();
    for calls in rows.terms("sensitivity", "calls=") {
        for method in CALLS {
            let of = |measure: &str, rest: &str| rows.find(measure, method, &format!("calls={calls}{rest}"));
            if of("sensitivity", "").is_some() {
                let who = if method == "days" { "decided-rule-word" } else { "decided-model" };
                let who = if method == "random" { "absence-random" } else { who };
                list.push(vec![
                    page.tell(who, &[]),
                    calls.to_string(),
                    rows.tenths(of("flagged", "")),
                    rows.tenths(of("flagged", ",dropouts")),
                    rows.percent(of("sensitivity", "")),
                    rows.percent(of("ppv", "")),
                ]);
            }
        }
    }
    let head =
        ["decided-strategy", "reached-calls", "reached-made", "decided-dropouts", "measure-sensitivity", "measure-ppv"];
    rows.table(h, "reached-table", &head, &list);
}

/// How the rule and the model do at each school, at all of them, at a new one, and how much schools differ.
pub(super) fn by_school(page: &Page<'_>, h: &mut Html) {
    let Some(rows) = Rows::of(page) else { return };
    let mut list: Vec<Vec<String>> = Vec::new();
    let schools = rows.terms("auc", "school=").into_iter().map(|s| (s.to_string(), format!("school={s}")));
    let all = [("pooled", "figure-schools-pooled"), ("new-school", "figure-schools-new")];
    let all = all.map(|(term, key)| (page.tell(key, &[]), term.to_string()));
    for (name, term) in schools.chain(all) {
        let of = |measure: &str, method: &str, before: &str| {
            rows.number(rows.find(measure, method, &format!("{before}{term}")), 2)
        };
        list.push(vec![
            name,
            of("auc", "days", ""),
            of("auc", "logit-adjusted", ""),
            of("calibration", "logit-adjusted", "in-the-large,"),
            of("calibration", "logit-adjusted", "slope,"),
        ]);
    }
    let spread = |method: &str, term: &str| match rows.find("tau", method, term) {
        Some(r) if r.estimate.is_some() => {
            let p = page.phrase.p_equals(r.p_value);
            let between = rows.number(Some(r), 2);
            if r.p_value.is_some() { format!("{between} ({p})") } else { between }
        }
        _ => "–".to_string(),
    };
    list.push(vec![
        page.tell("schools-spread", &[]),
        spread("days", "auc"),
        spread("logit-adjusted", "auc"),
        spread("logit-adjusted", "in-the-large"),
        spread("logit-adjusted", "slope"),
    ]);
    let head = ["schools-school", "schools-auc-rule", "schools-auc-model", "schools-level", "schools-slope"];
    rows.table(h, "schools-table", &head, &list);
}
