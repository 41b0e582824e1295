//! How an effect table leaves: tidy for machines, short for people.

use super::question::Effects;
use crate::tables::{Table, Value, significant};
use crate::trial::facts::{AdjustedP, BetaTold, ReplayTest, Statistic};
use crate::trial::{EffectResult, Unit};

const SCHEMA: &str = "lodtrin/effect/1";

impl Effects {
    /// What people read, in eighty columns: estimates with their intervals, then one line for each test.
    pub fn text(&self) -> String {
        let mut text = self.short_table();
        // the lags of one estimator share their reference set: one line says it
        let tests = self.noted::<ReplayTest>().into_iter();
        let (lags, rest): (Vec<ReplayTest>, Vec<ReplayTest>) = tests.partition(|t| t.estimand == "by-lag");
        rest.iter().chain(lags.first()).for_each(|t| text.push_str(&folded(&test_line(t))));
        for w in self.noted::<AdjustedP>() {
            let name = named([&w.outcome, &w.estimator, &w.estimand, &w.term]);
            text.push_str(&folded(&format!("{name}: p adjusted for several outcomes (Westfall-Young) {}", short(w.p))));
        }
        for b in self.noted::<BetaTold>().iter().filter(|b| b.estimand != "by-lag") {
            let how = match (b.rule.as_str(), b.clipped) {
                ("clipped", Some(true)) => "estimated and brought back to [0, 1]",
                ("clipped", _) => "estimated",
                ("plug-in", _) => "estimated, plug-in",
                _ => "fixed",
            };
            let name = named([&b.outcome, &b.estimator, &b.estimand, &b.term]);
            text.push_str(&folded(&format!("{name}: β = {} ({how})", short(b.beta))));
        }
        text
    }

    /// One line per row under a heading for each outcome and estimator; CSV and JSON hold the rest.
    fn short_table(&self) -> String {
        let planned = self.rows.iter().any(|r| r.prespecified);
        let mut columns = vec!["average", "estimate", "p.value", "conf.low", "conf.high", "variance"];
        columns.extend(planned.then_some("plan"));
        let mut short = Table::new(SCHEMA, &columns);
        for r in &self.rows {
            let mut row: Vec<Value> = vec![
                format!("  {}", average(&r.estimand, &r.term)).into(),
                r.estimate.into(),
                r.p_value.into(),
                r.conf_low.into(),
                r.conf_high.into(),
                r.variance.as_str().into(),
            ];
            row.extend(planned.then(|| Value::from(if r.prespecified { "yes" } else { "no" })));
            short.push(row);
        }
        let mut text = String::new();
        let mut last = String::new();
        for (at, line) in short.to_text().lines().enumerate() {
            if let Some(r) = at.checked_sub(1).and_then(|i| self.rows.get(i)) {
                let scale = if r.unit() == Unit::LogOdds { " (log-odds)" } else { "" };
                let heading = format!("{}, {}{scale}", r.outcome, r.estimator);
                if heading != last {
                    text.push_str(&format!("{heading}\n"));
                    last = heading;
                }
            }
            text.push_str(&format!("{line}\n"));
        }
        text
    }

    /// What `results/effects.json` holds.
    pub fn result(&self) -> EffectResult {
        EffectResult {
            schema: SCHEMA.to_string(),
            facts: self.facts.iter().cloned().collect(),
            rows: self.rows.clone(),
            warnings: self.warnings.clone(),
        }
    }

    /// The tidy table.
    pub fn table(&self) -> Table {
        let mut table = Table::of(SCHEMA);
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

/// What is averaged, in one word where one says it.
fn average(estimand: &str, term: &str) -> String {
    match (estimand, term) {
        ("by-lag", lag) => lag.to_string(),
        (_, "treated") => estimand.to_string(),
        _ if estimand == term || estimand == "simple" => term.to_string(),
        _ => format!("{estimand} {term}"),
    }
}

fn named([outcome, estimator, estimand, term]: [&str; 4]) -> String {
    format!("{outcome}, {estimator} {}", average(estimand, term))
}

fn short(x: Option<f64>) -> String {
    x.map_or("NA".to_string(), |x| significant(x, 4))
}

/// Lines of eighty columns, all but the first indented.
fn folded(line: &str) -> String {
    const WIDTH: usize = 80;
    let (mut text, mut used) = (String::new(), 0);
    for word in line.split(' ') {
        let width = word.chars().count();
        if used > 0 && used + 1 + width > WIDTH {
            text.push_str("\n  ");
            used = 2;
        } else if used > 0 {
            text.push(' ');
            used += 1;
        }
        text.push_str(word);
        used += width;
    }
    text + "\n"
}

/// Reference set, smallest p and Monte-Carlo error of one test.
fn test_line(test: &ReplayTest) -> String {
    let possible = match (test.allocations, test.log10_allocations) {
        (Some(n), _) => format!("{n} possible assignments"),
        (None, Some(l)) => format!("about 10^{l:.1} possible assignments"),
        _ => "possible assignments not counted".to_string(),
    };
    let looked = if test.enumerated {
        "all looked at".to_string()
    } else {
        format!("{} draws, Monte-Carlo error of p {}", test.draws, short(test.mc_error))
    };
    let by = match test.statistic {
        Statistic::Studentized => "the studentised estimate",
        Statistic::Estimate => "the estimate itself, not studentised",
    };
    let name = named([&test.outcome, &test.estimator, &test.estimand, &test.term]);
    format!("{name}: by {by}; {possible}, {looked}, smallest attainable p {}", short(test.smallest_p))
}

fn number_of_pupils(n: f64) -> Value {
    if n.fract() == 0.0 && n.abs() < 9e15 { Value::Int(n as i64) } else { n.into() }
}
