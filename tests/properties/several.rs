//! Lotteries of several interventions: drawn by themselves without joint rules, together with them, and labels are labels.

use lodtrin::diagnostics::Silent;
use lodtrin::effects::question::Analysis;
use lodtrin::effects::reference_set::Chance;
use lodtrin::effects::several::arm::{Arm, Asked};
use lodtrin::effects::several::run;
use lodtrin::lottery::{Design, Joint, JointLottery, Lottery, intervention_key, read_joint, replay_key, write_joint};
use lodtrin::provenance::{Key, Stream, b8, sha256};
use lodtrin::trial::{Frame, Lot, Panel, Rows, Start};

const LOTS: usize = 8;
const WAVES: usize = 4;

fn frame() -> Frame {
    let lot = |i: usize| Lot {
        id: format!("lot-{i}"),
        stratum: format!("school-{}", i / 2),
        first: 1,
        last: WAVES as u32,
        covariates: Vec::new(),
    };
    Frame { covariates: Vec::new(), lots: (0..LOTS).map(lot).collect() }
}

fn design() -> Design {
    Design {
        capacity: vec![2; WAVES],
        stratified: false,
        apart: Vec::new(),
        before: Vec::new(),
        limit: Vec::new(),
        balance: Vec::new(),
        keep: None,
        threshold: None,
        max_tries: 1000,
    }
}

fn rules(names: &[&str]) -> Joint {
    Joint {
        starts: names.iter().map(|n| (n.to_string(), vec![2, 3, 4, 5])).collect(),
        separate_starts: false,
        at_once: None,
        run_terms: None,
        school_starts: None,
        max_tries: 100_000,
    }
}

fn together(joint: &Joint) -> JointLottery {
    let (frame, lottery) = (frame(), Lottery::new(&frame(), &design()).unwrap());
    let each: Vec<_> = joint.starts.iter().map(|(n, _)| (n.as_str(), &frame, &lottery)).collect();
    JointLottery::new(joint, &each).unwrap()
}

fn seeds() -> impl Iterator<Item = [u8; 32]> {
    (0..40u32).map(|i| sha256(format!("several {i}").as_bytes()).0)
}

/// The literal rules, lot by lot and term by term.
fn meets(joint: &Joint, schedules: &[Vec<u8>]) -> bool {
    let start = |j: usize, i: usize| joint.starts[j].1[usize::from(schedules[j][i]) - 1];
    let arms = 0..joint.starts.len();
    let frame = frame();
    for i in 0..LOTS {
        for a in arms.clone() {
            if joint.separate_starts && arms.clone().any(|b| a != b && start(a, i) == start(b, i)) {
                return false;
            }
        }
        for term in 1..=6u32 {
            let runs = |j: &usize| {
                let s = start(*j, i);
                s <= term && joint.run_terms.is_none_or(|l| term < s + l)
            };
            if joint.at_once.is_some_and(|m| arms.clone().filter(runs).count() as u32 > m) {
                return false;
            }
        }
    }
    for term in 1..=6u32 {
        for school in 0..LOTS / 2 {
            let of = |i: &usize| frame.lots[*i].stratum == format!("school-{school}");
            let count: usize =
                (0..LOTS).filter(of).map(|i| arms.clone().filter(|j| start(*j, i) == term).count()).sum();
            if joint.school_starts.is_some_and(|m| count as u32 > m) {
                return false;
            }
        }
    }
    true
}

#[test]
fn the_first_joint_candidate_that_meets_the_literal_rules_is_drawn() {
    let plain = Lottery::new(&frame(), &design()).unwrap();
    let kinds: [fn(&mut Joint); 3] = [
        |j| j.separate_starts = true,
        |j| (j.at_once, j.run_terms) = (Some(1), Some(2)),
        |j| j.school_starts = Some(2),
    ];
    let mut past_the_first = 0;
    for change in kinds {
        let mut joint = rules(&["club", "mentor"]);
        change(&mut joint);
        let lottery = together(&joint);
        for seed in seeds() {
            let Ok(drawn) = lottery.draw(&seed) else { continue };
            let literal = (0u64..).find_map(|j| {
                let base = Key::new(&seed).of("joint", &[&b8(j)]);
                let schedules: Vec<Vec<u8>> =
                    ["club", "mentor"].iter().map(|n| plain.draw(&intervention_key(&base, n)).unwrap().waves).collect();
                meets(&joint, &schedules).then_some((j, schedules))
            });
            let (tries, schedules) = literal.unwrap();
            past_the_first += usize::from(tries > 0);
            assert_eq!(drawn.tries, tries);
            assert!(drawn.draws.iter().zip(&schedules).all(|((_, d), s)| d.waves == *s));
        }
    }
    assert!(past_the_first > 20, "the rules hardly ever reject anything: {past_the_first}");
}

#[test]
fn rules_that_reject_nothing_change_nothing_but_the_key() {
    let lottery = together(&rules(&["club", "mentor"]));
    let plain = Lottery::new(&frame(), &design()).unwrap();
    for seed in seeds() {
        let drawn = lottery.draw(&seed).unwrap();
        assert_eq!(drawn.tries, 0);
        let base = Key::new(&seed).of("joint", &[&b8(0)]);
        for ((key, d), name) in drawn.draws.iter().zip(["club", "mentor"]) {
            assert_eq!(*key, intervention_key(&base, name));
            assert_eq!(*d, plain.draw(key).unwrap());
            let replays = lottery.replays(&seed, 1..4, &Silent).unwrap();
            let which = usize::from(name == "mentor");
            let own = plain.draw(&replay_key(&Key::new(key), 2)).unwrap().waves;
            assert_eq!(replays[which][LOTS..2 * LOTS], own);
        }
    }
}

#[test]
fn redraws_hold_the_others_and_replays_meet_the_rules() {
    let mut joint = rules(&["club", "mentor", "visit"]);
    (joint.at_once, joint.run_terms) = (Some(2), Some(1));
    let lottery = together(&joint);
    let seed = sha256(b"redraws").0;
    let drawn = lottery.draw(&seed).unwrap();
    let held: Vec<Vec<u8>> = drawn.draws.iter().map(|(_, d)| d.waves.clone()).collect();
    let slices: Vec<&[u8]> = held.iter().map(Vec::as_slice).collect();
    let own = lottery.redraws(1, &slices, &seed, 1..201, &Silent).unwrap();
    let all = lottery.replays(&seed, 1..201, &Silent).unwrap();
    let mut moved = 0;
    for r in 0..200 {
        let row = |waves: &[u8]| waves[r * LOTS..(r + 1) * LOTS].to_vec();
        let redrawn = vec![held[0].clone(), row(&own), held[2].clone()];
        moved += usize::from(redrawn[1] != held[1]);
        assert!(meets(&joint, &redrawn));
        assert!(meets(&joint, &all.iter().map(|w| row(w)).collect::<Vec<_>>()));
    }
    assert!(moved > 150, "redraws hardly move: {moved}");
}

#[test]
fn one_more_draw_under_rules_is_the_conditional_law() {
    // two interventions, two lots, two waves: four pairs of schedules, alike or opposite; separate starts leave the two
    // opposite ones, which must come equally often
    let lot =
        |i: usize| Lot { id: format!("l{i}"), stratum: String::from("s"), first: 1, last: 2, covariates: Vec::new() };
    let frame = Frame { covariates: Vec::new(), lots: vec![lot(0), lot(1)] };
    let lottery = Lottery::new(&frame, &Design { capacity: vec![1, 1], ..design() }).unwrap();
    let mut joint = rules(&["a", "b"]);
    joint.starts.iter_mut().for_each(|(_, t)| *t = vec![2, 3]);
    joint.separate_starts = true;
    let both = JointLottery::new(&joint, &[("a", &frame, &lottery), ("b", &frame, &lottery)]).unwrap();
    let draws = both.replays(&sha256(b"law").0, 1..4001, &Silent).unwrap();
    let first = draws[0].chunks(2).filter(|w| **w == [1, 2]).count();
    // 4,000 fair draws: four standard deviations are 126
    assert!((first as i64 - 2000).abs() < 126, "{first} of 4000");
    assert!(draws[0].iter().zip(&draws[1]).all(|(a, b)| a != b));
}

#[test]
fn joint_txt_has_one_spelling() {
    let mut stream = Stream::seeded("joint text", 1, 0);
    for _ in 0..200 {
        let mut joint = rules(&["a-b", "c9", "mentor"]);
        let mut maybe = |most: u64| Some(1 + stream.below(most) as u32).filter(|n| *n > 2);
        (joint.at_once, joint.run_terms, joint.school_starts) = (maybe(5), maybe(6), maybe(9));
        joint.separate_starts = stream.chance(0.5);
        let text = write_joint(&joint);
        assert_eq!(read_joint(text.as_bytes(), "joint.txt").unwrap(), joint);
        // every other spelling is refused
        for bad in [
            text.replace('\n', "\r\n"),
            text.replace("=a-b:2", "=a-b:02"),
            text.replace("=c9", "=C9"),
            text.replace("max_tries=", "tries="),
            text.replace("starts=c9:2,3,4,5\n", "starts=c9:2,3,4,5\nstarts=c9:2,3,4,5\n"),
            text.replace("=mentor:2,3", "=mentor:3,2"),
            text.replace("=mentor:", "=../m:"),
            format!("{text}more=1\n"),
            text.trim_end().to_string(),
        ] {
            assert!(read_joint(bad.as_bytes(), "joint.txt").is_err(), "{bad:?}");
        }
    }
}

/// Simulated studies, and replays in each: with 39 replays the smallest p is 1/40, and a 5 % test rejects at p ≤ 2/40.
const STUDIES: u64 = 200;
const REPLAYS: usize = 39;
const TERMS: usize = 6;

/// Two interventions drawn by themselves, one of which adds `effect` to every outcome under it.
fn tested(study: u64, effect: f64) -> Vec<(String, f64)> {
    let mut stream = Stream::seeded("several size", 1, study);
    let schedule = |stream: &mut Stream| {
        let mut waves: Vec<u8> = (0..LOTS).map(|i| 1 + (i % WAVES) as u8).collect();
        stream.arrange(&mut waves);
        waves
    };
    let starts: Vec<Start> = (0..WAVES).map(|w| Some(1 + w)).collect();
    let drawn: Vec<Vec<u8>> = (0..2).map(|_| schedule(&mut stream)).collect();
    let of = |waves: &[u8]| waves.iter().map(|w| starts[usize::from(*w) - 1]).collect::<Vec<Start>>();
    let (mut unit, mut period, mut y) = (Vec::new(), Vec::new(), Vec::new());
    for i in 0..LOTS {
        let own = stream.unit();
        for t in 0..TERMS {
            let shock = 0.3 * stream.unit();
            let mentored = of(&drawn[1])[i].is_some_and(|s| t >= s);
            for _ in 0..4 {
                unit.push(i as u32);
                period.push(t as u32);
                y.push(own + shock + stream.unit() + if mentored { effect } else { 0.0 });
            }
        }
    }
    let names = |n: usize| (0..n).map(|i| i.to_string()).collect::<Vec<String>>();
    let rows = Rows { unit: &unit, period: &period, y: &y, size: None, covariates: &[] };
    let panel = Panel::from_rows(&rows, names(LOTS), names(TERMS), of(&drawn[0]), None).unwrap();
    let arms: Vec<Arm> = ["club", "mentor"]
        .iter()
        .zip(&drawn)
        .map(|(name, own)| {
            let waves = (0..REPLAYS).flat_map(|_| schedule(&mut stream)).collect();
            let chance = Chance::Replays { waves, starts: starts.clone(), log10_possible: None };
            Arm { name: name.to_string(), starts: of(own), own: chance.clone(), together: chance }
        })
        .collect();
    let analysis = Analysis {
        estimators: vec![lodtrin::trial::Estimator::RothSantanna],
        estimands: vec![lodtrin::trial::methods::Estimand::Simple],
        variances: vec![lodtrin::trial::VarianceKind::Randomization],
        draws: REPLAYS as u64,
        level: 0.9,
        weight: Some("programmes".into()),
        ..Analysis::default()
    };
    let asked = Asked { own: vec![analysis.clone()], joint: analysis, pairs: Vec::new() };
    let found = run(&[("y".to_string(), panel)], &arms, &asked, &Silent).unwrap();
    let tests = found.rows.into_iter().filter(|r| r.variance == "randomization" && r.term == "treated:club");
    tests.map(|r| (format!("{} {}", r.estimator, r.estimand), r.p_value.unwrap_or(1.0))).collect()
}

#[test]
fn the_test_of_one_intervention_keeps_its_size_while_another_works() {
    let mut rejected: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for study in 0..STUDIES {
        for (test, p) in tested(study, 1.0) {
            *rejected.entry(test).or_default() += usize::from(p <= 0.05);
        }
    }
    // four Monte-Carlo errors above 5 %: no true size of 5 % comes out beyond that but once in 30,000 runs
    let error = libm::sqrt(0.05 * 0.95 / STUDIES as f64);
    for test in ["roth-santanna simple", "joint simple", "joint simultaneous"] {
        let size = rejected[test] as f64 / STUDIES as f64;
        assert!(size <= 0.05 + 4.0 * error, "{test} rejects {size} of true hypotheses");
    }
}
