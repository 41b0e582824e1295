//! Columns of a table beside the outcomes: who is missing, who was selected, what was delivered, groups of pupils.

use super::labels::per_unit;
use super::periods::Periods;
use super::request::DataRequest;
use crate::diagnostics::{Outcome, Problem};
use crate::effects::beside::{Beside, Selected};
use crate::effects::subgroups::grouping;
use crate::trial::{Columns, Panel, Rows, Start};

/// The columns that were asked for, row by row.
pub(super) struct BesideColumns {
    missing: Option<Vec<f64>>,
    selected: Option<Vec<bool>>,
    delivered: Option<Vec<Start>>,
    groups: Vec<(String, Vec<Option<String>>)>,
    sized: bool,
}

impl BesideColumns {
    /// Reads them.
    ///
    /// # Errors
    /// `E356` for values that they may not have; `E301` for a delivered period that is none; `E306` for a unit with two.
    pub fn read(
        request: &DataRequest,
        table: &Columns,
        unit: &[u32],
        units: &[String],
        periods: &Periods,
    ) -> Outcome<BesideColumns> {
        let sized = request.size.is_some();
        if !sized && request.missing.is_some() {
            return Err(Problem::new(
                "E356",
                "--missing counts pupils behind means, and there are none without --size",
            )
            .help("in a table of pupils a row with an empty outcome is a pupil without one: leave --missing out"));
        }
        for (flag, given) in
            [("--selected", request.selected.is_some()), ("--subgroups", !request.subgroups.is_empty())]
        {
            if given && sized {
                return Err(Problem::new("E356", format!("{flag} speaks of pupils, and with --size rows are means"))
                    .expected("one row a pupil, without --size"));
            }
        }
        let missing = request.missing.as_ref().map(|c| missing(table, c)).transpose()?;
        let selected = request.selected.as_ref().map(|c| selected(table, c)).transpose()?;
        let delivered = match &request.delivered {
            None => None,
            Some(c) => Some(delivered(&per_unit(unit, units, table.get(c)?, c)?, units, c, periods)?),
        };
        let mut groups = Vec::new();
        for name in &request.subgroups {
            let (codes, labels) = table.get(name)?.coded();
            let of = |c: &u32| Some(labels[*c as usize].clone()).filter(|l| !l.is_empty());
            groups.push((name.clone(), codes.iter().map(of).collect()));
        }
        Ok(BesideColumns { missing, selected, delivered, groups, sized })
    }

    /// Pupils of each cell without an outcome, N × T.
    pub fn missing(&self, panel: &Panel, rows: &Rows<'_>) -> Vec<f64> {
        let t = panel.periods().len();
        let mut found = vec![0.0; panel.units().len() * t];
        for i in 0..rows.y.len() {
            let c = rows.unit[i] as usize * t + rows.period[i] as usize;
            found[c] += match (&self.missing, self.sized) {
                (Some(m), _) => m[i],
                // who was not selected is not asked
                (None, false) if rows.y[i].is_nan() && self.selected.as_ref().is_none_or(|s| s[i]) => 1.0,
                _ => 0.0,
            };
        }
        found
    }

    /// What is known beside one outcome.
    pub fn of(&self, panel: &Panel, rows: &Rows<'_>) -> Beside {
        let by_value = |a: &str, b: &str| match (a.parse::<f64>(), b.parse::<f64>()) {
            (Ok(x), Ok(y)) => x.total_cmp(&y),
            _ => a.cmp(b),
        };
        Beside {
            delivered: self.delivered.clone(),
            groups: self
                .groups
                .iter()
                .map(|(name, of)| grouping(name, panel, rows.unit, rows.period, rows.y, of, by_value))
                .collect(),
            selected: self.selected.as_ref().map(|s| shares(panel, rows, s)),
            levels: None,
        }
    }
}

/// Shares of the pupils of each cell.
fn shares(panel: &Panel, rows: &Rows<'_>, selected: &[bool]) -> Selected {
    let t = panel.periods().len();
    let cells = panel.units().len() * t;
    let zero = || vec![0.0; cells];
    let mut made = Selected { pupils: zero(), share: zero(), low: zero(), high: zero() };
    for i in 0..rows.y.len() {
        let c = rows.unit[i] as usize * t + rows.period[i] as usize;
        made.pupils[c] += 1.0;
        if selected[i] {
            made.share[c] += 1.0;
            made.low[c] += if rows.y[i].is_nan() { 0.0 } else { rows.y[i] };
            made.high[c] += if rows.y[i].is_nan() { 1.0 } else { rows.y[i] };
        }
    }
    for c in (0..cells).filter(|c| made.pupils[*c] > 0.0) {
        for part in [&mut made.share, &mut made.low, &mut made.high] {
            part[c] /= made.pupils[c];
        }
    }
    made
}

fn missing(table: &Columns, column: &str) -> Outcome<Vec<f64>> {
    let values = table.numbers(column)?;
    match values.iter().position(|v| !(v.is_nan() || *v >= 0.0 && v.fract() == 0.0 && v.is_finite())) {
        Some(row) => Err(Problem::new("E356", format!("`{column}` holds no number of pupils"))
            .found(format!("{} in data row {}", values[row], row + 1))
            .expected("a whole number from 0 on; an empty cell is 0")),
        None => Ok(values.into_iter().map(|v| if v.is_nan() { 0.0 } else { v }).collect()),
    }
}

fn selected(table: &Columns, column: &str) -> Outcome<Vec<bool>> {
    let values = table.numbers(column)?;
    match values.iter().position(|v| *v != 0.0 && *v != 1.0) {
        Some(row) => Err(Problem::new("E356", format!("`{column}` is neither 0 nor 1"))
            .found(format!("data row {}", row + 1))
            .expected("1 for a pupil that the outcome is asked after, 0 for another")),
        None => Ok(values.into_iter().map(|v| v == 1.0).collect()),
    }
}

fn delivered(labels: &[String], units: &[String], column: &str, periods: &Periods) -> Outcome<Vec<Start>> {
    let one = |(label, unit): (&String, &String)| {
        periods.start(label).map_err(|()| {
            Problem::new("E301", format!("unit `{unit}` was delivered in `{label}`, which is no period"))
                .found(format!("column `{column}`"))
                .expected("a period, or an empty cell for a unit that never got it")
        })
    };
    labels.iter().zip(units).map(one).collect()
}
