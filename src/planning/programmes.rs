//! The programmes of a study as a simulated world needs them: sizes, tickets, correlations.

use crate::diagnostics::Outcome;
use crate::diagnostics::Place;
use crate::diagnostics::Problem;
use crate::folder::study::Folder;
use crate::registers;
use crate::simulation::Away;
use crate::simulation::Schedule;
use crate::simulation::Setting;
use crate::simulation::Shape;
use crate::simulation::Ticket;
use crate::trial::Start;
use crate::trial::Study;
use crate::trial::study::Intervention;
use unicode_normalization::UnicodeNormalization;

/// Risk without the intervention, correlation, its lasting share and pupils a programme and period where `[power]`
/// declares none.
pub(crate) const BASELINE: f64 = 0.28;

pub(crate) const ICC: f64 = 0.02;

pub(crate) const CAC: f64 = 0.8;

pub(crate) const SIZE: f64 = 25.0;

/// A programme of the frame with the lot that draws for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Programme {
    /// What the simulation needs of it.
    pub ticket: Ticket,
    /// The lot's id.
    pub lot: String,
}

/// The programmes of the frame's file with their schools and sizes.
///
/// # Errors
/// What reading the file can say; D701 for a size that is no number.
pub fn programmes(folder: &Folder, study: &Study) -> Outcome<Vec<Programme>> {
    let mut decl = study.frame.clone();
    decl.covariates = study.power.size_column.iter().cloned().collect();
    let rows = registers::read_frame(&folder.path(&decl.file), &decl.file, &decl)?;
    rows.into_iter()
        .map(|row| {
            let size = match row.covariates.first() {
                None => study.power.size.unwrap_or(SIZE),
                Some(text) => text.parse().map_err(|_| {
                    Problem::new("D701", format!("the size of programme `{}` is no number", row.id.trim()))
                        .at(Place::line(decl.file.clone(), row.line))
                        .found(format!("`{text}` in the column that `power.size` names"))
                })?,
            };
            let plain = |text: &str| text.trim().nfc().collect::<String>();
            Ok(Programme {
                ticket: Ticket { id: plain(&row.id), school: plain(&row.stratum), size },
                lot: plain(&row.lot),
            })
        })
        .collect()
}

/// The truth that `[simulate]`, `[power]` and `[absence]` declare.
pub fn setting(
    study: &Study,
    intervention: &Intervention,
    programmes: Vec<Ticket>,
    starts: Vec<Start>,
) -> Outcome<Setting> {
    let (power, simulate, absence) = (&study.power, &study.simulate, &study.absence);
    let shape = Shape::from_name(&simulate.shape).ok_or_else(|| {
        Problem::new("D701", format!("there is no effect shape `{}`", simulate.shape))
            .expected("constant, growing, fading or delayed")
    })?;
    let icc = power.icc.unwrap_or(ICC);
    let cac = power.cac.unwrap_or(CAC);
    let first_start = intervention.rollout.start_of_wave(1).unwrap_or(0);
    Ok(Setting {
        seed: simulate.seed,
        effect: simulate.effect,
        shape,
        absence: simulate.absence,
        contamination: simulate.contamination,
        baseline: power.baseline.unwrap_or(BASELINE),
        icc,
        cac,
        school_icc: power.school_icc.unwrap_or(0.0),
        school_cac: power.school_cac.unwrap_or(cac),
        window: absence.window_days,
        school_days: absence.school_days,
        threshold: absence.threshold,
        whole_days: absence.whole_days,
        lawful: absence.lawful,
        periods: intervention.rollout.periods.clone(),
        programmes,
        schedule: Schedule { starts, first_start },
        away: Away::default(),
    })
}
