//! Cholesky factors that name collinear columns, and what is solved and inverted with them.

use super::Matrix;

/// Lower-triangular factor of a symmetric positive matrix; columns that are linear combinations of earlier ones are
/// left out and named.
#[derive(Debug, Clone)]
pub struct Cholesky {
    factor: Matrix,
    kept: Vec<usize>,
    dropped: Vec<usize>,
    n: usize,
}

/// Factors a symmetric positive semi-definite matrix, n × n, in the order of its columns.
///
/// A column whose remaining pivot is at most `tolerance` times its own diagonal is collinear with earlier ones and is
/// dropped (its coefficient is reported as 0 and [`Cholesky::dropped`] names it).
pub fn cholesky(a: &Matrix, tolerance: f64) -> Cholesky {
    let own: Vec<f64> = (0..a.rows()).map(|j| a[(j, j)]).collect();
    cholesky_beside(a, tolerance, &own)
}

/// The same where what is left of a column is judged by `own`, its sum of squares before other columns were taken out of it.
pub fn cholesky_beside(a: &Matrix, tolerance: f64, own: &[f64]) -> Cholesky {
    let n = a.rows();
    let mut kept: Vec<usize> = Vec::with_capacity(n);
    let mut dropped = Vec::new();
    let mut l: Vec<Vec<f64>> = Vec::with_capacity(n);
    for j in 0..n {
        let mut row = Vec::with_capacity(kept.len() + 1);
        for (p, &k) in kept.iter().enumerate() {
            let s: f64 = (0..p).map(|q| row[q] * l[p][q]).sum();
            row.push((a[(j, k)] - s) / l[p][p]);
        }
        let rest = a[(j, j)] - row.iter().map(|v: &f64| v * v).sum::<f64>();
        if rest > tolerance * own[j] && rest > 0.0 {
            row.push(libm::sqrt(rest));
            l.push(row);
            kept.push(j);
        } else {
            dropped.push(j);
        }
    }
    let m = kept.len();
    let mut factor = Matrix::zeros(m, m);
    for (i, row) in l.iter().enumerate() {
        factor.row_mut(i)[..=i].copy_from_slice(row);
    }
    Cholesky { factor, kept, dropped, n }
}

impl Cholesky {
    /// Columns left out, ascending.
    pub fn dropped(&self) -> &[usize] {
        &self.dropped
    }
    /// Columns kept, ascending.
    pub fn kept(&self) -> &[usize] {
        &self.kept
    }
    /// Solution of Ax = b with zeros for the columns left out. `b` has length n.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let m = self.kept.len();
        let mut z = vec![0.0; m];
        for i in 0..m {
            let s: f64 = (0..i).map(|k| self.factor[(i, k)] * z[k]).sum();
            z[i] = (b[self.kept[i]] - s) / self.factor[(i, i)];
        }
        for i in (0..m).rev() {
            let s: f64 = (i + 1..m).map(|k| self.factor[(k, i)] * z[k]).sum();
            z[i] = (z[i] - s) / self.factor[(i, i)];
        }
        let mut x = vec![0.0; self.n];
        for (v, &k) in z.iter().zip(&self.kept) {
            x[k] = *v;
        }
        x
    }
    /// The inverse, n × n, with zero rows and columns for those left out.
    pub fn inverse(&self) -> Matrix {
        let mut inv = Matrix::zeros(self.n, self.n);
        let mut unit = vec![0.0; self.n];
        for &j in &self.kept {
            unit[j] = 1.0;
            let x = self.solve(&unit);
            unit[j] = 0.0;
            for &i in &self.kept {
                inv[(i, j)] = x[i];
            }
        }
        for (p, &i) in self.kept.iter().enumerate() {
            for &j in &self.kept[..p] {
                let v = 0.5 * (inv[(i, j)] + inv[(j, i)]);
                inv[(i, j)] = v;
                inv[(j, i)] = v;
            }
        }
        inv
    }
    /// Natural logarithm of the determinant of the kept block.
    pub fn log_det(&self) -> f64 {
        2.0 * (0..self.kept.len()).map(|i| libm::log(self.factor[(i, i)])).sum::<f64>()
    }
    /// The factor of the kept block, lower triangular.
    pub fn factor(&self) -> &Matrix {
        &self.factor
    }
}

/// Inverse of a symmetric positive definite matrix, or `None` when a column is collinear with earlier ones.
pub fn inverse_spd(a: &Matrix) -> Option<Matrix> {
    let c = cholesky(a, 1e-11);
    c.dropped().is_empty().then(|| c.inverse())
}

/// Eigenvalues (ascending) and orthonormal eigenvectors (columns) of a symmetric matrix.
#[derive(Debug, Clone)]
pub struct Eigen {
    /// Ascending.
    pub values: Vec<f64>,
    /// n × n, one eigenvector a column.
    pub vectors: Matrix,
}

/// Householder's reduction to three diagonals, then implicit QL steps, in a fixed order.
///
/// Errors are of the order of the rounding of the largest eigenvalue, for the smallest ones too.
///
/// # Reference
/// Golub & Van Loan (2013), Matrix Computations, §8.3; Bowdler, Martin, Reinsch & Wilkinson (1968),
/// Numerische Mathematik 11, 293–306.
pub fn eigen_symmetric(a: &Matrix) -> Eigen {
    let n = a.rows();
    // row i of `q` becomes eigenvector i: rows are contiguous
    let (mut d, mut e, mut q) = tridiagonal(a);
    implicit_ql(&mut d, &mut e, &mut q);
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| d[i].total_cmp(&d[j]).then(i.cmp(&j)));
    let mut vectors = Matrix::zeros(n, n);
    for (to, &from) in order.iter().enumerate() {
        for (k, v) in q.row(from).iter().enumerate() {
            vectors[(k, to)] = *v;
        }
    }
    Eigen { values: order.iter().map(|&i| d[i]).collect(), vectors }
}

/// T = Q'AQ: the diagonal of T, its subdiagonal (one entry shorter, padded with 0), and Q'.
fn tridiagonal(a: &Matrix) -> (Vec<f64>, Vec<f64>, Matrix) {
    let n = a.rows();
    let mut m = a.clone();
    let mut q = Matrix::identity(n);
    let mut e = vec![0.0; n];
    let (mut v, mut p, mut through) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
    for k in 0..n.saturating_sub(2) {
        let norm = libm::sqrt((k + 1..n).map(|i| m[(i, k)] * m[(i, k)]).sum::<f64>());
        let head = m[(k + 1, k)];
        e[k] = if head > 0.0 { -norm } else { norm };
        if (k + 2..n).all(|i| m[(i, k)] == 0.0) {
            e[k] = head;
            continue;
        }
        // H = I − βvv' sends the column to a multiple of its first entry
        for i in k + 1..n {
            v[i] = m[(i, k)];
        }
        v[k + 1] -= e[k];
        let beta = 2.0 / v[k + 1..].iter().map(|x| x * x).sum::<f64>();
        for i in k + 1..n {
            p[i] = beta * m.row(i)[k + 1..].iter().zip(&v[k + 1..]).map(|(x, y)| x * y).sum::<f64>();
        }
        let half = 0.5 * beta * v[k + 1..].iter().zip(&p[k + 1..]).map(|(x, y)| x * y).sum::<f64>();
        for i in k + 1..n {
            p[i] -= half * v[i];
        }
        for i in k + 1..n {
            let (vi, pi) = (v[i], p[i]);
            for ((x, vj), pj) in m.row_mut(i)[k + 1..].iter_mut().zip(&v[k + 1..]).zip(&p[k + 1..]) {
                *x -= vi * pj + pi * vj;
            }
        }
        through.fill(0.0);
        for i in k + 1..n {
            let vi = beta * v[i];
            through.iter_mut().zip(q.row(i)).for_each(|(t, x)| *t += vi * x);
        }
        for i in k + 1..n {
            let vi = v[i];
            q.row_mut(i).iter_mut().zip(&through).for_each(|(x, t)| *x -= vi * t);
        }
    }
    if n >= 2 {
        e[n - 2] = m[(n - 1, n - 2)];
    }
    ((0..n).map(|i| m[(i, i)]).collect(), e, q)
}

/// QL steps with Wilkinson's shift; the rows of `q` follow.
fn implicit_ql(d: &mut [f64], e: &mut [f64], q: &mut Matrix) {
    const MOST: usize = 60;
    let n = d.len();
    let split = |d: &[f64], e: &[f64], l: usize| {
        (l..n - 1).find(|&m| e[m].abs() <= f64::EPSILON * (d[m].abs() + d[m + 1].abs()) || e[m].abs() < 1e-300)
    };
    for l in 0..n {
        for _ in 0..MOST {
            let m = split(d, e, l).unwrap_or(n - 1);
            if m == l {
                break;
            }
            let g0 = (d[l + 1] - d[l]) / (2.0 * e[l]);
            let r0 = libm::hypot(g0, 1.0);
            let mut g = d[m] - d[l] + e[l] / (g0 + if g0 >= 0.0 { r0 } else { -r0 });
            let (mut s, mut c, mut p) = (1.0, 1.0, 0.0);
            let mut broken = false;
            for i in (l..m).rev() {
                let (f, b) = (s * e[i], c * e[i]);
                let r = libm::hypot(f, g);
                e[i + 1] = r;
                if r == 0.0 {
                    d[i + 1] -= p;
                    e[m] = 0.0;
                    broken = true;
                    break;
                }
                s = f / r;
                c = g / r;
                g = d[i + 1] - p;
                let t = (d[i] - g) * s + 2.0 * c * b;
                p = s * t;
                d[i + 1] = g + p;
                g = c * t - b;
                let (upper, lower) = q.two_rows_mut(i, i + 1);
                for (x, y) in upper.iter_mut().zip(lower) {
                    let f = *y;
                    *y = s * *x + c * f;
                    *x = c * *x - s * f;
                }
            }
            if !broken {
                d[l] -= p;
                e[l] = g;
                e[m] = 0.0;
            }
        }
    }
}

/// Symmetric power of a symmetric matrix; eigenvalues at most `drop` are left out (a pseudo-power).
pub fn power_symmetric(a: &Matrix, exponent: f64, drop: f64) -> Matrix {
    let e = eigen_symmetric(a);
    let n = a.rows();
    let mut out = Matrix::zeros(n, n);
    for (j, &d) in e.values.iter().enumerate() {
        if d > drop {
            let column: Vec<f64> = (0..n).map(|i| e.vectors[(i, j)]).collect();
            out.add_outer(libm::pow(d, exponent), &column);
        }
    }
    out
}

/// Moore–Penrose inverse of a symmetric matrix; eigenvalues with |d| ≤ `drop` × the largest are left out.
pub fn pinv_symmetric(a: &Matrix, drop: f64) -> Matrix {
    let e = eigen_symmetric(a);
    let n = a.rows();
    let largest = e.values.iter().fold(0.0f64, |m, d| m.max(d.abs()));
    let mut out = Matrix::zeros(n, n);
    for (j, &d) in e.values.iter().enumerate() {
        if d.abs() > drop * largest {
            let column: Vec<f64> = (0..n).map(|i| e.vectors[(i, j)]).collect();
            out.add_outer(1.0 / d, &column);
        }
    }
    out
}
