//! The joint regression of two interventions against R's `lm`, `alias`, `cor` and clubSandwich (`several/expected.R`).

use lodtrin::design::several::{Pattern, separation};
use lodtrin::estimators::joint::{JointRegression, Treatment, joint};
use lodtrin::estimators::joint_redraw::JointRedraw;
use lodtrin::estimators::regression::Weight;
use lodtrin::inference::bands::critical_value;
use lodtrin::inference::cluster::{cr0, cr1, cr2};
use lodtrin::inference::ties::{TIE, Ties};
use lodtrin::inference::westfall_young::adjusted;
use lodtrin::trial::{Assignment, Panel, Rows};

const TIES: Ties = Ties { share: TIE, studentized: true };

/// R prints 15 digits, and both sides lose some four in solving normal equations.
const CLOSED_FORM: f64 = 1e-9;
const UNITS: usize = 10;
const PERIODS: usize = 6;
/// Starts of the two interventions, from 1 as in the script.
const STARTS: [[usize; UNITS]; 2] = [[2, 2, 3, 3, 4, 4, 5, 5, 6, 6], [5, 3, 6, 2, 5, 3, 6, 2, 4, 4]];

fn text(file: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/reference/several/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn expected(model: &str, term: &str, what: &str) -> f64 {
    let key = format!("{model},{term},{what},");
    let text = text("expected.csv");
    text.lines().find_map(|l| l.strip_prefix(&key)).unwrap_or_else(|| panic!("no {key}")).parse().unwrap()
}

fn close(what: &str, found: f64, wanted: f64) {
    assert!((found - wanted).abs() <= CLOSED_FORM * wanted.abs().max(1.0), "{what}: {found} against {wanted}");
}

fn starts(j: usize) -> Vec<Option<usize>> {
    STARTS[j].iter().map(|g| Some(g - 1)).collect()
}

fn panel(covariate: bool) -> Panel {
    let (mut unit, mut period, mut y, mut x) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for line in text("data.csv").lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        unit.push(cells[0][1..].parse::<u32>().unwrap() - 1);
        period.push(cells[1].parse::<u32>().unwrap() - 1);
        y.push(cells[2].parse::<f64>().unwrap());
        x.push(cells[3].parse::<f64>().unwrap());
    }
    let columns = [("x".to_string(), x.as_slice())];
    let covariates: &[(String, &[f64])] = if covariate { &columns } else { &[] };
    let rows = Rows { unit: &unit, period: &period, y: &y, size: None, covariates };
    let names = |n: usize, what: &str| (1..=n).map(|i| format!("{what}{i}")).collect();
    Panel::from_rows(&rows, names(UNITS, "u"), names(PERIODS, "t"), starts(0), None).unwrap()
}

fn treatments() -> Vec<Treatment> {
    ["a", "b"]
        .iter()
        .enumerate()
        .map(|(j, name)| Treatment { name: name.to_string(), assignment: Assignment::new(starts(j), PERIODS) })
        .collect()
}

fn against(model: &str, found: &JointRegression, terms: &[&str]) {
    for (j, term) in terms.iter().enumerate() {
        let contrast = found.contrast(j).unwrap();
        close("estimate", found.fit.estimate(&contrast), expected(model, term, "estimate"));
        close("cr0", cr0(&found.fit, &contrast).variance.sqrt(), expected(model, term, "cr0"));
        let v = cr2(&found.fit, &contrast);
        close("cr2", v.variance.sqrt(), expected(model, term, "cr2"));
        close("df", v.df, expected(model, term, "df"));
    }
    let difference = found.difference(0, 1).unwrap();
    close("difference", found.fit.estimate(&difference), expected(model, "a-b", "estimate"));
    let v = cr2(&found.fit, &difference);
    close("cr2 of the difference", v.variance.sqrt(), expected(model, "a-b", "cr2"));
    close("df of the difference", v.df, expected(model, "a-b", "df"));
}

#[test]
fn two_interventions_agree_with_lm_and_club_sandwich() {
    let found = joint(&panel(false), &treatments(), &[], Weight::Pupils).unwrap();
    assert_eq!(found.fit.terms[found.first..], ["treated:a", "treated:b"]);
    against("sum", &found, &["a", "b"]);
    against("covariate", &joint(&panel(true), &treatments(), &[], Weight::Pupils).unwrap(), &["a", "b"]);
}

#[test]
fn an_interaction_agrees_with_lm_and_club_sandwich() {
    let found = joint(&panel(false), &treatments(), &[(0, 1)], Weight::Pupils).unwrap();
    assert_eq!(found.fit.terms[found.first..], ["treated:a", "treated:b", "treated:a×b"]);
    against("pairs", &found, &["a", "b", "a:b"]);
}

#[test]
fn correlations_inflation_and_aliases_agree_with_r() {
    let both = [("a".to_string(), starts(0)), ("b".to_string(), starts(1))];
    let mut pattern = Pattern::of_starts(&both, &[(0, 1)], PERIODS, str::to_string);
    let pair = pattern.holds[2].clone();
    pattern.terms.push("c".into());
    pattern.holds.push((0..pair.len()).map(|c| pattern.holds[0][c] != pattern.holds[1][c]).collect());
    let found = separation(&pattern);
    close("raw", found.raw[(0, 1)], expected("cells", "a,b", "raw"));
    close("within", found.within[(0, 1)], expected("cells", "a,b", "within"));
    assert_eq!(found.aliases.len(), 1);
    assert_eq!(found.aliases[0].term, "c");
    for (term, factor) in &found.aliases[0].of {
        let name = if term == "a×b" { "ab" } else { term };
        close("factor", *factor, expected("alias", name, "factor"));
    }
    assert_eq!(found.aliases[0].of.len(), 3);
    assert_eq!(found.inflation, [None, None, None, None]);
    let two = separation(&Pattern::of_starts(&both, &[], PERIODS, str::to_string));
    close("inflation", two.inflation[0].unwrap(), expected("cells", "a", "inflation"));
    assert!(two.aliases.is_empty());
}

/// What `several/replays.py` found with every dummy written out.
fn replayed(what: &str, question: &str) -> f64 {
    let key = format!("{what},{question},");
    let text = text("joint.csv");
    text.lines().find_map(|l| l.strip_prefix(&key)).unwrap_or_else(|| panic!("no {key}")).parse().unwrap()
}

#[test]
fn simultaneous_intervals_and_adjusted_p_agree_with_numpy() {
    let panel = panel(false);
    let found = joint(&panel, &treatments(), &[], Weight::Pupils).unwrap();
    let redraw = JointRedraw::new(&panel, &treatments(), &[], Weight::Pupils).unwrap();
    let questions: [(&str, [f64; 2], Vec<f64>); 3] = [
        ("a", [1.0, 0.0], found.contrast(0).unwrap()),
        ("b", [0.0, 1.0], found.contrast(1).unwrap()),
        ("a-b", [1.0, -1.0], found.difference(0, 1).unwrap()),
    ];
    let mut observed = Vec::new();
    for (name, _, contrast) in &questions {
        let (estimate, se) = (found.fit.estimate(contrast), cr1(&found.fit, contrast).variance.sqrt());
        close("estimate", estimate, replayed("estimate", name));
        close("cr1", se, replayed("cr1", name));
        observed.push(estimate / se);
    }
    let mut references: Vec<Vec<f64>> = vec![Vec::new(); 3];
    for line in text("replays.csv").lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let of = |c: &str| c.bytes().map(|b| Some(usize::from(b - b'0') - 1)).collect::<Vec<Option<usize>>>();
        let starts = [of(cells[1]), of(cells[2])];
        // one of these draws gives both the same schedule and separates nothing: infinitely far out
        let draw = redraw.at(&[&starts[0], &starts[1]]);
        for ((_, picks, _), list) in questions.iter().zip(&mut references) {
            list.push(draw.as_ref().map_or(f64::INFINITY, |d| d.statistic(picks)));
        }
    }
    for (family, name) in [(&[0usize, 1][..], "effects"), (&[2][..], "differences")] {
        let slices: Vec<&[f64]> = family.iter().map(|q| references[*q].as_slice()).collect();
        close("critical value", critical_value(&slices, 0.95).unwrap(), replayed("critical", name));
        let own: Vec<f64> = family.iter().map(|q| observed[*q]).collect();
        for (q, p) in family.iter().zip(adjusted(&own, &slices, TIES)) {
            close("adjusted p", p, replayed("p", questions[*q].0));
        }
    }
}
