//! How a table given with `--data` is written, where that is not found out.

use crate::trial::study::FormDecl;

/// How the table is written.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "How the table is written, where that is not found out")]
pub struct DataForm {
    /// Line, or row of the sheet, that names the columns, from 1
    #[arg(long, value_name = "N", requires = "data", value_parser = clap::value_parser!(u32).range(1..))]
    header: Option<u32>,
    /// Worksheet (several: a,b, read one behind the other)
    #[arg(long, value_name = "NAME", value_delimiter = ',', requires = "data")]
    sheet: Vec<String>,
    /// The mark before decimals
    #[arg(long, value_name = "MARK", requires = "data", value_parser = [",", "."])]
    decimal: Option<String>,
    /// utf-8, windows-1252, cp850, macintosh or utf-16
    #[arg(long, value_name = "NAME", requires = "data", value_parser = ["utf-8", "windows-1252", "cp850", "macintosh", "utf-16"])]
    encoding: Option<String>,
    /// The mark between cells: ; , | or tab
    #[arg(long, value_name = "MARK", requires = "data", value_parser = [";", ",", "|", "tab"])]
    delimiter: Option<String>,
}

impl DataForm {
    /// As a study would declare it.
    pub fn declared(&self) -> FormDecl {
        let mark = |text: &String| if text == "tab" { '\t' } else { text.chars().next().unwrap_or(';') };
        FormDecl {
            delimiter: self.delimiter.as_ref().map(mark),
            encoding: self.encoding.clone(),
            header: self.header.map(|n| n as usize),
            sheets: self.sheet.clone(),
            decimal: self.decimal.as_ref().map(mark),
        }
    }
}
