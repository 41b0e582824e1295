//! Whether schedules that may be drawn can tell several interventions apart: shares and medians over draws.

use crate::design::several::{Pattern, Separation, separation};
use crate::diagnostics::Doubt;
use crate::numeric::Matrix;
use crate::trial::Start;
use crate::trial::terms::term;
use rayon::prelude::*;

/// A variance so many times larger than alone is said aloud: Belsley's rule of thumb for harmful collinearity is 10, and
/// half of that already costs more than half of the programmes.
pub(crate) const INFLATED: f64 = 5.0;

/// What cannot be told apart, and what can but dearly.
pub(crate) fn doubts(found: &Separation, whose: &str) -> Vec<Doubt> {
    let mut list = Vec::new();
    for alias in &found.aliases {
        let of: Vec<String> = alias.of.iter().map(|(t, f)| format!("{f:+.3}·{t}")).collect();
        let (whose, term) = (whose.to_string(), alias.term.to_string());
        list.push(match of.is_empty() {
            true => Doubt::NothingLeft { whose, term },
            false => Doubt::CannotSeparate { whose, term, equals: of.join(" ") },
        });
    }
    for (name, inflation) in found.terms.iter().zip(&found.inflation) {
        if let Some(v) = inflation.filter(|v| *v > INFLATED) {
            list.push(Doubt::HardToSeparate { whose: whose.to_string(), term: name.to_string(), times: v });
        }
    }
    list
}

/// What schedules that may be drawn make of the interventions.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// Names of the terms.
    pub terms: Vec<String>,
    /// Schedules looked at.
    pub draws: usize,
    /// Per term, the share of schedules that cannot separate it.
    pub lost: Vec<f64>,
    /// Per term, the mean inflation of its variance over the schedules that can.
    pub inflation: Vec<f64>,
    /// Per pair of terms, the mean size of their correlation within programmes and terms.
    pub correlation: Matrix,
}

/// Looks at schedules of all interventions, drawn together: before the lock, the replays on the public key.
///
/// `draws`: per schedule, per intervention, the start of each unit; `names`: the interventions.
pub fn outlook(names: &[String], draws: &[Vec<Vec<Start>>], pairs: &[(usize, usize)], periods: usize) -> Outlook {
    let found: Vec<Separation> = draws
        .par_iter()
        .map(|starts| {
            let named: Vec<(String, Vec<Start>)> = names.iter().cloned().zip(starts.iter().cloned()).collect();
            separation(&Pattern::of_starts(&named, pairs, periods, term))
        })
        .collect();
    let terms = found.first().map(|s| s.terms.clone()).unwrap_or_default();
    let p = terms.len();
    let n = found.len().max(1) as f64;
    let share = |j: usize| found.iter().filter(|s| s.inflation[j].is_none()).count() as f64 / n;
    let mean = |values: Vec<f64>| if values.is_empty() { f64::NAN } else { crate::numeric::mean(&values) };
    let mut correlation = Matrix::zeros(p, p);
    for a in 0..p {
        for b in 0..p {
            let sizes = found.iter().map(|s| s.within[(a, b)].abs()).filter(|c| c.is_finite()).collect();
            correlation[(a, b)] = mean(sizes);
        }
    }
    Outlook {
        lost: (0..p).map(share).collect(),
        inflation: (0..p).map(|j| mean(found.iter().filter_map(|s| s.inflation[j]).collect())).collect(),
        correlation,
        draws: found.len(),
        terms,
    }
}

impl Outlook {
    /// What a researcher must hear before locking.
    pub fn doubts(&self) -> Vec<Doubt> {
        let mut list = Vec::new();
        for ((name, lost), inflation) in self.terms.iter().zip(&self.lost).zip(&self.inflation) {
            if *lost > 0.0 {
                list.push(Doubt::MayNotSeparate {
                    percent: 100.0 * lost,
                    draws: self.draws as u64,
                    term: name.to_string(),
                });
            }
            if *inflation > INFLATED {
                list.push(Doubt::HardOnAverage { term: name.to_string(), times: *inflation });
            }
        }
        list
    }
}
