//! What a study declares for planning and simulation: values to plan with, truths to simulate.

/// `[power]`: planning values; `None` where nothing was declared.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PowerDecl {
    /// Risk without the intervention.
    pub baseline: Option<f64>,
    /// Effect as a difference in probability; the primary target when absent.
    pub effect: Option<f64>,
    /// Intracluster correlation within a period.
    pub icc: Option<f64>,
    /// Cluster autocorrelation.
    pub cac: Option<f64>,
    /// Individual autocorrelation.
    pub iac: Option<f64>,
    /// Decay of the cluster correlation per period, instead of `cac`.
    pub decay: Option<f64>,
    /// Share of variance between schools.
    pub school_icc: Option<f64>,
    /// School-period autocorrelation.
    pub school_cac: Option<f64>,
    /// Pupils a programme and period.
    pub size: Option<f64>,
    /// Column of the frame that gives the size of each programme and period.
    pub size_column: Option<String>,
    /// Level of the test's interval.
    pub level: f64,
    /// Power aimed at.
    pub power: f64,
    /// Share of the variance within cells that the forecast's covariates take.
    pub r2: Option<f64>,
    /// Standard deviation of what the effect may be, around the declared one.
    pub effect_sd: Option<f64>,
}

/// `[simulate]`: the truth of synthetic registers.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulateDecl {
    /// Seed of the simulation's streams.
    pub seed: u64,
    /// Average effect on the probability of dropping out (negative: fewer).
    pub effect: f64,
    /// `constant`, `growing`, `fading`, `delayed`.
    pub shape: String,
    /// Added dropout probability with one or more early days absent.
    pub absence: f64,
    /// Whether dirty rows are added.
    pub dirt: bool,
    /// Share of pupils who move to another programme of the study; 0.03 when not declared.
    pub contamination: f64,
    /// What is not delivered: a register's name (`absences`), or one stratum's part of it (`absences:Aalborg`).
    pub missing: Vec<String>,
}
