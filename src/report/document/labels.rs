//! Machine names of results in human words: estimators, averages, inferences, labels of the sensitivity table.

use super::page::Page;
use super::references::METHODS;
use crate::trial::Language;
use crate::words::has;

/// Labels of `results/effects.json`, which are in the study's language: Danish and English.
const LABELS: [(&str, &str); 8] = [
    ("hver elev tæller ens", "every pupil counts one"),
    ("hvert hold tæller ens", "every programme counts one"),
    ("én straksvirkning", "one immediate effect"),
    ("som startet, ikke som trukket", "as started, not as drawn"),
    ("skaleret med det leverede", "scaled by what was delivered"),
    ("uden sent tilkomne", "without late lots"),
    ("uden prognosen", "without the forecast"),
    ("skift talt som frafald", "transfers counted as dropout"),
];

impl Page<'_> {
    /// A label of the sensitivity table in the page's language, machine names in human words.
    pub(super) fn label(&self, label: &str) -> String {
        let mut text = label.to_string();
        for (danish, english) in LABELS {
            let (from, to) = match self.phrase.0 {
                Language::Da => (english, danish),
                Language::En => (danish, english),
            };
            text = text.replace(from, to);
        }
        // the longest names first: `twfe` begins `twfe-exposure`
        let mut names: Vec<&str> = METHODS.iter().map(|m| m.name).collect();
        names.sort_by_key(|n| std::cmp::Reverse(n.len()));
        let begins = names.into_iter().find(|n| text.starts_with(n));
        begins.map_or_else(|| text.clone(), |n| text.replacen(n, &self.method(n), 1))
    }

    /// The name of an estimator, inference or model as people say it; the machine's where there is no other.
    pub(super) fn method(&self, name: &str) -> String {
        let keys = [format!("method-{name}"), format!("inference-{name}")];
        keys.iter().find(|k| has(self.phrase.0, k)).map_or_else(|| name.to_string(), |k| self.tell(k, &[]))
    }

    /// The average that an estimand or term names.
    pub(super) fn average(&self, estimand: &str, term: &str) -> String {
        let key = format!("average-{estimand}");
        if has(self.phrase.0, &key) { self.tell(&key, &[]) } else { term.to_string() }
    }
}
