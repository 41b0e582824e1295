//! Machine names of results in human words: estimators, averages, inferences, labels of the sensitivity table.

use super::page::Page;
use crate::report::papers::labels;
use crate::trial::EstimateRow;
use crate::words::has;

impl Page<'_> {
    /// A label of the sensitivity table in the page's language, machine names in human words.
    pub(super) fn label(&self, label: &str, row: &EstimateRow) -> String {
        labels::analysis(self.phrase.0, label, row)
    }

    /// The name of an estimator, inference or model as people say it; the machine's where there is no other.
    pub(super) fn method(&self, name: &str) -> String {
        let keys = [format!("method-{name}"), format!("inference-{name}")];
        let known = keys.iter().find(|k| has(self.phrase.0, k)).map(|k| self.tell(k, &[]));
        known.or_else(|| self.absence_method(name)).unwrap_or_else(|| name.to_string())
    }

    /// The average that an estimand or term names.
    pub(super) fn average(&self, estimand: &str, term: &str) -> String {
        let key = format!("average-{estimand}");
        if has(self.phrase.0, &key) { self.tell(&key, &[]) } else { term.to_string() }
    }
}
