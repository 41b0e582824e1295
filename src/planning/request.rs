//! What is asked about power, as resolved from the command line.

use crate::design::Time;
use crate::trial::Study;
use std::path::PathBuf;

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// Variance, power and smallest effect.
    Power,
    /// Programmes and pupils needed.
    Needed,
    /// Numbers of waves compared.
    Waves,
    /// Information content of every cell.
    Cells,
    /// What it costs to lose a school or a term.
    Dropping,
    /// Power over icc and cac.
    Grid,
    /// Power by effect.
    Curve,
    /// Power over the schedules that the lottery can draw.
    Lottery,
    /// Simulated power and size of the declared analysis.
    Simulated,
    /// Simulated power and size of several analyses.
    Compare,
    /// The most efficient waves.
    Optimise,
}

/// What the search for waves may choose from; terms count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waves {
    /// Lots, in flags alone.
    pub lots: Option<usize>,
    /// Terms, in flags alone.
    pub terms: Option<usize>,
    /// First term in which any may start.
    pub first: Option<usize>,
    /// Last term in which any may start.
    pub last: Option<usize>,
    /// Fewest lots that start in a term.
    pub least: Option<usize>,
    /// Most lots that start in a term.
    pub most: Option<usize>,
    /// The last lag of the average.
    pub last_lag: Option<usize>,
}

/// How the outcome is analysed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Analysis {
    /// Differences of means or shares.
    Linear,
    /// GEE on the logit scale.
    GeeLogit,
    /// GEE on the identity scale with binomial variances.
    GeeIdentity,
    /// Logistic mixed model.
    GlmmLogit,
    /// Log-linear mixed model for counts.
    GlmmLog,
}

/// Rule for degrees of freedom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DfRule {
    /// z, cells and programmes.
    All,
    /// z alone.
    None,
    /// Cells less columns.
    Cells,
    /// Programmes less 2.
    Programmes,
    /// A number.
    Fixed(f64),
}

/// Which estimands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Estimands {
    /// Both.
    Both,
    /// `immediate`.
    Immediate,
    /// `exposure-average`.
    Average,
}

/// Everything that was asked, as resolved from the command line.
#[derive(Debug, Clone)]
pub struct Request {
    /// Study folder, unless a design is given by flags.
    pub study: PathBuf,
    /// Programmes per wave.
    pub sequences: Option<Vec<usize>>,
    /// File with a drawn design.
    pub design: Option<PathBuf>,
    /// Periods before the first wave.
    pub before: usize,
    /// Periods after the last wave's start.
    pub after: usize,
    /// Periods after each start that are left out.
    pub transition: Option<usize>,
    /// Periods observed before and after each start.
    pub staircase: Option<(usize, usize)>,
    /// Pupils a programme and period: one number, or one for each programme.
    pub size: Option<Vec<f64>>,
    /// Schools that the programmes are dealt to.
    pub schools: Option<usize>,
    /// Total standard deviation.
    pub sd: Option<f64>,
    /// Share or rate without the intervention.
    pub p0: Option<f64>,
    /// Share or rate with it.
    pub p1: Option<f64>,
    /// Means of the GEE: first and last without, last with.
    pub means: Option<Vec<f64>>,
    /// Odds ratio or rate ratio.
    pub ratio: Option<f64>,
    /// Correlations.
    pub icc: Option<f64>,
    /// Share of it that stays.
    pub cac: Option<f64>,
    /// Correlation of one pupil's measurements.
    pub iac: Option<f64>,
    /// Decay per period.
    pub decay: Option<f64>,
    /// Schools' part of `icc`.
    pub school_icc: Option<f64>,
    /// Share of that that stays.
    pub school_cac: Option<f64>,
    /// Standard deviation between programmes, instead of `icc`.
    pub tau: Option<f64>,
    /// Standard deviation of the effect between programmes.
    pub treatment_sd: Option<f64>,
    /// Its correlation with the programme's level.
    pub treatment_correlation: Option<f64>,
    /// Effect on the scale of the analysis.
    pub effect: Option<f64>,
    /// Level of the interval.
    pub level: Option<f64>,
    /// Power aimed at.
    pub power: Option<f64>,
    /// Rule for degrees of freedom.
    pub df: DfRule,
    /// Weights of the exposure times.
    pub weights: Option<Vec<f64>>,
    /// Calendar.
    pub time: Time,
    /// Analysis.
    pub analysis: Analysis,
    /// Estimands.
    pub estimands: Estimands,
    /// What is printed.
    pub show: Show,
    /// Values of icc and cac for the grid.
    pub grid: Option<(Vec<f64>, Vec<f64>)>,
    /// Replays of the lottery.
    pub replays: u64,
    /// Folder for figures.
    pub figures: Option<PathBuf>,
    /// Simulated trials.
    pub simulated: Simulated,
    /// Whether the number of trials was named.
    pub trials: Option<u64>,
    /// Periods of history before the first.
    pub history: Option<usize>,
    /// Share of the variance within cells that covariates take.
    pub r2: Option<f64>,
    /// Standard deviation of what the effect may be.
    pub effect_sd: Option<f64>,
    /// Analyses to be compared, as written; none for the usual ones.
    pub compare: Vec<String>,
    /// What the search for waves may choose from.
    pub waves: Waves,
    /// Schedule instead of the drawn one.
    pub schedule: Option<PathBuf>,
    /// The one of several interventions that is asked about.
    pub intervention: Option<String>,
}

impl Request {
    /// What a study folder alone asks: nothing beside what it declares.
    pub fn of_study(study: PathBuf) -> Request {
        Request {
            study,
            sequences: None,
            design: None,
            before: 1,
            after: 0,
            transition: None,
            staircase: None,
            size: None,
            schools: None,
            sd: None,
            p0: None,
            p1: None,
            means: None,
            ratio: None,
            icc: None,
            cac: None,
            iac: None,
            decay: None,
            school_icc: None,
            school_cac: None,
            tau: None,
            treatment_sd: None,
            treatment_correlation: None,
            effect: None,
            level: None,
            power: None,
            df: DfRule::All,
            weights: None,
            time: Time::Categorical,
            analysis: Analysis::Linear,
            estimands: Estimands::Both,
            show: Show::Power,
            grid: None,
            replays: 500,
            figures: None,
            simulated: Simulated { trials: 1000, draws: None, shard: None, file: None, merge: Vec::new() },
            trials: None,
            history: None,
            r2: None,
            effect_sd: None,
            compare: Vec::new(),
            waves: Waves::default(),
            schedule: None,
            intervention: None,
        }
    }

    /// The study as it is asked about: whole, or one of several interventions with its own rollout and lottery.
    pub fn part_of(&self, mut study: Study) -> Study {
        if let Some(name) = &self.intervention {
            study.interventions.retain(|i| i.name == *name);
        }
        study
    }

    /// Whether the design stands in flags.
    pub fn by_flags(&self) -> bool {
        self.sequences.is_some() || self.design.is_some() || self.waves.lots.is_some()
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulated {
    /// Trials in all, over every shard.
    pub trials: u64,
    /// Randomization draws instead of the plan's.
    pub draws: Option<u64>,
    /// The k-th of n shards, from 1.
    pub shard: Option<(u64, u64)>,
    /// File that keeps what is done.
    pub file: Option<PathBuf>,
    /// Files of shards to be put together instead.
    pub merge: Vec<PathBuf>,
}
