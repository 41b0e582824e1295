//! The dossier: everything that the report tells, as plain values.

use super::simulated_power::SimulatedPower;
use super::tested::Tested;
use super::trust::TrustStory;
use super::used::Used;
use crate::diagnostics::Told;
use crate::folder::changes::Row;
use crate::folder::witnesses::Stamped;
use crate::lottery::Once;
use crate::report::papers::table::PaperTable;
use crate::trial::facts::{
    AdjustedP, Aliased, Band, ClaimTold, DeliveredRegister, Dose, ForecastTaken, GapsTold, GroupTold, LagWeights,
    PhaseTold, StartedOtherwise, TippingPoint,
};
use crate::trial::{AbsenceRow, EstimateRow, Language, Study};
use std::collections::BTreeMap;

/// Everything that the report tells, as plain values. What is `None` or empty is said to be not reported.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// Language of the document.
    pub language: Language,
    /// The locked plan, or the protocol of today where nothing is locked.
    pub study: Study,
    /// Whether `study` is a locked plan.
    pub locked: bool,
    /// Programmes, lots and schools of the frozen frame.
    pub programmes: usize,
    /// Lots (tickets).
    pub lots: usize,
    /// Schools (strata), in order.
    pub schools: Vec<String>,
    /// Lots in each wave as drawn; empty before the draw.
    pub wave_lots: Vec<usize>,
    /// School and wave of each lot as drawn.
    pub lot_schools: Vec<(String, u32)>,
    /// The lottery as it was locked and held.
    pub lottery: Option<LotteryStory>,
    /// Everything that is otherwise than locked.
    pub changes: Vec<Row>,
    /// Day on which the registers' codes were locked, before any effect was computed.
    pub coded: Option<String>,
    /// Pupils and outcomes by wave and term.
    pub flow: Vec<FlowCell>,
    /// The effect tables.
    pub effect: Option<EffectStory>,
    /// The early-absence tables.
    pub absence: Option<AbsenceStory>,
    /// Balance of the frozen covariates over the waves: name, then one mean per wave.
    pub balance: Option<PlainTable>,
    /// What ingest said about the registers.
    pub registers: Vec<RegisterCount>,
    /// Activities against targets, by school and by outreach worker, each with its title.
    pub follow_up: Vec<(String, PlainTable)>,
    /// Further findings of ingest: name as in `data/quality.json`, and value.
    pub quality: Vec<(String, String)>,
    /// The files as they were read: file and its form.
    pub files: Vec<(String, String)>,
    /// Interrupted courses by school and school year, small cells already taken out.
    pub interrupted: Option<PlainTable>,
    /// Figures by name.
    pub figures: BTreeMap<String, Picture>,
    /// Whether the document is a rehearsal's.
    pub rehearsal: bool,
    /// Files and their digests.
    pub digests: Vec<(String, String)>,
    /// The checklist of the CONSORT extension.
    pub tool: String,
    /// Facts behind the table of trust.
    pub trust: TrustStory,
    /// What compares several interventions; absent in the plain form.
    pub comparison: Option<ComparisonStory>,
    /// Each of several interventions by itself; empty in the plain form.
    pub each: Vec<Dossier>,
    /// The tables for papers that these results give.
    pub tables: Vec<PaperTable>,
    /// Closed-form power, as planned and as realised.
    pub power: Vec<PowerRow>,
    /// Simulated power, where a file holds it.
    pub simulated: Option<SimulatedPower>,
}

/// Power of one estimand under one reference distribution.
#[derive(Debug, Clone, PartialEq)]
pub struct PowerRow {
    /// The one of several interventions; empty in the plain form.
    pub intervention: String,
    /// Whether with the pupils that came; otherwise with the sizes that were planned.
    pub realised: bool,
    /// `immediate` or `exposure-average`.
    pub estimand: String,
    /// `z` or `t`.
    pub reference: String,
    /// Degrees of freedom of t.
    pub df: Option<f64>,
    /// Variance of the estimate.
    pub variance: Option<f64>,
    /// Power, a share; none where no effect is named.
    pub power: Option<f64>,
    /// Smallest effect that is found with the power aimed at.
    pub smallest: Option<f64>,
    /// Whether effects are differences between shares.
    pub points: bool,
}

impl Dossier {
    /// A table for papers: `1`, `2`, `3a`, `3b`, `4`, `S1`, `S2`, `S3`.
    pub fn table(&self, name: &str) -> Option<&PaperTable> {
        self.tables.iter().find(|t| t.name == name)
    }
}

/// What compares several interventions.
#[derive(Debug, Clone, Default)]
pub struct ComparisonStory {
    /// Effects and their differences with simultaneous intervals and adjusted p.
    pub compared: Vec<EstimateRow>,
    /// The regression with a term for each declared pair.
    pub pairs: Vec<EstimateRow>,
    /// Joint replays behind the intervals.
    pub draws: u64,
    /// Overlap of each pair of schedules.
    pub shared: Vec<Shared>,
    /// How much of each intervention there was.
    pub dose: Vec<Dose>,
    /// Terms of the joint regression.
    pub terms: Vec<String>,
    /// Correlations of these terms within programmes and terms of the calendar; NaN where there is none.
    pub correlation: Vec<Vec<f64>>,
    /// Variance of each term beside the others, as a multiple of its variance alone; NaN where nothing is left.
    pub inflation: Vec<f64>,
    /// Terms that the schedules cannot separate.
    pub aliases: Vec<Aliased>,
}

/// What two interventions have in common.
#[derive(Debug, Clone, Default)]
pub struct Shared {
    /// Their names.
    pub interventions: [String; 2],
    /// Lots times terms under both.
    pub lot_terms: u64,
    /// Lots that start both in one term.
    pub same_start: u64,
    /// Pupils under both, where data are there.
    pub pupils: Option<f64>,
}

/// A figure as it is set into the page.
#[derive(Debug, Clone, Default)]
pub struct Picture {
    /// SVG for paper and large screens.
    pub wide: String,
    /// SVG for phones.
    pub narrow: String,
    /// What a reader must know beside it.
    pub caption: String,
}

/// A table of finished words.
#[derive(Debug, Clone, Default)]
pub struct PlainTable {
    /// Column names and whether they hold numbers.
    pub head: Vec<(String, bool)>,
    /// Cells.
    pub rows: Vec<Vec<String>>,
}

/// The lottery as it was locked and held.
#[derive(Debug, Clone, Default)]
pub struct LotteryStory {
    /// Digest of `lock.txt`.
    pub lock: String,
    /// `dice`, or `drand`.
    pub source: String,
    /// The beacon's round; 0 for dice.
    pub round: u64,
    /// Whether this is a rehearsal.
    pub rehearsal: bool,
    /// The lines of `lock.txt` after the first: key and value.
    pub lock_lines: Vec<(String, String)>,
    /// Seed, when drawn.
    pub seed: Option<String>,
    /// Number of the candidate that was accepted.
    pub candidate: Option<u64>,
    /// Number of the joint candidate, where rules tie several interventions together.
    pub joint: Option<u64>,
    /// Its balance score.
    pub score: Option<String>,
    /// Digest of the schedule.
    pub schedule: Option<String>,
    /// People who contributed.
    pub contributors: Vec<String>,
    /// Who the lock says throws the dice; empty where it does not.
    pub throwers: Vec<String>,
    /// Time stamps of the lock that hold.
    pub stamped: Option<Stamped>,
    /// How often each of them throws, as in the lock.
    pub throws: String,
    /// Who starts when: lot, wave.
    pub waves: Vec<(String, u32)>,
    /// Chances of each lot, in 10,000ths, one per wave.
    pub chances: Vec<(String, Vec<u32>)>,
    /// Amendments after the draw, one sentence each.
    pub amendments: Vec<String>,
    /// Whether lots were drawn once, where a lock was replaced.
    pub once: Option<Once>,
    /// What each replaced lock gave: its digest, and the wave of each lot.
    pub set_aside: Vec<(String, BTreeMap<String, u32>)>,
}

/// One wave in one term, one outcome.
#[derive(Debug, Clone)]
pub struct FlowCell {
    /// Outcome.
    pub outcome: String,
    /// Wave from 1; 0 for programmes without one.
    pub wave: u32,
    /// Term, as a position in the rollout.
    pub term: usize,
    /// Programmes with pupils.
    pub programmes: usize,
    /// Pupils with a known outcome.
    pub n: u64,
    /// Of them with the outcome.
    pub k: u64,
    /// Whether the wave had started.
    pub treated: bool,
}

/// The effect tables and their facts.
#[derive(Debug, Clone, Default)]
pub struct EffectStory {
    /// The rows in the order of the table.
    pub rows: Vec<EstimateRow>,
    /// What the randomization test rests on.
    pub randomization: Option<RandomizationStory>,
    /// Risk among treated pupils in the terms that the estimate compares, and what it would have been without.
    pub risks: Option<(f64, f64)>,
    /// Named doubts.
    pub warnings: Vec<Told>,
    /// Sensitivity estimates: label and row.
    pub sensitivity: Vec<(String, EstimateRow)>,
    /// Whom the deciding row compares.
    pub used: Option<Used>,
    /// Adjusted p-values.
    pub adjusted: Vec<AdjustedP>,
    /// Groups of pupils.
    pub groups: Vec<GroupTold>,
    /// Tipping points.
    pub tipping: Vec<TippingPoint>,
    /// Registers as they were delivered.
    pub deliveries: Vec<DeliveredRegister>,
    /// What the forecast did.
    pub forecast: Option<ForecastStory>,
    /// Simultaneous limits of the lags.
    pub bands: Vec<Band>,
    /// Weights of the lags.
    pub lag_weights: Vec<LagWeights>,
    /// Gaps in the data.
    pub gaps: Option<GapsTold>,
    /// Tests by replays and adjustments.
    pub tested: Vec<Tested>,
    /// Lots that began otherwise.
    pub started_otherwise: Vec<StartedOtherwise>,
}

/// What the forecast did.
#[derive(Debug, Clone, Default)]
pub struct ForecastStory {
    /// As the results tell it.
    pub told: ForecastTaken,
    /// Terms ahead, and the share of the spread between programmes that a forecast from the terms before leaves.
    pub held_out: Vec<(usize, f64)>,
}

/// What the randomization test rests on.
#[derive(Debug, Clone, Default)]
pub struct RandomizationStory {
    /// Draws.
    pub draws: u64,
    /// The p-value.
    pub p: f64,
    /// Its Monte-Carlo error.
    pub mc_error: Option<f64>,
    /// Number of possible allocations, where it is known exactly.
    pub allocations: Option<f64>,
    /// log10 of that number, where it is not.
    pub log10_allocations: Option<f64>,
    /// Smallest p that can come out.
    pub smallest_p: Option<f64>,
    /// Mean of the estimate over the replays under no effect.
    pub replay_mean: Option<f64>,
    /// Whether every allocation was tried.
    pub enumerated: bool,
}

/// The early-absence tables.
#[derive(Debug, Clone, Default)]
pub struct AbsenceStory {
    /// The rows.
    pub rows: Vec<AbsenceRow>,
    /// Pupils still followed as a part of the follow-up begins, without and with absence; none below the minimum.
    pub phases: Vec<PhaseTold>,
    /// Named doubts.
    pub warnings: Vec<Told>,
    /// What calling would give, in the page's language: a sentence a number of calls, then one a fair price.
    pub sentences: Vec<String>,
    /// Numbers of calls that were asked about; so many of the sentences are about them.
    pub calls: usize,
    /// The verdict on what was claimed.
    pub claim: Option<ClaimTold>,
    /// Terms and coefficients of the model, where they may be shown.
    pub scorecard: Vec<(String, f64)>,
}

/// What became of one register's rows.
#[derive(Debug, Clone, Default)]
pub struct RegisterCount {
    /// The register.
    pub name: String,
    /// Rows that came in.
    pub rows_in: u64,
    /// Used.
    pub used: u64,
    /// Put aside.
    pub quarantined: u64,
    /// Left out under a name.
    pub excluded: u64,
    /// By reason.
    pub excluded_by: Vec<(String, u64)>,
}
