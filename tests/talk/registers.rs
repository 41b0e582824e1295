//! Ingest, inspect and pseudonymise as they are used from the command line.

use super::registers_folder::{Ran, Study, digits_of_ten, ran};
use crate::tools::samples;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

const CORPUS: &str = include_str!("../registers-corpus/study.toml");

/// The sample study in a folder of its own.
fn sample_study() -> Study {
    let study = Study::new("");
    samples::copied(&samples::place(samples::ONE), &study.path(""));
    study
}

/// A small study with every register but activities; `exit` is what became of the last pupil.
fn small(exit: &str) -> Study {
    let study = Study::new(CORPUS);
    write_small(&study, exit);
    for (register, more) in [
        ("enrolments", "extracted = 2028-03-01"),
        ("exits", "extracted = 2028-03-01"),
        ("absences", ""),
        ("background", ""),
        ("optouts", ""),
    ] {
        study.declare(register, &format!("registers/{register}.csv"), more);
    }
    study
}

fn write_small(study: &Study, exit: &str) {
    study.write("programmes.csv", "id;school\ntømrer-1;Ærø\nsmed-2;Århus\n".as_bytes());
    let file = |name: &str| format!("registers/{name}.csv");
    study.write(
        &file("enrolments"),
        "pupil;programme;start;end\n6501074321;tømrer-1;10-08-2026;\n6502074322;smed-2;11-08-2026;\n\
         6503074323;smed-2;11-08-2026;\n"
            .as_bytes(),
    );
    let exits = format!("pupil;date;code\n650107-4321;18-12-2026;completed\n650207-4322;02-10-2026;{exit}\n");
    study.write(&file("exits"), exits.as_bytes());
    study.write(&file("absences"), b"pupil;date;hours_offered;hours_absent\n6501074321;12-08-2026;6,5;2,25\n");
    study.write(&file("background"), b"pupil;sex;grade\n6501074321;k;7,5\n6502074322;m;4\n");
    study.write(&file("optouts"), b"pupil\n650307-4323\n");
}

fn ok(run: Ran) -> Ran {
    assert_eq!(run.code, 0, "{}\n{}", run.out, run.err);
    run
}

#[test]
fn nothing_that_identifies_comes_out_of_the_sample() {
    let study = sample_study();
    let mut ids = Vec::new();
    for entry in std::fs::read_dir(study.path("registers")).expect("registers").flatten() {
        let bytes = std::fs::read(entry.path()).expect("a register");
        ids.extend(digits_of_ten(&encoding_of_names(&bytes)));
    }
    ids.sort();
    ids.dedup();
    assert!(ids.len() > 4000, "{} identifiers", ids.len());
    let run = ok(study.run_with_key(&["ingest", "--format", "json"]));
    let check = study.run(&["ingest", "--check"]);
    let inspected = {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lodtrin"));
        command.arg("inspect").arg(study.path("registers/enrolments.csv")).arg(study.path("registers/exits.csv"));
        ran(command)
    };
    let outputs =
        [study.everything_but("registers"), run.out, run.err, check.out, check.err, inspected.out, inspected.err];
    // every run of ten digits of any output, and the same with hyphens: a set is quicker than four thousand searches
    let mut shown: Vec<String> = outputs.iter().flat_map(|t| digits_of_ten(t)).collect();
    shown.extend(outputs.iter().flat_map(|t| hyphened(t)));
    shown.retain(|s| ids.binary_search(s).is_ok());
    assert!(shown.is_empty(), "identifiers came out: {}", shown.len());
}

fn encoding_of_names(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn hyphened(text: &str) -> Vec<String> {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_digit);
    (6..bytes.len().saturating_sub(4))
        .filter(|i| bytes[*i] == b'-' && digits(i - 6..*i) && digits(i + 1..i + 5))
        .map(|i| String::from_utf8_lossy(&bytes[i - 6..i + 5]).into_owned())
        .collect()
}

#[test]
fn the_same_bytes_on_any_number_of_threads_and_under_any_name() {
    let (a, b) = (sample_study(), sample_study());
    ok(a.run_with_key(&["ingest", "--threads", "1"]));
    ok(b.run_with_key(&["ingest", "--threads", "4"]));
    for file in ["pupils.parquet", "absences.parquet", "panel.csv", "quarantine.csv", "quality.json", "receipt.json"] {
        let inside = format!("data/{file}");
        assert_eq!(a.read(&inside), b.read(&inside), "{file}");
    }
}

#[test]
fn one_delivery_in_many_dialects() {
    let base = small("dropout");
    ok(base.run_with_key(&["ingest"]));
    let wanted = (base.read("data/panel.csv"), base.read("data/pupils.parquet"), base.read("data/absences.parquet"));
    let rewrite = |study: &Study, how: &dyn Fn(&str) -> Vec<u8>| {
        for register in ["enrolments", "exits", "absences", "background", "optouts"] {
            let inside = format!("registers/{register}.csv");
            let text = String::from_utf8(study.read(&inside)).expect("UTF-8");
            study.write(&inside, &how(&text));
        }
    };
    let western = |text: &str| text.chars().map(|c| c as u32 as u8).collect::<Vec<u8>>();
    type How<'a> = Box<dyn Fn(&str) -> Vec<u8> + 'a>;
    let dialects: Vec<(&str, How<'_>)> = vec![
        ("windows-1252, CRLF", Box::new(|t| western(&t.replace('\n', "\r\n")))),
        ("TAB and a byte-order mark", Box::new(|t| format!("\u{feff}{}", t.replace(';', "\t")).into_bytes())),
        ("quotes everywhere", Box::new(|t| quoted(t, ';').into_bytes())),
        ("commas, quotes, points", Box::new(|t| quoted(t, ',').replace("6,5", "6.5").into_bytes())),
        ("a trailer", Box::new(|t| format!("{t}Antal poster: {}\n", t.lines().count() - 1).into_bytes())),
        ("upper case and blanks in the header", Box::new(|t| shouted(t).into_bytes())),
        ("CR alone", Box::new(|t| t.replace('\n', "\r").into_bytes())),
        ("yyyy-mm-dd", Box::new(|t| dated(t, |d, m, y| format!("{y}-{m}-{d}")).into_bytes())),
        ("yyyymmdd", Box::new(|t| dated(t, |d, m, y| format!("{y}{m}{d}")).into_bytes())),
        ("dd-mm-yy", Box::new(|t| dated(t, |d, m, y| format!("{d}-{m}-{}", &y[2..])).into_bytes())),
        ("dd.mm.yyyy with a time", Box::new(|t| dated(t, |d, m, y| format!("{d}.{m}.{y} 00:00:00")).into_bytes())),
        ("hyphens in identifiers", Box::new(|t| t.replace("074321;", "07-4321;").into_bytes())),
    ];
    for (name, how) in dialects {
        let study = small("dropout");
        rewrite(&study, &*how);
        let run = study.run_with_key(&["ingest"]);
        assert_eq!(run.code, 0, "{name}: {}", run.err);
        let got =
            (study.read("data/panel.csv"), study.read("data/pupils.parquet"), study.read("data/absences.parquet"));
        assert!(got == wanted, "{name}: {}", String::from_utf8_lossy(&got.0));
    }
}

fn quoted(text: &str, delimiter: char) -> String {
    let line =
        |l: &str| l.split(';').map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(&delimiter.to_string()) + "\n";
    text.lines().map(line).collect()
}

fn shouted(text: &str) -> String {
    let (head, body) = text.split_once('\n').expect("a header");
    let head: Vec<String> = head.split(';').map(|c| format!(" {} ", c.to_uppercase())).collect();
    format!("{}\n{body}", head.join(";"))
}

fn dated(text: &str, form: impl Fn(&str, &str, &str) -> String) -> String {
    let cell = |c: &str| match c.split('-').collect::<Vec<_>>().as_slice() {
        [d, m, y] if y.len() == 4 && d.len() == 2 => form(d, m, y),
        _ => c.to_string(),
    };
    text.lines().map(|l| l.split(';').map(cell).collect::<Vec<_>>().join(";") + "\n").collect()
}

#[test]
fn who_opted_out_is_nowhere_and_codes_must_be_explained() {
    let study = small("dropout");
    ok(study.run_with_key(&["ingest"]));
    let quality: serde_json::Value = serde_json::from_slice(&study.read("data/quality.json")).expect("JSON");
    assert_eq!(quality["registers"]["enrolments"]["excluded_by"]["opt-out"], 1);
    assert_eq!(quality["study"]["pupils"], 2);
    assert_eq!(
        String::from_utf8(study.read("data/panel.csv")).expect("UTF-8"),
        "outcome,programme,period,start,n,k\ndropout,smed-2,2026E,,1,1\ndropout,tømrer-1,2026E,,1,0\n"
    );
    let unknown = small("væk");
    let check = unknown.run(&["ingest", "--check"]);
    assert_eq!(check.code, 1);
    assert!(check.err.contains("`væk` in column `code` (1 row)"), "{}", check.err);
    assert_eq!(unknown.run_with_key(&["ingest"]).code, 2);
    assert!(!unknown.path("data").exists());
}

#[test]
fn keys_that_do_not_protect_are_refused() {
    let study = small("dropout");
    let refused = |words: &[&str], code: &str| {
        let run = study.run(words);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.contains(code), "{}", run.err);
        assert!(!study.path("data").exists());
    };
    refused(&["ingest"], "R401");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let key = |name: &str, bytes: &[u8]| {
        let path = elsewhere.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path.display().to_string()
    };
    refused(&["ingest", "--key-file", &key("empty", b"")], "R402");
    refused(&["ingest", "--key-file", &key("blank", b" \n")], "R402");
    refused(&["ingest", "--key-file", &key("short", b"secret")], "R402");
    refused(&["ingest", "--key-file", &key("half", "ab".repeat(16).as_bytes())], "R402");
    refused(&["ingest", "--key-file", "/nowhere/at/all"], "P101");
    study.write("key", "ab".repeat(32).as_bytes());
    refused(&["ingest", "--key-file", &study.path("key").display().to_string()], "R403");
    ok(study.run(&["ingest", "--key-file", &key("raw", &std::array::from_fn::<u8, 32, _>(|i| 17 + 7 * i as u8))]));
}

/// Every file of data/ with its bytes, or nothing.
fn snapshot(study: &Study) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(study.path("data")) else { return BTreeMap::new() };
    entries
        .flatten()
        .map(|e| (e.file_name().to_string_lossy().into_owned(), std::fs::read(e.path()).expect("a file")))
        .collect()
}

#[test]
fn killed_at_any_moment_the_folder_holds_the_old_data_or_the_new() {
    let study = small("completed");
    ok(study.run_with_key(&["ingest"]));
    let old = snapshot(&study);
    write_small(&study, "dropout");
    ok(study.run_with_key(&["ingest"]));
    let new = snapshot(&study);
    assert_ne!(old, new);
    let reset = || {
        write_small(&study, "completed");
        ok(study.run_with_key(&["ingest"]));
        write_small(&study, "dropout");
    };
    reset();
    let mut killed_before = 0;
    for wait in 0..40u64 {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lodtrin"));
        command.arg("ingest").arg(study.path("")).arg("--key-file").arg(study.key());
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        std::thread::sleep(Duration::from_millis(wait * 2));
        let _ = child.kill();
        let _ = child.wait();
        let now = snapshot(&study);
        assert!(now == old || now == new, "after {wait} ms: {:?}", now.keys());
        killed_before += u32::from(now == old);
        if now == new {
            reset();
        }
    }
    assert!(killed_before > 0);
    ok(study.run_with_key(&["ingest"]));
    assert_eq!(snapshot(&study), new);
    let left = std::fs::read_dir(study.path("")).expect("the folder").flatten();
    // the file that is locked while a run writes may stay; temporary ones may not
    let temporary = |name: &str| name.starts_with(".lodtrin") && name != ".lodtrin.lock";
    let left: Vec<_> = left.filter(|e| temporary(&e.file_name().to_string_lossy())).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn two_authorities_prepare_files_that_link() {
    let study = small("dropout");
    ok(study.run_with_key(&["ingest"]));
    let together = (study.read("data/pupils.parquet"), study.read("data/panel.csv"));
    let apart = small("dropout");
    let mut toml = String::from_utf8(apart.read("study.toml")).expect("UTF-8");
    for register in ["enrolments", "exits", "absences", "background", "optouts"] {
        let inside = format!("registers/{register}.csv");
        let prepared = apart.path(&format!("registers/{register}-p.csv"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_lodtrin"));
        command.arg("pseudonymise").arg(apart.path(&inside)).args([
            "--column",
            "pupil",
            "--domain",
            "corpus",
            "--key-file",
        ]);
        command.arg(study.key()).arg("--out").arg(&prepared);
        let run = ok(ran(command));
        assert!(!run.err.contains("6501074321"), "{}", run.err);
        assert!(digits_of_ten(&std::fs::read_to_string(&prepared).expect("prepared")).is_empty());
        std::fs::remove_file(apart.path(&inside)).expect("the plain file is gone");
        toml = toml.replace(&format!("\"{inside}\""), &format!("\"registers/{register}-p.csv\"\npseudonymised = true"));
    }
    apart.write("study.toml", toml.as_bytes());
    // no key: every register is pseudonymised
    ok(apart.run(&["ingest"]));
    assert_eq!((apart.read("data/panel.csv")), together.1);
    // birth date and sex are not derived from a pseudonym, so only the pseudonyms themselves are compared
    let pseudonyms = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let mut found: Vec<String> = text
            .split(|c: char| !c.is_ascii_hexdigit())
            .filter(|t| t.len() >= 64)
            .map(|t| t[t.len() - 64..].to_string())
            .collect();
        found.sort();
        found.dedup();
        found
    };
    let (a, b) = (pseudonyms(&together.0), pseudonyms(&apart.read("data/pupils.parquet")));
    assert!(!a.is_empty());
    assert_eq!(a, b);
}

#[test]
fn the_block_that_inspect_writes_reads_the_file() {
    let study = Study::new(CORPUS);
    study.write("programmes.csv", "id;school\ntømrer-1;Ærø\nsmed-2;Århus\n".as_bytes());
    let mut text = String::from("CPR-nummer;Uddannelse;Indskrevet;Udskrevet;Afgangsårsag;Hold\r\n");
    for i in 0..12 {
        text.push_str(&format!("65{:02}07-4{i:03};tømrer-1;1{}.08.2026;18.12.2026;10;h{i}\r\n", 1 + i, i % 10));
    }
    study.write("registers/udtræk.csv", &text.chars().map(|c| c as u32 as u8).collect::<Vec<u8>>());
    let mut command = Command::new(env!("CARGO_BIN_EXE_lodtrin"));
    command.current_dir(study.path("")).args(["inspect", "registers/udtræk.csv"]);
    let run = ok(ran(command));
    let block = &run.out[run.out.find("[registers.").expect("a block")..];
    let mut toml = String::from_utf8(study.read("study.toml")).expect("UTF-8");
    toml.push_str(&format!("\n{block}codes = {{ completed = [\"10\"] }}\nextracted = 2027-08-01\n"));
    study.write("study.toml", toml.as_bytes());
    ok(study.run_with_key(&["ingest"]));
    assert!(String::from_utf8(study.read("data/panel.csv")).expect("UTF-8").contains("tømrer-1,2026E,,12,0"));
}

#[test]
fn the_page_names_every_field_and_every_code() {
    let page =
        std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/registers.md")).expect("a page");
    let named = |text: &str| assert!(page.contains(&format!("`{text}`")), "docs/registers.md does not name `{text}`");
    for register in lodtrin::registers::Register::ALL {
        for field in register.fields() {
            named(field.name);
            field.known_as.iter().for_each(|n| named(n));
        }
    }
    for name in lodtrin::registers::Profile::names() {
        let profile = lodtrin::registers::Profile::named(name).unwrap_or_else(|p| panic!("{p}"));
        profile.codes.values().flatten().for_each(|c| named(c));
        profile.columns.values().flat_map(|f| f.values().flatten()).for_each(|c| named(c));
        assert!(page.contains(&profile.definition), "{name}");
    }
}
