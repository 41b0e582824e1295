//! Who imports whom: a path resolved to the file that defines the name. `mod` and `pub use` are none; `child::name` in
//! code is one.

use super::sources::Source;
use std::collections::{BTreeMap, BTreeSet};

type Path = Vec<String>;

/// A name that one file takes from another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    /// The file that takes it.
    pub from: String,
    /// The file that defines it.
    pub to: String,
    /// The name.
    pub name: String,
}

/// Every import of the crate.
pub struct Imports<'a> {
    files: BTreeMap<&'a [String], &'a str>,
    told: BTreeMap<&'a [String], BTreeMap<String, Path>>,
}

impl<'a> Imports<'a> {
    /// Reads modules and what they re-export.
    pub fn new(sources: &'a [Source]) -> Self {
        let files = sources.iter().map(|s| (s.module.as_slice(), s.file.as_str())).collect();
        let mut imports = Imports { files, told: BTreeMap::new() };
        for s in sources {
            let mut names = BTreeMap::new();
            for (_, leaf) in uses(&s.code).into_iter().filter(|(public, _)| *public) {
                if let Some(path) = imports.absolute(&leaf.path, &s.module) {
                    names.insert(leaf.name.clone(), path);
                }
            }
            imports.told.insert(&s.module, names);
        }
        imports
    }

    /// The path from the crate's root; `None` for a foreign crate.
    fn absolute(&self, path: &[String], module: &[String]) -> Option<Path> {
        match path[0].as_str() {
            "crate" => Some(path[1..].to_vec()),
            "self" => Some([module, &path[1..]].concat()),
            "super" => {
                let ups = path.iter().take_while(|s| *s == "super").count();
                Some([&module[..module.len().checked_sub(ups)?], &path[ups..]].concat())
            }
            first => {
                let child = [module, &[first.to_string()]].concat();
                self.files.contains_key(child.as_slice()).then(|| [module, path].concat())
            }
        }
    }

    /// The file that defines the name, and the name; `None` where the path is a module.
    fn resolve(&self, path: &[String], depth: usize) -> Option<(&'a str, String)> {
        let mut i = 0;
        while i < path.len() && self.files.contains_key(&path[..=i]) {
            let told = self.told.get(&path[..i]).and_then(|t| t.get(&path[i]));
            if i + 1 == path.len() && told.is_some_and(|t| t.as_slice() != path) {
                break; // a function of its module's name, re-exported beside it
            }
            i += 1;
        }
        let name = path.get(i)?;
        if let Some(further) = self.told.get(&path[..i]).and_then(|t| t.get(name))
            && depth < 8
        {
            return self.resolve(&[further, &path[i + 1..]].concat(), depth + 1);
        }
        Some((self.files.get(&path[..i])?, name.clone()))
    }

    /// What one file imports.
    pub fn of(&self, source: &Source) -> BTreeSet<Import> {
        let mut paths = Vec::new();
        let mut modules: BTreeMap<String, Path> = BTreeMap::new();
        for (public, leaf) in uses(&source.code) {
            let Some(path) = self.absolute(&leaf.path, &source.module) else { continue };
            if self.files.contains_key(path.as_slice()) {
                modules.insert(leaf.name, path.clone());
            }
            if !public {
                paths.push(path);
            }
        }
        for written in inline(&source.code) {
            let path = match modules.get(&written[0]) {
                Some(module) => Some([module, &written[1..]].concat()),
                None => self.absolute(&written, &source.module),
            };
            paths.extend(path);
        }
        let found = paths.iter().filter_map(|p| self.resolve(p, 0)).filter(|(file, _)| *file != source.file);
        found.map(|(to, name)| Import { from: source.file.clone(), to: to.to_string(), name }).collect()
    }
}

/// A leaf of a `use` tree.
#[derive(Debug)]
struct Leaf {
    path: Path,
    name: String,
}

/// Leaves of every `use`, and whether it is a `pub use`.
fn uses(code: &str) -> Vec<(bool, Leaf)> {
    let mut found = Vec::new();
    for statement in code.split(';') {
        let Some(at) = statement.rfind("use ").filter(|at| statement[..*at].ends_with(['\n', ' ']) || *at == 0) else {
            continue;
        };
        let line = statement[..at].rsplit('\n').next().unwrap_or("").trim();
        if !(line.is_empty() || line == "pub" || line.starts_with("pub(")) {
            continue;
        }
        let mut leaves = Vec::new();
        flatten(statement[at + 4..].trim(), &[], &mut leaves);
        found.extend(leaves.into_iter().map(|leaf| (!line.is_empty(), leaf)));
    }
    found
}

fn flatten(tree: &str, before: &[String], leaves: &mut Vec<Leaf>) {
    let segments = |t: &str| -> Path {
        let own = t.split("::").map(str::trim).filter(|s| !s.is_empty()).map(str::to_string);
        before.iter().cloned().chain(own).collect()
    };
    if let Some(open) = tree.find('{') {
        let head = segments(&tree[..open]);
        let inside = &tree[open + 1..tree.rfind('}').unwrap_or(tree.len())];
        let (mut depth, mut start) = (0usize, 0);
        for (i, c) in inside.char_indices().chain([(inside.len(), ',')]) {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    flatten(inside[start..i].trim(), &head, leaves);
                    start = i + 1;
                }
                _ => {}
            }
        }
        return;
    }
    let (written, alias) = tree.split_once(" as ").map_or((tree, None), |(w, a)| (w, Some(a.trim().to_string())));
    let mut path = segments(written);
    if path.len() > 1 && path.last().is_some_and(|l| l == "self" || l == "*") {
        path.pop();
    }
    if let Some(last) = path.last().cloned().filter(|_| !written.is_empty()) {
        leaves.push(Leaf { name: alias.unwrap_or(last), path });
    }
}

/// Paths written in code outside `use`: `crate::a::b`, `super::b`, `child::name`.
fn inline(code: &str) -> Vec<Path> {
    let mut found = Vec::new();
    for line in code.lines().filter(|l| !l.trim_start().starts_with("use ") && !l.trim_start().starts_with("pub use "))
    {
        let mut rest = line;
        while let Some(at) = rest.find("::") {
            let start = rest[..at].rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |i| i + 1);
            let length = rest[start..].find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
            let end = length.map_or(rest.len(), |l| start + l);
            let path: Path = rest[start..end].split("::").filter(|s| !s.is_empty()).map(str::to_string).collect();
            if path.len() > 1 && !rest[..start].ends_with("::") {
                found.push(path);
            }
            rest = &rest[end.max(at + 2)..];
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_sees_groups_aliases_and_children() {
        let code = "use crate::{\n    trial::{Fit, Panel as P},\n    numeric,\n};\npub use child::Thing;\nlet x = child::f(a::B);\n";
        let told: Vec<String> =
            uses(code).iter().map(|(p, l)| format!("{p} {} {}", l.path.join("::"), l.name)).collect();
        assert_eq!(
            told,
            [
                "false crate::trial::Fit Fit",
                "false crate::trial::Panel P",
                "false crate::numeric numeric",
                "true child::Thing Thing"
            ]
        );
        let paths: Vec<String> =
            inline("let x = child::f(a::B, <T as c::D>::new());").iter().map(|p| p.join("::")).collect();
        assert_eq!(paths, ["child::f", "a::B", "c::D"]);
    }
}
