//! One delivery written in many ways: nothing that ingest makes of it changes by a byte, and every row is accounted for.

use super::registers::STUDY;
use lodtrin::diagnostics::Silent;
use lodtrin::protocol;
use lodtrin::registers::{self, Export, ExportForm, Ingested, Place, Programmes, Pseudonymiser, Request, Values};
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::path::Path;

/// Ways of writing that are tried; `LODTRIN_WAYS` says another number.
const WAYS: u64 = 12;

/// A column of a register: its name, and what stands in its cells.
#[derive(Clone)]
struct Column {
    name: &'static str,
    cells: Vec<Cell>,
}

#[derive(Clone)]
enum Cell {
    Text(String),
    Day(i32),
    Number(f64),
}

type Table = Vec<Column>;

fn text(name: &'static str, cells: impl Iterator<Item = String>) -> Column {
    Column { name, cells: cells.map(Cell::Text).collect() }
}

fn day(name: &'static str, cells: impl Iterator<Item = i32>) -> Column {
    Column { name, cells: cells.map(Cell::Day).collect() }
}

fn number(name: &'static str, cells: impl Iterator<Item = f64>) -> Column {
    Column { name, cells: cells.map(Cell::Number).collect() }
}

/// 2026-08-10.
const FIRST: i32 = 20_675;
const PUPILS: i32 = 40;

/// Enrolments, exits, absences and background of forty pupils with Danish names of things, decimals and days.
fn delivery() -> [Table; 4] {
    let all = || 0..PUPILS;
    let id = |i: i32| format!("{}{:02}07{:04}", 61 + i % 28, 1 + i % 12, 4000 + 37 * i);
    let enrolments = vec![
        text("pupil", all().map(id)),
        text("programme", all().map(|i| ["tømrer-1", "smed-2"][i as usize % 2].to_string())),
        day("start", all().map(|i| FIRST + i % 5)),
        day("end", all().map(|i| FIRST + 60 + 3 * (i % 30))),
        text("school", all().map(|_| "Ærø".to_string())),
        text("class", all().map(|i| format!("hold \"Å\" nr; {}", i % 3))),
    ];
    let exits = vec![
        text("pupil", all().map(id)),
        day("date", all().map(|i| FIRST + 60 + 3 * (i % 30))),
        text("code", all().map(|i| ["completed", "dropout", "change"][i as usize % 3].to_string())),
    ];
    let days = || all().flat_map(|i| (0..4).map(move |d| (i, d)));
    let absences = vec![
        text("pupil", days().map(|(i, _)| id(i))),
        day("date", days().map(|(i, d)| FIRST + i % 5 + d)),
        number("hours_offered", days().map(|(_, d)| [6.0, 7.5, 5.25, 6.5][d as usize])),
        number("hours_absent", days().map(|(i, d)| if (i + d) % 3 == 0 { 2.5 } else { 0.0 })),
    ];
    let background = vec![
        text("pupil", all().map(id)),
        day("birth_date", all().map(|i| 13_700 + 31 * i)),
        text("sex", all().map(|i| ["k", "m"][i as usize % 2].to_string())),
        number("grade", all().map(|i| f64::from(i % 9) + 0.5)),
    ];
    [enrolments, exits, absences, background]
}

/// How a text file is written.
struct Way {
    delimiter: char,
    decimal: char,
    line: &'static str,
    encoding: &'static str,
    quote_all: bool,
    iso: bool,
}

fn pick<T: Copy>(chance: &mut ChaCha8Rng, of: &[T]) -> T {
    *of.choose(chance).expect("a choice")
}

fn way(chance: &mut ChaCha8Rng) -> Way {
    let delimiter = pick(chance, &[';', ',', '\t', '|']);
    Way {
        delimiter,
        decimal: pick(chance, &['.', ',']),
        line: pick(chance, &["\n", "\r\n", "\r\r\n", "\r"]),
        encoding: pick(
            chance,
            &["utf-8", "marked", "windows-1252", "utf-16le", "utf-16be", "bare-16", "cp850", "macintosh"],
        ),
        quote_all: chance.random(),
        iso: chance.random(),
    }
}

fn rows(table: &Table) -> usize {
    table[0].cells.len()
}

fn shown(cell: &Cell, way: &Way) -> String {
    match cell {
        Cell::Text(t) => t.clone(),
        Cell::Number(x) => format!("{x}").replace('.', &way.decimal.to_string()),
        Cell::Day(d) => {
            let iso = registers::calendar::iso(*d);
            if way.iso { iso } else { format!("{}-{}-{}", &iso[8..], &iso[5..7], &iso[..4]) }
        }
    }
}

fn quoted(text: &str, way: &Way) -> String {
    let needs = way.quote_all || text.contains([way.delimiter, '"', '\n', '\r']);
    if needs { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_string() }
}

fn encoded(text: &str, encoding: &str) -> Vec<u8> {
    let single = |pairs: [(char, u8); 6]| {
        let byte = |c: char| pairs.iter().find(|(l, _)| *l == c).map_or(c as u32 as u8, |(_, b)| *b);
        text.chars().map(byte).collect::<Vec<u8>>()
    };
    let sixteen = |mark: bool, big: bool| {
        let marked = if mark { format!("\u{feff}{text}") } else { text.to_string() };
        marked.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    };
    match encoding {
        "marked" => format!("\u{feff}{text}").into_bytes(),
        "windows-1252" => text.chars().map(|c| c as u32 as u8).collect(),
        "cp850" => single([('æ', 0x91), ('ø', 0x9b), ('å', 0x86), ('Æ', 0x92), ('Ø', 0x9d), ('Å', 0x8f)]),
        "macintosh" => single([('æ', 0xbe), ('ø', 0xbf), ('å', 0x8c), ('Æ', 0xae), ('Ø', 0xaf), ('Å', 0x81)]),
        "utf-16le" => sixteen(true, false),
        "utf-16be" => sixteen(true, true),
        "bare-16" => sixteen(false, false),
        _ => text.as_bytes().to_vec(),
    }
}

/// Title lines above, the header again in between, a claim of the rows or a closing line behind.
fn as_text(table: &Table, order: &[usize], way: &Way, chance: &mut ChaCha8Rng) -> Vec<u8> {
    let join = |cells: Vec<String>| {
        let cells: Vec<String> = cells.iter().map(|c| quoted(c, way)).collect();
        cells.join(&way.delimiter.to_string())
    };
    let header = join(table.iter().map(|c| c.name.to_string()).collect());
    let mut lines = Vec::new();
    if chance.random_bool(0.3) {
        lines.extend(["Udtræk for Ærø".to_string(), String::new()]);
    }
    lines.push(header.clone());
    let again = chance.random_bool(0.3).then(|| chance.random_range(1..order.len()));
    for (at, row) in order.iter().enumerate() {
        if again == Some(at) {
            lines.push(header.clone());
        }
        lines.push(join(table.iter().map(|c| shown(&c.cells[*row], way)).collect()));
    }
    match chance.random_range(0..5) {
        0 => lines.push(format!("Antal rækker: {}", order.len() + usize::from(again.is_some()))),
        1 => lines.push("Udskrevet af Ærø".to_string()),
        _ => {}
    }
    let mut out = lines.join(way.line);
    out.push_str(way.line);
    encoded(&out, way.encoding)
}

fn as_export(table: &Table, order: &[usize]) -> Export {
    let mut out = Export::default();
    for column in table {
        let cells = || order.iter().map(|r| &column.cells[*r]);
        out.push(
            column.name,
            match &column.cells[0] {
                Cell::Text(_) => Values::Text(
                    cells().map(|c| if let Cell::Text(t) = c { t.clone() } else { String::new() }).collect(),
                ),
                Cell::Day(_) => {
                    Values::Day(cells().map(|c| if let Cell::Day(d) = c { Some(*d) } else { None }).collect())
                }
                Cell::Number(_) => {
                    Values::Number(cells().map(|c| if let Cell::Number(x) = c { Some(*x) } else { None }).collect())
                }
            },
        );
    }
    out
}

fn as_workbook(table: &Table, order: &[usize], chance: &mut ChaCha8Rng) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    if chance.random() {
        book.add_worksheet().write(0, 0, "Udtræk").expect("a cell");
    }
    let sheet = book.add_worksheet();
    let above = if chance.random() { 0 } else { 2 };
    if above > 0 {
        sheet.write(0, 0, "Leveret af Ærø").expect("a cell");
    }
    let form = rust_xlsxwriter::Format::new().set_num_format("dd-mm-yyyy");
    for (c, column) in table.iter().enumerate() {
        sheet.write(above, c as u16, column.name).expect("a cell");
        for (r, row) in order.iter().enumerate() {
            let at = above + 1 + r as u32;
            match &column.cells[*row] {
                Cell::Text(t) => sheet.write(at, c as u16, t.as_str()),
                Cell::Number(x) => sheet.write(at, c as u16, *x),
                // 1970-01-01 is day 25,569 of a workbook
                Cell::Day(d) => sheet.write_number_with_format(at, c as u16, f64::from(d + 25_569), &form),
            }
            .expect("a cell");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

/// Writes one register in a way of its own, and gives its block of `study.toml`.
fn write(folder: &Path, name: &str, table: &Table, in_order: bool, chance: &mut ChaCha8Rng) -> String {
    let mut table = table.clone();
    if chance.random() {
        table.shuffle(chance);
    }
    if chance.random_bool(0.3) {
        // a column that nobody asked for
        let n = rows(&table);
        let extra = text("bemærkning", (0..n).map(|i| format!("set {i}; ok")));
        if name != "background" {
            table.insert(chance.random_range(0..=table.len()), extra);
        }
    }
    let mut order: Vec<usize> = (0..rows(&table)).collect();
    if !in_order {
        order.shuffle(chance);
    }
    let parts = if chance.random_bool(0.3) { 2 } else { 1 };
    let mut files = Vec::new();
    for (i, part) in order.chunks(order.len().div_ceil(parts)).enumerate() {
        let (ending, bytes) = match chance.random_range(0..8) {
            0 => ("xlsx", as_workbook(&table, part, chance)),
            at @ (1 | 2) => {
                let (ending, form) = [("parquet", ExportForm::Parquet), ("dta", ExportForm::Stata)][at - 1];
                let path = folder.join(format!("{name}-{i}.{ending}"));
                as_export(&table, part).write(&path, form).expect("written");
                (ending, std::fs::read(&path).expect("read"))
            }
            _ => {
                let way = way(chance);
                ("csv", as_text(&table, part, &way, chance))
            }
        };
        let file = format!("{name}-{i}.{ending}");
        std::fs::write(folder.join(&file), bytes).expect("written");
        files.push(format!("\"{file}\""));
    }
    format!("[registers.{name}]\nfile = [{}]\n", files.join(", "))
}

const NAMES: [&str; 4] = ["enrolments", "exits", "absences", "background"];

fn ingested(folder: &Path, blocks: &str) -> Ingested {
    let study = protocol::parse(&format!("{STUDY}{blocks}"), "study.toml").unwrap_or_else(|p| panic!("{p}"));
    let place = |p: &str| Place { programme: p.into(), school: "Ærø".into() };
    let programmes = Programmes::new(vec![place("tømrer-1"), place("smed-2")]);
    let key = Pseudonymiser::new(&[3; 32], "corpus").expect("a key");
    let request = Request { root: folder, study: &study, programmes: &programmes, key: Some(key), progress: &Silent };
    registers::ingest(&request).unwrap_or_else(|p| panic!("{p}\n{blocks}"))
}

/// What must not change: pupils and their days as stored, in an order that no delivery decides.
fn kept(made: &Ingested, in_order: bool) -> String {
    let pupils = &made.pupils;
    let mut rows: Vec<String> = pupils
        .rows
        .iter()
        .enumerate()
        .map(|(i, row)| {
            let days: Vec<_> = pupils.days.iter().filter(|d| d.pupil as usize == i).collect();
            let days = days.iter().map(|d| (d.day, d.school_day, d.offered, d.absent, d.lawful)).collect::<Vec<_>>();
            format!("{row:?} {days:?}")
        })
        .collect();
    if !in_order {
        rows.sort();
    }
    format!("{:?} {:?}\n{}", pupils.outcomes, pupils.covariates, rows.join("\n"))
}

#[test]
fn a_delivery_written_in_another_way_is_the_same_delivery() {
    let tables = delivery();
    let mut plain = [String::new(), String::new()];
    let ways = std::env::var("LODTRIN_WAYS").ok().and_then(|n| n.parse().ok()).unwrap_or(WAYS);
    for seed in 0..ways {
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        let in_order = seed % 2 == 0;
        let folder = tempfile::tempdir().expect("a folder");
        let blocks: String = NAMES
            .iter()
            .zip(&tables)
            .map(|(name, table)| {
                let extracted = if *name == "enrolments" || *name == "exits" { "extracted = 2028-03-01\n" } else { "" };
                write(folder.path(), name, table, in_order, &mut chance) + extracted
            })
            .collect();
        let made = ingested(folder.path(), &blocks);
        for (name, ledger) in &made.ledgers {
            assert!(ledger.adds_up(), "seed {seed}: {}", name.name());
            assert_eq!(ledger.quarantined.len(), 0, "seed {seed}: {}: {:?}", name.name(), ledger.quarantined);
        }
        assert_eq!(made.pupils.rows.len(), PUPILS as usize, "seed {seed}");
        assert_eq!(made.pupils.days.len(), 4 * PUPILS as usize, "seed {seed}");
        let now = kept(&made, in_order);
        let first = &mut plain[usize::from(in_order)];
        if first.is_empty() {
            *first = now;
        } else {
            assert_eq!(*first, now, "seed {seed}\n{blocks}");
        }
    }
}
