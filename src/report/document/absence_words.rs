//! What the tables of early absence name, in words: methods, inferences, groups and the terms of a rule.

use super::page::Page;
use crate::report::papers::names;
use crate::words::{Slot, say};

/// Machine names of methods and inferences with the keys of their words.
const NAMES: [(&str, &str); 23] = [
    ("crude", "absence-crude"),
    ("linear-adjusted", "absence-linear-adjusted"),
    ("g-computation", "absence-g-computation"),
    ("poisson-adjusted", "absence-poisson-adjusted"),
    ("logit-adjusted", "absence-logit-adjusted"),
    ("cox-adjusted", "absence-cox-adjusted"),
    ("mantel-haenszel", "absence-mantel-haenszel"),
    ("no-landmark", "absence-no-landmark"),
    ("late-registered", "absence-late-registered"),
    ("registered-in-time", "absence-registered-in-time"),
    ("undated", "absence-undated"),
    ("days", "absence-by-days"),
    ("hours", "absence-by-hours"),
    ("all", "absence-call-all"),
    ("random", "absence-random"),
    ("landmark", "absence-landmark"),
    ("random-effects", "absence-random-effects"),
    ("kaplan-meier", "absence-kaplan-meier"),
    ("aalen-johansen", "absence-aalen-johansen"),
    ("delong", "absence-delong"),
    ("delta", "absence-delta"),
    ("cluster-bootstrap", "absence-cluster-bootstrap"),
    ("greenwood", "absence-greenwood"),
];

/// Terms that stand for themselves with the keys of their words.
const TERMS: [(&str, &str); 12] = [
    ("exposed=0", "absence-unexposed"),
    ("exposed=1", "absence-exposed"),
    ("exposed", "absence-against"),
    ("dose-trend", "absence-per-day"),
    ("hours", "absence-per-hour"),
    ("treated=0", "absence-untreated"),
    ("treated=1", "absence-treated"),
    ("exposed:treated", "absence-by-treated"),
    ("exposed:school", "absence-by-school"),
    ("absent-or-left", "absence-or-left"),
    ("auc", "absence-everybody"),
    ("left-out-school", "absence-unseen-school"),
];

impl Page<'_> {
    /// The name of a method or inference of early absence; nothing where it is none of these.
    pub(super) fn absence_method(&self, name: &str) -> Option<String> {
        NAMES.iter().find(|(of, _)| *of == name).map(|(_, key)| self.tell(key, &[]))
    }

    /// A term of early absence in words; those of several interventions carry the intervention behind a colon.
    pub(super) fn absence_term(&self, term: &str) -> String {
        if let Some((_, key)) = TERMS.iter().find(|(of, _)| *of == term) {
            return self.tell(key, &[]);
        }
        // rows of one of several interventions carry its name at the end
        for (of, key) in TERMS {
            if let Some(intervention) = term.strip_prefix(of).and_then(|rest| rest.strip_prefix(':'))
                && ["treated=0", "treated=1", "exposed:treated", "absent-or-left"].contains(&of)
            {
                return format!("{intervention}: {}", self.tell(key, &[]));
            }
        }
        let parts: Vec<String> = term.split(',').map(|part| self.absence_part(part)).collect();
        parts.iter().filter(|p| !p.is_empty()).cloned().collect::<Vec<_>>().join("; ")
    }

    fn absence_part(&self, part: &str) -> String {
        let language = self.phrase.0;
        let days = |key: &str, n: &str| n.parse::<u64>().ok().map(|n| say(language, key, &[("n", Slot::Count(n))]));
        let told = match part {
            "observed-expected" => Some(String::new()),
            "(intercept)" => Some(self.tell("absence-intercept", &[])),
            _ => None,
        };
        let told = told
            .or_else(|| days("absence-at-least", part.strip_prefix("days>=")?))
            .or_else(|| days("paper-days-or-more", part.strip_prefix("dose=")?.strip_suffix('+')?))
            .or_else(|| days("paper-days", part.strip_prefix("dose=")?))
            .or_else(|| Some(self.phase(part.strip_prefix("phase=")?.parse().ok()?)))
            .or_else(|| Some(self.between(part.strip_prefix("exposed:")?)))
            .or_else(|| {
                let (name, value) = part.split_once('=')?;
                Some(self.level(name, value))
            });
        told.unwrap_or_else(|| part.to_string())
    }

    /// The difference between the groups of a column.
    fn between(&self, column: &str) -> String {
        self.tell("absence-between", &[("name", (&names::covariate(self.phrase.0, column)).into())])
    }

    /// A group with its value; a school by its name.
    fn level(&self, name: &str, value: &str) -> String {
        let language = self.phrase.0;
        if name == "school" {
            return say(language, "absence-school", &[("name", value.into())]);
        }
        let said = names::level(language, name, value);
        // words that were found say what they speak of
        if said != value && value != "NA" && value.parse::<i64>().is_ok() {
            return said;
        }
        format!("{}: {said}", names::covariate(language, name))
    }

    /// The days of a phase of the follow-up: four of equal length counted from the first day, from the landmark on.
    fn phase(&self, number: usize) -> String {
        let plan = &self.dossier.study.absence;
        let horizon = plan.horizon.unwrap_or(0);
        let cut = |i: i32| (horizon * i + 3).div_euclid(4);
        let phases: Vec<(i32, i32)> =
            (1..=4).map(|i| (cut(i - 1).max(plan.landmark), cut(i))).filter(|(after, until)| until > after).collect();
        let Some((after, until)) = number.checked_sub(1).and_then(|i| phases.get(i)) else {
            return self.tell("absence-phase-number", &[("n", number.into())]);
        };
        let (from, to) = ((after + 1).to_string(), until.to_string());
        self.tell("absence-phase", &[("from", (&from).into()), ("to", (&to).into())])
    }

    /// The name of a term of a model: the constant, days absent, a covariate.
    pub(super) fn model_term(&self, term: &str) -> String {
        match term {
            "(intercept)" => self.tell("absence-intercept", &[]),
            "days" => self.tell("absence-by-days", &[]),
            "hours" => self.tell("absence-by-hours", &[]),
            other => names::covariate(self.phrase.0, other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{NAMES, TERMS};
    use crate::trial::Language;
    use crate::words::has;

    #[test]
    fn every_name_has_words() {
        for (_, key) in NAMES.iter().chain(&TERMS) {
            assert!(has(Language::Da, key) && has(Language::En, key), "{key}");
        }
    }
}
