//! Slopes of the covariates within cells, by a Cholesky factor in the declared order that leaves out what says nothing.

/// Slopes and what they leave.
pub(super) struct Slopes {
    /// One a covariate; 0 where it is left out.
    pub b: Vec<f64>,
    /// Positions of those left out.
    pub unused: Vec<usize>,
    /// q − b's: what is left within cells.
    pub within: f64,
    /// Degrees of freedom of it.
    pub free: f64,
}

/// A covariate that hardly varies within cells, as a share of its variation in all.
const CONSTANT: f64 = 1e-12;
/// A covariate that earlier ones leave hardly anything of, as a share of its own variation.
const REPEATED: f64 = 1e-9;

/// Solves Sb = s over the covariates that say something of their own.
///
/// `s`: L × L within cells, row by row; `cross`: L; `whole`: Σ n z² of each; `q`, `d`: sum of squares of the outcome within
/// cells and its degrees of freedom.
pub(super) fn slopes(s: &[f64], cross: &[f64], whole: &[f64], q: f64, d: f64) -> Slopes {
    let count = cross.len();
    let mut factor: Vec<Vec<f64>> = Vec::new();
    let mut used: Vec<usize> = Vec::new();
    for l in 0..count {
        let own = s[l * count + l];
        if own <= CONSTANT * whole[l] {
            continue;
        }
        let mut row: Vec<f64> = Vec::with_capacity(used.len() + 1);
        for (i, &m) in used.iter().enumerate() {
            let shared: f64 = (0..i).map(|o| row[o] * factor[i][o]).sum();
            row.push((s[l * count + m] - shared) / factor[i][i]);
        }
        let pivot = own - row.iter().map(|x| x * x).sum::<f64>();
        if pivot <= REPEATED * own {
            continue;
        }
        row.push(libm::sqrt(pivot));
        factor.push(row);
        used.push(l);
    }
    // Ly = s, then L'b = y
    let k = used.len();
    let mut y = vec![0.0; k];
    for i in 0..k {
        let shared: f64 = (0..i).map(|o| factor[i][o] * y[o]).sum();
        y[i] = (cross[used[i]] - shared) / factor[i][i];
    }
    let mut solved = vec![0.0; k];
    for i in (0..k).rev() {
        let shared: f64 = (i + 1..k).map(|o| factor[o][i] * solved[o]).sum();
        solved[i] = (y[i] - shared) / factor[i][i];
    }
    let mut b = vec![0.0; count];
    for (at, x) in used.iter().zip(&solved) {
        b[*at] = *x;
    }
    let explained: f64 = b.iter().zip(cross).map(|(b, s)| b * s).sum();
    let unused = (0..count).filter(|l| !used.contains(l)).collect();
    Slopes { b, unused, within: q - explained, free: d - k as f64 }
}
