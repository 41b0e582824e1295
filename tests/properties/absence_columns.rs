//! Absences in columns of one type come to what the same rows come to as text, wherever rows are odd: the text is read row
//! by row of cells, the columns where they stand.

use lodtrin::diagnostics::Silent;
use lodtrin::protocol;
use lodtrin::registers::{
    self, Export, ExportForm, Ingested, Place, Programmes, Pseudonymiser, Register, Request, Values, calendar,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::fmt::Write;
use std::path::Path;

const STUDY: &str = include_str!("../registers-corpus/study.toml");
const PUPILS: usize = 120;
/// More rows than are looked at before blocks are read.
const ROWS: usize = 27_000;
/// 2026-08-10, when all enrolments begin.
const START: i32 = 20_675;

fn cpr(i: usize) -> String {
    format!("{:02}{:02}07{:04}", 61 + i % 28, 1 + i / 28 % 12, 4000 + i)
}

/// Chances of one table.
struct Make {
    /// Share of rows that are odd.
    odd: f64,
    registered: bool,
    lessons: bool,
    /// Pupils as whole numbers.
    wholes: bool,
    /// A column that no field takes: none, a word, another one in every row, numbers.
    further: usize,
    /// Whether rows of one pupil stand behind each other.
    in_order: bool,
    /// A word that means nothing: a day, a code.
    missing: &'static str,
}

struct Columns {
    pupil: Vec<String>,
    date: Vec<Option<i32>>,
    numbers: [Vec<Option<f64>>; 2],
    code: Vec<String>,
    registered: Vec<Option<i32>>,
    lesson: Vec<Option<i64>>,
}

fn columns(make: &Make, chance: &mut ChaCha8Rng) -> Columns {
    let mut c = Columns {
        pupil: Vec::new(),
        date: Vec::new(),
        numbers: [Vec::new(), Vec::new()],
        code: Vec::new(),
        registered: Vec::new(),
        lesson: Vec::new(),
    };
    while c.pupil.len() < ROWS {
        let at = c.pupil.len();
        if at > 0 && chance.random_bool(make.odd) {
            // a row once more
            let again = if chance.random() { at - 1 } else { chance.random_range(0..at) };
            c.pupil.push(c.pupil[again].clone());
            c.date.push(c.date[again]);
            c.numbers.iter_mut().for_each(|n| n.push(n[again]));
            c.code.push(c.code[again].clone());
            c.registered.push(c.registered[again]);
            c.lesson.push(c.lesson[again]);
            continue;
        }
        let mut odd = |of: f64| chance.random_bool(make.odd * of);
        let (stranger, hyphen, nobody) = (odd(1.0), odd(3.0) && !make.wholes, odd(0.3) && !make.wholes);
        let (no_day, no_hours, below, person) = (odd(0.5), odd(0.5), odd(0.3), odd(0.2));
        let whose = if make.in_order { at * PUPILS / ROWS } else { chance.random_range(0..PUPILS) };
        let id = if stranger { format!("620199{:04}", at % 50) } else { cpr(whose) };
        let id = if hyphen { format!("{}-{}", &id[..6], &id[6..]) } else { id };
        c.pupil.push(if nobody { String::new() } else { id });
        let day = START + chance.random_range(-3..60);
        c.date.push((!no_day).then_some(day));
        let offered = [1.0, 6.5, 7.25, 0.0][chance.random_range(0..4)];
        let absent = if chance.random_bool(0.8) { 0.0 } else { offered };
        let absent = if below { -1.0 } else { absent };
        c.numbers[0].push((!no_hours).then_some(if person { 1_302_074_321.0 } else { offered }));
        c.numbers[1].push(Some(absent));
        let code = if absent > 0.0 { ["sygdom æ", "U", "u ", "-"][chance.random_range(0..4)] } else { "" };
        c.code.push(code.into());
        c.registered.push(chance.random_bool(0.9).then(|| day + chance.random_range(0..40)));
        c.lesson.push(chance.random_bool(0.95).then(|| chance.random_range(1..6)));
    }
    c
}

fn table(make: &Make, c: Columns, chance: &mut ChaCha8Rng) -> Export {
    let mut out = Export::default();
    let whole = |p: &String| p.parse().ok();
    let pupil = if make.wholes { Values::Whole(c.pupil.iter().map(whole).collect()) } else { Values::Text(c.pupil) };
    out.push("pupil", pupil);
    out.push("date", Values::Day(c.date));
    let [offered, absent] = c.numbers;
    out.push("hours_offered", Values::Number(offered));
    out.push("hours_absent", Values::Number(absent));
    out.push("code", Values::Text(c.code));
    if make.registered {
        out.push("registered", Values::Day(c.registered));
    }
    if make.lessons {
        out.push("lesson", Values::Whole(c.lesson));
    }
    let rows = 0..ROWS;
    match make.further {
        1 => out.push("hold", Values::Text(rows.map(|i| if i % 3 == 0 { "" } else { "x" }.into()).collect())),
        2 => out.push("id", Values::Text(rows.map(|_| format!("n{}", chance.random_range(0..1u64 << 40))).collect())),
        3 => out.push("tal", Values::Number(rows.map(|i| (i % 7 > 0).then(|| (i % 900) as f64 / 8.0)).collect())),
        _ => {}
    }
    out
}

fn ingest(folder: &Path, file: &str, missing: &str) -> Ingested {
    let blocks = format!(
        "[registers.enrolments]\nfile = \"enrolments.csv\"\nextracted = 2028-03-01\n[registers.optouts]\nfile = \
         \"optouts.csv\"\n[registers.absences]\nfile = \"{file}\"\n{missing}codes = {{ lawful = [\"sygdom æ\"], unlawful = \
         [\"U\", \"-\"] }}\n"
    );
    let study = protocol::parse(&format!("{STUDY}{blocks}"), "study.toml").unwrap_or_else(|p| panic!("{p}"));
    let place = |p: &str| Place { programme: p.into(), school: "Ærø".into() };
    let programmes = Programmes::new(vec![place("tømrer-1"), place("smed-2")]);
    let key = Pseudonymiser::new(&[3; 32], "corpus").expect("a key");
    let request = Request { root: folder, study: &study, programmes: &programmes, key: Some(key), progress: &Silent };
    registers::ingest(&request).unwrap_or_else(|p| panic!("{file}: {p}"))
}

/// Everything that the rows came to: their account, what was put aside and where, days, sums.
fn told(made: &Ingested) -> String {
    let ledger = &made.ledgers[&Register::Absences];
    let mut out = format!("{} {} {:?}\n", ledger.rows_in, ledger.used, ledger.excluded);
    for q in &ledger.quarantined {
        let _ = writeln!(out, "{} {} {}", q.origin.line, q.complaint.code, q.complaint.message);
    }
    let _ = writeln!(out, "{:?}\n{:?}", made.pupils.days, made.pupils.rows);
    out
}

#[test]
fn columns_come_to_the_same_as_rows() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let mut enrolments = String::from("pupil;programme;start;end\n");
    for i in 0..PUPILS {
        let _ = writeln!(enrolments, "{};{};10-08-2026;", cpr(i), ["tømrer-1", "smed-2"][i % 2]);
    }
    std::fs::write(at("enrolments.csv"), enrolments).expect("written");
    std::fs::write(at("optouts.csv"), format!("pupil\n{}\n{}\n", cpr(4), cpr(77))).expect("written");
    let words = ["", "missing = [\"2026-08-12\", \"u\"]\n"];
    for seed in 0..6 {
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        let make = Make {
            odd: [0.0, 0.002, 0.02][seed as usize % 3],
            registered: seed % 2 == 0,
            lessons: seed % 3 > 0,
            wholes: seed == 3,
            further: seed as usize % 4,
            in_order: seed % 2 == 1,
            missing: words[usize::from(seed == 2 || seed == 5)],
        };
        let table = table(&make, columns(&make, &mut chance), &mut chance);
        for (name, form) in
            [("a.csv", ExportForm::Csv), ("a.parquet", ExportForm::Parquet), ("a.dta", ExportForm::Stata)]
        {
            table.write(&at(name), form).expect("written");
        }
        let rows = told(&ingest(folder.path(), "a.csv", make.missing));
        assert!(rows.lines().count() > if make.odd > 0.0 { 20 } else { 2 }, "seed {seed}");
        for name in ["a.parquet", "a.dta"] {
            let typed = told(&ingest(folder.path(), name, make.missing));
            let other = rows.lines().zip(typed.lines()).find(|(a, b)| a != b);
            let short = |s: &str| s.chars().take(300).collect::<String>();
            assert!(rows == typed, "{name}, seed {seed}: {:?}", other.map(|(a, b)| (short(a), short(b))));
        }
    }
    assert_eq!(calendar::iso(START), "2026-08-10");
}
