//! Lines of the plan: tables, keys and values as TOML, in one spelling.

/// One line of the plan: its table header, its key, its value as TOML.
pub(super) struct Item {
    /// Header as it stands in the file (`[lottery]`, `[[outcome]]`).
    pub header: String,
    /// Name that is stable under reordering (`outcome.completed.within`).
    pub path: String,
    /// Key in the table.
    pub key: String,
    /// Value as TOML.
    pub value: String,
    /// Whether a new table begins even when the header is the one before.
    pub begins: bool,
}

/// The lines of a plan.
pub(super) struct List(pub Vec<Item>);

impl List {
    pub fn open<'a>(&'a mut self, header: &str, path: &str) -> Table<'a> {
        Table { list: self, header: header.to_string(), path: path.to_string(), fresh: true }
    }
}

/// A table that lines are added to.
pub(super) struct Table<'a> {
    list: &'a mut List,
    header: String,
    path: String,
    fresh: bool,
}

impl Table<'_> {
    pub fn put(&mut self, key: &str, value: impl Into<String>) {
        self.list.0.push(Item {
            header: self.header.clone(),
            path: format!("{}.{key}", self.path),
            key: key.to_string(),
            value: value.into(),
            begins: std::mem::take(&mut self.fresh),
        });
    }
    pub fn text(&mut self, key: &str, value: &str) {
        self.put(key, quote(value));
    }
    pub fn some_text(&mut self, key: &str, value: &Option<String>) {
        if let Some(v) = value {
            self.text(key, v);
        }
    }
    pub fn texts(&mut self, key: &str, values: &[String]) {
        self.put(key, list(values));
    }
    pub fn number(&mut self, key: &str, value: f64) {
        self.put(key, number(value));
    }
    pub fn some_number(&mut self, key: &str, value: Option<f64>) {
        if let Some(v) = value {
            self.number(key, v);
        }
    }
    pub fn flag(&mut self, key: &str, value: bool) {
        self.put(key, if value { "true" } else { "false" });
    }
    pub fn day(&mut self, key: &str, value: i32) {
        self.put(key, day(value));
    }
}

/// A single text by itself, several as a list.
pub(super) fn one_or_list(texts: &[String]) -> String {
    match texts {
        [one] => quote(one),
        _ => list(texts),
    }
}

pub(super) fn numbers(list: &[f64]) -> String {
    format!("[{}]", list.iter().map(|x| number(*x)).collect::<Vec<_>>().join(", "))
}

pub(super) fn number(x: f64) -> String {
    let text = format!("{x:?}");
    if text.contains(['.', 'e', 'n']) { text } else { format!("{text}.0") }
}

pub(super) fn day(days: i32) -> String {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.checked_add(jiff::Span::new().days(days)).map_or_else(|_| days.to_string(), |d| d.to_string())
}

pub(super) fn list(values: &[String]) -> String {
    format!("[{}]", values.iter().map(|v| quote(v)).collect::<Vec<_>>().join(", "))
}

pub(super) fn lists(values: &[Vec<String>]) -> String {
    format!("[{}]", values.iter().map(|v| list(v)).collect::<Vec<_>>().join(", "))
}

pub(super) fn inline<'a>(pairs: impl Iterator<Item = (&'a String, String)>) -> String {
    let parts: Vec<String> = pairs.map(|(k, v)| format!("{} = {v}", key(k))).collect();
    if parts.is_empty() { "{}".into() } else { format!("{{ {} }}", parts.join(", ")) }
}

pub(super) fn key(k: &str) -> String {
    let bare = !k.is_empty() && k.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if bare { k.to_string() } else { quote(k) }
}

/// A TOML basic string.
pub(super) fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if (c as u32) < 0x20 || c as u32 == 0x7f => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
