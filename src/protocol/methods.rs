//! Names of estimators, estimands and variances, and which of them go together.

use super::reader::Section;
use crate::diagnostics::{Outcome, nearest};
use crate::trial::methods::{Estimand, OTHER_VARIANCES, PRIMARY};
use crate::trial::{Estimator, Named, VarianceKind};
use toml::de::DeValue;

/// One name of a list, fitting the estimator.
fn fitting<T: Named + PartialEq>(
    s: &Section<'_>,
    key: &'static str,
    estimator: Estimator,
    all: &'static [T],
    beside: impl Fn(T) -> bool,
    usual: T,
) -> Outcome<T> {
    let own: Vec<T> = all.iter().copied().filter(|one| !beside(*one)).collect();
    let Some(entry) = s.get(key) else {
        // what the protocol leaves open is written out: the usual name where the estimator has it, else its own default
        return Ok(if own.contains(&usual) { usual } else { own.first().copied().unwrap_or(usual) });
    };
    let text = entry.text()?;
    let found = T::parse(&text);
    if let Some(one) = found.filter(|one| own.contains(one)) {
        return Ok(one);
    }
    let names: Vec<&str> = own.iter().map(|one| one.name()).collect();
    let advice = format!("name one that `{estimator}` has, or another estimator: `lodtrin explain {estimator}`");
    if key == "variance" && OTHER_VARIANCES.contains(&text.as_str()) {
        let what = format!("`{}` is `{text}`, which belongs to `absence` and to no effect", entry.key);
        return Err(entry.bad(what).expected(names.join(", ")).help(advice));
    }
    let what = match found {
        Some(one) if beside(one) => format!("`{text}` stands beside the declared analysis and cannot be it"),
        Some(_) => format!("`{estimator}` has no {key} `{text}`"),
        None => format!("`{}` has no value `{text}`", entry.key),
    };
    let problem = entry.bad(what).expected(names.join(", "));
    Err(match nearest(&text, names) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(advice),
    })
}

/// `analysis.estimator`.
pub(super) fn estimator(s: &Section<'_>) -> Outcome<Estimator> {
    let names: Vec<&'static str> = Estimator::all().into_iter().map(Named::name).collect();
    let name = s.choice("estimator", PRIMARY.name(), &names)?;
    Ok(Estimator::parse(name).unwrap_or(PRIMARY))
}

/// `analysis.estimand` of an estimator.
pub(super) fn estimand(s: &Section<'_>, estimator: Estimator) -> Outcome<Estimand> {
    let tests = |e: Estimand| e == Estimand::LagTests;
    fitting(s, "estimand", estimator, estimator.row().estimands, tests, Estimand::Simple)
}

/// `analysis.variance` of an estimator.
pub(super) fn variance(s: &Section<'_>, estimator: Estimator) -> Outcome<VarianceKind> {
    let unseen = |v: VarianceKind| matches!(v, VarianceKind::Bounds | VarianceKind::WorstCase);
    fitting(s, "variance", estimator, estimator.row().variances, unseen, VarianceKind::Randomization)
}

/// `analysis.beta`: `clipped` (the default: `None`), `plug-in` or a number.
pub(super) fn beta(s: &Section<'_>, estimator: Estimator) -> Outcome<Option<String>> {
    let Some(entry) = s.get("beta") else { return Ok(None) };
    let text = match entry.value {
        DeValue::Integer(_) | DeValue::Float(_) => entry.number()?.to_string(),
        _ => entry.text()?,
    };
    let known = matches!(text.as_str(), "clipped" | "plug-in") || text.parse::<f64>().is_ok_and(f64::is_finite);
    if !known {
        return Err(entry.wrong("\"clipped\", \"plug-in\" or a number"));
    }
    if !estimator.row().adjusts {
        return Err(
            entry.bad(format!("`{}` adjusts `roth-santanna` alone, and the estimator is `{estimator}`", entry.key))
        );
    }
    Ok(Some(text).filter(|t| t != "clipped"))
}

/// `analysis.bootstrap`: `wcr11` (the default: `None`) or `wcr31`.
pub(super) fn bootstrap(s: &Section<'_>, variance: VarianceKind) -> Outcome<Option<String>> {
    let Some(entry) = s.get("bootstrap") else { return Ok(None) };
    let name = entry.choice(&["wcr11", "wcr31"])?;
    if variance != VarianceKind::WildBootstrap {
        return Err(entry.bad(format!("`{}` is for `wild-bootstrap`, and the variance is `{variance}`", entry.key)));
    }
    Ok(Some(name.to_string()).filter(|n| n != "wcr11"))
}
