//! Reading and writing files: regular ones only, all of a file or nothing of it.

use crate::diagnostics::{Outcome, Page, Place, Problem};
use sha2::{Digest as _, Sha256};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub(super) const IO_HELP: &str = "check that the path exists and that you may read and write there";

const FULL_HELP: &str = "make room on that disk, or write elsewhere, then run the command again";

const OPEN_HELP: &str = "close it there (Excel keeps a file to itself while it shows it), then run the command again";

/// Whether the system refused because another program has the file open: Windows' errors 32 and 33, and ETXTBSY, EBUSY.
fn held_open(error: &io::Error) -> bool {
    match error.kind() {
        io::ErrorKind::ResourceBusy | io::ErrorKind::ExecutableFileBusy => true,
        _ => cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33)),
    }
}

/// What the operating system said, as a problem that names the file.
pub(crate) fn io_problem(doing: &str, path: &Path, error: &io::Error) -> Problem {
    let shown = path.display().to_string();
    let why = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_string(),
        io::ErrorKind::PermissionDenied => "permission denied".to_string(),
        io::ErrorKind::IsADirectory => "it is a folder, not a file".to_string(),
        io::ErrorKind::AlreadyExists => "it exists already".to_string(),
        io::ErrorKind::StorageFull => "the disk is full".to_string(),
        io::ErrorKind::QuotaExceeded => "the quota is used up".to_string(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk may only be read".to_string(),
        io::ErrorKind::NotADirectory => "a part of the path is a file, not a folder".to_string(),
        _ if held_open(error) => "another program has it open".to_string(),
        _ => error.to_string(),
    };
    let help = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => FULL_HELP,
        _ if held_open(error) => OPEN_HELP,
        _ => IO_HELP,
    };
    Problem::new("P101", format!("cannot {doing} `{shown}`: {why}")).at(Place::file(shown)).help(help)
}

/// Pages of `lodtrin explain` for this room.
pub const PAGES: &[Page] = &[
    Page {
        name: "P101",
        title: "a file cannot be read or written",
        text: "The operating system refused. The message says which file and why: it is not there,\n\
               it is a folder, you may not read it, the disk is full, another program has it open (Excel\n\
               on Windows keeps a file to itself while it shows it: close it). Nothing else was written:\n\
               every file is first written under a temporary name and then renamed.",
    },
    Page {
        name: "P102",
        title: "a file that may be written only once is there already",
        text: "Locks, receipts and schedules are created once and never overwritten; there is no\n\
               `--force`. If the file is yours and right, nothing needs to be done; if a draw was\n\
               interrupted, run `lodtrin draw` again: it completes a half that matches.",
    },
    Page {
        name: "P103",
        title: "a text file is not UTF-8",
        text: "Protocol and lottery files are UTF-8 without byte-order mark. Registers may be in\n\
               other encodings (see `[registers.<name>] encoding`). Save the file as UTF-8.",
    },
    Page {
        name: "P205",
        title: "a product may not be written there",
        text: "--out, --figures, --letters, --new-key and --secret never name a key, an input,\n\
               study.toml, the list of programmes, a register that is there, anything in lottery/\n\
               or data/, or what another verb writes in results/. Nothing was done.",
    },
    Page {
        name: "P109",
        title: "another run of lodtrin writes into this folder",
        text: "A verb that writes into a study holds the file `.lodtrin.lock` in it while it runs; the system\n\
               lets go of it when the run ends, however it ends. A second one stops at once and changes nothing.\n\
               The file itself may stay where it is; it is never packed.",
    },
    Page {
        name: "P108",
        title: "a file was changed while it was read",
        text: "The digest of an input was another one after it had been read than before. Nothing was written.\n\
               Wait until whoever writes the file is done, then run the command again.",
    },
    Page {
        name: "P105",
        title: "a receipt is not as this tool wrote it",
        text: "A receipt is canonical JSON: one line, a fixed order of keys, and a last key `receipt`\n\
               that holds the SHA-256 of every byte before it. One changed byte breaks it. Take the\n\
               file again from the place where it was published.",
    },
];

/// What unfinished files and folders are called; the next verb that writes into a study removes them.
pub const UNFINISHED: &str = ".lodtrin-tmp-";
/// Most bytes of a file that is named on the command line and is no regular one.
const LONGEST_PIPE: u64 = 1 << 30;

/// The whole file as bytes. Only regular files are opened: a pipe has no end, a device none either.
pub fn read_bytes(path: &Path) -> Outcome<Vec<u8>> {
    match std::fs::metadata(path) {
        Ok(m) if m.is_dir() => Err(io_problem("read", path, &io::ErrorKind::IsADirectory.into())),
        Ok(m) if !m.is_file() => {
            let shown = path.display().to_string();
            Err(Problem::new("P101", format!("cannot read `{shown}`: it is no regular file"))
                .at(Place::file(shown))
                .help("put a plain file there"))
        }
        _ => std::fs::read(path).map_err(|e| io_problem("read", path, &e)),
    }
}

/// The whole of what the command line names: a file, or a pipe of at most 1 GiB.
pub fn read_argument(path: &Path) -> Outcome<Vec<u8>> {
    use std::io::Read;
    if std::fs::metadata(path).is_ok_and(|m| m.is_file() || m.is_dir()) {
        return read_bytes(path);
    }
    let file = std::fs::File::open(path).map_err(|e| io_problem("read", path, &e))?;
    let mut bytes = Vec::new();
    file.take(LONGEST_PIPE + 1).read_to_end(&mut bytes).map_err(|e| io_problem("read", path, &e))?;
    if bytes.len() as u64 > LONGEST_PIPE {
        return Err(io_problem("read", path, &io::Error::other("it gives more than 1 GiB")));
    }
    Ok(bytes)
}

/// The whole file as UTF-8 text.
pub fn read_text(path: &Path) -> Outcome<String> {
    let bytes = read_bytes(path)?;
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        let line = e.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
        Problem::new("P103", format!("`{}` is not UTF-8 text", path.display()))
            .at(Place::line(path.display().to_string(), line))
            .found(format!("byte 0x{:02x} at offset {at}", e.as_bytes()[at]))
            .help("save the file as UTF-8")
    })
}

/// Who may read a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Everybody: products.
    Plain,
    /// Its owner alone: keys, secrets, rows of persons.
    Private,
}

/// A complete file under a temporary name beside the one that it will be. What stands there keeps its mode.
fn ready(path: &Path, bytes: &[u8], mode: Mode) -> Outcome<tempfile::NamedTempFile> {
    let folder = parent(path);
    std::fs::create_dir_all(&folder).map_err(|e| io_problem("create folder", &folder, &e))?;
    if path.is_dir() {
        return Err(io_problem("write", path, &io::ErrorKind::IsADirectory.into()));
    }
    let mut temp = unfinished(path)?;
    temp.write_all(bytes).and_then(|()| temp.as_file().sync_all()).map_err(|e| io_problem("write", path, &e))?;
    set_mode(temp.path(), path, mode);
    Ok(temp)
}

/// An empty file under a temporary name beside the one that it will be, which its owner alone may read. It is locked while
/// it lives; what a killed run left of the same file goes first, wherever that is.
pub fn unfinished(path: &Path) -> Outcome<tempfile::NamedTempFile> {
    let folder = parent(path);
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let prefix = format!("{UNFINISHED}{}-", hex::encode(&Sha256::digest(name.as_bytes())[..4]));
    for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(&prefix) {
            remove_unless_held(&entry.path());
        }
    }
    loop {
        let temp = tempfile::Builder::new().prefix(&prefix).tempfile_in(&folder);
        let temp = temp.map_err(|e| io_problem("write in", &folder, &e))?;
        // a disk without locks keeps the file all the same
        let held = temp.as_file().try_lock();
        // whoever came between the two has taken it for one that was left
        if temp.path().exists() || held.is_err() {
            return Ok(temp);
        }
    }
}

/// Removes an unfinished file, unless the run that writes it is alive.
pub(super) fn remove_unless_held(path: &Path) {
    let held = std::fs::File::open(path).is_ok_and(|f| matches!(f.try_lock(), Err(std::fs::TryLockError::WouldBlock)));
    if !held {
        let _ = std::fs::remove_file(path);
    }
}

/// Writes a file so that a reader sees the old bytes or the new, never half: temporary name, flush, rename.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Outcome<()> {
    ready(path, bytes, Mode::Plain)?.persist(path).map_err(|e| io_problem("write", path, &e.error))?;
    Ok(())
}

/// The same for a file that only its owner may read.
pub fn write_private(path: &Path, bytes: &[u8]) -> Outcome<()> {
    ready(path, bytes, Mode::Private)?.persist(path).map_err(|e| io_problem("write", path, &e.error))?;
    Ok(())
}

/// Writes several files, in the order given; all are complete under temporary names before the first is renamed.
pub fn write_all(files: &[(PathBuf, Vec<u8>)]) -> Outcome<()> {
    let ready = files.iter().map(|(path, bytes)| ready(path, bytes, Mode::Plain)).collect::<Outcome<Vec<_>>>()?;
    for (temp, (path, _)) in ready.into_iter().zip(files) {
        temp.persist(path).map_err(|e| io_problem("write", path, &e.error))?;
    }
    Ok(())
}

/// Creates a file that must not exist yet, atomically: complete under a temporary name, then linked without clobbering.
pub fn create_new(path: &Path, bytes: &[u8]) -> Outcome<()> {
    create(path, bytes, Mode::Plain)
}

/// The same for a file that only its owner may read, from its first byte on.
pub fn create_private(path: &Path, bytes: &[u8]) -> Outcome<()> {
    create(path, bytes, Mode::Private)
}

/// Why others may be able to read a file that only its owner should; `None` where the system shows that they cannot.
pub fn unprotected(path: &Path) -> Option<String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
        let why =
            || format!("this disk keeps no rights of owners: others may read `{}` (mode {mode:o})", path.display());
        (mode & 0o077 != 0).then(why)
    }
    #[cfg(not(unix))]
    Some(format!(
        "lodtrin cannot set the rights of `{}` on this system: whoever may open its folder may read it",
        path.display()
    ))
}

/// Creates several files that must not exist yet, in the order given; all are complete under temporary names before the
/// first gets its own, so that a full disk leaves none of them.
pub fn create_all(files: &[(PathBuf, Vec<u8>)]) -> Outcome<()> {
    let ready = files.iter().map(|(path, bytes)| ready(path, bytes, Mode::Plain)).collect::<Outcome<Vec<_>>>()?;
    ready.into_iter().zip(files).try_for_each(|(temp, (path, _))| place(temp, path))
}

fn create(path: &Path, bytes: &[u8], mode: Mode) -> Outcome<()> {
    place(ready(path, bytes, mode)?, path)
}

fn place(temp: tempfile::NamedTempFile, path: &Path) -> Outcome<()> {
    temp.persist_noclobber(path).map_err(|e| match e.error.kind() {
        io::ErrorKind::AlreadyExists => {
            Problem::new("P102", format!("`{}` exists already and is never overwritten", path.display()))
                .at(Place::file(path.display().to_string()))
                .help("there is no --force: a lottery is held once; see `lodtrin explain P102`")
        }
        _ => io_problem("write", path, &e.error),
    })?;
    Ok(())
}

fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(p) if !p.as_os_str().is_empty() => p.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// Temporary files are private from the start; a finished product is an ordinary file, or keeps the mode of what stood
/// there.
fn set_mode(temp: &Path, target: &Path, mode: Mode) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let standing = std::fs::metadata(target).ok().map(|m| m.permissions());
        let new = match mode {
            Mode::Plain => Some(std::fs::Permissions::from_mode(0o644)),
            Mode::Private => None,
        };
        if let Some(permissions) = standing.or(new) {
            let _ = std::fs::set_permissions(temp, permissions);
        }
    }
    #[cfg(not(unix))]
    let _ = (temp, target, mode);
}
