/// First treated period of a unit, counted from 0 in the order of the periods; `None`: never within the periods seen.
pub type Start = Option<usize>;

/// Who starts when: one entry per unit, in the units' order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Assignment {
    starts: Vec<Start>,
    periods: usize,
}

impl Assignment {
    /// Starts at or beyond the last period become `None`, so that all units untreated throughout form one cohort.
    pub fn new(starts: Vec<Start>, periods: usize) -> Self {
        let starts = starts.into_iter().map(|s| s.filter(|g| *g < periods)).collect();
        Assignment { starts, periods }
    }

    /// One entry per unit.
    pub fn starts(&self) -> &[Start] {
        &self.starts
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
