//! Components of variance on the scale of the analysis: pupil, period of a programme, programme, school.

use super::layout::Cluster;
use crate::diagnostics::{Outcome, Problem};
use crate::numeric::Matrix;

/// How the total variance of a pupil's outcome is shared; all are correlations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shares {
    /// Correlation of two pupils of one programme and period, schools included.
    pub icc: f64,
    /// Share of that which two periods of a programme have in common.
    pub cac: f64,
    /// Share of the variance within programmes that two measurements of one pupil have in common (closed cohort).
    pub iac: f64,
    /// Correlation per period of distance, instead of `cac`.
    pub decay: Option<f64>,
    /// The part of `icc` that the programmes of a school have in common.
    pub school_icc: f64,
    /// Share of that part that two periods have in common.
    pub school_cac: f64,
}

/// Components of variance on the scale of the analysis.
///
/// The covariance of the means of cells (i,t) and (j,s), n pupils each, i and j in one school:
/// school + school_period·[t=s] + [i=j]·(programme·r^|t−s| + cell·[t=s] + cohort/√(n_it n_is) + residual_t/n_it·[t=s] +
/// treatment·x_it·x_is + treatment_covariance·(x_it + x_is)), with r = 1 without decay.
#[derive(Debug, Clone, PartialEq)]
pub struct Components {
    /// Between schools.
    pub school: f64,
    /// Between periods within schools.
    pub school_period: f64,
    /// Between programmes (within schools), τ².
    pub programme: f64,
    /// Between periods within programmes, γ².
    pub cell: f64,
    /// Decay per period of `programme`, r; 1 for none.
    pub decay: f64,
    /// Between pupils followed through all periods, ζ².
    pub cohort: f64,
    /// Within cells, σ_e².
    pub residual: f64,
    /// Of a random effect of treatment between programmes, η².
    pub treatment: f64,
    /// Its covariance with the programme's level, ρητ.
    pub treatment_covariance: f64,
}

impl Components {
    /// Shares of a total variance.
    ///
    /// τ² = (icc − school_icc)·cac·σ², γ² = (icc − school_icc)(1 − cac)σ², ζ² = (1 − icc)·iac·σ², σ_e² = (1 − icc)(1 − iac)σ².
    ///
    /// # Errors
    /// D103 for a share outside 0 to 1, or a school's share larger than the whole.
    ///
    /// # Reference
    /// Hooper, Teerenstra, de Hoop & Eldridge (2016), Statistics in Medicine 35, 4718–4728.
    /// <https://doi.org/10.1002/sim.7028>
    pub fn of(total: f64, shares: &Shares) -> Outcome<Components> {
        let s = shares;
        let named = [
            ("icc", s.icc),
            ("cac", s.cac),
            ("iac", s.iac),
            ("decay", s.decay.unwrap_or(1.0)),
            ("school-icc", s.school_icc),
            ("school-cac", s.school_cac),
        ];
        for (name, x) in named {
            if !(0.0..=1.0).contains(&x) {
                return Err(Problem::new("D103", format!("`{name}` is {x}")).expected("a correlation from 0 to 1"));
            }
        }
        if s.school_icc > s.icc {
            return Err(Problem::new("D103", "the schools' share is larger than the whole correlation")
                .found(format!("school-icc {}, icc {}", s.school_icc, s.icc))
                .help("`icc` is the correlation of pupils of one programme and period, their school included"));
        }
        if s.icc >= 1.0 {
            return Err(Problem::new("D103", "an icc of 1 leaves no difference between pupils of one programme"));
        }
        if !(total > 0.0 && total.is_finite()) {
            return Err(Problem::new("D103", format!("the total variance is {total}")).expected("a number above 0"));
        }
        let own = s.icc - s.school_icc;
        let (stays, cell) = if s.decay.is_some() { (own, 0.0) } else { (own * s.cac, own * (1.0 - s.cac)) };
        Ok(Components {
            school: s.school_icc * s.school_cac * total,
            school_period: s.school_icc * (1.0 - s.school_cac) * total,
            programme: stays * total,
            cell: cell * total,
            decay: s.decay.unwrap_or(1.0),
            cohort: (1.0 - s.icc) * s.iac * total,
            residual: (1.0 - s.icc) * (1.0 - s.iac) * total,
            treatment: 0.0,
            treatment_covariance: 0.0,
        })
    }

    /// Adds a random effect of treatment with standard deviation `sd` and correlation `rho` with the programme's level.
    ///
    /// # Errors
    /// D103 when they are impossible.
    ///
    /// # Reference
    /// Hughes, Granston & Heagerty (2015), Contemporary Clinical Trials 45, 55–60. <https://doi.org/10.1016/j.cct.2015.07.006>
    pub fn with_treatment(mut self, sd: f64, rho: f64) -> Outcome<Components> {
        if !(sd >= 0.0 && sd.is_finite() && (-1.0..=1.0).contains(&rho)) {
            return Err(Problem::new("D103", "this is no random effect of treatment")
                .found(format!("standard deviation {sd}, correlation {rho}"))
                .expected("a standard deviation of 0 or more and a correlation from -1 to 1"));
        }
        self.treatment = sd * sd;
        self.treatment_covariance = rho * sd * libm::sqrt(self.programme);
        Ok(self)
    }

    /// Covariance matrix of the observed cells of one school's programmes, in the order of `cells` (position in
    /// `clusters`, period). `residual(cluster, period)` is the variance of one pupil within the cell.
    pub(super) fn covariance(
        &self,
        clusters: &[&Cluster],
        cells: &[(usize, usize)],
        residual: &dyn Fn(&Cluster, usize) -> f64,
    ) -> Matrix {
        let mut v = Matrix::zeros(cells.len(), cells.len());
        for (a, &(i, t)) in cells.iter().enumerate() {
            for (b, &(j, s)) in cells.iter().enumerate().take(a + 1) {
                let mut x = self.school + if t == s { self.school_period } else { 0.0 };
                if i == j {
                    let c = clusters[i];
                    let treated = |t: usize| f64::from(c.start.is_some_and(|g| t >= g));
                    let apart = t.abs_diff(s);
                    x += self.programme
                        * if apart == 0 || self.decay == 1.0 { 1.0 } else { libm::pow(self.decay, apart as f64) };
                    if self.cohort > 0.0 {
                        x += self.cohort / libm::sqrt(c.sizes[t] * c.sizes[s]);
                    }
                    x += self.treatment * treated(t) * treated(s);
                    x += self.treatment_covariance * (treated(t) + treated(s));
                    if t == s {
                        x += self.cell + residual(c, t) / c.sizes[t];
                    }
                }
                v[(a, b)] = x;
                v[(b, a)] = x;
            }
        }
        v
    }
}
