//! The keys of `[absence]` that ask what acting on early absence would give: fair prices, calls, a claim, late registration.

use super::reader::{Entry, Section};
use crate::diagnostics::Outcome;
use crate::trial::study::{MOST_ASKED, MOST_CALLS, WarningDecl};

pub(super) fn warning(s: &Section<'_>) -> Outcome<WarningDecl> {
    let claim = bounded(s, "claim", "a difference in risk from -1 to 1, ends and 0 left out, such as 0.1", |x| {
        x > -1.0 && x < 1.0 && x != 0.0
    })?;
    let claim_margin = bounded(s, "claim_margin", "a number above 0, such as 0.05", |x| x > 0.0)?;
    if let (Some(entry), None) = (s.get("claim_margin"), claim) {
        return Err(entry
            .bad(format!("`{}` stands without a claim", entry.key))
            .expected(format!("`{}` beside it", s.dotted("claim")))
            .help("declare the risk difference that is claimed, such as claim = 0.1, or leave the margin out"));
    }
    Ok(WarningDecl {
        risk_thresholds: s.get("risk_thresholds").map(|e| thresholds(&e)).transpose()?,
        calls: s.get("calls").map(|e| calls(&e)).transpose()?,
        claim,
        claim_margin,
        late: bounded(s, "late", "a share between 0 and 1, such as 0.1", |x| x > 0.0 && x < 1.0)?,
    })
}

fn bounded(s: &Section<'_>, key: &'static str, expected: &str, good: impl Fn(f64) -> bool) -> Outcome<Option<f64>> {
    let Some(e) = s.get(key) else { return Ok(None) };
    let x = e.number()?;
    if good(x) { Ok(Some(x)) } else { Err(e.bad(format!("`{}` cannot be {x}", e.key)).expected(expected)) }
}

fn thresholds(e: &Entry<'_>) -> Outcome<Vec<f64>> {
    let expected = format!("1 to {MOST_ASKED} numbers between 0 and 1, such as [0.1, 0.2, 0.3]");
    let mut list = e.numbers()?;
    list.sort_by(f64::total_cmp);
    list.dedup();
    if let Some(bad) = list.iter().find(|x| !(**x > 0.0 && **x < 1.0)) {
        return Err(e.bad(format!("`{}` cannot hold {bad}", e.key)).expected(expected));
    }
    counted(e, list, &expected)
}

fn calls(e: &Entry<'_>) -> Outcome<Vec<u32>> {
    let expected = format!("1 to {MOST_ASKED} whole numbers from 1 to {MOST_CALLS}, such as [1, 3, 5]");
    let mut list = e.numbers()?;
    list.sort_by(f64::total_cmp);
    list.dedup();
    let whole = |x: &f64| x.fract() == 0.0 && (1.0..=f64::from(MOST_CALLS)).contains(x);
    if let Some(bad) = list.iter().find(|x| !whole(x)) {
        return Err(e.bad(format!("`{}` cannot hold {bad}", e.key)).expected(expected));
    }
    counted(e, list.into_iter().map(|x| x as u32).collect(), &expected)
}

fn counted<T>(e: &Entry<'_>, list: Vec<T>, expected: &str) -> Outcome<Vec<T>> {
    if (1..=MOST_ASKED).contains(&list.len()) {
        return Ok(list);
    }
    Err(e.bad(format!("`{}` holds {} different numbers", e.key, list.len())).expected(expected.to_string()))
}
