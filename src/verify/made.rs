//! What became of every file under `data/` and `results/` when it was made again.

use super::verdict::Verdict;
use serde_json::{Value, json};

/// Paths by what became of them, each list in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    /// Computed by its verb from registers, data, counts or the lottery, and the same.
    pub made_again: Vec<String>,
    /// Rendered, and the same, from files that are made again or follow.
    pub follows: Vec<String>,
    /// Made again, and different.
    pub differs: Vec<String>,
    /// What a verb writes and what is not here.
    pub missing: Vec<String>,
    /// Not made again: what it is made from is not here, or was not made again itself.
    pub not_made_again: Vec<String>,
    /// Written by no verb.
    pub not_ours: Vec<String>,
}

impl Made {
    /// Sorts every list and takes out what stands twice.
    pub fn settle(&mut self) {
        for list in [
            &mut self.made_again,
            &mut self.follows,
            &mut self.differs,
            &mut self.missing,
            &mut self.not_made_again,
            &mut self.not_ours,
        ] {
            list.sort();
            list.dedup();
        }
    }

    /// The lists as JSON.
    pub fn json(&self) -> Value {
        json!({
            "made_again": self.made_again, "follows": self.follows, "differs": self.differs, "missing": self.missing,
            "not_made_again": self.not_made_again, "not_ours": self.not_ours,
        })
    }

    /// Whether anything stands in any list.
    pub fn is_empty(&self) -> bool {
        *self == Made::default()
    }

    /// The verdict on the whole; `again`: whether things were made again, `pack`: whether files that no verb writes are
    /// a no.
    pub fn verdict(&self, again: bool, pack: bool) -> Verdict {
        let mut wrong: Vec<String> = Vec::new();
        wrong.extend(self.differs.iter().map(|p| format!("{p} is not what its verb makes")));
        wrong.extend(self.missing.iter().map(|p| format!("{p} is missing")));
        if pack {
            wrong.extend(self.not_ours.iter().map(|p| format!("{p} is written by no verb")));
        }
        if !wrong.is_empty() {
            return Verdict::no("results", "not every file under data/ and results/ is what the verbs write", wrong);
        }
        if !again {
            return Verdict::yes("results", "every file under data/ and results/ has its receipt, and none is missing");
        }
        let effects = "results/effects.json".to_string();
        if !self.not_made_again.is_empty() || self.made_again.is_empty() {
            let says = match (self.made_again.is_empty(), self.not_made_again.contains(&effects)) {
                (true, _) => "nothing was made again".to_string(),
                _ => format!(
                    "as far as made again: {}; not: {}",
                    products(&self.made_again),
                    products(&self.not_made_again)
                ),
            };
            let mut verdict = Verdict::unknown("results", says);
            verdict.details = self.not_made_again.iter().map(|p| format!("{p} was not made again")).collect();
            return verdict;
        }
        Verdict::yes("results", "every file under data/ and results/ was made again from what is here, and is the same")
    }
}

/// The products that files belong to, each once.
fn products(paths: &[String]) -> String {
    let mut names: Vec<&str> = paths.iter().map(|p| product(p)).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() { "nothing".into() } else { names.join(", ") }
}

fn product(path: &str) -> &str {
    if path.starts_with("data/") {
        return "data";
    }
    match path.strip_prefix("results/").and_then(|p| p.split_once('.')) {
        Some(("effects", _)) => "effects",
        Some(("absence", _)) => "absence",
        Some(("balance", _)) => "balance",
        Some(("receipt", _)) => "receipt",
        _ => "report",
    }
}
