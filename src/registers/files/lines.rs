//! The lines of a text, one at a time or in blocks.

pub use super::limits::LONGEST_LINE;

use super::blocks::{BLOCK, Used};
use super::decoding::{BROKEN, decode_single};
use super::dialect::Encoding;
use crate::diagnostics::{Outcome, Place, Problem};
use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};

/// The lines of a text file, decoded one at a time in bounded memory.
pub(in crate::registers) struct Lines {
    reader: BufReader<Box<dyn Read>>,
    /// Blocks that were read ahead of their lines, and how much of the first one is behind us.
    ahead: VecDeque<Vec<u8>>,
    at: usize,
    shown: String,
    end: u8,
    bytes: Vec<u8>,
    text: String,
    /// Lines read so far; the line in hand has this number, from 1.
    pub line: usize,
    /// Declared, or decided by the first byte that tells.
    pub encoding: Option<Encoding>,
    declared: bool,
    /// What a text is in whose first letter beyond ASCII is not UTF-8.
    single: Encoding,
    /// Whether the line in hand ended in a line end.
    pub ended: bool,
    /// Bytes read so far.
    pub read: u64,
}

impl Lines {
    /// Over bytes whose lines end in LF. `encoding` is declared, or told by a mark; `single` is what a text is in that is
    /// not UTF-8.
    pub fn new(bytes: Box<dyn Read>, shown: &str, encoding: Option<Encoding>, single: Encoding) -> Self {
        Lines {
            reader: BufReader::with_capacity(1 << 18, bytes),
            ahead: VecDeque::new(),
            at: 0,
            shown: shown.to_string(),
            end: b'\n',
            single,
            bytes: Vec::new(),
            text: String::new(),
            line: 0,
            encoding,
            declared: encoding.is_some(),
            ended: true,
            read: 0,
        }
    }

    /// Reads the next line without its end; `false` at the end of the file.
    pub fn advance(&mut self) -> Outcome<bool> {
        self.bytes.clear();
        let n = self.fill().map_err(|e| self.broken(&e))?;
        if n == 0 {
            return Ok(false);
        }
        self.line += 1;
        self.read += n as u64;
        self.ended = self.bytes.last() == Some(&self.end);
        if self.ended {
            self.bytes.pop();
        }
        // CR CR LF is one line end as well
        while self.bytes.last() == Some(&b'\r') {
            self.bytes.pop();
        }
        if self.bytes.len() > LONGEST_LINE {
            return Err(Problem::new("R104", "a line is too long to be a row of a register")
                .at(self.place())
                .found(format!("more than {LONGEST_LINE} bytes without a line end"))
                .help("check that the file is the export itself, and that it was not damaged on the way"));
        }
        if let Some(at) = self.bytes.iter().position(|b| *b == 0) {
            return Err(Problem::new("R103", "the file holds a NUL byte, so it is no text table")
                .at(Place { column: Some(at + 1), ..self.place() })
                .help("export it again as CSV, or declare its `format` (xlsx, parquet, sas7bdat, dta)"));
        }
        if self.line == 1 && self.bytes.starts_with(b"\xef\xbb\xbf") {
            self.bytes.drain(..3);
        }
        self.decode()?;
        Ok(true)
    }

    /// The bytes of the next line, its end included, as far as the longest line goes.
    fn fill(&mut self) -> io::Result<usize> {
        let limit = LONGEST_LINE + 2;
        while let Some(front) = self.ahead.front() {
            let rest = &front[self.at..];
            let rest = &rest[..rest.len().min(limit - self.bytes.len())];
            let found = rest.iter().position(|b| *b == self.end);
            let taken = found.map_or(rest.len(), |i| i + 1);
            self.bytes.extend_from_slice(&rest[..taken]);
            self.at += taken;
            if self.at == front.len() {
                self.ahead.pop_front();
                self.at = 0;
            }
            if found.is_some() || self.bytes.len() == limit {
                return Ok(self.bytes.len());
            }
        }
        let left = (limit - self.bytes.len()) as u64;
        self.reader.by_ref().take(left).read_until(self.end, &mut self.bytes)?;
        Ok(self.bytes.len())
    }

    fn broken(&self, e: &io::Error) -> Problem {
        if e.kind() == io::ErrorKind::InvalidData && e.to_string() == BROKEN {
            return Problem::new("R102", "the file is UTF-16 and broken")
                .at(Place::line(self.shown.clone(), self.line + 1))
                .found("bytes that are no letter in UTF-16")
                .help("export it again as CSV UTF-8, or deliver the workbook itself (xlsx)");
        }
        Problem::new("P101", format!("cannot read on: {e}")).at(Place::file(self.shown.clone()))
    }

    /// Up to so many blocks of whole lines from here on; none at the end of the file. Each must come back through
    /// [`Lines::used`].
    pub fn blocks(&mut self, count: usize) -> Outcome<Vec<Vec<u8>>> {
        let mut list = Vec::with_capacity(count);
        while list.len() < count {
            let block = match self.ahead.pop_front() {
                Some(held) if self.at == 0 => held,
                Some(held) => held[std::mem::take(&mut self.at)..].to_vec(),
                None => self.block().map_err(|e| self.broken(&e))?,
            };
            if block.is_empty() {
                break;
            }
            list.push(block);
        }
        Ok(list)
    }

    fn block(&mut self) -> io::Result<Vec<u8>> {
        let mut block = Vec::with_capacity(BLOCK + 4096);
        self.reader.by_ref().take(BLOCK as u64).read_to_end(&mut block)?;
        if block.last().is_some_and(|b| *b != self.end) {
            self.reader.by_ref().take(LONGEST_LINE as u64).read_until(self.end, &mut block)?;
        }
        Ok(block)
    }

    /// Takes note of how far blocks were used; from the first line that was not, they are read again.
    pub fn used(&mut self, list: Vec<Vec<u8>>, used: &[Used]) {
        let mut whole = true;
        let mut again = Vec::new();
        for (i, block) in list.into_iter().enumerate() {
            if whole {
                let used = used.get(i).copied().unwrap_or_default();
                self.line += used.lines;
                self.read += used.bytes as u64;
                self.ended |= used.lines > 0;
                whole = used.bytes == block.len();
                self.at = if whole { 0 } else { used.bytes };
            }
            if !whole {
                again.push(block);
            }
        }
        again.into_iter().rev().for_each(|b| self.ahead.push_front(b));
    }

    /// Line end, encoding as far as it is decided, and whether it was declared.
    pub fn form(&self) -> (u8, Option<Encoding>, bool) {
        (self.end, self.encoding, self.declared)
    }

    /// The line in hand.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn place(&self) -> Place {
        Place::line(self.shown.clone(), self.line)
    }

    fn decode(&mut self) -> Outcome<()> {
        self.text.clear();
        if self.encoding.is_some_and(Encoding::single_byte) {
            return self.western();
        }
        match std::str::from_utf8(&self.bytes) {
            Ok(text) => {
                if self.encoding.is_none() && !text.is_ascii() {
                    self.encoding = Some(Encoding::Utf8);
                }
                self.text.push_str(text);
                Ok(())
            }
            Err(_) if self.encoding.is_none() => {
                // only ASCII so far: the first byte beyond it decides
                self.encoding = Some(self.single);
                self.western()
            }
            Err(e) => {
                let at = e.valid_up_to();
                let place = Place { column: Some(at + 1), ..self.place() };
                let problem = Problem::new("R102", "the file is not in one encoding").at(place);
                let byte = self.bytes.get(at).copied().unwrap_or(0);
                Err(if self.declared {
                    problem
                        .found(format!("byte 0x{byte:02x}, which is not UTF-8"))
                        .expected("utf-8, as declared")
                        .help("leave `encoding` out to have it detected, or declare encoding = \"windows-1252\"")
                } else {
                    problem
                        .found(format!("byte 0x{byte:02x} here, but UTF-8 letters in earlier lines"))
                        .expected("utf-8 throughout, or windows-1252 throughout")
                        .help("export the file again; two exports may have been pasted together")
                })
            }
        }
    }

    fn western(&mut self) -> Outcome<()> {
        if self.bytes.is_ascii() {
            // ASCII is valid UTF-8
            self.text.push_str(std::str::from_utf8(&self.bytes).unwrap_or_default());
            return Ok(());
        }
        let encoding = self.encoding.unwrap_or(Encoding::Windows1252);
        let western = encoding == Encoding::Windows1252;
        if western && self.declared && std::str::from_utf8(&self.bytes).is_ok() {
            return Err(Problem::new("R102", "the file is UTF-8, not Windows-1252")
                .at(self.place())
                .found("letters beyond ASCII written as UTF-8")
                .expected("windows-1252, as declared")
                .help("leave `encoding` out to have it detected, or declare encoding = \"utf-8\""));
        }
        let Some(text) = decode_single(&self.bytes, encoding) else {
            let at = self.bytes.iter().position(|b| matches!(b, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d)).unwrap_or(0);
            return Err(Problem::new("R102", "the file is neither UTF-8 nor Windows-1252")
                .at(Place { column: Some(at + 1), ..self.place() })
                .found(format!("byte 0x{:02x}", self.bytes.get(at).copied().unwrap_or(0)))
                .expected("utf-8 or windows-1252")
                .help("export the file again as UTF-8 (in Excel: CSV UTF-8), or declare encoding = \"cp850\" or \"macintosh\""));
        };
        self.text.push_str(&text);
        Ok(())
    }
}
