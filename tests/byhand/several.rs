//! Several interventions, small cases worked by hand.

use lodtrin::design::several::{Pattern, separation};
use lodtrin::estimators::joint::{Treatment, joint};
use lodtrin::estimators::regression::Weight;
use lodtrin::inference::ties::{TIE, Ties};
use lodtrin::inference::westfall_young::adjusted;
use lodtrin::trial::{Assignment, Panel, Rows, Start};

const TIES: Ties = Ties { share: TIE, studentized: true };

#[test]
fn westfall_young_steps_down_and_counts_the_observed_draw() {
    // |t|: 3, 1, 2. Order 0, 2, 1. Draws of (t0, t1, t2):
    let t0 = [0.5, -3.5, 0.0, 1.0];
    let t1 = [1.5, 0.0, -0.5, 0.2];
    let t2 = [0.0, 0.1, 2.5, -0.3];
    let found = adjusted(&[3.0, -1.0, 2.0], &[&t0, &t1, &t2], TIES);
    // first step, max of all: 1.5, 3.5, 2.5, 1.0 → one draw ≥ 3 → 2/5
    // second step, max of t1 and t2: 1.5, 0.1, 2.5, 0.3 → one draw ≥ 2 → 2/5
    // third step, |t1|: 1.5, 0, 0.5, 0.2 → one draw ≥ 1 → 2/5
    assert_eq!(found, [2.0 / 5.0, 2.0 / 5.0, 2.0 / 5.0]);
    let found = adjusted(&[2.0, 1.0, 2.2], &[&t0, &t1, &t2], TIES);
    // order 2, 0, 1: max of all ≥ 2.2 in two draws → 3/5; max(t0, t1) = 1.5, 3.5, 0.5, 1.0 ≥ 2 once → 2/5, raised to 3/5
    assert_eq!(found, [3.0 / 5.0, 3.0 / 5.0, 3.0 / 5.0]);
    // one question: the plain p
    assert_eq!(adjusted(&[1.0], &[&t0], TIES), [3.0 / 5.0]);
}

fn all_at(starts: &[usize]) -> Vec<Start> {
    starts.iter().map(|g| Some(*g)).collect()
}

#[test]
fn the_same_schedule_twice_is_named_as_an_alias() {
    let starts = [("club".to_string(), all_at(&[1, 1, 2, 2])), ("mentor".to_string(), all_at(&[1, 1, 2, 2]))];
    let found = separation(&Pattern::of_starts(&starts, &[], 3, |n| format!("treated:{n}")));
    assert_eq!(found.aliases.len(), 1);
    assert_eq!(found.aliases[0].term, "treated:mentor");
    assert_eq!(found.aliases[0].of.len(), 1);
    assert_eq!(found.aliases[0].of[0].0, "treated:club");
    assert!((found.aliases[0].of[0].1 - 1.0).abs() < 1e-12);
    assert_eq!(found.inflation, [None, None]);
}

#[test]
fn opposite_schedules_are_an_alias_through_the_periods() {
    // period 1: the first two have club, the others mentor; elsewhere everybody has both or none
    let starts = [("club".to_string(), all_at(&[1, 1, 2, 2])), ("mentor".to_string(), all_at(&[2, 2, 1, 1]))];
    let found = separation(&Pattern::of_starts(&starts, &[], 3, str::to_string));
    // club + mentor is the same for all units in every period, so mentor = −club + periods
    assert_eq!(found.aliases[0].of, [("club".to_string(), found.aliases[0].of[0].1)]);
    assert!((found.aliases[0].of[0].1 + 1.0).abs() < 1e-12);
}

#[test]
fn balanced_schedules_do_not_disturb_each_other() {
    // all four combinations of an early and a late start: indicators are orthogonal within units and periods
    let starts = [("a".to_string(), all_at(&[1, 1, 2, 2])), ("b".to_string(), all_at(&[1, 2, 1, 2]))];
    let found = separation(&Pattern::of_starts(&starts, &[], 3, str::to_string));
    assert!(found.within[(0, 1)].abs() < 1e-12);
    assert!((found.inflation[0].unwrap() - 1.0).abs() < 1e-12);
    // raw: a and b hold in 6 of 12 cells each, together in 5 (one in period 1, four in period 2): (5/12 − 1/4)/(1/4)
    assert!((found.raw[(0, 1)] - 2.0 / 3.0).abs() < 1e-12);
    assert!(found.aliases.is_empty());
}

#[test]
fn schedules_that_say_nothing_are_refused_in_the_words_of_the_trial() {
    let unit = [0u32, 0, 1, 1];
    let period = [0u32, 1, 0, 1];
    let rows = Rows { unit: &unit, period: &period, y: &[0.0, 1.0, 0.0, 1.0], size: None, covariates: &[] };
    let names = |n: usize| (0..n).map(|i| i.to_string()).collect::<Vec<String>>();
    let panel = Panel::from_rows(&rows, names(2), names(2), all_at(&[1, 1]), None).unwrap();
    let treatments: Vec<Treatment> = ["a", "b"]
        .iter()
        .map(|n| Treatment { name: n.to_string(), assignment: Assignment::new(all_at(&[1, 1]), 2) })
        .collect();
    let problem = joint(&panel, &treatments, &[], Weight::Pupils).unwrap_err();
    assert_eq!(problem.code(), "E380");
}
