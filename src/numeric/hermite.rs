//! Nodes and weights of Gauss–Hermite quadrature.

use super::{Matrix, eigen_symmetric};

/// Nodes x and weights w of Gauss–Hermite quadrature, ∫ f(x)·e^(−x²) dx ≈ Σ w f(x), exact up to degree 2n − 1.
///
/// Eigenvalues of the Jacobi matrix, each then polished by Newton steps on the orthonormal Hermite polynomials; nodes are
/// made symmetric about 0. `n` at least 1.
///
/// # Reference
/// Golub & Welsch (1969), Mathematics of Computation 23, 221–230, doi:10.1090/S0025-5718-69-99647-1.
pub fn gauss_hermite(n: usize) -> Vec<(f64, f64)> {
    let mut jacobi = Matrix::zeros(n, n);
    for i in 1..n {
        let b = libm::sqrt(i as f64 / 2.0);
        jacobi[(i, i - 1)] = b;
        jacobi[(i - 1, i)] = b;
    }
    let start = eigen_symmetric(&jacobi).values;
    let mut nodes = Vec::with_capacity(n);
    for (i, s) in start.iter().enumerate() {
        let mut x = 0.5 * (s - start[n - 1 - i]);
        for _ in 0..3 {
            let (value, below) = orthonormal(n, x);
            // h_n' = √(2n) h_(n−1)
            let slope = libm::sqrt(2.0 * n as f64) * below;
            x -= value / slope;
        }
        let (_, below) = orthonormal(n, x);
        nodes.push((x, 1.0 / (n as f64 * below * below)));
    }
    nodes
}

/// h_n(x) and h_(n−1)(x), orthonormal under e^(−x²).
fn orthonormal(n: usize, x: f64) -> (f64, f64) {
    let (mut below, mut here) = (0.0, libm::pow(std::f64::consts::PI, -0.25));
    for k in 0..n {
        let j = k as f64;
        let next = libm::sqrt(2.0 / (j + 1.0)) * x * here - libm::sqrt(j / (j + 1.0)) * below;
        (below, here) = (here, next);
    }
    (here, below)
}
