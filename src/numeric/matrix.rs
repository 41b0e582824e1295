//! Small dense matrices, row by row.

use std::ops::{Index, IndexMut};

/// A small dense matrix, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    rows: usize,
    cols: usize,
    data: Vec<f64>,
}

impl Matrix {
    /// All zeros, `rows` × `cols`.
    pub fn zeros(rows: usize, cols: usize) -> Self {
        Matrix { rows, cols, data: vec![0.0; rows * cols] }
    }

    /// The identity, `n` × `n`.
    pub fn identity(n: usize) -> Self {
        let mut m = Matrix::zeros(n, n);
        for i in 0..n {
            m[(i, i)] = 1.0;
        }
        m
    }

    /// From rows of equal length.
    ///
    /// # Panics
    /// When the rows differ in length: a programming error, never a user's input.
    pub fn from_rows(rows: &[Vec<f64>]) -> Self {
        let cols = rows.first().map_or(0, Vec::len);
        assert!(rows.iter().all(|r| r.len() == cols), "rows of unequal length");
        Matrix { rows: rows.len(), cols, data: rows.concat() }
    }

    /// From values row by row.
    ///
    /// # Panics
    /// When the number of values is not `rows * cols`.
    pub fn from_vec(rows: usize, cols: usize, data: Vec<f64>) -> Self {
        assert_eq!(data.len(), rows * cols, "wrong number of values");
        Matrix { rows, cols, data }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }
    /// Number of columns.
    pub fn cols(&self) -> usize {
        self.cols
    }
    /// One row.
    pub fn row(&self, i: usize) -> &[f64] {
        &self.data[i * self.cols..(i + 1) * self.cols]
    }
    /// One row, to change.
    pub fn row_mut(&mut self, i: usize) -> &mut [f64] {
        &mut self.data[i * self.cols..(i + 1) * self.cols]
    }
    /// Two neighbouring or distant rows, i < j, to change together.
    pub(super) fn two_rows_mut(&mut self, i: usize, j: usize) -> (&mut [f64], &mut [f64]) {
        let (above, below) = self.data.split_at_mut(j * self.cols);
        (&mut above[i * self.cols..(i + 1) * self.cols], &mut below[..self.cols])
    }
    /// All values, row by row.
    pub fn as_slice(&self) -> &[f64] {
        &self.data
    }

    /// Transpose.
    pub fn t(&self) -> Matrix {
        let mut m = Matrix::zeros(self.cols, self.rows);
        for i in 0..self.rows {
            for j in 0..self.cols {
                m[(j, i)] = self[(i, j)];
            }
        }
        m
    }

    /// Product, summed in the order of the inner index.
    pub fn mul(&self, other: &Matrix) -> Matrix {
        assert_eq!(self.cols, other.rows, "shapes do not fit");
        let mut m = Matrix::zeros(self.rows, other.cols);
        for i in 0..self.rows {
            for k in 0..self.cols {
                let a = self[(i, k)];
                if a != 0.0 {
                    for (out, b) in m.row_mut(i).iter_mut().zip(other.row(k)) {
                        *out += a * b;
                    }
                }
            }
        }
        m
    }

    /// Product with a vector of length `cols`.
    pub fn mul_vec(&self, v: &[f64]) -> Vec<f64> {
        assert_eq!(self.cols, v.len(), "shapes do not fit");
        (0..self.rows).map(|i| self.row(i).iter().zip(v).map(|(a, b)| a * b).sum()).collect()
    }

    /// x'M as a vector of length `cols`; x has length `rows`.
    pub fn mul_vec_left(&self, x: &[f64]) -> Vec<f64> {
        assert_eq!(self.rows, x.len(), "shapes do not fit");
        let mut out = vec![0.0; self.cols];
        for (i, a) in x.iter().enumerate() {
            out.iter_mut().zip(self.row(i)).for_each(|(o, m)| *o += a * m);
        }
        out
    }

    /// x'My.
    pub fn quad(&self, x: &[f64], y: &[f64]) -> f64 {
        x.iter().zip(self.mul_vec(y)).map(|(a, b)| a * b).sum()
    }

    /// Adds `scale` times another matrix of the same shape.
    pub fn add_scaled(&mut self, scale: f64, other: &Matrix) {
        assert_eq!((self.rows, self.cols), (other.rows, other.cols), "shapes do not fit");
        for (a, b) in self.data.iter_mut().zip(&other.data) {
            *a += scale * b;
        }
    }

    /// Adds `w`·xx' to a square matrix.
    pub fn add_outer(&mut self, w: f64, x: &[f64]) {
        for (i, xi) in x.iter().enumerate() {
            if *xi != 0.0 {
                for (m, xj) in self.row_mut(i).iter_mut().zip(x) {
                    *m += w * xi * xj;
                }
            }
        }
    }

    /// The square block of the rows and columns named.
    pub fn block(&self, keep: &[usize]) -> Matrix {
        let mut m = Matrix::zeros(keep.len(), keep.len());
        for (a, &i) in keep.iter().enumerate() {
            for (b, &j) in keep.iter().enumerate() {
                m[(a, b)] = self[(i, j)];
            }
        }
        m
    }

    /// Sum of the diagonal.
    pub fn trace(&self) -> f64 {
        (0..self.rows.min(self.cols)).map(|i| self[(i, i)]).sum()
    }
}

impl Index<(usize, usize)> for Matrix {
    type Output = f64;
    fn index(&self, (i, j): (usize, usize)) -> &f64 {
        &self.data[i * self.cols + j]
    }
}

impl IndexMut<(usize, usize)> for Matrix {
    fn index_mut(&mut self, (i, j): (usize, usize)) -> &mut f64 {
        &mut self.data[i * self.cols + j]
    }
}
