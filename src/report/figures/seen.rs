//! Titles that say what is seen: the conclusion of each figure in one line.

use crate::plots::{LagPoint, Sheet, WaveLine};
use crate::report::sources::Sources;
use crate::report::story::others::agreeing;
use crate::trial::{EstimateRow, Language, Unit};

/// Whether a change may be claimed: p is small enough and zero lies outside the limits, which belong to the interval.
pub(crate) fn is_claimed(row: &EstimateRow, level: f64) -> bool {
    let small = row.p_value.filter(|p| !p.is_nan()).is_none_or(|p| p <= 1.0 - level + 1e-12);
    small && (row.conf_low.is_some_and(|l| l > 0.0) || row.conf_high.is_some_and(|h| h < 0.0))
}

fn say(sheet: &Sheet, danish: String, english: String) -> String {
    match sheet.language {
        Language::Da => danish,
        Language::En => english,
    }
}

fn interval(row: &EstimateRow, sheet: &Sheet) -> String {
    let one = |v: f64| if row.unit() == Unit::Points { sheet.points(v, 1) } else { sheet.signed(v, 3) };
    match (row.conf_low, row.conf_high) {
        (Some(low), Some(high)) if low.is_finite() && high.is_finite() => {
            format!("{} ({} {} {})", one(row.estimate.unwrap_or(0.0)), one(low), sheet.say("til", "to"), one(high))
        }
        _ => one(row.estimate.unwrap_or(0.0)),
    }
}

/// What the deciding row says.
pub(crate) fn finding(sources: &Sources, row: &EstimateRow, sheet: &Sheet) -> String {
    let unit = if row.unit() == Unit::Points { sheet.say(" procentpoint", " percentage points") } else { "" };
    let told = interval(row, sheet);
    let label = &sources.study().primary().label;
    if is_claimed(row, sources.study().analysis.level) {
        format!("{label}: {told}{unit}")
    } else {
        let none = sheet.say("ingen sikker ændring", "no change that can be told from none");
        format!("{label}: {none}, {told}{unit}")
    }
}

/// Which interventions change the outcome.
pub(crate) fn which(found: &[(&str, &EstimateRow)], level: f64, sheet: &Sheet) -> String {
    let claimed: Vec<&str> = found.iter().filter(|(_, r)| is_claimed(r, level)).map(|(n, _)| *n).collect();
    if claimed.is_empty() {
        return sheet.say("ingen af indsatserne ændrer det sikkert", "no intervention surely changes it").to_string();
    }
    let names = claimed.join(", ");
    match claimed.len() == found.len() {
        true => say(
            sheet,
            format!("alle indsatser ændrer det ({names})"),
            format!("every intervention changes it ({names})"),
        ),
        false => say(sheet, format!("kun {names} ændrer det sikkert"), format!("only {names} surely changes it")),
    }
}

/// How many intervals hold zero before the start and after it.
pub(crate) fn lags(points: &[LagPoint], sheet: &Sheet) -> String {
    let count = |before: bool| {
        let of: Vec<&LagPoint> =
            points.iter().filter(|p| (p.lag < 0) == before && p.low.is_some() && p.high.is_some()).collect();
        let zero = of.iter().filter(|p| p.low.is_some_and(|l| l <= 0.0) && p.high.is_some_and(|h| h >= 0.0)).count();
        (zero, of.len())
    };
    let ((a, b), (c, d)) = (count(true), count(false));
    match b {
        0 => say(
            sheet,
            format!("{c}\u{a0}af\u{a0}{d} intervaller efter start rummer nul"),
            format!("{c}\u{a0}of\u{a0}{d} intervals after the start hold zero"),
        ),
        _ => say(
            sheet,
            format!("før start rummer {a}\u{a0}af\u{a0}{b} intervaller nul, efter start {c}\u{a0}af\u{a0}{d}"),
            format!("before the start {a}\u{a0}of\u{a0}{b} intervals hold zero, after it {c}\u{a0}of\u{a0}{d}"),
        ),
    }
}

/// How often the lottery alone gives as much.
pub(crate) fn chance(p: f64, sheet: &Sheet) -> String {
    if p < 0.001 {
        return sheet
            .say(
                "så meget giver lodtrækningen alene i under 0,1\u{a0}% af tilfældene",
                "the lottery alone gives as much in under 0.1% of replays",
            )
            .to_string();
    }
    let share = sheet.percent(p, 1);
    say(
        sheet,
        format!("så meget giver lodtrækningen alene i {share} af tilfældene"),
        format!("the lottery alone gives as much in {share} of replays"),
    )
}

/// How many of the other estimates lie on the planned one's side of zero.
pub(crate) fn agreement(planned: Option<f64>, others: &[f64], sheet: &Sheet) -> String {
    let (Some(planned), false) = (planned, others.is_empty()) else {
        return sheet.say("den planlagte beregning", "the planned estimate").to_string();
    };
    let same = agreeing(planned, others);
    let all = others.len();
    match (sheet.language, all) {
        (Language::Da, 1) if same == 1 => {
            "en anden beregning ligger på samme side af nul som den planlagte".to_string()
        }
        (Language::Da, 1) => "en anden beregning ligger på den anden side af nul end den planlagte".to_string(),
        (Language::Da, _) => format!("{same} af {all} andre beregninger ligger på samme side af nul som den planlagte"),
        (Language::En, 1) if same == 1 => "another estimate lies on the planned one’s side of zero".to_string(),
        (Language::En, 1) => "another estimate lies on the other side of zero than the planned one".to_string(),
        (Language::En, _) => format!("{same} of {all} other estimates lie on the planned one’s side of zero"),
    }
}

/// From the lowest share to the highest.
pub(crate) fn shares(waves: &[WaveLine], sheet: &Sheet) -> String {
    let all = || waves.iter().flat_map(|w| w.values.iter().flatten().copied());
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    if low > high {
        return sheet.say("trin for trin over tid", "wave by wave over time").to_string();
    }
    let (low, high) = (sheet.percent(low, 0), sheet.percent(high, 0));
    say(
        sheet,
        format!("mellem {low} og {high}, trin for trin over tid"),
        format!("between {low} and {high}, wave by wave over time"),
    )
}

/// Whether groups differ, by the smallest adjusted p of their differences.
pub(crate) fn group_difference(p: Option<f64>, level: f64, sheet: &Sheet) -> String {
    let Some(p) = p else {
        return sheet.say("virkningen i grupper af elever", "the effect in groups of pupils").to_string();
    };
    let told = sheet.language.p_value(p);
    let told = if told.starts_with('<') { format!("p {told}") } else { format!("p = {told}") };
    if p <= 1.0 - level + 1e-12 {
        say(sheet, format!("grupperne er forskellige ({told})"), format!("the groups differ ({told})"))
    } else {
        say(
            sheet,
            format!("ingen sikker forskel mellem grupper ({told})"),
            format!("no sure difference between groups ({told})"),
        )
    }
}
