//! A study from somebody's own list: what the columns are taken for, periods and waves, counted by hand.

use lodtrin::protocol::parse;
use lodtrin::steps::new::{Request, Steps, run};
use lodtrin::trial::Language;
use std::path::PathBuf;

fn request(home: &std::path::Path, name: &str, bytes: &[u8], steps: Option<Steps>) -> Request {
    let list: PathBuf = home.join(format!("{name}.csv"));
    std::fs::write(&list, bytes).expect("written");
    Request {
        folder: home.join(name),
        title: None,
        language: Language::Da,
        interventions: Vec::new(),
        frame: Some(list),
        steps,
    }
}

#[test]
fn a_danish_list_with_blanks_in_its_names_is_taken_as_it_is() {
    let home = tempfile::tempdir().expect("scratch");
    // Windows-1252, semicolons, decimal commas, a total below, no column that names each programme once
    let text = "Skolens navn;Uddannelse;Antal elever;Frafald i pct.;Telefon nr.;Bemærkning\r\n\
                Søby;Tømrer;22;26,8;20304050;\r\nSøby;Smed;18;18,6;20304051;ny\r\nÅrhus V;Tømrer;45;31,8;20304052;\r\n\
                Århus V;Kok;24;35,1;20304053;\r\nÅrhus V;Smed;31;24;20304054;\r\n";
    let bytes = text.chars().map(|c| u8::try_from(c as u32).expect("Latin")).collect::<Vec<u8>>();
    let steps = Steps { waves: 2, periods: 4, first: jiff_day("2027-01-18"), weeks: 20 };
    let made = run(&request(home.path(), "mine", &bytes, Some(steps))).expect("made");
    let list = made.list.expect("a list");
    assert_eq!(list.stratum.as_deref(), Some("Skolens navn"));
    assert_eq!(list.covariates, ["Antal elever", "Frafald i pct."]);
    assert_eq!(made.capacities, [3, 2], "larger waves first");
    let study = parse(&std::fs::read_to_string(home.path().join("mine/study.toml")).expect("study.toml"), "study.toml")
        .expect("a protocol");
    let periods: Vec<(String, String, String)> = study.interventions[0]
        .rollout
        .periods
        .iter()
        .map(|p| (p.id.clone(), p.start.to_string(), p.end.to_string()))
        .collect();
    // 18 January 2027 is day 20836 since 1970, and 20 weeks are 140 days; the last is 30 July 2028, day 21395
    let by_hand =
        [("P1", "20836", "20975"), ("P2", "20976", "21115"), ("P3", "21116", "21255"), ("P4", "21256", "21395")];
    let by_hand = by_hand.map(|(i, s, e)| (i.to_string(), s.to_string(), e.to_string()));
    assert_eq!(periods, by_hand);
    let starts: Vec<&str> = study.interventions[0].rollout.waves.iter().map(|w| w.starts.as_str()).collect();
    assert_eq!(starts, ["P2", "P3"], "wave w starts in period w + 1");
    let programmes = std::fs::read_to_string(home.path().join("mine/programmes.csv")).expect("programmes.csv");
    let ids: Vec<&str> = programmes.lines().map(|l| l.split(';').next().expect("a cell")).collect();
    assert_eq!(ids, ["id", "soeby-toemrer", "soeby-smed", "aarhus-v-toemrer", "aarhus-v-kok", "aarhus-v-smed"]);
}

#[test]
fn a_list_with_ids_stays_byte_for_byte() {
    let home = tempfile::tempdir().expect("scratch");
    let bytes = b"Programme;School;pupils\nb;Y;4\na;X;3\n";
    run(&request(home.path(), "ids", bytes, None)).expect("made");
    assert_eq!(std::fs::read(home.path().join("ids/programmes.csv")).expect("copied"), bytes);
    let text = std::fs::read_to_string(home.path().join("ids/study.toml")).expect("study.toml");
    assert!(text.contains("id = \"Programme\"") && text.contains("stratum = \"School\""), "{text}");
    assert!(text.contains("covariates = [\"pupils\"]"), "{text}");
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_written() {
    let home = tempfile::tempdir().expect("scratch");
    let steps = |waves, periods| Some(Steps { waves, periods, first: jiff_day("2027-01-18"), weeks: 20 });
    let list = b"id,school\na,X\nb,Y\n";
    for (name, bytes, steps, code) in [
        ("as-many", &list[..], steps(3, 3), "P203"),
        ("more-waves-than-lots", &list[..], steps(3, 5), "P203"),
        ("twice", &b"uddannelse;skole\nKok;X\nKok;X\n"[..], None, "L120"),
        ("header-alone", &b"id,school\n"[..], None, "R101"),
    ] {
        let request = request(home.path(), name, bytes, steps);
        let problem = run(&request).expect_err(name);
        assert_eq!(problem.code(), code, "{name}: {problem}");
        assert!(!request.folder.exists(), "{name}");
    }
}

fn jiff_day(text: &str) -> jiff::civil::Date {
    text.parse().expect("a day")
}
