//! Pages of reference are written from the tool itself, and a test holds that they are fresh.

use std::path::Path;
use std::process::Command;

fn lodtrin(args: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_lodtrin"))
        .args(args)
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .output()
        .expect("it runs");
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("UTF-8")
}

/// Writes the page when asked to, and holds that it stands as it should.
fn fresh(page: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(page);
    if std::env::var_os("LODTRIN_WRITE_DOCS").is_some() {
        std::fs::write(&path, text).expect("docs");
    }
    let stands = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(stands == text, "docs/{page} is not fresh: run the test with LODTRIN_WRITE_DOCS=1 to write it anew");
}

/// Names and titles of the pages of `lodtrin explain`, in its order.
fn pages() -> Vec<(String, String)> {
    let list = lodtrin(&["explain"]);
    list.lines()
        .filter_map(|l| l.split_once("  "))
        .map(|(name, title)| (name.trim().to_string(), title.trim().to_string()))
        .collect()
}

/// How the title of a doubt begins that has no page of its own.
const DOUBT: &str = "a doubt: ";

#[test]
fn the_page_of_codes_is_fresh() {
    let mut text = String::from(
        "# Codes and methods\n\nWritten from the pages of `lodtrin explain`; a test holds that it is fresh. Errors have a \
         letter for their family and three digits: L lottery, R registers, D design, E estimators, I inference, A absence, \
         P files and protocol. Warnings have a name. Estimators, variances and other methods stand by the names that \
         tables use.\n",
    );
    let all = pages();
    assert!(all.len() > 150, "only {} pages", all.len());
    let code = |name: &str| name.len() == 4 && name[1..].bytes().all(|b| b.is_ascii_digit());
    let topics = [
        "lock",
        "draw",
        "dice",
        "drand",
        "rehearsal",
        "effect",
        "estimand",
        "weights",
        "icc",
        "prespecified",
        "absence",
    ];
    let topic = move |name: &str| topics.contains(&name);
    let named = |name: &str| name.starts_with(|c: char| c.is_ascii_uppercase()) && !code(name);
    let groups: [(&str, Box<dyn Fn(&str) -> bool>); 4] = [
        ("Topics", Box::new(topic)),
        ("Errors", Box::new(code)),
        ("Warnings", Box::new(named)),
        ("Methods", Box::new(move |n: &str| !code(n) && !named(n) && !topic(n))),
    ];
    for (heading, belongs) in groups {
        text.push_str(&format!("\n## {heading}\n"));
        let (short, long): (Vec<_>, Vec<_>) =
            all.iter().filter(|(n, _)| belongs(n)).partition(|(_, title)| title.starts_with(DOUBT));
        for (name, title) in long {
            let page = lodtrin(&["explain", name]);
            let body = page.split_once("\n\n").map_or("", |(_, body)| body).trim_end();
            text.push_str(&format!("\n### `{name}`: {title}\n\n```text\n{body}\n```\n"));
        }
        if !short.is_empty() {
            text.push_str("\n### Doubts without a page of their own\n\nThe run says what it saw and what to do.\n\n");
        }
        for (name, title) in short {
            text.push_str(&format!("- `{name}`: {}\n", title.trim_start_matches(DOUBT)));
        }
    }
    fresh("codes.md", &text);
}

#[test]
fn the_page_of_commands_is_fresh() {
    let help = lodtrin(&["--help"]);
    let verbs: Vec<&str> = help
        .lines()
        .skip_while(|l| !l.starts_with("Commands:"))
        .skip(1)
        .take_while(|l| !l.trim().is_empty())
        .filter_map(|l| l.strip_prefix("  ").filter(|l| !l.starts_with(' ')))
        .filter_map(|l| l.split_whitespace().next())
        .filter(|v| *v != "help")
        .collect();
    assert!(verbs.len() >= 20, "{verbs:?}");
    let mut text = String::from(
        "# Commands\n\nWritten from `lodtrin <verb> --help`; a test holds that it is fresh. Exit code 0: done, or the answer \
         is yes; 1: the answer is no; 2: it could not be answered. One product goes to stdout, everything else to stderr.\n",
    );
    for verb in verbs {
        let help = lodtrin(&[verb, "--help"]);
        let lines: Vec<&str> = help.trim_end().lines().map(str::trim_end).collect();
        text.push_str(&format!("\n## {verb}\n\n```text\n{}\n```\n", lines.join("\n")));
    }
    fresh("commands.md", &text);
}

#[test]
fn the_page_of_the_study_file_is_fresh() {
    let home = tempfile::tempdir().expect("scratch");
    let at = home.path().join("my-study");
    lodtrin(&["new", at.to_str().expect("UTF-8"), "--title", "My study", "--language", "en"]);
    let protocol = std::fs::read_to_string(at.join("study.toml")).expect("study.toml");
    let frame = std::fs::read_to_string(at.join("programmes.csv")).expect("programmes.csv");
    let text = format!(
        "# The study file\n\nWhat `lodtrin new` writes: every key with its default and what it means; a test holds that this \
         page is fresh. A key that is not known is an error that names the nearest one. Several interventions are declared \
         as `[[intervention]]`, see [several-interventions.md](several-interventions.md).\n\n## `study.toml`\n\n\
         ```toml\n{}\n```\n\n## `programmes.csv`\n\nThe frame, one programme a row, in any dialect that registers may have.\n\n\
         ```csv\n{}\n```\n",
        protocol.trim_end(),
        frame.trim_end()
    );
    fresh("study-file.md", &text);
}

#[test]
fn every_doubt_is_explained_by_its_kind_and_listed() {
    let said = |args: &[&str]| {
        let out = assert_cmd::Command::cargo_bin("lodtrin").expect("the binary").args(args).output().expect("it runs");
        assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).expect("UTF-8")
    };
    let list = said(&["explain", "--list"]);
    for (kind, _) in lodtrin::diagnostics::Doubt::KINDS {
        assert!(list.lines().any(|l| l.split_whitespace().next() == Some(kind)), "{kind} is not listed");
    }
    let page = said(&["explain", "immediateeffect"]);
    assert!(page.starts_with("ImmediateEffect: a doubt: a model that takes the effect to be the same"), "{page}");
    assert!(page.contains("`doubts`"), "{page}");
}
