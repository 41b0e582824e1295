//! The doors, and the small study that stands behind each.

use lodtrin::registers::{Export, ExportForm, Values};
use std::ffi::OsString;
use std::path::Path;

/// How a file is made wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Its bytes.
    Plain,
    /// Its bytes, and the digests that name it made to fit.
    Sealed,
    /// A member of a zip archive.
    Zip,
    /// A member of a tar archive, or its header.
    Tar,
}

/// What stands in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// Protocol, frame, registers in CSV, tables.
    Fresh,
    /// The same with registers of another form: `xlsx`, `parquet` or `dta`.
    Typed(&'static str),
    /// Locked and drawn.
    Drawn,
    /// Everything made, but for figures.
    Made,
    /// Packs of that.
    Packed,
}

/// A way in.
pub struct Door {
    pub name: &'static str,
    pub base: Base,
    /// Words of the paths that are made wrong.
    pub files: &'static [&'static str],
    pub kind: Kind,
    /// Share of the inputs.
    pub share: u64,
    /// Commands: `{}` is the folder, `FILE` the file that was made wrong, `?` one of the options.
    pub commands: &'static [&'static [&'static str]],
    pub options: &'static str,
}

const CHECK: &[&str] = &["ingest", "{}/s", "--check"];
const INSPECT: &[&str] = &["inspect", "FILE", "--study", "{}/s"];
const VERIFY: &[&str] = &["verify", "{}/s"];
const STATUS: &[&str] = &["status", "{}/s"];
const VARIANCES: &str = "randomization neyman cr2 jackknife wild";

const fn door(
    name: &'static str,
    base: Base,
    files: &'static [&'static str],
    kind: Kind,
    share: u64,
    commands: &'static [&'static [&'static str]],
) -> Door {
    Door { name, base, files, kind, share, commands, options: VARIANCES }
}

pub const DOORS: [Door; 22] = [
    door("registers", Base::Fresh, &["registers/"], Kind::Plain, 40, &[CHECK]),
    door("inspect", Base::Fresh, &["registers/"], Kind::Plain, 20, &[INSPECT]),
    door("workbooks", Base::Typed("xlsx"), &[".xlsx"], Kind::Zip, 8, &[CHECK]),
    door("parquet", Base::Typed("parquet"), &[".parquet"], Kind::Plain, 8, &[CHECK]),
    door("stata", Base::Typed("dta"), &[".dta"], Kind::Plain, 10, &[CHECK]),
    door("sas", Base::Fresh, &[".sas7bdat"], Kind::Plain, 8, &[&["inspect", "FILE"]]),
    door("typed", Base::Typed("dta"), &[".dta"], Kind::Plain, 4, &[&["inspect", "FILE"]]),
    door(
        "pseudonymise",
        Base::Fresh,
        &["registers/"],
        Kind::Plain,
        16,
        &[&["pseudonymise", "FILE", "--column", "pupil", "--domain", "doors", "--key-file", "{}/key"]],
    ),
    door("study", Base::Fresh, &["study.toml"], Kind::Plain, 24, &[STATUS, CHECK, &["lock", "{}/s", "--check"]]),
    door("frame", Base::Fresh, &["programmes.csv"], Kind::Plain, 8, &[&["lock", "{}/s", "--check"], CHECK]),
    door("own-list", Base::Fresh, &["programmes.csv"], Kind::Plain, 6, &[&["new", "{}/made", "--frame", "FILE"]]),
    door(
        "counts",
        Base::Fresh,
        &["counts.csv"],
        Kind::Plain,
        10,
        &[&["ingest", "{}/s", "--counts", "FILE", "--check"]],
    ),
    door("lottery", Base::Drawn, &["lottery/"], Kind::Sealed, 20, &[VERIFY, STATUS]),
    door(
        "draw-again",
        Base::Drawn,
        &["lottery/"],
        Kind::Sealed,
        2,
        &[&["amend", "withdraw", "a-1", "{}/s", "--reason", "r"], STATUS],
    ),
    door("receipts", Base::Made, &["receipt.json", "look.txt"], Kind::Sealed, 8, &[VERIFY, STATUS]),
    door(
        "data",
        Base::Made,
        &["data/"],
        Kind::Sealed,
        4,
        &[&["effect", "{}/s", "--format", "csv"], &["absence", "{}/s", "--format", "csv"]],
    ),
    door("results", Base::Made, &["results/", "data/quality.json"], Kind::Sealed, 1, &[STATUS, &["report", "{}/s"]]),
    door("again", Base::Made, &["results/", "data/", "lottery/"], Kind::Sealed, 1, &[&["verify", "{}/s", "--results"]]),
    door("tar", Base::Packed, &["p.tar"], Kind::Tar, 4, &[&["verify", "FILE"]]),
    door("zip", Base::Packed, &["p.zip"], Kind::Zip, 3, &[&["verify", "FILE"]]),
    door(
        "table",
        Base::Fresh,
        &["table.csv"],
        Kind::Plain,
        20,
        &[&[
            "effect",
            "--data",
            "FILE",
            "--unit",
            "unit",
            "--period",
            "period",
            "--start",
            "start",
            "--outcome",
            "y",
            "--size",
            "n",
            "--variance",
            "?",
            "--draws",
            "39",
            "--format",
            "csv",
        ]],
    ),
    door(
        "absence-table",
        Base::Fresh,
        &["days.csv"],
        Kind::Plain,
        6,
        &[&[
            "absence",
            "--data",
            "FILE",
            "--cluster",
            "cluster",
            "--days",
            "away",
            "--time",
            "last",
            "--event",
            "event",
            "--dropout",
            "dropout",
            "--competing",
            "change",
            "--covariates",
            "age",
            "--school",
            "school",
            "--format",
            "csv",
        ]],
    ),
];

fn done(words: &[&str]) {
    let args = std::iter::once("lodtrin").chain(words.iter().copied()).map(OsString::from);
    let code = lodtrin::cli::run(args);
    assert_eq!(code, std::process::ExitCode::SUCCESS, "{words:?}");
}

const PUPILS: usize = 36;
/// First days of the terms: 2026-08-10, 2027-01-11, 2027-08-09.
const TERMS: [i32; 3] = [20_675, 20_829, 21_039];

fn id(i: usize) -> String {
    format!("{}{:02}07{:04}", 61 + i % 28, 1 + i % 12, 4000 + 37 * i)
}

fn registers() -> [(&'static str, Export); 4] {
    let text = |of: &dyn Fn(usize) -> String| Values::Text((0..PUPILS).map(of).collect());
    let start = |i: usize| TERMS[i % 3] + (i % 4) as i32;
    let day = |of: &dyn Fn(usize) -> i32| Values::Day((0..PUPILS).map(|i| Some(of(i))).collect());
    let mut tables = [Export::default(), Export::default(), Export::default(), Export::default()];
    tables[0].push("pupil", text(&id));
    tables[0].push("programme", text(&|i| format!("{}-{}", ["a", "b", "c"][i / 3 % 3], 1 + i / 9 % 2)));
    tables[0].push("start", day(&start));
    tables[0].push("end", day(&|i| start(i) + 40 + 5 * (i % 20) as i32));
    tables[0].push("class", text(&|i| format!("hold {}", i % 5)));
    tables[1].push("pupil", text(&id));
    tables[1].push("date", day(&|i| start(i) + 40 + 5 * (i % 20) as i32));
    tables[1].push("code", text(&|i| ["completed", "dropout", "change", "dropout"][i % 4].to_string()));
    let pairs: Vec<(usize, i32)> = (0..PUPILS).flat_map(|i| (0..4).map(move |d| (i, d))).collect();
    tables[2].push("pupil", Values::Text(pairs.iter().map(|(i, _)| id(*i)).collect()));
    tables[2].push("date", Values::Day(pairs.iter().map(|(i, d)| Some(start(*i) + d)).collect()));
    tables[2].push("hours_offered", Values::Number(pairs.iter().map(|_| Some(6.5)).collect()));
    let absent = |i: usize, d: i32| if i.is_multiple_of(3) && d == 1 { 2.5 } else { 0.0 };
    tables[2].push("hours_absent", Values::Number(pairs.iter().map(|(i, d)| Some(absent(*i, *d))).collect()));
    tables[3].push("pupil", text(&id));
    tables[3].push("birth_date", day(&|i| 13_700 + 31 * i as i32));
    tables[3].push("sex", text(&|i| ["k", "m"][i % 2].to_string()));
    tables[3].push("grade", Values::Number((0..PUPILS).map(|i| Some((i % 9) as f64 + 0.5)).collect()));
    let [a, b, c, d] = tables;
    [("enrolments", a), ("exits", b), ("absences", c), ("background", d)]
}

fn workbook(table: &Export, path: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let form = rust_xlsxwriter::Format::new().set_num_format("dd-mm-yyyy");
    for (c, (name, values)) in table.columns.iter().enumerate() {
        let c = c as u16;
        sheet.write(0, c, name.as_str()).expect("a cell");
        for r in 0..table.rows() {
            let at = r as u32 + 1;
            match values {
                Values::Text(v) => sheet.write(at, c, v[r].as_str()),
                Values::Number(v) => sheet.write(at, c, v[r].unwrap_or(0.0)),
                Values::Whole(v) => sheet.write(at, c, v[r].unwrap_or(0) as f64),
                Values::Day(v) => sheet.write_number_with_format(at, c, f64::from(v[r].unwrap_or(0) + 25_569), &form),
            }
            .expect("a cell");
        }
    }
    book.save(path).expect("a workbook");
}

/// Makes the folder that a door's inputs are copies of.
pub fn prepared(base: &Path, door: &Door) {
    let s = base.join("s");
    std::fs::create_dir_all(s.join("registers")).expect("folders");
    let ending = if let Base::Typed(ending) = door.base { ending } else { "csv" };
    let text = include_str!("study.toml").replace("ENDING", ending);
    std::fs::write(s.join("study.toml"), text).expect("written");
    std::fs::write(base.join("key"), "0123456789abcdef".repeat(4)).expect("written");
    let frame = "id;school\na-1;Ærø\na-2;Ærø\nb-1;Århus\nb-2;Århus\nc-1;Ærø\nc-2;Århus\n";
    std::fs::write(s.join("programmes.csv"), frame).expect("written");
    for (name, table) in registers() {
        let path = s.join(format!("registers/{name}.{ending}"));
        match ending {
            "csv" => table
                .write(&path, if name == "exits" { ExportForm::Csv } else { ExportForm::DanishCsv })
                .expect("written"),
            "parquet" => table.write(&path, ExportForm::Parquet).expect("written"),
            "dta" => table.write(&path, ExportForm::Stata).expect("written"),
            _ => workbook(&table, &path),
        }
    }
    tables(base);
    let at = |inside: &str| base.join(inside).display().to_string();
    let study = at("s");
    if matches!(door.base, Base::Fresh | Base::Typed(_)) {
        return;
    }
    done(&["lock", &study, "--allow", "few"]);
    done(&["draw", &study, "--dice", "anna=1234561234561234561234561", "--dice", "bo=6543216543216543216543216"]);
    if door.base == Base::Drawn {
        return;
    }
    done(&["ingest", &study, "--key-file", &at("key")]);
    for verb in ["balance", "effect", "absence", "report"] {
        done(&[verb, &study]);
    }
    if door.base == Base::Packed {
        done(&["pack", &study, "--out", &at("p.tar")]);
        done(&["pack", &study, "--out", &at("p.zip")]);
        std::fs::remove_dir_all(s).expect("removed");
    } else {
        std::fs::remove_dir_all(s.join("results/figures")).expect("removed");
    }
}

/// Tables for `--data` and `--counts`, and a SAS data set.
fn tables(base: &Path) {
    let mut table = String::from("unit,period,start,y,n\n");
    let mut counts = String::from("outcome,programme,period,n,k\n");
    for (u, unit) in ["a-1", "a-2", "b-1", "b-2", "c-1", "c-2"].into_iter().enumerate() {
        for (t, term) in ["2026E", "2027F", "2027E"].into_iter().enumerate() {
            let start = ["2", "3", ""][u % 3];
            table.push_str(&format!("{unit},{},{start},0.{}{t},{}\n", t + 1, 2 + u, 20 + u + t));
            counts.push_str(&format!("dropout,{unit},{term},{},{}\n", 20 + u + t, 4 + (u + t) % 5));
        }
    }
    std::fs::write(base.join("table.csv"), table).expect("written");
    std::fs::write(base.join("counts.csv"), counts).expect("written");
    let mut days = String::from("cluster,school,away,last,event,age\n");
    for p in 0..60 {
        let event = ["still", "dropout", "change"][p % 3];
        days.push_str(&format!("{},{},{},{},{event},{}\n", p % 8, p % 3, p % 5, 20 + 3 * p, 15 + p % 7));
    }
    std::fs::write(base.join("days.csv"), days).expect("written");
    let sas = include_bytes!("../../tests/reference/registers/formats-bare.sas7bdat");
    std::fs::write(base.join("formats.sas7bdat"), sas).expect("written");
}
