//! The draw sheet in a browser, where one is installed: green as it is, red for an edited file.

use super::*;
use std::path::Path;

fn browser() -> Option<PathBuf> {
    crate::tools::browser("looks at the draw sheet")
}

/// The page as the browser leaves it once its script has run.
fn dom(browser: &Path, page: &Path) -> String {
    let profile = tempfile::tempdir().unwrap();
    let out = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=60000", "--dump-dom"])
        .args(["--disable-quic", "--no-first-run", "--disable-background-networking"])
        .args(["--disable-component-update", "--disable-sync"])
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

/// The page with a file dropped onto it: a drop event with a real file, as the browser makes it of one that a reader lets
/// go over the page.
fn dropped(dir: &TempDir, page: &str, name: &str, bytes: &[u8]) -> PathBuf {
    let drop = format!(
        "<script>
const carried = new DataTransfer();
carried.items.add(new File([Uint8Array.from({})], {}));
const over = new DragEvent(\"dragover\", {{ dataTransfer: carried, bubbles: true, cancelable: true }});
const drop = new DragEvent(\"drop\", {{ dataTransfer: carried, bubbles: true, cancelable: true }});
document.querySelector(\"h1\").dispatchEvent(over);
document.querySelector(\"h1\").dispatchEvent(drop);
document.documentElement.dataset.taken = over.defaultPrevented && drop.defaultPrevented;
</script>
</body>",
        serde_json::json!(bytes),
        serde_json::json!(name)
    );
    let at = dir.path().join("dropped.html");
    std::fs::write(&at, page.replace("</body>", &drop)).unwrap();
    at
}

/// The verdict of the page after a file was dropped onto it.
fn after(browser: &Path, dir: &TempDir, page: &str, name: &str, bytes: &[u8]) -> String {
    let seen = dom(browser, &dropped(dir, page, name, bytes));
    assert!(seen.contains("data-taken=\"true\""), "the page did not take the file: {seen}");
    assert!(seen.contains(&format!("<span id=\"dropped\">{name}</span>")), "{name}");
    class(&seen).to_string()
}

#[test]
fn the_draw_sheet_checks_itself_in_a_browser() {
    let Some(browser) = browser() else { return };
    let rules = "source = \"dice\"\nbalance = [\"pupils:1:wave\", \"rate:2:trend\"]\nkeep = \"1/2\"\nlimit = [\"pupils:1100,1200,1300\"]";
    for (all, rules) in [(true, rules), (false, "source = \"dice\"\nstratify = \"none\"")] {
        let dir = locked(rules);
        assert_eq!(draw(&dir, &DICE).code, 0);
        let page = read(&dir, "draw-sheet.html");
        let seen = dom(&browser, &file(&dir, "draw-sheet.html"));
        assert_eq!(class(&seen), "good", "{seen}");
        assert_eq!(seen.matches("<li class=\"good\">").count(), 9);
        // the same file dropped stays green, an edited one and a stranger turn the page red
        let schedule = read(&dir, "schedule.tsv");
        for name in if all { &["schedule.tsv", "frame.tsv", "plan.toml"][..] } else { &["lock.txt"] } {
            assert_eq!(after(&browser, &dir, &page, name, read(&dir, name).as_bytes()), "good", "{name}");
        }
        let edited = schedule.replacen("\t1\n", "\t2\n", 1);
        for (name, bytes) in [
            ("schedule.tsv", edited.as_bytes()),
            ("schedule.tsv", schedule.replace('\n', "\r\n").as_bytes()),
            ("schedule.tsv", format!("\u{feff}{schedule}").as_bytes()),
            ("lock.txt", read(&dir, "lock.txt").replace("title=", "title=x").as_bytes()),
            ("frame.tsv", read(&dir, "frame.tsv").replace("412", "413").as_bytes()),
            ("frame.tsv", &[0xff, 0xfe, 0x00]),
            ("dice.txt", read(&dir, "dice.txt").replace("anna=1", "anna=2").as_bytes()),
            ("receipt.json", b"{}"),
            ("other.txt", b"x"),
        ]
        .into_iter()
        .take(if all { 9 } else { 1 })
        {
            assert_eq!(after(&browser, &dir, &page, name, bytes), "bad", "{name}");
        }
    }
}

/// Two interventions over the same lots, tied together or not.
pub(super) fn two(rules: &str) -> TempDir {
    two_of("", rules)
}

/// The same, with more rules for each lottery.
pub(super) fn two_of(lottery: &str, rules: &str) -> TempDir {
    let dir = study(&format!("source = \"dice\"\n{lottery}"));
    let at = dir.path().join("study.toml");
    let text = std::fs::read_to_string(&at).unwrap();
    let (from, to) = (text.find("[[rollout.period]]").unwrap(), text.find("[registers").unwrap());
    let own = text[from..to]
        .replace("[[rollout", "[[intervention.rollout")
        .replace("[lottery]", "[intervention.lottery]")
        .replace("source = \"dice\"", "source = \"dice\"\nbalance = [\"pupils:1:wave\"]\nkeep = \"1/2\"");
    let both = ["mentor", "klub"].map(|name| format!("[[intervention]]\nname = \"{name}\"\n{own}")).concat();
    std::fs::write(&at, format!("{}{both}{rules}{}", &text[..from], &text[to..])).unwrap();
    dir
}

#[test]
fn the_draw_sheet_of_several_interventions_checks_itself() {
    let Some(browser) = browser() else { return };
    let names = ["certain", "chance", "few", "pair", "spread"];
    let allow: Vec<String> = ["klub", "mentor"].iter().flat_map(|i| names.map(|n| format!("{i}:{n}"))).collect();
    for (rules, joint) in [("", ""), ("[joint]\nseparate_starts = true\n", "joint.txt")] {
        let dir = two(rules);
        let a = lodtrin(&["lock", &path(&dir), "--allow", &allow.join(",")]);
        assert_eq!(a.code, 0, "{}", a.err);
        assert_eq!(draw(&dir, &DICE).code, 0);
        let page = read(&dir, "draw-sheet.html");
        let seen = dom(&browser, &file(&dir, "draw-sheet.html"));
        assert_eq!(class(&seen), "good", "{seen}");
        assert!(seen.contains("klub: ") && seen.contains("mentor: "));
        // two folders hold a schedule.tsv: the unedited file of either is known, an edited one of either is not
        for name in ["klub/schedule.tsv", "mentor/schedule.tsv", "mentor/frame.tsv", joint] {
            if name.is_empty() {
                continue;
            }
            let good = read(&dir, name);
            let bare = name.rsplit('/').next().unwrap();
            assert_eq!(after(&browser, &dir, &page, bare, good.as_bytes()), "good", "{name}");
            let bad = good.replacen('1', "2", 1);
            assert_eq!(after(&browser, &dir, &page, bare, bad.as_bytes()), "bad", "{name}");
        }
    }
}

#[test]
fn the_draw_sheet_of_a_rehearsal_says_so_and_checks_itself() {
    let Some(browser) = browser() else { return };
    let (dir, _) = rehearsed("123");
    let good = beacon(&dir, "good.json", 123, SIGNATURE_123);
    assert_eq!(lodtrin(&["draw", &path(&dir), "--rehearsal", "--beacon", &good]).code, 0);
    let at = dir.path().join("rehearsal/draw-sheet.html");
    let page = std::fs::read_to_string(&at).unwrap();
    assert!(page.contains("class=\"rehearsal\"") && page.contains("REHEARSAL"));
    assert_eq!(class(&dom(&browser, &at)), "good");
    let beacon = std::fs::read_to_string(dir.path().join("rehearsal/beacon.json")).unwrap();
    assert_eq!(after(&browser, &dir, &page, "beacon.json", beacon.as_bytes()), "good");
    // another round's signature, and the rehearsal passed off as a draw
    let other = beacon.replace(SIGNATURE_123, SIGNATURE_657413);
    assert_eq!(after(&browser, &dir, &page, "beacon.json", other.as_bytes()), "bad");
    let lock = std::fs::read_to_string(dir.path().join("rehearsal/lock.txt")).unwrap();
    let passed_off = lock.replace("lodtrin-1 rehearsal", "lodtrin-1 lock");
    assert_eq!(after(&browser, &dir, &page, "lock.txt", passed_off.as_bytes()), "bad");
}

/// A lottery whose signature is the beacon's plus a point of small order, everything else made to fit it: the pairing alone
/// would take it, so the outcome could be chosen.
#[test]
fn the_draw_sheet_takes_the_beacons_signature_and_none_that_is_nearly_it() {
    let Some(browser) = browser() else { return };
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/talk/lottery/order/cases");
    let forged = cases.join("signature-plus-torsion/lottery");
    let made = ["beacon.json", "receipt.json", "schedule.tsv"];
    let dir = study("source = \"dice\"");
    std::fs::create_dir(file(&dir, "")).unwrap();
    for entry in std::fs::read_dir(&forged).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !made.contains(&name.as_str()) {
            std::fs::copy(forged.join(&name), file(&dir, &name)).unwrap();
        }
    }
    let round = cases.join("r657413.json").display().to_string();
    let a = lodtrin(&["draw", &path(&dir), "--beacon", &round]);
    assert_eq!(a.code, 0, "{}", a.err);
    assert_eq!(class(&dom(&browser, &file(&dir, "draw-sheet.html"))), "good");
    let mut page = read(&dir, "draw-sheet.html");
    for name in made {
        let written = |text: &str| serde_json::to_string(text).unwrap();
        let honest = written(&read(&dir, name));
        assert_eq!(page.matches(&honest).count(), 1, "{name}");
        page = page.replace(&honest, &written(&std::fs::read_to_string(forged.join(name)).unwrap()));
    }
    write(&dir, "forged.html", &page);
    let seen = dom(&browser, &file(&dir, "forged.html"));
    assert_eq!(class(&seen), "bad");
    let check =
        |word: &str| seen.lines().flat_map(|l| l.split("<li ")).filter(|l| l.contains(word)).collect::<String>();
    assert!(check("rundens signatur").starts_with("class=\"bad\""), "{seen}");
    assert!(check("frøet følger").starts_with("class=\"good\""), "everything else fits: {seen}");
}
