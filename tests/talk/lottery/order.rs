//! The order of events: drawn once, codes before looks, deviations on record, announced lists, rehearsals. The cases under
//! `order/` and what must be answered were made by a program that shares no code with this one.

use super::*;
use serde_json::Value;
use std::path::Path;

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/talk/lottery/order")
}

/// One run of verify: case, arguments, exit, state of `once`, verdicts.
struct Run {
    case: String,
    args: Vec<String>,
    exit: i32,
    once: String,
    checks: Vec<(String, String)>,
}

fn runs() -> Vec<Run> {
    let mut reader = csv::Reader::from_path(cases().join("cases.csv")).unwrap();
    let place = format!("{}/", cases().display());
    let run = |r: csv::StringRecord| Run {
        case: r[0].to_string(),
        args: r[1].split_whitespace().map(|a| a.replace('␣', " ").replace("R/", &place)).collect(),
        exit: r[2].parse().unwrap(),
        once: r[3].to_string(),
        checks: r[4].split(',').filter_map(|c| c.split_once('=')).map(|(a, b)| (a.into(), b.into())).collect(),
    };
    reader.records().map(|r| run(r.unwrap())).collect()
}

fn said(holds: &Value) -> &str {
    match holds.as_bool() {
        Some(true) => "yes",
        Some(false) => "no",
        None => "?",
    }
}

#[test]
fn every_case_gets_the_answer_that_it_must_get() {
    let all = runs();
    assert_eq!(all.len(), 46);
    for run in all {
        let folder = cases().join("cases").join(&run.case).display().to_string();
        let mut args = vec!["verify", &folder, "--format", "json"];
        args.extend(run.args.iter().map(String::as_str));
        let a = lodtrin(&args);
        let of = format!("{} {:?}", run.case, run.args);
        assert_eq!(a.code, run.exit, "{of}: {}", a.err);
        let value: Value = serde_json::from_str(&a.out).expect(&of);
        if run.once != "*" {
            assert_eq!(value["once"]["state"].as_str().unwrap_or(""), run.once, "{of}");
        }
        for (check, wanted) in &run.checks {
            let found = value["verdicts"].as_array().unwrap().iter().find(|v| v["check"] == *check);
            assert_eq!(said(&found.expect(&of)["holds"]), wanted, "{of}: {check}");
        }
    }
}

#[test]
fn the_second_verifier_gives_the_same_answers() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/verify-the-draw/verify_the_draw.py");
    if !crate::tools::here("python3", "python3", "runs the second verifier") {
        return;
    }
    let asked = [
        "redrawn",
        "redrawn-with-ground",
        "document-exchanged",
        "never-thrown",
        "past-gone",
        "replaced-later-round",
        "replaced-after-round",
        "replaced-earlier-round",
        "ground-in-first-lock",
        "fallback",
        "fallback-unsaid",
        "practice",
        "practice-in-earnest",
        "coded-before-look",
        "coded-after-look",
        "look-edited",
        "coding-smuggles",
        "signature-plus-torsion",
    ];
    for run in runs().iter().filter(|r| r.args.iter().all(|a| a == "--rehearsal")) {
        if !asked.contains(&run.case.as_str()) {
            continue;
        }
        let folder = cases().join("cases").join(&run.case);
        let folder = if run.args.is_empty() { folder } else { folder.join("rehearsal") };
        let out = Command::new("python3").arg(&script).arg(&folder).output().unwrap();
        let told = String::from_utf8_lossy(&out.stdout).into_owned();
        assert_eq!(out.status.code(), Some(run.exit), "{}: {told}", run.case);
    }
}

#[test]
fn a_spent_lock_is_replaced_only_on_a_ground() {
    let dir = drawn();
    let before = read(&dir, "lock.txt");
    let document = dir.path().join("decision.txt");
    let lock = |more: &[&str]| lodtrin(&[&["lock", &path(&dir), "--allow", ALLOW], more].concat());
    let absent = dir.path().join("nowhere").display().to_string();
    std::fs::write(&document, "the list was wrong\n").unwrap();
    let document = document.display().to_string();
    for (more, code) in [
        (vec!["--replace", "we wanted to try again"], "L207"),
        (vec!["--replace", "x", "--ground", "fram", "--document", &document], "L207"),
        (vec!["--replace", "x", "--ground", "frame", "--document", &absent], "P101"),
    ] {
        let a = lock(&more);
        assert_eq!(a.code, 2, "{more:?}");
        assert!(a.err.contains(code), "{more:?}: {}", a.err);
        assert_eq!(read(&dir, "lock.txt"), before, "nothing is touched");
        assert!(!file(&dir, "past").exists() && !file(&dir, "documents").exists());
    }
    for half in [["--ground", "frame"], ["--document", &document]] {
        let a = lock(&[&["--replace", "x"], &half[..]].concat());
        assert!(a.code == 2 && a.err.contains("L207"), "a ground has a document: {}", a.err);
    }
    // what is not spent needs none, and takes none
    let fresh = locked("source = \"dice\"");
    let again = |more: &[&str]| {
        lodtrin(&[&["lock", &path(&fresh), "--allow", ALLOW, "--replace", "a typing error"], more].concat())
    };
    let a = again(&["--ground", "frame", "--document", &document]);
    assert!(a.code == 2 && a.err.contains("L207"), "{}", a.err);
    assert_eq!(again(&[]).code, 0);
    let status: Value = serde_json::from_str(&lodtrin(&["status", &path(&fresh), "--format", "json"]).out).unwrap();
    assert_eq!(status["once"], "in-time");
    // on a ground: the document is kept, every page says so
    assert_eq!(lock(&["--replace", "<b>wrong</b> list", "--ground", "frame", "--document", &document]).code, 0);
    assert_eq!(draw(&dir, &OTHER_DICE).code, 0);
    let kept = sha256(b"the list was wrong\n").hex();
    assert_eq!(read(&dir, &format!("documents/{kept}")), "the list was wrong\n");
    assert!(read(&dir, "lock.txt").ends_with(&format!("ground=frame\ndocument={kept}\n")));
    let page = read(&dir, "draw-sheet.html");
    let notice = format!(
        "<p class=\"notice\" data-once=\"ground\">Lots were drawn more than once. Ground: the list of programmes was wrong \
         (document {}). Whether it holds is for the reader to judge.</p>",
        &kept[..12]
    );
    assert!(page.contains(&notice));
    assert!(!page.contains("<b>wrong"), "what people write is escaped");
    let status: Value = serde_json::from_str(&lodtrin(&["status", &path(&dir), "--format", "json"]).out).unwrap();
    assert_eq!((&status["once"], &status["changes"][0]["kind"]), (&"ground".into(), &"replaced".into()));
    assert_eq!(status["changes"][0]["from"], sha256(before.as_bytes()).hex());
}

/// A folder with the lock of a case, its randomness and all that follows taken away.
fn undrawn(case: &str) -> TempDir {
    let dir = study("source = \"dice\"");
    std::fs::create_dir(dir.path().join("lottery")).unwrap();
    for entry in std::fs::read_dir(cases().join("cases").join(case).join("lottery")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if !["beacon.json", "receipt.json", "schedule.tsv"].contains(&name.as_str()) {
            std::fs::copy(entry.path(), file(&dir, &name)).unwrap();
        }
    }
    dir
}

#[test]
fn a_fallback_round_is_drawn_with_its_reason() {
    let dir = undrawn("fallback-unsaid");
    let round = cases().join("cases/fallback/lottery/beacon.json").display().to_string();
    let p = path(&dir);
    let ask = |more: &[&str]| lodtrin(&[&["draw", &p, "--beacon", &round], more].concat());
    for more in [&[][..], &["--unpublished", " "]] {
        let a = ask(more);
        assert!(a.code == 2 && a.err.contains("L302") && a.err.contains("fallback"), "{}", a.err);
        assert!(!file(&dir, "amend-001.txt").exists() && !file(&dir, "receipt.json").exists());
    }
    let a = ask(&["--unpublished", "the round never came"]);
    assert_eq!(a.code, 0, "{}", a.err);
    let amendment = read(&dir, "amend-001.txt");
    assert!(amendment.contains("\nkind=fallback\nround=1000000\nreason=the round never came\n"), "{amendment}");
    assert_eq!(ask(&["--unpublished", "again"]).code, 2, "a lottery is drawn once");
    assert!(!file(&dir, "amend-002.txt").exists());
    assert_eq!(
        read(&dir, "schedule.tsv"),
        std::fs::read_to_string(cases().join("cases/fallback/lottery/schedule.tsv")).unwrap()
    );
    let own = undrawn("fallback-not-needed");
    let beacon = cases().join("cases/r657413.json").display().to_string();
    let a = lodtrin(&["draw", &path(&own), "--beacon", &beacon, "--unpublished", "x"]);
    assert!(a.code == 2 && a.err.contains("L302"), "the lock's own round is here: {}", a.err);
}

#[test]
fn an_announced_list_is_kept_and_compared() {
    let dir = study("source = \"dice\"\nobjections = 2999-01-01T12:00:00Z");
    let p = path(&dir);
    let a = lodtrin(&["lock", &p, "--allow", ALLOW]);
    assert!(a.code == 2 && a.err.contains("L208"), "{}", a.err);
    let a = lodtrin(&["lock", &p, "--announce"]);
    assert_eq!(a.code, 0, "{}", a.err);
    let digest = sha256(&std::fs::read(dir.path().join("announced/announcement.txt")).unwrap()).hex();
    let line = format!("Prøve & <lodtrækning> · lodtrin-1 list {digest} · objections until 2999-01-01T12:00:00Z");
    assert!(a.out.contains(&line), "{}", a.out);
    let page = std::fs::read_to_string(dir.path().join("announced/list.html")).unwrap();
    assert_eq!(page.matches("<li data-programme=").count(), 6);
    assert!(page.contains("data-programme=\"ølgod-01\" data-school=\"Ølgod\"") && !page.contains("& <lod"), "{page}");
    let a = lodtrin(&["lock", &p, "--allow", ALLOW]);
    assert!(a.code == 2 && a.err.contains("L201") && a.err.contains("objections"), "{}", a.err);
    assert_eq!(lodtrin(&["lock", &p, "--check", "--allow", ALLOW]).code, 1);
    let list = PROGRAMMES
        .replace("ølgod-02;Ølgod;205", "ølgod-03;Ølgod;205")
        .replace("odense-02;Odense;480", "odense-02;Odense;481");
    std::fs::write(dir.path().join("programmes.csv"), list).unwrap();
    assert_eq!(lodtrin(&["lock", &p, "--allow", "few,pair,lead,objections"]).code, 0);
    let lock = read(&dir, "lock.txt");
    assert!(lock.contains("override=objections\n") && lock.ends_with(&format!("announced={digest}\n")), "{lock}");
    assert_eq!(draw(&dir, &DICE).code, 0);
    let a = verify(&dir);
    assert_eq!(a.code, 0, "{}{}", a.out, a.err);
    for told in ["removed since: `ølgod-02`", "added since: `ølgod-03`", "changed since: `odense-02`"] {
        assert!(a.out.contains(told), "{told}: {}", a.out);
    }
    for name in ["announced/announcement.txt", "announced/frame.tsv", "announced/members.tsv", "announced/list.html"] {
        let good = read(&dir, name);
        write(&dir, name, &good.replacen("odense-01", "odense-09", 1).replacen("title=P", "title=Q", 1));
        assert_eq!(verify(&dir).code, 1, "{name}");
        write(&dir, name, &good);
    }
    assert_eq!(verify(&dir).code, 0);
}

#[test]
fn a_rehearsal_needs_nothing_and_tells_nothing_of_the_draw() {
    let dir = study("source = \"drand\"\nat = 2023-08-23T15:15:33Z\ncontributors = [\"anna\"]");
    let p = path(&dir);
    let a = lodtrin(&["lock", &p, "--rehearsal", "--allow", "few,pair"]);
    assert_eq!(a.code, 0, "{}", a.err);
    assert!(a.err.contains("NoContributions"), "{}", a.err);
    let a = lodtrin(&["draw", &p, "--rehearsal"]);
    assert_eq!(a.code, 0, "{}", a.err);
    let practice = std::fs::read_to_string(dir.path().join("rehearsal/practice.txt")).unwrap();
    assert!(practice.starts_with("practice=") && practice.len() == 74, "{practice}");
    assert_eq!(lodtrin(&["verify", &p, "--rehearsal"]).code, 1, "it is no draw");
    assert_eq!(lodtrin(&["balance", &p, "--blind"]).code, 0);
    assert!(dir.path().join("rehearsal/results/balance.csv").is_file() && !dir.path().join("results").exists());
    assert_eq!(lodtrin(&["report", &p, "--blind"]).code, 0);
    let page = std::fs::read_to_string(dir.path().join("rehearsal/results/report.html")).unwrap();
    assert!(page.contains("<body data-rehearsal ") && page.contains("class=\"stamp\">REHEARSAL</div>"));
    // once the lottery is drawn, what was rehearsed has no say: the blind schedule is the lock's alone
    let dir = drawn();
    let p = path(&dir);
    let blind = || lodtrin(&["balance", &p, "--blind", "--draws", "99", "--format", "csv"]).out;
    let alone = blind();
    assert!(alone.contains("pupils"), "{alone}");
    assert_eq!(lodtrin(&["lock", &p, "--rehearsal", "--allow", "few,pair"]).code, 0);
    assert_eq!(lodtrin(&["draw", &p, "--rehearsal"]).code, 0);
    assert_eq!(blind(), alone, "a rehearsal could be picked to resemble the draw");
}

#[test]
fn one_late_programme_draws_among_empty_places() {
    let dir = drawn();
    let p = path(&dir);
    let list = dir.path().join("late.csv");
    std::fs::write(&list, "id;school;pupils;rate\nvejle-01;Vejle;30;0,1\n").unwrap();
    let list = list.display().to_string();
    let late = |more: &[&str]| lodtrin(&[&["amend", "late", &list, &p, "--reason", "signed late"], more].concat());
    let a = late(&["--check"]);
    assert!(a.code == 0 && a.out.contains("Nothing was written."), "{}{}", a.out, a.err);
    assert!(!file(&dir, "addendum-1").exists() && !file(&dir, "amend-001.txt").exists());
    assert_eq!(late(&["--starts", "2026E"]).code, 2, "one wave leaves nothing to chance");
    assert_eq!(late(&["--starts", "2026E,2027F,2027E"]).code, 0);
    let design = read(&dir, "addendum-1/design.txt");
    assert!(design.contains("capacity=1,1,1\nstratify=none\n"), "{design}");
    let frame = read(&dir, "addendum-1/frame.tsv");
    assert!(frame.contains("\nvacant-1\tvacant-1\t1\t3\t0\t0\nvacant-2\tvacant-2\t1\t3\t0\t0\n"), "{frame}");
    let status: Value = serde_json::from_str(&lodtrin(&["status", &p, "--format", "json"]).out).unwrap();
    assert_eq!((&status["addenda"][0]["number"], &status["addenda"][0]["drawn"]), (&1.into(), &false.into()));
    assert!(status["next"].as_str().unwrap().contains("--addendum 1"));
    let a = lodtrin(&[&["draw", &p, "--addendum", "1"], &OTHER_DICE[..]].concat());
    assert_eq!(a.code, 0, "{}", a.err);
    assert!(a.out.contains("wave 3 (2027E, 2027-07-01): ") && !a.out.contains("vacant"), "{}", a.out);
    let a = verify(&dir);
    assert_eq!(a.code, 0, "{}{}", a.out, a.err);
    assert!(!a.out.contains("vacant"), "{}", a.out);
    assert!(read(&dir, "addendum-1/draw-sheet.html").contains(">empty place<"));
    let named = PROGRAMMES.replace("ølgod-02", "vacant-1");
    let other = study("source = \"dice\"");
    std::fs::write(other.path().join("programmes.csv"), named).unwrap();
    let a = lodtrin(&["lock", &path(&other), "--allow", ALLOW]);
    assert!(a.code == 2 && a.err.contains("L121") && a.err.contains("vacant-1"), "{}", a.err);
}

#[test]
fn deviations_and_codes_are_refused_where_nothing_differs() {
    let dir = drawn();
    let p = path(&dir);
    let toml = dir.path().join("study.toml");
    let deviation =
        |key: &str, more: &[&str]| lodtrin(&[&["amend", "deviation", key, &p, "--reason", "time"], more].concat());
    assert!(lodtrin(&["lock", &p, "--coding", "x"]).err.contains("L403"), "no register differs");
    let text = std::fs::read_to_string(&toml).unwrap();
    std::fs::write(&toml, format!("{text}[analysis]\ndraws = 99\n")).unwrap();
    let a = deviation("analysis.draw", &[]);
    assert!(a.code == 2 && a.err.contains("L404") && a.err.contains("`analysis.draws`"), "{}", a.err);
    assert_eq!(deviation("analysis.draws", &["--from", "x", "--to", "y"]).code, 2);
    let a = deviation("analysis.draws", &[]);
    assert_eq!(a.code, 0, "{}", a.err);
    assert!(read(&dir, "amend-001.txt").contains("\nkey=analysis.draws\nfrom=9999\nto=99\nlook=none\n"));
    assert!(deviation("analysis.draws", &[]).err.contains("L404"), "recorded already");
    assert_eq!(deviation("conduct.odense-01", &["--from", "a mentor"]).code, 2);
    assert_eq!(deviation("conduct.odense-01", &["--from", "a mentor", "--to", "none"]).code, 0);
    // a look came before: what says otherwise does not hold
    let head = sha256(read(&dir, "amend-001.txt").as_bytes()).hex();
    let lock = sha256(read(&dir, "lock.txt").as_bytes()).hex();
    let body = format!("lodtrin-1 look\nlock={lock}\nhead={head}\ndata={lock}\nverb=effect\n");
    assert_eq!(verify(&dir).code, 0);
    write(&dir, "look.txt", &format!("{body}look={}\n", sha256(body.as_bytes())));
    assert_eq!(verify(&dir).code, 1, "amend-002 says that nobody had looked");
    std::fs::write(
        &toml,
        text.replace("file = \"enrolments.csv\"", "file = \"enrolments.csv\"\ncodes = { dropout = [\"9\"] }"),
    )
    .unwrap();
    let body = body.replace(&head, &sha256(read(&dir, "amend-002.txt").as_bytes()).hex());
    write(&dir, "look.txt", &format!("{body}look={}\n", sha256(body.as_bytes())));
    assert!(lodtrin(&["lock", &p, "--coding", "x"]).err.contains("L403"), "somebody has looked");
    std::fs::remove_file(file(&dir, "look.txt")).unwrap();
    // an interrupted coding lock is understood, and completed by the same command
    write(&dir, "amend-003.toml", "[registers.");
    assert_eq!(lodtrin(&["status", &p]).code, 0);
    assert_eq!(verify(&dir).code, 0);
    let a = lodtrin(&["lock", &p, "--coding", "the codes came", "--date", "2027-02-30"]);
    assert_eq!(a.code, 2, "no such day");
    assert_eq!(lodtrin(&["lock", &p, "--coding", "the codes came"]).code, 0);
    assert!(read(&dir, "amend-003.toml").contains("codes = { dropout = [\"9\"] }\n"));
    assert_eq!(verify(&dir).code, 0);
    let status: Value = serde_json::from_str(&lodtrin(&["status", &p, "--format", "json"]).out).unwrap();
    let last = status["changes"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["kind"], &last["key"], &last["results"]),
        (&"coding".into(), &"registers.enrolments.codes".into(), &"before".into())
    );
}

#[test]
fn misspelt_keys_of_the_lottery_are_named() {
    for (rules, near) in [
        ("source = \"drand\"\nat = 2999-01-01T12:00:00Z\nfallbacks = []", "`fallback`"),
        ("source = \"dice\"\nobjection = 2999-01-01T12:00:00Z", "`objections`"),
    ] {
        let a = lodtrin(&["lock", &path(&study(rules)), "--check"]);
        assert!(a.code == 2 && a.err.contains("P301") && a.err.contains(near), "{}", a.err);
    }
    for rules in [
        "source = \"dice\"\nfallback = [\"2999-01-01T12:00:00Z\"]",
        "source = \"drand\"\nat = 2999-01-01T12:00:00Z\nfallback = [\"2999-01-02T11:59:59Z\"]",
        "source = \"drand\"\nat = 2999-01-01T12:00:00Z\nobjections = 2999-01-01T12:00:00Z",
    ] {
        let a = lodtrin(&["lock", &path(&study(rules)), "--check"]);
        assert!(a.code == 2 && a.err.contains("P304"), "{rules}: {}", a.err);
    }
}
