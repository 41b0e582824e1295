//! How often each two lots share a wave, as a triangle.

use super::axes::SMALL;
use super::letters::{self, LEADING};
use super::{Anchor, Color, Figure, Mark, Point, Sheet, Weight, palette};

/// How often each two lots share a wave: a triangle with one square a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairs {
    /// Name of the file.
    pub name: String,
    /// The title in the sheet's language.
    pub title: String,
    /// The lots in the order of rows and columns.
    pub lots: Vec<PairLot>,
    /// Row i holds the pairs with lots 0 … i − 1: in how many draws the two share a wave.
    pub together: Vec<Vec<u32>>,
    /// Number of draws.
    pub draws: u32,
    /// Share of draws in which any two lots would share a wave if there were no rules.
    pub usual: f64,
    /// Two lots that share a wave in more draws than this do so too often.
    pub most: u32,
}

/// One lot of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct PairLot {
    /// Its name.
    pub label: String,
    /// Its school, where schools count.
    pub group: Option<String>,
}

/// What a share means, from never to too often. The middle one runs from half the usual share to one and a half of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Never,
    Seldom,
    Usual,
    Often,
    TooOften,
}

const KINDS: [Kind; 5] = [Kind::Never, Kind::Seldom, Kind::Usual, Kind::Often, Kind::TooOften];
/// Cells at least this high carry the lot's name.
const NAMED: f64 = 12.0;
/// Cells at least this wide carry their number.
const NUMBERED: f64 = 30.0;
/// Pairs of a kind that are named below the table.
const LISTED: usize = 6;

impl Pairs {
    fn kind(&self, together: u32) -> Kind {
        let share = f64::from(together) / f64::from(self.draws.max(1));
        match together {
            0 => Kind::Never,
            t if t > self.most => Kind::TooOften,
            _ if share < 0.5 * self.usual => Kind::Seldom,
            _ if share <= 1.5 * self.usual => Kind::Usual,
            _ => Kind::Often,
        }
    }

    /// Pairs of a kind, as rows and columns.
    fn of(&self, kind: Kind) -> Vec<(usize, usize)> {
        let rows = self.together.iter().enumerate();
        rows.flat_map(|(i, row)| row.iter().enumerate().map(move |(k, t)| (i, k, *t)))
            .filter(|(_, _, t)| self.kind(*t) == kind)
            .map(|(i, k, _)| (i, k))
            .collect()
    }

    fn percent(&self, sheet: &Sheet, together: f64, decimals: usize) -> String {
        sheet.percent(together / f64::from(self.draws.max(1)), decimals)
    }

    fn meaning(&self, kind: Kind, sheet: &Sheet) -> String {
        let draws = f64::from(self.draws);
        let (low, high) =
            (self.percent(sheet, 0.5 * self.usual * draws, 1), self.percent(sheet, 1.5 * self.usual * draws, 1));
        let most = self.percent(sheet, f64::from(self.most), 1);
        let say = |danish: String, english: String| if sheet.say("da", "en") == "da" { danish } else { english };
        match kind {
            Kind::Never => say("aldrig i samme trin".into(), "never in the same wave".into()),
            Kind::Seldom => say(format!("sjældent, under {low}"), format!("seldom, under {low}")),
            Kind::Usual => say(format!("som ventet, {low} til {high}"), format!("as expected, {low} to {high}")),
            Kind::Often => say(format!("ofte, over {high}"), format!("often, over {high}")),
            Kind::TooOften => say(format!("for ofte, over {most}"), format!("too often, over {most}")),
        }
    }
}

/// Draws the table. Never, seldom and too often are marked by a cross, a dot and a diamond as well as by colour.
pub fn pairs(data: &Pairs, sheet: &Sheet) -> Figure {
    let mut figure = Figure::new(&data.name, sheet.width, 0.0, data.title.clone());
    let caption = caption(data, sheet);
    let mut top = sheet.heading(&mut figure);
    top = sheet.paragraph(&mut figure, (0.0, top), sheet.width, &caption, SMALL, Weight::Regular, palette::SOFT);
    top = legend(&mut figure, data, sheet, top + 12.0);
    top = triangle(&mut figure, data, sheet, top + 14.0);
    figure.description = caption;
    for kind in KINDS {
        let words = format!(" {}: {}.", data.meaning(kind, sheet), counted(data.of(kind).len(), sheet));
        figure.description.push_str(&words);
    }
    for (kind, danish, english) in
        [(Kind::TooOften, "For ofte", "Too often"), (Kind::Never, "Aldrig sammen", "Never together")]
    {
        let words = listed(data, kind, sheet, sheet.say(danish, english));
        figure.description.push(' ');
        figure.description.push_str(&words);
        top = sheet.paragraph(&mut figure, (0.0, top + 4.0), sheet.width, &words, SMALL, Weight::Regular, palette::INK);
    }
    figure.height = top + 6.0;
    figure
}

fn caption(data: &Pairs, sheet: &Sheet) -> String {
    let (draws, usual) = (sheet.count(f64::from(data.draws)), sheet.percent(data.usual, 1));
    match sheet.say("da", "en") {
        "da" => format!(
            "Hvor ofte to lodder begynder i samme trin i {draws} prøvelodtrækninger. Hver rude er et par: loddet ved enden \
             af rækken og loddet over søjlen. Uden regler ville hvert par følges ad i {usual}."
        ),
        _ => format!(
            "How often two lots start in the same wave in {draws} calibration draws. Each square is a pair: the lot at \
             the end of the row and the lot above the column. Without rules every pair would share a wave in {usual}."
        ),
    }
}

/// One line a kind: its square and what it means, with the number of pairs.
fn legend(figure: &mut Figure, data: &Pairs, sheet: &Sheet, mut y: f64) -> f64 {
    for kind in KINDS {
        let count = data.of(kind).len();
        let words = format!("{}: {}", data.meaning(kind, sheet), counted(count, sheet));
        square(figure, (0.0, y), 14.0, 14.0, kind);
        figure.text((22.0, y + 11.0), words, SMALL, palette::INK, Anchor::Start);
        y += 18.0;
    }
    y
}

fn counted(count: usize, sheet: &Sheet) -> String {
    let noun = if count == 1 { sheet.say("par", "pair") } else { sheet.say("par", "pairs") };
    format!("{} {noun}", sheet.count(count as f64))
}

fn fill(kind: Kind) -> Color {
    match kind {
        Kind::Never | Kind::Seldom => palette::PAPER,
        Kind::Usual => palette::BLUE_TINT,
        Kind::Often => palette::BLUE_MID,
        Kind::TooOften => palette::VERMILLION,
    }
}

/// What is white needs an outline.
fn outline(kind: Kind) -> Option<Color> {
    matches!(kind, Kind::Never | Kind::Seldom).then_some(palette::GRID)
}

/// A square of a kind with its mark.
fn square(figure: &mut Figure, (x, y): Point, w: f64, h: f64, kind: Kind) {
    figure.rect((x, y), w, h, Some(fill(kind)), outline(kind));
    mark(figure, (x, y), w, h, kind);
}

/// The mark of what is never, seldom or too often, as large as the smaller side allows.
fn mark(figure: &mut Figure, (x, y): Point, w: f64, h: f64, kind: Kind) {
    let (cx, cy) = (x + w / 2.0, y + h / 2.0);
    let r = (w.min(h) * 0.36).min(6.0);
    match kind {
        Kind::Never => {
            let paths = vec![vec![(cx - r, cy - r), (cx + r, cy + r)], vec![(cx - r, cy + r), (cx + r, cy - r)]];
            let width = (r * 0.35).clamp(0.5, 1.2);
            figure.push(Mark::Lines { paths, color: palette::INK, width, dash: None });
        }
        Kind::TooOften => {
            let points = vec![(cx, cy - r), (cx + r, cy), (cx, cy + r), (cx - r, cy)];
            figure.push(Mark::Fill { points, color: palette::PAPER });
        }
        Kind::Seldom => figure.dot((cx, cy), r * 0.4, palette::SOFT),
        Kind::Usual | Kind::Often => {}
    }
}

/// The squares with the names along the diagonal; returns the y below.
fn triangle(figure: &mut Figure, data: &Pairs, sheet: &Sheet, top: f64) -> f64 {
    let n = data.lots.len().max(1) as f64;
    let most = sheet.width * if sheet.is_narrow() { 0.34 } else { 0.26 };
    let texts = data.lots.iter().flat_map(|l| [Some(&l.label), l.group.as_ref()]).flatten();
    let widest = texts.map(|t| letters::width(t, SMALL, Weight::Regular)).fold(0.0, f64::max).min(most);
    let cell = ((sheet.width - widest - 8.0) / n).min(46.0);
    let gap = if cell >= NAMED { 1.0 } else { 0.0 };
    for (i, row) in data.together.iter().enumerate() {
        let y = top + i as f64 * cell;
        if cell >= NAMED {
            for (k, together) in row.iter().enumerate() {
                one(figure, data, sheet, (i, k), *together, (k as f64 * cell, y), cell - gap);
            }
        } else {
            runs(figure, data, row, y, cell);
        }
    }
    borders(figure, data, top, cell);
    names(figure, data, sheet, top, cell);
    top + n * cell + 4.0
}

fn one(figure: &mut Figure, data: &Pairs, sheet: &Sheet, pair: (usize, usize), together: u32, at: Point, side: f64) {
    let kind = data.kind(together);
    let share = data.percent(sheet, f64::from(together), 1);
    let note = format!("{} · {}: {share}", data.lots[pair.0].label, data.lots[pair.1].label);
    let stroke = outline(kind);
    figure.push(Mark::Rect { x: at.0, y: at.1, w: side, h: side, fill: Some(fill(kind)), stroke, note });
    let number = sheet.number(100.0 * f64::from(together) / f64::from(data.draws.max(1)), 1);
    let size = (side * 0.36).min(11.0);
    let fits = side >= NUMBERED && letters::width(&number, size, Weight::Semibold) + 4.0 <= side;
    if !fits || kind == Kind::Never {
        return mark(figure, at, side, side, kind);
    }
    let middle = (at.0 + side / 2.0, at.1 + side / 2.0 + size * 0.36);
    if kind == Kind::TooOften {
        figure.bold((middle.0, middle.1 - side * 0.16), &number, size, fill(kind).letters(), Anchor::Middle);
        mark(figure, (at.0, at.1 + side * 0.52), side, side * 0.44, kind);
    } else {
        figure.text(middle, number, size, fill(kind).letters(), Anchor::Middle);
    }
}

/// Small squares: neighbours of one kind in a row as one bar, with their marks on top.
fn runs(figure: &mut Figure, data: &Pairs, row: &[u32], y: f64, cell: f64) {
    let mut start = 0;
    for run in row.chunk_by(|a, b| data.kind(*a) == data.kind(*b)) {
        let kind = data.kind(run[0]);
        figure.rect((start as f64 * cell, y), run.len() as f64 * cell, cell, Some(fill(kind)), None);
        for k in start..start + run.len() {
            mark(figure, (k as f64 * cell, y), cell, cell, kind);
        }
        start += run.len();
    }
}

/// Thin lines between schools.
fn borders(figure: &mut Figure, data: &Pairs, top: f64, cell: f64) {
    let n = data.lots.len();
    let stairs = (1..n).filter(|i| data.lots[*i].group != data.lots[i - 1].group).collect::<Vec<_>>();
    if stairs.len() + 1 >= n {
        return;
    }
    for i in stairs {
        let at = i as f64 * cell;
        figure.line((0.0, top + at), (at, top + at), palette::AXIS, 0.5);
        figure.line((at, top + at), (at, top + n as f64 * cell), palette::AXIS, 0.5);
    }
}

/// Names to the right of the diagonal: of every lot where there is room, otherwise of every school, otherwise of as many
/// lots as can be read.
fn names(figure: &mut Figure, data: &Pairs, sheet: &Sheet, top: f64, cell: f64) {
    let each = (0..data.lots.len()).map(|i| (i, i + 1, data.lots[i].label.as_str()));
    let schools = schools(data);
    let list: Vec<(usize, usize, &str)> = if cell >= NAMED || schools.len() < 2 { each.collect() } else { schools };
    let size = if cell >= NAMED { (cell * 0.9).min(SMALL) } else { SMALL };
    let mut free = f64::NEG_INFINITY;
    for (from, to, name) in list {
        let middle = top + (from + to) as f64 / 2.0 * cell;
        // a lot's name stands over its column; a school's beside its last lot
        let x = (if to - from == 1 { from } else { to }) as f64 * cell + 4.0;
        let baseline = middle + size * 0.36;
        if baseline - size < free {
            continue;
        }
        let words = letters::fit_ends(name, size, Weight::Regular, sheet.width - x);
        figure.text((x, baseline), words, size, palette::INK, Anchor::Start);
        free = baseline + size * (LEADING - 1.1);
    }
}

/// Runs of lots of one school.
fn schools(data: &Pairs) -> Vec<(usize, usize, &str)> {
    let mut list: Vec<(usize, usize, &str)> = Vec::new();
    for (i, lot) in data.lots.iter().enumerate() {
        match (list.last_mut(), lot.group.as_deref()) {
            (Some(last), Some(group)) if last.2 == group => last.1 = i + 1,
            (_, Some(group)) => list.push((i, i + 1, group)),
            (_, None) => {}
        }
    }
    list
}

/// The first pairs of a kind in words.
fn listed(data: &Pairs, kind: Kind, sheet: &Sheet, name: &str) -> String {
    let mut found = data.of(kind);
    if found.is_empty() {
        return format!("{name}: {}.", sheet.say("ingen par", "no pairs"));
    }
    found.sort_by_key(|(i, k)| (std::cmp::Reverse(data.together[*i][*k]), *k, *i));
    let some: Vec<String> = found
        .iter()
        .take(LISTED)
        .map(|(i, k)| {
            let pair = format!("{} + {}", data.lots[*k].label, data.lots[*i].label);
            let share = data.percent(sheet, f64::from(data.together[*i][*k]), 1);
            if kind == Kind::Never { pair } else { format!("{pair} ({share})") }
        })
        .collect();
    let rest = found.len().saturating_sub(LISTED);
    let more = match sheet.say("da", "en") {
        _ if rest == 0 => String::new(),
        "da" => format!("; og {} til", sheet.count(rest as f64)),
        _ => format!("; and {} more", sheet.count(rest as f64)),
    };
    format!("{name} ({}): {}{more}.", counted(found.len(), sheet), some.join("; "))
}
