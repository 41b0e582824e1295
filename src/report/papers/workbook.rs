//! Workbooks: a sheet a table, numbers as numbers rounded as printed, dated 1980-01-01, the same bytes every time.

use super::table::{Cell, PaperTable};
use crate::diagnostics::{Outcome, Problem};
use crate::tables::workbook::stored;
use crate::trial::Language;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// The bytes of a workbook: the names of the columns are the first row and stay in sight; caption and notes stand below.
///
/// # Errors
/// `P101` where the workbook cannot be made.
pub fn workbook(title: &str, tables: &[PaperTable], word: &str, language: Language) -> Outcome<Vec<u8>> {
    let made = write(title, tables, word, language);
    stored(made.map_err(|e| Problem::new("P101", format!("the workbook cannot be made: {e}")))?)
}

fn write(title: &str, tables: &[PaperTable], word: &str, language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let day = ExcelDateTime::from_ymd(1980, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&day));
    for table in tables {
        let sheet = book.add_worksheet();
        sheet.set_name(format!("{word} {}", table.name))?;
        fill(sheet, table, word, language)?;
    }
    if tables.is_empty() {
        book.add_worksheet();
    }
    book.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, table: &PaperTable, word: &str, language: Language) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Bottom);
    let right = head.clone().set_align(FormatAlign::Right);
    let beside = Format::new().set_align(FormatAlign::Right);
    for (j, column) in table.columns.iter().enumerate() {
        let j = j as u16;
        sheet.write_string_with_format(0, j, &column.heading, if column.numeric { &right } else { &head })?;
        let cells = table.rows.iter().filter_map(|r| r.get(usize::from(j))).map(|c| c.printed().chars().count());
        let longest = cells.max().unwrap_or(0);
        sheet
            .set_column_width(j, (longest.max(column.heading.chars().count().min(14)) as f64 + 2.0).clamp(8.0, 60.0))?;
    }
    for (i, row) in table.rows.iter().enumerate() {
        let i = i as u32 + 1;
        for (j, cell) in row.iter().enumerate() {
            let j16 = j as u16;
            match cell {
                Cell::Number { value, printed } => {
                    let form = Format::new().set_num_format(form(printed, language));
                    sheet.write_number_with_format(i, j16, *value, &form)?;
                }
                Cell::Text(words) if table.columns[j].numeric => {
                    sheet.write_string_with_format(i, j16, words, &beside)?;
                }
                Cell::Text(words) => {
                    sheet.write_string(i, j16, words)?;
                }
                Cell::Empty => {}
            }
        }
    }
    let below = table.rows.len() as u32 + 2;
    sheet.write_string(below, 0, table.title(word))?;
    for (i, note) in table.notes.iter().enumerate() {
        sheet.write_string(below + 1 + i as u32, 0, note)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// The number form that prints a number as it is printed.
fn form(printed: &str, language: Language) -> String {
    let mark = language.pick(",", ".");
    let decimals = printed.split_once(mark).map_or(0, |(_, d)| d.chars().count());
    if decimals == 0 { "#,##0".to_string() } else { format!("#,##0.{}", "0".repeat(decimals)) }
}
