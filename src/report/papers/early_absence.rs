//! Tables 3a and 3b: risk of dropout by days of early absence, and the difference and the ratio.

use super::rounding::Print;
use super::shared::{Papers, text};
use super::table::{Cell, PaperTable};
use crate::trial::AbsenceRow;
use crate::words::{Slot, say, word};

fn row<'a>(rows: &'a [AbsenceRow], measure: &str, method: &str, term: &str, variance: &str) -> Option<&'a AbsenceRow> {
    rows.iter().find(|r| {
        r.measure == measure && r.method == method && r.term == term && (variance.is_empty() || r.variance == variance)
    })
}

/// Days that a term names, in words.
fn days(papers: &Papers<'_>, level: &str) -> String {
    let (number, more) = match level.strip_suffix('+') {
        Some(number) => (number, true),
        None => (level, false),
    };
    let n = number.parse::<u64>().unwrap_or(0);
    say(papers.language, if more { "paper-days-or-more" } else { "paper-days" }, &[("n", Slot::Count(n))])
}

/// Table 3a: a row a number of days.
pub(super) fn by_days(papers: &Papers<'_>) -> Option<PaperTable> {
    let facts = &papers.sources.absence.as_ref()?.facts;
    let rows = papers.sources.absence_rows();
    let print = Print(papers.language);
    let dose: Vec<(String, Option<f64>, Option<f64>)> = rows
        .iter()
        .filter(|r| r.measure == "count" && r.method == "crude")
        .filter_map(|r| {
            let level = r.term.strip_prefix("dose=")?;
            let risk = row(&rows, "risk", "crude", &r.term, "").and_then(|x| x.estimate);
            Some((days(papers, level), r.estimate, risk))
        })
        .collect();
    let list = if dose.is_empty() { exposed(papers, &rows) } else { dose };
    let total: Option<f64> = list.iter().map(|(_, n, _)| *n).sum();
    let cells = list.iter().map(|(label, n, risk)| {
        vec![
            text(label.clone()),
            print.number(*n, 0),
            print.percent(n.zip(total).filter(|(_, t)| *t > 0.0).map(|(n, t)| n / t)),
            print.number(n.zip(*risk).map(|(n, r)| (n * r).round()), 0),
            print.percent(*risk),
        ]
    });
    let caption = facts.caption.of(papers.language);
    Some(PaperTable {
        name: "3a",
        caption: word(papers.language, "paper-caption-3a"),
        columns: vec![
            papers.words("absence", "paper-absence"),
            papers.number("n", "paper-n"),
            papers.number("share", "paper-share"),
            papers.number("dropouts", "paper-dropouts"),
            papers.number("risk", "paper-risk"),
        ],
        rows: cells.collect(),
        notes: if caption.is_empty() { Vec::new() } else { vec![caption.to_string()] },
    })
}

/// Below and from the threshold on, where days were not told apart.
fn exposed(papers: &Papers<'_>, rows: &[AbsenceRow]) -> Vec<(String, Option<f64>, Option<f64>)> {
    let count = |term: &str| row(rows, "count", "crude", term, "").and_then(|r| r.estimate);
    let risk = |term: &str| row(rows, "risk", "crude", term, "").and_then(|r| r.estimate);
    let (all, with) = (count("n"), count("exposed"));
    if all.is_none() {
        return Vec::new();
    }
    vec![
        (word(papers.language, "paper-not-exposed"), all.zip(with).map(|(a, w)| a - w), risk("exposed=0")),
        (word(papers.language, "paper-exposed"), with, risk("exposed=1")),
    ]
}

/// Table 3b: the difference and the ratio, crude and adjusted.
pub(super) fn measures(papers: &Papers<'_>) -> Option<PaperTable> {
    papers.sources.absence.as_ref()?;
    let rows = papers.sources.absence_rows();
    let print = Print(papers.language);
    let three = |r: Option<&AbsenceRow>, ratio: bool| -> Vec<Cell> {
        let values = [r.and_then(|r| r.estimate), r.and_then(|r| r.conf_low), r.and_then(|r| r.conf_high)];
        values.map(|v| if ratio { print.number(v, 2) } else { print.percent(v) }).to_vec()
    };
    let e = |term: &str| row(&rows, "e_value", "g-computation", term, "").and_then(|r| r.estimate);
    let line = |key: &str, measure: &str, variance: &str, ratio: bool| {
        let crude =
            row(&rows, measure, "crude", "exposed", variance).or_else(|| row(&rows, measure, "crude", "exposed", ""));
        let adjusted = row(&rows, measure, "g-computation", "exposed", "delta");
        crude?;
        let mut cells = vec![text(word(papers.language, key))];
        cells.extend(three(crude, ratio));
        cells.extend(three(adjusted, ratio));
        cells.push(if ratio { print.number(e("point"), 2) } else { Cell::Empty });
        Some(cells)
    };
    let lines = [
        line("paper-difference-points", "risk_difference", "cr2", false),
        line("paper-ratio", "risk_ratio", "cr1", true),
    ];
    let covariates = &papers.sources.study().absence.covariates;
    let named: Vec<String> = covariates.iter().map(|c| super::names::covariate(papers.language, c)).collect();
    let mut notes = Vec::new();
    if !named.is_empty() {
        notes.push(say(papers.language, "paper-note-adjusted", &[("covariates", (&named.join(", ")).into())]));
    }
    if let Some(limit) = e("limit") {
        let limit = print.digits(limit, 2);
        notes.push(say(papers.language, "paper-note-e-value", &[("limit", (&limit).into())]));
    }
    Some(PaperTable {
        name: "3b",
        caption: word(papers.language, "paper-caption-3b"),
        columns: vec![
            papers.words("measure", "paper-measure"),
            papers.number("crude", "paper-crude"),
            papers.number("crude_low", "paper-low"),
            papers.number("crude_high", "paper-high"),
            papers.number("adjusted", "paper-adjusted"),
            papers.number("adjusted_low", "paper-low"),
            papers.number("adjusted_high", "paper-high"),
            papers.number("e_value", "paper-e-value"),
        ],
        rows: lines.into_iter().flatten().collect(),
        notes,
    })
}
