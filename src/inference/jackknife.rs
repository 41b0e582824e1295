//! Delete-one-unit jackknife of ratios of sums.
//!
//! CONVENTION: S units, each with a row of m sums; a form is a linear combination of the m sums.

/// A linear combination of sums: positions and weights.
pub type Form = Vec<(usize, f64)>;

/// Σ a / Σ b, or the difference of two of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ratio {
    /// Numerator.
    pub a: Form,
    /// Denominator.
    pub b: Form,
    /// Numerator and denominator of what is subtracted.
    pub minus: Option<(Form, Form)>,
}

/// An estimate with its jackknife.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Jackknife {
    /// The ratio; NaN where a denominator is nil.
    pub estimate: f64,
    /// √((S−1)/S Σ(θ₍ᵤ₎ − θ)²); NaN where some θ₍ᵤ₎ does not exist.
    pub std_error: f64,
    /// Units where the denominator (of a difference that with fewer units) is above 0, less one.
    pub df: f64,
}

/// The value of a form.
pub fn value(form: &Form, sums: &[f64]) -> f64 {
    form.iter().map(|(at, weight)| weight * sums[*at]).sum()
}

impl Ratio {
    /// The ratio of two forms.
    pub fn new(a: Form, b: Form) -> Ratio {
        Ratio { a, b, minus: None }
    }

    /// The ratio from sums over all units; NaN where it does not exist.
    pub fn at(&self, sums: &[f64]) -> f64 {
        let one = |a: &Form, b: &Form| {
            let below = value(b, sums);
            if below > 0.0 { value(a, sums) / below } else { f64::NAN }
        };
        one(&self.a, &self.b) - self.minus.as_ref().map_or(0.0, |(a, b)| one(a, b))
    }

    /// Units behind the denominator that has fewer.
    fn support(&self, units: &[Vec<f64>]) -> usize {
        let behind = |b: &Form| units.iter().filter(|sums| value(b, sums) > 0.0).count();
        let own = behind(&self.b);
        self.minus.as_ref().map_or(own, |(_, b)| own.min(behind(b)))
    }

    /// The jackknife over S units.
    ///
    /// se² = (S−1)/S Σ_u (θ₍ᵤ₎ − θ)². `units`: S rows of m sums, which add up to those of everybody; `without`: S rows of
    /// m sums over all units but one, with whatever was estimated from the data estimated again.
    ///
    /// # Reference
    /// Efron & Stein (1981), Annals of Statistics 9, doi:10.1214/aos/1176345462; Wolter (2007), Introduction to Variance
    /// Estimation, §4.
    pub fn jackknife(&self, units: &[Vec<f64>], without: &[Vec<f64>]) -> Jackknife {
        let width = units.first().map_or(0, Vec::len);
        let all: Vec<f64> = (0..width).map(|j| units.iter().map(|sums| sums[j]).sum()).collect();
        let estimate = self.at(&all);
        let s = units.len() as f64;
        let squares: f64 = without.iter().map(|sums| self.at(sums) - estimate).map(|d| d * d).sum();
        Jackknife { estimate, std_error: libm::sqrt((s - 1.0) / s * squares), df: self.support(units) as f64 - 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_mean_it_is_the_textbook_standard_error() {
        let units: Vec<Vec<f64>> = [2.0, 3.0, 7.0, 8.0].iter().map(|x| vec![*x, 1.0]).collect();
        let without: Vec<Vec<f64>> = units.iter().map(|u| vec![20.0 - u[0], 3.0]).collect();
        let j = Ratio::new(vec![(0, 1.0)], vec![(1, 1.0)]).jackknife(&units, &without);
        // s² = (9 + 4 + 4 + 9)/3, se = s/2
        assert!((j.estimate - 5.0).abs() < 1e-15 && j.df == 3.0);
        assert!((j.std_error - libm::sqrt(26.0 / 3.0) / 2.0).abs() < 1e-14);
    }

    #[test]
    fn a_replicate_that_does_not_exist_leaves_no_standard_error() {
        let units = vec![vec![1.0, 2.0], vec![0.0, 0.0]];
        let without = vec![vec![0.0, 0.0], vec![1.0, 2.0]];
        let j = Ratio::new(vec![(0, 1.0)], vec![(1, 1.0)]).jackknife(&units, &without);
        assert!(j.estimate == 0.5 && j.std_error.is_nan() && j.df == 0.0);
    }
}
