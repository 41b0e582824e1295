//! Collects figures in every width, in panels of at most so many lots, with the source below each.

use crate::plots::{Figure, Grid, GridRow, Sheet, grid, slide};
use crate::report::sources::Sources;
use crate::trial::Language;

/// Lots that one panel of a figure shows at most; more stand in further panels, one a page.
const PANEL: usize = 48;

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
    /// An easel for the figures of the study, or of one of several interventions.
    pub(crate) fn new(sources: &Sources, language: Language, of: &str, slides: bool) -> Self {
        let about = |sheet: Sheet| Sheet { about: of.to_string(), ..sheet };
        let (wide, narrow) = (about(Sheet::wide(language)), about(Sheet::narrow(language)));
        let study = study(sources, &wide);
        Easel { wide, narrow, slides, of: of.to_string(), study, number: String::new(), drawn: Vec::new() }
    }

    /// What was drawn.
    pub(crate) fn done(self) -> Vec<Drawn> {
        self.drawn
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
