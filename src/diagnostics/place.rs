//! Places in the user's files: file, line, column.

use std::fmt;

/// Where in the user's files a problem stands. Lines and columns count from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The file as the user named it, or relative to the study folder.
    pub file: String,
    /// Line number from 1.
    pub line: Option<usize>,
    /// Column number in characters from 1.
    pub column: Option<usize>,
    /// The text of that line, when it may be shown (never a register's row).
    pub text: Option<String>,
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Place { file: file.into(), ..Place::default() }
    }

    /// A line of a file.
    pub fn line(file: impl Into<String>, line: usize) -> Self {
        Place { file: file.into(), line: Some(line), ..Place::default() }
    }

    /// The place of a byte offset in a text that may be shown.
    pub fn at(file: impl Into<String>, source: &str, offset: usize) -> Self {
        let mut offset = offset.min(source.len());
        while !source.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &source[..offset];
        let line = before.matches('\n').count() + 1;
        let from = before.rfind('\n').map_or(0, |i| i + 1);
        let column = before[from..].chars().count() + 1;
        let text = source[from..].lines().next().unwrap_or("").to_string();
        Place { file: file.into(), line: Some(line), column: Some(column), text: Some(text) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        Ok(())
    }
}
