//! Hard constraints on a schedule: first ≤ wave ≤ last, apart, before, limit.

use super::design::Design;
use crate::diagnostics::{Outcome, Problem};
use crate::trial::Frame;

/// The constraints of one design, ids resolved to positions.
#[derive(Debug, Clone)]
pub(super) struct Constraints {
    window: Vec<(u8, u8)>,
    apart: Vec<Vec<usize>>,
    before: Vec<(usize, usize)>,
    limit: Vec<(Vec<i64>, Vec<i128>)>,
}

impl Constraints {
    pub(super) fn new(frame: &Frame, design: &Design) -> Outcome<Constraints> {
        let at = |id: &String| {
            frame
                .position(id)
                .ok_or_else(|| Problem::new("L108", format!("the design names `{id}`, which is no lot of the frame")))
        };
        let mut limit = Vec::new();
        for l in &design.limit {
            let column = frame.covariates.iter().position(|c| *c == l.covariate).ok_or_else(|| {
                Problem::new("L108", format!("`{}` is limited but is no covariate of the frame", l.covariate))
            })?;
            limit.push((frame.lots.iter().map(|lot| lot.covariates[column]).collect(), l.most.clone()));
        }
        Ok(Constraints {
            window: frame.lots.iter().map(|l| (l.first.min(255) as u8, l.last.min(255) as u8)).collect(),
            apart: design.apart.iter().map(|ids| ids.iter().map(at).collect()).collect::<Outcome<_>>()?,
            before: design.before.iter().map(|[a, b]| Ok((at(a)?, at(b)?))).collect::<Outcome<_>>()?,
            limit,
        })
    }

    /// Whether a schedule meets them all; `sums` is scratch.
    pub(super) fn hold(&self, waves: &[u8], sums: &mut Vec<i128>) -> bool {
        self.window.iter().zip(waves).all(|((first, last), w)| first <= w && w <= last)
            && self.before.iter().all(|(a, b)| waves[*a] < waves[*b])
            && self.apart.iter().all(|lots| {
                let mut seen = [false; 256];
                lots.iter().all(|lot| !std::mem::replace(&mut seen[usize::from(waves[*lot])], true))
            })
            && self.limit.iter().all(|(values, most)| {
                sums.clear();
                sums.resize(most.len(), 0);
                for (x, w) in values.iter().zip(waves) {
                    sums[usize::from(*w) - 1] += i128::from(*x);
                }
                sums.iter().zip(most).all(|(s, m)| s <= m)
            })
    }
}

/// Why no schedule can meet the rules, where that is seen without trying any.
///
/// # Errors
/// `L110` for a cycle in `before` or a chain of it longer than the waves, an `apart` with more lots than waves that they may
/// have, a lot above every maximum of a `limit`, and a total above the sum of its maxima.
pub(super) fn possible(frame: &Frame, design: &Design) -> Outcome<()> {
    let waves = design.waves();
    let refuse =
        |what: String| Err(Problem::new("L110", what).help("no schedule can meet this rule: loosen it before locking"));
    let c = Constraints::new(frame, design)?;
    let name = |i: usize| frame.lots[i].id.as_str();
    let mut earliest: Vec<usize> = c.window.iter().map(|(first, _)| usize::from(*first)).collect();
    for _ in 0..=waves {
        for (a, b) in &c.before {
            earliest[*b] = earliest[*b].max(earliest[*a] + 1);
        }
        let late = |i: &usize| earliest[*i] > usize::from(c.window[*i].1).min(waves);
        if let Some(i) = (0..earliest.len()).find(late) {
            return refuse(format!(
                "`before` leaves no wave for `{}`: a cycle, or a chain longer than its waves",
                name(i)
            ));
        }
    }
    for lots in &c.apart {
        let any = |w: usize| lots.iter().any(|i| usize::from(c.window[*i].0) <= w && w <= usize::from(c.window[*i].1));
        let open = (1..=waves).filter(|w| any(*w)).count();
        if lots.len() > open {
            return refuse(format!(
                "`apart` names {} lots from `{}` on, and they have {open} waves",
                lots.len(),
                name(lots[0])
            ));
        }
    }
    for ((values, most), limit) in c.limit.iter().zip(&design.limit) {
        let total: i128 = values.iter().map(|x| i128::from(*x)).sum();
        let allowed: i128 = most.iter().sum();
        if total > allowed {
            return refuse(format!(
                "`limit` of {} allows {} in all, and the lots have {total}",
                limit.covariate, allowed
            ));
        }
        let largest = most.iter().max().copied().unwrap_or(0);
        // where no value is below nought, nothing can make room for a lot
        if values.iter().all(|x| *x >= 0)
            && let Some(i) = (0..values.len()).find(|i| i128::from(values[*i]) > largest)
        {
            return refuse(format!(
                "`limit` of {} has no wave for `{}`, which has {}",
                limit.covariate,
                name(i),
                values[i]
            ));
        }
    }
    Ok(())
}
