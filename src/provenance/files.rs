use crate::diagnostics::{Outcome, Page, Place, Problem};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub(super) const IO_HELP: &str = "check that the path exists and that you may read and write there";

/// What the operating system said, as a problem that names the file.
pub(crate) fn io_problem(doing: &str, path: &Path, error: &io::Error) -> Problem {
    let shown = path.display().to_string();
    let why = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_string(),
        io::ErrorKind::PermissionDenied => "permission denied".to_string(),
        io::ErrorKind::IsADirectory => "it is a folder, not a file".to_string(),
        io::ErrorKind::AlreadyExists => "it exists already".to_string(),
        io::ErrorKind::StorageFull => "the disk is full".to_string(),
        _ => error.to_string(),
    };
    Problem::new("P101", format!("cannot {doing} `{shown}`: {why}")).at(Place::file(shown)).help(IO_HELP)
}

/// Pages of `lodtrin explain` for this room.
pub const PAGES: &[Page] = &[
    Page {
        name: "P101",
        title: "a file cannot be read or written",
        text: "The operating system refused. The message says which file and why: it is not there,\n\
               it is a folder, you may not read it, the disk is full. Nothing else was written:\n\
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
        name: "P105",
        title: "a receipt is not as this tool wrote it",
        text: "A receipt is canonical JSON: one line, a fixed order of keys, and a last key `receipt`\n\
               that holds the SHA-256 of every byte before it. One changed byte breaks it. Take the\n\
               file again from the place where it was published.",
    },
];

/// The whole file as bytes.
pub fn read_bytes(path: &Path) -> Outcome<Vec<u8>> {
    if path.is_dir() {
        return Err(io_problem("read", path, &io::ErrorKind::IsADirectory.into()));
    }
    std::fs::read(path).map_err(|e| io_problem("read", path, &e))
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

/// Writes a file so that a reader sees the old bytes or the new, never half: temporary name, flush, rename.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Outcome<()> {
    let folder = parent(path);
    std::fs::create_dir_all(&folder).map_err(|e| io_problem("create folder", &folder, &e))?;
    let mut temp = tempfile::Builder::new()
        .prefix(".lodtrin-")
        .tempfile_in(&folder)
        .map_err(|e| io_problem("write in", &folder, &e))?;
    temp.write_all(bytes).and_then(|()| temp.as_file().sync_all()).map_err(|e| io_problem("write", path, &e))?;
    set_plain_mode(temp.path());
    temp.persist(path).map_err(|e| io_problem("write", path, &e.error))?;
    Ok(())
}

/// Writes several files, in the order given; all are complete under temporary names before the first is renamed.
pub fn write_all(files: &[(PathBuf, Vec<u8>)]) -> Outcome<()> {
    let mut ready = Vec::with_capacity(files.len());
    for (path, bytes) in files {
        let folder = parent(path);
        std::fs::create_dir_all(&folder).map_err(|e| io_problem("create folder", &folder, &e))?;
        let mut temp = tempfile::Builder::new()
            .prefix(".lodtrin-")
            .tempfile_in(&folder)
            .map_err(|e| io_problem("write in", &folder, &e))?;
        temp.write_all(bytes).and_then(|()| temp.as_file().sync_all()).map_err(|e| io_problem("write", path, &e))?;
        set_plain_mode(temp.path());
        ready.push((temp, path));
    }
    for (temp, path) in ready {
        temp.persist(path).map_err(|e| io_problem("write", path, &e.error))?;
    }
    Ok(())
}

/// Creates a file that must not exist yet, atomically: complete under a temporary name, then linked without clobbering.
pub fn create_new(path: &Path, bytes: &[u8]) -> Outcome<()> {
    let folder = parent(path);
    std::fs::create_dir_all(&folder).map_err(|e| io_problem("create folder", &folder, &e))?;
    let mut temp = tempfile::Builder::new()
        .prefix(".lodtrin-")
        .tempfile_in(&folder)
        .map_err(|e| io_problem("write in", &folder, &e))?;
    temp.write_all(bytes).and_then(|()| temp.as_file().sync_all()).map_err(|e| io_problem("write", path, &e))?;
    set_plain_mode(temp.path());
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

/// Temporary files are private; finished products are ordinary files.
fn set_plain_mode(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644));
    }
    #[cfg(not(unix))]
    let _ = path;
}
