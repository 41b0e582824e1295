//! Figures of planning: sensitivity to icc and cac, and power by effect, both with the target.

use crate::plots::{Figure, Grid, GridCell, GridRow, PowerCurve, Sheet, grid, power_curve};
use crate::tables::{Table, Value};
use crate::trial::Language;

/// A plan as its figures show it.
#[derive(Debug)]
pub struct Planned<'a> {
    /// Rows `estimand, icc, cac, power`.
    pub grid: &'a Table,
    /// Rows `estimand, effect, power`.
    pub curve: &'a Table,
    /// Correlation of pupils of one programme and period, of the plan.
    pub icc: f64,
    /// Cluster autocorrelation of the plan.
    pub cac: f64,
    /// Effect that should be found.
    pub effect: f64,
    /// Effect that the study aims at, to be drawn.
    pub target: Option<f64>,
    /// Power that the plan asks for.
    pub power: f64,
    /// Whether the effect is a difference of shares.
    pub in_points: bool,
}

/// Both figures of a plan.
pub fn figures(planned: &Planned<'_>, language: Language) -> [Figure; 2] {
    let sheet = Sheet::wide(language);
    [sensitivity(planned, &sheet), curves(planned, &sheet)]
}

fn shown(planned: &Planned<'_>, sheet: &Sheet, effect: f64) -> String {
    if planned.in_points {
        format!("{} {}", sheet.points(effect, 1), sheet.say("procentpoint", "percentage points"))
    } else {
        sheet.signed(effect, 3)
    }
}

fn estimand(name: &str, sheet: &Sheet) -> String {
    match name {
        "immediate" => sheet.say("Samme virkning fra starten", "The same effect from the start").to_string(),
        _ => sheet.say("Gennemsnit over tid med indsatsen", "Average over time with the intervention").to_string(),
    }
}

fn number(table: &Table, row: usize, column: &str) -> Option<f64> {
    let at = table.columns.iter().position(|c| c == column)?;
    match table.rows.get(row)?.get(at)? {
        Value::Num(x) => Some(*x),
        _ => None,
    }
}

fn words<'a>(table: &'a Table, row: usize, column: &str) -> &'a str {
    let at = table.columns.iter().position(|c| c == column);
    match at.and_then(|at| table.rows.get(row)?.get(at)) {
        Some(Value::Text(t)) => t,
        _ => "",
    }
}

/// A heat map of power over icc and cac; the cell nearest to the plan is framed.
fn sensitivity(planned: &Planned<'_>, sheet: &Sheet) -> Figure {
    let table = planned.grid;
    let mut cacs: Vec<f64> = (0..table.rows.len()).filter_map(|r| number(table, r, "cac")).collect();
    cacs.sort_by(f64::total_cmp);
    cacs.dedup();
    let (own_icc, own_cac) = (planned.icc, planned.cac);
    let mut rows: Vec<GridRow> = Vec::new();
    let mut last = (String::new(), f64::NAN);
    for r in 0..table.rows.len() {
        let (name, icc) = (words(table, r, "estimand").to_string(), number(table, r, "icc").unwrap_or(f64::NAN));
        if last.0 != name || last.1 != icc {
            let group = (last.0 != name).then(|| estimand(&name, sheet));
            rows.push(GridRow { label: format!("icc {}", sheet.number(icc, 3)), group, cells: Vec::new() });
        }
        last = (name, icc);
        let power = number(table, r, "power");
        let cac = number(table, r, "cac").unwrap_or(f64::NAN);
        let framed = (icc - own_icc).abs() < 1e-9 && (cac - own_cac).abs() < 1e-9;
        if let Some(row) = rows.last_mut() {
            let words = power.map_or(String::new(), |p| sheet.percent(p, 0));
            row.cells.push(GridCell { value: power, words, framed });
        }
    }
    let target = shown(planned, sheet, planned.effect);
    let caption = match sheet.language {
        Language::Da => format!(
            "Styrken for at finde en virkning på {target}, når elever på samme uddannelse og i samme periode ligner \
             hinanden (icc), og ligheden varer ved fra periode til periode (cac). Rammen viser planen."
        ),
        Language::En => format!(
            "Power to find an effect of {target}, as pupils of one programme and period resemble one another (icc) and the \
             resemblance lasts from period to period (cac). The frame shows the plan."
        ),
    };
    grid(
        &Grid {
            name: "power-sensitivity".into(),
            title: sensitivity_title(&rows, sheet),
            caption,
            rows,
            columns: cacs.iter().map(|c| format!("cac {}", sheet.number(*c, 2))).collect(),
            low: 0.0,
            high: 1.0,
        },
        sheet,
    )
}

fn curves(planned: &Planned<'_>, sheet: &Sheet) -> Figure {
    let table = planned.curve;
    let mut list: Vec<(String, Vec<(f64, f64)>)> = Vec::new();
    for r in 0..table.rows.len() {
        let name = estimand(words(table, r, "estimand"), sheet);
        let point = number(table, r, "effect").zip(number(table, r, "power"));
        match list.last_mut().filter(|(n, _)| *n == name) {
            Some((_, points)) => points.extend(point),
            None => list.push((name, point.into_iter().collect())),
        }
    }
    let aim = sheet.percent(planned.power, 0);
    let caption = match sheet.language {
        Language::Da => format!("Sandsynligheden for at finde en virkning, der er der. Den vandrette linje er {aim}."),
        Language::En => format!("The chance of finding an effect that is there. The level line is {aim}."),
    };
    power_curve(
        &PowerCurve {
            title: curve_title(&list, planned, sheet),
            caption,
            curves: list,
            target: planned.target,
            aim: planned.power,
            points: planned.in_points,
        },
        sheet,
    )
}

/// The power of the plan, and from where to where it goes.
fn sensitivity_title(rows: &[GridRow], sheet: &Sheet) -> String {
    let cells = || rows.iter().flat_map(|r| &r.cells);
    let of = || cells().filter_map(|c| c.value);
    let (low, high) = (of().fold(f64::INFINITY, f64::min), of().fold(f64::NEG_INFINITY, f64::max));
    let range = format!("{} {} {}", sheet.percent(low, 0), sheet.say("til", "to"), sheet.percent(high, 0));
    let own: Vec<String> = cells().filter(|c| c.framed).map(|c| c.words.clone()).collect();
    match (sheet.language, own.is_empty()) {
        (Language::Da, true) => format!("Styrken er {range}, alt efter icc og cac"),
        (Language::Da, false) => format!("Planens styrke er {}; med andre icc og cac {range}", own.join(" og ")),
        (Language::En, true) => format!("Power is {range}, depending on icc and cac"),
        (Language::En, false) => format!("The plan’s power is {}; with another icc and cac {range}", own.join(" and ")),
    }
}

/// The smallest effect on the curve that is found as often as aimed at, on the side of the target.
fn curve_title(list: &[(String, Vec<(f64, f64)>)], planned: &Planned<'_>, sheet: &Sheet) -> String {
    let sign = planned.target.unwrap_or(planned.effect).signum();
    let reached = |points: &[(f64, f64)]| {
        let mut side: Vec<(f64, f64)> =
            points.iter().filter(|(e, _)| e * sign >= 0.0).map(|(e, p)| (e.abs(), *p)).collect();
        side.sort_by(|a, b| a.0.total_cmp(&b.0));
        let pair = side.windows(2).find(|w| w[0].1 < planned.power && w[1].1 >= planned.power)?;
        let share = (planned.power - pair[0].1) / (pair[1].1 - pair[0].1);
        Some(sign * (pair[0].0 + share * (pair[1].0 - pair[0].0)))
    };
    let aim = sheet.percent(planned.power, 0);
    let found: Vec<f64> = list.iter().filter_map(|(_, points)| reached(points)).collect();
    let told: Vec<String> = found.iter().map(|e| shown(planned, sheet, *e)).collect();
    match (sheet.language, told.is_empty()) {
        (Language::Da, true) => format!("Ingen af de viste virkninger ses i {aim} af tilfældene"),
        (Language::Da, false) => format!("I {aim} af tilfældene ses en virkning på {}", told.join(" eller ")),
        (Language::En, true) => format!("No effect shown is found in {aim} of cases"),
        (Language::En, false) => format!("An effect of {} is found in {aim} of cases", told.join(" or ")),
    }
}
