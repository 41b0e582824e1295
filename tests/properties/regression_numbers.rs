//! Kernels on random matrices: eigenvectors rebuild the matrix, factors solve, quadrature integrates polynomials.

use lodtrin::numeric::{Matrix, cholesky, eigen_symmetric, gauss_hermite, pinv_symmetric, power_symmetric};
use proptest::prelude::*;

/// A few hundred roundings of numbers up to the matrix's norm.
const ROUNDING: f64 = 1e-12;

fn symmetric(n: usize, values: &[f64]) -> Matrix {
    let mut m = Matrix::zeros(n, n);
    for i in 0..n {
        for j in 0..=i {
            m[(i, j)] = values[(i * n + j) % values.len()];
            m[(j, i)] = m[(i, j)];
        }
    }
    m
}

fn distance(a: &Matrix, b: &Matrix) -> f64 {
    a.as_slice().iter().zip(b.as_slice()).fold(0.0f64, |m, (x, y)| m.max((x - y).abs()))
}

proptest! {
    #[test]
    fn eigenvectors_rebuild_the_matrix(n in 1usize..30, values in prop::collection::vec(-3.0f64..3.0, 1..900)) {
        let m = symmetric(n, &values);
        let e = eigen_symmetric(&m);
        let scale = n as f64 * 3.0;
        let mut diagonal = Matrix::zeros(n, n);
        for i in 0..n {
            diagonal[(i, i)] = e.values[i];
            prop_assert!(i == 0 || e.values[i - 1] <= e.values[i]);
        }
        prop_assert!(distance(&e.vectors.mul(&diagonal).mul(&e.vectors.t()), &m) <= ROUNDING * scale);
        prop_assert!(distance(&e.vectors.t().mul(&e.vectors), &Matrix::identity(n)) <= ROUNDING * scale);
    }

    #[test]
    fn a_pseudo_inverse_and_a_root_keep_their_promises(n in 1usize..12, rank in 1usize..12, values in prop::collection::vec(-2.0f64..2.0, 144)) {
        // a Gram matrix of `rank` rows
        let mut m = Matrix::zeros(n, n);
        for row in values.chunks(n).take(rank) {
            if row.len() == n {
                m.add_outer(1.0, row);
            }
        }
        let plus = pinv_symmetric(&m, 1e-10);
        let scale = 1.0 + m.trace() * plus.trace();
        prop_assert!(distance(&m.mul(&plus).mul(&m), &m) <= 1e-9 * scale * (1.0 + m.trace()));
        let root = power_symmetric(&m, 0.5, 0.0);
        prop_assert!(distance(&root.mul(&root), &m) <= 1e-9 * (1.0 + m.trace()));
    }

    #[test]
    fn a_factor_solves_and_names_what_repeats(n in 2usize..10, values in prop::collection::vec(-2.0f64..2.0, 200)) {
        // rows 0..2n of n columns, the last column twice the first
        let mut m = Matrix::zeros(n, n);
        for row in values.chunks(n).take(2 * n) {
            if row.len() == n {
                let mut row = row.to_vec();
                row[n - 1] = 2.0 * row[0];
                m.add_outer(1.0, &row);
            }
        }
        let factor = cholesky(&m, 1e-9);
        prop_assert!(factor.dropped().contains(&(n - 1)));
        let x: Vec<f64> = (0..n).map(|i| if factor.dropped().contains(&i) { 0.0 } else { i as f64 + 1.0 }).collect();
        let solved = factor.solve(&m.mul_vec(&x));
        let worst = solved.iter().zip(&x).fold(0.0f64, |w, (a, b)| w.max((a - b).abs()));
        prop_assert!(worst <= 1e-4, "{worst}");
    }
}

#[test]
fn quadrature_integrates_polynomials_exactly() {
    for n in [1, 2, 7, 15, 20] {
        let nodes = gauss_hermite(n);
        // ∫ x^(2k) e^(−x²) dx = Γ(k + ½), and odd powers vanish
        let mut moment = std::f64::consts::PI.sqrt();
        for k in 0..n {
            let even: f64 = nodes.iter().map(|(x, w)| w * x.powi(2 * k as i32)).sum();
            assert!((even / moment - 1.0).abs() < 1e-12, "n {n} power {}: {even} against {moment}", 2 * k);
            let odd: f64 = nodes.iter().map(|(x, w)| w * x.powi(2 * k as i32 + 1)).sum();
            assert!(odd.abs() < 1e-10 * moment.max(1.0));
            moment *= k as f64 + 0.5;
        }
    }
}
