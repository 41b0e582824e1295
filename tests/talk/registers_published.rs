//! What leaves the analyst's desk: no identifier, no small count; and files of one register that name columns differently.

use super::registers_folder::{Ran, Study, digits_of_ten, ran};
use crate::tools::samples::copied;
use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;
use std::process::Command;

const CORPUS: &str = include_str!("../registers-corpus/study.toml");
const PROGRAMMES: &str = "id;school\ntømrer-1;Ærø\nsmed-2;Århus\n";

fn ok(run: Ran) -> Ran {
    assert_eq!(run.code, 0, "{}\n{}", run.out, run.err);
    run
}

fn binary() -> Command {
    Command::new(env!("CARGO_BIN_EXE_lodtrin"))
}

/// Every file below a folder but its registers.
fn files(folder: &Path, list: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("registers") {
            files(&path, list);
        } else if path.is_file() {
            list.push((path.display().to_string(), std::fs::read(&path).expect("a file")));
        }
    }
}

#[test]
fn nothing_that_identifies_comes_out_of_a_whole_run() {
    let place = tempfile::tempdir().expect("a folder");
    let (demo, out, err) = super::demo::made();
    copied(demo, &place.path().join("study"));
    let mut said = vec![Ran { code: 0, out: out.clone(), err: err.clone() }];
    let mut pack = binary();
    pack.current_dir(place.path()).args(["pack", "study", "--out", "study.tar"]);
    said.push(ok(ran(pack)));
    let mut ids = BTreeSet::new();
    for entry in std::fs::read_dir(place.path().join("study/registers")).expect("registers").flatten() {
        let bytes = std::fs::read(entry.path()).expect("a register");
        ids.extend(digits_of_ten(&bytes.iter().map(|b| char::from(*b)).collect::<String>()));
    }
    assert!(ids.len() > 4000, "{} identifiers", ids.len());
    let mut out = Vec::new();
    files(place.path(), &mut out);
    let packed = std::fs::File::open(place.path().join("study.tar")).expect("the pack");
    for entry in tar::Archive::new(packed).entries().expect("a pack") {
        let mut entry = entry.expect("an entry");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("readable");
        out.push((format!("pack: {}", entry.path().expect("a path").display()), bytes));
    }
    out.extend(said.into_iter().map(|s| ("screen".into(), format!("{}{}", s.out, s.err).into_bytes())));
    assert!(out.len() > 100, "{} files", out.len());
    for (name, bytes) in out {
        let text: String = bytes.iter().map(|b| char::from(*b)).collect();
        let found = digits_of_ten(&text).into_iter().find(|d| ids.contains(d));
        assert!(found.is_none(), "{name} holds an identifier");
    }
}

/// Enrolments with so many pupils in each programme and term.
fn enrolments(cells: [[usize; 3]; 2]) -> String {
    let mut text = String::from("pupil;programme;start;end;exit_code\n");
    let mut number = 0;
    for (programme, row) in ["tømrer-1", "smed-2"].iter().zip(cells) {
        for ((start, end), n) in
            [("10-08-2026", "18-12-2026"), ("11-01-2027", "28-05-2027"), ("10-08-2027", "17-12-2027")].iter().zip(row)
        {
            for _ in 0..n {
                number += 1;
                text.push_str(&format!("p-{number};{programme};{start};{end};completed\n"));
            }
        }
    }
    text
}

/// The words of a figure.
/// What a picture says of each cell: letters are outlines, and the description holds every number.
fn words(svg: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(svg).into_owned();
    assert!(!text.contains("<text"), "letters are outlines");
    let told =
        text.split_once("<desc").and_then(|(_, d)| d.split_once("</desc>")).expect("a description").0.to_string();
    let cells = told.split([',', '.']).filter_map(|p| p.split_whitespace().last());
    cells.map(|w| w.trim_matches(['[', ']']).to_string()).collect()
}

#[test]
fn small_cells_are_published_neither_themselves_nor_by_subtraction() {
    let study = Study::new(CORPUS);
    study.write("programmes.csv", PROGRAMMES.as_bytes());
    // by hand: 3 is small; its row loses 12, its column 14, and 11 closes the rectangle
    study.write("registers/enrolments.csv", enrolments([[3, 12, 17], [14, 11, 30]]).as_bytes());
    study.declare("enrolments", "registers/enrolments.csv", "extracted = 2028-03-01");
    ok(study.run(&["lock", "--allow", "few"]));
    ok(study.run_with_key(&["ingest"]));
    ok(study.run(&["report"]));
    let shown = words(&study.read("results/figures/coverage.svg"));
    let counts: Vec<&str> = shown
        .iter()
        .map(String::as_str)
        .filter(|w| matches!(*w, "&lt;5" | "*") || w.bytes().all(|b| b.is_ascii_digit()))
        .collect();
    let mut sorted = counts.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, ["&lt;5", "*", "*", "*", "17", "30"], "{shown:?}");
    // estimation reads the counts themselves
    let panel = String::from_utf8(study.read("data/panel.csv")).expect("UTF-8");
    for row in ["tømrer-1,2026E,,3,0", "tømrer-1,2027F,,12,0", "smed-2,2026E,,14,0", "smed-2,2027F,,11,0"] {
        assert!(panel.contains(row), "{row}\n{panel}");
    }
    let report = String::from_utf8(study.read("results/report.html")).expect("UTF-8");
    assert!(report.contains("by school and school year"));
}

#[test]
fn a_study_that_allows_small_cells_shows_them() {
    let study = Study::new(&format!("{CORPUS}\n[disclosure]\nminimum = 1\n"));
    study.write("programmes.csv", PROGRAMMES.as_bytes());
    study.write("registers/enrolments.csv", enrolments([[3, 12, 17], [14, 11, 30]]).as_bytes());
    study.declare("enrolments", "registers/enrolments.csv", "extracted = 2028-03-01");
    ok(study.run(&["lock", "--allow", "few"]));
    ok(study.run_with_key(&["ingest"]));
    ok(study.run(&["report"]));
    let shown = words(&study.read("results/figures/coverage.svg"));
    for count in ["3", "12", "17", "14", "11", "30"] {
        assert!(shown.iter().any(|w| w == count), "{count} of {shown:?}");
    }
}

#[test]
fn files_that_name_columns_differently_are_inspected_and_read_together() {
    let study = Study::new(CORPUS);
    study.write("programmes.csv", PROGRAMMES.as_bytes());
    let mut first = String::from("CPR_nr;Uddannelse;Indskrevet;Udskrevet;Hold\r\n");
    let mut second = String::from("pupil,programme,Startdato,Slutdato\n");
    for i in 0..12 {
        first.push_str(&format!("65{:02}07-4{i:03};tømrer-1;1{}-08-2026;;hold {}\r\n", 1 + i, i % 10, i % 2));
        second.push_str(&format!("66{:02}074{i:03},smed-2,2027-01-1{},\n", 1 + i, i % 10));
    }
    study.write("registers/a.csv", &first.chars().map(|c| c as u32 as u8).collect::<Vec<u8>>());
    study.write("registers/b.csv", second.as_bytes());
    let mut inspect = binary();
    inspect.current_dir(study.path("")).args(["inspect", "registers/a.csv", "registers/b.csv"]);
    let run = ok(ran(inspect));
    assert_eq!(run.out.matches("[registers.enrolments]").count(), 1, "{}", run.out);
    let block = &run.out[run.out.find("[registers.").expect("a block")..];
    for piece in [
        "file = [\"registers/a.csv\", \"registers/b.csv\"]",
        "pupil = [\"CPR_nr\", \"pupil\"]",
        "start = [\"Indskrevet\", \"Startdato\"]",
    ] {
        assert!(block.contains(piece), "{piece}\n{block}");
    }
    let toml = String::from_utf8(study.read("study.toml")).expect("UTF-8");
    study.write("study.toml", format!("{toml}\n{block}extracted = 2028-03-01\n").as_bytes());
    let run = ok(study.run_with_key(&["ingest"]));
    assert!(run.err.contains("registers/b.csv has no column for `class`"), "{}", run.err);
    let quality = String::from_utf8(study.read("data/quality.json")).expect("UTF-8");
    assert!(quality.contains("\"columns_missing\"") && quality.contains("\"pupils\": 24"), "{quality}");
    // a name that no file has is a mistake
    let wrong = block.replace("class = \"Hold\"", "class = \"Klasse\"");
    study.write("study.toml", format!("{toml}\n{wrong}extracted = 2028-03-01\n").as_bytes());
    let run = study.run_with_key(&["ingest"]);
    assert!(run.code == 2 && run.err.contains("error[R201]") && run.err.contains("no file has"), "{}", run.err);
}

#[test]
fn the_order_of_rows_decides_nothing() {
    let rows = [
        "a;tømrer-1;10-08-2026;10-08-2026;dropout",
        "a;smed-2;10-08-2026;18-12-2026;completed",
        "b;tømrer-1;10-08-2026;;",
        "b;smed-2;10-08-2026;;",
        "c;smed-2;11-08-2026;02-09-2026;dropout",
        "c;smed-2;11-08-2026;18-12-2026;completed",
    ];
    let panel = |rows: &[&str]| {
        let study = Study::new(CORPUS);
        study.write("programmes.csv", PROGRAMMES.as_bytes());
        let text = format!("pupil;programme;start;end;exit_code\n{}\n", rows.join("\n"));
        study.write("registers/enrolments.csv", text.as_bytes());
        study.declare("enrolments", "registers/enrolments.csv", "extracted = 2028-03-01");
        ok(study.run_with_key(&["ingest"]));
        (study.read("data/panel.csv"), study.read("data/quality.json"))
    };
    let mut turned = rows;
    turned.reverse();
    assert_eq!(panel(&rows), panel(&turned));
    // the spell that ends first was lived first: `a` began in tømrer-1 and completed in smed-2
    let text = String::from_utf8(panel(&rows).0).expect("UTF-8");
    assert!(text.contains("dropout,tømrer-1,2026E,,1,0"), "{text}");
}

#[test]
fn messy_exports_are_understood_by_their_names() {
    let study = Study::new(CORPUS);
    let mut first = String::from("Cpr nr.;Navn;Uddannelsesnavn;Indskrivningsdato;Udmeldt dato;Afg.årsag;Skole nr\r\n");
    let mut second = String::from("PERSONNUMMER\tUDD\tVFRA\tVTIL\tAFGANG\tINSTNR\n");
    for i in 0..12 {
        let code = [10, 20][i % 2];
        first.push_str(&format!(
            "65{:02}07-4{i:03};Elev {i};smed-2;1{}.08.2026;18.12.2026;{code};280100\r\n",
            1 + i,
            i % 10
        ));
        // 24328 days after 1960-01-01 is 2026-08-10
        second.push_str(&format!("66{:02}074{i:03}\tsmed-2\t{}\t24458\t{code}\t280200\n", 1 + i, 24_328 + i % 4));
    }
    study.write("registers/a.csv", &first.chars().map(|c| c as u32 as u8).collect::<Vec<u8>>());
    study.write("registers/b.txt", second.as_bytes());
    let mut inspect = binary();
    inspect.current_dir(study.path("")).args(["inspect", "registers/a.csv", "registers/b.txt"]);
    let run = ok(ran(inspect));
    let block = &run.out[run.out.find("[registers.").expect("a block")..];
    for piece in [
        "[registers.enrolments]",
        "pupil = [\"Cpr nr.\", \"PERSONNUMMER\"]",
        "start = [\"Indskrivningsdato\", \"VFRA\"]",
        "end = [\"Udmeldt dato\", \"VTIL\"]",
        "exit_code = [\"Afg.årsag\", \"AFGANG\"]",
        "not known yet: \"10\", \"20\"",
    ] {
        assert!(block.contains(piece), "{piece}\n{block}");
    }
    assert!(!block.contains("Navn\""), "names are no field: {block}");
    study.write("programmes.csv", PROGRAMMES.as_bytes());
    let toml = String::from_utf8(study.read("study.toml")).expect("UTF-8");
    let codes = "codes = { completed = [\"10\"], dropout = [\"20\"] }";
    study.write("study.toml", format!("{toml}\n{block}{codes}\nextracted = 2028-03-01\n").as_bytes());
    ok(study.run_with_key(&["ingest"]));
    let panel = String::from_utf8(study.read("data/panel.csv")).expect("UTF-8");
    assert!(panel.contains("dropout,smed-2,2026E,,24,12"), "{panel}");
}
