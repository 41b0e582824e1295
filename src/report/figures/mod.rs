//! Draws the figures of a study from its results, its panel and its lottery.

pub(crate) mod absence;
pub(crate) mod absence_curves;
pub mod chances;
pub(crate) mod comparison;
pub(crate) mod effect;
pub(crate) mod fidelity;
pub(crate) mod lottery;
pub mod power;
pub(crate) mod warning;

use super::sources::Sources;
use crate::diagnostics::Outcome;
use crate::plots::{Figure, Sheet};
use crate::trial::Language;
use chances::Told;
use rayon::prelude::*;

/// One figure in its two widths.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// For paper and large screens.
    pub wide: Figure,
    /// For phones.
    pub narrow: Figure,
    /// What a reader must know beside it.
    pub caption: String,
    /// The one of several interventions that it is about; empty for the whole study.
    pub of: String,
}

/// Collects figures, each laid out for paper and for a phone.
pub(crate) struct Easel {
    wide: Sheet,
    narrow: Sheet,
    of: String,
    drawn: Vec<Drawn>,
}

impl Easel {
    fn new(language: Language, of: &str) -> Self {
        let about = |sheet: Sheet| Sheet { about: of.to_string(), ..sheet };
        let (wide, narrow) = (about(Sheet::wide(language)), about(Sheet::narrow(language)));
        Easel { wide, narrow, of: of.to_string(), drawn: Vec::new() }
    }

    /// The wide sheet, for words.
    pub(crate) fn sheet(&self) -> Sheet {
        self.wide.clone()
    }

    /// Draws a figure in both widths.
    pub(crate) fn draw(&mut self, figure: impl Fn(&Sheet) -> Figure, caption: impl Into<String>) {
        let (wide, narrow) = (figure(&self.wide), figure(&self.narrow));
        self.drawn.push(Drawn { wide, narrow, caption: caption.into(), of: self.of.clone() });
    }
}

/// Every figure that the sources and what is told of the chances allow.
pub(crate) fn draw(sources: &Sources, told: &[Told], language: Language) -> Vec<Drawn> {
    let mut easel = Easel::new(language, "");
    if sources.each.is_empty() {
        lottery::draw(sources, told.first(), &mut easel);
        fidelity::draw(sources, &mut easel);
        effect::draw(sources, &mut easel);
    } else {
        comparison::draw(sources, &mut easel);
    }
    absence::draw(sources, &mut easel);
    warning::draw(sources, &mut easel);
    let mut drawn = easel.drawn;
    for one in &sources.each {
        let name = &one.intervention().name;
        let mut easel = Easel::new(language, name);
        lottery::draw(one, told.iter().find(|t| t.name == *name), &mut easel);
        fidelity::draw(one, &mut easel);
        effect::draw(one, &mut easel);
        absence::draw_arms(one, &mut easel);
        drawn.extend(easel.drawn);
    }
    drawn
}

/// The SVG and PNG files of the figures, relative to the study folder.
pub fn files(drawn: &[Drawn]) -> Outcome<Vec<(String, Vec<u8>)>> {
    let pairs: Vec<[(String, Vec<u8>); 2]> = drawn
        .par_iter()
        .map(|d| {
            let of = if d.of.is_empty() { String::new() } else { format!("-{}", d.of) };
            let stem = format!("results/figures/{}{of}", d.wide.name);
            Ok([(format!("{stem}.svg"), d.wide.svg().into_bytes()), (format!("{stem}.png"), d.wide.png()?)])
        })
        .collect::<Outcome<_>>()?;
    Ok(pairs.into_iter().flatten().collect())
}
