//! Named columns of a table, of numbers or of text.

use crate::diagnostics::{Outcome, Problem, nearest};

/// One named column of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Numbers; NaN where the cell is missing.
    Number(Vec<f64>),
    /// Words; empty where the cell is missing.
    Text(Vec<String>),
}

impl Column {
    /// Number of cells.
    pub fn len(&self) -> usize {
        match self {
            Column::Number(v) => v.len(),
            Column::Text(v) => v.len(),
        }
    }

    /// Whether there is no cell.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One cell as a label: whole numbers without a decimal point, empty where missing.
    pub fn label(&self, row: usize) -> String {
        match self {
            Column::Text(v) => v[row].clone(),
            Column::Number(v) if v[row].is_nan() => String::new(),
            Column::Number(v) => format!("{}", v[row] + 0.0),
        }
    }

    /// Every cell as a position among the distinct labels, and those labels in order of first appearance.
    pub fn coded(&self) -> (Vec<u32>, Vec<String>) {
        let mut labels = Vec::new();
        let codes = match self {
            Column::Number(v) => {
                let mut seen = std::collections::HashMap::new();
                v.iter()
                    .enumerate()
                    .map(|(row, x)| {
                        *seen.entry((x + 0.0).to_bits()).or_insert_with(|| {
                            labels.push(self.label(row));
                            labels.len() as u32 - 1
                        })
                    })
                    .collect()
            }
            Column::Text(v) => {
                let mut seen: std::collections::HashMap<&str, u32> = std::collections::HashMap::new();
                v.iter()
                    .map(|text| {
                        *seen.entry(text.as_str()).or_insert_with(|| {
                            labels.push(text.clone());
                            labels.len() as u32 - 1
                        })
                    })
                    .collect()
            }
        };
        (codes, labels)
    }
}

/// A table as it was read: named columns of equal length.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Columns {
    /// The file, as the user named it.
    pub source: String,
    /// Number of rows.
    pub rows: usize,
    columns: Vec<(String, Column)>,
}

impl Columns {
    /// Columns of equal length under distinct names.
    pub fn new(source: impl Into<String>, columns: Vec<(String, Column)>) -> Self {
        Columns { source: source.into(), rows: columns.first().map_or(0, |(_, c)| c.len()), columns }
    }

    /// Names in the order asked for.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(n, _)| n.as_str())
    }

    /// A column by name.
    ///
    /// # Errors
    /// `R902` when there is none; the nearest name is offered.
    pub fn get(&self, name: &str) -> Outcome<&Column> {
        self.columns
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, c)| c)
            .ok_or_else(|| missing_column(&self.source, name, self.names()))
    }

    /// A column as numbers, NaN where missing.
    ///
    /// # Errors
    /// `R902` when there is no such column, `R903` when a cell is not a number.
    pub fn numbers(&self, name: &str) -> Outcome<Vec<f64>> {
        match self.get(name)? {
            Column::Number(v) => Ok(v.clone()),
            Column::Text(v) => v
                .iter()
                .enumerate()
                .map(|(row, text)| match text.as_str() {
                    "" => Ok(f64::NAN),
                    "TRUE" | "true" | "True" => Ok(1.0),
                    "FALSE" | "false" | "False" => Ok(0.0),
                    t => t.parse().map_err(|_| {
                        Problem::new(
                            "R903",
                            format!("column `{name}` of `{}` holds something that is no number", self.source),
                        )
                        .found(format!("`{t}` in data row {}", row + 1))
                        .expected("a number with a decimal point, or an empty cell")
                    }),
                })
                .collect(),
        }
    }

    /// A column of outcomes: numbers of at most 1e100 either way, NaN where missing.
    ///
    /// # Errors
    /// As [`Columns::numbers`], and `R903` for a number beyond.
    pub fn outcome(&self, name: &str) -> Outcome<Vec<f64>> {
        within(&self.source, name, self.numbers(name)?)
    }
}

/// Squares of larger numbers, summed, leave what a number can hold.
const LARGEST: f64 = 1e100;

fn within(source: &str, name: &str, values: Vec<f64>) -> Outcome<Vec<f64>> {
    match values.iter().position(|x| x.is_finite() && x.abs() > LARGEST) {
        None => Ok(values),
        Some(row) => Err(Problem::new("R903", format!("column `{name}` of `{source}` holds a number beyond ±1e100"))
            .found(format!("{:e} in data row {}", values[row], row + 1))
            .expected("numbers between -1e100 and 1e100; give the column in another unit")),
    }
}

/// The problem of a column that is not there, nearest name first.
pub fn missing_column<'a>(source: &str, name: &str, there: impl Iterator<Item = &'a str>) -> Problem {
    let mut there: Vec<&str> = there.collect();
    let near = nearest(name, there.iter().copied());
    if let Some(near) = near {
        there.sort_by_key(|n| *n != near);
    }
    let shown: Vec<String> = there.iter().take(40).map(|n| format!("`{n}`")).collect();
    let problem = Problem::new("R902", format!("`{source}` has no column `{name}`")).found(shown.join(", "));
    match near {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("name one of the columns that are there"),
    }
}
