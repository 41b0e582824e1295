//! The sources as these tests read them: every file with its module, its code without comments, strings and tests.

use std::fs;
use std::path::{Path, PathBuf};

/// A source file.
pub struct Source {
    /// Path under `src/`.
    pub file: String,
    /// First folder, or the file's own name.
    pub room: String,
    /// Segments of the module's path after `crate`.
    pub module: Vec<String>,
    /// The file as written.
    pub text: String,
    /// The same lines without comments, string literals and `#[cfg(test)]` modules.
    pub code: String,
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).expect("src is there").map(|e| e.expect("entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Where the sources stand.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file.
pub fn all() -> Vec<Source> {
    let mut files = Vec::new();
    collect(&root(), &mut files);
    files.into_iter().map(|p| read(&p)).collect()
}

fn read(path: &Path) -> Source {
    let file = path.strip_prefix(root()).expect("under src").to_string_lossy().replace('\\', "/");
    let mut module: Vec<String> = file.trim_end_matches(".rs").split('/').map(str::to_string).collect();
    if module.last().is_some_and(|m| m == "mod") || module == ["lib"] {
        module.pop();
    }
    let room = file.split('/').next().unwrap_or("").trim_end_matches(".rs").to_string();
    let text = fs::read_to_string(path).expect("source is text");
    let code = without_tests(&bare(&text));
    Source { file, room, module, text, code }
}

/// The text with comments, string and character literals blanked, line for line.
pub fn bare(text: &str) -> String {
    let c: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let at = |i: usize| c.get(i).copied().unwrap_or(' ');
    let mut i = 0;
    while i < c.len() {
        if at(i) == '/' && at(i + 1) == '/' {
            while i < c.len() && c[i] != '\n' {
                i += 1;
            }
        } else if at(i) == '/' && at(i + 1) == '*' {
            while i < c.len() && !(at(i) == '*' && at(i + 1) == '/') {
                out.extend((c[i] == '\n').then_some('\n'));
                i += 1;
            }
            i += 2;
        } else if let Some(end) = literal(&c, i) {
            out.push('"');
            out.extend(c[i..end.min(c.len())].iter().filter(|x| **x == '\n'));
            out.push('"');
            i = end;
        } else {
            out.push(c[i]);
            i += 1;
        }
    }
    out
}

/// The end of the literal that starts here.
fn literal(c: &[char], start: usize) -> Option<usize> {
    let at = |i: usize| c.get(i).copied().unwrap_or(' ');
    let before = start.checked_sub(1).map_or(' ', &at);
    if before.is_alphanumeric() || before == '_' {
        return None;
    }
    if at(start) == '\'' {
        // a character, not a lifetime
        return match (at(start + 1), at(start + 2)) {
            ('\\', _) => (start + 3..start + 14).find(|i| at(*i) == '\'').map(|i| i + 1),
            (_, '\'') => Some(start + 3),
            _ => None,
        };
    }
    let mut i = start + usize::from(at(start) == 'b');
    if at(i) == 'r' && matches!(at(i + 1), '"' | '#') {
        let hashes = (i + 1..).take_while(|k| at(*k) == '#').count();
        if at(i + 1 + hashes) != '"' {
            return None;
        }
        let closed = |k: usize| at(k) == '"' && (1..=hashes).all(|h| at(k + h) == '#');
        return (i + 2 + hashes..c.len()).find(|k| closed(*k)).map(|k| k + 1 + hashes);
    }
    if at(i) != '"' {
        return None;
    }
    i += 1;
    while i < c.len() && c[i] != '"' {
        i += 1 + usize::from(c[i] == '\\');
    }
    Some(i + 1)
}

/// The code with `#[cfg(test)]` modules blanked.
fn without_tests(code: &str) -> String {
    let (mut out, mut inside, mut marked) = (String::new(), false, false);
    for line in code.lines() {
        if marked && line.starts_with("mod ") && line.ends_with('{') {
            inside = true;
        }
        marked = line.trim() == "#[cfg(test)]";
        if !inside {
            out.push_str(line);
        }
        out.push('\n');
        if inside && line == "}" {
            inside = false;
        }
    }
    out
}

/// Words of a text: letters, digits and `_`.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty())
}
