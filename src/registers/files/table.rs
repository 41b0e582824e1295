//! A delivered table of any format.

pub use super::file_form::FileForm;

use super::blocks::{Blocks, Used};

use super::column_type::ColumnType;
use super::dialect::Dialect;
use super::held::Held;
use super::names::Name;
use super::parquet;
use super::row::{Row, folded};
use super::text;
use super::text::TextTable;
use crate::diagnostics::{Outcome, Place, Problem, nearest};
use crate::registers::cells::mask;
use std::io::Read;
use std::path::Path;

enum Kind {
    Text(Box<TextTable>),
    Held(Box<Held>),
    Parquet(Box<parquet::ParquetTable>),
}

/// A delivered table of any format, read row by row as text.
pub(in crate::registers) struct Table {
    kind: Kind,
    shown: String,
    size: u64,
}

impl Table {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    /// `R106` for a header that names no column, one twice, or holds the number of a person.
    pub fn open(path: &Path, shown: &str, form: &FileForm) -> Outcome<Table> {
        let table = Table::open_any(path, shown, form)?;
        if let Some(at) = table.header().iter().position(|h| mask::touches(h)) {
            return Err(Problem::new("R106", format!("the name of column {} holds the number of a person", at + 1))
                .at(Place::line(shown, table.header_line()))
                .found(mask::shape(&table.header()[at]))
                .expected("a first line that names the columns")
                .help("the file seems to have no header: put a line with the columns' names before the first row"));
        }
        Ok(table)
    }

    /// Opens a file whatever its header holds.
    pub fn open_any(path: &Path, shown: &str, form: &FileForm) -> Outcome<Table> {
        if path.is_dir() {
            return Err(Problem::new("R101", format!("`{shown}` is a folder, not a file"))
                .at(Place::file(shown))
                .help("name the files in it: file = [\"folder/a.csv\", \"folder/b.csv\"]"));
        }
        if !path.exists() {
            return Err(missing_file(path, shown));
        }
        let size = std::fs::metadata(path).map(|m| m.len()).unwrap_or(0);
        let format = format_of(path, shown, form)?;
        let kind = match format {
            "xlsx" => Kind::Held(Box::new(workbook(path, shown, form)?)),
            "sas7bdat" => Kind::Held(Box::new(sas(path, shown)?)),
            "dta" => Kind::Held(Box::new(stata(path, shown)?)),
            "parquet" => Kind::Parquet(Box::new(parquet::ParquetTable::open(path, shown)?)),
            _ => Kind::Text(Box::new(TextTable::open(path, shown, form.text, &form.known, form.before)?)),
        };
        let table = Table { kind, shown: shown.to_string(), size };
        table.check_header(form.any_names)?;
        Ok(table)
    }

    /// The file as the user named it.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Bytes read so far, for progress.
    pub fn read(&self) -> u64 {
        match &self.kind {
            Kind::Text(t) => t.read(),
            Kind::Held(_) | Kind::Parquet(_) => self.size,
        }
    }

    /// Column names as written.
    pub fn header(&self) -> &[String] {
        match &self.kind {
            Kind::Text(t) => t.header(),
            Kind::Held(h) => &h.header,
            Kind::Parquet(p) => p.header(),
        }
    }

    /// Line of the header.
    pub fn header_line(&self) -> usize {
        match &self.kind {
            Kind::Text(t) => t.header_line(),
            Kind::Held(h) => h.header_line.max(1),
            Kind::Parquet(_) => 1,
        }
    }

    /// What has been found out so far.
    pub fn dialect(&self) -> Dialect {
        match &self.kind {
            Kind::Text(t) => t.dialect(),
            Kind::Held(h) => h.dialect(),
            Kind::Parquet(_) => Dialect::binary("parquet"),
        }
    }

    /// The next row; `false` at the end.
    pub fn next(&mut self, row: &mut Row) -> Outcome<bool> {
        match &mut self.kind {
            Kind::Text(t) => t.next(row),
            Kind::Held(h) => h.next(row),
            Kind::Parquet(p) => p.next(row),
        }
    }

    /// Blocks for many threads; `None` where rows must be read one at a time.
    pub fn blocks(&mut self, count: usize) -> Outcome<Option<Blocks>> {
        Ok(match &mut self.kind {
            Kind::Text(t) => t.blocks(count)?.map(Blocks::Lines),
            Kind::Held(h) => h.blocks(count)?.map(Blocks::Held),
            Kind::Parquet(p) => p.blocks()?.map(Blocks::Slices),
        })
    }

    /// Takes note of how far blocks were used.
    pub fn used(&mut self, blocks: Blocks, used: &[Used]) {
        if let (Kind::Text(t), Blocks::Lines(lines)) = (&mut self.kind, blocks) {
            t.used(lines, used);
        }
    }

    /// Lines read so far, of a text; 0 of others, whose rows know their place.
    pub fn line(&self) -> usize {
        match &self.kind {
            Kind::Text(t) => t.line(),
            Kind::Held(_) | Kind::Parquet(_) => 0,
        }
    }

    /// Whether plain numbers of days count from 1904-01-01.
    pub fn counts_from_1904(&self) -> bool {
        matches!(&self.kind, Kind::Held(h) if h.from_1904)
    }

    /// What a column is.
    pub fn column_type(&self, at: usize) -> ColumnType {
        let types = match &self.kind {
            Kind::Text(_) => return ColumnType::Plain,
            Kind::Held(h) => &h.types,
            Kind::Parquet(p) => &p.types,
        };
        types.get(at).cloned().unwrap_or_default()
    }

    /// First line so far in which a column holds a number that its type cannot hold exactly.
    pub fn blurred(&self, at: usize) -> Option<usize> {
        match &self.kind {
            Kind::Text(_) => None,
            Kind::Held(h) => h.blurred.first(at),
            Kind::Parquet(p) => p.blurred.first(at),
        }
    }

    /// Position of a column by its name: as written but for case and surrounding blanks, or by its letters alone.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.first_column(&[name])
    }

    /// Position of the first of several names; names as written go first.
    pub fn first_column<S: AsRef<str>>(&self, names: &[S]) -> Option<usize> {
        let exact = |name: &S| {
            let wanted = folded(name.as_ref());
            self.header().iter().position(|h| folded(h) == wanted)
        };
        let by_letters = |name: &S| {
            let wanted = Name::of(name.as_ref());
            self.header().iter().position(|h| Name::of(h).same(&wanted))
        };
        names.iter().find_map(exact).or_else(|| names.iter().find_map(by_letters))
    }

    /// Position of a column that must be there.
    ///
    /// # Errors
    /// `R201` with the columns that are there, the nearest first.
    pub fn needed_column(&self, name: &str) -> Outcome<usize> {
        self.column(name).ok_or_else(|| self.no_column(name))
    }

    /// The problem of a column that is not there.
    pub fn no_column(&self, name: &str) -> Problem {
        let near = nearest(name, self.header().iter().map(String::as_str)).map(mask::harmless);
        let mut found: Vec<String> = self.header().to_vec();
        if let Some(n) = nearest(name, self.header().iter().map(String::as_str)).map(str::to_string) {
            found.retain(|h| *h != n);
            found.insert(0, n);
        }
        let problem = Problem::new("R201", format!("there is no column `{name}`"))
            .at(Place::line(self.shown.clone(), self.header_line()))
            .found(text::shown_columns(&found));
        match near {
            Some(n) => problem.help(format!("did you mean `{n}`? Map it: columns = {{ field = \"{n}\" }}")),
            None => problem.help("map the delivery's own name: columns = { field = \"NAME\" }"),
        }
    }

    fn check_header(&self, any_names: bool) -> Outcome<()> {
        let mut seen: Vec<String> = self.header().iter().map(|h| folded(h)).filter(|h| !h.is_empty()).collect();
        let place = || Place::line(self.shown.clone(), self.header_line());
        if seen.is_empty() {
            return Err(Problem::new("R106", "the first line holds no column name")
                .at(place())
                .help("the first line must name the columns"));
        }
        if any_names {
            return Ok(());
        }
        seen.sort();
        if let Some(twice) = seen.windows(2).find(|w| w[0] == w[1]) {
            return Err(Problem::new("R106", "two columns have the same name")
                .at(place())
                .found(mask::harmless(&twice[0]))
                .help("rename one of them in the file"));
        }
        Ok(())
    }
}

fn missing_file(path: &Path, shown: &str) -> Problem {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .map(|d| d.filter_map(|e| e.ok()?.file_name().into_string().ok()).collect())
        .unwrap_or_default();
    names.sort();
    let own = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    let problem = Problem::new("R101", format!("there is no file `{shown}`")).at(Place::file(shown));
    match nearest(own, names.iter().map(String::as_str)) {
        Some(n) => problem.help(format!("there is a file `{n}` in that folder")),
        None => problem.help("paths are relative to the study folder"),
    }
}

/// The format: declared, or by the file's first bytes, or by its suffix.
fn format_of(path: &Path, shown: &str, form: &FileForm) -> Outcome<&'static str> {
    if let Some(declared) = &form.format {
        return match declared.trim().to_lowercase().trim_start_matches('.') {
            "csv" | "tsv" | "txt" | "text" => Ok("csv"),
            "xlsx" | "xlsm" | "excel" => Ok("xlsx"),
            "parquet" => Ok("parquet"),
            "sas7bdat" | "sas" => Ok("sas7bdat"),
            "dta" | "stata" => Ok("dta"),
            _ => Err(Problem::new("R109", "this format is not known")
                .at(Place::file(shown))
                .found(declared.clone())
                .expected("csv, xlsx, parquet, sas7bdat or dta")
                .help("leave `format` out to have it detected")),
        };
    }
    let mut start = Vec::new();
    std::fs::File::open(path)
        .and_then(|f| f.take(64).read_to_end(&mut start))
        .map_err(|e| crate::provenance::io_problem("read", path, &e))?;
    if start.starts_with(b"PK\x03\x04") {
        return Ok("xlsx");
    }
    if start.starts_with(b"PAR1") {
        return Ok("parquet");
    }
    if start.len() >= 32 && start[..12].iter().all(|b| *b == 0) && start[12..16] == [0xc2, 0xea, 0x81, 0x60] {
        return Ok("sas7bdat");
    }
    if start.starts_with(b"<stata_dta>") {
        return Ok("dta");
    }
    let suffix = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    Ok(match suffix.as_str() {
        "xlsx" | "xlsm" if !start.is_empty() => "xlsx",
        "parquet" if !start.is_empty() => "parquet",
        "sas7bdat" if !start.is_empty() => "sas7bdat",
        "dta" if !start.is_empty() => "dta",
        _ => "csv",
    })
}

#[cfg(feature = "xlsx")]
fn workbook(path: &Path, shown: &str, form: &FileForm) -> Outcome<Held> {
    super::xlsx::read(path, shown, form)
}
#[cfg(not(feature = "xlsx"))]
fn workbook(_path: &Path, shown: &str, _form: &FileForm) -> Outcome<Held> {
    Err(not_built(shown, "xlsx"))
}

#[cfg(feature = "sas")]
fn sas(path: &Path, shown: &str) -> Outcome<Held> {
    super::sas::read(path, shown)
}
#[cfg(not(feature = "sas"))]
fn sas(_path: &Path, shown: &str) -> Outcome<Held> {
    Err(not_built(shown, "sas"))
}

#[cfg(feature = "stata")]
fn stata(path: &Path, shown: &str) -> Outcome<Held> {
    super::stata::read(path, shown)
}
#[cfg(not(feature = "stata"))]
fn stata(_path: &Path, shown: &str) -> Outcome<Held> {
    Err(not_built(shown, "stata"))
}

#[cfg(not(all(feature = "parquet", feature = "xlsx", feature = "sas", feature = "stata")))]
pub(super) fn not_built(shown: &str, feature: &str) -> Problem {
    Problem::new("R107", format!("this lodtrin was built without the feature `{feature}`"))
        .at(Place::file(shown))
        .help(format!("build with --features {feature}, or deliver CSV or Parquet"))
}
