//! What was delivered against what was planned, as `data/fidelity.json` holds it: a row a unit, kind of activity and period.

use super::result_file::ResultFile;
use super::spelled::optional;
use serde::{Deserialize, Serialize};

/// `data/fidelity.json`.
pub type Fidelity = ResultFile<FidelityRow>;

/// Activities of one kind in one period.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FidelityRow {
    /// `programme`, `school` or `staff`.
    pub level: String,
    /// The programme, school or worker.
    pub unit: String,
    /// The kind of activity.
    pub kind: String,
    /// The period.
    pub period: String,
    /// Drawn start of a programme.
    pub start: Option<String>,
    /// Whether it had started by then.
    pub started: Option<bool>,
    /// Activities.
    #[serde(with = "optional")]
    pub count: Option<f64>,
    /// Their target.
    #[serde(with = "optional")]
    pub target: Option<f64>,
    /// The share of the target that was delivered.
    #[serde(with = "optional")]
    pub share: Option<f64>,
    /// Day of the first of them.
    pub first: Option<String>,
    /// How a programme's first activity lies to its drawn start.
    pub timing: Option<String>,
}

impl FidelityRow {
    /// Activities, none where they are not known.
    pub fn delivered(&self) -> f64 {
        self.count.unwrap_or(0.0).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"schema":"lodtrin/fidelity/1","rows":[{"level":"programme","unit":"p","kind":"visit","period":"2026","start":"2026","started":true,"count":3.0,"target":null,"share":0.30000000000000004,"first":"2026-01-02","timing":"after start"},{"level":"staff","unit":"w","kind":"visit","period":"2026","start":null,"started":null,"count":1.5,"target":10.0,"share":0.15,"first":null,"timing":null}],"warnings":[]}"#;

    #[test]
    fn what_is_written_is_read_back_to_the_last_bit() {
        let read: Fidelity = serde_json::from_str(TEXT).expect("a table");
        assert_eq!((read.rows[0].delivered(), read.rows[1].target), (3.0, Some(10.0)));
        assert_eq!(serde_json::to_string(&read).expect("JSON"), TEXT);
    }

    #[test]
    fn what_is_damaged_is_refused() {
        for (from, to) in [
            ("\"count\":3.0", "\"count\":\"three\""),
            ("\"started\":true", "\"started\":\"yes\""),
            ("\"unit\":\"p\"", "\"unit\":null"),
            ("\"first\":\"2026-01-02\"", "\"first\":2"),
        ] {
            let text = TEXT.replacen(from, to, 1);
            assert!(text != TEXT && serde_json::from_str::<Fidelity>(&text).is_err(), "{to}");
        }
    }
}
