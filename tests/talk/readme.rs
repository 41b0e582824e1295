//! The README tells the truth: its commands are run, and what it shows of their output is what they print.

use std::path::Path;
use std::process::Command;

/// A command and the lines that the README shows under it.
struct Shown {
    line: usize,
    command: String,
    output: Vec<String>,
}

fn shown(readme: &str) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    let mut inside = false;
    for (n, line) in readme.lines().enumerate() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if inside && let Some(command) = line.strip_prefix("$ ") {
            found.push(Shown { line: n + 1, command: command.to_string(), output: Vec::new() });
        } else if inside && let Some(last) = found.last_mut() {
            last.output.push(line.trim_end().to_string());
        }
    }
    found
}

/// Whether output is what is shown, a line of `…` standing for any lines.
fn fits(shown: &[String], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((first, rest)) if first == "…" => (0..=printed.len()).any(|skip| fits(rest, &printed[skip..])),
        Some((first, rest)) => {
            printed.split_first().is_some_and(|(p, others)| p.trim_end() == first && fits(rest, others))
        }
    }
}

#[test]
fn ellipses_stand_for_any_lines() {
    let show = |lines: &[&str]| lines.iter().map(|l| l.to_string()).collect::<Vec<_>>();
    assert!(fits(&show(&["a", "…", "c"]), &["a", "b", "b", "c"]));
    assert!(fits(&show(&["…"]), &[]));
    assert!(!fits(&show(&["a", "…", "d"]), &["a", "b", "c"]));
    assert!(!fits(&show(&["a"]), &["a", "b"]));
}

#[cfg(unix)]
#[test]
fn what_the_readme_shows_is_what_happens() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).expect("README.md");
    let home = tempfile::tempdir().expect("scratch");
    // the commands are written as from the repository's root, and leave it as it is
    for part in ["data-samples", "tests"] {
        std::os::unix::fs::symlink(root.join(part), home.path().join(part)).expect("link");
    }
    let steps = shown(&readme);
    assert!(steps.len() >= 10, "the README shows {} commands", steps.len());
    for step in steps {
        let command = step.command.replacen("lodtrin ", &format!("{} ", env!("CARGO_BIN_EXE_lodtrin")), 1);
        let out = Command::new("sh").args(["-c", &command]).current_dir(home.path()).output().expect("it runs");
        let printed = String::from_utf8(out.stdout).expect("UTF-8");
        let errors = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.success(), "README.md:{}: {} fails:\n{errors}", step.line, step.command);
        let lines: Vec<&str> = printed.trim_end().lines().collect();
        assert!(
            fits(&step.output, &lines),
            "README.md:{}: `{}` prints\n{printed}\nwhere the README shows\n{}",
            step.line,
            step.command,
            step.output.join("\n")
        );
    }
}
