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
        if rest > tolerance * a[(j, j)] && rest > 0.0 {
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

/// Cyclic Jacobi rotations in a fixed order.
///
/// # Reference
/// Golub & Van Loan (2013), Matrix Computations, §8.5.
pub fn eigen_symmetric(a: &Matrix) -> Eigen {
    let n = a.rows();
    let mut m = a.clone();
    let mut v = Matrix::identity(n);
    let scale: f64 = m.as_slice().iter().map(|x| x * x).sum();
    for _ in 0..100 {
        let mut off = 0.0;
        for i in 0..n {
            for j in 0..i {
                off += m[(i, j)] * m[(i, j)];
            }
        }
        if off <= 1e-33 * scale || off == 0.0 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                let apq = m[(p, q)];
                if apq == 0.0 {
                    continue;
                }
                let theta = (m[(q, q)] - m[(p, p)]) / (2.0 * apq);
                let t = if theta >= 0.0 { 1.0 } else { -1.0 } / (theta.abs() + libm::sqrt(theta * theta + 1.0));
                let c = 1.0 / libm::sqrt(t * t + 1.0);
                let s = t * c;
                for k in 0..n {
                    let (x, y) = (m[(k, p)], m[(k, q)]);
                    m[(k, p)] = c * x - s * y;
                    m[(k, q)] = s * x + c * y;
                }
                for k in 0..n {
                    let (x, y) = (m[(p, k)], m[(q, k)]);
                    m[(p, k)] = c * x - s * y;
                    m[(q, k)] = s * x + c * y;
                }
                for k in 0..n {
                    let (x, y) = (v[(k, p)], v[(k, q)]);
                    v[(k, p)] = c * x - s * y;
                    v[(k, q)] = s * x + c * y;
                }
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| m[(i, i)].total_cmp(&m[(j, j)]).then(i.cmp(&j)));
    let mut vectors = Matrix::zeros(n, n);
    for (to, &from) in order.iter().enumerate() {
        for k in 0..n {
            vectors[(k, to)] = v[(k, from)];
        }
    }
    Eigen { values: order.iter().map(|&i| m[(i, i)]).collect(), vectors }
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
