//! Tables for papers, opened by those that readers open them with: LibreOffice, python-docx, openpyxl. All of them see the same
//! tables with the same numbers.

use super::report_study::{SAMPLE, write};
use assert_cmd::Command;
use serde_json::Value;
use std::path::{Path, PathBuf};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/talk/open_tables.py");
/// Every sheet of a workbook as a file: comma, quotation marks, UTF-8, numbers as they are.
const SHEETS: &str = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1";

/// The first Python that has both readers.
fn python() -> Option<PathBuf> {
    let has =
        |p: &&str| Command::new(p).args(["-c", "import docx, openpyxl"]).output().is_ok_and(|o| o.status.success());
    let found = ["python3", "/usr/bin/python3"].into_iter().find(has);
    if found.is_none() {
        crate::tools::missing("python3-docx and python3-openpyxl", "read the tables for papers");
    }
    found.map(PathBuf::from)
}

fn convert(study: &Path, file: &str, form: &str) {
    let profile = format!("-env:UserInstallation=file://{}", study.join("profile").display());
    let to = study.join("converted");
    let out = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", form, "--outdir"])
        .args([&to, &study.join("results/tables").join(file)])
        .output()
        .unwrap();
    assert!(out.status.success(), "{file}: {}", String::from_utf8_lossy(&out.stderr));
}

/// A cell of any reader as a number, where it is one: `4.620`, `−6,1`, `<0,001` is none.
fn danish(cell: &str) -> Option<f64> {
    cell.replace('.', "").replace(',', ".").replace('−', "-").parse().ok()
}

fn rows<'a>(told: &'a Value, reader: &str, table: &str) -> Vec<&'a Vec<Value>> {
    let list = told[reader][table].as_array().unwrap_or_else(|| panic!("{reader} sees no {table}"));
    list.iter().map(|r| r.as_array().unwrap()).collect()
}

#[test]
fn every_table_is_the_same_to_libreoffice_and_to_the_readers_of_python() {
    let Some(python) = python() else { return };
    let office =
        crate::tools::here("soffice", "libreoffice-writer-nogui and libreoffice-calc-nogui", "opens the tables");
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), SAMPLE, str::to_string);
    let made =
        Command::cargo_bin("lodtrin").unwrap().arg("report").arg(folder.path()).args(["--language", "da"]).output();
    assert!(made.unwrap().status.success());
    if office {
        convert(folder.path(), "tables.docx", "txt:Text");
        convert(folder.path(), "tables.xlsx", SHEETS);
    }
    let out = Command::new(python).arg(SCRIPT).arg(folder.path()).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let told: Value = serde_json::from_slice(&out.stdout).unwrap();
    let names: Vec<&String> = told["docx"].as_object().unwrap().keys().collect();
    assert!(names.len() >= 5 && names.iter().any(|n| *n == "Tabel S1"), "{names:?}");
    assert_eq!(names, told["xlsx"].as_object().unwrap().keys().collect::<Vec<_>>());
    let mut numbers = 0;
    for name in &names {
        let (word, excel) = (rows(&told, "docx", name), rows(&told, "xlsx", name));
        assert!(word[0] == excel[0] && word.len() == excel.len() && word.len() > 1, "{name}");
        for (w, e) in word.iter().zip(&excel).skip(1).flat_map(|(w, e)| w.iter().zip(e.iter())) {
            if let Some(number) = e.as_f64() {
                assert_eq!(danish(w.as_str().unwrap()), Some(number), "{name}");
                numbers += 1;
            }
        }
        if office {
            let sheet = rows(&told, "csv", name);
            assert_eq!(sheet.len(), excel.len(), "{name}");
            for (s, e) in sheet.iter().zip(&excel).flat_map(|(s, e)| s.iter().zip(e.iter())) {
                let seen = s.as_str().unwrap();
                let same = e.as_f64().map_or(e.as_str().unwrap_or_default() == seen, |x| seen.parse() == Ok(x));
                assert!(same, "{name}: {e} is {seen} to LibreOffice");
            }
            assert!(told["txt"].as_str().unwrap().contains(&format!("{name}. ")), "{name} is not in the Word document");
        }
    }
    assert!(numbers > 100, "{numbers} numbers");
    // the fixture's row: 4620 pupils, −6.12 points, −6.12 ± 2.1 · 1.48, p .0021
    let row = rows(&told, "xlsx", "Tabel 2")[1];
    let of = |j: usize| row[j].as_f64().unwrap();
    assert_eq!([of(1), of(4), of(5), of(6), of(7)], [4620.0, -6.1, -9.2, -3.0, 0.002]);
}
