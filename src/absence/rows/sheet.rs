//! The sheet that an analysis of absence fills: rows with their uncertainty, doubts, and what stays hidden.

use crate::absence::{Guarded, Separation};
use crate::diagnostics::{Doubt, Told};
use crate::inference::cluster::{Correction, Sandwich};
use crate::inference::guards::Support;
use crate::numeric::{normal_quantile, t_quantile, t_two_sided};
use crate::trial::{AbsenceRow, Fit};
use std::collections::BTreeMap;

/// How a row's number lives: on what scale it is sure, and whether zero (or one) is a hypothesis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// A difference: interval estimate ± t·se, tested against 0.
    Difference,
    /// A ratio given by its logarithm: interval exponentiated, tested against 1.
    Ratio,
    /// A probability: interval cut at 0 and 1, not tested.
    Share,
    /// Another positive number, given as it is: interval on the logarithm, not tested.
    Positive,
    /// A real number that is not tested.
    Level,
}

/// A number with its uncertainty; for [`Scale::Ratio`] the logarithm and its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number {
    /// Estimate on the scale's own axis.
    pub value: f64,
    /// Standard error.
    pub std_error: f64,
    /// Degrees of freedom, infinite for a normal reference.
    pub df: f64,
}

/// What names a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    /// `risk_difference`, …
    pub measure: &'static str,
    /// `crude`, …
    pub method: &'static str,
    /// `exposed`, …
    pub term: String,
    /// `cr2`, …
    pub variance: &'static str,
}

/// Shorthand for a [`Name`].
pub fn name(measure: &'static str, method: &'static str, term: impl Into<String>, variance: &'static str) -> Name {
    Name { measure, method, term: term.into(), variance }
}

/// One row and what it would give away.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The row.
    pub row: AbsenceRow,
    /// The smallest number of pupils that the row tells about, where that is less than everybody.
    pub reveals: Option<f64>,
    /// Rows of one family add up to a known total: hiding one is not enough.
    pub family: Option<&'static str>,
    /// The same number stands among the counts of the registers, so that hiding it here would hide nothing.
    pub told_elsewhere: bool,
}

/// The rows of an analysis as they are made, for one cohort.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The rows so far.
    pub lines: Vec<Line>,
    /// The doubts so far.
    pub warnings: Vec<Told>,
    /// Confidence level.
    pub level: f64,
    /// Pupils of the cohort at hand.
    pub nobs: f64,
    /// Clusters of the cohort at hand.
    pub n_clusters: usize,
    /// Columns that tell the outcome without exception, and the methods that therefore have no answer.
    separated: Vec<(Vec<String>, Vec<String>)>,
    /// Rows whose uncertainty rests on few clusters or on none.
    guarded: Guarded,
}

impl Sheet {
    /// An empty sheet.
    pub fn new(level: f64) -> Self {
        let (lines, warnings, separated, guarded) = (Vec::new(), Vec::new(), Vec::new(), Guarded::default());
        Sheet { lines, warnings, level, nobs: 0.0, n_clusters: 0, separated, guarded }
    }

    /// The cohort that the following rows are about.
    pub fn about(&mut self, nobs: usize, n_clusters: usize) {
        self.nobs = nobs as f64;
        self.n_clusters = n_clusters;
    }

    /// Adds a row.
    pub fn put(&mut self, name: Name, scale: Scale, number: Number) -> &mut Line {
        let Number { value, std_error, df } = number;
        let known = std_error.is_finite() && std_error > 0.0;
        let margin = t_quantile(0.5 + self.level / 2.0, df) * std_error;
        let interval =
            |f: &dyn Fn(f64) -> f64, centre: f64, margin: f64| known.then(|| (f(centre - margin), f(centre + margin)));
        let (estimate, limits, tested) = match scale {
            Scale::Difference => (value, interval(&|x| x, value, margin), true),
            Scale::Ratio => (libm::exp(value), interval(&libm::exp, value, margin), true),
            Scale::Share => (value, interval(&|x| x.clamp(0.0, 1.0), value, margin), false),
            Scale::Level => (value, interval(&|x| x, value, margin), false),
            Scale::Positive if value > 0.0 => (value, interval(&libm::exp, libm::log(value), margin / value), false),
            Scale::Positive => (value, None, false),
        };
        let statistic = (known && tested).then(|| value / std_error);
        let row = AbsenceRow {
            measure: name.measure.into(),
            method: name.method.into(),
            term: name.term,
            estimate: finite(estimate),
            std_error: known.then_some(std_error),
            statistic,
            df: (known && !df.is_nan()).then_some(df),
            p_value: statistic.map(|t| t_two_sided(t, df)),
            conf_low: limits.map(|l| l.0),
            conf_high: limits.map(|l| l.1),
            conf_level: self.level,
            variance: name.variance.into(),
            nobs: self.nobs,
            n_clusters: self.n_clusters,
        };
        self.push(row)
    }

    /// Adds a row whose cluster-robust uncertainty rests on what stands behind its sides: nothing but the estimate where
    /// that is one cluster or does not vary, the reference distribution of few clusters where they are few.
    pub fn put_supported(&mut self, name: Name, scale: Scale, number: Number, support: Support) -> &mut Line {
        let row = format!("{} {} {}", name.measure, name.method, name.term);
        let (std_error, df) = self.guarded.apply(&row, name.variance, (number.std_error, number.df), support);
        self.put(name, scale, Number { std_error, df, ..number })
    }

    /// Says once what the guards met.
    pub fn say_guarded(&mut self) {
        std::mem::take(&mut self.guarded).doubts().into_iter().for_each(|w| self.warn(w));
    }

    /// Adds a row without uncertainty.
    pub fn plain(&mut self, name: Name, value: f64) -> &mut Line {
        self.put(name, Scale::Level, Number { value, std_error: f64::NAN, df: f64::NAN })
    }

    /// Adds a row whose interval was found otherwise (curves, resampling).
    pub fn with_limits(
        &mut self,
        name: Name,
        value: f64,
        std_error: f64,
        df: f64,
        limits: Option<(f64, f64)>,
    ) -> &mut Line {
        let line = self.put(name, Scale::Level, Number { value, std_error, df });
        line.row.conf_low = limits.map(|l| l.0);
        line.row.conf_high = limits.map(|l| l.1);
        line
    }

    /// Adds a test: a statistic with its reference and p-value.
    pub fn test(&mut self, name: Name, estimate: Option<f64>, statistic: f64, df: f64, p: f64) -> &mut Line {
        let line = self.plain(name, f64::NAN);
        line.row.estimate = estimate.and_then(finite);
        line.row.statistic = finite(statistic);
        line.row.df = finite(df);
        line.row.p_value = finite(p);
        line
    }

    /// A row whose number cannot be had; the reason goes into a warning.
    pub fn missing(&mut self, name: Name) -> &mut Line {
        self.plain(name, f64::NAN)
    }

    /// A linear combination of a fit's coefficients under each correction named.
    pub fn combination(
        &mut self,
        what: (&'static str, &'static str, &str),
        scale: Scale,
        robust: &Robust,
        contrast: &[f64],
        support: Support,
    ) {
        for i in 0..robust.sandwiches.len() {
            let (label, number) = robust.number(i, contrast);
            self.put_supported(name(what.0, what.1, what.2, label), scale, number, support);
        }
    }

    /// A named doubt, once.
    pub fn warn(&mut self, doubt: impl Into<Told>) {
        doubt.into().add(&mut self.warnings);
    }

    /// Notes that a method has no finite answer because of some columns.
    pub fn separated(&mut self, separation: &Separation, method: &str) {
        let at = self.separated.iter().position(|(terms, _)| *terms == separation.terms);
        let methods = match at {
            Some(i) => &mut self.separated[i].1,
            None => {
                self.separated.push((separation.terms.clone(), Vec::new()));
                let last = self.separated.len() - 1;
                &mut self.separated[last].1
            }
        };
        if !methods.iter().any(|m| m == method) {
            methods.push(method.to_string());
        }
    }

    /// Says once for all methods what separated them.
    pub fn say_separated(&mut self) {
        for (terms, methods) in std::mem::take(&mut self.separated) {
            let names = terms.iter().map(|t| format!("`{t}`")).collect::<Vec<_>>().join(" with ");
            let tells = if names == "`(intercept)`" { "a combination of columns".to_string() } else { names };
            self.warn(Doubt::Separation { columns: tells, methods: methods.join(", ") });
        }
    }

    /// Half the width of an interval in standard errors, normal reference.
    pub fn z(&self) -> f64 {
        normal_quantile(0.5 + self.level / 2.0)
    }

    fn push(&mut self, row: AbsenceRow) -> &mut Line {
        let at = self.lines.len();
        self.lines.push(Line { row, reveals: None, family: None, told_elsewhere: false });
        &mut self.lines[at]
    }

    /// Removes what a published table must not give away: rows about fewer than `minimum` pupils, and where one row of a
    /// family went, the next smallest of that family too: one that is told nowhere else, and failing that one in which
    /// nobody is, so that which of the two hides the pupils is not told. Returns how many rows were emptied.
    pub fn suppress(&mut self, minimum: f64) -> usize {
        let small = |l: &Line| l.reveals.is_some_and(|r| r > 0.0 && r < minimum);
        let mut hide: Vec<usize> = (0..self.lines.len()).filter(|i| small(&self.lines[*i])).collect();
        let mut families: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
        for (i, line) in self.lines.iter().enumerate() {
            if let Some(f) = line.family {
                families.entry(f).or_default().push(i);
            }
        }
        for members in families.values() {
            let hidden = members.iter().filter(|i| hide.contains(i)).count();
            let reveals = |i: usize| self.lines[i].reveals.unwrap_or(f64::INFINITY);
            let told = |i: usize| self.lines[i].told_elsewhere;
            let with_empty = members.iter().any(|i| told(*i) && reveals(*i) > 0.0);
            let rest = members.iter().filter(|i| !hide.contains(i) && !told(**i) && (with_empty || reveals(**i) > 0.0));
            // rows in which nobody is come last
            let order = |i: usize| if reveals(i) > 0.0 { reveals(i) } else { f64::MAX };
            let next = rest.min_by(|a, b| order(**a).total_cmp(&order(**b)).then(a.cmp(b)));
            if let (1, Some(next)) = (hidden, next) {
                hide.push(*next);
            }
        }
        for i in &hide {
            let row = &mut self.lines[*i].row;
            row.estimate = None;
            row.std_error = None;
            row.statistic = None;
            row.p_value = None;
            row.conf_low = None;
            row.conf_high = None;
            row.df = None;
            row.nobs = f64::NAN;
        }
        hide.len()
    }
}

/// A fit with the cluster-robust variances that its rows carry.
pub struct Robust<'a> {
    sandwiches: Vec<(&'static str, Sandwich<'a>)>,
    fit: &'a Fit,
}

impl<'a> Robust<'a> {
    /// Prepares corrections under the labels that the tables use.
    pub fn new(fit: &'a Fit, corrections: &[(&'static str, Correction)]) -> Self {
        let sandwiches = corrections.iter().map(|(label, c)| (*label, Sandwich::new(fit, *c))).collect();
        Robust { sandwiches, fit }
    }

    /// c'β with the i-th correction.
    pub fn number(&self, i: usize, contrast: &[f64]) -> (&'static str, Number) {
        let (label, sandwich) = &self.sandwiches[i];
        let v = sandwich.variance(contrast);
        let value = contrast.iter().zip(&self.fit.coefficients).map(|(c, b)| c * b).sum();
        (label, Number { value, std_error: libm::sqrt(v.variance), df: v.df })
    }

    /// A function of the coefficients by the delta method: its value and its gradient, first correction.
    pub fn delta(&self, value: f64, gradient: &[f64]) -> Number {
        let v = self.sandwiches[0].1.variance(gradient);
        Number { value, std_error: libm::sqrt(v.variance), df: v.df }
    }

    /// The covariance of the coefficients under the first correction.
    pub fn covariance(&self) -> crate::numeric::Matrix {
        self.sandwiches[0].1.covariance()
    }
}

/// The corrections of a linear fit.
pub const LINEAR: &[(&str, Correction)] = &[("cr1", Correction::Cr1), ("cr2", Correction::Cr2)];
/// The correction of subgroup and dose rows.
pub const CR2: &[(&str, Correction)] = &[("cr2", Correction::Cr2)];
/// The correction of logit and Poisson fits and of ratios of totals.
pub const CLUSTERS: &[(&str, Correction)] = &[("cr1", Correction::Cr1Clusters)];
/// The correction of Cox fits.
pub const ROBUST: &[(&str, Correction)] = &[("robust", Correction::Cr0)];

fn finite(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}
