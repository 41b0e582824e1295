//! Table 2: the effect on every outcome.

use super::names;
use super::rounding::Print;
use super::shared::{Papers, adjusted, deciding, text};
use super::table::{Cell, PaperTable};
use crate::report::sources::Sources;
use crate::report::story::used::used;
use crate::trial::{EstimateRow, Named, Unit};
use crate::words::{Slot, say, word};

pub(super) fn table(papers: &Papers<'_>) -> Option<PaperTable> {
    papers.sources.effects.as_ref()?;
    let mut rows = deciding(papers.sources);
    if !papers.sources.each.is_empty() {
        rows.extend(single(papers.sources));
    }
    let shown: Vec<&EstimateRow> = rows.iter().collect();
    let shares = rows.iter().all(|r| r.unit() != Unit::Days);
    let key = |share: &'static str, plain: &'static str| if shares { share } else { plain };
    let mut columns = vec![
        papers.words("outcome", "paper-outcome"),
        papers.number("n", "paper-n"),
        papers.number("without", key("paper-without-percent", "paper-without")),
        papers.number("with", key("paper-with-percent", "paper-with")),
    ];
    columns.extend(papers.effect_columns(&shown));
    columns.extend([
        papers.number("p", "paper-p"),
        papers.number("p_adjusted", "paper-p-adjusted"),
        papers.number("treated_used", "paper-treated-used"),
    ]);
    Some(PaperTable {
        name: "2",
        caption: word(papers.language, "paper-caption-2"),
        columns,
        rows: rows.iter().map(|r| line(papers, r)).collect(),
        notes: notes(papers, &rows),
    })
}

/// The planned row of each intervention by itself.
fn single(sources: &Sources) -> Vec<EstimateRow> {
    let plan = &sources.study().analysis;
    let mut list = Vec::new();
    for o in &sources.study().outcomes {
        for view in &sources.each {
            let own = sources.effect_rows().into_iter().find(|r| {
                r.outcome == o.name
                    && r.estimator == plan.estimator
                    && r.estimand == plan.estimand
                    && r.variance == plan.variance
                    && view.speaks_of_shown(&r.term)
            });
            list.extend(own);
        }
    }
    list
}

/// The sources of the intervention that a row speaks of.
pub(super) fn view<'a>(sources: &'a Sources, row: &EstimateRow) -> &'a Sources {
    sources.each.iter().find(|s| s.speaks_of_shown(&row.term)).unwrap_or(sources)
}

fn line(papers: &Papers<'_>, row: &EstimateRow) -> Vec<Cell> {
    let print = Print(papers.language);
    let treated = used(view(papers.sources, row), row);
    let with = treated.and_then(|t| t.with);
    let without = with.zip(row.estimate).map(|(with, effect)| match row.unit() {
        Unit::LogOdds => {
            let odds = with / (1.0 - with) / effect.exp();
            odds / (1.0 + odds)
        }
        _ => with - effect,
    });
    let mean = |value| if row.unit() == Unit::Days { print.number(value, 1) } else { print.percent(value) };
    let simultaneous = row.estimand == "simultaneous";
    let p_adjusted = if simultaneous { row.p_value } else { adjusted(papers.sources, row, None) };
    vec![
        text(label(papers, row)),
        print.count(seen_behind(papers.sources, row)),
        mean(without),
        mean(with),
        print.effect(&row.scale, row.estimate),
        print.effect(&row.scale, row.conf_low),
        print.effect(&row.scale, row.conf_high),
        print.p(if simultaneous { alone(papers.sources, row) } else { row.p_value }),
        print.p(p_adjusted),
        treated.map_or(Cell::Empty, |t| print.count(t.treated)),
    ]
}

/// The unadjusted p of the same joint estimate.
fn alone(sources: &Sources, row: &EstimateRow) -> Option<f64> {
    let rows = sources.effect_rows();
    let same = |r: &&EstimateRow| {
        r.outcome == row.outcome
            && r.estimator == row.estimator
            && r.term == row.term
            && r.estimand == "simple"
            && r.variance == row.variance
    };
    rows.iter().find(same).and_then(|r| r.p_value)
}

/// Pupils with a known outcome behind a row: the joint regression counts cells.
pub(crate) fn seen_behind(sources: &Sources, row: &EstimateRow) -> u64 {
    if row.estimator.starts_with("joint") && !sources.panel.is_empty() {
        return sources.panel.iter().filter(|r| r.outcome == row.outcome).map(|r| r.n).sum();
    }
    row.nobs.max(0.0) as u64
}

/// The outcome; with several interventions also which one, and whether beside the others or alone.
fn label(papers: &Papers<'_>, row: &EstimateRow) -> String {
    let outcome = names::outcome(papers.sources, papers.language, row);
    let of = names::intervention(papers.language, row);
    if of.is_empty() {
        return outcome;
    }
    let key = if row.estimator == "joint" { "paper-beside-others" } else { "paper-by-itself" };
    say(papers.language, key, &[("outcome", (&outcome).into()), ("intervention", (&of).into())])
}

fn notes(papers: &Papers<'_>, rows: &[EstimateRow]) -> Vec<String> {
    let language = papers.language;
    let print = Print(language);
    let plan = &papers.sources.study().analysis;
    let mut notes = Vec::new();
    let mut methods: Vec<(String, String, String)> = Vec::new();
    for r in rows {
        let said = (
            names::method(language, &r.estimator),
            names::average(language, r),
            names::inference(language, &r.variance),
        );
        if !methods.contains(&said) {
            methods.push(said);
        }
    }
    for (method, average, inference) in &methods {
        let slots = [("method", method.into()), ("average", average.into()), ("inference", inference.into())];
        notes.push(say(language, "paper-note-method", &slots));
    }
    let by_pupils = plan.weight == "pupils";
    notes.push(word(language, if by_pupils { "paper-note-weight-pupils" } else { "paper-note-weight-programmes" }));
    if rows.iter().any(|r| r.variance == "randomization") {
        let draws = print.digits(plan.draws as f64, 0);
        notes.push(say(language, "paper-note-replays", &[("draws", (&draws).into())]));
    }
    let level = print.digits(100.0 * plan.level, if (100.0 * plan.level).fract() == 0.0 { 0 } else { 1 });
    notes.push(say(language, "paper-note-level", &[("level", (&level).into())]));
    notes.push(word(language, "paper-note-without"));
    if let Some(t) = rows.first().and_then(|r| used(view(papers.sources, r), r)) {
        let (used, all) = (print.digits(t.treated as f64, 0), print.digits(t.after as f64, 0));
        let key = if t.treated == t.after { "paper-note-all-used" } else { "paper-note-used" };
        notes.push(say(language, key, &[("used", Slot::Text(&used)), ("all", Slot::Text(&all))]));
    }
    if rows.iter().any(|r| r.unit() != Unit::Points) {
        notes.push(word(language, "paper-note-mixed"));
    }
    if rows.iter().any(|r| r.unit() == Unit::LogOdds) {
        notes.push(word(language, "paper-note-odds"));
    }
    notes
}

/// Whether a row is of the planned estimator and estimand.
pub(super) fn is_planned(sources: &Sources, row: &EstimateRow) -> bool {
    let plan = &sources.study().analysis;
    row.estimator == plan.estimator.name()
        && row.estimand == plan.estimand.name()
        && row.variance == plan.variance.name()
}
