//! Periods and waves of a new study: those of the example, or back to back as asked for.

use crate::diagnostics::{Outcome, Problem};
use jiff::ToSpan;
use jiff::civil::Date;

/// Waves and periods as asked for: periods back to back, wave w begins in period w + 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    /// Number of waves, W ≥ 1.
    pub waves: u32,
    /// Number of periods, T > W.
    pub periods: u32,
    /// First day of the first period.
    pub first: Date,
    /// Weeks of a period.
    pub weeks: u32,
}

/// One period: its id and its first and last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    id: String,
    start: String,
    end: String,
}

impl Steps {
    /// Periods `P1`, `P2`, … and the lots of each wave.
    ///
    /// # Errors
    /// `P203` for as many waves as periods or more, for more waves than lots, and for days beyond the calendar.
    pub fn rollout(&self, lots: usize) -> Outcome<(Vec<Period>, Vec<u32>)> {
        if self.waves >= self.periods {
            return Err(Problem::new("P203", "there are as many waves as periods, or more")
                .found(format!("--waves {} --periods {}", self.waves, self.periods))
                .expected(
                    "fewer waves than periods: nobody has started in the first period, wave w begins in period w + 1",
                )
                .help(format!("try --periods {}", self.waves + 1)));
        }
        let beyond = || {
            Problem::new("P203", "the periods go beyond the calendar")
                .found(format!("--first {} --periods {} --weeks {}", self.first, self.periods, self.weeks))
        };
        let mut start = self.first;
        let mut periods = Vec::new();
        for n in 1..=self.periods {
            let next = start.checked_add(i64::from(self.weeks).weeks()).map_err(|_| beyond())?;
            let end = next.yesterday().map_err(|_| beyond())?;
            periods.push(Period { id: format!("P{n}"), start: start.to_string(), end: end.to_string() });
            start = next;
        }
        Ok((periods, capacities(lots, self.waves)?))
    }
}

/// Five terms and three waves.
pub fn example(lots: usize) -> Outcome<(Vec<Period>, Vec<u32>)> {
    let days = [
        ("2027F", "2027-01-11", "2027-07-31"),
        ("2027E", "2027-08-01", "2028-01-09"),
        ("2028F", "2028-01-10", "2028-07-31"),
        ("2028E", "2028-08-01", "2029-01-07"),
        ("2029F", "2029-01-08", "2029-07-31"),
    ];
    let period = |(id, start, end): (&str, &str, &str)| Period { id: id.into(), start: start.into(), end: end.into() };
    Ok((days.into_iter().map(period).collect(), capacities(lots, 3.min(lots.max(1) as u32))?))
}

/// Lots dealt to waves as evenly as can be, the larger waves first.
fn capacities(lots: usize, waves: u32) -> Outcome<Vec<u32>> {
    let lots = u32::try_from(lots).unwrap_or(u32::MAX);
    if waves > lots {
        return Err(Problem::new("P203", "there are more waves than lots")
            .found(format!("{waves} waves, {lots} lots"))
            .expected("at least one lot in each wave"));
    }
    Ok((0..waves).map(|w| lots / waves + u32::from(w < lots % waves)).collect())
}

/// The blocks of periods and waves.
pub struct Blocks<'a> {
    pub periods: &'a [Period],
    pub capacities: &'a [u32],
}

impl Blocks<'_> {
    /// The part of the protocol on rollout and lottery, its tables under `prefix`.
    pub fn fill(&self, text: &str, prefix: &str) -> String {
        let period = |p: &Period| format!("id = \"{}\"\nstart = {}\nend = {}\n", p.id, p.start, p.end);
        let periods: Vec<String> = self.periods.iter().map(period).collect();
        let wave = |(w, c): (usize, &u32)| format!("starts = \"{}\"\ncapacity = {c}\n", self.periods[w + 1].id);
        let waves: Vec<String> = self.capacities.iter().enumerate().map(wave).collect();
        text.replace("{periods}\n", &format!("{}\n", periods.join("[[{p}rollout.period]]\n")))
            .replace("{waves}\n", &format!("{}\n", waves.join("[[{p}rollout.wave]]\n")))
            .replace("{p}", prefix)
    }
}
