//! Seen how early, and how well: discrimination, thresholds, and a model judged only on schools it has not seen.

use super::sheet::{CLUSTERS, CR2, Number, Robust, Scale, name};
use super::{Question, Sheet};
use crate::absence::{
    Bootstrap, Cells, Coded, Family, Followed, LeftOut, Scored, THRESHOLD_TERMS, cluster_bootstrap, iterated,
    leave_out, linear, ratios, thresholds,
};
use crate::diagnostics::{Progress, Warning};

/// Highest threshold that is tabulated.
const MOST_DAYS: u32 = 10;
/// Bins of predicted risk.
const BINS: usize = 10;
/// Groups of clusters left out in turn where no school is known and clusters are many.
const FOLDS: usize = 20;

/// Discrimination of days absent, thresholds and the left-out model.
pub fn prediction(sheet: &mut Sheet, question: &Question, cohort: &Followed, progress: &dyn Progress) {
    let days = Scored::of(&cohort.days, &cohort.dropout, &cohort.clusters);
    let (cells, out, term) = left_out(sheet, question, cohort);
    let predicted = out.scored(&cells);
    let scores = [&days, &predicted];
    let resampled = if question.draws > 0 {
        cluster_bootstrap(&scores, question.draws, question.seed, question.level, progress)
    } else {
        Vec::new()
    };
    let boot = |i: usize| resampled.get(i).cloned();
    auc_rows(sheet, question, &days, boot(0), ("days", "auc"));
    flags(sheet, question, cohort, &days);
    auc_rows(sheet, question, &predicted, boot(1), ("logit-adjusted", term));
    calibration(sheet, &cells, &out);
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
        let what = format!("{empty} of {} resamples had no dropout and were left out", question.draws);
        sheet.warn(Warning::new("EmptyResamples", what));
    }
    sheet.with_limits(label("cluster-bootstrap"), auc.auc, b.std_error, f64::NAN, Some((b.low, b.high)));
}

/// Classes in each cluster: those of the grouping that names them, else each cluster is one.
fn classes(question: &Question, cohort: &Followed) -> Vec<f64> {
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

/// Group of each cluster: its school where that is known, otherwise the cluster itself or one of twenty folds.
fn held_out_groups(sheet: &mut Sheet, question: &Question, cohort: &Followed) -> (Vec<u32>, usize, &'static str) {
    let g = cohort.clusters.count();
    let school = question.school.as_ref().and_then(|s| cohort.groups.iter().find(|(n, _)| n == s));
    if let Some((_, schools)) = school.filter(|(_, s)| s.count() > 1) {
        let mut group = vec![u32::MAX; g];
        let mut spans = false;
        for (cluster, school) in cohort.clusters.of.iter().zip(&schools.of) {
            let slot = &mut group[*cluster as usize];
            spans |= *slot != u32::MAX && *slot != *school;
            if *slot == u32::MAX {
                *slot = *school;
            }
        }
        if spans {
            sheet.warn(Warning::new(
                "ClusterSpansSchools",
                "some clusters have pupils of several schools; each is left out with the school of its first pupil",
            ));
        }
        return (group, schools.count(), "left-out-school");
    }
    if g <= 50 {
        ((0..g as u32).collect(), g, "left-out-cluster")
    } else {
        ((0..g).map(|c| (c % FOLDS) as u32).collect(), FOLDS, "left-out-fold")
    }
}

/// A logit on days absent and covariates, each school predicted by the others; with the term that says what was left out.
fn left_out(sheet: &mut Sheet, question: &Question, cohort: &Followed) -> (Cells, LeftOut, &'static str) {
    let mut columns: Vec<(&str, &Coded)> = vec![("days", &cohort.days)];
    columns.extend(cohort.covariates.iter().map(|(n, c)| (n.as_str(), c)));
    let cells = Cells::collapse(&columns, &cohort.dropout, &cohort.clusters);
    let (group, groups, term) = held_out_groups(sheet, question, cohort);
    let out = leave_out(&cells, &group, groups);
    if out.failed() > 0 {
        let what = format!(
            "the model could not be fitted without {} of {groups} groups; their pupils are not judged",
            out.failed()
        );
        sheet.warn(Warning::new("LeftOutWithoutFit", what));
    }
    (cells, out, term)
}

fn calibration(sheet: &mut Sheet, cells: &Cells, out: &LeftOut) {
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
    let again = out.recalibration(cells);
    match iterated(&again, Family::Logit) {
        Ok(fit) if fit.dropped.is_empty() => {
            let robust = Robust::new(&fit, CLUSTERS);
            for (j, term) in ["intercept", "slope"].into_iter().enumerate() {
                let row = name("calibration", "logit-adjusted", term, "cr1");
                sheet.put(row, Scale::Level, robust.number(0, &fit.picks(j)).1);
            }
        }
        _ => {
            for term in ["intercept", "slope"] {
                sheet.missing(name("calibration", "logit-adjusted", term, "cr1"));
            }
        }
    }
}
