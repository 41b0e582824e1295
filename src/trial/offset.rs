//! What is known of every pupil beforehand, taken off the outcomes of a panel.

use super::panel::{Data, Panel, Pattern, packed};
use super::rows::{Rows, counts_of};
use std::sync::Arc;

impl Panel {
    /// The panel of y − f, f one number a row; the panel of y stays with it.
    ///
    /// Every moment of z = (1, y, x…) moves by what f moves it: Σw(y−f) = Σwy − Σwf, Σw(y−f)² = Σwy² − 2Σwfy + Σwf²,
    /// Σw(y−f)x = Σwyx − Σwfx. `rows` are those that the panel was made of.
    pub fn less(&self, rows: &Rows<'_>, f: &[f64]) -> Panel {
        let mut data: Data = (*self.data).clone();
        let w = 2 + data.covariates.len();
        let tri = w * (w + 1) / 2;
        let t = data.periods.len();
        let centre = data.centre.clone();
        for i in (0..rows.y.len()).filter(|i| rows.enters(*i)) {
            let cell = rows.unit[i] as usize * t + rows.period[i] as usize;
            let m = &mut data.moments[cell * tri..(cell + 1) * tri];
            let n = rows.size_of(i);
            m[1] -= n * f[i];
            m[packed(1, 1, w)] += n * f[i] * (f[i] - 2.0 * (rows.y[i] - centre[0]));
            for (j, (_, x)) in rows.covariates.iter().enumerate() {
                m[packed(1, j + 2, w)] -= n * f[i] * (x[i] - centre[j + 1]);
            }
            data.fractional_rows |= f[i] != 0.0;
        }
        let patterns = self.patterns().map(|_| Arc::new(patterns_less(rows, f, &centre)));
        let raw = Some(Arc::new(self.as_observed().clone()));
        Panel { data: Arc::new(data), assignment: self.assignment().clone(), patterns, raw }
    }

    /// The panel of the outcomes as they were observed, where something was taken off them; else the panel itself.
    pub fn as_observed(&self) -> &Panel {
        self.raw.as_deref().unwrap_or(self)
    }

    /// Whether something was taken off the outcomes.
    pub fn is_less(&self) -> bool {
        self.raw.is_some()
    }

    pub(super) fn raw_as(&self, change: impl Fn(&Panel) -> Panel) -> Option<Arc<Panel>> {
        self.raw.as_deref().map(|r| Arc::new(change(r)))
    }
}

/// Pupils of a cell who are alike in the covariates, with the sums of y − f.
fn patterns_less(rows: &Rows<'_>, f: &[f64], centre: &[f64]) -> Vec<Pattern> {
    let mut order: Vec<usize> = (0..rows.y.len()).filter(|i| rows.enters(*i)).collect();
    let alike = |a: &usize, b: &usize| {
        let place = |i: &usize| (rows.unit[*i], rows.period[*i]);
        let by_covariates = rows.covariates.iter().map(|(_, x)| x[*a].total_cmp(&x[*b]));
        place(a).cmp(&place(b)).then(by_covariates.fold(std::cmp::Ordering::Equal, |all, next| all.then(next)))
    };
    order.sort_by(alike);
    let mut patterns: Vec<Pattern> = Vec::new();
    let mut last: Option<usize> = None;
    for i in order {
        let (n, given) = (rows.size_of(i), rows.y[i]);
        let y = given - centre[0];
        let total = n * y;
        // as in the cells: a mean of 0/1 outcomes gives its squares away
        let within = if n != 1.0 && counts_of(given, n) { n * given - n * given * given } else { 0.0 };
        let squares = n * y * y + within;
        let squares = squares + f[i] * (n * f[i] - 2.0 * total);
        let sum = total - n * f[i];
        match patterns.last_mut().filter(|_| last.is_some_and(|l| alike(&l, &i).is_eq())) {
            Some(p) => {
                p.n += n;
                p.sum += sum;
                p.squares += squares;
            }
            None => patterns.push(Pattern {
                unit: rows.unit[i],
                period: rows.period[i],
                covariates: rows.covariates.iter().zip(&centre[1..]).map(|((_, x), c)| x[i] - c).collect(),
                n,
                sum,
                squares,
            }),
        }
        last = Some(i);
    }
    patterns
}
