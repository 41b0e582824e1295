//! How an effect table leaves: tidy for machines, short for people.

use super::effect::Effects;
use crate::report::{Table, Value, significant};
use serde_json::Value as Json;

impl Effects {
    /// What people read: the columns that fit, and one line for each test.
    pub fn text(&self) -> String {
        let columns = [
            "outcome",
            "estimator",
            "estimand",
            "term",
            "estimate",
            "std.error",
            "p.value",
            "conf.low",
            "conf.high",
            "variance",
        ];
        let full = self.table();
        let place: Vec<usize> = columns.iter().filter_map(|c| full.columns.iter().position(|f| f == c)).collect();
        let mut short = Table::new(&full.schema, &columns);
        full.rows.iter().for_each(|r| short.push(place.iter().map(|j| r[*j].clone()).collect()));
        let mut text = short.to_text();
        for (_, list) in self.facts.iter().filter(|(n, _)| n == "tests") {
            // the lags of one estimator share their reference set: one line says it
            let all = list.as_array().into_iter().flatten();
            let (lags, rest): (Vec<&Json>, Vec<&Json>) = all.partition(|t| word(t, "estimand") == "by-lag");
            rest.into_iter().chain(lags.into_iter().take(1)).for_each(|t| text.push_str(&test_line(t)));
        }
        for (_, list) in self.facts.iter().filter(|(n, _)| n == "westfall_young") {
            for w in list.as_array().into_iter().flatten() {
                let number = w["p.adjusted"].as_f64().map_or("NA".to_string(), |x| significant(x, 4));
                let (outcome, estimator, term) = (word(w, "outcome"), word(w, "estimator"), word(w, "term"));
                text.push_str(&format!(
                    "{outcome} {estimator} {} {term}: p adjusted for several outcomes (Westfall-Young) {number}\n",
                    word(w, "estimand")
                ));
            }
        }
        for (_, list) in self.facts.iter().filter(|(n, _)| n == "beta") {
            for b in list.as_array().into_iter().flatten().filter(|b| word(b, "estimand") != "by-lag") {
                let number = b["beta"].as_f64().map_or("NA".to_string(), |x| significant(x, 4));
                text.push_str(&format!(
                    "{} {} {}: β = {number}\n",
                    word(b, "outcome"),
                    word(b, "estimand"),
                    word(b, "term")
                ));
            }
        }
        text
    }

    /// The tidy table.
    pub fn table(&self) -> Table {
        let mut table = Table::new(
            "lodtrin/effect/1",
            &[
                "outcome",
                "estimator",
                "estimand",
                "term",
                "scale",
                "estimate",
                "std.error",
                "statistic",
                "df",
                "p.value",
                "conf.low",
                "conf.high",
                "conf.level",
                "variance",
                "nobs",
                "n.clusters",
                "prespecified",
            ],
        );
        for r in &self.rows {
            table.push(vec![
                r.outcome.as_str().into(),
                r.estimator.as_str().into(),
                r.estimand.as_str().into(),
                r.term.as_str().into(),
                r.scale.as_str().into(),
                r.estimate.into(),
                r.std_error.into(),
                r.statistic.into(),
                r.df.into(),
                r.p_value.into(),
                r.conf_low.into(),
                r.conf_high.into(),
                r.conf_level.into(),
                r.variance.as_str().into(),
                number_of_pupils(r.nobs),
                r.n_clusters.into(),
                r.prespecified.into(),
            ]);
        }
        table.facts = self.facts.clone();
        table.warnings = self.warnings.clone();
        table
    }
}

fn word<'a>(fact: &'a Json, name: &str) -> &'a str {
    fact[name].as_str().unwrap_or("")
}

/// Reference set, smallest p and Monte-Carlo error of one test.
fn test_line(test: &Json) -> String {
    let number = |name: &str| test[name].as_f64();
    let short = |x: Option<f64>| x.map_or("NA".to_string(), |x| significant(x, 3));
    let possible = match (test["allocations"].as_u64(), number("log10_allocations")) {
        (Some(n), _) => format!("{n} possible assignments"),
        (None, Some(l)) => format!("about 10^{l:.1} possible assignments"),
        _ => "possible assignments not counted".to_string(),
    };
    let looked = if test["enumerated"].as_bool() == Some(true) {
        "all looked at".to_string()
    } else {
        format!("{} draws, Monte-Carlo error of p {}", test["draws"], short(number("mc_error")))
    };
    format!(
        "{} {} {} {}: {possible}, {looked}, smallest attainable p {}\n",
        word(test, "outcome"),
        word(test, "estimator"),
        word(test, "estimand"),
        word(test, "term"),
        short(number("smallest_p"))
    )
}

fn number_of_pupils(n: f64) -> Value {
    if n.fract() == 0.0 && n.abs() < 9e15 { Value::Int(n as i64) } else { n.into() }
}
