//! What a rollout may look like: lots, terms, first and last start, lots in a term.

use crate::diagnostics::{Outcome, Problem};

/// Limits of a rollout; terms count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Lots, all of which start.
    pub lots: usize,
    /// Terms.
    pub terms: usize,
    /// First term in which any may start.
    pub first: usize,
    /// Last term in which any may start.
    pub last: usize,
    /// Fewest lots that start in a term, where any do.
    pub least: usize,
    /// Most lots that start in a term.
    pub most: usize,
}

/// More lots or terms than any rollout has.
const MOST_LOTS: usize = 10_000;
const MOST_TERMS: usize = 60;

impl Limits {
    /// Refuses limits that leave no rollout of two or more waves.
    ///
    /// # Errors
    /// D126.
    pub fn check(&self) -> Outcome<()> {
        let l = self;
        let absurd = l.lots > MOST_LOTS || l.terms > MOST_TERMS;
        let fits = !absurd && l.lots >= 2 && l.first >= 1 && l.first <= l.last && l.last <= l.terms && l.least >= 1;
        if fits && self.count(l.terms) > 0 {
            return Ok(());
        }
        Err(Problem::new("D126", "no rollout fits these limits")
            .found(format!(
                "{} lots, {} terms, starts in terms {} to {}, {} to {} lots in a term",
                l.lots, l.terms, l.first, l.last, l.least, l.most
            ))
            .expected(format!("two or more waves that take all lots, within {MOST_LOTS} lots and {MOST_TERMS} terms"))
            .help(
                "let more lots start in a term (--most), fewer (--least), or in more terms (--first, --last, --terms)",
            ))
    }

    /// Starts that are open when the first `terms` terms are used.
    pub fn starts(&self, terms: usize) -> std::ops::RangeInclusive<usize> {
        self.first..=self.last.min(terms)
    }

    /// How many rollouts of two or more waves fit, when the first `terms` terms are used; saturates.
    pub fn count(&self, terms: usize) -> u64 {
        let open = self.starts(terms).count();
        // ways[n]: with n lots placed in the terms so far
        let mut ways = vec![0u64; self.lots + 1];
        ways[0] = 1;
        for _ in 0..open {
            let mut next = ways.clone();
            for (n, w) in ways.iter().enumerate().filter(|(_, w)| **w > 0) {
                for c in self.least..=self.most.min(self.lots - n) {
                    next[n + c] = next[n + c].saturating_add(*w);
                }
            }
            ways = next;
        }
        let one_wave = if (self.least..=self.most).contains(&self.lots) { open as u64 } else { 0 };
        ways[self.lots].saturating_sub(one_wave)
    }

    /// Every rollout that fits, as lots by start, in a fixed order.
    pub fn each(&self, terms: usize, mut see: impl FnMut(&[usize])) {
        let open = self.starts(terms).count();
        let mut lots = vec![0; open];
        self.place(0, self.lots, &mut lots, &mut see);
    }

    fn place(&self, at: usize, left: usize, lots: &mut [usize], see: &mut impl FnMut(&[usize])) {
        let rest = lots.len() - at;
        if left > rest * self.most {
            return;
        }
        if at + 1 == lots.len() {
            if left == 0 || (self.least..=self.most).contains(&left) {
                lots[at] = left;
                if lots.iter().filter(|c| **c > 0).count() > 1 {
                    see(lots);
                }
            }
            return;
        }
        let some = self.least..=self.most.min(left);
        for c in std::iter::once(0).chain(some) {
            lots[at] = c;
            self.place(at + 1, left - c, lots, see);
        }
    }

    /// Whether lots by start fit.
    pub fn allow(&self, lots: &[usize]) -> bool {
        lots.iter().sum::<usize>() == self.lots
            && lots.iter().all(|c| *c == 0 || (self.least..=self.most).contains(c))
            && lots.iter().filter(|c| **c > 0).count() > 1
    }
}
