//! What the operating system refused, as a problem that names the file.

use crate::diagnostics::{Place, Problem};
use std::io;
use std::path::Path;

const IO_HELP: &str = "check that the path exists and that you may read and write there";

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
    let help = if held_open(error) { OPEN_HELP } else { IO_HELP };
    Problem::new("P101", format!("cannot {doing} `{shown}`: {why}")).at(Place::file(shown)).help(help)
}
