//! Table 1: who was taught before the start and who after it.

use super::rounding::Print;
use super::shared::{Papers, text};
use super::table::{Cell, PaperTable};
use super::{names, shared};
use crate::report::sources::Sources;
use crate::tables::disclosure::{hidden_shares, suppress};
use crate::trial::Pupil;
use crate::words::word;
use std::collections::{BTreeMap, BTreeSet};

/// Values of a grouping that stand as shares of each value.
const MOST: usize = 6;

/// Pupils of one intervention: those who began while their lot was waiting, and those who began after its start.
struct Sides<'a> {
    /// Waiting, after.
    pupils: [Vec<&'a Pupil>; 2],
    /// Pupils by lot and period.
    cells: [Vec<f64>; 2],
}

pub(super) fn table(papers: &Papers<'_>) -> Option<PaperTable> {
    let pupils = papers.pupils?;
    let sources = papers.sources;
    let views: Vec<&Sources> = if sources.each.is_empty() { vec![sources] } else { sources.each.iter().collect() };
    let mut rows = Vec::new();
    for view in views {
        let Some(sides) = sides(view, &pupils.rows) else { continue };
        let name = &view.intervention().name;
        if !name.is_empty() {
            rows.push(vec![text(name.clone()), Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]);
        }
        rows.extend(lines(papers, view, &sides, &pupils.covariates));
    }
    let language = papers.language;
    Some(PaperTable {
        name: "1",
        caption: word(language, "paper-caption-1"),
        columns: vec![
            papers.words("characteristic", "paper-characteristic"),
            papers.number("waiting", "paper-waiting"),
            papers.number("after", "paper-after"),
            papers.number("std_difference", "paper-std-difference"),
            papers.number("p", "paper-p"),
        ],
        rows,
        notes: vec![word(language, "paper-note-earlier"), word(language, "paper-note-std-difference")],
    })
}

/// `None` before the draw.
fn sides<'a>(view: &Sources, pupils: &'a [Pupil]) -> Option<Sides<'a>> {
    if view.schedule.is_empty() {
        return None;
    }
    let rollout = &view.intervention().rollout;
    let transition = rollout.transition as usize;
    let member: BTreeMap<&str, &str> = view.members.iter().map(|(p, l)| (p.as_str(), l.as_str())).collect();
    let side = |start: Option<usize>, t: usize| match start {
        Some(s) if t >= s + transition => Some(1),
        Some(s) if t >= s => None,
        _ => Some(0),
    };
    let lot_of = |p: &Pupil| member.get(p.programme.as_str()).copied().map(str::to_string);
    let start_of = |lot: &str| view.schedule.get(lot).and_then(|w| rollout.start_of_wave(*w));
    let mut out = Sides { pupils: [Vec::new(), Vec::new()], cells: [Vec::new(), Vec::new()] };
    let mut sizes: BTreeMap<(String, usize), f64> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for p in pupils {
        let (Some(lot), Some(t)) = (lot_of(p), rollout.period(&p.period)) else { continue };
        if let Some(at) = side(start_of(&lot), t) {
            out.pupils[at].push(p);
        }
        seen.insert(t);
        *sizes.entry((lot, t)).or_default() += 1.0;
    }
    for lot in view.lots.iter().map(|(id, _)| id) {
        for t in &seen {
            if let Some(at) = side(start_of(lot), *t) {
                out.cells[at].push(sizes.get(&(lot.clone(), *t)).copied().unwrap_or(0.0));
            }
        }
    }
    Some(out)
}

/// Mean and variance (divided by n − 1) of values; `None` where there are none.
fn moments(values: &[f64]) -> Option<(f64, f64)> {
    let n = values.len() as f64;
    if values.is_empty() {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    Some((mean, if n > 1.0 { squares / (n - 1.0) } else { f64::NAN }))
}

/// Standardised difference d = (m1 − m0)/√((s1² + s0²)/2); missing where nothing varies.
pub(super) fn standardised(waiting: &[f64], after: &[f64]) -> Option<f64> {
    let ((m0, v0), (m1, v1)) = (moments(waiting)?, moments(after)?);
    let scale = ((v1 + v0) / 2.0).sqrt();
    (scale > 0.0).then(|| (m1 - m0) / scale)
}

fn lines(papers: &Papers<'_>, view: &Sources, sides: &Sides<'_>, covariates: &[String]) -> Vec<Vec<Cell>> {
    let language = papers.language;
    let print = Print(language);
    let minimum = u64::from(view.study().disclosure_minimum);
    let programmes = |at: usize| sides.pupils[at].iter().map(|p| p.programme.as_str()).collect::<BTreeSet<_>>().len();
    let count = |key: &str, a: usize, b: usize| {
        vec![text(word(language, key)), print.count(a as u64), print.count(b as u64), Cell::Empty, Cell::Empty]
    };
    let mut rows = vec![
        count("paper-pupils", sides.pupils[0].len(), sides.pupils[1].len()),
        count("paper-programmes", programmes(0), programmes(1)),
    ];
    let study = view.study();
    let declared = [&study.analysis.covariates, &study.analysis.subgroups, &study.absence.covariates];
    let mut named: Vec<&String> = Vec::new();
    for name in declared.into_iter().flatten() {
        if !named.contains(&name) {
            named.push(name);
        }
    }
    for name in named {
        let Some(column) = covariates.iter().position(|c| c == name) else { continue };
        let values =
            [0, 1].map(|at| sides.pupils[at].iter().filter_map(|p| p.covariates[column]).collect::<Vec<f64>>());
        let grouping = study.analysis.subgroups.contains(name);
        rows.extend(covariate(papers, name, &values, grouping, minimum));
    }
    let schools: BTreeSet<&str> =
        sides.pupils.iter().flatten().map(|p| p.school.as_str()).filter(|s| !s.is_empty()).collect();
    if schools.len() > 1 {
        let levels: Vec<(String, Box<dyn Fn(&Pupil) -> bool + '_>)> = schools
            .into_iter()
            .map(|s| {
                let is: Box<dyn Fn(&Pupil) -> bool> = Box::new(move |p: &Pupil| p.school == s);
                (crate::words::say(language, "paper-school", &[("name", s.into())]), is)
            })
            .collect();
        rows.extend(shares(papers, &levels, sides, minimum));
    }
    let cells = |at: usize| print.number(moments(&sides.cells[at]).map(|m| m.0), 1);
    rows.push(vec![
        text(word(language, "paper-pupils-per-cell")),
        cells(0),
        cells(1),
        print.number(standardised(&sides.cells[0], &sides.cells[1]), 2),
        print.p(sizes_p(view, papers.sources)),
    ]);
    rows
}

/// The p of the planned analysis of how many pupils there were.
fn sizes_p(view: &Sources, sources: &Sources) -> Option<f64> {
    let rows = sources.effect_rows();
    let of =
        |r: &&crate::trial::EstimateRow| r.outcome == "pupils" && view.speaks_of_shown(&r.term) && !shared::beside(r);
    rows.iter().find(of).and_then(|r| r.p_value)
}

/// One row of a number or of a yes or no; a row a value of a grouping.
fn covariate(papers: &Papers<'_>, name: &str, values: &[Vec<f64>; 2], grouping: bool, minimum: u64) -> Vec<Vec<Cell>> {
    let print = Print(papers.language);
    let label = names::covariate(papers.language, name);
    let mut all: Vec<f64> = values.iter().flatten().copied().collect();
    all.sort_by(f64::total_cmp);
    all.dedup();
    if all.is_empty() {
        return Vec::new();
    }
    let binary = all.iter().all(|v| *v == 0.0 || *v == 1.0);
    if !binary && grouping && all.len() <= MOST {
        let counts: Vec<Vec<u64>> = all.iter().map(|v| of_value(values, *v)).collect();
        let shown = suppress(&counts, minimum);
        let line = |(at, v): (usize, &f64)| {
            let level = print.digits(*v, if v.fract() == 0.0 { 0 } else { 1 });
            let hidden = [0, 1].map(|j| shown.cells[at][j].hidden());
            share_line(print, format!("{label} = {level}"), values, *v, hidden)
        };
        return all.iter().enumerate().map(line).collect();
    }
    if binary {
        let n = vec![values.iter().map(|v| v.len() as u64).collect::<Vec<u64>>()];
        let hidden = hidden_shares(&n, &[of_value(values, 1.0)], minimum);
        return vec![share_line(print, percent_label(papers, &label), values, 1.0, [hidden[0][0], hidden[0][1]])];
    }
    let mean = |at: usize| {
        let few = (values[at].len() as u64) < minimum;
        print.number(moments(&values[at]).map(|m| m.0).filter(|_| !few), 1)
    };
    vec![vec![text(label), mean(0), mean(1), print.number(standardised(&values[0], &values[1]), 2), Cell::Empty]]
}

fn percent_label(papers: &Papers<'_>, label: &str) -> String {
    crate::words::say(papers.language, "paper-share-of", &[("name", label.into())])
}

fn of_value(values: &[Vec<f64>; 2], value: f64) -> Vec<u64> {
    values.iter().map(|v| v.iter().filter(|x| **x == value).count() as u64).collect()
}

fn share_line(print: Print, label: String, values: &[Vec<f64>; 2], value: f64, hidden: [bool; 2]) -> Vec<Cell> {
    let is = [0, 1].map(|at| values[at].iter().map(|v| f64::from(u8::from(*v == value))).collect::<Vec<f64>>());
    let share = |at: usize| print.percent(moments(&is[at]).map(|m| m.0).filter(|_| !hidden[at]));
    let d = standardised(&is[0], &is[1]).filter(|_| !hidden[0] && !hidden[1]);
    vec![text(label), share(0), share(1), print.number(d, 2), Cell::Empty]
}

/// Shares of the pupils in each of several places.
fn shares(
    papers: &Papers<'_>,
    levels: &[(String, Box<dyn Fn(&Pupil) -> bool + '_>)],
    sides: &Sides<'_>,
    minimum: u64,
) -> Vec<Vec<Cell>> {
    let is = |of: &dyn Fn(&Pupil) -> bool| -> [Vec<f64>; 2] {
        [0, 1].map(|at| sides.pupils[at].iter().map(|p| f64::from(u8::from(of(p)))).collect())
    };
    let values: Vec<[Vec<f64>; 2]> = levels.iter().map(|(_, of)| is(of)).collect();
    let shown = suppress(&values.iter().map(|v| of_value(v, 1.0)).collect::<Vec<_>>(), minimum);
    let line = |(at, (label, _)): (usize, &(String, _))| {
        let hidden = [0, 1].map(|j| shown.cells[at][j].hidden());
        share_line(Print(papers.language), label.clone(), &values[at], 1.0, hidden)
    };
    levels.iter().enumerate().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::standardised;

    #[test]
    fn the_standardised_difference_is_that_of_the_formula() {
        // means 2 and 4, variances 1 and 4: 2/√2.5
        let d = standardised(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]).unwrap();
        assert!((d - 2.0 / 2.5f64.sqrt()).abs() < 1e-15);
        assert_eq!(standardised(&[1.0, 1.0], &[1.0, 1.0]), None);
        assert_eq!(standardised(&[], &[1.0]), None);
    }
}
