//! Power of a two-sided test against its normal or t reference.

use crate::diagnostics::{Outcome, Problem};
use crate::numeric::{normal_cdf, normal_quantile, t_cdf, t_quantile};

/// The distribution that a statistic is compared with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reference {
    /// Standard normal.
    Z,
    /// Student's t with so many degrees of freedom.
    T(f64),
}

impl Reference {
    fn cdf(self, x: f64) -> f64 {
        match self {
            Reference::Z => normal_cdf(x),
            Reference::T(df) => t_cdf(x, df),
        }
    }

    fn quantile(self, p: f64) -> f64 {
        match self {
            Reference::Z => normal_quantile(p),
            Reference::T(df) => t_quantile(p, df),
        }
    }

    /// `z` or `t`.
    pub fn name(self) -> &'static str {
        match self {
            Reference::Z => "z",
            Reference::T(_) => "t",
        }
    }

    /// Degrees of freedom; `None` for z.
    pub fn df(self) -> Option<f64> {
        match self {
            Reference::Z => None,
            Reference::T(df) => Some(df),
        }
    }
}

/// Whether a significant result in the wrong direction counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tails {
    /// Both counted.
    Both,
    /// Only the direction of the effect, as the GEE literature has it.
    One,
}

/// Power of a two-sided test at level `alpha` for an effect.
///
/// With c the quantile at 1 − α/2: F((|δ| − c·se₀)/se₁) + F((−|δ| − c·se₀)/se₁); se₀ under no effect and se₁ under δ are the
/// same but for mixed models on a link scale.
///
/// # Errors
/// D108 for an effect of 0, D109 for degrees of freedom of 0 or fewer.
pub fn power(effect: f64, null_se: f64, se: f64, alpha: f64, reference: Reference, tails: Tails) -> Outcome<f64> {
    check(reference)?;
    if effect == 0.0 || !effect.is_finite() {
        return Err(Problem::new("D108", "power was asked for an effect of 0")
            .help("name the effect that would matter, such as --effect -0.05 for five points fewer"));
    }
    let far = reference.quantile(1.0 - alpha / 2.0) * null_se;
    let there = reference.cdf((effect.abs() - far) / se);
    let back = match tails {
        Tails::Both => reference.cdf((-effect.abs() - far) / se),
        Tails::One => 0.0,
    };
    Ok(there + back)
}

/// The smallest effect that is found with the power asked for: (c_{1−α/2} + c_power)·se.
///
/// # Errors
/// D109.
pub fn minimal_effect(se: f64, alpha: f64, power: f64, reference: Reference) -> Outcome<f64> {
    check(reference)?;
    Ok((reference.quantile(1.0 - alpha / 2.0) + reference.quantile(power)) * se)
}

fn check(reference: Reference) -> Outcome<()> {
    match reference {
        Reference::T(df) if !(df > 0.0) => Err(Problem::new("D109", format!("there are {df} degrees of freedom"))
            .expected("more than 0")
            .help("plan more programmes or periods, or ask for z alone with --df none")),
        _ => Ok(()),
    }
}
