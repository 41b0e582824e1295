//! A symmetric power of I − H_gg for one cluster, from its cross-products.
//!
//! CONVENTION: as in `cluster`. Where columns of very different size, or nearly alike, would lose leverages in the rounding of the
//! largest: W is k × r with W W' = A, and X = (X W)·U with U r × k. The columns X W sum to the identity in their
//! cross-products, and the eigenvalues of a cluster's own are its leverages.

use crate::numeric::{Matrix, cholesky, eigen_symmetric};
use std::sync::Arc;

/// Eigenvalues of I − H_gg at most this count as zero (they lie in [0, 1]); what a cluster alone determines.
pub const ZERO_LEVERAGE: f64 = 1e-10;
/// Eigenvalues of M_g at most this share of the largest count as zero: rounding of cross-products.
const ZERO_GRAM: f64 = 1e-12;
/// A share of leverage that rounding may cost before columns are measured by the fit itself.
const LEVERAGE_LOST: f64 = 1e-10;

/// L f(I − L'AL) L' for the two powers a correction needs, and the map from a score to its corrected score.
#[derive(Debug)]
pub(super) struct Adjusted {
    /// X_g'X_g, k × k.
    pub gram: Arc<Matrix>,
    /// X_g' B_g X_g, k × k.
    pub once: Arc<Matrix>,
    /// X_g' B_g² X_g, k × k.
    pub twice: Arc<Matrix>,
    /// Corrected score = `score_map` · s_g, k × k; nothing where B_g is the identity.
    pub score_map: Option<Matrix>,
    /// L v for every direction v with (I − L'AL) v = 0, each length k.
    pub lost: Vec<Vec<f64>>,
}

/// L f(I − L'AL) L' and friends for one gram matrix; `exponent` 0, −1/2 or −1.
pub(super) fn adjust(gram: &Arc<Matrix>, bread: &Matrix, exponent: f64) -> Adjusted {
    if exponent == 0.0 {
        let [gram, once, twice] = [gram, gram, gram].map(Arc::clone);
        return Adjusted { gram, once, twice, score_map: None, lost: Vec::new() };
    }
    match loses_leverages(gram, bread) {
        true => adjust_by_leverage(gram, bread, exponent),
        false => adjust_as_it_is(gram, bread, exponent),
    }
}

/// The same of a fit that keeps a contrast, whose A is singular: X W would not hold all of X.
pub(super) fn adjust_restricted(gram: &Arc<Matrix>, bread: &Matrix, exponent: f64) -> Adjusted {
    match loses_leverages(gram, bread) {
        true => adjust_by_size(gram, bread, exponent),
        false => adjust_as_it_is(gram, bread, exponent),
    }
}

/// Whether the rounding of the largest column of a cluster may be a leverage of another.
fn loses_leverages(gram: &Matrix, bread: &Matrix) -> bool {
    let widest = |m: &Matrix| (0..m.rows()).map(|j| m[(j, j)]).fold(0.0, f64::max);
    f64::EPSILON * widest(gram) * widest(bread) > LEVERAGE_LOST
}

/// The same by the eigenvalues of M_g.
fn adjust_as_it_is(gram: &Arc<Matrix>, bread: &Matrix, exponent: f64) -> Adjusted {
    let k = gram.rows();
    let e = eigen_symmetric(gram);
    let largest = e.values.last().copied().unwrap_or(0.0);
    let kept: Vec<usize> = (0..k).filter(|&j| e.values[j] > ZERO_GRAM * largest && e.values[j] > 0.0).collect();
    let r = kept.len();
    let (mut l, mut plus) = (Matrix::zeros(k, r), Matrix::zeros(r, k));
    for (to, &from) in kept.iter().enumerate() {
        let root = libm::sqrt(e.values[from]);
        for i in 0..k {
            l[(i, to)] = e.vectors[(i, from)] * root;
            plus[(to, i)] = e.vectors[(i, from)] / root;
        }
    }
    let mut inner = l.t().mul(&bread.mul(&l));
    for i in 0..r {
        for j in 0..r {
            inner[(i, j)] = -inner[(i, j)];
        }
        inner[(i, i)] += 1.0;
    }
    let f = eigen_symmetric(&inner);
    let (mut once, mut twice) = (Matrix::zeros(r, r), Matrix::zeros(r, r));
    let mut lost = Vec::new();
    for (j, &d) in f.values.iter().enumerate() {
        let v: Vec<f64> = (0..r).map(|i| f.vectors[(i, j)]).collect();
        if d > ZERO_LEVERAGE {
            let p = if exponent == -1.0 { 1.0 / d } else { 1.0 / libm::sqrt(d) };
            once.add_outer(p, &v);
            twice.add_outer(p * p, &v);
        } else {
            lost.push(l.mul_vec(&v));
        }
    }
    let l_once = l.mul(&once);
    let back = l.t();
    Adjusted {
        gram: Arc::clone(gram),
        once: Arc::new(l_once.mul(&back)),
        twice: Arc::new(l.mul(&twice).mul(&back)),
        score_map: Some(l_once.mul(&plus)),
        lost,
    }
}

/// The same on columns measured by the fit itself.
fn adjust_by_leverage(gram: &Arc<Matrix>, bread: &Matrix, exponent: f64) -> Adjusted {
    let Some((w, back)) = whitening(bread) else { return adjust_by_size(gram, bread, exponent) };
    let e = eigen_symmetric(&w.t().mul(&gram.mul(&w)));
    let r = w.cols();
    let (mut once, mut twice, mut map) = (Matrix::zeros(r, r), Matrix::zeros(r, r), Matrix::zeros(r, r));
    let mut lost = Vec::new();
    for (j, &leverage) in e.values.iter().enumerate().filter(|(_, v)| **v > ZERO_GRAM) {
        let v: Vec<f64> = (0..r).map(|i| e.vectors[(i, j)]).collect();
        let rest = 1.0 - leverage;
        if rest > ZERO_LEVERAGE {
            let p = if exponent == -1.0 { 1.0 / rest } else { 1.0 / libm::sqrt(rest) };
            once.add_outer(p * leverage, &v);
            twice.add_outer(p * p * leverage, &v);
            map.add_outer(p, &v);
        } else {
            let along: Vec<f64> = v.iter().map(|x| libm::sqrt(leverage) * x).collect();
            lost.push(back.mul_vec_left(&along));
        }
    }
    let outwards = |m: &Matrix| back.t().mul(&m.mul(&back));
    Adjusted {
        gram: Arc::clone(gram),
        once: Arc::new(outwards(&once)),
        twice: Arc::new(outwards(&twice)),
        score_map: Some(back.t().mul(&map.mul(&w.t()))),
        lost,
    }
}

/// W and U over the columns that A holds; `None` where these are dependent.
fn whitening(bread: &Matrix) -> Option<(Matrix, Matrix)> {
    let k = bread.rows();
    let size: Vec<f64> = (0..k).map(|j| libm::sqrt(bread[(j, j)].max(0.0))).collect();
    let inside: Vec<usize> = (0..k).filter(|j| size[*j] > 0.0).collect();
    let r = inside.len();
    let mut alike = Matrix::zeros(r, r);
    for (a, i) in inside.iter().enumerate() {
        for (b, j) in inside.iter().enumerate() {
            alike[(a, b)] = bread[(*i, *j)] / (size[*i] * size[*j]);
        }
    }
    let factor = cholesky(&alike, ZERO_GRAM);
    if !factor.dropped().is_empty() {
        return None;
    }
    let (mut w, mut back) = (Matrix::zeros(k, r), Matrix::zeros(r, k));
    for (a, i) in inside.iter().enumerate() {
        (0..=a).for_each(|c| w[(*i, c)] = size[*i] * factor.factor()[(a, c)]);
    }
    for (c, column) in inside.iter().enumerate() {
        for row in c..r {
            let own = inside[row];
            let known: f64 = (c..row).map(|m| w[(own, m)] * back[(m, *column)]).sum();
            back[(row, *column)] = (f64::from(u8::from(row == c)) - known) / w[(own, row)];
        }
    }
    Some((w, back))
}

/// The same on columns of one size.
fn adjust_by_size(gram: &Arc<Matrix>, bread: &Matrix, exponent: f64) -> Adjusted {
    let k = gram.rows();
    let size: Vec<f64> = (0..k).map(|j| if gram[(j, j)] > 0.0 { libm::sqrt(gram[(j, j)]) } else { 1.0 }).collect();
    let scaled = |m: &Matrix, left: &dyn Fn(usize) -> f64, right: &dyn Fn(usize) -> f64| {
        let mut made = m.clone();
        for i in 0..k {
            for j in 0..k {
                made[(i, j)] *= left(i) * right(j);
            }
        }
        made
    };
    let (up, down) = (|j: usize| size[j], |j: usize| 1.0 / size[j]);
    let found = adjust_as_it_is(&Arc::new(scaled(gram, &down, &down)), &scaled(bread, &up, &up), exponent);
    Adjusted {
        gram: Arc::clone(gram),
        once: Arc::new(scaled(&found.once, &up, &up)),
        twice: Arc::new(scaled(&found.twice, &up, &up)),
        score_map: found.score_map.map(|m| scaled(&m, &up, &down)),
        lost: found.lost.iter().map(|v| v.iter().zip(&size).map(|(x, s)| x * s).collect()).collect(),
    }
}
