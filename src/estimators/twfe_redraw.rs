//! `twfe` under other assignments, without a new regression each time.
//!
//! CONVENTION: unit i, start g, F the period dummies and covariates with unit means swept out, M_i = F_i'F_i,
//! A = (ΣM_i)⁻¹, D_ig the swept treatment of unit i under start g, c_ig = F_i'D_ig, y° what F leaves of y.
//! With f = Σc, γ = Af: D̃'y = Σ D_ig'y°, D̃'D̃ = Σ D_ig'D_ig − f'γ, and per unit
//! s_i = D_ig'e_i − γ'F_i'e_i for the residuals e = y° − b·D̃.

use super::regression::{Exposure, Weight, two_way};
use crate::numeric::Matrix;
use crate::trial::{Panel, Shifted};

/// A two-way regression with one effect, ready to be redrawn.
#[derive(Debug, Clone)]
pub struct TwfeRedraw {
    cohorts: usize,
    columns: usize,
    bread: Matrix,
    grams: Vec<std::sync::Arc<Matrix>>,
    /// F_i'y° and F_i'd° of each unit, d° what F leaves of the observed treatment.
    crossed: [Vec<f64>; 2],
    /// Per unit and cohort: c_ig, then D'D, D'y°, D'd°.
    table: Vec<f64>,
    correction: f64,
}

/// Cross-products of one unit's swept columns: F, then one treatment column per cohort, then y.
struct Swept {
    joint: Matrix,
}

impl TwfeRedraw {
    /// Prepares the redraws of some units over cohorts with these starts; `of_unit` is the observed cohort of each unit.
    ///
    /// `None` when fewer than two units hold pupils or the variance has no degrees of freedom.
    pub fn new(
        panel: &Panel,
        units: &[usize],
        starts: &[usize],
        of_unit: &[u16],
        weight: Weight,
    ) -> Option<TwfeRedraw> {
        let none = Exposure::by_cell(panel, Vec::new(), |_, _| None);
        let base = two_way(panel, &none, weight);
        let k = base.fit.terms.len();
        let g = starts.len();
        let bread = base.fit.bread.clone();
        // made twice rather than kept: many cohorts make them large
        let swept = |i: &usize| Swept::of(panel, *i, starts, k, weight);
        let mut right = [vec![0.0; k], vec![0.0; k]];
        for (s, h) in units.iter().map(swept).zip(of_unit) {
            for j in 0..k {
                right[0][j] += s.joint[(j, k + g)];
                right[1][j] += s.joint[(j, k + *h as usize)];
            }
        }
        let fitted = [bread.mul_vec(&right[0]), bread.mul_vec(&right[1])];
        let mut crossed = [Vec::new(), Vec::new()];
        let mut table = Vec::with_capacity(units.len() * g * (k + 3));
        for (s, h) in units.iter().map(swept).zip(of_unit) {
            let sources = [k + g, k + *h as usize];
            for side in 0..2 {
                crossed[side].extend((0..k).map(|j| {
                    s.joint[(j, sources[side])] - (0..k).map(|l| s.joint[(j, l)] * fitted[side][l]).sum::<f64>()
                }));
            }
            for c in k..k + g {
                table.extend((0..k).map(|j| s.joint[(j, c)]));
                table.push(s.joint[(c, c)]);
                for side in 0..2 {
                    let explained: f64 = (0..k).map(|l| s.joint[(c, l)] * fitted[side][l]).sum();
                    table.push(s.joint[(c, sources[side])] - explained);
                }
            }
        }
        let grams = base.fit.clusters.iter().map(|c| std::sync::Arc::clone(&c.gram)).collect();
        let (n, parameters, clusters) = (base.fit.nobs, base.fit.parameters + 1.0, units.len() as f64);
        if clusters < 2.0 || n <= parameters || base.units != units {
            return None;
        }
        let correction = clusters / (clusters - 1.0) * (n - 1.0) / (n - parameters);
        Some(TwfeRedraw { cohorts: g, columns: k, bread, grams, crossed, table, correction })
    }

    /// The numbers of one assignment, `None` when nothing identifies the effect.
    pub fn at(&self, cohorts: &[u16]) -> Option<Shifted> {
        let k = self.columns;
        let width = k + 3;
        let entry = |i: usize| {
            let from = (i * self.cohorts + cohorts[i] as usize) * width;
            &self.table[from..from + width]
        };
        let mut f = vec![0.0; k];
        let (mut dd, mut dy, mut dz) = (0.0, 0.0, 0.0);
        for i in 0..cohorts.len() {
            let e = entry(i);
            f.iter_mut().zip(e).for_each(|(f, c)| *f += c);
            dd += e[k];
            dy += e[k + 1];
            dz += e[k + 2];
        }
        let gamma = self.bread.mul_vec(&f);
        let rest = dd - f.iter().zip(&gamma).map(|(a, b)| a * b).sum::<f64>();
        if !(rest > 1e-10 * dd) {
            return None;
        }
        let (b, z) = (dy / rest, dz / rest);
        let (mut v0, mut v1, mut v2) = (0.0, 0.0, 0.0);
        let mut known: Option<(*const Matrix, f64)> = None;
        for (i, gram) in self.grams.iter().enumerate() {
            let e = entry(i);
            let address = std::sync::Arc::as_ptr(gram);
            // units that share their cells share γ'M_iγ
            let quadratic = match known {
                Some((same, value)) if same == address => value,
                _ => gram.quad(&gamma, &gamma),
            };
            known = Some((address, quadratic));
            let own = e[k] - 2.0 * dot(&gamma, &e[..k]) + quadratic;
            let s = e[k + 1] - dot(&gamma, &self.crossed[0][i * k..(i + 1) * k]) - b * own;
            let r = e[k + 2] - dot(&gamma, &self.crossed[1][i * k..(i + 1) * k]) - z * own;
            v0 += s * s;
            v1 += s * r;
            v2 += r * r;
        }
        let scale = self.correction / (rest * rest);
        Some(Shifted { theta: [b, z], var_theta: [scale * v0, scale * v1, scale * v2], ..Shifted::default() })
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

impl Swept {
    /// `k` columns of F as in [`two_way`]: periods in which somebody was seen from the second on, then covariates.
    fn of(panel: &Panel, unit: usize, starts: &[usize], k: usize, weight: Weight) -> Swept {
        let p = panel.covariates().len();
        let seen: Vec<usize> = (0..panel.periods().len())
            .filter(|&t| (0..panel.units().len()).any(|i| panel.cell(i, t).is_some()))
            .collect();
        let g = starts.len();
        let size = k + g + 1;
        let y = k + g;
        let mut joint = Matrix::zeros(size, size);
        let mut sums = vec![0.0; size];
        let mut total = 0.0;
        for (place, &t) in seen.iter().enumerate() {
            let Some(cell) = panel.cell(unit, t) else { continue };
            let scale = if weight == Weight::Pupils { 1.0 } else { 1.0 / cell.n() };
            let n = scale * cell.n();
            total += n;
            let mut ones: Vec<usize> = Vec::with_capacity(1 + g);
            ones.extend(place.checked_sub(1));
            ones.extend((0..g).filter(|c| t >= starts[*c]).map(|c| k + c));
            let column = |j: usize| if j == 1 { y } else { k - p + j - 2 };
            for &a in &ones {
                sums[a] += n;
                ones.iter().for_each(|&b| joint[(a, b)] += n);
            }
            for j in 1..p + 2 {
                let (m, c) = (scale * cell.packed()[j], column(j));
                sums[c] += m;
                for &a in &ones {
                    joint[(a, c)] += m;
                    joint[(c, a)] += m;
                }
                for l in j..p + 2 {
                    let (d, m) = (column(l), scale * cell.moment(j, l));
                    joint[(c, d)] += m;
                    if c != d {
                        joint[(d, c)] += m;
                    }
                }
            }
        }
        joint.add_outer(-1.0 / total, &sums);
        Swept { joint }
    }
}
