//! What must hold of an early warning whatever the pupils.

use assert_cmd::Command;
use std::path::{Path, PathBuf};

/// Ratios of counts.
const ROUNDING: f64 = 1e-12;
/// A likelihood solved again from its own predictions.
const SOLVED: f64 = 1e-8;

struct Answer {
    rows: Vec<csv::StringRecord>,
    json: serde_json::Value,
}

impl Answer {
    fn find(&self, measure: &str, method: &str, term: &str) -> f64 {
        self.cell(measure, method, term, 3)
    }

    fn cell(&self, measure: &str, method: &str, term: &str, at: usize) -> f64 {
        let row = self.rows.iter().find(|r| [&r[0], &r[1], &r[2]] == [measure, method, term]);
        let row = row.unwrap_or_else(|| panic!("no row {measure} {method} {term}"));
        row[at].parse().unwrap_or(f64::NAN)
    }
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/warning").join(name)
}

fn ask(data: &Path, more: &[&str]) -> Answer {
    let fixed = "--cluster programme --class class --days days --time day --event event --horizon 140 --competing 2 \
                 --draws 0 --covariates under20,benefit";
    let run = |form: &str| {
        let out = Command::cargo_bin("lodtrin")
            .expect("the tool")
            .args(["absence", "--data"])
            .arg(data)
            .args(fixed.split_whitespace())
            .args(more)
            .args(["--format", form])
            .output()
            .expect("it runs");
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        out.stdout
    };
    let rows = csv::Reader::from_reader(run("csv").as_slice()).records().map(|r| r.expect("a row")).collect();
    Answer { rows, json: serde_json::from_slice(&run("json")).expect("JSON") }
}

#[test]
fn net_benefit_is_what_sensitivity_and_specificity_say() {
    let all = ask(&file("pupils.csv"), &["--school", "school", "--risk-thresholds", "0.1,0.35"]);
    let n = all.find("count", "crude", "n");
    let dropouts = all.find("count", "crude", "dropouts_exposed") + all.find("count", "crude", "dropouts_unexposed");
    let prevalence = dropouts / n;
    for days in [1, 2, 3] {
        let share = |what: &str| all.find(what, "days", &format!("days>={days}"));
        for pt in [0.1, 0.35] {
            let odds = pt / (1.0 - pt);
            let wanted = share("sensitivity") * prevalence - (1.0 - share("specificity")) * (1.0 - prevalence) * odds;
            let found = all.find("net_benefit", "days", &format!("pt={pt},days>={days}"));
            assert!((wanted - found).abs() < ROUNDING, "{pt} {days}: {found} and {wanted}");
        }
    }
    let even = ask(&file("pupils.csv"), &["--risk-thresholds", &format!("{prevalence}")]);
    assert!(even.find("net_benefit", "all", &format!("pt={prevalence}")).abs() < ROUNDING);
}

#[test]
fn calls_for_everybody_are_the_rule_itself_and_more_calls_never_reach_fewer() {
    let all = ask(&file("pupils.csv"), &["--school", "school", "--calls", "1,2,3,4,5,6,8,10,20,1000"]);
    for what in ["sensitivity", "ppv"] {
        let rule = all.find(what, "days", "days>=1");
        assert!((all.find(what, "days", "calls=1000") - rule).abs() < ROUNDING, "{what}");
    }
    assert_eq!(all.find("sensitivity", "random", "calls=1000"), 1.0);
    for method in ["days", "logit-adjusted", "random"] {
        let reached: Vec<f64> = [1, 2, 3, 4, 5, 6, 8, 10, 20, 1000]
            .iter()
            .map(|n| all.find("sensitivity", method, &format!("calls={n}")))
            .collect();
        assert!(reached.windows(2).all(|w| w[1] >= w[0] - ROUNDING), "{method}: {reached:?}");
    }
    let curve = all.json["capacity"]["curve"].as_array().expect("a curve");
    assert_eq!(curve.len(), 1000);
    let third = curve[2]["logit-adjusted"].as_f64().expect("a share");
    assert!((third - all.find("sensitivity", "logit-adjusted", "calls=3")).abs() < ROUNDING);
}

#[test]
fn a_scorecard_on_its_own_pupils_is_calibrated() {
    let own = ask(&file("pupils.csv"), &[]);
    let card = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(card.path(), own.json.to_string()).expect("written");
    let path = card.path().display().to_string();
    let again = ask(&file("pupils.csv"), &["--scorecard", &path]);
    assert!(again.find("calibration", "scorecard", "intercept").abs() < SOLVED);
    assert!((again.find("calibration", "scorecard", "slope") - 1.0).abs() < SOLVED);
    for term in ["(intercept)", "days", "under20", "benefit"] {
        let found = own.json["scorecard"]["terms"].as_array().expect("terms");
        let found = found.iter().find(|t| t["term"] == term).expect("a term")["coefficient"].as_f64().expect("it");
        assert!((found - own.find("coefficient", "logit-adjusted", term)).abs() < ROUNDING);
    }
    assert!(!again.json["warnings"].to_string().contains("ScorecardDefinition"));
    let other = ask(&file("pupils.csv"), &["--scorecard", &path, "--threshold", "2"]);
    assert!(other.json["warnings"].to_string().contains("ScorecardDefinition"));
}

#[test]
fn a_claim_of_the_estimate_itself_has_p_of_one_and_next_to_nobody_late_changes_nothing() {
    let plain = ask(&file("pupils.csv"), &[]);
    let crude = plain.find("risk_difference", "crude", "exposed");
    assert!(plain.json["claim"].is_null());
    let all = ask(&file("pupils.csv"), &["--claim", &format!("{crude}"), "--late", "1e-10"]);
    assert!((all.cell("claim_difference", "crude", "exposed", 7) - 1.0).abs() < ROUNDING);
    assert!(all.find("claim_difference", "crude", "exposed").abs() < ROUNDING);
    for end in ["lowest", "same-risk", "highest"] {
        let found = all.find("risk_difference", "late-registered", &format!("late=0.0000000001,{end}"));
        assert!((found - crude).abs() < 1e-8, "{end}: {found} and {crude}");
    }
}

fn same(one: &[csv::StringRecord], two: &[csv::StringRecord]) {
    assert_eq!(one.len(), two.len());
    for (a, b) in one.iter().zip(two) {
        for (x, y) in a.iter().zip(b) {
            // the order of sums over tied pupils in the Cox model may move a last digit
            let near = |x: f64, y: f64| (x - y).abs() <= ROUNDING * x.abs().max(1.0);
            let numbers = x.parse().ok().zip(y.parse().ok());
            assert!(x == y || numbers.is_some_and(|(x, y)| near(x, y)), "{a:?} and {b:?}");
        }
    }
}

#[test]
fn the_order_of_rows_and_the_number_of_threads_change_nothing() {
    let text = std::fs::read_to_string(file("pupils.csv")).expect("pupils");
    let (head, body) = text.split_once('\n').expect("a header");
    let mut lines: Vec<&str> = body.lines().collect();
    lines.reverse();
    let turned = tempfile::Builder::new().suffix(".csv").tempfile().expect("a file");
    std::fs::write(turned.path(), format!("{head}\n{}\n", lines.join("\n"))).expect("written");
    let more = ["--school", "school", "--subgroups", "under20", "--claim", "0.1"];
    let (one, two) = (ask(&file("pupils.csv"), &more), ask(turned.path(), &more));
    same(&one.rows, &two.rows);
    let alone = Command::cargo_bin("lodtrin")
        .expect("the tool")
        .env("RAYON_NUM_THREADS", "1")
        .args(["absence", "--data"])
        .arg(file("pupils.csv"))
        .args("--cluster programme --class class --days days --time day --event event --horizon 140".split(' '))
        .args("--competing 2 --draws 0 --covariates under20,benefit --format csv".split(' '))
        .args(more)
        .output()
        .expect("it runs");
    let alone: Vec<csv::StringRecord> =
        csv::Reader::from_reader(alone.stdout.as_slice()).records().map(|r| r.expect("a row")).collect();
    same(&one.rows, &alone);
}
