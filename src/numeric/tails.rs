//! Tails and quantiles of the normal, t, χ² and F distributions, good in both tails.

use super::incomplete::{beta_power, gamma_power, incomplete_beta, upper_gamma};

/// Φ(x), from `libm::erfc`: good to the last bits in both tails.
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x / std::f64::consts::SQRT_2)
}

/// Two-sided p-value of a standard normal statistic.
pub fn normal_two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// Φ⁻¹(p), 0 < p < 1: Acklam's rational start, then two Halley steps on `erfc`.
pub fn normal_quantile(p: f64) -> f64 {
    if !(p > 0.0 && p < 1.0) {
        return if p == 0.0 {
            f64::NEG_INFINITY
        } else if p == 1.0 {
            f64::INFINITY
        } else {
            f64::NAN
        };
    }
    if p > 0.5 {
        return -normal_quantile_lower(1.0 - p);
    }
    normal_quantile_lower(p)
}

fn normal_quantile_lower(p: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969683028665376e+01,
        2.209460984245205e+02,
        -2.759285104469687e+02,
        1.383577518672690e+02,
        -3.066479806614716e+01,
        2.506628277459239e+00,
    ];
    const B: [f64; 5] = [
        -5.447609879822406e+01,
        1.615858368580409e+02,
        -1.556989798598866e+02,
        6.680131188771972e+01,
        -1.328068155288572e+01,
    ];
    const C: [f64; 6] = [
        -7.784894002430293e-03,
        -3.223964580411365e-01,
        -2.400758277161838e+00,
        -2.549732539343734e+00,
        4.374664141464968e+00,
        2.938163982698783e+00,
    ];
    const D: [f64; 4] = [7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00];
    let mut x = if p < 0.02425 {
        let q = libm::sqrt(-2.0 * libm::log(p));
        (((((C[0] * q + C[1]) * q + C[2]) * q + C[3]) * q + C[4]) * q + C[5])
            / ((((D[0] * q + D[1]) * q + D[2]) * q + D[3]) * q + 1.0)
    } else {
        let q = p - 0.5;
        let r = q * q;
        (((((A[0] * r + A[1]) * r + A[2]) * r + A[3]) * r + A[4]) * r + A[5]) * q
            / (((((B[0] * r + B[1]) * r + B[2]) * r + B[3]) * r + B[4]) * r + 1.0)
    };
    for _ in 0..2 {
        let e = normal_cdf(x) - p;
        let u = e * libm::sqrt(2.0 * std::f64::consts::PI) * libm::exp(x * x / 2.0);
        x -= u / (1.0 + x * u / 2.0);
    }
    x
}

/// Distribution function of Student's t with `df` > 0 degrees of freedom; normal when `df` is infinite.
pub fn t_cdf(x: f64, df: f64) -> f64 {
    let tail = 0.5 * t_two_sided(x, df);
    if x > 0.0 { 1.0 - tail } else { tail }
}

/// Two-sided p-value of Student's t: I_x(df/2, ½) with x = df/(df + t²).
pub fn t_two_sided(t: f64, df: f64) -> f64 {
    if df == f64::INFINITY {
        return normal_two_sided(t);
    }
    if t.is_infinite() {
        return 0.0;
    }
    let (x, y) = t_shares(t, df);
    incomplete_beta(0.5 * df, 0.5, x, y)
}

/// df/(df + t²) and t²/(df + t²).
fn t_shares(t: f64, df: f64) -> (f64, f64) {
    let s = t * t;
    if s.is_infinite() {
        return (df / t / t, 1.0);
    }
    (df / (df + s), s / (df + s))
}

/// Quantile of Student's t, 0 < p < 1; normal when `df` is infinite.
///
/// Newton steps on the distribution function from the normal quantile, safeguarded by bisection.
pub fn t_quantile(p: f64, df: f64) -> f64 {
    if df.is_infinite() || !(p > 0.0 && p < 1.0) || !(df > 0.0) {
        return if df > 0.0 { normal_quantile(p) } else { f64::NAN };
    }
    if p == 0.5 {
        return 0.0;
    }
    if p > 0.5 {
        return -t_quantile(1.0 - p, df);
    }
    let density = |t: f64| {
        let (x, y) = t_shares(t, df);
        beta_power(0.5 * df, 0.5, x, y) / t.abs()
    };
    -root(1.0, |t| (p - 0.5 * t_two_sided(t, df), density(t)))
}

/// Upper tail of the chi-squared distribution with `df` degrees of freedom.
pub fn chi2_tail(x: f64, df: f64) -> f64 {
    if x <= 0.0 {
        return if df > 0.0 { 1.0 } else { f64::NAN };
    }
    upper_gamma(0.5 * df, 0.5 * x)
}

/// The value that a chi-squared variable exceeds with probability `tail`, 0 < tail < 1.
pub fn chi2_quantile_upper(tail: f64, df: f64) -> f64 {
    if !(tail > 0.0 && tail < 1.0 && df > 0.0) {
        return f64::NAN;
    }
    root(df, |x| (tail - chi2_tail(x, df), gamma_power(0.5 * df, 0.5 * x) / x))
}

/// Upper tail of the F distribution.
pub fn f_tail(x: f64, df1: f64, df2: f64) -> f64 {
    if !(df1 > 0.0 && df2 > 0.0) {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 1.0;
    }
    if df2 == f64::INFINITY {
        return chi2_tail(x * df1, df1);
    }
    let (a, b) = (df2, df1 * x);
    if b.is_infinite() {
        return 0.0;
    }
    incomplete_beta(0.5 * df2, 0.5 * df1, a / (a + b), b / (a + b))
}

/// The value that an F variable exceeds with probability `tail`, 0 < tail < 1.
pub fn f_quantile_upper(tail: f64, df1: f64, df2: f64) -> f64 {
    if !(tail > 0.0 && tail < 1.0 && df1 > 0.0 && df2 > 0.0) {
        return f64::NAN;
    }
    let density = |x: f64| {
        let (a, b) = (df2, df1 * x);
        beta_power(0.5 * df2, 0.5 * df1, a / (a + b), b / (a + b)) / x
    };
    root(1.0, |x| (tail - f_tail(x, df1, df2), density(x)))
}

/// The positive root of an increasing function given with its slope: doubling or halving to a bracket, then Newton steps
/// kept inside it.
fn root(start: f64, f: impl Fn(f64) -> (f64, f64)) -> f64 {
    let (mut lo, mut hi) = (start, start);
    while f(hi).0 < 0.0 {
        lo = hi;
        hi *= 2.0;
        if hi > 1e300 {
            return f64::INFINITY;
        }
    }
    while f(lo).0 > 0.0 {
        hi = lo;
        lo *= 0.5;
        if lo < 1e-300 {
            return 0.0;
        }
    }
    let mut x = 0.5 * (lo + hi);
    for _ in 0..400 {
        let (value, slope) = f(x);
        if value > 0.0 {
            hi = x;
        } else {
            lo = x;
        }
        let mut next = x - value / slope;
        if !(next >= lo && next <= hi) {
            next = 0.5 * (lo + hi);
        }
        if (next - x).abs() <= 4.0 * f64::EPSILON * x.abs() {
            return next;
        }
        x = next;
    }
    x
}
