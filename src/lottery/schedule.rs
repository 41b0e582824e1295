//! `schedule.tsv` and `chances.tsv`: tables with one row a lot.

use super::frame::{cell_count, increasing};
use super::text::{broken, lines, not_a_number, number, shorten};
use crate::diagnostics::Outcome;
use crate::trial::Frame;

/// The text of `schedule.tsv`: which wave each lot starts in (from 1), in the frame's order.
pub fn write_schedule(frame: &Frame, waves: &[u8]) -> String {
    let mut text = String::from("id\twave\n");
    for (lot, wave) in frame.lots.iter().zip(waves) {
        text.push_str(&format!("{}\t{wave}\n", lot.id));
    }
    text
}

/// Reads `schedule.tsv`; its rows must be the frame's.
pub fn read_schedule(bytes: &[u8], frame: &Frame, file: &str) -> Outcome<Vec<u8>> {
    let rows = read_rows(bytes, frame, file, "id\twave", 1)?;
    rows.iter()
        .enumerate()
        .map(|(i, row)| {
            u8::try_from(row[0])
                .ok()
                .filter(|w| *w > 0)
                .ok_or_else(|| not_a_number(&row[0].to_string(), file, i + 2, "wave"))
        })
        .collect()
}

/// The text of `chances.tsv`: how often, of 10,000 accepted draws, each lot is in each wave.
pub fn write_chances(frame: &Frame, counts: &[Vec<u32>]) -> String {
    let waves = counts.first().map_or(0, Vec::len);
    let mut text = header(waves);
    text.push('\n');
    for (lot, row) in frame.lots.iter().zip(counts) {
        text.push_str(&lot.id);
        for m in row {
            text.push_str(&format!("\t{m}"));
        }
        text.push('\n');
    }
    text
}

/// Reads `chances.tsv`: per lot, in the frame's order, the counts by wave.
pub fn read_chances(bytes: &[u8], frame: &Frame, waves: usize, file: &str) -> Outcome<Vec<Vec<u32>>> {
    let rows = read_rows(bytes, frame, file, &header(waves), waves)?;
    for (i, row) in rows.iter().enumerate() {
        if row.iter().sum::<u64>() != super::DRAWS {
            return Err(broken("L107", file, i + 2, format!("the chances of a lot do not add up to {}", super::DRAWS))
                .found(row.iter().sum::<u64>().to_string()));
        }
    }
    Ok(rows.into_iter().map(|row| row.into_iter().map(|m| m as u32).collect()).collect())
}

fn header(waves: usize) -> String {
    let mut text = String::from("id");
    for w in 1..=waves {
        text.push_str(&format!("\t{w}"));
    }
    text
}

fn read_rows(bytes: &[u8], frame: &Frame, file: &str, header: &str, cells: usize) -> Outcome<Vec<Vec<u64>>> {
    let lines = lines(bytes, file)?;
    if lines[0] != header {
        return Err(broken("L105", file, 1, format!("{file} has another header than the design calls for"))
            .found(shorten(lines[0]))
            .expected(format!("{header:?}")));
    }
    let mut rows = Vec::with_capacity(frame.lots.len());
    let mut before = None;
    for (i, line) in lines.iter().enumerate().skip(1) {
        let all: Vec<&str> = line.split('\t').collect();
        if all.len() != cells + 1 {
            return Err(cell_count(file, i + 1, all.len(), cells + 1));
        }
        increasing(before, all[0], file, i + 1)?;
        before = Some(all[0]);
        if frame.lots.get(i - 1).is_none_or(|l| l.id != all[0]) {
            return Err(broken("L106", file, i + 1, format!("{file} names another lot than the frame does here"))
                .found(shorten(all[0])));
        }
        let mut row = Vec::with_capacity(cells);
        for cell in &all[1..] {
            let n = number(cell).filter(|n| *n <= super::DRAWS.max(255));
            row.push(n.ok_or_else(|| not_a_number(cell, file, i + 1, "count"))?);
        }
        rows.push(row);
    }
    if rows.len() != frame.lots.len() {
        return Err(broken("L106", file, lines.len(), format!("{file} has another number of rows than the frame"))
            .found(rows.len().to_string())
            .expected(frame.lots.len().to_string()));
    }
    Ok(rows)
}
