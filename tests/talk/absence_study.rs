//! `absence` in a study folder: the plan's definition on the pupils that ingest made, results with small cells empty.

use crate::tools::samples;
use lodtrin::diagnostics::Silent;
use lodtrin::folder::study::Folder;
use lodtrin::provenance::Stream;
use lodtrin::registers::write_pupils;
use lodtrin::steps::absence::{StudyAnswer, StudyQuestion, run_study};
use lodtrin::trial::{AbsenceDay, Departure, Pupil, Pupils, Status};

/// A mean of ones and zeros, added in another order.
const ROUNDING: f64 = 1e-12;
const PUPILS: u32 = 600;

/// Six hundred pupils of twelve programmes; three of them with three days absent, some absent only on day 16.
fn pupils() -> Pupils {
    let mut s = Stream::seeded("tests/talk/absence_study", 1, 1);
    let mut out = Pupils { covariates: ["under20", "female", "benefit"].map(String::from).into(), ..Pupils::default() };
    for i in 0..PUPILS {
        let away = if i < 3 { 3 } else { s.below(3) };
        let drops = s.chance(0.2 + 0.1 * away as f64);
        let day = if drops { 5 + s.below(130) as i32 } else { 138 };
        out.rows.push(Pupil {
            pseudonym: format!("{i:064x}"),
            programme: format!("p{:02}", i % 12),
            period: "2022F".into(),
            school: format!("s{}", i % 3),
            class: String::new(),
            started: 19_009,
            status: if drops { Status::Dropout } else { Status::Completed },
            day: Some(if i < 3 { 138 } else { day }),
            departure: if drops && i >= 3 { Departure::Dropout } else { Departure::None },
            contaminated: false,
            outcomes: Vec::new(),
            covariates: (0..3).map(|_| Some(f64::from(u8::from(s.chance(0.5))))).collect(),
        });
        let last = out.rows[i as usize].day;
        // school weeks of five days; the absences fall on the first days, or on day 16 for every tenth pupil
        let days = (1..=21).filter(|d| (d - 1) % 7 < 5).enumerate();
        for (k, d) in days.filter(|(_, d)| Some(*d) <= last) {
            let late = i % 10 == 9;
            let absent = if late { d == 16 } else { (k as u64) < away };
            let (absent, school_day) = (if absent { 6.0 } else { 0.0 }, k as i32 + 1);
            out.days.push(AbsenceDay { pupil: i, day: d, school_day, offered: 6.0, absent, lawful: 0.0 });
        }
    }
    out
}

fn study(days: &str) -> (tempfile::TempDir, Folder) {
    let folder = tempfile::tempdir().unwrap();
    let declared = format!("days = \"{days}\"");
    samples::laid(samples::ONE, folder.path(), |toml| toml.replace("days = \"calendar\"", &declared));
    std::fs::create_dir(folder.path().join("data")).unwrap();
    write_pupils(&folder.path().join("data"), &pupils()).unwrap();
    let study = Folder::open(folder.path()).unwrap();
    (folder, study)
}

fn run(folder: &Folder, level: Option<f64>) -> StudyAnswer {
    let asked = StudyQuestion { draws: level.map(|_| 20), level, ..StudyQuestion::default() };
    run_study(folder, &asked, &Silent).unwrap_or_else(|p| panic!("{p}"))
}

/// Cells of the row that begins so.
fn row(csv: &str, start: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<Vec<String>> = reader.records().map(|r| r.unwrap().iter().map(str::to_string).collect()).collect();
    let found = rows.into_iter().find(|r| r[..3].join("|") == start || r[..3].join("|") + "|" + &r[11] == start);
    found.unwrap_or_else(|| panic!("no row {start}"))
}

#[test]
fn the_plan_is_run_and_written_with_its_definition_in_words() {
    let (_keep, folder) = study("calendar");
    let answer = run(&folder, None);
    assert_eq!(answer.written, ["results/absence.csv", "results/absence.json"]);
    let csv = std::fs::read_to_string(folder.path("results/absence.csv")).unwrap();
    let all = pupils();
    let mut table = [[0.0; 2]; 2];
    for (i, p) in all.rows.iter().enumerate().filter(|(_, p)| p.day > Some(14)) {
        let away = all.days.iter().any(|d| d.pupil == i as u32 && d.day <= 14 && d.absent > 0.0);
        table[usize::from(away)][0] += 1.0;
        table[usize::from(away)][1] += f64::from(u8::from(p.departure == Departure::Dropout));
    }
    let by_hand = table[1][1] / table[1][0] - table[0][1] / table[0][0];
    let ours: f64 = row(&csv, "risk_difference|crude|exposed|cr2")[3].parse().unwrap();
    assert!((ours - by_hand).abs() < ROUNDING, "{ours} is not {by_hand}");
    // the declared definition stands in the grid with the same number
    let same = row(&csv, "risk_difference|crude|window=14,days=calendar,threshold=1,counts=any,lawful=include");
    assert!((same[3].parse::<f64>().unwrap() - ours).abs() < ROUNDING);
    assert_eq!(csv.matches("window=").count(), 72);
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.path("results/absence.json")).unwrap()).unwrap();
    assert_eq!(json["definition"]["window"], 14);
    assert!(json["caption"]["en"].as_str().unwrap().contains("first 14 calendar days (any part of a day, lawful"));
    assert!(json["caption"]["da"].as_str().unwrap().contains("første 14 kalenderdage"));
    assert!(answer.story.contains("14 calendar days") && answer.story.contains("symptom"));
    let receipt = std::fs::read_to_string(folder.path("results/receipt.json")).unwrap();
    assert!(receipt.contains("results/absence.json") && receipt.contains("data/absences.parquet"));
    let again = run(&folder, None);
    assert_eq!(csv, again.table.to_csv(), "the same bytes again");
}

#[test]
fn small_cells_are_left_empty_with_the_one_that_would_give_them_away() {
    let (_keep, folder) = study("calendar");
    let csv = run(&folder, None).table.to_csv();
    // three pupils with three days; the smallest other dose goes with them, since the total is known
    assert_eq!(row(&csv, "count|crude|dose=3+")[3], "NA");
    let hidden = ["dose=0", "dose=1", "dose=2"].iter().filter(|d| row(&csv, &format!("count|crude|{d}"))[3] == "NA");
    assert_eq!(hidden.count(), 1);
    assert!(csv.contains("\ncount,crude,n,"));
}

#[test]
fn another_level_is_printed_and_not_written() {
    let (_keep, folder) = study("calendar");
    let answer = run(&folder, Some(0.9));
    assert!(answer.written.is_empty() && !folder.path("results").exists());
    assert_eq!(row(&answer.table.to_csv(), "risk_difference|crude|exposed|cr2")[10], "0.9");
}

#[test]
fn a_window_that_ends_after_the_landmark_is_said() {
    let (_keep, folder) = study("school");
    let answer = run(&folder, Some(0.9));
    let said = answer.table.warnings.iter().find(|w| w.kind == "WindowPastLandmark").unwrap();
    assert!(said.message.contains("after day 14"), "{}", said.message);
    assert!(said.help.as_ref().unwrap().contains("day 20"));
    let (_keep, folder) = study("calendar");
    assert!(run(&folder, Some(0.9)).table.warnings.iter().all(|w| w.kind != "WindowPastLandmark"));
}

#[test]
fn a_folder_without_pupils_or_absences_is_told_what_to_do() {
    let (_keep, folder) = study("calendar");
    let mut none = pupils();
    none.days = lodtrin::trial::AbsenceDays::default();
    write_pupils(&folder.path("data"), &none).unwrap();
    let problem = run_study(&folder, &StudyQuestion::default(), &Silent).unwrap_err();
    assert_eq!(problem.code(), "A114");
    std::fs::remove_file(folder.path("data/pupils.parquet")).unwrap();
    assert!(run_study(&folder, &StudyQuestion::default(), &Silent).is_err());
    assert!(!folder.path("results").exists());
}
