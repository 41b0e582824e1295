//! The pictures of what a lottery may give: the probability table and the pair table, before the lock and in the report.

use super::panels;
use crate::diagnostics::{Outcome, Silent};
use crate::folder::study::Folder;
use crate::folder::{Files, Locked, read_locked};
use crate::lottery::{DRAWS, Preview, calibration_key, chances as drawn_chances, read_schedule, too_often};
use crate::plots::{Grid, GridCell, GridRow, PairLot, Pairs, Sheet, grid, pairs};
use crate::provenance;
use crate::report::sources::Sources;
use crate::trial::Language;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What is known of one intervention's chances.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    /// Empty in the plain form.
    pub(crate) name: String,
    /// Id and stratum of each lot.
    lots: Vec<(String, String)>,
    /// Lots of each wave.
    capacity: Vec<u32>,
    /// Per lot, of 10,000 draws, how many in each wave.
    chances: Vec<Vec<u32>>,
    /// How often lots i < k share a wave: row i, then k = i + 1 …; empty where that is not known.
    together: Vec<Vec<u32>>,
    /// Wave of each lot as drawn.
    drawn: BTreeMap<String, u32>,
}

impl Told {
    /// What `lock` shows.
    fn of_preview(p: &Preview) -> Told {
        Told {
            name: p.name.clone(),
            lots: p.lots.iter().cloned().zip(p.stratum.iter().cloned()).collect(),
            capacity: p.design.capacity.clone(),
            chances: p.chances.clone(),
            together: p.together.clone(),
            drawn: BTreeMap::new(),
        }
    }

    /// What the published chances alone tell, without the pairs.
    fn of_sources(sources: &Sources) -> Told {
        let school: BTreeMap<&String, &String> = sources.lots.iter().map(|(id, s)| (id, s)).collect();
        let of = |id: &String| school.get(id).map_or_else(String::new, |s| s.to_string());
        Told {
            name: sources.intervention().name.clone(),
            lots: sources.chances.iter().map(|(id, _)| (id.clone(), of(id))).collect(),
            capacity: Vec::new(),
            chances: sources.chances.iter().map(|(_, c)| c.clone()).collect(),
            together: Vec::new(),
            drawn: sources.schedule.clone(),
        }
    }

    /// Positions of the lots by school, then id.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.lots.len()).collect();
        order.sort_by(|a, b| (&self.lots[*a].1, &self.lots[*a].0).cmp(&(&self.lots[*b].1, &self.lots[*b].0)));
        order
    }

    fn of_pair(&self, a: usize, b: usize) -> u32 {
        let (i, k) = (a.min(b), a.max(b));
        self.together.get(i).and_then(|row| row.get(k - i - 1)).copied().unwrap_or(0)
    }
}

/// What a study folder tells: of a lock that holds everything, the pairs recomputed; otherwise what the sources hold.
pub(crate) fn told(folder: &Folder, sources: &Sources) -> Vec<Told> {
    let files = Files::new(folder.path("lottery"), "lottery");
    if let Ok(all) = read_locked(&files).and_then(|locked| recomputed(&locked, &files)) {
        return all;
    }
    let each = if sources.each.is_empty() { std::slice::from_ref(sources) } else { &sources.each };
    each.iter().filter(|one| !one.chances.is_empty()).map(Told::of_sources).collect()
}

/// The published chances with their pairs, drawn again on the calibration key.
fn recomputed(locked: &Locked, files: &Files) -> Outcome<Vec<Told>> {
    let key = |i: usize| {
        let one = &locked.lotteries[i];
        calibration_key(&one.frame_digest, &one.design, &one.name)
    };
    let all = 0..locked.lotteries.len();
    let drawn = match locked.together()? {
        Some(joint) => joint.chances(&all.clone().map(key).collect::<Vec<_>>(), &Silent)?.each,
        None => all.map(|i| drawn_chances(&locked.lotteries[i].lottery, &key(i), &Silent)).collect::<Outcome<_>>()?,
    };
    let mut list = Vec::new();
    for (one, found) in locked.lotteries.iter().zip(drawn) {
        let name = one.file("schedule.tsv");
        let waves = match files.maybe(&name)? {
            Some(bytes) => read_schedule(&bytes, &one.frame, &files.shown(&name))?,
            None => Vec::new(),
        };
        let lots = &one.frame.lots;
        list.push(Told {
            name: one.name.clone(),
            lots: lots.iter().map(|l| (l.id.clone(), l.stratum.clone())).collect(),
            capacity: one.design.capacity.clone(),
            chances: one.chances.clone(),
            together: found.together,
            drawn: lots.iter().map(|l| l.id.clone()).zip(waves.into_iter().map(u32::from)).collect(),
        });
    }
    Ok(list)
}

/// Draws both tables of every intervention for a folder, as SVG and PNG, before anything is locked.
///
/// # Errors
/// What painting and writing can say.
pub fn write(previews: &[Preview], language: Language, folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    for told in previews.iter().map(Told::of_preview) {
        let sheet = Sheet { about: told.name.clone(), ..Sheet::wide(language) };
        let of = if told.name.is_empty() { String::new() } else { format!("-{}", told.name) };
        let chances = chances(&told, &sheet).map_or_else(Vec::new, |g| panels(&g, &sheet));
        let chances = chances.iter().map(|g| grid(g, &sheet));
        let pairs = pair_table(&told, &sheet).map(|p| pairs(&p, &sheet));
        for figure in chances.chain(pairs) {
            files.push((folder.join(format!("{}{of}.svg", figure.name)), figure.svg().into_bytes()));
            files.push((folder.join(format!("{}{of}.png", figure.name)), figure.png()?));
        }
    }
    provenance::write_all(&files)?;
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

/// Each lot's chance of each wave.
pub(crate) fn chances(told: &Told, sheet: &Sheet) -> Option<Grid> {
    let waves = told.chances.first()?.len();
    let most = told.chances.iter().flatten().copied().max().unwrap_or(1).max(1);
    let mut last = "";
    let rows = told.order().into_iter().map(|i| {
        let (id, own) = &told.lots[i];
        let group = (own != last && !own.is_empty()).then(|| own.to_string());
        last = own;
        let drawn = told.drawn.get(id).copied().unwrap_or(0);
        let cells = told.chances[i].iter().enumerate().map(|(w, c)| GridCell {
            value: Some(f64::from(*c)),
            words: sheet.number(f64::from(*c) / 100.0, 1),
            framed: drawn == w as u32 + 1,
        });
        GridRow { label: id.clone(), group, cells: cells.collect() }
    });
    let caption = if told.drawn.is_empty() {
        sheet.say(
            "Procent af 10.000 prøvelodtrækninger, hvor loddet kom i trinet.",
            "Per cent of 10,000 calibration draws in which the lot was in the wave.",
        )
    } else {
        sheet.say(
            "Procent af 10.000 prøvelodtrækninger, hvor loddet kom i trinet. Rammen viser, hvad lodtrækningen gav.",
            "Per cent of 10,000 calibration draws in which the lot was in the wave. The frame shows what was drawn.",
        )
    };
    Some(Grid {
        name: "chances".into(),
        title: chance_title(told, sheet),
        caption: caption.into(),
        rows: rows.collect(),
        columns: (1..=waves).map(|w| format!("{} {w}", sheet.say("Trin", "Wave"))).collect(),
        low: 0.0,
        high: 2.0 * f64::from(most),
    })
}

/// How often each two lots share a wave.
pub(crate) fn pair_table(told: &Told, sheet: &Sheet) -> Option<Pairs> {
    if told.together.is_empty() || told.lots.len() < 2 {
        return None;
    }
    let order = told.order();
    let n: f64 = told.capacity.iter().map(|c| f64::from(*c)).sum();
    let same: f64 = told.capacity.iter().map(|c| f64::from(*c) * (f64::from(*c) - 1.0)).sum();
    let lot = |i: &usize| {
        let (id, stratum) = &told.lots[*i];
        PairLot { label: id.clone(), group: (!stratum.is_empty()).then(|| stratum.clone()) }
    };
    Some(Pairs {
        name: "pairs".into(),
        title: pair_title(told, sheet),
        lots: order.iter().map(lot).collect(),
        together: (0..order.len())
            .map(|row| order[..row].iter().map(|k| told.of_pair(order[row], *k)).collect())
            .collect(),
        draws: DRAWS as u32,
        usual: same / (n * (n - 1.0)),
        most: too_often(&told.capacity),
    })
}

/// The smallest and the largest chance of any lot.
fn chance_title(told: &Told, sheet: &Sheet) -> String {
    let all = || told.chances.iter().flatten().copied();
    let percent = |c: Option<u32>| sheet.percent(f64::from(c.unwrap_or(0)) / 10_000.0, 1);
    let (low, high) = (percent(all().min()), percent(all().max()));
    match (sheet.language, told.drawn.is_empty()) {
        (Language::Da, true) => format!("Hvert lod har mellem {low} og {high} chance for hvert trin"),
        (Language::Da, false) => format!("Hvert lod havde mellem {low} og {high} chance for hvert trin"),
        (Language::En, true) => format!("Each lot has a chance between {low} and {high} of each wave"),
        (Language::En, false) => format!("Each lot had a chance between {low} and {high} of each wave"),
    }
}

/// How many pairs share a wave too often, and how many never.
fn pair_title(told: &Told, sheet: &Sheet) -> String {
    let most = too_often(&told.capacity);
    let all = || told.together.iter().flatten().copied();
    let (often, never) = (all().filter(|t| *t > most).count(), all().filter(|t| *t == 0).count());
    let pairs = all().count();
    let count = |n: usize| sheet.count(n as f64);
    match (sheet.language, often, never) {
        (Language::Da, 0, 0) => "Ingen par af lodder følges ad for ofte, og ingen er udelukket".to_string(),
        (Language::Da, 0, n) => {
            format!("Ingen par af lodder følges ad for ofte; {} af {} gør det aldrig", count(n), count(pairs))
        }
        (Language::Da, o, n) => {
            format!("{} af {} par følges ad for ofte; {} gør det aldrig", count(o), count(pairs), count(n))
        }
        (Language::En, 0, 0) => "No pair of lots shares a wave too often, and none never does".to_string(),
        (Language::En, 0, n) => {
            format!("No pair of lots shares a wave too often; {} of {} never do", count(n), count(pairs))
        }
        (Language::En, o, n) => {
            format!("{} of {} pairs share a wave too often; {} never do", count(o), count(pairs), count(n))
        }
    }
}
