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

/// The paper's number in a workbook.
const A4: u8 = 9;

fn fill(sheet: &mut Worksheet, table: &PaperTable, word: &str, language: Language) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Bottom);
    let right = head.clone().set_align(FormatAlign::Right);
    let beside = Format::new().set_align(FormatAlign::Right);
    // words after a number keep a distance from it
    let apart = Format::new().set_indent(1);
    for (j, column) in table.columns.iter().enumerate() {
        let j = j as u16;
        sheet.write_string_with_format(0, j, &column.heading, if column.numeric { &right } else { &head })?;
        sheet.set_column_width(j, width(table, usize::from(j)))?;
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
                Cell::Text(words) if j > 0 && table.columns[j - 1].numeric => {
                    sheet.write_string_with_format(i, j16, words, &apart)?;
                }
                Cell::Text(words) => {
                    sheet.write_string(i, j16, words)?;
                }
                Cell::Empty => {}
            }
        }
    }
    below(sheet, table, &table.title(word))?;
    sheet.set_freeze_panes(1, 0)?;
    // on paper: A4 turned, as wide as the table, the head on every page
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

/// Width of a column in letters.
fn width(table: &PaperTable, j: usize) -> f64 {
    let cells = table.rows.iter().filter_map(|r| r.get(j)).map(|c| c.printed().chars().count());
    let longest = cells.max().unwrap_or(0).max(table.columns[j].heading.chars().count().min(14));
    (longest as f64 + 2.0).clamp(8.0, 60.0)
}

/// Caption and notes below the table, as wide as it.
fn below(sheet: &mut Worksheet, table: &PaperTable, caption: &str) -> Result<(), XlsxError> {
    let last = table.columns.len().saturating_sub(1) as u16;
    let letters: f64 = (0..table.columns.len()).map(|j| width(table, j)).sum();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (i, text) in std::iter::once(caption).chain(table.notes.iter().map(String::as_str)).enumerate() {
        let row = (table.rows.len() + 2 + i) as u32;
        if last == 0 {
            sheet.write_string_with_format(row, 0, text, &wrapped)?;
        } else {
            sheet.merge_range(row, 0, row, last, text, &wrapped)?;
        }
        sheet.set_row_height(row, LINE * (text.chars().count() as f64 / (0.9 * letters)).ceil().max(1.0))?;
    }
    Ok(())
}

/// Height of a line, points.
const LINE: f64 = 15.0;

/// The number form that prints a number as it is printed.
fn form(printed: &str, language: Language) -> String {
    let mark = language.pick(",", ".");
    let decimals = printed.split_once(mark).map_or(0, |(_, d)| d.chars().count());
    if decimals == 0 { "#,##0".to_string() } else { format!("#,##0.{}", "0".repeat(decimals)) }
}
