//! Texts of a workbook: whether it holds as many as it says, since its reader makes room for them all before it reads one.

use quick_xml::Reader;
use quick_xml::events::Event;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, copy, sink};
use std::path::Path;
use zip::ZipArchive;

/// Texts that room is made for whatever the workbook holds.
const FEW: u64 = 1 << 20;
/// Bytes of the shortest text, `<si/>`.
const SHORTEST: u64 = 5;

/// Refuses a workbook that says it holds more texts than its bytes could be. What else is wrong, its reader says.
pub(super) fn counted(path: &Path) -> Result<(), &'static str> {
    let Some(mut book) = File::open(path).ok().and_then(|f| ZipArchive::new(BufReader::new(f)).ok()) else {
        return Ok(());
    };
    for at in 0..book.len() {
        let Ok(member) = book.by_index(at) else { continue };
        let name = member.name().map(|n| n.to_ascii_lowercase()).unwrap_or_default();
        if !name.ends_with("sharedstrings.xml") {
            continue;
        }
        let named = stated(BufReader::new(member)).unwrap_or(0);
        if named <= FEW {
            continue;
        }
        let least = named.saturating_mul(SHORTEST);
        let held = book.by_index(at).ok().and_then(|m| copy(&mut m.take(least), &mut sink()).ok());
        if held.is_none_or(|h| h < least) {
            return Err("it counts more texts than it holds");
        }
    }
    Ok(())
}

/// How many texts the first list of them says it holds.
fn stated(member: impl BufRead) -> Option<u64> {
    let mut xml = Reader::from_reader(member);
    let mut room = Vec::new();
    loop {
        match xml.read_event_into(&mut room).ok()? {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "sst" => {
                return e.attributes_raw().split("uniqueCount").skip(1).map(first_number).max();
            }
            Event::Eof => return None,
            _ => room.clear(),
        }
    }
}

/// The first digits of a text as a number; too many for one count as the largest.
fn first_number(text: &str) -> u64 {
    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    if end == 0 { 0 } else { digits[..end].parse().unwrap_or(u64::MAX) }
}
