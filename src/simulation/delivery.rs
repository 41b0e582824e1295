//! Registers as a school delivers them: files in the declared form.

pub(crate) use super::cells::{Cell, Table};

use super::codes::CodeBook;
use super::course::Population;
use super::dirt::{self, DirtCount};
use super::registers;
use super::truth::Setting;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::trial::study::RegisterDecl;
use std::collections::BTreeMap;

/// Files of registers, ready to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivered {
    /// Path relative to the study folder, with its bytes; ordered by register, then as declared.
    pub files: Vec<(String, Vec<u8>)>,
    /// Dirty rows that were added on purpose, by register.
    pub dirt: BTreeMap<String, DirtCount>,
}

/// Writes the declared registers of a population in their declared dialects.
///
/// `missing`: registers (`absences`) or one school's part of one (`absences:Odense`) that are not delivered.
///
/// # Errors
/// D702 for a form that is not written here, a value that the encoding has no sign for, or an unknown name in `missing`.
pub fn deliver(
    setting: &Setting,
    population: &Population,
    declared: &BTreeMap<String, RegisterDecl>,
    missing: &[String],
    dirt: bool,
) -> Outcome<Delivered> {
    deliver_after(None, Some((setting, population)), declared, missing, dirt)
}

/// The same of pupils of earlier periods, followed by those of the study, or of either alone.
///
/// # Errors
/// As [`deliver`].
pub fn deliver_after(
    earlier: Option<(&Setting, &Population)>,
    own: Option<(&Setting, &Population)>,
    declared: &BTreeMap<String, RegisterDecl>,
    missing: &[String],
    dirt: bool,
) -> Outcome<Delivered> {
    let parts: Vec<(&Setting, &Population)> = earlier.into_iter().chain(own).collect();
    let Some(&(setting, _)) = parts.first() else {
        return Ok(Delivered { files: Vec::new(), dirt: BTreeMap::new() });
    };
    let first_day = setting.periods.first().map_or(0, |p| p.start);
    let absent = Missing::read(missing, declared, setting)?;
    let exits = declared.get("exits").or_else(|| declared.get("enrolments"));
    let codes = CodeBook::of(exits, declared.get("absences"));
    let mut out = Delivered { files: Vec::new(), dirt: BTreeMap::new() };
    for (name, decl) in declared {
        if absent.whole.contains(name) {
            continue;
        }
        let mut table = Table { fields: Vec::new(), rows: Vec::new() };
        for (setting, population) in &parts {
            let mut part = registers::table(name, decl, setting, population, &codes, declared.contains_key("exits"));
            if dirt {
                let count = out.dirt.entry(name.clone()).or_default();
                count.add(&dirt::spoil(name, &mut part, setting, first_day));
            }
            table.fields = part.fields;
            table.rows.append(&mut part.rows);
        }
        table.rows.retain(|(school, _)| !absent.parts.contains(&(name.clone(), school.clone())));
        for (k, file) in decl.files.iter().enumerate() {
            let mine = share(&table, k, decl.files.len(), setting);
            out.files.push((file.clone(), write(name, file, decl, &table.fields, &mine)?));
        }
    }
    Ok(out)
}

struct Missing {
    whole: Vec<String>,
    parts: Vec<(String, String)>,
}

impl Missing {
    fn read(words: &[String], declared: &BTreeMap<String, RegisterDecl>, setting: &Setting) -> Outcome<Missing> {
        let mut missing = Missing { whole: Vec::new(), parts: Vec::new() };
        for word in words {
            let (register, school) = word.split_once(':').map_or((word.as_str(), None), |(r, s)| (r, Some(s)));
            if !declared.contains_key(register) {
                let known: Vec<&str> = declared.keys().map(String::as_str).collect();
                return Err(Problem::new(
                    "D702",
                    format!("`simulate.missing` names `{register}`, which is no register here"),
                )
                .expected(known.join(", ")));
            }
            match school {
                None => missing.whole.push(register.to_string()),
                Some(s) if setting.programmes.iter().any(|p| p.school == s) => {
                    missing.parts.push((register.to_string(), s.to_string()));
                }
                Some(s) => {
                    return Err(Problem::new(
                        "D702",
                        format!("`simulate.missing` names the school `{s}`, which is not in the frame"),
                    ));
                }
            }
        }
        Ok(missing)
    }
}

/// The rows of the k-th of several files: one file a school, in the order of the schools' names, where there are as many.
fn share<'a>(table: &'a Table, k: usize, files: usize, setting: &Setting) -> Vec<&'a [Cell]> {
    let mut schools: Vec<&str> = setting.programmes.iter().map(|p| p.school.as_str()).collect();
    schools.sort_unstable();
    schools.dedup();
    table
        .rows
        .iter()
        .filter(|(school, _)| files == 1 || schools.binary_search(&school.as_str()).unwrap_or(0) % files == k)
        .map(|(_, cells)| cells.as_slice())
        .collect()
}

fn write(name: &str, file: &str, decl: &RegisterDecl, fields: &[String], rows: &[&[Cell]]) -> Outcome<Vec<u8>> {
    let suffix = file.rsplit('.').next().unwrap_or("").to_lowercase();
    let form = decl.format.as_deref().unwrap_or(&suffix);
    if !matches!(form, "csv" | "tsv" | "txt") {
        return Err(Problem::new(
            "D702",
            format!("register `{name}` is declared as `{form}`; simulate writes text tables only"),
        )
        .at(Place::file(file))
        .help("declare a .csv file for the simulated register"));
    }
    let delimiter = decl.form.delimiter.unwrap_or(if form == "tsv" { '\t' } else { ',' });
    // a spreadsheet's export: semicolons go with decimal commas, CRLF and, in UTF-8, a byte-order mark
    let office = delimiter == ';';
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter as u8)
        .terminator(if office { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') })
        .from_writer(Vec::new());
    let failed = |e: String| Problem::new("D702", format!("register `{name}` cannot be written: {e}"));
    let title = |f: &String| decl.columns.get(f).and_then(|names| names.first()).unwrap_or(f).clone();
    writer.write_record(fields.iter().map(title)).map_err(|e| failed(e.to_string()))?;
    let date = decl.date.as_deref().unwrap_or("yyyy-mm-dd");
    for row in rows {
        writer.write_record(row.iter().map(|c| show(c, date, office))).map_err(|e| failed(e.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|e| failed(e.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|e| failed(e.to_string()))?;
    match decl.form.encoding.as_deref() {
        Some("windows-1252") => {
            let (out, _, lost) = encoding_rs::WINDOWS_1252.encode(&text);
            if lost {
                return Err(failed("windows-1252 has no sign for some letter".into())
                    .at(Place::file(file))
                    .help("write encoding = \"utf-8\" for this register, or use other names in the frame"));
            }
            Ok(out.into_owned())
        }
        _ if office => Ok([b"\xef\xbb\xbf", text.as_bytes()].concat()),
        _ => Ok(text.into_bytes()),
    }
}

fn show(cell: &Cell, date: &str, comma: bool) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(t) => t.clone(),
        Cell::Date(day) => show_date(*day, date),
        Cell::Number(x, decimals) => {
            let text = format!("{x:.decimals$}");
            if comma { text.replace('.', ",") } else { text }
        }
    }
}

fn show_date(day: i32, form: &str) -> String {
    let d = super::identity::date_of(day);
    let (y, m, dd) = (d.year(), d.month(), d.day());
    match form {
        "dd-mm-yyyy" => format!("{dd:02}-{m:02}-{y:04}"),
        "dd-mm-yy" => format!("{dd:02}-{m:02}-{:02}", y.rem_euclid(100)),
        "mm-dd-yyyy" => format!("{m:02}-{dd:02}-{y:04}"),
        "yyyymmdd" => format!("{y:04}{m:02}{dd:02}"),
        // day 0 of a spreadsheet is 1899-12-30, of SAS 1960-01-01
        "excel" => (day + 25_569).to_string(),
        "sas" => (day + 3_653).to_string(),
        _ => format!("{y:04}-{m:02}-{dd:02}"),
    }
}
