//! Five schools deliver in five ways, from `inspect` to effects; and the same study again from counts alone.

use super::registers_folder::{Ran, Study, ran};
use lodtrin::registers::{Export, ExportForm, Values};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::collections::BTreeMap;
use std::process::Command;

const SCHOOLS: [&str; 5] = ["nord", "syd", "øst", "vest", "midt"];
/// First days of the terms, days since 1970-01-01: 2026-08-10, 2027-01-11, 2027-08-09.
const TERMS: [i32; 3] = [20675, 20829, 21039];
/// Pupils of a programme and term.
const PUPILS: usize = 12;
/// Days after which those leave who drop out.
const LEFT_AFTER: i32 = 30;

const STUDY: &str = r#"
[study]
title = "Fem skoler"
language = "en"
domain = "fem-skoler"

[frame]
file = "programmes.csv"
id = "id"
stratum = "school"

[rollout]
window = { before = "14 days", after = "0 days" }
[[rollout.period]]
id = "2026E"
start = 2026-08-10
end = 2026-12-31
[[rollout.period]]
id = "2027F"
start = 2027-01-11
end = 2027-07-31
[[rollout.period]]
id = "2027E"
start = 2027-08-09
end = 2027-12-31
[[rollout.wave]]
starts = "2027F"
capacity = 5
[[rollout.wave]]
starts = "2027E"
capacity = 5

[lottery]
stratify = "none"
source = "dice"

[[outcome]]
name = "dropout"
kind = "dropout"
within = "20 weeks"
primary = true

[analysis]
estimator = "difference-in-means"

[registers.enrolments]
file = ["registers/nord.csv", "registers/syd.csv", "registers/øst.xlsx", "registers/vest.dta", "registers/midt.csv"]
profile = "stil-gf2"
extracted = 2028-09-01
school = { "registers/syd.csv" = "syd" }
programmes = { "syd|1490 Tømrer" = "tømrer-syd", "syd|Ernæringsassistent (1710)" = "kok-syd" }

[registers.absences]
file = "registers/skema.csv"
kind = "lessons"
lesson_minutes = 45
columns = { pupil = "CPR_nr", date = "Dato", lesson = "Lektion", hours_absent = "Fravær" }
"#;

/// One enrolment.
struct Enrolled {
    id: String,
    school: usize,
    programme: &'static str,
    term: usize,
    start: i32,
    dropout: bool,
}

/// Twelve in each programme and term; of term t and programme p of school s, (s + 2p + t) mod 4 + 1 drop out.
fn enrolled() -> Vec<Enrolled> {
    let mut all = Vec::new();
    for school in 0..SCHOOLS.len() {
        for (p, programme) in ["tømrer", "kok"].into_iter().enumerate() {
            for (term, first) in TERMS.into_iter().enumerate() {
                for i in 0..PUPILS {
                    // the last school begins a day early
                    let start = first - i32::from(school == 4);
                    let dropout = i <= (school + 2 * p + term) % 4;
                    let id = format!("{}-{p}{term}{i:02}", SCHOOLS[school]);
                    all.push(Enrolled { id, school, programme, term, start, dropout });
                }
            }
        }
    }
    all
}

impl Enrolled {
    fn end(&self) -> i32 {
        self.start + if self.dropout { LEFT_AFTER } else { 141 }
    }

    fn code(&self) -> &'static str {
        if self.dropout { "20" } else { "10" }
    }

    fn official(&self) -> String {
        format!("{}-{}", self.programme, SCHOOLS[self.school])
    }
}

/// Day, month and year.
fn parts(day: i32) -> (i32, u8, u8) {
    let iso = lodtrin::registers::calendar::iso(day);
    let n = |at: std::ops::Range<usize>| iso[at].parse::<i32>().expect("digits");
    (n(0..4), n(5..7) as u8, n(8..10) as u8)
}

fn danish(day: i32) -> String {
    let (year, month, day) = parts(day);
    format!("{day:02}-{month:02}-{year}")
}

fn delivered(study: &Study, all: &[Enrolled]) {
    let of = |school: usize| all.iter().filter(move |e| e.school == school);
    let plain =
        |e: &Enrolled| format!("{};{};{};{};{}\r\n", e.id, e.official(), danish(e.start), danish(e.end()), e.code());
    let header = "CPR_nr;Uddannelse;Startdato;Slutdato;Afgangsårsag\r\n";
    let nord: String = std::iter::once(format!("\u{feff}{header}")).chain(of(0).map(plain)).collect();
    study.write("registers/nord.csv", nord.as_bytes());
    let syd: String = std::iter::once("CPR_nr,Uddannelse,Startdato,Slutdato,Afgangsårsag,Note\n".to_string())
        .chain(of(1).map(|e| {
            let own = if e.programme == "kok" { "Ernæringsassistent (1710)" } else { "1490 Tømrer" };
            let iso = lodtrin::registers::calendar::iso;
            format!("{},\"{own}\",{},{},{},\"flyttet, måske\"\n", e.id, iso(e.start), iso(e.end()), e.code())
        }))
        .collect();
    // windows-1252: every letter of these is in Latin-1
    let bytes: Vec<u8> = syd.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
    study.write("registers/syd.csv", &bytes);
    workbook(study, of(2));
    let vest: Vec<&Enrolled> = of(3).collect();
    let text = |f: &dyn Fn(&Enrolled) -> String| Values::Text(vest.iter().map(|e| f(e)).collect());
    let mut stata = Export::default();
    stata.push("cpr_nr", text(&|e| e.id.clone()));
    stata.push("uddannelse", text(&Enrolled::official));
    stata.push("startdato", Values::Day(vest.iter().map(|e| Some(e.start)).collect()));
    stata.push("slutdato", Values::Day(vest.iter().map(|e| Some(e.end())).collect()));
    stata.push("afgangsaarsag", text(&|e| e.code().to_string()));
    stata.write(&study.path("registers/vest.dta"), ExportForm::Stata).expect("a Stata file");
    let midt: String = std::iter::once(header.to_string()).chain(of(4).map(plain)).collect();
    study.write("registers/midt.csv", midt.as_bytes());
    let mut lessons = String::from("CPR_nr;Dato;Lektion;Fravær\n");
    for e in all {
        for (day, lesson) in [(0, 1), (0, 2), (1, 1), (1, 2)] {
            let absent = if e.dropout && day == 1 { "ja" } else { "nej" };
            lessons.push_str(&format!("{};{};{lesson};{absent}\n", e.id, danish(e.start + day)));
        }
    }
    study.write("registers/skema.csv", lessons.as_bytes());
}

/// A cover sheet; then a title line, a blank one and the table.
fn workbook<'a>(study: &Study, rows: impl Iterator<Item = &'a Enrolled>) {
    let mut book = Workbook::new();
    let cover = book.add_worksheet().set_name("Læs mig").expect("a name");
    cover.write(0, 0, "Udtræk af indskrivninger, sendt af skolen").expect("a cell");
    let sheet = book.add_worksheet().set_name("Udtræk").expect("a name");
    sheet.write(0, 0, "Indskrivninger på Skole Øst").expect("a cell");
    for (c, name) in ["CPR_nr", "Uddannelse", "Startdato", "Slutdato", "Afgangsårsag"].into_iter().enumerate() {
        sheet.write(2, c as u16, name).expect("a cell");
    }
    let form = Format::new().set_num_format("dd-mm-yyyy");
    for (r, e) in rows.enumerate() {
        let at = r as u32 + 3;
        sheet.write(at, 0, e.id.as_str()).expect("a cell");
        sheet.write(at, 1, e.official()).expect("a cell");
        for (c, day) in [(2, e.start), (3, e.end())] {
            let (year, month, day) = parts(day);
            let date = ExcelDateTime::from_ymd(year as u16, month, day).expect("a day");
            sheet.write_with_format(at, c, &date, &form).expect("a cell");
        }
        sheet.write(at, 4, e.code().parse::<f64>().expect("a number")).expect("a cell");
    }
    book.save(study.path("registers/øst.xlsx")).expect("a workbook");
}

fn ok(run: Ran) -> Ran {
    assert_eq!(run.code, 0, "{}\n{}", run.out, run.err);
    run
}

fn five_schools() -> (Study, Vec<Enrolled>) {
    let study = Study::new(STUDY);
    let mut frame = String::from("id;school\n");
    for school in SCHOOLS {
        frame.push_str(&format!("tømrer-{school};{school}\nkok-{school};{school}\n"));
    }
    study.write("programmes.csv", frame.as_bytes());
    let all = enrolled();
    delivered(&study, &all);
    (study, all)
}

/// Rows of a CSV file as text by name.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().expect("names").clone();
    let row = |r: csv::StringRecord| names.iter().map(str::to_string).zip(r.iter().map(str::to_string)).collect();
    reader.records().map(|r| row(r.expect("a row"))).collect()
}

#[test]
fn five_schools_come_from_inspect_to_effects_and_again_from_counts() {
    let (study, all) = five_schools();
    // what the schools sent is proposed as a block, each file's own way of writing told
    for (file, tells) in [
        ("nord.csv", "semicolon"),
        ("syd.csv", "\"1490 Tømrer\""),
        ("øst.xlsx", "header in line 3"),
        ("vest.dta", "dta"),
        ("midt.csv", "Startdato"),
        ("skema.csv", "kind = \"lessons\""),
    ] {
        let mut inspect = Command::new(env!("CARGO_BIN_EXE_lodtrin"));
        inspect.arg("inspect").arg(study.path(&format!("registers/{file}"))).arg("--study").arg(study.path("."));
        let said = ok(ran(inspect));
        assert!(said.out.contains("[registers.") && said.out.contains(tells), "{file}: {}", said.out);
    }
    ok(study.run(&["lock", "--allow", "few"]));
    let dice = ["--dice", "anna=324611513515211441215415126651", "--dice", "birgit=554121523425153562155623156151"];
    ok(study.run(&["draw", dice[0], dice[1], dice[2], dice[3]]));
    ok(study.run_with_key(&["ingest"]));
    let panel = rows(&String::from_utf8(study.read("data/panel.csv")).expect("UTF-8"));
    assert_eq!(panel.len(), 30);
    for row in &panel {
        let of =
            |e: &&Enrolled| e.official() == row["programme"] && ["2026E", "2027F", "2027E"][e.term] == row["period"];
        let k = all.iter().filter(of).filter(|e| e.dropout).count();
        assert_eq!((row["n"].as_str(), row["k"].clone()), ("12", k.to_string()), "{row:?}");
    }
    // two lessons of 45 minutes on each of two days; dropouts are away on the second
    let quality: serde_json::Value = serde_json::from_slice(&study.read("data/quality.json")).expect("JSON");
    let dropouts = all.iter().filter(|e| e.dropout).count() as f64;
    assert_eq!(quality["study"]["hours_offered"].as_f64(), Some(all.len() as f64 * 3.0));
    assert_eq!(quality["study"]["hours_absent"].as_f64(), Some(dropouts * 1.5));
    assert_eq!(quality["study"]["starts_in_window"].as_u64(), Some(6 * PUPILS as u64), "{}", quality["study"]);
    let effects = ok(study.run(&["effect", "--format", "csv"])).out;

    let counts = study.path("counts-for-others.csv").display().to_string();
    let mut export = Command::new(env!("CARGO_BIN_EXE_lodtrin"));
    export.args(["export", "counts"]).arg(study.path(".")).args(["--out", &counts]);
    ok(ran(export));
    let other = Study::new(STUDY);
    other.write("programmes.csv", &study.read("programmes.csv"));
    for entry in std::fs::read_dir(study.path("lottery")).expect("a lottery").flatten() {
        let name = format!("lottery/{}", entry.file_name().to_string_lossy());
        if !name.ends_with("look.txt") {
            other.write(&name, &study.read(&name));
        }
    }
    ok(other.run(&["ingest", "--counts", &counts]));
    assert_eq!(other.read("data/panel.csv"), study.read("data/panel.csv"));
    let again = ok(other.run(&["effect", "--format", "csv"])).out;
    let (one, two) = (rows(&effects), rows(&again));
    assert_eq!(one.len(), two.len());
    for (a, b) in one.iter().zip(&two) {
        for (name, value) in a {
            let near = match (value.parse::<f64>(), b[name].parse::<f64>()) {
                (Ok(x), Ok(y)) => x == y || (x - y).abs() <= 1e-12 * x.abs().max(1.0),
                _ => *value == b[name],
            };
            assert!(near, "{name} of {a:?}: {}", b[name]);
        }
    }
    assert_eq!(other.run(&["absence"]).code, 2);
    let wrong = |line: &str, says: &str| {
        let head = "outcome,programme,period,subgroup,level,n,k,missing,selected\n";
        other.write("wrong.csv", format!("{head}{line}\n").as_bytes());
        let ran = other.run(&["ingest", "--check", "--counts", &other.path("wrong.csv").display().to_string()]);
        assert!(
            ran.code == 2 && ran.err.contains("[R220]") && ran.err.contains(says),
            "{line}: {} {}",
            ran.code,
            ran.err
        );
    };
    wrong("dropout,tømrer-nord,2026E,,,12,13,,", "13 of 12");
    wrong("dropout,tømrer-nord,2026E,,,12,3,,\ndropout,tømrer-nord,2026E,,,12,3,,", "line 2");
    wrong("dropout,nowhere,2026E,,,12,3,,", "programme");
    wrong("dropout,tømrer-nord,2029E,,,12,3,,", "period");
    wrong("dropout,tømrer-nord,2026E,,,12,3,,13", "13 of 12");
    wrong("dropout,tømrer-nord,2026E,,,12,3,9,8", "9 of 8");
    wrong("dropout,tømrer-nord,2026E,,,12,2.5,,", "whole number");
}
