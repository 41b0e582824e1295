//! What figures and readers need of an early warning: the decision curve, whom calls reach, which strategy is best.

use super::forms::{benefit, both, called, fourfold, smallest};
use super::question::Question;
use crate::absence::{Asked, Counted, Ledger, Model};
use crate::inference::jackknife::{Form, value};
use serde_json::{Map, Value as Json, json};

/// The curve goes at least as far as this threshold probability.
const FURTHEST: f64 = 0.5;
/// The curve goes at least as far as so many calls.
const MOST_CALLS: usize = 10;

/// The facts `decision` and `capacity`; small counts are masked.
pub fn curves(
    question: &Question,
    counted: &Counted<'_>,
    asked: &Asked,
    models: &[Model<'_>],
    methods: &[&'static str],
) -> Vec<(String, Json)> {
    let last = asked.risks.last().copied().unwrap_or(0.0).max(FURTHEST);
    let steps: Vec<f64> = (1..100).map(|i| f64::from(i) / 100.0).take_while(|p| *p <= last + 1e-12).collect();
    let calls = asked.calls.last().map_or(0, |n| *n as usize).max(MOST_CALLS);
    let whole = |risks: Vec<f64>| {
        let calls = (1..=calls).map(|n| n as f64).collect();
        Ledger::whole(counted, &Asked { risks, calls, ..asked.clone() }, models)
    };
    let fine = Shown::new(whole(steps.clone()), question.minimum);
    let coarse = Shown::new(whole(asked.risks.clone()), question.minimum);
    let curve: Vec<Json> = steps.iter().enumerate().map(|(r, p)| Json::from(fine.at(asked, methods, r, *p))).collect();
    let best: Vec<Json> = asked
        .risks
        .iter()
        .enumerate()
        .map(|(r, p)| json!({ "pt": p, "strategy": coarse.best(asked, methods, r, *p) }))
        .collect();
    let decision = json!({
        "declared": question.wanted.declared, "risk_thresholds": asked.risks, "curve": curve, "best": best,
    });
    vec![("decision".to_string(), decision), ("capacity".to_string(), fine.capacity(methods, calls))]
}

/// Sums over everybody, of which small counts are not shown.
struct Shown {
    ledger: Ledger,
    all: Vec<f64>,
    minimum: f64,
}

impl Shown {
    fn new(ledger: Ledger, minimum: f64) -> Shown {
        let all = ledger.all();
        Shown { ledger, all, minimum }
    }

    fn ratio(&self, a: &Form, b: &Form, tells: &[Form]) -> Option<f64> {
        let below = value(b, &self.all);
        let small = smallest(tells.iter().map(|f| value(f, &self.all))).is_some_and(|c| c < self.minimum);
        (below > 0.0 && !small).then(|| value(a, &self.all) / below)
    }

    /// Net benefit of calling everybody.
    fn everybody(&self, p: f64) -> Option<f64> {
        let at = self.ledger.slots.pupils;
        self.ratio(&benefit(at, p), &both(at), &[vec![(at, 1.0)], vec![(at + 1, 1.0)]])
    }

    /// Net benefit of the rule at the k-th number of days.
    fn rule(&self, k: usize, p: f64) -> Option<f64> {
        let (at, of) = (self.ledger.slots.days[k], self.ledger.slots.pupils);
        self.ratio(&benefit(at, p), &both(of), &fourfold(at, of))
    }

    /// Net benefit of a model at the r-th threshold probability.
    fn model(&self, m: usize, r: usize, p: f64) -> Option<f64> {
        let slots = &self.ledger.slots.models[m];
        self.ratio(&benefit(slots.risks[r], p), &both(slots.judged), &fourfold(slots.risks[r], slots.judged))
    }

    fn at(&self, asked: &Asked, methods: &[&str], r: usize, p: f64) -> Map<String, Json> {
        let mut point = Map::new();
        point.insert("pt".into(), json!(p));
        point.insert("all".into(), json!(self.everybody(p)));
        for (k, days) in asked.days.iter().enumerate() {
            point.insert(format!("days>={days}"), json!(self.rule(k, p)));
        }
        for (m, method) in methods.iter().enumerate() {
            point.insert((*method).into(), json!(self.model(m, r, p)));
        }
        point
    }

    /// The strategy with the largest net benefit, the first of equals; what is not shown takes no part.
    fn best(&self, asked: &Asked, methods: &[&str], r: usize, p: f64) -> String {
        let declared = asked.days.iter().position(|k| *k == asked.threshold).unwrap_or(0);
        let mut strategies = vec![
            ("none".to_string(), Some(0.0)),
            ("all".to_string(), self.everybody(p)),
            (format!("days>={}", asked.threshold), self.rule(declared, p)),
        ];
        strategies.extend(methods.iter().enumerate().map(|(m, method)| (method.to_string(), self.model(m, r, p))));
        let mut best = ("none".to_string(), 0.0);
        for (strategy, value) in strategies {
            if let Some(v) = value.filter(|v| *v > best.1) {
                best = (strategy, v);
            }
        }
        best.0
    }

    fn capacity(&self, methods: &[&str], calls: usize) -> Json {
        let slots = &self.ledger.slots;
        let sum = |f: &Form| value(f, &self.all);
        let classes = sum(&vec![(slots.classes, 1.0)]);
        let dropouts = vec![(slots.pupils, 1.0)];
        let mut scores = vec![("days", slots.calls)];
        scores.extend(methods.iter().copied().zip(slots.models.iter().map(|m| m.calls)));
        scores.push(("random", slots.random));
        let curve: Vec<Json> = (0..calls)
            .map(|j| {
                let mut point = Map::new();
                point.insert("calls".into(), json!(j + 1));
                for (method, from) in &scores {
                    let at = from + 2 * j;
                    let share = self.ratio(&vec![(at + 1, 1.0)], &dropouts, &called(at, slots.pupils));
                    point.insert((*method).into(), json!(share));
                }
                Json::from(point)
            })
            .collect();
        let shown = smallest([slots.pupils, slots.pupils + 1].into_iter().map(|at| self.all[at]));
        let open = |x: f64| shown.filter(|c| *c >= self.minimum).map(|_| x);
        json!({
            "classes": classes,
            "class_size": sum(&both(slots.pupils)) / classes,
            "dropouts": open(sum(&dropouts) / classes),
            "curve": curve,
        })
    }
}
