//! `lodtrin power`: its arguments, and what it says.

use super::answer::Answer;
use super::product::Product;
use super::talk::Talk;
use super::terminal;
use crate::design::Time;
use crate::diagnostics::{Outcome, Problem};
use crate::planning::from_panel::{FromRequest, run as power_from};
use crate::planning::request::{Analysis, DfRule, Estimands, Request, Show, Simulated, Waves};
use crate::steps::power::run as power;
use std::path::PathBuf;

/// Would this rollout see the effect?
///
/// From a study ([power], the primary outcome's target, the frame's sizes, the drawn schedule), or from flags alone:
/// lodtrin power --sequences 3,3,3,3 --size 20 --icc 0.05 --effect 0.25
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The study folder, unless --sequences or --design is given
    #[arg(value_name = "STUDY", default_value = ".")]
    study: PathBuf,
    #[command(flatten)]
    design: DesignArgs,
    #[command(flatten)]
    outcome: OutcomeArgs,
    #[command(flatten)]
    correlation: CorrelationArgs,
    #[command(flatten)]
    question: QuestionArgs,
    #[command(flatten)]
    waves: WavesArgs,
    /// Print every row and every doubt, not only the first forty lines
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    product: Product,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Design")]
struct DesignArgs {
    /// Programmes in each wave, such as 3,3,3,3
    #[arg(long, value_name = "N,N,…", value_delimiter = ',')]
    sequences: Option<Vec<usize>>,
    /// File that draws the design: a line per programme, 0 untreated, 1 treated, `.` not observed, `x6` for six
    #[arg(long, value_name = "FILE")]
    design: Option<PathBuf>,
    /// Periods before the first wave starts
    #[arg(long, value_name = "N", default_value_t = 1)]
    before: usize,
    /// Periods after the one in which the last wave starts
    #[arg(long, value_name = "N", default_value_t = 0)]
    after: usize,
    /// Periods left out after each start
    #[arg(long, value_name = "N")]
    transition: Option<usize>,
    /// Staircase: periods observed before and after each start, such as 1,1
    #[arg(long, value_name = "B,A", value_delimiter = ',')]
    staircase: Option<Vec<usize>>,
    /// Pupils a programme and period: one number, or one for each programme
    #[arg(long, value_name = "N[,N…]", value_delimiter = ',')]
    size: Option<Vec<f64>>,
    /// Deal the programmes to so many schools
    #[arg(long, value_name = "N")]
    schools: Option<usize>,
    /// The calendar as an effect for every period, or as a line
    #[arg(long, value_name = "categorical|linear", default_value = "categorical")]
    time: String,
    /// A table of lots and waves (columns id, wave) instead of the drawn schedule
    #[arg(long, value_name = "FILE")]
    schedule: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Outcome")]
struct OutcomeArgs {
    /// Total standard deviation of a pupil's outcome, between and within programmes
    #[arg(long, value_name = "SD", conflicts_with = "p0")]
    sd: Option<f64>,
    /// Share (or rate, for counts) without the intervention
    #[arg(long, value_name = "P")]
    p0: Option<f64>,
    /// Share (or rate) with the intervention
    #[arg(long, value_name = "P", requires = "p0")]
    p1: Option<f64>,
    /// GEE: first and last share without the intervention, last with it
    #[arg(long, value_name = "P,P,P", value_delimiter = ',', conflicts_with = "p0")]
    means: Option<Vec<f64>>,
    /// Odds ratio or rate ratio instead of --p1
    #[arg(long, value_name = "R", conflicts_with_all = ["p1", "effect"])]
    ratio: Option<f64>,
    /// Effect, as a difference
    #[arg(long, value_name = "D", allow_hyphen_values = true)]
    effect: Option<f64>,
    /// Analysis: linear, gee-logit, gee-identity, glmm-logit, glmm-log (counts)
    #[arg(long, value_name = "NAME", default_value = "linear")]
    analysis: String,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Correlation")]
struct CorrelationArgs {
    /// Correlation of two pupils of one programme and period
    #[arg(long, value_name = "R")]
    icc: Option<f64>,
    /// Share of the icc that two periods have in common [default: 1]
    #[arg(long, value_name = "R")]
    cac: Option<f64>,
    /// Share of the variance within programmes that one pupil's measurements have in common [default: 0]
    #[arg(long, value_name = "R")]
    iac: Option<f64>,
    /// Correlation per period of distance instead of --cac
    #[arg(long, value_name = "R")]
    decay: Option<f64>,
    /// The part of the icc that a school's programmes have in common
    #[arg(long, value_name = "R")]
    school_icc: Option<f64>,
    /// Share of that part that two periods have in common [default: cac]
    #[arg(long, value_name = "R")]
    school_cac: Option<f64>,
    /// Standard deviation between programmes on the scale of the analysis, instead of --icc
    #[arg(long, value_name = "SD")]
    tau: Option<f64>,
    /// Terms of history before the first, nobody treated in them [default: those of the forecast]
    #[arg(long, value_name = "H")]
    history: Option<usize>,
    /// Share of the variance within cells that the forecast's covariates take
    #[arg(long, value_name = "R")]
    r2: Option<f64>,
    /// Standard deviation of the effect between programmes
    #[arg(long, value_name = "SD")]
    treatment_sd: Option<f64>,
    /// Correlation of the effect with the programme's level
    #[arg(long, value_name = "R", allow_hyphen_values = true)]
    treatment_correlation: Option<f64>,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Question")]
struct QuestionArgs {
    /// Level of the interval [default: 0.95]
    #[arg(long, value_name = "P")]
    level: Option<f64>,
    /// Power aimed at [default: 0.8]
    #[arg(long, value_name = "P")]
    power: Option<f64>,
    /// Degrees of freedom of t: all, none, cells, programmes or a number
    #[arg(long, value_name = "RULE", default_value = "all")]
    df: String,
    /// Weights of the exposure times, in their order, summing to 1
    #[arg(long, value_name = "W,W,…", value_delimiter = ',', allow_hyphen_values = true)]
    weights: Option<Vec<f64>>,
    /// immediate, exposure-average, or both
    #[arg(long, value_name = "NAME", default_value = "both")]
    estimand: String,
    /// power, needed, waves, cells, dropping, grid, curve, lottery or simulated
    #[arg(long, value_name = "WHAT", default_value = "power")]
    show: String,
    /// Replays of the lottery for --show lottery
    #[arg(long, value_name = "N", default_value_t = 500)]
    replays: u64,
    /// Simulate so many trials of the declared analysis, with the effect and without; 0 leaves closed forms alone
    #[arg(long, value_name = "N", value_parser = trials)]
    trials: Option<u64>,
    /// Randomization draws of each simulated trial [default: the plan's; 999 at most without --trials]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    draws: Option<u64>,
    /// Only the k-th of n shards of the trials
    #[arg(long, value_name = "K/N", requires = "trials")]
    shard: Option<String>,
    /// Keep every trial in this file, and go on where it stops
    #[arg(long, value_name = "FILE", requires = "trials")]
    trial_file: Option<PathBuf>,
    /// Put the files of all shards together
    #[arg(long, value_name = "FILE,…", value_delimiter = ',', requires = "trials", conflicts_with_all = ["shard", "trial_file"])]
    merge: Vec<PathBuf>,
    /// Draw the sensitivity to icc and cac and the power curve into this folder, as SVG and PNG
    #[arg(long, value_name = "FOLDER")]
    figures: Option<PathBuf>,
    /// Estimate icc and cac from a panel (data/panel.csv) instead
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Outcome of the panel for --from [default: the primary one]
    #[arg(long = "outcome", value_name = "NAME", requires = "from")]
    outcome_name: Option<String>,
    /// Standard deviation of what the effect may be, for the chance to find it (assurance)
    #[arg(long, value_name = "S")]
    effect_sd: Option<f64>,
    /// Compare analyses on the same trials, such as within-period,twfe-exposure:cr2; bare: the usual ones
    #[arg(long, value_name = "A,B,…", value_delimiter = ',', num_args = 0..=1, require_equals = true, default_missing_value = "")]
    compare: Option<Vec<String>>,
    /// Values of icc for --show grid and --optimise
    #[arg(long, value_name = "R,R,…", value_delimiter = ',')]
    grid_icc: Option<Vec<f64>>,
    /// Values of cac for --show grid and --optimise
    #[arg(long, value_name = "R,R,…", value_delimiter = ',')]
    grid_cac: Option<Vec<f64>>,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "The rollout that fits")]
struct WavesArgs {
    /// Find the most efficient waves, of a study or with --lots and --terms
    #[arg(long, conflicts_with_all = ["compare", "trials"])]
    optimise: bool,
    /// Number of lots, without a study
    #[arg(long, value_name = "N", requires = "optimise")]
    lots: Option<usize>,
    /// Number of terms
    #[arg(long, value_name = "T", requires = "optimise")]
    terms: Option<usize>,
    /// First term in which lots may start [default: 2]
    #[arg(long, value_name = "T", requires = "optimise")]
    first: Option<usize>,
    /// Last term in which lots may start [default: the last one]
    #[arg(long, value_name = "T", requires = "optimise")]
    last: Option<usize>,
    /// Fewest lots that start in a term, where any do [default: 2]
    #[arg(long, value_name = "N", requires = "optimise")]
    least: Option<usize>,
    /// Most lots that start in a term [default: all]
    #[arg(long, value_name = "N", requires = "optimise")]
    most: Option<usize>,
    /// Lags that exposure-average is the mean of [default: 0..2]
    #[arg(long, value_name = "0..K", requires = "optimise", value_parser = last_lag)]
    lags: Option<usize>,
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

/// Answers on stdout, what the numbers mean on stderr.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    args.product.resolve()?;
    if let Some(panel) = &args.question.from {
        let request = FromRequest {
            panel: panel.clone(),
            study: args.study.clone(),
            outcome: args.question.outcome_name.clone(),
            level: args.question.level.unwrap_or(0.95),
        };
        let table = power_from(&request)?;
        talk.warn_all(&table.warnings);
        args.product.deliver(&table, talk)?;
        return Ok(Answer::Yes);
    }
    let answered = power(&resolve(args)?, talk)?;
    let after = answered.figures.len() + answered.notes.iter().map(|n| terminal::folded(n, 2).len()).sum::<usize>();
    terminal::power::deliver(&args.product, &answered.table, after, args.all, talk)?;
    for path in &answered.figures {
        talk.note(&format!("wrote {}", path.display()));
    }
    for note in &answered.notes {
        talk.note(&format!("  note: {note}"));
    }
    Ok(Answer::Yes)
}

fn resolve(args: &Args) -> Outcome<Request> {
    let (d, o, c, q) = (&args.design, &args.outcome, &args.correlation, &args.question);
    let staircase = match d.staircase.as_deref() {
        None => None,
        Some([b, a]) => Some((*b, *a)),
        Some(_) => return Err(word("--staircase", "another number of numbers", "two, such as 1,1")),
    };
    if let Some(w) = &q.weights
        && (w.iter().sum::<f64>() - 1.0).abs() > 1e-9
    {
        return Err(word("--weights", "weights that do not sum to 1", "weights that sum to 1"));
    }
    Ok(Request {
        study: args.study.clone(),
        sequences: d.sequences.clone(),
        design: d.design.clone(),
        before: d.before,
        after: d.after,
        transition: d.transition,
        staircase,
        size: d.size.clone(),
        schools: d.schools,
        time: choose("--time", &d.time, &[("categorical", Time::Categorical), ("linear", Time::Linear)])?,
        schedule: d.schedule.clone(),
        intervention: None,
        trials: q.trials,
        history: c.history,
        r2: c.r2,
        effect_sd: effect_sd(q.effect_sd)?,
        compare: q.compare.iter().flatten().filter(|w| !w.trim().is_empty()).cloned().collect(),
        waves: waves(&args.waves),
        replays: q.replays,
        figures: q.figures.clone(),
        simulated: Simulated {
            trials: q.trials.filter(|n| *n > 0).unwrap_or(1000),
            draws: q.draws,
            shard: q.shard.as_deref().map(shard).transpose()?,
            file: q.trial_file.clone(),
            merge: q.merge.clone(),
        },
        sd: o.sd,
        p0: o.p0,
        p1: o.p1,
        means: o.means.clone(),
        ratio: o.ratio,
        effect: o.effect,
        analysis: choose(
            "--analysis",
            &o.analysis,
            &[
                ("linear", Analysis::Linear),
                ("gee-logit", Analysis::GeeLogit),
                ("gee-identity", Analysis::GeeIdentity),
                ("glmm-logit", Analysis::GlmmLogit),
                ("glmm-log", Analysis::GlmmLog),
            ],
        )?,
        icc: c.icc,
        cac: c.cac,
        iac: c.iac,
        decay: c.decay,
        school_icc: c.school_icc,
        school_cac: c.school_cac,
        tau: c.tau,
        treatment_sd: c.treatment_sd,
        treatment_correlation: c.treatment_correlation,
        level: q.level,
        power: q.power,
        df: df_rule(&q.df)?,
        weights: q.weights.clone(),
        estimands: choose(
            "--estimand",
            &q.estimand,
            &[("both", Estimands::Both), ("immediate", Estimands::Immediate), ("exposure-average", Estimands::Average)],
        )?,
        show: if args.waves.optimise {
            Show::Optimise
        } else if q.compare.is_some() {
            Show::Compare
        } else if q.trials.is_some_and(|n| n > 0) {
            Show::Simulated
        } else {
            choose(
                "--show",
                &q.show,
                &[
                    ("power", Show::Power),
                    ("needed", Show::Needed),
                    ("waves", Show::Waves),
                    ("cells", Show::Cells),
                    ("dropping", Show::Dropping),
                    ("grid", Show::Grid),
                    ("curve", Show::Curve),
                    ("lottery", Show::Lottery),
                    ("simulated", Show::Simulated),
                ],
            )?
        },
        grid: match (&q.grid_icc, &q.grid_cac) {
            (None, None) => None,
            (icc, cac) => Some((
                icc.clone().unwrap_or_else(|| vec![0.01, 0.02, 0.05, 0.10]),
                cac.clone().unwrap_or_else(|| vec![0.6, 0.8, 1.0]),
            )),
        },
    })
}

fn effect_sd(sd: Option<f64>) -> Outcome<Option<f64>> {
    match sd {
        Some(s) if !(0.0..=1.0).contains(&s) => {
            Err(word("--effect-sd", &format!("{s}"), "a standard deviation from 0 to 1"))
        }
        sd => Ok(sd),
    }
}

fn waves(w: &WavesArgs) -> Waves {
    Waves { lots: w.lots, terms: w.terms, first: w.first, last: w.last, least: w.least, most: w.most, last_lag: w.lags }
}

fn shard(text: &str) -> Outcome<(u64, u64)> {
    let parsed = text.split_once('/').and_then(|(k, n)| Some((k.trim().parse().ok()?, n.trim().parse().ok()?)));
    parsed
        .filter(|(k, n): &(u64, u64)| 1 <= *k && k <= n)
        .ok_or_else(|| word("--shard", &format!("`{text}`"), "k/n with 1 ≤ k ≤ n, such as 2/8"))
}

fn df_rule(text: &str) -> Outcome<DfRule> {
    let named =
        [("all", DfRule::All), ("none", DfRule::None), ("cells", DfRule::Cells), ("programmes", DfRule::Programmes)];
    match text.parse::<f64>() {
        Ok(df) if df.is_finite() => Ok(DfRule::Fixed(df)),
        _ => choose("--df", text, &named),
    }
}

fn choose<T: Copy>(flag: &str, text: &str, known: &[(&str, T)]) -> Outcome<T> {
    known
        .iter()
        .find(|(name, _)| *name == text)
        .map(|(_, value)| *value)
        .ok_or_else(|| word(flag, &format!("`{text}`"), &known.iter().map(|(n, _)| *n).collect::<Vec<_>>().join(", ")))
}

fn word(flag: &str, found: &str, expected: &str) -> Problem {
    Problem::new("P203", format!("{flag} has a value that it cannot have")).found(found).expected(expected)
}
