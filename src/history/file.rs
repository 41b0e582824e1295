//! `forecast.toml`: the forecast as it waits for the lock.

use super::counts::History;
use super::fit::{Found, HeldOut, fit, held_out};
use super::frozen::frozen;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::trial::study::FrozenForecast;
use std::collections::BTreeMap;
use toml::Value;

/// Name of the file in the study folder.
pub const FILE: &str = "forecast.toml";
const SCHEMA: &str = "lodtrin/forecast/1";

/// A fit with all that the file says.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// Name of the primary outcome.
    pub outcome: String,
    /// SHA-256 of what the plan says that the forecast rests on, hex.
    pub declared: String,
    /// The forecast.
    pub frozen: FrozenForecast,
    /// What was found.
    pub found: Found,
    /// How well terms left out are told.
    pub held_out: Vec<HeldOut>,
}

impl Written {
    /// Fits a history and rounds it.
    ///
    /// `digest`: of the table; `declared`: of what the plan says, both hex.
    ///
    /// # Errors
    /// D121.
    pub fn fitted(
        history: &History,
        covariates: &[String],
        outcome: &str,
        digest: &str,
        declared: &str,
    ) -> Outcome<(Written, super::Fitted)> {
        let fitted = fit(&history.groups, history.programmes.len(), covariates.len())?;
        let written = Written {
            outcome: outcome.to_string(),
            declared: declared.to_string(),
            frozen: frozen(&fitted, &history.programmes, covariates, digest),
            found: fitted.found,
            held_out: held_out(&history.groups, history.programmes.len(), covariates.len()),
        };
        Ok((written, fitted))
    }

    /// The file's text.
    pub fn text(&self) -> String {
        let z = &self.frozen;
        let mut out =
            String::from("# Made by `lodtrin forecast` from terms before the rollout; `lodtrin lock` freezes it.\n");
        let mut line = |text: String| {
            out.push_str(&text);
            out.push('\n');
        };
        line(format!("schema = {}", quote(SCHEMA)));
        line(format!("outcome = {}", quote(&self.outcome)));
        line(format!("history = {}", quote(&z.history)));
        line(format!("declared = {}", quote(&self.declared)));
        line(format!("other = {}", number(z.other)));
        line("\n[levels]".to_string());
        z.levels.iter().for_each(|(id, x)| line(format!("{} = {}", quote(id), number(*x))));
        for (name, list) in [("centre", &z.centre), ("slopes", &z.slopes)] {
            line(format!("\n[{name}]"));
            list.iter().for_each(|(id, x)| line(format!("{} = {}", quote(id), number(*x))));
        }
        line("\n[found]".to_string());
        for (name, x) in self.numbers() {
            line(format!("{name} = {}", if x.fract() == 0.0 && counts(name) { format!("{x}") } else { number(x) }));
        }
        for h in &self.held_out {
            line(format!("\n[[held_out]]\nahead = {}\nratio = {}", h.ahead, number(h.ratio)));
        }
        out
    }

    /// What was found, by name, in the order of the file.
    pub fn numbers(&self) -> Vec<(&'static str, f64)> {
        let f = &self.found;
        let mut list = vec![("tau2", f.tau2), ("gamma2", f.gamma2), ("sigma2", f.sigma2), ("icc", f.icc)];
        list.extend(f.cac.map(|c| ("cac", c)));
        list.extend([
            ("mean", f.mean),
            ("r2", f.r2),
            ("programmes", f.programmes as f64),
            ("terms", f.terms as f64),
            ("pupils", f.pupils),
        ]);
        list
    }

    /// Reads the file; covariates in the declared order.
    ///
    /// # Errors
    /// D124 for a file that `lodtrin forecast` did not write.
    pub fn read(text: &str, covariates: &[String]) -> Outcome<Written> {
        let table: toml::Table = text.parse().map_err(|e: toml::de::Error| damaged(e.message()))?;
        let word = |key: &str| {
            table.get(key).and_then(Value::as_str).map(str::to_string).ok_or_else(|| damaged(&format!("no `{key}`")))
        };
        if word("schema")? != SCHEMA {
            return Err(damaged("another schema"));
        }
        let numbers = |key: &str| -> Outcome<BTreeMap<String, f64>> {
            let table = table.get(key).and_then(Value::as_table).ok_or_else(|| damaged(&format!("no [{key}]")))?;
            table
                .iter()
                .map(|(k, v)| Ok((k.clone(), real(v).ok_or_else(|| damaged(&format!("`{key}.{k}` is no number")))?)))
                .collect()
        };
        let ordered = |key: &str| -> Outcome<Vec<(String, f64)>> {
            let mut given = numbers(key)?;
            let mut list: Vec<(String, f64)> =
                covariates.iter().filter_map(|c| Some((c.clone(), given.remove(c)?))).collect();
            list.extend(given);
            Ok(list)
        };
        let found = numbers("found")?;
        let one = |key: &str| found.get(key).copied().ok_or_else(|| damaged(&format!("no `found.{key}`")));
        let held_out = read_held_out(&table)?;
        Ok(Written {
            outcome: word("outcome")?,
            declared: word("declared")?,
            frozen: FrozenForecast {
                history: word("history")?,
                other: table.get("other").and_then(real).ok_or_else(|| damaged("no `other`"))?,
                levels: numbers("levels")?,
                centre: ordered("centre")?,
                slopes: ordered("slopes")?,
            },
            found: Found {
                tau2: one("tau2")?,
                gamma2: one("gamma2")?,
                sigma2: one("sigma2")?,
                icc: one("icc")?,
                cac: found.get("cac").copied(),
                mean: one("mean")?,
                r2: one("r2")?,
                programmes: one("programmes")? as usize,
                terms: one("terms")? as usize,
                pupils: one("pupils")?,
            },
            held_out,
        })
    }

    /// The first part in which another fit differs, by its name in the file.
    pub fn differs(&self, other: &Written) -> Option<&'static str> {
        let (a, b) = (&self.frozen, &other.frozen);
        let parts = [
            ("outcome", self.outcome == other.outcome),
            ("declared", self.declared == other.declared),
            ("history", a.history == b.history),
            ("other", a.other == b.other),
            ("levels", a.levels == b.levels),
            ("centre", a.centre == b.centre),
            ("slopes", a.slopes == b.slopes),
            ("found", self.numbers() == other.numbers()),
            ("held_out", self.held_out == other.held_out),
        ];
        parts.into_iter().find(|(_, same)| !same).map(|(name, _)| name)
    }
}

fn counts(name: &str) -> bool {
    matches!(name, "programmes" | "terms" | "pupils")
}

fn real(value: &Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|n| n as f64))
}

fn damaged(why: &str) -> Problem {
    Problem::new("D124", "forecast.toml is not one that `lodtrin forecast` wrote")
        .at(Place::file(FILE))
        .found(why.to_string())
        .help("run `lodtrin forecast` again")
}

fn number(x: f64) -> String {
    format!("{x:?}")
}

/// A TOML basic string.
fn quote(text: &str) -> String {
    Value::String(text.to_string()).to_string()
}

/// The entries of `[[held_out]]`.
fn read_held_out(table: &toml::Table) -> Outcome<Vec<HeldOut>> {
    let entry = |h: &Value| {
        let ahead = h.get("ahead").and_then(Value::as_integer).and_then(|a| usize::try_from(a).ok());
        ahead.zip(h.get("ratio").and_then(real)).map(|(ahead, ratio)| HeldOut { ahead, ratio })
    };
    let list = table.get("held_out").and_then(Value::as_array).into_iter().flatten();
    let found: Option<_> = list.map(entry).collect();
    found.ok_or_else(|| damaged("an entry of [[held_out]] is incomplete"))
}
