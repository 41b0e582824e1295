//! Bytes that are not UTF-8 lines yet: which encoding and which line ends a text has, and readers that hand it on as
//! lines that end in LF.

use super::dialect::Encoding;
use encoding_rs::{Decoder, DecoderResult, UTF_16BE, UTF_16LE};
use std::io::{self, Read};

/// Share of NUL bytes at odd or even places from which a text without a mark is UTF-16.
const NUL_SHARE: f64 = 0.9;
/// Bytes looked at for that.
const NUL_SAMPLE: usize = 4096;

/// What the first bytes tell of how a text is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::registers) struct Storage {
    /// UTF-16, and whether its bytes are turned.
    pub wide: Option<bool>,
    /// Bytes of the mark.
    pub mark: usize,
    /// Whether a lone CR ends a line too.
    pub lone: bool,
    /// What a text is in whose first letter beyond ASCII is not UTF-8.
    pub single: Encoding,
}

impl Storage {
    /// Looks at the first bytes of a file.
    pub fn of(sample: &[u8], declared: Option<Encoding>) -> Storage {
        let (wide, mark) = match sample {
            [0xef, 0xbb, 0xbf, ..] => (None, 3),
            [0xff, 0xfe, ..] => (Some(false), 2),
            [0xfe, 0xff, ..] => (Some(true), 2),
            _ => (unmarked(sample).or((declared == Some(Encoding::Utf16)).then_some(false)), 0),
        };
        let wide = match declared {
            // a single-byte encoding that is declared is believed; a mark goes before it
            Some(e) if e.single_byte() && mark == 0 => None,
            _ => wide,
        };
        let body = &sample[mark..];
        let lone = match wide {
            None => more_lone(body.iter().copied()),
            Some(turned) => more_lone(
                body.chunks_exact(2)
                    .map(|c| if turned { (c[0], c[1]) } else { (c[1], c[0]) })
                    .map(|(high, low)| if high == 0 { low } else { b'x' }),
            ),
        };
        Storage { wide, mark, lone, single: single_byte(sample) }
    }
}

fn unmarked(sample: &[u8]) -> Option<bool> {
    let head = &sample[..sample.len().min(NUL_SAMPLE)];
    let share = |first: usize| {
        let all = head.iter().skip(first).step_by(2).count();
        let nul = head.iter().skip(first).step_by(2).filter(|b| **b == 0).count();
        all > 0 && nul as f64 >= NUL_SHARE * all as f64
    };
    match (share(1), share(0)) {
        (true, _) => Some(false),
        (false, true) => Some(true),
        _ => None,
    }
}

/// Whether more CRs stand not before an LF than there are LFs.
fn more_lone(bytes: impl Iterator<Item = u8>) -> bool {
    let (mut lone, mut ends, mut before) = (0u64, 0u64, 0u8);
    for b in bytes {
        if b == b'\n' {
            ends += 1;
        } else if before == b'\r' {
            lone += 1;
        }
        before = b;
    }
    lone + u64::from(before == b'\r') > ends
}

/// The single-byte encoding whose Danish letters are most: windows-1252, code page 850 or Macintosh.
pub fn single_byte(sample: &[u8]) -> Encoding {
    let mut counts = [0u64; 256];
    sample.iter().for_each(|b| counts[usize::from(*b)] += 1);
    let sum = |list: &[usize]| list.iter().map(|b| counts[*b]).sum::<u64>();
    let western = sum(&[0xe6, 0xf8, 0xe5, 0xc6, 0xd8, 0xc5]);
    let mut dos = sum(&[0x9b, 0x86, 0x9d, 0x8f]);
    dos += if dos > 0 { sum(&[0x91, 0x92]) } else { 0 };
    let mut mac = sum(&[0xbe, 0xbf, 0x8c, 0x81]);
    mac += if mac > 0 { sum(&[0xae, 0xaf]) } else { 0 };
    if western >= dos && western >= mac {
        Encoding::Windows1252
    } else if dos >= mac {
        Encoding::Cp850
    } else {
        Encoding::Macintosh
    }
}

/// Code page 850 from 0x80 on.
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// A single-byte text; `None` where a byte stands for nothing.
pub(in crate::registers) fn decode_single(bytes: &[u8], encoding: Encoding) -> Option<String> {
    match encoding {
        Encoding::Cp850 => {
            let table: Vec<char> = CP850.chars().collect();
            let letter = |b: &u8| if b.is_ascii() { char::from(*b) } else { table[usize::from(*b) - 0x80] };
            Some(bytes.iter().map(letter).collect())
        }
        Encoding::Macintosh => Some(encoding_rs::MACINTOSH.decode_without_bom_handling(bytes).0.into_owned()),
        _ if bytes.iter().any(|b| matches!(b, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d)) => None,
        _ => Some(encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()),
    }
}

/// What is said by a reader that met bytes that are no UTF-16.
pub(in crate::registers) const BROKEN: &str = "broken UTF-16";

/// UTF-16 read as UTF-8.
pub(in crate::registers) struct Wide<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    from: usize,
    text: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: Read> Wide<R> {
    /// Over bytes behind the mark.
    pub fn new(inner: R, turned: bool) -> Self {
        let encoding = if turned { UTF_16BE } else { UTF_16LE };
        let decoder = encoding.new_decoder_without_bom_handling();
        Wide { inner, decoder, raw: Vec::new(), from: 0, text: Vec::new(), at: 0, ended: false }
    }

    fn fill(&mut self) -> io::Result<()> {
        let mut buffer = vec![0; 1 << 16];
        let read = self.inner.read(&mut buffer)?;
        self.raw.drain(..self.from);
        self.from = 0;
        self.raw.extend_from_slice(&buffer[..read]);
        self.ended = read == 0;
        self.text.resize(3 * self.raw.len() + 16, 0);
        let (result, used, written) =
            self.decoder.decode_to_utf8_without_replacement(&self.raw, &mut self.text, self.ended);
        if matches!(result, DecoderResult::Malformed(..)) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, BROKEN));
        }
        self.from = used;
        self.text.truncate(written);
        self.at = 0;
        Ok(())
    }
}

impl<R: Read> Read for Wide<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() && !self.ended {
            self.fill()?;
        }
        let n = out.len().min(self.text.len() - self.at);
        out[..n].copy_from_slice(&self.text[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

/// Lines that end in CR as lines that end in LF: CRs before an LF go, any other one is a line end.
pub(in crate::registers) struct LoneEnds<R> {
    inner: R,
    /// CRs read of which it is not known yet what follows them.
    waiting: usize,
    ready: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: Read> LoneEnds<R> {
    /// Over bytes.
    pub fn new(inner: R) -> Self {
        LoneEnds { inner, waiting: 0, ready: Vec::new(), at: 0, ended: false }
    }
}

impl<R: Read> Read for LoneEnds<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.ended {
            let mut buffer = vec![0; 1 << 16];
            let read = self.inner.read(&mut buffer)?;
            self.ready.clear();
            self.at = 0;
            for b in &buffer[..read] {
                match b {
                    b'\r' => self.waiting += 1,
                    _ => {
                        // before an LF any number of CRs is part of the one line end
                        let ends = if *b == b'\n' { 0 } else { self.waiting };
                        self.ready.extend(std::iter::repeat_n(b'\n', ends));
                        self.waiting = 0;
                        self.ready.push(*b);
                    }
                }
            }
            if read == 0 {
                self.ended = true;
                self.ready.extend(std::iter::repeat_n(b'\n', std::mem::take(&mut self.waiting)));
            }
        }
        let n = out.len().min(self.ready.len() - self.at);
        out[..n].copy_from_slice(&self.ready[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn danish_letters_tell_the_code_page() {
        assert_eq!(single_byte(b"t\xf8mrer;fris\xf8r"), Encoding::Windows1252);
        assert_eq!(single_byte(b"t\x9bmrer;fris\x9br"), Encoding::Cp850);
        assert_eq!(single_byte(b"t\xbfmrer;fris\xbfr"), Encoding::Macintosh);
        // quotation marks of windows-1252 are no letters of code page 850
        assert_eq!(single_byte(b"\x91citat\x92"), Encoding::Windows1252);
        assert_eq!(CP850.chars().count(), 128);
        assert_eq!(decode_single(b"\x9b\x9d\x86\x8f\x91\x92", Encoding::Cp850).as_deref(), Some("øØåÅæÆ"));
    }

    #[test]
    fn lone_carriage_returns_end_lines() {
        let mut text = String::new();
        LoneEnds::new(&b"a\rb\r\nc\r\r\nd\r"[..]).read_to_string(&mut text).expect("text");
        assert_eq!(text, "a\nb\nc\nd\n");
        assert!(Storage::of(b"a\nb\rc\rd\r", None).lone && !Storage::of(b"a\r\r\nb\r\r\n", None).lone);
    }
}
