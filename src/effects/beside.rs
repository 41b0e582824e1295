//! What is known of units and periods beside their outcomes: what was delivered, groups of pupils, who was selected.

use crate::trial::Start;

/// Pupils of a unit and period by the value of a grouping.
#[derive(Debug, Clone, Default)]
pub struct Grouping {
    /// Its name.
    pub name: String,
    /// Its values in ascending order; pupils without one are a group `NA`.
    pub values: Vec<String>,
    /// Pupils of each value with a known outcome, N × T.
    pub pupils: Vec<Vec<f64>>,
    /// Sums of their outcomes, N × T.
    pub sums: Vec<Vec<f64>>,
}

/// Shares of the pupils of a unit and period, N × T: selected; selected with the outcome; the same with unknown outcomes
/// added. 0 where nobody is.
#[derive(Debug, Clone, Default)]
pub struct Selected {
    /// Pupils of the cell.
    pub pupils: Vec<f64>,
    /// Share selected.
    pub share: Vec<f64>,
    /// Share selected whose outcome is known to be 1.
    pub low: Vec<f64>,
    /// The same, unknown outcomes counted as 1.
    pub high: Vec<f64>,
}

/// Everything beside the outcomes of one panel.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// First delivered period of each unit.
    pub delivered: Option<Vec<Start>>,
    /// Groupings of pupils.
    pub groups: Vec<Grouping>,
    /// Selection that the outcome is asked after.
    pub selected: Option<Selected>,
    /// What is forecast of each unit in a period in which it was not seen.
    pub levels: Option<Vec<f64>>,
}

/// Nothing beside the outcomes.
pub(crate) static NOTHING: Beside = Beside { delivered: None, groups: Vec::new(), selected: None, levels: None };
