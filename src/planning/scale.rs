//! The scale of the analysis, the effect on it and the components of variance, from what was asked.

use super::request::{Analysis, Request};
use crate::design::{Components, Family, Link, Shares};
use crate::diagnostics::{Outcome, Problem};

pub(crate) fn needs(flag: &str, why: &str) -> Problem {
    Problem::new("D110", format!("`{flag}` is missing")).help(why.to_string())
}

/// The family and the effect on its scale.
pub(crate) fn family(r: &Request) -> Outcome<(Family, Option<f64>)> {
    let from_ends = |link: Link| -> Option<f64> {
        match (r.p0, r.p1) {
            (Some(a), Some(b)) => Some(link.of(b) - link.of(a)),
            _ => None,
        }
    };
    if let (Some(p1), Some(p0), Some(e)) = (r.p1, r.p0, r.effect)
        && r.analysis == Analysis::Linear
        && (p1 - p0 - e).abs() > 1e-12
    {
        return Err(Problem::new("D110", "--effect is not the difference of --p1 and --p0")
            .found(format!("{e} and {}", p1 - p0))
            .help("leave --effect out"));
    }
    let p0 = || r.p0.ok_or_else(|| needs("--p0", "the share or rate without the intervention, such as --p0 0.28"));
    Ok(match r.analysis {
        Analysis::Linear => (Family::Linear, r.effect.or(from_ends(Link::Identity))),
        Analysis::GeeLogit | Analysis::GeeIdentity => {
            let link = if r.analysis == Analysis::GeeLogit { Link::Logit } else { Link::Identity };
            match r.means.as_deref() {
                Some([first, last, with]) => {
                    (Family::Gee { link, first: *first, last: *last }, Some(link.of(*with) - link.of(*last)))
                }
                Some(_) => {
                    return Err(Problem::new("D110", "--means takes three shares").expected(
                        "first and last without the intervention, last with it, such as --means 0.2,0.3,0.4",
                    ));
                }
                None => (Family::Gee { link, first: p0()?, last: p0()? }, on_link(r, link, from_ends(link))?),
            }
        }
        Analysis::GlmmLogit => {
            (Family::Mixed { link: Link::Logit, mean: p0()? }, on_link(r, Link::Logit, from_ends(Link::Logit))?)
        }
        Analysis::GlmmLog => {
            (Family::Mixed { link: Link::Log, mean: p0()? }, on_link(r, Link::Log, from_ends(Link::Log))?)
        }
    })
}

/// An effect on the link scale: from a ratio, from both ends, or from the difference `effect` at `p0`.
fn on_link(r: &Request, link: Link, ends: Option<f64>) -> Outcome<Option<f64>> {
    if let Some(ratio) = r.ratio {
        if !(ratio > 0.0 && ratio.is_finite()) {
            return Err(Problem::new("D110", format!("--ratio is {ratio}")).expected("a ratio above 0, such as 0.7"));
        }
        return Ok(Some(libm::log(ratio)));
    }
    if ends.is_some() {
        return Ok(ends);
    }
    match (r.effect, r.p0) {
        (Some(0.0), _) => Ok(Some(0.0)),
        (Some(e), Some(p0)) => {
            let with = p0 + e;
            let possible = with > 0.0 && (link == Link::Log || with < 1.0);
            if !possible {
                return Err(Problem::new("D104", "a mean is outside what the outcome can be").found(format!("{with}")));
            }
            Ok(Some(link.of(with) - link.of(p0)))
        }
        _ => Ok(None),
    }
}

pub(crate) fn components(r: &Request, family: &Family, notes: &mut Vec<String>) -> Outcome<Components> {
    let shares = Shares {
        icc: r.icc.unwrap_or(0.0),
        cac: r.cac.unwrap_or(1.0),
        iac: r.iac.unwrap_or(0.0),
        decay: r.decay,
        school_icc: r.school_icc.unwrap_or(0.0),
        school_cac: r.school_cac.or(r.cac).unwrap_or(1.0),
    };
    if r.decay.is_some() && r.cac.is_some_and(|c| c != 1.0) && r.by_flags() {
        return Err(Problem::new("D110", "--cac and --decay both say how correlation goes with time")
            .help("leave one of them out"));
    }
    if r.icc.is_none() && r.tau.is_none() {
        return Err(needs(
            "--icc",
            "the correlation of two pupils of one programme and period; estimate it from your own registers with \
             `lodtrin power --from data/panel.csv`",
        ));
    }
    if r.icc.is_some() && r.tau.is_some() {
        return Err(
            Problem::new("D110", "--icc and --tau both say how much programmes differ").help("leave one of them out")
        );
    }
    let total = total_variance(r, family, notes)?;
    let c = match r.tau {
        None => Components::of(total, &shares)?,
        Some(tau) => absolute(tau, total, r, &shares, family, notes)?,
    };
    let mut c = c;
    if *family == Family::Linear {
        c.residual *= 1.0 - r.r2.unwrap_or(0.0);
    }
    c.with_treatment(r.treatment_sd.unwrap_or(0.0), r.treatment_correlation.unwrap_or(0.0))
}

/// The total variance that correlations are shares of.
fn total_variance(r: &Request, family: &Family, notes: &mut Vec<String>) -> Outcome<f64> {
    match family {
        Family::Gee { .. } => {
            notes.push("GEE: the variance is m(1 − m) at every cell's mean m; power counts one tail".into());
            return Ok(1.0);
        }
        Family::Mixed { link: Link::Logit, .. } => {
            if r.icc.is_some() {
                notes.push("icc on the scale of the logit, where a pupil's own variance is π²/3".into());
            }
            // icc = τ²/(τ² + π²/3)
            let own = std::f64::consts::PI * std::f64::consts::PI / 3.0;
            return Ok(own / (1.0 - r.icc.unwrap_or(0.0)));
        }
        Family::Mixed { .. } => {
            if r.icc.is_some() {
                return Err(Problem::new("D110", "counts have no icc of their own")
                    .help("name the standard deviation of log rates between programmes with --tau"));
            }
            return Ok(1.0);
        }
        Family::Linear => {}
    }
    if let Some(sd) = r.sd {
        if !(sd > 0.0 && sd.is_finite()) {
            return Err(Problem::new("D103", format!("--sd is {sd}")).expected("a number above 0"));
        }
        notes.push(format!(
            "sd {sd} is the total standard deviation of a pupil's outcome, between and within programmes"
        ));
        return Ok(sd * sd);
    }
    let Some(p0) = r.p0 else {
        notes.push(
            "no --sd and no --p0: the effect is in units of the total standard deviation of a pupil's outcome".into(),
        );
        return Ok(1.0);
    };
    let p1 = r.p1.or(r.effect.map(|e| p0 + e)).unwrap_or(p0);
    for p in [p0, p1] {
        if !(p > 0.0 && p < 1.0) {
            return Err(Problem::new("D104", "a mean is outside what the outcome can be")
                .found(format!("{p}"))
                .expected("shares between 0 and 1 with and without the intervention"));
        }
    }
    let mean = (p0 + p1) / 2.0;
    let kind = if r.tau.is_some() { "variance within programmes" } else { "total variance" };
    notes.push(format!(
        "binary outcome as a difference of shares: {kind} m(1 − m) = {:.6} at the mean m = {mean}",
        mean * (1.0 - mean)
    ));
    Ok(mean * (1.0 - mean))
}

/// Components from a standard deviation between programmes; `cac` shares τ² with the cells.
fn absolute(
    tau: f64,
    total: f64,
    r: &Request,
    s: &Shares,
    family: &Family,
    notes: &mut Vec<String>,
) -> Outcome<Components> {
    if !(tau >= 0.0 && tau.is_finite()) {
        return Err(Problem::new("D103", format!("--tau is {tau}")).expected("a standard deviation of 0 or more"));
    }
    let mut c = Components::of(1.0, &Shares { icc: 0.0, school_icc: 0.0, ..*s })?;
    let between = tau * tau;
    (c.programme, c.cell) = if s.decay.is_some() { (between, 0.0) } else { (between * s.cac, between * (1.0 - s.cac)) };
    let within = match (family, r.sd) {
        (Family::Linear, Some(_)) => total - between,
        _ => total,
    };
    if !(within > 0.0) {
        return Err(Problem::new("D103", "programmes differ by more than all pupils do")
            .found(format!("--tau {tau}, --sd {}", libm::sqrt(total)))
            .help("--sd is the total standard deviation, between and within programmes"));
    }
    c.cohort = within * s.iac;
    c.residual = within * (1.0 - s.iac);
    notes.push(format!("tau {tau} is the standard deviation between programmes on the scale of the analysis"));
    Ok(c)
}
