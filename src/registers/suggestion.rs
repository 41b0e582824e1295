//! The block of `study.toml` that would read files which nobody has described yet.

use super::cells::dates::Form;
use super::cells::mask;
use super::fields::{Kind, Register, is_needed};
use super::files::row::folded;
use super::naming::Proposal;

/// What `study.toml` would say of one file.
#[derive(Debug, Clone)]
pub struct Suggestion {
    pub(super) file: String,
    pub(super) register: Register,
    pub(super) profile: &'static str,
    /// The file's name for each field of the register.
    pub(super) columns: Vec<Option<String>>,
    /// The forms of its columns of dates, those that are fields.
    pub(super) forms: Vec<Form>,
    /// Whether a field's dates can be read in two ways.
    pub(super) ambiguous: bool,
    /// Codes that the profile does not know.
    pub(super) unknown: Vec<String>,
    /// Unit of absences; `None` is hours.
    pub(super) kind: Option<&'static str>,
    /// Names of programmes that are no ids.
    pub(super) programmes: Vec<Proposal>,
    /// What stands in the way.
    pub(super) notes: Vec<String>,
}

/// The block for files of one register: a field that they name differently gets a list of names.
pub fn block(files: &[&Suggestion]) -> String {
    let Some(first) = files.first() else { return String::new() };
    let register = first.register;
    let profile = files.iter().map(|f| f.profile).find(|p| *p != "canonical").unwrap_or(first.profile);
    let names: Vec<String> = files.iter().map(|f| quoted(&f.file)).collect();
    let file = if names.len() == 1 { names[0].clone() } else { format!("[{}]", names.join(", ")) };
    let mut text = format!("[registers.{}]\nfile = {file}\nprofile = {}\n", register.name(), quoted(profile));
    if files.iter().any(|f| f.profile != profile && f.profile != "canonical") {
        text.push_str("# the files look like deliveries of different kinds: one profile holds for all of them\n");
    }
    if register == Register::Enrolments {
        text.push_str("# extracted = 2027-08-01        # the day the register was drawn: please fill in\n");
    }
    let mut mapped = Vec::new();
    for (at, field) in register.fields().iter().enumerate() {
        let needed = |f: &Suggestion| is_needed(register, field, kind_of(f.kind));
        for f in files.iter().filter(|f| needed(f) && f.columns[at].is_none()) {
            let place = if files.len() > 1 { format!("{}: ", f.file) } else { String::new() };
            text.push_str(&format!("# {place}no column looks like the field `{}`, which is needed\n", field.name));
        }
        let own = own_names(files, at);
        match own.as_slice() {
            [] => {}
            [one] if folded(one) == field.name => {}
            [one] => mapped.push(format!("{} = {}", field.name, quoted(one))),
            several => {
                let list: Vec<String> = several.iter().map(|n| quoted(n)).collect();
                mapped.push(format!("{} = [{}]", field.name, list.join(", ")));
            }
        }
    }
    if !mapped.is_empty() {
        text.push_str(&format!("columns = {{ {} }}\n", mapped.join(", ")));
    }
    text.push_str(&dates(files));
    text.push_str(&codes(register, files));
    if let Some(kind) = files.iter().find_map(|f| f.kind) {
        text.push_str(&format!("kind = {}\n", quoted(kind)));
        if matches!(kind, "lessons" | "letters") {
            text.push_str("# lesson_minutes = 45             # a lesson counts as one hour where nothing is said\n");
        }
        if kind == "letters" {
            text.push_str("# codes = { present = [], absent = [], lawful = [], unlawful = [] }   # every letter, \"\" for an empty cell\n");
        }
    }
    for f in files {
        for note in &f.notes {
            let place = if files.len() > 1 { format!("{}: ", f.file) } else { String::new() };
            text.push_str(&format!("# {place}{note}\n"));
        }
    }
    text.push_str(&programmes(register, files));
    text
}

fn kind_of(name: Option<&str>) -> Kind {
    let decl = crate::trial::study::RegisterDecl { kind: name.map(str::to_string), ..Default::default() };
    Kind::of(&decl)
}

/// The table of programmes: names of the files and the ids that they most likely stand for. Where two files use one name,
/// it stands once.
fn programmes(register: Register, files: &[&Suggestion]) -> String {
    let mut text = String::new();
    let mut told: Vec<&str> = Vec::new();
    for p in files.iter().flat_map(|f| &f.programmes) {
        if told.contains(&p.name.as_str()) {
            continue;
        }
        told.push(&p.name);
        if text.is_empty() {
            text.push_str(&format!("[registers.{}.programmes]\n", register.name()));
        }
        let rows = if p.rows == 1 { "1 row".to_string() } else { format!("{} rows", p.rows) };
        text.push_str(&match (&p.id, p.harmless) {
            (_, false) => format!("# a name written like {} ({rows}): write it here yourself\n", mask::shape(&p.name)),
            (Some(id), true) if p.sure => format!("{} = {}   # {rows}\n", quoted(&p.name), quoted(id)),
            (Some(id), true) => format!("{} = {}   # {rows}; only the nearest: is it?\n", quoted(&p.name), quoted(id)),
            (None, true) => format!("# {} = \"\"   # {rows}; \"\" takes no part\n", quoted(&p.name)),
        });
    }
    text
}

/// The names that files have for a field, each once.
fn own_names<'a>(files: &[&'a Suggestion], field: usize) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for name in files.iter().filter_map(|f| f.columns[field].as_deref()) {
        if !names.iter().any(|n| folded(n) == folded(name)) {
            names.push(name.trim());
        }
    }
    names
}

/// One form for all is written down; where files differ, each is detected by itself.
fn dates(files: &[&Suggestion]) -> String {
    if files.iter().any(|f| f.ambiguous) {
        return "# date = \"dd-mm-yyyy\"          # a column of dates can be read in two ways: say which\n".into();
    }
    // instants and typed days need no form
    let mut forms = files.iter().flat_map(|f| &f.forms).filter(|f| Form::named(f.name()).is_some());
    match forms.next() {
        Some(form) if forms.all(|f| f == form) => format!("date = {}\n", quoted(form.name())),
        _ => String::new(),
    }
}

fn codes(register: Register, files: &[&Suggestion]) -> String {
    let mut unknown: Vec<&String> = files.iter().flat_map(|f| &f.unknown).collect();
    unknown.sort();
    unknown.dedup();
    if unknown.is_empty() {
        return String::new();
    }
    let list: Vec<String> = unknown.into_iter().map(|u| quoted(u)).collect();
    let list = list.join(", ");
    match register {
        Register::Absences => format!("# codes = {{ lawful = [], unlawful = [] }}   # not known yet: {list}\n"),
        _ => format!(
            "# codes = {{ completed = [], dropout = [], in_progress = [], never_started = [], change = [] }}\n#         not known yet: {list}\n"
        ),
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_string()).to_string()
}
