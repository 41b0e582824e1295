//! A table of a paper as data: caption, named columns, cells that keep their number beside its printed form, notes; and as
//! HTML.

use crate::report::document::html::Html;

/// A table of a paper, in the language of the study.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PaperTable {
    /// `1`, `2`, `3a`, `3b`, `4`, `S1`, `S2` or `S3`.
    pub name: &'static str,
    /// What it shows, without the number of the table.
    pub caption: String,
    /// The columns in order.
    pub columns: Vec<Column>,
    /// As many cells as there are columns, row by row.
    pub rows: Vec<Vec<Cell>>,
    /// What stands below it, one sentence or more each.
    pub notes: Vec<String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Column {
    /// Its name for programs: the same in both languages.
    pub id: &'static str,
    /// Its name for readers, with the unit.
    pub heading: String,
    /// Whether it holds numbers, which stand to the right.
    pub numeric: bool,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number.
    Number {
        /// The number, rounded as it is printed and in the unit of its column.
        value: f64,
        /// Its form for readers.
        printed: String,
    },
    /// Nothing: it does not apply or could not be computed.
    #[default]
    Empty,
}

impl Cell {
    /// What a reader sees; nothing for an empty cell.
    pub fn printed(&self) -> &str {
        match self {
            Cell::Text(words) => words,
            Cell::Number { printed, .. } => printed,
            Cell::Empty => "",
        }
    }
}

impl Column {
    /// A column of words.
    pub fn words(id: &'static str, heading: String) -> Self {
        Column { id, heading, numeric: false }
    }

    /// A column of numbers.
    pub fn number(id: &'static str, heading: String) -> Self {
        Column { id, heading, numeric: true }
    }
}

impl PaperTable {
    /// The caption as it is printed: `Tabel 2. Virkninger`.
    pub fn title(&self, word: &str) -> String {
        format!("{word} {}. {}", self.name, self.caption)
    }

    /// The table in a frame that scrolls, with its notes below; `word` is *Tabel* or *Table*.
    ///
    /// Hooks: `table[data-table]`, `th[data-col]`.
    pub fn html(&self, word: &str) -> String {
        let mut h = Html::default();
        let columns: Vec<(&'static str, &str, bool)> =
            self.columns.iter().map(|c| (c.id, c.heading.as_str(), c.numeric)).collect();
        let rows: Vec<Vec<&str>> = self.rows.iter().map(|r| r.iter().map(Cell::printed).collect()).collect();
        h.paper_table(self.name, &self.title(word), &columns, &rows);
        // what Table 3a calls early absence stands above it on the page
        if !self.notes.is_empty() && self.name != "3a" {
            h.words("p", "small note", &self.notes.join(" "));
        }
        h.finish()
    }
}
