//! What counted as early absence in a result: the definition, its words in both languages, and the sentences told of it.

use super::fact::Fact;
use crate::trial::language::Language;
use serde::{Deserialize, Serialize};
use serde_json::Number;

/// What counts as absent, followed and dropped out; what a table's columns do not say is missing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Definition {
    /// Days of the window.
    pub window: Option<i32>,
    /// `school` or `calendar`; of a table the column.
    pub days: Option<String>,
    /// Days absent from which a pupil is exposed.
    pub threshold: Option<Number>,
    /// `whole` or `any` part of a day.
    pub counts: Option<String>,
    /// Whether to `include` or `exclude` lawful absence.
    pub lawful: Option<String>,
    /// Last day of those who are not followed.
    pub landmark: Option<Number>,
    /// Last day of follow-up.
    pub horizon: Option<Number>,
    /// Codes of dropout, of a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dropout: Option<Vec<String>>,
    /// Codes of other departures, of a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub competing: Option<Vec<String>>,
}

impl Fact for Definition {
    const NAME: &'static str = "definition";
}

/// Words in both languages.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Caption {
    /// In Danish.
    pub da: String,
    /// In English.
    pub en: String,
}

impl Fact for Caption {
    const NAME: &'static str = "caption";
}

impl Caption {
    /// The words of one language.
    pub fn of(&self, language: Language) -> &str {
        match language {
            Language::Da => &self.da,
            Language::En => &self.en,
        }
    }
}

/// Sentences in both languages.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sentences {
    /// In Danish.
    pub da: Vec<String>,
    /// In English.
    pub en: Vec<String>,
}

impl Fact for Sentences {
    const NAME: &'static str = "sentences";
}

impl Sentences {
    /// The sentences of one language.
    pub fn of(&self, language: Language) -> &[String] {
        match language {
            Language::Da => &self.da,
            Language::En => &self.en,
        }
    }
}

/// The risk difference under one definition.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GridCell {
    /// Days of the window.
    pub window: i32,
    /// `school` or `calendar`.
    pub days: String,
    /// Days absent from which a pupil is exposed.
    pub threshold: u32,
    /// `whole` or `any` part of a day.
    pub counts: String,
    /// Whether to `include` or `exclude` lawful absence.
    pub lawful: String,
    /// Last day of those who are not followed.
    pub landmark: i32,
    /// Whether it is the plan's.
    pub declared: bool,
    /// Pupils followed.
    pub n: usize,
    /// Those of them exposed; missing where few would be told about.
    pub exposed: Option<f64>,
    /// The difference.
    pub estimate: Option<f64>,
    /// Lower limit.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
    /// What it says of a claim, where one is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
}

impl Fact for GridCell {
    const NAME: &'static str = "grid";
}

#[cfg(test)]
mod tests {
    use super::super::fact::{Stated, damaged, list, one};
    use super::*;

    const TEXT: &str = r#"{"definition":{"window":null,"days":"absent","threshold":1.5,"counts":null,"lawful":null,"landmark":14,"horizon":null,"dropout":["d"],"competing":[]},"caption":{"da":"Fravær","en":"Absence"},"sentences":{"da":[],"en":["One."]},"grid":[{"window":14,"days":"school","threshold":1,"counts":"any","lawful":"include","landmark":14,"declared":true,"n":120,"exposed":40.0,"estimate":0.1,"low":-0.05,"high":null,"verdict":"larger"}]}"#;

    #[test]
    fn what_is_written_is_read_back_to_the_last_bit() {
        let facts: Stated = serde_json::from_str(TEXT).expect("facts");
        let caption = one::<Caption>(&facts).expect("a caption").expect("stated");
        assert_eq!((caption.of(Language::Da), caption.of(Language::En)), ("Fravær", "Absence"));
        let stated = [
            one::<Definition>(&facts).expect("a definition").expect("stated").stated(),
            caption.stated(),
            one::<Sentences>(&facts).expect("sentences").expect("stated").stated(),
            GridCell::listed(&list(&facts).expect("a grid")),
        ];
        let again: Stated = stated.into_iter().collect();
        assert_eq!(serde_json::to_string(&again).expect("JSON"), TEXT);
    }

    #[test]
    fn what_is_damaged_is_refused() {
        let read = |from: &str, to: &str| damaged(TEXT, from, to);
        assert!(one::<Definition>(&read("1.5", "\"some\"")).is_err());
        assert!(one::<Caption>(&read("\"Absence\"", "null")).is_err());
        assert!(one::<Sentences>(&read("[\"One.\"]", "\"One.\"")).is_err());
        assert!(list::<GridCell>(&read("\"declared\":true", "\"declared\":\"yes\"")).is_err());
    }
}
