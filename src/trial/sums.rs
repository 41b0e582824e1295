//! Moments of every unit and period, from one pass over the rows.

use super::rows::{Rows, bad_value, counts_of};
use crate::diagnostics::Outcome;

/// Position of (i, j) in a packed upper triangle, row by row, of a w × w matrix.
pub(super) fn packed(i: usize, j: usize, w: usize) -> usize {
    let (a, b) = if i <= j { (i, j) } else { (j, i) };
    a * w - a * (a + 1) / 2 + b
}

/// Moments of every unit and period, and what the rows were like.
pub(super) struct Sums {
    /// Σw·zz' of z = (1, y, covariates…), packed, by unit and period.
    pub moments: Vec<f64>,
    /// Rows by unit and period.
    pub rows: Vec<u32>,
    /// Rows with a missing cell.
    pub left_out: usize,
    /// Whether Σy² is known of every row.
    pub within_known: bool,
    /// Whether some outcome is neither 0 nor 1.
    pub fractional: bool,
}

impl Sums {
    /// One pass over the rows; `centre` is taken off y and covariates.
    ///
    /// # Errors
    /// `E302` for a negative or infinite size or an infinite value.
    pub fn of(rows: &Rows<'_>, units: &[String], periods: usize, centre: &[f64]) -> Outcome<Sums> {
        let w = 2 + rows.covariates.len();
        let tri = w * (w + 1) / 2;
        let cells = units.len() * periods;
        let (moments, count) = (vec![0.0; cells * tri], vec![0; cells]);
        let mut sums = Sums { moments, rows: count, left_out: 0, within_known: true, fractional: false };
        let mut z = vec![1.0; w];
        for i in 0..rows.y.len() {
            let size = rows.size_of(i);
            if size < 0.0 || size.is_infinite() || rows.values(i).any(f64::is_infinite) {
                return Err(bad_value(i, size, &units[rows.unit[i] as usize]));
            }
            if !rows.enters(i) {
                sums.left_out += 1;
                continue;
            }
            z[1..].iter_mut().zip(rows.values(i)).zip(centre).for_each(|((z, v), c)| *z = v - c);
            let cell = rows.unit[i] as usize * periods + rows.period[i] as usize;
            sums.rows[cell] += 1;
            let into = &mut sums.moments[cell * tri..(cell + 1) * tri];
            add_outer(into, size, &z);
            if rows.size.is_some() && size != 1.0 {
                // a mean of 0/1 outcomes gives its squares away: Σy² = Σy; of anything else the mean says nothing of them
                let y = rows.y[i];
                if counts_of(y, size) {
                    into[packed(1, 1, w)] += size * y - size * y * y;
                } else {
                    sums.within_known = false;
                }
            }
            sums.fractional |= rows.y[i] != 0.0 && rows.y[i] != 1.0;
        }
        Ok(sums)
    }
}

/// Adds w·zz', packed.
fn add_outer(into: &mut [f64], size: f64, z: &[f64]) {
    let mut at = 0;
    for a in 0..z.len() {
        let za = size * z[a];
        for zb in &z[a..] {
            into[at] += za * zb;
            at += 1;
        }
    }
}
