//! The facts beside an effect: adjusted p-values, groups, tipping points, delivery, forecast, lags, gaps.

/// An adjusted p-value of a family of tests.
#[derive(Debug, Clone, Default)]
pub struct Adjusted {
    /// The row that it belongs to.
    pub outcome: String,
    /// Its estimator.
    pub estimator: String,
    /// Its estimand.
    pub estimand: String,
    /// Its term.
    pub term: String,
    /// The family: empty for outcomes, `subgroups`, `subgroup-differences`.
    pub family: String,
    /// The p-value.
    pub p: Option<f64>,
}

/// One group of pupils.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// Label of its row: `outcome[group=value]`.
    pub outcome: String,
    /// The grouping.
    pub group: String,
    /// Its value, or `v-a` for a difference.
    pub value: String,
    /// Its share of the treated pupils.
    pub weight: Option<f64>,
    /// Its pupils.
    pub pupils: Option<f64>,
}

/// How much worse what is missing would have to be for the finding to fall.
#[derive(Debug, Clone, Default)]
pub struct Tipping {
    /// Estimator of the row.
    pub estimator: String,
    /// Its outcome.
    pub outcome: String,
    /// Its term.
    pub term: String,
    /// The distance, in units of the outcome.
    pub delta: Option<f64>,
    /// `never` or `not-significant` where there is none.
    pub reason: String,
}

/// A register as it was delivered.
#[derive(Debug, Clone, Default)]
pub struct Delivery {
    /// Its name.
    pub register: String,
    /// Day of extraction.
    pub extracted: String,
    /// Last day in it.
    pub last_day: String,
    /// Files.
    pub files: Option<f64>,
    /// Rows; `None` below the minimum.
    pub rows: Option<f64>,
}

/// What the forecast did.
#[derive(Debug, Clone, Default)]
pub struct ForecastStory {
    /// Digest of the table of counts.
    pub history: String,
    /// Programmes without history.
    pub without_history: Vec<String>,
    /// Variance without over variance with it.
    pub variance_ratio: Option<f64>,
    /// Terms ahead, and the share of the spread between programmes that a forecast from the terms before leaves.
    pub held_out: Vec<(usize, f64)>,
}

/// A simultaneous limit of one lag.
#[derive(Debug, Clone, Default)]
pub struct Band {
    /// The lag's term.
    pub term: String,
    /// Its outcome.
    pub outcome: String,
    /// Its estimator.
    pub estimator: String,
    /// Lower limit.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
}

/// The weights that an estimator gives to lags.
#[derive(Debug, Clone, Default)]
pub struct LagWeights {
    /// The outcome.
    pub outcome: String,
    /// The estimator.
    pub estimator: String,
    /// The average.
    pub estimand: String,
    /// Lag and weight.
    pub weights: Vec<(f64, f64)>,
}

/// A unit that was not seen in a period.
#[derive(Debug, Clone, Default)]
pub struct GapCell {
    /// The unit.
    pub unit: String,
    /// The period.
    pub period: String,
    /// Whether it had started; with several interventions, any of them.
    pub after_start: bool,
    /// The interventions that had started, of several.
    pub started: Vec<String>,
    /// Whether it had withdrawn.
    pub withdrawn: bool,
}

/// Gaps in the data, by unit and period.
#[derive(Debug, Clone, Default)]
pub struct GapStory {
    /// The rule in force.
    pub rule: String,
    /// What was not seen.
    pub cells: Vec<GapCell>,
    /// Pupils without outcome.
    pub pupils_missing: Option<f64>,
    /// Comparisons that nobody is left for.
    pub dropped: Vec<DroppedCell>,
}

/// A comparison that does not exist.
#[derive(Debug, Clone, Default)]
pub struct DroppedCell {
    /// Estimator.
    pub estimator: String,
    /// Its average.
    pub estimand: String,
    /// Its term.
    pub term: String,
    /// Start of the cohort.
    pub start: String,
    /// The period.
    pub period: String,
}
