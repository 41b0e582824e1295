//! What is asked of an early warning, with every default filled in.

use crate::absence::{Claim, Scorecard};
use crate::trial::study::{CALLS, RISK_THRESHOLDS, WarningDecl};

/// Fair prices, calls, a claim, late registration and a frozen model to be judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// Threshold probabilities, ascending.
    pub risks: Vec<f64>,
    /// Calls per class and term, ascending.
    pub calls: Vec<f64>,
    /// The risk difference claimed.
    pub claim: Option<Claim>,
    /// Share of absent pupils that the register is feared to miss.
    pub late: Option<f64>,
    /// A frozen model.
    pub scorecard: Option<Scorecard>,
    /// Names of the keys that were declared.
    pub declared: Vec<&'static str>,
}

impl Wanted {
    /// What was declared, with the defaults; nothing of a scorecard.
    pub fn of(decl: &WarningDecl) -> Wanted {
        let declared = [
            ("risk_thresholds", decl.risk_thresholds.is_some()),
            ("calls", decl.calls.is_some()),
            ("claim", decl.claim.is_some()),
            ("claim_margin", decl.claim_margin.is_some()),
            ("late", decl.late.is_some()),
        ];
        let calls = decl.calls.clone().unwrap_or_else(|| CALLS.to_vec());
        Wanted {
            risks: decl.risk_thresholds.clone().unwrap_or_else(|| RISK_THRESHOLDS.to_vec()),
            calls: calls.into_iter().map(f64::from).collect(),
            claim: decl.claim.map(|c| Claim::new(c, decl.claim_margin)),
            late: decl.late,
            scorecard: None,
            declared: declared.into_iter().filter(|(_, is)| *is).map(|(key, _)| key).collect(),
        }
    }
}

impl Wanted {
    /// Nothing of an early warning: the rows of absence and of its prediction alone.
    pub fn nothing() -> Wanted {
        let none = WarningDecl::default();
        Wanted { risks: Vec::new(), calls: Vec::new(), ..Wanted::of(&none) }
    }

    /// Whether nothing of an early warning is asked.
    pub fn is_nothing(&self) -> bool {
        self.risks.is_empty() && self.calls.is_empty() && self.claim.is_none() && self.late.is_none()
    }
}

impl Default for Wanted {
    fn default() -> Self {
        Wanted::of(&WarningDecl::default())
    }
}
