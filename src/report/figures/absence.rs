//! The figures of early absence: curves, dose and response, calibration, the grid of definitions.

use super::absence_curves::{by_arm, curve_data};
use super::absence_words::caption;
use super::deciding::pupils;
use super::{Easel, subgroups as groups};
use crate::plots::{
    Calibration, CalibrationBin, DotGroup, Dots, Forest, ForestRow, Grid, GridCell, GridRow, Sheet, arms, calibration,
    curves, dots, forest, grid,
};
use crate::report::sources::Sources;
use crate::trial::facts::GridCell as DefinedCell;
use crate::trial::{AbsenceRow, Language};

pub(crate) fn draw(sources: &Sources, easel: &mut Easel) {
    let sheet = easel.sheet();
    let Some(facts) = sources.absence.as_ref().map(|a| &a.facts) else { return };
    easel.about(followed(sources, &sheet));
    if let Some(data) = curve_data(sources, facts, &sheet) {
        let note = sheet.say(
            "Båndene er grænser for hver dag for sig, beregnet som om eleverne var uafhængige.",
            "Bands are limits for each day by itself, computed as if pupils were independent.",
        );
        easel.draw(|s| curves(&data, s), note);
    }
    let rows = sources.absence_rows();
    if let Some(data) = dose(sources, &rows, &sheet) {
        easel.draw(|s| dots(&data, s), "");
    }
    draw_arms(sources, easel);
    if let Some(data) = subgroups(sources, &rows, &sheet) {
        easel.draw(|s| forest(&data, s), "");
    }
    if let Some(data) = predicted(sources, &rows, &sheet) {
        easel.draw(|s| calibration(&data, s), "");
    }
    if let Some(data) = definitions(sources, &facts.grid, &sheet) {
        easel.draw(|s| grid(&data, s), "");
    }
}

/// The pupils followed, in words; nothing where their number is not published.
pub(crate) fn followed(sources: &Sources, sheet: &Sheet) -> Option<String> {
    let rows = sources.absence_rows();
    let n = rows.iter().find(|r| r.measure == "count" && r.term == "n")?.estimate?;
    Some(pupils(sheet, n))
}

/// The link between early absence and dropping out under one intervention.
pub(crate) fn draw_arms(sources: &Sources, easel: &mut Easel) {
    let Some(facts) = sources.absence.as_ref().map(|a| &a.facts) else { return };
    easel.about(followed(sources, &easel.sheet()));
    if let Some(data) = by_arm(sources, facts, &sources.absence_rows(), &easel.sheet()) {
        easel.draw(|s| arms(&data, s), "");
    }
}

fn dose(sources: &Sources, rows: &[AbsenceRow], sheet: &Sheet) -> Option<Dots> {
    let label = |r: &AbsenceRow| r.term.strip_prefix("dose=").map(str::to_string);
    let count = |term: &str| {
        let row = rows.iter().find(|r| r.measure == "count" && r.term == term)?;
        row.estimate.filter(|n| *n >= 0.0).map(|n| n as u64)
    };
    let mut groups: Vec<DotGroup> = rows
        .iter()
        .filter(|r| r.measure == "risk" && r.method == "crude")
        .filter_map(|r| {
            Some(DotGroup {
                label: label(r)?,
                value: r.estimate?,
                low: r.conf_low,
                high: r.conf_high,
                n: count(&r.term),
            })
        })
        .collect();
    groups.dedup_by(|a, b| a.label == b.label);
    (groups.len() > 1).then(|| Dots {
        name: "dose".into(),
        title: dose_title(&groups, sheet),
        caption: caption(sources, sheet),
        groups,
        axis: sheet.say("Dage med fravær i vinduet", "Days absent in the window").into(),
    })
}

/// Risk differences of all pupils and of each subgroup: terms `name=level`.
fn subgroups(sources: &Sources, rows: &[AbsenceRow], sheet: &Sheet) -> Option<Forest> {
    let crude = |r: &&AbsenceRow| r.measure == "risk_difference" && r.method == "crude";
    let mut list: Vec<ForestRow> = Vec::new();
    let mut last = String::new();
    let whole = rows.iter().filter(crude).find(|r| r.term == "exposed" && r.variance == "cr2")?;
    list.push(ForestRow {
        label: sheet.say("alle elever", "all pupils").into(),
        group: None,
        estimate: whole.estimate?,
        low: whole.conf_low,
        high: whole.conf_high,
        primary: true,
    });
    for r in rows.iter().filter(crude) {
        let Some((name, level)) = r.term.split_once('=') else { continue };
        if matches!(name, "dose" | "exposed" | "window") {
            continue;
        }
        let Some(estimate) = r.estimate.filter(|e| e.is_finite()) else { continue };
        let heading = groups::heading(sheet, name);
        let group = (last != name).then_some(heading);
        last = name.to_string();
        let label = groups::level(sheet, name, level);
        list.push(ForestRow { label, group, estimate, low: r.conf_low, high: r.conf_high, primary: false });
    }
    (list.len() > 1).then(|| Forest {
        name: "subgroups".into(),
        title: groups_title(&list, sheet),
        caption: caption(sources, sheet),
        rows: list,
        target: None,
        overall: whole.estimate,
        probability: true,
        axis: sheet
            .say(
                "Procentpoint flere, der falder fra, blandt elever med fravær",
                "Percentage points more dropping out among pupils absent",
            )
            .into(),
    })
}

/// Bins of predicted and observed risk: terms `bin=1,predicted` and `bin=1,observed`.
fn predicted(sources: &Sources, rows: &[AbsenceRow], sheet: &Sheet) -> Option<Calibration> {
    let of = |r: &AbsenceRow, what: &str| {
        let (bin, kind) = r.term.strip_prefix("bin=")?.split_once(',')?;
        (r.measure == "calibration" && kind == what).then(|| bin.to_string())
    };
    let bins: Vec<CalibrationBin> = rows
        .iter()
        .filter_map(|r| {
            let bin = of(r, "predicted")?;
            let seen = rows.iter().find(|o| of(o, "observed").as_deref() == Some(bin.as_str()))?;
            Some(CalibrationBin {
                predicted: r.estimate?,
                observed: seen.estimate?,
                low: seen.conf_low.map(|l| l.max(0.0)),
                high: seen.conf_high.map(|h| h.min(1.0)),
            })
        })
        .collect();
    (bins.len() > 1).then(|| Calibration {
        title: calibration_title(&bins, sheet),
        caption: format!(
            "{} {}",
            sheet.say(
                "Hver skole er bedømt med en model, der ikke har set den. På den stiplede linje er forudsagt og faktisk risiko ens.",
                "Each school is judged by a model that has not seen it. On the dashed line predicted and actual risk are the same.",
            ),
            caption(sources, sheet)
        ),
        bins,
    })
}

/// The rule of a definition in words.
fn rule(c: &DefinedCell, sheet: &Sheet) -> String {
    let school = c.days == "school";
    let whole = c.counts == "whole";
    let lawful = c.lawful == "include";
    format!(
        "{}, {}, {}",
        if school { sheet.say("skoledage", "school days") } else { sheet.say("kalenderdage", "calendar days") },
        if whole {
            sheet.say("hele dage", "whole days")
        } else {
            sheet.say("hele eller dele af dage", "any part of a day")
        },
        if lawful { sheet.say("også lovligt", "lawful included") } else { sheet.say("kun ulovligt", "unlawful only") },
    )
}

/// The grid of definitions: a row a threshold and rule, a column a window.
fn definitions(sources: &Sources, cells: &[DefinedCell], sheet: &Sheet) -> Option<Grid> {
    let mut windows: Vec<i32> = cells.iter().map(|c| c.window).collect();
    windows.sort_unstable();
    windows.dedup();
    // rules in the order of the results, thresholds within a rule
    let mut rules: Keyed<Keyed<Vec<GridCell>>> = Vec::new();
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for c in cells {
        let Some(column) = windows.iter().position(|w| *w == c.window) else { continue };
        let days = if c.threshold == 1 { sheet.say("dag", "day") } else { sheet.say("dage", "days") };
        let label = format!("≥ {} {days}", c.threshold);
        let rows = entry(&mut rules, rule(c, sheet));
        let row = entry(rows, label);
        if row.is_empty() {
            row.resize(windows.len(), GridCell { value: None, words: String::new(), framed: false });
        }
        let value = c.estimate.filter(|v| v.is_finite());
        if let Some(v) = value {
            low = low.min(v);
            high = high.max(v);
        }
        row[column] =
            GridCell { value, words: value.map_or_else(String::new, |v| sheet.points(v, 1)), framed: c.declared };
    }
    let rows: Vec<GridRow> = rules
        .into_iter()
        .flat_map(|(rule, rows)| {
            let mut group = Some(rule);
            rows.into_iter().map(move |(label, cells)| GridRow { label, group: group.take(), cells })
        })
        .collect();
    if low > high {
        return None;
    }
    Some(Grid {
        name: "heat".into(),
        title: heat_title(&rows, sheet),
        caption: format!(
            "{} {}",
            sheet.say(
                "Procentpoint mellem elever med og uden fravær. Søjler: vinduets længde i dage. Rammen er planens definition. Skraveret: kan ikke beregnes eller vises.",
                "Percentage points between pupils with and without absence. Columns: length of the window in days. The frame is the plan’s definition. Hatched: cannot be estimated or shown.",
            ),
            caption(sources, sheet)
        ),
        rows,
        columns: windows.iter().map(|w| w.to_string()).collect(),
        low: low.min(0.0),
        high,
    })
}

/// From the fewest days to the most.
fn dose_title(groups: &[DotGroup], sheet: &Sheet) -> String {
    let (Some(first), Some(last)) = (groups.first(), groups.last()) else { return String::new() };
    let (a, b) = (sheet.percent(first.value, 1), sheet.percent(last.value, 1));
    match sheet.language {
        Language::Da => format!("Frafald: {a} ved {} dage med fravær, {b} ved {}", first.label, last.label),
        Language::En => format!("Dropped out: {a} with {} days absent, {b} with {}", first.label, last.label),
    }
}

/// From the smallest difference of a group to the largest.
fn groups_title(rows: &[ForestRow], sheet: &Sheet) -> String {
    let of = || rows.iter().skip(1).map(|r| r.estimate);
    let low = sheet.points(of().fold(f64::INFINITY, f64::min), 1);
    let high = sheet.points(of().fold(f64::NEG_INFINITY, f64::max), 1);
    match sheet.language {
        Language::Da => {
            format!("Tidligt fravær og frafald: forskellen er mellem {low} og {high} procentpoint i grupperne")
        }
        Language::En => {
            format!(
                "Early absence and dropout: the difference is between {low} and {high} percentage points in the groups"
            )
        }
    }
}

/// The largest distance between predicted and observed risk.
fn calibration_title(bins: &[CalibrationBin], sheet: &Sheet) -> String {
    let most = bins.iter().map(|b| (b.observed - b.predicted).abs()).fold(0.0, f64::max);
    let size = sheet.number(100.0 * most, 1);
    match sheet.language {
        Language::Da => format!("Forudsagt og faktisk risiko afviger højst {size} procentpoint"),
        Language::En => format!("Predicted and actual risk differ by at most {size} percentage points"),
    }
}

/// From the smallest difference under any definition to the largest.
fn heat_title(rows: &[GridRow], sheet: &Sheet) -> String {
    let of = || rows.iter().flat_map(|r| &r.cells).filter_map(|c| c.value);
    let low = sheet.points(of().fold(f64::INFINITY, f64::min), 1);
    let high = sheet.points(of().fold(f64::NEG_INFINITY, f64::max), 1);
    let n = sheet.count(of().count() as f64);
    match sheet.language {
        Language::Da => format!("Forskel i frafald: {low} til {high} procentpoint ved {n} definitioner af fravær"),
        Language::En => {
            format!("Difference in dropout: {low} to {high} percentage points under {n} definitions of absence")
        }
    }
}

/// Values in the order in which their keys came.
type Keyed<V> = Vec<(String, V)>;

/// The value under a key, in the order in which keys came.
fn entry<V: Default>(list: &mut Keyed<V>, key: String) -> &mut V {
    let at = list.iter().position(|(k, _)| *k == key).unwrap_or_else(|| {
        list.push((key, V::default()));
        list.len() - 1
    });
    &mut list[at].1
}
