//! Workbooks: which sheet is the table, and its cells as days, hours, numbers and text.

use super::closing;
use super::column_type::ColumnType;
use super::guarded::{guarded, number};
use super::held::{Held, HeldRows};
use super::names::{Known, Name};
use super::row::{Row, Typed, trim};
use super::table::FileForm;
use super::text::{HEADER_HITS, HEADER_ROWS, one_line};
use super::texts::Texts;
use super::workbook_texts;
use crate::diagnostics::{Outcome, Place, Problem, nearest};
use crate::registers::cells::{calendar, mask};
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError, open_workbook};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

type Book = Xlsx<BufReader<File>>;

/// Columns of the widest sheet, `A` to `XFD`.
const COLUMNS: usize = 1 << 14;

/// The head of one sheet.
struct Head {
    name: String,
    cells: Vec<String>,
    row: usize,
    hits: usize,
}

/// Reads the sheet whose header names most fields, or those that are declared, one behind the other. Cells that hold
/// days are days whatever is declared of dates.
///
/// # Errors
/// `R101` for a workbook without a table, `R111` for a sheet that is not there and for several sheets with one header,
/// `R112` for a header row beyond the sheet, `R107` for a damaged file.
pub(in crate::registers) fn read(path: &Path, shown: &str, form: &FileForm) -> Outcome<Held> {
    guarded(shown, || workbook_texts::counted(path))?;
    let mut book: Book = guarded(shown, || open_workbook(path))?;
    let all: Vec<String> = book.sheet_names();
    let visible: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|s| s.visible == SheetVisible::Visible && s.typ == SheetType::WorkSheet)
        .map(|s| s.name.clone())
        .collect();
    let wanted = match form.sheets.as_slice() {
        [] => visible.clone(),
        named => named.iter().map(|n| sheet_named(n, &all, &visible, shown)).collect::<Outcome<Vec<_>>>()?,
    };
    let mut heads = Vec::new();
    for name in &wanted {
        heads.extend(guarded(shown, || head(&mut book, name, form.text.header, &form.known))?);
    }
    if heads.is_empty() {
        return Err(no_table(shown, form.text.header, &visible));
    }
    let chosen = match form.sheets.is_empty() {
        true => vec![best(heads, shown)?],
        false => heads,
    };
    let from_1904 = book.has_1904_epoch();
    let header = chosen[0].cells.clone();
    let mut held = Held {
        format: "xlsx",
        header_line: chosen[0].row,
        types: vec![ColumnType::Plain; header.len()],
        sheet: Some(chosen.iter().map(|h| h.name.as_str()).collect::<Vec<_>>().join(" + ")),
        sheets: visible,
        from_1904,
        ..Held::default()
    };
    let mut rows = Vec::new();
    for head in &chosen {
        let order = aligned(&header, head, shown)?;
        let mut own = guarded(shown, || body(&mut book, head, &order))?;
        let closing = own.iter().rev().take(closing::MOST).take_while(|r| closing::odd(r, header.len())).count();
        let last = own.split_off(own.len() - closing);
        let ground = closing::Ground {
            shown,
            width: header.len(),
            counted: (rows.len() + own.len()) as u64,
            before: form.before,
            ended: true,
        };
        let settled = closing::settle(last, &ground)?;
        held.trailer = held.trailer.or(settled.trailer);
        rows.extend(own);
        rows.extend(settled.rows);
    }
    held.header = header;
    held.rows = HeldRows::Ready(rows.into_iter());
    Ok(held)
}

fn sheet_named(name: &str, all: &[String], visible: &[String], shown: &str) -> Outcome<String> {
    let folded = super::row::folded(name);
    if let Some(found) =
        all.iter().find(|s| *s == name).or_else(|| all.iter().find(|s| super::row::folded(s) == folded))
    {
        return Ok(found.clone());
    }
    let problem =
        Problem::new("R111", format!("there is no sheet `{name}`")).at(Place::file(shown)).found(listed(visible));
    Err(match nearest(name, all.iter().map(String::as_str)) {
        Some(near) => problem.help(format!("did you mean sheet = \"{}\"?", mask::harmless(near))),
        None => problem.help("name one of these: sheet = \"…\""),
    })
}

fn listed(sheets: &[String]) -> String {
    let names: Vec<String> = sheets.iter().map(|s| format!("`{}`", mask::harmless(s))).collect();
    format!("sheets {}", names.join(", "))
}

fn no_table(shown: &str, header: Option<usize>, visible: &[String]) -> Problem {
    match header {
        Some(row) if !visible.is_empty() => {
            Problem::new("R112", format!("there is no row {row} that could name the columns"))
                .at(Place::file(shown))
                .help("rows are counted from 1; leave `header` out to have it found")
        }
        _ => Problem::new("R101", "the workbook holds no table")
            .at(Place::file(shown))
            .help("one sheet that can be seen must hold a row that names the columns, and rows below it"),
    }
}

/// The sheet whose header names most fields, ties to the first.
fn best(heads: Vec<Head>, shown: &str) -> Outcome<Head> {
    let most = heads.iter().map(|h| h.hits).max().unwrap_or(0);
    let at = if most >= HEADER_HITS { heads.iter().position(|h| h.hits == most).unwrap_or(0) } else { 0 };
    let plain = |h: &Head| h.cells.iter().map(|c| Name::of(c).plain).collect::<Vec<_>>();
    let own = plain(&heads[at]);
    let alike: Vec<&Head> = heads.iter().filter(|h| plain(h) == own).collect();
    if alike.len() > 1 {
        let names: Vec<String> = alike.iter().map(|h| h.name.clone()).collect();
        let list: Vec<String> = names.iter().map(|n| format!("\"{}\"", mask::harmless(n))).collect();
        return Err(Problem::new("R111", "several sheets have the same columns")
            .at(Place::file(shown))
            .found(listed(&names))
            .help(format!("to read one behind the other: sheet = [{}]", list.join(", ")))
            .help(format!("to read one of them: sheet = {}", list[0])));
    }
    heads.into_iter().nth(at).ok_or_else(|| no_table(shown, None, &[]))
}

/// The first rows of a sheet, and which of them is its header.
fn head(book: &mut Book, name: &str, declared: Option<usize>, known: &Known) -> Result<Option<Head>, XlsxError> {
    let mut rows: Vec<(usize, Vec<(usize, String)>)> = Vec::new();
    let mut cells = book.worksheet_cells_reader(name)?;
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = (cell.get_position().0 as usize + 1, cell.get_position().1 as usize);
        let written = text(cell.get_value());
        if trim(&written).is_empty() {
            continue;
        }
        if rows.last().is_none_or(|(r, _)| *r != row) {
            let beyond = declared.map_or(rows.len() == HEADER_ROWS, |d| row > d);
            if beyond {
                break;
            }
            rows.push((row, Vec::new()));
        }
        if column >= COLUMNS {
            return Err(XlsxError::Unexpected("a cell stands beyond column XFD"));
        }
        if let Some((_, own)) = rows.last_mut() {
            own.push((column, one_line(trim(&written))));
        }
    }
    if let Some(line) = declared {
        rows.retain(|(r, _)| *r == line);
    }
    let hits: Vec<usize> = rows.iter().map(|(_, own)| known.hits(own.iter().map(|(_, c)| c.as_str()))).collect();
    let most = hits.iter().copied().max().unwrap_or(0);
    let at = if most >= HEADER_HITS { hits.iter().position(|h| *h == most).unwrap_or(0) } else { 0 };
    Ok(rows.into_iter().nth(at).map(|(row, own)| {
        let mut cells = vec![String::new(); own.last().map_or(0, |(c, _)| c + 1)];
        own.into_iter().for_each(|(column, cell)| cells[column] = cell);
        Head { name: name.to_string(), cells, row, hits: hits.get(at).copied().unwrap_or(0) }
    }))
}

/// The place of each column of a sheet in the first sheet's header.
fn aligned(header: &[String], head: &Head, shown: &str) -> Outcome<Vec<Option<usize>>> {
    if head.cells == header {
        return Ok((0..header.len()).map(Some).collect());
    }
    let names: Vec<Name> = header.iter().map(|h| Name::of(h)).collect();
    let places: Vec<Option<usize>> =
        head.cells.iter().map(|c| Name::of(c)).map(|c| names.iter().position(|n| n.same(&c))).collect();
    match (0..header.len()).find(|i| !header[*i].is_empty() && !places.contains(&Some(*i))) {
        None => Ok(places),
        Some(missing) => Err(Problem::new("R111", format!("sheet `{}` has other columns", mask::harmless(&head.name)))
            .at(Place::line(shown, head.row))
            .found(format!("no column `{}`", mask::harmless(&header[missing])))
            .help("sheets that are read one behind the other have the same columns")),
    }
}

fn body(book: &mut Book, head: &Head, order: &[Option<usize>]) -> Result<Vec<Row>, XlsxError> {
    let width = order.iter().flatten().max().map_or(0, |m| m + 1);
    let plain = order.iter().enumerate().all(|(i, at)| *at == Some(i));
    let mut kept = (Texts::new(), Days::new());
    let mut rows: Vec<Row> = Vec::new();
    let mut open = Row::default();
    let mut scattered: Vec<Option<(String, Option<Typed>)>> = vec![None; if plain { 0 } else { width }];
    let mut close = |open: &mut Row, scattered: &mut Vec<Option<(String, Option<Typed>)>>| {
        for cell in scattered.iter_mut().map(Option::take) {
            match cell {
                Some((text, Some(typed))) => open.push_typed(&text, typed),
                Some((text, None)) => open.push(&text),
                None => open.push(""),
            }
        }
        while open.len() < width {
            open.push("");
        }
        if !open.is_blank() {
            let next = open.roomy();
            rows.push(std::mem::replace(open, next));
        }
    };
    let mut cells = book.worksheet_cells_reader(&head.name)?;
    while let Some(cell) = cells.next_cell()? {
        let (line, column) = (cell.get_position().0 as usize + 1, cell.get_position().1 as usize);
        let Some(place) = order.get(column).copied().flatten().filter(|_| line > head.row) else { continue };
        if open.line != line {
            if open.line > 0 {
                close(&mut open, &mut scattered);
            }
            open.clear();
            open.line = line;
        }
        let value = cell.get_value();
        if !plain {
            scattered[place] = Some((text(value), typed(value)));
            continue;
        }
        while open.len() < place {
            open.push("");
        }
        push(value, &mut kept, &mut open);
    }
    if open.line > 0 {
        close(&mut open, &mut scattered);
    }
    Ok(rows)
}

/// Adds a cell; texts and days that come again are kept.
fn push(value: &DataRef<'_>, (texts, days): &mut (Texts, Days), row: &mut Row) {
    match value {
        DataRef::String(s) => row.push(s),
        DataRef::SharedString(s) => row.push(s),
        DataRef::Float(x) if x.is_finite() => row.push_typed(texts.number(*x), Typed::Number(*x)),
        DataRef::DateTime(d) if is_day(d) => match days.day(d) {
            Some(day) => row.push_typed(texts.day(day), Typed::Day(day)),
            None => row.push(texts.number(d.as_f64())),
        },
        _ => match typed(value) {
            Some(typed) => row.push_typed(&text(value), typed),
            None => row.push(&text(value)),
        },
    }
}

fn typed(cell: &DataRef<'_>) -> Option<Typed> {
    match cell {
        DataRef::Int(i) => Some(Typed::Number(*i as f64)),
        DataRef::Float(x) if x.is_finite() => Some(Typed::Number(*x)),
        DataRef::DateTime(d) if !is_day(d) => Some(Typed::Hours(d.as_f64() * 24.0)),
        DataRef::DateTime(d) => day(d).map(Typed::Day),
        DataRef::DateTimeIso(s) => {
            super::super::cells::dates::Form::Iso.read(s, super::super::cells::dates::Window::ANY).map(Typed::Day)
        }
        _ => None,
    }
}

/// Whether a cell of time is a day; others are hours.
fn is_day(d: &ExcelDateTime) -> bool {
    d.is_datetime() && !(0.0..1.0).contains(&d.as_f64())
}

/// Days of serial numbers that come again; one workbook counts from one day.
struct Days(Vec<Option<(u64, Option<i32>)>>);

impl Days {
    fn new() -> Days {
        Days(vec![None; 1 << 9])
    }

    fn day(&mut self, d: &ExcelDateTime) -> Option<i32> {
        let bits = d.as_f64().to_bits();
        let place = &mut self.0[(bits.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 55) as usize];
        match place {
            Some((same, day)) if *same == bits => *day,
            _ => place.insert((bits, day(d))).1,
        }
    }
}

fn day(d: &ExcelDateTime) -> Option<i32> {
    let (year, month, day, ..) = d.to_ymd_hms_milli();
    calendar::day(year.into(), month.into(), day.into())
}

fn text(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Int(i) => i.to_string(),
        DataRef::Float(x) => number(*x),
        DataRef::String(s) => s.clone(),
        DataRef::SharedString(s) => (*s).to_string(),
        DataRef::Bool(b) => if *b { "1" } else { "0" }.to_string(),
        DataRef::DateTime(d) if is_day(d) => day(d).map_or_else(|| number(d.as_f64()), calendar::iso),
        DataRef::DateTime(d) => number(d.as_f64() * 24.0),
        DataRef::DateTimeIso(s) => s.split('T').next().unwrap_or(s).to_string(),
        DataRef::DurationIso(s) => s.clone(),
        DataRef::Error(_) => "#error".to_string(),
        DataRef::Empty => String::new(),
    }
}
