//! From flags and a study to a plan whose power can be computed.

use super::folder::Folder;
use super::power::Asked;
use super::power_simulated::Simulated;
use super::simulate::programmes;
use super::simulate_schedule;
use crate::design::{Cluster, Components, Effect, Family, Layout, Link, Plan, Precision, Shares, Time};
use crate::diagnostics::{Outcome, Place, Problem, Progress};
use crate::provenance;
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
    /// Schedule instead of the drawn one.
    pub schedule: Option<PathBuf>,
}

impl Request {
    /// Whether the design stands in flags.
    pub fn by_flags(&self) -> bool {
        self.sequences.is_some() || self.design.is_some()
    }
}

/// The layout with the names of what is in it.
struct Named {
    layout: Layout,
    schools: Vec<String>,
    programmes: Vec<String>,
    periods: Vec<String>,
    note: Option<String>,
}

/// Makes the plan.
///
/// # Errors
/// D101–D110.
pub fn resolve(request: &Request, _progress: &dyn Progress) -> Outcome<Asked> {
    let mut request = request.clone();
    let mut target = None;
    let named = if request.by_flags() {
        flags_layout(&request)?
    } else {
        let folder = Folder::open(&request.study)?;
        let study = folder.study()?;
        target = study.primary().target;
        fill(&mut request, &study);
        study_layout(&request, &folder, &study)?
    };
    let layout = shaped(named.layout, &request)?;
    let mut notes: Vec<String> = named.note.into_iter().collect();
    let (family, effect) = family(&request)?;
    let components = components(&request, &family, &mut notes)?;
    family.check(effect.unwrap_or(0.0))?;
    let level = request.level.unwrap_or(0.95);
    let power = request.power.unwrap_or(0.8);
    for (name, x) in [("level", level), ("power", power)] {
        if !(x > 0.0 && x < 1.0) {
            return Err(Problem::new("D110", format!("--{name} is {x}")).expected("a share between 0 and 1"));
        }
    }
    if effect == Some(0.0) {
        return Err(Problem::new("D108", "power was asked for an effect of 0")
            .help("name the effect that would matter, such as --effect -0.05 for five points fewer"));
    }
    let plan = Plan { layout, components, family, time: request.time, effect, alpha: 1.0 - level, power };
    let average = match &request.weights {
        Some(w) => Effect::Exposure(w.clone()),
        None => Effect::average(&plan.layout),
    };
    let mut effects = Vec::new();
    if request.estimands != Estimands::Average {
        effects.push(("immediate", Effect::Immediate));
    }
    if request.estimands != Estimands::Immediate {
        effects.push(("exposure-average", average));
    }
    let precisions = match request.df {
        DfRule::All => vec![Precision::Z, Precision::Cells, Precision::Programmes],
        DfRule::None => vec![Precision::Z],
        DfRule::Cells => vec![Precision::Z, Precision::Cells],
        DfRule::Programmes => vec![Precision::Z, Precision::Programmes],
        DfRule::Fixed(df) => vec![Precision::Z, Precision::Fixed(df)],
    };
    if request.df == DfRule::All {
        notes.push(
            "t under two rules: observed cells − periods − effects, and programmes − 2; choose one with --df".into(),
        );
    }
    let strict = request.weights.is_some() || request.estimands == Estimands::Average;
    Ok(Asked {
        plan,
        effects,
        precisions,
        strict,
        notes,
        schools: named.schools,
        programmes: named.programmes,
        periods: named.periods,
        target: target.or(effect),
        request,
    })
}

impl Asked {
    /// The same plan with another icc and cac; the schools' part of the icc keeps its proportion.
    ///
    /// # Errors
    /// D103 for impossible correlations, D110 where the plan is not stated by an icc.
    pub fn at_correlation(&self, icc: f64, cac: f64) -> Outcome<Plan> {
        let Some(own) = self.request.icc else {
            return Err(Problem::new("D110", "a grid over icc and cac needs a plan that is stated by them")
                .help("name --icc instead of --tau"));
        };
        let school = self.request.school_icc.map(|s| if own > 0.0 { s * icc / own } else { 0.0 });
        let r = Request { icc: Some(icc), cac: Some(cac), decay: None, school_icc: school, ..self.request.clone() };
        let components = components(&r, &self.plan.family, &mut Vec::new())?;
        Ok(Plan { components, ..self.plan.clone() })
    }
}

fn flags_layout(request: &Request) -> Outcome<Named> {
    let sizes = request.size.clone().ok_or_else(|| {
        Problem::new("D102", "the number of pupils is missing")
            .help("name pupils a programme and period with --size 20")
    })?;
    let first = sizes.first().copied().unwrap_or(0.0);
    let layout = match (&request.sequences, &request.design) {
        (Some(_), Some(_)) => {
            return Err(
                Problem::new("D110", "--sequences and --design both name a design").help("leave one of them out")
            );
        }
        (Some(sequences), None) => Layout::stepped(sequences, request.before, request.after, first)?,
        (None, Some(path)) => {
            let text = provenance::read_text(path)?;
            Layout::drawn(&text, first).map_err(|p| p.at_least(Place::file(path.display().to_string())))?
        }
        (None, None) => return Err(Problem::new("D101", "no design is given")),
    };
    let layout = if sizes.len() > 1 { layout.with_sizes(&sizes)? } else { layout };
    let layout = match request.schools {
        Some(0) => return Err(Problem::new("D110", "--schools is 0").expected("a number of schools, from 1")),
        Some(s) => layout.in_schools(s),
        None => layout,
    };
    Ok(Named { layout, schools: Vec::new(), programmes: Vec::new(), periods: Vec::new(), note: None })
}

/// What flags leave open stands in `[power]`, the primary outcome and the analysis.
fn fill(request: &mut Request, study: &Study) {
    let p = &study.power;
    let explicit = request.sd.is_some() || request.p0.is_some();
    if !explicit {
        request.p0 = p.baseline;
    }
    if request.p1.is_none() && request.ratio.is_none() && request.means.is_none() {
        request.effect = request.effect.or(p.effect).or(study.primary().target);
    }
    if request.tau.is_none() {
        request.icc = request.icc.or(p.icc);
    }
    request.cac = request.cac.or(p.cac);
    request.iac = request.iac.or(p.iac);
    request.decay = request.decay.or(p.decay);
    request.school_icc = request.school_icc.or(p.school_icc);
    request.school_cac = request.school_cac.or(p.school_cac);
    request.level = request.level.or(Some(p.level));
    request.power = request.power.or(Some(p.power));
    if request.transition.is_none() {
        request.transition = Some(study.intervention().rollout.transition as usize);
    }
}

/// The study's programmes under the drawn schedule, or, before the draw, waves filled with programmes of mean size and
/// schools spread over the waves.
fn study_layout(request: &Request, folder: &Folder, study: &Study) -> Outcome<Named> {
    let list = programmes(folder, study)?;
    let rollout = &study.intervention().rollout;
    let mut schools: Vec<String> = list.iter().map(|p| p.ticket.school.clone()).collect();
    schools.sort_unstable();
    schools.dedup();
    let size = |k: usize| match &request.size {
        Some(list) if list.len() == 1 => list[0],
        Some(list) => list.get(k).copied().unwrap_or(list[0]),
        None => list[k].ticket.size,
    };
    let periods = rollout.periods.len();
    let drawn = request.schedule.is_some() || folder.path("lottery/schedule.tsv").is_file();
    let mut clusters = Vec::with_capacity(list.len());
    let note = if drawn {
        let found = simulate_schedule::find(folder, study, &list, request.schedule.as_deref())?;
        for (k, p) in list.iter().enumerate() {
            let school = schools.binary_search(&p.ticket.school).unwrap_or(0);
            clusters.push(Cluster { school, start: found.starts[k], sizes: vec![size(k); periods] });
        }
        format!("programmes with their own sizes, under {}", found.source)
    } else {
        let places: Vec<usize> = rollout
            .waves
            .iter()
            .flat_map(|w| std::iter::repeat_n(rollout.period(&w.starts).unwrap_or(0), w.capacity as usize))
            .collect();
        let mean = crate::numeric::mean(&(0..list.len()).map(size).collect::<Vec<_>>());
        for (k, start) in places.iter().enumerate() {
            clusters.push(Cluster {
                school: k % schools.len().max(1),
                start: Some(*start),
                sizes: vec![mean; periods],
            });
        }
        "before the draw: every programme has the mean size, and a school's programmes are spread over the waves; \
         `--show lottery` gives the distribution over schedules"
            .to_string()
    };
    Ok(Named {
        layout: Layout { periods, clusters },
        schools,
        programmes: if drawn { list.iter().map(|p| p.ticket.id.clone()).collect() } else { Vec::new() },
        periods: rollout.periods.iter().map(|p| p.id.clone()).collect(),
        note: Some(note),
    })
}

/// Transition and staircase.
pub(super) fn shaped(layout: Layout, request: &Request) -> Outcome<Layout> {
    let layout = match request.transition {
        Some(d) if d > 0 => layout.with_transition(d),
        _ => layout,
    };
    Ok(match request.staircase {
        Some((0, _) | (_, 0)) => {
            return Err(Problem::new("D101", "a staircase observes periods before and after each start")
                .expected("two numbers above 0, such as --staircase 1,1"));
        }
        Some((before, after)) => layout.into_staircase(before, after),
        None => layout,
    })
}

fn needs(flag: &str, why: &str) -> Problem {
    Problem::new("D110", format!("`{flag}` is missing")).help(why.to_string())
}

/// The family and the effect on its scale.
fn family(r: &Request) -> Outcome<(Family, Option<f64>)> {
    let from_ends = |link: Link| -> Option<f64> {
        match (r.p0, r.p1) {
            (Some(a), Some(b)) => Some(link.of(b) - link.of(a)),
            _ => None,
        }
    };
    if let (Some(p1), Some(p0), Some(e)) = (r.p1, r.p0, r.effect)
        && r.analysis == Analysis::Linear
        && (p1 - p0 - e).abs() > 1e-12
    {
        return Err(Problem::new("D110", "--effect is not the difference of --p1 and --p0")
            .found(format!("{e} and {}", p1 - p0))
            .help("leave --effect out"));
    }
    let p0 = || r.p0.ok_or_else(|| needs("--p0", "the share or rate without the intervention, such as --p0 0.28"));
    Ok(match r.analysis {
        Analysis::Linear => (Family::Linear, r.effect.or(from_ends(Link::Identity))),
        Analysis::GeeLogit | Analysis::GeeIdentity => {
            let link = if r.analysis == Analysis::GeeLogit { Link::Logit } else { Link::Identity };
            match r.means.as_deref() {
                Some([first, last, with]) => {
                    (Family::Gee { link, first: *first, last: *last }, Some(link.of(*with) - link.of(*last)))
                }
                Some(_) => {
                    return Err(Problem::new("D110", "--means takes three shares").expected(
                        "first and last without the intervention, last with it, such as --means 0.2,0.3,0.4",
                    ));
                }
                None => (Family::Gee { link, first: p0()?, last: p0()? }, on_link(r, link, from_ends(link))?),
            }
        }
        Analysis::GlmmLogit => {
            (Family::Mixed { link: Link::Logit, mean: p0()? }, on_link(r, Link::Logit, from_ends(Link::Logit))?)
        }
        Analysis::GlmmLog => {
            (Family::Mixed { link: Link::Log, mean: p0()? }, on_link(r, Link::Log, from_ends(Link::Log))?)
        }
    })
}

/// An effect on the link scale: from a ratio, from both ends, or from the difference `effect` at `p0`.
fn on_link(r: &Request, link: Link, ends: Option<f64>) -> Outcome<Option<f64>> {
    if let Some(ratio) = r.ratio {
        if !(ratio > 0.0 && ratio.is_finite()) {
            return Err(Problem::new("D110", format!("--ratio is {ratio}")).expected("a ratio above 0, such as 0.7"));
        }
        return Ok(Some(libm::log(ratio)));
    }
    if ends.is_some() {
        return Ok(ends);
    }
    match (r.effect, r.p0) {
        (Some(0.0), _) => Ok(Some(0.0)),
        (Some(e), Some(p0)) => {
            let with = p0 + e;
            let possible = with > 0.0 && (link == Link::Log || with < 1.0);
            if !possible {
                return Err(Problem::new("D104", "a mean is outside what the outcome can be").found(format!("{with}")));
            }
            Ok(Some(link.of(with) - link.of(p0)))
        }
        _ => Ok(None),
    }
}

fn components(r: &Request, family: &Family, notes: &mut Vec<String>) -> Outcome<Components> {
    let shares = Shares {
        icc: r.icc.unwrap_or(0.0),
        cac: r.cac.unwrap_or(1.0),
        iac: r.iac.unwrap_or(0.0),
        decay: r.decay,
        school_icc: r.school_icc.unwrap_or(0.0),
        school_cac: r.school_cac.or(r.cac).unwrap_or(1.0),
    };
    if r.decay.is_some() && r.cac.is_some_and(|c| c != 1.0) && r.by_flags() {
        return Err(Problem::new("D110", "--cac and --decay both say how correlation goes with time")
            .help("leave one of them out"));
    }
    if r.icc.is_none() && r.tau.is_none() {
        return Err(needs(
            "--icc",
            "the correlation of two pupils of one programme and period; estimate it from your own registers with \
             `lodtrin power --from data/panel.csv`",
        ));
    }
    if r.icc.is_some() && r.tau.is_some() {
        return Err(
            Problem::new("D110", "--icc and --tau both say how much programmes differ").help("leave one of them out")
        );
    }
    let total = total_variance(r, family, notes)?;
    let c = match r.tau {
        None => Components::of(total, &shares)?,
        Some(tau) => absolute(tau, total, r, &shares, family, notes)?,
    };
    c.with_treatment(r.treatment_sd.unwrap_or(0.0), r.treatment_correlation.unwrap_or(0.0))
}

/// The total variance that correlations are shares of.
fn total_variance(r: &Request, family: &Family, notes: &mut Vec<String>) -> Outcome<f64> {
    match family {
        Family::Gee { .. } => {
            notes.push("GEE: the variance is m(1 − m) at every cell's mean m; power counts one tail".into());
            return Ok(1.0);
        }
        Family::Mixed { link: Link::Logit, .. } => {
            if r.icc.is_some() {
                notes.push("icc on the scale of the logit, where a pupil's own variance is π²/3".into());
            }
            // icc = τ²/(τ² + π²/3)
            let own = std::f64::consts::PI * std::f64::consts::PI / 3.0;
            return Ok(own / (1.0 - r.icc.unwrap_or(0.0)));
        }
        Family::Mixed { .. } => {
            if r.icc.is_some() {
                return Err(Problem::new("D110", "counts have no icc of their own")
                    .help("name the standard deviation of log rates between programmes with --tau"));
            }
            return Ok(1.0);
        }
        Family::Linear => {}
    }
    if let Some(sd) = r.sd {
        if !(sd > 0.0 && sd.is_finite()) {
            return Err(Problem::new("D103", format!("--sd is {sd}")).expected("a number above 0"));
        }
        notes.push(format!(
            "sd {sd} is the total standard deviation of a pupil's outcome, between and within programmes"
        ));
        return Ok(sd * sd);
    }
    let Some(p0) = r.p0 else {
        notes.push(
            "no --sd and no --p0: the effect is in units of the total standard deviation of a pupil's outcome".into(),
        );
        return Ok(1.0);
    };
    let p1 = r.p1.or(r.effect.map(|e| p0 + e)).unwrap_or(p0);
    for p in [p0, p1] {
        if !(p > 0.0 && p < 1.0) {
            return Err(Problem::new("D104", "a mean is outside what the outcome can be")
                .found(format!("{p}"))
                .expected("shares between 0 and 1 with and without the intervention"));
        }
    }
    let mean = (p0 + p1) / 2.0;
    let kind = if r.tau.is_some() { "variance within programmes" } else { "total variance" };
    notes.push(format!(
        "binary outcome as a difference of shares: {kind} m(1 − m) = {:.6} at the mean m = {mean}",
        mean * (1.0 - mean)
    ));
    Ok(mean * (1.0 - mean))
}

/// Components from a standard deviation between programmes; `cac` shares τ² with the cells.
fn absolute(
    tau: f64,
    total: f64,
    r: &Request,
    s: &Shares,
    family: &Family,
    notes: &mut Vec<String>,
) -> Outcome<Components> {
    if !(tau >= 0.0 && tau.is_finite()) {
        return Err(Problem::new("D103", format!("--tau is {tau}")).expected("a standard deviation of 0 or more"));
    }
    let mut c = Components::of(1.0, &Shares { icc: 0.0, school_icc: 0.0, ..*s })?;
    let between = tau * tau;
    (c.programme, c.cell) = if s.decay.is_some() { (between, 0.0) } else { (between * s.cac, between * (1.0 - s.cac)) };
    let within = match (family, r.sd) {
        (Family::Linear, Some(_)) => total - between,
        _ => total,
    };
    if !(within > 0.0) {
        return Err(Problem::new("D103", "programmes differ by more than all pupils do")
            .found(format!("--tau {tau}, --sd {}", libm::sqrt(total)))
            .help("--sd is the total standard deviation, between and within programmes"));
    }
    c.cohort = within * s.iac;
    c.residual = within * (1.0 - s.iac);
    notes.push(format!("tau {tau} is the standard deviation between programmes on the scale of the analysis"));
    Ok(c)
}
