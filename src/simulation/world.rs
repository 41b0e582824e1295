//! Risks without the intervention: what schools, programmes and the calendar add.

use super::truth::Setting;
use crate::provenance::Stream;

/// Drift of the risk from one period to the next, in probability.
const DRIFT: f64 = 0.005;
/// Standard deviation of a period's own shock, in probability.
const SHOCK: f64 = 0.008;

/// The risks of a study without the intervention: what schools, programmes and the calendar add.
///
/// The variance of the risk between cells is that which the declared correlations mean on the probability scale:
/// icc · p(1 − p), split into school, school × period, programme and programme × period.
#[derive(Debug, Clone, PartialEq)]
pub struct World {
    periods: usize,
    risk: Vec<f64>,
    /// What stays of every programme from period to period, its school's part included.
    lasting: Vec<f64>,
}

impl World {
    /// Draws the world's shocks from stream `number` under the setting's seed.
    pub fn draw(setting: &Setting, number: u64) -> World {
        let mut stream = Stream::seeded("lodtrin simulate world 1", setting.seed, number);
        let mut shock = |sd: f64| sd * stream.normal();
        let total = setting.baseline * (1.0 - setting.baseline);
        let own = (setting.icc - setting.school_icc).max(0.0) * total;
        let school = setting.school_icc * total;
        let sd = |share: f64| libm::sqrt(share.max(0.0));
        let t = setting.periods.len();
        let mut schools: Vec<&str> = setting.programmes.iter().map(|p| p.school.as_str()).collect();
        schools.sort_unstable();
        schools.dedup();
        let middle = (t as f64 - 1.0) / 2.0;
        let calendar: Vec<f64> = (0..t).map(|j| DRIFT * (j as f64 - middle) + shock(SHOCK)).collect();
        let mut school_stays = Vec::with_capacity(schools.len());
        let by_school: Vec<Vec<f64>> = schools
            .iter()
            .map(|_| {
                let stays = shock(sd(school * setting.school_cac));
                school_stays.push(stays);
                (0..t).map(|_| stays + shock(sd(school * (1.0 - setting.school_cac)))).collect()
            })
            .collect();
        let mut risk = Vec::with_capacity(t * setting.programmes.len());
        let mut lasting = Vec::with_capacity(setting.programmes.len());
        for p in &setting.programmes {
            let at = schools.binary_search(&p.school.as_str()).unwrap_or(0);
            let stays = shock(sd(own * setting.cac));
            lasting.push(school_stays[at] + stays);
            for j in 0..t {
                let cell = shock(sd(own * (1.0 - setting.cac)));
                risk.push(setting.baseline + calendar[j] + by_school[at][j] + stays + cell);
            }
        }
        World { periods: t, risk, lasting }
    }

    /// So many periods before the first one: the same schools and programmes, with what stays of them, other shocks.
    pub fn before(&self, setting: &Setting, number: u64, periods: usize) -> World {
        let mut stream = Stream::seeded("lodtrin simulate world before 1", setting.seed, number);
        let mut shock = |sd: f64| sd * stream.normal();
        let total = setting.baseline * (1.0 - setting.baseline);
        let own = (setting.icc - setting.school_icc).max(0.0) * total * (1.0 - setting.cac);
        let school = setting.school_icc * total * (1.0 - setting.school_cac);
        let mut schools: Vec<&str> = setting.programmes.iter().map(|p| p.school.as_str()).collect();
        schools.sort_unstable();
        schools.dedup();
        let middle = (self.periods as f64 - 1.0) / 2.0;
        let earlier = |j: usize| j as f64 - periods as f64 - middle;
        let calendar: Vec<f64> = (0..periods).map(|j| DRIFT * earlier(j) + shock(SHOCK)).collect();
        let by_school: Vec<Vec<f64>> =
            schools.iter().map(|_| (0..periods).map(|_| shock(libm::sqrt(school.max(0.0)))).collect()).collect();
        let mut risk = Vec::with_capacity(periods * setting.programmes.len());
        for (p, stays) in setting.programmes.iter().zip(&self.lasting) {
            let at = schools.binary_search(&p.school.as_str()).unwrap_or(0);
            for j in 0..periods {
                let cell = shock(libm::sqrt(own.max(0.0)));
                risk.push(setting.baseline + calendar[j] + by_school[at][j] + stays + cell);
            }
        }
        World { periods, risk, lasting: self.lasting.clone() }
    }

    /// The mean risk of the pupils of a programme and period without the intervention.
    pub fn risk(&self, programme: usize, period: usize) -> f64 {
        self.risk[programme * self.periods + period]
    }
}
