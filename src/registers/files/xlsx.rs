use super::parquet::{guarded, number};
use super::row::{Row, trim};
use super::table::Held;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::registers::cells::calendar;
use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Reads the first sheet that holds anything. Cells formatted as dates become `yyyy-mm-dd`.
pub(in crate::registers) fn read(path: &Path, shown: &str) -> Outcome<Held> {
    let range: Option<Range<Data>> = guarded(shown, || {
        let mut book: Xlsx<BufReader<File>> = open_workbook(path)?;
        for name in book.sheet_names() {
            let range = book.worksheet_range(&name)?;
            if !range.is_empty() {
                return Ok(Some(range));
            }
        }
        Ok::<_, calamine::XlsxError>(None)
    })?;
    let empty = || {
        Problem::new("R101", "the workbook holds no table")
            .at(Place::file(shown))
            .help("the first sheet that is not empty is read; its first row names the columns")
    };
    let range = range.ok_or_else(empty)?;
    let first = range.start().map_or(0, |s| s.0 as usize);
    let mut rows = range.rows().enumerate();
    let (_, top) = rows.next().ok_or_else(empty)?;
    let mut header: Vec<String> = top.iter().map(|c| trim(&text(c)).to_string()).collect();
    while header.len() > 1 && header.last().is_some_and(String::is_empty) {
        header.pop();
    }
    let mut out = Vec::new();
    for (i, cells) in rows {
        let mut row = Row::at(first + i + 1);
        for c in cells.iter().take(header.len()) {
            row.push(&text(c));
        }
        if !row.is_blank() {
            out.push(row);
        }
    }
    Ok(Held { format: "xlsx", header, rows: out.into_iter() })
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Int(i) => i.to_string(),
        Data::Float(x) => number(*x),
        Data::String(s) => s.clone(),
        Data::Bool(b) => if *b { "1" } else { "0" }.to_string(),
        Data::DateTime(d) if d.is_datetime() => {
            let (year, month, day, ..) = d.to_ymd_hms_milli();
            let known = calendar::day(year.into(), month.into(), day.into());
            known.map_or_else(|| number(d.as_f64()), calendar::iso)
        }
        Data::DateTime(d) => number(d.as_f64()),
        Data::DateTimeIso(s) => s.split('T').next().unwrap_or(s).to_string(),
        Data::DurationIso(s) => s.clone(),
        Data::Error(_) => "#error".to_string(),
        Data::Empty => String::new(),
    }
}
