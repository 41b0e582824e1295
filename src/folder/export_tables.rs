//! Pupils, days absent and the panel as tables for other software.

use super::drawn::{Drawn, drawn};
use super::held;
use super::study::Folder;
use crate::diagnostics::Outcome;
use crate::registers::{self, Export, Values};
use crate::trial::{Departure, Pupil, Pupils, Study};

/// A pupil a row, with the start of each lottery.
pub(crate) fn pupils(folder: &Folder, study: &Study, pseudonyms: bool) -> Outcome<Export> {
    let pupils = registers::read_pupils(&folder.path("data"))?;
    let lotteries: Vec<Drawn> = held::all_held(folder)?.iter().map(drawn).collect();
    let rows = &pupils.rows;
    let text = |of: &dyn Fn(&Pupil) -> String| Values::Text(rows.iter().map(of).collect());
    let lot = |p: &Pupil| {
        lotteries.iter().find_map(|d| d.lots.get(&p.programme)).cloned().unwrap_or_else(|| p.programme.clone())
    };
    let mut out = Export::default();
    out.push("pupil", Values::Whole((1..=rows.len() as i64).map(Some).collect()));
    if pseudonyms {
        out.push("pseudonym", text(&|p| p.pseudonym.clone()));
    }
    out.push("programme", text(&|p| p.programme.clone()));
    out.push("lot", text(&lot));
    out.push("school", text(&|p| p.school.clone()));
    out.push("class", text(&|p| p.class.clone()));
    out.push("period", text(&|p| p.period.clone()));
    out.push("started", Values::Day(rows.iter().map(|p| Some(p.started)).collect()));
    let names =
        study.interventions.iter().map(|i| if i.name.is_empty() { String::new() } else { format!("_{}", i.name) });
    for suffix in names {
        let own = lotteries.iter().find(|d| d.suffix == suffix);
        let start = |p: &Pupil| own.and_then(|d| d.starts.get(d.lots.get(&p.programme)?).copied());
        let id = |p: &Pupil| start(p).zip(own).map_or_else(String::new, |(s, d)| d.rollout.periods[s].id.clone());
        out.push(format!("start{suffix}"), text(&id));
        let treated = |p: &Pupil| {
            let at = own?.rollout.period(&p.period)?;
            Some(i64::from(at >= start(p)?))
        };
        out.push(format!("treated{suffix}"), Values::Whole(rows.iter().map(treated).collect()));
    }
    out.push("status", text(&|p| p.status.code().to_string()));
    out.push("day", Values::Whole(rows.iter().map(|p| p.day.map(i64::from)).collect()));
    let departure = |p: &Pupil| match p.departure {
        Departure::None => "none",
        Departure::Dropout => "dropout",
        Departure::Other => "other",
    };
    out.push("departure", text(&|p| departure(p).to_string()));
    out.push("contaminated", Values::Whole(rows.iter().map(|p| Some(i64::from(p.contaminated))).collect()));
    for (i, name) in pupils.outcomes.iter().enumerate() {
        out.push(format!("y_{name}"), Values::Number(rows.iter().map(|p| p.outcomes[i]).collect()));
    }
    for (i, name) in pupils.covariates.iter().enumerate() {
        out.push(format!("x_{name}"), Values::Number(rows.iter().map(|p| p.covariates[i]).collect()));
    }
    Ok(out)
}

/// A day of a pupil a row.
pub(crate) fn absences(pupils: &Pupils) -> Export {
    let days = &pupils.days;
    let number =
        |of: &dyn Fn(&crate::trial::AbsenceDay) -> f64| Values::Number(days.iter().map(|d| Some(of(&d))).collect());
    let mut out = Export::default();
    out.push("pupil", Values::Whole(days.iter().map(|d| Some(i64::from(d.pupil) + 1)).collect()));
    out.push("day", Values::Whole(days.iter().map(|d| Some(i64::from(d.day))).collect()));
    out.push("school_day", Values::Whole(days.iter().map(|d| Some(i64::from(d.school_day))).collect()));
    out.push("offered", number(&|d| d.offered));
    out.push("absent", number(&|d| d.absent));
    out.push("lawful", number(&|d| d.lawful));
    out
}

/// Columns of the panel that are text.
const LABELS: [&str; 4] = ["outcome", "programme", "period", "start"];

/// `data/panel.csv` as it stands.
pub(crate) fn panel(folder: &Folder) -> Outcome<Export> {
    let words = registers::read_words(&folder.path("data/panel.csv"), "data/panel.csv", &LABELS)?;
    let mut out = Export::default();
    for (at, name) in words.header.iter().enumerate() {
        let cells = words.rows.iter().map(|(_, cells)| cells[at].as_str());
        out.push(
            name.clone(),
            match LABELS.contains(&name.as_str()) {
                true => Values::Text(cells.map(str::to_string).collect()),
                false if words.rows.iter().all(|(_, c)| c[at].is_empty() || c[at].parse::<i64>().is_ok()) => {
                    Values::Whole(cells.map(|c| c.parse().ok()).collect())
                }
                false => Values::Number(cells.map(|c| c.parse().ok()).collect()),
            },
        );
    }
    Ok(out)
}
