//! Pseudonyms for identifiers, unlinkable across keys and domains.

use crate::diagnostics::{Outcome, Place, Problem};
use crate::provenance::{self, ALGORITHM, enc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::path::Path;

/// Smallest key, in bytes: 256 bits.
pub const SMALLEST_KEY: usize = 32;

/// Turns identifiers into pseudonyms: the same for one key and one domain, unlinkable across either.
#[derive(Clone)]
pub struct Pseudonymiser {
    mac: Hmac<Sha256>,
    domain: String,
}

impl Pseudonymiser {
    /// From a key of at least 256 bits.
    ///
    /// # Errors
    /// `R402` for a shorter key.
    pub fn new(key: &[u8], domain: &str) -> Outcome<Self> {
        let short = || Problem::new("R402", "the key is shorter than 256 bits");
        if key.len() < SMALLEST_KEY {
            return Err(short());
        }
        let mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| short())?;
        Ok(Pseudonymiser { mac, domain: domain.to_string() })
    }

    /// 64 hexadecimal digits: HMAC-SHA256(key, enc("lodtrin-1", "pseudonym", domain, identifier)), where enc puts the
    /// length of each part before it.
    pub fn pseudonym(&self, identifier: &str) -> String {
        self.of("pseudonym", identifier)
    }

    /// Eight digits by which two holders of a key can see that they hold the same one; they tell nothing else.
    pub fn fingerprint(&self) -> String {
        self.of("fingerprint", "")[..8].to_string()
    }

    fn of(&self, tag: &str, text: &str) -> String {
        let mut mac = self.mac.clone();
        mac.update(&enc(&[ALGORITHM.as_bytes(), tag.as_bytes(), self.domain.as_bytes(), text.as_bytes()]));
        hex::encode(mac.finalize().into_bytes())
    }
}

/// Reads a key file: hexadecimal digits, or raw bytes; at least 256 bits; outside the study folder.
///
/// # Errors
/// `R402` for an empty or short key, `R403` for one inside `study`, `P101` when it cannot be read.
pub fn read_key(path: &Path, study: Option<&Path>) -> Outcome<Vec<u8>> {
    let shown = path.display().to_string();
    if let Some(folder) = study
        && inside(path, folder)
    {
        return Err(Problem::new("R403", "the key file lies in the study folder")
            .at(Place::file(shown))
            .help("move it out: whoever gets the folder must not get the key"));
    }
    let bytes = provenance::read_argument(path)?;
    let refuse = |what: &str, found: String| {
        Problem::new("R402", what)
            .at(Place::file(shown.clone()))
            .found(found)
            .expected("at least 256 bits: 64 hexadecimal digits, or 32 bytes")
            .help("make one with `lodtrin pseudonymise --new-key PATH`")
    };
    let text = bytes.trim_ascii();
    if text.is_empty() {
        return Err(refuse("the key file is empty", "no byte".into()));
    }
    let key = if text.iter().all(u8::is_ascii_hexdigit) {
        let even = &text[..text.len() / 2 * 2];
        if even.len() != text.len() {
            return Err(refuse("the key has an odd number of hexadecimal digits", format!("{} digits", text.len())));
        }
        hex::decode(even).unwrap_or_default()
    } else {
        bytes.clone()
    };
    if let Some(why) = no_key(&bytes, &key) {
        return Err(refuse(why, format!("{} bytes", bytes.len())));
    }
    if key.len() < SMALLEST_KEY {
        return Err(refuse("the key is too short", format!("{} bits", key.len() * 8)));
    }
    Ok(key)
}

/// Why the bytes of a file are no key, though there are enough of them.
fn no_key(bytes: &[u8], key: &[u8]) -> Option<&'static str> {
    if key.windows(2).all(|w| w[0] == w[1]) {
        return Some("the key is one byte, again and again: nobody made it by chance");
    }
    // hexadecimal digits with something between or before them would silently be another key
    let marked = bytes.strip_prefix(b"\xef\xbb\xbf").is_some();
    let bare: Vec<u8> = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).to_vec();
    let digits = bare.iter().filter(|b| !b.is_ascii_whitespace()).all(u8::is_ascii_hexdigit);
    let between = bare.trim_ascii().iter().any(u8::is_ascii_whitespace);
    (digits && (marked || between)).then_some(
        "the hexadecimal digits of the key have a byte-order mark, blanks or line ends before or between them",
    )
}

/// Whether a file lies in a folder or below it, links followed, or is one there under another name.
fn inside(path: &Path, folder: &Path) -> bool {
    below(path, folder) || linked(path, folder)
}

/// Whether a file of the folder is the same one on the disk.
fn linked(path: &Path, folder: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let Ok(own) = std::fs::metadata(path) else { return false };
        if !own.is_file() {
            return false;
        }
        fn any(folder: &Path, own: (u64, u64), depth: u32) -> bool {
            std::fs::read_dir(folder).into_iter().flatten().flatten().any(|entry| {
                let Ok(kind) = entry.file_type() else { return false };
                if kind.is_dir() {
                    return depth > 0 && any(&entry.path(), own, depth - 1);
                }
                std::fs::metadata(entry.path()).is_ok_and(|m| (m.dev(), m.ino()) == own)
            })
        }
        any(folder, (own.dev(), own.ino()), 8)
    }
    #[cfg(not(unix))]
    {
        let _ = (path, folder);
        false
    }
}

fn below(path: &Path, folder: &Path) -> bool {
    match (path.canonicalize(), folder.canonicalize()) {
        (Ok(file), Ok(folder)) => file.starts_with(folder),
        _ => false,
    }
}

/// Makes a key of 256 bits from the operating system's randomness and writes it as hexadecimal digits, never over a
/// file that is there.
pub fn new_key(path: &Path, random: &[u8; 32]) -> Outcome<Vec<u8>> {
    if path.exists() {
        return Err(Problem::new("R404", "there is a file of that name already; a key is never overwritten")
            .at(Place::file(path.display().to_string()))
            .help("use it with --key-file, or choose another name"));
    }
    provenance::create_private(path, format!("{}\n", hex::encode(random)).as_bytes())?;
    Ok(random.to_vec())
}
