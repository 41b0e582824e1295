//! Periods of a table in their order, read off their labels or as they were named.

use super::labels::coded;
use super::request::DataRequest;
use crate::diagnostics::{Outcome, Place, Problem, nearest};
use crate::trial::{Columns, Start};

/// Periods in order.
pub(crate) struct Periods {
    /// The labels.
    pub labels: Vec<String>,
    /// Position of the period of each row.
    pub of_row: Vec<u32>,
    /// Sort key of each label where labels are numbers or dates.
    keys: Option<Vec<i64>>,
    /// All labels of --periods in order, those without a row too.
    named: Vec<String>,
}

/// The sort key of an integer or an ISO date.
fn key(label: &str) -> Option<i64> {
    if let Ok(n) = label.parse::<i64>() {
        return Some(n);
    }
    let date: jiff::civil::Date = label.get(..10).filter(|_| label.len() == 10)?.parse().ok()?;
    date.since(jiff::civil::date(1970, 1, 1)).ok().map(|s| i64::from(s.get_days()))
}

impl Periods {
    /// Reads them.
    ///
    /// # Errors
    /// `E301` for periods without an order, or beside those that were named.
    pub fn read(table: &Columns, request: &DataRequest) -> Outcome<Periods> {
        let (codes, labels) = coded(table, &request.period)?;
        if let Some(order) = &request.periods {
            if let Some(strange) = labels.iter().find(|l| !order.contains(l)) {
                let problem = Problem::new("E301", format!("period `{strange}` is not in --periods"))
                    .found(format!("--periods {}", order.join(",")))
                    .help("name every period of the table, in order");
                return Err(match nearest(strange, order.iter().map(String::as_str)) {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem,
                });
            }
            let kept: Vec<String> = order.iter().filter(|l| labels.contains(l)).cloned().collect();
            let place: Vec<u32> = labels.iter().map(|l| kept.iter().position(|k| k == l).unwrap_or(0) as u32).collect();
            let of_row = codes.iter().map(|c| place[*c as usize]).collect();
            return Ok(Periods { labels: kept, of_row, keys: None, named: order.clone() });
        }
        let mut keyed: Vec<(i64, u32)> = Vec::with_capacity(labels.len());
        for (code, label) in labels.iter().enumerate() {
            let Some(key) = key(label) else {
                return Err(Problem::new("E301", "the periods have no order that can be read off their labels")
                    .at(Place::file(&table.source))
                    .found(format!("`{label}` in column `{}`", request.period))
                    .expected("whole numbers or dates such as 2026-08-01")
                    .help("name the periods in order: --periods 2026F,2026E,2027F"));
            };
            keyed.push((key, code as u32));
        }
        keyed.sort_unstable();
        let mut place = vec![0u32; labels.len()];
        for (at, (_, code)) in keyed.iter().enumerate() {
            place[*code as usize] = at as u32;
        }
        Ok(Periods {
            labels: keyed.iter().map(|(_, c)| labels[*c as usize].clone()).collect(),
            of_row: codes.iter().map(|c| place[*c as usize]).collect(),
            keys: Some(keyed.iter().map(|(k, _)| *k).collect()),
            named: Vec::new(),
        })
    }

    /// The first period at or after a start, counted on where that lies after the data; `Ok(None)` for never.
    pub(crate) fn start(&self, label: &str) -> Result<Start, ()> {
        if label.is_empty() || matches!(label.to_ascii_lowercase().as_str(), "inf" | "infinity" | "+inf" | "never") {
            return Ok(None);
        }
        let Some(keys) = &self.keys else { return self.start_among_names(label).map(Some).ok_or(()) };
        let key = key(label).ok_or(())?;
        let at = keys.partition_point(|k| *k < key);
        if at < keys.len() {
            return Ok(Some(at));
        }
        let beyond = keys.last().map_or(1, |last| after(keys, key - last, !label.contains('-')));
        Ok(Some((keys.len() - 1).saturating_add(beyond)))
    }

    /// Among the labels of --periods: those before, between and after the periods that have rows.
    fn start_among_names(&self, label: &str) -> Option<usize> {
        let at = self.named.iter().position(|l| l == label)?;
        let has_rows = |l: &String| self.labels.contains(l);
        match self.named[at..].iter().find(|l| has_rows(l)) {
            Some(next) => self.labels.iter().position(|l| l == next),
            None => {
                let last = self.named.iter().rposition(has_rows)?;
                Some(self.labels.len() - 1 + at - last)
            }
        }
    }
}

/// How many periods after the last one a start lies that lies `distance` beyond it: by the usual step between periods.
///
/// Whole numbers count by their most common step, or by their largest where that is more than twice as long (20261, 20262,
/// 20271 …); days by their mean step, to the nearest.
fn after(keys: &[i64], distance: i64, numbers: bool) -> usize {
    let mut steps: Vec<i64> = keys.windows(2).map(|w| w[1] - w[0]).collect();
    steps.sort_unstable();
    let Some(largest) = steps.last().copied() else { return 1 };
    if !numbers {
        let mean = steps.iter().sum::<i64>() as f64 / steps.len() as f64;
        return libm::round(distance as f64 / mean).max(1.0) as usize;
    }
    let often = |step: i64| steps.iter().filter(|s| **s == step).count();
    let common = steps.iter().copied().max_by_key(|s| (often(*s), *s)).unwrap_or(1);
    let step = if largest > 2 * common { largest } else { common };
    usize::try_from((distance + step - 1) / step).unwrap_or(1)
}
