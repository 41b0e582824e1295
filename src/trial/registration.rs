//! Texts of a study that only people know.

/// `[registration]`: texts that only people know. They bind nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Registration {
    texts: Vec<(&'static str, String)>,
}

impl Registration {
    /// The keys, in the order in which the plan writes them.
    pub const KEYS: [&'static str; 9] = [
        "funding",
        "ethics",
        "registry",
        "registry_id",
        "intervention",
        "involvement",
        "data_sharing",
        "roles",
        "about",
    ];

    /// From texts by key, in the order of [`Registration::KEYS`].
    pub fn new(texts: Vec<(&'static str, String)>) -> Self {
        Registration { texts }
    }
    /// What was written under a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.texts.iter().find(|(k, _)| *k == key).map(|(_, text)| text.as_str())
    }
    /// Every key that was written, with its text.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.texts.iter().map(|(k, text)| (*k, text.as_str()))
    }
}
