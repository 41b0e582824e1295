//! Files of persons' rows as foreign writers fill them: their owner's alone, and what the disk says said as the disk's.

use super::guarded::guarded;
use crate::diagnostics::Outcome;
use crate::provenance::io_problem;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// A file that remembers what the operating system refused: foreign writers tell it as damage.
pub(super) struct Remembering {
    file: File,
    refused: Option<io::Error>,
}

impl Remembering {
    fn remember<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|e| {
            let told = e.kind();
            self.refused = Some(e);
            told.into()
        })
    }
}

impl Write for Remembering {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // one that asks to be called again is no refusal
        match self.file.write(bytes) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => Err(e),
            result => self.remember(result),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.file.flush();
        self.remember(result)
    }
}

/// Fills a file of persons' rows, its owner's alone from the first byte, and brings it to the disk.
///
/// # Errors
/// `P101` with what the system said; `R107` where the writer itself broke off.
pub(super) fn fill<E: std::fmt::Display>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<Remembering>) -> Result<(), E>,
) -> Outcome<()> {
    let failed = |e: io::Error| io_problem("write", path, &e);
    let mut file = BufWriter::new(Remembering { file: created(path).map_err(failed)?, refused: None });
    let written = guarded(&path.display().to_string(), || write(&mut file));
    let flushed = file.flush();
    let (file, _) = file.into_parts();
    if let Some(e) = file.refused {
        return Err(failed(e));
    }
    written?;
    flushed.map_err(failed)?;
    file.file.sync_all().map_err(failed)
}

fn created(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}
