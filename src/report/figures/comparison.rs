//! The figures of several interventions together: targets, simultaneous intervals, overlap of the schedules, dose.

use super::Easel;
use super::effect::{axis_words, primary_row};
use crate::plots::{Forest, ForestRow, Grid, GridCell, GridRow, Overlap, OverlapRow, Sheet, forest, grid, overlap};
use crate::report::sources::Sources;
use crate::report::story::comparison::{compared, dose};

pub(crate) fn draw(sources: &Sources, easel: &mut Easel) {
    let sheet = easel.sheet();
    if let Some(data) = targets(sources, &sheet) {
        easel.draw(|s| forest(&data, s), "");
    }
    if let Some(data) = side_by_side(sources, &sheet) {
        easel.draw(|s| forest(&data, s), "");
    }
    if let Some(data) = schedules(sources) {
        easel.draw(|s| overlap(&data, s), "");
    }
    if let Some(data) = doses(sources, &sheet) {
        easel.draw(|s| grid(&data, s), "");
    }
}

/// The planned effect of each intervention on its own schedule, against the target.
fn targets(sources: &Sources, sheet: &Sheet) -> Option<Forest> {
    let outcome = sources.study().primary();
    let found: Vec<_> = sources.each.iter().filter_map(|s| Some((s, primary_row(s)?))).collect();
    let probability = found.first()?.1.scale == "probability";
    let rows = found.iter().filter_map(|(s, row)| {
        Some(ForestRow {
            label: s.intervention().name.clone(),
            group: None,
            estimate: row.estimate.filter(|e| e.is_finite())?,
            low: row.conf_low,
            high: row.conf_high,
            primary: true,
        })
    });
    Some(Forest {
        name: "target".into(),
        title: format!("{}: {}", sheet.say("Hver indsats og målet", "Each intervention and the target"), outcome.label),
        caption: sheet
            .say(
                "Den planlagte beregning af hver indsats på dens egen lodtrækning, i navnenes orden. Linjen: de virkninger, som data er forenelige med.",
                "The planned estimate of each intervention on its own lottery, in the order of the names. The line: the effects that the data are compatible with.",
            )
            .into(),
        rows: rows.collect(),
        target: outcome.target,
        probability,
        axis: axis_words(sources, sheet, probability),
    })
}

/// Effects side by side, then their differences, each with simultaneous intervals.
fn side_by_side(sources: &Sources, sheet: &Sheet) -> Option<Forest> {
    let outcome = sources.study().primary();
    let rows: Vec<_> = compared(sources).into_iter().filter(|c| c.outcome == outcome.name).collect();
    let probability = rows.first()?.scale == "probability";
    let mut groups = [
        Some(sheet.say("Virkninger ved siden af hinanden", "Effects side by side")),
        Some(sheet.say("Forskelle mellem indsatser", "Differences between interventions")),
    ];
    let rows = rows.iter().filter_map(|c| {
        let difference = c.term.contains('−');
        Some(ForestRow {
            label: c.term.trim_start_matches("treated:").replace('−', " − "),
            estimate: c.estimate.filter(|e| e.is_finite())?,
            group: groups[usize::from(difference)].take().map(str::to_string),
            low: c.conf_low,
            high: c.conf_high,
            primary: !difference,
        })
    });
    Some(Forest {
        name: "comparison".into(),
        title: format!("{}: {}", sheet.say("Indsatserne sammenlignet", "The interventions compared"), outcome.label),
        caption: sheet
            .say(
                "Simultane intervaller fra fælles gentagelser af alle lodtrækninger: et sæt for virkningerne, et for forskellene. Rækkefølgen er navnenes, ikke en rangliste.",
                "Simultaneous intervals from joint replays of all lotteries: one set for the effects, one for the differences. The order is that of the names, not a ranking.",
            )
            .into(),
        rows: rows.collect(),
        // a target is for effects; a difference has none
        target: None,
        probability,
        axis: axis_words(sources, sheet, probability),
    })
}

fn schedules(sources: &Sources) -> Option<Overlap> {
    if sources.each.iter().any(|s| s.schedule.is_empty()) {
        return None;
    }
    let rollout = &sources.intervention().rollout;
    let mut lots: Vec<&(String, String)> = sources.lots.iter().collect();
    lots.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    let mut last = "";
    let rows = lots.into_iter().map(|(id, school)| {
        let group = (school != last && !school.is_empty()).then(|| school.clone());
        last = school;
        let start = |s: &Sources| s.schedule.get(id).and_then(|w| s.intervention().rollout.start_of_wave(*w));
        OverlapRow { label: id.clone(), group, starts: sources.each.iter().map(start).collect() }
    });
    Some(Overlap {
        terms: rollout.periods.iter().map(|p| p.id.clone()).collect(),
        interventions: sources.each.iter().map(|s| s.intervention().name.clone()).collect(),
        rows: rows.collect(),
    })
}

/// Pupils by intervention and terms since its start.
fn doses(sources: &Sources, sheet: &Sheet) -> Option<Grid> {
    let list = dose(sources);
    let most = list.iter().flat_map(|d| &d.by_lag).copied().fold(0.0, f64::max);
    let lags = list.iter().map(|d| d.by_lag.len()).max().filter(|n| *n > 0)?;
    let minimum = f64::from(sources.study().disclosure_minimum);
    let rows =
        list.iter().map(|d| GridRow {
            label: d.intervention.clone(),
            group: None,
            cells: (0..lags)
                .map(|l| {
                    let n = d.by_lag.get(l).copied().filter(|n| *n > 0.0);
                    GridCell {
                        value: n.map(|n| n.max(minimum)),
                        words: n.map_or_else(String::new, |n| {
                            if n < minimum { format!("<{minimum}") } else { sheet.count(n) }
                        }),
                        framed: false,
                    }
                })
                .collect(),
        });
    Some(Grid {
        name: "dose-by-intervention".into(),
        title: sheet
            .say("Elever med hver indsats, efter tid med den", "Pupils with each intervention, by time with it")
            .into(),
        caption: sheet
            .say(
                "Elever i data for det primære udfald. En elev kan tælle med under flere indsatser.",
                "Pupils in the data of the primary outcome. A pupil can count under several interventions.",
            )
            .into(),
        rows: rows.collect(),
        columns: (1..=lags).map(|l| sheet.say("%. periode", "term %").replace('%', &l.to_string())).collect(),
        low: 0.0,
        high: 2.0 * most,
    })
}
