//! Can the drawn schedules, or those that may be drawn, tell the interventions apart?

use super::arm::Arm;
use crate::design::outlook::doubts;
use crate::design::several::{Pattern, Separation, separation};
use crate::effects::question::Effects;
use crate::numeric::Matrix;
use crate::trial::facts::{Aliased, AliasedTerm, Dose, Fact, Overlap, Separated};
use crate::trial::terms::term;
use crate::trial::{Panel, Start};

/// Adds the separation of the schedules that were drawn, in pupils, with its warnings.
pub(crate) fn add(panel: &Panel, arms: &[Arm], pairs: &[(usize, usize)], effects: &mut Effects) {
    let periods = panel.periods().len();
    let starts: Vec<(String, Vec<Start>)> = arms.iter().map(|a| (a.name.clone(), a.starts.clone())).collect();
    let mut pattern = Pattern::of_starts(&starts, pairs, periods, term);
    for (c, w) in pattern.weight.iter_mut().enumerate() {
        *w = panel.cell(c / periods, c % periods).map_or(0.0, |cell| cell.n());
    }
    let found = separation(&pattern);
    for warning in doubts(&found, "the drawn schedules") {
        effects.warn(warning);
    }
    effects.state(&separated(found));
    effects.state(&overlap(&pattern, arms.len()));
    effects.facts.push(Dose::listed(&dose(&pattern, panel, arms)));
}

fn rows(m: &Matrix) -> Vec<Vec<f64>> {
    (0..m.rows()).map(|i| m.row(i).to_vec()).collect()
}

fn separated(found: Separation) -> Separated {
    let repeated = |(term, factor): (String, f64)| AliasedTerm { term, factor };
    let aliases = found.aliases.into_iter();
    Separated {
        terms: found.terms,
        raw: rows(&found.raw),
        within: rows(&found.within),
        inflation: found.inflation.into_iter().map(|x| x.unwrap_or(f64::NAN)).collect(),
        aliases: aliases.map(|a| Aliased { term: a.term, of: a.of.into_iter().map(repeated).collect() }).collect(),
    }
}

/// Pupils under each pair of interventions at once; on the diagonal those under each.
fn overlap(pattern: &Pattern, interventions: usize) -> Overlap {
    let both = |a: usize, b: usize| -> f64 {
        let on = |c: &usize| pattern.holds[a][*c] && pattern.holds[b][*c];
        (0..pattern.weight.len()).filter(on).map(|c| pattern.weight[c]).sum()
    };
    let row = |a: usize| (0..interventions).map(|b| both(a, b)).collect();
    Overlap { terms: pattern.terms[..interventions].to_vec(), pupils: (0..interventions).map(row).collect() }
}

/// How much of each intervention there was: programmes, programme-terms and pupils, by terms since the start.
fn dose(pattern: &Pattern, panel: &Panel, arms: &[Arm]) -> Vec<Dose> {
    let periods = panel.periods().len();
    let one = |(k, arm): (usize, &Arm)| {
        let cells: Vec<usize> =
            (0..pattern.weight.len()).filter(|c| pattern.holds[k][*c] && pattern.weight[*c] > 0.0).collect();
        let mut by_lag = vec![0.0; periods];
        for &c in &cells {
            if let Some(g) = arm.starts[c / periods] {
                by_lag[c % periods - g] += pattern.weight[c];
            }
        }
        while by_lag.last().is_some_and(|n| *n == 0.0) {
            by_lag.pop();
        }
        let mut units: Vec<usize> = cells.iter().map(|c| c / periods).collect();
        units.dedup();
        let pupils: f64 = cells.iter().map(|c| pattern.weight[*c]).sum();
        Dose {
            intervention: arm.name.clone(),
            programmes: units.len(),
            programme_terms: cells.len(),
            pupils,
            share: Some(pupils / pattern.weight.iter().sum::<f64>()),
            pupils_by_lag: by_lag,
        }
    };
    arms.iter().enumerate().map(one).collect()
}
