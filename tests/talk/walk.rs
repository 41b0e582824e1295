//! The order of events from lock to report, walked once: codes that come with the deliveries, a first look, and what
//! happens after it.

use super::disturbed::{DICE, KEY, answered, run, study_where};
use serde_json::Value;
use std::path::Path;

fn json(at: &Path, file: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(at.join(file)).unwrap()).unwrap()
}

fn edit(at: &Path, old: &str, new: &str) {
    let file = at.join("study.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(old), "{old}");
    std::fs::write(file, text.replace(old, new)).unwrap();
}

const CODES: &str = "codes = { lawful = [\"S\", \"G\"], unlawful = [\"U\"] }";

#[test]
fn codes_before_the_look_count_and_what_comes_later_is_one_list_everywhere() {
    let dir = study_where(|text| text.replace(CODES, "codes = { lawful = [\"S\"] }"));
    let home = dir.path().join("study");
    let at = home.as_path();
    edit(at, "codes = { lawful = [\"S\"] }", CODES);
    run(at, &["lock", ".", "--coding", "koderne kom", "--date", "2026-03-01"]);
    run(at, &["ingest", ".", "--key-file", "../key"]);
    run(at, &["effect", "."]);
    let effects = json(at, "results/effects.json");
    let coding = &effects["coding"];
    assert_eq!((&coding["file"], &coding["date"]), (&"amend-001.txt".into(), &"2026-03-01".into()));
    assert_eq!(coding["keys"], serde_json::json!(["registers.absences.codes"]));
    let planned =
        |r: &&Value| r["estimator"] == "roth-santanna" && r["estimand"] == "simple" && r["variance"] == "randomization";
    let row = effects["rows"].as_array().unwrap().iter().find(planned).expect("the planned row");
    assert_eq!(row["prespecified"], true, "the codes were locked before anybody looked");

    // taken away with results standing: whether the codes came first cannot be told
    let look = std::fs::read(at.join("lottery/look.txt")).unwrap();
    std::fs::remove_file(at.join("lottery/look.txt")).unwrap();
    let (code, said) = answered(at, &["verify", "."]);
    assert!(code == 2 && said.contains("?    coding"), "{code}: {said}");
    std::fs::write(at.join("lottery/look.txt"), look).unwrap();

    // what a result says of its codes is damaged: nothing may be made of that but a no
    let file = at.join("results/effects.json");
    let whole = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, whole.replacen("\"date\": \"2026-03-01\"", "\"date\": 20260301", 1)).unwrap();
    let (code, said) = answered(at, &["verify", ".", "--all"]);
    assert!(code == 1 && said.contains("results/effects.json says of its codes what cannot be read"), "{code}: {said}");
    std::fs::write(&file, whole).unwrap();

    edit(at, "unlawful = [\"U\"]", "unlawful = [\"U\", \"V\"]");
    let (code, said) = answered(at, &["lock", ".", "--coding", "igen"]);
    assert!(code == 2 && said.contains("L403"), "{said}");
    assert!(!at.join("lottery/amend-002.toml").exists());
    edit(at, "unlawful = [\"U\", \"V\"]", "unlawful = [\"U\"]");

    run(at, &["amend", "withdraw", "odense-kok", ".", "--reason", "lukket", "--date", "2026-03-02"]);
    std::fs::write(at.join("late.csv"), "id;school;pupils;rate\nodense-ny;odense;20;0,3\n").unwrap();
    run(at, &["amend", "late", "late.csv", ".", "--reason", "sen", "--date", "2026-03-03"]);
    edit(at, "draws = 199", "draws = 99");
    run(at, &["amend", "deviation", "analysis.draws", ".", "--reason", "tid", "--date", "2026-03-04"]);
    run(at, &[&["draw", ".", "--addendum", "1"], &DICE[..]].concat());
    run(at, &["ingest", ".", "--key-file", "../key"]);
    run(at, &["effect", "."]);
    run(at, &["report", "."]);

    let (_, status) = answered(at, &["status", ".", "--format", "json", "--quiet"]);
    let (code, verify) = answered(at, &["verify", ".", "--format", "json", "--quiet"]);
    assert_eq!(code, 0, "{verify}");
    let list = |text: &str| serde_json::from_str::<Value>(text).unwrap()["changes"].clone();
    let changes = list(&status);
    assert_eq!(changes, list(&verify));
    let told: Vec<[&str; 3]> = changes
        .as_array()
        .unwrap()
        .iter()
        .map(|c| ["kind", "key", "results"].map(|k| c[k].as_str().unwrap()))
        .collect();
    let expected = [
        ["coding", "registers.absences.codes", "before"],
        ["withdrawn", "lot.odense-kok", "after"],
        ["late", "addendum-1", "after"],
        ["deviation", "analysis.draws", "after"],
        ["delivery", "data", "after"],
    ];
    assert_eq!(told, expected);
    let page = std::fs::read_to_string(at.join("results/report.html")).unwrap();
    let mut from = 0;
    for [kind, key, results] in expected {
        let row = format!("<tr data-kind=\"{kind}\" data-key=\"{key}\" data-results=\"{results}\"");
        from += page[from..].find(&row).unwrap_or_else(|| panic!("{row}, in order"));
    }

    // the receipt that was looked at is kept; what is put in its place counts for nothing
    let kept = at.join("data/receipt-at-look.json");
    let whole = std::fs::read(&kept).unwrap();
    std::fs::write(&kept, [&whole[..], b"\n"].concat()).unwrap();
    let (_, spoilt) = answered(at, &["verify", ".", "--format", "json", "--quiet"]);
    assert_eq!(list(&spoilt), changes);
    assert!(spoilt.contains("is not here") && spoilt.contains("no verb writes: data/receipt-at-look.json"), "{spoilt}");
    std::fs::write(&kept, whole).unwrap();

    // the chain cut behind everything that was made under it
    for name in ["lottery/amend-004.txt", "lottery/look.txt"] {
        std::fs::remove_file(at.join(name)).unwrap();
    }
    let (code, said) = answered(at, &["verify", "."]);
    assert!(code == 1 && said.contains("results/receipt.json") | said.contains("amend-004.txt"), "{said}");
}

#[test]
fn the_same_data_under_another_key_are_no_delivery() {
    let dir = study_where(str::to_string);
    let home = dir.path().join("study");
    let at = home.as_path();
    std::fs::write(dir.path().join("other"), KEY.repeat(4).chars().rev().collect::<String>()).unwrap();
    run(at, &["ingest", ".", "--key-file", "../key"]);
    run(at, &["effect", ".", "--draws", "99", "--format", "csv"]);
    let asked = || {
        let (code, said) = answered(at, &["verify", ".", "--format", "json", "--quiet"]);
        assert!(code < 2, "{said}");
        serde_json::from_str::<Value>(&said).unwrap()
    };
    run(at, &["ingest", ".", "--key-file", "../other"]);
    let same = asked();
    assert_eq!(same["changes"], serde_json::json!([]));
    assert!(same["not_checked"].to_string().contains("only the digest of data/receipt.json differs"), "{same}");
    run(at, &["pack", ".", "--out", "p.tar"]);
    let (code, said) = answered(at, &["verify", "p.tar", "--format", "json", "--quiet"]);
    assert!(code == 0 && said.contains("only the digest of data/receipt.json differs"), "{said}");

    // a row that was delivered otherwise is a delivery, whoever counts it
    let register = at.join("registers/exits.csv");
    let text = std::fs::read_to_string(&register).unwrap();
    let last = text.trim_end().rfind('\n').unwrap();
    std::fs::write(&register, &text[..=last]).unwrap();
    run(at, &["ingest", ".", "--key-file", "../key"]);
    let anew = asked();
    assert_eq!(anew["changes"][0]["kind"], "delivery");
    let look = std::fs::read_to_string(at.join("lottery/look.txt")).unwrap();
    let named = look.lines().find_map(|l| l.strip_prefix("data=")).unwrap();
    assert_eq!(anew["changes"][0]["from"], named[..12]);
    assert!(!anew["not_checked"].to_string().contains("first looked at"), "{anew}");

    // as delivered first: the data that were looked at again, and nothing is kept beside them
    std::fs::write(&register, text).unwrap();
    run(at, &["ingest", ".", "--key-file", "../key"]);
    assert_eq!(asked()["changes"], serde_json::json!([]));
}

#[test]
fn a_pack_beside_one_that_differs_by_few_pupils_is_told() {
    let dir = study_where(str::to_string);
    let home = dir.path().join("study");
    let at = home.as_path();
    run(at, &["ingest", ".", "--key-file", "../key"]);
    run(at, &["pack", ".", "--panel", "--out", "first.tar"]);
    let (_, same) = answered(at, &["pack", ".", "--panel", "--out", "second.tar"]);
    assert!(!same.contains("NearPack"), "the same counts tell nothing: {same}");
    let panel = std::fs::read_to_string(at.join("data/panel.csv")).unwrap();
    let line = panel.lines().nth(3).unwrap();
    let cells: Vec<&str> = line.split(',').collect();
    let fewer = cells[4].parse::<u32>().unwrap() - 1;
    let new = format!("{},{fewer},{}", cells[..4].join(","), cells[5]);
    std::fs::write(at.join("data/panel.csv"), panel.replace(line, &new)).unwrap();
    let (code, said) = answered(at, &["pack", ".", "--panel", "--out", "third.tar"]);
    assert!(code == 0 && said.contains("NearPack") && said.contains("first.tar"), "{said}");
}

#[test]
fn figures_and_letters_go_to_no_place_of_another_verb() {
    let dir = study_where(str::to_string);
    let home = dir.path().join("study");
    let at = home.as_path();
    for to in ["lottery", "lottery/x", "registers", "results/figures", "data/x"] {
        std::fs::create_dir_all(at.join("registers")).unwrap();
        let (code, said) = answered(at, &["power", ".", "--figures", to]);
        assert!(code == 2 && said.contains("P205"), "{to}: {said}");
    }
    let (code, said) = answered(at, &["ingest", ".", "--check", "--key-file", "../key", "--letters", "rehearsal"]);
    assert!(code == 2 && (said.contains("P205") || said.contains("R405")), "{said}");
    // a key is never written over, wherever it lies
    let (code, said) = answered(at, &["effect", ".", "--format", "csv", "--out", "../key"]);
    assert!(code == 2 && said.contains("P205"), "{said}");
    assert_eq!(std::fs::read_to_string(dir.path().join("key")).unwrap(), KEY.repeat(4));
}

#[test]
fn a_first_look_whose_record_is_gone_lets_nothing_be_recorded_as_before_it() {
    let dir = study_where(str::to_string);
    let home = dir.path().join("study");
    let at = home.as_path();
    run(at, &["ingest", ".", "--key-file", "../key"]);
    run(at, &["effect", "."]);
    let place = at.join("lottery/look.txt");
    let look = std::fs::read(&place).unwrap();
    let (code, said) = answered(at, &["verify", "."]);
    assert!(code == 0 && !said.contains(" look "), "{code}: {said}");
    std::fs::remove_file(&place).unwrap();
    for args in [&["verify", "."][..], &["verify", ".", "--results", "--key-file", "../key"]] {
        let (code, said) = answered(at, args);
        assert!(code == 2 && said.contains("?    look") && said.contains("lottery/look.txt"), "{code}: {said}");
    }

    edit(at, "draws = 199", "draws = 99");
    let deviation = ["amend", "deviation", "analysis.draws", ".", "--reason", "tid"];
    let withdraw = ["amend", "withdraw", "odense-kok", ".", "--reason", "lukket"];
    let refused = |args: &[&str], code: &str| {
        let (exit, said) = answered(at, args);
        assert!(exit == 2 && said.contains(code) && said.contains("is unknown: lottery/look.txt is missing"), "{said}");
        assert!(!at.join("lottery/amend-001.txt").exists());
    };
    refused(&deviation, "L404");
    refused(&withdraw, "L401");
    // the receipt gone too: the results are enough
    let receipt = std::fs::read(at.join("results/receipt.json")).unwrap();
    std::fs::remove_file(at.join("results/receipt.json")).unwrap();
    refused(&deviation, "L404");
    edit(at, CODES, "codes = { lawful = [\"S\"] }");
    let (code, said) = answered(at, &["lock", ".", "--coding", "koderne kom"]);
    assert!(code == 2 && said.contains("L403"), "{said}");

    edit(at, "codes = { lawful = [\"S\"] }", CODES);
    std::fs::write(at.join("results/receipt.json"), receipt).unwrap();
    std::fs::write(&place, look).unwrap();
    run(at, &deviation);
    let amended = std::fs::read_to_string(at.join("lottery/amend-001.txt")).unwrap();
    assert!(amended.contains("\nkey=analysis.draws\n") && !amended.contains("look=none"), "{amended}");
}
