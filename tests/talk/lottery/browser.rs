//! The draw sheet in a browser, where one is installed: green as it is, red for an edited file.

use super::*;
use std::path::Path;

const BROWSERS: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

fn browser() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).flat_map(|p| BROWSERS.map(|b| p.join(b))).find(|p| p.is_file())
}

/// The page as the browser leaves it once its script has run.
fn dom(browser: &Path, page: &Path) -> String {
    let profile = tempfile::tempdir().unwrap();
    let out = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=60000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    String::from_utf8_lossy(&out.stdout).into_owned()
}

fn class(dom: &str) -> &str {
    let body = &dom[dom.find("<body").unwrap()..];
    let class = &body[body.find("class=\"").unwrap() + 7..];
    &class[..class.find('"').unwrap()]
}

/// The page with a file dropped onto it, as the drop handler passes it on.
fn dropped(dir: &TempDir, page: &str, name: &str, text: &str) -> PathBuf {
    let call = format!("<script>offer({}, {})</script>\n</body>", serde_json::json!(name), serde_json::json!(text));
    let at = dir.path().join("dropped.html");
    std::fs::write(&at, page.replace("</body>", &call)).unwrap();
    at
}

#[test]
fn the_draw_sheet_checks_itself_in_a_browser() {
    let Some(browser) = browser() else {
        eprintln!("no browser is installed: the draw sheet was not looked at");
        return;
    };
    let rules = "source = \"dice\"\nbalance = [\"pupils:1:wave\", \"rate:2:trend\"]\nkeep = \"1/2\"\nlimit = [\"pupils:1100,1200,1300\"]";
    for rules in [rules, "source = \"dice\"\nstratify = \"none\""] {
        let dir = locked(rules);
        assert_eq!(draw(&dir, &DICE).code, 0);
        let page = read(&dir, "draw-sheet.html");
        let seen = dom(&browser, &file(&dir, "draw-sheet.html"));
        assert_eq!(class(&seen), "good", "{seen}");
        assert_eq!(seen.matches("<li class=\"good\">").count(), 9);
        // the same file dropped stays green, an edited one and a stranger turn the page red
        let schedule = read(&dir, "schedule.tsv");
        let same = dropped(&dir, &page, "schedule.tsv", &schedule);
        assert_eq!(class(&dom(&browser, &same)), "good");
        let edited = schedule.replacen("\t1\n", "\t2\n", 1);
        for (name, text) in [
            ("schedule.tsv", edited.as_str()),
            ("lock.txt", &read(&dir, "lock.txt").replace("title=", "title=x")),
            ("frame.tsv", &read(&dir, "frame.tsv").replace("412", "413")),
            ("dice.txt", &read(&dir, "dice.txt").replace("anna=1", "anna=2")),
            ("receipt.json", "{}"),
            ("other.txt", "x"),
        ] {
            let page = dropped(&dir, &page, name, text);
            assert_eq!(class(&dom(&browser, &page)), "bad", "{name}");
        }
    }
}
