//! What is known of every pupil beforehand, taken off the outcomes of a panel.

use super::panel::{Panel, Pattern};
use super::rows::{Rows, counts_of};
use super::sums::packed;
use crate::diagnostics::Outcome;
use std::sync::Arc;

impl Panel {
    /// The panel of y − f, f one number a row; the panel of y stays with it. `rows` are those that the panel was made of.
    ///
    /// What pupils behind a mean of 0/1 outcomes vary among themselves is what it was: f is the same for all of a row.
    ///
    /// # Errors
    /// Those of [`Panel::from_rows`] for the differences.
    pub fn less(&self, rows: &Rows<'_>, f: &[f64]) -> Outcome<Panel> {
        let y: Vec<f64> = rows.y.iter().zip(f).map(|(y, f)| y - f).collect();
        let differences = Rows { y: &y, ..rows.clone() };
        let strata = self.strata().map(|s| (s.to_vec(), self.stratum_names().to_vec()));
        let starts = self.assignment().places().to_vec();
        let mut panel = Panel::from_rows(&differences, self.units().to_vec(), self.periods().to_vec(), starts, strata)?;
        let (w, t) = (2 + rows.covariates.len(), self.periods().len());
        let tri = w * (w + 1) / 2;
        let data = Arc::make_mut(&mut panel.data);
        for i in (0..y.len()).filter(|i| differences.enters(*i) && rows.size.is_some()) {
            let cell = rows.unit[i] as usize * t + rows.period[i] as usize;
            let n = rows.size_of(i);
            data.moments[cell * tri + packed(1, 1, w)] += within(rows.y[i], n) - within(y[i], n);
        }
        data.within_known = self.within_known();
        panel.patterns = self.patterns().map(|_| Arc::new(patterns(rows, &y, &panel.data.centre)));
        panel.raw = Some(Arc::new(self.as_observed().clone()));
        Ok(panel)
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

/// Σ(y − ȳ)² of the pupils behind a row, where its mean gives it away.
fn within(mean: f64, n: f64) -> f64 {
    if n != 1.0 && counts_of(mean, n) { n * mean - n * mean * mean } else { 0.0 }
}

/// Pupils of a cell who are alike in the covariates, with the sums of y − f; numbers less the panel's centres.
fn patterns(rows: &Rows<'_>, y: &[f64], centre: &[f64]) -> Vec<Pattern> {
    let mut order: Vec<usize> = (0..y.len()).filter(|i| rows.enters(*i) && !y[*i].is_nan()).collect();
    let alike = |a: &usize, b: &usize| {
        let place = |i: &usize| (rows.unit[*i], rows.period[*i]);
        let by_covariates = rows.covariates.iter().map(|(_, x)| x[*a].total_cmp(&x[*b]));
        place(a).cmp(&place(b)).then(by_covariates.fold(std::cmp::Ordering::Equal, |all, next| all.then(next)))
    };
    order.sort_by(alike);
    let mut patterns: Vec<Pattern> = Vec::new();
    let mut last: Option<usize> = None;
    for i in order {
        let (n, off) = (rows.size_of(i), y[i] - centre[0]);
        let squares = n * off * off + within(rows.y[i], n);
        match patterns.last_mut().filter(|_| last.is_some_and(|l| alike(&l, &i).is_eq())) {
            Some(p) => {
                p.n += n;
                p.sum += n * off;
                p.squares += squares;
            }
            None => patterns.push(Pattern {
                unit: rows.unit[i],
                period: rows.period[i],
                covariates: rows.covariates.iter().zip(&centre[1..]).map(|((_, x), c)| x[i] - c).collect(),
                n,
                sum: n * off,
                squares,
            }),
        }
        last = Some(i);
    }
    patterns
}
