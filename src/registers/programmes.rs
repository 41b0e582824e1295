//! What schools call the programmes of the study, and which of them take no part.

use super::cells::clean::clean;
use super::cells::mask;
use super::files::row::trim;
use super::ledger::Complaint;
use crate::diagnostics::{Outcome, Place as Where, Problem, nearest};
use crate::trial::study::RegisterDecl;
use std::collections::{BTreeMap, HashMap};
use unicode_normalization::UnicodeNormalization;

/// A programme of the study and its school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Programme id, of the frame or of a lot's member.
    pub programme: String,
    /// School as in the frame's stratum; empty where the frame has none.
    pub school: String,
}

/// Programmes by id, in the order of the ids' bytes.
#[derive(Debug, Clone, Default)]
pub struct Programmes {
    places: Vec<Place>,
    by_id: HashMap<String, u32>,
    by_fold: HashMap<String, Vec<u32>>,
}

impl Programmes {
    /// Sorts the programmes; of two with one id the first counts.
    pub fn new(mut places: Vec<Place>) -> Self {
        for p in &mut places {
            p.programme = normal(&p.programme);
        }
        places.sort_by(|a, b| a.programme.as_bytes().cmp(b.programme.as_bytes()));
        places.dedup_by(|b, a| a.programme == b.programme);
        let by_id = places.iter().enumerate().map(|(i, p)| (p.programme.clone(), i as u32)).collect();
        let mut by_fold: HashMap<String, Vec<u32>> = HashMap::new();
        for (i, p) in places.iter().enumerate() {
            by_fold.entry(fold(&p.programme)).or_default().push(i as u32);
        }
        Programmes { places, by_id, by_fold }
    }

    /// All of them.
    pub fn all(&self) -> &[Place] {
        &self.places
    }

    /// Position of an id.
    pub(super) fn find(&self, cell: &str) -> Option<u32> {
        self.by_id.get(cell).or_else(|| self.by_id.get(&normal(cell))).copied()
    }

    /// The id that is nearest to a name.
    pub(super) fn nearest(&self, written: &str) -> Option<&str> {
        nearest(written, self.places.iter().map(|p| p.programme.as_str()))
    }
}

/// What a name of a programme stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// A programme of the study, and whether only its folded spelling is the id.
    In(u32, bool),
    /// One that takes no part.
    Out,
    /// Nobody said.
    Unknown,
}

/// The names that a register's files have for programmes.
#[derive(Debug, Clone, Default)]
pub(super) struct Naming {
    /// Folded `school|name` or `name`; `None` takes no part.
    names: HashMap<String, Option<u32>>,
    rest_is_out: bool,
    /// The school of rows that name none, by file; under the empty name for all files.
    schools: BTreeMap<String, String>,
}

impl Naming {
    /// What a register declares.
    ///
    /// # Errors
    /// `P304` for names that are one after folding and stand for different programmes, `R208` for a value that is no id.
    pub fn of(register: &str, decl: &RegisterDecl, programmes: &Programmes) -> Outcome<Naming> {
        let mut naming = Naming { schools: decl.school.clone(), ..Naming::default() };
        let mut written: HashMap<String, &str> = HashMap::new();
        let mut problems = Vec::new();
        let place = || Where::file("study.toml");
        for (key, value) in &decl.programmes {
            let at = match value.is_empty() {
                true => None,
                false => match programmes.find(value) {
                    Some(at) => Some(at),
                    None => {
                        problems.push(no_id(register, key, value, programmes).at(place()));
                        continue;
                    }
                },
            };
            if key == "*" {
                naming.rest_is_out = at.is_none();
                if let Some(at) = at {
                    naming.names.insert("*".into(), Some(at));
                }
                continue;
            }
            let folded = key.splitn(2, '|').map(fold).collect::<Vec<_>>().join("|");
            if let Some(other) = naming.names.insert(folded.clone(), at).filter(|before| *before != at) {
                let before = written.get(&folded).copied().unwrap_or_default();
                let of = |p: Option<u32>| p.map_or("\"\"".into(), |p| programmes.all()[p as usize].programme.clone());
                problems.push(
                    Problem::new("P304", format!("`{before}` and `{key}` are one name and stand for two programmes"))
                        .at(place())
                        .found(format!("{} and {}", of(other), of(at)))
                        .help("keep one of them, or write school|name: \"Nord|Kok\" = \"kok-nord\""),
                );
            }
            written.insert(folded, key);
        }
        Problem::all(problems)?;
        Ok(naming)
    }

    /// Whether anything is declared.
    pub fn declared(decl: &RegisterDecl) -> bool {
        !decl.programmes.is_empty() || !decl.school.is_empty()
    }

    /// The school of a file's rows that name none.
    pub fn school(&self, file: &str) -> &str {
        self.schools.get(file).or_else(|| self.schools.get("")).map_or("", String::as_str)
    }

    /// What a cell stands for: `school|name`, then `name`, then an id, then the only id with that folded spelling, then
    /// `*`.
    pub fn find(&self, cell: &str, school: &str, programmes: &Programmes) -> Named {
        let named = |key: &str| self.names.get(key).map(|at| at.map_or(Named::Out, |at| Named::In(at, false)));
        if !self.names.is_empty() {
            let name = fold(cell);
            let by_school = (!school.is_empty()).then(|| named(&format!("{}|{name}", fold(school)))).flatten();
            if let Some(found) = by_school.or_else(|| named(&name)) {
                return found;
            }
        }
        if let Some(at) = programmes.find(cell) {
            return Named::In(at, false);
        }
        if cell.is_empty() {
            return Named::Unknown;
        }
        match programmes.by_fold.get(&fold(cell)).map(Vec::as_slice) {
            Some(&[one]) => Named::In(one, true),
            _ if self.rest_is_out => Named::Out,
            _ => named("*").unwrap_or(Named::Unknown),
        }
    }
}

fn no_id(register: &str, key: &str, value: &str, programmes: &Programmes) -> Problem {
    let problem =
        Problem::new("R208", format!("[registers.{register}] programmes: `{value}` is no programme of the study"))
            .found(format!("\"{}\" = \"{value}\"", mask::programme(key)));
    match programmes.nearest(value) {
        Some(n) => problem.help(format!("did you mean `{n}`?")),
        None => problem.help("the ids stand in the frame; \"\" is for a programme that takes no part"),
    }
}

/// A name in one spelling, in lower case.
pub(super) fn fold(name: &str) -> String {
    clean(name).to_lowercase()
}

/// An id as it is compared: NFC without surrounding blanks.
fn normal(id: &str) -> String {
    trim(id).nfc().collect()
}

/// The complaint about a row whose programme nobody named.
pub(super) fn unknown(written: &str, programmes: &Programmes) -> Complaint {
    if written.is_empty() {
        return Complaint::new("R304", "no programme is named: ask the school which one it is");
    }
    let advice = programmes
        .nearest(written)
        .map_or("say which one it is, or that it takes no part: programmes = { \"…\" = \"\" }".to_string(), |n| {
            format!("the nearest one is `{n}`; say so: programmes = {{ \"…\" = \"{n}\" }}")
        });
    Complaint::new("R304", format!("the programme `{}` is not in the frame: {advice}", mask::programme(written)))
}
