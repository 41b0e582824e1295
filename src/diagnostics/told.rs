//! A doubt as it is said, written to a file and read back: its kind, its sentence, its numbers, the rows that it speaks of.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Which rows of a result a doubt speaks of: those that agree in every part that is named.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct About {
    /// The outcome; every one where none is named.
    #[serde(default)]
    pub outcome: Option<String>,
    /// The estimator; every one where none is named.
    #[serde(default)]
    pub estimator: Option<String>,
    /// The term; every one where none is named.
    #[serde(default)]
    pub term: Option<String>,
    /// The variance; every one where none is named.
    #[serde(default)]
    pub variance: Option<String>,
}

impl About {
    /// All rows of an outcome.
    pub fn outcome(name: &str) -> Self {
        About { outcome: Some(name.to_string()), ..About::default() }
    }

    /// Of these only the rows of an estimator.
    pub fn estimator(self, name: &str) -> Self {
        About { estimator: Some(name.to_string()), ..self }
    }

    /// Of these only the rows of a term.
    pub fn term(self, name: &str) -> Self {
        About { term: Some(name.to_string()), ..self }
    }

    /// Of these only the rows of a variance.
    pub fn variance(self, name: &str) -> Self {
        About { variance: Some(name.to_string()), ..self }
    }

    /// Whether every part that is named here is the same there.
    pub fn covers(&self, row: &About) -> bool {
        let same = |own: &Option<String>, its: &Option<String>| own.is_none() || own == its;
        same(&self.outcome, &row.outcome)
            && same(&self.estimator, &row.estimator)
            && same(&self.term, &row.term)
            && same(&self.variance, &row.variance)
    }
}

/// A doubt as it is said: the result stands, and this is what a reader must know about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The kind of the doubt, such as `FewUnitsPerWave`.
    pub kind: String,
    /// One sentence in the words of the trial.
    pub message: String,
    /// What to do or to look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The numbers and names in the sentence.
    #[serde(default)]
    pub values: Map<String, Value>,
    /// The rows that it speaks of; none where it speaks of the data or of the whole.
    #[serde(default)]
    pub rows: Vec<About>,
}

impl Told {
    /// The same doubt about these rows.
    pub fn about(mut self, rows: impl IntoIterator<Item = About>) -> Self {
        for row in rows {
            if !self.rows.contains(&row) {
                self.rows.push(row);
            }
        }
        self
    }

    /// The same doubt with whose it is before the sentence.
    pub fn of(mut self, whose: &str) -> Self {
        self.message = format!("{whose}: {}", self.message);
        self
    }

    /// Whether the same is said, of whatever rows.
    pub fn says_the_same(&self, other: &Told) -> bool {
        self.kind == other.kind && self.message == other.message && self.help == other.help
    }

    /// Adds a doubt to a list; where the same sentence stands already, only the rows that it speaks of are added.
    pub fn add(self, list: &mut Vec<Told>) {
        match list.iter_mut().find(|t| t.says_the_same(&self)) {
            Some(standing) => {
                for row in self.rows {
                    if !standing.rows.contains(&row) {
                        standing.rows.push(row);
                    }
                }
            }
            None => list.push(self),
        }
    }

    /// Spells out the rows that each doubt speaks of, given the rows there are; parts that no row has stay as they are.
    pub fn spell_out(list: &mut [Told], there: &[About]) {
        for told in list {
            let mut rows: Vec<About> = Vec::new();
            for about in std::mem::take(&mut told.rows) {
                let mut found: Vec<&About> = there.iter().filter(|r| about.covers(r)).collect();
                if found.is_empty() {
                    found.push(&about);
                }
                for row in found {
                    if !rows.contains(row) {
                        rows.push(row.clone());
                    }
                }
            }
            told.rows = rows;
        }
    }
}
