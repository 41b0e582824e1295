//! How a file is written, where that is declared.

use super::dialect::Encoding;
use super::names::Known;
use super::text::TextForm;
use crate::diagnostics::Outcome;
use crate::diagnostics::Problem;
use crate::trial::study::FormDecl;
use crate::trial::study::RegisterDecl;

/// What is declared and known about a file's form; `None` is detected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileForm {
    /// `csv`, `xlsx`, `parquet`, `sas7bdat`, `dta`.
    pub format: Option<String>,
    /// For text; its `header` is the row of a sheet as well.
    pub text: TextForm,
    /// Sheets to read, one behind the other.
    pub sheets: Vec<String>,
    /// Names by which the header is found.
    pub known: Known,
    /// Rows of the register's files before this one.
    pub before: u64,
    /// Whether two columns may have one name but for the case of letters.
    pub any_names: bool,
}

impl FileForm {
    /// The form that a file is declared to have.
    ///
    /// # Errors
    /// `R109` for an encoding that is none.
    pub fn of(form: &FormDecl) -> Outcome<FileForm> {
        let encoding = match &form.encoding {
            None => None,
            Some(e) => Some(Encoding::named(e).ok_or_else(|| {
                Problem::new("R109", "this encoding is not known")
                    .found(e.clone())
                    .expected("utf-8, windows-1252, cp850, macintosh or utf-16")
                    .help("leave `encoding` out to have it detected")
            })?),
        };
        let text = TextForm { delimiter: form.delimiter, encoding, header: form.header };
        Ok(FileForm { text, sheets: form.sheets.clone(), ..FileForm::default() })
    }

    /// The form that a register declares.
    ///
    /// # Errors
    /// `R109` for an encoding that is none.
    pub fn declared(decl: &RegisterDecl) -> Outcome<FileForm> {
        Ok(FileForm { format: decl.format.clone(), ..FileForm::of(&decl.form)? })
    }
}
