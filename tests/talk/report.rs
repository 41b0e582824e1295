//! `report`: the page that people read.

use super::report_study::{SAMPLE, write};
use assert_cmd::Command;
use std::path::{Path, PathBuf};

fn report(root: &Path, extra: &[&str]) -> std::process::Output {
    Command::cargo_bin("lodtrin").unwrap().arg("report").arg(root).args(extra).output().unwrap()
}

fn page(root: &Path, extra: &[&str]) -> String {
    let out = report(root, extra);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    std::fs::read_to_string(root.join("results/report.html")).unwrap()
}

/// The page without tags, styles and figures: what a reader reads.
fn words(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let skip = ["svg", "style"].iter().find(|t| rest.starts_with(&format!("<{t}")));
        let end = match skip {
            Some(tag) => rest.find(&format!("</{tag}>")).map(|i| i + tag.len() + 3),
            None => rest.find('>').map(|i| i + 1),
        };
        rest = &rest[end.unwrap_or(rest.len())..];
        text.push(' ');
    }
    text.push_str(rest);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_danish_page_tells_the_result_in_sentences_with_a_decimal_comma() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), SAMPLE, str::to_string);
    let html = page(folder.path(), &[]);
    let text = words(&html);
    assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"da\">"));
    for expected in [
        "Os i branchen",
        "Vi kan ikke afgøre, om målet er nået.",
        "Målet er et fald på mindst 5 procentpoint.",
        // -0.0612 and -0.0612 ± 2.1 · 0.0148
        "Indsatsen sænkede frafaldet med 6,1 procentpoint (95 %-sikkerhedsinterval: 3,0 til 9,2)",
        "24 uddannelser ved 6 skoler",
        "28,3 % af eleverne med fravær på mindst 1 dag i de første 14 dage faldt senere fra; af de øvrige 18,1 %.",
        // the fixture's p is 0.0021
        "i 0,2 % af tilfældene (p = 0,002; 9.999 gentagelser af lodtrækningen)",
        "Ingen. Studiets protokol i dag svarer på alle bindende punkter til den låste plan.",
        "4.712 4.650 12 50 dublet 20, aldrig begyndt 30",
        "Roth J, Sant&#39;Anna PHC (2023)",
    ] {
        assert!(text.contains(expected), "`{expected}` is not in:\n{text}");
    }
    // no name of an outcome stands as a word of a sentence
    assert!(text.contains("Spørgsmålet er, om indsatsen ændrer frafaldet. "), "{text}");
    for nothing in ["NaN", "null", " NA ", "not reported", "ændrer Frafald", " 1 elever", " 0 elever"] {
        assert!(!text.contains(nothing), "`{nothing}` is in the page");
    }
}

#[test]
fn the_english_page_has_a_decimal_point_and_no_danish() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), SAMPLE, str::to_string);
    let text = words(&page(folder.path(), &["--language", "en"]));
    for expected in [
        "We cannot tell whether the target was reached.",
        "The intervention lowered dropout by 6.1 percentage points (95% confidence interval: 3.0 to 9.2)",
        "later dropped out; of the others 18.1%.",
    ] {
        assert!(text.contains(expected), "`{expected}` is not in:\n{text}");
    }
    for danish in [" og ", " uddannelser", "lodtrækning", "procentpoint", " af "] {
        assert!(!text.contains(danish), "`{danish}` is in the English page: {text}");
    }
}

#[test]
fn the_hooks_of_the_page_name_finding_answers_and_trust() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), SAMPLE, str::to_string);
    let html = page(folder.path(), &[]);
    for hook in [
        "<body data-state=\"results\">",
        "class=\"finding\" data-outcome=\"dropout\" data-intervention=\"\" data-direction=\"down\"",
        "<table id=\"trust\">",
        // nothing was drawn from this lock, so that the draw cannot come out again
        "<tr data-check=\"lottery\" data-answer=\"no\">",
        "<tr data-check=\"lock\" data-answer=\"unknown\">",
        "<tr data-check=\"throwers\" data-answer=\"unknown\">",
        "<tr data-check=\"plan\" data-answer=\"yes\">",
        // there are results and no look.txt
        "<tr data-check=\"codes\" data-answer=\"unknown\">",
        "<tr data-check=\"delivery\" data-answer=\"unknown\">",
        "<tr data-check=\"waves\" data-answer=\"yes\">",
        "<tr data-check=\"agreement\" data-answer=\"yes\">",
        "<ul id=\"limits\">",
        "<p id=\"lockline\"",
    ] {
        assert!(html.contains(hook), "{hook}");
    }
    let order = [
        "worked",
        "target-reached",
        "sure",
        "whom",
        "early",
        "trust",
        "limits",
        "results",
        "question",
        "rollout",
        "effect",
        "estimates",
        "absence",
        "deviations",
        "appendix",
        "lottery",
        "all-estimates",
        "flow",
        "absence-more",
        "data",
        "methods",
        "checklist",
        "reproduce",
    ];
    let at: Vec<usize> = order.iter().map(|id| html.find(&format!(" id=\"{id}\"")).expect(id)).collect();
    assert!(at.is_sorted(), "{at:?}");
}

/// The one row that decides, as the results of another study might have it.
fn decided(change: impl Fn(&mut serde_json::Value)) -> String {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), SAMPLE, str::to_string);
    let path = folder.path().join("results/effects.json");
    let mut effects: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    change(&mut effects["rows"][0]);
    std::fs::write(&path, effects.to_string()).unwrap();
    let html = page(folder.path(), &["--language", "en"]);
    let h1 = html.split("<h1>").nth(1).and_then(|s| s.split("</h1>").next()).unwrap();
    let direction = h1.split("data-direction=\"").nth(1).and_then(|s| s.split('"').next()).unwrap();
    format!("{direction}: {}", words(h1))
}

#[test]
fn the_title_claims_only_what_the_deciding_row_shows() {
    use serde_json::{Value, json};
    let row = |estimate: Value, low: Value, high: Value, p: Value| {
        decided(|r| {
            (r["estimate"], r["conf.low"], r["conf.high"], r["p.value"]) =
                (estimate.clone(), low.clone(), high.clone(), p.clone());
        })
    };
    let wrong = row(json!(0.04), json!(0.01), json!(0.07), json!(0.01));
    assert_eq!(
        wrong,
        "up: The intervention raised dropout by 4.0 percentage points (95% confidence interval: 1.0 to 7.0). \
                       That is the opposite of the target."
    );
    let none = row(json!(-0.012), json!(-0.06), json!(0.036), json!(0.4));
    assert_eq!(
        none,
        "none: We cannot see whether the intervention changed dropout: 1.2 percentage points lower \
                      (95% confidence interval: from 6.0 lower to 3.6 higher)"
    );
    let large_p = row(json!(-0.04), json!(-0.07), json!(-0.01), json!(0.06));
    assert!(large_p.starts_with("none: "), "{large_p}");
    let touching = row(json!(-0.04), json!(-0.08), json!(0.0), json!(0.04));
    assert!(touching.starts_with("none: "), "{touching}");
    let open = row(json!(-0.04), json!("-Inf"), json!(-0.005), json!(0.04));
    assert_eq!(
        open,
        "down: The intervention lowered dropout by 4.0 percentage points (95% confidence interval: at least 0.5)"
    );
    let at_most = row(json!(-0.04), json!(-0.125), json!("Inf"), json!(0.4));
    assert!(at_most.ends_with("(95% confidence interval: at most 12.5 lower)"), "{at_most}");
    let without_p = row(json!(-0.04), json!(-0.07), json!(-0.01), Value::Null);
    assert!(without_p.starts_with("down: "), "{without_p}");
    let unknown = row(json!(-0.04), Value::Null, Value::Null, json!(0.04));
    assert!(unknown.starts_with("unknown: We cannot see whether"), "{unknown}");
    let odds = decided(|r| {
        r["scale"] = json!("log-odds");
        (r["estimate"], r["conf.low"], r["conf.high"]) = (json!(-0.3425), json!(-0.5978), json!(-0.0834));
    });
    // exp of each
    assert_eq!(
        odds,
        "down: The intervention lowered the odds of dropout (odds ratio 0.71; 95% confidence interval: 0.55 to 0.92)"
    );
}

#[test]
fn neither_language_has_words_of_the_other() {
    // words that occur in hardly any sentence of the other language
    const DANISH: [&str; 10] = ["og", "ikke", "med", "af", "uden", "eller", "hver", "uddannelser", "elever", "trin"];
    const ENGLISH: [&str; 10] = ["the", "and", "of", "with", "without", "not", "every", "pupils", "wave", "programmes"];
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), SAMPLE, str::to_string);
    for (language, strangers) in [("da", ENGLISH), ("en", DANISH)] {
        let mut html = page(folder.path(), &["--language", language]);
        for (open, close) in
            [("<cite", "</cite>"), ("<code", "</code>"), ("<pre", "</pre>"), ("<span data-own", "</span>")]
        {
            while let Some(at) = html.find(open) {
                let end = html[at..].find(close).map_or(html.len(), |e| at + e + close.len());
                html.replace_range(at..end, "");
            }
        }
        let text = words(&html).to_lowercase();
        let said: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
        for word in strangers {
            assert!(!said.contains(&word), "`{word}` is in the page in {language}: {text}");
        }
    }
}

#[test]
fn the_page_fetches_nothing_and_runs_nothing() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), SAMPLE, str::to_string);
    let html = page(folder.path(), &[]);
    assert!(!html.contains("<script") && !html.contains("javascript:"));
    for attribute in ["src=\"", "href=\"http", "url(http", "@import"] {
        assert!(!html.contains(attribute), "the page has {attribute}");
    }
    assert!(html.contains("default-src &#39;none&#39;") || html.contains("default-src 'none'"));
}

#[test]
fn hostile_names_stay_words() {
    let folder = tempfile::tempdir().unwrap();
    let title = "<script>alert(1)</script> & \\\"quotes\\\" <img src=x onerror=alert(2)>";
    let study = SAMPLE
        .replace("title = \"Os i branchen\"", &format!("title = \"{title}\""))
        .replace("label = \"Frafald inden 20 uger\"", "label = \"</title><svg onload=alert(3)>\"");
    write(folder.path(), &study, |id| format!("<b onclick=alert(4)>{id}</b>"));
    let html = page(folder.path(), &[]);
    for attack in ["<script", "<img", "<svg onload", "<b onclick", "</title><svg"] {
        assert!(!html.contains(attack), "{attack} got through");
    }
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot;"));
}

#[test]
fn the_same_folder_gives_the_same_bytes_and_a_receipt_names_them() {
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for (folder, threads) in [(&a, "1"), (&b, "4")] {
        write(folder.path(), SAMPLE, str::to_string);
        assert!(report(folder.path(), &["--threads", threads]).status.success());
    }
    let receipt = std::fs::read_to_string(a.path().join("results/receipt.json")).unwrap();
    let mut seen = 0;
    for file in files(&a.path().join("results")) {
        let name = file.strip_prefix(a.path()).unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), std::fs::read(b.path().join(name)).unwrap(), "{}", name.display());
        let shown = name.to_string_lossy().replace('\\', "/");
        if shown.ends_with(".svg") || shown.ends_with(".png") || shown.ends_with(".html") {
            assert!(receipt.contains(&format!("\"{shown}\"")), "{shown} is not in the receipt");
            seen += 1;
        }
    }
    assert!(seen >= 11, "only {seen} products");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn a_deviation_from_the_plan_is_shown_with_both_sides() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), SAMPLE, str::to_string);
    let now = SAMPLE.replace("estimator = \"roth-santanna\"", "estimator = \"twfe\"");
    std::fs::write(folder.path().join("study.toml"), now).unwrap();
    let text = words(&page(folder.path(), &["--language", "en"]));
    assert!(text.contains("There is 1 deviation from the locked plan; see"));
    assert!(text.contains("analysis.estimator"), "{text}");
    assert!(text.contains("roth-santanna") && text.contains("twfe"));
}

#[test]
fn a_folder_with_a_lock_only_gives_a_page_that_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), SAMPLE, str::to_string);
    for gone in ["data", "results"] {
        std::fs::remove_dir_all(folder.path().join(gone)).unwrap();
    }
    std::fs::remove_file(folder.path().join("lottery/schedule.tsv")).unwrap();
    std::fs::remove_file(folder.path().join("lottery/receipt.json")).unwrap();
    let out = report(folder.path(), &["--language", "en"]);
    assert!(out.status.success());
    let said = String::from_utf8_lossy(&out.stderr).to_string();
    for verb in ["lodtrin draw", "lodtrin ingest", "lodtrin effect", "lodtrin absence"] {
        assert!(said.contains(verb), "{said}");
    }
    let text = words(&std::fs::read_to_string(folder.path().join("results/report.html")).unwrap());
    assert!(text.contains("24 programmes start in 6 waves; a lottery decides the order"), "{text}");
    for later in ["Did it work?", "not been estimated yet", "not been held yet"] {
        assert!(!text.contains(later), "`{later}` before there are results");
    }
}

#[test]
fn nothing_to_report_and_damaged_files_are_told_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("study.toml"), SAMPLE).unwrap();
    let out = report(folder.path(), &["--blind"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("P911"));
    assert!(!folder.path().join("rehearsal").exists());
    for (path, bytes) in [
        ("results/effects.json", &b"{\"rows\": ["[..]),
        ("results/absence.json", b"\xff\xfe"),
        ("data/panel.csv", b"outcome,programme\nx,y\n"),
        ("data/panel.csv", b"outcome,programme,period,start,n,k\nx,y,z,s,1\n"),
        ("data/panel.csv", b"outcome,programme,period,start,n,k\nx,y,z,s,-1,0\n"),
        ("lottery/schedule.tsv", b"id\twave\na\tfirst\n"),
        ("lottery/chances.tsv", b"id\t1\t2\na\t5000\n"),
        ("lottery/plan.toml", b"[study\n"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), SAMPLE, str::to_string);
        std::fs::write(folder.path().join(path), bytes).unwrap();
        let out = report(folder.path(), &[]);
        assert_eq!(out.status.code(), Some(2), "{path}: {}", String::from_utf8_lossy(&out.stderr));
        assert!(!folder.path().join("results/report.html").exists(), "{path}: a page was written");
        assert!(!folder.path().join("results/figures").exists(), "{path}: figures were written");
    }
    let out = report(&folder.path().join("nowhere"), &[]);
    assert_eq!(out.status.code(), Some(2));
}

#[test]
fn a_damaged_fact_is_told_by_its_name_and_never_taken_for_one_that_is_not_there() {
    for (path, fact, value) in [
        ("results/effects.json", "tests", serde_json::json!({ "p": 0.1 })),
        ("results/effects.json", "gaps", serde_json::json!({ "cells": 7 })),
        ("results/absence.json", "claim", serde_json::json!("stands")),
        ("results/absence.json", "curves", serde_json::json!([{ "exposed": "both" }])),
    ] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), SAMPLE, str::to_string);
        let place = folder.path().join(path);
        let mut result: serde_json::Value = serde_json::from_slice(&std::fs::read(&place).unwrap()).unwrap();
        result[fact] = value;
        std::fs::write(&place, result.to_string()).unwrap();
        let out = report(folder.path(), &[]);
        let told = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.code(), Some(2), "{fact}: {told}");
        assert!(told.contains("P910") && told.contains(&format!("`{fact}`")), "{fact}: {told}");
        assert!(!folder.path().join("results/report.html").exists(), "{fact}: a page was written");
    }
}

#[test]
fn before_the_lock_the_page_and_the_draft_say_what_is_planned() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("study.toml"), SAMPLE).unwrap();
    let html = page(folder.path(), &["--language", "en"]);
    assert!(html.contains("<body data-state=\"plan\">"));
    let text = words(&html);
    for said in [
        "24 programmes start in 6 waves; a lottery decides the order",
        "The plan is not locked.",
        "a public lottery decides when each starts",
        // six waves with room for four each
        "1 2022E 8 August 2022 4 2 2023F",
    ] {
        assert!(text.contains(said), "`{said}` is not in {text}");
    }
    for past in ["decided when", "was locked", "were locked", "0 programmes"] {
        assert!(!text.contains(past), "`{past}` is in {text}");
    }
    let draft = std::fs::read_to_string(folder.path().join("results/sap.md")).unwrap();
    assert!(draft.contains("DRAFT"), "{draft}");
    assert!(
        folder.path().join("results/sap.docx").is_file() && folder.path().join("results/registration.md").is_file()
    );
}

#[test]
fn closed_form_power_stands_as_planned_and_with_the_pupils_that_came() {
    let (folder, fixture) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(folder.path().join("study.toml"), SAMPLE).unwrap();
    let programmes = include_str!("../../data-samples/os-i-branchen/programmes.csv");
    std::fs::write(folder.path().join("programmes.csv"), programmes).unwrap();
    let dice = ["--dice", "anna=324611513515211441215415126651", "--dice", "birgit=554121523425153562155623156151"];
    for args in [&["lock"][..], &["draw", dice[0], dice[1], dice[2], dice[3]]] {
        let done = Command::cargo_bin("lodtrin").unwrap().args(args).current_dir(folder.path()).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    write(fixture.path(), SAMPLE, str::to_string);
    std::fs::create_dir_all(folder.path().join("data")).unwrap();
    std::fs::copy(fixture.path().join("data/panel.csv"), folder.path().join("data/panel.csv")).unwrap();
    let html = page(folder.path(), &["--language", "en"]);
    let power = words(html.split("id=\"power\"").nth(1).unwrap().split("</section>").next().unwrap());
    assert_eq!(power.matches("as planned").count(), 6, "{power}");
    assert_eq!(power.matches("with the pupils that came").count(), 6, "{power}");
    assert!(power.contains("t (22)"), "{power}");
}

#[test]
fn tables_for_a_manuscript_and_the_fields_of_a_register_stand_beside_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let study = SAMPLE.replace("title = \"Os i branchen\"", "title = \"<script>|*Os*|\"");
    write(folder.path(), &study, str::to_string);
    page(folder.path(), &[]);
    let read = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
    let tables = read("results/tables/effects.md");
    // the primary row of the fixture
    assert!(tables.contains("| roth-santanna | simple | treated | probability | −0,06120 | 0,01480 |"), "{tables}");
    assert_eq!(tables.lines().count(), 2 + 5 + 12);
    assert!(read("results/tables/effects.tex").contains("roth-santanna & simple & treated & probability & $-$0,06120"));
    assert!(read("results/tables/absence.md").contains("| risk | crude | exposed=1 |"));
    let fields = read("results/registration.md");
    let lock = lodtrin::provenance::sha256_file(&folder.path().join("lottery/lock.txt")).unwrap().hex();
    assert!(fields.contains(&lock));
    assert!(fields.contains("\\<script\\>\\|\\*Os\\*\\|") && !fields.contains("<script>"), "{fields}");
    assert!(fields.contains("24 uddannelser, 24 lodder, 6 skoler"));
    let readme = read("results/README.md");
    assert!(readme.contains("lodtrin verify --results") && readme.contains("`lottery/lock.txt`"));
}
