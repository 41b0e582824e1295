//! Names of estimators, estimands and variances, and which of them go together.

use super::reader::Section;
use crate::diagnostics::{Outcome, nearest};
use toml::de::DeValue;

/// Estimators by the names used in every table.
pub const ESTIMATORS: [&str; 14] = [
    "roth-santanna",
    "callaway-santanna",
    "sun-abraham",
    "difference-in-means",
    "imputation",
    "twfe",
    "twfe-exposure",
    "hussey-hughes",
    "nested-exchangeable",
    "exposure-time",
    "gee-logit",
    "gee-identity",
    "glmm-logit",
    "within-period",
];

/// Estimands by the names used in every table.
pub const ESTIMANDS: [&str; 5] = ["simple", "cohort", "calendar", "by-lag", "time-averaged"];

/// Variances that effects can have, by the names used in every table.
pub const VARIANCES: [&str; 13] = [
    "design",
    "neyman",
    "model",
    "cr0",
    "cr1",
    "cr2",
    "cr3",
    "jackknife",
    "wild-bootstrap",
    "randomization",
    "robust",
    "kauermann-carroll",
    "mancl-derouen",
];

/// Variances of the other analyses, which no effect has.
pub const OTHER_VARIANCES: [&str; 4] = ["delta", "delong", "greenwood", "cluster-bootstrap"];

/// The estimands of an estimator, its default first; empty for a name that is none.
pub fn estimands_of(estimator: &str) -> &'static [&'static str] {
    match estimator {
        "roth-santanna" | "callaway-santanna" | "sun-abraham" | "difference-in-means" | "imputation" => &ESTIMANDS,
        "twfe-exposure" | "exposure-time" => &["by-lag", "time-averaged", "simple"],
        name if ESTIMATORS.contains(&name) => &["simple"],
        _ => &[],
    }
}

/// The variances of an estimator, its default first; empty for a name that is none.
pub fn variances_of(estimator: &str) -> &'static [&'static str] {
    match estimator {
        "roth-santanna" | "callaway-santanna" | "sun-abraham" | "difference-in-means" => {
            &["randomization", "neyman", "design"]
        }
        "imputation" => &["randomization", "jackknife"],
        "within-period" => &["randomization"],
        "twfe" | "twfe-exposure" => &["cr2", "cr0", "cr1", "cr3", "jackknife", "wild-bootstrap", "randomization"],
        "hussey-hughes" | "nested-exchangeable" | "exposure-time" => {
            &["model", "robust", "cr0", "cr1", "cr2", "cr3", "jackknife", "randomization"]
        }
        "gee-logit" | "gee-identity" => {
            &["robust", "kauermann-carroll", "mancl-derouen", "cr0", "cr1", "cr2", "cr3", "jackknife"]
        }
        "glmm-logit" => &["model"],
        _ => &[],
    }
}

/// One name of a list, fitting the estimator.
fn fitting(
    s: &Section<'_>,
    key: &'static str,
    estimator: &str,
    all: &[&'static str],
    own: &[&'static str],
) -> Outcome<String> {
    let Some(entry) = s.get(key) else {
        // what the protocol leaves open is written out: the usual name where the estimator has it, else its own default
        let usual = if key == "variance" { "randomization" } else { "simple" };
        let default = if own.contains(&usual) { Some(&usual) } else { own.first() };
        return Ok(default.map_or_else(String::new, |d| d.to_string()));
    };
    let text = entry.text()?;
    if own.contains(&text.as_str()) {
        return Ok(text);
    }
    let advice = format!("name one that `{estimator}` has, or another estimator: `lodtrin explain {estimator}`");
    if key == "variance" && OTHER_VARIANCES.contains(&text.as_str()) {
        let what = format!("`{}` is `{text}`, which belongs to `absence` and to no effect", entry.key);
        return Err(entry.bad(what).expected(own.join(", ")).help(advice));
    }
    let what = match all.contains(&text.as_str()) {
        true => format!("`{estimator}` has no {key} `{text}`"),
        false => format!("`{}` has no value `{text}`", entry.key),
    };
    let problem = entry.bad(what).expected(own.join(", "));
    Err(match nearest(&text, own.iter().copied()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(advice),
    })
}

/// `analysis.estimand` of an estimator.
pub(super) fn estimand(s: &Section<'_>, estimator: &str) -> Outcome<String> {
    fitting(s, "estimand", estimator, &ESTIMANDS, estimands_of(estimator))
}

/// `analysis.variance` of an estimator.
pub(super) fn variance(s: &Section<'_>, estimator: &str) -> Outcome<String> {
    fitting(s, "variance", estimator, &VARIANCES, variances_of(estimator))
}

/// `analysis.beta`: `clipped` (the default: `None`), `plug-in` or a number.
pub(super) fn beta(s: &Section<'_>, estimator: &str) -> Outcome<Option<String>> {
    let Some(entry) = s.get("beta") else { return Ok(None) };
    let text = match entry.value {
        DeValue::Integer(_) | DeValue::Float(_) => entry.number()?.to_string(),
        _ => entry.text()?,
    };
    let known = matches!(text.as_str(), "clipped" | "plug-in") || text.parse::<f64>().is_ok_and(f64::is_finite);
    if !known {
        return Err(entry.wrong("\"clipped\", \"plug-in\" or a number"));
    }
    if estimator != "roth-santanna" {
        return Err(
            entry.bad(format!("`{}` adjusts `roth-santanna` alone, and the estimator is `{estimator}`", entry.key))
        );
    }
    Ok(Some(text).filter(|t| t != "clipped"))
}

/// `analysis.bootstrap`: `wcr11` (the default: `None`) or `wcr31`.
pub(super) fn bootstrap(s: &Section<'_>, variance: &str) -> Outcome<Option<String>> {
    let Some(entry) = s.get("bootstrap") else { return Ok(None) };
    let name = entry.choice(&["wcr11", "wcr31"])?;
    if variance != "wild-bootstrap" {
        return Err(entry.bad(format!("`{}` is for `wild-bootstrap`, and the variance is `{variance}`", entry.key)));
    }
    Ok(Some(name.to_string()).filter(|n| n != "wcr11"))
}
