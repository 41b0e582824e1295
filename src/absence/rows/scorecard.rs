//! The model as a scorecard: coefficients in the units of the data, and the frozen coefficients of another cohort.

use super::forms::smallest;
use super::judged::Judged;
use super::question::Question;
use super::sheet::{CLUSTERS, Number, Robust, Scale, Sheet, name};
use crate::absence::{Cells, DAYS, Family, Followed, INTERCEPT, Scorecard, Term, Unit, contrasts, iterated};
use crate::diagnostics::{Doubt, Outcome, Problem};
use crate::trial::facts::{Fact, ScorecardTold};

/// How each column after the intercept is counted.
fn units(cohort: &Followed) -> Vec<Unit> {
    [Unit::OWN].into_iter().chain(cohort.units.iter().copied()).collect()
}

/// Rows `coefficient` of the model fitted to everybody, and the model itself; none where there is no fit, or where it
/// would tell about few.
pub fn coefficients(
    sheet: &mut Sheet,
    question: &Question,
    cohort: &Followed,
    judged: &Judged,
) -> Option<ScorecardTold> {
    let cells = &judged.cells;
    sheet.about(cohort.len(), cohort.clusters.count());
    let terms: Vec<&str> = [INTERCEPT].into_iter().chain(cells.terms[1..].iter().map(String::as_str)).collect();
    let row = |term: &str| name("coefficient", "logit-adjusted", term, "cr1");
    let fit = match iterated(cells, Family::Logit) {
        Ok(fit) => fit,
        Err(separation) => {
            sheet.separated(&separation, "scorecard");
            terms.iter().for_each(|t| {
                sheet.missing(row(t));
            });
            return None;
        }
    };
    let reveals = reveals(cohort, cells);
    let robust = Robust::new(&fit, CLUSTERS);
    let contrasts = contrasts(&units(cohort));
    let mut found = Vec::new();
    for (j, term) in terms.iter().enumerate() {
        let (_, number) = robust.number(0, contrasts.row(j));
        found.push(Term { term: term.to_string(), coefficient: number.value });
        let number = if fit.dropped.contains(&j) {
            Number { value: f64::NAN, std_error: f64::NAN, df: f64::NAN }
        } else {
            number
        };
        sheet.put(row(term), Scale::Level, number).reveals = reveals;
    }
    if reveals.is_some_and(|r| r < question.minimum) {
        return None;
    }
    Some(Scorecard { definition: question.definition.value(), terms: found }.told())
}

/// The smallest count of a 0/1 covariate by dropout.
fn reveals(cohort: &Followed, cells: &Cells) -> Option<f64> {
    let totals = cells.totals(|_| false);
    let mut counts = Vec::new();
    for (j, (_, column)) in cohort.covariates.iter().enumerate() {
        let unit = cohort.units[j];
        let own = |x: f64| x * unit.size + unit.shift;
        if !column.levels().iter().all(|x| own(*x) == 0.0 || own(*x) == 1.0) {
            continue;
        }
        let mut four = [0.0; 4];
        for (i, (n, events)) in totals.iter().enumerate() {
            let at = 2 * usize::from(own(cells.design[(i, j + 2)]) == 1.0);
            four[at] += events;
            four[at + 1] += n - events;
        }
        counts.extend(four);
    }
    smallest(counts.into_iter())
}

/// The risks that a frozen scorecard gives each design row.
///
/// # Errors
/// `A117` where its terms are not exactly days and the covariates named now.
pub fn frozen(sheet: &mut Sheet, question: &Question, cohort: &Followed, cells: &Cells) -> Outcome<Option<Vec<f64>>> {
    let Some(card) = &question.wanted.scorecard else { return Ok(None) };
    let covariates: Vec<&str> = cohort.covariates.iter().map(|(n, _)| n.as_str()).collect();
    if !card.is_of(&covariates) {
        let now: Vec<&str> = [INTERCEPT, DAYS].into_iter().chain(covariates).collect();
        return Err(Problem::new("A117", "the scorecard's terms are not those of the question")
            .found(format!("terms {}", card.names().join(", ")))
            .expected(format!("terms {}", now.join(", ")))
            .help("name the covariates that the scorecard was fitted with, or judge another scorecard"));
    }
    let differs = card.differs(&question.definition.value());
    if !differs.is_empty() {
        sheet.warn(Doubt::ScorecardDefinition { what: differs.join("; ") });
    }
    let columns: Vec<&str> = cells.terms[1..].iter().map(String::as_str).collect();
    Ok(Some(card.risks(&cells.design, &columns, &units(cohort))))
}
