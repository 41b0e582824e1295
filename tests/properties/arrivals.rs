//! What schools send, in other words: hours as minutes, per cent or letters; spells that meet; identifiers cleaned twice.

use super::registers::STUDY;
use lodtrin::diagnostics::Silent;
use lodtrin::protocol;
use lodtrin::registers::{self, Ingested, Place, Programmes, Pseudonymiser, Request, clean::clean};
use proptest::prelude::*;

fn ingested(files: &[(&str, &str, &str)]) -> Ingested {
    let folder = tempfile::tempdir().expect("a folder");
    let mut text = STUDY.to_string();
    for (register, more, rows) in files {
        std::fs::write(folder.path().join(format!("{register}.csv")), rows).expect("written");
        text.push_str(&format!("\n[registers.{register}]\nfile = \"{register}.csv\"\n{more}\n"));
    }
    let study = protocol::parse(&text, "study.toml").unwrap_or_else(|p| panic!("{p}"));
    let place = |p: &str| Place { programme: p.into(), school: "Ærø".into() };
    let programmes = Programmes::new(vec![place("tømrer-1"), place("smed-2")]);
    let key = Pseudonymiser::new(&[3; 32], "corpus").expect("a key");
    let request =
        Request { root: folder.path(), study: &study, programmes: &programmes, key: Some(key), progress: &Silent };
    registers::ingest(&request).unwrap_or_else(|p| panic!("{p}\n{text}"))
}

const DRAWN: &str = "extracted = 2028-03-01";

fn enrolments(pupils: usize) -> String {
    let row = |i: usize| format!("p{i:03};tømrer-1;10-08-2026\n");
    std::iter::once("pupil;programme;start\n".to_string()).chain((0..pupils).map(row)).collect()
}

/// Lessons of so many minutes that a pupil had, those missed in eighths.
type Lesson = (u32, u32);

/// The days of absence that a register of this kind comes to.
fn days(
    lessons: &[Vec<Lesson>],
    more: &str,
    header: &str,
    row: impl Fn(Lesson) -> String,
) -> Vec<(u32, i32, f64, f64)> {
    let mut text = format!("pupil;date;lesson;{header}\n");
    for (p, of) in lessons.iter().enumerate() {
        for (n, lesson) in of.iter().enumerate() {
            text.push_str(&format!("p{p:03};1{}-08-2026;{};{}\n", n % 4, n + 1, row(*lesson)));
        }
    }
    let made = ingested(&[("enrolments", DRAWN, &enrolments(lessons.len())), ("absences", more, &text)]);
    assert!(made.ledgers.values().all(|l| l.adds_up() && l.quarantined.is_empty()), "{text}");
    made.pupils.days.iter().map(|d| (d.pupil, d.day, d.offered, d.absent)).collect()
}

fn near(a: &[(u32, i32, f64, f64)], b: &[(u32, i32, f64, f64)]) -> bool {
    let close = |x: f64, y: f64| (x - y).abs() < 1e-9;
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a.0, a.1) == (b.0, b.1) && close(a.2, b.2) && close(a.3, b.3))
}

/// A character that identifiers come with, wanted or not.
fn odd() -> impl Strategy<Value = char> {
    prop_oneof![
        prop::sample::select(
            "=\"'’‘`“”„«»\u{a0}\u{202f}\u{2009}\u{200b}\u{feff}\u{2011}\u{2013}\u{2212}-  \t\u{1f}\u{301}A\u{30a}åcprCPR.:/,eE+0123456789"
                .chars()
                .collect::<Vec<_>>()
        ),
        any::<char>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn hours_are_minutes_by_sixty_and_per_cent_of_what_was_offered(
        lessons in prop::collection::vec(prop::collection::vec((1u32..12, 0u32..=8), 1..6), 5..9)
    ) {
        // in quarters of an hour offered, eighths of them missed: every number is exact in binary
        let hours = |(offered, missed): Lesson| (f64::from(offered) / 4.0, f64::from(offered * missed) / 32.0);
        let plain = days(&lessons, "", "hours_offered;hours_absent", |l| {
            let (o, a) = hours(l);
            format!("{o};{a}")
        });
        let minutes = days(&lessons, "kind = \"minutes\"", "hours_offered;hours_absent", |l| {
            let (o, a) = hours(l);
            format!("{};{}", 60.0 * o, 60.0 * a)
        });
        prop_assert!(near(&plain, &minutes));
        let percent = days(&lessons, "kind = \"percent\"", "hours_offered;hours_absent", |l| {
            format!("{};{}", hours(l).0, 100.0 * f64::from(l.1) / 8.0)
        });
        prop_assert!(near(&plain, &percent));
    }

    #[test]
    fn lessons_missed_whole_are_letters_and_per_cent(
        lessons in prop::collection::vec(prop::collection::vec(any::<bool>(), 1..6), 5..9)
    ) {
        let lessons: Vec<Vec<Lesson>> = lessons.iter().map(|of| of.iter().map(|a| (3, 8 * u32::from(*a))).collect()).collect();
        let is = |l: Lesson| l.1 == 8;
        let minutes = "lesson_minutes = 45";
        let plain = days(&lessons, "", "hours_offered;hours_absent", |l| format!("0,75;{}", if is(l) { "0,75" } else { "0" }));
        let counted = days(&lessons, &format!("kind = \"lessons\"\n{minutes}"), "hours_absent", |l| {
            (if is(l) { "ja" } else { "nej" }).to_string()
        });
        prop_assert!(near(&plain, &counted));
        let letters = format!("kind = \"letters\"\n{minutes}\ncodes = {{ absent = [\"F\"], present = [\"T\", \"\"] }}");
        let lettered = days(&lessons, &letters, "code", |l| (if is(l) { "F" } else { "T" }).to_string());
        prop_assert!(near(&plain, &lettered));
        let percent = days(&lessons, &format!("kind = \"percent\"\n{minutes}"), "hours_absent", |l| {
            (if is(l) { "100" } else { "0" }).to_string()
        });
        prop_assert!(near(&plain, &percent));
    }

    #[test]
    fn spells_of_one_programme_that_meet_are_one(
        courses in prop::collection::vec((0i64..9, prop::collection::vec((1i64..40, 0i64..5), 0..4), 1i64..60, any::<bool>()), 4..12),
        shuffle in any::<u64>(),
    ) {
        // 2026-08-10 is day 20675
        let iso = |day: i64| registers::calendar::iso(day as i32);
        let (mut whole, mut cut) = (String::from("pupil;programme;start;end;code\n"), Vec::new());
        for (p, (late, pieces, last, dropout)) in courses.iter().enumerate() {
            let first = 20_675 + late;
            let code = if *dropout { "dropout" } else { "completed" };
            let mut from = first;
            for (length, overlap) in pieces {
                let to = from + length;
                // cut short for going on: the code of the end says what became of the stay
                cut.push(format!("p{p:03};tømrer-1;{};{};in_progress\n", iso(from), iso(to)));
                from = (to - overlap).max(first);
            }
            let end = (first + pieces.iter().map(|(l, _)| l).sum::<i64>()).max(from) + last;
            cut.push(format!("p{p:03};tømrer-1;{};{};{code}\n", iso(from), iso(end)));
            whole.push_str(&format!("p{p:03};tømrer-1;{};{};{code}\n", iso(first), iso(end)));
        }
        let n = cut.len();
        for i in 0..n {
            cut.swap(i, (shuffle as usize).wrapping_mul(i + 7) % n);
        }
        let cut = format!("pupil;programme;start;end;code\n{}", cut.concat());
        let sorted = |made: &Ingested| {
            let mut rows: Vec<String> = made.pupils.rows.iter().map(|r| format!("{r:?}")).collect();
            rows.sort();
            rows
        };
        let (one, other) = (ingested(&[("enrolments", DRAWN, &whole)]), ingested(&[("enrolments", DRAWN, &cut)]));
        prop_assert_eq!(sorted(&one), sorted(&other), "{}", cut);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4000) })]

    #[test]
    fn cleaned_twice_is_cleaned_once(cell in prop::collection::vec(odd(), 0..16)) {
        let cell: String = cell.into_iter().collect();
        let once = clean(&cell).into_owned();
        prop_assert_eq!(clean(&once), once.as_str(), "{:?}", cell);
    }
}
