//! The printed report of the first sample: the first part on exactly one page, the first two on at most four, page numbers,
//! and on the first page what a reader looks for first.

use assert_cmd::Command;
use std::path::Path;

/// Most pages of the first two parts.
const PAGES: usize = 4;
/// The effect, who was compared, whether the plan was kept, how to check; then every row of the table of trust.
const FACTS: [&str; 13] = [
    "Indsatsen sænkede frafaldet med",
    "indgik i sammenligningen",
    "Planen er fulgt",
    "kontrol: lodtrin verify",
    "Lodtrækningen kan genberegnes",
    "Låst, før tilfældighedstallet kom",
    "Terningkasterne var låst",
    "Koderne lå fast før resultaterne",
    "Udfaldene er kendt",
    "Indsatsen kom som lodtrukket",
    "Trinene er store nok",
    "Andre beregninger er enige",
    "Hvad svarer undersøgelsen ikke på?",
];

/// The words of every page of a report as a browser prints it; nothing where a tool is missing.
fn pages(report: &Path) -> Option<Vec<String>> {
    let browser = crate::tools::browser("prints the report")?;
    if !crate::tools::here("pdftotext", "poppler-utils", "reads the printed report") {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let pdf = folder.path().join("report.pdf");
    let printed = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(format!("--print-to-pdf={}", pdf.display()))
        .arg(format!("file://{}", report.display()))
        .output()
        .unwrap();
    assert!(pdf.is_file(), "{}", String::from_utf8_lossy(&printed.stderr));
    let text = Command::new("pdftotext").args(["-layout"]).arg(&pdf).arg("-").output().unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    Some(text.split('\u{c}').filter(|p| !p.trim().is_empty()).map(str::to_string).collect())
}

/// Holds the Danish report of the first sample to what its printed pages promise.
pub fn holds(report: &Path) {
    let Some(pages) = pages(report) else { return };
    let plain: Vec<String> = pages.iter().map(|p| p.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    for fact in FACTS {
        assert!(plain[0].contains(fact), "{fact:?} is not on the first page:\n{}", pages[0]);
    }
    let begins = |heading: &str| {
        let found = pages.iter().position(|p| p.lines().any(|l| l.trim() == heading));
        found.unwrap_or_else(|| panic!("no page has the heading {heading:?}"))
    };
    assert_eq!(begins("Spørgsmål og mål"), 1, "the first part is one page, and the second begins on the next");
    let appendix = begins("Lodtrækningen");
    assert!(appendix <= PAGES, "the first two parts take {appendix} pages");
    for (i, page) in plain.iter().enumerate() {
        let number = format!("side {} af {}", i + 1, pages.len());
        assert!(page.contains(&number), "page {} has no {number:?}", i + 1);
    }
}
