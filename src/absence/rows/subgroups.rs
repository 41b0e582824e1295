//! For whom: the risk difference in each subgroup, and whether it differs between them.

use super::Sheet;
use super::risks::blank;
use super::sheet::{CR2, Robust, Scale, name};
use crate::absence::{Cells, Clusters, Coded, Followed, linear};
use crate::diagnostics::Doubt;
use crate::inference::cluster::{Correction, Sandwich};
use crate::numeric::{Matrix, cholesky, f_tail};
use crate::trial::Fit;

/// Most levels that a grouping may have to be shown level by level.
const MOST_LEVELS: usize = 60;
/// Pivots of the joint covariance below this share of its diagonal: the test has fewer dimensions than levels.
const FLAT: f64 = 1e-10;

/// One grouping: a row for each level and one for the test of no difference between them.
pub fn subgroup(sheet: &mut Sheet, title: &str, cohort: &Followed, groups: &Clusters) {
    let shown: Vec<usize> = (0..groups.count()).filter(|g| !groups.names[*g].is_empty()).collect();
    if shown.len() > MOST_LEVELS {
        sheet.warn(Doubt::TooManySubgroups { group: title.to_string(), values: shown.len(), most: MOST_LEVELS });
        return;
    }
    if shown.len() < 2 {
        sheet.warn(Doubt::OneSubgroup { group: title.to_string() });
        return;
    }
    let codes: Vec<f64> = groups.of.iter().map(|g| f64::from(*g)).collect();
    let code = Coded::new(&codes);
    let all = Cells::collapse(&[("exposed", &cohort.exposed), ("group", &code)], &cohort.dropout, &cohort.clusters);
    let known = all.only(|row| shown.iter().any(|g| *g as f64 == row[2]));
    let mut fits = Vec::new();
    for g in &shown {
        let level =
            known.only(|row| row[2] == *g as f64).redesign(&["(intercept)", "exposed"], |row| row[..2].to_vec());
        fits.push(one_level(sheet, format!("{title}={}", groups.names[*g]), &level));
    }
    sheet.about(known.nobs() as usize, known.clusters.len());
    let label = blank("risk_difference", format!("exposed:{title}"));
    let fits: Option<Vec<Fit>> = fits.into_iter().collect();
    let (q, g) = (shown.len() - 1, known.clusters.len());
    match fits {
        Some(_) if q == 1 => difference_of_differences(sheet, title, &known, shown[1] as f64),
        Some(fits) if g > q + 1 => joint_test(sheet, title, &known, &fits),
        _ => {
            sheet.warn(Doubt::NoInteractionTest { group: title.to_string(), levels: q + 1, clusters: g });
            sheet.missing(label);
        }
    }
}

fn one_level(sheet: &mut Sheet, term: String, level: &Cells) -> Option<Fit> {
    sheet.about(level.nobs() as usize, level.clusters.len());
    let mut table = [0.0f64; 4];
    for (i, (n, events)) in level.totals(|_| false).into_iter().enumerate() {
        let at = 2 * usize::from(level.design[(i, 1)] > 0.5);
        table[at] += n - events;
        table[at + 1] += events;
    }
    let reveals = table.into_iter().filter(|c| *c > 0.0).fold(f64::INFINITY, f64::min);
    let (unexposed, exposed) = (table[0] + table[1], table[2] + table[3]);
    if unexposed == 0.0 || exposed == 0.0 {
        sheet.warn(Doubt::SubgroupWithoutComparison { subgroup: term.clone() });
        sheet.missing(blank("risk_difference", term)).reveals = Some(reveals);
        return None;
    }
    let fit = linear(level);
    let (_, number) = Robust::new(&fit, CR2).number(0, &fit.picks(1));
    let support = level.by_exposure().both();
    let row = blank("risk_difference", term);
    sheet.put_supported(row, Scale::Difference, number, support).reveals = Some(reveals);
    Some(fit)
}

/// Two levels: y ~ exposed × group, the interaction with `cr2`.
fn difference_of_differences(sheet: &mut Sheet, title: &str, known: &Cells, second: f64) {
    let cells = known.redesign(&["(intercept)", "exposed", "group", "exposed:group"], |row| {
        let group = f64::from(u8::from(row[2] == second));
        vec![1.0, row[1], group, row[1] * group]
    });
    let fit = linear(&cells);
    let (_, number) = Robust::new(&fit, CR2).number(0, &fit.picks(3));
    let side = |group: f64| move |row: &[f64]| (row[2] == group).then(|| usize::from(row[1] > 0.5));
    let support = cells.sides(side(0.0)).both().both(cells.sides(side(1.0)).both());
    sheet.put_supported(blank("risk_difference", format!("exposed:{title}")), Scale::Difference, number, support);
}

/// More levels: F test that all differences are equal, with the `cr1` covariance of y ~ exposed × group.
///
/// That model is one regression per level; a cluster's influence on a level's difference is its influence in that
/// regression, so that no matrix of all levels is ever built but the covariance of the differences.
fn joint_test(sheet: &mut Sheet, title: &str, known: &Cells, fits: &[Fit]) {
    let (s, g) = (fits.len(), known.clusters.len());
    let mut influence = vec![vec![0.0; s]; g];
    for (level, fit) in fits.iter().enumerate() {
        let sandwich = Sandwich::new(fit, Correction::Cr0);
        for (cluster, psi) in fit.cluster_names.iter().zip(sandwich.influences()) {
            if let Ok(at) = known.clusters.binary_search(cluster) {
                influence[at][level] = psi[1];
            }
        }
    }
    let n = known.nobs();
    let scale = g as f64 / (g as f64 - 1.0) * (n - 1.0) / (n - 2.0 * s as f64);
    let against_first = |v: &dyn Fn(usize) -> f64| -> Vec<f64> { (1..s).map(|l| v(l) - v(0)).collect() };
    let mut covariance = Matrix::zeros(s - 1, s - 1);
    for row in &influence {
        covariance.add_outer(scale, &against_first(&|l| row[l]));
    }
    let beta = against_first(&|l| fits[l].coefficients[1]);
    let factor = cholesky(&covariance, FLAT);
    let wald: f64 = factor.solve(&beta).iter().zip(&beta).map(|(a, b)| a * b).sum();
    let (f, q, df) = (wald / (s - 1) as f64, (s - 1) as f64, g as f64 - 1.0);
    let (f, p) = if factor.dropped().is_empty() { (f, f_tail(f, q, df)) } else { (f64::NAN, f64::NAN) };
    sheet.test(name("risk_difference", "crude", format!("exposed:{title}"), "cr1"), None, f, df, p);
}
