//! What `verify` says: every verdict, what was not checked, the answer. Schedules give way first where room is short.

use super::{LINES, cut_lines};
use crate::cli::render::wrapped;
use crate::folder::WaveName;
use crate::folder::changes::Row;
use crate::lottery::is_vacant;
use crate::verify::verdict::{Report, Shown};

/// Fewest lines of a part that gave way: an empty one, its heading, its first line, how many more there are.
const FEWEST: usize = 4;
/// Details of a verdict that are shown where room is short.
const DETAILS: usize = 2;

/// What was found, in at most forty lines with the `taken` ones that follow on stderr; the whole with `all`.
pub fn text(report: &Report, answer: &str, taken: usize, all: bool) -> String {
    let changes: Vec<String> = report.changes.iter().map(change).collect();
    let mut parts = [
        replaced(report),
        schedules(&report.schedules),
        list("Otherwise than locked", &changes),
        verdicts(report, usize::MAX),
        list("Not checked", &report.not_checked),
    ];
    let head = head(report);
    let around = head.len() + 2 + taken;
    for give in 0..parts.len() {
        let over = (parts.iter().map(Vec::len).sum::<usize>() + around).saturating_sub(LINES);
        if all || over == 0 {
            break;
        }
        let lines = std::mem::take(&mut parts[give]);
        let room = lines.len().saturating_sub(over).max(FEWEST);
        parts[give] = if give == 3 { verdicts(report, DETAILS) } else { cut_lines(lines, room) };
    }
    let [replaced, schedules, changes, verdicts, not_checked] = parts;
    let end = vec![String::new(), format!("Answer: {answer}")];
    [head, verdicts, schedules, replaced, changes, not_checked, end].concat().join("\n") + "\n"
}

fn head(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    if report.rehearsal {
        lines.push("REHEARSAL: this is practice and no draw.".to_string());
    }
    lines.push(report.title.clone());
    lines.extend(report.lock.map(|lock| format!("lock {lock}")));
    lines
}

/// The verdicts, each with at most so many details and how many more there are.
fn verdicts(report: &Report, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for v in &report.verdicts {
        let mark = match v.holds {
            Some(true) => "yes",
            Some(false) => "NO ",
            None => "?  ",
        };
        lines.extend(broken(&format!("  {mark}  {:<12} ", v.check), 20, &v.says));
        lines.extend(v.details.iter().take(most).map(|d| format!("{:20}{d}", "")));
        if v.details.len() > most {
            lines.push(format!("{:20}and {} more: --all", "", v.details.len() - most));
        }
    }
    lines
}

fn schedules(all: &[Shown]) -> Vec<String> {
    let mut lines = Vec::new();
    for shown in all {
        let name = if shown.name.is_empty() { String::new() } else { format!(" ({})", shown.name) };
        lines.extend([String::new(), format!("Schedule that the seed gives{name}")]);
        lines.extend(waves(shown));
    }
    lines
}

fn replaced(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    for r in &report.replaced {
        let reason = r.reason.as_ref().map_or(String::new(), |r| format!(" (replaced: {r})"));
        lines.extend([String::new(), format!("What the replaced lock would have given{reason}"), r.lock.to_string()]);
        if r.schedules.is_empty() {
            lines.push("  its randomness is not there".to_string());
        }
        lines.extend(r.schedules.iter().flat_map(waves));
    }
    lines
}

fn list(heading: &str, items: &[String]) -> Vec<String> {
    if items.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), heading.to_string()];
    lines.extend(items.iter().flat_map(|item| broken("  - ", 4, item)));
    lines
}

fn waves(shown: &Shown) -> Vec<String> {
    let of = |w: u8| {
        let lots = shown.frame.lots.iter().zip(&shown.waves).filter(|(l, x)| **x == w && !is_vacant(&l.id));
        lots.map(|(l, _)| l.id.as_str()).collect::<Vec<_>>().join(", ")
    };
    let line = |(w, name): (u8, &WaveName)| {
        let names = of(w);
        broken(&format!("  wave {}: ", name.text()), 10, if names.is_empty() { "–" } else { &names })
    };
    (1..).zip(&shown.names).flat_map(line).collect()
}

/// A row of the list of changes in one line.
pub fn change(row: &Row) -> String {
    let date = row.date.as_ref().map_or(String::new(), |d| format!("{d} "));
    let reason = row.reason.as_ref().map_or(String::new(), |r| format!(" ({r})"));
    let looked = match row.results {
        "before" => "before anybody looked",
        "after" => "after somebody looked",
        _ => "it cannot be told whether before anybody looked",
    };
    format!("{date}{}: `{}` was {}, is {}{reason}; {looked}; {}", row.kind, row.key, row.from, row.to, row.file)
}

fn broken(lead: &str, hang: usize, text: &str) -> Vec<String> {
    wrapped(lead, hang, text).lines().map(str::to_string).collect()
}
