//! Does the claim stand, and what would late registration make of it?

use super::forms::smallest;
use super::question::Question;
use super::sheet::{CR2, Line, Number, Robust, Scale, Sheet, name};
use super::wanted::Wanted;
use crate::absence::{
    Cells, Claim, Coded, Followed, Fourfold, Partition, Verdict, linear, registered_late, undated as bounds,
};
use crate::diagnostics::Doubt;
use crate::inference::guards::{ENOUGH_CLUSTERS, Support};
use crate::inference::jackknife::Ratio;
use crate::numeric::t_two_sided;
use crate::trial::AbsenceRow;
use crate::trial::facts::{ClaimTold, ClaimVerdict, GridCell};

/// The rows that a claim is held against: method, term, variance.
const JUDGED: [(&str, &str, &str); 4] = [
    ("crude", "exposed", "cr2"),
    ("crude", "dose=1", "cr2"),
    ("crude", "dose-trend", "cr2"),
    ("g-computation", "exposed", "delta"),
];

/// Rows `claim_difference`: each difference less the claim, so that its test is that of the claim.
pub fn claim(sheet: &mut Sheet, wanted: &Wanted) {
    let Some(claim) = wanted.claim else { return };
    for (method, term, variance) in JUDGED {
        let Some(line) = find(&sheet.lines, method, term, variance).cloned() else { continue };
        let row = line.row;
        let less = |x: Option<f64>| x.map(|x| x - claim.difference);
        let estimate = less(row.estimate);
        let statistic = estimate.zip(row.std_error).map(|(e, se)| e / se);
        let put = sheet.plain(name("claim_difference", method, term, variance), f64::NAN);
        put.row = AbsenceRow {
            measure: "claim_difference".into(),
            estimate,
            statistic,
            p_value: statistic.zip(row.df).map(|(t, df)| t_two_sided(t, df)),
            conf_low: less(row.conf_low),
            conf_high: less(row.conf_high),
            ..row
        };
        put.reveals = line.reveals;
    }
}

fn find<'a>(lines: &'a [Line], method: &str, term: &str, variance: &str) -> Option<&'a Line> {
    lines.iter().find(|l| {
        let r = &l.row;
        r.measure == "risk_difference" && r.method == method && r.term == term && r.variance == variance
    })
}

/// What is said of the claim, from rows as they are published; `grid`: the cells of the definitions, in a study.
pub fn verdicts(lines: &[Line], claim: Option<Claim>, grid: Option<&[GridCell]>) -> Option<ClaimTold> {
    let claim = claim?;
    let verdict = |(method, term, variance): &(&str, &str, &str)| {
        let r = &find(lines, method, term, variance)?.row;
        Some(ClaimVerdict {
            method: method.to_string(),
            term: term.to_string(),
            estimate: r.estimate,
            low: r.conf_low,
            high: r.conf_high,
            verdict: claim.verdict(r.conf_low.zip(r.conf_high)).word().to_string(),
        })
    };
    let definitions = grid.map(|cells| {
        let count = |v: Verdict| cells.iter().filter(|c| c.verdict.as_deref() == Some(v.word())).count() as u64;
        Verdict::ALL.into_iter().map(|v| (v.word().to_string(), count(v))).collect()
    });
    Some(ClaimTold {
        claim: claim.difference,
        margin: claim.margin,
        verdicts: JUDGED.iter().filter_map(verdict).collect(),
        definitions,
    })
}

/// Pupils and dropouts without and with the exposure.
fn fourfold(cohort: &Followed) -> Fourfold {
    let mut f = Fourfold { exposed: 0.0, unexposed: 0.0, exposed_dropouts: 0.0, unexposed_dropouts: 0.0 };
    for i in 0..cohort.len() {
        let dropped = cohort.dropout.value(i);
        if cohort.exposed.value(i) > 0.5 {
            f.exposed += 1.0;
            f.exposed_dropouts += dropped;
        } else {
            f.unexposed += 1.0;
            f.unexposed_dropouts += dropped;
        }
    }
    f
}

fn tells(f: &Fourfold) -> [f64; 4] {
    [f.exposed_dropouts, f.exposed - f.exposed_dropouts, f.unexposed_dropouts, f.unexposed - f.unexposed_dropouts]
}

/// The difference had the register missed the share that is feared.
pub fn late(sheet: &mut Sheet, question: &Question, cohort: &Followed) {
    let Some(q) = question.wanted.late else { return };
    let f = fourfold(cohort);
    let found = registered_late(&f, q);
    if found.is_none() {
        sheet.warn(Doubt::LateBeyondUnexposed { late: q, missed: f.exposed * q / (1.0 - q), unexposed: f.unexposed });
    }
    let reveals = smallest(tells(&f).into_iter());
    let of = |pick: fn(&crate::absence::Late) -> f64| found.as_ref().map_or(f64::NAN, pick);
    for (term, value) in
        [("lowest", of(|l| l.lowest)), ("same-risk", of(|l| l.same_risk)), ("highest", of(|l| l.highest))]
    {
        let row = name("risk_difference", "late-registered", format!("late={q},{term}"), "none");
        sheet.plain(row, value).reveals = reveals;
    }
}

/// Departures whose last day nobody knows, and of the dropouts among them how many were absent early and how many were not.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Undated {
    /// Departures without a date.
    pub departures: usize,
    /// Dropouts among them, exposed.
    pub exposed: f64,
    /// Dropouts among them, unexposed.
    pub unexposed: f64,
}

/// Bounds for dropouts without a date, all of them on one side or the other of the landmark.
pub fn undated(sheet: &mut Sheet, cohort: &Followed, found: Undated) {
    if found.departures == 0 {
        return;
    }
    sheet.warn(Doubt::UndatedDepartures { departures: found.departures });
    let f = fourfold(cohort);
    let (lowest, highest) = bounds(&f, found.exposed, found.unexposed);
    let reveals = smallest(tells(&f).into_iter().chain([found.exposed, found.unexposed]));
    for (term, value) in [("lowest", lowest), ("highest", highest)] {
        sheet.plain(name("risk_difference", "undated", term, "none"), value).reveals = reveals;
    }
}

/// What absence that was entered by the landmark would have told; `days`: such days of each pupil of the cohort.
pub fn in_time(sheet: &mut Sheet, question: &Question, cohort: &Followed, partition: &Partition, days: &[f64]) {
    const METHOD: &str = "registered-in-time";
    let threshold = question.landmark.threshold;
    let flagged: Vec<f64> = days.iter().map(|d| f64::from(u8::from(*d >= threshold))).collect();
    let exposed = Coded::new(&flagged);
    let cells = Cells::collapse(&[("exposed", &exposed)], &cohort.dropout, &cohort.clusters);
    let rule = format!("days>={threshold}");
    let difference = name("risk_difference", METHOD, "exposed", "cr2");
    if exposed.levels().len() < 2 {
        sheet.warn(Doubt::NothingRegisteredInTime {});
        let rest = ["sensitivity", "ppv", "flagged"].map(|m| name(m, METHOD, rule.as_str(), "jackknife"));
        [difference].into_iter().chain(rest).for_each(|row| {
            sheet.missing(row);
        });
        return;
    }
    let mut sums = vec![vec![0.0; 4]; partition.units];
    for c in &cells.cells {
        let own = &mut sums[partition.unit[c.cluster as usize] as usize];
        let at = 2 * usize::from(cells.design[(c.row as usize, 1)] > 0.5);
        own[at] += c.events;
        own[at + 1] += c.n - c.events;
    }
    let classes = super::prediction::classes(question, cohort);
    sums.iter_mut().for_each(|row| row.push(0.0));
    classes.iter().enumerate().for_each(|(g, n)| sums[partition.unit[g] as usize][4] += n);
    let all: Vec<f64> = (0..5).map(|j| sums.iter().map(|row| row[j]).sum()).collect();
    let without: Vec<Vec<f64>> = sums.iter().map(|own| all.iter().zip(own).map(|(a, o)| a - o).collect()).collect();
    let reveals = smallest(all[..4].iter().copied());
    let fit = linear(&cells);
    let (_, number) = Robust::new(&fit, CR2).number(0, &fit.picks(1));
    sheet.about(cohort.len(), cohort.clusters.count());
    let line = sheet.put_supported(difference, Scale::Difference, number, cells.by_exposure().both());
    line.reveals = reveals;
    let made = vec![(2, 1.0), (3, 1.0)];
    for (measure, scale, ratio) in [
        ("sensitivity", Scale::Share, Ratio::new(vec![(2, 1.0)], vec![(0, 1.0), (2, 1.0)])),
        ("ppv", Scale::Share, Ratio::new(vec![(2, 1.0)], made.clone())),
        ("flagged", Scale::Positive, Ratio::new(made, vec![(4, 1.0)])),
    ] {
        let found = ratio.jackknife(&sums, &without);
        let std_error = if found.df >= 1.0 { found.std_error } else { f64::NAN };
        sheet.about(cohort.len(), partition.units);
        let number = Number { value: found.estimate, std_error, df: found.df };
        let row = name(measure, METHOD, rule.as_str(), "jackknife");
        let line = match std_error.is_finite() {
            true => sheet.put_supported(row, scale, number, Support::side(ENOUGH_CLUSTERS, true)),
            false => sheet.put(row, scale, number),
        };
        line.reveals = reveals;
    }
}
