//! The README and the tutorial tell the truth: their commands are run, and what they show of the output is what is printed.

#[cfg(unix)]
use super::page_runs::{Ended, ran};
use std::path::Path;

/// What a page asks of its reader.
enum Step {
    /// A command, and the lines that the page shows under it; none shown means none printed, or not told.
    Run { line: usize, command: String, output: Vec<String> },
    /// Lines to add to the end of a file (a block opened with `append=FILE`).
    Append { file: String, lines: String },
}

fn steps(page: &str) -> Vec<Step> {
    let mut found: Vec<Step> = Vec::new();
    let mut block = "";
    for (n, line) in page.lines().enumerate() {
        if let Some(opened) = line.strip_prefix("```") {
            block = opened;
            if let Some((_, file)) = opened.split_once("append=") {
                found.push(Step::Append { file: file.to_string(), lines: String::new() });
            }
            continue;
        }
        match (block, line.strip_prefix("$ "), found.last_mut()) {
            ("console", Some(command), _) => {
                found.push(Step::Run { line: n + 1, command: command.to_string(), output: Vec::new() });
            }
            ("console", None, Some(Step::Run { output, .. })) => output.push(line.trim_end().to_string()),
            (other, _, Some(Step::Append { lines, .. })) if other.contains("append=") => {
                lines.push_str(line);
                lines.push('\n');
            }
            _ => {}
        }
    }
    found
}

/// Whether output is what is shown: a line of `…` stands for any lines, `…` within a line for any words.
fn fits(shown: &[String], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((first, rest)) if first == "…" => (0..=printed.len()).any(|skip| fits(rest, &printed[skip..])),
        Some((first, rest)) => {
            printed.split_first().is_some_and(|(p, others)| alike(first, p.trim_end()) && fits(rest, others))
        }
    }
}

fn alike(shown: &str, printed: &str) -> bool {
    match shown.split_once('…') {
        None => shown == printed,
        Some((head, tail)) => {
            printed.len() >= head.len() + tail.len() && printed.starts_with(head) && printed.ends_with(tail)
        }
    }
}

#[test]
fn ellipses_stand_for_any_lines_and_words() {
    let show = |lines: &[&str]| lines.iter().map(|l| l.to_string()).collect::<Vec<_>>();
    assert!(fits(&show(&["a", "…", "c"]), &["a", "b", "b", "c"]));
    assert!(fits(&show(&["…"]), &[]));
    assert!(!fits(&show(&["a", "…", "d"]), &["a", "b", "c"]));
    assert!(!fits(&show(&["a"]), &["a", "b"]));
    assert!(fits(&show(&["a … c"]), &["a b c"]));
    assert!(!fits(&show(&["a … c"]), &["a b d"]));
}

/// Follows a page word by word in an empty folder.
#[cfg(unix)]
fn follow(page: &str, least: usize) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join(page)).expect("the page");
    let home = tempfile::tempdir().expect("scratch");
    // the commands are written as from the repository's root, and leave it as it is
    for part in ["data-samples", "tests"] {
        std::os::unix::fs::symlink(root.join(part), home.path().join(part)).expect("link");
    }
    let steps = steps(&text);
    assert!(steps.len() >= least, "{page} has {} steps", steps.len());
    for step in steps {
        let (line, command, output) = match step {
            Step::Run { line, command, output } => (line, command, output),
            Step::Append { file, lines } => {
                let mut to = std::fs::OpenOptions::new()
                    .create(true)
                    .append(true)
                    .open(home.path().join(&file))
                    .expect("the file");
                std::io::Write::write_all(&mut to, lines.as_bytes()).expect("it takes more");
                continue;
            }
        };
        let Ended { well, out: printed, err: errors } = ran(home.path(), &command);
        assert!(well, "{page}:{line}: {command} fails:\n{printed}{errors}");
        let lines: Vec<&str> = printed.trim_end().lines().collect();
        assert!(
            fits(&output, &lines),
            "{page}:{line}: `{command}` prints\n{printed}\nwhere the page shows\n{}",
            output.join("\n")
        );
    }
}

#[cfg(unix)]
#[test]
fn what_the_readme_shows_is_what_happens() {
    follow("README.md", 10);
}

#[cfg(unix)]
#[test]
fn the_tutorial_leads_from_nothing_to_a_verified_report() {
    follow("docs/tutorial.md", 15);
}

#[cfg(unix)]
#[test]
fn danish_readers_get_from_nothing_to_a_report_and_to_their_own_lock() {
    follow("docs/da/kom-i-gang.md", 12);
}

#[cfg(unix)]
#[test]
fn what_the_danish_pages_show_is_what_happens() {
    for (page, least) in [("til-skolen.md", 4), ("lodtraekningen.md", 6), ("laes-rapporten.md", 9), ("forbehold.md", 2)]
    {
        follow(&format!("docs/da/{page}"), least);
    }
}
