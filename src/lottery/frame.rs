//! `frame.tsv` and `members.tsv`: which lots draw, and which programme belongs to which lot.

use super::text::{broken, integer, is_covariate_name, lines, not_a_number, number, shorten, string};
use crate::diagnostics::{Outcome, Problem};
use crate::trial::{Frame, Lot, Member};
use std::collections::BTreeSet;

/// The text of `frame.tsv`.
pub fn write_frame(frame: &Frame) -> String {
    let mut text = String::from("id\tstratum\tfirst\tlast");
    for name in &frame.covariates {
        text.push('\t');
        text.push_str(name);
    }
    text.push('\n');
    for lot in &frame.lots {
        text.push_str(&format!("{}\t{}\t{}\t{}", lot.id, lot.stratum, lot.first, lot.last));
        for x in &lot.covariates {
            text.push_str(&format!("\t{x}"));
        }
        text.push('\n');
    }
    text
}

/// Reads `frame.tsv`, refusing whatever is not canonical. `file` names it in messages.
pub fn read_frame(bytes: &[u8], file: &str) -> Outcome<Frame> {
    let lines = lines(bytes, file)?;
    let header: Vec<&str> = lines[0].split('\t').collect();
    if header.len() < 4 || header[..4] != ["id", "stratum", "first", "last"] {
        return Err(broken("L105", file, 1, format!("{file} has not the frame's header"))
            .found(shorten(lines[0]))
            .expected("id, stratum, first, last and the covariates, TAB between"));
    }
    let covariates: Vec<String> = header[4..].iter().map(|c| c.to_string()).collect();
    let mut seen = BTreeSet::new();
    for name in &covariates {
        if !is_covariate_name(name) || !seen.insert(name) {
            return Err(broken(
                "L105",
                file,
                1,
                format!("{file} has a covariate name that is not canonical or repeated"),
            )
            .found(shorten(name))
            .expected("distinct names of a-z, 0-9 and _, a letter first"));
        }
    }
    let mut frame = Frame { covariates, lots: Vec::new() };
    for (i, line) in lines.iter().enumerate().skip(1) {
        let lot = read_lot(line, frame.covariates.len(), file, i + 1)?;
        increasing(frame.lots.last().map(|l| l.id.as_str()), &lot.id, file, i + 1)?;
        frame.lots.push(lot);
    }
    if frame.lots.is_empty() {
        return Err(broken("L106", file, 1, format!("{file} names no lot")));
    }
    Ok(frame)
}

fn read_lot(line: &str, covariates: usize, file: &str, at: usize) -> Outcome<Lot> {
    let cells: Vec<&str> = line.split('\t').collect();
    if cells.len() != covariates + 4 {
        return Err(cell_count(file, at, cells.len(), covariates + 4));
    }
    let wave = |text: &str, key: &str| {
        let wave = number(text).ok_or_else(|| not_a_number(text, file, at, key))?;
        u32::try_from(wave).map_err(|_| not_a_number(text, file, at, key))
    };
    let first = wave(cells[2], "first")?;
    let last = wave(cells[3], "last")?;
    if first < 1 || first > last {
        return Err(broken("L107", file, at, "a lot's `first` and `last` are no range of waves")
            .found(format!("first {first}, last {last}"))
            .expected("1 ≤ first ≤ last"));
    }
    let mut values = Vec::with_capacity(covariates);
    for cell in &cells[4..] {
        values.push(integer(cell).ok_or_else(|| {
            broken("L103", file, at, "a covariate is not a canonical integer")
                .found(shorten(cell))
                .expected("an integer without leading zero or plus, at most 10^12 in size")
        })?);
    }
    Ok(Lot {
        id: string(cells[0], file, at, "a lot's id")?,
        stratum: string(cells[1], file, at, "a stratum")?,
        first,
        last,
        covariates: values,
    })
}

/// The text of `members.tsv`.
pub fn write_members(members: &[Member]) -> String {
    let mut text = String::from("programme\tlot\n");
    for m in members {
        text.push_str(&format!("{}\t{}\n", m.programme, m.lot));
    }
    text
}

/// Reads `members.tsv`; its lots must be exactly the frame's.
pub fn read_members(bytes: &[u8], frame: &Frame, file: &str) -> Outcome<Vec<Member>> {
    let lines = lines(bytes, file)?;
    if lines[0] != "programme\tlot" {
        return Err(broken("L105", file, 1, format!("{file} has not the members' header"))
            .found(shorten(lines[0]))
            .expected("programme and lot, TAB between"));
    }
    let mut members: Vec<Member> = Vec::new();
    let mut lots = BTreeSet::new();
    for (i, line) in lines.iter().enumerate().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [programme, lot] = cells[..] else { return Err(cell_count(file, i + 1, cells.len(), 2)) };
        let programme = string(programme, file, i + 1, "a programme")?;
        increasing(members.last().map(|m| m.programme.as_str()), &programme, file, i + 1)?;
        if frame.position(lot).is_none() {
            return Err(broken(
                "L106",
                file,
                i + 1,
                format!("`{programme}` belongs to a lot that the frame does not name"),
            )
            .found(shorten(lot)));
        }
        lots.insert(lot);
        members.push(Member { programme, lot: lot.to_string() });
    }
    if let Some(missing) = frame.lots.iter().find(|l| !lots.contains(l.id.as_str())) {
        return Err(broken("L106", file, lines.len(), format!("no programme belongs to the lot `{}`", missing.id)));
    }
    Ok(members)
}

/// Rows must increase strictly by the bytes of their first cell.
pub(super) fn increasing(before: Option<&str>, now: &str, file: &str, line: usize) -> Outcome<()> {
    match before {
        Some(before) if before.as_bytes() >= now.as_bytes() => {
            Err(broken("L106", file, line, format!("{file} has rows that do not increase strictly by their bytes"))
                .found(format!("{before:?}, then {now:?}")))
        }
        _ => Ok(()),
    }
}

pub(super) fn cell_count(file: &str, line: usize, found: usize, expected: usize) -> Problem {
    broken("L105", file, line, format!("{file} has a row of another length than the header"))
        .found(format!("{found} cells"))
        .expected(format!("{expected} cells, TAB between"))
}
