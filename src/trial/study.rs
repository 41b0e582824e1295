//! What a study declares, section by section, with every default filled in. How the file is read and checked is
//! `protocol`'s business.

pub use super::early_warning::{CALLS, MOST_ASKED, MOST_CALLS, RISK_THRESHOLDS, WarningDecl};
use super::methods::{Estimand, Estimator, VarianceKind};
pub use super::outcome::{OutcomeDecl, OutcomeKind};
pub use super::planning_values::{PowerDecl, SimulateDecl};
pub use super::registration::Registration;
use super::{Gaps, Language};
use std::collections::BTreeMap;

/// The protocol: `study.toml` or the frozen `lottery/plan.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    /// Title of the study.
    pub title: String,
    /// Language of what people read.
    pub language: Language,
    /// Whom to write to.
    pub contact: String,
    /// Name under which pseudonyms are made.
    pub domain: String,
    /// The programmes.
    pub frame: FrameDecl,
    /// One entry with an empty name in the one-intervention form; otherwise by name.
    pub interventions: Vec<Intervention>,
    /// What holds across interventions; nothing in the one-intervention form.
    pub joint: JointDecl,
    /// The registers by name.
    pub registers: BTreeMap<String, RegisterDecl>,
    /// The outcomes in the order declared; exactly one is primary.
    pub outcomes: Vec<OutcomeDecl>,
    /// The forecast of the primary outcome, where one is declared.
    pub forecast: Option<ForecastDecl>,
    /// The analysis.
    pub analysis: AnalysisDecl,
    /// The early-absence question.
    pub absence: AbsenceDecl,
    /// Planning values.
    pub power: PowerDecl,
    /// Truths for synthetic registers.
    pub simulate: SimulateDecl,
    /// Smallest cell that is published.
    pub disclosure_minimum: u32,
    /// Whether tables of results are written as Danish CSV.
    pub danish_csv: bool,
    /// What only people know about the study.
    pub registration: Registration,
}

impl Study {
    /// The one intervention of the plain form, or the first of several.
    pub fn intervention(&self) -> &Intervention {
        &self.interventions[0]
    }

    /// The primary outcome.
    pub fn primary(&self) -> &OutcomeDecl {
        self.outcomes.iter().find(|o| o.primary).unwrap_or(&self.outcomes[0])
    }
}

/// `[frame]`: the file of programmes and its columns.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameDecl {
    /// File, relative to the study folder.
    pub file: String,
    /// Column of the programme's id.
    pub id: String,
    /// Column of the stratum (the school).
    pub stratum: Option<String>,
    /// Column of the lot, where programmes must start together.
    pub lot: Option<String>,
    /// Numeric columns to freeze, in this order.
    pub covariates: Vec<String>,
    /// Column of the earliest wave.
    pub first: Option<String>,
    /// Column of the latest wave.
    pub last: Option<String>,
    /// How the file is written.
    pub form: FormDecl,
}

/// How a file is written, where that is declared rather than found out; binds nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FormDecl {
    /// Cell separator.
    pub delimiter: Option<char>,
    /// Encoding.
    pub encoding: Option<String>,
    /// Line, or row of a sheet, that names the columns, from 1.
    pub header: Option<usize>,
    /// Worksheets to read, one behind the other.
    pub sheets: Vec<String>,
    /// The mark before decimals.
    pub decimal: Option<char>,
}

/// One stepped rollout and its lottery.
#[derive(Debug, Clone, PartialEq)]
pub struct Intervention {
    /// Empty in the one-intervention form.
    pub name: String,
    /// Periods and waves.
    pub rollout: Rollout,
    /// The lottery's rules.
    pub lottery: LotteryDecl,
    /// What it truly does in synthetic registers of several interventions.
    pub simulate: ArmDecl,
}

/// `[intervention.simulate]`: the truth of one of several interventions.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ArmDecl {
    /// What it adds to the probability of a training agreement.
    pub effect: f64,
    /// What it adds to the probability that an agreement is kept.
    pub retained: f64,
    /// Works only where this other intervention runs too.
    pub with: Option<String>,
}

/// `[rollout]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Rollout {
    /// Periods (terms) in order.
    pub periods: Vec<PeriodDecl>,
    /// Waves in order.
    pub waves: Vec<WaveDecl>,
    /// Transition periods after each start that count neither as treated nor as untreated.
    pub transition: u32,
    /// Starts a few days beside a term that count as the term's.
    pub window: Option<WindowDecl>,
}

/// `[rollout] window`: how far a start may lie beside a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowDecl {
    /// Days before a term's start, and as written.
    pub before: (i32, String),
    /// Days after a term's end, and as written.
    pub after: (i32, String),
}

impl Rollout {
    /// Position of a period by its id.
    pub fn period(&self, id: &str) -> Option<usize> {
        self.periods.iter().position(|p| p.id == id)
    }

    /// First treated period of a wave (from 1), as a position in `periods`.
    pub fn start_of_wave(&self, wave: u32) -> Option<usize> {
        let w = self.waves.get(wave.checked_sub(1)? as usize)?;
        self.period(&w.starts)
    }
}

/// `[[rollout.period]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodDecl {
    /// Identifier, such as `2026F`.
    pub id: String,
    /// First day, days since 1970-01-01.
    pub start: i32,
    /// Last day, days since 1970-01-01.
    pub end: i32,
}

/// `[[rollout.wave]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct WaveDecl {
    /// Id of the first treated period.
    pub starts: String,
    /// Lots in the wave.
    pub capacity: u32,
}

/// `[lottery]`.
#[derive(Debug, Clone, PartialEq)]
pub struct LotteryDecl {
    /// Whether schools are spread over the waves.
    pub stratified: bool,
    /// Lots that must all be in different waves.
    pub apart: Vec<Vec<String>>,
    /// Pairs: the first in an earlier wave than the second.
    pub before: Vec<[String; 2]>,
    /// `covariate:max,max,…`, as written.
    pub limit: Vec<String>,
    /// `covariate:weight:wave|trend`, as written.
    pub balance: Vec<String>,
    /// Share of candidates kept, a/b.
    pub keep: Option<(u32, u32)>,
    /// Candidates tried before giving up.
    pub max_tries: u64,
    /// Where the randomness comes from.
    pub source: SourceDecl,
    /// The first drand round at or after this time (seconds since 1970-01-01 UTC).
    pub at: Option<i64>,
    /// People who add a committed contribution.
    pub contributors: Vec<String>,
    /// Who throws the dice, strictly increasing in normal form C; empty where nothing is declared.
    pub throwers: Vec<String>,
    /// Throws of each of them, where that is declared.
    pub throws: Option<u32>,
    /// Times (seconds since 1970-01-01 UTC) of the rounds that decide if those before them are never published.
    pub fallback: Vec<i64>,
    /// Until when anybody may object to the announced list, seconds since 1970-01-01 UTC.
    pub objections: Option<i64>,
}

/// `[joint]`: rules and questions across several interventions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JointDecl {
    /// No lot starts two interventions in one term.
    pub separate_starts: bool,
    /// At most so many interventions run in a lot in one term.
    pub at_once: Option<u32>,
    /// How many terms an intervention counts as running from its start; to the last term when absent.
    pub run_terms: Option<u32>,
    /// At most so many starts at one school (stratum) in one term, all interventions counted.
    pub school_starts: Option<u32>,
    /// Joint schedules tried before giving up.
    pub max_tries: u64,
    /// Pairs of interventions with a term of their own in the joint regression.
    pub interactions: Vec<[String; 2]>,
}

impl JointDecl {
    /// Whether any rule ties the lotteries to each other.
    pub fn binds(&self) -> bool {
        self.separate_starts || self.at_once.is_some() || self.school_starts.is_some()
    }
}

/// Where the randomness comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceDecl {
    /// The public drand quicknet beacon.
    Drand,
    /// Dice thrown by two or more people.
    Dice,
}

/// `[registers.<name>]`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RegisterDecl {
    /// One file or several, relative to the study folder.
    pub files: Vec<String>,
    /// `csv`, `xlsx`, `parquet`, `sas7bdat`, `dta`; by suffix when absent.
    pub format: Option<String>,
    /// How the files are written.
    pub form: FormDecl,
    /// Further words for an empty cell.
    pub missing: Vec<String>,
    /// Zone in which instants are days: `Europe/Copenhagen` when absent.
    pub timezone: Option<String>,
    /// The delivery's names of programmes → ids; an empty id takes no part.
    pub programmes: BTreeMap<String, String>,
    /// The school of rows that name none: for all files (under the empty name), or by file.
    pub school: BTreeMap<String, String>,
    /// Unit of absences: `hours` when absent, `minutes`, `lessons`, `percent`, `letters`.
    pub kind: Option<String>,
    /// Minutes of a lesson.
    pub lesson_minutes: Option<f64>,
    /// Whether rows of absences are absences only.
    pub rows_are_absences: bool,
    /// Date form override (`dd-mm-yyyy`, …).
    pub date: Option<String>,
    /// Day of extraction, days since 1970-01-01.
    pub extracted: Option<i32>,
    /// Field → the delivery's column name, or several, where files of one register name it differently.
    pub columns: BTreeMap<String, Vec<String>>,
    /// Code class → codes.
    pub codes: BTreeMap<String, Vec<String>>,
    /// Whether the identifier is a pseudonym already.
    pub pseudonymised: bool,
    /// `canonical`, `stil-gf2`, `dst-kotre`.
    pub profile: String,
}

/// `[forecast]`: terms before the rollout that tell what every pupil would have had untreated.
#[derive(Debug, Clone, PartialEq)]
pub struct ForecastDecl {
    /// Table of counts, relative to the study folder; made from the registers when absent.
    pub history: Option<String>,
    /// Numbers that a pupil brings along.
    pub covariates: Vec<String>,
    /// Earlier id → id in the frame.
    pub renamed: BTreeMap<String, String>,
    /// The earlier terms in order.
    pub periods: Vec<PeriodDecl>,
    /// What was fitted before the lock; in a plan alone.
    pub frozen: Option<FrozenForecast>,
}

impl ForecastDecl {
    /// The table of counts, as a path in the study folder.
    pub fn table(&self) -> &str {
        self.history.as_deref().unwrap_or("data/history.csv")
    }
}

/// `[forecast.frozen]`: the forecast itself, every number rounded to nine decimals.
#[derive(Debug, Clone, PartialEq)]
pub struct FrozenForecast {
    /// SHA-256 of the table's bytes, hex.
    pub history: String,
    /// Level of a programme without history.
    pub other: f64,
    /// Level of every programme of the frame.
    pub levels: BTreeMap<String, f64>,
    /// Centre of every covariate, in the declared order.
    pub centre: Vec<(String, f64)>,
    /// Slope of every covariate, in the declared order.
    pub slopes: Vec<(String, f64)>,
}

/// `[analysis]`.
#[derive(Debug, Clone, PartialEq)]
pub struct AnalysisDecl {
    /// Estimator of the primary analysis.
    pub estimator: Estimator,
    /// Estimand of the primary analysis.
    pub estimand: Estimand,
    /// Variance of the primary analysis.
    pub variance: VarianceKind,
    /// Statistic of the randomization test: `studentized` or `estimate`.
    pub statistic: String,
    /// Adjustment of `roth-santanna`: `plug-in` or a number; estimated and clipped when absent.
    pub beta: Option<String>,
    /// Wild cluster bootstrap: `wcr31`; `wcr11` when absent.
    pub bootstrap: Option<String>,
    /// Covariates adjusted for.
    pub covariates: Vec<String>,
    /// Subgroups.
    pub subgroups: Vec<String>,
    /// `pupils` or `programmes`.
    pub weight: String,
    /// Confidence level.
    pub level: f64,
    /// Randomization draws.
    pub draws: u64,
    /// What is done with units that were not seen in every period, where that is declared.
    pub gaps: Option<Gaps>,
    /// Whether the forecast is taken off the primary outcome.
    pub adjust: bool,
}

/// `[absence]`.
#[derive(Debug, Clone, PartialEq)]
pub struct AbsenceDecl {
    /// Length of the exposure window, days from 1 at school start.
    pub window_days: i32,
    /// Whether the window counts school days rather than calendar days.
    pub school_days: bool,
    /// Days absent that make a pupil exposed.
    pub threshold: u32,
    /// Whether only whole days count.
    pub whole_days: bool,
    /// Whether lawful absence counts.
    pub lawful: bool,
    /// Only pupils still there after this day are followed.
    pub landmark: i32,
    /// Last day followed, if declared.
    pub horizon: Option<i32>,
    /// `programme` or `class`.
    pub cluster: String,
    /// Covariates adjusted for.
    pub covariates: Vec<String>,
    /// What is asked of an early warning.
    pub warning: WarningDecl,
}
