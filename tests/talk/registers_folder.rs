//! A study folder for tests that run the binary on registers.

use std::path::PathBuf;
use std::process::Command;

pub struct Study {
    folder: tempfile::TempDir,
    key: tempfile::NamedTempFile,
}

pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Study {
    /// A folder with this study.toml, and a key outside it.
    pub fn new(toml: &str) -> Study {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let key = tempfile::NamedTempFile::new().expect("a temporary file");
        std::fs::write(key.path(), "0123456789abcdef".repeat(4)).expect("the key");
        let study = Study { folder, key };
        study.write("study.toml", toml.as_bytes());
        study
    }

    pub fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }

    /// The key that the runs are given.
    pub fn key(&self) -> &std::path::Path {
        self.key.path()
    }

    pub fn write(&self, inside: &str, bytes: &[u8]) {
        let path = self.path(inside);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, bytes).expect("written");
    }

    pub fn read(&self, inside: &str) -> Vec<u8> {
        std::fs::read(self.path(inside)).unwrap_or_else(|e| panic!("{inside}: {e}"))
    }

    /// Adds a register to study.toml.
    pub fn declare(&self, register: &str, file: &str, more: &str) {
        let mut text = String::from_utf8(self.read("study.toml")).expect("UTF-8");
        text.push_str(&format!("\n[registers.{register}]\nfile = \"{file}\"\n{more}\n"));
        self.write("study.toml", text.as_bytes());
    }

    /// Runs the binary; the first word is the verb, the folder follows it.
    pub fn run(&self, words: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lodtrin"));
        command.arg(words[0]).arg(self.folder.path()).args(&words[1..]);
        ran(command)
    }

    /// The same with --key-file.
    pub fn run_with_key(&self, words: &[&str]) -> Ran {
        let mut words = words.to_vec();
        let key = self.key.path().display().to_string();
        words.extend(["--key-file", &key]);
        self.run(&words)
    }

    /// Every byte of every file below the folder, but for one folder and study.toml.
    pub fn everything_but(&self, folder: &str) -> String {
        let mut text = String::new();
        let skip = self.path(folder);
        let mut folders = vec![self.folder.path().to_path_buf()];
        while let Some(at) = folders.pop() {
            for entry in std::fs::read_dir(&at).expect("a folder").flatten() {
                let path = entry.path();
                if path == skip || path.ends_with("study.toml") {
                    continue;
                }
                text.push_str(&format!("{}\n", path.display()));
                match path.is_dir() {
                    true => folders.push(path),
                    false => text.push_str(&String::from_utf8_lossy(&std::fs::read(path).expect("a file"))),
                }
            }
        }
        text
    }
}

pub fn ran(mut command: Command) -> Ran {
    let out = command.output().expect("the binary runs");
    Ran {
        code: out.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&out.stdout).into_owned(),
        err: String::from_utf8_lossy(&out.stderr).into_owned(),
    }
}

/// Every run of exactly ten digits, and the same with the hyphen before the last four.
pub fn digits_of_ten(text: &str) -> Vec<String> {
    let mut found: Vec<String> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|t| t.len() == 10)
        .flat_map(|t| [t.to_string(), format!("{}-{}", &t[..6], &t[6..])])
        .collect();
    found.sort();
    found.dedup();
    found
}
