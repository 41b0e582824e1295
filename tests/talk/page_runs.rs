//! Commands of pages, the long ones run once: several pages lead their readers through one sample, and what a command makes
//! of the same folder is the same (demo.rs looks at that).

use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock};

/// How a command ended, and what it printed on both ways.
#[derive(Clone)]
pub struct Ended {
    pub well: bool,
    pub out: String,
    pub err: String,
}

/// Verbs that take long.
const LONG: [&str; 4] = ["effect", "absence", "report", "verify"];
/// What stands for the folder where its name differs from page to page.
const HERE: &str = "\u{1}";

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// What a long command made of a folder.
struct Made {
    ended: Ended,
    files: Files,
}

static MADE: Mutex<Option<HashMap<[u8; 32], Arc<OnceLock<Made>>>>> = Mutex::new(None);

/// Runs a command of a page as its reader would, in `home`.
pub fn ran(home: &Path, command: &str) -> Ended {
    let words: Vec<&str> = command.split(' ').collect();
    match words.as_slice() {
        ["lodtrin", verb, folder, ..] if LONG.contains(verb) && home.join(folder).is_dir() => {
            once(home, command, &home.join(folder), folder)
        }
        _ => run(home, command),
    }
}

fn run(home: &Path, command: &str) -> Ended {
    let runs = command.replacen("lodtrin ", &format!("{} ", env!("CARGO_BIN_EXE_lodtrin")), 1);
    let done = Command::new("sh").args(["-c", &runs]).current_dir(home).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Ended { well: done.status.success(), out: text(done.stdout), err: text(done.stderr) }
}

fn once(home: &Path, command: &str, at: &Path, folder: &str) -> Ended {
    let mut key = Sha256::new();
    key.update(command.replacen(folder, HERE, 1));
    for (name, bytes) in held(at) {
        key.update(format!("\n{}\n{}\n", name.display(), bytes.len()));
        key.update(bytes);
    }
    let key: [u8; 32] = key.finalize().into();
    let cell = {
        let mut made = MADE.lock().expect("no panic while it is held");
        Arc::clone(made.get_or_insert_default().entry(key).or_default())
    };
    let mut mine = None;
    let made = cell.get_or_init(|| {
        let ended = run(home, command);
        mine = Some(ended.clone());
        let named = |text: &str| renamed(text, folder, HERE);
        Made { ended: Ended { out: named(&ended.out), err: named(&ended.err), ..ended }, files: held(at) }
    });
    mine.unwrap_or_else(|| {
        std::fs::remove_dir_all(at).expect("the folder goes");
        for (name, bytes) in &made.files {
            let to = at.join(name);
            std::fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
            std::fs::write(to, bytes).expect("a file");
        }
        let named = |text: &str| renamed(text, HERE, folder);
        Ended { out: named(&made.ended.out), err: named(&made.ended.err), ..made.ended }
    })
}

/// A folder's name in paths and commands; in sentences the word may be another.
fn renamed(text: &str, from: &str, to: &str) -> String {
    let mut text = text.replace(&format!("{from}/"), &format!("{to}/"));
    for verb in ["balance", "effect", "absence", "report", "verify", "pack", "status"] {
        text = text.replace(&format!("lodtrin {verb} {from}"), &format!("lodtrin {verb} {to}"));
    }
    text
}

fn held(at: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![at.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => folders.push(path),
                false => {
                    let name = path.strip_prefix(at).expect("inside").to_path_buf();
                    files.insert(name, std::fs::read(&path).expect("a file"));
                }
            }
        }
    }
    files
}
