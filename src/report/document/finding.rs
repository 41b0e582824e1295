//! What was found, in the one sentence that a report begins with: from the deciding row, its direction and its limits.

use super::phrase::Phrase;
use crate::trial::study::{OutcomeDecl, OutcomeKind};
use crate::trial::{EstimateRow, Unit};
use crate::words::{Slot, say, word};

/// Which way the outcome went, as far as it may be claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// Less of the outcome.
    Down,
    /// More of it.
    Up,
    /// A change that cannot be told from none.
    None,
    /// Nothing can be said.
    Unknown,
}

impl Direction {
    /// As the page's hooks name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Direction::Down => "down",
            Direction::Up => "up",
            Direction::None => "none",
            Direction::Unknown => "unknown",
        }
    }
}

/// The row that decides for an outcome or an intervention.
#[derive(Debug, Clone)]
pub(crate) struct Finding<'a> {
    /// The outcome.
    pub outcome: &'a OutcomeDecl,
    /// The intervention; empty in the plain form.
    pub intervention: String,
    /// The row; `None` where there is none in the results.
    pub row: Option<EstimateRow>,
    /// 1 − the largest p-value of a claim.
    pub level: f64,
    /// Why there are no limits, where a doubt tells.
    pub reason: Option<String>,
}

/// A limit that is there and finite.
fn closed(limit: Option<f64>) -> Option<f64> {
    limit.filter(|l| l.is_finite())
}

impl Finding<'_> {
    /// Which way it went: a change is claimed where p is small enough and 0 lies outside the limits, which belong to the
    /// interval; without a p by the limits alone.
    pub(crate) fn direction(&self) -> Direction {
        let Some(row) = &self.row else { return Direction::Unknown };
        let Some(estimate) = row.estimate.filter(|e| e.is_finite()) else { return Direction::Unknown };
        let (low, high) = (closed(row.conf_low), closed(row.conf_high));
        if low.is_none() && high.is_none() {
            return Direction::Unknown;
        }
        let small = row.p_value.filter(|p| !p.is_nan()).is_none_or(|p| p <= 1.0 - self.level + SLACK);
        let (below, above) = (high.is_some_and(|h| h < 0.0), low.is_some_and(|l| l > 0.0));
        match (small && (below || above), estimate < 0.0) {
            (true, true) => Direction::Down,
            (true, false) => Direction::Up,
            (false, _) => Direction::None,
        }
    }

    /// The sentence, ending in a full stop only where another follows.
    pub(crate) fn sentence(&self, phrase: Phrase) -> String {
        let (says, direction) = (|key: &str, slots: &[(&str, Slot<'_>)]| say(phrase.0, key, slots), self.direction());
        let noun = word(phrase.0, noun(self.outcome.kind));
        let Some(row) = self.row.as_ref().filter(|r| r.estimate.is_some()) else {
            let reason = self.reason.clone().unwrap_or_else(|| word(phrase.0, "finding-no-estimate"));
            return says("finding-unknown", &[("noun", (&noun).into()), ("reason", (&reason).into())]);
        };
        if direction == Direction::Unknown {
            let reason = self.reason.clone().unwrap_or_else(|| word(phrase.0, "finding-no-limits"));
            return says("finding-unknown", &[("noun", (&noun).into()), ("reason", (&reason).into())]);
        }
        let level = phrase.level(row.conf_level);
        let told = Words { phrase, unit: row.unit(), row, direction };
        let interval = match direction {
            Direction::None => told.both_ways(),
            _ => told.sizes(),
        };
        let limits = says("finding-interval", &[("level", (&level).into()), ("interval", (&interval).into())]);
        let size = told.size();
        let odds = word(phrase.0, odds(self.outcome.kind));
        let own = self.outcome.label.clone();
        let name = match told.unit {
            Unit::Points => &noun,
            Unit::Days | Unit::Own => &own,
            Unit::LogOdds => &odds,
        };
        let slots: [(&str, Slot<'_>); 3] =
            [("noun", name.into()), ("size", (&size).into()), ("limits", (&limits).into())];
        let sentence = says(told.key(), &slots);
        if self.is_wrong_way() { format!("{sentence}. {}", word(phrase.0, "finding-wrong-way")) } else { sentence }
    }

    /// Whether what is claimed goes against the target.
    pub(crate) fn is_wrong_way(&self) -> bool {
        let (Some(target), Some(row)) = (self.outcome.target, &self.row) else { return false };
        match self.direction() {
            // fewer days are what more dropout is: the target says which way is wanted
            Direction::Down => row.unit() != Unit::Own && target > 0.0,
            Direction::Up => row.unit() != Unit::Own && target < 0.0,
            Direction::None | Direction::Unknown => false,
        }
    }
}

/// Binary digits of `1 - level`.
const SLACK: f64 = 1e-12;

/// The numbers of a row in words.
struct Words<'a> {
    phrase: Phrase,
    unit: Unit,
    row: &'a EstimateRow,
    direction: Direction,
}

impl Words<'_> {
    fn key(&self) -> &'static str {
        match (self.unit, self.direction) {
            (Unit::Points, Direction::Down) => "finding-lowered",
            (Unit::Points, Direction::Up) => "finding-raised",
            (Unit::Points, _) => "finding-none",
            (Unit::Days, Direction::Down) => "finding-shortened",
            (Unit::Days, Direction::Up) => "finding-lengthened",
            (Unit::Days, _) => "finding-none-days",
            (Unit::LogOdds, Direction::Down) => "finding-odds-lowered",
            (Unit::LogOdds, Direction::Up) => "finding-odds-raised",
            (Unit::LogOdds, _) => "finding-odds-none",
            (Unit::Own, Direction::Down) => "finding-own-lowered",
            (Unit::Own, Direction::Up) => "finding-own-raised",
            (Unit::Own, _) => "finding-own-none",
        }
    }

    /// A number without its sign.
    fn plain(&self, value: f64) -> String {
        match self.unit {
            Unit::Points => self.phrase.tenths(100.0 * value.abs()),
            Unit::Days => self.phrase.tenths(value.abs()),
            Unit::LogOdds => self.phrase.0.number(libm::exp(value), 2),
            Unit::Own => self.phrase.short(value.abs()),
        }
    }

    /// The estimate: its size where a change is claimed, else its size and which way it goes.
    fn size(&self) -> String {
        let estimate = self.row.estimate.unwrap_or(0.0);
        match (self.unit, self.direction) {
            (Unit::LogOdds, _) | (_, Direction::Down | Direction::Up) => self.plain(estimate),
            (Unit::Points, _) => self.sided(estimate, "points-lower", "points-higher", "points-same"),
            (Unit::Days, _) => self.sided(estimate, "days-shorter", "days-longer", "days-same"),
            (Unit::Own, _) => self.sided(estimate, "limit-lower", "limit-higher", "limit-same"),
        }
    }

    fn sided(&self, value: f64, down: &str, up: &str, same: &str) -> String {
        let size = self.plain(value);
        let zero = size.bytes().all(|b| matches!(b, b'0' | b'.' | b','));
        let key = if zero {
            same
        } else if value < 0.0 {
            down
        } else {
            up
        };
        say(self.phrase.0, key, &[("size", (&size).into())])
    }

    /// A limit with the way it goes.
    fn limit(&self, value: f64) -> String {
        match self.unit {
            Unit::LogOdds => self.plain(value),
            Unit::Days => self.sided(value, "limit-shorter", "limit-longer", "limit-same"),
            Unit::Points | Unit::Own => self.sided(value, "limit-lower", "limit-higher", "limit-same"),
        }
    }

    /// The limits as sizes, for a claimed change: both lie on one side of zero.
    fn sizes(&self) -> String {
        let (low, high) = (closed(self.row.conf_low), closed(self.row.conf_high));
        if self.unit == Unit::LogOdds {
            return self.odds(low, high);
        }
        let (near, far) = if self.direction == Direction::Down { (high, low) } else { (low, high) };
        let text = |l: Option<f64>| l.map(|l| self.plain(l));
        match (text(near), text(far)) {
            (Some(near), Some(far)) => {
                say(self.phrase.0, "limits-from-to", &[("low", (&near).into()), ("high", (&far).into())])
            }
            (Some(near), None) => say(self.phrase.0, "limits-at-least", &[("limit", (&near).into())]),
            (None, Some(far)) => say(self.phrase.0, "limits-at-most", &[("limit", (&far).into())]),
            (None, None) => String::new(),
        }
    }

    /// The limits with the way each goes.
    fn both_ways(&self) -> String {
        let (low, high) = (closed(self.row.conf_low), closed(self.row.conf_high));
        if self.unit == Unit::LogOdds {
            return self.odds(low, high);
        }
        let text = |l: Option<f64>| l.map(|l| self.limit(l));
        match (text(low), text(high)) {
            (Some(low), Some(high)) => {
                say(self.phrase.0, "limits-both-ways", &[("low", (&low).into()), ("high", (&high).into())])
            }
            // the end that is there bounds what reaches over zero, or what does not reach it
            (Some(one), None) => {
                let key = if low.is_some_and(|l| l > 0.0) { "limits-at-least" } else { "limits-at-most" };
                say(self.phrase.0, key, &[("limit", (&one).into())])
            }
            (None, Some(one)) => {
                let key = if high.is_some_and(|h| h < 0.0) { "limits-at-least" } else { "limits-at-most" };
                say(self.phrase.0, key, &[("limit", (&one).into())])
            }
            (None, None) => String::new(),
        }
    }

    fn odds(&self, low: Option<f64>, high: Option<f64>) -> String {
        let text = |l: Option<f64>| l.map(|l| self.plain(l));
        match (text(low), text(high)) {
            (Some(low), Some(high)) => {
                say(self.phrase.0, "limits-from-to", &[("low", (&low).into()), ("high", (&high).into())])
            }
            (Some(low), None) => say(self.phrase.0, "limits-at-least", &[("limit", (&low).into())]),
            (None, Some(high)) => say(self.phrase.0, "limits-at-most", &[("limit", (&high).into())]),
            (None, None) => String::new(),
        }
    }
}

/// What changes, as the object of a sentence.
pub(crate) fn noun(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Completed => "noun-completed",
        OutcomeKind::Dropout => "noun-dropout",
        OutcomeKind::Agreement => "noun-agreement",
        OutcomeKind::Retained => "noun-retained",
        OutcomeKind::Transition => "noun-transition",
        OutcomeKind::Neet => "noun-neet",
        OutcomeKind::Kept => "noun-kept",
        OutcomeKind::Days => "noun-days",
    }
}

/// What the odds are of.
fn odds(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Completed => "odds-completed",
        OutcomeKind::Dropout => "odds-dropout",
        OutcomeKind::Agreement => "odds-agreement",
        OutcomeKind::Retained => "odds-retained",
        OutcomeKind::Transition => "odds-transition",
        OutcomeKind::Neet => "odds-neet",
        OutcomeKind::Kept => "odds-kept",
        // refused by the logit estimators: said of nothing
        OutcomeKind::Days => "noun-days",
    }
}
