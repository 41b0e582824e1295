//! One input made wrong: bytes, cells, members of an archive; digests made to fit again where that lets it further in.

use super::studies::{Door, Kind};
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// What breaks readers.
const TOKENS: [&str; 48] = [
    "",
    "0",
    "-1",
    "1e308",
    "-1e308",
    "1e-320",
    "NaN",
    "Inf",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "1e400",
    "99-99-9999",
    "0000-00-00",
    "9999-12-31",
    "-271821-04-20",
    "2026-02-30",
    "31-12-2026",
    "46022",
    "1,234,567",
    "1.234",
    "0,5",
    "½",
    "٣",
    "\"",
    "\"\"",
    "'",
    "\\\"",
    ";",
    ",",
    "\t",
    "|",
    "\n",
    "\r",
    "\r\n",
    "\u{feff}",
    "\0",
    "\u{200b}",
    "\u{202e}",
    "æøå",
    "\u{1F600}",
    "1302074321",
    "<script>",
    "=1+1",
    "[[",
    "]]",
    "../..",
    "sep=;",
];

fn pick<'a, T>(of: &'a [T], chance: &mut ChaCha8Rng) -> &'a T {
    of.choose(chance).expect("a choice")
}

/// Lays out the folder of an input, with one file of it made wrong, and gives the commands to run.
pub fn mutated(door: &Door, seed: u64, base: &Path, now: &Path) -> Vec<Vec<String>> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed ^ fingerprint(door.name));
    copy(base, now);
    let files = files(now, door.files);
    assert!(!files.is_empty(), "{}: nothing to mutate", door.name);
    for _ in 0..if chance.random_bool(0.15) { 2 } else { 1 } {
        let file = pick(&files, &mut chance).clone();
        let old = std::fs::read(&file).expect("a file");
        let new = match door.kind {
            Kind::Zip if chance.random_bool(0.7) => inside_zip(&old, &mut chance),
            Kind::Tar if chance.random_bool(0.8) => inside_tar(&old, &mut chance),
            Kind::Plain | Kind::Sealed | Kind::Zip | Kind::Tar => wrong(&old, &mut chance),
        };
        std::fs::write(&file, &new).expect("written");
        if door.kind == Kind::Sealed && chance.random_bool(0.8) {
            seal(now, &old, &new);
        }
        let name = file.display().to_string();
        if door.commands.iter().any(|c| c.contains(&"FILE")) {
            return commands(door, now, &name, &mut chance);
        }
    }
    commands(door, now, "", &mut chance)
}

fn commands(door: &Door, now: &Path, file: &str, chance: &mut ChaCha8Rng) -> Vec<Vec<String>> {
    let at = now.display().to_string();
    let words = |c: &&[&str]| {
        let word = |w: &&str| match *w {
            "FILE" => file.to_string(),
            "?" => pick(&door.options.split(' ').collect::<Vec<_>>(), chance).to_string(),
            w => w.replace("{}", &at),
        };
        c.iter().map(word).collect::<Vec<String>>()
    };
    door.commands.iter().map(words).collect()
}

fn fingerprint(name: &str) -> u64 {
    let digest = Sha256::digest(name.as_bytes());
    u64::from_be_bytes(digest[..8].try_into().expect("eight bytes"))
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => {
                std::fs::copy(entry.path(), target).expect("copied");
            }
        }
    }
}

/// Files below a folder whose path holds one of the words, in order.
fn files(at: &Path, words: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![at.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            let inside = path.strip_prefix(at).expect("inside").display().to_string();
            match path.is_dir() {
                true => open.push(path),
                false if words.iter().any(|w| inside.contains(w)) && !inside.ends_with(".lock") => found.push(path),
                false => {}
            }
        }
    }
    found.sort();
    found
}

/// Bytes made wrong: text by its cells and numbers, anything by its bytes.
fn wrong(old: &[u8], chance: &mut ChaCha8Rng) -> Vec<u8> {
    let mut bytes = old.to_vec();
    for _ in 0..chance.random_range(1..5) {
        if bytes.is_empty() {
            bytes.push(0);
        }
        let at = chance.random_range(0..bytes.len());
        let length = chance.random_range(1..=(bytes.len() - at).min(64));
        match chance.random_range(0..12) {
            0 => bytes[at] ^= 1 << chance.random_range(0..8),
            1 => bytes[at] = chance.random(),
            2 => bytes.insert(at, chance.random()),
            3 => drop(bytes.drain(at..at + length)),
            4 => bytes.truncate(at.max(1)),
            5 => {
                let piece = bytes[at..at + length].to_vec();
                let to = chance.random_range(0..=bytes.len());
                for _ in 0..if chance.random_bool(0.02) { 5_000 } else { 1 } {
                    bytes.splice(to..to, piece.iter().copied());
                }
            }
            6 | 7 => {
                let token = pick(&TOKENS, chance).as_bytes().to_vec();
                bytes.splice(at..at, token);
            }
            8 | 9 => {
                let (from, to) = cell(&bytes, at);
                let token = pick(&TOKENS, chance).as_bytes().to_vec();
                bytes.splice(from..to, token);
            }
            10 => {
                let (from, to) = cell(&bytes, at);
                if bytes[from..to].iter().all(u8::is_ascii_digit) && to > from {
                    bytes.splice(
                        from..to,
                        format!("{}", chance.random::<u64>() >> chance.random_range(0..64)).into_bytes(),
                    );
                }
            }
            // two lines change places
            _ => {
                let mut lines: Vec<&[u8]> = bytes.split(|b| *b == b'\n').collect();
                let (a, b) = (chance.random_range(0..lines.len()), chance.random_range(0..lines.len()));
                lines.swap(a, b);
                bytes = lines.join(&b'\n');
            }
        }
    }
    bytes
}

/// The cell or word around a byte.
fn cell(bytes: &[u8], at: usize) -> (usize, usize) {
    let ends = |b: &u8| b";,\t|\n\r\"= :{}[]".contains(b);
    let from = bytes[..at].iter().rposition(ends).map_or(0, |p| p + 1);
    let to = bytes[at..].iter().position(ends).map_or(bytes.len(), |p| at + p);
    (from, to.max(from))
}

/// One member of a zip archive made wrong, the archive whole.
fn inside_zip(old: &[u8], chance: &mut ChaCha8Rng) -> Vec<u8> {
    let Ok(mut archive) = zip::ZipArchive::new(std::io::Cursor::new(old)) else { return wrong(old, chance) };
    let hit = chance.random_range(0..archive.len().max(1));
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for i in 0..archive.len() {
        if i != hit {
            let Ok(member) = archive.by_index_raw(i) else { return wrong(old, chance) };
            let _ = out.raw_copy_file(member);
            continue;
        }
        let Ok(mut member) = archive.by_index(i) else { return wrong(old, chance) };
        let mut name = member.name().map(|n| n.into_owned()).unwrap_or_default();
        let mut data = Vec::new();
        let _ = member.read_to_end(&mut data);
        match chance.random_range(0..10) {
            0 => name = pick(&["../x", "/x", "a\\b", "", "x/./y", "NUL"], chance).to_string(),
            1 => continue,
            _ => data = wrong(&data, chance),
        }
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        if out.start_file(name, options).is_ok() {
            let _ = out.write_all(&data);
        }
    }
    out.finish().map_or_else(|_| old.to_vec(), std::io::Cursor::into_inner)
}

/// A member's bytes or header made wrong, the header's sum right again.
fn inside_tar(old: &[u8], chance: &mut ChaCha8Rng) -> Vec<u8> {
    let mut bytes = old.to_vec();
    let mut headers = Vec::new();
    let mut at = 0;
    while at + 512 <= bytes.len() && bytes[at] != 0 {
        let size = std::str::from_utf8(&bytes[at + 124..at + 135])
            .ok()
            .and_then(|t| usize::from_str_radix(t.trim_matches(['\0', ' ']), 8).ok());
        headers.push((at, size.unwrap_or(0)));
        at += 512 + size.unwrap_or(0).div_ceil(512) * 512;
    }
    let Some(&(at, size)) = headers.choose(chance) else { return wrong(old, chance) };
    if chance.random_bool(0.6) && size > 0 && at + 512 + size <= bytes.len() {
        // as many bytes as before, so that the rest stays where it is
        for _ in 0..chance.random_range(1..4) {
            let hit = at + 512 + chance.random_range(0..size);
            bytes[hit] = if chance.random() { *pick(b"0123456789-\"\n,;", chance) } else { chance.random() };
        }
        return bytes;
    }
    let hit = at + *pick(&[0, 1, 100, 124, 130, 136, 156, 157, 257, 345], chance);
    bytes[hit] = if chance.random() { *pick(b"0123567xgKL/.\0", chance) } else { chance.random() };
    bytes[at + 148..at + 156].fill(b' ');
    let sum: u32 = bytes[at..at + 512].iter().map(|b| u32::from(*b)).sum();
    bytes[at + 148..at + 156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    bytes
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// Writes the new digest wherever the old one stood, then those of the files that this changed, receipts' own last.
fn seal(at: &Path, old: &[u8], new: &[u8]) {
    let mut changed = vec![(hex(old), hex(new))];
    for _ in 0..6 {
        let Some((from, to)) = changed.pop() else { return };
        for path in files(at, &["lottery/", "receipt.json"]) {
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            if !text.contains(&from) {
                continue;
            }
            let mut now = text.replace(&from, &to);
            if let Some(end) = now.rfind("\"receipt\":").filter(|_| path.ends_with("receipt.json")) {
                let body = now[..end].to_string();
                now = format!("{body}\"receipt\":\"{}\"}}\n", hex(body.as_bytes()));
            }
            changed.push((hex(text.as_bytes()), hex(now.as_bytes())));
            let _ = std::fs::write(&path, now);
        }
    }
}
