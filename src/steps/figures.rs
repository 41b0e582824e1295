//! Draws the figures of a study from its results, its panel and its lottery.

use super::report_sources::{Sources, number, numbers, words};
use crate::plots::{
    Curve, CurveKind, Curves, Exposure, Figure, LagPoint, Randomization, Rollout, RolloutRow, Sheet, StatisticScale,
    curves, exposure, randomization, rollout,
};
use crate::trial::EstimateRow;
use serde_json::Value;
use std::collections::BTreeMap;

/// One figure in its two widths.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// For paper and large screens.
    pub wide: Figure,
    /// For phones.
    pub narrow: Figure,
    /// What a reader must know beside it.
    pub caption: String,
}

/// Every figure that the sources allow, in the order of the report.
pub fn draw(sources: &Sources, language: crate::trial::Language) -> Vec<Drawn> {
    let (wide, narrow) = (Sheet::wide(language), Sheet::narrow(language));
    let mut drawn = Vec::new();
    let mut both = |figure: &dyn Fn(&Sheet) -> Figure, caption: String| {
        drawn.push(Drawn { wide: figure(&wide), narrow: figure(&narrow), caption });
    };
    if let Some(data) = rollout_data(sources) {
        both(&|s| rollout(&data, s), String::new());
    }
    if let Some(data) = exposure_data(sources) {
        both(&|s| exposure(&data, s), String::new());
    }
    if let Some(data) = randomization_data(sources) {
        both(&|s| randomization(&data, s), String::new());
    }
    for kind in [CurveKind::CumulativeIncidence, CurveKind::Survival] {
        if let Some(data) = curve_data(sources, kind, &wide) {
            let caption = wide.say(
                "Båndene er 95 %-grænser for hver dag for sig, beregnet som om eleverne var uafhængige.",
                "Bands are 95% limits for each day by itself, computed as if pupils were independent.",
            );
            both(&|s| curves(&data, s), caption.to_string());
        }
    }
    drawn
}

/// The SVG and PNG files of the figures, relative to the study folder.
pub fn files(drawn: &[Drawn]) -> crate::diagnostics::Outcome<Vec<(String, Vec<u8>)>> {
    use rayon::prelude::*;
    let pairs: Vec<[(String, Vec<u8>); 2]> = drawn
        .par_iter()
        .map(|d| {
            let stem = format!("results/figures/{}", d.wide.name);
            Ok([(format!("{stem}.svg"), d.wide.svg().into_bytes()), (format!("{stem}.png"), d.wide.png()?)])
        })
        .collect::<crate::diagnostics::Outcome<_>>()?;
    Ok(pairs.into_iter().flatten().collect())
}

fn rollout_data(sources: &Sources) -> Option<Rollout> {
    if sources.schedule.is_empty() {
        return None;
    }
    let schools: BTreeMap<&str, &str> = sources.lots.iter().map(|(id, s)| (id.as_str(), s.as_str())).collect();
    let rollout = &sources.intervention().rollout;
    let rows = sources.members.iter().filter_map(|(programme, lot)| {
        let wave = *sources.schedule.get(lot)?;
        Some(RolloutRow {
            programme: programme.clone(),
            school: schools.get(lot.as_str()).unwrap_or(&"").to_string(),
            wave,
            start: rollout.start_of_wave(wave),
            withdrawn: false,
        })
    });
    Some(Rollout {
        terms: rollout.periods.iter().map(|p| p.id.clone()).collect(),
        transition: rollout.transition as usize,
        rows: rows.collect(),
    })
}

/// The rows by lag: the primary estimator's where it has them, else those of the regression by exposure.
fn exposure_data(sources: &Sources) -> Option<Exposure> {
    let study = sources.study();
    let outcome = study.primary();
    let rows: Vec<EstimateRow> =
        sources.effect_rows().into_iter().filter(|r| r.outcome == outcome.name && r.estimand == "by-lag").collect();
    let estimators = [study.analysis.estimator.as_str(), "twfe-exposure", "exposure-time"];
    let chosen = estimators.into_iter().find(|e| rows.iter().any(|r| r.estimator == *e))?;
    let rows: Vec<&EstimateRow> = rows.iter().filter(|r| r.estimator == chosen).collect();
    let bands = &sources.effects.as_ref()?["bands"];
    let mut lags: Vec<i64> = rows.iter().filter_map(|r| lag(&r.term)).collect();
    lags.sort_unstable();
    lags.dedup();
    let points = lags.into_iter().filter_map(|l| {
        let of_lag: Vec<&&EstimateRow> =
            rows.iter().filter(|r| lag(&r.term) == Some(l) && r.estimate.is_some()).collect();
        let wanted = [study.analysis.variance.as_str(), "randomization", "cr2", "neyman"];
        let with_limits = |v: &str| of_lag.iter().find(|r| r.variance == v && r.conf_low.is_some());
        let row = wanted.iter().find_map(|v| with_limits(v)).or(of_lag.first())?;
        let band = bands.as_array().into_iter().flatten().find(|b| {
            words(&b["outcome"]) == outcome.name
                && words(&b["estimator"]) == chosen
                && lag(&words(&b["term"])) == Some(l)
        });
        let finite = |v: Option<f64>| v.filter(|v| v.is_finite());
        Some(LagPoint {
            lag: l,
            estimate: row.estimate?,
            low: if l == -1 { None } else { finite(row.conf_low) },
            high: if l == -1 { None } else { finite(row.conf_high) },
            band_low: finite(band.and_then(|b| number(&b["conf.low"]))),
            band_high: finite(band.and_then(|b| number(&b["conf.high"]))),
            programmes: None,
        })
    });
    Some(Exposure {
        outcome: outcome.label.clone(),
        points: points.collect(),
        target: outcome.target,
        level: study.analysis.level,
        probability: rows.first().is_none_or(|r| r.scale == "probability"),
    })
}

fn lag(term: &str) -> Option<i64> {
    term.strip_prefix("lag=")?.parse().ok()
}

fn randomization_data(sources: &Sources) -> Option<Randomization> {
    let facts = &sources.effects.as_ref()?["randomization"];
    let histogram = &facts["histogram"];
    let (breaks, counts) = (numbers(&histogram["breaks"]), numbers(&histogram["counts"]));
    if counts.is_empty() || breaks.len() != counts.len() + 1 || breaks.iter().any(|b| !b.is_finite()) {
        return None;
    }
    let scale = match words(&facts["statistic"]).as_str() {
        "estimate" => StatisticScale::Probability,
        _ => StatisticScale::Studentized,
    };
    Some(Randomization {
        outcome: sources.study().primary().label.clone(),
        scale,
        breaks,
        counts: counts.iter().map(|c| if *c > 0.0 { *c as u64 } else { 0 }).collect(),
        observed: number(&facts["observed"])?,
        p: number(&facts["p"])?,
        draws: number(&facts["draws"]).unwrap_or(0.0).max(0.0) as u64,
        enumerated: facts["enumerated"].as_bool().unwrap_or(false),
    })
}

fn curve_data(sources: &Sources, kind: CurveKind, sheet: &Sheet) -> Option<Curves> {
    let facts = sources.absence.as_ref()?;
    let name = match kind {
        CurveKind::Survival => "survival",
        CurveKind::CumulativeIncidence => "cumulative_incidence",
    };
    let absence = &sources.study().absence;
    let mut list: Vec<Curve> = Vec::new();
    for c in facts["curves"].as_array().into_iter().flatten().filter(|c| words(&c["kind"]) == name) {
        let group = exposed(&c["exposed"]);
        let at_risk = facts["at_risk"].as_array().into_iter().flatten().find(|a| exposed(&a["exposed"]) == group);
        let at_risk = at_risk.map_or_else(Vec::new, |a| {
            let n = numbers(&a["n"]);
            numbers(&a["day"]).into_iter().zip(n).filter(|(_, n)| *n >= 0.0).map(|(d, n)| (d, n as u64)).collect()
        });
        list.push(Curve {
            label: group_name(sheet, group, absence.threshold),
            days: numbers(&c["day"]),
            values: numbers(&c["value"]),
            low: numbers(&c["low"]),
            high: numbers(&c["high"]),
            at_risk,
        });
    }
    if list.is_empty() {
        return None;
    }
    list.sort_by(|a, b| a.label.cmp(&b.label));
    let definition = &facts["definition"];
    let from = number(&definition["landmark"]).unwrap_or(f64::from(absence.landmark));
    let last = list.iter().flat_map(|c| c.days.iter().copied()).filter(|d| d.is_finite()).fold(from + 1.0, f64::max);
    let to =
        number(&definition["horizon"]).or(absence.horizon.map(f64::from)).unwrap_or(last).min(last.max(from + 1.0));
    let title =
        match kind {
            CurveKind::Survival => sheet
                .say("Andel der stadig går der, efter tidligt fravær", "Share still on the course, by early absence"),
            CurveKind::CumulativeIncidence => sheet
                .say("Andel der er faldet fra, efter tidligt fravær", "Share that has dropped out, by early absence"),
        };
    Some(Curves { kind, title: title.into(), caption: absence_caption(sources, sheet), curves: list, from, to })
}

fn exposed(value: &Value) -> bool {
    value.as_bool().unwrap_or_else(|| number(value) == Some(1.0) || value.as_str() == Some("1"))
}

fn group_name(sheet: &Sheet, exposed: bool, threshold: u32) -> String {
    match (exposed, threshold) {
        (false, 1) => sheet.say("ingen dage med fravær", "no day absent").to_string(),
        (true, 1) => sheet.say("mindst én dag med fravær", "at least one day absent").to_string(),
        (false, t) => {
            format!("{} {t} {}", sheet.say("under", "fewer than"), sheet.say("dage med fravær", "days absent"))
        }
        (true, t) => format!("{} {t} {}", sheet.say("mindst", "at least"), sheet.say("dage med fravær", "days absent")),
    }
}

/// What "14 days" means, for the captions of every absence figure.
pub(super) fn absence_caption(sources: &Sources, sheet: &Sheet) -> String {
    let a = &sources.study().absence;
    format!(
        "{} {} {}, {}, {}. {} {} {}.",
        sheet.say("Fravær i de første", "Absence in the first"),
        a.window_days,
        if a.school_days { sheet.say("skoledage", "school days") } else { sheet.say("kalenderdage", "calendar days") },
        if a.whole_days {
            sheet.say("kun hele dage", "whole days only")
        } else {
            sheet.say("hele eller dele af dage", "any part of a day")
        },
        if a.lawful {
            sheet.say("også lovligt", "lawful absence included")
        } else {
            sheet.say("kun ulovligt", "unlawful absence only")
        },
        sheet.say("Kun elever, der stadig gik der efter dag", "Only pupils still there after day"),
        a.landmark,
        sheet.say("er med", "are included"),
    )
}
