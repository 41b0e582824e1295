//! The figures of the effect: the target, its distribution under the lottery, by exposure, side by side, over time.

use super::deciding::axis_words;
pub(crate) use super::deciding::{primary_row, pupils};
use super::{Easel, seen};
use crate::plots::{
    Exposure, Forest, ForestRow, LagPoint, Means, Randomization, Sheet, StatisticScale, WaveLine, exposure, forest,
    means, randomization, target,
};
use crate::report::papers::labels;
use crate::report::sources::Sources;
use crate::report::story::{effect::deciding, others::of_study};
use crate::tables::disclosure::hidden_shares;
use crate::trial::EstimateRow;
use crate::trial::facts::{Band, Histogram, Statistic};
use crate::trial::methods::Estimand;
use crate::trial::{Estimator, Named, Unit, VarianceKind};
use std::collections::BTreeMap;

/// Rows of the forest plot beyond which only the table holds them all.
const MOST: usize = 45;

pub(crate) fn draw(sources: &Sources, easel: &mut Easel) {
    let sheet = easel.sheet();
    let row = primary_row(sources);
    easel.about(row.map(|r| pupils(&sheet, r.nobs)));
    if let Some(data) = super::target::of_study(sources, &sheet) {
        easel.draw(|s| target(&data, s), "");
    }
    if let Some(data) = exposure_data(sources, &sheet) {
        easel.draw(|s| exposure(&data, s), "");
    }
    if let Some(data) = randomization_data(sources, &sheet) {
        easel.draw(|s| randomization(&data, s), "");
    }
    if let Some(data) = side_by_side(sources, &sheet) {
        easel.draw(|s| forest(&data, s), "");
    }
    if let Some(data) = super::subgroups::effects(sources, &sheet) {
        easel.draw(|s| forest(&data, s), "");
    }
    if let Some(data) = over_time(sources, &sheet) {
        easel.draw(|s| means(&data, s), "");
    }
}

/// Whether a row estimates an effect on the outcome: neither what the lottery did to delivery nor a test of the lags.
fn is_effect(row: &EstimateRow) -> bool {
    row.estimand != "lag-tests" && row.term.split(':').next() != Some("first-stage")
}

fn side_by_side(sources: &Sources, sheet: &Sheet) -> Option<Forest> {
    let outcome = sources.study().primary();
    let planned = deciding(sources)?;
    let scale = planned.scale.clone();
    let mut rows = beside_planned(sources, &planned, sheet);
    rows.extend(sensitivity(sources, &scale, sheet)?);
    rows.truncate(MOST);
    let probability = Unit::of(&scale) == Unit::Points;
    Some(Forest {
        name: "forest".into(),
        title: format!("{}: {}", outcome.label, seen::agreement(planned.estimate, &of_study(sources, &planned), sheet)),
        caption: sheet
            .say(
                "Fyldt: den beregning, der afgør. Ringe: de øvrige.",
                "Filled: the estimate that decides. Rings: the others.",
            )
            .into(),
        rows,
        target: outcome.target,
        overall: None,
        probability,
        axis: axis_words(sources, sheet, probability),
    })
}

/// Rows of the primary outcome on its scale: those of the plan, the planned one first, then the others.
fn beside_planned(sources: &Sources, planned: &EstimateRow, sheet: &Sheet) -> Vec<ForestRow> {
    let mut rows = Vec::new();
    let mut group = Some(sheet.say("Planlagte beregninger", "Planned estimates").to_string());
    let all = sources.effect_rows();
    let (study, outcome) = (sources.study(), sources.study().primary());
    for wanted in [true, false] {
        if !wanted {
            group = Some(sheet.say("Andre beregninger", "Other estimates").to_string());
        }
        let mut list: Vec<&EstimateRow> = all
            .iter()
            .filter(|r| {
                let same = r.outcome == outcome.name && r.scale == planned.scale && r.prespecified == wanted;
                same && !r.term.starts_with("lag=") && is_effect(r) && sources.speaks_of_shown(&r.term)
            })
            .collect();
        let place = |r: &EstimateRow| match r == planned {
            true => 0,
            false => 1 + u8::from(r.estimator != study.analysis.estimator || r.variance != study.analysis.variance),
        };
        list.sort_by_key(|r| place(r));
        for r in list {
            let Some(estimate) = r.estimate.filter(|e| e.is_finite()) else { continue };
            rows.push(ForestRow {
                label: labels::short_row(sheet.language, r),
                group: group.take(),
                estimate,
                low: r.conf_low,
                high: r.conf_high,
                primary: r == planned,
            });
        }
    }
    rows
}

/// Rows of the sensitivity analyses.
fn sensitivity(sources: &Sources, scale: &str, sheet: &Sheet) -> Option<Vec<ForestRow>> {
    let mut group = Some(sheet.say("Følsomhed", "Sensitivity").to_string());
    let mut rows = Vec::new();
    let outcome = sources.study().primary();
    let planned = sources.effect_rows();
    let same = |a: &EstimateRow, b: &EstimateRow| {
        let key = |r: &EstimateRow| (r.outcome.clone(), r.estimator.clone(), r.estimand.clone(), r.variance.clone());
        key(a) == key(b) && [a.estimate, a.conf_low, a.conf_high] == [b.estimate, b.conf_low, b.conf_high]
    };
    for way in &sources.effect_facts()?.sensitivity {
        let r = way.row();
        let Some(estimate) = r.estimate.filter(|e| e.is_finite() && r.outcome == outcome.name && r.scale == scale)
        else {
            continue;
        };
        // what stands above already is no other estimate
        if !sources.speaks_of_shown(&r.term) || planned.iter().any(|p| same(p, &r)) {
            continue;
        }
        let label = match way.label.as_str() {
            "" => labels::short_row(sheet.language, &r),
            label => labels::short_analysis(sheet.language, label, &r),
        };
        rows.push(ForestRow {
            label,
            group: group.take(),
            estimate,
            low: r.conf_low,
            high: r.conf_high,
            primary: false,
        });
    }
    Some(rows)
}

/// The rows by lag: the primary estimator's where it has them, else those of a regression by exposure.
fn exposure_data(sources: &Sources, sheet: &Sheet) -> Option<Exposure> {
    let study = sources.study();
    let outcome = study.primary();
    let rows: Vec<EstimateRow> = sources
        .effect_rows()
        .into_iter()
        .filter(|r| r.outcome == outcome.name && r.term.starts_with("lag="))
        .filter(|r| sources.speaks_of_shown(&r.term))
        .collect();
    let by_exposure = Estimator::all().into_iter().filter(|e| e.row().estimands[0] == Estimand::ByLag);
    let estimators = std::iter::once(study.analysis.estimator).chain(by_exposure).map(Named::name);
    let chosen = estimators.into_iter().find(|e| rows.iter().any(|r| r.estimator == *e))?;
    let rows: Vec<&EstimateRow> = rows.iter().filter(|r| r.estimator == chosen).collect();
    let mut lags: Vec<i64> = rows.iter().filter_map(|r| lag(&r.term)).collect();
    lags.sort_unstable();
    lags.dedup();
    let points = lags.into_iter().filter_map(|l| {
        let of_lag: Vec<&EstimateRow> =
            rows.iter().copied().filter(|r| lag(&r.term) == Some(l) && r.estimate.is_some()).collect();
        let wanted = [study.analysis.variance, VarianceKind::Randomization, VarianceKind::Cr2, VarianceKind::Neyman];
        let with_limits = |v: &VarianceKind| of_lag.iter().find(|r| r.variance == *v && r.conf_low.is_some());
        let row = wanted.iter().find_map(with_limits).or(of_lag.first())?;
        let band = band(sources, &outcome.name, chosen, l);
        let finite = |v: Option<f64>| v.filter(|v| v.is_finite() && l != -1);
        Some(LagPoint {
            lag: l,
            estimate: row.estimate?,
            low: finite(row.conf_low),
            high: finite(row.conf_high),
            band_low: finite(band.and_then(|b| b.low)),
            band_high: finite(band.and_then(|b| b.high)),
            programmes: None,
        })
    });
    let points: Vec<LagPoint> = points.collect();
    Some(Exposure {
        title: format!("{}: {}", outcome.label, seen::lags(&points, sheet)),
        points,
        target: outcome.target,
        level: study.analysis.level,
        probability: rows.first().is_none_or(|r| r.unit() == Unit::Points),
    })
}

fn band<'a>(sources: &'a Sources, outcome: &str, estimator: &str, l: i64) -> Option<&'a Band> {
    sources.effect_facts()?.bands.iter().find(|b| {
        let own = b.outcome == outcome && b.estimator == estimator;
        own && lag(&b.term) == Some(l) && sources.speaks_of_shown(&b.term)
    })
}

fn lag(term: &str) -> Option<i64> {
    term.strip_prefix("lag=")?.split(':').next()?.parse().ok()
}

fn randomization_data(sources: &Sources, sheet: &Sheet) -> Option<Randomization> {
    let test = sources.primary_test()?;
    let Histogram { breaks, counts } = test.histogram.clone();
    if counts.is_empty() || breaks.len() != counts.len() + 1 || breaks.iter().any(|b| !b.is_finite()) {
        return None;
    }
    let probability = primary_row(sources).is_none_or(|r| r.unit() == Unit::Points);
    let scale = match (test.statistic, probability) {
        (Statistic::Estimate, true) => StatisticScale::Probability,
        (Statistic::Estimate, false) => StatisticScale::Plain,
        (Statistic::Studentized, _) => StatisticScale::Studentized,
    };
    let p = test.p?;
    Some(Randomization {
        title: format!("{}: {}", sources.study().primary().label, seen::chance(p, sheet)),
        scale,
        breaks,
        counts,
        observed: test.observed.filter(|o| o.is_finite())?,
        p,
        draws: test.draws,
        enumerated: test.enumerated,
    })
}

/// Share with the primary outcome by wave and term, pupils weighing the same.
fn over_time(sources: &Sources, sheet: &Sheet) -> Option<Means> {
    let outcome = sources.study().primary();
    if !outcome.kind.is_binary() {
        return None;
    }
    let rollout = &sources.intervention().rollout;
    let mut cells: BTreeMap<u32, Vec<(u64, u64)>> = BTreeMap::new();
    for row in sources.panel.iter().filter(|r| r.outcome == outcome.name) {
        let Some(term) = rollout.period(&row.period) else { continue };
        let wave =
            cells.entry(sources.wave_of_start(&row.start)).or_insert_with(|| vec![(0, 0); rollout.periods.len()]);
        wave[term].0 += row.n;
        wave[term].1 += row.k;
    }
    if cells.is_empty() {
        return None;
    }
    let counts = |of: fn(&(u64, u64)) -> u64| -> Vec<Vec<u64>> {
        cells.values().map(|wave| wave.iter().map(of).collect()).collect()
    };
    let hidden = hidden_shares(&counts(|c| c.0), &counts(|c| c.1), u64::from(sources.study().disclosure_minimum));
    let waves = cells.into_iter().zip(hidden).map(|((wave, values), hidden)| {
        let shown = |((n, k), hidden): (&(u64, u64), &bool)| (*n > 0 && !hidden).then(|| *k as f64 / *n as f64);
        let start = rollout.start_of_wave(wave);
        let term = start.and_then(|s| rollout.periods.get(s));
        WaveLine {
            label: match (wave, term) {
                (0, _) => sheet.say("Uden trin", "No wave").to_string(),
                (w, Some(term)) => {
                    format!("{} {w} · {} {}", sheet.say("Trin", "Wave"), sheet.say("fra", "from"), term.id)
                }
                (w, None) => format!("{} {w}", sheet.say("Trin", "Wave")),
            },
            start,
            values: values.iter().zip(&hidden).map(shown).collect(),
        }
    });
    let waves: Vec<WaveLine> = waves.collect();
    Some(Means {
        title: format!("{}: {}", outcome.label, seen::shares(&waves, sheet)),
        terms: rollout.periods.iter().map(|p| p.id.clone()).collect(),
        waves,
    })
}
