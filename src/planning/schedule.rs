//! The schedule that registers are simulated under.

use super::programmes::Programme;
use crate::diagnostics::{Outcome, Place, Problem, nearest};
use crate::folder::held::{self, Held};
use crate::folder::inside;
use crate::folder::study::Folder;
use crate::registers;
use crate::trial::study::Intervention;
use crate::trial::{Start, Study};
use std::collections::BTreeMap;
use std::path::Path;

/// Who starts when, and what says so.
#[derive(Debug, Clone)]
pub struct Found {
    /// One start a programme, in the programmes' order.
    pub starts: Vec<Start>,
    /// The file that says so.
    pub source: String,
    /// The intervention as it was locked, or as it is declared where a table is named.
    pub intervention: Intervention,
}

/// The start of every programme and the file that says so: `--schedule`, else the drawn lottery, else a rehearsal. Of
/// several interventions the first that the study holds.
///
/// # Errors
/// D703 when there is none, or when it does not fit the frame; L codes for a draw that does not hold.
pub fn find(folder: &Folder, study: &Study, programmes: &[Programme], named: Option<&Path>) -> Outcome<Found> {
    find_if_any(folder, study, programmes, named)?.ok_or_else(|| {
        Problem::new("D703", "no schedule has been drawn yet, so nobody knows who was under the intervention when")
            .help("lock and draw the lottery, or try one out with `lodtrin lock --rehearsal` and `lodtrin draw --rehearsal`")
            .help("or name a table of lots and waves with --schedule FILE")
    })
}

/// The same, `None` where nothing is drawn and no table is named.
///
/// # Errors
/// As [`find`] for a schedule that is there.
pub fn find_if_any(
    folder: &Folder,
    study: &Study,
    programmes: &[Programme],
    named: Option<&Path>,
) -> Outcome<Option<Found>> {
    let (waves, source, intervention) = match named {
        Some(path) => {
            let shown = path.display().to_string();
            (read(path, &shown)?, shown, study.intervention().clone())
        }
        None => match drawn(folder, &study.intervention().name)? {
            Some(drawn) => drawn,
            None => return Ok(None),
        },
    };
    let rollout = &intervention.rollout;
    let mut starts = Vec::with_capacity(programmes.len());
    for p in programmes {
        let wave = *waves.get(&p.lot).ok_or_else(|| {
            let problem = Problem::new("D703", format!("the schedule does not say when `{}` starts", p.lot))
                .at(Place::file(source.clone()));
            match nearest(&p.lot, waves.keys().map(String::as_str)) {
                Some(near) => problem.help(format!("the nearest id in it is `{near}`")),
                None => problem.help("a schedule has a row for every lot of the frame, with the columns id and wave"),
            }
        })?;
        let start = rollout.start_of_wave(wave).ok_or_else(|| {
            Problem::new("D703", format!("`{}` is in wave {wave}, which the study does not declare", p.lot))
                .at(Place::file(source.clone()))
                .expected(format!("a wave from 1 to {}", rollout.waves.len()))
        })?;
        starts.push(Some(start));
    }
    Ok(Some(Found { starts, source, intervention }))
}

type Waves = (BTreeMap<String, u32>, String, Intervention);

/// The waves of the lottery that is held in a folder, late lots included.
fn drawn(folder: &Folder, name: &str) -> Outcome<Option<Waves>> {
    let of = |all: Vec<Held>| all.into_iter().find(|h| h.intervention == name);
    let (held, source) = match of(held::all_held(folder)?) {
        Some(held) => (held, "lottery"),
        None => match of(held::all_rehearsed(folder)?) {
            Some(held) => (held, "rehearsal"),
            None => return Ok(None),
        },
    };
    let Some(intervention) = held::declared_of(&held.plan, &held.intervention).cloned() else { return Ok(None) };
    let mut waves = BTreeMap::new();
    for part in std::iter::once(&held).chain(&held.addenda) {
        let drawn = part.as_waves_of(&held, &part.waves);
        waves.extend(part.taking_part().into_iter().map(|i| (part.frame.lots[i].id.clone(), u32::from(drawn[i]))));
    }
    Ok(Some((waves, format!("{source}/{}", inside(name, "schedule.tsv")), intervention)))
}

fn read(path: &Path, shown: &str) -> Outcome<BTreeMap<String, u32>> {
    let table = registers::read_columns(path, &["id", "wave"])?;
    let (ids, waves) = (table.get("id")?, table.numbers("wave")?);
    waves
        .iter()
        .enumerate()
        .map(|(row, w)| {
            if *w >= 1.0 && *w <= 255.0 && w.fract() == 0.0 {
                return Ok((ids.label(row), *w as u32));
            }
            Err(Problem::new("D703", "a wave is no whole number from 1")
                .at(Place::line(shown, row + 2))
                .found(if w.is_nan() { "an empty cell".to_string() } else { w.to_string() }))
        })
        .collect()
}
