//! Seen how early, and how well: discrimination, thresholds, and a model judged only on schools it has not seen.

use super::Question;
use super::sheet::{CLUSTERS, Number, Robust, Scale, Sheet, name};
use crate::absence::{
    Cells, Coded, Family, Followed, LeftOut, Scored, THRESHOLD_TERMS, iterated, leave_out, ratios, thresholds,
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
    let scored = Scored::of(&cohort.days, &cohort.dropout, &cohort.clusters);
    auc_rows(sheet, question, &scored, "days", "auc", progress);
    flags(sheet, cohort, &scored);
    left_out(sheet, question, cohort, progress);
}

fn auc_rows(
    sheet: &mut Sheet,
    question: &Question,
    scored: &Scored,
    method: &'static str,
    term: &str,
    progress: &dyn Progress,
) {
    let label = |variance| name("auc", method, term, variance);
    let Some(auc) = scored.auc() else {
        sheet.missing(label("delong"));
        sheet.missing(label("cluster-bootstrap"));
        return;
    };
    let number = Number { value: auc.auc, std_error: libm::sqrt(auc.variance), df: f64::INFINITY };
    sheet.put(label("delong"), Scale::Share, number);
    if question.draws == 0 {
        return;
    }
    match scored.cluster_bootstrap(question.draws, question.seed, question.level, progress) {
        Some(b) => {
            if (b.used as u64) < question.draws {
                sheet.warn(Warning::new(
                    "EmptyResamples",
                    format!(
                        "{} of {} resamples had no dropout and were left out",
                        question.draws - b.used as u64,
                        question.draws
                    ),
                ));
            }
            sheet.with_limits(label("cluster-bootstrap"), auc.auc, b.std_error, f64::NAN, Some((b.low, b.high)));
        }
        None => {
            sheet.missing(label("cluster-bootstrap"));
        }
    }
}

fn flags(sheet: &mut Sheet, cohort: &Followed, scored: &Scored) {
    let most = scored.scores.last().copied().unwrap_or(0.0).min(f64::from(MOST_DAYS)) as u32;
    let at: Vec<f64> = (1..=most.max(1)).map(f64::from).collect();
    for t in thresholds(scored, &cohort.clusters.names, &at) {
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
        return (group, schools.count(), "school");
    }
    if g <= 50 {
        ((0..g as u32).collect(), g, "cluster")
    } else {
        ((0..g).map(|c| (c % FOLDS) as u32).collect(), FOLDS, "fold")
    }
}

/// A logit on days absent and covariates, each school predicted by the others.
fn left_out(sheet: &mut Sheet, question: &Question, cohort: &Followed, progress: &dyn Progress) {
    let mut columns: Vec<(&str, &Coded)> = vec![("days", &cohort.days)];
    columns.extend(cohort.covariates.iter().map(|(n, c)| (n.as_str(), c)));
    let cells = Cells::collapse(&columns, &cohort.dropout, &cohort.clusters);
    let (group, groups, by) = held_out_groups(sheet, question, cohort);
    let out = leave_out(&cells, &group, groups);
    if out.failed() > 0 {
        sheet.warn(Warning::new(
            "LeftOutWithoutFit",
            format!(
                "the model could not be fitted without {} of {groups} groups; their pupils are not judged",
                out.failed()
            ),
        ));
    }
    let term = match by {
        "school" => "left-out-school",
        "cluster" => "left-out-cluster",
        _ => "left-out-fold",
    };
    auc_rows(sheet, question, &out.scored(&cells), "logit-adjusted", term, progress);
    calibration(sheet, &cells, &out);
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
