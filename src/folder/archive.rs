//! Reading a pack strictly: what `tar x` or `unzip` would give is what is verified, and nothing lands outside.

use crate::diagnostics::{Outcome, Problem};
use crate::provenance;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use unicode_normalization::UnicodeNormalization;

/// Most members of a pack.
const MOST_MEMBERS: usize = 20_000;
/// Most bytes of a pack, unpacked.
const LARGEST: u64 = 2 << 30;
/// Most bytes of one member.
const LARGEST_MEMBER: u64 = 512 << 20;
/// Most times that something may grow when it is unpacked, above [`SMALL`].
const MOST_TIMES: u64 = 200;
/// What may grow as it likes.
const SMALL: u64 = 1 << 20;
/// Names that Windows keeps for devices.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// What was unpacked.
#[derive(Debug, Clone, Default)]
pub(super) struct Unpacked {
    /// Names that Windows cannot have.
    pub reserved: Vec<String>,
}

/// Unpacks a tar or zip, either of them gzipped, into a fresh folder.
///
/// # Errors
/// `L308`, with the member: whatever is no regular file or folder, names that lead elsewhere or come twice, too much.
pub(super) fn unpack(path: &Path, into: &Path) -> Outcome<Unpacked> {
    let shown = path.display().to_string();
    let refuse = |why: String| {
        Problem::new("L308", format!("`{shown}` is no pack that can be read"))
            .found(why)
            .expected("a tar or zip, gzipped or not, with the files of `lodtrin pack` and nothing else")
            .help("nothing of it was written anywhere but in a scratch folder")
    };
    unpack_file(path, into).map_err(refuse)
}

fn unpack_file(path: &Path, into: &Path) -> Result<Unpacked, String> {
    let said = |e: std::io::Error| e.to_string();
    let mut file = File::open(path).map_err(said)?;
    let size = file.metadata().map_err(said)?.len();
    let mut magic = [0u8; 4];
    let read = file.read(&mut magic).map_err(said)?;
    file.seek(SeekFrom::Start(0)).map_err(said)?;
    fs::create_dir_all(into).map_err(said)?;
    let mut writer = Writer::new(into, size);
    if magic[..read].starts_with(b"PK") {
        zip(&whole(&mut file, LARGEST_MEMBER)?, &mut writer)?;
    } else if magic[..read].starts_with(&[0x1f, 0x8b]) {
        let mut plain = BufReader::new(flate2::read::MultiGzDecoder::new(BufReader::new(file)));
        let start = std::io::BufRead::fill_buf(&mut plain).map_err(said)?;
        if start.starts_with(b"PK") {
            zip(&whole(&mut plain, LARGEST_MEMBER.min(size.saturating_mul(MOST_TIMES).max(SMALL)))?, &mut writer)?;
        } else {
            tar(plain, &mut writer)?;
        }
    } else {
        tar(BufReader::new(file), &mut writer)?;
    }
    Ok(Unpacked { reserved: writer.reserved })
}

fn whole(from: &mut impl Read, most: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    from.take(most + 1).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    if bytes.len() as u64 > most { Err("it is too large".into()) } else { Ok(bytes) }
}

/// Takes members one by one, and refuses those that two systems would unpack differently.
struct Writer<'a> {
    into: &'a Path,
    /// Bytes of the pack itself.
    size: u64,
    written: u64,
    members: usize,
    /// Folded spelling of every file and folder → how it is written, and whether it is a folder.
    names: BTreeMap<String, (String, bool)>,
    reserved: Vec<String>,
}

impl<'a> Writer<'a> {
    fn new(into: &'a Path, size: u64) -> Self {
        Writer { into, size, written: 0, members: 0, names: BTreeMap::new(), reserved: Vec::new() }
    }

    /// The name without `./` and doubled `/`; `None` for the pack's own root.
    fn name(&mut self, raw: &[u8], folder: bool) -> Result<Option<String>, String> {
        self.members += 1;
        if self.members > MOST_MEMBERS {
            return Err(format!("more than {MOST_MEMBERS} members"));
        }
        let text = std::str::from_utf8(raw).map_err(|_| format!("{:?}: the name is not UTF-8", raw.escape_ascii()))?;
        let bad = |why: &str| format!("{text:?}: {why}");
        let drive = text.as_bytes().get(1) == Some(&b':');
        if text.starts_with('/') || drive || text.contains(['\\', '\0']) {
            return Err(bad("the name is absolute, or not one with `/` between"));
        }
        let parts: Vec<&str> = text.split('/').filter(|p| !p.is_empty() && *p != ".").collect();
        if parts.contains(&"..") {
            return Err(bad("the name leads out of the pack"));
        }
        let Some(last) = parts.len().checked_sub(1) else {
            return if folder { Ok(None) } else { Err(bad("a file without a name")) };
        };
        for (i, part) in parts.iter().enumerate() {
            if part.len() > 255 {
                return Err(bad("the name is too long"));
            }
            let stem = part.split('.').next().unwrap_or(part).to_lowercase();
            let port = (stem.starts_with("com") || stem.starts_with("lpt")) && stem.chars().count() == 4;
            if DEVICES.contains(&stem.as_str()) || port || part.ends_with(['.', ' ']) {
                self.reserved.push(text.to_string());
            }
            self.spelling(&parts[..=i], folder || i < last, i == last).map_err(|why| bad(&why))?;
        }
        Ok(Some(parts.join("/")))
    }

    /// One spelling of each path, by case and by normal form; a file once, and never where a folder is.
    fn spelling(&mut self, parts: &[&str], folder: bool, whole: bool) -> Result<(), String> {
        let path = parts.join("/");
        let folded: String = path.nfc().flat_map(char::to_lowercase).nfc().collect();
        match self.names.get(&folded) {
            None => {
                self.names.insert(folded, (path, folder));
                Ok(())
            }
            Some((there, is_folder)) if *there == path && *is_folder && folder => Ok(()),
            Some((there, _)) if whole || *there != path => Err(format!("two members of one name, {there:?}")),
            Some(_) => Err("a member inside a file".into()),
        }
    }

    fn folder(&mut self, raw: &[u8]) -> Result<(), String> {
        match self.name(raw, true)? {
            None => Ok(()),
            Some(name) => fs::create_dir_all(self.into.join(name)).map_err(|e| e.to_string()),
        }
    }

    fn file(&mut self, raw: &[u8], size: u64, content: &mut dyn Read) -> Result<(), String> {
        let Some(name) = self.name(raw, false)? else { return Ok(()) };
        let bad = |why: String| format!("{name:?}: {why}");
        if size > LARGEST_MEMBER {
            return Err(bad("more than 512 MiB".into()));
        }
        self.written += size;
        if self.written > LARGEST || self.written > SMALL && self.written / MOST_TIMES > self.size {
            return Err(bad("the pack grows beyond 2 GiB, or more than 200 times".into()));
        }
        let mut bytes = Vec::new();
        content.take(size + 1).read_to_end(&mut bytes).map_err(|e| bad(e.to_string()))?;
        if bytes.len() as u64 != size {
            return Err(bad("it has another length than the pack says".into()));
        }
        provenance::create_new(&self.into.join(&name), &bytes).map_err(|p| bad(p.what().to_string()))
    }
}

fn tar(from: impl Read, writer: &mut Writer<'_>) -> Result<(), String> {
    let said = |e: std::io::Error| e.to_string();
    let mut archive = tar::Archive::new(from);
    for entry in archive.entries().map_err(said)? {
        let mut entry = entry.map_err(said)?;
        let name = entry.path_bytes().into_owned();
        let shown = String::from_utf8_lossy(&name).into_owned();
        if let Some(list) = entry.pax_extensions().map_err(said)? {
            for extension in list {
                let key = extension.map_err(said)?.key_bytes().to_vec();
                if key.starts_with(b"GNU.sparse") || key == b"hdrcharset" || key == b"linkpath" {
                    return Err(format!("{shown:?}: it is stored in a way that programs read differently"));
                }
            }
        }
        let kind = entry.header().entry_type();
        match kind {
            tar::EntryType::Directory => writer.folder(&name)?,
            tar::EntryType::Regular if !name.ends_with(b"/") => {
                let size = entry.size();
                writer.file(&name, size, &mut entry)?;
            }
            _ => return Err(format!("{shown:?}: neither a plain file nor a folder")),
        }
    }
    let mut rest = archive.into_inner();
    let mut piece = vec![0u8; 1 << 16];
    loop {
        match rest.read(&mut piece).map_err(said)? {
            0 => return Ok(()),
            n if piece[..n].iter().any(|b| *b != 0) => return Err("something stands behind its end".into()),
            _ => {}
        }
    }
}

/// A number of `n` bytes, least first.
fn number(bytes: &[u8], at: usize, n: usize) -> Result<u64, String> {
    let part = bytes.get(at..at + n).ok_or("the zip is cut short")?;
    Ok(part.iter().rev().fold(0, |x, b| (x << 8) | u64::from(*b)))
}

/// A member of a zip's directory.
struct Listed<'a> {
    flags: u64,
    method: u64,
    crc: u64,
    packed: u64,
    size: u64,
    name: &'a [u8],
    mode: u64,
    at: usize,
}

fn zip(bytes: &[u8], writer: &mut Writer<'_>) -> Result<(), String> {
    let end = bytes.len().checked_sub(22).ok_or("the zip is cut short")?;
    if number(bytes, end, 4)? != 0x0605_4b50 || number(bytes, end + 20, 2)? != 0 {
        return Err("something stands behind the end of the zip".into());
    }
    let (count, length) = (number(bytes, end + 10, 2)?, number(bytes, end + 12, 4)? as usize);
    let start = number(bytes, end + 16, 4)? as usize;
    if number(bytes, end + 4, 4)? != 0 || number(bytes, end + 8, 2)? != count || start + length != end {
        return Err("the zip's directory does not stand where it says".into());
    }
    let mut at = start;
    let mut next = 0;
    for _ in 0..count {
        let listed = listed(bytes, &mut at)?;
        if listed.at != next {
            return Err(format!("{:?}: bytes before or between members", listed.name.escape_ascii().to_string()));
        }
        next = member(bytes, &listed, writer)?;
    }
    if at != end || next != start {
        return Err("bytes between the members and the zip's directory".into());
    }
    Ok(())
}

fn listed<'a>(bytes: &'a [u8], at: &mut usize) -> Result<Listed<'a>, String> {
    let from = *at;
    let n = |offset, width| number(bytes, from + offset, width);
    if n(0, 4)? != 0x0201_4b50 {
        return Err("the zip's directory is broken".into());
    }
    let (name, extra, comment) = (n(28, 2)? as usize, n(30, 2)? as usize, n(32, 2)? as usize);
    let named = bytes.get(from + 46..from + 46 + name).ok_or("the zip is cut short")?;
    *at = from + 46 + name + extra + comment;
    Ok(Listed {
        flags: n(8, 2)?,
        method: n(10, 2)?,
        crc: n(16, 4)?,
        packed: n(20, 4)?,
        size: n(24, 4)?,
        name: named,
        mode: n(38, 4)? >> 16,
        at: n(42, 4)? as usize,
    })
}

/// Reads one member, whose own header must say what the directory says; gives where the next one begins.
fn member(bytes: &[u8], m: &Listed<'_>, writer: &mut Writer<'_>) -> Result<usize, String> {
    let shown = m.name.escape_ascii().to_string();
    let bad = |why: &str| format!("{shown:?}: {why}");
    let n = |offset, width| number(bytes, m.at + offset, width);
    let (length, extra) = (n(26, 2)? as usize, n(28, 2)? as usize);
    let own = [n(0, 4)?, n(6, 2)?, n(8, 2)?, n(14, 4)?, n(18, 4)?, n(22, 4)?];
    let name = bytes.get(m.at + 30..m.at + 30 + length);
    if own != [0x0403_4b50, m.flags, m.method, m.crc, m.packed, m.size] || name != Some(m.name) {
        return Err(bad("its header says something else than the zip's directory"));
    }
    if m.flags & !0x0806 != 0 {
        return Err(bad("it is encrypted, or its length stands behind it"));
    }
    let from = m.at + 30 + length + extra;
    let end = from + m.packed as usize;
    let packed = bytes.get(from..end).ok_or("the zip is cut short")?;
    let kind = m.mode & 0xf000;
    if m.name.ends_with(b"/") && (kind == 0 || kind == 0x4000) && m.size == 0 && m.packed == 0 {
        writer.folder(m.name)?;
        return Ok(end);
    }
    if m.name.ends_with(b"/") || kind != 0 && kind != 0x8000 {
        return Err(bad("neither a plain file nor a folder"));
    }
    if m.size > SMALL && m.size / MOST_TIMES > m.packed {
        return Err(bad("it grows more than 200 times"));
    }
    let mut content: Box<dyn Read + '_> = match m.method {
        0 if m.size == m.packed => Box::new(packed),
        8 => Box::new(flate2::read::DeflateDecoder::new(packed)),
        _ => return Err(bad("it is packed in a way that is not read")),
    };
    let mut sum = flate2::Crc::new();
    let mut plain = Vec::new();
    content.by_ref().take(m.size.min(LARGEST_MEMBER) + 1).read_to_end(&mut plain).map_err(|e| bad(&e.to_string()))?;
    sum.update(&plain);
    if u64::from(sum.sum()) != m.crc {
        return Err(bad("its checksum does not fit"));
    }
    writer.file(m.name, m.size, &mut plain.as_slice())?;
    Ok(end)
}
