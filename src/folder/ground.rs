//! The programmes that take part and when they start: from the frozen files once there is a lock.

use crate::diagnostics::Outcome;
use crate::folder::study::Folder;
use crate::registers::{self, Ground, Place, Programmes};
use crate::trial::Study;
use crate::trial::study::Rollout;
use crate::{lottery, protocol, provenance};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Reads the frozen frame with its addenda, or `programmes.csv` before the lock.
pub(crate) fn ground(folder: &Folder, study: &Study) -> Outcome<Ground> {
    let mut ground = Ground { programmes: Programmes::default(), starts: BTreeMap::new(), inputs: Vec::new() };
    let mut places = Vec::new();
    for inside in lotteries(folder, study) {
        frozen(folder, study, &inside, &mut ground, &mut places)?;
    }
    if places.is_empty() {
        let file = &study.frame.file;
        let rows = registers::read_frame(&folder.path(file), file, &study.frame)?;
        ground.inputs.push(file.clone());
        for row in rows {
            places.push(Place { programme: row.id, school: row.stratum.clone() });
            places.push(Place { programme: row.lot, school: row.stratum });
        }
    }
    ground.programmes = Programmes::new(places);
    Ok(ground)
}

/// The folders of the first intervention's lottery and of its addenda, those that are locked.
fn lotteries(folder: &Folder, study: &Study) -> Vec<String> {
    let name = &study.intervention().name;
    let own = |root: &str| if name.is_empty() { root.to_string() } else { format!("{root}/{name}") };
    let mut list = vec![own("lottery")];
    list.extend((1..=99).map(|n| own(&format!("lottery/addendum-{n}"))));
    list.retain(|inside| folder.path(&format!("{inside}/frame.tsv")).is_file());
    list
}

/// The rollout that a lottery's waves count in: late lots draw among the waves that are left.
fn own_rollout(folder: &Folder, study: &Study, inside: &str) -> Outcome<Rollout> {
    let name = study.intervention().name.as_str();
    let root = if name.is_empty() { inside } else { inside.strip_suffix(name).unwrap_or(inside).trim_end_matches("/") };
    let plan = format!("{root}/plan.toml");
    if root == "lottery" || !folder.path(&plan).is_file() {
        return Ok(study.intervention().rollout.clone());
    }
    let plan = protocol::parse(&provenance::read_text(&folder.path(&plan))?, &plan)?;
    let own = plan.interventions.into_iter().find(|i| i.name == name);
    Ok(own.map_or_else(|| study.intervention().rollout.clone(), |i| i.rollout))
}

fn frozen(folder: &Folder, study: &Study, inside: &str, ground: &mut Ground, places: &mut Vec<Place>) -> Outcome<()> {
    let name = |file: &str| format!("{inside}/{file}");
    let read = |file: &str| provenance::read_bytes(&folder.path(&name(file)));
    let frame = lottery::read_frame(&read("frame.tsv")?, &name("frame.tsv"))?;
    let members = lottery::read_members(&read("members.tsv")?, &frame, &name("members.tsv"))?;
    ground.inputs.extend([name("frame.tsv"), name("members.tsv")]);
    let drawn: PathBuf = folder.path(&name("schedule.tsv"));
    let waves = match drawn.is_file() {
        true => {
            ground.inputs.push(name("schedule.tsv"));
            Some(lottery::read_schedule(&provenance::read_bytes(&drawn)?, &frame, &name("schedule.tsv"))?)
        }
        false => None,
    };
    let rollout = own_rollout(folder, study, inside)?;
    for (programme, lot) in
        members.iter().map(|m| (&m.programme, &m.lot)).chain(frame.lots.iter().map(|l| (&l.id, &l.id)))
    {
        let Some(at) = frame.position(lot).filter(|_| !lottery::is_vacant(lot)) else { continue };
        places.push(Place { programme: programme.clone(), school: frame.lots[at].stratum.clone() });
        let wave = waves.as_ref().map(|w| u32::from(w[at]));
        // with several interventions a programme has several starts: they stand in lottery/<name>/schedule.tsv
        let wave = wave.filter(|_| study.intervention().name.is_empty());
        if let Some(start) = wave.and_then(|w| rollout.start_of_wave(w)) {
            ground.starts.insert(programme.clone(), rollout.periods[start].id.clone());
        }
    }
    Ok(())
}
