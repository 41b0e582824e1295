//! Risks with and without early absence: crude, adjusted, standardised, within classes.

use super::Sheet;
use super::sheet::{CLUSTERS, CR2, LINEAR, Name, Number, Robust, Scale, name};
use crate::absence::{
    Cells, Coded, Family, Followed, e_value, e_value_of_limit, iterated, linear, mantel_haenszel, standardise,
};
use crate::diagnostics::Doubt;

/// How many, before anything is estimated.
pub fn counts(sheet: &mut Sheet, starters: usize, cohort: &Followed) {
    let exposed = |i: usize| cohort.exposed.value(i) > 0.5;
    let tally = |keep: &dyn Fn(usize) -> bool| (0..cohort.len()).filter(|i| keep(*i)).count();
    let dropped = |i: usize| cohort.dropout.value(i) > 0.5;
    let mut put = |term: &str, value: usize, family: Option<&'static str>| {
        let line = sheet.plain(name("count", "crude", term, "none"), value as f64);
        line.reveals = Some(value as f64);
        line.family = family;
        line.told_elsewhere = term == "day-unknown";
    };
    let out = &cohort.left_out;
    put("starters", starters, None);
    put("n", cohort.len(), None);
    put("excluded", starters - cohort.len(), Some("excluded"));
    put("left-by-landmark", out.left_by_landmark, Some("excluded"));
    put("absence-unknown", out.absence_unknown, Some("excluded"));
    put("day-unknown", out.day_unknown, Some("excluded"));
    put("event-unknown", out.event_unknown, Some("excluded"));
    put("covariate-unknown", out.covariate_unknown, Some("excluded"));
    put("exposed", tally(&exposed), None);
    put("dropouts_exposed", tally(&|i| exposed(i) && dropped(i)), Some("dropouts"));
    put("dropouts_unexposed", tally(&|i| !exposed(i) && dropped(i)), Some("dropouts"));
    let unknown = cohort.known.iter().filter(|k| !**k).count();
    put("outcome-unknown", unknown, None);
}

/// Pupils and dropouts in the smaller of the two cells that a comparison shows.
fn smallest_cell(cohort: &Followed) -> f64 {
    let mut cells = [0usize; 4];
    for i in 0..cohort.len() {
        cells[2 * usize::from(cohort.exposed.value(i) > 0.5) + usize::from(cohort.dropout.value(i) > 0.5)] += 1;
    }
    cells.into_iter().filter(|c| *c > 0).min().unwrap_or(0) as f64
}

fn crude_cells(cohort: &Followed) -> Cells {
    Cells::collapse(&[("exposed", &cohort.exposed)], &cohort.dropout, &cohort.clusters)
}

/// The exposure and the covariates, in that order.
pub fn adjusted_cells(cohort: &Followed) -> Cells {
    let mut columns: Vec<(&str, &Coded)> = vec![("exposed", &cohort.exposed)];
    columns.extend(cohort.covariates.iter().map(|(n, c)| (n.as_str(), c)));
    Cells::collapse(&columns, &cohort.dropout, &cohort.clusters)
}

/// Everything about risk at the end of follow-up.
pub fn risks(sheet: &mut Sheet, cohort: &Followed) {
    let from = sheet.lines.len();
    let crude = crude_cells(cohort);
    let fit = linear(&crude);
    let robust = Robust::new(&fit, LINEAR);
    let (_, none) = robust.number(1, &[1.0, 0.0]);
    let (_, all) = robust.number(1, &[1.0, 1.0]);
    let sides = crude.by_exposure();
    let both = sides.both();
    sheet.put_supported(name("risk", "crude", "exposed=0", "cr2"), Scale::Share, none, sides.side(0));
    sheet.put_supported(name("risk", "crude", "exposed=1", "cr2"), Scale::Share, all, sides.side(1));
    sheet.combination(("risk_difference", "crude", "exposed"), Scale::Difference, &robust, &[0.0, 1.0], both);
    ratio_row(sheet, &crude, Family::Poisson, ("risk_ratio", "crude"));
    ratio_row(sheet, &crude, Family::Logit, ("odds_ratio", "crude"));

    let cells = adjusted_cells(cohort);
    if !cohort.covariates.is_empty() {
        let fit = linear(&cells);
        collinear(sheet, &fit.dropped, &cells.terms);
        let robust = Robust::new(&fit, LINEAR);
        let exposed = fit.picks(1);
        let what = ("risk_difference", "linear-adjusted", "exposed");
        sheet.combination(what, Scale::Difference, &robust, &exposed, both);
        ratio_row(sheet, &cells, Family::Poisson, ("risk_ratio", "poisson-adjusted"));
        ratio_row(sheet, &cells, Family::Logit, ("odds_ratio", "logit-adjusted"));
    }
    standardised(sheet, &cells);
    within_classes(sheet, &crude);
    let reveals = Some(smallest_cell(cohort));
    sheet.lines[from..].iter_mut().for_each(|l| l.reveals = reveals);
}

/// The exposure's coefficient of a logit or Poisson fit as a ratio; `NA` and a warning when separated.
fn ratio_row(sheet: &mut Sheet, cells: &Cells, family: Family, what: (&'static str, &'static str)) {
    let label = |variance| name(what.0, what.1, "exposed", variance);
    match iterated(cells, family) {
        Ok(fit) => {
            let (label_of, number) = Robust::new(&fit, CLUSTERS).number(0, &fit.picks(1));
            sheet.put_supported(label(label_of), Scale::Ratio, number, cells.by_exposure().both());
        }
        Err(separation) => {
            let crude = if family == Family::Logit { "crude odds ratio" } else { "crude risk ratio" };
            sheet.separated(&separation, if what.1 == "crude" { crude } else { what.1 });
            sheet.missing(label("cr1"));
        }
    }
}

fn standardised(sheet: &mut Sheet, cells: &Cells) {
    let label = |measure: &'static str, term: &str| name(measure, "g-computation", term, "delta");
    let fit = match iterated(cells, Family::Logit) {
        Ok(fit) => fit,
        Err(separation) => {
            sheet.separated(&separation, "g-computation");
            for (measure, term) in [
                ("risk", "exposed=0"),
                ("risk", "exposed=1"),
                ("risk_difference", "exposed"),
                ("risk_ratio", "exposed"),
                ("e_value", "point"),
                ("e_value", "limit"),
            ] {
                sheet.missing(label(measure, term));
            }
            return;
        }
    };
    let robust = Robust::new(&fit, CLUSTERS);
    let s = standardise(cells, &fit);
    let (sides, both) = (cells.by_exposure(), cells.by_exposure().both());
    let (none, all) = (robust.delta(s.unexposed, &s.unexposed_gradient), robust.delta(s.exposed, &s.exposed_gradient));
    sheet.put_supported(label("risk", "exposed=0"), Scale::Share, none, sides.side(0));
    sheet.put_supported(label("risk", "exposed=1"), Scale::Share, all, sides.side(1));
    let difference = robust.delta(s.difference(), &s.difference_gradient());
    sheet.put_supported(label("risk_difference", "exposed"), Scale::Difference, difference, both);
    let ratio = robust.delta(libm::log(s.ratio()), &s.log_ratio_gradient());
    let row = &sheet.put_supported(label("risk_ratio", "exposed"), Scale::Ratio, ratio, both).row;
    let limit = row.conf_low.zip(row.conf_high).map(|(low, high)| e_value_of_limit(s.ratio(), low, high));
    sheet.plain(name("e_value", "g-computation", "point", "none"), e_value(s.ratio()));
    sheet.plain(name("e_value", "g-computation", "limit", "none"), limit.unwrap_or(f64::NAN));
}

fn within_classes(sheet: &mut Sheet, crude: &Cells) {
    let label = |measure: &'static str| name(measure, "mantel-haenszel", "exposed", "model");
    let Some(mh) = mantel_haenszel(crude) else {
        sheet.warn(Doubt::NoClassWithBoth {});
        ["risk_difference", "risk_ratio", "odds_ratio"].into_iter().for_each(|m| {
            sheet.missing(label(m));
        });
        return;
    };
    let number = |value: f64, variance: f64| Number { value, std_error: libm::sqrt(variance), df: f64::INFINITY };
    sheet.put(label("risk_difference"), Scale::Difference, number(mh.difference, mh.difference_variance));
    sheet.put(label("risk_ratio"), Scale::Ratio, number(libm::log(mh.ratio), mh.log_ratio_variance));
    sheet.put(label("odds_ratio"), Scale::Ratio, number(libm::log(mh.odds), mh.log_odds_variance));
}

/// The comparison that lets the early leavers in: shown because others show it, and labelled.
pub fn no_landmark(sheet: &mut Sheet, everybody: &Followed) {
    let cells = crude_cells(everybody);
    if everybody.exposed.levels().len() < 2 {
        return;
    }
    let reveals = Some(smallest_cell(everybody));
    let from = sheet.lines.len();
    let fit = linear(&cells);
    sheet.combination(
        ("risk_difference", "no-landmark", "exposed"),
        Scale::Difference,
        &Robust::new(&fit, LINEAR),
        &[0.0, 1.0],
        cells.by_exposure().both(),
    );
    sheet.lines[from..].iter_mut().for_each(|l| l.reveals = reveals);
}

/// Risks at 0, 1, 2 and 3 or more days absent, differences from none, and a test for trend.
pub fn dose(sheet: &mut Sheet, cohort: &Followed) {
    let dose = cohort.days.map(|d| libm::floor(d.clamp(0.0, 3.0)));
    let cells = Cells::collapse(&[("dose", &dose)], &cohort.dropout, &cohort.clusters);
    let present = dose.levels();
    let dummies = cells.redesign(&present.iter().map(|d| dose_label(*d)).collect::<Vec<_>>(), |row| {
        present.iter().map(|d| f64::from(u8::from(row[1] == *d))).collect()
    });
    let fit = linear(&dummies);
    let robust = Robust::new(&fit, CR2);
    let mut n = vec![(0.0, 0.0); present.len()];
    for (i, code) in dose.codes().iter().enumerate() {
        n[*code as usize].0 += 1.0;
        n[*code as usize].1 += cohort.dropout.value(i);
    }
    let reveals = |j: usize| {
        let (n, d): (f64, f64) = n[j];
        [n, d, n - d].into_iter().filter(|c| *c > 0.0).fold(f64::INFINITY, f64::min)
    };
    for (j, d) in present.iter().enumerate() {
        let line = sheet.plain(name("count", "crude", dose_label(*d), "none"), n[j].0);
        line.reveals = Some(n[j].0);
        line.family = Some("dose");
    }
    for (j, d) in present.iter().enumerate() {
        let (_, number) = robust.number(0, &fit.picks(j));
        let own = cells.sides(|row| (row[1] == *d).then_some(1)).side(1);
        let line = sheet.put_supported(name("risk", "crude", dose_label(*d), "cr2"), Scale::Share, number, own);
        line.reveals = Some(reveals(j));
        line.family = Some("dose-risk");
    }
    if present.first() != Some(&0.0) || present.len() < 2 {
        return;
    }
    for (j, d) in present.iter().enumerate().skip(1) {
        let mut contrast = fit.picks(j);
        contrast[0] = -1.0;
        let (_, number) = robust.number(0, &contrast);
        let side = |row: &[f64]| if row[1] == 0.0 { Some(0) } else { (row[1] == *d).then_some(1) };
        let row = name("risk_difference", "crude", dose_label(*d), "cr2");
        let line = sheet.put_supported(row, Scale::Difference, number, cells.sides(side).both());
        line.reveals = Some(reveals(j).min(reveals(0)));
    }
    let trend = linear(&cells);
    sheet.combination(
        ("risk_difference", "crude", "dose-trend"),
        Scale::Difference,
        &Robust::new(&trend, CR2),
        &[0.0, 1.0],
        cells.sides(|row| Some(usize::from(row[1] > 0.0))).both(),
    );
}

fn dose_label(d: f64) -> &'static str {
    match d as u8 {
        0 => "dose=0",
        1 => "dose=1",
        2 => "dose=2",
        _ => "dose=3+",
    }
}

fn collinear(sheet: &mut Sheet, dropped: &[usize], terms: &[String]) {
    for j in dropped {
        sheet.warn(Doubt::CollinearCovariate { covariate: terms[*j].clone() });
    }
}

/// The name of a row that a subgroup could not give.
pub fn blank(measure: &'static str, term: String) -> Name {
    name(measure, "crude", term, "cr2")
}
