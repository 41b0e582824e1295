//! The bytes of a text file as they are read: from behind its mark, and what its first bytes say.

use super::decoding::{LoneEnds, Storage, Wide};
use crate::diagnostics::{Outcome, Place, Problem};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// The bytes of a file from behind its mark, as UTF-8 or in a single-byte encoding, lines ended by LF.
pub(super) fn bytes_of(path: &Path, storage: Storage) -> std::io::Result<Box<dyn Read>> {
    let mut file = File::open(path)?;
    if storage.wide.is_some() {
        file.seek(SeekFrom::Start(storage.mark as u64))?;
    }
    let text: Box<dyn Read> = match storage.wide {
        Some(turned) => Box::new(Wide::new(file, turned)),
        None => Box::new(file),
    };
    Ok(if storage.lone { Box::new(LoneEnds::new(text)) } else { text })
}

/// How lines end.
pub(super) fn line_end(plain: &[u8], sample: &[u8], lone: bool) -> &'static str {
    match lone {
        true if sample.contains(&b'\n') => "mixed",
        true => "CR",
        false if plain.windows(2).any(|w| w == b"\r\n") => "CRLF",
        false => "LF",
    }
}

/// Refuses a file of blanks.
pub(super) fn check_sample(sample: &[u8], shown: &str) -> Outcome<()> {
    let marks: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
    let body = marks.iter().find_map(|m| sample.strip_prefix(*m)).unwrap_or(sample);
    if body.iter().all(|b| b.is_ascii_whitespace()) {
        return Err(Problem::new("R101", "the file is empty")
            .at(Place::file(shown))
            .expected("a header line and one row a line")
            .help("ask for the delivery again, or take the file out of `file`"));
    }
    Ok(())
}
