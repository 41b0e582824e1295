use serde::Serialize;

/// A doubt with a type: the result stands, and this is what a reader must know about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// The type of the doubt, such as `FewUnitsPerWave`.
    pub kind: String,
    /// One sentence in the words of the trial.
    pub message: String,
    /// What to do or to look at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

impl Warning {
    /// A warning of a named type.
    pub fn new(kind: &str, message: impl Into<String>) -> Self {
        Warning { kind: kind.to_string(), message: message.into(), help: None }
    }

    /// The same with advice.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
