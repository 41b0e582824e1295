//! Tables for papers: the same numbers in Word, Excel, LaTeX and Markdown, opened by the readers of others.

use super::report_study::{SAMPLE, write};
use assert_cmd::Command;
use calamine::{Data, Reader, Xlsx, open_workbook};
use lodtrin::protocol;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

fn lodtrin(args: &[&str]) -> (i32, String, String) {
    let out = Command::cargo_bin("lodtrin").unwrap().args(args).output().unwrap();
    let text = |b: Vec<u8>| String::from_utf8_lossy(&b).into_owned();
    (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
}

fn report(root: &Path, language: &str) {
    let (code, _, err) = lodtrin(&["report", root.to_str().unwrap(), "--language", language]);
    assert_eq!(code, 0, "{err}");
}

fn sheet(root: &Path, name: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = open_workbook(root.join("results/tables/tables.xlsx")).unwrap();
    let range = book.worksheet_range(name).unwrap_or_else(|e| panic!("{name}: {e}"));
    range.rows().map(<[Data]>::to_vec).collect()
}

/// Share with the outcome in the treated cells before the last wave starts, every programme and period alike.
fn by_brute_force(root: &Path) -> (f64, u64) {
    let plan = protocol::parse(SAMPLE, "study.toml").unwrap();
    let rollout = &plan.intervention().rollout;
    let mut reader = csv::Reader::from_path(root.join("data/panel.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).filter(|r| &r[0] == "dropout").collect();
    let period = |id: &str| rollout.period(id).unwrap();
    let last = rows.iter().map(|r| period(&r[3])).max().unwrap();
    let used: Vec<(f64, f64)> = rows
        .iter()
        .filter(|r| period(&r[2]) >= period(&r[3]) && period(&r[2]) < last)
        .map(|r| (r[5].parse::<f64>().unwrap(), r[4].parse::<f64>().unwrap()))
        .collect();
    let mean = used.iter().map(|(k, n)| k / n).sum::<f64>() / used.len() as f64;
    (mean, used.iter().map(|u| u.1).sum::<f64>() as u64)
}

#[test]
fn excel_holds_the_effect_as_numbers_rounded_as_printed() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), SAMPLE, str::to_string);
    report(folder.path(), "en");
    let rows = sheet(folder.path(), "Table 2");
    let head: Vec<String> = rows[0].iter().map(ToString::to_string).collect();
    let expected = [
        "Outcome",
        "Pupils",
        "Without (%)",
        "With (%)",
        "Effect (pp)",
        "Lower limit (pp)",
        "Upper limit (pp)",
        "p",
        "p, adjusted",
        "Pupils used after the start",
    ];
    assert_eq!(head, expected);
    let number = |j: usize| match &rows[1][j] {
        Data::Float(x) => *x,
        Data::Int(n) => *n as f64,
        other => panic!("{} holds {other:?}", head[j]),
    };
    assert_eq!(rows[1][0].to_string(), "Frafald inden 20 uger");
    // -0.0612, and -0.0612 ± 2.1 · 0.0148
    assert_eq!([number(1), number(4), number(5), number(6), number(7)], [4620.0, -6.1, -9.2, -3.0, 0.002]);
    let (with, pupils) = by_brute_force(folder.path());
    let rounded = |x: f64| (1000.0 * x).round() / 10.0;
    assert_eq!(number(3), rounded(with));
    assert_eq!(number(2), rounded(with + 0.0612));
    assert_eq!(number(9), pupils as f64);
    for name in ["Table 3b", "Table S1", "Table S2", "Table S3"] {
        assert!(sheet(folder.path(), name).len() > 2, "{name}");
    }
}

/// The text of one part of a Word document.
fn part(root: &Path, file: &str, name: &str) -> String {
    let bytes = std::fs::File::open(root.join(file)).unwrap();
    let mut zip = zip::ZipArchive::new(bytes).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// How often each element begins; panics where the XML is not well-formed.
fn elements(xml: &str) -> BTreeMap<String, usize> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut count, mut open) = (BTreeMap::new(), Vec::new());
    loop {
        let name = |n: &str| n.to_string();
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(e) => {
                *count.entry(name(e.name().as_ref())).or_insert(0) += 1;
                open.push(name(e.name().as_ref()));
            }
            quick_xml::events::Event::Empty(e) => *count.entry(name(e.name().as_ref())).or_insert(0) += 1,
            quick_xml::events::Event::End(e) => assert_eq!(open.pop(), Some(name(e.name().as_ref()))),
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty());
    count
}

#[test]
fn word_has_real_tables_with_captions_notes_and_heads_that_repeat() {
    let folder = tempfile::tempdir().unwrap();
    let hostile = SAMPLE.replace("label = \"Frafald inden 20 uger\"", "label = \"<w:p> & \\\"x\\\" |_%$ \\\\b\"");
    write(folder.path(), &hostile, str::to_string);
    report(folder.path(), "da");
    for file in ["results/tables/tables.docx", "results/sap.docx"] {
        let document = part(folder.path(), file, "word/document.xml");
        let count = elements(&document);
        for name in ["word/styles.xml", "word/numbering.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"] {
            elements(&part(folder.path(), file, name));
        }
        assert!(part(folder.path(), file, "docProps/core.xml").contains("1980-01-01T00:00:00Z"));
        assert_eq!(count["w:tbl"], count["w:tblHeader"], "{file}: every table has one head that repeats");
        assert!(count["w:tbl"] >= 3 && document.contains("&lt;w:p&gt; &amp;"), "{file}");
    }
    let document = part(folder.path(), "results/tables/tables.docx", "word/document.xml");
    for says in ["Tabel 2.", "Tabel 3b.", "Tabel S1.", "Virkning (pp.)", "−6,1", "Perioder"] {
        assert!(says == "Perioder" || document.contains(says), "{says}");
    }
    // as many cells in every row of LaTeX as there are columns
    let tex = std::fs::read_to_string(folder.path().join("results/tables/tables.tex")).unwrap();
    let two = tex.split("\\label{tab:2}").nth(1).unwrap().split("\\end{tabular}").next().unwrap();
    let lines: Vec<&str> = two.lines().filter(|l| l.ends_with("\\\\")).collect();
    let cells = |l: &str| l.replace("\\&", "").matches('&').count() + 1;
    assert!(lines.len() >= 2 && lines.iter().all(|l| cells(l) == 10), "{two}");
    assert!(two.contains("\\toprule") && two.contains("$<$w:p$>$ \\& \"x\" |\\_\\%\\$ \\textbackslash{}b"), "{two}");
}

#[test]
fn the_same_study_gives_the_same_documents() {
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for folder in [&a, &b] {
        write(folder.path(), SAMPLE, str::to_string);
        report(folder.path(), "da");
    }
    let receipt = std::fs::read_to_string(a.path().join("results/receipt.json")).unwrap();
    for file in
        ["tables/tables.docx", "tables/tables.xlsx", "tables/tables.tex", "tables/tables.md", "sap.docx", "sap.md"]
    {
        let at = format!("results/{file}");
        assert_eq!(std::fs::read(a.path().join(&at)).unwrap(), std::fs::read(b.path().join(&at)).unwrap(), "{at}");
        assert!(receipt.contains(&format!("\"{at}\"")), "{at} is not in the receipt");
    }
    let zip = std::fs::File::open(a.path().join("results/tables/tables.xlsx")).unwrap();
    let mut zip = zip::ZipArchive::new(zip).unwrap();
    for i in 0..zip.len() {
        let part = zip.by_index(i).unwrap();
        assert_eq!(part.compression(), zip::CompressionMethod::Stored);
        assert_eq!(part.last_modified().map(|d| (d.year(), d.month(), d.day())), Some((1980, 1, 1)));
    }
}

#[test]
fn the_analysis_plan_names_the_lock_and_what_people_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let own = "\n[registration]\nfunding = \"Paid by *nobody*.\\n\\n- one [link](https://example.org)\\n- [bad](javascript:x)\"\n";
    write(folder.path(), &format!("{SAMPLE}{own}"), str::to_string);
    report(folder.path(), "en");
    let read = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
    let lock = lodtrin::provenance::sha256_file(&folder.path().join("lottery/lock.txt")).unwrap().hex();
    let plan = read("results/sap.md");
    assert!(plan.contains(&lock) && !plan.contains("DRAFT"), "{plan}");
    // the sample's planning values
    assert!(
        plan.contains("risk without the intervention 28%; effect −5 percentage points; ICC 0.02; CAC 0.8"),
        "{plan}"
    );
    assert!(plan.contains("Paid by *nobody*.") && plan.contains("[link](<https://example.org>)"), "{plan}");
    assert!(!plan.contains("](<javascript") && plan.contains("17 January 2022"));
    let fields = read("results/registration.md");
    for says in ["## AEA RCT Registry", "## OSF", "## ClinicalTrials.gov", "write `registration.ethics`", &lock] {
        assert!(fields.contains(says), "{says}\n{fields}");
    }
    assert!(fields.contains("Paid by \\*nobody\\*"), "{fields}");
    let page = read("results/report.html");
    for says in [
        "id=\"consort-2025\"",
        "id=\"consort-sw-2018\"",
        "id=\"tripod-ai\"",
        "not reported: write <code>registration.ethics</code>",
        "<a href=\"https://example.org\" rel=\"noreferrer\">link</a>",
    ] {
        assert!(page.contains(says), "{says}");
    }
    assert!(!page.contains("href=\"javascript"));
}

#[test]
fn danish_csv_and_workbooks_hold_the_numbers_of_the_csv() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/effects/panel.csv").display().to_string();
    let ask = ["effect", "--data", &table, "--unit", "programme", "--period", "term", "--start", "first_treated"];
    let how = ["--outcome", "completed", "--estimator", "roth-santanna", "--variance", "neyman"];
    let run = |more: &[&str]| lodtrin(&[&ask[..], &how[..], more].concat());
    let (code, plain, err) = run(&["--format", "csv"]);
    assert_eq!(code, 0, "{err}");
    let (_, danish, _) = run(&["--format", "csv-da"]);
    assert!(danish.starts_with('\u{feff}') && !danish.contains('\r'));
    let cells = |text: &str, mark: u8| -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().delimiter(mark).has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|r| r.unwrap().iter().map(str::to_string).collect()).collect()
    };
    let (a, b) = (cells(&plain, b','), cells(danish.trim_start_matches('\u{feff}'), b';'));
    let pointed = |c: &String| if c.replace(',', ".").parse::<f64>().is_ok() { c.replace(',', ".") } else { c.clone() };
    assert_eq!(a, b.iter().map(|r| r.iter().map(pointed).collect::<Vec<_>>()).collect::<Vec<_>>());
    let (code, _, err) = run(&["--out", &at("x.xlsx")]);
    assert_eq!(code, 0, "{err}");
    let mut book: Xlsx<_> = open_workbook(folder.path().join("x.xlsx")).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let mut compared = 0;
    for (i, row) in range.rows().enumerate().skip(1) {
        for (j, cell) in row.iter().enumerate() {
            if let Data::Float(x) = cell {
                assert_eq!(a[i][j].parse::<f64>().unwrap(), *x, "full numbers");
                compared += 1;
            }
        }
    }
    assert!(compared > 0);
    let (code, _, err) = run(&["--out", &at("y.csv"), "--format", "csv-da"]);
    assert_eq!((code, std::fs::read_to_string(folder.path().join("y.csv")).unwrap()), (0, danish), "{err}");
    for refused in [["--out", &at("x.pdf")], ["--format", "xlsx"]] {
        assert_eq!(run(&refused).0, 2, "{refused:?}");
    }
    assert_eq!(run(&["--out", &at("z.xlsx"), "--format", "json"]).0, 2);
    assert!(!folder.path().join("z.xlsx").exists());
}
