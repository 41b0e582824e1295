//! Early absence against R (survival, sandwich, clubSandwich, pROC): `absence/early.R` and `absence/large.R`.

use lodtrin::absence::Landmark;
use lodtrin::absence::rows::Question;
use lodtrin::diagnostics::Silent;
use lodtrin::steps::absence::{DataQuestion, run_data};
use lodtrin::tables::{Table, Value};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Closed forms: R prints 15 digits and both sides lose a few in sums of products.
const CLOSED_FORM: f64 = 1e-8;
/// R's `glm` stops at a relative change of 1e-8 of the deviance, which leaves the sandwich at that order.
const ITERATED: f64 = 1e-6;
/// p-values amplify an error of the statistic by its square or so.
const TAIL: f64 = 1e-6;

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/absence").join(name)
}

fn close(what: &str, ours: f64, theirs: f64, tolerance: f64) {
    let error = (ours - theirs).abs() / theirs.abs().max(1e-300);
    assert!(error <= tolerance, "{what}: {ours} is not {theirs} (relative error {error:e})");
}

/// Rows of an expected file; the columns that name a row are joined with `|`.
struct Expected(Vec<(String, f64)>);

impl Expected {
    fn read(name: &str) -> Expected {
        let mut reader = csv::Reader::from_path(path(name)).unwrap();
        let rows = reader.records().map(Result::unwrap).filter(|r| !r.iter().any(|c| c == "version"));
        Expected(
            rows.map(|r| {
                let cells: Vec<&str> = r.iter().collect();
                (cells[..cells.len() - 1].join("|"), cells[cells.len() - 1].parse().unwrap())
            })
            .collect(),
        )
    }

    fn get(&self, key: &str) -> f64 {
        let found: Vec<f64> = self.0.iter().filter(|(k, _)| k == key).map(|(_, v)| *v).collect();
        assert!(!found.is_empty(), "no expected value `{key}`");
        found[0]
    }
}

/// A cell of the row named `measure method term variance`.
fn cell(table: &Table, row: [&str; 4], column: &str) -> f64 {
    let at = |name: &str| table.columns.iter().position(|c| c == name).unwrap();
    let keys = [at("measure"), at("method"), at("term"), at("variance")];
    let same = |r: &&Vec<Value>| keys.iter().zip(row).all(|(k, v)| r[*k] == Value::Text(v.to_string()));
    let found: Vec<&Vec<Value>> = table.rows.iter().filter(same).collect();
    assert_eq!(found.len(), 1, "{row:?} stands {} times", found.len());
    match &found[0][at(column)] {
        Value::Num(x) => *x,
        Value::Int(i) => *i as f64,
        other => panic!("{row:?} has {other:?} for {column}"),
    }
}

fn early() -> Table {
    let question = Question {
        landmark: Landmark { threshold: 1.0, day: 14.0, horizon: None },
        at: vec![30.0, 60.0, 90.0, 120.0, 139.0],
        level: 0.95,
        draws: 0,
        seed: 1,
        subgroups: Vec::new(),
        school: None,
        classes: None,
        fates_known: false,
        minimum: 0.0,
        wanted: Default::default(),
        definition: Default::default(),
    };
    ask("early.csv", &path("early.csv"), ["class", "absent_days_14", "day"], &["under20", "benefits"], question)
}

fn ask(what: &str, file: &Path, columns: [&str; 3], covariates: &[&str], question: Question) -> Table {
    let asked = DataQuestion {
        form: Default::default(),
        file: file.to_path_buf(),
        cluster: columns[0].into(),
        days: columns[1].into(),
        time: columns[2].into(),
        event: "event".into(),
        dropout: vec!["1".into()],
        competing: vec!["2".into()],
        covariates: covariates.iter().map(|c| c.to_string()).collect(),
        question,
    };
    run_data(&asked, &Silent).unwrap_or_else(|p| panic!("{what}: {p}"))
}

#[test]
fn counts_risks_and_doses_agree_with_r() {
    let (table, r) = (early(), Expected::read("early-expected.csv"));
    for term in ["n", "excluded", "exposed", "dropouts_exposed", "dropouts_unexposed"] {
        let ours = cell(&table, ["count", "crude", term, "none"], "estimate");
        assert_eq!(ours, r.get(&format!("early|landmark-14|counts|{term}")), "{term}");
    }
    let (n, k) = (705.0, 2.0);
    let row = |method, variance| ["risk_difference", method, "exposed", variance];
    let crude = |v: &str, q: &str| r.get(&format!("early|risk-difference:{v}|absent_14|{q}"));
    close("rd", cell(&table, row("crude", "cr2"), "estimate"), crude("CR2", "estimate"), CLOSED_FORM);
    close("cr2", cell(&table, row("crude", "cr2"), "std.error"), crude("CR2", "se"), CLOSED_FORM);
    close("cr2 df", cell(&table, row("crude", "cr2"), "df"), crude("CR2", "df_satterthwaite"), CLOSED_FORM);
    close("cr2 p", cell(&table, row("crude", "cr2"), "p.value"), crude("CR2", "p_satterthwaite"), TAIL);
    // clubSandwich's CR1 is G/(G−1) alone
    let scale = f64::sqrt((n - 1.0) / (n - k));
    close("cr1", cell(&table, row("crude", "cr1"), "std.error"), crude("CR1", "se") * scale, CLOSED_FORM);
    let adjusted = |q: &str| r.get(&format!("early|risk-difference-adjusted:CR2|absent_14|{q}"));
    for (column, q) in [("estimate", "estimate"), ("std.error", "se"), ("df", "df_satterthwaite")] {
        close(column, cell(&table, row("linear-adjusted", "cr2"), column), adjusted(q), CLOSED_FORM);
    }
    close("p", cell(&table, row("linear-adjusted", "cr2"), "p.value"), adjusted("p_satterthwaite"), TAIL);
    for (ours, theirs) in [("dose=0", "days=0"), ("dose=1", "days=1"), ("dose=2", "days=2"), ("dose=3+", "days=3")] {
        let risk = cell(&table, ["risk", "crude", ours, "cr2"], "estimate");
        close(ours, risk, r.get(&format!("early|dose|{theirs}|risk")), CLOSED_FORM);
        let count = cell(&table, ["count", "crude", ours, "none"], "estimate");
        assert_eq!(count, r.get(&format!("early|dose|{theirs}|n")));
    }
}

#[test]
fn iterated_regressions_and_g_computation_agree_with_r() {
    let (table, r) = (early(), Expected::read("early-expected.csv"));
    // the standard error of R's unconverged Poisson fit is left out by name: `glm` stops one step early, and the weights
    // of that step are off by 1e-5; the same fit run to the end is compared instead
    for (measure, method, theirs, quantities) in [
        ("odds_ratio", "logit-adjusted", "logit-adjusted:CR1(G/(G-1))", &["estimate", "se"][..]),
        ("odds_ratio", "logit-adjusted", "binomial-adjusted:converged", &["estimate", "se"]),
        ("risk_ratio", "poisson-adjusted", "modified-poisson-adjusted:CR1(G/(G-1))", &["estimate"]),
        ("risk_ratio", "poisson-adjusted", "poisson-adjusted:converged", &["estimate", "se"]),
    ] {
        let row = [measure, method, "exposed", "cr1"];
        for quantity in quantities {
            let ours = match *quantity {
                "se" => cell(&table, row, "std.error"),
                _ => cell(&table, row, "estimate").ln(),
            };
            close(theirs, ours, r.get(&format!("early|{theirs}|absent_14|{quantity}")), ITERATED);
        }
    }
    let g = |q: &str| r.get(&format!("early|g-computation-logit|absent_14|{q}"));
    let ours = |measure, term, column| cell(&table, [measure, "g-computation", term, "delta"], column);
    close("risk 1", ours("risk", "exposed=1", "estimate"), g("risk_exposed"), ITERATED);
    close("risk 0", ours("risk", "exposed=0", "estimate"), g("risk_unexposed"), ITERATED);
    close("rd", ours("risk_difference", "exposed", "estimate"), g("risk_difference"), ITERATED);
    close("rd se", ours("risk_difference", "exposed", "std.error"), g("se_rd_delta"), ITERATED);
    close("rr", ours("risk_ratio", "exposed", "estimate"), g("risk_ratio"), ITERATED);
    close("rr se", ours("risk_ratio", "exposed", "std.error"), g("se_log_rr_delta"), ITERATED);
    let e = cell(&table, ["e_value", "g-computation", "point", "none"], "estimate");
    close("e-value", e, r.get("early|e-value|point|estimate"), ITERATED);
}

#[test]
fn curves_tests_and_discrimination_agree_with_r() {
    let (table, r) = (early(), Expected::read("early-expected.csv"));
    for exposed in 0..2 {
        for day in [30, 60, 90, 120, 139] {
            let term = format!("exposed={exposed},day={day}");
            let (km, aj) = ("early|kaplan-meier(any exit)", "early|aalen-johansen(dropout)");
            let theirs = format!("absent_14={exposed},day={day}");
            let row = ["survival", "kaplan-meier", term.as_str(), "greenwood"];
            close(&term, cell(&table, row, "estimate"), r.get(&format!("{km}|{theirs}|survival")), CLOSED_FORM);
            close(&term, cell(&table, row, "std.error"), r.get(&format!("{km}|{theirs}|se_greenwood")), CLOSED_FORM);
            let row = ["cumulative_incidence", "aalen-johansen", term.as_str(), "greenwood"];
            let incidence = r.get(&format!("{aj}|{theirs}|cumulative_incidence"));
            close(&term, cell(&table, row, "estimate"), incidence, CLOSED_FORM);
            close(&term, cell(&table, row, "std.error"), r.get(&format!("{aj}|{theirs}|se")), CLOSED_FORM);
        }
    }
    let cox = |q: &str| r.get(&format!("early|cox-efron(cause-specific)|absent_14|{q}"));
    let row = |variance| ["hazard_ratio", "cox-adjusted", "exposed", variance];
    close("cox", cell(&table, row("robust"), "estimate").ln(), cox("estimate"), ITERATED);
    close("cox", cell(&table, row("robust"), "std.error"), cox("se_robust"), ITERATED);
    close("cox", cell(&table, row("model"), "std.error"), cox("se_model"), ITERATED);
    let chi = cell(&table, ["log_rank", "crude", "exposed", "model"], "statistic");
    close("log-rank", chi, r.get("early|log-rank|absent_14|chisq"), CLOSED_FORM);
    let row = ["auc", "days", "auc", "delong"];
    close("auc", cell(&table, row, "estimate"), r.get("early|auc(absent_days_14)|auc|estimate"), CLOSED_FORM);
    close("auc", cell(&table, row, "std.error"), r.get("early|auc(absent_days_14)|auc|se_delong"), CLOSED_FORM);
}

/// The rows of `large.R`, by the same generator.
fn large(rows: usize) -> tempfile::TempDir {
    let mut x: u64 = 20_260_131;
    let mut text = String::from("cluster,young,grade,days,event,time,school\n");
    for _ in 0..rows {
        let mut u = [0.0; 8];
        for slot in &mut u {
            x = (69_069 * x + 12_345) % (1 << 32);
            *slot = x as f64 / 4_294_967_296.0;
        }
        let cluster = (22.0 * u[0] * u[0]).floor();
        let young = if u[1] < 0.4 { 1.0 } else { 0.0 };
        let grade = (100.0 * u[2]).floor() / 10.0;
        let days = (6.0 * u[3] * u[4]).floor();
        let risk = 0.10 + 0.07 * days.min(3.0) + 0.05 * young - 0.004 * grade + 0.01 * (cluster % 5.0);
        let event = if u[5] < risk {
            1
        } else if u[6] < 0.06 {
            2
        } else {
            0
        };
        let time = if event == 0 { 150.0 } else { 1.0 + (149.0 * u[7]).floor() };
        writeln!(text, "{cluster},{young},{grade},{days},{event},{time},s{}", cluster % 4.0).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("large.csv"), text).unwrap();
    folder
}

fn ask_large(rows: usize, covariates: &[&str]) -> Table {
    let folder = large(rows);
    let question = Question {
        landmark: Landmark { threshold: 1.0, day: 14.0, horizon: None },
        at: Vec::new(),
        level: 0.95,
        draws: 0,
        seed: 1,
        subgroups: vec!["young".into(), "school".into()],
        school: Some("school".into()),
        classes: None,
        fates_known: false,
        minimum: 0.0,
        wanted: Default::default(),
        definition: Default::default(),
    };
    ask("large", &folder.path().join("large.csv"), ["cluster", "days", "time"], covariates, question)
}

#[test]
fn many_pupils_in_few_clusters_agree_with_r() {
    let (table, r) = (ask_large(28_000, &["young", "grade"]), Expected::read("large-expected.csv"));
    assert_eq!(cell(&table, ["count", "crude", "n", "none"], "estimate"), r.get("counts||n"));
    assert_eq!(cell(&table, ["count", "crude", "exposed", "none"], "estimate"), r.get("counts||exposed"));
    for (method, theirs) in [("crude", "crude:cr1"), ("linear-adjusted", "adjusted:cr1")] {
        let row = ["risk_difference", method, "exposed", "cr1"];
        close(method, cell(&table, row, "estimate"), r.get(&format!("{theirs}|exposed|estimate")), CLOSED_FORM);
        close(method, cell(&table, row, "std.error"), r.get(&format!("{theirs}|exposed|se")), CLOSED_FORM);
    }
    let school = ["risk_difference", "crude", "exposed:school", "cr1"];
    close("F", cell(&table, school, "statistic"), r.get("interaction:school|F|statistic"), CLOSED_FORM);
    close("F p", cell(&table, school, "p.value"), r.get("interaction:school|F|p"), TAIL);
    for (measure, method, theirs, variance, se) in [
        ("odds_ratio", "crude", "logit:crude", "cr1", "se"),
        ("odds_ratio", "logit-adjusted", "logit:adjusted", "cr1", "se"),
        ("risk_ratio", "crude", "poisson:crude", "cr1", "se"),
        ("risk_ratio", "poisson-adjusted", "poisson:adjusted", "cr1", "se"),
        ("hazard_ratio", "crude", "cox:crude", "robust", "se_robust"),
        ("hazard_ratio", "cox-adjusted", "cox:adjusted", "robust", "se_robust"),
        ("hazard_ratio", "cox-adjusted", "cox:adjusted", "model", "se_model"),
    ] {
        let row = [measure, method, "exposed", variance];
        close(theirs, cell(&table, row, "estimate").ln(), r.get(&format!("{theirs}|exposed|estimate")), ITERATED);
        close(theirs, cell(&table, row, "std.error"), r.get(&format!("{theirs}|exposed|{se}")), ITERATED);
    }
    for (measure, term, value, se) in [
        ("risk", "exposed=1", "risk_exposed", "se_exposed"),
        ("risk", "exposed=0", "risk_unexposed", "se_unexposed"),
        ("risk_difference", "exposed", "difference", "se_difference"),
        ("risk_ratio", "exposed", "ratio", "se_log_ratio"),
    ] {
        let row = [measure, "g-computation", term, "delta"];
        close(value, cell(&table, row, "estimate"), r.get(&format!("g-computation|exposed|{value}")), ITERATED);
        close(se, cell(&table, row, "std.error"), r.get(&format!("g-computation|exposed|{se}")), ITERATED);
    }
    let mh = |column| cell(&table, ["odds_ratio", "mantel-haenszel", "exposed", "model"], column);
    for (column, theirs) in [("estimate", "ratio"), ("conf.low", "low"), ("conf.high", "high")] {
        close(theirs, mh(column), r.get(&format!("mantel-haenszel|odds|{theirs}")), CLOSED_FORM);
    }
}

#[test]
fn curves_hazards_and_left_out_schools_agree_with_r() {
    let (table, r) = (ask_large(28_000, &["young", "grade"]), Expected::read("large-expected.csv"));
    for exposed in 0..2 {
        for day in [28, 56, 84, 112, 140] {
            let term = format!("exposed={exposed},day={day}");
            let key = |method: &str, q: &str| r.get(&format!("{method}|{term}|{q}"));
            let row = ["survival", "kaplan-meier", term.as_str(), "greenwood"];
            for (column, q) in
                [("estimate", "survival"), ("std.error", "se"), ("conf.low", "low"), ("conf.high", "high")]
            {
                close(&term, cell(&table, row, column), key("kaplan-meier", q), CLOSED_FORM);
            }
            let row = ["cumulative_incidence", "aalen-johansen", term.as_str(), "greenwood"];
            close(&term, cell(&table, row, "estimate"), key("aalen-johansen", "incidence"), CLOSED_FORM);
            close(&term, cell(&table, row, "std.error"), key("aalen-johansen", "se"), CLOSED_FORM);
        }
        for phase in 1..=4 {
            let term = format!("exposed={exposed},phase={phase}");
            let row = ["hazard", "crude", term.as_str(), "cr1"];
            close(&term, cell(&table, row, "estimate"), r.get(&format!("hazard|{term}|rate")), CLOSED_FORM);
            close(&term, cell(&table, row, "std.error"), r.get(&format!("hazard|{term}|se")), CLOSED_FORM);
        }
    }
    for phase in 1..=4 {
        let term = format!("phase={phase}");
        let row = ["hazard_ratio", "crude", term.as_str(), "cr1"];
        close(&term, cell(&table, row, "estimate"), r.get(&format!("hazard|{term}|ratio")), CLOSED_FORM);
        close(&term, cell(&table, row, "std.error"), r.get(&format!("hazard|{term}|se_log")), CLOSED_FORM);
    }
    let chi = cell(&table, ["log_rank", "crude", "exposed", "model"], "statistic");
    close("log-rank", chi, r.get("log-rank|exposed|chisq"), CLOSED_FORM);
    for (method, term, theirs) in [("days", "auc", "auc|days"), ("logit-adjusted", "left-out-school", "left-out|auc")] {
        let row = ["auc", method, term, "delong"];
        close(theirs, cell(&table, row, "estimate"), r.get(&format!("{theirs}|estimate")), CLOSED_FORM);
        close(theirs, cell(&table, row, "std.error"), r.get(&format!("{theirs}|se")), CLOSED_FORM);
    }
    for term in ["intercept", "slope"] {
        let row = ["calibration", "logit-adjusted", term, "cr1"];
        close(term, cell(&table, row, "estimate"), r.get(&format!("left-out|{term}|estimate")), ITERATED);
        close(term, cell(&table, row, "std.error"), r.get(&format!("left-out|{term}|se")), ITERATED);
    }
    for days in 1..=3 {
        let term = format!("days>={days}");
        for measure in ["sensitivity", "specificity", "ppv", "flagged"] {
            let ours = cell(&table, [measure, "days", &term, "cr1"], "estimate");
            close(measure, ours, r.get(&format!("thresholds|{term}|{measure}")), CLOSED_FORM);
        }
        let se = cell(&table, ["sensitivity", "days", &term, "cr1"], "std.error");
        close(&term, se, r.get(&format!("thresholds|{term}|se_sensitivity")), CLOSED_FORM);
    }
}

#[test]
fn bias_reduced_errors_agree_with_club_sandwich() {
    let r = Expected::read("large-expected.csv");
    let (plain, adjusted) = (ask_large(4_400, &[]), ask_large(4_400, &["young", "grade"]));
    for (table, row, theirs) in [
        (&plain, ["risk_difference", "crude", "exposed", "cr2"], "exposed"),
        (&adjusted, ["risk_difference", "linear-adjusted", "exposed", "cr2"], "exposed + young + grade"),
        (&plain, ["risk_difference", "crude", "dose-trend", "cr2"], "dose"),
        (&plain, ["risk_difference", "crude", "exposed:young", "cr2"], "exposed * young"),
    ] {
        let key = |q: &str| r.get(&format!("first-4400:CR2|{theirs}|{q}"));
        for (column, q) in [("estimate", "estimate"), ("std.error", "se"), ("df", "df")] {
            close(theirs, cell(table, row, column), key(q), CLOSED_FORM);
        }
        close(theirs, cell(table, row, "p.value"), key("p"), TAIL);
    }
    for term in ["exposed=0", "exposed=1"] {
        let se = cell(&plain, ["risk", "crude", term, "cr2"], "std.error");
        close(term, se, r.get(&format!("first-4400:risk|{term}|se")), CLOSED_FORM);
    }
}
