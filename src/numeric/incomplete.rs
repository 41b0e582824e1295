//! Regularised incomplete beta and gamma functions on `libm` alone: the same bytes on any machine.

use std::f64::consts::PI;

/// Terms after which a series or fraction that has not settled is given up; far beyond any degrees of freedom met.
const MANY: usize = 100_000;
const EPSILON: f64 = 1e-16;
/// Stands in for zero in Lentz's algorithm.
const TINY: f64 = 1e-300;

/// ln Γ(z+1) − (z+½) ln z + z − ½ ln 2π, z > 0.
///
/// # Reference
/// Loader (2000), Fast and Accurate Computation of Binomial Probabilities.
fn stirling_error(z: f64) -> f64 {
    if z < 16.0 {
        return libm::lgamma(z + 1.0) - (z + 0.5) * libm::log(z) + z - 0.5 * libm::log(2.0 * PI);
    }
    let s = 1.0 / (z * z);
    let series = 1.0 / 12.0
        - s * (1.0 / 360.0 - s * (1.0 / 1260.0 - s * (1.0 / 1680.0 - s * (1.0 / 1188.0 - s * 691.0 / 360_360.0))));
    series / z
}

/// x ln(x/m) + m − x without cancellation, x, m > 0 (Loader 2000).
fn deviance(x: f64, m: f64) -> f64 {
    let d = x - m;
    if d.abs() >= 0.1 * (x + m) {
        return x * libm::log(x / m) - d;
    }
    let v = d / (x + m);
    let mut sum = d * v;
    let mut term = 2.0 * x * v;
    for j in 1..1000 {
        term *= v * v;
        let next = sum + term / (2 * j + 1) as f64;
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// xᵃ yᵇ / B(a, b), y = 1 − x given beside x so that neither loses digits.
pub(super) fn beta_power(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 || y <= 0.0 {
        return 0.0;
    }
    let n = a + b;
    let exponent = stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance(a, n * x) - deviance(b, n * y);
    libm::exp(exponent) * libm::sqrt(a * b / (2.0 * PI * n))
}

/// I_x(a, b), a, b > 0, 0 ≤ x ≤ 1, y = 1 − x.
///
/// # Reference
/// Continued fraction DLMF 8.17.22, evaluated by Lentz's algorithm; Loader (2000) for the factor in front.
pub(super) fn incomplete_beta(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if !(a > 0.0 && b > 0.0 && x >= 0.0 && y >= 0.0) {
        return f64::NAN;
    }
    if x == 0.0 {
        return 0.0;
    }
    if y == 0.0 {
        return 1.0;
    }
    if x <= (a + 1.0) / (a + b + 2.0) {
        beta_power(a, b, x, y) * beta_fraction(a, b, x) / a
    } else {
        1.0 - beta_power(b, a, y, x) * beta_fraction(b, a, y) / b
    }
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let away = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for m in 1..MANY {
        let m = m as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        let step = d * c;
        h *= step;
        if (step - 1.0).abs() <= EPSILON {
            break;
        }
    }
    h
}

/// xᵃ e⁻ˣ / Γ(a).
pub(super) fn gamma_power(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    libm::exp(-stirling_error(a) - deviance(a, x)) * libm::sqrt(a / (2.0 * PI))
}

/// Q(a, x) = Γ(a, x)/Γ(a), the upper tail, a > 0, x ≥ 0.
///
/// # Reference
/// Series DLMF 8.7.1 below x = a + 1, continued fraction DLMF 8.9.2 above.
pub(super) fn upper_gamma(a: f64, x: f64) -> f64 {
    if !(a > 0.0 && x >= 0.0) {
        return f64::NAN;
    }
    if x == 0.0 {
        return 1.0;
    }
    if x.is_infinite() {
        return 0.0;
    }
    if x < a + 1.0 {
        let (mut term, mut sum) = (1.0 / a, 1.0 / a);
        for k in 1..MANY {
            term *= x / (a + k as f64);
            sum += term;
            if term <= EPSILON * sum {
                break;
            }
        }
        return 1.0 - gamma_power(a, x) * sum;
    }
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut h = d;
    for k in 1..MANY {
        let k = k as f64;
        let an = -k * (k - a);
        b += 2.0;
        d = an * d + b;
        d = 1.0 / if d.abs() < TINY { TINY } else { d };
        c = b + an / c;
        c = if c.abs() < TINY { TINY } else { c };
        let step = d * c;
        h *= step;
        if (step - 1.0).abs() <= EPSILON {
            break;
        }
    }
    gamma_power(a, x) * h
}
