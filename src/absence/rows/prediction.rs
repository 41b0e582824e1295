//! Seen how early, and how well: discrimination, thresholds, and a model judged only on schools it has not seen.

use super::judged::Judged;
use super::question::Question;
use super::scorecard;
use super::sheet::Sheet;
use super::sheet::{CLUSTERS, CR2, Number, Robust, Scale, name};
use crate::absence::{
    Bootstrap, Cells, Coded, Family, Followed, LeftOut, Partition, Scored, THRESHOLD_TERMS, cluster_bootstrap,
    iterated, leave_out, linear, ratios, thresholds,
};
use crate::diagnostics::{Doubt, Outcome, Progress};

/// Highest threshold that is tabulated.
const MOST_DAYS: u32 = 10;
/// Bins of predicted risk.
const BINS: usize = 10;

/// Discrimination of days absent, thresholds and the left-out model; a frozen scorecard in the same way.
///
/// # Errors
/// `A117` a scorecard of other terms.
pub fn prediction(
    sheet: &mut Sheet,
    question: &Question,
    cohort: &Followed,
    progress: &dyn Progress,
) -> Outcome<Judged> {
    let days = Scored::of(&cohort.days, &cohort.dropout, &cohort.clusters);
    let mut judged = left_out(sheet, question, cohort);
    judged.frozen = scorecard::frozen(sheet, question, cohort, &judged.cells)?;
    let frozen = judged
        .frozen
        .as_ref()
        .map(|risks| LeftOut { predicted: vec![Some(risks.clone())], group: vec![0; judged.cells.clusters.len()] });
    let predicted = judged.out.scored(&judged.cells);
    let carded = frozen.as_ref().map(|f| f.scored(&judged.cells));
    let scores: Vec<&Scored> = [&days, &predicted].into_iter().chain(&carded).collect();
    let resampled = if question.draws > 0 {
        cluster_bootstrap(&scores, question.draws, question.seed, question.level, progress)
    } else {
        Vec::new()
    };
    let boot = |i: usize| resampled.get(i).cloned();
    auc_rows(sheet, question, &days, boot(0), ("days", "auc"));
    flags(sheet, question, cohort, &days);
    auc_rows(sheet, question, &predicted, boot(1), ("logit-adjusted", judged.partition.term));
    bins(sheet, &judged.cells, &judged.out);
    recalibration(sheet, &judged.cells, &judged.out, "logit-adjusted");
    if let (Some(scored), Some(frozen)) = (&carded, &frozen) {
        auc_rows(sheet, question, scored, boot(2), ("scorecard", "auc"));
        recalibration(sheet, &judged.cells, frozen, "scorecard");
    }
    Ok(judged)
}

/// Hours in place of days: how well they tell, and the risk that one hour more goes with.
pub fn hours(sheet: &mut Sheet, question: &Question, cohort: &Followed, hours: &[f64], progress: &dyn Progress) {
    let hours = Coded::new(hours);
    let scored = Scored::of(&hours, &cohort.dropout, &cohort.clusters);
    let resampled = (question.draws > 0).then(|| {
        cluster_bootstrap(&[&scored], question.draws, question.seed, question.level, progress).pop().flatten()
    });
    auc_rows(sheet, question, &scored, resampled, ("hours", "auc"));
    let cells = Cells::collapse(&[("hours", &hours)], &cohort.dropout, &cohort.clusters);
    let fit = linear(&cells);
    let (_, number) = Robust::new(&fit, CR2).number(0, &fit.picks(1));
    let support = cells.sides(|row| Some(usize::from(row[1] > 0.0))).both();
    sheet.put_supported(name("risk_difference", "crude", "hours", "cr2"), Scale::Difference, number, support);
}

/// DeLong's row and, where resampling was asked for, the bootstrap's.
fn auc_rows(
    sheet: &mut Sheet,
    question: &Question,
    scored: &Scored,
    resampled: Option<Option<Bootstrap>>,
    (method, term): (&'static str, &'static str),
) {
    let label = |variance| name("auc", method, term, variance);
    let auc = scored.auc();
    match &auc {
        Some(a) => {
            let number = Number { value: a.auc, std_error: libm::sqrt(a.variance), df: f64::INFINITY };
            sheet.put(label("delong"), Scale::Share, number);
        }
        None => {
            sheet.missing(label("delong"));
        }
    }
    let Some(resampled) = resampled else { return };
    let (Some(auc), Some(b)) = (auc, resampled) else {
        sheet.missing(label("cluster-bootstrap"));
        return;
    };
    let empty = question.draws - b.used as u64;
    if empty > 0 {
        sheet.warn(Doubt::EmptyResamples { empty, draws: question.draws });
    }
    sheet.with_limits(label("cluster-bootstrap"), auc.auc, b.std_error, f64::NAN, Some((b.low, b.high)));
}

/// Classes in each cluster: those of the grouping that names them, else each cluster is one.
pub fn classes(question: &Question, cohort: &Followed) -> Vec<f64> {
    let g = cohort.clusters.count();
    let named = question.classes.as_ref().and_then(|name| cohort.groups.iter().find(|(n, _)| n == name));
    let Some((_, classes)) = named else { return vec![1.0; g] };
    let mut pairs: Vec<(u32, u32)> = cohort.clusters.of.iter().copied().zip(classes.of.iter().copied()).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut count = vec![0.0; g];
    pairs.iter().for_each(|(cluster, _)| count[*cluster as usize] += 1.0);
    count
}

fn flags(sheet: &mut Sheet, question: &Question, cohort: &Followed, scored: &Scored) {
    let most = scored.scores.last().copied().unwrap_or(0.0).min(f64::from(MOST_DAYS)) as u32;
    let at: Vec<f64> = (1..=most.max(1)).map(f64::from).collect();
    for t in thresholds(scored, &cohort.clusters.names, &classes(question, cohort), &at) {
        let robust = Robust::new(&t.fit, CLUSTERS);
        for (j, what) in THRESHOLD_TERMS.iter().enumerate() {
            let measure = if *what == "flagged-dropouts" { "flagged" } else { what };
            let term = format!("days>={}{}", t.at, if j == 4 { ",dropouts" } else { "" });
            let row = name(measure, "days", term, "cr1");
            let line = if t.fit.dropped.contains(&j) {
                sheet.missing(row)
            } else {
                let scale = if j < 3 { Scale::Share } else { Scale::Positive };
                sheet.put(row, scale, robust.number(0, &t.fit.picks(j)).1)
            };
            let others = t.flagged - t.flagged_dropouts;
            line.reveals = Some(
                [t.flagged, t.flagged_dropouts, others].into_iter().filter(|c| *c > 0.0).fold(f64::INFINITY, f64::min),
            );
        }
    }
}

/// A logit on days absent and covariates, each school predicted by the others.
fn left_out(sheet: &mut Sheet, question: &Question, cohort: &Followed) -> Judged {
    let mut columns: Vec<(&str, &Coded)> = vec![("days", &cohort.days)];
    columns.extend(cohort.covariates.iter().map(|(n, c)| (n.as_str(), c)));
    let cells = Cells::collapse(&columns, &cohort.dropout, &cohort.clusters);
    let school = question.school.as_ref().and_then(|s| cohort.groups.iter().find(|(n, _)| n == s));
    let partition = Partition::of(&cohort.clusters, school.map(|(_, s)| s));
    if partition.schools.as_ref().is_some_and(|s| s.spans && s.names.len() > 1) {
        sheet.warn(Doubt::ClusterSpansSchools {});
    }
    let out = leave_out(&cells, &partition.group, partition.groups);
    if out.failed() > 0 {
        sheet.warn(Doubt::LeftOutWithoutFit { failed: out.failed(), groups: partition.groups });
    }
    Judged { cells, partition, out, frozen: None }
}

fn bins(sheet: &mut Sheet, cells: &Cells, out: &LeftOut) {
    for (b, bin) in out.bins(cells, BINS).iter().enumerate() {
        let fit = ratios(
            &["observed".to_string()],
            &cells.clusters,
            &bin.totals.iter().map(|t| vec![*t]).collect::<Vec<_>>(),
        );
        let events: f64 = bin.totals.iter().map(|t| t.0).sum();
        let reveals = [bin.n, events, bin.n - events].into_iter().filter(|c| *c > 0.0).fold(f64::INFINITY, f64::min);
        let row =
            |what: &str, variance| name("calibration", "logit-adjusted", format!("bin={},{what}", b + 1), variance);
        let line = sheet.plain(row("predicted", "none"), bin.predicted);
        line.reveals = Some(reveals);
        line.row.nobs = bin.n;
        let (_, number) = Robust::new(&fit, CLUSTERS).number(0, &[1.0]);
        let line = sheet.put(row("observed", "cr1"), Scale::Share, number);
        line.reveals = Some(reveals);
        line.row.nobs = bin.n;
    }
}

/// Intercept and slope of the outcome on the logit of the predicted risk.
fn recalibration(sheet: &mut Sheet, cells: &Cells, out: &LeftOut, method: &'static str) {
    let again = out.recalibration(cells);
    match iterated(&again, Family::Logit) {
        Ok(fit) if fit.dropped.is_empty() => {
            let robust = Robust::new(&fit, CLUSTERS);
            for (j, term) in ["intercept", "slope"].into_iter().enumerate() {
                let row = name("calibration", method, term, "cr1");
                sheet.put(row, Scale::Level, robust.number(0, &fit.picks(j)).1);
            }
        }
        _ => {
            for term in ["intercept", "slope"] {
                sheet.missing(name("calibration", method, term, "cr1"));
            }
        }
    }
}
