//! How a table leaves: on stdout, or in a file whose suffix says the form.

use super::talk::Talk;
use crate::diagnostics::{Outcome, Problem};
use crate::folder::names::may_write;
use crate::provenance;
use crate::tables::Table;
use std::path::{Path, PathBuf};

/// How a product leaves: on stdout in a format, or in a file whose suffix says the format.
#[derive(Debug, Clone, clap::Args)]
pub struct Product {
    /// Form of what goes to stdout
    #[arg(long, value_name = "FORM", help_heading = "Product")]
    format: Option<Format>,
    /// Write to a file instead; its suffix (.csv, .json, .txt, .xlsx) says the form
    #[arg(long, value_name = "FILE", help_heading = "Product")]
    out: Option<PathBuf>,
}

/// Forms of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Four significant digits, for people.
    Text,
    /// Shortest round-trip numbers, `NA` for missing.
    Csv,
    /// The same, with a schema and `null` for missing.
    Json,
    /// CSV for Danish spreadsheets: `;`, decimal comma, byte-order mark.
    CsvDa,
    /// A workbook with full numbers; in a file alone.
    #[value(skip)]
    Xlsx,
}

impl Product {
    /// Checks the request before any work starts.
    pub fn resolve(&self) -> Outcome<Format> {
        let Some(path) = &self.out else { return Ok(self.format.unwrap_or(Format::Text)) };
        let by_suffix = match path.extension().and_then(|e| e.to_str()).map(str::to_lowercase).as_deref() {
            Some("csv") => Some(Format::Csv),
            Some("json") => Some(Format::Json),
            Some("txt") => Some(Format::Text),
            Some("xlsx") => Some(Format::Xlsx),
            _ => None,
        };
        let format = match (by_suffix, self.format) {
            (Some(Format::Csv), Some(Format::CsvDa)) => Format::CsvDa,
            (Some(a), Some(b)) if a != b => {
                return Err(Problem::new("P201", "--format and the suffix of --out disagree")
                    .found(format!("--out {}", path.display()))
                    .help("leave --format out, or give the file the suffix of the form you want"));
            }
            (Some(a), _) => a,
            (None, Some(b)) => b,
            (None, None) => {
                return Err(Problem::new("P201", "the suffix of --out does not say the form")
                    .found(path.display().to_string())
                    .expected(".csv, .json, .txt or .xlsx")
                    .help("give the file one of these suffixes, or add --format"));
            }
        };
        if path.is_dir() {
            return Err(Problem::new("P201", "--out names a folder").found(path.display().to_string()));
        }
        may_write(path, &[])?;
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            return Err(Problem::new("P201", "the folder of --out does not exist")
                .found(folder.display().to_string())
                .help("create the folder first"));
        }
        Ok(format)
    }

    /// Whether neither a form nor a file was asked for.
    pub fn is_plain(&self) -> bool {
        self.format.is_none() && self.out.is_none()
    }

    /// Whether the product goes to stdout.
    pub fn to_stdout(&self) -> bool {
        self.out.is_none()
    }

    /// Hands over finished text.
    pub fn deliver_text(&self, text: &str, talk: &Talk) -> Outcome<()> {
        match &self.out {
            Some(path) => provenance::write_atomic(path, text.as_bytes()),
            None => {
                match self.resolve()? {
                    Format::Text => talk.say(text),
                    _ => talk.raw(text),
                }
                Ok(())
            }
        }
    }

    /// Writes a table as a workbook.
    fn deliver_workbook(&self, table: &Table) -> Outcome<()> {
        let bytes = crate::tables::workbook::to_workbook(table)?;
        self.out.as_ref().map_or(Ok(()), |path| provenance::write_atomic(path, &bytes))
    }

    /// Hands over a table in the form asked for.
    pub fn deliver(&self, table: &Table, talk: &Talk) -> Outcome<()> {
        let text = match self.resolve()? {
            Format::Text => table.to_text(),
            Format::Csv => table.to_csv(),
            Format::CsvDa => table.to_danish_csv(),
            Format::Json => table.to_json(),
            Format::Xlsx => return self.deliver_workbook(table),
        };
        self.deliver_text(&text, talk)
    }
}
