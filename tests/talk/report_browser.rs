//! The report in a browser, where one is installed: nothing on the console, nothing wider than the window at the three
//! widths, and a printed page that cuts no table. Screenshots are left in cargo's folder for test products.

use super::report_study::{SAMPLE, write};
use assert_cmd::Command;
use std::path::{Path, PathBuf};

/// Widths of the window in CSS pixels: a phone, a tablet, a screen.
const WIDTHS: [u32; 3] = [360, 768, 1280];
/// Width and height of what is printed on A4 within the margins of 12 and 14 mm, in CSS pixels.
const PAPER: (u32, u32) = (703, 1016);
/// A notice as long as one may be.
const NOTICE: &str = "<p class=\"notice\">Der er trukket lod to gange om den samme liste, efter at resultatet kunne være kendt, \
                      og der er ikke låst nogen begrundelse; det kan ikke regnes for afgjort ved lodtrækning.</p>";

/// The first browser on the path.
pub fn browser() -> Option<PathBuf> {
    crate::tools::browser("looks at the page")
}

fn run(browser: &Path, profile: &Path, args: &[String]) -> (String, String) {
    let out = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(args)
        .output()
        .unwrap();
    (String::from_utf8_lossy(&out.stdout).into_owned(), String::from_utf8_lossy(&out.stderr).into_owned())
}

/// A page that loads the report in a frame of each width and says how wide its contents are. The frame's policy lets
/// nothing run inside; the measuring is done from outside.
fn ruler(report: &Path) -> String {
    let frames: String = WIDTHS
        .iter()
        .map(|w| format!("<iframe width=\"{w}\" height=\"900\" src=\"file://{}\"></iframe>\n", report.display()))
        .collect();
    format!(
        "<!DOCTYPE html><body style=\"margin:0\">{frames}<p id=\"out\">waiting</p><script>\n\
         addEventListener('load',()=>{{const out=[];for(const f of document.querySelectorAll('iframe')){{\
         const d=f.contentDocument,r=d.documentElement,width=f.clientWidth;\
         const wide=[...d.querySelectorAll('body *')].filter(e=>e.getBoundingClientRect().right>width+1\
         &&!e.closest('.scroll')&&!e.closest('svg')&&!e.closest('.skip')&&getComputedStyle(e).display!='none');\
         const first=d.querySelector('.finding').getBoundingClientRect().top;\
         const clipped=[...d.querySelectorAll('svg text')].filter(t=>{{const b=t.getBoundingClientRect();\
         return b.width>0&&(b.right>width+1||b.left<-1)}});\
         const small=[...d.querySelectorAll('svg')].filter(s=>s.getBoundingClientRect().width>0)\
         .map(s=>s.getBoundingClientRect().width/s.viewBox.baseVal.width);\
         out.push([width,r.scrollWidth,wide.length,clipped.length,Math.min(...small).toFixed(3),\
         d.querySelectorAll('figure').length,Math.round(first)].join(' '))}}\
         document.getElementById('out').textContent='measured '+out.join(' | ')}});\n</script>"
    )
}

#[test]
fn the_page_stands_in_a_browser_at_three_widths_and_on_paper() {
    let Some(browser) = browser() else { return };
    let base = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("report");
    let _ = std::fs::remove_dir_all(&base);
    for language in ["da", "en"] {
        let folder = base.join(language);
        std::fs::create_dir_all(&folder).unwrap();
        write(&folder, SAMPLE, str::to_string);
        let made =
            Command::cargo_bin("lodtrin").unwrap().arg("report").arg(&folder).args(["--language", language]).output();
        assert!(made.unwrap().status.success());
        look(&browser, &folder, language);
    }
}

/// Looks at a study's report at three widths and on paper.
pub fn look(browser: &Path, folder: &Path, language: &str) {
    let report = folder.join("results/report.html");
    let profile = folder.join("profile");
    std::fs::write(folder.join("ruler.html"), ruler(&report)).unwrap();
    let address = |p: &Path| format!("file://{}", p.display());
    let measured = run(
        browser,
        &profile,
        &[
            "--allow-file-access-from-files".into(),
            "--virtual-time-budget=20000".into(),
            "--dump-dom".into(),
            address(&folder.join("ruler.html")),
        ],
    );
    let line = measured.0.split("measured ").nth(1).and_then(|s| s.split('<').next()).unwrap_or_default().to_string();
    assert!(!line.is_empty(), "{language}: the page could not be measured: {}", measured.1);
    for (part, width) in line.split(" | ").zip(WIDTHS) {
        let numbers: Vec<f64> = part.split_whitespace().map(|n| n.parse().unwrap()).collect();
        let [frame, contents, wide, clipped, scale, figures, first] = numbers[..] else { panic!("{line}") };
        assert!(first < 120.0, "{language}, {width}: the finding begins {first} pixels down");
        assert_eq!(frame, f64::from(width));
        assert!(contents <= frame, "{language}, {width}: the page is {contents} wide");
        assert_eq!(wide, 0.0, "{language}, {width}: elements stick out of the page");
        assert_eq!(clipped, 0.0, "{language}, {width}: words of a figure stick out");
        assert!(figures >= 5.0, "{language}: {figures} figures");
        // letters of 10 units and more stay at least 9 pixels high
        assert!(scale >= 0.9, "{language}, {width}: a figure is shrunk to {scale}");
    }
    assert!(!measured.1.contains("CONSOLE"), "{language}: {}", measured.1);
    for width in WIDTHS {
        let shot = folder.join(format!("{width}.png"));
        let height = if width == 360 { 16000 } else { 11000 };
        let said = run(
            browser,
            &profile,
            &[format!("--window-size={width},{height}"), format!("--screenshot={}", shot.display()), address(&report)],
        );
        assert!(shot.is_file(), "{}", said.1);
        assert!(!said.1.contains("CONSOLE"), "{language}, {width}: {}", said.1);
    }
    on_paper(browser, &profile, folder, language);
    let pdf = folder.join("report.pdf");
    run(
        browser,
        &profile,
        &["--no-pdf-header-footer".into(), format!("--print-to-pdf={}", pdf.display()), address(&report)],
    );
    let bytes = std::fs::read(&pdf).unwrap();
    assert!(bytes.starts_with(b"%PDF") && bytes.len() > 20_000);
    let _ = std::fs::remove_dir_all(&profile);
}

/// The page under its rules for print, at the width of A4 less its margins: no table and no figure reaches beyond it, the
/// letters of figures are 8 points high or more, those of tables 9, and the first part is one page, with two notices too.
fn on_paper(browser: &Path, profile: &Path, folder: &Path, language: &str) {
    let html = std::fs::read_to_string(folder.join("results/report.html")).unwrap();
    let printed = html
        .replace("@media print{", "@media all{")
        .replace("@media (max-width:640px)", "@media not all")
        .replace("<details>", "<details open>");
    assert_ne!(printed, html);
    std::fs::write(folder.join("notices.html"), printed.replacen("</h1>", &format!("</h1>{NOTICE}{NOTICE}"), 1))
        .unwrap();
    std::fs::write(folder.join("print.html"), printed).unwrap();
    let ruler = format!(
        "<!DOCTYPE html><iframe width=\"{}\" height=\"900\" style=\"border:0\" src=\"file://{}\"></iframe>\
         <iframe width=\"{}\" height=\"900\" src=\"notices.html\" style=\"border:0\"></iframe><p id=\"out\">waiting</p>\
         <script>addEventListener('load',()=>{{const d=document.querySelector('iframe').contentDocument;\
         const cut=[...d.querySelectorAll('table,svg,pre,dl')].filter(e=>{{const b=e.getBoundingClientRect();\
         return b.width>0&&b.right>704&&!e.closest('details')?.querySelector('[data-table=S1]')}}).map(e=>e.tagName+' '+(e.caption?e.caption.textContent:'')+Math.round(e.getBoundingClientRect().right));\
         const small=[];for(const s of d.querySelectorAll('svg')){{const b=s.getBoundingClientRect(),v=s.viewBox.baseVal;\
         if(!b.width)continue;const k=Math.min(b.width/v.width,b.height/v.height)*.75;\
         for(const t of s.querySelectorAll('text'))if(parseFloat(getComputedStyle(t).fontSize)*k<8)small.push(t.textContent)}}\
         for(const c of d.querySelectorAll('td'))if(parseFloat(getComputedStyle(c).fontSize)*.75<8.99)small.push(c.textContent);\
         const high=[...document.querySelectorAll('iframe')].map(f=>Math.round(f.contentDocument.getElementById('short').getBoundingClientRect().height));\
         document.getElementById('out').textContent='measured '+d.querySelectorAll('table').length+' tables, cut: '+cut.join('; ')+'. small: '+small.join('; ')+'. high: '+high.join(' ')+' .'}});</script>",
        PAPER.0,
        folder.join("print.html").display(),
        PAPER.0
    );
    std::fs::write(folder.join("print-ruler.html"), ruler).unwrap();
    let said = run(
        browser,
        profile,
        &[
            "--allow-file-access-from-files".into(),
            "--virtual-time-budget=20000".into(),
            "--dump-dom".into(),
            format!("file://{}", folder.join("print-ruler.html").display()),
        ],
    );
    let line = said.0.split("measured ").nth(1).and_then(|s| s.split('<').next()).unwrap_or_default().to_string();
    assert!(line.contains("tables, cut: . small: . high: "), "{language}: on paper {line}");
    let high: Vec<u32> = line.split("high: ").nth(1).unwrap().split(' ').map_while(|h| h.parse().ok()).collect();
    assert!(
        high.len() == 2 && high.iter().all(|h| (300..=PAPER.1).contains(h)),
        "{language}: the first page is {line}"
    );
}
