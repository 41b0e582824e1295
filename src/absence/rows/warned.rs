//! Is calling worth it, whom does it reach, and is it alike for all? Decision curve, capacity and groups, each number with a
//! jackknife over units.

use super::facts;
use super::forms::{benefit, both, called, everybody, fourfold, minus, smallest};
use super::judged::Judged;
use super::question::Question;
use super::sheet::{Number, Scale, Sheet, name};
use crate::absence::{
    Asked, Classes, Counted, Followed, Grouping, Ledger, Model, ModelSlots, Patterns, Refitted, Slots, atoms,
};
use crate::inference::guards::{ENOUGH_CLUSTERS, Support};
use crate::inference::jackknife::{Form, Ratio, value};
use serde_json::Value as Json;

/// Days at which the rule is shown beside the declared threshold.
const DAYS: [f64; 3] = [1.0, 2.0, 3.0];
/// Levels of a grouping that is judged level by level.
const LEVELS: std::ops::RangeInclusive<usize> = 2..=6;

/// One row to be: a ratio of sums, its scale, the pupils meant, and the counts that it tells about.
struct Planned {
    measure: &'static str,
    method: &'static str,
    term: String,
    scale: Scale,
    ratio: Ratio,
    nobs: Form,
    tells: Vec<Form>,
}

/// Rows of the decision curve, of capacity and of groups, and the facts that figures need.
pub fn warned(sheet: &mut Sheet, question: &Question, cohort: &Followed, judged: &Judged) -> Vec<(String, Json)> {
    let counted = counted(question, cohort, judged);
    let mut models =
        vec![Model::Refitted(Refitted::new(&judged.cells, &judged.partition, &counted.atoms, &judged.out))];
    let mut methods = vec!["logit-adjusted"];
    if let Some(risks) = &judged.frozen {
        models.push(Model::Frozen(risks.clone()));
        methods.push("scorecard");
    }
    let asked = asked(question);
    let ledger = Ledger::of(&counted, &asked, &models);
    let all = ledger.all();
    let mut rows = Vec::new();
    decision(&mut rows, &ledger.slots, &asked, &methods);
    capacity(&mut rows, &ledger.slots, &asked, &methods);
    groups(&mut rows, &ledger.slots, &counted, &asked, &methods);
    let units = counted.partition.units;
    for row in rows {
        put(sheet, &ledger, &all, units, row);
    }
    facts::curves(question, &counted, &asked, &models, &methods)
}

fn asked(question: &Question) -> Asked {
    let threshold = question.landmark.threshold;
    let mut days: Vec<f64> = DAYS.into_iter().chain([threshold]).collect();
    days.sort_by(f64::total_cmp);
    days.dedup();
    Asked { threshold, days, risks: question.wanted.risks.clone(), calls: question.wanted.calls.clone() }
}

fn counted<'a>(question: &Question, cohort: &Followed, judged: &'a Judged) -> Counted<'a> {
    let grouping = |name: &String| cohort.groups.iter().find(|(n, _)| n == name);
    let named = question.subgroups.iter().filter(|s| Some(*s) != question.school.as_ref());
    let chosen: Vec<_> = named
        .filter_map(grouping)
        .filter(|(_, g)| LEVELS.contains(&g.names.iter().filter(|n| !n.is_empty()).count()))
        .collect();
    let classes = question.classes.as_ref().and_then(grouping);
    let rows = (classes.is_some() || !chosen.is_empty()).then(|| {
        let columns: Vec<_> = [&cohort.days].into_iter().chain(cohort.covariates.iter().map(|(_, c)| c)).collect();
        Patterns::of(&columns, cohort.len())
    });
    let pattern = rows.as_ref().map_or(&[][..], |p| p.rows());
    let dropped = |i: usize| cohort.dropout.value(i) > 0.5;
    Counted {
        cells: &judged.cells,
        partition: &judged.partition,
        atoms: atoms(&judged.cells, &judged.partition),
        classes: match classes {
            Some((_, of)) => Classes::within(&cohort.clusters, of, pattern, &cohort.dropout),
            None => Classes::clusters(&judged.cells),
        },
        groupings: chosen.iter().map(|(n, g)| Grouping::of(n, g, &cohort.clusters, pattern, dropped)).collect(),
    }
}

fn decision(rows: &mut Vec<Planned>, slots: &Slots, asked: &Asked, methods: &[&'static str]) {
    let (pupils, n) = (slots.pupils, both(slots.pupils));
    let declared = asked.days.iter().position(|k| *k == asked.threshold).unwrap_or(0);
    let rule = slots.days[declared];
    for (r, p) in asked.risks.iter().enumerate() {
        let level = |measure, method, term: String, a: Form, n: &Form, tells| Planned {
            measure,
            method,
            term,
            scale: Scale::Level,
            ratio: Ratio::new(a, n.clone()),
            nobs: n.clone(),
            tells,
        };
        let against = |what: &str| format!("pt={p},against={what}");
        let own = |k: f64| format!("days>={k}");
        for (k, at) in asked.days.iter().zip(&slots.days) {
            let term = format!("pt={p},{}", own(*k));
            rows.push(level("net_benefit", "days", term, benefit(*at, *p), &n, fourfold(*at, pupils)));
        }
        let all = benefit(pupils, *p);
        rows.push(level("net_benefit", "all", format!("pt={p}"), all.clone(), &n, everybody(pupils)));
        for (method, m) in methods.iter().zip(&slots.models) {
            let (at, of) = (m.risks[r], both(m.judged));
            let tells = fourfold(at, m.judged);
            rows.push(level("net_benefit", method, format!("pt={p}"), benefit(at, *p), &of, tells));
        }
        let term = format!("pt={p},{},against=all", own(asked.threshold));
        let gain = minus(benefit(rule, *p), &all);
        rows.push(level("net_benefit_difference", "days", term, gain, &n, fourfold(rule, pupils)));
        for (method, m) in methods.iter().zip(&slots.models) {
            let (at, of) = (m.risks[r], both(m.judged));
            let tells = fourfold(at, m.judged);
            let gain = minus(benefit(at, *p), &benefit(m.judged, *p));
            rows.push(level("net_benefit_difference", method, against("all"), gain, &of, tells.clone()));
            let gain = minus(benefit(at, *p), &benefit(m.rule, *p));
            let tells = tells.into_iter().chain(fourfold(m.rule, m.judged)).collect();
            rows.push(level("net_benefit_difference", method, against(&own(asked.threshold)), gain, &of, tells));
        }
    }
}

fn capacity(rows: &mut Vec<Planned>, slots: &Slots, asked: &Asked, methods: &[&'static str]) {
    let models = methods.iter().copied().zip(slots.models.iter().map(|m: &ModelSlots| m.calls));
    let scores: Vec<(&'static str, usize)> =
        [("days", slots.calls)].into_iter().chain(models).chain([("random", slots.random)]).collect();
    for (j, n) in asked.calls.iter().enumerate() {
        for (method, from) in &scores {
            let at = from + 2 * j;
            let mut row = |measure, term: String, scale, a: Form, b: Form| {
                rows.push(Planned {
                    measure,
                    method,
                    term,
                    scale,
                    ratio: Ratio::new(a, b),
                    nobs: both(slots.pupils),
                    tells: called(at, slots.pupils),
                });
            };
            let (made, reached, classes) = (vec![(at, 1.0)], vec![(at + 1, 1.0)], vec![(slots.classes, 1.0)]);
            if *method != "random" {
                row("flagged", format!("calls={n}"), Scale::Positive, made.clone(), classes.clone());
                row("flagged", format!("calls={n},dropouts"), Scale::Positive, reached.clone(), classes);
                row("ppv", format!("calls={n}"), Scale::Share, reached.clone(), made);
            }
            row("sensitivity", format!("calls={n}"), Scale::Share, reached, vec![(slots.pupils, 1.0)]);
        }
    }
}

fn groups(rows: &mut Vec<Planned>, slots: &Slots, counted: &Counted<'_>, asked: &Asked, methods: &[&'static str]) {
    for (g, grouping) in counted.groupings.iter().enumerate() {
        let of = |l: usize| slots.levels[g][l];
        // of a group all levels go: hiding one would leave it to be told from the others
        let tells: Vec<Form> = (0..grouping.levels.len()).flat_map(|l| fourfold(of(l) + 2, of(l))).collect();
        let term = |l: usize| format!("days>={},{}={}", asked.threshold, grouping.name, grouping.levels[l]);
        let known: Form = (0..grouping.levels.len()).flat_map(|l| both(of(l))).collect();
        type Share = fn(usize) -> (Form, Form);
        let shares: [(&'static str, &'static str, Share); 3] = [
            ("sensitivity", "sensitivity_difference", |at| (vec![(at + 2, 1.0)], vec![(at, 1.0)])),
            ("specificity", "specificity_difference", |at| (vec![(at + 1, 1.0), (at + 3, -1.0)], vec![(at + 1, 1.0)])),
            ("ppv", "ppv_difference", |at| (vec![(at + 2, 1.0)], both(at + 2))),
        ];
        for (measure, difference, share) in shares {
            for l in 0..grouping.levels.len() {
                let (a, b) = share(of(l));
                rows.push(Planned {
                    measure,
                    method: "days",
                    term: term(l),
                    scale: Scale::Share,
                    ratio: Ratio::new(a, b),
                    nobs: both(of(l)),
                    tells: tells.clone(),
                });
            }
            for l in 1..grouping.levels.len() {
                let (a, b) = share(of(l));
                rows.push(Planned {
                    measure: difference,
                    method: "days",
                    term: term(l),
                    scale: Scale::Difference,
                    ratio: Ratio { a, b, minus: Some(share(of(0))) },
                    nobs: known.clone(),
                    tells: tells.clone(),
                });
            }
        }
        for (method, m) in methods.iter().zip(&slots.models) {
            let own: Vec<Form> = m.levels[g].iter().flat_map(|at| everybody(*at)).chain(tells.clone()).collect();
            for (l, at) in m.levels[g].iter().enumerate() {
                rows.push(Planned {
                    measure: "calibration",
                    method,
                    term: format!("observed-expected,{}={}", grouping.name, grouping.levels[l]),
                    scale: Scale::Level,
                    ratio: Ratio::new(vec![(*at, 1.0), (at + 2, -1.0)], both(*at)),
                    nobs: both(*at),
                    tells: own.clone(),
                });
            }
        }
    }
}

fn put(sheet: &mut Sheet, ledger: &Ledger, all: &[f64], units: usize, row: Planned) {
    let found = row.ratio.jackknife(&ledger.units, &ledger.without);
    let std_error = if found.df >= 1.0 { found.std_error } else { f64::NAN };
    sheet.nobs = value(&row.nobs, all);
    sheet.n_clusters = units;
    let number = Number { value: found.estimate, std_error, df: found.df };
    let what = name(row.measure, row.method, row.term, "jackknife");
    let line = if std_error.is_finite() {
        // its degrees of freedom count units already: only a zero is guarded
        sheet.put_supported(what, row.scale, number, Support::side(ENOUGH_CLUSTERS, true))
    } else {
        sheet.put(what, row.scale, number)
    };
    line.reveals = smallest(row.tells.iter().map(|f| value(f, all)));
}
