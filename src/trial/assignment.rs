//! Who starts when, and which periods are treated.

/// First treated period of a unit, counted from 0 in the order of the periods; `None`: never within the periods seen.
pub type Start = Option<usize>;

/// Who starts when: one entry per unit, in the units' order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Assignment {
    starts: Vec<Start>,
    /// As `starts`, those after the last period too.
    places: Vec<Start>,
    periods: usize,
}

impl Assignment {
    /// Starts beyond the last period become `None` in [`Assignment::starts`], so that all units untreated throughout form
    /// one cohort; they keep their place in [`Assignment::places`].
    pub fn new(places: Vec<Start>, periods: usize) -> Self {
        let starts = places.iter().map(|s| s.filter(|g| *g < periods)).collect();
        Assignment { starts, places, periods }
    }

    /// One entry per unit.
    pub fn starts(&self) -> &[Start] {
        &self.starts
    }

    /// One entry per unit; a start after the last period keeps its place, which a transition counts from.
    pub fn places(&self) -> &[Start] {
        &self.places
    }

    /// Whether a period lies among the `transition` periods before a unit's start, after the data or not.
    pub fn in_transition(&self, unit: usize, period: usize, transition: usize) -> bool {
        self.places[unit].is_some_and(|g| period < g && g - period <= transition)
    }

    /// Number of periods.
    pub fn periods(&self) -> usize {
        self.periods
    }

    /// Whether a unit is under treatment in a period.
    pub fn treated(&self, unit: usize, period: usize) -> bool {
        self.starts[unit].is_some_and(|g| period >= g)
    }

    /// Periods since the start: 0 in the first treated period, negative before; `None` for a unit that never starts.
    pub fn lag(&self, unit: usize, period: usize) -> Option<i64> {
        self.starts[unit].map(|g| period as i64 - g as i64)
    }
}
