//! The block of `study.toml` that would read files which nobody has described yet.

use super::cells::dates::Form;
use super::fields::Register;
use super::files::row::folded;

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
        for f in files.iter().filter(|f| field.required && f.columns[at].is_none()) {
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
    let mut forms = files.iter().flat_map(|f| &f.forms);
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
