//! The facts of `results/power.json` that are read back, each as its type.

use super::fact::Stated;
use crate::trial::in_order::InOrder;
use serde::de::DeserializeOwned;

/// What power was asked of, and how it was simulated; `None` where the file does not say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PowerFacts {
    /// Simulated trials of each row.
    pub trials: Option<u64>,
    /// Draws of each trial's test.
    pub draws: Option<u64>,
    /// The effect that is asked about, in the unit of the outcome.
    pub effect: Option<f64>,
    /// The confidence level, such as 0.95.
    pub level: Option<f64>,
    /// The power that is aimed at.
    pub power: Option<f64>,
    /// Standard deviations by the name of their component, in the order stated; no number where one does not apply.
    pub components: InOrder<Option<f64>>,
}

impl TryFrom<Stated> for PowerFacts {
    type Error = String;

    fn try_from(facts: Stated) -> Result<PowerFacts, String> {
        Ok(PowerFacts {
            trials: named(&facts, "trials")?,
            draws: named(&facts, "draws")?,
            effect: named(&facts, "effect")?,
            level: named(&facts, "level")?,
            power: named(&facts, "power")?,
            components: named(&facts, "components")?.unwrap_or_default(),
        })
    }
}

fn named<T: DeserializeOwned>(facts: &Stated, name: &str) -> Result<Option<T>, String> {
    let value = facts.get(name).filter(|v| !v.is_null());
    value.map(|v| T::deserialize(v).map_err(|e| format!("its `{name}`: {e}"))).transpose()
}

#[cfg(test)]
mod tests {
    use super::super::fact::damaged;
    use super::*;

    const TEXT: &str = r#"{"trials":400,"draws":199,"effect":-0.05,"level":0.95,"power":0.8,"components":{"school":0.0,"programme":0.0447,"decay":null}}"#;

    #[test]
    fn what_is_stated_is_read_back() {
        let facts = PowerFacts::try_from(serde_json::from_str::<Stated>(TEXT).expect("facts")).expect("power");
        assert_eq!((facts.trials, facts.draws, facts.effect), (Some(400), Some(199), Some(-0.05)));
        assert_eq!((facts.level, facts.power), (Some(0.95), Some(0.8)));
        let components: Vec<_> = facts.components.iter().map(|(n, v)| (n, *v)).collect();
        assert_eq!(components, [("school", Some(0.0)), ("programme", Some(0.0447)), ("decay", None)]);
        assert_eq!(PowerFacts::try_from(Stated::default()), Ok(PowerFacts::default()));
    }

    #[test]
    fn what_is_damaged_is_named() {
        for (from, to, name) in [
            ("400", "\"many\"", "trials"),
            ("199", "-1", "draws"),
            ("-0.05", "\"x\"", "effect"),
            ("0.0447", "\"x\"", "components"),
            ("0.95", "[]", "level"),
        ] {
            let why = PowerFacts::try_from(damaged(TEXT, from, to)).expect_err(to);
            assert!(why.contains(&format!("`{name}`")), "{why}");
        }
    }
}
