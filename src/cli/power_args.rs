//! Arguments of `lodtrin power`.

use super::product::Product;
use std::path::PathBuf;

/// Would this rollout see the effect?
///
/// From a study ([power], the primary outcome's target, the frame's sizes, the drawn schedule), or from flags alone:
/// lodtrin power --sequences 3,3,3,3 --size 20 --icc 0.05 --effect 0.25
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The study folder, unless --sequences or --design is given
    #[arg(value_name = "STUDY", default_value = ".")]
    pub study: PathBuf,
    #[command(flatten)]
    pub design: DesignArgs,
    #[command(flatten)]
    pub outcome: OutcomeArgs,
    #[command(flatten)]
    pub correlation: CorrelationArgs,
    #[command(flatten)]
    pub question: QuestionArgs,
    #[command(flatten)]
    pub waves: WavesArgs,
    /// Print every row and every doubt, not only the first forty lines
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub product: Product,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Design")]
pub struct DesignArgs {
    /// Programmes in each wave, such as 3,3,3,3
    #[arg(long, value_name = "N,N,…", value_delimiter = ',')]
    pub sequences: Option<Vec<usize>>,
    /// File that draws the design: a line per programme, 0 untreated, 1 treated, `.` not observed, `x6` for six
    #[arg(long, value_name = "FILE")]
    pub design: Option<PathBuf>,
    /// Periods before the first wave starts
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub before: usize,
    /// Periods after the one in which the last wave starts
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub after: usize,
    /// Periods left out after each start
    #[arg(long, value_name = "N")]
    pub transition: Option<usize>,
    /// Staircase: periods observed before and after each start, such as 1,1
    #[arg(long, value_name = "B,A", value_delimiter = ',')]
    pub staircase: Option<Vec<usize>>,
    /// Pupils a programme and period: one number, or one for each programme
    #[arg(long, value_name = "N[,N…]", value_delimiter = ',')]
    pub size: Option<Vec<f64>>,
    /// Deal the programmes to so many schools
    #[arg(long, value_name = "N")]
    pub schools: Option<usize>,
    /// The calendar as an effect for every period, or as a line
    #[arg(long, value_name = "categorical|linear", default_value = "categorical")]
    pub time: String,
    /// A table of lots and waves (columns id, wave) instead of the drawn schedule
    #[arg(long, value_name = "FILE")]
    pub schedule: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Outcome")]
pub struct OutcomeArgs {
    /// Total standard deviation of a pupil's outcome, between and within programmes
    #[arg(long, value_name = "SD", conflicts_with = "p0")]
    pub sd: Option<f64>,
    /// Share (or rate, for counts) without the intervention
    #[arg(long, value_name = "P")]
    pub p0: Option<f64>,
    /// Share (or rate) with the intervention
    #[arg(long, value_name = "P", requires = "p0")]
    pub p1: Option<f64>,
    /// GEE: first and last share without the intervention, last with it
    #[arg(long, value_name = "P,P,P", value_delimiter = ',', conflicts_with = "p0")]
    pub means: Option<Vec<f64>>,
    /// Odds ratio or rate ratio instead of --p1
    #[arg(long, value_name = "R", conflicts_with_all = ["p1", "effect"])]
    pub ratio: Option<f64>,
    /// Effect, as a difference
    #[arg(long, value_name = "D", allow_hyphen_values = true)]
    pub effect: Option<f64>,
    /// Analysis: linear, gee-logit, gee-identity, glmm-logit, glmm-log (counts)
    #[arg(long, value_name = "NAME", default_value = "linear")]
    pub analysis: String,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Correlation")]
pub struct CorrelationArgs {
    /// Correlation of two pupils of one programme and period
    #[arg(long, value_name = "R")]
    pub icc: Option<f64>,
    /// Share of the icc that two periods have in common [default: 1]
    #[arg(long, value_name = "R")]
    pub cac: Option<f64>,
    /// Share of the variance within programmes that one pupil's measurements have in common [default: 0]
    #[arg(long, value_name = "R")]
    pub iac: Option<f64>,
    /// Correlation per period of distance instead of --cac
    #[arg(long, value_name = "R")]
    pub decay: Option<f64>,
    /// The part of the icc that a school's programmes have in common
    #[arg(long, value_name = "R")]
    pub school_icc: Option<f64>,
    /// Share of that part that two periods have in common [default: cac]
    #[arg(long, value_name = "R")]
    pub school_cac: Option<f64>,
    /// Standard deviation between programmes on the scale of the analysis, instead of --icc
    #[arg(long, value_name = "SD")]
    pub tau: Option<f64>,
    /// Terms of history before the first, nobody treated in them [default: those of the forecast]
    #[arg(long, value_name = "H")]
    pub history: Option<usize>,
    /// Share of the variance within cells that the forecast's covariates take
    #[arg(long, value_name = "R")]
    pub r2: Option<f64>,
    /// Standard deviation of the effect between programmes
    #[arg(long, value_name = "SD")]
    pub treatment_sd: Option<f64>,
    /// Correlation of the effect with the programme's level
    #[arg(long, value_name = "R", allow_hyphen_values = true)]
    pub treatment_correlation: Option<f64>,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Question")]
pub struct QuestionArgs {
    /// Level of the interval [default: 0.95]
    #[arg(long, value_name = "P")]
    pub level: Option<f64>,
    /// Power aimed at [default: 0.8]
    #[arg(long, value_name = "P")]
    pub power: Option<f64>,
    /// Degrees of freedom of t: all, none, cells, programmes or a number
    #[arg(long, value_name = "RULE", default_value = "all")]
    pub df: String,
    /// Weights of the exposure times, in their order, summing to 1
    #[arg(long, value_name = "W,W,…", value_delimiter = ',', allow_hyphen_values = true)]
    pub weights: Option<Vec<f64>>,
    /// immediate, exposure-average, or both
    #[arg(long, value_name = "NAME", default_value = "both")]
    pub estimand: String,
    /// power, needed, waves, cells, dropping, grid, curve, lottery or simulated
    #[arg(long, value_name = "WHAT", default_value = "power")]
    pub show: String,
    /// Replays of the lottery for --show lottery
    #[arg(long, value_name = "N", default_value_t = 500)]
    pub replays: u64,
    /// Simulate so many trials of the declared analysis, with the effect and without; 0 leaves closed forms alone
    #[arg(long, value_name = "N", value_parser = trials)]
    pub trials: Option<u64>,
    /// Randomization draws of each simulated trial [default: the plan's; 999 at most without --trials]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub draws: Option<u64>,
    /// Only the k-th of n shards of the trials
    #[arg(long, value_name = "K/N", requires = "trials")]
    pub shard: Option<String>,
    /// Keep every trial in this file, and go on where it stops
    #[arg(long, value_name = "FILE", requires = "trials")]
    pub trial_file: Option<PathBuf>,
    /// Put the files of all shards together
    #[arg(long, value_name = "FILE,…", value_delimiter = ',', requires = "trials", conflicts_with_all = ["shard", "trial_file"])]
    pub merge: Vec<PathBuf>,
    /// Draw the sensitivity to icc and cac and the power curve into this folder, as SVG and PNG
    #[arg(long, value_name = "FOLDER")]
    pub figures: Option<PathBuf>,
    /// Estimate icc and cac from a panel (data/panel.csv) instead
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// Outcome of the panel for --from [default: the primary one]
    #[arg(long = "outcome", value_name = "NAME", requires = "from")]
    pub outcome_name: Option<String>,
    /// Standard deviation of what the effect may be, for the chance to find it (assurance)
    #[arg(long, value_name = "S")]
    pub effect_sd: Option<f64>,
    /// Compare analyses on the same trials, such as within-period,twfe-exposure:cr2; bare: the usual ones
    #[arg(long, value_name = "A,B,…", value_delimiter = ',', num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub compare: Option<Vec<String>>,
    /// Values of icc for --show grid and --optimise
    #[arg(long, value_name = "R,R,…", value_delimiter = ',')]
    pub grid_icc: Option<Vec<f64>>,
    /// Values of cac for --show grid and --optimise
    #[arg(long, value_name = "R,R,…", value_delimiter = ',')]
    pub grid_cac: Option<Vec<f64>>,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "The rollout that fits")]
pub struct WavesArgs {
    /// Find the most efficient waves, of a study or with --lots and --terms
    #[arg(long, conflicts_with_all = ["compare", "trials"])]
    pub optimise: bool,
    /// Number of lots, without a study
    #[arg(long, value_name = "N", requires = "optimise")]
    pub lots: Option<usize>,
    /// Number of terms
    #[arg(long, value_name = "T", requires = "optimise")]
    pub terms: Option<usize>,
    /// First term in which lots may start [default: 2]
    #[arg(long, value_name = "T", requires = "optimise")]
    pub first: Option<usize>,
    /// Last term in which lots may start [default: the last one]
    #[arg(long, value_name = "T", requires = "optimise")]
    pub last: Option<usize>,
    /// Fewest lots that start in a term, where any do [default: 2]
    #[arg(long, value_name = "N", requires = "optimise")]
    pub least: Option<usize>,
    /// Most lots that start in a term [default: all]
    #[arg(long, value_name = "N", requires = "optimise")]
    pub most: Option<usize>,
    /// Lags that exposure-average is the mean of [default: 0..2]
    #[arg(long, value_name = "0..K", requires = "optimise", value_parser = last_lag)]
    pub lags: Option<usize>,
}

fn trials(text: &str) -> Result<u64, String> {
    match text.parse::<u64>() {
        Ok(n) if n != 1 && n <= 10_000_000 => Ok(n),
        _ => Err(format!("`{text}` is no number of trials: 2 to 10000000, or 0 for closed forms alone")),
    }
}

fn last_lag(text: &str) -> Result<usize, String> {
    let parsed = text.strip_prefix("0..").map(|k| k.trim_start_matches('=')).and_then(|k| k.parse::<usize>().ok());
    parsed.filter(|k| *k <= 60).ok_or_else(|| format!("`{text}` is not 0..K, such as 0..2"))
}
