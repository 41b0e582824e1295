//! Simulated registers: the sample comes out byte for byte, a truth moves what it should move and nothing else.

use crate::tools::samples;
use assert_cmd::Command;
use lodtrin::simulation::{Ending, Population, Schedule, Setting, Shape, Ticket, World, deliver, populate};
use lodtrin::trial::study::{PeriodDecl, RegisterDecl};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn lodtrin(args: &[&str]) {
    Command::cargo_bin("lodtrin").expect("the binary").args(args).assert().success();
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(folder)
        .expect("a folder")
        .map(|e| e.expect("an entry"))
        .map(|e| (e.file_name().to_string_lossy().into_owned(), std::fs::read(e.path()).expect("a file")))
        .collect()
}

#[test]
fn the_sample_is_made_again_byte_for_byte() {
    let temp = tempfile::tempdir().expect("a folder");
    let study = temp.path();
    let sample = samples::place(samples::ONE);
    samples::laid(samples::ONE, study, |protocol| protocol);
    let shown = study.to_str().expect("UTF-8");
    lodtrin(&["-q", "lock", shown]);
    let dice = samples::dice(samples::ONE);
    lodtrin(&["-q", "draw", shown].into_iter().chain(dice.iter().map(String::as_str)).collect::<Vec<_>>());
    lodtrin(&["-q", "simulate", shown]);
    let (made, kept) = (files(&study.join("registers")), files(&sample.join("registers")));
    assert_eq!(made.keys().collect::<Vec<_>>(), kept.keys().collect::<Vec<_>>());
    for (name, bytes) in &made {
        assert!(
            kept[name] == *bytes,
            "{name} differs: run examples/make-sample.sh after a change of plan or simulation"
        );
    }
    let truth = |folder: &Path| std::fs::read(folder.join("truth.json")).expect("a truth");
    assert!(truth(study) == truth(&sample), "truth.json differs");
    let total: usize = kept.values().map(Vec::len).sum();
    assert!(total < 5_000_000 && kept.values().all(|b| b.len() < 2_000_000), "the sample has grown to {total} bytes");
}

fn period(id: &str, start: i32) -> PeriodDecl {
    PeriodDecl { id: id.into(), start, end: start + 139 }
}

fn setting(programmes: usize, periods: usize) -> Setting {
    Setting {
        seed: 7,
        effect: -0.08,
        shape: Shape::Constant,
        absence: 0.10,
        contamination: 0.03,
        baseline: 0.3,
        icc: 0.02,
        cac: 0.8,
        school_icc: 0.0,
        school_cac: 0.8,
        window: 14,
        school_days: false,
        threshold: 1,
        whole_days: false,
        lawful: true,
        periods: (0..periods).map(|t| period(&format!("T{t}"), 19_000 + 200 * t as i32)).collect(),
        programmes: (0..programmes)
            .map(|i| Ticket { id: format!("p{i:03}"), school: format!("s{}", i % 5), size: 25.0 })
            .collect(),
        schedule: Schedule { starts: (0..programmes).map(|i| Some(1 + i % (periods - 1))).collect(), first_start: 1 },
        away: Default::default(),
    }
}

fn dropped(p: &Population) -> Vec<bool> {
    p.pupils.iter().map(|c| c.ending() == Some(Ending::Dropout)).collect()
}

#[test]
fn another_effect_changes_only_what_becomes_of_treated_pupils() {
    let s = setting(20, 6);
    let with = populate(&s).expect("pupils");
    let without = populate(&Setting { effect: 0.0, ..s.clone() }).expect("pupils");
    let who =
        |p: &Population| p.pupils.iter().map(|c| (c.number.clone(), c.birth, c.early, c.class)).collect::<Vec<_>>();
    assert_eq!(who(&with), who(&without));
    let mut saved = 0;
    for ((a, b), pupil) in dropped(&with).into_iter().zip(dropped(&without)).zip(&with.pupils) {
        assert!(!a || b, "a smaller risk cannot make anybody drop out");
        if a != b {
            saved += 1;
            let lives_in = pupil.spells.last().expect("a spell").programme;
            assert!(s.treated(lives_in, pupil.period), "an untreated pupil was saved");
        }
    }
    assert!(saved > 0);
}

#[test]
fn registers_show_the_declared_risks() {
    let s = Setting { contamination: 0.0, icc: 0.0, absence: 0.2, effect: -0.1, ..setting(200, 6) };
    let p = populate(&s).expect("pupils");
    let share = |keep: &dyn Fn(&lodtrin::simulation::Course) -> bool| {
        let kept: Vec<_> = p.pupils.iter().filter(|c| c.started() && keep(c)).collect();
        let out = kept.iter().filter(|c| c.ending() == Some(Ending::Dropout)).count();
        (out as f64 / kept.len() as f64, kept.len())
    };
    // four binomial standard errors, the calendar's own shocks (0.008 a period) included
    let near = |found: f64, wanted: f64, n: usize| {
        let slack = 4.0 * (wanted * (1.0 - wanted) / n as f64).sqrt() + 4.0 * 0.008;
        assert!((found - wanted).abs() < slack, "{found} is not {wanted} within {slack}");
    };
    let (untreated, n) = share(&|c| !s.treated(c.programme, c.period));
    near(untreated, 0.3, n);
    let (treated, n) = share(&|c| s.treated(c.programme, c.period));
    near(treated, 0.2, n);
    let (away, n) = share(&|c| c.early);
    let (there, m) = share(&|c| !c.early);
    near(away - there, 0.2, n.min(m));
    // early absence is what the register of absences shows
    for c in p.pupils.iter().filter(|c| c.started() && c.spells[0].end.is_none_or(|e| e >= c.spells[0].start + 14)) {
        let seen = c.days.iter().any(|d| d.absent > 0 && d.date < c.spells[0].start + 14);
        assert_eq!(seen, c.early, "{}", c.number);
    }
}

#[test]
fn risks_vary_between_programmes_as_the_icc_says() {
    let s = Setting { icc: 0.05, cac: 0.6, ..setting(4000, 3) };
    let world = World::draw(&s, 0);
    let n = s.programmes.len() as f64;
    let of = |t: usize| (0..s.programmes.len()).map(move |i| (i, t));
    let mean = |t: usize| of(t).map(|(i, t)| world.risk(i, t)).sum::<f64>() / n;
    let covariance = |a: usize, b: usize| {
        (0..s.programmes.len()).map(|i| (world.risk(i, a) - mean(a)) * (world.risk(i, b) - mean(b))).sum::<f64>() / n
    };
    let total = 0.3 * 0.7;
    // relative standard error of a variance of 4,000 normals: √(2/4000) = 0.022; four of them
    let near = |found: f64, wanted: f64| assert!((found / wanted - 1.0).abs() < 0.09, "{found} is not {wanted}");
    near(covariance(0, 0), 0.05 * total);
    near(covariance(0, 2), 0.05 * 0.6 * total);
}

#[test]
fn every_shape_has_the_declared_mean() {
    for shape in [Shape::Constant, Shape::Growing, Shape::Fading, Shape::Delayed] {
        for longest in 0..12 {
            let mean = (0..=longest).map(|l| shape.at(-0.08, l, longest)).sum::<f64>() / (longest + 1) as f64;
            assert!((mean + 0.08).abs() < 1e-12, "{shape:?} {longest}: {mean}");
        }
    }
    let growing: Vec<f64> = (0..7).map(|l| Shape::Growing.at(-0.08, l, 6)).collect();
    assert!((growing[0] + 0.04).abs() < 1e-12 && (growing[6] + 0.12).abs() < 1e-12);
    assert!(Shape::Delayed.at(-0.08, 1, 6).abs() < f64::MIN_POSITIVE);
}

#[test]
fn identifiers_are_replacement_numbers_and_nobody_shares_one() {
    let p = populate(&setting(60, 6)).expect("pupils");
    let numbers: BTreeSet<&str> = p.pupils.iter().map(|c| c.number.as_str()).collect();
    assert_eq!(numbers.len(), p.pupils.len());
    for c in &p.pupils {
        let day: u32 = c.number[..2].parse().expect("digits");
        assert!(c.number.len() == 10 && (61..=91).contains(&day), "{}", c.number);
        let odd = c.number.as_bytes()[9] % 2 == 1;
        assert_eq!(odd, !c.female, "{}", c.number);
    }
}

fn register(file: &str) -> RegisterDecl {
    RegisterDecl { files: vec![file.into()], profile: "canonical".into(), ..RegisterDecl::default() }
}

#[test]
fn deliveries_follow_their_declaration() {
    let s = setting(10, 4);
    let p = populate(&s).expect("pupils");
    let mut declared = BTreeMap::new();
    let mut enrolments = register("e.csv");
    (enrolments.form.delimiter, enrolments.date) = (Some(';'), Some("sas".into()));
    enrolments.columns.insert("pupil".into(), vec!["Elev".into()]);
    declared.insert("enrolments".to_string(), enrolments);
    declared.insert("absences".to_string(), register("a.csv"));
    let made = deliver(&s, &p, &declared, &[], false).expect("registers");
    let text = |name: &str| {
        let (_, bytes) = made.files.iter().find(|(n, _)| n == name).expect("a file");
        String::from_utf8(bytes.clone()).expect("UTF-8")
    };
    let first = text("e.csv");
    let mut lines = first.trim_start_matches('\u{feff}').lines();
    assert_eq!(lines.next(), Some("Elev;programme;start"));
    // 19,000 days after 1970-01-01 is 22,653 days after 1960-01-01
    assert!(lines.next().expect("a row").ends_with(";22653") || first.contains(";22653\r\n"));
    assert_eq!(lines.count() + 1, p.pupils.iter().map(|c| c.spells.len()).sum::<usize>());
    assert!(text("a.csv").contains("6.0") && !text("a.csv").contains("6,0"));
    let less = deliver(&s, &p, &declared, &["absences:s1".into()], false).expect("registers");
    assert!(less.files[0].1.len() < made.files[0].1.len());
    let none = deliver(&s, &p, &declared, &["absences".into()], false).expect("registers");
    assert_eq!(none.files.len(), 1);
    let wrong = deliver(&s, &p, &declared, &["absence".into()], false).expect_err("no such register");
    assert_eq!(wrong.code(), "D702");
    declared.insert("background".to_string(), register("b.xlsx"));
    assert_eq!(deliver(&s, &p, &declared, &[], false).expect_err("no workbook").code(), "D702");
}

#[test]
fn impossible_truths_are_refused() {
    for bad in [
        Setting { effect: -0.5, ..setting(10, 4) },
        Setting { icc: -0.1, ..setting(10, 4) },
        Setting { school_icc: 0.5, ..setting(10, 4) },
        Setting { contamination: f64::NAN, ..setting(10, 4) },
        Setting { programmes: Vec::new(), ..setting(10, 4) },
    ] {
        assert_eq!(populate(&bad).expect_err("refused").code(), "D701");
    }
}
