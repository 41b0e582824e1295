//! Draws the figures of a study from its results, its panel and its lottery, each with its source below it.

pub(crate) mod absence;
pub(crate) mod absence_curves;
pub mod chances;
pub(crate) mod comparison;
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
use crate::plots::{Figure, Grid, GridRow, Sheet, grid, slide};
use crate::trial::Language;
use chances::Told;
use rayon::prelude::*;

/// Lots that one panel of a figure shows at most; more stand in further panels, one a page.
pub(crate) const PANEL: usize = 48;

/// One figure in its widths.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// For paper and large screens.
    pub wide: Figure,
    /// For phones.
    pub narrow: Figure,
    /// For slides; only where they were asked for.
    pub slide: Option<Figure>,
    /// What a reader must know beside it.
    pub caption: String,
    /// The figure that it is a panel of: its own name, but for further panels.
    pub panel_of: String,
    /// The one of several interventions that it is about; empty for the whole study.
    pub of: String,
}

/// Collects figures, each laid out for paper and for a phone.
pub(crate) struct Easel {
    wide: Sheet,
    narrow: Sheet,
    slides: bool,
    of: String,
    study: String,
    number: String,
    drawn: Vec<Drawn>,
}

impl Easel {
    fn new(sources: &Sources, language: Language, of: &str, slides: bool) -> Self {
        let about = |sheet: Sheet| Sheet { about: of.to_string(), ..sheet };
        let (wide, narrow) = (about(Sheet::wide(language)), about(Sheet::narrow(language)));
        let study = study(sources, &wide);
        Easel { wide, narrow, slides, of: of.to_string(), study, number: String::new(), drawn: Vec::new() }
    }

    /// The wide sheet, for words.
    pub(crate) fn sheet(&self) -> Sheet {
        self.wide.clone()
    }

    /// How many the figures from here on are about, such as `4.610 elever`; nothing where that is not known.
    pub(crate) fn about(&mut self, number: Option<String>) {
        self.number = number.map_or_else(String::new, |n| format!(" · n = {n}"));
    }

    /// Draws a figure in every width.
    pub(crate) fn draw(&mut self, figure: impl Fn(&Sheet) -> Figure, caption: impl Into<String>) {
        self.panel(figure, caption, None);
    }

    /// Draws a panel of a figure of several panels.
    pub(crate) fn panel(
        &mut self,
        figure: impl Fn(&Sheet) -> Figure,
        caption: impl Into<String>,
        panel_of: Option<&str>,
    ) {
        let source = format!("{}{}", self.study, self.number);
        let sourced = |s: &Sheet| Figure { source: source.clone(), ..figure(s) };
        let (wide, narrow) = (sourced(&self.wide), sourced(&self.narrow));
        let slide = self.slides.then(|| slide(sourced, &self.wide));
        let panel_of = panel_of.unwrap_or(&wide.name).to_string();
        self.drawn.push(Drawn { wide, narrow, slide, caption: caption.into(), panel_of, of: self.of.clone() });
    }

    /// Draws a grid of lots, in as many panels as it needs.
    pub(crate) fn by_lot(&mut self, data: Grid) {
        let name = data.name.clone();
        for part in panels(&data, &self.wide) {
            self.panel(|s| grid(&part, s), "", Some(&name));
        }
    }
}

/// Study and lock, as the line below a figure says them.
fn study(sources: &Sources, sheet: &Sheet) -> String {
    let mut text = format!("{} {}", sheet.say("Kilde:", "Source:"), sources.now.title);
    if let Some(lock) = &sources.lock_digest {
        let digits: String = lock.chars().take(12).collect();
        text.push_str(&format!(" · {} {digits}", sheet.say("lås", "lock")));
    }
    if sources.blind {
        text.push_str(&format!(" · {}", sheet.say("ØVELSE", "REHEARSAL")));
    }
    text
}

/// The rows from..to of each panel, about equally many in each.
pub(crate) fn cuts(rows: usize) -> Vec<std::ops::Range<usize>> {
    let count = rows.div_ceil(PANEL).max(1);
    let each = rows.div_ceil(count).max(1);
    (0..count).map(|k| (k * each).min(rows)..((k + 1) * each).min(rows)).collect()
}

/// The name and the title of panel `k` of `count`.
pub(crate) fn panel_names(name: &str, title: &str, k: usize, count: usize, sheet: &Sheet) -> (String, String) {
    match (k, count) {
        (_, 1) => (name.to_string(), title.to_string()),
        (0, _) => (name.to_string(), format!("{title} (1 {} {count})", sheet.say("af", "of"))),
        _ => (format!("{name}-{}", k + 1), format!("{title} ({} {} {count})", k + 1, sheet.say("af", "of"))),
    }
}

/// A grid in panels; a group that goes on is named again. Where nearly every row is a group of its own, the group stands
/// in the row's name, so that a panel keeps to a page.
pub(crate) fn panels(data: &Grid, sheet: &Sheet) -> Vec<Grid> {
    let mut groups: Vec<Option<String>> = Vec::new();
    for row in &data.rows {
        let before = groups.last().cloned().flatten();
        groups.push(row.group.clone().or(before));
    }
    let headings = data.rows.iter().filter(|r| r.group.is_some()).count();
    let inline = headings > 16 && 3 * headings > data.rows.len();
    let cuts = cuts(data.rows.len());
    let count = cuts.len();
    let part = |(k, range): (usize, &std::ops::Range<usize>)| {
        let rows = range.clone().map(|i| {
            let row = &data.rows[i];
            let group = if i == range.start { groups[i].clone() } else { row.group.clone() };
            match (&groups[i], inline) {
                (Some(of), true) if !row.label.to_lowercase().contains(&of.to_lowercase()) => {
                    GridRow { label: format!("{} · {of}", row.label), group: None, ..row.clone() }
                }
                (_, true) => GridRow { group: None, ..row.clone() },
                _ => GridRow { group, ..row.clone() },
            }
        });
        let (name, title) = panel_names(&data.name, &data.title, k, count, sheet);
        Grid { name, title, rows: rows.collect(), ..data.clone() }
    };
    cuts.iter().enumerate().map(part).collect()
}

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
    let mut drawn = easel.drawn;
    for one in &sources.each {
        let name = &one.intervention().name;
        let mut easel = Easel::new(sources, language, name, slides);
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
