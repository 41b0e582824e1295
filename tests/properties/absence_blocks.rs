//! Absences beyond the rows that are looked at first are read by blocks on every thread. They come to the same as a slow
//! sum made while the file is written, on any number of threads, and damage in them never panics and loses no row.

use lodtrin::diagnostics::Silent;
use lodtrin::protocol;
use lodtrin::registers::{self, Ingested, Place, Programmes, Pseudonymiser, Register, Request, calendar};
use lodtrin::trial::AbsenceDays;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

const STUDY: &str = include_str!("../registers-corpus/study.toml");
const REGISTERS: &str = r#"
[registers.enrolments]
file = "enrolments.csv"
extracted = 2028-03-01
[registers.absences]
file = "absences.csv"
codes = { lawful = ["sygdom æ"], unlawful = ["U"] }
"#;
const PUPILS: usize = 150;
const DAYS: i32 = 40;
const LESSONS: usize = 6;
/// 2026-08-10, when all enrolments begin.
const START: i32 = 20_675;
/// Damaged files that are tried; each has some 36,000 rows.
const DAMAGED: u32 = 24;

fn cpr(i: usize) -> String {
    format!("{:02}{:02}07{:04}", 61 + i % 28, 1 + i / 28 % 12, 4000 + i)
}

/// A delivery and what it comes to.
#[derive(Default)]
struct Delivered {
    text: String,
    rows: u64,
    used: u64,
    duplicates: u64,
    quarantined: u64,
    /// Hours offered, absent and lawful by pupil and day; hours are quarters, so that any order gives the same sum.
    days: BTreeMap<(u32, i32), [f64; 3]>,
}

impl Delivered {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push_str("\r\n");
        self.rows += 1;
    }

    /// A row that is used.
    fn lesson(&mut self, pupil: usize, day: i32, hours: [f64; 3]) {
        let cell = self.days.entry((pupil as u32, day + 1)).or_default();
        cell.iter_mut().zip(hours).for_each(|(a, b)| *a += b);
        self.used += 1;
    }
}

/// Lessons in the order of the days, with everything in between that makes a line more than a line.
fn delivered() -> Delivered {
    let mut d =
        Delivered { text: "pupil;date;hours_offered;hours_absent;code;lesson\r\n".into(), ..Delivered::default() };
    for day in 0..DAYS {
        for pupil in 0..PUPILS {
            for lesson in 0..LESSONS {
                let at = (day as usize * PUPILS + pupil) * LESSONS + lesson;
                let absent = [0.0, 0.0, 0.25, 0.75, 1.0][(at * 7 + pupil) % 5];
                let code = if absent == 0.0 { "" } else { ["sygdom æ", "U"][(at / 3) % 2] };
                let date = calendar::iso(START + day);
                let id = cpr(pupil);
                let id = if at.is_multiple_of(11) { format!("{}-{}", &id[..6], &id[6..]) } else { id };
                let number = format!("{absent}").replace('.', ",");
                // its number makes a lesson another row than the next one
                let mut line = format!("{id};{date};1;{number};{code};{lesson}");
                if at.is_multiple_of(97) {
                    line = format!("{id};{date};\"1\";\"{number}\";\"{code}\";{lesson}");
                }
                let lawful = if code == "sygdom æ" { absent } else { 0.0 };
                d.lesson(pupil, day, [1.0, absent, lawful]);
                d.line(&line);
                odd(&mut d, at, &line, day);
            }
        }
    }
    let trailer = format!("Antal poster: {}\r\n", d.rows);
    d.text.push_str(&trailer);
    d
}

/// What stands between good rows in places.
fn odd(d: &mut Delivered, at: usize, line: &str, day: i32) {
    let date = calendar::iso(START + day);
    match at % 2503 {
        17 => {
            d.line(line);
            d.duplicates += 1;
        }
        401 => d.text.push_str("\r\n;;;;;\r\n"),
        801 => {
            d.line(&format!("620199{:04};{date};1;0;;", at % 9999));
            d.quarantined += 1; // nobody with an enrolment
        }
        1203 => {
            d.line(&format!("{};99-99;1;0;;x{at}", cpr(3)));
            d.quarantined += 1; // no date
        }
        1603 => {
            // a cell that runs over lines
            d.line(&format!("{};\"{date}\r\n\";1;0;;x{at}", cpr(5)));
            d.lesson(5, day, [1.0, 0.0, 0.0]);
        }
        2004 => {
            d.line(&format!("{};{date};1;0", cpr(3)));
            d.quarantined += 1; // a cell short
        }
        _ => {}
    }
}

fn enrolments() -> String {
    let mut text = String::from("pupil;programme;start;end\n");
    for i in 0..PUPILS {
        let _ = writeln!(text, "{};{};10-08-2026;", cpr(i), ["tømrer-1", "smed-2"][i % 2]);
    }
    text
}

fn ingest(absences: &[u8], threads: usize) -> lodtrin::diagnostics::Outcome<Ingested> {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("enrolments.csv"), enrolments()).expect("written");
    std::fs::write(folder.path().join("absences.csv"), absences).expect("written");
    let study = protocol::parse(&format!("{STUDY}{REGISTERS}"), "study.toml").unwrap_or_else(|p| panic!("{p}"));
    let place = |p: &str| Place { programme: p.into(), school: "Ærø".into() };
    let programmes = Programmes::new(vec![place("tømrer-1"), place("smed-2")]);
    let key = Pseudonymiser::new(&[3; 32], "corpus")?;
    let request =
        Request { root: folder.path(), study: &study, programmes: &programmes, key: Some(key), progress: &Silent };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    pool.install(|| registers::ingest(&request))
}

fn check(made: &Ingested, d: &Delivered) {
    let ledger = &made.ledgers[&Register::Absences];
    let account = (ledger.rows_in, ledger.used, ledger.excluded_rows(), ledger.quarantined.len() as u64);
    assert_eq!(account, (d.rows, d.used, d.duplicates, d.quarantined));
    let got: BTreeMap<(u32, i32), [f64; 3]> =
        made.pupils.days.iter().map(|x| ((x.pupil, x.day), [x.offered, x.absent, x.lawful])).collect();
    assert_eq!(got, d.days);
    // a row's line is where it stands in the file
    let lines: Vec<&str> = d.text.split("\r\n").collect();
    for q in &ledger.quarantined {
        let line = lines[q.origin.line as usize - 1];
        let right = match q.complaint.code {
            "R310" => line.starts_with("620199"),
            "R301" => line.contains(";99-99;"),
            _ => line.matches(';').count() == 3,
        };
        assert!(right, "{} at line {}: {line}", q.complaint.code, q.origin.line);
    }
}

#[test]
fn blocks_come_to_the_same_as_a_slow_sum_on_any_number_of_threads() {
    let d = delivered();
    assert!(d.rows > 36_000 && d.quarantined > 30 && d.duplicates > 10, "{} rows", d.rows);
    // in Windows-1252 an æ is one byte, its code point
    let western: Vec<u8> = d.text.chars().map(|c| c as u8).collect();
    let mut last: Option<AbsenceDays> = None;
    for (bytes, threads) in [(d.text.as_bytes(), 1), (d.text.as_bytes(), 3), (&western[..], 2)] {
        let made = ingest(bytes, threads).unwrap_or_else(|p| panic!("{p}"));
        check(&made, &d);
        assert!(last.as_ref().is_none_or(|l| *l == made.pupils.days));
        last = Some(made.pupils.days);
    }
}

#[test]
fn a_file_cut_short_far_down_is_seen() {
    let d = delivered();
    let lines: Vec<&str> = d.text.split_inclusive("\r\n").collect();
    let fewer = [&lines[..lines.len() - 50], &lines[lines.len() - 1..]].concat().concat();
    let problem = ingest(fewer.as_bytes(), 2).expect_err("the trailer says more");
    assert_eq!(problem.code(), "R105");
    let cut = &d.text[..d.text.len() - 60];
    let cut = &cut[..cut.rfind(';').unwrap_or(0)];
    assert_eq!(ingest(cut.as_bytes(), 2).expect_err("a row is cut").code(), "R105");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(DAMAGED) })]

    #[test]
    fn damage_far_down_never_panics_and_never_loses_a_row(
        damage in prop::collection::vec((0.6f64..1.0, any::<u8>(), 0u8..5), 1..6),
    ) {
        let mut bytes = delivered().text.into_bytes();
        for (share, byte, how) in damage {
            let at = ((bytes.len() as f64 * share) as usize).min(bytes.len() - 1);
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => { bytes.remove(at); }
                3 => bytes[at] = b'"',
                _ => bytes.truncate(at),
            }
        }
        match catch_unwind(AssertUnwindSafe(|| ingest(&bytes, 2))) {
            Err(_) => prop_assert!(false, "it panicked"),
            Ok(Ok(made)) => prop_assert!(made.ledgers.values().all(|l| l.adds_up())),
            Ok(Err(problem)) => prop_assert!(problem.code().starts_with('R'), "{}", problem),
        }
    }
}
