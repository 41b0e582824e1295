//! Who is followed: pupils still there after the landmark, and how many each missing value kept out.

use super::cells::Clusters;
use super::coded::Coded;
use crate::diagnostics::{Doubt, Outcome, Problem};
use crate::trial::Departure;

/// All pupils who started, before anybody is left out: one entry per pupil in every column.
#[derive(Debug, Clone)]
pub struct Starters {
    /// The class or programme of each pupil.
    pub clusters: Clusters,
    /// Days absent in the window; NaN where the register does not say.
    pub days: Vec<f64>,
    /// Last day seen, from 1 at school start; NaN where unknown.
    pub last_day: Vec<f64>,
    /// What happened on that day; `None` where unknown.
    pub departure: Vec<Option<Departure>>,
    /// Covariates by name; NaN where missing.
    pub covariates: Vec<(String, Vec<f64>)>,
    /// Subgroupings by name (an empty label: unknown).
    pub groups: Vec<(String, Clusters)>,
    /// Whether the registers say by now what became of the pupil; a pupil still in progress counts in curves only.
    pub known: Vec<bool>,
}

/// The rule that makes followed pupils of starters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Landmark {
    /// Days absent that make a pupil exposed.
    pub threshold: f64,
    /// Only pupils whose last day lies after this day are followed.
    pub day: f64,
    /// Last day followed; later departures count as still there.
    pub horizon: Option<f64>,
}

/// How a column is counted: value = counted · size + shift.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    /// What is subtracted from every value.
    pub shift: f64,
    /// What every value is divided by afterwards, a power of two.
    pub size: f64,
}

impl Unit {
    /// As it is.
    pub const OWN: Unit = Unit { shift: 0.0, size: 1.0 };
}

/// Pupils still there after the landmark, with everything that an analysis needs.
#[derive(Debug, Clone)]
pub struct Followed {
    /// Positions among the starters.
    pub rows: Vec<u32>,
    /// Clusters of those followed.
    pub clusters: Clusters,
    /// Days absent.
    pub days: Coded,
    /// 1 for exposed.
    pub exposed: Coded,
    /// Last day followed.
    pub last_day: Coded,
    /// What happened on it.
    pub departure: Vec<Departure>,
    /// 1 for dropped out by the horizon.
    pub dropout: Coded,
    /// Covariates by name, NaN-free: pupils without one are not followed. One far from zero is counted from its first value.
    pub covariates: Vec<(String, Coded)>,
    /// How each covariate is counted.
    pub units: Vec<Unit>,
    /// Subgroupings by name.
    pub groups: Vec<(String, Clusters)>,
    /// Whether it is known by now what became of the pupil.
    pub known: Vec<bool>,
    /// Last day followed of anybody.
    pub horizon: f64,
    /// Who was left out, and why.
    pub left_out: LeftOutCounts,
}

/// Why starters are not in the analysis; together with those followed they add up to the starters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftOutCounts {
    /// Last day at or before the landmark.
    pub left_by_landmark: usize,
    /// What happened on the last day unknown.
    pub event_unknown: usize,
    /// Days absent unknown.
    pub absence_unknown: usize,
    /// Last day unknown.
    pub day_unknown: usize,
    /// A covariate unknown.
    pub covariate_unknown: usize,
}

impl Starters {
    /// Number of pupils.
    pub fn len(&self) -> usize {
        self.days.len()
    }
    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// Pupils still there after the landmark.
    ///
    /// # Errors
    /// `A101` a last day below 0, `A102` the landmark at or after the horizon, `A103` nobody left after the landmark.
    pub fn follow(&self, rule: &Landmark) -> Outcome<Followed> {
        self.select(rule, rule.day, true)
    }

    /// Everybody who started, with the exposure that had time to show: the biased comparison, to be shown as such.
    /// Covariates and subgroupings are not carried along.
    ///
    /// # Errors
    /// As [`Starters::follow`].
    pub fn follow_from_start(&self, rule: &Landmark) -> Outcome<Followed> {
        self.select(rule, f64::NEG_INFINITY, false)
    }

    fn select(&self, rule: &Landmark, after: f64, with_covariates: bool) -> Outcome<Followed> {
        if let Some(row) = self.last_day.iter().position(|d| *d < 0.0 && d.is_finite()) {
            return Err(Problem::new("A101", "a pupil's last day lies before school start")
                .found(format!("{} in data row {}", self.last_day[row], row + 1))
                .expected("days counted from 1 at school start")
                .help(
                    "count time from school start; a pupil who never came is no starter and belongs outside the data",
                ));
        }
        if let Some(h) = rule.horizon.filter(|h| *h <= rule.day) {
            return Err(too_late(rule.day, h, "the horizon is"));
        }
        let mut counts = LeftOutCounts::default();
        let mut rows: Vec<u32> = Vec::with_capacity(self.len());
        for i in 0..self.len() {
            if !self.last_day[i].is_finite() {
                counts.day_unknown += 1;
            } else if self.last_day[i] <= after {
                counts.left_by_landmark += 1;
            } else if self.departure[i].is_none() {
                counts.event_unknown += 1;
            } else if !self.days[i].is_finite() {
                counts.absence_unknown += 1;
            } else if self.covariates.iter().any(|(_, c)| !c[i].is_finite()) {
                counts.covariate_unknown += 1;
            } else {
                rows.push(i as u32);
            }
        }
        if rows.is_empty() {
            let last = self.last_day.iter().copied().filter(|d| d.is_finite()).fold(f64::NEG_INFINITY, f64::max);
            return Err(if counts.left_by_landmark > 0 && last <= rule.day {
                too_late(rule.day, last, "the last day on which anybody was seen is")
            } else {
                Problem::new("A103", "no pupil is left to follow after the landmark")
                    .found(counts.in_words(self.len()))
                    .help("check the columns named for days absent, time and covariates: rows with a missing value cannot be used")
            });
        }
        Ok(self.followed(rule, rows, counts, with_covariates))
    }

    fn followed(&self, rule: &Landmark, rows: Vec<u32>, left_out: LeftOutCounts, with_covariates: bool) -> Followed {
        let (covariates, groups): (&[_], &[_]) =
            if with_covariates { (&self.covariates, &self.groups) } else { (&[], &[]) };
        let pick = |column: &[f64]| -> Vec<f64> { rows.iter().map(|r| column[*r as usize]).collect() };
        let limit = rule.horizon.unwrap_or(f64::INFINITY);
        let raw = pick(&self.last_day);
        let departure: Vec<Departure> = rows
            .iter()
            .zip(&raw)
            .map(|(r, day)| self.departure[*r as usize].filter(|_| *day <= limit).unwrap_or(Departure::None))
            .collect();
        let last: Vec<f64> = raw.iter().map(|d| d.min(limit)).collect();
        let days = pick(&self.days);
        let picked: Vec<Vec<f64>> = covariates.iter().map(|(_, c)| pick(c)).collect();
        let mut columns: Vec<&[f64]> = vec![&days, &last];
        columns.extend(picked.iter().map(Vec::as_slice));
        let mut coded = Coded::all(&columns).into_iter();
        let days = coded.next().unwrap_or_else(|| Coded::new(&[]));
        let last_day = coded.next().unwrap_or_else(|| Coded::new(&[]));
        let (counted, units): (Vec<Coded>, Vec<Unit>) = coded.map(|c| of_size(near_zero(c))).unzip();
        let covariates = covariates.iter().map(|(name, _)| name.clone()).zip(counted).collect();
        let exposed = days.map(|d| f64::from(u8::from(d >= rule.threshold)));
        let dropout: Vec<f64> = departure.iter().map(|d| f64::from(u8::from(*d == Departure::Dropout))).collect();
        let horizon = rule.horizon.unwrap_or_else(|| last_day.levels().last().copied().unwrap_or(f64::NAN));
        Followed {
            clusters: self.clusters.select(&rows),
            days,
            exposed,
            last_day,
            departure,
            dropout: Coded::new(&dropout),
            covariates,
            units,
            groups: groups.iter().map(|(name, g)| (name.clone(), g.select(&rows))).collect(),
            known: rows.iter().map(|r| self.known[*r as usize]).collect(),
            horizon,
            left_out,
            rows,
        }
    }
}

/// A column that lies far from zero beside its own range, such as years, counted from its first value: cross-products of
/// the numbers as they are would lose digits, and no coefficient but the intercept changes.
fn near_zero(column: Coded) -> (Coded, Unit) {
    match column.levels() {
        [first, .., last] if first.abs().min(last.abs()) > last - first && first * last > 0.0 => {
            let first = *first;
            (column.map(|v| v - first), Unit { shift: first, size: 1.0 })
        }
        _ => (column, Unit::OWN),
    }
}

/// Beyond this a square may overflow, and below its inverse vanish.
const EXTREME: f64 = 1e50;

/// A column of extreme numbers in another unit, a power of two so that no digit changes: no coefficient but its own does.
fn of_size((column, unit): (Coded, Unit)) -> (Coded, Unit) {
    let reach = column.levels().iter().fold(0.0, |m: f64, v| m.max(v.abs()));
    if reach == 0.0 || (1.0 / EXTREME..=EXTREME).contains(&reach) {
        return (column, unit);
    }
    let exponent = libm::frexp(reach).1;
    (column.map(|v| libm::scalbn(v, -exponent)), Unit { size: libm::scalbn(1.0, exponent), ..unit })
}

fn too_late(landmark: f64, horizon: f64, what: &str) -> Problem {
    Problem::new("A102", format!("the landmark, day {landmark}, lies at or after the end of follow-up"))
        .found(format!("{what} day {horizon}"))
        .expected("a landmark before the end of follow-up")
        .help("choose an earlier --landmark, or check that the time column counts days from school start")
}

impl LeftOutCounts {
    /// In words, for a message.
    pub fn in_words(&self, starters: usize) -> String {
        self.doubt(starters).message()
    }

    /// The doubt that says it.
    pub fn doubt(&self, starters: usize) -> Doubt {
        Doubt::PupilsLeftOut {
            starters,
            by_landmark: self.left_by_landmark,
            absence_unknown: self.absence_unknown,
            day_unknown: self.day_unknown,
            event_unknown: self.event_unknown,
            covariate_unknown: self.covariate_unknown,
        }
    }
}

impl Followed {
    /// Number of pupils.
    pub fn len(&self) -> usize {
        self.rows.len()
    }
    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether there is anything to compare and to be sure about.
    ///
    /// # Errors
    /// `A104` nobody dropped out, `A105` everybody did, `A106` everybody is exposed, `A107` nobody is, `A108` one
    /// cluster only.
    pub fn check(&self, threshold: f64) -> Outcome<()> {
        let only = |c: &Coded| (c.levels().len() == 1).then(|| c.levels()[0]);
        let n = self.len();
        if let Some(value) = only(&self.exposed) {
            return Err(match value > 0.5 {
                true => Problem::new("A106", format!("every pupil has {threshold} or more days absent: nobody is left to compare with"))
                    .found(format!("{n} pupils, all exposed"))
                    .help("raise --threshold, or check the days column: a register that lists only days absent makes everybody in it exposed"),
                false => Problem::new("A107", format!("no pupil has {threshold} or more days absent: nobody is exposed"))
                    .found(format!("{n} pupils, none exposed"))
                    .help("lower --threshold, or check the days column"),
            });
        }
        if let Some(value) = only(&self.dropout) {
            return Err(match value > 0.5 {
                true => Problem::new("A105", "every pupil dropped out: there is no difference to find")
                    .found(format!("{n} pupils, {n} dropouts"))
                    .help("check which code of the event column means dropout"),
                false => Problem::new("A104", "nobody dropped out after the landmark")
                    .found(format!("{n} pupils, no dropout"))
                    .help("check which code of the event column means dropout (--dropout), and the horizon"),
            });
        }
        if self.clusters.count() < 2 {
            return Err(Problem::new("A108", "all pupils belong to one class or programme")
                .found(format!("one cluster, `{}`", self.clusters.names.first().map_or("", String::as_str)))
                .expected("two clusters or more: uncertainty is judged by how classes differ")
                .help("name the column of the class or programme with --cluster"));
        }
        Ok(())
    }

    /// The pupils named by their positions in this cohort.
    pub fn subset(&self, keep: impl Fn(usize) -> bool) -> Followed {
        let at: Vec<u32> = (0..self.len() as u32).filter(|i| keep(*i as usize)).collect();
        Followed {
            rows: at.iter().map(|i| self.rows[*i as usize]).collect(),
            clusters: self.clusters.select(&at),
            days: self.days.select(&at),
            exposed: self.exposed.select(&at),
            last_day: self.last_day.select(&at),
            departure: at.iter().map(|i| self.departure[*i as usize]).collect(),
            dropout: self.dropout.select(&at),
            covariates: self.covariates.iter().map(|(n, c)| (n.clone(), c.select(&at))).collect(),
            units: self.units.clone(),
            groups: self.groups.iter().map(|(name, g)| (name.clone(), g.select(&at))).collect(),
            known: at.iter().map(|i| self.known[*i as usize]).collect(),
            horizon: self.horizon,
            left_out: self.left_out,
        }
    }
}
