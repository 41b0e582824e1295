//! A study that one school leaves and in which another reports late, walked from the lock to the report: what came is
//! analysed, what did not is told, and what it could do to the finding stands in one table.

use crate::tools::samples;
use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::path::Path;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data-samples/os-i-branchen");
const MORE: &str = r#"
[registers.activities]
file = "registers/activities.csv"
extracted = 2026-03-02

[registers.agreements]
file = "registers/agreements.csv"
extracted = 2026-03-02

[[outcome]]
name = "kept"
kind = "kept"
within = "52 weeks"
label = "Aftale, der holder"

[[outcome]]
name = "retained"
kind = "retained"
within = "52 weeks"
label = "Aftale i behold"

[[outcome]]
name = "days"
kind = "days"
within = "20 weeks"
label = "Dage i uddannelsen"
"#;

fn lodtrin(args: &[&str]) -> (i32, String) {
    let out = Command::cargo_bin("lodtrin").expect("the binary").args(args).output().expect("it runs");
    (out.status.code().expect("no signal"), String::from_utf8(out.stderr).expect("UTF-8"))
}

fn works(args: &[&str]) {
    let (code, err) = lodtrin(args);
    assert_eq!(code, 0, "{args:?}: {err}");
}

/// The sample's study with more outcomes, drawn with its dice.
fn drawn(study: &Path) {
    samples::laid(samples::ONE, study, |plan| plan.replace("draws = 9999", "draws = 99") + MORE);
    let at = study.to_str().expect("UTF-8");
    works(&["-q", "lock", at]);
    let dice = fs::read_to_string(format!("{SAMPLE}.dice")).expect("dice");
    let mut draw = vec!["-q", "draw", at];
    dice.lines().for_each(|line| draw.extend(["--dice", line]));
    works(&draw);
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).expect("a file")).expect("JSON")
}

fn row<'a>(table: &'a Value, outcome: &str, term: &str, variance: &str) -> &'a Value {
    let is = |r: &&Value| r["outcome"] == outcome && r["term"] == term && r["variance"] == variance;
    table["rows"].as_array().expect("rows").iter().find(is).unwrap_or_else(|| panic!("no {outcome} {term} {variance}"))
}

#[test]
fn a_school_leaves_another_reports_late_and_the_report_asks_what_if_they_differ() {
    let home = tempfile::tempdir().expect("scratch");
    let study = home.path().join("study");
    drawn(&study);
    let at = study.to_str().expect("UTF-8");
    for programme in ["esbjerg-skibsmontør", "esbjerg-maler", "esbjerg-ernæring", "esbjerg-lager"] {
        let why = ["--reason", "skolen lukkede", "--date", "2024-01-15"];
        works(&[&["-q", "amend", at, "withdraw", programme][..], &why].concat());
    }
    works(&["-q", "simulate", at, "--leaving", "Esbjerg=2024F", "--late", "Odense=2025E"]);
    let away = &json(&study.join("truth.json"))["away"];
    assert_eq!(away["left"].as_array().map(Vec::len), Some(4), "{away}");
    assert_eq!(away["late"][0]["from"], "2025E");
    works(&["-q", "ingest", at, "--key-file", &format!("{SAMPLE}.key")]);
    works(&["-q", "balance", at]);
    let (code, said) = lodtrin(&["effect", at, "--all"]);
    assert_eq!(code, 0, "{said}");
    for doubt in ["UnitsWithGaps", "SelectedByTreatment", "8 units were not seen in some period (20 gaps"] {
        assert!(said.contains(doubt), "{doubt}: {said}");
    }

    let table = json(&study.join("results/effects.json"));
    let cells = table["gaps"]["cells"].as_array().expect("gaps");
    let of =
        |school: &'static str| cells.iter().filter(move |c| c["unit"].as_str().is_some_and(|u| u.starts_with(school)));
    assert_eq!((of("esbjerg").count(), of("odense").count(), cells.len()), (16, 4, 20));
    assert!(of("esbjerg").all(|c| c["withdrawn"] == true) && of("odense").all(|c| c["withdrawn"] == false));
    let number = |r: &Value, key: &str| r[key].as_f64().expect("a number");
    let planned = row(&table, "dropout", "treated", "randomization");
    let (bounds, worst) =
        (row(&table, "dropout", "treated", "bounds"), row(&table, "dropout", "treated", "worst-case"));
    let (low, high) = (number(bounds, "conf.low"), number(bounds, "conf.high"));
    let estimate = number(planned, "estimate");
    assert_eq!(number(bounds, "estimate"), estimate);
    assert!(low < estimate && estimate < high, "{bounds}");
    assert!(number(worst, "conf.low") <= low && high <= number(worst, "conf.high"), "{worst}");
    assert!(number(worst, "p.value") >= number(planned, "p.value"));
    row(&table, "dropout[missing]", "treated", "randomization");
    // activities were made under the drawn schedule, and those of a school that has left are gaps
    assert!((number(row(&table, "dropout", "first-stage", "randomization"), "estimate") - 1.0).abs() < 1e-12);
    let selected = row(&table, "retained", "always-selected", "bounds");
    assert!(number(selected, "conf.low") < number(selected, "conf.high"), "{selected}");
    let days = row(&table, "days", "treated", "randomization");
    assert_eq!(days["scale"], "days");

    let (code, err) = lodtrin(&["effect", at, "--outcome", "days", "--estimator", "gee-logit"]);
    assert!(code == 2 && err.contains("E344") && err.contains("outcomes between 0 and 1"), "{err}");

    works(&["-q", "report", at]);
    let page = fs::read_to_string(study.join("results/report.html")).expect("the report");
    let question = "<caption>Hvad hvis de, vi ikke så, klarede sig anderledes?</caption>";
    assert_eq!(page.matches(question).count(), 1, "one table with exactly that question");
    let table = page.split(question).nth(1).and_then(|rest| rest.split("</table>").next()).expect("a table");
    for says in [
        "Hvordan de manglende end klarede sig, ville fuldstændige data give en virkning i intervallet ",
        "Fundet holder, medmindre de manglende klarede sig mindst ",
        "holder, uanset hvad der mangler, og hvorfor; med den værst tænkelige udfyldning er p ",
        "Det kan ikke ses, at lodtrækningen afgør, hvem der mangler",
        "Blandt dem, der ville få en aftale med og uden indsatsen, ligger virkningen i intervallet ",
    ] {
        assert_eq!(table.matches(says).count(), 1, "{says}\n{table}");
    }
    assert!(page.contains("Udtrådt") && page.contains("<td>esbjerg-maler</td><td>2024E</td><td>ja</td><td>ja</td>"));
    assert!(page.contains("<td>odense-bager</td><td>2025E</td><td>ja</td><td>nej</td>"));
    works(&["-q", "verify", at, "--results", "--key-file", &format!("{SAMPLE}.key")]);
}

#[test]
fn what_leaves_or_is_late_must_be_in_the_study() {
    let home = tempfile::tempdir().expect("scratch");
    let study = home.path().join("study");
    drawn(&study);
    let at = study.to_str().expect("UTF-8");
    for (flag, word, says) in [
        ("--leaving", "Esbjrg=2024F", "did you mean `Esbjerg`?"),
        ("--late", "Odense=2025", "did you mean `2025E`?"),
        ("--late", "Odense", "expected: NAME=PERIOD"),
        ("--leaving", "=2024F", "write NAME=PERIOD"),
    ] {
        let (code, err) = lodtrin(&["simulate", at, flag, word]);
        assert!(code == 2 && err.contains("D702") && err.contains(says), "{word}: {err}");
        assert!(!study.join("truth.json").exists() && !study.join("registers").exists());
    }
}

/// What the sample's plan with days says when one of its lines is another.
fn refused(from: &str, to: &str, verb: &[&str]) -> String {
    let home = tempfile::tempdir().expect("scratch");
    samples::laid(samples::ONE, home.path(), |plan| {
        let plan = plan + MORE;
        assert!(plan.contains(from), "{from}");
        plan.replacen(from, to, 1)
    });
    let (code, err) = lodtrin(&[&verb[..1], &[home.path().to_str().expect("UTF-8")], &verb[1..]].concat());
    assert_eq!(code, 2, "{to}: {err}");
    err.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn outcomes_in_days_and_kept_need_what_they_mean() {
    let lock = ["lock", "--check"];
    for kind in ["kept", "days"] {
        let weeks = if kind == "kept" { "52 weeks" } else { "20 weeks" };
        let line = format!("kind = \"{kind}\"\n");
        let said = refused(&format!("{line}within = \"{weeks}\""), line.trim_end(), &lock);
        assert!(said.contains("P302") && said.contains(&format!("is missing for outcome `{kind}`")), "{said}");
    }
    let label = "label = \"Dage i uddannelsen\"";
    for target in ["141", "-140.5"] {
        let said = refused(label, &format!("{label}\ntarget = {target}"), &lock);
        assert!(
            said.contains("P304") && said.contains(&format!("`days` is {target}")) && said.contains("140"),
            "{said}"
        );
    }
    // a plan that could never be run is not locked
    let logit = "estimator = \"gee-logit\"\nestimand = \"simple\"\nvariance = \"robust\"";
    let own = "estimator = \"roth-santanna\"\nestimand = \"simple\"\nvariance = \"randomization\"";
    let said = refused(own, logit, &lock);
    assert!(said.contains("E344") && said.contains("`days` is in days"), "{said}");
    let gaps = refused("[analysis]", "[analysis]\ngaps = \"obsrved\"", &lock);
    assert!(gaps.contains("P304") && gaps.contains("observed, planned, complete"), "{gaps}");
    // days have no baseline probability
    let first = |kind: &str| format!("kind = \"{kind}\"\nwithin = \"20 weeks\"\nprimary = true");
    let dropout =
        "kind = \"dropout\"\nwithin = \"20 weeks\"\nlabel = \"Frafald inden 20 uger\"\nprimary = true\ntarget = -0.05";
    let said = refused(dropout, &first("days"), &["power"]);
    assert!(said.contains("D103") && said.contains("--sd 40 --effect 3"), "{said}");
    let said = refused(dropout, &first("days"), &["power", "--sd", "40", "--effect", "3", "--show", "simulated"]);
    assert!(said.contains("D103") && said.contains("closed forms answer"), "{said}");
}
