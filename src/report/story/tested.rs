//! What each test by replays rests on, beside the adjustment of its estimate: one list of `tests`, `beta` and `westfall_young`.

use crate::trial::facts::{EffectFacts, ReplayTest};

/// A test, its adjusted p-value and the share of the earlier difference that its estimate takes off.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tested {
    /// Outcome, estimator, estimand and term of the row.
    pub row: [String; 4],
    /// The p-value.
    pub p: Option<f64>,
    /// Its Monte-Carlo error.
    pub mc_error: Option<f64>,
    /// Smallest p that can come out.
    pub smallest_p: Option<f64>,
    /// Mean of the estimate over the replays under no effect.
    pub replay_mean: Option<f64>,
    /// The p-value adjusted for the tests of its family.
    pub adjusted: Option<f64>,
    /// Share of the difference before the start that is taken off.
    pub beta: Option<f64>,
    /// Whether that share was held between 0 and 1.
    pub clipped: bool,
}

/// Every test and every adjustment of a table of effects, in the order in which they stand there.
pub(crate) fn tested(facts: &EffectFacts) -> Vec<Tested> {
    let row = |parts: [&String; 4]| parts.map(String::clone);
    let of_test = |t: &ReplayTest| Tested {
        row: row([&t.outcome, &t.estimator, &t.estimand, &t.term]),
        p: t.p,
        mc_error: t.mc_error,
        smallest_p: t.smallest_p,
        replay_mean: t.replay_mean,
        ..Tested::default()
    };
    let mut all: Vec<Tested> = facts.tests.iter().map(of_test).collect();
    // a row has one test for each inference by replays, and all of them share its adjustments
    for b in &facts.beta {
        let of = row([&b.outcome, &b.estimator, &b.estimand, &b.term]);
        if !all.iter().any(|t| t.row == of) {
            all.push(Tested { row: of.clone(), ..Tested::default() });
        }
        for t in all.iter_mut().filter(|t| t.row == of) {
            (t.beta, t.clipped) = (b.beta, b.clipped == Some(true));
        }
    }
    for w in facts.adjusted.iter().filter(|w| w.family.is_none()) {
        let of = row([&w.outcome, &w.estimator, &w.estimand, &w.term]);
        for t in all.iter_mut().filter(|t| t.row == of) {
            t.adjusted = w.p;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::facts::{AdjustedP, BetaTold};

    #[test]
    fn tests_and_adjustments_meet_in_their_row() {
        let [outcome, estimator, estimand] = ["dropout", "e", "simple"].map(str::to_string);
        let beta = |term: &str, beta: f64, clipped: bool| BetaTold {
            outcome: outcome.clone(),
            estimator: estimator.clone(),
            estimand: estimand.clone(),
            term: term.to_string(),
            beta: Some(beta),
            clipped: Some(clipped),
            ..BetaTold::default()
        };
        let adjusted = |p: f64, family: Option<&str>| AdjustedP {
            outcome: outcome.clone(),
            estimator: estimator.clone(),
            estimand: estimand.clone(),
            term: "treated".to_string(),
            p: Some(p),
            family: family.map(str::to_string),
            intervention: None,
        };
        let test = ReplayTest {
            outcome: outcome.clone(),
            estimator: estimator.clone(),
            estimand: estimand.clone(),
            term: "treated".to_string(),
            p: Some(0.04),
            mc_error: Some(0.002),
            ..ReplayTest::default()
        };
        let all = tested(&EffectFacts {
            tests: vec![test],
            beta: vec![beta("treated", 0.3, false), beta("lag=0", 1.0, true)],
            adjusted: vec![adjusted(0.07, None), adjusted(0.5, Some("subgroups"))],
            ..EffectFacts::default()
        });
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].p, all[0].beta, all[0].adjusted), (Some(0.04), Some(0.3), Some(0.07)));
        assert_eq!((all[1].p, all[1].beta, all[1].clipped), (None, Some(1.0), true));
    }
}
