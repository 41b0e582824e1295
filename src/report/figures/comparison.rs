//! The figures of several interventions together: targets, simultaneous intervals, overlap of the schedules, dose.

use super::deciding::{axis_words, pupils};
use super::lottery::counted;
use super::{Easel, cuts, panel_names, seen};
use crate::plots::{
    Forest, ForestRow, Grid, GridCell, GridRow, Overlap, OverlapRow, Sheet, forest, grid, overlap, target,
};
use crate::report::papers::effects::seen_behind;
use crate::report::sources::Sources;
use crate::report::story::comparison::compared;
use crate::trial::facts::Dose;
use crate::trial::{EstimateRow, Language, Unit};

pub(crate) fn draw(sources: &Sources, easel: &mut Easel) {
    let sheet = easel.sheet();
    let compared_pupils = compared(sources).first().map(|c| pupils(&sheet, seen_behind(sources, c) as f64));
    easel.about(compared_pupils);
    if let Some(data) = super::target::of_interventions(sources, &sheet) {
        easel.draw(|s| target(&data, s), "");
    }
    if let Some(data) = side_by_side(sources, &sheet) {
        easel.draw(|s| forest(&data, s), "");
    }
    for data in schedules(sources, &sheet) {
        easel.panel(|s| overlap(&data, s), "", Some("overlap"));
    }
    if let Some(data) = doses(sources, &sheet) {
        easel.draw(|s| grid(&data, s), "");
    }
}

/// Effects side by side, then their differences, each with simultaneous intervals.
fn side_by_side(sources: &Sources, sheet: &Sheet) -> Option<Forest> {
    let outcome = sources.study().primary();
    let rows: Vec<_> = compared(sources).into_iter().filter(|c| c.outcome == outcome.name).collect();
    let probability = rows.first()?.unit() == Unit::Points;
    let mut groups = [
        Some(sheet.say("Virkninger ved siden af hinanden", "Effects side by side")),
        Some(sheet.say("Forskelle mellem indsatser", "Differences between interventions")),
    ];
    let shown = rows.iter().filter_map(|c| {
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
        title: format!("{}: {}", outcome.label, differences(&rows, sources.study().analysis.level, sheet)),
        caption: sheet
            .say(
                "Simultane intervaller fra fælles gentagelser af alle lodtrækninger: et sæt for virkningerne, et for forskellene. Rækkefølgen er navnenes, ikke en rangliste.",
                "Simultaneous intervals from joint replays of all lotteries: one set for the effects, one for the differences. The order is that of the names, not a ranking.",
            )
            .into(),
        rows: shown.collect(),
        overall: None,
        // a target is for effects; a difference has none
        target: None,
        probability,
        axis: axis_words(sources, sheet, probability),
    })
}

/// How many differences between interventions may be claimed.
fn differences(rows: &[EstimateRow], level: f64, sheet: &Sheet) -> String {
    let of: Vec<&EstimateRow> = rows.iter().filter(|r| r.term.contains('−')).collect();
    let (sure, all) = (of.iter().filter(|r| seen::is_claimed(r, level)).count(), of.len());
    match sheet.language {
        Language::Da if sure == 1 => format!("1 af {all} forskelle mellem indsatser er sikker"),
        Language::Da => format!("{sure} af {all} forskelle mellem indsatser er sikre"),
        Language::En if sure == 1 => format!("1 of {all} differences between interventions is sure"),
        Language::En => format!("{sure} of {all} differences between interventions are sure"),
    }
}

/// Who has which intervention when, by school and lot, in panels.
fn schedules(sources: &Sources, sheet: &Sheet) -> Vec<Overlap> {
    if sources.each.iter().any(|s| s.schedule.is_empty()) {
        return Vec::new();
    }
    let rollout = &sources.intervention().rollout;
    let mut lots: Vec<&(String, String)> = sources.lots.iter().collect();
    lots.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    let row = |(id, school): &(String, String), group: bool| {
        let start = |s: &Sources| s.schedule.get(id).and_then(|w| s.intervention().rollout.start_of_wave(*w));
        let group = (group && !school.is_empty()).then(|| school.clone());
        OverlapRow { label: id.clone(), group, starts: sources.each.iter().map(start).collect() }
    };
    let lots_told = counted(lots.len(), sheet, ("lod", "lodder"), ("lot", "lots"));
    let arms = counted(sources.each.len(), sheet, ("indsats", "indsatser"), ("intervention", "interventions"));
    let title = match sheet.language {
        Language::Da => format!("{lots_told} og {arms}: hvad begynder hvor og hvornår"),
        Language::En => format!("{lots_told} and {arms}: what starts where and when"),
    };
    let cuts = cuts(lots.len());
    let count = cuts.len();
    let part = |(k, range): (usize, std::ops::Range<usize>)| {
        let (name, title) = panel_names("overlap", &title, k, count, sheet);
        let first = range.start;
        let rows = range.map(|i| row(lots[i], i == first || lots[i].1 != lots[i - 1].1));
        Overlap {
            name,
            title,
            terms: rollout.periods.iter().map(|p| p.id.clone()).collect(),
            interventions: sources.each.iter().map(|s| s.intervention().name.clone()).collect(),
            rows: rows.collect(),
        }
    };
    cuts.into_iter().enumerate().map(part).collect()
}

/// Pupils by intervention and terms since its start.
fn doses(sources: &Sources, sheet: &Sheet) -> Option<Grid> {
    let list = &sources.effect_facts()?.dose;
    let most = list.iter().flat_map(|d| &d.pupils_by_lag).copied().fold(0.0, f64::max);
    let lags = list.iter().map(|d| d.pupils_by_lag.len()).max().filter(|n| *n > 0)?;
    let minimum = f64::from(sources.study().disclosure_minimum);
    let rows =
        list.iter().map(|d| GridRow {
            label: d.intervention.clone(),
            group: None,
            cells: (0..lags)
                .map(|l| {
                    let n = d.pupils_by_lag.get(l).copied().filter(|n| *n > 0.0);
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
        title: dose_title(list, minimum, sheet),
        caption: sheet
            .say(
                "Elever i data for det primære udfald. En elev kan tælle med under flere indsatser.",
                "Pupils in the data of the primary outcome. A pupil can count under several interventions.",
            )
            .into(),
        rows: rows.collect(),
        columns: (1..=lags).map(|l| sheet.say("%. periode", "period %").replace('%', &l.to_string())).collect(),
        low: 0.0,
        high: 2.0 * most,
    })
}

/// Which intervention has reached most pupils in its first period.
fn dose_title(list: &[Dose], minimum: f64, sheet: &Sheet) -> String {
    let first = |d: &&Dose| d.pupils_by_lag.first().copied().unwrap_or(0.0);
    let told =
        |d: &Dose| format!("{} {}", d.intervention, sheet.count(d.pupils_by_lag.first().copied().unwrap_or(0.0)));
    let shown: Vec<String> = list.iter().filter(|d| first(d) >= minimum).map(told).collect();
    let what = sheet.say("Elever i første periode med indsatsen", "Pupils in the first period with the intervention");
    if shown.is_empty() { what.to_string() } else { format!("{what}: {}", shown.join(", ")) }
}
