//! The lottery that a plan would be drawn by: its frame, rules and key.

use super::programmes::{Programme, programmes};
use crate::design::{Cluster, Layout};
use crate::diagnostics::{Outcome, Problem};
use crate::folder::study::Folder;
use crate::folder::{self, Files, held};
use crate::lottery::{Design, Lottery, calibrate, calibration_key, declared_design, freeze, write_frame};
use crate::provenance::sha256;
use crate::trial::study::Intervention;
use crate::trial::{Frame, Start, Study};
use crate::{protocol, registers};

/// The lottery of a study: as it was held, or as it would be locked today.
#[derive(Debug, Clone)]
pub struct Chance {
    /// The lots.
    pub frame: Frame,
    /// The rules.
    pub design: Design,
    /// Ready to draw.
    pub lottery: Lottery,
    /// Key of the replays: the seed of the draw, or the public calibration key before it.
    pub key: [u8; 32],
    /// Waves that were drawn, in the frame's order.
    pub drawn: Option<Vec<u8>>,
    /// The intervention with its periods and waves.
    pub intervention: Intervention,
    /// The programmes with their lots.
    pub programmes: Vec<Programme>,
}

impl Chance {
    /// The lottery of a folder.
    ///
    /// # Errors
    /// L codes for a frame or design that cannot be locked.
    pub fn of(folder: &Folder, study: &Study) -> Outcome<Chance> {
        let programmes = programmes(folder, study)?;
        let name = study.intervention().name.as_str();
        if let Some(h) = held::all_held(folder)?.into_iter().find(|h| h.intervention == name)
            && let Some(intervention) = held::declared_of(&h.plan, &h.intervention)
        {
            let intervention = intervention.clone();
            return Ok(Chance {
                frame: h.frame,
                design: h.design,
                lottery: h.lottery,
                key: h.seed,
                drawn: Some(h.waves),
                intervention,
                programmes,
            });
        }
        let files = Files::new(folder.path("lottery"), "lottery");
        if files.maybe("lock.txt")?.is_some() {
            return Chance::locked(&files, name, programmes);
        }
        Chance::unlocked(folder, study)
    }

    /// The lottery that a study would lock today, whatever is locked or drawn.
    ///
    /// # Errors
    /// L codes for a frame or design that cannot be locked.
    pub fn unlocked(folder: &Folder, study: &Study) -> Outcome<Chance> {
        let programmes = programmes(folder, study)?;
        let intervention = study.intervention().clone();
        let rows = registers::read_frame(&folder.path(&study.frame.file), &study.frame.file, &study.frame)?;
        let frozen =
            freeze(&rows, &study.frame.file, &study.frame.covariates, intervention.rollout.waves.len() as u32)?;
        let open = declared_design(&intervention, &frozen)?;
        let (lottery, design, key) = calibrated(&frozen.frame, &open, &intervention.name)?;
        Ok(Chance { frame: frozen.frame, design, lottery, key, drawn: None, intervention, programmes })
    }

    /// A lottery that is locked and waits for chance: its replays are those of the public calibration key.
    fn locked(files: &Files, name: &str, programmes: Vec<Programme>) -> Outcome<Chance> {
        let locked = folder::read_locked(files)?;
        let plan = protocol::parse(&locked.plan, &files.shown("plan.toml"))?;
        let one = locked.lotteries.into_iter().find(|one| one.name == name);
        let found = one.and_then(|one| Some((held::declared_of(&plan, &one.name)?.clone(), one)));
        let (intervention, one) = found.ok_or_else(|| {
            Problem::new("L124", "the lock binds no lottery that its plan declares").help("run `lodtrin verify`")
        })?;
        let key = calibration_key(&one.frame_digest, &one.design, &one.name);
        Ok(Chance {
            frame: one.frame,
            design: one.design,
            lottery: one.lottery,
            key,
            drawn: None,
            intervention,
            programmes,
        })
    }

    /// Starts of the programmes under waves of the lots.
    ///
    /// # Errors
    /// L124 for a programme whose lot is not in the frame.
    pub fn starts(&self, waves: &[u8]) -> Outcome<Vec<Start>> {
        self.programmes
            .iter()
            .map(|p| {
                let at = self.frame.position(&p.lot).ok_or_else(|| {
                    Problem::new("L124", format!("`{}` is no lot of the frame that was frozen", p.lot))
                        .help("after the lock the frame stays as it is; late programmes join by `lodtrin amend late`")
                })?;
                Ok(self.intervention.rollout.start_of_wave(u32::from(waves[at])))
            })
            .collect()
    }

    /// The programmes in their schools with their sizes, every period alike, under these starts.
    pub(super) fn layout(&self, starts: &[Start]) -> Layout {
        let periods = self.intervention.rollout.periods.len();
        let mut schools: Vec<&str> = self.programmes.iter().map(|p| p.ticket.school.as_str()).collect();
        schools.sort_unstable();
        schools.dedup();
        let cluster = |(p, start): (&Programme, &Start)| Cluster {
            school: schools.binary_search(&p.ticket.school.as_str()).unwrap_or(0),
            start: *start,
            sizes: vec![p.ticket.size; periods],
        };
        Layout { periods, clusters: self.programmes.iter().zip(starts).map(cluster).collect() }
    }
}

/// A lottery with its threshold, and its public key.
pub(crate) fn calibrated(frame: &Frame, open: &Design, name: &str) -> Outcome<(Lottery, Design, [u8; 32])> {
    let key = calibration_key(&sha256(write_frame(frame).as_bytes()), open, name);
    let design = match open.keep {
        None => open.with_threshold(None),
        Some(keep) => {
            let threshold = calibrate(&Lottery::new(frame, open)?, &key)?.threshold(keep)?;
            open.with_threshold(Some(threshold))
        }
    };
    Ok((Lottery::new(frame, &design)?, design, key))
}
