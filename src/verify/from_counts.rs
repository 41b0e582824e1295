//! Effects from counts alone: pupils of `data/panel.csv`, and how the rows that they give compare with the published ones.

use super::verdict::Verdict;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::registers::from_counts::values;
use crate::registers::panel_cells::{PLAIN, PanelCell, WIDE};
use crate::tables::bare;
use crate::trial::{Departure, EstimateRow, Estimator, Family, Named, Pupil, Pupils, Status, Study};

/// The counts, by outcome, programme and period.
pub const PATH: &str = "data/panel.csv";
/// Sums of 0/1 outcomes are whole numbers, so that a cell's order of pupils changes no digit; anything above this is a
/// different number.
const TOLERANCE: f64 = 1e-12;
/// Forecasts are no whole numbers: summed pupil by pupil or cell by cell they differ in the last digits, and the limits of
/// an interval are found to 1e-9.
const FORECAST_TOLERANCE: f64 = 1e-8;

/// Whether an estimator looks at how pupils of one cell differ.
fn within_cells(estimator: &str) -> bool {
    Estimator::parse(estimator).is_some_and(|e| match e.family() {
        Family::Mixed => true,
        Family::Gee => !e.row().log_odds,
        Family::DesignBased | Family::Imputation | Family::WithinPeriod | Family::TwoWay | Family::Glmm => false,
    })
}

/// Every row that counts can give beside the published one.
pub(crate) fn compared(plan: &Study, made: &[EstimateRow], published: &[EstimateRow]) -> Verdict {
    let adjusted = !plan.analysis.covariates.is_empty();
    let (mut same, mut details) = (0, Vec::new());
    for row in made {
        let Some(theirs) = published.iter().find(|p| same_name(p, row)) else { continue };
        // a forecast with slopes leaves pupils of a cell apart, of which counts know the mean alone
        if plan.analysis.adjust && within_cells(&row.estimator) {
            continue;
        }
        let in_days = plan.outcomes.iter().any(|o| o.name == row.outcome && !o.kind.is_binary());
        let tolerance = if plan.analysis.adjust || in_days { FORECAST_TOLERANCE } else { TOLERANCE };
        match apart(theirs, row, tolerance) {
            None => same += 1,
            // with covariates in the plan, rows can need pupils: only those that agree are counted
            Some(_) if adjusted => {}
            Some(words) => details.push(words),
        }
    }
    if !details.is_empty() {
        Verdict::no(
            "effect from counts",
            "recomputed from data/panel.csv and the seed, rows come out different",
            details,
        )
    } else if same == 0 {
        Verdict::unknown("effect from counts", "no published row can be recomputed from counts")
    } else {
        Verdict::yes(
            "effect from counts",
            format!("{same} rows of the published effects follow from data/panel.csv and the seed, p-values included"),
        )
    }
}

/// One pupil of the counts each: their outcomes, those who lack one, nothing else known.
pub(crate) fn pupils(text: &str, plan: &Study) -> Outcome<Pupils> {
    let broken = |line: usize| {
        Problem::new("P402", "data/panel.csv is not the table that `ingest` writes")
            .at(Place::line(PATH, line))
            .expected(
                "the columns outcome,programme,period,start,n,k with k of n pupils, or sum,sumsq,missing,low behind",
            )
            .help("take the file again from where it was published")
    };
    let names: Vec<String> = plan.outcomes.iter().map(|o| o.name.clone()).collect();
    let mut pupils = Pupils { outcomes: names.clone(), ..Pupils::default() };
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().map_err(|_| broken(1))?.clone();
    if header.iter().ne(PLAIN) && header.iter().ne(WIDE) {
        return Err(broken(1));
    }
    let days = &plan.intervention().rollout.periods;
    let in_days = plan.outcomes.iter().enumerate().filter(|(_, o)| !o.kind.is_binary());
    in_days.for_each(|(o, _)| {
        pupils.least.insert(o, Vec::new());
    });
    for (i, record) in reader.records().enumerate() {
        let record = record.map_err(|_| broken(i + 2))?;
        let outcome = names.iter().position(|n| n == &record[0]).ok_or_else(|| broken(i + 2))?;
        let cell = cell(&record).ok_or_else(|| broken(i + 2))?;
        let started = days.iter().find(|p| p.id == record[2]).map_or(0, |p| p.start);
        let known = values(cell.n as usize, cell.k, cell.sum, cell.sumsq).into_iter().map(Some);
        let least = cell.low / cell.missing.max(1) as f64;
        for value in known.chain(std::iter::repeat_n(None, cell.missing as usize)) {
            let mut outcomes = vec![None; names.len()];
            outcomes[outcome] = value;
            for o in 0..names.len() {
                pupils.asked.entry(o).or_default().push(o == outcome);
            }
            pupils.least.values_mut().for_each(|of| of.push(value.is_none().then_some(least)));
            pupils.rows.push(Pupil {
                pseudonym: String::new(),
                programme: bare(&record[1]).to_string(),
                period: record[2].to_string(),
                school: String::new(),
                class: String::new(),
                started,
                status: Status::Unknown,
                day: Some(1),
                departure: Departure::None,
                contaminated: false,
                outcomes,
                covariates: Vec::new(),
            });
        }
    }
    Ok(pupils)
}

/// The numbers of a row; `None` where they cannot be.
fn cell(record: &csv::StringRecord) -> Option<PanelCell> {
    const MOST: u64 = 1_000_000;
    let whole = |at: usize| record.get(at).map_or(Some(0), |t| t.parse::<u64>().ok()).filter(|n| *n <= MOST);
    let number = |at: usize| record.get(at).map_or(Some(0.0), |t| t.parse::<f64>().ok()).filter(|x| x.is_finite());
    let n = whole(4)?;
    let k = if record[5].is_empty() && record.len() > PLAIN.len() { None } else { Some(whole(5)?).filter(|k| *k <= n) };
    if k.is_none() && !record[5].is_empty() {
        return None;
    }
    Some(PanelCell { n, k, sum: number(6)?, sumsq: number(7)?, missing: whole(8)?, low: number(9)? })
}

fn same_name(published: &EstimateRow, row: &EstimateRow) -> bool {
    published.outcome == row.outcome
        && published.estimator == row.estimator
        && published.estimand == row.estimand
        && published.term == row.term
        && published.variance == row.variance
}

/// What differs between a published row and ours, in words; `None` when every number agrees.
fn apart(published: &EstimateRow, row: &EstimateRow, tolerance: f64) -> Option<String> {
    let pairs = [
        ("estimate", published.estimate, row.estimate),
        ("std.error", published.std_error, row.std_error),
        ("statistic", published.statistic, row.statistic),
        ("p.value", published.p_value, row.p_value),
        ("conf.low", published.conf_low, row.conf_low),
        ("conf.high", published.conf_high, row.conf_high),
    ];
    pairs.into_iter().find_map(|(name, theirs, mine)| {
        let theirs = theirs.filter(|x| x.is_finite());
        let close = match (theirs, mine.filter(|x| x.is_finite())) {
            (Some(a), Some(b)) => (a - b).abs() <= tolerance * a.abs().max(b.abs()),
            (None, None) => true,
            _ => false,
        };
        let show = |x: Option<f64>| x.map_or("NA".to_string(), |x| x.to_string());
        (!close).then(|| {
            format!(
                "{} {} {} {}: {name} is {} where the counts give {}",
                row.outcome,
                row.estimator,
                row.term,
                row.variance,
                show(theirs),
                show(mine)
            )
        })
    })
}
