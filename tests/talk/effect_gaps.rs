//! `effect` on tables with gaps as its user meets it: what is refused and how, and that a cell that is not there is told
//! by name.

use assert_cmd::Command;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// A row of a table: unit, period, start, pupils, mean, missing pupils.
type Cell = (u32, u32, u32, u32, f64, String);

/// Nine units of three cohorts over five periods, without the cells that `gone` takes out.
fn table(cohorts: &[(u32, u32)], gone: impl Fn(u32, u32, u32) -> bool) -> Vec<Cell> {
    let mut rows = Vec::new();
    let mut unit = 0;
    for (start, units) in cohorts {
        for _ in 0..*units {
            unit += 1;
            for period in (1..=5).filter(|t| !gone(unit, *t, *start)) {
                let y = 0.3 + 0.01 * f64::from((7 * unit + 3 * period) % 10) + if period >= *start { 0.2 } else { 0.0 };
                rows.push((unit, period, *start, 10, y, "0".to_string()));
            }
        }
    }
    rows
}

fn written(home: &Path, rows: &[Cell]) -> String {
    let mut text = "unit,period,start,n,y,m\n".to_string();
    for (unit, period, start, n, y, m) in rows {
        writeln!(text, "u{unit:02},{period},{start},{n},{y},{m}").expect("text");
    }
    let file = home.join("table.csv");
    fs::write(&file, text).expect("write");
    file.to_str().expect("UTF-8").to_string()
}

fn effect(file: &str, options: &str) -> (i32, String, String) {
    let columns = ["--unit", "unit", "--period", "period", "--start", "start", "--outcome", "y"];
    let mut command = Command::cargo_bin("lodtrin").expect("the binary");
    command.args(["effect", "--data", file]).args(columns).args(options.split_whitespace());
    let out = command.output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (out.status.code().expect("no signal"), text(out.stdout), text(out.stderr))
}

const COHORTS: [(u32, u32); 3] = [(2, 3), (3, 3), (5, 3)];

#[test]
fn what_cannot_be_meant_is_refused_with_what_to_do() {
    let home = tempfile::tempdir().expect("scratch");
    let one_gap = |i: u32, t: u32, _: u32| i == 1 && t == 4;
    let plain = written(home.path(), &table(&COHORTS, one_gap));
    let refused = |file: &str, options: &str, code: &str, says: &[&str]| {
        let (exit, out, err) = effect(file, options);
        assert_eq!((exit, out.as_str()), (2, ""), "{options}: {err}");
        assert!(err.contains(&format!("error[{code}]")), "{options}: {err}");
        let err = err.split_whitespace().collect::<Vec<_>>().join(" ");
        says.iter().for_each(|s| assert!(err.contains(s), "{options}: no `{s}` in {err}"));
    };
    let sized = |options: &str| format!("--size n {options}");
    // bounds of what has no ends
    let wide: Vec<Cell> = table(&COHORTS, one_gap).into_iter().map(|mut r| (r.4 *= 100.0, r).1).collect();
    let by_means = "--estimator difference-in-means --variance";
    let file = written(home.path(), &wide);
    let bounds = sized(&format!("{by_means} bounds"));
    refused(&file, &bounds, "E355", &["beyond 0 and 1", "found: means of cells from 30", "--range LO,HI"]);
    refused(&file, &format!("{bounds} --range 0,45"), "E355", &["beyond the range", "expected: outcomes from 0 to 45"]);
    refused(&file, &format!("{bounds} --range 70,70"), "E355", &["LO below HI, not 70,70"]);
    assert_eq!(effect(&file, &format!("{bounds} --range 0,100")).0, 0);
    // the worst case of another estimator
    let plain = if plain == file { written(home.path(), &table(&COHORTS, one_gap)) } else { plain };
    let worst = sized("--estimator roth-santanna --variance worst-case");
    refused(&plain, &worst, "E351", &["worst-case has it: `difference-in-means`"]);
    // columns beside the outcome
    refused(&plain, &format!("--missing m {by_means} bounds"), "E356", &["none without --size", "leave --missing out"]);
    refused(&plain, &sized("--selected m --variance bounds"), "E356", &["with --size rows are means"]);
    refused(&plain, &sized("--subgroups m"), "E356", &["one row a pupil, without --size"]);
    refused(&plain, "--selected n --variance bounds", "E356", &["`n` is neither 0 nor 1", "data row 1"]);
    // rules for gaps
    for asked in ["--variance bounds", "--estimand lag-tests", "--delivered start"] {
        refused(
            &plain,
            &sized(&format!("--gaps planned {asked}")),
            "E357",
            &["no replays", "expected: --gaps observed"],
        );
    }
    refused(&plain, &sized("--gaps complete --variance bounds"), "E357", &["units with gaps are left out"]);
    let (exit, _, err) = effect(&plain, &sized("--gaps obsrved"));
    assert!(exit == 2 && err.contains("'observed'"), "{err}");
    for bad in ["-1", "0.5"] {
        let mut rows = table(&COHORTS, one_gap);
        rows[4].5 = bad.to_string();
        let file = written(home.path(), &rows);
        refused(&file, &sized("--missing m --variance bounds"), "E356", &[&format!("found: {bad} in data row 5")]);
    }
}

#[test]
fn where_nothing_is_compared_it_is_said_which_periods_lack_whom() {
    let home = tempfile::tempdir().expect("scratch");
    let two = [(2, 3), (4, 3)];
    let file = written(home.path(), &table(&two, |_, t, start| if start == 2 { t == 2 } else { t == 3 }));
    let (exit, _, err) = effect(&file, "--size n --gaps observed");
    let err = err.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(exit == 2 && err.contains("E353"), "{err}");
    for says in [
        "in 2 none of the 3 units that have started was seen",
        "in 3 none of the 3 units that wait was seen",
        "in 4 nobody waits any more",
    ] {
        assert!(err.contains(says), "no `{says}` in {err}");
    }
}

#[test]
fn a_comparison_of_which_one_side_was_not_seen_is_dropped_by_name() {
    let home = tempfile::tempdir().expect("scratch");
    let file = written(home.path(), &table(&COHORTS, |_, t, start| start == 3 && t >= 3));
    let (exit, out, err) = effect(&file, "--size n --estimator roth-santanna --gaps observed --format json");
    let err = err.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(exit == 0 && err.contains("2 comparisons, left out: start 3 in 3, start 3 in 4"), "{err}");
    let found: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let dropped = found["gaps"]["dropped"].as_array().expect("a list");
    assert_eq!(dropped.len(), 2);
    assert!(dropped.iter().all(|d| d["start"] == "3" && d["estimator"] == "roth-santanna"));
    // a whole wave without data: the schedule seems to decide who is seen
    let (exit, out, err) = effect(&file, "--size n --estimator roth-santanna --format csv");
    assert!(exit == 0 && err.contains("GapsFollowSchedule") && out.contains("neyman"), "{err}{out}");
}
