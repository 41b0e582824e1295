//! What a study leaves open about its pupils: correlations, sizes and history, and where each is taken from.

use super::request::{Request, Show};
use crate::diagnostics::{Doubt, Outcome};
use crate::folder::study::Folder;
use crate::history::{FILE, Written};
use crate::provenance;
use crate::trial::Study;

/// Correlations tried where none are declared.
pub(crate) const GRID_ICC: [f64; 3] = [0.01, 0.02, 0.05];
/// Their lasting shares.
pub(crate) const GRID_CAC: [f64; 3] = [0.6, 0.8, 1.0];
/// What stands for them where one number is needed.
const MIDDLE: (f64, f64) = (0.02, 0.8);
/// The column of the frame that sizes are taken from where none is named.
const SIZES: &str = "pupils";

/// Where the numbers came from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settled {
    /// Said on the terminal.
    pub notes: Vec<String>,
    /// Doubts.
    pub doubts: Vec<Doubt>,
    /// Whether correlations are a grid, since none are declared.
    pub grid: bool,
    /// Whether the declared analysis takes a forecast off.
    pub adjust: bool,
}

/// Fills in what flags and `[power]` leave open, and writes it into the study that trials are simulated from.
///
/// # Errors
/// D124 for a forecast.toml that cannot be read.
pub(crate) fn settle(request: &mut Request, study: &mut Study, folder: &Folder) -> Outcome<Settled> {
    let mut out = Settled::default();
    let declared = folder.plan()?.map_or_else(|| study.clone(), |plan| request.part_of(plan));
    out.adjust = declared.analysis.adjust && declared.forecast.is_some();
    let forecast = declared.forecast.as_ref().filter(|_| out.adjust);
    if let Some(f) = forecast {
        request.history = request.history.or(Some(f.periods.len()));
    }
    let path = folder.path(FILE);
    let written = match forecast {
        Some(f) if path.is_file() => Some(Written::read(&provenance::read_text(&path)?, &f.covariates)?),
        _ => None,
    };
    if let Some(found) = written.as_ref().map(|w| &w.found) {
        if request.icc.is_none() && request.tau.is_none() {
            request.icc = Some(found.icc);
            out.notes.push(format!("icc {:.4}, from the earlier terms of forecast.toml", found.icc));
            if request.cac.is_none() && request.decay.is_none() {
                request.cac = found.cac.or(Some(1.0));
                out.notes.push(format!("cac {:.4}, from there too", found.cac.unwrap_or(1.0)));
            }
        }
        if request.r2.is_none() && study.power.r2.is_none() && found.r2 > 0.0 && !declared_covariates(&declared) {
            request.r2 = Some(found.r2);
            out.notes.push(format!("r2 {:.4} of the forecast's covariates, from there too", found.r2));
        }
    }
    request.r2 = request.r2.or(study.power.r2);
    request.effect_sd = request.effect_sd.or(study.power.effect_sd);
    let asks_for_grid = matches!(request.show, Show::Power | Show::Optimise);
    if request.icc.is_none() && request.tau.is_none() && asks_for_grid {
        out.grid = true;
        (request.icc, request.cac, request.decay) = (Some(MIDDLE.0), Some(MIDDLE.1), None);
        out.doubts.push(Doubt::GridOfCorrelations {});
    }
    sizes(request, study, &mut out);
    let p = &mut study.power;
    p.icc = request.icc.or(p.icc);
    p.cac = request.cac.or(p.cac);
    p.school_icc = request.school_icc.or(p.school_icc);
    p.school_cac = request.school_cac.or(p.school_cac);
    p.baseline = request.p0.or(p.baseline);
    Ok(out)
}

/// Whether the forecast has no covariates, so that no share of the variance can be theirs.
fn declared_covariates(study: &Study) -> bool {
    study.forecast.as_ref().is_none_or(|f| f.covariates.is_empty())
}

fn sizes(request: &Request, study: &mut Study, out: &mut Settled) {
    match request.size.as_deref() {
        Some([one]) => (study.power.size, study.power.size_column) = (Some(*one), None),
        Some(_) => {}
        None if study.power.size.is_some() || study.power.size_column.is_some() => {}
        None if study.frame.covariates.iter().any(|c| c == SIZES) => {
            study.power.size_column = Some(SIZES.to_string());
            out.notes.push(format!("pupils a programme and term: the frame's column `{SIZES}`"));
        }
        None if matches!(request.show, Show::Power | Show::Compare | Show::Optimise) => {
            out.doubts.push(Doubt::SizeAssumed {});
        }
        None => {}
    }
}
