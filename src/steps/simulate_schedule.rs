//! The schedule that registers are simulated under.

use super::folder::Folder;
use super::simulate::Programme;
use crate::diagnostics::{Outcome, Place, Problem, nearest};
use crate::registers;
use crate::trial::{Start, Study};
use std::collections::BTreeMap;
use std::path::Path;

/// The start of every programme and the file that says so: `--schedule`, else the drawn schedule, else a rehearsal's.
///
/// # Errors
/// D703 when there is none, or when it does not fit the frame.
pub fn find(
    folder: &Folder,
    study: &Study,
    programmes: &[Programme],
    named: Option<&Path>,
) -> Outcome<(Vec<Start>, String)> {
    let own = |inside: &str| Some(folder.path(inside)).filter(|p| p.is_file()).map(|p| (p, inside.to_string()));
    let (path, shown) = match named {
        Some(path) => (path.to_path_buf(), path.display().to_string()),
        None => own("lottery/schedule.tsv").or_else(|| own("rehearsal/schedule.tsv")).ok_or_else(|| {
            Problem::new("D703", "no schedule has been drawn yet, so nobody knows who was under the intervention when")
                .help("lock and draw the lottery, or try one out with `lodtrin lock --rehearsal` and `lodtrin draw --rehearsal`")
                .help("or name a table of lots and waves with --schedule FILE")
        })?,
    };
    let waves = read(&path, &shown)?;
    let rollout = &study.intervention().rollout;
    let mut starts = Vec::with_capacity(programmes.len());
    for p in programmes {
        let wave = *waves.get(&p.lot).ok_or_else(|| {
            let problem = Problem::new("D703", format!("the schedule does not say when `{}` starts", p.lot))
                .at(Place::file(shown.clone()));
            match nearest(&p.lot, waves.keys().map(String::as_str)) {
                Some(near) => problem.help(format!("the nearest id in it is `{near}`")),
                None => problem.help("a schedule has a row for every lot of the frame, with the columns id and wave"),
            }
        })?;
        let start = rollout.start_of_wave(wave).ok_or_else(|| {
            Problem::new("D703", format!("`{}` is in wave {wave}, which the study does not declare", p.lot))
                .at(Place::file(shown.clone()))
                .expected(format!("a wave from 1 to {}", rollout.waves.len()))
        })?;
        starts.push(Some(start));
    }
    Ok((starts, shown))
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
