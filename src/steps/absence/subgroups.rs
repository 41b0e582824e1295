//! For whom: the risk difference in each subgroup, and whether it differs between them.

use super::risks::blank;
use super::sheet::{CR2, LINEAR, Number, Robust, Scale, Sheet, name};
use crate::absence::{Cells, Clusters, Coded, Followed, linear};
use crate::diagnostics::Warning;
use crate::inference::cluster::Correction;
use crate::numeric::{cholesky, f_tail};

/// Most levels that a grouping may have to be shown level by level.
const MOST_LEVELS: usize = 40;

/// One grouping: a row for each level and one for the test of no difference between them.
pub fn subgroup(sheet: &mut Sheet, title: &str, cohort: &Followed, groups: &Clusters) {
    let known: Vec<bool> = groups.of.iter().map(|g| !groups.names[*g as usize].is_empty()).collect();
    if groups.count() > MOST_LEVELS {
        sheet.warn(Warning::new(
            "TooManySubgroups",
            format!("`{title}` has {} values; subgroups are shown for at most {MOST_LEVELS}", groups.count()),
        ));
        return;
    }
    let part = cohort.subset(|i| known[i]);
    let rows: Vec<u32> = (0..known.len() as u32).filter(|i| known[*i as usize]).collect();
    let groups = groups.select(&rows);
    if groups.count() < 2 {
        sheet.warn(Warning::new("OneSubgroup", format!("all pupils have the same `{title}`: nothing to compare")));
        return;
    }
    for (g, level) in groups.names.iter().enumerate() {
        one_level(sheet, format!("{title}={level}"), &part.subset(|i| groups.of[i] as usize == g));
    }
    interaction(sheet, title, &part, &groups);
}

fn one_level(sheet: &mut Sheet, term: String, part: &Followed) {
    sheet.about(part.len(), part.clusters.count());
    let mut table = [0.0f64; 4];
    for i in 0..part.len() {
        table[2 * usize::from(part.exposed.value(i) > 0.5) + usize::from(part.dropout.value(i) > 0.5)] += 1.0;
    }
    let reveals = table.into_iter().filter(|c| *c > 0.0).fold(f64::INFINITY, f64::min);
    let line = if part.exposed.levels().len() < 2 {
        sheet.warn(Warning::new(
            "SubgroupWithoutComparison",
            format!("subgroup `{term}` has only exposed or only unexposed pupils and gives no difference"),
        ));
        sheet.missing(blank("risk_difference", term))
    } else {
        let cells = Cells::collapse(&[("exposed", &part.exposed)], &part.dropout, &part.clusters);
        let fit = linear(&cells);
        let (_, number) = Robust::new(&fit, CR2).number(0, &fit.picks(1));
        sheet.put(blank("risk_difference", term), Scale::Difference, number)
    };
    line.reveals = Some(reveals);
    line.family = None;
}

/// y ~ exposed × group: with two levels the difference of the differences, with more a joint F test.
fn interaction(sheet: &mut Sheet, title: &str, part: &Followed, groups: &Clusters) {
    sheet.about(part.len(), part.clusters.count());
    let codes: Vec<f64> = groups.of.iter().map(|g| f64::from(*g)).collect();
    let code = Coded::new(&codes);
    let cells = Cells::collapse(&[("exposed", &part.exposed), ("group", &code)], &part.dropout, &part.clusters);
    let q = groups.count() - 1;
    let term = format!("exposed:{title}");
    let mut terms: Vec<String> = vec!["(intercept)".into(), "exposed".into()];
    terms.extend(groups.names.iter().skip(1).map(|n| format!("{title}={n}")));
    terms.extend(groups.names.iter().skip(1).map(|n| format!("exposed:{title}={n}")));
    let names: Vec<&str> = terms.iter().map(String::as_str).collect();
    let full = cells.redesign(&names, |row| {
        let mut x = vec![0.0; 2 + 2 * q];
        (x[0], x[1]) = (1.0, row[1]);
        if row[2] > 0.5 {
            let at = row[2] as usize - 1;
            x[2 + at] = 1.0;
            x[2 + q + at] = row[1];
        }
        x
    });
    let fit = linear(&full);
    let tested: Vec<usize> = (2 + q..2 + 2 * q).filter(|j| !fit.dropped.contains(j)).collect();
    let g = part.clusters.count();
    if tested.len() < q || (q > 1 && g <= q + 1) {
        sheet.warn(Warning::new(
            "NoInteractionTest",
            format!(
                "whether the difference varies with `{title}` cannot be tested: {} levels and {g} clusters, and every \
                 level needs exposed and unexposed pupils",
                q + 1
            ),
        ));
        sheet.missing(blank("risk_difference", term));
        return;
    }
    if q == 1 {
        let (_, number): (_, Number) = Robust::new(&fit, CR2).number(0, &fit.picks(tested[0]));
        sheet.put(blank("risk_difference", term), Scale::Difference, number);
        return;
    }
    let joint = Robust::new(&fit, &[("cr1", Correction::Cr1)]).covariance().block(&tested);
    let beta: Vec<f64> = tested.iter().map(|j| fit.coefficients[*j]).collect();
    let factor = cholesky(&joint, 1e-10);
    let solved = factor.solve(&beta);
    let wald: f64 = solved.iter().zip(&beta).map(|(a, b)| a * b).sum();
    let f = wald / q as f64;
    let df = g as f64 - 1.0;
    let usable = factor.dropped().is_empty();
    let (f, p) = if usable { (f, f_tail(f, q as f64, df)) } else { (f64::NAN, f64::NAN) };
    sheet.test(name("risk_difference", "crude", term, LINEAR[0].0), None, f, df, p);
}
