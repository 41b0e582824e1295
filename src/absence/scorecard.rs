//! The model as a scorecard: its coefficients in the units of the data, to be judged frozen on other pupils.

use super::cohort::Unit;
use crate::numeric::Matrix;
use crate::trial::facts::{ScorecardTerm, ScorecardTold};
use serde_json::Value;

/// Name of the constant.
pub const INTERCEPT: &str = "(intercept)";
/// Name of days absent.
pub const DAYS: &str = "days";

/// One term and its coefficient.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// `(intercept)`, `days`, or a covariate.
    pub term: String,
    /// Its coefficient, in units of the data.
    pub coefficient: f64,
}

/// A frozen model: logit P(dropout) = Σ coefficient · value.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorecard {
    /// What counted as absent, followed and dropped out where it was fitted; `null` where nobody says.
    pub definition: Value,
    /// The terms.
    pub terms: Vec<Term>,
}

/// Coefficients of columns counted from a shift and in a unit, as contrasts in units of the data: one row a term.
///
/// A column is (value − shift)/size, so that the coefficient of the value is b/size and the intercept loses b·shift/size.
pub fn contrasts(units: &[Unit]) -> Matrix {
    let k = units.len() + 1;
    let mut rows = Matrix::zeros(k, k);
    rows[(0, 0)] = 1.0;
    for (j, unit) in units.iter().enumerate() {
        rows[(j + 1, j + 1)] = 1.0 / unit.size;
        rows[(0, j + 1)] = -unit.shift / unit.size;
    }
    rows
}

impl Scorecard {
    /// What is written.
    pub fn told(&self) -> ScorecardTold {
        let term = |t: &Term| ScorecardTerm { term: t.term.clone(), coefficient: Some(t.coefficient) };
        ScorecardTold { definition: self.definition.clone(), terms: self.terms.iter().map(term).collect() }
    }

    /// Reads a scorecard, or the `scorecard` of an earlier answer; the reason in words where there is none.
    pub fn from_json(value: &Value) -> Result<Scorecard, String> {
        let own = value.get("scorecard").unwrap_or(value);
        if own.is_null() {
            return Err("its `scorecard` is null: the model could not be fitted, or may not be shown".into());
        }
        let list = own.get("terms").and_then(Value::as_array);
        let list = list.ok_or("it has no `scorecard` with a list of `terms`")?;
        let mut terms: Vec<Term> = Vec::with_capacity(list.len());
        for (at, entry) in list.iter().enumerate() {
            let name = entry.get("term").and_then(Value::as_str);
            let number = entry.get("coefficient").and_then(Value::as_f64).filter(|c| c.is_finite());
            let (Some(term), Some(coefficient)) = (name, number) else {
                return Err(format!(
                    "entry {} of its `terms` lacks a `term` in words or a finite `coefficient`",
                    at + 1
                ));
            };
            if terms.iter().any(|t| t.term == term) {
                return Err(format!("its term `{term}` stands twice"));
            }
            terms.push(Term { term: term.to_string(), coefficient });
        }
        Ok(Scorecard { definition: own.get("definition").cloned().unwrap_or(Value::Null), terms })
    }

    /// Names of the terms, in order.
    pub fn names(&self) -> Vec<&str> {
        self.terms.iter().map(|t| t.term.as_str()).collect()
    }

    /// Whether the terms are the intercept, days and exactly these covariates, in any order.
    pub fn is_of(&self, covariates: &[&str]) -> bool {
        let mut own = self.names();
        let mut wanted: Vec<&str> = [INTERCEPT, DAYS].into_iter().chain(covariates.iter().copied()).collect();
        own.sort_unstable();
        wanted.sort_unstable();
        own == wanted
    }

    /// The predicted risk of each design row; columns are the intercept, days, then the covariates named, counted in their
    /// units.
    pub fn risks(&self, design: &Matrix, columns: &[&str], units: &[Unit]) -> Vec<f64> {
        let of = |name: &str| self.terms.iter().find(|t| t.term == name).map_or(0.0, |t| t.coefficient);
        let (constant, by_column) = (of(INTERCEPT), columns.iter().map(|c| of(c)).collect::<Vec<f64>>());
        (0..design.rows())
            .map(|i| {
                let values = design.row(i)[1..].iter().zip(units).map(|(x, u)| x * u.size + u.shift);
                let eta = constant + values.zip(&by_column).map(|(x, b)| x * b).sum::<f64>();
                super::iterated::Family::Logit.mean(eta).0
            })
            .collect()
    }

    /// What of the definitions differs, as `name: then, now`; what either side does not know is passed over.
    pub fn differs(&self, now: &Value) -> Vec<String> {
        let known = |v: &Value, key: &str| v.get(key).filter(|x| !x.is_null()).cloned();
        let mut out = Vec::new();
        for key in ["window", "days", "threshold", "counts", "lawful", "landmark", "horizon"] {
            let (then, own) = (known(&self.definition, key), known(now, key));
            // a column's name is no rule
            let rule = |v: &Option<Value>| v.as_ref().is_none_or(|v| v == "school" || v == "calendar");
            if self.definition.is_null() || (key == "days" && !(rule(&then) && rule(&own))) {
                continue;
            }
            let same = match (&then, &own) {
                (Some(a), Some(b)) => a.as_f64().zip(b.as_f64()).map_or(a == b, |(x, y)| x == y),
                // without a horizon pupils are followed as far as the data go: that is a definition too
                (a, b) => key != "horizon" || a == b,
            };
            if !same {
                let words = |v: &Option<Value>| v.as_ref().map_or("none".to_string(), |v| v.to_string());
                out.push(format!("{key}: {} then, {} now", words(&then), words(&own)));
            }
        }
        out
    }
}
