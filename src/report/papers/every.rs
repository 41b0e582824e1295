//! Tables S1 and S2: every estimate in words, and the same question asked in other ways.

use super::rounding::Print;
use super::shared::{Papers, beside, deciding, text};
use super::table::{Cell, PaperTable};
use super::{labels, names};
use crate::trial::{EstimateRow, Unit};
use crate::words::word;

/// Table S1.
pub(super) fn estimates(papers: &Papers<'_>) -> Option<PaperTable> {
    papers.sources.effect_facts()?;
    let language = papers.language;
    let print = Print(language);
    let all = papers.sources.effect_rows();
    let shown: Vec<&EstimateRow> = all.iter().collect();
    let cells = |r: &EstimateRow| {
        vec![
            text(names::outcome(papers.sources, language, r)),
            text(names::intervention(language, r)),
            text(names::method(language, &r.estimator)),
            text(names::average(language, r)),
            text(names::inference(language, &r.variance)),
            print.effect(&r.scale, r.estimate),
            print.effect(&r.scale, r.conf_low),
            print.effect(&r.scale, r.conf_high),
            print.error(&r.scale, r.std_error),
            print.df(r.df),
            print.p(r.p_value),
            text(names::yes(language, r.prespecified)),
        ]
    };
    let mut columns = vec![
        papers.words("outcome", "paper-outcome"),
        papers.words("intervention", "paper-intervention"),
        papers.words("method", "paper-method"),
        papers.words("average", "paper-average"),
        papers.words("inference", "paper-inference"),
    ];
    columns.extend(papers.effect_columns(&shown));
    columns.extend([
        papers.number("se", "paper-se"),
        papers.number("df", "paper-df"),
        papers.number("p", "paper-p"),
        papers.words("planned", "paper-planned"),
    ]);
    let mut notes = vec![word(language, "paper-note-every")];
    if all.iter().any(|r| r.unit() == Unit::LogOdds) {
        notes.push(word(language, "paper-note-odds"));
    }
    Some(PaperTable {
        name: "S1",
        caption: word(language, "paper-caption-s1"),
        columns,
        rows: all.iter().map(cells).collect(),
        notes,
    })
}

/// A line of S2: what it is called, how it differs, the row.
struct Way {
    analysis: String,
    differs: String,
    row: EstimateRow,
}

/// Table S2: the deciding row of the primary outcome, then every other way.
pub(super) fn sensitivity(papers: &Papers<'_>) -> Option<PaperTable> {
    let facts = papers.sources.effect_facts()?;
    let language = papers.language;
    let print = Print(language);
    let primary = &papers.sources.study().primary().name;
    let several = !papers.sources.each.is_empty();
    let mut rows = Vec::new();
    let mut shown = Vec::new();
    for own in deciding(papers.sources).iter().filter(|r| r.outcome == *primary) {
        let of = names::intervention(language, own);
        let name = |words: String| if several { format!("{of}: {words}") } else { words };
        let mut ways =
            vec![Way { analysis: word(language, "paper-planned-analysis"), differs: String::new(), row: own.clone() }];
        if !several {
            for way in &facts.sensitivity {
                let row = way.row();
                let label = labels::analysis(language, &way.label, &row);
                ways.push(Way { analysis: label, differs: differs(papers, own, &row, true), row });
            }
        }
        for row in papers.sources.effect_rows() {
            let same = row.outcome == own.outcome && names::intervention(language, &row) == of;
            let known = ways.iter().any(|w| {
                (&w.row.estimator, &w.row.estimand, &w.row.variance) == (&row.estimator, &row.estimand, &row.variance)
                    && w.row.term == row.term
            });
            let average = row.estimand != "by-lag" && row.estimand != "lag-tests" && !row.term.starts_with("lag=");
            if same && average && !known && !beside(&row) {
                let analysis = names::method(language, &row.estimator);
                ways.push(Way { analysis, differs: differs(papers, own, &row, false), row });
            }
        }
        for way in ways {
            let bounds = way.row.variance == "bounds";
            let same =
                own.estimate.zip(way.row.estimate).map(|(a, b)| (a > 0.0) == (b > 0.0) && (a < 0.0) == (b < 0.0));
            rows.push(vec![
                text(name(way.analysis)),
                text(way.differs),
                print.effect(&way.row.scale, way.row.estimate),
                print.effect(&way.row.scale, way.row.conf_low),
                print.effect(&way.row.scale, way.row.conf_high),
                if bounds { Cell::Empty } else { print.p(way.row.p_value) },
                same.map_or(Cell::Empty, |s| text(names::yes(language, s))),
            ]);
            shown.push(way.row);
        }
    }
    let refs: Vec<&EstimateRow> = shown.iter().collect();
    let mut columns = vec![papers.words("analysis", "paper-analysis"), papers.words("differs", "paper-differs")];
    columns.extend(papers.effect_columns(&refs));
    columns.extend([papers.number("p", "paper-p"), papers.words("same_sign", "paper-same-sign")]);
    Some(PaperTable {
        name: "S2",
        caption: word(language, "paper-caption-s2"),
        columns,
        rows,
        notes: vec![word(language, "paper-note-sensitivity")],
    })
}

/// In what a way differs from the deciding row: `bounds`, the method, the average, the inference; else the outcome, weights
/// or data, as its name says.
fn differs(papers: &Papers<'_>, own: &EstimateRow, row: &EstimateRow, labelled: bool) -> String {
    let language = papers.language;
    if row.variance == "bounds" {
        return word(language, "inference-bounds");
    }
    let same = own.estimator == row.estimator;
    let list = [
        (!same, "paper-differs-method"),
        (same && own.estimand != row.estimand, "paper-differs-average"),
        (same && own.variance != row.variance, "paper-differs-inference"),
    ];
    let mut list: Vec<String> = list.iter().filter(|(is, _)| *is).map(|(_, key)| word(language, key)).collect();
    if list.is_empty() && labelled {
        list.push(word(language, "paper-differs-data"));
    }
    list.join(", ")
}
