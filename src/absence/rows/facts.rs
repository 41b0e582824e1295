//! What figures and readers need of an early warning: the decision curve, whom calls reach, which strategy is best.

use super::forms::{benefit, both, called, fourfold, smallest};
use super::question::Question;
use crate::absence::{Asked, Counted, Ledger, Model};
use crate::inference::jackknife::{Form, value};
use crate::trial::facts::{BenefitPoint, BestAt, CallsPoint, Capacity, Decision, Fact};
use serde_json::Value as Json;

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
    let best = |(r, p): (usize, &f64)| BestAt { pt: *p, strategy: coarse.best(asked, methods, r, *p) };
    let decision = Decision {
        declared: question.wanted.declared.iter().map(|key| key.to_string()).collect(),
        risk_thresholds: asked.risks.clone(),
        curve: steps.iter().enumerate().map(|(r, p)| fine.at(asked, methods, r, *p)).collect(),
        best: asked.risks.iter().enumerate().map(best).collect(),
    };
    vec![decision.stated(), fine.capacity(methods, calls).stated()]
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

    fn at(&self, asked: &Asked, methods: &[&str], r: usize, p: f64) -> BenefitPoint {
        let everybody = [("all".to_string(), self.everybody(p))].into_iter();
        let rules = asked.days.iter().enumerate().map(|(k, days)| (format!("days>={days}"), self.rule(k, p)));
        let models = methods.iter().enumerate().map(|(m, method)| (method.to_string(), self.model(m, r, p)));
        BenefitPoint { pt: p, by: everybody.chain(rules).chain(models).collect() }
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

    fn capacity(&self, methods: &[&str], calls: usize) -> Capacity {
        let slots = &self.ledger.slots;
        let sum = |f: &Form| value(f, &self.all);
        let classes = sum(&vec![(slots.classes, 1.0)]);
        let dropouts = vec![(slots.pupils, 1.0)];
        let mut scores = vec![("days", slots.calls)];
        scores.extend(methods.iter().copied().zip(slots.models.iter().map(|m| m.calls)));
        scores.push(("random", slots.random));
        let point = |j: usize| {
            let reached = scores.iter().map(|(method, from)| {
                let at = from + 2 * j;
                (method.to_string(), self.ratio(&vec![(at + 1, 1.0)], &dropouts, &called(at, slots.pupils)))
            });
            CallsPoint { calls: j + 1, by: reached.collect() }
        };
        let shown = smallest([slots.pupils, slots.pupils + 1].into_iter().map(|at| self.all[at]));
        let open = |x: f64| shown.filter(|c| *c >= self.minimum).map(|_| x);
        Capacity {
            classes,
            class_size: sum(&both(slots.pupils)) / classes,
            dropouts: open(sum(&dropouts) / classes),
            curve: (0..calls).map(point).collect(),
        }
    }
}
