//! Life tables from the landmark on: survival, cumulative incidence, their Greenwood variances, the log-rank test.

use super::coded::Coded;
use crate::trial::Departure;

/// One day of a life table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LifeRow {
    /// The day.
    pub day: f64,
    /// Pupils still there just before it.
    pub at_risk: f64,
    /// Dropouts on it.
    pub dropouts: f64,
    /// Other departures on it (transfers).
    pub others: f64,
    /// Pupils last seen on it without leaving.
    pub censored: f64,
}

/// Who was there, who left and how, day by day.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LifeTable {
    /// Days on which anything happened, ascending.
    pub rows: Vec<LifeRow>,
}

/// A curve's value on a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The day.
    pub day: f64,
    /// Survival, or cumulative incidence.
    pub value: f64,
    /// Standard error, pupils taken as independent; NaN where the curve has reached its end.
    pub std_error: f64,
    /// Pupils at risk on the day (still there just before it).
    pub at_risk: f64,
}

impl LifeTable {
    /// From pupils' last days and departures; `keep` picks the pupils.
    pub fn of(day: &Coded, departure: &[Departure], keep: impl Fn(usize) -> bool) -> Self {
        let mut rows: Vec<LifeRow> = day
            .levels()
            .iter()
            .map(|day| LifeRow { day: *day, at_risk: 0.0, dropouts: 0.0, others: 0.0, censored: 0.0 })
            .collect();
        for (i, code) in day.codes().iter().enumerate().filter(|(i, _)| keep(*i)) {
            let row = &mut rows[*code as usize];
            match departure[i] {
                Departure::Dropout => row.dropouts += 1.0,
                Departure::Other => row.others += 1.0,
                Departure::None => row.censored += 1.0,
            }
        }
        rows.retain(|r| r.dropouts + r.others + r.censored > 0.0);
        let mut at_risk = 0.0;
        for row in rows.iter_mut().rev() {
            at_risk += row.dropouts + row.others + row.censored;
            row.at_risk = at_risk;
        }
        LifeTable { rows }
    }

    /// Pupils at risk on a day: those whose last day is that day or later.
    pub fn at_risk(&self, day: f64) -> f64 {
        self.rows.iter().find(|r| r.day >= day).map_or(0.0, |r| r.at_risk)
    }

    /// Last day on which anybody was seen.
    pub fn last(&self) -> Option<f64> {
        self.rows.last().map(|r| r.day)
    }

    /// Kaplan–Meier survival of any departure with Greenwood's standard error, at each day with a departure.
    ///
    /// S = Π(1 − d/r); Var S = S²Σ d/(r(r − d)).
    ///
    /// # Reference
    /// Kaplan & Meier (1958), doi:10.1080/01621459.1958.10501452; Greenwood (1926).
    ///
    /// *Checked against* `tests/reference/absence`.
    pub fn kaplan_meier(&self) -> Vec<Point> {
        let (mut survival, mut sum) = (1.0, 0.0);
        let mut points = Vec::new();
        for row in self.rows.iter().filter(|r| r.dropouts + r.others > 0.0) {
            let d = row.dropouts + row.others;
            survival *= (row.at_risk - d) / row.at_risk;
            sum += d / (row.at_risk * (row.at_risk - d));
            let std_error = if survival > 0.0 { survival * libm::sqrt(sum) } else { f64::NAN };
            points.push(Point { day: row.day, value: survival, std_error, at_risk: row.at_risk });
        }
        points
    }

    /// Aalen–Johansen cumulative incidence of dropout, other departures competing, at each day with a departure.
    ///
    /// F = Σ S(t−)·d1/r; Var F = Σ (F − F_j)²·d/(r(r − d)) + S²·d1(r − d1)/r³ − 2(F − F_j)·S·d1/r², with S just before
    /// and F_j just after each day with departures.
    ///
    /// # Reference
    /// Aalen & Johansen (1978); Gaynor et al. (1993), doi:10.1080/01621459.1993.10476289.
    ///
    /// *Checked against* `tests/reference/absence`.
    pub fn aalen_johansen(&self) -> Vec<Point> {
        self.incidence(|r| (r.dropouts, r.others))
    }

    /// Cumulative incidence of the other departures, dropout competing.
    pub fn aalen_johansen_others(&self) -> Vec<Point> {
        self.incidence(|r| (r.others, r.dropouts))
    }

    fn incidence(&self, split: impl Fn(&LifeRow) -> (f64, f64)) -> Vec<Point> {
        // Var F(t) is quadratic in F(t): keep its three coefficients and never look back
        let (mut survival, mut incidence) = (1.0, 0.0);
        let (mut constant, mut linear, mut square) = (0.0, 0.0, 0.0);
        let mut points = Vec::new();
        for row in &self.rows {
            let (d1, d2) = split(row);
            let (r, d) = (row.at_risk, d1 + d2);
            if d == 0.0 {
                continue;
            }
            incidence += survival * d1 / r;
            // when everyone left goes, F stays where it is and the first and the last term are 0
            if d < r {
                let a = d / (r * (r - d));
                let b = survival * d1 / (r * r);
                square += a;
                linear += -2.0 * a * incidence - 2.0 * b;
                constant += a * incidence * incidence + 2.0 * b * incidence;
            }
            constant += survival * survival * d1 * (r - d1) / (r * r * r);
            survival *= (r - d) / r;
            let variance = constant + linear * incidence + square * incidence * incidence;
            let std_error = libm::sqrt(variance.max(0.0));
            points.push(Point { day: row.day, value: incidence, std_error, at_risk: row.at_risk });
        }
        points
    }
}

/// The value of a step curve on a day: that of the last point at or before it, `start` before the first.
pub fn at(points: &[Point], day: f64, start: f64) -> (f64, f64) {
    match points.partition_point(|p| p.day <= day) {
        0 => (start, 0.0),
        i => (points[i - 1].value, points[i - 1].std_error),
    }
}

/// The log-rank test of two groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogRank {
    /// Dropouts in the first group.
    pub observed: f64,
    /// Dropouts expected there if both groups had the same hazards.
    pub expected: f64,
    /// Hypergeometric variance of the difference.
    pub variance: f64,
}

impl LogRank {
    /// (O − E)²/V, chi-squared with one degree of freedom; NaN where the variance is 0.
    pub fn chi_squared(&self) -> f64 {
        (self.observed - self.expected) * (self.observed - self.expected) / self.variance
    }
}

/// Log-rank test of dropout between exposed and unexposed; other departures end the time at risk.
///
/// # Reference
/// Mantel (1966); Peto & Peto (1972), doi:10.2307/2344317.
///
/// *Checked against* `tests/reference/absence`.
pub fn log_rank(exposed: &LifeTable, unexposed: &LifeTable) -> LogRank {
    let (mut observed, mut expected, mut variance) = (0.0, 0.0, 0.0);
    let (mut i, mut j) = (0, 0);
    loop {
        let (a, b) = (exposed.rows.get(i), unexposed.rows.get(j));
        let day = match (a, b) {
            (Some(a), Some(b)) => a.day.min(b.day),
            (Some(a), None) => a.day,
            (None, Some(b)) => b.day,
            (None, None) => break,
        };
        let here = |row: Option<&LifeRow>| row.filter(|r| r.day == day).map_or(0.0, |r| r.dropouts);
        let (d1, d0) = (here(a), here(b));
        let (r1, r0) = (a.map_or(0.0, |r| r.at_risk), b.map_or(0.0, |r| r.at_risk));
        let (d, r) = (d1 + d0, r1 + r0);
        observed += d1;
        expected += d * r1 / r;
        if r > 1.0 {
            variance += d * (r1 / r) * (r0 / r) * (r - d) / (r - 1.0);
        }
        i += usize::from(a.is_some_and(|r| r.day == day));
        j += usize::from(b.is_some_and(|r| r.day == day));
    }
    LogRank { observed, expected, variance }
}
