//! Forecasts, offsets, closed forms with history and optimised rollouts against `planning/expected.csv`, made by
//! `planning/make.py` in numpy and checked by a second program in R.

use crate::tools::samples::copied;
use lodtrin::design::optimal::{Criteria, Kind, Limits, search};
use lodtrin::design::{Components, Effect, Family, Layout, Plan, Shares, Time, variance};
use lodtrin::diagnostics::Silent;
use lodtrin::effects::question::Analysis;
use lodtrin::history::{Counted, Written, counted};
use lodtrin::steps::effect::{DataRequest, run_data};
use lodtrin::steps::forecast::{Request, run};
use lodtrin::trial::Named;
use lodtrin::trial::study::{ForecastDecl, PeriodDecl};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Digits that two orders of summation share.
const CLOSE: f64 = 1e-11;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/planning")
}

/// method, term, quantity and value of one data set.
fn expected(data: &str) -> Vec<[String; 4]> {
    let mut reader = csv::Reader::from_path(folder().join("expected.csv")).expect("the values");
    let rows = reader.records().map(|r| r.expect("a row")).filter(|r| &r[0] == data);
    let found: Vec<[String; 4]> = rows.map(|r| [1, 2, 3, 4].map(|c| r[c].to_string())).collect();
    assert!(!found.is_empty(), "no values of {data}");
    found
}

fn close(what: &str, found: f64, wanted: &str) {
    let wanted: f64 = wanted.parse().expect("a number");
    assert!((found - wanted).abs() <= CLOSE * wanted.abs().max(1e-3), "{what}: {found}, wanted {wanted}");
}

/// Checks levels, weights, slopes and what was found.
fn forecast_is(data: &str, written: &Written, weights: &BTreeMap<String, f64>) {
    let found: BTreeMap<&str, f64> = written.numbers().into_iter().collect();
    let named = |list: &[(String, f64)], term: &str| list.iter().find(|(n, _)| n == term).map(|(_, x)| *x);
    let mut seen = 0;
    for [method, term, quantity, value] in expected(data) {
        if method != "forecast" {
            continue;
        }
        let z = &written.frozen;
        let mine = match quantity.as_str() {
            "level" => z.levels.get(&term).copied(),
            "weight" => weights.get(&term).copied(),
            "centre" => named(&z.centre, &term),
            "slope" => named(&z.slopes, &term),
            "held_out" => written.held_out.iter().find(|h| term == format!("ahead={}", h.ahead)).map(|h| h.ratio),
            other => found.get(other).copied(),
        };
        let mine = mine.unwrap_or_else(|| panic!("{data} {term} {quantity} is missing"));
        close(&format!("{data} {term} {quantity}"), mine, &value);
        if ["level", "centre", "slope"].contains(&quantity.as_str()) {
            // nine decimals, and those alone
            assert_eq!(mine, value.parse::<f64>().expect("a number"), "{data} {term} {quantity}");
        }
        seen += 1;
    }
    assert!(seen > 10, "{data}: {seen} values");
}

#[test]
fn forecasts_of_studies() {
    for name in ["counts", "registers"] {
        let place = tempfile::tempdir().expect("a folder");
        copied(&folder().join(name), place.path());
        let made = run(&Request { study: place.path().to_path_buf(), check: false }, &Silent).expect("a forecast");
        let text = std::fs::read_to_string(place.path().join("forecast.toml")).expect("forecast.toml");
        let covariates: Vec<String> = if name == "counts" { ["under20", "female"] } else { ["under20", "benefit"] }
            .iter()
            .map(|c| c.to_string())
            .collect();
        let written = Written::read(&text, &covariates).expect("the file reads back");
        assert_eq!(written.text(), text);
        let weights = made.table.rows.iter().map(|r| match (&r[0], &r[5]) {
            (lodtrin::tables::Value::Text(id), lodtrin::tables::Value::Num(w)) => (id.clone(), *w),
            other => panic!("{other:?}"),
        });
        forecast_is(name, &written, &weights.collect());
        if name == "registers" {
            let history = std::fs::read(place.path().join("data/history.csv")).expect("a table");
            assert_eq!(history, std::fs::read(folder().join("registers/expected-history.csv")).expect("a table"));
        }
    }
}

/// A table of counts without covariates, and its forecast.
fn plain(name: &str) -> (Vec<String>, Counted, ForecastDecl) {
    let mut reader = csv::Reader::from_path(folder().join(format!("{name}.csv"))).expect("a table");
    let header = reader.headers().expect("a header").iter().map(str::to_string).collect();
    let rows: Vec<(usize, Vec<String>)> = reader
        .records()
        .enumerate()
        .map(|(i, r)| (i + 2, r.expect("a row").iter().map(str::to_string).collect::<Vec<String>>()))
        .collect();
    let mut ids: Vec<String> = rows.iter().map(|(_, r)| r[0].clone()).collect();
    let mut terms: Vec<String> = rows.iter().map(|(_, r)| r[1].clone()).collect();
    ids.sort();
    ids.dedup();
    terms.sort();
    terms.dedup();
    let periods = terms.into_iter().enumerate();
    let periods = periods.map(|(t, id)| PeriodDecl { id, start: 100 * t as i32, end: 100 * t as i32 + 90 }).collect();
    let decl = ForecastDecl { history: None, covariates: Vec::new(), renamed: BTreeMap::new(), periods, frozen: None };
    (ids, Counted { file: name.to_string(), header, rows, decimal: None }, decl)
}

#[test]
fn forecasts_of_tables() {
    for name in ["equal", "alike"] {
        let (ids, table, decl) = plain(name);
        let history = counted(&table, &decl, &ids, &[]).expect("a history");
        let (written, fitted) = Written::fitted(&history, &[], "dropout", "", "").expect("a fit");
        forecast_is(name, &written, &ids.iter().cloned().zip(fitted.weights).collect());
    }
}

fn named<T: Named>(name: &str) -> T {
    T::parse(name).unwrap_or_else(|| panic!("no method {name}"))
}

fn analysis(estimator: &str, estimand: &str, variances: &[&str]) -> Analysis {
    Analysis {
        estimators: vec![named(estimator)],
        estimands: vec![named(estimand)],
        variances: variances.iter().map(|v| named(v)).collect(),
        draws: 99,
        weight: Some("programmes".to_string()),
        ..Analysis::default()
    }
}

#[test]
fn offsets() {
    for name in ["offset24", "offset8"] {
        for [method, estimand, quantity, value] in expected(name) {
            let (what, estimator) = method.split_once(':').expect("two words");
            let exact = matches!(quantity.as_str(), "p.value" | "arrangements");
            let variances: &[&str] =
                if exact || estimator == "within-period" { &["randomization"] } else { &["neyman"] };
            let request = DataRequest {
                file: folder().join(format!("{name}.csv")),
                unit: "unit".into(),
                period: "period".into(),
                start: "start".into(),
                outcomes: vec!["k".into()],
                size: Some("n".into()),
                stratum: None,
                covariates: Vec::new(),
                periods: None,
                form: lodtrin::trial::study::FormDecl::default(),
                missing: None,
                selected: None,
                delivered: None,
                subgroups: Vec::new(),
                offset: (what == "offset").then(|| "offset".to_string()),
            };
            let found = run_data(&request, &[analysis(estimator, &estimand, variances)], &Silent).expect("rows");
            let row = &found.rows[0];
            assert_eq!(row.scale, "probability");
            let fact = |name: &str, key: &str| {
                let (_, facts) = found.facts.iter().find(|(n, _)| n == name)?;
                facts.as_array().map_or(&facts[key], |list| &list[0][key]).as_f64()
            };
            let mine = match quantity.as_str() {
                "estimate" => row.estimate,
                "std.error" => row.std_error,
                "p.value" => row.p_value,
                "arrangements" => fact("randomization", "allocations"),
                _ => fact("beta", "beta").or(Some(if estimator == "callaway-santanna" { 1.0 } else { 0.0 })),
            };
            close(&format!("{name} {method} {estimand} {quantity}"), mine.expect("a number"), &value);
        }
    }
}

/// The value of a flag in a line of flags.
fn flag(flags: &str, name: &str) -> Option<f64> {
    let mut words = flags.split(' ');
    words.find(|w| *w == format!("--{name}"))?;
    words.next()?.parse().ok()
}

fn components(flags: &str, icc: f64, cac: f64) -> Components {
    let shares = Shares { icc, cac, iac: 0.0, decay: flag(flags, "decay"), school_icc: 0.0, school_cac: 1.0 };
    let mut c = Components::of(1.0, &shares).expect("components");
    c.residual *= 1.0 - flag(flags, "r2").unwrap_or(0.0);
    c
}

#[test]
fn closed_forms_with_history() {
    for name in ["power-a", "power-b", "power-c", "power-d", "power-e"] {
        let rows = expected(name);
        let flags = rows.iter().find(|r| r[2] == "flags").expect("flags")[1].clone();
        let words: Vec<&str> = flags.split(' ').collect();
        let sequences: Vec<usize> = words[1].split(',').map(|n| n.parse().expect("a number")).collect();
        let (before, after) = (flag(&flags, "before").expect("before"), flag(&flags, "after").expect("after"));
        let size = flag(&flags, "size").expect("a size");
        let layout = Layout::stepped(&sequences, before as usize, after as usize, size).expect("a layout");
        let (icc, cac) = (flag(&flags, "icc").expect("an icc"), flag(&flags, "cac").unwrap_or(1.0));
        let plan = Plan {
            components: components(&flags, icc, cac),
            family: Family::Linear,
            time: Time::Categorical,
            effect: None,
            alpha: 0.05,
            power: 0.8,
            history: flag(&flags, "history").expect("history") as usize,
            layout,
        };
        for [_, estimand, quantity, value] in rows.iter().filter(|r| r[2] == "variance") {
            let effect = if estimand == "immediate" { Effect::Immediate } else { Effect::average(&plan.layout) };
            close(&format!("{name} {estimand} {quantity}"), variance(&plan.model(0.0), &effect).expect("v"), value);
        }
    }
}

#[test]
fn optimised_rollouts() {
    for name in ["ends", "both", "limits", "grid"] {
        let rows = expected(name);
        let flags = rows.iter().find(|r| r[2] == "flags").expect("flags")[1].clone();
        let number = |n: &str| flag(&flags, n).unwrap_or_else(|| panic!("{n}")) as usize;
        let limits = Limits {
            lots: number("lots"),
            terms: number("terms"),
            first: number("first"),
            last: number("last"),
            least: number("least"),
            most: number("most"),
        };
        let grid = [0.01, 0.02, 0.05].into_iter().flat_map(|i| [0.6, 0.8, 1.0].map(|c| (i, c)));
        let declared = flag(&flags, "icc").zip(flag(&flags, "cac"));
        let scenarios: Vec<(f64, f64)> = declared.map_or_else(|| grid.collect(), |one| vec![one]);
        let both = flags.contains("--estimand both");
        let lags: Vec<&str> = flags.split("--lags 0..").collect();
        let criteria = Criteria {
            kinds: if both { vec![Kind::Immediate, Kind::Average] } else { vec![Kind::Immediate] },
            scenarios: scenarios.iter().map(|(i, c)| components(&flags, *i, *c)).collect(),
            last_lag: lags[1].split(' ').next().expect("a lag").parse().expect("a number"),
            size: flag(&flags, "size").expect("a size"),
            history: number("history"),
            transition: 0,
        };
        let found = search(&limits, &criteria).expect("designs");
        let words = |list: Vec<usize>| list.iter().map(usize::to_string).collect::<Vec<_>>().join(" ");
        let mut seen = 0;
        for [_, term, quantity, value] in &rows {
            if quantity == "designs" {
                close("designs", found.count as f64, value);
            }
            let at = found.designs.iter().position(|d| {
                let (starts, lots) = d.waves.iter().copied().unzip();
                *term == format!("{}: {}: {}", d.terms, words(starts), words(lots))
            });
            if ["flags", "designs"].contains(&quantity.as_str()) {
                continue;
            }
            let at = at.unwrap_or_else(|| panic!("{name}: {term} was not found"));
            let design = &found.designs[at];
            let n = criteria.scenarios.len();
            let largest = |k: usize| design.variances[k * n..(k + 1) * n].iter().copied().fold(0.0, f64::max);
            let mine = match quantity.as_str() {
                "rank" => at as f64,
                "efficiency" => design.efficiency,
                "waiting" => design.waiting,
                "variance immediate" => largest(0),
                _ => largest(1),
            };
            close(&format!("{name} {term} {quantity}"), mine, value);
            seen += 1;
        }
        let ranks = rows.iter().filter(|r| r[2] == "rank").count();
        assert!(seen > 10 && found.designs.len() == ranks, "{name}: {seen} values, {} designs", found.designs.len());
    }
}
