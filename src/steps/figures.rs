//! Draws the figures of a study from its results, its panel and its lottery.

use super::report_sources::Sources;
use super::{figures_absence, figures_effect, figures_lottery};
use crate::diagnostics::Outcome;
use crate::plots::{Figure, Sheet};
use crate::trial::Language;
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
}

/// Collects figures, each laid out for paper and for a phone.
pub(super) struct Easel {
    wide: Sheet,
    narrow: Sheet,
    drawn: Vec<Drawn>,
}

impl Easel {
    /// The wide sheet, for words.
    pub(super) fn sheet(&self) -> Sheet {
        self.wide
    }

    /// Draws a figure in both widths.
    pub(super) fn draw(&mut self, figure: impl Fn(&Sheet) -> Figure, caption: impl Into<String>) {
        let (wide, narrow) = (figure(&self.wide), figure(&self.narrow));
        self.drawn.push(Drawn { wide, narrow, caption: caption.into() });
    }
}

/// Every figure that the sources allow.
pub fn draw(sources: &Sources, language: Language) -> Vec<Drawn> {
    let mut easel = Easel { wide: Sheet::wide(language), narrow: Sheet::narrow(language), drawn: Vec::new() };
    figures_lottery::draw(sources, &mut easel);
    figures_effect::draw(sources, &mut easel);
    figures_absence::draw(sources, &mut easel);
    easel.drawn
}

/// The SVG and PNG files of the figures, relative to the study folder.
pub fn files(drawn: &[Drawn]) -> Outcome<Vec<(String, Vec<u8>)>> {
    let pairs: Vec<[(String, Vec<u8>); 2]> = drawn
        .par_iter()
        .map(|d| {
            let stem = format!("results/figures/{}", d.wide.name);
            Ok([(format!("{stem}.svg"), d.wide.svg().into_bytes()), (format!("{stem}.png"), d.wide.png()?)])
        })
        .collect::<Outcome<_>>()?;
    Ok(pairs.into_iter().flatten().collect())
}
