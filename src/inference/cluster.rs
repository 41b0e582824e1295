//! Cluster-robust variances of a least-squares fit, from cross-products alone.
//!
//! CONVENTION: G clusters g, k columns, n pupils. X_g rows of cluster g, A = (X'X)⁻¹, H_gg = X_g A X_g', e_g residuals,
//! s_g = X_g'e_g score, M_g = X_g'X_g gram. Weights are taken into the rows (√w).
//!
//! Every correction is a symmetric power f of I − H_gg acting on span(X_g). With M_g = L L', X_g = U L' (U'U = I),
//! X_g' f(I − H_gg) X_g = L f(I − L'AL) L' and X_g' f(I − H_gg) e_g = L f(I − L'AL) L⁺ s_g: matrices of size k × k, so
//! that nothing grows with pupils. Effects nested in the clusters may be swept out of X and e beforehand: they are
//! orthogonal to what remains, and I − H_gg acts on the remainder as before.

use super::leverage::{Adjusted, adjust, adjust_restricted};
use crate::numeric::Matrix;
use crate::trial::Fit;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// A direction with more than this share of a contrast matters to it.
const MATTERS: f64 = 1e-7;

/// Of two numbers, the share that their difference must be for it to keep its digits.
const CANCELS: f64 = 1e-4;
/// Distinct clusters whose pairs are looked at one by one.
const ONE_BY_ONE: usize = 1000;

/// Which cluster-robust correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Correction {
    /// None: Liang & Zeger (1986).
    Cr0,
    /// × G/(G−1)·(n−1)/(n−k): Stata's and fixest's.
    Cr1,
    /// × G/(G−1) alone: maximum-likelihood fits, and clubSandwich's CR1.
    Cr1Clusters,
    /// (I − H_gg)^(−1/2): Bell & McCaffrey (2002).
    Cr2,
    /// (I − H_gg)^(−1) × (G−1)/G: the jackknife of MacKinnon, Nielsen & Webb (2023).
    Cr3,
    /// As [`Correction::Cr2`] for a weighted fit or GEE, t(G−2): Kauermann & Carroll (2001).
    KauermannCarroll,
    /// As [`Correction::Cr3`] without its factor, t(G−2): Mancl & DeRouen (2001).
    ManclDeRouen,
}

impl Correction {
    fn exponent(self) -> f64 {
        match self {
            Correction::Cr0 | Correction::Cr1 | Correction::Cr1Clusters => 0.0,
            Correction::Cr2 | Correction::KauermannCarroll => -0.5,
            Correction::Cr3 | Correction::ManclDeRouen => -1.0,
        }
    }

    /// The factor in front of Σ (c'ψ_g)².
    fn scale(self, fit: &Fit) -> f64 {
        let g = fit.n_clusters() as f64;
        match self {
            Correction::Cr0 | Correction::Cr2 | Correction::KauermannCarroll | Correction::ManclDeRouen => 1.0,
            Correction::Cr1 => g / (g - 1.0) * (fit.nobs - 1.0) / (fit.nobs - fit.parameters),
            Correction::Cr1Clusters => g / (g - 1.0),
            Correction::Cr3 => (g - 1.0) / g,
        }
    }
}

/// A variance and the degrees of freedom of its t reference.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterVariance {
    /// Estimated variance of c'β̂; NaN when it cannot be had (fewer than two clusters, n ≤ k, a jackknife replicate
    /// that does not exist).
    pub variance: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// Clusters without which c'β is not estimable (jackknife only), by position.
    pub indispensable: Vec<usize>,
}

/// The corrections of a fit: everything that does not depend on the contrast, computed once per distinct gram matrix.
#[derive(Debug)]
pub struct Sandwich<'a> {
    fit: &'a Fit,
    correction: Correction,
    distinct: Vec<Adjusted>,
    /// Entry of `distinct` for each cluster.
    which: Vec<usize>,
    influences: OnceLock<Vec<Vec<f64>>>,
}

impl<'a> Sandwich<'a> {
    /// Prepares a correction. Clusters that share a gram matrix are decomposed once.
    pub fn new(fit: &'a Fit, correction: Correction) -> Self {
        let mut known: BTreeMap<usize, usize> = BTreeMap::new();
        let mut distinct = Vec::new();
        let which = fit
            .clusters
            .iter()
            .map(|piece| {
                *known.entry(Arc::as_ptr(&piece.gram) as usize).or_insert_with(|| {
                    distinct.push(adjust(&piece.gram, &fit.bread, correction.exponent()));
                    distinct.len() - 1
                })
            })
            .collect();
        Sandwich { fit, correction, distinct, which, influences: OnceLock::new() }
    }

    /// The fit whose coefficients these are variances of.
    pub fn fit(&self) -> &Fit {
        self.fit
    }

    /// ψ_g = A X_g'B_g e_g: V = scale · Σ ψ_g ψ_g'.
    pub fn influences(&self) -> &[Vec<f64>] {
        self.influences.get_or_init(|| {
            let corrected = |g: usize, score: &[f64]| match &self.distinct[self.which[g]].score_map {
                Some(map) => self.fit.bread.mul_vec(&map.mul_vec(score)),
                None => self.fit.bread.mul_vec(score),
            };
            self.fit.clusters.iter().enumerate().map(|(g, piece)| corrected(g, &piece.score)).collect()
        })
    }

    /// Variance and degrees of freedom of c'β̂: Satterthwaite's for [`Correction::Cr2`], G − 2 for Kauermann–Carroll and
    /// Mancl–DeRouen, G − 1 for the others.
    pub fn variance(&self, contrast: &[f64]) -> ClusterVariance {
        let g = self.fit.n_clusters();
        let scale = self.correction.scale(self.fit);
        let indispensable = self.indispensable(contrast);
        let known = g >= 2 && scale.is_finite() && scale > 0.0 && indispensable.is_empty();
        let ac = self.fit.bread.mul_vec(contrast);
        // c'ψ_g = (map'Ac)'s_g
        let weights: Vec<Vec<f64>> = self
            .distinct
            .iter()
            .map(|a| a.score_map.as_ref().map_or_else(|| ac.clone(), |map| map.mul_vec_left(&ac)))
            .collect();
        let scores = self.fit.clusters.iter().zip(&self.which);
        let sum: f64 = scores.map(|(piece, w)| square(dot(&weights[*w], &piece.score))).sum();
        let df = match self.correction {
            Correction::Cr2 => self.satterthwaite(contrast),
            Correction::KauermannCarroll | Correction::ManclDeRouen => g as f64 - 2.0,
            _ => g as f64 - 1.0,
        };
        ClusterVariance { variance: if known { scale * sum } else { f64::NAN }, df, indispensable }
    }

    /// Whether the variance of c'β̂ is zero whatever the outcomes are: Σ_g p_g'p_g = 0 with p_g = (I − H)_{·g} B_g X_g A c, the
    /// weights of the outcomes in cluster g's corrected score. Two clusters with effects of their own are the usual case.
    pub fn zero_by_construction(&self, contrast: &[f64]) -> bool {
        const NOTHING: f64 = 1e-8;
        let ac = self.fit.bread.mul_vec(contrast);
        let (mut left, mut whole) = (0.0, 0.0);
        for d in &self.which {
            let a = &self.distinct[*d];
            let q = a.once.mul_vec(&ac);
            let w = a.twice.quad(&ac, &ac);
            whole += w;
            left += w - self.fit.bread.quad(&q, &q);
        }
        !(left > NOTHING * whole)
    }

    /// Joint covariance of all coefficients, k × k.
    pub fn covariance(&self) -> Matrix {
        let k = self.fit.terms.len();
        let mut v = Matrix::zeros(k, k);
        let scale = self.correction.scale(self.fit);
        for psi in self.influences() {
            v.add_outer(scale, psi);
        }
        v
    }

    /// Degrees of freedom of the t reference of c'β̂ under an identity working model.
    ///
    /// ν = (Σ_g P_gg)² / Σ_gh P_gh², P_gh = p_g'p_h, p_g = (I − H)_{·g} B_g X_g A c. With q_g = X_g'B_g X_g A c and
    /// w_g = c'A X_g'B_g²X_g A c, P_gh = δ_gh w_g − q_g'A q_h, so that Σ P_gh² costs one k × k matrix.
    ///
    /// # Reference
    /// Bell & McCaffrey (2002), Survey Methodology 28; Pustejovsky & Tipton (2018), JBES 36, eq. 11,
    /// doi:10.1080/07350015.2016.1247004.
    pub fn satterthwaite(&self, contrast: &[f64]) -> f64 {
        let bread = &self.fit.bread;
        let ac = bread.mul_vec(contrast);
        let k = contrast.len();
        let mut outer = Matrix::zeros(k, k);
        let (mut trace, mut squares) = (0.0, 0.0);
        let mut cancels = false;
        let mut times = vec![0.0; self.distinct.len()];
        self.which.iter().for_each(|d| times[*d] += 1.0);
        for (a, n) in self.distinct.iter().zip(&times) {
            let q = a.once.mul_vec(&ac);
            let w = a.twice.quad(&ac, &ac);
            let h = bread.quad(&q, &q);
            trace += n * (w - h);
            squares += n * (w * w - 2.0 * w * h);
            cancels |= w - h < CANCELS * w;
            outer.add_outer(*n, &q);
        }
        if cancels && self.correction == Correction::Cr2 && self.distinct.len() <= ONE_BY_ONE {
            return self.satterthwaite_one_by_one(&ac, &times);
        }
        let product = bread.mul(&outer);
        squares += trace_of_square(&product);
        trace * trace / squares
    }

    /// The same where a cluster nearly determines a coefficient alone, and w_g and q_g'A q_g are large numbers that cancel:
    /// B_g(I − H_gg)B_g is the identity but for what is lost, so that P_gg = c'A X_g'X_g A c less that; pairs one by one.
    fn satterthwaite_one_by_one(&self, ac: &[f64], times: &[f64]) -> f64 {
        let (mut trace, mut squares) = (0.0, 0.0);
        let each: Vec<Vec<f64>> = self.distinct.iter().map(|a| a.once.mul_vec(ac)).collect();
        for (d, a) in self.distinct.iter().enumerate() {
            let lost: f64 = a.lost.iter().map(|v| square(dot(v, ac))).sum();
            let own = (a.gram.quad(ac, ac) - lost).max(0.0);
            trace += times[d] * own;
            squares += times[d] * own * own;
            let along = self.fit.bread.mul_vec(&each[d]);
            for (e, q) in each.iter().enumerate() {
                let pairs = times[d] * if d == e { times[e] - 1.0 } else { times[e] };
                squares += pairs * square(dot(&along, q));
            }
        }
        trace * trace / squares
    }

    /// Clusters without which the contrast is not estimable: a direction v with (I − L'AL)v = 0 and c'ALv ≠ 0.
    fn indispensable(&self, contrast: &[f64]) -> Vec<usize> {
        if self.correction.exponent() != -1.0 {
            return Vec::new();
        }
        let ac = self.fit.bread.mul_vec(contrast);
        let own = libm::sqrt(dot(contrast, &ac).max(0.0));
        let matters = |lost: &Vec<f64>| dot(lost, &ac).abs() > MATTERS * own;
        (0..self.which.len()).filter(|&g| self.distinct[self.which[g]].lost.iter().any(matters)).collect()
    }
}

/// The map of (I − X_g A X_g')⁻¹ on scores, X_g'e_g ↦ X_g'(I − H_gg)⁻¹e_g, k × k; `known` holds those of grams met before.
pub(super) fn corrected_score(
    known: &mut BTreeMap<usize, Arc<Matrix>>,
    gram: &Arc<Matrix>,
    bread: &Matrix,
) -> Arc<Matrix> {
    let made =
        || Arc::new(adjust_restricted(gram, bread, -1.0).score_map.unwrap_or_else(|| Matrix::identity(gram.rows())));
    Arc::clone(known.entry(Arc::as_ptr(gram) as usize).or_insert_with(made))
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn square(x: f64) -> f64 {
    x * x
}

fn trace_of_square(m: &Matrix) -> f64 {
    let k = m.rows();
    (0..k).map(|i| (0..k).map(|j| m[(i, j)] * m[(j, i)]).sum::<f64>()).sum()
}

/// Uncorrected sandwich, t(G−1).
///
/// # Reference
/// Liang & Zeger (1986), Biometrika 73, doi:10.1093/biomet/73.1.13. *Checked against* `tests/reference/effects_b`.
pub fn cr0(fit: &Fit, contrast: &[f64]) -> ClusterVariance {
    Sandwich::new(fit, Correction::Cr0).variance(contrast)
}

/// × G/(G−1)·(n−1)/(n−k), t(G−1); k is [`Fit::parameters`].
pub fn cr1(fit: &Fit, contrast: &[f64]) -> ClusterVariance {
    Sandwich::new(fit, Correction::Cr1).variance(contrast)
}

/// × G/(G−1) alone, t(G−1): for logit and Poisson fits.
pub fn cr1_clusters(fit: &Fit, contrast: &[f64]) -> ClusterVariance {
    Sandwich::new(fit, Correction::Cr1Clusters).variance(contrast)
}

/// Bell–McCaffrey with Satterthwaite's degrees of freedom; the root is that of the pseudo-inverse of I − H_gg.
///
/// # Reference
/// Bell & McCaffrey (2002), Survey Methodology 28, 169–181; Pustejovsky & Tipton (2018),
/// doi:10.1080/07350015.2016.1247004. *Checked against* clubSandwich, `tests/reference/effects_b`.
pub fn cr2(fit: &Fit, contrast: &[f64]) -> ClusterVariance {
    Sandwich::new(fit, Correction::Cr2).variance(contrast)
}

/// CV3, the jackknife: (G−1)/G Σ (β̂₍₋g₎ − β̂)², t(G−1), by leverages instead of refits.
///
/// # Reference
/// MacKinnon, Nielsen & Webb (2023), Journal of Applied Econometrics 38, doi:10.1002/jae.2969.
pub fn cr3(fit: &Fit, contrast: &[f64]) -> ClusterVariance {
    Sandwich::new(fit, Correction::Cr3).variance(contrast)
}

/// GEE's bias-corrected sandwich with (I − H_i)^(−1/2), H_i = D_i(Σ D'V⁻¹D)⁻¹D_i'V_i⁻¹, t(G−2).
///
/// Pushing through, D'V⁻¹ f(I − H) r = f(I − Q A) D'V⁻¹r with Q_i = D_i'V_i⁻¹D_i: the gram of the fit.
///
/// # Reference
/// Kauermann & Carroll (2001), JASA 96, doi:10.1198/016214501753382309.
pub fn kauermann_carroll(fit: &Fit, contrast: &[f64]) -> ClusterVariance {
    Sandwich::new(fit, Correction::KauermannCarroll).variance(contrast)
}

/// GEE's bias-corrected sandwich with (I − H_i)⁻¹, t(G−2).
///
/// # Reference
/// Mancl & DeRouen (2001), Biometrics 57, doi:10.1111/j.0006-341X.2001.00126.x.
pub fn mancl_derouen(fit: &Fit, contrast: &[f64]) -> ClusterVariance {
    Sandwich::new(fit, Correction::ManclDeRouen).variance(contrast)
}
