//! One row of a table.

/// What a cell of a workbook or a data set holds, where that is more than text.
#[derive(Debug, Clone, PartialEq)]
pub enum Typed {
    /// A day, since 1970-01-01.
    Day(i32),
    /// A duration or a time of day, in hours.
    Hours(f64),
    /// A number.
    Number(f64),
    /// A number that has a label.
    Label(std::sync::Arc<str>),
}

/// One row of a delivered table as text: its cells and where it stood.
#[derive(Debug, Clone, Default)]
pub struct Row {
    text: String,
    ends: Vec<usize>,
    /// Bytes between two cells: none where cells were pushed, the delimiter where a whole line was taken.
    gap: usize,
    /// What cells of a typed file hold besides their text.
    typed: Vec<(usize, Typed)>,
    /// Why the row is none of the table's, where it is none.
    pub passed: Option<&'static str>,
    /// Line in the file, from 1 (rows of workbooks and data sets count the header as line 1).
    pub line: usize,
}

impl Row {
    /// An empty row with room for one like this.
    pub fn roomy(&self) -> Row {
        let room = |n: usize| n + n / 8;
        Row {
            text: String::with_capacity(room(self.text.len())),
            ends: Vec::with_capacity(self.ends.len()),
            typed: Vec::with_capacity(self.typed.len()),
            ..Row::default()
        }
    }

    /// Empties the row, keeping its memory.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.typed.clear();
        self.passed = None;
        self.gap = 0;
    }

    /// Takes a whole line whose cells stand between delimiters and in no quotes. The delimiter is ASCII.
    pub fn take_line(&mut self, line: &str, delimiter: u8) {
        self.clear();
        self.gap = 1;
        self.text.push_str(line);
        for (at, byte) in line.bytes().enumerate() {
            if byte == delimiter {
                self.ends.push(at);
            }
        }
        self.ends.push(line.len());
    }

    /// Adds a cell.
    pub fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    /// Adds a cell of a typed file.
    pub fn push_typed(&mut self, cell: &str, typed: Typed) {
        self.typed.push((self.ends.len(), typed));
        self.push(cell);
    }

    /// What a cell holds besides its text.
    pub fn typed(&self, at: usize) -> Option<&Typed> {
        // empty in every row of text
        self.typed.iter().find(|(column, _)| *column == at).map(|(_, t)| t)
    }

    /// The label of a cell.
    pub fn label(&self, at: usize) -> Option<&str> {
        match self.typed(at) {
            Some(Typed::Label(label)) => Some(label),
            _ => None,
        }
    }

    /// Adds a character to the cell being built; [`Row::finish`] ends it.
    pub fn grow(&mut self, piece: &str) {
        self.text.push_str(piece);
    }

    /// Ends the cell being built.
    pub fn finish(&mut self) {
        self.ends.push(self.text.len());
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Drops the last cell.
    pub fn pop(&mut self) {
        self.ends.pop();
        self.text.truncate(self.ends.last().copied().unwrap_or(0));
    }

    /// A cell as it was written; empty beyond the end.
    pub fn raw(&self, at: usize) -> &str {
        let Some(&end) = self.ends.get(at) else { return "" };
        let start = if at == 0 { 0 } else { self.ends[at - 1] + self.gap };
        &self.text[start..end]
    }

    /// A cell without surrounding blanks.
    pub fn cell(&self, at: usize) -> &str {
        trim(self.raw(at))
    }

    /// All cells without surrounding blanks.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|i| self.cell(i))
    }

    /// Whether every cell is blank.
    pub fn is_blank(&self) -> bool {
        self.cells().all(str::is_empty)
    }

    /// Whether at most one cell holds anything.
    pub fn is_lonely(&self) -> bool {
        self.cells().filter(|c| !c.is_empty()).take(2).count() < 2
    }
}

/// Surrounding blanks, the no-break space that spreadsheets leave included.
pub(in crate::registers) fn trim(text: &str) -> &str {
    // most cells need nothing: both ends are plain ASCII
    let plain = |b: Option<&u8>| b.is_none_or(|b| b.is_ascii_graphic());
    if plain(text.as_bytes().first()) && plain(text.as_bytes().last()) {
        return text;
    }
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

/// A name without case and blanks, for comparing column names.
pub(in crate::registers) fn folded(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    trim(name).nfc().flat_map(char::to_lowercase).collect()
}
