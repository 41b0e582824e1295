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
