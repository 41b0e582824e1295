//! Draws the figures of a study from its results, its panel and its lottery, each with its source below it.

pub(crate) mod absence;
pub(crate) mod absence_curves;
mod absence_words;
pub mod chances;
pub(crate) mod comparison;
pub(crate) mod deciding;
mod easel;
pub(crate) mod effect;
pub(crate) mod fidelity;
pub(crate) mod lottery;
pub mod power;
pub(crate) mod seen;
pub(crate) mod subgroups;
pub(crate) mod target;
pub(crate) mod warning;

use super::sources::Sources;
use crate::diagnostics::Outcome;
use crate::plots::Figure;
use crate::trial::Language;
use chances::Told;
pub use easel::Drawn;
pub(crate) use easel::{Easel, cuts, panel_names, panels};
use rayon::prelude::*;

/// Every figure that the sources and what is told of the chances allow.
pub(crate) fn draw(sources: &Sources, told: &[Told], language: Language, slides: bool) -> Vec<Drawn> {
    let mut easel = Easel::new(sources, language, "", slides);
    if sources.each.is_empty() {
        lottery::draw(sources, told.first(), &mut easel);
        fidelity::draw(sources, &mut easel);
        effect::draw(sources, &mut easel);
    } else {
        comparison::draw(sources, &mut easel);
    }
    absence::draw(sources, &mut easel);
    warning::draw(sources, &mut easel);
    let mut drawn = easel.done();
    for one in &sources.each {
        let name = &one.intervention().name;
        let mut easel = Easel::new(sources, language, name, slides);
        lottery::draw(one, told.iter().find(|t| t.name == *name), &mut easel);
        fidelity::draw(one, &mut easel);
        effect::draw(one, &mut easel);
        absence::draw_arms(one, &mut easel);
        drawn.extend(easel.done());
    }
    drawn
}

/// The SVG and PNG files of the figures, relative to the study folder.
pub fn files(drawn: &[Drawn]) -> Outcome<Vec<(String, Vec<u8>)>> {
    let figures: Vec<(&Figure, &str)> = drawn
        .iter()
        .flat_map(|d| [Some(&d.wide), d.slide.as_ref()].into_iter().flatten().map(|f| (f, &*d.of)))
        .collect();
    let pairs: Vec<[(String, Vec<u8>); 2]> = figures
        .par_iter()
        .map(|(figure, of)| {
            let of = if of.is_empty() { String::new() } else { format!("-{of}") };
            // the suffix for slides stays last
            let name = match figure.name.strip_suffix("-wide") {
                Some(name) => format!("{name}{of}-wide"),
                None => format!("{}{of}", figure.name),
            };
            let stem = format!("results/figures/{name}");
            Ok([(format!("{stem}.svg"), figure.svg().into_bytes()), (format!("{stem}.png"), figure.png()?)])
        })
        .collect::<Outcome<_>>()?;
    Ok(pairs.into_iter().flatten().collect())
}
