//! Archives as they are written: files in the order given, without clock or owner.

use crate::diagnostics::{Outcome, Problem};

/// A plain tar archive: files in the order given, no clock, no owner, and no compression, whose bytes would depend on
/// the processor.
pub(crate) fn archive(name: &str, files: &[(String, Vec<u8>)]) -> Outcome<Vec<u8>> {
    let failed = |e: std::io::Error| Problem::new("P101", format!("the archive cannot be made: {e}"));
    let mut tar = tar::Builder::new(Vec::new());
    for (path, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        header.set_uid(0);
        header.set_gid(0);
        tar.append_data(&mut header, format!("{name}/{path}"), bytes.as_slice()).map_err(failed)?;
    }
    tar.into_inner().map_err(failed)
}

/// The same as a zip: files in the order given, dated 1980-01-01, not compressed, so that the same folder gives the same
/// bytes on every machine.
#[cfg(feature = "report")]
pub(crate) fn zip_archive(name: &str, files: &[(String, Vec<u8>)]) -> Outcome<Vec<u8>> {
    use std::io::Write;
    use zip::write::SimpleFileOptions;
    let failed = |e: &dyn std::fmt::Display| Problem::new("P101", format!("the archive cannot be made: {e}"));
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (path, bytes) in files {
        archive.start_file(format!("{name}/{path}"), options).map_err(|e| failed(&e))?;
        archive.write_all(bytes).map_err(|e| failed(&e))?;
    }
    Ok(archive.finish().map_err(|e| failed(&e))?.into_inner())
}

#[cfg(not(feature = "report"))]
pub(crate) fn zip_archive(_: &str, _: &[(String, Vec<u8>)]) -> Outcome<Vec<u8>> {
    Err(Problem::new("P204", "this build writes packs as tar").help("give --out a name that ends in .tar"))
}
