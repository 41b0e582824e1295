//! `lodtrin effect`: its arguments, and what it says.

use super::answer::Answer;
use super::effect_values::{beta, lags, level, range};
use super::product::{Format, Product};
use super::talk::Talk;
use super::{next, terminal};
use crate::diagnostics::{Outcome, Problem};
use crate::effects::question;
use crate::effects::question::{Analysis, Effects};
use crate::estimators::design_based::Beta;
use crate::folder::study::Folder;
use crate::steps::effect::from_bridge;
use crate::steps::effect::table;
use crate::steps::effect::{DataRequest, StudyRequest, planned, run_study};
use crate::trial::methods::{PRIMARY, STANDING, Weighs};
use crate::trial::{Estimator, Named};
use crate::trial::{Gaps, Study};
use std::path::{Path, PathBuf};

/// Estimate the effect: the plan of a study, or any table with --data
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The study's folder
    #[arg(default_value = ".")]
    study: PathBuf,
    /// Use a rehearsal schedule instead of the drawn one, so that code can be finished before anyone sees an effect
    #[arg(long, conflicts_with = "data")]
    blind: bool,
    /// Make results of the folder out/ that `bridge`'s script wrote on a closed machine
    #[arg(long, value_name = "DIR", conflicts_with_all = ["data", "blind", "outcome"])]
    from_bridge: Option<PathBuf>,
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    asked: Asked,
    /// Print every row and every doubt, not only the first forty lines
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    product: Product,
}

/// A table in place of a study.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "A table in place of a study")]
struct Data {
    /// CSV or Parquet file
    #[arg(long, value_name = "FILE", requires_all = ["unit", "period", "start", "outcome"])]
    data: Option<PathBuf>,
    /// Column of the randomised unit
    #[arg(long, value_name = "COL", requires = "data")]
    unit: Option<String>,
    /// Column of the period: whole numbers or ISO dates, or any labels with --periods
    #[arg(long, value_name = "COL", requires = "data")]
    period: Option<String>,
    /// Column of the first treated period; empty or `inf`: never
    #[arg(long, value_name = "COL", requires = "data")]
    start: Option<String>,
    /// Column of the outcome (several: a,b); of a study, the outcome's name
    #[arg(long, value_name = "COL", value_delimiter = ',')]
    outcome: Vec<String>,
    /// Column of the number of pupils behind each row's mean
    #[arg(long, value_name = "COL", requires = "data")]
    size: Option<String>,
    /// Column of the lottery's stratum
    #[arg(long, value_name = "COL", requires = "data")]
    stratum: Option<String>,
    /// Column that is taken off the outcome, on the scale of the mean
    #[arg(long, value_name = "COL", requires = "data")]
    offset: Option<String>,
    /// Column of the pupils without outcome behind each row; without --size, rows with an empty outcome are counted
    #[arg(long, value_name = "COL", requires = "data")]
    missing: Option<String>,
    /// Column, 0 or 1, of the pupils that the outcome is asked after
    #[arg(long, value_name = "COL", requires = "data")]
    selected: Option<String>,
    /// Column of the first period in which the intervention was delivered; empty: never
    #[arg(long, value_name = "COL", requires = "data")]
    delivered: Option<String>,
    /// Columns of groups of pupils
    #[arg(long, value_name = "a,b", value_delimiter = ',', requires = "data")]
    subgroups: Vec<String>,
    /// Labels of the periods in order
    #[arg(long, value_name = "L1,L2,…", value_delimiter = ',', requires = "data")]
    periods: Option<Vec<String>>,
    #[command(flatten)]
    form: super::data_form::DataForm,
}

/// What to estimate, and how.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "What to estimate")]
struct Asked {
    /// Covariates adjusted for
    #[arg(long, value_name = "a,b", value_delimiter = ',')]
    covariates: Vec<String>,
    /// Estimators (`lodtrin explain` lists them)
    #[arg(long, value_name = "a,b", value_delimiter = ',')]
    estimator: Vec<String>,
    /// Estimands: simple, cohort, calendar, by-lag, time-averaged, lag-tests
    #[arg(long, value_name = "a,b", value_delimiter = ',')]
    estimand: Vec<String>,
    /// Lags from..to, both included; 0 is the first treated period
    #[arg(long, value_name = "-3..4", allow_hyphen_values = true, value_parser = lags)]
    lags: Option<(i64, i64)>,
    /// Variances: randomization, neyman, design, bounds, worst-case, cr0 … cr3, jackknife, wild-bootstrap, model, robust
    #[arg(long, value_name = "a,b", value_delimiter = ',')]
    variance: Vec<String>,
    /// What randomization compares
    #[arg(long, value_name = "WHAT")]
    statistic: Option<Statistic>,
    /// Resampling draws
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    draws: Option<u64>,
    /// Seed of resampling
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Confidence level
    #[arg(long, value_name = "L", value_parser = level)]
    level: Option<f64>,
    /// Whether every pupil or every programme counts one
    #[arg(long, value_name = "WHAT")]
    weight: Option<Weight>,
    /// Adjustment of roth-santanna: clipped, plug-in, or a number
    #[arg(long, value_name = "B", value_parser = beta, allow_hyphen_values = true)]
    beta: Option<Beta>,
    /// Wild cluster bootstrap: residuals under the null, or those of fits without the cluster
    #[arg(long, value_name = "KIND")]
    bootstrap: Option<Bootstrap>,
    /// Take the plan's forecast off the primary outcome, or leave it as it is
    #[arg(long, value_name = "WHAT", conflicts_with = "data")]
    adjust: Option<Adjust>,
    /// Periods before each start that are neither base nor control
    #[arg(long, value_name = "D")]
    transition: Option<usize>,
    /// Units that were not seen in every period
    #[arg(long, value_name = "RULE")]
    gaps: Option<GapsRule>,
    /// Smallest and largest possible outcome, for bounds on what was not seen [default: 0,1]
    #[arg(long, value_name = "LO,HI", allow_hyphen_values = true, value_parser = range)]
    range: Option<(f64, f64)>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Statistic {
    /// The estimate over its standard error
    Studentized,
    /// The estimate
    Estimate,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Weight {
    /// Every pupil counts one
    Pupils,
    /// Every programme counts one
    Programmes,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum GapsRule {
    /// Each in the periods in which it was seen
    Observed,
    /// The same, where the draw decides who is seen: no replays
    Planned,
    /// Only units seen in every period
    Complete,
}

impl From<GapsRule> for Gaps {
    fn from(rule: GapsRule) -> Gaps {
        match rule {
            GapsRule::Observed => Gaps::Observed,
            GapsRule::Planned => Gaps::Planned,
            GapsRule::Complete => Gaps::Complete,
        }
    }
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Bootstrap {
    /// Restricted residuals
    Wcr11,
    /// Restricted residuals, jackknifed
    Wcr31,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Adjust {
    /// Outcomes less the forecast that the lock froze
    Forecast,
    /// Outcomes as they were observed
    None,
}

/// Runs `effect`.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let format = args.product.resolve()?;
    can_weigh(&args.asked)?;
    let file = args.data.data.as_ref();
    let bridge = args.from_bridge.is_some();
    if let (None, false, Format::Text) = (file, bridge, format) {
        return of_study(args, talk, &|effects, folder, planned| {
            terminal::study::told(&args.product, args.all, (effects, planned), folder, talk)
        });
    }
    let deliver = |effects: &Effects| {
        talk.warn_all(&effects.warnings);
        match format {
            Format::Text => args.product.deliver_text(&effects.text(), talk),
            _ => args.product.deliver(&effects.table(), talk),
        }
    };
    match file {
        None if bridge => deliver(&of_bridge(args, talk)?)?,
        Some(file) => deliver(&of_table(args, file, talk)?)?,
        None => return of_study(args, talk, &|effects, _, _| deliver(effects)),
    }
    Ok(Answer::Yes)
}

/// Refuses `--weight programmes` for models that weigh programmes themselves, when nothing else is asked for.
fn can_weigh(asked: &Asked) -> Outcome<()> {
    let own = |e: &String| Estimator::parse(e).is_some_and(|e| e.row().weighs == Weighs::Itself);
    let all_own = !asked.estimator.is_empty() && asked.estimator.iter().all(own);
    if !(all_own && matches!(asked.weight, Some(Weight::Programmes))) {
        return Ok(());
    }
    Err(Problem::new("E354", "--weight programmes does not change a model that weighs programmes itself")
        .found(format!("--estimator {}", asked.estimator.join(",")))
        .expected("design-based estimators, within-period, imputation, twfe or twfe-exposure")
        .help("leave out --weight: these models weigh pupils and programmes by the variances they find"))
}

fn of_table(args: &Args, file: &Path, talk: &Talk) -> Outcome<Effects> {
    if args.blind {
        return Err(Problem::new("E350", "--blind belongs to a study folder")
            .help("leave out --data, or give the table another start column"));
    }
    let need = |v: &Option<String>| v.clone().unwrap_or_default();
    let request = DataRequest {
        file: file.to_path_buf(),
        unit: need(&args.data.unit),
        period: need(&args.data.period),
        start: need(&args.data.start),
        outcomes: args.data.outcome.clone(),
        size: args.data.size.clone(),
        stratum: args.data.stratum.clone(),
        covariates: args.asked.covariates.clone(),
        periods: args.data.periods.clone(),
        missing: args.data.missing.clone(),
        selected: args.data.selected.clone(),
        delivered: args.data.delivered.clone(),
        subgroups: args.data.subgroups.clone(),
        offset: args.data.offset.clone(),
        form: args.data.form.declared(),
    };
    table::run_data(&request, &args.asked.analyses(None)?, talk)
}

fn of_bridge(args: &Args, talk: &Talk) -> Outcome<Effects> {
    let folder = Folder::open(&args.study)?;
    let dir = args.from_bridge.clone().unwrap_or_default();
    if !args.asked.is_plain() {
        return Err(Problem::new(
            "E350",
            "--from-bridge takes what the plan's script gave back, and no other question",
        )
        .help("leave the options out"));
    }
    let effects = from_bridge::run(&folder, &dir, talk)?;
    talk.note("wrote results/effects.csv, results/effects.json and results/bridge/");
    next::tell(&args.study, talk);
    Ok(effects)
}

/// How a study's effects are handed over: with the folder, and whether they are the plan's.
type Hand<'a> = &'a dyn Fn(&Effects, &Folder, bool) -> Outcome<()>;

fn of_study(args: &Args, talk: &Talk, hand: Hand<'_>) -> Outcome<Answer> {
    let folder = Folder::open(&args.study)?;
    let folder = if args.blind { folder.rehearsed() } else { folder };
    let asked = &args.asked;
    let plain = asked.is_plain() && args.data.outcome.is_empty() && args.product.to_stdout();
    let plan = folder.plan()?;
    let alone = asked.adjust.is_some() && asked.is_plain_but_for_adjust();
    let other = match &plan {
        // nothing but the adjustment is another one: the plan's own analyses
        Some(plan) if alone => Some(planned(plan, plan.analysis.draws, asked.seed)),
        _ => (!asked.is_plain() || !args.data.outcome.is_empty()).then(|| asked.analyses(plan.as_ref())).transpose()?,
    };
    let request = StudyRequest {
        outcomes: args.data.outcome.clone(),
        covariates: (!asked.covariates.is_empty()).then(|| asked.covariates.clone()),
        blind: args.blind,
        other,
        seed: asked.seed,
        draws: asked.draws,
        adjust: asked.adjust.map(|a| a == Adjust::Forecast),
        ..StudyRequest::default()
    };
    let is_plan = request.other.is_none() && request.outcomes.is_empty();
    let effects = run_study(&folder, &request, talk)?;
    hand(&effects, &folder, is_plan)?;
    if plain {
        let name = |file: &str| folder.name(&format!("results/{file}"));
        talk.note(&format!("wrote {} and {}", name("effects.csv"), name("effects.json")));
    }
    if plain && !args.blind {
        next::tell(&args.study, talk);
    }
    Ok(Answer::Yes)
}

impl Asked {
    /// Whether nothing but the plan is asked for.
    fn is_plain(&self) -> bool {
        self.adjust.is_none() && self.is_plain_but_for_adjust()
    }

    fn is_plain_but_for_adjust(&self) -> bool {
        self.covariates.is_empty()
            && self.estimator.is_empty()
            && self.estimand.is_empty()
            && self.lags.is_none()
            && self.variance.is_empty()
            && self.statistic.is_none()
            && self.draws.is_none()
            && self.level.is_none()
            && self.weight.is_none()
            && self.beta.is_none()
            && self.bootstrap.is_none()
            && self.transition.is_none()
            && self.gaps.is_none()
            && self.range.is_none()
            && self.seed == 1
    }

    /// What is asked for; where no estimator is named, the plan's, or the default plan's.
    fn analyses(&self, plan: Option<&Study>) -> Outcome<Vec<Analysis>> {
        let declared = plan.map(|p| &p.analysis);
        let studentized = match self.statistic {
            Some(s) => matches!(s, Statistic::Studentized),
            None => declared.is_none_or(|a| a.statistic != "estimate"),
        };
        let base = Analysis {
            estimators: question::known(&self.estimator)?,
            estimands: question::known(&self.estimand)?,
            lags: self.lags,
            variances: question::known(&self.variance)?,
            studentized,
            draws: self.draws.or(declared.map(|a| a.draws)).unwrap_or(9_999),
            seed: self.seed,
            level: self.level.or(declared.map(|a| a.level)).unwrap_or(0.95),
            interval: true,
            weight: match self.weight {
                Some(Weight::Pupils) => Some("pupils".to_string()),
                Some(Weight::Programmes) => Some("programmes".to_string()),
                None => declared.map(|a| a.weight.clone()),
            },
            beta: self.beta.or(declared.and_then(|a| a.beta.as_deref()).and_then(Beta::named)),
            bootstrap: match self.bootstrap {
                Some(Bootstrap::Wcr31) => question::residuals(Some("wcr31")),
                Some(Bootstrap::Wcr11) => question::residuals(None),
                None => question::residuals(declared.and_then(|a| a.bootstrap.as_deref())),
            },
            transition: self.transition.or(plan.map(|p| p.intervention().rollout.transition as usize)).unwrap_or(0),
            gaps: self.gaps.map(Gaps::from),
            range: self.range,
        };
        if !self.estimator.is_empty() {
            return Ok(vec![base]);
        }
        let first = declared.map_or(PRIMARY, |a| a.estimator);
        let primary = Analysis { estimators: vec![first], ..base.clone() };
        // with nothing named, the default plan: the primary analysis and what always stands beside it
        if plan.is_some() || !self.estimand.is_empty() || !self.variance.is_empty() || self.lags.is_some() {
            return Ok(vec![primary]);
        }
        let beside = STANDING.iter().map(|s| Analysis {
            estimators: vec![s.estimator],
            estimands: if s.estimands.is_empty() { Vec::new() } else { s.prespecified.to_vec() },
            ..base.clone()
        });
        Ok(std::iter::once(primary).chain(beside).collect())
    }
}
